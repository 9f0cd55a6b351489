"""`ignore …`: events that are left out before any rule sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .. import model, syntax
from . import conditions, events, parameters, relations
from .context import Context
from .numbers import plain, whole

MOST_RULES = 50
MOST_BURST = 1_000


def noise(ctx: Context, written: Sequence[syntax.Ignore]) -> tuple[model.Noise, ...]:
    """All noise rules that are right; what is wrong is reported."""
    if len(written) > MOST_RULES:
        ctx.report(
            "SL0608",
            written[MOST_RULES].span,
            f"a file has at most {MOST_RULES} lines with `ignore`",
            "join conditions with `or` in one line",
        )
    inside = replace(ctx.at("noise"), since=None)
    made = [_one(inside, item) for item in written[:MOST_RULES]]
    return tuple(item for item in made if item is not None)


def _one(ctx: Context, item: syntax.Ignore) -> model.Noise | None:
    selector = item.events
    kinds = events.kinds_of(ctx, selector)
    where: model.Condition | None = None
    fine = kinds is not None
    if selector.where is not None and kinds is not None:
        where = conditions.whole_condition(ctx.in_event(kinds), selector.where)
        fine = where is not None
    if selector.window is not None:
        ctx.report(
            "SL0135",
            selector.window.span,
            "`ignore` looks at all events and takes no window",
            "leave the window out",
        )
        fine = False
    relation: model.Follows | None = None
    if selector.relation is not None:
        relation = _relation(ctx, kinds, selector.relation)
        fine = fine and relation is not None
    burst: tuple[int, int] | None = None
    if item.burst is not None:
        burst = _burst(ctx, item.burst)
        fine = fine and burst is not None
    lead: model.Condition | None = None
    if item.condition is not None:
        lead = conditions.whole_condition(ctx, item.condition)
        fine = fine and lead is not None
    if selector.where is None and selector.relation is None and item.burst is None and item.condition is None:
        ctx.report(
            "SL0126",
            item.span,
            "every such event would be left out, as if there were none",
            'say which: `ignore page_view where page starts with "/internal"`, or for whom: `ignore any event when …`',
        )
        fine = False
    if not fine or kinds is None:
        return None
    return model.Noise(tuple(kind.name for kind in kinds), where, relation, burst, lead)


def _relation(ctx: Context, kinds: events.Kinds | None, written: syntax.Relation) -> model.Follows | None:
    if isinstance(written, syntax.FollowedBy):
        ctx.report(
            "SL0324",
            written.span,
            "`ignore` looks at what came before an event, not at what followed it",
            "turn it round: `ignore click within 2 seconds after mail_sent`",
        )
        return None
    made = relations.relation(ctx, kinds, written)
    return made if isinstance(made, model.Follows) else None


def _burst(ctx: Context, written: syntax.Burst) -> tuple[int, int] | None:
    """`more than 5 within 1 minute` as (5, 60)."""
    number = parameters.number(ctx, written.more_than)
    seconds = relations.seconds_apart(ctx, written.within, "the time within which events count")
    if number is None:
        return None
    count = whole(number.value)
    if count is None or not 1 <= count <= MOST_BURST:
        ctx.report(
            "SL0605",
            number.span,
            f"a number of events within a time is whole, from 1 to {MOST_BURST:,}, not {plain(number.value)}",
            "to leave all of them out, say so by `where`" if number.value == 0 else "",
        )
        return None
    return None if seconds is None else (count, seconds)
