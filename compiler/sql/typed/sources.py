"""The typed relations of a binding: which rows of which raw tables count, and as what.

Leads and accounts whose key is missing or repeated are left out; so are events without a lead, without a known kind or
without a time, and events whose id stands for different events of one source. Each relation is one chain of steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlglot import exp

from ....dsl.binding import Binding, ColumnBinding, EventsBinding, Keep, LeadsBinding
from ....dsl.model import Attribute, Schema, ValueType
from ....dsl.zones import zone as zone_of
from ...plan import Plan
from .. import names, windows
from .. import nodes as n
from ..dialects.dialect import Dialect, Fences, HoldsOtherwise, ReadsColumns
from ..emit import Statement
from ..inputs import no_events
from ..steps import Steps
from . import filters, partitions
from .columns import PhysicalKind, RawTable, Refused, Tables, raw_table, raw_tables
from .parts import Reading
from .reading import stages

TOLD: Final = "told"  # a value by which a lead is told
IDENTITY: Final = ""  # the event id among positions: no attribute has an empty name

Wanted = tuple[str, ColumnBinding, ValueType]  # what it is called among the positions, and how it is read


def typed_inputs(plan: Plan, binding: Binding, dialect: Dialect, tables: Tables | None = None) -> tuple[Statement, ...]:
    """The views `<r>_leads`, `<r>_accounts` (where there are some) and `<r>_events` over the binding's tables.

    Without `tables` each column is taken to be of the type that is read from it (see `columns.natural`). Raises Refused
    and `lowering.Unsayable`.
    """
    return tuple(
        Statement(name, "input", tuple(dialect.print(part) for part in dialect.view(name, query)))
        for name, query in typed_queries(plan, binding, dialect, tables).items()
    )


def typed_queries(
    plan: Plan,
    binding: Binding,
    dialect: Dialect,
    tables: Tables | None = None,
    *,
    read: Mapping[int, ReadEvents] | None = None,
) -> dict[str, exp.Query]:
    """The queries of these views by their names. Raises as `typed_inputs`.

    `read` has the sources of events, by their places in the binding, whose rows another relation has read already.
    """
    if not isinstance(dialect, ReadsColumns):
        raise Refused(f"raw tables cannot be read in the SQL of {dialect.name}: bind typed relations instead")
    if binding.histories:
        raise Refused(f"histories of attributes cannot be said in the SQL of {dialect.name}", None)
    maker = _Maker(plan, binding, dialect, tables, read or {})
    objects = names.objects(plan.name)
    views: dict[str, exp.Query] = {objects.leads: maker.leads()}
    if plan.schema.account is not None:
        views[objects.accounts] = maker.accounts()
    views[objects.events] = maker.events()
    return {name: dialect.fenced(query) for name, query in views.items()} if isinstance(dialect, Fences) else views


def typed_reading(
    plan: Plan,
    binding: Binding,
    place: int,
    dialect: Dialect,
    columns: Mapping[str, str],
    carried: Sequence[n.Node],
    tables: Tables | None = None,
) -> exp.Select:
    """Each row of the binding's source of events at that place, by itself: values in the columns that `columns` names.

    `columns` has the column of `lead`, `event`, `at`, `IDENTITY` (where the source has an id) and of each column of
    `<r>_events`; `carried` are further columns, expressions over the raw ones. Raises as `typed_inputs`.
    """
    if not isinstance(dialect, ReadsColumns):
        raise Refused(f"raw tables cannot be read in the SQL of {dialect.name}: bind typed relations instead")
    maker, steps = _Maker(plan, binding, dialect, tables, {}), Steps()
    read = maker.rows(steps, binding.events[place], f"event_{place + 1}", carried)
    types = {c.name: c.type for c in names.event_columns(plan.schema)} | {IDENTITY: ValueType("text")}
    texts = {names.LEAD: ValueType("text"), names.EVENT: ValueType("text"), names.AT: ValueType("timestamp")}
    chosen = [n.named(maker.typed(read.get(name), (texts | types)[name]), column) for name, column in columns.items()]
    chosen += [n.column(node.alias) for node in carried]
    return steps.query(n.select(chosen, n.table([steps.last])))


def typed_keep(
    plan: Plan, binding: Binding, place: int, dialect: Dialect, tables: Tables | None = None
) -> list[n.Node]:
    """The conditions by which the rows of that source are kept, over its raw columns."""
    if not isinstance(dialect, ReadsColumns):
        raise Refused(f"raw tables cannot be read in the SQL of {dialect.name}: bind typed relations instead")
    maker, bound = _Maker(plan, binding, dialect, tables, {}), binding.events[place]
    return maker.conditions(maker.wanted(bound), bound.table, bound.keep)


def typed_kinds(
    plan: Plan, binding: Binding, dialect: ReadsColumns, tables: Tables | None = None
) -> dict[tuple[str, ...], dict[str, PhysicalKind]]:
    """Of each table the columns that are read by one type only, and the kind of that type."""
    found: dict[tuple[str, ...], dict[str, set[PhysicalKind]]] = {}

    def read(table: tuple[str, ...], bound: ColumnBinding, type_: ValueType) -> None:
        if not bound.absent:
            column = raw_table(table, tables).column(bound, type_)
            found.setdefault(table, {}).setdefault(column.name, set()).add(column.type.kind)

    account = plan.schema.account
    for rows, attributes in (
        (binding.leads, plan.schema.attributes),
        (binding.accounts, () if account is None else account.attributes),
    ):
        types = {attribute.name: attribute.type for attribute in attributes}
        for column in () if rows is None or not attributes else rows.columns:
            assert rows is not None
            read(rows.table, column, types[column.name])
    for source in binding.events if plan.schema.events else ():
        for _, bound, type_ in _Maker(plan, binding, dialect, tables, {}).wanted(source):
            read(source.table, bound, type_)
    return {
        table: {name: next(iter(kinds)) for name, kinds in columns.items() if len(kinds) == 1}
        for table, columns in found.items()
    }


@dataclass(frozen=True, slots=True)
class ReadEvents:
    """A relation that has the rows of a source of events, read; `columns` as in `typed_reading`."""

    relation: str
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Rows:
    """A step whose columns `a<i>` are values; `positions` says which i holds what."""

    step: str
    positions: Mapping[str, int]

    def get(self, name: str) -> n.Node:
        return n.column(f"a{self.positions[name]}")


@dataclass(frozen=True, slots=True)
class _Maker:
    plan: Plan
    binding: Binding
    dialect: ReadsColumns
    tables: Tables | None
    read: Mapping[int, ReadEvents]

    @property
    def schema(self) -> Schema:
        return self.plan.schema

    def leads(self) -> exp.Select:
        return self._single(
            self.schema.attributes, self.binding.leads, self.schema.key, names.lead_columns(self.schema)
        )

    def accounts(self) -> exp.Select:
        account, bound = self.schema.account, self.binding.accounts
        assert account is not None and bound is not None
        columns = names.account_columns(self.schema)
        return self._single(account.attributes, bound, account.key, columns, names.ACCOUNT)

    def events(self) -> exp.Select:
        if not self.schema.events:
            return no_events()
        steps = Steps()
        queries = [self._source(steps, bound, place) for place, bound in enumerate(self.binding.events)]
        found: exp.Query = queries[0]
        for query in queries[1:]:
            found = exp.Union(this=found, expression=query, distinct=False)
        if isinstance(found, exp.Select):
            return steps.query(found)
        steps.add(self._step("all_events"), found)
        return steps.query(n.select([n.star()], n.table([steps.last])))

    # ---- leads and accounts ----------------------------------------------------------------------------------------

    def _single(
        self,
        attributes: Sequence[Attribute],
        bound: LeadsBinding,
        key: str,
        columns: Sequence[names.LeadColumn],
        called: str = names.LEAD,
    ) -> exp.Select:
        """The rows whose key is known and stands in one row only."""
        steps = Steps()
        types = {attribute.name: attribute.type for attribute in attributes}
        read = self._read(steps, [(c.name, c, types[c.name]) for c in bound.columns], bound.table, bound.keep, called)
        known = read.get(key)
        times = n.over("count", n.star(), by=[known])
        counted = n.select([n.star(), n.named(times, "times")], n.table([read.step]), n.is_known(known))
        steps.add(self._step(f"{called}_keys"), counted)
        chosen = [n.named(self.dialect.exact_text(known), called)]
        chosen += [n.named(self.typed(read.get(c.attribute.name), c.attribute.type), c.name) for c in columns]
        alone = n.equal(n.column("times"), n.number(1))
        return steps.query(n.select(chosen, n.table([steps.last]), alone))

    def typed(self, value: n.Node, type_: ValueType) -> n.Node:
        return self.dialect.exact_text(value) if names.column_type(type_) == "VARCHAR" else value

    # ---- events ----------------------------------------------------------------------------------------------------

    def rows(
        self,
        steps: Steps,
        bound: EventsBinding,
        label: str,
        carried: Sequence[n.Node] = (),
        more: Sequence[n.Node] = (),
    ) -> _Rows:
        """Every row of a source that it keeps and that passes `more`; an attribute only where its kind has it."""
        read = self._read(steps, self.wanted(bound), bound.table, bound.keep, label, carried, more)
        return self._of_kinds(steps, read, bound, names.event_columns(self.schema), label, carried)

    def wanted(self, bound: EventsBinding) -> list[Wanted]:
        """What is read of each row of a source."""
        kinds = tuple(kind.name for kind in self.schema.events)
        key = self._lead_type(bound)
        wanted: list[Wanted] = [(names.LEAD, bound.lead, key)]
        if bound.kind is not None:
            maps = (*bound.kind.values, *bound.kinds, *((k, k) for k in kinds if k not in dict(bound.kinds)))
            wanted.append((names.EVENT, replace(bound.kind, values=maps), ValueType("text", options=kinds)))
        wanted.append((names.AT, bound.at, ValueType("timestamp")))
        if bound.id is not None:
            wanted.append((IDENTITY, bound.id, ValueType("text")))
        typed = names.event_columns(self.schema)
        # Of kinds that this source never has, nothing is read.
        return wanted + [(c.name, bound.column(c.attribute), _union_type(c)) for c in typed]

    def _read_before(self, steps: Steps, read: ReadEvents, label: str) -> _Rows:
        """The rows of a relation that has read them."""
        chosen = [n.named(n.column(column), f"a{index}") for index, column in enumerate(read.columns.values())]
        steps.add(self._step(f"{label}_read"), n.select(chosen, n.table([read.relation])))
        return _Rows(steps.last, {name: index for index, name in enumerate(read.columns)})

    def _source(self, steps: Steps, bound: EventsBinding, place: int) -> exp.Select:
        label, typed = f"event_{place + 1}", names.event_columns(self.schema)
        if place in self.read:
            read = self._read_before(steps, self.read[place], label)
        else:
            young = partitions.young_enough(self.plan, bound, self._raw(bound.table), self.dialect)
            read = self.rows(steps, bound, label, more=young)
        if bound.id is not None:
            self._by_id(steps, read, typed, label)
        values = [read.get(name) for name in (names.LEAD, names.EVENT, names.AT)]
        lead = self.dialect.exact_text(values[0])
        if bound.by is not None:
            lead = n.column(names.LEAD, "leads")
        chosen = [n.named(lead, names.LEAD), n.named(self.dialect.exact_text(values[1]), names.EVENT)]
        chosen.append(n.named(values[2], names.AT))
        chosen += [n.named(self.typed(read.get(c.name), c.type), c.name) for c in typed]
        query = n.select(chosen, n.table([steps.last]), n.all_of(*(n.is_known(value) for value in values)))
        if bound.by is None:
            return query
        same = n.equal(self.dialect.exact_text(values[0]), n.column(TOLD, "leads"))
        return query.join(n.part(self._told_by(bound.by), "leads"), on=same, copy=False)

    def _told_by(self, by: str) -> exp.Select:
        """The leads by the values of an attribute that one lead alone has: `told` and `lead`."""
        column = n.column(next(c.name for c in names.lead_columns(self.schema) if c.attribute.name == by))
        lead = n.named(n.call("min", n.column(names.LEAD)), names.LEAD)
        table = n.table([names.objects(self.plan.name).leads])
        found = n.select([n.named(column, TOLD), lead], table, n.is_known(column))
        once = n.equal(n.call("count", n.star()), n.number(1))
        return found.group_by(column.copy(), copy=False).having(once, copy=False)

    def _lead_type(self, bound: EventsBinding) -> ValueType:
        """What the lead of an event is read as: like the key, or like the attribute that it is told by."""
        wanted = self.schema.key if bound.by is None else bound.by
        found = next(attribute.type for attribute in self.schema.attributes if attribute.name == wanted)
        return found if bound.by is None else replace(found, options=())

    def _of_kinds(
        self,
        steps: Steps,
        read: _Rows,
        bound: EventsBinding,
        columns: Sequence[names.EventColumn],
        label: str,
        carried: Sequence[n.Node],
    ) -> _Rows:
        """Attributes only in rows of the kinds that declare them, and options by kind."""
        positions = dict(read.positions)
        if bound.always is not None:
            positions[names.EVENT] = len(positions)
            kind: n.Node = n.text(bound.always)
        else:
            kind = read.get(names.EVENT)
        changed = {positions[column.name]: _of_kind(column, read.get(column.name), kind) for column in columns}
        chosen = [changed.get(i, n.column(f"a{i}")) for i in range(len(read.positions))]
        if bound.always is not None:
            chosen.append(kind)
        made = [n.named(node, f"a{i}") for i, node in enumerate(chosen)] + [n.column(c.alias) for c in carried]
        steps.add(self._step(f"{label}_kinds"), n.select(made, n.table([read.step])))
        return _Rows(steps.last, positions)

    def _by_id(self, steps: Steps, read: _Rows, columns: Sequence[names.EventColumn], label: str) -> None:
        """One of equal rows with the same id; none of rows with the same id that differ; all rows without an id."""
        identity, first = read.get(IDENTITY), n.equal(n.column("copy"), n.number(1))
        values = [read.get(name) for name in (names.LEAD, names.EVENT, names.AT, *(c.name for c in columns))]
        # The order is one of equal rows; some engines number no rows without one.
        number = windows.row_number([identity, *values], windows.ascending(identity))
        numbered = n.select([n.star(), n.named(number, "copy")], n.table([read.step]))
        steps.add(self._step(f"{label}_copies"), numbered)
        different = n.over("count", n.when((first, n.number(1))), by=[identity])
        steps.extend(self._step(f"{label}_different"), [n.named(different, "different")])
        only = n.all_of(first, n.equal(n.column("different"), n.number(1)))
        kept = n.select([n.star()], n.table([steps.last]), n.any_of(n.is_null(identity), only))
        steps.add(self._step(f"{label}_ids"), kept)

    # ---- rows ------------------------------------------------------------------------------------------------------

    def _read(
        self,
        steps: Steps,
        wanted: Sequence[Wanted],
        table: tuple[str, ...],
        keep: tuple[Keep, ...],
        label: str,
        carried: Sequence[n.Node] = (),
        more: Sequence[n.Node] = (),
    ) -> _Rows:
        """Every row that the filters keep and that passes `more`, with typed values."""
        raw = self._raw(table)
        readings: list[Reading] = []
        for index, (_, bound, type_) in enumerate(wanted):
            column = None if bound.absent else raw.column(bound, type_)
            zone = self.plan.zone
            naive = zone_of(bound.zone) if bound.zone is not None else None if type_.kind == "date" else zone
            readings.append(Reading(index, bound, type_, column, zone, naive))
        conditions = [*self.conditions(wanted, table, keep), *more]
        chains = [stages(reading, self.dialect) for reading in readings]
        for step in range(max(map(len, chains))):
            added = [n.step_column(node, name) for chain in chains if step < len(chain) for name, node in chain[step]]
            if step:
                steps.extend(self._step(f"{label}_{step}"), added)
            else:
                query = n.select([*added, *carried], n.table(table), n.all_of(*conditions) if conditions else None)
                steps.add(self._step(f"{label}_raw"), query)
        return _Rows(steps.last, {name: index for index, (name, _, _) in enumerate(wanted)})

    def conditions(self, wanted: Sequence[Wanted], table: tuple[str, ...], keep: tuple[Keep, ...]) -> list[n.Node]:
        """What a row must be to be kept."""
        raw, known = self._raw(table), [(bound, type_) for _, bound, type_ in wanted]
        return [filters.kept(each, raw.filtered(each, known), self.dialect) for each in keep]

    def _raw(self, table: tuple[str, ...]) -> RawTable:
        held_as = self.dialect.held_as if isinstance(self.dialect, HoldsOtherwise) else None
        return raw_table(table, self.tables, held_as)

    def _step(self, wish: str) -> str:
        """The name of a step that hides no table which a later step reads."""
        objects = names.objects(self.plan.name)
        taken = {table[-1].casefold() for table in raw_tables(self.binding)} | {objects.leads.casefold()}
        while wish.casefold() in taken:
            wish += "_"
        return wish


def _of_kind(column: names.EventColumn, value: n.Node, kind: n.Node) -> n.Node:
    fits: list[tuple[n.Node, n.Node]] = []
    for name, type_ in column.sources:
        if type_.options:
            other = n.negated(n.one_of(value, [n.text(o) for o in type_.options]))
            fits.append((n.all_of(n.equal(kind, n.text(name)), other), n.null()))
    here = n.one_of(kind, [n.text(name) for name, _ in column.sources])
    return n.when(*fits, (here, value))


def _union_type(column: names.EventColumn) -> ValueType:
    """The column's type without options, unless all its kinds share them."""
    options = {type_.options for _, type_ in column.sources}
    return column.type if len(options) == 1 else replace(column.type, options=())
