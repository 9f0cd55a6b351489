"""Scoring files: leads and events in, results out, by the compiled views on an embedded DuckDB."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlglot import exp

from ..compiler import plan as p
from ..compiler.plan import Plan
from ..compiler.sql import names
from ..compiler.sql import nodes as n
from ..compiler.sql.dialects.duckdb import DuckDB
from ..compiler.sql.emit import emit
from ..compiler.sql.run import define
from ..dsl import model
from ..dsl.binding import Binding, EventsBinding, HistoryBinding, LeadsBinding, called
from ..dsl.findings import did_you_mean, quoted
from . import columns
from .loading import Opened, open_file
from .quality import Quality
from .rows import Rows, rows_of
from .staging import SCHEMA, counts, no_accounts, stage_accounts, stage_events, stage_leads
from .summary import Read, quality_of
from .text_files import failure, place

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ENOUGH_MEMORY: Final = 3 * 10**9  # bytes; tables of four times as much were scored at 1.4 times the cost
_UNITS: Final = {"bytes": 1, "byte": 1} | {f"{prefix}iB": 2 ** (10 * i) for i, prefix in enumerate("KMGTP", 1)}

Step = Callable[[str], None]  # told what begins
Events = Path | Mapping[str, Path] | None  # a file, or files by the names of the binding's tables of events


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule's part in the main score: its points (of the total, where that is one), as exact decimals."""

    rule: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Scored:
    """Leads that have been scored; only valid inside `score_files`."""

    connection: DuckDBPyConnection
    plan: Plan
    quality: Quality
    columns: tuple[str, ...]
    rows: int
    listed: int | None  # leads on the worklist, which come first; None where the rules have none

    @property
    def leads(self) -> Rows:
        """The results of leads in the order of the worklist."""
        # A table keeps the order in which it was filled; `rowid` could be the name of a score.
        return Rows(self.connection, f"SELECT * FROM {SCHEMA}.results", self.columns, self.rows, "leads")

    def batches(self, limit: int | None = None) -> Iterator[list[tuple[Any, ...]]]:
        """Rows of results in the order of the worklist; at most `limit` rows."""
        return self.leads.batches(limit)

    def accounts(self) -> Rows:
        """The results of accounts by key. The rules have some."""
        view = DuckDB().print(n.table([names.objects(self.plan.name).account_scores]))
        return rows_of(self.connection, f'SELECT * FROM {view} ORDER BY "{names.ACCOUNT}"', "accounts")

    def contributions(self) -> Rows:
        """Every contribution: which rule gave how many points to which lead's score, and from which source."""
        view = DuckDB().print(n.table([names.objects(self.plan.name).contributions]))
        order = f'"{names.LEAD}", "score", "kind", "rule", "points"'
        return rows_of(self.connection, f"SELECT * FROM {view} ORDER BY {order}", "contributions")

    def reasons(self, leads: list[str], most: int = 2) -> dict[str, tuple[Reason, ...]]:
        """For each lead the rules that weigh most in the main score."""
        weights = _weights(self.plan)
        view = n.table([names.objects(self.plan.name).contributions])
        columns = [n.column(name) for name in (names.LEAD, "score", "rule", "points")]
        wanted = n.all_of(n.equal(n.column("kind"), n.text("rule")), n.one_of(n.column(names.LEAD), map(n.text, leads)))
        found: dict[str, list[Reason]] = {}
        if leads:
            query = DuckDB().print(n.select(columns, view, wanted))
            for lead, score, rule, points in self.connection.execute(query).fetchall():
                if weights.get(score):
                    found.setdefault(lead, []).append(Reason(rule, points * weights[score]))
        return {
            lead: tuple(sorted(rows, key=lambda r: (-abs(r.points), r.rule))[:most]) for lead, rows in found.items()
        }


