"""Events held to other events: `within 2 days after …`, `followed by …`, `of the same …`."""

from __future__ import annotations

from .. import model, syntax
from ..findings import declared
from ..source import Span
from . import conditions, events
from .context import Context
from .durations import LONGEST_RELATION_DAYS, seconds_of
from .literals import KIND_WORDS


def relation(ctx: Context, kinds: events.Kinds | None, written: syntax.Relation) -> model.Relation | None:
    """`kinds` are those of the event that is held to the other; None where they are wrong already."""
    other_kinds = events.kinds_of(ctx, written.other)
    other = other_events(ctx, written.other, other_kinds)
    same: str | None = None
    fine = other is not None
    if written.same is not None and kinds is not None and other_kinds is not None:
        same = _same(ctx, kinds, other_kinds, written.same)
        fine = fine and same is not None
    within: int | None = None
    if written.within is not None:
        within = seconds_apart(ctx, written.within, "the time between two events")
        fine = fine and within is not None
    if not fine or other is None:
        return None
    match written:
        case syntax.AfterEvent(negated=negated):
            assert within is not None  # the grammar demands it
            return model.Follows(other, within, same, negated)
        case syntax.FollowedBy(negated=negated):
            return model.FollowedBy(other, within, same, negated)


def seconds_apart(ctx: Context, written: syntax.Length, what: str) -> int | None:
    """How far events lie apart, in seconds."""
    return seconds_of(
        ctx,
        written,
        what,
        fine=True,
        longest_days=LONGEST_RELATION_DAYS,
        beyond="ask for each event by itself",
    )


def other_events(ctx: Context, selector: syntax.EventSelector, kinds: events.Kinds | None) -> model.EventFilter | None:
    """The events that the other one is held to: all of them, without a window."""
    if kinds is None:
        return None
    for part in (selector.window, selector.relation):
        if part is not None:
            ctx.report(
                "SL0135",
                part.span,
                "the event that another is held to has no window or relation of its own",
                "the window at the end is that of the first event",
            )
            return None
    where: model.Condition | None = None
    if selector.where is not None:
        where = conditions.condition(ctx.in_event(kinds), selector.where)
        if where is None:
            return None
    return model.EventFilter(tuple(kind.name for kind in kinds), where, None, None, ctx.since)


def _same(ctx: Context, kinds: events.Kinds, others: events.Kinds, name: syntax.Name) -> str | None:
    own = events.attribute(ctx, kinds, name)
    other = None if own is None else events.attribute(ctx, others, name)
    if own is None or other is None:
        return None
    if (own.type.kind, own.type.places) == (other.type.kind, other.type.places):
        return name.text
    places: list[Span] = [at for at in (own.declared_at, other.declared_at) if at is not None]
    ctx.findings.report(
        "SL0302",
        name.span,
        f"`{name.text}` is {KIND_WORDS[own.type.kind]} of the one event and {KIND_WORDS[other.type.kind]} of the other"
        if own.type.kind != other.type.kind
        else f"`{name.text}` has not the same number of decimals in both events",
        "declare it alike in both events",
        *[declared(at) for at in places],
    )
    return None
