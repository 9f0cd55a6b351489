"""The meaning of rules: what each one adds to a score, in 10^-9 points."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from ...dsl import model
from ...dsl.late import dataclass
from ...dsl.zones import local_day, offset_at
from .. import plan as p
from ..decay import weight
from ..result import Event
from .context import Context
from .meaning import Known, events_of, existence_days, met, value_of
from .relations import visits

_MILLI_TO_NANO = p.NANO // model.MILLI
_EPOCH = dt.date(1970, 1, 1)
_LARGEST_AMOUNT = 10**6  # thousandths of a point


class TooManyOccurrences(Exception):  # noqa: N818 - a stated condition of the data, not a fault
    """A lead has more events for one rule than the language allows."""


@dataclass(frozen=True, slots=True)
class Part:
    """What the kept events with one attribution value weigh, before any limit: 10^-9 points, how many, the latest.

    Parts stand in the order of their sources' UTF-8 bytes, the one without a source last.
    """

    source: str | None
    points: int
    times: int
    latest: int


@dataclass(frozen=True, slots=True)
class Paid:
    """What a rule pays: 10^-9 points, occurrences counted, second of the latest of them.

    `met`: whether a group that picks may pick it. `parts` is there for occurrences only.
    """

    points: int
    times: int
    latest: int | None = None
    met: bool = False
    parts: tuple[Part, ...] = ()


_NOTHING = Paid(0, 0)


def paid(rule: p.Rule, context: Context) -> Paid:
    """What the rule pays for the context's lead."""
    return _NOTHING if met(rule.unless, context) else _unbarred(rule, context)


def _unbarred(rule: p.Rule, context: Context) -> Paid:
    match rule:
        case p.WhenRule(_, points, condition):
            return Paid(points * _MILLI_TO_NANO, 1, met=True) if met(condition, context) else _NOTHING
        case p.TableRule():
            points = _row(rule, context) * _MILLI_TO_NANO
            return Paid(points, 1, met=points != 0)
        case p.AmountRule():
            number = value_of(rule.value, context)
            if number is None:
                return _NOTHING
            cut = max(-rule.bound, min(rule.bound, int(number)))
            points = max(rule.low, min(rule.high, cut * rule.multiplier))
            return Paid(points, int(number) if rule.times else 1, met=points != 0)
        case p.OccurrenceRule(_, feature, multiplier, max_nano):
            kept = occurrences(feature, context)
            total = weighed(feature, kept, context) * multiplier
            points = max(-max_nano, min(max_nano, total))
            latest = max((event.at for event in kept), default=None)
            each = multiplier if feature.cap is None else feature.cap.multiplier
            parts = () if context.plan.attribution is None else tuple(_parts(feature, kept, each, context))
            return Paid(points, len(kept), latest, points != 0, parts)


# ---- occurrences -----------------------------------------------------------------------------------------------------


def check_occurrences(context: Context) -> None:
    """Raises TooManyOccurrences where a feature of the plan has more events than the language allows."""
    for feature in context.plan.features:
        counted = isinstance(feature, p.Occurrences | p.Sum)
        if counted and len(events_of(feature.events, context)) > p.MAX_OCCURRENCES:
            raise TooManyOccurrences


def occurrences(feature: p.Occurrences, context: Context) -> list[Event]:
    """The events that count: inside the filter, completing, one per part, the latest N; later ones first."""
    found = sorted(events_of(feature.events, context), key=lambda event: _later_first(feature, event, context))
    if feature.completes is not None:
        found = sorted(
            _completing(feature.completes, found, context), key=lambda event: _later_first(feature, event, context)
        )
    if feature.once_per is not None:
        found = [part[0] for part in _divided(feature.once_per, found, context)]
    if feature.latest is None:
        return found
    if feature.latest_per is None:
        return found[: feature.latest]
    return [event for part in _divided(feature.latest_per, found, context) for event in part[: feature.latest]]


def weighed(feature: p.Occurrences, kept: list[Event], context: Context) -> int:
    """Σ weight of the kept events; with a cap, the parts bounded."""
    if feature.cap is None:
        return sum(weight_of(feature, event, context) for event in kept)
    bound, multiplier = feature.cap.bound, feature.cap.multiplier
    products = (
        sum(weight_of(feature, event, context) for event in part) * multiplier
        for part in _divided(feature.cap.part, kept, context)
    )
    return sum(max(-bound, min(bound, product)) for product in products)


def weight_of(feature: p.Occurrences, event: Event, context: Context) -> int:
    """The weight of one event: decay × amount."""
    return weight(feature.decay, context.as_of - event.at) * _amount(feature, event)


