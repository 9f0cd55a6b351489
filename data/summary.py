"""Counting what became of every row, from the staged relations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..compiler.plan import Plan
from ..compiler.sql import inputs, names, raw
from ..compiler.sql import nodes as n
from ..compiler.sql.duckdb import DuckDB
from .columns import event_reads
from .quality import AttributeQuality, EventsQuality, LeadsQuality, Named, Quality
from .staging import SCHEMA, Staged, counts, rows_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SHOWN = 5


def quality_of(
    connection: DuckDBPyConnection,
    plan: Plan,
    leads: Staged,
    events: Staged | None,
    ignored: tuple[tuple[str, ...], tuple[str, ...]],
) -> Quality:
    """The quality of data that has been staged and scored (`input.results`)."""
    attributes = [_attribute(connection, leads, "lead", name, name) for name in plan.reads if name in leads.columns]
    # Leads without a key are counted as rows; here the key only stands where one is there that cannot be read.
    attributes = [each for each in attributes if each.name != plan.schema.key or each.unreadable]
    if events is None:
        return Quality(_leads(connection, plan, leads, ignored[0]), None, tuple(attributes))
    reads = event_reads(plan)
    for column in names.event_columns(plan.schema):
        if column.attribute.casefold() in reads and column.name in events.columns:
            owner = ", ".join(kind for kind, _ in column.sources)
            attributes.append(_attribute(connection, events, owner, column.attribute, column.name))
    if inputs.IDENTITY in events.positions:
        attributes.append(_attribute(connection, events, "event", "event id", inputs.IDENTITY))
    return Quality(
        _leads(connection, plan, leads, ignored[0]), _events(connection, events, ignored[1]), tuple(attributes)
    )


def _attribute(connection: DuckDBPyConnection, staged: Staged, owner: str, name: str, found: str) -> AttributeQuality:
    """`found` is the name among the positions."""
    index = staged.positions[found]
    verdicts = (raw.KNOWN, raw.MISSING, raw.UNREADABLE, raw.UNEXPECTED)
    parts = ", ".join(f"count(*) FILTER (v{index} = {verdict})" for verdict in verdicts)
    known, missing, unreadable, unexpected = counts(connection, f"SELECT {parts} FROM {staged.read}")
    return AttributeQuality(
        owner,
        name,
        known,
        missing,
        unreadable,
        unexpected,
        staged.example(connection, found, staged.rows_with(found, raw.UNREADABLE)) if unreadable else None,
        staged.frequent(connection, found, staged.rows_with(found, raw.UNEXPECTED)) if unexpected else (),
    )


def _leads(connection: DuckDBPyConnection, plan: Plan, staged: Staged, ignored: tuple[str, ...]) -> LeadsQuality:
    table, key = staged.raw, f"a{staged.positions[plan.schema.key]}"
    read, without = counts(connection, f"SELECT count(*), count(*) FILTER ({key} IS NULL) FROM {staged.read}")
    groups = (
        f"SELECT {key}::VARCHAR AS key, count(*) AS times, min(row) AS first FROM {staged.read} "
        f"WHERE {key} IS NOT NULL GROUP BY {key} HAVING count(*) > 1"
    )
    repeated, keys = counts(connection, f"SELECT coalesce(sum(times), 0)::BIGINT, count(*) FROM ({groups})")
    first = connection.execute(f"SELECT key, times FROM ({groups}) ORDER BY first LIMIT {_SHOWN}").fetchall()
    # Names of the ruleset's own columns are quoted; `problem` and `reason` are the views' own.
    last = DuckDB().print(n.column(plan.scores[-1].name))
    accepted, excluded, problems = counts(
        connection,
        f"SELECT count(*), count(*) FILTER (problem IS NULL AND {last} IS NULL), count(problem) FROM {SCHEMA}.results",
    )
    return LeadsQuality(
        file=table.shown,
        rows=table.rows + table.broken,
        broken=table.broken,
        broken_lines=table.broken_lines,
        filtered=table.rows - read,
        without_key=without,
        repeated=repeated,
        repeated_keys=keys,
        repeated_examples=tuple((str(name), times) for name, times in first),
        accepted=accepted,
        excluded=excluded,
        problems=problems,
        problem_kinds=_named(connection, f"SELECT problem AS name FROM {SCHEMA}.results WHERE problem IS NOT NULL"),
        ignored=ignored,
    )


def _events(connection: DuckDBPyConnection, staged: Staged, ignored: tuple[str, ...]) -> EventsQuality:
    table = staged.raw
    fates: dict[str, int] = dict(
        connection.execute(f"SELECT fate, count(*) FROM {SCHEMA}.fates GROUP BY fate").fetchall()
    )
    orphans = f"SELECT lead::VARCHAR AS name FROM {SCHEMA}.fates WHERE fate = 'orphans'"
    return EventsQuality(
        file=table.shown,
        rows=table.rows + table.broken,
        broken=table.broken,
        broken_lines=table.broken_lines,
        filtered=table.rows - sum(fates.values()),
        conflicting=fates.get("conflicting", 0),
        copies=fates.get("copies", 0),
        without_lead=fates.get("without_lead", 0),
        without_kind=fates.get("without_kind", 0),
        unknown_kind=fates.get("unknown_kind", 0),
        unknown_kinds=staged.frequent(connection, names.EVENT, rows_of("unknown_kind")),
        without_time=fates.get("without_time", 0),
        unreadable_time=fates.get("unreadable_time", 0),
        time_example=staged.example(connection, names.AT, rows_of("unreadable_time")),
        out_of_range=fates.get("out_of_range", 0),
        future=fates.get("future", 0),
        orphans=fates.get("orphans", 0),
        orphan_examples=_named(connection, orphans) if fates.get("orphans") else (),
        used=fates.get("used", 0),
        ignored=ignored,
    )


def _named(connection: DuckDBPyConnection, query: str) -> Named:
    grouped = f"SELECT name, count(*) AS times FROM ({query}) GROUP BY name ORDER BY times DESC, name LIMIT {_SHOWN}"
    rows: list[tuple[Any, ...]] = connection.execute(grouped).fetchall()
    return tuple((name, times) for name, times in rows)
