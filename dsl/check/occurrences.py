"""Rules that pay for events: `for each`, `once for`, for each period or visit with enough of them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from .. import model, syntax
from ..late import dataclass
from . import events, places
from .clauses import Clauses, Owner, clauses
from .context import Context
from .literals import KIND_WORDS
from .numbers import plain, whole
from .parameters import number
from .periods import partition_of, period_of, silence_of
from .points import FULL, max_points_of, points_of, share_text, weighed_decay

MOST_LATEST = 10**6
MOST_COUNTED = 10**6
MOST_AMOUNT_PLACES = 3
_POINTS = "points"

EventRule = syntax.OccurrenceRule | syntax.PeriodRule | syntax.VisitRule


@dataclass(frozen=True, slots=True)
class Around:
    """What a score and its groups hand on to the rules inside: the default decay, and their weights multiplied."""

    decay: model.Decay | None = None
    weight: Fraction = FULL


def occurrence_rule(ctx: Context, rule: EventRule, around: Around) -> model.OccurrenceRule | None:
    """The rule checked; None where any part of it is wrong, all of which is reported."""
    if not places.events_may_be_read(ctx, rule.events.span):
        return None
    owner: Owner = "once for" if isinstance(rule, syntax.OccurrenceRule) and rule.mode == "once for" else "for each"
    extra = clauses(ctx, rule.clauses, owner)
    weight = around.weight * extra.weight
    kinds = events.kinds_of(ctx, rule.events)
    filter = events.event_filter(ctx, rule.events, kinds=kinds) if kinds else None
    completes, complete = _completes(ctx, rule, kinds)
    decay = None if extra.no_decay else extra.decay or around.decay
    amount: model.EventValue | None = None
    if isinstance(rule, syntax.OccurrenceRule) and isinstance(rule.points, syntax.PointsOf):
        amount = _amount(ctx, rule.points, kinds, weight, decay, extra)
        points = None if amount is None else -1000 if rule.points.negative else 1000
    else:
        points = points_of(ctx, rule.points, weight)  # type: ignore[arg-type]
        made_decay = weighed_decay(ctx, decay, weight, extra.decay_span or rule.label.span)
        if decay is not None and made_decay is None:
            return None
        decay = made_decay
    latest, per = _latest(ctx, extra, kinds, owner)
    bound, bound_per = _bound(ctx, extra, kinds, weight)
    once_per = None
    if extra.once_per is not None:
        part = extra.once_per.period or extra.once_per.attribute
        once_per = None if part is None else partition_of(ctx, part, kinds)
        complete = complete and once_per is not None
    wanted = (extra.latest or extra.latest_per, extra.latest_per, extra.max_points or extra.max_per, extra.max_per)
    made = (latest, per, bound, bound_per)
    complete = complete and all(part is not None for part, asked in zip(made, wanted, strict=True) if asked)
    if not extra.fine or not complete or filter is None or points is None:
        return None
    if amount is not None:
        known = model.Not(model.IsMissing(amount))
        filter = replace(filter, where=known if filter.where is None else model.And((known, filter.where)))
    return model.OccurrenceRule(
        label=rule.label.value,
        points=points,
        events=filter,
        once_per=once_per,
        latest=latest,
        decay=decay,
        max_points=bound,
        unless=extra.unless,
        span=rule.span,
        completes=completes,
        latest_per=per,
        max_per=bound_per,
        amount=amount,
        formerly=extra.formerly.value if extra.formerly else None,
    )


def _latest(
    ctx: Context, extra: Clauses, kinds: events.Kinds | None, owner: Owner
) -> tuple[int | None, model.Partition | None]:
    if extra.latest_per is not None:
        count = _count(ctx, extra.latest_per.count, "`latest … per`")
        return count, partition_of(ctx, extra.latest_per.per, kinds)
    if extra.latest is not None:
        return _count(ctx, extra.latest.count, "`latest … only`"), None
    return (1 if owner == "once for" else None), None


def _count(ctx: Context, written: syntax.Amount, what: str) -> int | None:
    found = number(ctx, written)
    if found is None:
        return None
    count = whole(found.value)
    if count is None or not 1 <= count <= MOST_LATEST:
        ctx.report(
            "SL0605",
            written.span,
            f"{what} takes a whole number from 1 to 1,000,000, not {plain(found.value)}",
            "leave it out to count all of them",
        )
        return None
    return count


def _bound(
    ctx: Context, extra: Clauses, kinds: events.Kinds | None, weight: Fraction
) -> tuple[int | None, model.Partition | None]:
    if extra.max_per is not None:
        return max_points_of(ctx, extra.max_per, weight), partition_of(ctx, extra.max_per.per, kinds)
    if extra.max_points is not None:
        return max_points_of(ctx, extra.max_points, weight), None
    return None, None


# ---- periods and visits ----------------------------------------------------------------------------------------------


def _completes(ctx: Context, rule: EventRule, kinds: events.Kinds | None) -> tuple[model.Completes | None, bool]:
    """What occurs instead of the events themselves, and whether all of it is right."""
    part: model.Partition | model.Silence | None
    match rule:
        case syntax.OccurrenceRule():
            return None, True
        case syntax.PeriodRule(period=period, at_least=at_least):
            count, part = _enough(ctx, at_least), period_of(ctx, period)
        case syntax.VisitRule(at_least=at_least, key=key, silence=silence):
            count = 1 if at_least is None else _enough(ctx, at_least)
            if key is not None:
                part = partition_of(ctx, key, kinds)
            elif silence is not None:
                part = silence_of(ctx, silence)
            else:
                part = None
                ctx.report(
                    "SL0126",
                    rule.events.span,
                    "it is not said which events make one visit",
                    "name what they share, `by session_id`, or what divides them: `after 30 minutes of silence`",
                )
    return (model.Completes(part, count), True) if part is not None and count is not None else (None, False)


def _enough(ctx: Context, written: syntax.Amount) -> int | None:
    found = number(ctx, written)
    if found is None:
        return None
    count = whole(found.value)
    if count is None or not 1 <= count <= MOST_COUNTED:
        ctx.report(
            "SL0605",
            written.span,
            f"a number of events is whole, from 1 to 1,000,000, not {plain(found.value)}",
            "`with at least 1` asks for any",
        )
        return None
    return count


# ---- points that are an event's number -------------------------------------------------------------------------------


def _number_of(written: syntax.Name, kinds: events.Kinds) -> syntax.Name:
    """The attribute that is meant: `points of activity` of an event `activity` is its attribute `points`."""
    whole_event = all(kind.name == written.text and written.text not in kind.attributes for kind in kinds)
    if whole_event and all(_POINTS in kind.attributes for kind in kinds):
        return syntax.Name(_POINTS, written.span)
    return written


def _amount(
    ctx: Context,
    written: syntax.PointsOf,
    kinds: events.Kinds | None,
    weight: Fraction,
    decay: model.Decay | None,
    extra: Clauses,
) -> model.EventValue | None:
    found = None if kinds is None else events.attribute(ctx, kinds, _number_of(written.attribute, kinds))
    if found is None:
        return None
    assert isinstance(found.node, model.EventValue)
    if not found.numeric:
        ctx.report(
            "SL0617",
            written.attribute.span,
            f"{found.shown} is {KIND_WORDS[found.type.kind]}, and points are a number",
            "name a whole number or a decimal of the event",
        )
        return None
    if found.type.places > MOST_AMOUNT_PLACES:
        ctx.report(
            "SL0617",
            written.attribute.span,
            f"{found.shown} has {found.type.places} decimals, and points have at most 3",
            "declare it as `decimal(3)`",
        )
        return None
    if weight != FULL:
        ctx.report(
            "SL0612",
            written.span,
            f"points that are an event's number cannot be weighted with {share_text(weight)}",
            "put the rule into a score of its own, and weigh that in a total",
        )
        return None
    if decay is not None and isinstance(decay.form, model.LosePoints):
        ctx.report(
            "SL0612",
            extra.decay_span or written.span,
            "points that are an event's number cannot lose a fixed number of points each time",
            "use another decay, such as `lose 20% of the original every 30 days`, or `no decay`",
        )
        return None
    return found.node
