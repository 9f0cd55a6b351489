"""Clauses: what follows a comma in rules, groups, scores and outcomes."""

from __future__ import annotations

import dataclasses
from typing import Any, Literal

from .. import syntax
from ..late import dataclass
from ..source import Span
from ..wording import length_text, number_text, value_text
from .common import Build, Parts, builds, name_of, number_of, text_of

_MOST_DAYS = 3_650


@dataclass(frozen=True, slots=True)
class RoundingMode:
    """`half to even`, `toward zero`: a part of the `rounded to` before it."""

    mode: Literal["half to even", "toward zero"]
    span: Span


def clauses_of(build: Build, parts: list[Any]) -> tuple[syntax.Clause, ...]:
    """The clauses of a statement, a rounding joined with its mode."""
    kept: list[syntax.Clause] = []
    for part in parts:
        if not isinstance(part, RoundingMode):
            kept.append(part)
        elif kept and isinstance(kept[-1], syntax.RoundedTo):
            rounding = kept[-1]
            kept[-1] = dataclasses.replace(rounding, mode=part.mode, span=rounding.span.to(part.span))
        elif not build.damaged:
            build.report(
                "SL0610",
                part.span,
                f"`{part.mode}` without a rounding before it",
                f"write `rounded to 0 decimals, {part.mode}`",
            )
    return tuple(kept)


def decay_text(decay: syntax.Decay) -> str:
    match decay:
        case syntax.HalveEvery(duration=duration):
            return f"halve every {length_text(duration)}"
        case syntax.KeepEvery(percent=percent, duration=duration):
            return f"keep {value_text(percent)} every {length_text(duration)}"
        case syntax.LoseShareEvery(percent=percent, duration=duration):
            return f"lose {value_text(percent)} of the original every {length_text(duration)}"
        case syntax.LosePointsEvery(points=lost, duration=duration):
            return f"lose {value_text(lost)} points every {length_text(duration)}"
        case syntax.FadeOver(duration=duration):
            return f"fade to 0 over {length_text(duration)}"
        case syntax.FullFor(duration=duration, then=then):
            return f"full for {length_text(duration)}, then {decay_text(then)}"


@builds
def unless(build: Build, p: Parts) -> syntax.Unless:
    return syntax.Unless(p[1], build.span(*p))


@builds
def max_points(build: Build, p: Parts) -> syntax.MaxPoints:
    return syntax.MaxPoints(p[1], build.span(*p))


@builds
def max_points_per(build: Build, p: Parts) -> syntax.MaxPointsPer:
    return syntax.MaxPointsPer(p[1], p[3], build.span(*p))


@builds
def max_times(build: Build, p: Parts) -> syntax.MaxTimes:
    return syntax.MaxTimes(p[1], build.span(*p))


@builds
def max_leads(build: Build, p: Parts) -> syntax.MaxLeads:
    return syntax.MaxLeads(p[1], build.span(*p))


@builds
def latest_only(build: Build, p: Parts) -> syntax.LatestOnly:
    return syntax.LatestOnly(p[1], build.span(*p))


@builds
def latest_per(build: Build, p: Parts) -> syntax.LatestPer:
    return syntax.LatestPer(p[1], p[3], build.span(*p))


@builds
def period(build: Build, p: Parts) -> syntax.Period:
    span = build.span(*p)
    unit: Any = p[-1].type.removesuffix("s")
    if len(p) == 1:
        return syntax.Period(unit, 1, span)
    count = number_of(build, p[0])
    if count.value != count.value.to_integral_value() or not 1 <= count.value <= _MOST_DAYS:
        build.report(
            "SL0605",
            count.span,
            f"a period of {number_text(count.value)} days",
            f"a period has a whole number of days, from 1 to {_MOST_DAYS:,}",
        )
        return syntax.Period(unit, 1, span)
    return syntax.Period(unit, int(count.value), span)


@builds
def once_per(build: Build, p: Parts) -> syntax.OncePer:
    if isinstance(p[1], syntax.Period):
        return syntax.OncePer(p[1], None, build.span(*p))
    return syntax.OncePer(None, p[1], build.span(*p))


@builds
def weight(build: Build, p: Parts) -> syntax.Weight:
    return syntax.Weight(p[1], build.span(*p))


@builds
def formerly(build: Build, p: Parts) -> syntax.Formerly:
    return syntax.Formerly(text_of(build, p[1]), build.span(*p))


@builds
def limited_to(build: Build, p: Parts) -> syntax.LimitedTo:
    return syntax.LimitedTo(p[1], p[3], build.span(*p))


@builds
def rounded_to(build: Build, p: Parts) -> syntax.RoundedTo:
    return syntax.RoundedTo(number_of(build, p[1]), build.span(*p))


@builds
def rounding_mode(build: Build, p: Parts) -> RoundingMode:
    return RoundingMode(p[0].type, build.span(*p))


@builds
def starts_at(build: Build, p: Parts) -> syntax.StartsAt:
    return syntax.StartsAt(p[1], build.span(*p))


@builds
def times_factor(build: Build, p: Parts) -> syntax.TimesFactor:
    return syntax.TimesFactor(name_of(build, p[1]), build.span(*p))


@builds
def first_met_wins(build: Build, p: Parts) -> syntax.FirstMetWins:
    return syntax.FirstMetWins(build.span(*p))


@builds
def no_decay(build: Build, p: Parts) -> syntax.NoDecay:
    return syntax.NoDecay(build.span(*p))


@builds
def decay_clause(build: Build, p: Parts) -> syntax.DecayClause:
    return syntax.DecayClause(p[0], False, build.span(*p))


@builds
def decay_of_each_event(build: Build, p: Parts) -> syntax.DecayClause:
    return syntax.DecayClause(p[1], True, build.span(*p))


@builds
def full_for(build: Build, p: Parts) -> syntax.FullFor:
    return syntax.FullFor(p[1], p[4], build.span(*p))


@builds
def halve_every(build: Build, p: Parts) -> syntax.HalveEvery:
    return syntax.HalveEvery(p[1], build.span(*p))


@builds
def keep_every(build: Build, p: Parts) -> syntax.KeepEvery:
    return syntax.KeepEvery(p[1], p[3], build.span(*p))


@builds
def lose_share_every(build: Build, p: Parts) -> syntax.LoseShareEvery:
    return syntax.LoseShareEvery(p[1], p[3], build.span(*p))


@builds
def lose_points_every(build: Build, p: Parts) -> syntax.LosePointsEvery:
    return syntax.LosePointsEvery(p[1], p[3], build.span(*p))


@builds
def fade_over(build: Build, p: Parts) -> syntax.FadeOver:
    if number_of(build, p[1]).value != 0:
        build.report("SL0136", p[1].span(build.file), "points fade to 0 only", "write `fade to 0 over 90 days`")
    return syntax.FadeOver(p[3], build.span(*p))


# ---- of stages -----------------------------------------------------------------------------------------------------


@builds
def previous_stage_from(build: Build, p: Parts) -> syntax.PreviousStageFrom:
    return syntax.PreviousStageFrom(name_of(build, p[1]), build.span(*p))


@builds
def never_back(build: Build, p: Parts) -> syntax.NeverBack:
    return syntax.NeverBack(tuple(name_of(build, token) for token in p[2]), build.span(*p))


@builds
def at_least_in_stage(build: Build, p: Parts) -> syntax.AtLeastInStage:
    return syntax.AtLeastInStage(p[1], name_of(build, p[3]), build.span(*p))
