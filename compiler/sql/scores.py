"""Rules → groups → limits → rounding → totals, in layers; and the reasons behind each score.

Columns of rules, groups and sums are 64-bit integers of 10^-9 points, those of totals before rounding of 10^-7 points,
score values of 10^-3 points, NULL for a lead that is not scored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from ...dsl.model import MILLI, Cut, DaysSinceLast
from .. import plan as p
from ..result import ContributionKind
from . import chains
from . import nodes as n
from .conditions import condition_sql
from .leads import occurrence_measures
from .operands import OutcomeKey, QuietDays, Scope, constant_sql, value_sql
from .steps import Names, Steps

_MILLI_TO_NANO = p.NANO // MILLI
_MAX_WEIGHT = p.MAX_OCCURRENCES * p.FACTOR


@dataclass(frozen=True, slots=True)
class Reason:
    """What may become a contribution: `amount` in 10^-places points, from columns of the last step."""

    score: str
    kind: ContributionKind
    rule: str
    amount: n.Node
    places: int
    times: n.Node
    latest: n.Node | None


def score_all(steps: Steps, scope: Scope, taken: Names, scored: n.Node) -> tuple[Reason, ...]:
    """Adds the steps from conditions to score values. `scored` says whether a lead has scores at all."""
    maker = _Maker(steps, scope, taken)
    maker.rules()
    maker.groups()
    reasons = maker.finish([s for s in scope.plan.scores if isinstance(s, p.Score)], scored)
    for level in _total_levels(scope.plan):
        reasons |= maker.finish(level, scored)
    return tuple(reason for score in scope.plan.scores for reason in reasons[score.name])


def _total_levels(plan: p.Plan) -> Iterator[list[p.Score | p.Total]]:
    depth = {score.name: 0 for score in plan.scores}
    for score in plan.scores:
        if isinstance(score, p.Total):
            depth[score.name] = 1 + max((depth[term.score] for term in score.terms), default=0)
    for level in range(1, max(depth.values(), default=0) + 1):
        yield [score for score in plan.scores if depth[score.name] == level]


class _Maker:
    """Adds layers; knows the column of each entry by its place (score, label)."""

    def __init__(self, steps: Steps, scope: Scope, taken: Names) -> None:
        self._steps = steps
        self._scope = scope
        self._taken = taken
        self._entries: dict[tuple[str, str], str] = {}
        self._sums: dict[tuple[str, str], str] = {}

    def rules(self) -> None:
        columns: list[n.Node] = []
        for score in self._plain():
            for rule in p.rules(score):
                name = self._taken.take(f"rule_{len(self._entries) + 1}")
                points = n.cast(rule_sql(rule, self._scope), "BIGINT")
                columns.append(chains.commented(n.named(points, name), f"{score.name}: {rule.label}", rule.span))
                self._entries[score.name, rule.label] = name
        self._steps.extend("rules", columns)

    def groups(self) -> None:
        """Inner groups first; a sum and its limits stand in two layers, so that the limits mention a column."""
        levels: dict[int, list[tuple[str, p.Group]]] = {}
        for score in self._plain():
            for group in _groups(score.entries):
                levels.setdefault(_height(group), []).append((score.name, group))
        for _, groups in sorted(levels.items()):
            sums: list[n.Node] = []
            limits: list[n.Node] = []
            for score_name, group in groups:
                key = (score_name, group.label)
                number = len(self._sums) + 1
                self._sums[key] = self._taken.take(f"group_{number}_sum")
                self._entries[key] = self._taken.take(f"group_{number}")
                sums.append(n.named(self._sum(score_name, group.entries), self._sums[key]))
                limited = clamped(n.column(self._sums[key]), group.low, group.high)
                what = f"{score_name}: {group.label}"
                limits.append(chains.commented(n.named(limited, self._entries[key]), what, group.span))
            self._steps.extend("group_sums", sums)
            self._steps.extend("groups", limits)

    def finish(self, scores: list[p.Score | p.Total] | list[p.Score], scored: n.Node) -> dict[str, list[Reason]]:
        """Sums, limits and rounded values of scores that do not read each other."""
        sums: list[n.Node] = []
        limits: list[n.Node] = []
        values: list[n.Node] = []
        reasons: dict[str, list[Reason]] = {}
        for score in scores:
            total = self._taken.take(f"{score.name}_sum")
            limited = self._taken.take(f"{score.name}_limited")
            value = self._taken.take(f"{score.name}_value")
            places = 9 if isinstance(score, p.Score) else 7
            raised = 10 ** (3 - score.decimals)
            sums.append(chains.commented(n.named(self._score_sum(score), total), score.name, score.span))
            limits.append(n.named(clamped(n.column(total), score.low, score.high), limited))
            rounded = rounded_sql(n.column(limited), 10 ** (places - score.decimals), negative=score.low < 0)
            values.append(n.named(n.when((scored, _times(rounded, raised))), value))
            self._scope.columns[OutcomeKey(score.name)] = value
            reasons[score.name] = [
                *self._inner_reasons(score),
                Reason(score.name, "range limit", "", _less(limited, total), places, n.number(0), None),
                Reason(score.name, "rounding", "", _rounding(value, limited, places), places, n.number(0), None),
            ]
        self._steps.extend("sums", sums)
        self._steps.extend("limits", limits)
        self._steps.extend("scores", values)
        return reasons

    def _plain(self) -> Iterator[p.Score]:
        return (score for score in self._scope.plan.scores if isinstance(score, p.Score))

    def _sum(self, score: str, entries: tuple[p.Entry, ...]) -> n.Node:
        return n.cast(chains.total([n.column(self._entries[score, entry.label]) for entry in entries]), "BIGINT")

    def _score_sum(self, score: p.Score | p.Total) -> n.Node:
        if isinstance(score, p.Score):
            return self._sum(score.name, score.entries)
        terms = [n.times(self._scope.column(OutcomeKey(t.score)), n.number(t.weight)) for t in score.terms]
        return n.cast(chains.total(terms), "BIGINT")

    def _inner_reasons(self, score: p.Score | p.Total) -> list[Reason]:
        if isinstance(score, p.Score):
            return list(self._entry_reasons(score.name, score.entries))
        return [
            Reason(
                score.name,
                "rule",
                term.score,
                n.times(self._scope.column(OutcomeKey(term.score)), n.number(term.weight)),
                7,
                n.number(1),
                None,
            )
            for term in score.terms
        ]

    def _entry_reasons(self, score: str, entries: tuple[p.Entry, ...]) -> Iterator[Reason]:
        for entry in entries:
            column = self._entries[score, entry.label]
            match entry:
                case p.Group():
                    yield from self._entry_reasons(score, entry.entries)
                    taken_away = _less(column, self._sums[score, entry.label])
                    yield Reason(score, "group limit", entry.label, taken_away, 9, n.number(0), None)
                case p.OccurrenceRule():
                    _, times, latest = occurrence_measures(entry, self._scope)
                    yield Reason(score, "rule", entry.label, n.column(column), 9, times, latest)
                case _:
                    yield Reason(score, "rule", entry.label, n.column(column), 9, n.number(1), None)


def _groups(entries: tuple[p.Entry, ...]) -> Iterator[p.Group]:
    for entry in entries:
        if isinstance(entry, p.Group):
            yield from _groups(entry.entries)
            yield entry


def _height(group: p.Group) -> int:
    return 1 + max((_height(entry) for entry in group.entries if isinstance(entry, p.Group)), default=0)


def _less(after: str, before: str) -> n.Node:
    return n.minus(n.column(after), n.column(before))


def _rounding(value: str, limited: str, places: int) -> n.Node:
    return n.minus(n.times(n.column(value), n.number(10 ** (places - 3))), n.column(limited))


def clamped(node: n.Node, low: int | None, high: int | None) -> n.Node:
    """The number between its limits. The node is not NULL where the result matters: some engines skip NULL here."""
    if low is not None:
        node = n.call("greatest", node, n.number(low))
    return node if high is None else n.call("least", node, n.number(high))


def _times(number: n.Node, by: int) -> n.Node:
    return number if by == 1 else n.times(number, n.number(by))


def rounded_sql(number: n.Node, divisor: int, *, negative: bool) -> n.Node:
    """number / divisor to the nearest whole number, halves away from zero; `negative`: the number may be below 0.

    Only positive numbers are divided: engines disagree about the others.
    """
    half, by = n.number(divisor // 2), n.number(divisor)
    positive = n.quotient(n.plus(number, half), by)
    if not negative:
        return positive
    mirrored = n.negative(n.quotient(n.plus(n.negative(number), half), by))
    return n.when((n.compare(exp.LT, number, n.number(0)), mirrored), otherwise=positive)


def rule_sql(rule: p.Rule, scope: Scope) -> n.Node:
    """What the rule pays, in 10^-9 points; `unless` holds it back only where it is met."""
    arms: list[tuple[n.Node, n.Node]] = []
    if rule.unless is not None:
        arms.append((condition_sql(rule.unless, scope), n.number(0)))
    match rule:
        case p.WhenRule(_, points, condition):
            arms.append((condition_sql(condition, scope), _points(points)))
            return n.when(*arms, otherwise=n.number(0))
        case p.TableRule():
            rows, otherwise = _quiet_rows(rule, scope) if rule.quiet else _rows(rule, scope)
            arms.extend(rows)
            return n.when(*arms, otherwise=otherwise) if arms else otherwise
        case p.OccurrenceRule(_, _, multiplier, max_nano):
            weight, _, _ = occurrence_measures(rule, scope)
            # A lead with too many occurrences has no result; its weight must not overflow all the same.
            bounded = n.call("least", weight, n.number(_MAX_WEIGHT))
            low, high = (None, max_nano) if multiplier >= 0 else (-max_nano, None)
            paid = clamped(n.times(bounded, n.number(multiplier)), low, high)
            return n.when(*arms, otherwise=paid) if arms else paid


def _points(milli: int) -> n.Node:
    return n.number(milli * _MILLI_TO_NANO)


def _rows(rule: p.TableRule, scope: Scope) -> tuple[list[tuple[n.Node, n.Node]], n.Node]:
    value = value_sql(rule.value, scope)
    arms: list[tuple[n.Node, n.Node]] = [(n.is_null(value), _points(rule.missing))]
    for match_ in rule.matches:
        items = [constant_sql(item) for item in match_.values]
        arms.append((n.one_of(value, items), _points(match_.points)))
    arms.extend((_in_cut(cut, value), _points(cut.points)) for cut in rule.cuts)
    return arms, _points(rule.otherwise)


def _quiet_rows(rule: p.TableRule, scope: Scope) -> tuple[list[tuple[n.Node, n.Node]], n.Node]:
    """See `model.TableRule`: days of silence count only as far as the lead has existed."""
    assert isinstance(rule.value, DaysSinceLast)
    last, quiet = value_sql(rule.value, scope), scope.column(QuietDays(rule.value))
    arms: list[tuple[n.Node, n.Node]] = []
    if rule.has_missing_row:
        arms.append((n.is_null(last), _points(rule.missing)))
    for cut in rule.cuts:
        needs_existence = cut.lowest is not None and cut.lowest > 0
        if not needs_existence:
            arms.append((_in_cut(cut, last), _points(cut.points)))
    for cut in rule.cuts:
        if cut.lowest is not None and cut.lowest > 0:
            arms.append((_in_cut(cut, quiet), _points(cut.points)))
    return arms, n.number(0)


def _in_cut(cut: Cut, value: n.Node) -> n.Node:
    bounds: list[n.Node] = []
    if cut.lowest is not None:
        bounds.append(n.compare(exp.GTE, value, n.number(cut.lowest)))
    if cut.below is not None:
        bounds.append(n.compare(exp.LT, value, n.number(cut.below)))
    return chains.all_of(bounds) if bounds else n.is_known(value)
