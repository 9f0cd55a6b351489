"""PostgreSQL, a real server of the Python package pgserver, on a socket in a temporary folder."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.postgres import POSTGRES

_PLACE = "scoreline_case"


class _Rows:
    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self._rows = rows

    def fetchall(self) -> Sequence[tuple[Any, ...]]:
        return self._rows


class Postgres:
    """See `engine.Engine`. The time zone of the session and the order of its texts are odd on purpose."""

    dialect = POSTGRES

    def __init__(self) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
        import pg8000.native
        import pgserver

        self._folder = Path(tempfile.mkdtemp(prefix="pg"))
        with contextlib.redirect_stdout(io.StringIO()):
            self._server = pgserver.get_server(self._folder, cleanup_mode="stop")
        socket = next(self._folder.rglob(".s.PGSQL.*[0-9]"), None) or next(Path("/tmp").rglob(".s.PGSQL.*[0-9]"))
        self._connection = pg8000.native.Connection("postgres", unix_sock=str(socket), database="postgres")
        self._connection.run("SET client_min_messages = error")
        self._connection.run("SET timezone = 'Asia/Tokyo'")

    def clear(self) -> None:
        self._connection.run(f"DROP SCHEMA IF EXISTS {_PLACE} CASCADE")
        self._connection.run(f"CREATE SCHEMA {_PLACE}")
        self._connection.run(f"SET search_path = {_PLACE}")

    def execute(self, sql: str, /) -> _Rows:
        rows = self._connection.run(sql)
        return _Rows([tuple(row) for row in rows or ()])

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        name = self.dialect.print(n.table([table]))
        listed = ", ".join(self.dialect.print(n.column(column)) for column in columns)
        data = io.StringIO()
        for row in rows:
            data.write("\t".join(_copied(value) for value in row) + "\n")
        data.seek(0)
        self._connection.run(f"COPY {name} ({listed}) FROM STDIN", stream=data)

    def close(self) -> None:
        self._connection.close()
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)


def _copied(value: str | int | bool | None) -> str:
    """A value in the text form of COPY."""
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    text = str(value).replace("\\", "\\\\")
    return text.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def start() -> Postgres:
    return Postgres()
