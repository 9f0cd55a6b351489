"""The typed input relations `<r>_leads`, `<r>_accounts`, `<r>_events` over raw tables, by a binding, in DuckDB SQL.

Whatever the physical types of the raw columns are, values are read by the rules of `compiler/values.py`. Leads and
accounts whose key is missing or repeated are left out; so are events without a lead, without a known kind or without a
time, and events whose id stands for different events of one source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sqlglot import exp

from ...dsl.binding import Binding, ColumnBinding, EventsBinding, LeadsBinding
from ...dsl.model import Attribute, Schema, ValueType
from ...dsl.zones import Zone
from ..plan import Plan
from . import histories, names, raw
from . import nodes as n
from .dialects.duckdb import DuckDB
from .emit import Statement
from .raw_rows import Physical, RawRelation, read_rows, value_of

TOLD: Final = "told"  # a value by which a lead is told
IDENTITY: Final = ""  # the event id among positions: no attribute has an empty name


def statements(plan: Plan, binding: Binding) -> tuple[Statement, ...]:
    """The views `<r>_leads`, `<r>_accounts` (where there are some) and `<r>_events` over the binding's tables."""
    return tuple(_view(name, query) for name, query in queries(plan, binding, events(plan, binding)).items())


def queries(plan: Plan, binding: Binding, of_events: exp.Query) -> dict[str, exp.Query]:
    """The queries of these views by their names; `of_events` is the last one."""
    objects = names.objects(plan.name)
    of_now = leads(plan.schema, binding, plan.zone)
    changing = [(bound, histories.raw_history(plan.schema, bound, plan.zone)) for bound in binding.histories]
    moment = histories.only_moment(objects.as_of)
    found: dict[str, exp.Query] = {objects.leads: histories.leads_then(plan.schema, of_now, changing, moment)}
    if plan.schema.account is not None:
        found[objects.accounts] = accounts(plan.schema, binding, plan.zone)
    return found | {objects.events: of_events}


def leads(schema: Schema, binding: Binding, zone: Zone, physical: Physical | None = None) -> exp.Select:
    """The typed leads."""
    return kept_leads(schema, raw_leads(schema, binding, zone, physical))


def kept_leads(schema: Schema, read: RawRelation) -> exp.Select:
    """The leads of a relation of raw leads whose key is known and stands in one row only."""
    key = value_of(read, schema.key, "leads")
    columns = [n.named(value_of(read, c.attribute.name, "leads"), c.name) for c in names.lead_columns(schema)]
    query = n.select([n.named(n.cast(key, "VARCHAR"), names.LEAD), *columns], n.part(read.query, "leads"))
    return query.where(n.is_known(key)).qualify(n.equal(n.over("count", n.star(), by=[key]), n.number(1)))


def raw_leads(
    schema: Schema,
    binding: Binding,
    zone: Zone,
    physical: Physical | None = None,
    *,
    row: n.Node | None = None,
    verdicts: bool = False,
) -> RawRelation:
    """Every row of the leads' table that the binding keeps. `row` is an expression that tells rows apart."""
    return _raw_rows(schema.attributes, binding.leads, zone, physical, row, verdicts)


def accounts(schema: Schema, binding: Binding, zone: Zone, physical: Physical | None = None) -> exp.Select:
    """The typed accounts."""
    return kept_accounts(schema, raw_accounts(schema, binding, zone, physical))


def kept_accounts(schema: Schema, read: RawRelation) -> exp.Select:
    """The accounts of a relation of raw ones whose key is known and stands in one row only."""
    assert schema.account is not None
    key = value_of(read, schema.account.key, "accounts")
    columns = [n.named(value_of(read, c.attribute.name, "accounts"), c.name) for c in names.account_columns(schema)]
    query = n.select([n.named(n.cast(key, "VARCHAR"), names.ACCOUNT), *columns], n.part(read.query, "accounts"))
    return query.where(n.is_known(key)).qualify(n.equal(n.over("count", n.star(), by=[key]), n.number(1)))


