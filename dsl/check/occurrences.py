"""Rules that pay for events: `for each`, `once for`."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from .. import model, syntax
from . import events, values
from .clauses import Clauses, clauses, limit_of, points_of
from .context import Context
from .numbers import plain, whole

MOST_LATEST = 10**6


def occurrence_rule(
    ctx: Context, rule: syntax.OccurrenceRule, default: model.Decay | None
) -> model.OccurrenceRule | None:
    """`default` is the decay of the score or group around it."""
    points = points_of(ctx, rule.points)
    kinds = events.kinds_of(ctx, rule.events)
    filter = events.event_filter(ctx, rule.events, kinds=kinds) if kinds else None
    extra = clauses(ctx, rule.clauses, rule.mode)
    fine = extra.fine and filter is not None and points is not None
    latest = 1 if rule.mode == "once for" else None
    if extra.latest is not None:
        latest = _latest(ctx, extra.latest)
        fine = fine and latest is not None
    max_points: int | None = None
    if extra.max_points is not None:
        max_points = _max_points(ctx, extra.max_points)
        fine = fine and max_points is not None
    once_per, found = _once_per(ctx, extra, kinds)
    if not fine or not found or filter is None or points is None:
        return None
    decay = None if extra.no_decay else extra.decay or default
    return model.OccurrenceRule(
        rule.label.value, points, filter, once_per, latest, decay, max_points, extra.unless, rule.span
    )


def _latest(ctx: Context, clause: syntax.LatestOnly) -> int | None:
    number = whole(clause.count.value)
    if number is None or not 1 <= number <= MOST_LATEST:
        ctx.report(
            "SL0605",
            clause.count.span,
            f"`latest … only` takes a whole number from 1 to 1,000,000, not {plain(clause.count.value)}",
            "leave it out to count all of them",
        )
        return None
    return number


def _max_points(ctx: Context, clause: syntax.MaxPoints) -> int | None:
    if clause.points.value <= 0:
        size = plain(abs(clause.points.value) or Decimal(20))
        ctx.report(
            "SL0614",
            clause.points.span,
            "`max … points` bounds the size of the points and is above 0",
            f"also a rule that takes points away is bounded by `max {size} points`",
        )
        return None
    return limit_of(ctx, clause.points, 3, "`max … points`")


def _once_per(
    ctx: Context, extra: Clauses, kinds: events.Kinds | None
) -> tuple[model.EventValue | Literal["day"] | None, bool]:
    clause = extra.once_per
    if clause is None:
        return None, True
    if clause.attribute is None:
        return "day", True
    if kinds is None:
        return None, False
    found = values.named(ctx.in_event(kinds), clause.attribute)
    if found is None:
        return None, False
    assert isinstance(found.node, model.EventValue)
    return found.node, True
