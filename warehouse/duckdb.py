"""DuckDB: a file that one process at a time may change. Objects are made and replaced in transactions."""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from ..compiler.sql.dialects.duckdb import DUCKDB
from .connection import Column, Kind, RecordTypes, literal, quoted
from .declared import declared
from .refusals import EngineError
from .urls import Target

_OWN = "database_name = current_database() AND schema_name = current_schema()"
_KINDS: dict[Kind, str] = {"table": "TABLE", "view": "VIEW", "function": "MACRO", "other": "TABLE"}


class DuckDB:
    """See `connection.Connection`.

    A view finds the tables and macros of its own schema first, whatever the search path of the reader is.
    """

    dialect = DUCKDB
    transactional = True
    whole_statements = True
    case_matters = False
    record_types = RecordTypes("VARCHAR", "VARCHAR", "BIGINT", "TIMESTAMP")

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    @property
    def schema(self) -> str:
        return str(self.execute("SELECT current_schema()")[0][0])

    def choose(self, schema: str) -> None:
        if schema.casefold() != "main":
            path = f'"{schema.replace(chr(34), chr(34) * 2)}",main'
            self.execute(f"SET search_path = {literal(self.dialect, path)}")

    def execute(self, sql: str, /) -> Sequence[Sequence[Any]]:
        try:
            return self._connection.execute(sql).fetchall()
        except duckdb.Error as error:
            raise EngineError(_said(error)) from None

    def begin(self) -> None:
        self.execute("BEGIN TRANSACTION")

    def commit(self) -> None:
        self.execute("COMMIT")

    def rollback(self) -> None:
        try:
            self._connection.execute("ROLLBACK")
        except duckdb.Error:  # the engine has given it up already
            return

    def hold(self) -> None:
        """A transaction does."""

    def release(self) -> None:
        """The transaction has ended."""

    def lock(self, table: str) -> Sequence[str]:  # noqa: ARG002 - the file is this process's own
        return ()

    def schemas(self) -> Sequence[str]:
        found = "SELECT schema_name FROM duckdb_schemas() WHERE database_name = current_database() AND NOT internal"
        return ["main", *(str(name) for (name,) in self.execute(found) if name != "main")]

    def tables(self) -> Sequence[tuple[str, ...]]:
        found = "SELECT DISTINCT schema_name, table_name FROM duckdb_columns() WHERE NOT internal ORDER BY ALL"
        return [(schema, name) for schema, name in self.execute(found)]

    def columns(self, table: tuple[str, ...]) -> Sequence[Column] | None:
        name = literal(self.dialect, table[-1])
        rows = self.execute(
            "SELECT database_name, schema_name, column_name, data_type FROM duckdb_columns() "
            f"WHERE lower(table_name) = lower({name}) ORDER BY column_index"
        )
        current = str(self.execute("SELECT current_database()")[0][0])
        match [part.casefold() for part in table[:-1]]:
            case []:
                places = [(current, self.schema), (current, "main")]
            case [schema]:
                places = [(current, schema), (schema, "main")]
            case [database, schema, *_]:
                places = [(database, schema)]
        for place in places:
            wanted = tuple(part.casefold() for part in place)
            here = [row for row in rows if (row[0].casefold(), row[1].casefold()) == wanted]
            if here:
                return [Column(column, type_, declared(type_)) for _, _, column, type_ in here]
        return None

    def why_not_read(self, table: tuple[str, ...]) -> str:  # noqa: ARG002
        return ""

    def objects(self) -> Mapping[str, Kind]:
        found: dict[str, Kind] = {}
        kinds: tuple[tuple[Kind, str, str], ...] = (
            ("function", "function_name", "duckdb_functions()"),
            ("table", "table_name", "duckdb_tables()"),
            ("view", "view_name", "duckdb_views()"),
        )
        for kind, column, source in kinds:
            for (name,) in self.execute(f"SELECT {column} FROM {source} WHERE NOT internal AND {_OWN}"):
                found[str(name)] = kind
        return found

    def definition(self, view: str) -> str:
        name = literal(self.dialect, view)
        rows = self.execute(f"SELECT sql FROM duckdb_views() WHERE lower(view_name) = lower({name}) AND {_OWN}")
        return str(rows[0][0]) if rows else ""

    def why_not_create(self) -> str:
        rows = self.execute("SELECT readonly FROM duckdb_databases() WHERE database_name = current_database()")
        return "the file is open for reading only" if rows and rows[0][0] else ""

    def dependents(self, names: Iterable[str]) -> Sequence[tuple[str, str, str]]:  # noqa: ARG002 - found by name when read
        return ()

    def user(self) -> str:
        return getpass.getuser()

    def switch(self, name: str, target: str) -> Sequence[str]:
        shown, source = quoted(self.dialect, name), quoted(self.dialect, target)
        return (f"CREATE OR REPLACE VIEW {shown} AS SELECT * FROM {source}",)

    def drop(self, kind: Kind, name: str) -> str:
        return f"DROP {_KINDS[kind]} IF EXISTS {quoted(self.dialect, name)}"

    def close(self) -> None:
        self._connection.close()


def connect(target: Target) -> DuckDB:
    """Raises EngineError. A file that is not there is not made: it could have none of the bound tables."""
    if not Path(target.path).is_file():
        raise EngineError(f"there is no file {target.path}")
    try:
        return DuckDB(duckdb.connect(target.path))
    except duckdb.Error as error:
        raise EngineError(_said(error)) from None


def _said(error: duckdb.Error) -> str:
    """Without the lines in which the engine points into the statement."""
    return " ".join(str(error).partition("\n\nLINE ")[0].split())
