"""Raw tables in several engines, and the typed relations over them, held against those of DuckDB's own reader."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol

import duckdb
from scoreline.compiler.plan import Plan
from scoreline.compiler.sql import inputs
from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.dialect import Dialect
from scoreline.compiler.sql.dialects.duckdb import DUCKDB
from scoreline.compiler.sql.dialects.mariadb import MARIADB
from scoreline.compiler.sql.dialects.postgres import POSTGRES
from scoreline.compiler.sql.dialects.sqlite import SQLITE
from scoreline.compiler.sql.emit import Statement
from scoreline.compiler.sql.read_back import Cursor
from scoreline.compiler.sql.typed import Physical, Tables, typed_inputs
from scoreline.dsl.binding import Binding
from scoreline.dsl.binding_file import read_text
from scoreline.dsl.source import Source

from .engines import registry
from .engines.postgres import Postgres

Rows = list[tuple[Any, ...]]


def bind(text: str, of: Plan) -> Binding:
    found = read_text(Source("crm.toml", text), of.schema)
    assert isinstance(found, Binding), found
    return found


class Runs(Protocol):
    def clear(self) -> None: ...

    def execute(self, sql: str, /) -> Cursor: ...


class DuckDB:
    """A database for each case; its session is in an odd zone."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()

    def clear(self) -> None:
        self.connection.close()
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'Asia/Tokyo'")

    def execute(self, sql: str, /) -> Cursor:
        return self.connection.execute(sql)


@dataclass(frozen=True)
class Place:
    """An engine with raw tables.

    `said` is a statement over raw tables as the engine has it, of which DuckDB's is given. `column` is a raw column:
    its type and its values as literals, None for those that it cannot hold; no column where it lacks the type.
    """

    engine: Runs
    dialect: Dialect
    said: Callable[[str], str]
    column: Callable[[str, str, Sequence[str | None]], tuple[str, list[str | None]] | None]
    declared: Callable[[Tables], Tables | None] = lambda tables: tables

    def statements(self, of: Plan, binding: Binding, tables: Tables) -> tuple[Statement, ...]:
        return typed_inputs(of, binding, self.dialect, self.declared(tables))

    def run(self, statements: Sequence[Statement], relation: str) -> Rows:
        return run(self.engine, statements, relation, self.dialect)


@dataclass(frozen=True)
class Engines:
    """DuckDB, whose reader is the measure, and the others."""

    duckdb: DuckDB
    postgres: Postgres
    places: tuple[Place, ...]


def engines() -> Iterator[Engines]:
    """For a fixture. MariaDB is among them where it is wanted."""
    duck, postgres = DuckDB(), Postgres()
    found = [
        Place(duck, DUCKDB, _same, _by_cast),
        Place(postgres, POSTGRES, _same, _by_cast),
        Place(registry.opened("sqlite"), SQLITE, _same, _in_sqlite, lambda _: None),
    ]
    if "mariadb" in registry.wanted():
        found.append(Place(registry.opened("mariadb"), MARIADB, _said_in_mariadb, _in_mariadb, _declared_in_mariadb))
    yield Engines(duck, postgres, tuple(found))
    postgres.close()


def run(engine: Runs, statements: Sequence[Statement], relation: str, dialect: Dialect = DUCKDB) -> Rows:
    for statement in statements:
        if statement.name == relation:
            for part in statement.parts:
                engine.execute(part)
    found = engine.execute(f"SELECT * FROM {dialect.print(n.table([relation]))}").fetchall()
    return sorted((tuple(row) for row in found), key=repr)


def compare(
    engines: Engines, of: Plan, binding: Binding, tables: Tables, raw: Sequence[str], relations: Sequence[str]
) -> dict[str, Rows]:
    """What DuckDB's own reader gives, after the typed inputs of every engine gave the same."""
    found: dict[str, Rows] = {}
    for place in engines.places:
        place.engine.clear()
        for sql in raw:
            place.engine.execute(place.said(sql))
        if place.engine is engines.duckdb:
            own = inputs.statements(of, binding)
            found = {relation: run(engines.duckdb, own, relation) for relation in relations}
        statements = place.statements(of, binding, tables)
        for relation in relations:
            same(found[relation], place.run(statements, relation), relation, place.dialect.name)
    return found


