"""The worklist: scored leads in order, so many of a stage at most, and so many in all."""

from __future__ import annotations

from sqlglot import exp

from ...dsl.model import Worklist
from . import chains, names
from . import nodes as n
from .conditions import condition_sql
from .keys import OutcomeKey
from .operands import Scope
from .outcomes import Barred
from .steps import Names, Steps


def add_listed(steps: Steps, scope: Scope, taken: Names, barred: Barred, worklist: Worklist) -> str:
    """Adds a column that is TRUE for the leads that the worklist speaks of, NULL for those that are not scored."""
    met = n.call("coalesce", _condition(scope, worklist), n.false())
    name = taken.take("listed")
    steps.extend("listed_leads", [n.named(n.when((barred.scored(), met)), name)])
    return name


def _condition(scope: Scope, worklist: Worklist) -> n.Node:
    return chains.all_of([]) if worklist.condition is None else condition_sql(worklist.condition, scope)


def add_ranks(steps: Steps, scope: Scope, taken: Names, worklist: Worklist, listed: str, stage: n.Node | None) -> str:
    """Keeps the leads of the worklist and adds their rank at their moment, from 1. `stage`: of each lead."""
    orders = [n.column(scope.columns[OutcomeKey(name)]) for name in worklist.by]
    # The filter would be pushed through all steps, each of which may mention a column several times.
    steps.materialize()
    steps.add("candidates", n.select([n.star()], n.table([steps.last]), n.column(listed)))
    if worklist.quotas and stage is not None:
        place, of_stage = taken.take("place_in_stage"), taken.take("stage_of_lead")
        steps.extend("stages_of_leads", [n.named(stage, of_stage)])
        steps.extend("places", [n.named(_place([n.column(of_stage)], orders), place)])
        beyond = [
            n.all_of(n.equal(n.column(of_stage), n.text(name)), n.compare(exp.GT, n.column(place), n.number(most)))
            for name, most in worklist.quotas
        ]
        within = n.negated(n.call("coalesce", chains.any_of(beyond), n.false()))
        steps.add("within_quotas", n.select([n.star()], n.table([steps.last]), within))
    rank = taken.take("rank")
    steps.extend("ranked_leads", [n.named(_place([], orders), rank)])
    if worklist.top is not None:
        best = n.compare(exp.LTE, n.column(rank), n.number(worklist.top))
        steps.add("top_leads", n.select([n.star()], n.table([steps.last]), best))
    return rank


def _place(by: list[n.Node], scores: list[n.Node]) -> n.Node:
    """From 1: highest scores first, none last, then by key."""
    order = [exp.Ordered(this=n.own(score), desc=True, nulls_first=False) for score in scores]
    order.append(exp.Ordered(this=n.column(names.LEAD), desc=False, nulls_first=False))
    return exp.Window(
        this=n.call("row_number"),
        partition_by=[n.column(names.AS_OF), *by],
        order=exp.Order(expressions=order),
    )
