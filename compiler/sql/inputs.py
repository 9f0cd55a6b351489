"""The typed input relations `<r>_leads` and `<r>_events` over raw tables, by a binding, in DuckDB SQL.

Whatever the physical types of the raw columns are, values are read by the rules of `compiler/values.py`. Leads whose
key is missing or repeated are left out; so are events without a lead, without a known kind or without a time, and
events whose id stands for different events.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from sqlglot import exp

from ...dsl.binding import Binding, ColumnBinding, Keep
from ...dsl.model import Schema, ValueType
from ...dsl.zones import Zone
from ...dsl.zones import zone as zone_of
from ..plan import Plan
from . import names, raw
from . import nodes as n
from .duckdb import DuckDB
from .emit import Statement

Physical = Mapping[str, str]  # raw column → DuckDB type or `raw.TAGGED`, by the casefolded name

IDENTITY: Final = ""  # the event id among positions: no attribute has an empty name

_STAGES = ("raw", "written", "mapped", "trimmed", "parsed", "local", "moments", "days", "read", "judged")


@dataclass(frozen=True, slots=True)
class RawRelation:
    """Rows as they are read, before any is left out.

    The query has `a<i>` (values) and, where asked for, `v<i>` (verdicts of `raw.py`), `z<i>` (texts), `row`;
    `positions` says which i holds what: a lead attribute; `lead`, `event`, `at`, `IDENTITY`, a column of `<r>_events`.
    """

    query: exp.Select
    positions: dict[str, int]


def statements(plan: Plan, binding: Binding) -> tuple[Statement, Statement]:
    """The views `<r>_leads` and `<r>_events` over the tables that the binding names."""
    objects = names.objects(plan.name)
    return (
        _view(objects.leads, leads(plan.schema, binding, plan.zone)),
        _view(objects.events, events(plan.schema, binding, plan.zone)),
    )


def leads(schema: Schema, binding: Binding, zone: Zone, physical: Physical | None = None) -> exp.Select:
    """The typed leads."""
    return kept_leads(schema, raw_leads(schema, binding, zone, physical))


def kept_leads(schema: Schema, read: RawRelation) -> exp.Select:
    """The leads of a relation of raw leads whose key is known and stands in one row only."""
    key = _value(read, schema.key, "leads")
    columns = [n.named(_value(read, c.attribute.name, "leads"), c.name) for c in names.lead_columns(schema)]
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
    types = {attribute.name: attribute.type for attribute in schema.attributes}
    columns = [(c.name, c, types[c.name]) for c in binding.leads.columns]
    return _read(columns, binding.leads.table, binding.leads.keep, zone, physical, row, verdicts, None)


def events(schema: Schema, binding: Binding, zone: Zone, physical: Physical | None = None) -> exp.Select:
    """The typed events."""
    return kept_events(schema, raw_events(schema, binding, zone, physical))


def kept_events(schema: Schema, read: RawRelation) -> exp.Select:
    """The events of a relation of raw events that have a lead, a kind and a time; equal rows of an id count once."""
    key = _key_type(schema)
    columns = names.event_columns(schema)
    source: n.Node = n.part(read.query, "events")
    values = [_value(read, name, "events") for name in (names.LEAD, names.EVENT, names.AT)]
    values += [_value(read, c.name, "events") for c in columns]
    if IDENTITY in read.positions:
        source = n.part(_by_id(source, _value(read, IDENTITY, "events"), values), "events")
    lead = values[0] if key.kind == "text" else n.cast(values[0], "VARCHAR")
    chosen = [n.named(lead, names.LEAD), n.named(values[1], names.EVENT), n.named(values[2], names.AT)]
    chosen += [n.named(value, c.name) for value, c in zip(values[3:], columns, strict=True)]
    return n.select(chosen, source, n.all_of(*(n.is_known(v) for v in values[:3])))


def _value(read: RawRelation, name: str, table: str) -> n.Node:
    """The column of a value; with its table, since an attribute may be called `a0`."""
    return n.column(f"a{read.positions[name]}", table)


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
    binding: Binding,
    zone: Zone,
    physical: Physical | None = None,
    *,
    row: n.Node | None = None,
    verdicts: bool = False,
) -> RawRelation:
    """Every row of the events' table that the binding keeps; attributes are NULL in rows of kinds without them."""
    bound = binding.events
    kinds = tuple(kind.name for kind in schema.events)
    columns: list[tuple[str, ColumnBinding, ValueType]] = [(names.LEAD, bound.lead, _key_type(schema))]
    if bound.kind is not None:
        maps = (*bound.kind.values, *bound.kinds, *((k, k) for k in kinds if k not in dict(bound.kinds)))
        columns.append((names.EVENT, replace(bound.kind, values=maps), ValueType("text", options=kinds)))
    columns.append((names.AT, bound.at, ValueType("timestamp")))
    if bound.id is not None:
        columns.append((IDENTITY, bound.id, ValueType("text")))
    typed = names.event_columns(schema)
    columns += [(c.name, bound.column(c.attribute), _union_type(c)) for c in typed]
    read = _read(columns, bound.table, bound.keep, zone, physical, row, verdicts, bound.always)
    return _of_kinds(read, typed, verdicts)


