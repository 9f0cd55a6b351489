"""What a rule that counts events has counted for one lead, and what decay and limits did to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..dsl import model
from . import plan as p
from .reference.context import Context
from .reference.contributions import occurrences, weight_of
from .reference.meaning import events_of
from .result import Contribution, Event


@dataclass(frozen=True, slots=True)
class Counted:
    """`events`: how many there were of the rule's kind; `noun`: what counted, such as `event`, `day`, `visit`.

    `before_decay` and `before_limit`, in 10^-9 points, are None where they do not differ from what came after.
    """

    events: int
    noun: str
    before_decay: int | None
    before_limit: int | None


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
