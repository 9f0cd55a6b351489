"""A Snowflake session of fakesnow, in its own environment: one request a line, one answer.

fakesnow translates each statement to DuckDB's SQL. What Snowflake has and it lacks is put in here:

- functions in SQL: a body, translated by the emulator's own translator, becomes a macro of the DuckDB beneath, with a
  plain name, since the emulator fails at names of functions in quotes;
- `COLLATE ''` of a column, which is no more than what DuckDB does by itself;
- texts with a dollar in them, in which it looks for variables: it is kept from it;
- comments with `--` in them, which hide the rest of what it makes one long line: it gets none;
- rows in numbers: they go straight into the DuckDB beneath, since each INSERT is translated word by word.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

sys.path.pop(0)  # this folder, where `snowflake` is the tests' own module

import fakesnow
import snowflake.connector
import sqlglot
from fakesnow.variables import Variables

_PLACE = "SCORELINE_CASE"
_FUNCTION = re.compile(
    r'CREATE OR REPLACE FUNCTION ("(?:[^"]|"")+")\(("(?:[^"]|"")+") (\w+)\) RETURNS \w+ IMMUTABLE AS \$\$(.*)\$\$', re.S
)
_TEXT_OR_COMMENT = re.compile(r"""'(?:[^'\\]|\\.|'')*'|"(?:[^"]|"")*"|(/\*.*?\*/)""", re.S)


class Session:
    def __init__(self) -> None:
        self._connection = snowflake.connector.connect(database="SCORELINE", schema=_PLACE)
        self._functions: dict[str, str] = {}
        # Nothing depends on the zone of the session: an odd one, on purpose.
        self._connection._duck_conn.execute("SET GLOBAL TimeZone = 'Asia/Tokyo'")

    def clear(self) -> None:
        self._functions = {}
        cursor = self._connection.cursor()
        cursor.execute(f"DROP SCHEMA IF EXISTS {_PLACE}")
        cursor.execute(f"CREATE SCHEMA {_PLACE}")
        cursor.execute(f"USE SCHEMA {_PLACE}")

    def execute(self, sql: str) -> list[tuple[Any, ...]]:
        sql = _TEXT_OR_COMMENT.sub(lambda found: "" if found[1] else found[0], sql)
        if found := _FUNCTION.fullmatch(sql.strip()):
            self._define(*found.groups())
            return []
        for name, macro in self._functions.items():
            sql = sql.replace(f"{name}(", f"{macro}(")
        if sql.startswith("CREATE OR REPLACE TABLE"):
            sql = sql.replace(" COLLATE ''", "")
        return self._connection.cursor().execute(sql).fetchall()

    def insert(self, table: str, types: list[str], rows: list[list[Any]]) -> None:
        unnested = ", ".join(f"unnest(CAST(${i} AS {type_}[]))" for i, type_ in enumerate(types, 1))
        columns = [list(column) for column in zip(*rows, strict=True)]
        self._connection._duck_conn.execute(f"INSERT INTO SCORELINE.{_PLACE}.{table} SELECT {unnested}", columns)

    def _define(self, name: str, parameter: str, type_: str, body: str) -> None:
        macro = self._functions.setdefault(name, f"SCORELINE_FUNCTION_{len(self._functions)}")
        (translated,) = sqlglot.transpile(body, read="snowflake", write="duckdb")
        cast = "VARCHAR" if type_ == "VARCHAR" else "BIGINT"
        self._connection._duck_conn.execute(
            f"CREATE OR REPLACE MACRO SCORELINE.{_PLACE}.{macro}({parameter}) AS CAST(({translated}) AS {cast})"
        )


def _answer(session: Session, request: dict[str, Any]) -> Any:
    match request:
        case {"clear": True}:
            return session.clear()
        case {"execute": sql}:
            return session.execute(sql)
        case {"insert": table, "types": types, "rows": rows}:
            return session.insert(table, types, rows)
        case _:
            raise ValueError("no such request")


def _in_place(node: Any, change: Any, *arguments: Any, copy: bool = True, **named: Any) -> Any:  # noqa: ARG001
    """`transform` without the copy that each of the emulator's many transformations makes: four times as fast."""
    return _copying(node, change, *arguments, copy=False, **named)


_copying = sqlglot.exp.Expression.transform


def main() -> None:
    Variables.inline_variables = lambda _, sql: sql
    sqlglot.exp.Expression.transform = _in_place
    with fakesnow.patch():
        session = Session()
        for line in sys.stdin:
            try:
                answer = {"ok": _answer(session, json.loads(line))}
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            # Decimals and moments as texts, which are exact.
            sys.stdout.write(json.dumps(answer, default=str) + "\n")
            sys.stdout.flush()


main()
