"""Counting what became of every row, from the staged relations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from ..compiler.plan import Plan
from ..compiler.sql import inputs, names, raw
from ..compiler.sql import nodes as n
from ..compiler.sql.dialects.duckdb import DuckDB
from ..compiler.sql.emit import heard_events, muted_kinds
from ..dsl.binding import EventsBinding
from .columns import account_reads, event_reads
from .quality import (
    AccountsQuality,
    AttributeQuality,
    EventsQuality,
    HistoryQuality,
    KeyedRows,
    LeadsQuality,
    Named,
    Quality,
)
from .staging import SCHEMA, Staged, counts, rows_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Read:
    """A staged relation, the columns of its file that nothing reads, and of events the binding."""

    staged: Staged
    ignored: tuple[str, ...]
    source: EventsBinding | None = None


def quality_of(
    connection: DuckDBPyConnection,
    plan: Plan,
    leads: Read,
    accounts: Read | None,
    events: Sequence[Read],
    unread: tuple[str, ...],
    histories: Sequence[Staged] = (),
) -> Quality:
    """The quality of data that has been staged and scored (`input.results`)."""
    attributes = _of_rows(connection, leads.staged, "lead", plan.reads, plan.schema.key)
    for history in histories:
        attributes += _of_rows(connection, history, "lead, once", tuple(history.columns), "")
    if accounts is not None and plan.schema.account is not None:
        known = [a.name for a in plan.schema.account.attributes if a.name in account_reads(plan)]
        attributes += _of_rows(connection, accounts.staged, "account", known, plan.schema.account.key)
    reads = event_reads(plan)
    found: dict[tuple[str, str], list[AttributeQuality]] = {}
    for read in events:
        for column in names.event_columns(plan.schema):
            if column.attribute.casefold() in reads and column.name in read.staged.columns:
                kinds = (kind for kind, _ in column.sources)
                always = None if read.source is None else read.source.always
                owner = always or ", ".join(kinds)
                one = _attribute(connection, read.staged, owner, column.attribute, column.name)
                found.setdefault((owner, column.attribute), []).append(one)
    for read in events:
        if inputs.IDENTITY in read.staged.positions:
            one = _attribute(connection, read.staged, "event", "event id", inputs.IDENTITY)
            found.setdefault(("event", "event id"), []).append(one)
    attributes += [_summed(each) for each in found.values()]
    return Quality(
        _leads(connection, plan, leads),
        None if accounts is None else _accounts(connection, plan, accounts),
        tuple(_events(connection, read, index) for index, read in enumerate(events)),
        tuple(attributes),
        unread,
        tuple(_history(connection, history, index) for index, history in enumerate(histories)),
        _muted(connection, plan),
    )


def _muted(connection: DuckDBPyConnection, plan: Plan) -> Named:
    """The events that noise rules leave out, by kind, the most frequent first."""
    kinds = muted_kinds(plan)
    if not kinds:
        return ()

    def heard(of: Plan) -> dict[str, int]:
        query = DuckDB().print(heard_events(of, DuckDB(), kinds))
        return dict(connection.execute(query).fetchall())

    every, kept = heard(replace(plan, noise=())), heard(plan)
    left_out = ((kind, every.get(kind, 0) - kept.get(kind, 0)) for kind in kinds)
    return tuple(sorted((pair for pair in left_out if pair[1]), key=lambda pair: (-pair[1], pair[0])))


def _history(connection: DuckDBPyConnection, staged: Staged, index: int) -> HistoryQuality:
    table = staged.raw
    fates: dict[str, int] = dict(connection.execute(f"SELECT * FROM {SCHEMA}.history_fates_{index}").fetchall())
    return HistoryQuality(
        file=table.shown,
        attributes=tuple(staged.columns),
        rows=table.rows + table.broken,
        broken=table.broken,
        broken_lines=table.broken_lines,
        filtered=table.rows - sum(fates.values()),
        without_lead=fates.get("without_lead", 0),
        without_time=fates.get("without_time", 0),
        orphans=fates.get("orphans", 0),
        conflicting=fates.get("conflicting", 0),
        future=fates.get("future", 0),
        used=fates.get("used", 0),
    )


def _of_rows(
    connection: DuckDBPyConnection, staged: Staged, owner: str, reads: Iterable[str], key: str
) -> list[AttributeQuality]:
    found = [_attribute(connection, staged, owner, name, name) for name in reads if name in staged.columns]
    # Rows without a key are counted as rows; here the key only stands where one is there that cannot be read.
    return [each for each in found if each.name != key or each.unreadable]


def _summed(parts: Sequence[AttributeQuality]) -> AttributeQuality:
    """What several sources say of an attribute."""
    unexpected = Counter[str]()
    for part in parts:
        unexpected.update(dict(part.unexpected_values))
    return replace(
        parts[0],
        known=sum(part.known for part in parts),
        missing=sum(part.missing for part in parts),
        unreadable=sum(part.unreadable for part in parts),
        unexpected=sum(part.unexpected for part in parts),
        example=next((part.example for part in parts if part.example is not None), None),
        unexpected_values=tuple(sorted(unexpected.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN]),
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


def _rows(connection: DuckDBPyConnection, read: Read, key_name: str, accepted: int) -> KeyedRows:
    staged, table = read.staged, read.staged.raw
    key = f"a{staged.positions[key_name]}"
    kept, without = counts(connection, f"SELECT count(*), count(*) FILTER ({key} IS NULL) FROM {staged.read}")
    groups = (
        f"SELECT {key}::VARCHAR AS key, count(*) AS times, min(row) AS first FROM {staged.read} "
        f"WHERE {key} IS NOT NULL GROUP BY {key} HAVING count(*) > 1"
    )
    repeated, keys = counts(connection, f"SELECT coalesce(sum(times), 0)::BIGINT, count(*) FROM ({groups})")
    first = connection.execute(f"SELECT key, times FROM ({groups}) ORDER BY first LIMIT {_SHOWN}").fetchall()
    return KeyedRows(
        file=table.shown,
        rows=table.rows + table.broken,
        broken=table.broken,
        broken_lines=table.broken_lines,
        filtered=table.rows - kept,
        without_key=without,
        repeated=repeated,
        repeated_keys=keys,
        repeated_examples=tuple((str(name), times) for name, times in first),
        accepted=accepted,
        ignored=read.ignored,
    )


def _accounts(connection: DuckDBPyConnection, plan: Plan, read: Read) -> AccountsQuality:
    account = plan.schema.account
    assert account is not None
    objects = names.objects(plan.name)
    leads, accounts = (DuckDB().print(n.table([name])) for name in (objects.leads, objects.accounts))
    column = next(c.name for c in names.lead_columns(plan.schema) if c.attribute.name == account.lead_attribute)
    held = DuckDB().print(n.column(column))
    accepted, known, unknown, without = counts(
        connection,
        f"SELECT (SELECT count(*) FROM {accounts}), count(*) FILTER (there), count(*) FILTER (NOT there), "
        f"count(*) FILTER (there IS NULL) FROM (SELECT CASE WHEN {held} IS NOT NULL THEN "
        f"{held} IN (SELECT account FROM {accounts}) END AS there FROM {leads})",
    )
    rows = _rows(connection, read, account.key, accepted)
    return AccountsQuality(**asdict(rows), known=known, unknown=unknown, without=without)


def _leads(connection: DuckDBPyConnection, plan: Plan, read: Read) -> LeadsQuality:
    # Names of the ruleset's own columns are quoted; `problem` and `reason` are the views' own.
    none = " AND ".join(f"{DuckDB().print(n.column(score.name))} IS NULL" for score in plan.scores)
    accepted, excluded, problems = counts(
        connection,
        f"SELECT count(*), count(*) FILTER (problem IS NULL AND {none}), count(problem) FROM {SCHEMA}.results",
    )
    kinds = _named(connection, f"SELECT problem AS name FROM {SCHEMA}.results WHERE problem IS NOT NULL")
    rows = _rows(connection, read, plan.schema.key, accepted)
    return LeadsQuality(**asdict(rows), excluded=excluded, problems=problems, problem_kinds=kinds)


def _events(connection: DuckDBPyConnection, read: Read, index: int) -> EventsQuality:
    staged, table = read.staged, read.staged.raw
    fates: dict[str, int] = dict(
        connection.execute(f"SELECT fate, count(*) FROM {SCHEMA}.fates_{index} GROUP BY fate").fetchall()
    )
    (kept,) = counts(connection, f"SELECT count(*) FROM {staged.read}")

    def leads(fate: str) -> Named:
        query = f"SELECT lead::VARCHAR AS name FROM {SCHEMA}.fates_{index} WHERE fate = '{fate}'"
        return _named(connection, query) if fates.get(fate) else ()

    return EventsQuality(
        file=table.shown,
        kind=None if read.source is None else read.source.always,
        rows=table.rows + table.broken,
        broken=table.broken,
        broken_lines=table.broken_lines,
        filtered=table.rows - kept,
        conflicting=fates.get("conflicting", 0),
        copies=fates.get("copies", 0),
        without_lead=fates.get("without_lead", 0),
        without_kind=fates.get("without_kind", 0),
        unknown_kind=fates.get("unknown_kind", 0),
        unknown_kinds=staged.frequent(connection, names.EVENT, rows_of("unknown_kind", index)),
        without_time=fates.get("without_time", 0),
        unreadable_time=fates.get("unreadable_time", 0),
        time_example=staged.example(connection, names.AT, rows_of("unreadable_time", index)),
        out_of_range=fates.get("out_of_range", 0),
        future=fates.get("future", 0),
        shared=fates.get("shared", 0),
        shared_examples=leads("shared"),
        orphans=fates.get("orphans", 0),
        orphan_examples=leads("orphans"),
        used=kept - sum(fates.values()),
        ignored=read.ignored,
    )


def _named(connection: DuckDBPyConnection, query: str) -> Named:
    grouped = f"SELECT name, count(*) AS times FROM ({query}) GROUP BY name ORDER BY times DESC, name LIMIT {_SHOWN}"
    rows: list[tuple[Any, ...]] = connection.execute(grouped).fetchall()
    return tuple((name, times) for name, times in rows)
