"""What splits occurrences into parts: pieces of the calendar, values of an attribute, visits."""

from __future__ import annotations

from .. import model, syntax
from . import events
from .context import Context
from .durations import seconds_of

MOST_DAYS = 366


def period_of(ctx: Context, written: syntax.Period) -> model.Period | None:
    """`day`, `3 days`, `week`, `month`, `hour`."""
    if written.every == 1:
        return model.Period(written.unit)
    if written.unit != "day":
        ctx.report(
            "SL0607",
            written.span,
            f"a calendar has no pieces of {written.every} {written.unit}s",
            f"write `{written.unit}`, or a number of days: `once per 14 days`",
        )
        return None
    if not 1 <= written.every <= MOST_DAYS:
        ctx.report(
            "SL0607",
            written.span,
            f"a piece of the calendar has 1 to {MOST_DAYS} days, not {written.every}",
            "write `once per day`, or use `latest 1 only`",
        )
        return None
    return model.Period("day", written.every)


def partition_of(ctx: Context, written: syntax.Partition, kinds: events.Kinds | None) -> model.Partition | None:
    """A period, or an attribute that all these events have; None where it is wrong, and reported."""
    match written:
        case syntax.Period():
            return period_of(ctx, written)
        case syntax.Name():
            found = None if kinds is None else events.attribute(ctx, kinds, written)
            if found is None:
                return None
            assert isinstance(found.node, model.EventValue)
            return found.node


def silence_of(ctx: Context, written: syntax.Length) -> model.Silence | None:
    """`30 minutes of silence`."""
    seconds = seconds_of(ctx, written, "a silence")
    return None if seconds is None else model.Silence(seconds)
