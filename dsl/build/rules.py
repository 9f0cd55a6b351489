"""Rules, tables, groups of rules."""

from __future__ import annotations

import dataclasses
from typing import Any

from .. import syntax
from ..wording import condition_text, number_text, points_text, selector_text
from .clauses import clauses_of, decay_text
from .common import Build, Parts, builds, heading_of, name_of, number_of, text_of

# ---- points --------------------------------------------------------------------------------------------------------


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
def named_points(build: Build, p: Parts) -> syntax.SignedName:
    return syntax.SignedName(name_of(build, p[1]), p[0].type == "-", build.span(*p))


@builds
def points_of(build: Build, p: Parts) -> syntax.PointsOf:
    return syntax.PointsOf(name_of(build, p[2]), p[0].type == "-", build.span(*p))


# ---- rules ---------------------------------------------------------------------------------------------------------


@builds
def when_rule(build: Build, p: Parts) -> syntax.WhenRule:
    label, pays, condition = text_of(build, p[0]), p[1], p[3]
    kept = []
    for clause in clauses_of(build, p[4]):
        if isinstance(clause, syntax.DecayClause) and not clause.of_each_event:
            _report_decay(build, pays, condition, clause)
        else:
            kept.append(clause)
    return syntax.WhenRule(label, pays, condition, tuple(kept), build.span(*p))


def _report_decay(
    build: Build,
    pays: syntax.Points,
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
    build.report(
        "SL0120",
        clause.span,
        "a rule with `when` has no event whose age could decay",
        f"a rule that counts an event decays: `{points_text(pays)} once for {which}, {decay_text(clause.decay)}`",
    )


@builds
def occurrence_rule(build: Build, p: Parts) -> syntax.OccurrenceRule:
    label = text_of(build, p[0])
    return syntax.OccurrenceRule(label, p[1], p[2].type, p[3], clauses_of(build, p[4]), build.span(*p))


@builds
def amount_rule(build: Build, p: Parts) -> syntax.AmountRule:
    label = text_of(build, p[0])
    return syntax.AmountRule(label, p[1], p[3], p[5], clauses_of(build, p[6]), build.span(*p))


@builds
def time_rule(build: Build, p: Parts) -> syntax.TimeRule:
    label = text_of(build, p[0])
    moments = tuple(p[5][1]) if isinstance(p[5], list) else (p[5],)
    return syntax.TimeRule(label, p[1], p[3], moments, clauses_of(build, p[6]), build.span(*p))


@builds
def data_rule(build: Build, p: Parts) -> syntax.DataRule:
    label, clauses, span = text_of(build, p[0]), clauses_of(build, p[-1]), build.span(*p)
    if len(p) == 3:
        return syntax.DataRule(label, p[1].negative, p[1].name, clauses, span)
    return syntax.DataRule(label, p[1].type == "-", p[2] if len(p) == 4 else p[3], clauses, span)


@builds
def leads_rule(build: Build, p: Parts) -> syntax.LeadsRule:
    return syntax.LeadsRule(text_of(build, p[0]), p[1], p[3], clauses_of(build, p[4]), build.span(*p))


@builds
def period_rule(build: Build, p: Parts) -> syntax.PeriodRule:
    label = text_of(build, p[0])
    return syntax.PeriodRule(label, p[1], p[3], p[5], p[6], clauses_of(build, p[7]), build.span(*p))


@builds
def visit(_: Build, p: Parts) -> Any:
    """How many events at least (None after `visit of`), and which."""
    return (p[1] if len(p) == 3 else None), p[-1]


@builds
def boundary(build: Build, p: Parts) -> Any:
    return name_of(build, p[1]) if len(p) == 2 else p


@builds
def visit_rule(build: Build, p: Parts) -> syntax.VisitRule:
    label = text_of(build, p[0])
    at_least, selected = p[3]
    key = p[4] if isinstance(p[4], syntax.Name) else None
    silence = None if key is not None else p[4][1]
    events = dataclasses.replace(selected, window=p[5], span=build.span(selected, p[5]))
    return syntax.VisitRule(label, p[1], at_least, events, key, silence, clauses_of(build, p[6]), build.span(*p))


# ---- tables --------------------------------------------------------------------------------------------------------


@builds
def table_rule(build: Build, p: Parts) -> syntax.TableRule:
    label, clauses, span = text_of(build, p[0]), clauses_of(build, p[-1]), build.span(*p)
    source = p[3] if isinstance(p[3], syntax.TableFile) else None
    rows = tuple(p[-3]) if len(p) > 5 else ()
    return syntax.TableRule(label, p[2], rows, clauses, span, source)


@builds
def table_file(build: Build, p: Parts) -> syntax.TableFile:
    key = heading_of(build, p[5]) if len(p) == 6 else None
    return syntax.TableFile(text_of(build, p[1]), heading_of(build, p[3]), key, build.span(*p))


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


# ---- groups --------------------------------------------------------------------------------------------------------


@builds
def counts_since(build: Build, p: Parts) -> syntax.CountsSince:
    return syntax.CountsSince(p[1], build.span(*p))


def entries_of(build: Build, parts: list[Any]) -> tuple[tuple[syntax.Entry, ...], syntax.CountsSince | None]:
    """The rules of a block, and its `counts since` line, which comes first."""
    since: syntax.CountsSince | None = None
    entries: list[syntax.Entry] = []
    for part in parts:
        if not isinstance(part, syntax.CountsSince):
            entries.append(part)
        elif since is not None:
            build.report("SL0611", part.span, "`counts since` stands here twice", "leave one of them out")
        else:
            since = part
            if entries and not build.damaged:
                help = "it speaks of the whole block and stands before its rules"
                build.report("SL0100", part.span, "`counts since` after a rule", help)
    return tuple(entries), since


@builds
def group(build: Build, p: Parts) -> syntax.Group:
    entries, since = entries_of(build, p[4])
    return syntax.Group(text_of(build, p[1]), clauses_of(build, p[2]), entries, build.span(*p), since)


@builds
def pick_group(build: Build, p: Parts) -> syntax.PickGroup:
    label = text_of(build, p[1])
    return syntax.PickGroup(p[0].type, label, clauses_of(build, p[2]), tuple(p[4]), build.span(*p))
