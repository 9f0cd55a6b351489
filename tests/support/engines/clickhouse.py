"""ClickHouse inside the process, by the Python package chdb, in a temporary folder."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.clickhouse import CLICKHOUSE

_PLACE = "scoreline_case"
_ROWS = 500  # of one INSERT

# Of the reader, and none of them those that the views ask for: they must stand in the views themselves.
_ODD = (
    "session_timezone = 'Asia/Tokyo'",
    "join_use_nulls = 0",
    "prefer_column_name_to_alias = 0",
    "transform_null_in = 1",
    "cast_keep_nullable = 0",
    "union_default_mode = 'DISTINCT'",
    "use_variant_as_common_type = 1",
    "aggregate_functions_null_for_empty = 1",
    "count_distinct_implementation = 'uniq'",
    "precise_float_parsing = 0",
    "output_format_decimal_trailing_zeros = 1",
)
_NEEDED = "max_query_size = 100000000"
_FORM = "output_format_json_quote_decimals = 1, output_format_json_quote_64bit_integers = 0"


class _Rows:
    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self._rows = rows

    def fetchall(self) -> Sequence[tuple[Any, ...]]:
        return self._rows


class ClickHouse:
    """See `engine.Engine`. The settings of the session are odd on purpose."""

    dialect = CLICKHOUSE

    def __init__(self) -> None:
        from chdb.session import Session

        self._folder = Path(tempfile.mkdtemp(prefix="ch"))
        self._session = Session(str(self._folder))
        for setting in _ODD:
            self._session.query(f"SET {setting}")
        self._session.query(f"SET {_NEEDED}, {_FORM}")

    def clear(self) -> None:
        self._session.query(f"DROP DATABASE IF EXISTS {_PLACE} SYNC")
        self._session.query(f"CREATE DATABASE {_PLACE}")
        self._session.query(f"USE {_PLACE}")

    def execute(self, sql: str, /) -> _Rows:
        found = self._session.query(sql, "JSONCompact").bytes()
        rows = json.loads(found)["data"] if found.strip() else ()
        return _Rows([tuple(row) for row in rows])

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        name = self.dialect.print(n.table([table]))
        listed = ", ".join(self.dialect.print(n.column(column)) for column in columns)
        for start in range(0, len(rows), _ROWS):
            chunk = "\n".join(json.dumps(row) for row in rows[start : start + _ROWS])
            self._session.query(f"INSERT INTO {name} ({listed}) FORMAT JSONCompactEachRow\n{chunk}")

    def close(self) -> None:
        self._session.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def start() -> ClickHouse:
    return ClickHouse()
