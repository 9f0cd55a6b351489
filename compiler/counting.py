"""What stands behind a rule's points for one lead or account: the events it counted, the values it found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..dsl import model
from ..dsl.late import dataclass
from . import plan as p
from .phrases import known
from .reference.context import Context
from .reference.contributions import occurrences, weight_of
from .reference.meaning import events_of, value_of
from .result import Contribution, Event
from .value_words import type_of
from .walk import filter_of, walk


@dataclass(frozen=True, slots=True)
class Counted:
    """`events`: how many there were of the rule's kind; `noun`: what counted, such as `event`, `day`, `visit`.

    `before_decay` and `before_limit`, in 10^-9 points, are None where they do not differ from what came after.
    """

    events: int
    noun: str
    before_decay: int | None
    before_limit: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a value of a rule was, None where it was missing."""

    value: str | int | bool | None
    type: model.ValueType

    def words(self) -> str:
        return "nothing" if self.value is None else known(self.value, self.type)


def found_by(rule: p.Rule, context: Context) -> tuple[Found, ...]:
    """The value that a table or amount goes by; of a condition what it asks of events and leads, as written.

    None of an occurrence rule, which has counted. An amount is told before its limits.
    """
    match rule:
        case p.WhenRule(condition=condition):
            return tuple(_found(value, context) for value in _measured(condition))
        case p.AmountRule(value=model.Least((inner, model.Constant())), times=True):
            return (_found(inner, context),)
        case p.TableRule(value=value) | p.AmountRule(value=value):
            return (_found(value, context),)
        case p.OccurrenceRule():
            return ()


def _found(value: model.Value, context: Context) -> Found:
    return Found(value_of(value, context), type_of(value))


def _measured(condition: model.Condition) -> Iterator[model.Value]:
    """The values that a condition asks of events or leads; what stands behind names is left to them."""
    match condition:
        case model.And(items) | model.Or(items) | model.AtLeast(_, items):
            for item in items:
                yield from _measured(item)
        case model.Not(item) | model.IsUnknown(item):
            yield from _measured(item)
        case model.Decide(lines):
            for line, _ in lines:
                yield from _measured(line)
        case model.Compare(_, left, right):
            yield from (value for value in (left, right) if _is_measured(value))
        case (
            model.IsMissing(value)
            | model.IsTrue(value)
            | model.InSet(value)
            | model.InList(value)
            | model.TextTest(_, value)
            | model.AgeBetween(value)
        ):
            if _is_measured(value):
                yield value
        case model.Happened() | model.Quiet() | model.Burst() | model.LetRef() | model.FlagRef():
            pass


def _is_measured(value: model.Value) -> bool:
    return any(isinstance(n, model.OfLeads) or filter_of(n) is not None for n in walk(value, colleagues=False))


def counted_by(rule: p.OccurrenceRule, row: Contribution, context: Context) -> Counted:
    """What stands behind a contribution of the rule; with attribution, of the events of its source."""
    feature = rule.feature
    kept = occurrences(feature, context)
    attribute = context.plan.attribution
    if attribute is not None:
        kept = [event for event in kept if event.values.get(attribute) == row.source]
    each = rule.multiplier if feature.cap is None else feature.cap.multiplier
    decayed = sum(weight_of(feature, event, context) for event in kept) * each
    full = sum(_full(feature, event, context) for event in kept) * each
    return Counted(
        events=len(events_of(feature.events, context)),
        noun=_noun(feature.completes),
        before_decay=full if full != decayed else None,
        before_limit=decayed if decayed != row.points else None,
    )


def _full(feature: p.Occurrences, event: Event, context: Context) -> int:
    """The weight of an event without decay."""
    if isinstance(feature.decay, p.PointSteps):
        return feature.decay.magnitude
    return weight_of(replace(feature, decay=None), event, context)


def _noun(completes: model.Completes | None) -> str:
    match completes:
        case None:
            return "event"
        case model.Completes(part=model.Period(unit, every)):
            return unit if every == 1 else "period"
        case _:
            return "visit"
