"""The rules and groups of a score."""

from __future__ import annotations

from collections.abc import Iterator

from .. import model, syntax
from ..findings import declared, shown
from ..folding import is_blank
from ..late import dataclass, field
from ..source import Span
from . import conditions, moments
from .amounts import amount_rule, data_rule, leads_rule, time_rule
from .clauses import Clauses, Owner, clauses, duplicate_label
from .context import Context
from .occurrences import Around, occurrence_rule
from .points import limits_of, points_of
from .reach import Reach
from .tables import table

DEEPEST_GROUP = 10
_PICKS: dict[str, model.Pick] = {"first of": "first", "best of": "best", "lowest of": "lowest"}


@dataclass(slots=True)
class Entries:
    """What grows while a score's entries are read."""

    labels: dict[str, Span] = field(default_factory=dict)
    former: dict[str, Span] = field(default_factory=dict)
    rules: int = 0
    fine: bool = True


def entries(
    ctx: Context, written: tuple[syntax.Entry, ...], around: Around, state: Entries, depth: int = 0
) -> tuple[model.Entry, ...]:
    """Those that are right, in the order written; `state.fine` is False where one is not."""
    made: list[model.Entry] = []
    for entry in written:
        checked = _entry(ctx, entry, around, state, depth)
        if checked is None:
            state.fine = False
        else:
            made.append(checked)
    return tuple(made)


def _entry(ctx: Context, entry: syntax.Entry, around: Around, state: Entries, depth: int) -> model.Entry | None:
    duplicate_label(ctx, entry.label, state.labels)
    for clause in entry.clauses:
        if isinstance(clause, syntax.Formerly):
            _formerly(ctx, clause, state)
    match entry:
        case syntax.Group():
            return _group(ctx, entry, around, state, depth + 1)
        case syntax.PickGroup():
            return _pick(ctx, entry, around, state)
        case _:
            state.rules += 1
            return rule_of(ctx, entry, around)


def rule_of(ctx: Context, rule: syntax.Rule, around: Around) -> model.Rule | None:
    """The rule checked; None where any part of it is wrong, all of which is reported."""
    match rule:
        case syntax.WhenRule():
            return _when_rule(ctx, rule, around)
        case syntax.TableRule():
            return table(ctx, rule, around.weight)
        case syntax.OccurrenceRule() | syntax.PeriodRule() | syntax.VisitRule():
            return occurrence_rule(ctx, rule, around)
        case syntax.AmountRule():
            return amount_rule(ctx, rule, around)
        case syntax.TimeRule():
            return time_rule(ctx, rule, around)
        case syntax.LeadsRule():
            return leads_rule(ctx, rule, around)
        case syntax.DataRule():
            return data_rule(ctx, rule, around)


def _when_rule(ctx: Context, rule: syntax.WhenRule, around: Around) -> model.WhenRule | None:
    extra = clauses(ctx, rule.clauses, "when rule")
    points = points_of(ctx, rule.points, around.weight * extra.weight)
    condition = conditions.whole_condition(ctx, rule.condition)
    if points is None or condition is None or not extra.fine:
        return None
    former = extra.formerly.value if extra.formerly else None
    return model.WhenRule(rule.label.value, points, condition, extra.unless, rule.span, former)


def _formerly(ctx: Context, clause: syntax.Formerly, state: Entries) -> None:
    """An old label is one that no other rule of the score has or had; those that have it now are told at the end."""
    text = clause.label.value
    if is_blank(text):
        ctx.report("SL0512", clause.label.span, "an old label is never blank", "leave `formerly` out")
    elif text in state.former:
        ctx.findings.report(
            "SL0510",
            clause.label.span,
            f"two rules of this score were formerly called {shown(text)}",
            "keep it for the rule that took its place",
            declared(state.former[text], "first used here"),
        )
    else:
        state.former[text] = clause.label.span


