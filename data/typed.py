"""Leads and accounts of files as typed values in Python, read cell by cell by `data/reading.py` instead of by SQL.

For explanations of single leads, and to hold the reference and the Python output against DuckDB on real files. The
same rows are left out as in `data/scoring.py`; here nothing is counted.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..compiler.plan import Plan
from ..compiler.result import Account, Event, Lead
from ..compiler.sql import raw
from ..compiler.values import END_SECOND, Verdict
from ..dsl import model
from ..dsl.binding import Binding, ColumnBinding, EventsBinding, LeadsBinding
from . import columns
from .json_lines import untagged
from .loading import Opened, Table, open_file
from .reading import Value, json_entries, keeps, reader
from .scoring import Events, OpenedHistory, open_events, open_histories, prepare
from .staging import SCHEMA

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_BATCH: Final = 10_000
Row = Callable[[str], object]  # from a column c0, c1, … to its raw value
Cell = Callable[[Row], Value | None]


def read_leads(
    plan: Plan,
    leads: Path,
    events: Events,
    binding: Binding,
    only_key: str | None = None,
    *,
    history: Events = None,
    as_of: int = END_SECOND,
) -> Iterator[Lead]:
    """The leads of a file in its order, each with its events in theirs; `only_key` picks one.

    `events` and `history` are as in `scoring.score_files`; attributes with a history have their values at `as_of`.
    Leads without a key, or whose key stands in several rows, are left out; so are events that cannot be used. Events
    after the moment of scoring are there. Raises DiagnosticError where a file cannot be read.
    """
    import duckdb

    with tempfile.TemporaryDirectory(prefix="scoreline-") as folder, duckdb.connect(":memory:") as connection:
        prepare(connection, Path(folder))
        opened = open_file(leads, Path(folder), connection)
        bound, chosen = columns.bind_leads(plan, binding.leads, opened)
        told = {source.by: _Told(source.by) for source in binding.events if source.by is not None}
        then = _states(plan, open_histories(history, binding, Path(folder), connection), connection, as_of)
        found: list[tuple[str, dict[str, Value]]] = []
        times: Counter[str] = Counter()
        rows = _rows(connection, opened, "raw_leads", chosen.indexes)
        for key, now in _keyed(rows, bound, plan.schema.attributes, plan.schema.key, plan):
            values = {name: value for name, value in (now | then.get(key, {})).items() if value is not None}
            times[key] += 1
            for each in told.values():
                each.add(values.get(each.attribute), key)
            if only_key is None or key == only_key:
                found.append((key, values))
        known = [(key, values) for key, values in found if times[key] == 1]
        by_lead: dict[str, list[Event]] = {key: [] for key, _ in known}
        sources = open_events(plan, events, binding, Path(folder), connection) if known else []
        for index, source in enumerate(sources):
            raws = _rows(connection, source.file, f"raw_events_{index}", source.chosen.indexes)
            by = source.bound.by
            lead_of = None if by is None else told[by].only(times)
            for lead, event in _events(plan, source.bound, raws, frozenset(by_lead), lead_of):
                by_lead[lead].append(event)
        for key, values in known:
            yield Lead(key, values, tuple(by_lead.pop(key)))


def _states(
    plan: Plan, sources: list[OpenedHistory], connection: DuckDBPyConnection, as_of: int
) -> dict[str, dict[str, Value | None]]:
    """By lead what its attributes with a history were, None where they were missing; of leads with rows that count."""
    found: dict[str, dict[str, Value | None]] = {}
    types = {attribute.name: attribute.type for attribute in plan.schema.attributes}
    for index, source in enumerate(sources):
        bound = source.bound
        lead_of = _cell(bound.lead, replace(types[plan.schema.key], options=()), plan)
        since_of = _cell(bound.since, model.ValueType("timestamp"), plan)
        cells = [(c.name, _cell(c, types[c.name], plan)) for c in bound.columns]
        passes = keeps(bound.keep)
        said: dict[str, dict[int, set[tuple[Value | None, ...]]]] = {}
        for row in _rows(connection, source.file, f"raw_history_{index}", source.chosen.indexes):
            lead, since = (lead_of(row), _second(since_of(row))) if passes(row) else (None, None)
            if lead is not None and since is not None:
                values = tuple(cell(row) for _, cell in cells)
                said.setdefault(str(lead), {}).setdefault(since, set()).add(values)
        for key, rows in said.items():
            clear = {since: next(iter(each)) for since, each in rows.items() if len(each) == 1}
            if clear:
                met = [since for since in clear if since <= as_of]
                values = clear[max(met)] if met else (None,) * len(cells)
                found.setdefault(key, {}).update(zip((name for name, _ in cells), values, strict=True))
    return found


def read_accounts(plan: Plan, accounts: Path, binding: Binding) -> Iterator[Account]:
    """The accounts of a file in its order, without those whose key is missing or stands in several rows."""
    import duckdb

    account = plan.schema.account
    assert account is not None and binding.accounts is not None
    with tempfile.TemporaryDirectory(prefix="scoreline-") as folder, duckdb.connect(":memory:") as connection:
        prepare(connection, Path(folder))
        opened = open_file(accounts, Path(folder), connection)
        bound, chosen = columns.bind_accounts(plan, binding.accounts, opened)
        rows = _rows(connection, opened, "raw_accounts", chosen.indexes)
        found = list(_keyed(rows, bound, account.attributes, account.key, plan))
    times = Counter(key for key, _ in found)
    for key, values in found:
        if times[key] == 1:
            yield Account(key, values)


def _keyed(
    rows: Iterator[Row], bound: LeadsBinding, attributes: Sequence[model.Attribute], key_name: str, plan: Plan
) -> Iterator[tuple[str, dict[str, Value]]]:
    """Key and known values of the rows that are kept and have a key."""
    types = {attribute.name: attribute.type for attribute in attributes}
    cells = {c.name: _cell(c, types[c.name], plan) for c in bound.columns}
    passes = keeps(bound.keep)
    for row in rows:
        if passes(row) and (key := cells[key_name](row)) is not None:
            yield str(key), {name: value for name, cell in cells.items() if (value := cell(row)) is not None}


class _Told:
    """Leads by the values of one of their attributes."""

    def __init__(self, attribute: str) -> None:
        self.attribute = attribute
        self._keys: dict[str, list[str]] = {}

    def add(self, value: Value | None, key: str) -> None:
        if value is not None:
            self._keys.setdefault(str(value), []).append(key)

    def only(self, times: Mapping[str, int]) -> dict[str, str]:
        """The lead of each value that one lead alone has; keys in several rows are no leads."""
        leads = {value: [key for key in keys if times[key] == 1] for value, keys in self._keys.items()}
        return {value: keys[0] for value, keys in leads.items() if len(keys) == 1}


def _events(
    plan: Plan,
    bound: EventsBinding,
    raws: Iterator[Row],
    wanted: frozenset[str],
    lead_of: Mapping[str, str] | None,
) -> Iterator[tuple[str, Event]]:
    """Lead and event of every row that can be used, of the leads that are wanted."""
    cells = _event_cells(plan, bound)
    passes = keeps(bound.keep)
    rows = (row for row in raws if passes(row))

    def owner(said: Value | None) -> str | None:
        if said is None:
            return None
        lead = str(said) if lead_of is None else lead_of.get(str(said))
        return lead if lead in wanted else None

    made_rows: Iterator[_Made]
    if bound.id is None:
        made_rows = (cells.read(row) for row in rows if owner(cells.lead(row)) is not None)
    else:  # rows of another lead may contradict one with the same id
        made_rows = _by_id(cells.read(row) for row in rows)
    for made in made_rows:
        lead = owner(made.lead)
        if lead is not None and made.kind is not None and made.at is not None:
            yield lead, Event(made.kind, made.at, dict(made.values))


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
    told_by = plan.schema.key if bound.by is None else bound.by
    key = next(a.type for a in plan.schema.attributes if a.name == told_by)
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
    listed = [i for i, type_ in enumerate(table.types) if raw.sort_of_type(type_) == "L"]
    cursor = connection.cursor()
    cursor.execute(f"SELECT {', '.join(columns_)} FROM {table.name} ORDER BY rowid")
    while rows := cursor.fetchmany(_BATCH):
        for row in rows:
            values = list(row)
            for i in tagged:
                values[i] = untagged(values[i])
            for i in listed:
                values[i] = _list(values[i])
            yield _row(values)


def _row(values: list[object]) -> Row:
    return lambda column: values[int(column[1:])]


def _list(value: object) -> object:
    """A fetched list as its entries, an empty object where they cannot be those of a set."""
    if value is None:
        return None
    entries = json_entries(str(value))
    return entries if isinstance(entries, list) else {}


def _fetched(table: Table, index: int) -> str:
    """The expression of a Python value that reads alike: times as text, lists as JSON, what nothing reads as object."""
    type_, column = table.types[index], f"c{index}"
    match raw.sort_of_type(type_):
        case "T" | "M" if type_ != raw.TAGGED:
            return f"CAST({column} AS VARCHAR)"
        case "N" if type_ != raw.TAGGED:
            return f"CASE WHEN {column} IS NOT NULL THEN {{'unread': 1}} END"
        case "L":
            return f"CAST(to_json({column}) AS VARCHAR)"
        case _:
            return column
