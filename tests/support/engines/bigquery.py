"""ZetaSQL, the analyser and reference evaluator of BigQuery's SQL, in a process of an environment of its own.

It has no views and no statements that change data: what makes something is analysed as it is, and kept here; a query
carries the views that it reads, and what was inserted by statements, as steps.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from decimal import Context, Decimal
from pathlib import Path
from typing import Any, Final

import sqlglot
from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.bigquery import BIGQUERY, DATASET
from support.environments import Worker

_PLACE: Final = f"`{DATASET}`."
_NAME: Final = r"`((?:[^`\\]|\\.)*)`"
_TABLE: Final = re.compile(rf"CREATE OR REPLACE TABLE {re.escape(_PLACE)}{_NAME} \((.*)\)", re.DOTALL)
_VIEW: Final = re.compile(rf"CREATE OR REPLACE VIEW {re.escape(_PLACE)}{_NAME} AS\s", re.DOTALL)
_INSERT: Final = re.compile(rf"INSERT INTO {re.escape(_PLACE)}{_NAME}", re.DOTALL)
_COLUMN: Final = re.compile(rf"{_NAME} ([A-Z0-9]+)")


class _Rows:
    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self._rows = rows

    def fetchall(self) -> Sequence[tuple[Any, ...]]:
        return self._rows


class BigQuery:
    """See `engine.Engine`. The default time zone is odd on purpose."""

    dialect = BIGQUERY

    def __init__(self) -> None:
        self._worker = Worker("zetasql", Path(__file__).with_name("bigquery_worker.py"))
        self.clear()

    def clear(self) -> None:
        self._tables: dict[str, dict[str, Any]] = {}  # what tables and views are made of
        self._steps: dict[str, str] = {}  # the queries of views, and of tables filled by statements
        self._structs: dict[str, list[str]] = {}
        self._loaded = False

    def execute(self, sql: str, /) -> _Rows:
        if (made := _TABLE.match(sql)) is not None:
            self.analyse(sql)
            self._forget(made[1])
            self._tables[made[1]] = {"columns": _COLUMN.findall(made[2]), "rows": []}
        elif (made := _VIEW.match(sql)) is not None:
            columns = self.analyse(sql)
            self._forget(made[1])
            self._tables[made[1]] = {"columns": columns, "rows": []}
            self._steps[made[1]] = sql[made.end() :]
        elif (made := _INSERT.match(sql)) is not None:
            self.analyse(sql)
            self._add(made[1], sql)
        else:
            return _Rows(self._answer(sql))
        self._loaded = False
        return _Rows([])

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        del columns  # all of the table, in its order
        name = self.dialect.print(n.table([table])).removeprefix(_PLACE).strip("`")
        self._tables[name]["rows"] += [list(row) for row in rows]
        self._loaded = False

    def analyse(self, sql: str) -> list[list[str]]:
        """The columns by name and kind that a statement gives, which the analyser accepts. Raises WorkerError."""
        self._load()
        found: list[list[str]] = self._worker.ask(analyse=sql)
        return found

    def close(self) -> None:
        self._worker.close()

    def _forget(self, name: str) -> None:
        self._steps.pop(name, None)
        self._structs.pop(name, None)

    def _add(self, name: str, sql: str) -> None:
        """The literals as they stand, in the types of the columns."""
        written = sqlglot.parse_one(sql, read="bigquery").expression.expressions
        structs = self._structs.setdefault(name, [])
        structs += [f"STRUCT({', '.join(value.sql('bigquery') for value in row.expressions)})" for row in written]
        types = ", ".join(f"`{column}` {kind}" for column, kind in self._tables[name]["columns"])
        self._steps[name] = f"SELECT * FROM UNNEST(ARRAY<STRUCT<{types}>>[{', '.join(structs)}])"

    def _load(self) -> None:
        if not self._loaded:
            self._worker.ask(load=self._tables)
            self._loaded = True

    def _answer(self, sql: str) -> list[tuple[Any, ...]]:
        self._load()
        # All steps before the first: names without a dataset are theirs.
        steps = ",\n".join(f"`{name}` AS ({self._steps[name]})" for name in reversed(list(self._read(sql, set()))))
        whole = f"WITH {steps}\nSELECT * FROM ({sql})" if steps else sql
        rows = self._worker.ask(query=whole.replace(_PLACE, ""))
        return [tuple(_value(value) for value in row) for row in rows]

    def _read(self, sql: str, seen: set[str]) -> Iterator[str]:
        """The steps that a query reads, those that they read behind them."""
        for name in reversed(self._steps):
            if name not in seen and f"{_PLACE}`{name}`" in sql:
                seen.add(name)
                yield name
                yield from self._read(self._steps[name], seen)


def _value(value: Any) -> Any:
    match value:
        case {"units": units, "places": places}:
            return Decimal(units).scaleb(-places, Context(prec=80))
        case {"moment": fields}:
            return dt.datetime(*fields)
        case _:
            return value


def start() -> BigQuery:
    return BigQuery()