def _of_kinds(read: RawRelation, columns: tuple[names.EventColumn, ...], verdicts: bool) -> RawRelation:
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
        here = n.one_of(kind, [n.text(name) for name, _ in column.sources])
        changed.append(n.named(n.when(*fits, (here, value)), f"a{index}"))
        if verdicts:
            changed.append(n.named(n.when(*judged, (here, verdict)), f"v{index}"))
    if not changed:
        return read
    star = exp.Star(replace=changed)
    return RawRelation(n.select([star], n.part(read.query, "rows")), read.positions)


def _read(
    columns: list[tuple[str, ColumnBinding, ValueType]],
    table: tuple[str, ...],
    keep: tuple[Keep, ...],
    zone: Zone,
    physical: Physical | None,
    row: n.Node | None,
    verdicts: bool,
    always: str | None,
) -> RawRelation:
    readings = [
        raw.Reading(index, bound, type_, zone, _naive(bound, type_, zone), _physical(physical, bound.column))
        for index, (_, bound, type_) in enumerate(columns)
    ]
    positions = {name: index for index, (name, _, _) in enumerate(columns)}
    conditions = [_kept(k, _physical(physical, k.column)) for k in keep]
    query: exp.Select | None = None
    chains = [raw.stages(reading, verdicts) for reading in readings]
    for step, label in enumerate(_STAGES):
        added = [n.named(node, name) for chain in chains for name, node in chain[step]]
        if query is None:
            first = added + ([n.named(row, "row")] if row is not None else [])
            query = n.select(first, n.table(table), n.all_of(*conditions) if conditions else None)
        elif added:
            query = n.select([n.star(), *added], n.part(query, label))
    assert query is not None
    if always is not None:
        index = len(columns)
        positions[names.EVENT] = index
        constant = [n.named(n.text(always), f"a{index}")]
        constant += [n.named(n.number(raw.KNOWN), f"v{index}")] if verdicts else []
        query = n.select([n.star(), *constant], n.part(query, "kinds"))
    return RawRelation(query, positions)


def _kept(keep: Keep, physical: str | None) -> n.Node:
    """The condition of a row filter: true or false, never NULL."""
    column = n.column(keep.column)
    sort, written = raw.sort_of(column, physical), raw.text_of(column, physical)
    trimmed = raw.trimmed(written)
    if keep.test in ("missing", "known"):
        missing = n.any_of(n.is_null(trimmed), n.equal(trimmed, n.text("")))
        return missing if keep.test == "missing" else n.negated(missing)
    texts = [value for value in keep.values if isinstance(value, str)]
    tests: list[n.Node] = []
    if texts:
        tests.append(n.one_of(raw.compared(sort, written), [n.text(t) for t in texts]))
    for value in keep.values:
        if isinstance(value, bool):
            said = n.when((n.one_of(sort, [n.text(s) for s in "TBI"]), raw.truth(trimmed)))
            tests.append(n.equal(said, n.cast(n.text(str(value).lower()), "BOOLEAN")))
    inside = n.call("coalesce", n.any_of(*(n.call("coalesce", t, n.false()) for t in tests)), n.false())
    return inside if keep.test == "in" else n.negated(inside)


def _physical(physical: Physical | None, column: str) -> str | None:
    return None if physical is None else physical.get(column.casefold())


def _naive(bound: ColumnBinding, type_: ValueType, zone: Zone) -> Zone | None:
    if bound.zone is not None:
        return zone_of(bound.zone)
    return None if type_.kind == "date" else zone


def _key_type(schema: Schema) -> ValueType:
    return next(attribute.type for attribute in schema.attributes if attribute.name == schema.key)


def _union_type(column: names.EventColumn) -> ValueType:
    """The column's type without options, unless all its kinds share them."""
    options = {type_.options for _, type_ in column.sources}
    return column.type if len(options) == 1 else replace(column.type, options=())


def _view(name: str, query: exp.Select) -> Statement:
    create = exp.Create(this=n.table((name,)), kind="VIEW", replace=True, expression=query)
    return Statement(name, "input", f"{DuckDB().print(create)};\n")