def raw_accounts(
    schema: Schema,
    binding: Binding,
    zone: Zone,
    physical: Physical | None = None,
    *,
    row: n.Node | None = None,
    verdicts: bool = False,
) -> RawRelation:
    """Every row of the accounts' table that the binding keeps."""
    assert schema.account is not None and binding.accounts is not None
    return _raw_rows(schema.account.attributes, binding.accounts, zone, physical, row, verdicts)


def _raw_rows(
    attributes: Sequence[Attribute],
    bound: LeadsBinding,
    zone: Zone,
    physical: Physical | None,
    row: n.Node | None,
    verdicts: bool,
) -> RawRelation:
    types = {attribute.name: attribute.type for attribute in attributes}
    columns = [(c.name, c, types[c.name]) for c in bound.columns]
    return read_rows(columns, bound.table, bound.keep, zone, physical, row, verdicts, None)


def events(plan: Plan, binding: Binding) -> exp.Query:
    """The typed events of all sources; of rules that know none, none: no table needs to be there."""
    if not plan.schema.events:
        return no_events()
    return together(
        [kept_events(plan, source, raw_events(plan.schema, source, plan.zone)) for source in binding.events]
    )


def no_events() -> exp.Select:
    """Typed events without a row, read from nowhere."""
    columns = [(names.LEAD, "VARCHAR"), (names.EVENT, "VARCHAR"), (names.AT, "BIGINT")]
    empty = n.select([n.named(n.cast(n.null(), type_), name) for name, type_ in columns], None)
    return n.select([n.star()], n.part(empty, "nothing"), n.is_known(n.column(names.LEAD)))


def together(queries: Sequence[exp.Select]) -> exp.Query:
    """The rows of several selects of the same columns."""
    found: exp.Query = queries[0]
    for query in queries[1:]:
        found = exp.Union(this=found, expression=query, distinct=False)
    return found


def told_by(plan: Plan, by: str) -> exp.Select:
    """The leads by the values of an attribute that one lead alone has: `told` and `lead`."""
    column = n.column(next(c.name for c in names.lead_columns(plan.schema) if c.attribute.name == by))
    lead = n.named(n.call("min", n.column(names.LEAD)), names.LEAD)
    found = n.select([n.named(column, TOLD), lead], n.table([names.objects(plan.name).leads]), n.is_known(column))
    once = n.equal(n.call("count", n.star()), n.number(1))
    return found.group_by(column.copy(), copy=False).having(once, copy=False)


def kept_events(plan: Plan, bound: EventsBinding, read: RawRelation) -> exp.Select:
    """The events of a relation of raw events that have a lead, a kind and a time; equal rows of an id count once."""
    columns = names.event_columns(plan.schema)
    source: n.Node = n.part(read.query, "events")
    values = [value_of(read, name, "events") for name in (names.LEAD, names.EVENT, names.AT)]
    values += [value_of(read, c.name, "events") for c in columns]
    if IDENTITY in read.positions:
        source = n.part(_by_id(source, value_of(read, IDENTITY, "events"), values), "events")
    lead = values[0] if _lead_type(plan.schema, bound).kind == "text" else n.cast(values[0], "VARCHAR")
    if bound.by is not None:
        lead = n.column(names.LEAD, "leads")
    chosen = [n.named(lead, names.LEAD), n.named(values[1], names.EVENT), n.named(values[2], names.AT)]
    chosen += [n.named(value, c.name) for value, c in zip(values[3:], columns, strict=True)]
    query = n.select(chosen, source, n.all_of(*(n.is_known(v) for v in values[:3])))
    if bound.by is None:
        return query
    same = n.equal(values[0], n.column(TOLD, "leads"))
    return query.join(n.part(told_by(plan, bound.by), "leads"), on=same, copy=False)


