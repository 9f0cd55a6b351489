"""Scores: their rules, groups, tables, clauses, and totals."""

from __future__ import annotations

from typing import Any

from .. import syntax
from ..wording import condition_text, duration_text, number_text, selector_text
from .common import Build, Parts, builds, name_of, number_of, percent_of, text_of
from .values import fixed_length


@builds
def score(build: Build, p: Parts) -> syntax.Score:
    return syntax.Score(name_of(build, p[1]), tuple(p[2]), tuple(p[4]), build.span(*p))


@builds
def group(build: Build, p: Parts) -> syntax.Group:
    return syntax.Group(text_of(build, p[1]), tuple(p[2]), tuple(p[4]), build.span(*p))


@builds
def total(build: Build, p: Parts) -> syntax.Total:
    return syntax.Total(name_of(build, p[1]), tuple(p[2]), tuple(p[4]), build.span(*p))


@builds
def terms(build: Build, p: Parts) -> list[syntax.TotalTerm]:
    before: list[syntax.TotalTerm] = p[0] if isinstance(p[0], list) else []
    weight, name = p[-1]
    sign = p[-2] if len(p) > 1 else None
    negative = sign is not None and sign.type == "-"
    span = build.span(sign, weight, name) if sign is not None else build.span(weight, name)
    before.append(syntax.TotalTerm(negative, weight, name, span))
    return before


@builds
def term(build: Build, p: Parts) -> Any:
    weight = percent_of(build, p[0]) if len(p) == 3 else None
    return weight, name_of(build, p[-1])


# ---- rules ---------------------------------------------------------------------------------------------------------


@builds
def points(build: Build, p: Parts) -> syntax.Number:
    """The sign is mandatory, except for 0."""
    if len(p) == 2:
        return number_of(build, p[1], p[0])
    bare = number_of(build, p[0])
    if bare.value != 0:
        shown = number_text(bare.value)
        build.report("SL0108", bare.span, f"points `{shown}` without a sign", f"write `+{shown}` or `-{shown}`")
    return bare


@builds
def when_rule(build: Build, p: Parts) -> syntax.WhenRule:
    label, pays, condition = text_of(build, p[0]), p[1], p[3]
    kept = []
    for clause in p[4]:
        if isinstance(clause, syntax.DecayClause) and not clause.of_each_event:
            _report_decay(build, pays, condition, clause)
        else:
            kept.append(clause)
    return syntax.WhenRule(label, pays, condition, tuple(kept), build.span(*p))


def _report_decay(
    build: Build,
    pays: syntax.Number,
    condition: syntax.Condition,
    clause: syntax.DecayClause,
) -> None:
    match condition:
        case syntax.Happened(events=events):
            which = selector_text(events)
        case syntax.InWindow(direction="last"):
            which = condition_text(condition)
        case _:
            which = "demo_request in last 90 days"
    sign = "+" if pays.value >= 0 else ""
    build.report(
        "SL0120",
        clause.span,
        "a rule with `when` has no event whose age could decay",
        f"a rule that counts an event decays: `{sign}{number_text(pays.value)} once for {which}, "
        f"{decay_text(clause.decay)}`",
    )


def decay_text(decay: syntax.Decay) -> str:
    match decay:
        case syntax.HalveEvery(duration=duration):
            return f"halve every {duration_text(duration)}"
        case syntax.KeepEvery(percent=percent, duration=duration):
            return f"keep {number_text(percent.value)}% every {duration_text(duration)}"
        case syntax.LoseShareEvery(percent=percent, duration=duration):
            return f"lose {number_text(percent.value)}% of the original every {duration_text(duration)}"
        case syntax.LosePointsEvery(points=lost, duration=duration):
            return f"lose {number_text(lost.value)} points every {duration_text(duration)}"
        case syntax.FadeOver(duration=duration):
            return f"fade to 0 over {duration_text(duration)}"
        case syntax.FullFor(duration=duration, then=then):
            return f"full for {duration_text(duration)}, then {decay_text(then)}"


@builds
def occurrence_rule(build: Build, p: Parts) -> syntax.OccurrenceRule:
    label = text_of(build, p[0])
    return syntax.OccurrenceRule(label, p[1], p[2].type, p[3], tuple(p[4]), build.span(*p))


@builds
def table_rule(build: Build, p: Parts) -> syntax.TableRule:
    return syntax.TableRule(text_of(build, p[0]), p[2], tuple(p[4]), tuple(p[6]), build.span(*p))


@builds
def cut_row(build: Build, p: Parts) -> syntax.CutRow:
    return syntax.CutRow(p[0].type, p[1], p[3], build.span(*p))


@builds
def match_row(build: Build, p: Parts) -> syntax.MatchRow:
    return syntax.MatchRow((p[0],), p[2], build.span(*p))


@builds
def matches_row(build: Build, p: Parts) -> syntax.MatchRow:
    return syntax.MatchRow(tuple(p[1]), p[4], build.span(*p))


@builds
def fallback_row(build: Build, p: Parts) -> syntax.FallbackRow:
    return syntax.FallbackRow(p[0].type, p[2], build.span(*p))


# ---- clauses -------------------------------------------------------------------------------------------------------


@builds
def unless(build: Build, p: Parts) -> syntax.Unless:
    return syntax.Unless(p[1], build.span(*p))


@builds
def max_points(build: Build, p: Parts) -> syntax.MaxPoints:
    return syntax.MaxPoints(number_of(build, p[1]), build.span(*p))


@builds
def latest_only(build: Build, p: Parts) -> syntax.LatestOnly:
    return syntax.LatestOnly(number_of(build, p[1]), build.span(*p))


@builds
def once_per(build: Build, p: Parts) -> syntax.OncePer:
    if p[1].type == "day":
        return syntax.OncePer("day", None, build.span(*p))
    return syntax.OncePer(None, name_of(build, p[1]), build.span(*p))


@builds
def limited_to(build: Build, p: Parts) -> syntax.LimitedTo:
    return syntax.LimitedTo(p[1], p[3], build.span(*p))


@builds
def rounded_to(build: Build, p: Parts) -> syntax.RoundedTo:
    return syntax.RoundedTo(number_of(build, p[1]), build.span(*p))


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
    return syntax.FullFor(fixed_length(build, p[1]), p[4], build.span(*p))


@builds
def halve_every(build: Build, p: Parts) -> syntax.HalveEvery:
    return syntax.HalveEvery(fixed_length(build, p[1]), build.span(*p))


@builds
def keep_every(build: Build, p: Parts) -> syntax.KeepEvery:
    return syntax.KeepEvery(percent_of(build, p[1]), fixed_length(build, p[3]), build.span(*p))


@builds
def lose_share_every(build: Build, p: Parts) -> syntax.LoseShareEvery:
    return syntax.LoseShareEvery(percent_of(build, p[1]), fixed_length(build, p[3]), build.span(*p))


@builds
def lose_points_every(build: Build, p: Parts) -> syntax.LosePointsEvery:
    return syntax.LosePointsEvery(number_of(build, p[1]), fixed_length(build, p[3]), build.span(*p))


@builds
def fade_over(build: Build, p: Parts) -> syntax.FadeOver:
    if number_of(build, p[1]).value != 0:
        build.report("SL0136", p[1].span(build.file), "points fade to 0 only", "write `fade to 0 over 90 days`")
    return syntax.FadeOver(fixed_length(build, p[3]), build.span(*p))
