"""Scoring files: leads and events in, results out, by the compiled views on an embedded DuckDB."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..compiler import plan as p
from ..compiler.plan import Plan
from ..compiler.sql import names
from ..compiler.sql import nodes as n
from ..compiler.sql.duckdb import DuckDB
from ..compiler.sql.emit import emit
from ..compiler.sql.run import define
from ..dsl.binding import Binding
from . import columns
from .loading import open_file
from .quality import Quality
from .staging import SCHEMA, no_events, stage_events, stage_leads
from .summary import quality_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

BATCH: Final = 10_000
Step = Callable[[str], None]  # told what begins


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule's part in the last score: its points (of the total, where that is one), as exact decimals."""

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

    def batches(self, limit: int | None = None) -> Iterator[list[tuple[Any, ...]]]:
        """Rows of results in the order of the worklist; at most `limit` rows."""
        some = "" if limit is None else f" LIMIT {limit:d}"
        cursor = self.connection.cursor()
        # A table keeps the order in which it was filled; `rowid` could be the name of a score.
        cursor.execute(f"SELECT * FROM {SCHEMA}.results{some}")
        while rows := cursor.fetchmany(BATCH):
            yield rows

    def reasons(self, leads: list[str], most: int = 2) -> dict[str, tuple[Reason, ...]]:
        """For each lead the rules that weigh most in the last score."""
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
    events: Path | None,
    binding: Binding,
    as_of: int,
    *,
    compiled_by: str = "scoreline",
    step: Step = lambda _: None,
) -> Iterator[Scored]:
    """Scores the leads of a file at `as_of` (seconds since 1970 UTC).

    Raises DiagnosticError where a file cannot be read or lacks a column that is needed.
    """
    import duckdb

    with tempfile.TemporaryDirectory(prefix="scoreline-") as folder, duckdb.connect(":memory:") as connection:
        prepare(connection, Path(folder))
        step("reading leads")
        opened = open_file(leads, Path(folder), connection)
        bound_leads, chosen = columns.bind_leads(plan, binding.leads, opened)
        binding = columns.rebound(binding, bound_leads, None)
        events_opened = None if events is None else open_file(events, Path(folder), connection)
        chosen_events = None
        if events_opened is not None:
            bound_events, chosen_events = columns.bind_events(plan, binding.events, events_opened)
            binding = columns.rebound(binding, binding.leads, bound_events)
        raw_leads = opened.load(connection, f"{SCHEMA}.raw_leads", chosen.indexes)
        staged_leads = stage_leads(connection, plan, binding, raw_leads)
        staged_events = None
        if events_opened is not None and chosen_events is not None:
            step("reading events")
            raw_events = events_opened.load(connection, f"{SCHEMA}.raw_events", chosen_events.indexes)
            staged_events = stage_events(connection, plan, binding, raw_events, as_of)
        else:
            no_events(connection, plan)
        step("scoring")
        as_of_table = DuckDB().print(n.table([names.objects(plan.name).as_of]))
        connection.execute(f"CREATE TABLE {as_of_table} AS SELECT CAST({as_of:d} AS BIGINT) AS as_of")
        define(connection, emit(plan, compiled_by=compiled_by))
        connection.execute(f"CREATE TABLE {SCHEMA}.results AS {_ranked(plan)}")
        step("counting")
        ignored = (chosen.ignored, chosen_events.ignored if chosen_events else ())
        quality = quality_of(connection, plan, staged_leads, staged_events, ignored)
        found = connection.execute(f"SELECT * FROM {SCHEMA}.results LIMIT 0").description
        shown = tuple(column[0] for column in found)
        yield Scored(connection, plan, quality, shown, quality.leads.accepted)


def prepare(connection: DuckDBPyConnection, folder: Path) -> None:
    """Settings of a connection that reads files: nothing is written outside `folder`, times are shown in UTC."""
    connection.execute("SET temp_directory = ?", [str(folder / "spill")])
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(f"CREATE SCHEMA {SCHEMA}")


def _ranked(plan: Plan) -> str:
    """Results in the order of the worklist: the last score downwards, then keys by their bytes."""
    view = DuckDB().print(n.table([names.objects(plan.name).scores]))
    last = DuckDB().print(n.column(plan.scores[-1].name))
    return f"SELECT * FROM {view} ORDER BY {last} DESC NULLS LAST, lead"


def _weights(plan: Plan) -> dict[str, Decimal]:
    """How much a point of each score counts in the last one."""
    weights = {plan.scores[-1].name: Decimal(1)}
    for score in reversed(plan.scores):
        if isinstance(score, p.Total) and score.name in weights:
            for term in score.terms:
                share = weights[score.name] * term.weight / 10_000
                weights[term.score] = weights.get(term.score, Decimal(0)) + share
    return {s.name: weights[s.name] for s in plan.scores if isinstance(s, p.Score) and s.name in weights}
