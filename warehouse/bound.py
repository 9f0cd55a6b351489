"""A binding held against the tables that are really there: what is missing, what does not fit, what nobody asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ..compiler.plan import Plan
from ..compiler.sql.typed.columns import Physical
from ..data.columns import account_reads, event_reads
from ..dsl.binding import Binding, ColumnBinding, EventsBinding, HistoryBinding, Keep, LeadsBinding, Loaded, Partition
from ..dsl.findings import did_you_mean, quoted
from ..dsl.model import ValueType
from ..dsl.source import Span
from .connection import Column, Connection
from .declared import fits, kinds_read
from .refusals import EngineError, Problem


@dataclass(frozen=True, slots=True)
class Bound:
    """The binding with names of columns as the engine has them, and the declared types of what it reads.

    Columns that are not there, that no rule reads and that no file names, are absent in it.
    """

    binding: Binding
    tables: dict[tuple[str, ...], dict[str, Physical]]
    problems: tuple[Problem, ...]


def bound(plan: Plan, binding: Binding, connection: Connection) -> Bound:
    """Raises EngineError where the engine cannot be asked at all."""
    search = _Search(connection)
    schema = plan.schema
    types = {attribute.name: attribute.type for attribute in schema.attributes}
    needed = {schema.key, *plan.reads}
    if schema.account is not None:
        needed.add(schema.account.lead_attribute)
    historic = {column.name for history in binding.histories for column in history.columns}
    found = replace(
        binding,
        leads=search.rows(binding.leads, "leads", types, needed - historic | {schema.key}),
        events=tuple(search.events(plan, each) for each in binding.events) if schema.events else binding.events,
        histories=tuple(search.history(plan, each) for each in binding.histories),
    )
    if schema.account is not None and binding.accounts is not None:
        of_account = {attribute.name: attribute.type for attribute in schema.account.attributes}
        read = {schema.account.key, *account_reads(plan)}
        found = replace(found, accounts=search.rows(binding.accounts, "accounts", of_account, read))
    return Bound(found, search.physical, tuple(dict.fromkeys(search.problems)))


@dataclass(slots=True)
class _Search:
    connection: Connection
    problems: list[Problem] = field(default_factory=list)
    physical: dict[tuple[str, ...], dict[str, Physical]] = field(default_factory=dict)
    _seen: dict[tuple[str, ...], Sequence[Column] | None] = field(default_factory=dict)

    def rows(self, binding: LeadsBinding, role: str, types: dict[str, ValueType], needed: set[str]) -> LeadsBinding:
        table = self._table(binding.table, role)
        if table is None:
            return binding
        columns = tuple(
            self._column(table, binding.table, c, types[c.name], "the rules read it" if c.name in needed else "")
            for c in binding.columns
        )
        return replace(binding, columns=columns, keep=self._filters(table, binding.table, binding.keep))

    def events(self, plan: Plan, binding: EventsBinding) -> EventsBinding:
        table = self._table(binding.table, "events")
        if table is None:
            return binding
        of, every, needed = binding.table, "every event needs it", event_reads(plan)
        lead = plan.schema.key if binding.by is None else binding.by
        lead_type = next(a.type for a in plan.schema.attributes if a.name == lead)
        text = ValueType("text")
        types = {a.name.casefold(): a.type for kind in plan.schema.events for a in kind.attributes}
        return replace(
            binding,
            lead=self._column(table, of, binding.lead, lead_type, every),
            kind=None if binding.kind is None else self._column(table, of, binding.kind, text, every),
            at=self._column(table, of, binding.at, ValueType("timestamp"), every),
            id=None if binding.id is None else self._column(table, of, binding.id, text, every),
            columns=tuple(
                self._column(
                    table, of, c, types[c.name.casefold()], "the rules read it" if c.name.casefold() in needed else ""
                )
                for c in binding.columns
            ),
            keep=self._filters(table, of, binding.keep),
            loaded=None if binding.loaded is None else self._loaded(table, of, binding.loaded),
            partition=None if binding.partition is None else self._partition(table, of, binding.partition),
        )

    def history(self, plan: Plan, binding: HistoryBinding) -> HistoryBinding:
        table = self._table(binding.table, "history")
        if table is None:
            return binding
        of, every = binding.table, "every row needs it"
        types = {attribute.name: attribute.type for attribute in plan.schema.attributes}
        return replace(
            binding,
            lead=self._column(table, of, binding.lead, types[plan.schema.key], every),
            since=self._column(table, of, binding.since, ValueType("timestamp"), every),
            columns=tuple(self._column(table, of, c, types[c.name], "the binding reads it") for c in binding.columns),
            keep=self._filters(table, of, binding.keep),
        )

    # ---- one table, one column -------------------------------------------------------------------------------------

    def _table(self, parts: tuple[str, ...], role: str) -> Sequence[Column] | None:
        if parts in self._seen:
            return self._seen[parts]
        shown, words = ".".join(parts), ""
        found: Sequence[Column] | None = None
        try:
            found = self.connection.columns(parts)
            words = "" if found is None else self.connection.why_not_read(parts)
        except EngineError as error:
            words = str(error)
        if found is None or words:
            message = f"the table `{shown}` of the {role} {'cannot be read' if words else 'is not there'}"
            code = "SL1002" if words else "SL1001"
            self.problems.append(Problem(code, message, "" if words else self._other_tables(parts, role), words))
            found = None
        else:
            self.physical[parts] = {c.name: c.declared for c in found if isinstance(c.declared, Physical)}
        self._seen[parts] = found
        return found

    def _other_tables(self, parts: tuple[str, ...], role: str) -> str:
        there = self.connection.tables()
        same = [".".join(each) for each in there if each[-1].casefold() == parts[-1].casefold()]
        if same:
            return f'there is {quoted(same)}; a binding names it: `table = "{same[0]}"` under `[{role}]`'
        names = [each[-1] if len(parts) == 1 else ".".join(each) for each in there]
        return did_you_mean(".".join(parts), names, f"a binding names the table of the {role} under `[{role}]`")

    def _column(
        self, table: Sequence[Column], parts: tuple[str, ...], binding: ColumnBinding, type_: ValueType, why: str
    ) -> ColumnBinding:
        """`why` it has to be there; empty where it need not, unless the binding's file names it."""
        if binding.absent:
            return binding
        found = self._find(table, binding.column)
        shown = ".".join(parts)
        if found is None:
            if binding.span is not None or why:
                said = f"`{shown}` has no column `{binding.column}`" + (f", and {why}" if binding.span is None else "")
                self.problems.append(Problem("SL1003", said, _near(binding.column, table), span=binding.span))
            return replace(binding, absent=True)
        if found.hidden:
            if why or binding.span is not None:
                self._hidden(found, parts, binding.span)
            return replace(binding, absent=True)
        if not fits(found.declared, binding, type_):
            if not why and binding.span is None:
                return replace(binding, absent=True)
            said = f"`{shown}.{found.name}` is of the type {found.written}, and `{binding.name}` cannot be read from it"
            help_ = f"it is read from a column of the kind {kinds_read(type_)}"
            self.problems.append(Problem("SL1004", said, help_, span=binding.span))
        return replace(binding, column=found.name)

    def _filters(self, table: Sequence[Column], parts: tuple[str, ...], keep: tuple[Keep, ...]) -> tuple[Keep, ...]:
        chosen: list[Keep] = []
        for each in keep:
            found = self._find(table, each.column)
            if found is None:
                said = f"`{'.'.join(parts)}` has no column `{each.column}`, and a filter asks for it"
                self.problems.append(Problem("SL1003", said, _near(each.column, table), span=each.span))
            else:
                self._hidden(found, parts, each.span)
                chosen.append(replace(each, column=found.name))
        return tuple(chosen)

    def _loaded(self, table: Sequence[Column], parts: tuple[str, ...], loaded: Loaded) -> Loaded:
        return replace(loaded, column=self._of_type(table, parts, loaded, _MOMENTS, "`loaded` wants a date or time"))

    def _partition(self, table: Sequence[Column], parts: tuple[str, ...], partition: Partition) -> Partition:
        wanted = "`partition` wants a date"
        return replace(partition, column=self._of_type(table, parts, partition, ("date",), wanted))

    def _of_type(
        self,
        table: Sequence[Column],
        parts: tuple[str, ...],
        said: Loaded | Partition,
        kinds: Sequence[str],
        wanted: str,
    ) -> str:
        """The column's name as the table has it; reported where there is none, or it is of no such type."""
        found, shown = self._find(table, said.column), ".".join(parts)
        if found is None:
            problem = f"`{shown}` has no column `{said.column}`"
            self.problems.append(Problem("SL1003", problem, _near(said.column, table), span=said.span))
            return said.column
        if not isinstance(found.declared, Physical) or found.declared.kind not in kinds:
            problem = f"`{shown}.{found.name}` is of the type {found.written}, and {wanted}"
            self.problems.append(Problem("SL1004", problem, span=said.span))
        self._hidden(found, parts, said.span)
        return found.name

    def _hidden(self, found: Column, parts: tuple[str, ...], span: Span | None) -> None:
        """Reported where this user may not read the column."""
        if found.hidden:
            said = f"the column `{'.'.join(parts)}.{found.name}` cannot be read"
            self.problems.append(Problem("SL1002", said, engine=found.hidden, span=span))

    def _find(self, table: Sequence[Column], name: str) -> Column | None:
        """By its exact name, else by the only one that differs in capitals."""
        exact = [column for column in table if column.name == name]
        alike = [column for column in table if column.name.casefold() == name.casefold()]
        return exact[0] if exact else alike[0] if len(alike) == 1 else None


_MOMENTS: Final = ("date", "timestamp", "timestamp with time zone")


def _near(name: str, table: Iterable[Column]) -> str:
    names = [column.name for column in table]
    return did_you_mean(name, names, f"its columns are {quoted(names)}")
