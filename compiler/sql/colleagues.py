"""What is asked of the leads of an account: computed for each lead, added up by account, and read back by each.

What concerns the other leads is all less the lead's own; the largest of the others is the second largest where the
lead has the largest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from ...dsl import model
from .. import plan as p
from . import chains, names, windows
from . import nodes as n
from .conditions import condition_sql
from .keys import Computed, LeadKey
from .occurrences import VALUE, group
from .operands import Scope, value_sql
from .steps import Names, Steps


@dataclass(frozen=True, slots=True)
class _Own:
    """Columns of a lead's row: whether it counts (None: it does), its value if so, how that stands to others.

    Of several values: how many it brings to its account, and how many of its own no other lead has.
    """

    counts: str | None
    value: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """The step with one row per account and moment, the step of leads behind it, and the columns of both."""

    step: str
    leads: str
    columns: dict[model.OfLeads, tuple[str, ...]]
    own: dict[model.OfLeads, _Own]


def account_column(scope: Scope) -> n.Node:
    """The key of the lead's account, among the columns of leads."""
    schema = scope.plan.schema.account
    assert schema is not None
    return scope.column(LeadKey(schema.lead_attribute))


def ask(steps: Steps, scope: Scope, taken: Names, nodes: Sequence[model.OfLeads]) -> None:
    """Adds a column for each of them to the rows of leads."""
    totals = total_up(steps, scope, taken, nodes)
    columns: list[n.Node] = [n.all_columns(totals.leads)]
    for node in nodes:
        name = taken.take(f"{node.op}_of_colleagues")
        columns.append(n.named(answer(totals, node), name))
        scope.columns[Computed(node)] = name
    query = n.select(columns, n.table([totals.leads]))
    account = account_column(scope)
    same = [
        n.equal(n.column(names.AS_OF, totals.step), n.column(names.AS_OF, totals.leads)),
        n.equal(n.column(names.ACCOUNT, totals.step), n.column(account.name, totals.leads)),
    ]
    query.join(n.table([totals.step]), on=n.all_of(*same), join_type="left", copy=False)
    steps.add("with_colleagues", query)


def answer(totals: Totals, node: model.OfLeads) -> n.Node:
    """What is asked, over the columns of totals (NULL: the lead has no account) and of leads."""
    found = [n.column(name, totals.step) for name in totals.columns[node]]
    own, whole, none = totals.own[node], found[0], n.number(0)
    counted = n.call("coalesce", whole, none)
    if not node.who.others:
        return whole if node.op in ("highest", "lowest") else counted

    def of_lead(name: str) -> n.Node:
        return n.column(name, totals.leads)

    mine = [n.is_known(whole)]
    match node.op:
        case "count":
            mine += [] if own.counts is None else [of_lead(own.counts)]
            return n.minus(counted, n.when((chains.all_of(mine), n.number(1)), otherwise=none))
        case "sum":
            assert own.value is not None
            mine.append(n.is_known(of_lead(own.value)))
            return n.minus(counted, n.when((chains.all_of(mine), of_lead(own.value)), otherwise=none))
        case "union":
            assert own.place is not None
            return n.minus(counted, n.call("coalesce", of_lead(own.place), none))
        case "different":
            assert own.value is not None and own.place is not None
            mine += [n.is_known(of_lead(own.value)), n.equal(of_lead(own.place), n.number(1))]
            return n.minus(counted, n.when((chains.all_of(mine), n.number(1)), otherwise=none))
        case "highest" | "lowest":
            assert own.value is not None
            return n.when((n.equal(of_lead(own.value), whole), found[1]), otherwise=whole)


def total_up(steps: Steps, scope: Scope, taken: Names, nodes: Sequence[model.OfLeads]) -> Totals:
    """Adds what each lead contributes, and the totals by account."""
    own = _contributed(steps, scope, taken, nodes)
    steps.materialize()
    leads = steps.last
    inside = Names(names.AS_OF, names.ACCOUNT)
    columns: dict[model.OfLeads, tuple[str, ...]] = {}
    sums: list[n.Node] = []
    for node in nodes:
        made = _sums(node, own[node])
        columns[node] = tuple(inside.take(f"{wish}_{len(columns) + 1}") for wish, _ in made)
        sums.extend(n.named(sum_, name) for (_, sum_), name in zip(made, columns[node], strict=True))
    account = account_column(scope)
    keys = [n.column(names.AS_OF), n.named(account, names.ACCOUNT)]
    query = n.select([*keys, *sums], n.table([leads]), n.is_known(account))
    steps.add("of_accounts", query.group_by(n.column(names.AS_OF), n.own(account), copy=False))
    return Totals(steps.last, leads, columns, own)


