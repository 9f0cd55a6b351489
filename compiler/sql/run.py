"""Scoring leads that are in memory through the views, in a DuckDB of their own; for samples and tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import duckdb

from .. import plan as p
from ..result import Account, AccountResult, Lead, Result
from . import names
from . import nodes as n
from .emit import Views, emit
from .read_back import account_results, results

_Keyed = TypeVar("_Keyed", Lead, Account)
_ROWS = 50_000  # of one INSERT


def score_in_duckdb(plan: p.Plan, leads: Sequence[Lead], as_of: int, accounts: Sequence[Account] = ()) -> list[Result]:
    """What the views say of the leads at `as_of` (seconds since 1970 UTC), in the order of the leads.

    Leads without a key, and all those that share one, are left out; so are such accounts.
    """
    with scored(plan, leads, [as_of], accounts) as connection:
        found = {result.lead: result for result in results(connection, plan, as_of)}
    return [found[lead.key] for lead in leads if lead.key in found]


def score_all_in_duckdb(
    plan: p.Plan, leads: Sequence[Lead], as_of: int, accounts: Sequence[Account] = ()
) -> tuple[list[Result], list[AccountResult]]:
    """The same, and what the views say of accounts, by key."""
    with scored(plan, leads, [as_of], accounts) as connection:
        found = {result.lead: result for result in results(connection, plan, as_of)}
        of_accounts = account_results(connection, plan, as_of)
    return [found[lead.key] for lead in leads if lead.key in found], of_accounts


@contextmanager
def scored(
    plan: p.Plan, leads: Sequence[Lead], moments: Sequence[int], accounts: Sequence[Account] = ()
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database of its own with the data and the views."""
    with duckdb.connect(":memory:") as connection:
        load(connection, plan, leads, moments, accounts)
        define(connection, _views(plan))
        yield connection


@lru_cache(maxsize=4)
def _views(plan: p.Plan) -> Views:
    return emit(plan, compiled_by="scoreline")


@dataclass(frozen=True, slots=True)
class Relation:
    """A typed input relation in memory; columns by name and type (VARCHAR, BIGINT, BOOLEAN)."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: Sequence[Sequence[str | int | bool | None]]


def relations(
    plan: p.Plan, leads: Sequence[Lead], moments: Sequence[int], accounts: Sequence[Account] = ()
) -> tuple[Relation, ...]:
    """`<r>_leads`, `<r>_events`, `<r>_as_of`; `<r>_accounts` where there are accounts."""
    objects = names.objects(plan.name)
    single = _single(leads)
    found = [_of_keyed(objects.leads, names.LEAD, names.lead_columns(plan.schema), single)]
    if plan.schema.account is not None:
        columns = names.account_columns(plan.schema)
        found.append(_of_keyed(objects.accounts, names.ACCOUNT, columns, _single(accounts)))
    moments_ = Relation(objects.as_of, ((names.AS_OF, "BIGINT"),), [[moment] for moment in moments])
    return (*found, _events(plan, single), moments_)


def _events(plan: p.Plan, leads: Sequence[Lead]) -> Relation:
    event_columns = names.event_columns(plan.schema)
    owners = [{kind for kind, _ in column.sources} for column in event_columns]
    fixed = [(names.LEAD, "VARCHAR"), (names.EVENT, "VARCHAR"), (names.AT, "BIGINT")]
    columns = (*fixed, *((column.name, names.column_type(column.type)) for column in event_columns))
    rows = [
        [
            lead.key,
            event.kind,
            event.at,
            *(
                event.values.get(column.attribute) if event.kind in kinds else None
                for column, kinds in zip(event_columns, owners, strict=True)
            ),
        ]
        for lead in leads
        for event in lead.events
    ]
    return Relation(names.objects(plan.name).events, columns, rows)


def load(
    connection: duckdb.DuckDBPyConnection,
    plan: p.Plan,
    leads: Sequence[Lead],
    moments: Sequence[int],
    accounts: Sequence[Account] = (),
) -> None:
    """Makes and fills the typed relations as tables."""
    for relation in relations(plan, leads, moments, accounts):
        _fill(connection, relation.name, relation.columns, relation.rows)


def _single(rows: Sequence[_Keyed]) -> list[_Keyed]:
    """Those with a key of their own."""
    times = Counter(row.key for row in rows)
    return [row for row in rows if row.key and times[row.key] == 1]


def _of_keyed(table: str, key: str, columns: Sequence[names.LeadColumn], rows: Sequence[Lead | Account]) -> Relation:
    """One row for each lead or account."""
    defined = ((key, "VARCHAR"), *((c.name, names.column_type(c.attribute.type)) for c in columns))
    return Relation(table, defined, [[row.key, *(row.values.get(c.attribute.name) for c in columns)] for row in rows])


def _fill(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[str | int | bool | None]],
) -> None:
    name = n.table([table]).sql("duckdb")
    defined = ", ".join(f"{n.column(column).sql('duckdb')} {type_}" for column, type_ in columns)
    connection.execute(f"CREATE TABLE {name} ({defined})")
    unnested = ", ".join(f"unnest(CAST(${i} AS {type_}[]))" for i, (_, type_) in enumerate(columns, 1))
    for start in range(0, len(rows), _ROWS):
        chunk = rows[start : start + _ROWS]
        connection.execute(
            f"INSERT INTO {name} SELECT {unnested}", [list(values) for values in zip(*chunk, strict=True)]
        )


def define(connection: duckdb.DuckDBPyConnection, views: Views) -> None:
    """Runs the statements of the views, except the default moment where a table has its name."""
    tables = {row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    for statement in views.statements:
        if statement.kind != "as of" or statement.name not in tables:
            connection.execute(statement.sql)
