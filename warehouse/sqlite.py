"""SQLite, by the standard library. Objects are made and dropped in transactions; one writer at a time."""

from __future__ import annotations

import getpass
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..compiler.sql.dialects.sqlite import SQLITE
from ..compiler.sql.typed.columns import Physical
from .connection import Column, Kind, RecordTypes, literal, quoted
from .refusals import EngineError
from .urls import Target

_PATIENCE = 10.0  # seconds, while another process writes
_LOCKED = "is locked"
_OLDEST = (3, 39)
_KINDS: dict[Kind, str] = {"table": "TABLE", "view": "VIEW", "function": "TABLE", "other": "INDEX"}


class SQLite:
    """See `connection.Connection`. The only schema is `main`."""

    dialect = SQLITE
    transactional = True
    whole_statements = True
    case_matters = False
    record_types = RecordTypes("TEXT", "TEXT", "INTEGER", "TEXT")
    schema = "main"

    def __init__(self, connection: sqlite3.Connection, patience: float) -> None:
        self._connection = connection
        self._patience = patience

    def choose(self, schema: str) -> None:
        pass

    def execute(self, sql: str, /) -> Sequence[Sequence[Any]]:
        try:
            return self._connection.execute(sql).fetchall()
        except sqlite3.Error as error:
            raise EngineError(str(error)) from None

    def begin(self) -> None:
        self.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        self.execute("COMMIT")

    def rollback(self) -> None:
        with suppress(sqlite3.Error):
            self._connection.rollback()

    def hold(self) -> None:
        """A transaction does."""

    def release(self) -> None:
        """The transaction has ended."""

    def lock(self, table: str) -> Sequence[str]:  # noqa: ARG002 - `BEGIN IMMEDIATE` has the whole file
        return ()

    def schemas(self) -> Sequence[str]:
        return ["main"]

    def tables(self) -> Sequence[tuple[str, ...]]:
        found = (
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
        return [(str(name),) for (name,) in self.execute(found)]

    def columns(self, table: tuple[str, ...]) -> Sequence[Column] | None:
        if len(table) > 1 and table[-2].casefold() not in ("main", "temp"):
            return None
        rows = self.execute(f"SELECT name, type FROM pragma_table_info({literal(self.dialect, table[-1])})")
        # A declared type does not bind the values of a column: each is read as what it is.
        return [Column(name, written or "no type", Physical("any")) for name, written in rows] or None

    def why_not_read(self, table: tuple[str, ...]) -> str:  # noqa: ARG002
        return ""

    def objects(self) -> Mapping[str, Kind]:
        kinds: dict[str, Kind] = {"table": "table", "view": "view"}
        return {
            str(name): kinds.get(kind, "other") for name, kind in self.execute("SELECT name, type FROM sqlite_master")
        }

    def definition(self, view: str) -> str:
        name = literal(self.dialect, view)
        rows = self.execute(f"SELECT sql FROM sqlite_master WHERE lower(name) = lower({name}) AND type = 'view'")
        return str(rows[0][0]) if rows else ""

    def why_not_create(self) -> str:
        self.execute("SELECT count(*) FROM sqlite_master")  # a file of another kind is found out here
        encoding = str(self.execute("PRAGMA encoding")[0][0])
        if encoding != "UTF-8":
            return f"the database is of {encoding}, where texts have no order of their bytes in UTF-8"
        if sqlite3.sqlite_version_info < _OLDEST:
            return f"this is SQLite {sqlite3.sqlite_version}, and {'.'.join(map(str, _OLDEST))} is the oldest one"
        self.execute("PRAGMA busy_timeout = 0")
        try:
            self.execute("BEGIN IMMEDIATE")
            # The lock alone is given for a file that may only be read, too.
            self.execute(f"PRAGMA user_version = {self.execute('PRAGMA user_version')[0][0]}")
        except EngineError as error:
            # A file that another process writes to is waited for when something is changed.
            return "" if _LOCKED in str(error) else str(error)
        finally:
            self.rollback()
            self.execute(f"PRAGMA busy_timeout = {round(self._patience * 1_000)}")
        return ""

    def dependents(self, names: Iterable[str]) -> Sequence[tuple[str, str, str]]:  # noqa: ARG002 - found by name when read
        return ()

    def user(self) -> str:
        return getpass.getuser()

    def switch(self, name: str, target: str) -> Sequence[str]:
        shown, source = quoted(self.dialect, name), quoted(self.dialect, target)
        return (f"DROP VIEW IF EXISTS {shown}", f"CREATE VIEW {shown} AS SELECT * FROM {source}")

    def drop(self, kind: Kind, name: str) -> str:
        return f"DROP {_KINDS[kind]} IF EXISTS {quoted(self.dialect, name)}"

    def close(self) -> None:
        self._connection.close()


def connect(target: Target) -> SQLite:
    """Raises EngineError. A file that is not there is not made."""
    path = Path(target.path)
    if not path.is_file():
        raise EngineError(f"there is no file {target.path}")
    patience = float(dict(target.options).get("lock_timeout", _PATIENCE))
    try:
        return SQLite(sqlite3.connect(path, timeout=patience, isolation_level=None), patience)
    except sqlite3.Error as error:
        raise EngineError(str(error)) from None
