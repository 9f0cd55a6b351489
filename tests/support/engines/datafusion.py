"""DataFusion, in this process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.datafusion import DATAFUSION


class _Rows:
    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        self._rows = rows

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._rows


class DataFusion:
    """See `engine.Engine`. The time zone of the session is odd on purpose."""

    dialect = DATAFUSION

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        from datafusion import SessionConfig, SessionContext

        config = SessionConfig().set("datafusion.execution.time_zone", "Asia/Tokyo").with_target_partitions(2)
        self._context = SessionContext(config)

    def execute(self, sql: str, /) -> _Rows:
        batches = self._context.sql(sql).collect()
        columns = [[column.to_pylist() for column in batch.columns] for batch in batches]
        return _Rows([row for batch in columns for row in zip(*batch, strict=True)])

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        import pyarrow as pa

        name = self.dialect.print(n.table([table]))
        schema = self._context.table(name).schema()
        arrays = [pa.array([row[i] for row in rows], schema.field(column).type) for i, column in enumerate(columns)]
        self._context.deregister_table(name)
        batch = pa.record_batch(arrays, names=list(columns))
        self._context.register_record_batches(name, [[batch]])

    def register(self, table: str, rows: Any) -> None:
        """A table of Arrow under a name."""
        self._context.register_record_batches(table, [rows.to_batches()])

    def close(self) -> None:
        del self._context


def start() -> DataFusion:
    return DataFusion()
