"""Durations: whole, within bounds, in a unit that fits where they stand."""

from __future__ import annotations

from .. import syntax
from . import parameters
from .context import Context
from .numbers import plain, whole

SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
LONGEST_DAYS = 36_500
LONGEST = LONGEST_DAYS * 86_400
LONGEST_RELATION_DAYS = 3_650


def count_of(ctx: Context, duration: syntax.Duration, *, zero: bool = False) -> int | None:
    """The whole number of units, at least 1 (or 0)."""
    count = whole(duration.count)
    if count is None or count < (0 if zero else 1):
        ctx.report(
            "SL0607",
            duration.span,
            f"{plain(duration.count)} is not possible here: whole {duration.unit}s, at least {0 if zero else 1}",
            "use a smaller unit for parts, such as `12 hours` for half a day"
            if count is None
            else f"write a whole number of {duration.unit}s, such as `30 {duration.unit}s`",
        )
        return None
    return count


def seconds_of(
    ctx: Context,
    written: syntax.Length,
    what: str,
    *,
    zero: bool = False,
    beyond: str = "",
    fine: bool = False,
    longest_days: int = LONGEST_DAYS,
) -> int | None:
    """The length in seconds; months and years have none.

    `beyond` is the help where it is too long. `fine`: seconds may be written, which only distances of events need.
    """
    duration = parameters.length(ctx, written)
    if duration is None:
        return None
    unit = SECONDS.get(duration.unit)
    if unit is None:
        ctx.report(
            "SL0121",
            duration.span,
            f"{what} cannot be counted in {duration.unit}s, which differ in length",
            f"use days: {_in_days(duration)}",
        )
        return None
    if unit == 1 and not fine:
        ctx.report(
            "SL0308",
            duration.span,
            f"{what} is not counted in seconds, which tell how far two events lie apart",
            "use minutes: `1 minute`",
        )
        return None
    count = count_of(ctx, duration, zero=zero)
    if count is None:
        return None
    if count * unit > longest_days * 86_400:
        ctx.report(
            "SL0607",
            duration.span,
            f"{what} can be at most {longest_days} days",
            beyond or f"write `{longest_days} days` or less",
        )
        return None
    return count * unit


def days_of(ctx: Context, written: syntax.Length, what: str, *, zero: bool = False) -> int | None:
    """The length in whole days, of a value that is a date."""
    duration = parameters.length(ctx, written)
    if duration is None:
        return None
    if duration.unit in ("second", "minute", "hour"):
        ctx.report(
            "SL0308",
            duration.span,
            f"{what} is a date without a time of day, so its age has no {duration.unit}s",
            "use whole days, or declare the attribute as `timestamp`",
        )
        return None
    seconds = seconds_of(ctx, duration, f"the age of {what}", zero=zero)
    return None if seconds is None else seconds // 86_400


def _in_days(duration: syntax.Duration) -> str:
    count = whole(duration.count)
    if count is None or not 0 < count < 1200:
        return "`30 days`"
    return f"`{count * (30 if duration.unit == 'month' else 365)} days`"
