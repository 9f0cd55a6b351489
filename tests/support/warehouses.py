"""Databases with raw tables to deploy to: a file of DuckDB or SQLite, a database of a running PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.sql.dialects.dialect import Dialect
from scoreline.compiler.sql.emit import Statement
from scoreline.compiler.sql.names import objects
from scoreline.dsl.binding import default_binding
from scoreline.dsl.load import load
from scoreline.warehouse.connection import Connection, quoted
from scoreline.warehouse.deployment import Prepared, choose_schema, put_in_service, to_deploy, to_roll_back
from scoreline.warehouse.engines import connect
from scoreline.warehouse.refusals import EngineError
from scoreline.warehouse.urls import read_url
from support.engines.registry import opened, wanted

ENGINES = ("duckdb", "sqlite", "postgres", *(name for name in ("mariadb",) if name in wanted()))
RAW = (
    "CREATE TABLE leads (id VARCHAR(20), employees INTEGER, country VARCHAR(2))",
    "INSERT INTO leads VALUES ('a', 10, 'DE'), ('b', 60, 'FR'), ('c', 70, 'DE')",
    'CREATE TABLE events (lead VARCHAR(20), event VARCHAR(20), "at" {moment}, page VARCHAR(20))',
    "INSERT INTO events VALUES ('a', 'visit', '2020-01-01 00:00:00', '/')",
)
FIRST = """
ruleset shop version "1"
lead { id: text key  employees: integer  country: text }
event visit { page: text }
list many from "many.csv" column name
score fit { "Large" +20 when employees at least 50   "Home" +5 when country in many }
worklist by fit, when fit above 0
"""
# Fewer views, a column with another name, and other points.
SECOND = """
ruleset shop version "2"
lead { id: text key  employees: integer  country: text }
event visit { page: text }
list many from "many.csv" column name
score size { "Large" +40 when employees at least 50   "Home" +7 when country in many }
"""
FIRST_ROWS = [("a", 5), ("b", 20), ("c", 25)]
SECOND_ROWS = [("a", 7), ("b", 40), ("c", 47)]
_numbers = count(1)


@dataclass
class Place:
    """A database; `run` is a session of its own, as a reader has it."""

    engine: str
    url: str
    run: Callable[[str], Sequence[Sequence[Any]]]

    def open(self, schema: str | None = None) -> Connection:
        connection = connect(read_url(self.url))
        choose_schema(connection, schema)
        return connection

    def scores(self, ruleset: str = "shop") -> list[tuple[str, int]]:
        rows = self.run(f"SELECT * FROM {ruleset}_scores ORDER BY lead")
        return [(row[0], int(row[2])) for row in rows]

    def things(self) -> set[str]:
        connection = self.open()
        try:
            return set(connection.objects())
        finally:
            connection.close()

    def prepare(self, connection: Connection, plan: Plan, by: str | None = None) -> Prepared:
        plain = self.engine in ("sqlite", "mariadb")
        inputs = partial(plain_inputs, connection.dialect) if plain else None
        return to_deploy(connection, plan, default_binding(plan.schema), by, inputs)

    def deploy(self, plan: Plan, schema: str | None = None, by: str | None = None) -> Prepared:
        connection = self.open(schema)
        try:
            prepared = self.prepare(connection, plan, by)
            put_in_service(connection, prepared)
            return prepared
        finally:
            connection.close()

    def roll_back(self) -> Prepared:
        connection = self.open()
        try:
            prepared = to_roll_back(connection, "shop")
            put_in_service(connection, prepared)
            return prepared
        finally:
            connection.close()


def plain_inputs(dialect: Dialect, plan: Plan) -> tuple[Statement, ...]:
    """Typed relations over raw tables whose columns have just these types already."""
    made = objects(plan.name)
    leads = f"CREATE VIEW {quoted(dialect, made.leads)} AS SELECT id AS lead, id, employees, country FROM leads"
    events = f"CREATE VIEW {quoted(dialect, made.events)} AS SELECT lead, event, 0 AS at, page FROM events"
    return Statement(made.leads, "input", (leads,)), Statement(made.events, "input", (events,))


def place(engine: str, folder: Path, raw: Sequence[str] = RAW) -> Place:
    """A new database with the raw tables."""
    match engine:
        case "duckdb":
            path = folder / f"crm{next(_numbers)}.duckdb"
            found = Place(engine, f"duckdb:///{path}", lambda sql: _in_duckdb(path, sql))
            moment = "TIMESTAMPTZ"
        case "sqlite":
            path = folder / f"crm{next(_numbers)}.sqlite"
            found = Place(engine, f"sqlite:///{path}", lambda sql: _in_sqlite(path, sql))
            sqlite3.connect(path).close()
            moment = "TEXT"
        case "mariadb":
            found = in_mariadb(f"crm{next(_numbers)}")
            moment = "DATETIME"
        case _:
            found = in_postgres(f"crm{next(_numbers)}")
            moment = "TIMESTAMPTZ"
    for statement in raw:
        found.run(statement.format(moment=moment))
    return found


def _in_duckdb(path: Path, sql: str) -> Sequence[Sequence[Any]]:
    with duckdb.connect(str(path)) as connection:
        return connection.execute(sql).fetchall()


def _in_sqlite(path: Path, sql: str) -> Sequence[Sequence[Any]]:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


@lru_cache
def socket_folder() -> Path:
    """Of a PostgreSQL that the engines of the conformance tests start and stop."""
    server: Any = opened("postgres")
    return Path(server.execute("SHOW unix_socket_directories").fetchall()[0][0].split(",")[0])


def in_postgres(database: str) -> Place:
    url = f"postgresql://postgres@/{database}?host={socket_folder()}&lock_timeout=1"
    admin = connect(read_url(url.replace(f"/{database}?", "/postgres?")))
    admin.execute(f"CREATE DATABASE {database}")
    admin.close()
    session = connect(read_url(url))
    session.execute("SET timezone = 'Asia/Tokyo'")
    return Place("postgres", url, session.execute)


def in_mariadb(database: str) -> Place:
    server: Any = opened("mariadb")
    socket = server.execute("SELECT @@socket").fetchall()[0][0]
    url = f"mariadb://root@localhost/{database}?socket={quote(socket, safe='')}&lock_timeout=1"
    admin = connect(read_url(url.replace(f"/{database}?", "/?")))
    admin.execute(f"CREATE DATABASE {database} COLLATE utf8mb4_nopad_bin")
    admin.close()
    session = connect(read_url(url))
    session.execute("SET sql_mode = 'ANSI'")
    return Place("mariadb", url, session.execute)


def plan_of(text: str, folder: Path) -> Plan:
    """A rule file beside a list that is too long to travel inline."""
    (folder / "many.csv").write_text("name\nDE\n" + "".join(f"x{i}\n" for i in range(300)))
    path = folder / "rules.score"
    path.write_text(text, encoding="utf-8")
    ruleset = load(path).ruleset
    assert ruleset is not None, load(path).diagnostics
    return lower(ruleset)


def fail_at(connection: Connection, wanted: int) -> Callable[[], int]:
    """Lets the statement of that number, from 1, fail before it is run; the answer counts those that were asked for."""
    real, seen = connection.execute, 0

    def execute(sql: str) -> Sequence[Sequence[Any]]:
        nonlocal seen
        seen += 1
        if seen == wanted:
            raise EngineError("the engine is out of order")
        return real(sql)

    connection.execute = execute  # type: ignore[method-assign]
    return lambda: seen