def refuse_taken_labels(ctx: Context, state: Entries) -> None:
    """Reports old labels that a rule of the score has today."""
    for text, span in state.former.items():
        if text in state.labels:
            state.fine = False
            ctx.findings.report(
                "SL0510",
                span,
                f"{shown(text)} is the label of a rule today, so it cannot be an old one",
                "leave `formerly` out, or rename the other rule",
                declared(state.labels[text], "used here"),
            )


# ---- groups ----------------------------------------------------------------------------------------------------------


def _group(ctx: Context, group: syntax.Group, around: Around, state: Entries, depth: int) -> model.Group | None:
    if depth > DEEPEST_GROUP:
        ctx.report(
            "SL0608",
            group.label.span,
            f"groups stand at most {DEEPEST_GROUP} deep inside each other",
            "divide the score into several scores",
        )
        return None
    inside = moments.with_counts_since(ctx, group.counts_since)
    shape = _shape(ctx, group, "group", around, empty=not group.entries, state=state)
    made = entries(inside or ctx, group.entries, _inner(shape, around), state, depth)
    if inside is None or not shape.fine:
        return None
    low, high = shape.limits or (None, None)
    former = shape.extra.formerly.value if shape.extra.formerly else None
    return model.Group(group.label.value, made, low, high, group.span, None, former)


def _pick(ctx: Context, group: syntax.PickGroup, around: Around, state: Entries) -> model.Group | None:
    shape = _shape(ctx, group, "pick", around, empty=not group.rules, state=state)
    made = entries(ctx, group.rules, _inner(shape, around), state)
    if group.kind == "first of":
        _never_picked(ctx, group.rules, made)
    if not shape.fine:
        return None
    low, high = shape.limits or (None, None)
    former = shape.extra.formerly.value if shape.extra.formerly else None
    return model.Group(group.label.value, made, low, high, group.span, _PICKS[group.kind], former)


def _never_picked(ctx: Context, written: tuple[syntax.Rule, ...], made: tuple[model.Entry, ...]) -> None:
    """Warns of rules with `when` that an earlier one takes every lead from."""
    by_place = {entry.span: entry for entry in made}
    reach = Reach(ctx, never="so it never pays")
    for rule in written:
        node = by_place.get(rule.span)
        if isinstance(rule, syntax.WhenRule) and isinstance(node, model.WhenRule):
            reach.line(rule.condition, node.condition, rule.span, hides_later=node.unless is None)


@dataclass(frozen=True, slots=True)
class _Shape:
    """The clauses of a group and its limits in thousandths, where it has some."""

    extra: Clauses
    limits: tuple[int, int] | None
    fine: bool


def _shape(
    ctx: Context,
    group: syntax.Group | syntax.PickGroup,
    owner: Owner,
    around: Around,
    *,
    empty: bool,
    state: Entries,
) -> _Shape:
    extra = clauses(ctx, group.clauses, owner)
    limits: tuple[int, int] | None = None
    fine = extra.fine
    if extra.limited is not None:
        limits = limits_of(ctx, extra.limited, 3, "the group", around.weight * extra.weight)
        fine = fine and limits is not None
    if empty:
        state.rules += 1  # its lower limit may pay all the same, and sums are bounded by the number of rules
        if not ctx.scope.incomplete:
            ctx.report(
                "SL0702",
                group.label.span,
                f"the group {shown(group.label.value)} has no rules",
                "add rules, or leave it out",
            )
    return _Shape(extra, limits, fine)


def _inner(shape: _Shape, around: Around) -> Around:
    """What the rules inside get: the group's decay in place of the one around, its weight on top."""
    extra = shape.extra
    return Around(None if extra.no_decay else extra.decay or around.decay, around.weight * extra.weight)


def rules_in(found: tuple[model.Entry, ...]) -> Iterator[model.Rule]:
    """The rules in the order written, those inside groups included."""
    for entry in found:
        if isinstance(entry, model.Group):
            yield from rules_in(entry.entries)
        else:
            yield entry