@contextmanager
def score_files(
    plan: Plan,
    leads: Path,
    events: Events,
    binding: Binding,
    as_of: int,
    *,
    accounts: Path | None = None,
    history: Events = None,
    compiled_by: str = "scoreline",
    step: Step = lambda _: None,
) -> Iterator[Scored]:
    """Scores the leads of a file at `as_of` (seconds since 1970 UTC).

    `events` and `history` are one file each, or files by the names of the binding's tables. Raises DiagnosticError
    where a file cannot be read or lacks a column that is needed.
    """
    import duckdb

    with tempfile.TemporaryDirectory(prefix="scoreline-") as folder, duckdb.connect(":memory:") as connection:
        prepare(connection, Path(folder))
        step("reading leads")
        opened = open_file(leads, Path(folder), connection)
        bound, chosen = columns.bind_leads(plan, binding.leads, opened)
        read_accounts = _open_accounts(plan, accounts, binding, Path(folder), connection)
        read_events = open_events(plan, events, binding, Path(folder), connection)
        read_histories = open_histories(history, binding, Path(folder), connection)
        raw_leads = opened.load(connection, f"{SCHEMA}.raw_leads", chosen.indexes)
        changing = [
            (each.bound, each.file.load(connection, f"{SCHEMA}.raw_history_{index}", each.chosen.indexes))
            for index, each in enumerate(read_histories)
        ]
        leads_then, staged_histories = stage_leads(
            connection, plan, replace(binding, leads=bound), raw_leads, changing, as_of
        )
        staged_leads = Read(leads_then, chosen.ignored)
        staged_accounts = None
        if read_accounts is None:
            no_accounts(connection, plan)
        else:
            file, bound, chosen = read_accounts
            raw = file.load(connection, f"{SCHEMA}.raw_accounts", chosen.indexes)
            staged_accounts = Read(stage_accounts(connection, plan, bound, raw), chosen.ignored)
        if read_events:
            step("reading events")
        sources = [
            (source.bound, source.file.load(connection, f"{SCHEMA}.raw_events_{index}", source.chosen.indexes))
            for index, source in enumerate(read_events)
        ]
        staged_events = [
            Read(staged, source.chosen.ignored, source.bound)
            for staged, source in zip(stage_events(connection, plan, sources, as_of), read_events, strict=True)
        ]
        step("scoring")
        as_of_table = DuckDB().print(n.table([names.objects(plan.name).as_of]))
        connection.execute(f"CREATE TABLE {as_of_table} AS SELECT CAST({as_of:d} AS BIGINT) AS as_of")
        define(connection, emit(plan, compiled_by=compiled_by))
        connection.execute(f"CREATE TABLE {SCHEMA}.results AS {_ranked(plan)}")
        step("counting")
        there = {source.name for source in read_events}
        unread = tuple(name for name in binding.sources() if name not in there)
        quality = quality_of(connection, plan, staged_leads, staged_accounts, staged_events, unread, staged_histories)
        found = connection.execute(f"SELECT * FROM {SCHEMA}.results LIMIT 0").description
        shown = tuple(column[0] for column in found)
        yield Scored(connection, plan, quality, shown, quality.leads.accepted, _listed(connection, plan))


@dataclass(frozen=True, slots=True)
class OpenedEvents:
    """A source of events: the table's name, the file, the binding to its loaded columns, and these."""

    name: str
    file: Opened
    bound: EventsBinding
    chosen: columns.Chosen


@dataclass(frozen=True, slots=True)
class OpenedHistory:
    """A history: the file, the binding to its loaded columns, and these."""

    file: Opened
    bound: HistoryBinding
    chosen: columns.Chosen


def open_events(
    plan: Plan, events: Events, binding: Binding, folder: Path, connection: DuckDBPyConnection
) -> list[OpenedEvents]:
    """The sources of events that there is a file for. Raises DiagnosticError."""
    opened = _open_tables(events, called(binding.events), "events", folder, connection)
    found: list[OpenedEvents] = []
    for name, source in zip(called(binding.events), binding.events, strict=True):
        if name in opened:
            bound, chosen = columns.bind_events(plan, source, opened[name])
            found.append(OpenedEvents(name, opened[name], bound, chosen))
    return found


def open_histories(
    history: Events, binding: Binding, folder: Path, connection: DuckDBPyConnection
) -> list[OpenedHistory]:
    """The histories that there is a file for. Raises DiagnosticError."""
    opened = _open_tables(history, called(binding.histories), "history", folder, connection)
    found: list[OpenedHistory] = []
    for name, source in zip(called(binding.histories), binding.histories, strict=True):
        if name in opened:
            bound, chosen = columns.bind_history(source, opened[name])
            found.append(OpenedHistory(opened[name], bound, chosen))
    return found


