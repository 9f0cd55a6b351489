"""Leads of files as typed values in Python, read cell by cell by `data/reading.py` instead of by SQL.

For explanations of single leads, and to hold the reference and the Python output against DuckDB on real files. The
same rows are left out as in `data/scoring.py`; here nothing is counted.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..compiler.plan import Plan
from ..compiler.result import Event, Lead
from ..compiler.sql import raw
from ..compiler.values import Verdict
from ..dsl import model
from ..dsl.binding import Binding, ColumnBinding, EventsBinding
from . import columns
from .json_lines import untagged
from .loading import Opened, Table, open_file
from .reading import Value, keeps, reader
from .scoring import prepare
from .staging import SCHEMA

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_BATCH: Final = 10_000
Row = Callable[[str], object]  # from a column c0, c1, … to its raw value
Cell = Callable[[Row], Value | None]


def read_leads(
    plan: Plan, leads: Path, events: Path | None, binding: Binding, only_key: str | None = None
) -> Iterator[Lead]:
    """The leads of a file in its order, each with its events in theirs; `only_key` picks one.

    Leads without a key, or whose key stands in several rows, are left out; so are events that cannot be used.
    Events after the moment of scoring are there. Raises DiagnosticError where a file cannot be read.
    """
    import duckdb

    with tempfile.TemporaryDirectory(prefix="scoreline-") as folder, duckdb.connect(":memory:") as connection:
        prepare(connection, Path(folder))
        opened = open_file(leads, Path(folder), connection)
        bound, chosen = columns.bind_leads(plan, binding.leads, opened)
        rows = _rows(connection, opened, "raw_leads", chosen.indexes)
        types = {attribute.name: attribute.type for attribute in plan.schema.attributes}
        cells = {c.name: _cell(c, types[c.name], plan) for c in bound.columns}
        passes = keeps(bound.keep)
        found: list[tuple[str, dict[str, Value]]] = []
        times: Counter[str] = Counter()
        for row in rows:
            if not passes(row):
                continue
            key = cells[plan.schema.key](row)
            if key is None:
                continue
            times[str(key)] += 1
            if only_key is None or str(key) == only_key:
                read = {name: value for name, cell in cells.items() if (value := cell(row)) is not None}
                found.append((str(key), read))
        known = [(key, values) for key, values in found if times[key] == 1]
        by_lead: dict[str, list[Event]] = {key: [] for key, _ in known}
        if events is not None and known:
            for lead, event in _events(connection, plan, binding, events, Path(folder), frozenset(by_lead)):
                by_lead[lead].append(event)
        for key, values in known:
            yield Lead(key, values, tuple(by_lead.pop(key)))


def _events(
    connection: DuckDBPyConnection, plan: Plan, binding: Binding, path: Path, folder: Path, wanted: frozenset[str]
) -> Iterator[tuple[str, Event]]:
    """Lead and event of every row that can be used, of the leads that are wanted."""
    opened = open_file(path, folder, connection)
    bound, chosen = columns.bind_events(plan, binding.events, opened)
    cells = _event_cells(plan, bound)
    passes = keeps(bound.keep)
    rows = (row for row in _rows(connection, opened, "raw_events", chosen.indexes) if passes(row))
    made_rows: Iterator[_Made]
    if bound.id is None:
        made_rows = (cells.read(row) for row in rows if str(cells.lead(row)) in wanted)
    else:  # rows of another lead may contradict one with the same id
        made_rows = _by_id(cells.read(row) for row in rows)
    for made in made_rows:
        if str(made.lead) in wanted and made.lead is not None and made.kind is not None and made.at is not None:
            yield str(made.lead), Event(made.kind, made.at, dict(made.values))


@dataclass(frozen=True, slots=True)
class _Made:
    """One row of events as read; parts that could not be read are None."""

    id: Value | None
    lead: Value | None
    kind: str | None
    at: int | None
    values: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class _EventCells:
    id: Cell | None
    lead: Cell
    kind: Cell
    at: Cell
    attributes: dict[str, tuple[tuple[str, Cell], ...]]  # by kind

    def read(self, row: Row) -> _Made:
        kind, at = self.kind(row), self.at(row)
        cells = self.attributes[kind] if isinstance(kind, str) else ()
        values = tuple((name, value) for name, cell in cells if (value := cell(row)) is not None)
        identity = None if self.id is None else self.id(row)
        return _Made(identity, self.lead(row), str(kind) if kind is not None else None, _second(at), values)


def _second(value: Value | None) -> int | None:
    return None if value is None else int(value)


def _by_id(rows: Iterator[_Made]) -> Iterator[_Made]:
    """Equal rows of an id once, rows of an id that differ not at all, rows without an id as they are."""
    by_id: dict[Value, set[_Made]] = {}
    for row in rows:
        if row.id is None:
            yield row
        else:
            by_id.setdefault(row.id, set()).add(row)
    for different in by_id.values():
        if len(different) == 1:
            yield different.pop()


def _event_cells(plan: Plan, bound: EventsBinding) -> _EventCells:
    key = next(a.type for a in plan.schema.attributes if a.name == plan.schema.key)
    kinds = tuple(kind.name for kind in plan.schema.events)
    kind: Cell
    if bound.kind is None:
        always = bound.always
        kind = lambda _: always  # noqa: E731
    else:
        maps = (*bound.kind.values, *bound.kinds, *((k, k) for k in kinds if k not in dict(bound.kinds)))
        kind = _cell(replace(bound.kind, values=maps), model.ValueType("text", options=kinds), plan)
    return _EventCells(
        None if bound.id is None else _cell(bound.id, model.ValueType("text"), plan),
        _cell(bound.lead, replace(key, options=()), plan),
        kind,
        _cell(bound.at, model.ValueType("timestamp"), plan),
        {
            k.name: tuple((a.name, _cell(bound.column(a.name), a.type, plan)) for a in k.attributes)
            for k in plan.schema.events
        },
    )


def _cell(bound: ColumnBinding, type_: model.ValueType, plan: Plan) -> Cell:
    if bound.absent:
        return lambda _: None
    read, column = reader(bound, type_, plan.zone), bound.column

    def value(row: Row) -> Value | None:
        found = read(row(column))
        return None if isinstance(found, Verdict) else found

    return value


def _rows(connection: DuckDBPyConnection, opened: Opened, name: str, chosen: list[int]) -> Iterator[Row]:
    """The raw rows of a file, in its order."""
    table = opened.load(connection, f"{SCHEMA}.{name}", chosen)
    columns_ = [_fetched(table, i) for i in range(len(chosen))]
    tagged = [i for i, type_ in enumerate(table.types) if type_ == raw.TAGGED]
    cursor = connection.cursor()
    cursor.execute(f"SELECT {', '.join(columns_)} FROM {table.name} ORDER BY rowid")
    while rows := cursor.fetchmany(_BATCH):
        for row in rows:
            values = list(row)
            for i in tagged:
                values[i] = untagged(values[i])
            yield _row(values)


def _row(values: list[object]) -> Row:
    return lambda column: values[int(column[1:])]


def _fetched(table: Table, index: int) -> str:
    """The expression that gives a Python value which reads alike: times as text, and what is never read as a list."""
    type_, column = table.types[index], f"c{index}"
    match raw.sort_of_type(type_):
        case "T" | "M" if type_ != raw.TAGGED:
            return f"CAST({column} AS VARCHAR)"
        case "N" if type_ != raw.TAGGED:
            return f"CASE WHEN {column} IS NOT NULL THEN [] END"
        case _:
            return column
