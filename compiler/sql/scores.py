"""Rules → groups → factors → limits → rounding, level by level of scores; and the reasons behind each score.

Columns of rules, groups and sums are 64-bit integers of 10^-9 points, those of totals and products of 10^-7 points,
score values of 10^-3 points, NULL for a lead (or account) that is not scored.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ...dsl.model import MILLI, Factor, Share
from .. import plan as p
from ..result import ContributionKind
from . import chains
from . import nodes as n
from .conditions import condition_sql
from .demand import Demand
from .dialects.dialect import CarriesFew
from .grades import Grades
from .keys import AttributePoints, EventPoints, OutcomeKey
from .levels import levels, may_be_none
from .operands import Scope
from .outcomes import Barred
from .picks import Picks
from .rules import clamped, factor_sql, rounded_sql, rule_sql, times_sql
from .steps import Steps

_PRODUCT = 7  # totals, and what a factor has multiplied, count in 10^-7 points


@dataclass(frozen=True, slots=True)
class Paying:
    """A rule for events, and what must hold for it to pay at all."""

    rule: p.OccurrenceRule
    tests: list[n.Node]


@dataclass(frozen=True, slots=True)
class Reason:
    """What may become a contribution: `amount` in 10^-places points, from columns of the last step.

    `paying`: where the amount is what is paid for events.
    """

    score: str
    kind: ContributionKind
    rule: str
    amount: n.Node
    places: int
    times: n.Node
    latest: n.Node | None
    paying: Paying | None = None


def score_all(steps: Steps, scope: Scope, demand: Demand, barred: Barred) -> tuple[Reason, ...]:
    """Adds the steps from conditions to score values and the grades that rules read."""
    maker = _Maker(steps, scope, demand, barred)
    grades = Grades(steps, scope, demand.taken)
    reasons: dict[str, list[Reason]] = {}
    for level in levels(scope.plan):
        plain = [score for score in level if isinstance(score, p.Score)]
        maker.rules(plain)
        maker.groups(plain)
        reasons |= maker.finish(level)
        grades.add_those_in_rules()
        demand.fill()
    return tuple(reason for score in scope.plan.scores for reason in reasons[score.name])


class _Maker:
    """Adds layers; knows the column of each entry by its place (score, label)."""

    def __init__(self, steps: Steps, scope: Scope, demand: Demand, barred: Barred) -> None:
        self._steps, self._scope, self._taken, self._barred = steps, scope, demand.taken, barred
        self._may_be_none = may_be_none(scope.plan)
        self._entries: dict[tuple[str, str], str] = {}
        self._sums: dict[tuple[str, str], str] = {}
        self._summed: dict[str, frozenset[str]] = {}  # the labels of rules that are paid together, by score
        self._sums_of_rules: dict[str, str] = {}
        self._picks = Picks(steps, scope, demand.taken)

    def rules(self, scores: Sequence[p.Score]) -> None:
        columns: list[n.Node] = []
        for score in scores:
            early = self._early(score)
            together = self._together(score, early)
            self._summed[score.name] = frozenset(rule.label for rule in together)
            if together:
                paid = [
                    chains.commented(
                        n.cast(rule_sql(rule, self._scope), "BIGINT"), f"{score.name}: {rule.label}", rule.span
                    )
                    for rule in together
                ]
                self._sums_of_rules[score.name] = self._taken.take(f"{score.name}_by_rules")
                columns.append(n.named(_sum(paid), self._sums_of_rules[score.name]))
            for rule in p.rules(score):
                if rule.label in early or rule.label in self._summed[score.name]:
                    continue
                name = self._taken.take(f"rule_{len(self._entries) + 1}")
                points = n.cast(rule_sql(rule, self._scope), "BIGINT")
                columns.append(chains.commented(n.named(points, name), f"{score.name}: {rule.label}", rule.span))
                self._entries[score.name, rule.label] = name
            columns.extend(self._picks.flags(score))
        self._steps.extend("rules", columns)
        self._picks.choose(scores, self._entries)

    def _together(self, score: p.Score, early: frozenset[str]) -> list[p.Rule]:
        """The rules of which nobody asks what each one pays, where fewer columns are quicker."""
        if not isinstance(self._scope.dialect, CarriesFew) or self._scope.explains:
            return []
        return [each for each in score.entries if not isinstance(each, p.Group) and each.label not in early]

    def _early(self, score: p.Score) -> frozenset[str]:
        """The labels of rules that are paid already."""
        return frozenset[str]().union(*(self._steps.early[key] for key in self._early_sums(score)))

    def _early_sums(self, score: p.Score) -> list[AttributePoints | EventPoints]:
        keys = (AttributePoints(score.name), EventPoints(score.name))
        return [key for key in keys if key in self._scope.columns]

    def groups(self, scores: Sequence[p.Score]) -> None:
        """Inner groups first; a sum and its limits stand in two layers, so that the limits mention a column."""
        by_height: dict[int, list[tuple[str, p.Group]]] = {}
        for score in scores:
            for group in groups_of(score.entries):
                by_height.setdefault(_height(group), []).append((score.name, group))
        for _, groups in sorted(by_height.items()):
            sums: list[n.Node] = []
            limits: list[n.Node] = []
            for score_name, group in groups:
                key = (score_name, group.label)
                number = len(self._sums) + 1
                self._sums[key] = self._taken.take(f"group_{number}_sum")
                self._entries[key] = self._taken.take(f"group_{number}")
                inside = [n.column(self._entries[score_name, entry.label]) for entry in group.entries]
                paid = self._picks.paid(score_name, group, inside) if group.pick else _sum(inside)
                sums.append(n.named(paid, self._sums[key]))
                limited = clamped(n.column(self._sums[key]), group.low, group.high)
                what = f"{score_name}: {group.label}"
                limits.append(chains.commented(n.named(limited, self._entries[key]), what, group.span))
            self._steps.extend("group_sums", sums)
            self._steps.extend("groups", limits)

    def finish(self, scores: Sequence[p.AnyScore]) -> dict[str, list[Reason]]:
        """Sums, factors, limits and rounded values of scores that do not read each other."""
        sums: list[n.Node] = []
        factors: list[n.Node] = []
        products: list[n.Node] = []
        limits: list[n.Node] = []
        values: list[n.Node] = []
        reasons: dict[str, list[Reason]] = {}
        for score in scores:
            total = self._taken.take(f"{score.name}_sum")
            sums.append(chains.commented(n.named(self._score_sum(score), total), score.name, score.span))
            if isinstance(score, Share):
                value = self._taken.take(f"{score.name}_value")
                values.append(n.named(self._where_scored(score, _percent(score, total)), value))
                self._scope.columns[OutcomeKey(score.name)] = value
                reasons[score.name] = []
                continue
            places = 9 if isinstance(score, p.Score) else _PRODUCT
            rows = [*self._inner_reasons(score)] if self._scope.explains else []
            before, before_places = total, places
            if score.factor is not None:
                milli, factor = self._taken.take(f"{score.name}_milli"), self._taken.take(f"{score.name}_factor")
                before, before_places = self._taken.take(f"{score.name}_product"), _PRODUCT
                factors.extend(_factors(score.factor, total, places, (milli, factor), self._scope))
                products.append(n.named(n.times(n.column(milli), n.column(factor)), before))
                gained = n.minus(_times(n.column(before), 10 ** (places - _PRODUCT)), n.column(total))
                rows.append(_taken_away(score.name, "factor", gained, places, score.factor.name))
            limited = self._taken.take(f"{score.name}_limited")
            value = self._taken.take(f"{score.name}_value")
            limits.append(n.named(clamped(n.column(before), score.low, score.high), limited))
            rounded = rounded_sql(
                n.column(limited),
                10 ** (before_places - score.decimals),
                negative=score.low < 0,
                rounding=score.rounding,
            )
            values.append(n.named(self._where_scored(score, _times(rounded, 10 ** (3 - score.decimals))), value))
            self._scope.columns[OutcomeKey(score.name)] = value
            rows.append(_taken_away(score.name, "range limit", _less(limited, before), before_places))
            rounding = n.minus(n.times(n.column(value), n.number(10 ** (before_places - 3))), n.column(limited))
            rows.append(_taken_away(score.name, "rounding", rounding, before_places))
            reasons[score.name] = [self._unless_none(score.name, value, row) for row in rows]
        self._steps.extend("sums", sums)
        self._steps.extend("factors", factors)
        self._steps.extend("products", products)
        self._steps.extend("limits", limits)
        self._steps.extend("scores", values)
        return reasons

    def _where_scored(self, score: p.AnyScore, value: n.Node) -> n.Node:
        tests = [self._barred.scored()]
        own = self._barred.of_score(score.name)
        if own is not None:
            tests.append(n.is_null(own))
        below = [term.score for term in score.terms] if isinstance(score, p.Total) else []
        below += [score.of] if isinstance(score, Share) else []
        for name in dict.fromkeys(below):
            if name in self._may_be_none:
                tests.append(n.is_known(self._scope.column(OutcomeKey(name))))
        return n.when((chains.all_of(tests), value))

    def _unless_none(self, score: str, value: str, reason: Reason) -> Reason:
        """The reasons of a score that is none are none."""
        if score not in self._may_be_none:
            return reason
        known = n.is_known(n.column(value))
        paying = None if reason.paying is None else Paying(reason.paying.rule, [*reason.paying.tests, known])
        return replace(reason, amount=n.when((known, reason.amount)), paying=paying)

    def _score_sum(self, score: p.AnyScore) -> n.Node:
        match score:
            case p.Score():
                early, together = self._early(score), self._summed[score.name]
                summed = [self._scope.column(key) for key in self._early_sums(score)]
                summed += [n.column(self._sums_of_rules[score.name])] if together else []
                later = [entry.label for entry in score.entries if entry.label not in early | together]
                return _sum([*summed, *(n.column(self._entries[score.name, label]) for label in later)])
            case p.Total():
                terms = [n.times(self._scope.column(OutcomeKey(t.score)), n.number(t.weight)) for t in score.terms]
                return n.cast(chains.total(terms), "BIGINT")
            case Share():
                met = [(condition_sql(condition, self._scope), n.number(weight)) for weight, condition in score.parts]
                return _sum([n.when(each, otherwise=n.number(0)) for each in met])

    def _inner_reasons(self, score: p.Score | p.Total) -> Iterator[Reason]:
        if isinstance(score, p.Score):
            yield from self._entry_reasons(score.name, score.entries)
            return
        for term in score.terms:
            amount = n.times(self._scope.column(OutcomeKey(term.score)), n.number(term.weight))
            yield Reason(score.name, "rule", term.score, amount, _PRODUCT, n.number(1), None)

    def _entry_reasons(
        self, score: str, entries: tuple[p.Entry, ...], group: p.Group | None = None
    ) -> Iterator[Reason]:
        for place, entry in enumerate(entries, 1):
            column = self._entries[score, entry.label]
            if isinstance(entry, p.Group):
                yield from self._entry_reasons(score, entry.entries, entry if entry.pick else None)
                yield _taken_away(score, "group limit", _less(column, self._sums[score, entry.label]), 9, entry.label)
                continue
            amount, picked = n.column(column), None if group is None else self._picks.picked(score, group, place)
            if picked is not None:
                amount = n.when((picked, amount), otherwise=n.number(0))
            times, latest = times_sql(entry, self._scope)
            paying = self._paying(entry, picked) if isinstance(entry, p.OccurrenceRule) else None
            yield Reason(score, "rule", entry.label, amount, 9, times, latest, paying)

    def _paying(self, rule: p.OccurrenceRule, picked: n.Node | None) -> Paying:
        tests = [] if picked is None else [picked]
        if rule.unless is not None:
            tests.append(n.negated(n.call("coalesce", condition_sql(rule.unless, self._scope), n.false())))
        return Paying(rule, tests)


def groups_of(entries: tuple[p.Entry, ...]) -> Iterator[p.Group]:
    """The groups among the entries, inner ones first."""
    for entry in entries:
        if isinstance(entry, p.Group):
            yield from groups_of(entry.entries)
            yield entry


def _height(group: p.Group) -> int:
    return 1 + max((_height(entry) for entry in group.entries if isinstance(entry, p.Group)), default=0)


def _sum(items: list[n.Node]) -> n.Node:
    return n.cast(chains.total(items), "BIGINT")


def _percent(share: Share, total: str) -> n.Node:
    """100 × what is met / all, halves up, in thousandths."""
    whole = sum(weight for weight, _ in share.parts)
    if whole == 0:
        return n.cast(n.number(0), "BIGINT")
    rounded = rounded_sql(n.times(n.column(total), n.number(200)), 2 * whole, negative=False)
    return n.times(rounded, n.number(MILLI))


def _factors(factor: Factor, total: str, places: int, made: tuple[str, str], scope: Scope) -> Iterator[n.Node]:
    """The sum in thousandths, and the factor that multiplies it."""
    bound = p.BEFORE_FACTOR // 10 ** (9 - places)
    rounded = rounded_sql(clamped(n.column(total), -bound, bound), 10 ** (places - 3), negative=True)
    yield n.named(rounded, made[0])
    yield chains.commented(n.named(factor_sql(factor, scope), made[1]), factor.name, factor.span)


def _taken_away(score: str, kind: ContributionKind, amount: n.Node, places: int, label: str = "") -> Reason:
    return Reason(score, kind, label, amount, places, n.number(0), None)


def _less(after: str, before: str) -> n.Node:
    return n.minus(n.column(after), n.column(before))


def _times(number: n.Node, by: int) -> n.Node:
    return number if by == 1 else n.times(number, n.number(by))