def _open_tables(
    given: Events, named: tuple[str, ...], what: str, folder: Path, connection: DuckDBPyConnection
) -> dict[str, Opened]:
    """The files by the names of tables."""
    tables = tuple(dict.fromkeys(named))
    if given is None:
        return {}
    if not tables:
        first = next(iter(given.values())) if isinstance(given, Mapping) else given
        raise failure("SL0928", place(str(first)), f"the binding has no table of {what}", f"`[[{what}]]` begins one")
    if not isinstance(given, Mapping) and len(tables) > 1:
        raise failure(
            "SL0928",
            place(str(given)),
            f"the binding has {len(tables)} tables of {what}, and nothing says which `{given}` is",
            f"name the table before the file: `--{what} {tables[0]}={given}`; there are {quoted(tables, 10)}",
        )
    files = given if isinstance(given, Mapping) else {tables[0]: given}
    for name, path in files.items():
        if name not in tables:
            help = did_you_mean(name, tables, f"its tables of {what} are {quoted(tables, 10)}")
            raise failure("SL0928", place(str(path)), f"the binding has no table of {what} `{name}`", help)
    return {name: open_file(path, folder, connection) for name, path in files.items()}


def _open_accounts(
    plan: Plan, path: Path | None, binding: Binding, folder: Path, connection: DuckDBPyConnection
) -> tuple[Opened, LeadsBinding, columns.Chosen] | None:
    if path is None:
        return None
    if plan.schema.account is None or binding.accounts is None:
        help = "leave the file out, or declare `account { … }` beside `lead`"
        raise failure("SL0928", place(str(path)), "the rule file declares no accounts", help)
    opened = open_file(path, folder, connection)
    return opened, *columns.bind_accounts(plan, binding.accounts, opened)


def prepare(connection: DuckDBPyConnection, folder: Path) -> None:
    """Settings of a connection that reads files: nothing is written outside `folder`, times are shown in UTC.

    Tables beyond the memory limit are kept in `folder`: by itself the engine fills four fifths of the memory first.
    """
    connection.execute("SET temp_directory = ?", [str(folder / "spill")])
    connection.execute("SET memory_limit = ?", [f"{_memory(connection)}B"])
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(f"CREATE SCHEMA {SCHEMA}")


def _memory(connection: DuckDBPyConnection) -> int:
    """Bytes that tables and queries may take: a quarter of what the engine would take, but enough for large files."""
    shown = str(counts(connection, "SELECT current_setting('memory_limit')")[0])
    number, unit = shown.split()
    allowed = int(float(number) * _UNITS[unit])
    return min(allowed, max(allowed // 4, ENOUGH_MEMORY))


def main_score(plan: Plan) -> str:
    """What leads are ordered by: the worklist's first score, else the last score that is no share."""
    if plan.worklist is not None:
        return plan.worklist.by[0]
    points = [score.name for score in plan.scores if not isinstance(score, model.Share)]
    return points[-1] if points else plan.scores[-1].name


def _ranked(plan: Plan) -> str:
    """Results in order: those of the worklist by `rank`, the others by the main score downwards, then by their keys."""
    objects = names.objects(plan.name)
    view, score = n.table([objects.scores]), n.column(main_score(plan))
    order = [exp.Ordered(this=score, desc=True, nulls_first=False), exp.Ordered(this=n.column(names.LEAD))]
    query = n.select([n.star()], view)
    if plan.worklist is not None:
        ranks = n.select([n.column(names.LEAD), n.column("rank")], n.table([objects.worklist]))
        columns = [n.all_columns("scored"), n.column("rank", "ranks")]
        query = n.select(columns, n.named_table(objects.scores, "scored"))
        same = n.equal(n.column(names.LEAD, "ranks"), n.column(names.LEAD, "scored"))
        query = query.join(n.part(ranks, "ranks"), on=same, join_type="left", copy=False)
        order = [exp.Ordered(this=n.column("rank", "ranks"), nulls_first=False)]
        order += [exp.Ordered(this=n.column(main_score(plan), "scored"), desc=True, nulls_first=False)]
        order += [exp.Ordered(this=n.column(names.LEAD, "scored"))]
    return DuckDB().print(query.order_by(*order, copy=False))


def _listed(connection: DuckDBPyConnection, plan: Plan) -> int | None:
    if plan.worklist is None:
        return None
    view = DuckDB().print(n.table([names.objects(plan.name).worklist]))
    return int(counts(connection, f"SELECT count(*) FROM {view}")[0])


def _weights(plan: Plan) -> dict[str, Decimal]:
    """How much a point of each score counts in the main one."""
    weights = {main_score(plan): Decimal(1)}
    for score in reversed(plan.scores):
        if isinstance(score, p.Total) and score.name in weights:
            for term in score.terms:
                share = weights[score.name] * term.weight / 10_000
                weights[term.score] = weights.get(term.score, Decimal(0)) + share
    return {s.name: weights[s.name] for s in plan.scores if isinstance(s, p.Score) and s.name in weights}
