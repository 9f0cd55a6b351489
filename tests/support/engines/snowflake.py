"""Snowflake, emulated by fakesnow on DuckDB in a process of its own; see `snowflake_worker.py`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.snowflake import SNOWFLAKE
from support.environments import Worker

_SCRIPT = Path(__file__).with_name("snowflake_worker.py")


class _Rows:
    def __init__(self, rows: Sequence[Sequence[Any]]) -> None:
        self._rows = [tuple(row) for row in rows]

    def fetchall(self) -> Sequence[tuple[Any, ...]]:
        return self._rows


class Snowflake:
    """See `engine.Engine`. The time zone of the session is odd on purpose."""

    dialect = SNOWFLAKE

    def __init__(self) -> None:
        self._worker = Worker("fakesnow", _SCRIPT)

    def clear(self) -> None:
        self._worker.ask(clear=True)

    def execute(self, sql: str, /) -> _Rows:
        return _Rows(self._worker.ask(execute=sql))

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        self.insert_as(table, columns, [_type(column) for column in zip(*rows, strict=True)], rows)

    def insert_as(
        self, table: str, columns: Sequence[str], types: Sequence[str], rows: Sequence[Sequence[Any]]
    ) -> None:
        """Adds rows whose values are cast to these types of DuckDB."""
        names = [self.dialect.print(n.column(column)) for column in columns]
        self._worker.ask(
            insert=f"{self.dialect.print(n.table([table]))} ({', '.join(names)})", types=list(types), rows=list(rows)
        )

    def close(self) -> None:
        self._worker.close()


def _type(values: Sequence[str | int | bool | None]) -> str:
    known = next((value for value in values if value is not None), None)
    match known:
        case bool():
            return "BOOLEAN"
        case int():
            return "BIGINT"
        case _:
            return "VARCHAR"


def start() -> Snowflake:
    return Snowflake()
