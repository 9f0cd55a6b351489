"""Databases with raw tables to deploy to: a file of DuckDB or SQLite, a database of a running PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.dsl.binding import default_binding
from scoreline.dsl.load import load
from scoreline.warehouse.connection import Connection
from scoreline.warehouse.deployment import Prepared, choose_schema, put_in_service, to_deploy, to_roll_back
from scoreline.warehouse.engines import connect
from scoreline.warehouse.refusals import EngineError
from scoreline.warehouse.urls import read_url
from support import clickhouse_http
from support.engines.registry import opened, wanted

ENGINES = ("duckdb", "sqlite", "postgres", *(name for name in ("mariadb", "clickhouse", "spark") if name in wanted()))
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
    schema: str | None = None  # where a URL names none

    def open(self, schema: str | None = None) -> Connection:
        connection = connect(read_url(self.url))
        choose_schema(connection, schema or self.schema)
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
        return to_deploy(connection, plan, default_binding(plan.schema), by)

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
            moment = "DATETIME"
        case "mariadb":
            found = in_mariadb(f"crm{next(_numbers)}")
            moment = "DATETIME"
        case "clickhouse":
            found = in_clickhouse(f"crm{next(_numbers)}")
            moment = "DateTime64(6, 'UTC')"
        case "spark":
            found = in_spark(f"crm{next(_numbers)}")
            moment = "TIMESTAMP"
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


def in_clickhouse(database: str) -> Place:
    """A database of ClickHouse behind a server of the tests; the lock of one that died counts for 3 seconds."""
    server = clickhouse_http.running()
    place = f"clickhouse://default:{clickhouse_http.QUOTED}@127.0.0.1:{server.port}"
    url = f"{place}/{{}}?lock_timeout=20&lock_lease=3"
    admin = connect(read_url(url.format("default")))
    admin.execute(f"CREATE DATABASE {database}")
    admin.close()
    session = connect(read_url(url.format(database)))
    return Place("clickhouse", url.format(database), lambda sql: session.execute(clickhouse_http.said(sql)))


def in_spark(schema: str) -> Place:
    """A schema of a server of Spark Connect; a deployment that came to no end is taken for dead at once."""
    server: Any = opened("spark")
    url = f"sc://127.0.0.1:{server.port()}/;user_id=tests;lock_lease=0"
    session = connect(read_url(url))
    session.execute(f"CREATE SCHEMA {schema}")
    session.choose(schema)
    # Names stand in double quotes in the tests, and times in texts.
    session.execute("SET spark.sql.ansi.doubleQuotedIdentifiers = true")
    session.execute("SET spark.sql.storeAssignmentPolicy = LEGACY")
    session.execute("SET TIME ZONE 'Asia/Tokyo'")
    return Place("spark", url, session.execute, schema)


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
