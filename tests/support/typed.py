"""Raw tables in DuckDB and PostgreSQL, and the typed relations over them, held against those of DuckDB's own reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
from scoreline.compiler.plan import Plan
from scoreline.compiler.sql import inputs
from scoreline.compiler.sql.dialects.duckdb import DUCKDB
from scoreline.compiler.sql.dialects.postgres import POSTGRES
from scoreline.compiler.sql.emit import Statement
from scoreline.compiler.sql.typed import Tables, typed_inputs
from scoreline.dsl.binding import Binding
from scoreline.dsl.binding_file import read_text
from scoreline.dsl.source import Source

from .engines.postgres import Postgres


def bind(text: str, of: Plan) -> Binding:
    found = read_text(Source("crm.toml", text), of.schema)
    assert isinstance(found, Binding), found
    return found


class DuckDB:
    """A database for each case; its session is in an odd zone."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()

    def clear(self) -> None:
        self.connection.close()
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'Asia/Tokyo'")

    def execute(self, sql: str) -> duckdb.DuckDBPyConnection:
        return self.connection.execute(sql)


def run(engine: DuckDB | Postgres, statements: Sequence[Statement], relation: str) -> list[tuple[Any, ...]]:
    for statement in statements:
        if statement.name == relation:
            for part in statement.parts:
                engine.execute(part)
    return sorted((tuple(row) for row in engine.execute(f'SELECT * FROM "{relation}"').fetchall()), key=repr)


def compare(
    engines: tuple[DuckDB, Postgres],
    of: Plan,
    binding: Binding,
    tables: Tables,
    raw: Sequence[str],
    relations: Sequence[str],
) -> dict[str, list[tuple[Any, ...]]]:
    """What DuckDB's own reader gives, after the typed inputs of both engines gave the same."""
    found: dict[str, list[list[tuple[Any, ...]]]] = {relation: [] for relation in relations}
    duck, postgres = engines
    for engine, statements in (
        (duck, inputs.statements(of, binding)),
        (duck, typed_inputs(of, binding, DUCKDB, tables)),
        (postgres, typed_inputs(of, binding, POSTGRES, tables)),
    ):
        engine.clear()
        for sql in raw:
            engine.execute(sql)
        for relation in relations:
            found[relation].append(run(engine, statements, relation))
    for relation, (own, in_duckdb, in_postgres) in found.items():
        for row, typed in ((own, in_duckdb), (own, in_postgres)):
            assert len(row) == len(typed), relation
            for expected, got in zip(row, typed, strict=True):
                assert [(type(value), value) for value in got] == [(type(value), value) for value in expected], relation
    return {relation: own for relation, (own, _, _) in found.items()}


def literal(text: str | None) -> str:
    return "NULL" if text is None else "'" + text.replace("'", "''") + "'"
