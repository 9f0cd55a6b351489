"""The meaning of rules: what each one adds to a score, in 10^-9 points."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...dsl import model
from ...dsl.zones import local_day
from .. import plan as p
from ..decay import weight
from ..result import Event
from .context import Context
from .meaning import events_of, existence_days, met, value_of

_MILLI_TO_NANO = p.NANO // model.MILLI


class TooManyOccurrences(Exception):  # noqa: N818 - a stated condition of the data, not a fault
    """A lead has more events for one rule than the language allows."""


@dataclass(frozen=True, slots=True)
class Paid:
    """What a rule pays: 10^-9 points, occurrences counted, second of the latest of them."""

    points: int
    times: int
    latest: int | None = None


_NOTHING = Paid(0, 0)


def paid(rule: p.Rule, context: Context) -> Paid:
    """What the rule pays for the context's lead. Raises TooManyOccurrences."""
    outcome = _unbarred(rule, context)
    return _NOTHING if met(rule.unless, context) or outcome.points == 0 else outcome


def _unbarred(rule: p.Rule, context: Context) -> Paid:
    match rule:
        case p.WhenRule(_, points, condition):
            return Paid(points * _MILLI_TO_NANO, 1) if met(condition, context) else _NOTHING
        case p.TableRule():
            return Paid(_row(rule, context) * _MILLI_TO_NANO, 1)
        case p.OccurrenceRule(_, feature, multiplier, max_nano):
            kept = occurrences(feature, context)
            total = sum(weight(feature.decay, context.as_of - event.at) for event in kept) * multiplier
            latest = max((event.at for event in kept), default=None)
            return Paid(max(-max_nano, min(max_nano, total)), len(kept), latest)


def occurrences(feature: p.Occurrences, context: Context) -> list[Event]:
    """The events that count: inside the filter, one per partition, the latest N; latest first."""
    found = sorted(events_of(feature.events, context), key=lambda event: -event.at)
    if len(found) > p.MAX_OCCURRENCES:
        raise TooManyOccurrences
    if feature.once_per is not None:
        latest_of: dict[object, Event] = {}
        for event in found:
            latest_of.setdefault(_partition(feature.once_per, event, context), event)
        found = list(latest_of.values())
    return found if feature.latest is None else found[: feature.latest]


def _partition(once_per: str | model.EventValue, event: Event, context: Context) -> object:
    if isinstance(once_per, model.EventValue):
        return value_of(once_per, replace(context, event=event))
    return local_day(context.plan.zone, event.at)


def _row(rule: p.TableRule, context: Context) -> int:
    """The points of the row that pays, in thousandths."""
    value = value_of(rule.value, context)
    if rule.quiet:
        return _quiet_row(rule, None if value is None else int(value), existence_days(context))
    if value is None:
        return rule.missing
    for match in rule.matches:
        if value in match.values:
            return match.points
    if rule.cuts:
        cut = _cut(rule.cuts, int(value))
        if cut is not None:
            return cut.points
    return rule.otherwise


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
