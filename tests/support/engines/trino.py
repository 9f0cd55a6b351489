"""Trino's SQL without Trino: read by a parser that knows its functions, and run as another tool understands it.

Neither is proof of what a server does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import sqlglot
from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.lowering import rewritten
from scoreline.compiler.sql.dialects.trino import TRINO
from sqlglot import exp
from support.environments import Worker

_TOO_MUCH: Final = "complexity exceeded"


class TrinoParser:
    """A parser of Trino's SQL, with lists of its functions and types."""

    def __init__(self) -> None:
        self._worker = Worker("trino", Path(__file__).with_name("trino_worker.py"))

    def complaints(self, text: str) -> list[str]:
        """What is wrong with a statement; one that is too much for the parser is read in parts."""
        [said] = self._worker.ask(parse=[text])
        if not any(_TOO_MUCH in each for each in said):
            return list(said)
        parts = list(_parts(sqlglot.parse_one(text, read="trino")))
        if not parts:
            return list(said)
        return [each for part in parts for each in self.complaints(part.sql("trino", normalize_functions=False))]

    def close(self) -> None:
        self._worker.close()


def _parts(statement: exp.Expr) -> Iterator[exp.Expr]:
    """The steps of a query and what reads them; of a step its columns, and what stands behind them."""
    query = statement.expression if isinstance(statement, exp.Create) else statement
    if query.ctes:
        yield from (step.this for step in query.ctes)
        rest = statement.copy()
        (rest.expression if isinstance(rest, exp.Create) else rest).set("with_", None)
        yield rest
    elif isinstance(query, exp.Select) and len(query.selects) > 1:
        yield from (n.select([column], None) for column in query.selects)
        rest = query.copy()
        rest.set("expressions", [exp.Star()])
        yield rest


class Trino:
    """See `engine.Engine`: DuckDB, with each statement in its words as sqlglot understands it."""

    dialect = TRINO

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self._connection = duckdb.connect()

    def execute(self, sql: str, /) -> duckdb.DuckDBPyConnection:
        return self._connection.execute(rewritten(sqlglot.parse_one(sql, read="trino"), _in_duckdb).sql("duckdb"))

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        name = self.dialect.print(n.table([table]))
        listed = ", ".join(self.dialect.print(n.column(column)) for column in columns)
        marks = ", ".join("?" * len(columns))
        self._connection.executemany(f"INSERT INTO {name} ({listed}) VALUES ({marks})", rows)

    def close(self) -> None:
        self._connection.close()


def _in_duckdb(node: exp.Expr) -> exp.Expr:
    """What sqlglot does not know of: whole numbers divide to whole ones, and bytes have a length."""
    match node:
        case exp.Div():
            return exp.IntDiv(this=node.this, expression=node.expression)
        case exp.Length(this=exp.Encode()):
            return exp.Anonymous(this="octet_length", expressions=[node.this])
        case _:
            return node


def start() -> Trino:
    return Trino()
