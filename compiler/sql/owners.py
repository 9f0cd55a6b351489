"""What events need to know of their lead: which noise rules may hold for it, and since when its events count.

One row per lead and moment, read once before the scan of the events; absent where no rule asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ...dsl import model
from ..walk import walk
from . import names
from . import nodes as n
from .conditions import condition_sql
from .derive import extend, name_lets
from .keys import AccountKey, LeadKey
from .operands import Scope, needs, value_sql, wish
from .steps import Names, Steps

MOMENTS = names.MOMENTS


@dataclass(frozen=True, slots=True)
class NoiseOfLead:
    """Whether the lead's part of a noise rule is met."""

    condition: model.Condition


@dataclass(frozen=True, slots=True)
class SinceWhen:
    """The moment after which events count."""

    moment: model.Value


def owners(
    steps: Steps, scope: Scope, conditions: Sequence[model.Condition], moments: Sequence[model.Value]
) -> dict[NoiseOfLead | SinceWhen, str]:
    """Adds the steps up to a row per lead and moment, with a column for each of these; nothing where there are none."""
    wanted: list[NoiseOfLead | SinceWhen] = [NoiseOfLead(condition) for condition in dict.fromkeys(conditions)]
    wanted += [SinceWhen(moment) for moment in dict.fromkeys(moments)]
    if not wanted:
        return {}
    lets = dict(scope.plan.lets)
    named = _lets_of(conditions, lets)
    roots = [*conditions, *moments, *(lets[name] for name in named)]
    taken = Names(names.LEAD, *scope.moment_columns)
    inside = replace(scope, columns={})
    _read(steps, inside, taken, [node for root in roots for node in walk(root)])
    extend(steps, inside, taken, [key for root in roots for key in needs(root, scope.lists)])
    name_lets(steps, inside, taken, named)
    found: dict[NoiseOfLead | SinceWhen, str] = {}
    columns = [n.column(name) for name in (names.LEAD, *scope.moment_columns)]
    for number, key in enumerate(wanted, 1):
        match key:
            case NoiseOfLead(condition):
                found[key] = taken.take(f"noise_{number}")
                columns.append(n.named(condition_sql(condition, inside), found[key]))
            case SinceWhen(moment):
                found[key] = taken.take(f"since_{number}")
                columns.append(n.named(value_sql(moment, inside), found[key]))
    steps.add("owners", n.select(columns, n.table([steps.last])))
    return found


def _lets_of(conditions: Iterable[model.Condition], lets: dict[str, model.Condition]) -> list[str]:
    """The lets that are read, those inside lets included, in the order of the plan."""
    found: set[str] = set()
    open_ = list(conditions)
    while open_:
        for node in walk(open_.pop()):
            if isinstance(node, model.LetRef) and node.name not in found:
                found.add(node.name)
                open_.append(lets[node.name])
    return [name for name in lets if name in found]


def _read(steps: Steps, scope: Scope, taken: Names, nodes: Iterable[model.Value | model.Condition]) -> None:
    plan = scope.plan
    objects, account = names.objects(plan.name), plan.schema.account
    nodes = list(nodes)
    of_leads = dict.fromkeys(node.name for node in nodes if isinstance(node, model.LeadValue))
    of_accounts = dict.fromkeys(node.name for node in nodes if isinstance(node, model.AccountValue))
    places = {column.attribute.name: column.name for column in names.lead_columns(plan.schema)}
    rows = {column.attribute.name: column.name for column in names.account_columns(plan.schema)}
    columns: list[n.Node] = [n.all_columns(MOMENTS), n.named(n.column(names.LEAD, "leads"), names.LEAD)]
    for name in of_leads:
        scope.columns[LeadKey(name)] = taken.take(wish(LeadKey(name)))
        columns.append(n.named(n.column(places[name], "leads"), scope.columns[LeadKey(name)]))
    for name in of_accounts:
        assert account is not None
        scope.columns[AccountKey(name)] = taken.take(wish(AccountKey(name)))
        # The key is known of every lead that has one, whether its account has a row or not.
        node = n.column(places[account.lead_attribute], "leads")
        if name != account.key:
            node = n.column(rows[name], "accounts")
        columns.append(n.named(node, scope.columns[AccountKey(name)]))
    query = n.select(columns, n.named_table(objects.leads, "leads"))
    query.join(n.table([MOMENTS]), join_type="cross", copy=False)
    if of_accounts and account is not None:
        same = n.equal(n.column(names.ACCOUNT, "accounts"), n.column(places[account.lead_attribute], "leads"))
        query.join(n.named_table(objects.accounts, "accounts"), on=same, join_type="left", copy=False)
    known = n.is_known(n.column(names.LEAD, "leads"))
    steps.add("asked_leads", query.where(known, copy=False))
