"""Raw tables → typed relations of a ruleset, by the same SQL that `compile --to sql` writes, and their quality.

Made in the schema `input` of the connection: `read_leads`, `read_accounts` and, for each source of events,
`read_events_0`, `read_events_1`, … have every row with its values (a0, a1, …) and verdicts (v0, v1, …); `fates_0`, …
say of each event that is not used what became of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sqlglot import exp

from ..compiler.plan import Plan
from ..compiler.sql import histories, inputs, names, raw
from ..compiler.sql import nodes as n
from ..compiler.sql.dialects.duckdb import DuckDB
from ..compiler.sql.raw_rows import RawRelation
from ..dsl.binding import Binding, EventsBinding, HistoryBinding, LeadsBinding
from .columns import types_of
from .loading import Table
from .quality import Example, Named

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCHEMA: Final = "input"
_SHOWN: Final = 5
_WIDEST: Final = 60  # characters of an example


@dataclass(frozen=True, slots=True)
class Staged:
    """A raw table and what it was read into. `positions`: which a<i> holds what (see `RawRelation`)."""

    raw: Table
    read: str
    positions: dict[str, int]
    columns: dict[str, str]  # what it is → its raw column c<i>

    def example(self, connection: DuckDBPyConnection, name: str, which: str) -> Example | None:
        """The first value of the rows that `which` (a query for `row`) names, and its line."""
        column = self.columns.get(name)
        if column is None:
            return None
        query = (
            f"SELECT r.rowid, CAST(r.{column} AS VARCHAR) FROM {self.raw.name} r "
            f"JOIN (SELECT min(row) AS row FROM ({which})) e ON r.rowid = e.row"
        )
        found = connection.execute(query).fetchone()
        if found is None:
            return None
        line = self.raw.line(found[0], int(column[1:]), found[1])
        return Example(_shown(found[1], self._tagged(column)), line)

    def frequent(self, connection: DuckDBPyConnection, name: str, which: str) -> Named:
        """The most frequent values of the rows that `which` names."""
        column = self.columns.get(name)
        if column is None:
            return ()
        query = (
            f"SELECT CAST(r.{column} AS VARCHAR) AS value, count(*) AS times FROM {self.raw.name} r "
            f"JOIN ({which}) e ON r.rowid = e.row GROUP BY value ORDER BY times DESC, value LIMIT {_SHOWN}"
        )
        tagged = self._tagged(column)
        return tuple((_shown(value, tagged), times) for value, times in connection.execute(query).fetchall())

    def rows_with(self, name: str, verdict: int) -> str:
        """The query for the rows with a verdict on a value."""
        return f"SELECT row FROM {self.read} WHERE v{self.positions[name]} = {verdict}"

    def _tagged(self, column: str) -> bool:
        return self.raw.types[int(column[1:])] == raw.TAGGED


def stage_leads(
    connection: DuckDBPyConnection,
    plan: Plan,
    binding: Binding,
    table: Table,
    changing: Sequence[tuple[HistoryBinding, Table]],
    as_of: int,
) -> tuple[Staged, tuple[Staged, ...]]:
    """Makes `<r>_leads`, `read_leads`, and of each history `read_history_<i>` and `history_fates_<i>`."""
    binding = replace(binding, leads=replace(binding.leads, table=tuple(table.name.split("."))))
    relation = inputs.raw_leads(
        plan.schema, binding, plan.zone, types_of(table.types), row=n.column("rowid"), verdicts=True
    )
    columns = {c.name: c.column for c in binding.leads.columns if not c.absent}
    staged = _stage(connection, relation, table, f"{SCHEMA}.read_leads", columns)
    read = [_stage_history(connection, plan, bound, raw, i) for i, (bound, raw) in enumerate(changing)]
    then = [(bound, _again(each)) for (bound, _), each in zip(changing, read, strict=True)]
    of_now = inputs.kept_leads(plan.schema, _again(staged))
    moment = histories.moment_of(as_of)
    leads = names.objects(plan.name).leads
    _create(connection, leads, histories.leads_then(plan.schema, of_now, then, moment))
    for i, each in enumerate(read):
        connection.execute(f"CREATE TABLE {SCHEMA}.history_fates_{i} AS {_history_fates(each, leads, as_of)}")
    return staged, tuple(read)


def _stage_history(
    connection: DuckDBPyConnection, plan: Plan, bound: HistoryBinding, table: Table, index: int
) -> Staged:
    here = replace(bound, table=tuple(table.name.split(".")))
    relation = histories.raw_history(
        plan.schema, here, plan.zone, types_of(table.types), row=n.column("rowid"), verdicts=True
    )
    columns = {c.name: c.column for c in bound.columns if not c.absent}
    return _stage(connection, relation, table, f"{SCHEMA}.read_history_{index}", columns)


def _history_fates(staged: Staged, leads: str, as_of: int) -> str:
    """How many rows of a history met each fate, the first that applies."""
    lead, since = f"a{histories.LEAD}", f"a{histories.SINCE}"
    values = ", ".join(f"a{index}" for index in sorted(staged.positions.values()))
    known = DuckDB().print(n.table([leads]))
    return f"""
        WITH numbered AS (
          SELECT *, row_number() OVER (PARTITION BY {values}) AS copy FROM {staged.read}
        ), compared AS (
          SELECT *, count(CASE WHEN copy = 1 THEN 1 END) OVER (PARTITION BY {lead}, {since}) AS different FROM numbered
        )
        SELECT CASE
          WHEN {lead} IS NULL THEN 'without_lead'
          WHEN {since} IS NULL THEN 'without_time'
          WHEN CAST({lead} AS VARCHAR) NOT IN (SELECT lead FROM {known}) THEN 'orphans'
          WHEN different > 1 THEN 'conflicting'
          WHEN {since} > {as_of} THEN 'future'
          ELSE 'used' END AS fate, count(*) AS times
        FROM compared GROUP BY fate"""


def stage_accounts(connection: DuckDBPyConnection, plan: Plan, bound: LeadsBinding, table: Table) -> Staged:
    """Makes `<r>_accounts` and `read_accounts`."""
    binding = Binding(bound, (), accounts=replace(bound, table=tuple(table.name.split("."))))
    relation = inputs.raw_accounts(
        plan.schema, binding, plan.zone, types_of(table.types), row=n.column("rowid"), verdicts=True
    )
    columns = {c.name: c.column for c in bound.columns if not c.absent}
    staged = _stage(connection, relation, table, f"{SCHEMA}.read_accounts", columns)
    _create(connection, names.objects(plan.name).accounts, inputs.kept_accounts(plan.schema, _again(staged)))
    return staged


def no_accounts(connection: DuckDBPyConnection, plan: Plan) -> None:
    """Makes `<r>_accounts` without rows, where the rules know accounts."""
    if plan.schema.account is not None:
        columns = [(c.name, names.column_type(c.attribute.type)) for c in names.account_columns(plan.schema)]
        _create(connection, names.objects(plan.name).accounts, _nothing([(names.ACCOUNT, "VARCHAR"), *columns]))


def stage_events(
    connection: DuckDBPyConnection, plan: Plan, sources: Sequence[tuple[EventsBinding, Table]], as_of: int
) -> tuple[Staged, ...]:
    """Makes `<r>_events`, and `read_events_<i>` and `fates_<i>` of each source; `<r>_leads` is there."""
    made: list[Staged] = []
    queries: list[exp.Select] = []
    for index, (bound, table) in enumerate(sources):
        here = replace(bound, table=tuple(table.name.split(".")))
        relation = inputs.raw_events(
            plan.schema, here, plan.zone, types_of(table.types), row=n.column("rowid"), verdicts=True
        )
        roles = {names.LEAD: bound.lead, names.EVENT: bound.kind, names.AT: bound.at, inputs.IDENTITY: bound.id}
        columns = {name: c.column for name, c in roles.items() if c is not None}
        for column in names.event_columns(plan.schema):
            source = bound.column(column.attribute)
            if not source.absent:
                columns[column.name] = source.column
        staged = _stage(connection, relation, table, f"{SCHEMA}.read_events_{index}", columns, of_events=True)
        fates = fates_of(staged, plan, bound, as_of)
        connection.execute(f"CREATE TABLE {SCHEMA}.fates_{index} AS {fates}")
        queries.append(inputs.kept_events(plan, here, _again(staged)))
        made.append(staged)
    if queries:
        # Rows that are only left out need no table of their own: it would take as much memory as the first one.
        plain = all(bound.id is None and bound.by is None for bound, _ in sources)
        _create(connection, names.objects(plan.name).events, inputs.together(queries), "VIEW" if plain else "TABLE")
    else:
        columns_ = [(c.name, names.column_type(c.type)) for c in names.event_columns(plan.schema)]
        fixed = [(names.LEAD, "VARCHAR"), (names.EVENT, "VARCHAR"), (names.AT, "BIGINT")]
        _create(connection, names.objects(plan.name).events, _nothing([*fixed, *columns_]))
    return tuple(made)


def rows_of(fate: str, index: int) -> str:
    """The query for the events of a source that met a fate other than being used."""
    return f"SELECT row FROM {SCHEMA}.fates_{index} WHERE fate = '{fate}'"


def _nothing(columns: Sequence[tuple[str, str]]) -> exp.Select:
    """Columns of these types without rows."""
    return n.select([n.named(n.cast(n.null(), type_), name) for name, type_ in columns], None, n.false())


def counts(connection: DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    found = connection.execute(query).fetchone()
    assert found is not None
    return found


def _stage(
    connection: DuckDBPyConnection,
    relation: RawRelation,
    table: Table,
    target: str,
    columns: dict[str, str],
    *,
    of_events: bool = False,
) -> Staged:
    kept = [n.column("row")]
    for index in relation.positions.values():
        kept += [n.column(f"a{index}"), n.named(n.cast(n.column(f"v{index}"), "TINYINT"), f"v{index}")]
    # Attributes of leads and accounts may be called `at` and `event` too.
    if of_events and (at := relation.positions.get(names.AT)) is not None:
        kept.append(n.named(n.is_known(n.column(f"s{at}")), "dated"))
    query = DuckDB().print(n.select(kept, n.part(relation.query, "rows")))
    connection.execute(f"CREATE TABLE {target} AS {query}")
    return Staged(table, target, relation.positions, columns)


def _again(staged: Staged) -> RawRelation:
    schema, table = staged.read.split(".")
    return RawRelation(n.select([n.star()], n.table([schema, table])), staged.positions)


def _create(connection: DuckDBPyConnection, name: str, query: exp.Query, kind: str = "TABLE") -> None:
    create = exp.Create(this=n.table([name]), kind=kind, expression=query)
    connection.execute(DuckDB().print(create))


def fates_of(staged: Staged, plan: Plan, bound: EventsBinding, as_of: int) -> str:
    """One row per event that is not used: `row`, `lead`, and `fate`, the first reason that applies."""
    leads = names.objects(plan.name).leads
    at = staged.positions
    lead, kind, time = (f"a{at[name]}" for name in (names.LEAD, names.EVENT, names.AT))
    identity = f"a{at[inputs.IDENTITY]}" if inputs.IDENTITY in at else "NULL"
    values = ", ".join(f"a{index}" for name, index in at.items() if name != inputs.IDENTITY)
    known = f"SELECT lead FROM {DuckDB().print(n.table([leads]))}"
    shared = ""
    if bound.by is not None:
        column = next(c.name for c in names.lead_columns(plan.schema) if c.attribute.name == bound.by)
        several = n.select([n.column(column)], n.table([leads])).group_by(n.column(column), copy=False)
        several = several.having(n.compare(exp.GT, n.call("count", n.star()), n.number(1)), copy=False)
        known = f"SELECT told FROM ({DuckDB().print(inputs.told_by(plan, bound.by))})"
        shared = f"WHEN {lead} IN ({DuckDB().print(several)}) THEN 'shared'"
    return f"""
        WITH numbered AS (
          SELECT *, row_number() OVER (PARTITION BY {identity}, {values} ORDER BY row) AS copy FROM {staged.read}
        ), compared AS (
          SELECT *, count(CASE WHEN copy = 1 THEN 1 END) OVER (PARTITION BY {identity}) AS different FROM numbered
        )
        SELECT * FROM (SELECT row, {lead} AS lead, CASE
          WHEN {identity} IS NOT NULL AND different > 1 THEN 'conflicting'
          WHEN {identity} IS NOT NULL AND copy > 1 THEN 'copies'
          WHEN {lead} IS NULL THEN 'without_lead'
          WHEN {kind} IS NULL AND v{at[names.EVENT]} = {raw.MISSING} THEN 'without_kind'
          WHEN {kind} IS NULL THEN 'unknown_kind'
          WHEN {time} IS NULL AND v{at[names.AT]} = {raw.MISSING} THEN 'without_time'
          WHEN {time} IS NULL AND dated THEN 'out_of_range'
          WHEN {time} IS NULL THEN 'unreadable_time'
          WHEN {time} > {as_of} THEN 'future'
          {shared}
          WHEN CAST({lead} AS VARCHAR) NOT IN ({known}) THEN 'orphans'
          ELSE 'used' END AS fate
        FROM compared) WHERE fate <> 'used'"""


def _shown(value: str, tagged: bool) -> str:
    text = value[1:] if tagged else value
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"