def compare_column(
    engines: Engines,
    of: Plan,
    binding: Binding,
    declared: Physical,
    type_: str,
    values: Sequence[str | None],
) -> Rows:
    """The same for one column `value` beside a key, from 1, of values as DuckDB casts them."""
    found: Rows = []
    tables: Tables = {("raw",): {"key": Physical("integer"), "value": declared}}
    for place in engines.places:
        column = place.column(declared.kind, type_, values)
        if column is None:
            continue
        own_type, literals = column
        place.engine.clear()
        place.engine.execute(f'CREATE TABLE "raw" ("key" BIGINT, "value" {own_type})')
        rows = [f"({i}, {each})" for i, each in enumerate(literals, 1) if each is not None]
        place.engine.execute('INSERT INTO "raw" VALUES ' + ", ".join(rows))
        if place.engine is engines.duckdb:
            found = run(engines.duckdb, inputs.statements(of, binding), "r_leads")
        kept = {str(i) for i, each in enumerate(literals, 1) if each is not None}
        wanted = [row for row in found if row[0] in kept]
        assert len(wanted) == len(kept)
        same(wanted, place.run(place.statements(of, binding, tables), "r_leads"), "r_leads", place.dialect.name)
    return found


def same(wanted: Rows, found: Rows, *about: str) -> None:
    """The rows are equal, to the type; engines without truth values have 1 and 0 for them."""
    assert len(wanted) == len(found), about
    for expected, got in zip(wanted, found, strict=True):
        if about[-1] in ("sqlite", "mariadb"):
            expected = tuple(int(value) if isinstance(value, bool) else value for value in expected)
        assert [(type(value), value) for value in got] == [(type(value), value) for value in expected], about


def literal(text: str | None) -> str:
    return "NULL" if text is None else "'" + text.replace("'", "''") + "'"


# ---- engines -------------------------------------------------------------------------------------------------------


def _same(sql: str) -> str:
    return sql


def _by_cast(_: str, type_: str, values: Sequence[str | None]) -> tuple[str, list[str | None]]:
    return type_, [f"CAST({literal(value)} AS {type_})" for value in values]


def _in_sqlite(kind: str, type_: str, values: Sequence[str | None]) -> tuple[str, list[str | None]] | None:
    """Columns without a type, so that all values stay what they are."""
    match kind:
        case "integer":
            return "", ["NULL" if value is None else value for value in values]
        case "double":
            return "", [_double(value, single=type_ == "REAL") for value in values]
        case "text":
            # See `sqlite_columns`: not every number with an exponent and so many digits is read.
            odd = re.compile(r"[+-]?[0-9.]{17,}[eE].*")
            return "", [None if value is not None and odd.fullmatch(value) else literal(value) for value in values]
        case _:
            return None


def _double(text: str | None, *, single: bool) -> str | None:
    if text is None:
        return "NULL"
    number = float(text)
    if number != number:
        return None
    if single and abs(number) < 3e38:
        number = struct.unpack("f", struct.pack("f", number))[0]
    return repr(number).replace("inf", "9e999") if "inf" in repr(number) else repr(number)


_IN_MARIADB = {
    "DOUBLE PRECISION": "DOUBLE",
    "REAL": "FLOAT",
    "TIMESTAMP": "DATETIME(6)",
    "TIMESTAMP WITH TIME ZONE": "TIMESTAMP(6) NULL",
    "VARCHAR": "LONGTEXT CHARACTER SET utf8mb4",
    "VARCHAR(40)": "VARCHAR(40) CHARACTER SET latin1",
}


def _in_mariadb(kind: str, type_: str, values: Sequence[str | None]) -> tuple[str, list[str | None]] | None:
    if kind == "boolean":
        return None
    own = _IN_MARIADB.get(type_, type_)
    found: list[str | None] = []
    for value in values:
        if value is None:
            found.append("NULL")
        elif "inf" in value.lower() or value == "NaN":
            found.append(None)
        elif kind == "text":
            found.append(f"CONVERT(x'{value.encode().hex()}' USING utf8mb4)" if value else "''")
        elif kind == "timestamp with time zone":
            # The session is at +09:00; the type ends in 2038.
            moment = datetime.fromisoformat(value.replace("+00", "+00:00").replace("+14", "+14:00")).timestamp()
            inside = 1 <= moment < 2**31
            shown = datetime.fromtimestamp(moment + 9 * 3_600 if inside else 0, UTC)
            found.append(literal(f"{shown:%Y-%m-%d %H:%M:%S.%f}") if inside else None)
        elif kind in ("integer", "double"):
            found.append(value)
        else:
            found.append(literal(value))
    return own, found


def _said_in_mariadb(sql: str) -> str:
    for theirs, own in (("VARCHAR", "VARCHAR(60)"), ("TIMESTAMP", "DATETIME(6)"), ("'infinity'", "NULL")):
        if not sql.startswith("CREATE") or theirs != "VARCHAR" or "VARCHAR(" not in sql:
            sql = sql.replace(theirs, own)
    return sql


def _declared_in_mariadb(tables: Tables) -> Tables:
    """There is no type of truth values."""
    return {
        table: {
            name: replace(type_, kind="integer") if type_.kind == "boolean" else type_
            for name, type_ in columns.items()
        }
        for table, columns in tables.items()
    }
