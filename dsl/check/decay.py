"""Decay: the forms with their bounds."""

from __future__ import annotations

from .. import model, syntax
from .context import Context
from .durations import count_of, seconds_of
from .numbers import plain, units
from .parameters import length, number, percent

_UNITS = {"minute": (60, 1), "hour": (3600, 1), "day": (86_400, 1), "week": (86_400, 7)}
HALVING = 730
FADING = 3_650
STEPPING = 36_500


def decay(ctx: Context, node: syntax.Decay) -> model.Decay | None:
    match node:
        case syntax.FullFor(duration, then):
            full = seconds_of(ctx, duration, "decay")
            form = _form(ctx, then)
            return None if full is None or form is None else model.Decay(form, full)
        case _:
            form = _form(ctx, node)
            return None if form is None else model.Decay(form)


def _form(
    ctx: Context,
    node: syntax.HalveEvery | syntax.KeepEvery | syntax.LoseShareEvery | syntax.LosePointsEvery | syntax.FadeOver,
) -> model.Halve | model.Keep | model.LoseShare | model.LosePoints | model.Fade | None:
    match node:
        case syntax.HalveEvery(duration):
            time = _time(ctx, duration, HALVING)
            return time and model.Halve(*time)
        case syntax.KeepEvery(share_kept, duration):
            share, time = _share(ctx, share_kept, 99), _time(ctx, duration, STEPPING)
            return model.Keep(*time, share) if share is not None and time else None
        case syntax.LoseShareEvery(share_lost, duration):
            share, time = _share(ctx, share_lost, 100), _time(ctx, duration, STEPPING)
            return model.LoseShare(*time, share) if share is not None and time else None
        case syntax.LosePointsEvery(points, duration):
            lost, time = _lost(ctx, points), _time(ctx, duration, STEPPING)
            return model.LosePoints(*time, lost) if lost is not None and time else None
        case syntax.FadeOver(duration):
            time = _time(ctx, duration, FADING)
            return time and model.Fade(*time)


def _time(ctx: Context, written: syntax.Length, most: int) -> tuple[int, int] | None:
    """(seconds of a unit, how many units); weeks are seven days."""
    duration = length(ctx, written)
    if duration is None:
        return None
    if duration.unit not in _UNITS:
        seconds_of(ctx, duration, "decay")
        return None
    unit, factor = _UNITS[duration.unit]
    count = count_of(ctx, duration)
    if count is None:
        return None
    if count * factor > most:
        word = {60: "minutes", 3600: "hours", 86_400: "days"}[unit]
        larger = f"write `{most} {word}` or less" if unit == 86_400 else "count in a larger unit, such as days"
        ctx.report("SL0607", duration.span, f"this decay takes at most {most} {word}", larger)
        return None
    return unit, count * factor


def _share(ctx: Context, written: syntax.Share_, most: int) -> int | None:
    """Millionths."""
    found = percent(ctx, written)
    if found is None:
        return None
    share = units(found.value, 4)
    if share is None or share % 100 or not 10_000 <= share <= most * 10_000:
        ctx.report(
            "SL0606",
            written.span,
            f"{plain(found.value)}% is not between 1% and {most}%, with at most 2 decimals",
            "`keep 80% every …` loses a fifth each time" if most == 99 else "",
        )
        return None
    return share


def _lost(ctx: Context, written: syntax.Amount) -> int | None:
    found = number(ctx, written)
    if found is None:
        return None
    lost = units(found.value, 3)
    if lost is None or not 0 < lost <= 1_000_000:
        ctx.report(
            "SL0601",
            written.span,
            f"{plain(found.value)} points cannot be lost each time: from above 0 to 1000, with at most 3 decimals",
        )
        return None
    return lost