def _contributed(steps: Steps, scope: Scope, taken: Names, nodes: Sequence[model.OfLeads]) -> dict[model.OfLeads, _Own]:
    """Three layers, so that none repeats the text of another: who counts, with what value, and how that stands."""
    counts: dict[model.Condition, str] = {}
    columns: list[n.Node] = []
    for condition in dict.fromkeys(node.who.condition for node in nodes):
        if condition is not None:
            counts[condition] = taken.take("counts")
            met = n.call("coalesce", condition_sql(condition, scope), n.false())
            columns.append(n.named(met, counts[condition]))
    steps.extend("counting", columns)
    values: dict[n.Node, str] = {}
    columns = []
    own: dict[model.OfLeads, _Own] = {}
    for node in nodes:
        flag = None if node.who.condition is None else counts[node.who.condition]
        if node.value is None or node.op in ("count", "union"):
            own[node] = _Own(flag)
            continue
        value = _value(node, node.value, flag, scope)
        if value not in values:
            values[value] = taken.take("contributed")
            columns.append(n.named(value, values[value]))
        own[node] = _Own(flag, values[value])
    steps.extend("contributed", columns)
    places: dict[tuple[str, str], str] = {}
    columns = []
    for node in nodes:
        value_name = own[node].value
        if not node.who.others or value_name is None or node.op == "sum":
            continue
        if (node.op, value_name) not in places:
            places[node.op, value_name] = taken.take("place" if node.op != "different" else "sharing")
            columns.append(n.named(_place(node, value_name, scope), places[node.op, value_name]))
        own[node] = _Own(own[node].counts, value_name, places[node.op, value_name])
    steps.extend("placed", columns)
    return own | _unite(steps, scope, taken, {node: own[node].counts for node in nodes if node.op == "union"})


def _unite(
    steps: Steps, scope: Scope, taken: Names, nodes: Mapping[model.OfLeads, str | None]
) -> dict[model.OfLeads, _Own]:
    """Adds how many of its values each lead brings to its account: one of several leads brings a value that they share.

    The sum of these over an account is how many different values its leads have together. All are worked out from one
    step of leads: an engine that pastes steps into each other would double it with each one else.
    """
    if not nodes:
        return {}
    steps.materialize()
    leads = steps.last
    brought = {node: _brought(steps, scope, node, leads, counts) for node, counts in nodes.items()}
    own = {node: _Own(counts, taken.take("brought"), taken.take("alone")) for node, counts in nodes.items()}
    united = n.select([n.all_columns(leads)], n.table([leads]))
    for node, step in brought.items():
        for name, column in (("brought", own[node].value), ("alone", own[node].place)):
            assert column is not None
            united.select(n.named(n.column(name, step), column), copy=False)
        same = [n.equal(n.column(each, step), n.column(each, leads)) for each in (names.LEAD, names.AS_OF)]
        united.join(n.table([step]), on=n.all_of(*same), join_type="left", copy=False)
    steps.add("united", united)
    return own


def _brought(steps: Steps, scope: Scope, node: model.OfLeads, leads: str, counts: str | None) -> str:
    """The step with what each lead that counts brings, and what nobody else has."""
    feature = p.feature_of(node.value) if node.value is not None else None
    assert isinstance(feature, p.Values)
    values, account = steps.values[feature], account_column(scope)
    keys = [n.column(each, values) for each in (names.LEAD, names.AS_OF)]
    value, owner = n.column(VALUE, values), n.column(account.name, leads)
    by = [n.column(names.AS_OF, values), owner, value]
    first = windows.row_number(by, windows.ascending(n.column(names.LEAD, values)))
    brought = n.when((n.equal(first, n.number(1)), n.number(1)))
    alone = n.when((n.equal(windows.over(n.call("count", n.star()), by), n.number(1)), n.number(1)))
    tests = [n.is_known(owner), *([] if counts is None else [n.column(counts, leads)])]
    same = [n.equal(n.column(each, values), n.column(each, leads)) for each in (names.LEAD, names.AS_OF)]
    shared = n.select(
        [*keys, n.named(brought, "brought"), n.named(alone, "alone")], n.table([values]), chains.all_of(tests)
    )
    steps.add("shared", shared.join(n.table([leads]), on=n.all_of(*same), copy=False))
    group(steps, "brought", [], [n.named(n.call("count", n.column(each)), each) for each in ("brought", "alone")])
    return steps.last


def _value(node: model.OfLeads, value: model.Value, flag: str | None, scope: Scope) -> n.Node:
    column = value_sql(value, scope)
    tests = [] if flag is None else [n.column(flag)]
    if node.op == "sum":
        tests.append(n.between(column, n.number(-model.SUMMAND), n.number(model.SUMMAND)))
    return n.when((chains.all_of(tests), column)) if tests else column


def _place(node: model.OfLeads, value: str, scope: Scope) -> n.Node:
    """From 1: where the value stands among those of the account; or how many of its leads have this value."""
    by = [n.column(names.AS_OF), account_column(scope)]
    if node.op == "different":
        return n.over("count", n.column(value), by=[*by, n.column(value)])
    order = exp.Ordered(this=n.column(value), desc=node.op == "highest", nulls_first=False)
    return exp.Window(
        this=n.call("row_number"),
        partition_by=[n.own(each) for each in by],
        order=exp.Order(expressions=[order]),
    )


def _sums(node: model.OfLeads, own: _Own) -> list[tuple[str, n.Node]]:
    """The totals by account that the answer needs, with their names."""
    if own.value is None:
        one = n.number(1) if own.counts is None else n.when((n.column(own.counts), n.number(1)))
        return [("counted", n.call("count", one))]
    value = n.column(own.value)
    match node.op:
        case "sum" | "union":
            return [("added_up", n.cast(n.call("sum", value), "BIGINT"))]
        case "different":
            return [("different", n.call("count", exp.Distinct(expressions=[value])))]
        case _:
            best = n.call("max" if node.op == "highest" else "min", value)
            if own.place is None:
                return [(node.op, best)]
            second = n.when((n.equal(n.column(own.place), n.number(2)), n.column(own.value)))
            return [(node.op, best), ("second", n.call("max", second))]
