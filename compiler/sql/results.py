"""The columns of `<r>_scores` and `<r>_account_scores` over the steps in which everything is decided."""

from __future__ import annotations

from sqlglot import exp

from ...dsl import model
from .. import plan as p
from ..result import TOO_MANY
from . import chains, names
from . import nodes as n
from .business import due_times
from .keys import FlagKey, OutcomeKey
from .operands import Scope
from .outcomes import Barred, Verdict, chosen, exclusions_of, stage_sql, whole_exclusions
from .steps import Steps

_DIGITS = 7  # of a score before the point: up to 1,000,000


def result_columns(steps: Steps, scope: Scope, barred: Barred, verdict: Verdict) -> list[n.Node]:
    """The columns of `<r>_scores`; adds a step where a follow-up is due at a time that the calendar decides."""
    plan, dialect = scope.plan, scope.dialect
    due = _due(steps, plan, verdict)
    columns = [n.column(names.LEAD), n.named(dialect.timestamp(n.column(names.AS_OF)), names.AS_OF)]
    columns += score_columns(scope)
    labels = [*(grade.name for grade in plan.grades), *(matrix.name for matrix in plan.matrices)]
    columns += [n.named(scope.column(OutcomeKey(name)), name) for name in labels]
    columns += [n.named(scope.column(FlagKey(flag.name)), flag.name) for flag in plan.flags]
    columns += stage_columns(plan, barred, verdict)
    columns += [n.named(n.column(name), questions) for questions, name in verdict.questions.items()]
    columns += [n.named(n.column(name), route) for route, name in verdict.routes.items()]
    if plan.follow_up is not None and verdict.follow_up_line is not None:
        owner = chosen(n.column(verdict.follow_up_line), [line.owner for line in plan.follow_up.lines])
        columns.append(n.named(n.cast(owner, "VARCHAR"), names.FOLLOW_UP))
        columns.append(n.named(dialect.timestamp(due), names.DUE))
    excluded = n.column(barred.exclusion)
    problem = n.when((chains.all_of([n.is_null(excluded), n.column(barred.too_many)]), n.text(TOO_MANY)))
    columns.append(n.named(problem, names.PROBLEM))
    for score, column in barred.scores.items():
        reasons = [each.reason for each in exclusions_of(plan, score)]
        reason = n.when((barred.scored(), chosen(n.column(column), reasons)))
        columns.append(n.named(n.cast(reason, "VARCHAR"), names.reason_of(score)))
    return columns


def account_columns(scope: Scope, barred: Barred, verdict: Verdict) -> list[n.Node]:
    """The columns of `<r>_account_scores`."""
    columns = [n.column(names.ACCOUNT), n.named(scope.dialect.timestamp(n.column(names.AS_OF)), names.AS_OF)]
    columns += score_columns(scope)
    columns += [n.named(scope.column(OutcomeKey(grade.name)), grade.name) for grade in scope.plan.grades]
    return [*columns, *stage_columns(scope.plan, barred, verdict)]


def score_columns(scope: Scope) -> list[n.Node]:
    columns = []
    for score in scope.plan.scores:
        decimals = 0 if isinstance(score, model.Share) else score.decimals
        units = n.quotient(scope.column(OutcomeKey(score.name)), n.number(10 ** (3 - decimals)))
        columns.append(n.named(scope.dialect.decimal(units, decimals, _DIGITS + decimals), score.name))
    return columns


def stage_columns(plan: p.Plan, barred: Barred, verdict: Verdict) -> list[n.Node]:
    """The stage, if there are stages, and the reason."""
    columns: list[n.Node] = []
    excluded = n.is_known(n.column(barred.exclusion))
    by_exclusion = chosen(n.column(barred.exclusion), [each.reason for each in whole_exclusions(plan)])
    by_line: n.Node = n.null()
    if plan.stages is not None and verdict.stage_line is not None:
        out = n.null() if plan.stages.out is None else n.text(plan.stages.out)
        stage = n.when((excluded, out), otherwise=stage_sql(plan.stages, verdict.stage_line))
        columns.append(n.named(n.cast(stage, "VARCHAR"), plan.stages.name))
        by_line = chosen(n.column(verdict.stage_line), [line.reason for line in plan.stages.lines])
    reason = n.when((excluded, by_exclusion), otherwise=by_line)
    return [*columns, n.named(n.cast(reason, "VARCHAR"), names.REASON)]


def _due(steps: Steps, plan: p.Plan, verdict: Verdict) -> n.Node:
    """The second at which the follow-up is due."""
    if plan.follow_up is None or verdict.follow_up_line is None:
        return n.null()
    dues = {number: line.due for number, line in enumerate(plan.follow_up.lines, 1) if line.due is not None}
    by_calendar = list(dict.fromkeys(due for due in dues.values() if due.kind != "hours"))
    found: dict[model.Due, str] = {}
    if by_calendar and plan.follow_up.calendar is not None:
        leads = steps.last
        found = due_times(steps, plan.follow_up.calendar, by_calendar)
        times = steps.last
        columns = [n.all_columns(leads), *(n.column(name, times) for name in found.values())]
        query = n.select(columns, n.table([leads]))
        same = n.equal(n.column(names.AS_OF, times), n.column(names.AS_OF, leads))
        query.join(n.table([times]), on=same, join_type="left", copy=False)
        steps.add("with_due_times", query)
    arms = []
    for number, due in dues.items():
        after = n.plus(n.column(names.AS_OF), n.number(due.count))
        arms.append((n.equal(n.column(verdict.follow_up_line), n.number(number)), _at(found.get(due), after)))
    return n.cast(n.when(*arms), "BIGINT") if arms else n.cast(n.null(), "BIGINT")


def _at(column: str | None, otherwise: n.Node) -> exp.Expr:
    return otherwise if column is None else n.column(column)
