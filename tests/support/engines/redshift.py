"""Redshift's SQL on a PostgreSQL server, a check beside its parser: PostgreSQL is no emulator of Redshift.

What Redshift says otherwise is put in: `GETDATE`, `DATEDIFF`, its words for collations, and comparisons of texts that
do not see blanks at the end. Its steps are computed once each, since PostgreSQL would paste them into each other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from scoreline.compiler.sql.dialects.redshift import REDSHIFT

from .postgres import Postgres, _Rows

_SHIM = "scoreline_redshift"
_OPERATORS = (("=", "eq", "="), ("<>", "ne", "<>"))


class Redshift(Postgres):
    """See `engine.Engine`."""

    dialect = REDSHIFT  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        super().execute(f"CREATE SCHEMA {_SHIM}")
        super().execute(
            f"CREATE FUNCTION {_SHIM}.getdate() RETURNS timestamp LANGUAGE sql "
            "AS $$ SELECT date_trunc('second', now())::timestamp $$"
        )
        super().execute(
            f"CREATE FUNCTION {_SHIM}.as_collated(a text, b text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT a $$"
        )
        for unit, divisor in (("second", 1), ("day", 86_400)):
            seconds = f"floor(extract(epoch FROM b) / {divisor}) - floor(extract(epoch FROM a) / {divisor})"
            super().execute(
                f"CREATE FUNCTION {_SHIM}.{unit}s_between(a timestamp, b timestamp) RETURNS bigint LANGUAGE sql "
                f"IMMUTABLE AS $$ SELECT CAST({seconds} AS bigint) $$"
            )
        for operator, name, plain in _OPERATORS:
            body = f"rtrim(a, ' ') OPERATOR(pg_catalog.{plain}) rtrim(b, ' ')"
            super().execute(
                f"CREATE FUNCTION {_SHIM}.{name}(a text, b text) RETURNS boolean LANGUAGE sql IMMUTABLE AS "
                f"$$ SELECT {body} $$"
            )
            super().execute(
                f"CREATE OPERATOR {_SHIM}.{operator} (LEFTARG = text, RIGHTARG = text, FUNCTION = {_SHIM}.{name})"
            )

    def clear(self) -> None:
        super().clear()
        super().execute(f"SET search_path = scoreline_case, {_SHIM}, pg_catalog")

    def execute(self, sql: str, /) -> _Rows:
        sql = sql.replace('" AS (\n', '" AS MATERIALIZED (\n').replace(" COLLATE CASE_SENSITIVE", ' COLLATE "C"')
        sql = sql.replace("collate(", "as_collated(")
        sql = re.sub(r"datediff\(\s*(second|day),", r"\1s_between(", sql)
        return _Rows([tuple(map(_unmarked, row)) for row in super().execute(sql).fetchall()])

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        super().insert(table, columns, [list(map(_marked, row)) for row in rows])


def _marked(value: Any) -> Any:
    return f"{value}\x01" if isinstance(value, str) and value.endswith(" ") else value


def _unmarked(value: Any) -> Any:
    return value[:-1] if isinstance(value, str) and value.endswith(" \x01") else value


def start() -> Redshift:
    return Redshift()