def _by_id(source: n.Node, identity: n.Node, values: list[n.Node]) -> exp.Select:
    """One of equal rows with the same id; none of rows with the same id that differ; all rows without an id."""
    number = n.over("row_number", by=[identity, *values])
    numbered = n.select([n.star(), n.named(number, "copy")], source)
    first = n.equal(n.column("copy"), n.number(1))
    different = n.over("count", n.when((first, n.number(1))), by=[identity])
    only = n.all_of(first, n.equal(different, n.number(1)))
    return n.select([n.star()], n.part(numbered, "events")).qualify(n.any_of(n.is_null(identity), only))


def raw_events(
    schema: Schema,
    bound: EventsBinding,
    zone: Zone,
    physical: Physical | None = None,
    *,
    row: n.Node | None = None,
    verdicts: bool = False,
    carried: Sequence[n.Node] = (),
) -> RawRelation:
    """Every row of a source of events that it keeps; attributes are NULL in rows of kinds without them.

    `carried` are expressions over the raw columns that go along, with names of their own.
    """
    kinds = tuple(kind.name for kind in schema.events)
    columns: list[tuple[str, ColumnBinding, ValueType]] = [(names.LEAD, bound.lead, _lead_type(schema, bound))]
    if bound.kind is not None:
        maps = (*bound.kind.values, *bound.kinds, *((k, k) for k in kinds if k not in dict(bound.kinds)))
        columns.append((names.EVENT, replace(bound.kind, values=maps), ValueType("text", options=kinds)))
    columns.append((names.AT, bound.at, ValueType("timestamp")))
    if bound.id is not None:
        columns.append((IDENTITY, bound.id, ValueType("text")))
    typed = names.event_columns(schema)
    columns += [(c.name, bound.column(c.attribute), _union_type(c)) for c in typed]
    read = read_rows(columns, bound.table, bound.keep, zone, physical, row, verdicts, bound.always, carried)
    return _of_kinds(read, typed, frozenset(kinds), verdicts)


def _of_kinds(
    read: RawRelation, columns: tuple[names.EventColumn, ...], kinds: frozenset[str], verdicts: bool
) -> RawRelation:
    """Attributes only in rows of the kinds that declare them, and options by kind."""
    kind = n.column(f"a{read.positions[names.EVENT]}")
    changed: list[n.Node] = []
    for column in columns:
        index = read.positions[column.name]
        value, verdict = n.column(f"a{index}"), n.column(f"v{index}")
        fits: list[tuple[n.Node, n.Node]] = []
        judged: list[tuple[n.Node, n.Node]] = []
        for name, type_ in column.sources:
            here = n.equal(kind, n.text(name))
            if type_.options:
                other = n.all_of(here, n.negated(n.one_of(value, [n.text(o) for o in type_.options])))
                fits.append((other, n.null()))
                judged.append((other, n.number(raw.UNEXPECTED)))
        # A kind that is known is one of these: where all have the attribute there is nothing to compare.
        every = kinds == {name for name, _ in column.sources}
        here = n.is_known(kind) if every else n.one_of(kind, [n.text(name) for name, _ in column.sources])
        changed.append(n.named(n.when(*fits, (here, value)), f"a{index}"))
        if verdicts:
            changed.append(n.named(n.when(*judged, (here, verdict)), f"v{index}"))
    if not changed:
        return read
    star = exp.Star(replace=changed)
    return RawRelation(n.select([star], n.part(read.query, "rows")), read.positions)


def _lead_type(schema: Schema, bound: EventsBinding) -> ValueType:
    """What the lead of an event is read as: like the key, or like the attribute that it is told by."""
    wanted = schema.key if bound.by is None else bound.by
    found = next(attribute.type for attribute in schema.attributes if attribute.name == wanted)
    return found if bound.by is None else replace(found, options=())


def _union_type(column: names.EventColumn) -> ValueType:
    """The column's type without options, unless all its kinds share them."""
    options = {type_.options for _, type_ in column.sources}
    return column.type if len(options) == 1 else replace(column.type, options=())


def _view(name: str, query: exp.Query) -> Statement:
    create = exp.Create(this=n.table((name,)), kind="VIEW", replace=True, expression=query)
    return Statement(name, "input", (DuckDB().print(create),))
