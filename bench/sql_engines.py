"""Databases with the leads and events in them, each for one process: DuckDB, PostgreSQL, ClickHouse and Spark.

Two threads each, or what the machine has where it is less. Scoreline's typed relations are views over the tables: the
leads' and events' columns as they are, times as seconds.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from .workload.data import AS_OF, LEAD_COLUMNS, Files

THREADS: Final = 2
_LEAD_TYPES: Final = {"id": "TEXT", "created": "TIMESTAMPTZ", "employees": "BIGINT", "budget": "BIGINT"}


class Session(Protocol):
    """A database with the tables `leads` and `events`."""

    name: str
    table_options: str  # of a small table

    def run(self, script: str, /) -> None: ...

    def fetch(self, query: str, /) -> list[tuple[Any, ...]]: ...

    def set_moment(self) -> None:
        """Makes `bench_as_of`."""

    def make_typed(self) -> None:
        """Makes `bench_leads` and `bench_events`."""


def _typed(second: str, quote: str = '"') -> tuple[str, str]:
    """The two views; `second` is an expression for the seconds of a column of times."""
    listed = ", ".join(f"{second.format('created')} AS created" if name == "created" else name for name in LEAD_COLUMNS)
    at = f"{quote}at{quote}"
    return (
        f"CREATE VIEW bench_leads AS SELECT id AS lead, {listed} FROM leads",
        f"CREATE VIEW bench_events AS SELECT lead, event, {second.format(at)} AS {at}, page, seconds FROM events",
    )


class DuckDB:
    name = "duckdb"
    table_options = ""

    def __init__(self, data: Files) -> None:
        import duckdb

        self._connection = duckdb.connect(":memory:")
        self.run(f"SET threads = {THREADS}; SET TimeZone = 'UTC'")
        self.run(f"CREATE VIEW leads AS FROM read_parquet('{data.leads}')")
        self.run(f"CREATE VIEW events AS FROM read_parquet('{data.events}')")

    def run(self, script: str, /) -> None:
        self._connection.execute(script)

    def fetch(self, query: str, /) -> list[tuple[Any, ...]]:
        return self._connection.execute(query).fetchall()

    def set_moment(self) -> None:
        self.run(f"CREATE TABLE bench_as_of AS SELECT CAST({AS_OF} AS BIGINT) AS as_of")

    def make_typed(self) -> None:
        for statement in _typed("epoch_us({}) // 1000000"):
            self.run(statement)


class Postgres:
    name = "postgres"
    table_options = ""

    def __init__(self, data: Files) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
        import pg8000.native

        pgserver: Any = importlib.import_module("pgserver")
        self._folder = tempfile.TemporaryDirectory(prefix="pg")
        with contextlib.redirect_stdout(io.StringIO()):
            self._server = pgserver.get_server(Path(self._folder.name), cleanup_mode="stop")
        sockets = (Path(self._folder.name), Path(tempfile.gettempdir()))
        socket = next(found for folder in sockets for found in folder.rglob(".s.PGSQL.*[0-9]"))
        self._connection = pg8000.native.Connection("postgres", unix_sock=str(socket), database="postgres")
        self.run("SET timezone = 'UTC'")
        self.run("SET work_mem = '256MB'")
        self.run(f"SET max_parallel_workers_per_gather = {THREADS - 1}")
        leads = ", ".join(f"{name} {_LEAD_TYPES.get(name, 'TEXT')}" for name in LEAD_COLUMNS)
        self.run(f"CREATE TABLE leads ({leads})")
        self.run('CREATE TABLE events (lead TEXT, event TEXT, "at" TIMESTAMPTZ, page TEXT, seconds BIGINT)')
        for table, path in (("leads", data.leads), ("events", data.events)):
            self._copy(table, path)
        self.run("VACUUM ANALYZE leads")
        self.run("VACUUM ANALYZE events")

    def _copy(self, table: str, path: Path) -> None:
        import duckdb

        with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:") as connection:
            text = Path(folder) / "table.csv"
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute(f"COPY (FROM read_parquet('{path}')) TO '{text}' (FORMAT csv, HEADER false)")
            with text.open("rb") as stream:
                self._connection.run(f"COPY {table} FROM STDIN (FORMAT csv)", stream=stream)

    def run(self, script: str, /) -> None:
        self._connection.run(script)

    def fetch(self, query: str, /) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._connection.run(query) or ()]

    def set_moment(self) -> None:
        self.run(f"CREATE TABLE bench_as_of AS SELECT CAST({AS_OF} AS BIGINT) AS as_of")

    def make_typed(self) -> None:
        for statement in _typed("CAST(floor(date_part('epoch', {})) AS BIGINT)"):
            self.run(statement)


class ClickHouse:
    name = "clickhouse"
    table_options = "ENGINE = Memory"

    def __init__(self, data: Files) -> None:
        chdb: Any = importlib.import_module("chdb.session")  # without types
        self._folder = tempfile.TemporaryDirectory(prefix="ch")
        self._session = chdb.Session(self._folder.name)
        self.run(f"SET max_threads = {THREADS}, max_query_size = 100000000, session_timezone = 'UTC'")
        self.run("CREATE DATABASE bench")
        self.run("USE bench")
        for table, path, key, times in (("leads", data.leads, "id", "created"), ("events", data.events, "lead", "at")):
            read = (
                f"SELECT * REPLACE (CAST({times} AS Nullable(DateTime('UTC'))) AS {times}) FROM file('{path}', Parquet)"
            )
            settings = "SETTINGS allow_nullable_key = 1"
            self.run(f"CREATE TABLE {table} ENGINE = MergeTree ORDER BY {key} {settings} AS {read}")

    def run(self, script: str, /) -> None:
        for statement in script.split(";\n"):
            if statement.strip():
                self._session.query(statement)

    def fetch(self, query: str, /) -> list[tuple[Any, ...]]:
        found = self._session.query(query, "JSONCompact").bytes()
        return [tuple(row) for row in json.loads(found)["data"]]

    def set_moment(self) -> None:
        self.run(f"CREATE TABLE bench_as_of ENGINE = Memory AS SELECT CAST({AS_OF} AS Int64) AS as_of")

    def make_typed(self) -> None:
        for statement in _typed("CAST(toUnixTimestamp({}) AS Nullable(Int64))"):
            self.run(statement)


class Spark:
    name = "spark"
    table_options = "USING parquet"

    def __init__(self, data: Files) -> None:
        from pyspark.sql import SparkSession

        self._folder = tempfile.TemporaryDirectory(prefix="spark")
        settings: Mapping[str, str] = {
            "spark.ui.enabled": "false",
            "spark.log.level": "OFF",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.memory": "4g",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.shuffle.partitions": str(2 * THREADS),
            "spark.sql.analyzer.maxIterations": "1000",
            "spark.sql.warehouse.dir": self._folder.name,
        }
        builder = SparkSession.builder.master(f"local[{THREADS}]")
        for name, value in settings.items():
            builder = builder.config(name, value)
        self._session = builder.getOrCreate()
        for table, path in (("leads", data.leads), ("events", data.events)):
            self._session.read.parquet(str(path)).createOrReplaceTempView(f"{table}_ntz")
            times = "created" if table == "leads" else "at"
            others = f"* EXCEPT (`{times}`), CAST(`{times}` AS TIMESTAMP) AS `{times}`"
            self.run(f"CREATE TEMPORARY VIEW {table} AS SELECT {others} FROM {table}_ntz")

    def run(self, script: str, /) -> None:
        for statement in script.split(";\n"):
            if any(line.strip() and not line.startswith("--") for line in statement.splitlines()):
                text = statement.replace("CREATE OR REPLACE VIEW", "CREATE OR REPLACE TEMPORARY VIEW")
                self._session.sql(text.replace("CREATE VIEW", "CREATE TEMPORARY VIEW")).collect()

    def fetch(self, query: str, /) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._session.sql(query).collect()]

    def set_moment(self) -> None:
        self.run(f"CREATE TEMPORARY VIEW bench_as_of AS SELECT CAST({AS_OF} AS BIGINT) AS as_of")

    def make_typed(self) -> None:
        for statement in _typed("unix_seconds({})", "`"):
            self.run(statement)


ENGINES: Final[Mapping[str, Callable[[Files], Session]]] = {
    "duckdb": DuckDB,
    "postgres": Postgres,
    "clickhouse": ClickHouse,
    "spark": Spark,
}
