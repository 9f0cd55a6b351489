"""SQLite, by the module of the standard library, in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.sqlite import SQLITE


class SQLite:
    """See `engine.Engine`. LIKE heeds case and foreign keys hold, on purpose: nothing depends on it."""

    dialect = SQLITE

    def __init__(self) -> None:
        self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        for pragma in ("case_sensitive_like = ON", "foreign_keys = ON", "reverse_unordered_selects = ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def clear(self) -> None:
        self._connection.close()
        self._connection = self._open()

    def execute(self, sql: str, /) -> sqlite3.Cursor:
        return self._connection.execute(sql)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        name = self.dialect.print(n.table([table]))
        listed = ", ".join(self.dialect.print(n.column(column)) for column in columns)
        marks = ", ".join("?" * len(columns))
        self._connection.executemany(f"INSERT INTO {name} ({listed}) VALUES ({marks})", rows)

    def close(self) -> None:
        self._connection.close()


def start() -> SQLite:
    return SQLite()
