"""Accounts × moments: what their rules read of them and of their leads, as rows on which the rules run as on leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from ...dsl import model
from .. import plan as p
from ..roots import account_roots
from ..walk import Node, of_colleagues, walk
from . import names
from . import nodes as n
from .colleagues import answer, total_up
from .demand import Demand, lets_below
from .grades import Grades
from .keys import Computed
from .leads import account_attributes, account_values, read_leads
from .occurrences import MOMENTS
from .operands import Scope
from .outcomes import Barred
from .scores import score_all
from .steps import Names, Steps

_KEYS, _ACCOUNTS = "account_keys", "accounts"


@dataclass(frozen=True, slots=True)
class Accounts:
    """Rows of accounts, ready for rules: `scope.plan` holds what is computed of an account."""

    scope: Scope
    demand: Demand
    barred: Barred


def read_accounts(steps: Steps, scope: Scope) -> Accounts:
    """Adds all steps up to one row per moment and account that has a row or a lead."""
    plan = scope.plan
    assert plan.accounts is not None
    roots = list(account_roots(plan.accounts))
    lets = lets_below(roots, plan.lets)
    roots += [condition for _, condition in lets]
    # Of an account's leads none is left out.
    nodes = [node for root in roots for node in walk(root, colleagues=False)]
    asked = dict.fromkeys(node for node in nodes if isinstance(node, model.OfLeads))
    whole = {node: replace(node, who=replace(node.who, others=False)) for node in asked}
    parts = [part for node in whole.values() for part in of_colleagues(node)]
    inside = replace(scope, plan=_of_leads(plan, parts))
    demand = read_leads(steps, inside, parts)
    if inside.plan.scores:
        score_all(steps, inside, demand, Barred(steps, inside, demand.taken))
        Grades(steps, inside, demand.taken).add_all()
        demand.fill()
    totals = total_up(steps, inside, demand.taken, list(dict.fromkeys(whole.values())))
    own = replace(scope, plan=_of_accounts(plan, plan.accounts, lets), columns={})
    taken = Names(names.ACCOUNT, *scope.moment_columns)
    objects = names.objects(plan.name)
    account = n.column(names.ACCOUNT)
    keys = [n.select([account], n.table([source])) for source in (objects.accounts, totals.step)]
    steps.add(_KEYS, exp.union(*keys, distinct=True, copy=False))
    columns = [n.all_columns(MOMENTS), n.column(names.ACCOUNT, _KEYS)]
    columns.extend(account_values(own, taken, account_attributes(roots), _KEYS, names.ACCOUNT))
    for node, counted in whole.items():
        name = own.columns[Computed(node)] = taken.take(f"{node.op}_of_leads")
        columns.append(n.named(answer(totals, counted), name))
    query = n.select(columns, n.table([_KEYS]))
    query.join(n.table([MOMENTS]), join_type="cross", copy=False)
    row = n.equal(n.column(names.ACCOUNT, _ACCOUNTS), n.column(names.ACCOUNT, _KEYS))
    query.join(n.named_table(objects.accounts, _ACCOUNTS), on=row, join_type="left", copy=False)
    same = [
        n.equal(n.column(names.ACCOUNT, totals.step), n.column(names.ACCOUNT, _KEYS)),
        n.equal(n.column(names.AS_OF, totals.step), n.column(names.AS_OF, MOMENTS)),
    ]
    query.join(n.table([totals.step]), on=n.all_of(*same), join_type="left", copy=False)
    steps.add("account_rows", query)
    steps.sources = None
    demand = Demand(steps, own, taken, roots, own.plan.lets)
    demand.fill()
    return Accounts(own, demand, Barred(steps, own, taken))


def _of_leads(plan: p.Plan, parts: Sequence[Node]) -> p.Plan:
    """What must be computed of leads so that accounts can be: nothing but these, or also the scores that they read."""
    of_noise = [noise.lead for noise in plan.noise if noise.lead is not None]
    lets = tuple(lets_below([*parts, *of_noise], plan.lets))
    nodes = [node for root in (*parts, *(condition for _, condition in lets)) for node in walk(root)]
    plain = replace(
        plan,
        questions=(),
        flags=(),
        stages=None,
        routes=(),
        follow_up=None,
        worklist=None,
        attribution=None,
        accounts=None,
    )
    if any(isinstance(node, model.ScoreOf | model.GradeOf) for node in nodes):
        return plain
    features = dict.fromkeys(feature for node in nodes if (feature := p.feature_of(node)) is not None)
    return replace(plain, lets=lets, exclusions=(), scores=(), grades=(), matrices=(), features=tuple(features))


def _of_accounts(plan: p.Plan, accounts: p.AccountPlan, lets: list[tuple[str, model.Condition]]) -> p.Plan:
    """What is computed of an account, as if it were a lead."""
    return replace(
        plan,
        lets=tuple(lets),
        noise=(),
        features=(),
        exclusions=(),
        scores=accounts.scores,
        grades=accounts.grades,
        matrices=(),
        questions=(),
        flags=(),
        stages=accounts.stages,
        routes=(),
        follow_up=None,
        worklist=None,
        attribution=None,
        accounts=None,
    )
