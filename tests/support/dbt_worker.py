"""Runs in the environment of dbt: its commands, and SQL on the database that they work on. One JSON line a request."""

from __future__ import annotations

import datetime as dt
import json
import os
from decimal import Decimal
from typing import Any


def run_dbt(folder: str, arguments: list[str], environment: dict[str, str]) -> Any:
    """Whether it went well, each node with its status and message, and what stopped the whole."""
    from dbt.cli.main import dbtRunner

    os.environ.update(environment | {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false"})
    os.chdir(folder)
    said: list[str] = []
    done = dbtRunner(callbacks=[lambda event: said.append(event.info.msg)]).invoke([*arguments, "--quiet"])
    _let_go()
    results = getattr(done.result, "results", None) or []
    nodes = [[result.node.name, str(result.status), result.message or ""] for result in results]
    return {
        "success": done.success,
        "nodes": nodes,
        "error": str(done.exception or ""),
        "said": "\n".join(said)[-5000:],
    }


def _let_go() -> None:
    """The adapter of DuckDB keeps its file open, and so locked, as long as the process lives."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    DuckDBConnectionManager.close_all_connections()


def run_duckdb(path: str, statements: list[str]) -> Any:
    import duckdb

    with duckdb.connect(path) as connection:
        return _rows(connection, statements)


def run_postgres(host: str, statements: list[str]) -> Any:
    import psycopg2

    connection = psycopg2.connect(host=host, user="postgres", dbname="postgres")
    connection.autocommit = True
    try:
        return _rows(connection.cursor(), statements)
    finally:
        connection.close()


def _rows(cursor: Any, statements: list[str]) -> Any:
    """The rows of the last statement, as texts."""
    for statement in statements:
        cursor.execute(statement)
    if cursor.description is None:
        return []
    return [[_text(value) for value in row] for row in cursor.fetchall()]


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None).isoformat(sep=" ")
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def answer_all() -> None:
    requests = os.fdopen(os.dup(0), encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # what dbt starts reads no requests
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what dbt prints stays out of the answers
    while line := requests.readline():
        request = json.loads(line)
        try:
            answer: dict[str, Any] = {"ok": globals()[request.pop("do")](**request)}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    answer_all()
