"""Raw tables → typed relations of a ruleset, by the same SQL that `compile --to sql` writes, and their quality.

Made in the schema `input` of the connection: `read_leads` and `read_events` have every row with its values (a0, a1, …)
and verdicts (v0, v1, …); `fates` says of each event what became of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sqlglot import exp

from ..compiler.plan import Plan
from ..compiler.sql import inputs, names, raw
from ..compiler.sql import nodes as n
from ..compiler.sql.duckdb import DuckDB
from ..dsl.binding import Binding
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
    """A raw table and what it was read into. `positions`: which a<i> holds what (see `inputs.RawRelation`)."""

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


def stage_leads(connection: DuckDBPyConnection, plan: Plan, binding: Binding, table: Table) -> Staged:
    """Makes `<r>_leads` and `read_leads`."""
    binding = replace(binding, leads=replace(binding.leads, table=tuple(table.name.split("."))))
    relation = inputs.raw_leads(
        plan.schema, binding, plan.zone, types_of(table.types), row=n.column("rowid"), verdicts=True
    )
    columns = {c.name: c.column for c in binding.leads.columns if not c.absent}
    staged = _stage(connection, relation, table, f"{SCHEMA}.read_leads", columns)
    _create(connection, names.objects(plan.name).leads, inputs.kept_leads(plan.schema, _again(staged)))
    return staged


def stage_events(connection: DuckDBPyConnection, plan: Plan, binding: Binding, table: Table, as_of: int) -> Staged:
    """Makes `<r>_events`, `read_events` and `fates`."""
    binding = replace(binding, events=replace(binding.events, table=tuple(table.name.split("."))))
    relation = inputs.raw_events(
        plan.schema, binding, plan.zone, types_of(table.types), row=n.column("rowid"), verdicts=True
    )
    bound = binding.events
    roles = {names.LEAD: bound.lead, names.EVENT: bound.kind, names.AT: bound.at, inputs.IDENTITY: bound.id}
    columns = {name: c.column for name, c in roles.items() if c is not None}
    for column in names.event_columns(plan.schema):
        source = bound.column(column.attribute)
        if not source.absent:
            columns[column.name] = source.column
    staged = _stage(connection, relation, table, f"{SCHEMA}.read_events", columns)
    objects = names.objects(plan.name)
    _create(connection, objects.events, inputs.kept_events(plan.schema, _again(staged)))
    connection.execute(f"CREATE TABLE {SCHEMA}.fates AS {_fates(staged, objects.leads, as_of)}")
    return staged


def rows_of(fate: str) -> str:
    """The query for the events that met a fate."""
    return f"SELECT row FROM {SCHEMA}.fates WHERE fate = '{fate}'"


def no_events(connection: DuckDBPyConnection, plan: Plan) -> None:
    """Makes `<r>_events` without rows."""
    columns = [(names.LEAD, "VARCHAR"), (names.EVENT, "VARCHAR"), (names.AT, "BIGINT")]
    columns += [(c.name, names.column_type(c.type)) for c in names.event_columns(plan.schema)]
    nothing = [n.named(n.cast(n.null(), type_), name) for name, type_ in columns]
    _create(connection, names.objects(plan.name).events, n.select(nothing, None, n.false()))


def counts(connection: DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    found = connection.execute(query).fetchone()
    assert found is not None
    return found


def _stage(
    connection: DuckDBPyConnection,
    relation: inputs.RawRelation,
    table: Table,
    target: str,
    columns: dict[str, str],
) -> Staged:
    kept = [n.column("row")]
    for index in relation.positions.values():
        kept += [n.column(f"a{index}"), n.column(f"v{index}")]
    if (at := relation.positions.get(names.AT)) is not None and names.EVENT in relation.positions:
        kept.append(n.named(n.column(f"s{at}"), "second"))
    query = DuckDB().print(n.select(kept, n.part(relation.query, "rows")))
    connection.execute(f"CREATE TABLE {target} AS {query}")
    return Staged(table, target, relation.positions, columns)


def _again(staged: Staged) -> inputs.RawRelation:
    schema, table = staged.read.split(".")
    return inputs.RawRelation(n.select([n.star()], n.table([schema, table])), staged.positions)


def _create(connection: DuckDBPyConnection, name: str, query: exp.Select) -> None:
    create = exp.Create(this=n.table([name]), kind="TABLE", expression=query)
    connection.execute(DuckDB().print(create))


def _fates(staged: Staged, leads: str, as_of: int) -> str:
    """One row per event read: `row`, and `fate`, the first reason that applies."""
    at = staged.positions
    lead, kind, time = (f"a{at[name]}" for name in (names.LEAD, names.EVENT, names.AT))
    identity = f"a{at[inputs.IDENTITY]}" if inputs.IDENTITY in at else "NULL"
    values = ", ".join(f"a{index}" for name, index in at.items() if name != inputs.IDENTITY)
    known = DuckDB().print(n.table([leads]))
    return f"""
        WITH numbered AS (
          SELECT *, row_number() OVER (PARTITION BY {identity}, {values} ORDER BY row) AS copy FROM {staged.read}
        ), compared AS (
          SELECT *, count(CASE WHEN copy = 1 THEN 1 END) OVER (PARTITION BY {identity}) AS different FROM numbered
        )
        SELECT row, {lead} AS lead, CASE
          WHEN {identity} IS NOT NULL AND different > 1 THEN 'conflicting'
          WHEN {identity} IS NOT NULL AND copy > 1 THEN 'copies'
          WHEN {lead} IS NULL THEN 'without_lead'
          WHEN {kind} IS NULL AND v{at[names.EVENT]} = {raw.MISSING} THEN 'without_kind'
          WHEN {kind} IS NULL THEN 'unknown_kind'
          WHEN {time} IS NULL AND v{at[names.AT]} = {raw.MISSING} THEN 'without_time'
          WHEN {time} IS NULL AND second IS NOT NULL THEN 'out_of_range'
          WHEN {time} IS NULL THEN 'unreadable_time'
          WHEN {time} > {as_of} THEN 'future'
          WHEN CAST({lead} AS VARCHAR) NOT IN (SELECT lead FROM {known}) THEN 'orphans'
          ELSE 'used' END AS fate
        FROM compared"""


def _shown(value: str, tagged: bool) -> str:
    text = value[1:] if tagged else value
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"