def _amount(feature: p.Occurrences, event: Event) -> int:
    if feature.amount is None:
        return 1
    number = event.values.get(feature.amount.value.name)
    return 0 if number is None else max(-_LARGEST_AMOUNT, min(_LARGEST_AMOUNT, int(number) * feature.amount.scale))


def _later_first(feature: p.Occurrences, event: Event, context: Context) -> tuple[object, ...]:
    parts = (feature.once_per, feature.latest_per, None if feature.cap is None else feature.cap.part)
    values = [event.values.get(part.name) for part in parts if isinstance(part, model.EventValue)]
    return -event.at, -_amount(feature, event), *(_missing_last(value) for value in (*values, _source(event, context)))


def _missing_last(value: Known | None) -> tuple[object, ...]:
    return (1,) if value is None else (0, value)


def _completing(completes: model.Completes, later_first: list[Event], context: Context) -> list[Event]:
    """Of each period or visit with enough events the one that completed it."""
    earlier_first = later_first[::-1]
    match completes.part:
        case model.Silence(seconds):
            parts: Iterable[list[Event]] = visits(earlier_first, seconds)
        case part:
            parts = _divided(part, earlier_first, context)
    return [part[completes.count - 1] for part in parts if len(part) >= completes.count]


def _divided(part: model.Partition, events: list[Event], context: Context) -> list[list[Event]]:
    """The events by period or value, each part in the order given."""
    parts: dict[object, list[Event]] = {}
    for event in events:
        parts.setdefault(part_of(part, event, context), []).append(event)
    return list(parts.values())


def part_of(part: model.Partition, event: Event, context: Context) -> Known | None:
    """The period's number, or the value."""
    zone = context.plan.zone
    match part:
        case model.EventValue():
            return value_of(part, replace(context, event=event))
        case model.Period(unit, every):
            match unit:
                case "hour":
                    return (event.at + offset_at(zone, event.at)) // 3600
                case "day":
                    return local_day(zone, event.at) // every
                case "week":
                    return (local_day(zone, event.at) + 3) // 7
                case "month":
                    return _month(local_day(zone, event.at))
                case other:
                    assert_never(other)


def _month(day: int) -> int:
    date = _EPOCH + dt.timedelta(days=day)
    return 12 * date.year + date.month - 1


def _source(event: Event, context: Context) -> str | None:
    attribute = context.plan.attribution
    found = None if attribute is None else event.values.get(attribute)
    return None if found is None else str(found)


def _parts(feature: p.Occurrences, kept: list[Event], multiplier: int, context: Context) -> Iterable[Part]:
    sources: dict[str | None, list[Event]] = {}
    for event in kept:
        sources.setdefault(_source(event, context), []).append(event)
    for source in sorted(sources, key=lambda each: (each is None, each or "")):
        events = sources[source]
        points = sum(weight_of(feature, event, context) for event in events) * multiplier
        yield Part(source, points, len(events), max(event.at for event in events))


# ---- tables ----------------------------------------------------------------------------------------------------------


def factor_of(factor: model.Factor, context: Context) -> int:
    """The factor in ten-thousandths."""
    value = value_of(factor.value, context)
    return factor.missing if value is None else _held(value, factor.matches, factor.cuts, factor.otherwise)


def _row(rule: p.TableRule, context: Context) -> int:
    """The points of the row that pays, in thousandths."""
    value = value_of(rule.value, context)
    if rule.quiet:
        assert isinstance(rule.value, model.DaysSinceLast)
        existed = existence_days(context, rule.value.events.since)
        return _quiet_row(rule, None if value is None else int(value), existed)
    return rule.missing if value is None else _held(value, rule.matches, rule.cuts, rule.otherwise)


def _held(value: Known, matches: tuple[model.Match, ...], cuts: tuple[model.Cut, ...], otherwise: int) -> int:
    for match in matches:
        if value in match.values:
            return match.points
    cut = _cut(cuts, int(value)) if cuts else None
    return otherwise if cut is None else cut.points


def _cut(cuts: tuple[model.Cut, ...], value: int) -> model.Cut | None:
    for cut in cuts:
        if (cut.lowest is None or cut.lowest <= value) and (cut.below is None or value < cut.below):
            return cut
    return None


def _quiet_row(rule: p.TableRule, last: int | None, existed: int | None) -> int:
    """See `model.TableRule`: a lead must have been there to be quiet."""
    if last is None and rule.has_missing_row:
        return rule.missing
    if last is not None:
        cut = _cut(rule.cuts, last)
        if cut is not None and not _needs_existence(cut):
            return cut.points
    if existed is None:
        return 0
    cut = _cut(rule.cuts, existed if last is None else min(last, existed))
    return cut.points if cut is not None and _needs_existence(cut) else 0


def _needs_existence(cut: model.Cut) -> bool:
    return cut.lowest is not None and cut.lowest > 0
