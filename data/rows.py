"""Rows of an embedded database on their way to a file or a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Rows:
    """What a query gives, in its order. `what` names a row in messages and the sheet of a workbook: `leads`."""

    connection: DuckDBPyConnection
    query: str
    columns: tuple[str, ...]
    count: int
    what: str

    def batches(self, limit: int | None = None) -> Iterator[list[tuple[Any, ...]]]:
        """The rows, at most `limit` of them, some thousand at a time."""
        some = "" if limit is None else f" LIMIT {limit:d}"
        cursor = self.connection.cursor()
        cursor.execute(self.query + some)
        while rows := cursor.fetchmany(BATCH):
            yield rows


def rows_of(connection: DuckDBPyConnection, query: str, what: str) -> Rows:
    """The rows of a query, which runs once to be counted and then for each reader."""
    described = connection.execute(f"DESCRIBE {query}").fetchall()
    counted = connection.execute(f"SELECT count(*) FROM ({query})").fetchone()
    return Rows(connection, query, tuple(row[0] for row in described), 0 if counted is None else int(counted[0]), what)
