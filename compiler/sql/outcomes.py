"""Whether a lead is scored at all, and what follows from its scores: grades, stage, reason."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from ...dsl.model import Grade, Stages
from .. import plan as p
from ..result import TOO_MANY
from . import chains, names
from . import nodes as n
from .conditions import condition_sql
from .leads import events_found
from .operands import OutcomeKey, Scope
from .steps import Names, Steps

_DIGITS = 7  # of a score before the point: up to 1,000,000


class Barred:
    """The columns that say whether a lead is scored."""

    def __init__(self, steps: Steps, scope: Scope, taken: Names) -> None:
        """Adds the step: `exclusion` is the number of the first exclusion that is met, NULL where none is."""
        self.exclusion = taken.take("exclusion")
        self.too_many = taken.take("too_many")
        self._scored = taken.take("scored")
        arms = [
            (condition_sql(exclusion.condition, scope), n.number(number))
            for number, exclusion in enumerate(scope.plan.exclusions, 1)
        ]
        excluded = n.when(*arms) if arms else n.null()
        counted = [f for f in scope.plan.features if isinstance(f, p.Occurrences)]
        beyond = [
            n.compare(exp.GT, found, n.number(p.MAX_OCCURRENCES))
            for found in dict.fromkeys(events_found(feature, scope) for feature in counted)
        ]
        steps.extend(
            "barred",
            [
                n.named(n.cast(excluded, "INTEGER"), self.exclusion),
                n.named(chains.any_of(beyond), self.too_many),
            ],
        )
        scored = chains.all_of([n.is_null(n.column(self.exclusion)), n.negated(n.column(self.too_many))])
        steps.extend("scored", [n.named(scored, self._scored)])

    def scored(self) -> n.Node:
        return n.column(self._scored)


def judge(steps: Steps, scope: Scope, taken: Names, barred: Barred) -> str | None:
    """Adds grades and the number of the stage line that is met; returns that number's column."""
    columns: list[n.Node] = []
    for grade in scope.plan.grades:
        name = taken.take(f"{grade.name}_grade")
        columns.append(n.named(_grade(grade, scope), name))
        scope.columns[OutcomeKey(grade.name)] = name
    steps.extend("grades", columns)
    stages = scope.plan.stages
    if stages is None:
        return None
    arms = [(n.negated(barred.scored()), n.null())]
    otherwise: n.Node | None = None
    for number, each in enumerate(stages.lines, 1):
        if each.condition is None:
            otherwise = n.number(number)
            break
        arms.append((condition_sql(each.condition, scope), n.number(number)))
    line = taken.take(f"{stages.name}_line")
    met = n.when(*arms, otherwise=otherwise)
    steps.extend("stages", [chains.commented(n.named(met, line), stages.name, stages.span)])
    return line


def _grade(grade: Grade, scope: Scope) -> n.Node:
    value = scope.column(OutcomeKey(grade.score))
    arms = [(n.is_null(value), n.null())]
    for band in grade.bands:
        if band.lowest is None:
            return n.when(*arms, otherwise=n.text(band.label))
        arms.append((n.compare(exp.GTE, value, n.number(band.lowest)), n.text(band.label)))
    return n.when(*arms)


def result_columns(scope: Scope, barred: Barred, line: str | None) -> list[n.Node]:
    """The columns of `<r>_scores`."""
    plan, dialect = scope.plan, scope.dialect
    columns = [
        n.column(names.LEAD),
        n.named(dialect.timestamp(n.column(names.AS_OF)), names.AS_OF),
    ]
    for score in plan.scores:
        units = n.quotient(scope.column(OutcomeKey(score.name)), n.number(10 ** (3 - score.decimals)))
        columns.append(n.named(dialect.decimal(units, score.decimals, _DIGITS + score.decimals), score.name))
    columns.extend(n.named(scope.column(OutcomeKey(grade.name)), grade.name) for grade in plan.grades)
    excluded = n.is_known(n.column(barred.exclusion))
    reasons = [(number, exclusion.reason) for number, exclusion in enumerate(plan.exclusions, 1)]
    by_exclusion = _chosen(barred.exclusion, reasons)
    by_line: n.Node = n.null()
    if plan.stages is not None and line is not None:
        stage = n.when((excluded, _out(plan.stages)), otherwise=_chosen(line, _stage_names(plan.stages)))
        columns.append(n.named(n.cast(stage, "VARCHAR"), plan.stages.name))
        by_line = _chosen(line, [(i, each.reason) for i, each in enumerate(plan.stages.lines, 1)])
    reason = n.when((excluded, by_exclusion), otherwise=by_line)
    problem = n.when(
        (chains.all_of([n.is_null(n.column(barred.exclusion)), n.column(barred.too_many)]), n.text(TOO_MANY))
    )
    columns.append(n.named(n.cast(reason, "VARCHAR"), names.REASON))
    columns.append(n.named(problem, names.PROBLEM))
    return columns


def _out(stages: Stages) -> n.Node:
    return n.null() if stages.out is None else n.text(stages.out)


def _stage_names(stages: Stages) -> list[tuple[int, str]]:
    return [(i, each.stage) for i, each in enumerate(stages.lines, 1)]


def _chosen(column: str, texts: Iterable[tuple[int, str]]) -> n.Node:
    arms = [(n.equal(n.column(column), n.number(number)), n.text(text)) for number, text in texts]
    return n.when(*arms) if arms else n.null()
