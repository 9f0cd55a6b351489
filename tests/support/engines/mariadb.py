"""MariaDB, a real server of the system, on a socket in a temporary folder."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.mariadb import MARIADB

_PLACE = "scoreline_case"
_ROWS = 1_000  # of one INSERT


class _Rows:
    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self._rows = rows

    def fetchall(self) -> Sequence[tuple[Any, ...]]:
        return self._rows


class MariaDB:
    """See `engine.Engine`.

    Statements run in one session, queries in another: the one that reads ignores case and accents, lies in another
    time zone, takes backslashes and `||` for other things, and has another character set.
    """

    dialect = MARIADB

    def __init__(self, network: Sequence[str] = ("--skip-networking",)) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="mariadb"))
        data, self._socket = self._folder / "data", str(self._folder / "socket")
        made = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--user=root", "--skip-test-db"]
        made.append("--auth-root-authentication-method=normal")
        subprocess.run(made, check=True, capture_output=True)
        scratch = self._folder / "scratch"  # servers with one folder for this remove each other's files
        scratch.mkdir()
        options = (f"--datadir={data}", f"--socket={self._socket}", f"--tmpdir={scratch}", *network)
        more = ("--user=root", "--innodb-flush-log-at-trx-commit=0", f"--log-error={self._folder / 'log'}")
        charset = ("--character-set-server=latin1", "--collation-server=latin1_german1_ci")
        self._server = subprocess.Popen(
            [_server(), "--no-defaults", *options, *more, *charset],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._writer = self._connected("utf8mb4")
            self._run(self._writer, "SET time_zone = '+09:00', sql_mode = 'ANSI,NO_BACKSLASH_ESCAPES'")
            self._reader = self._connected("utf8mb4")
            self._run(self._reader, "SET NAMES utf8mb4 COLLATE utf8mb4_general_ci")
            self._run(self._reader, "SET time_zone = '-08:00', sql_mode = 'TRADITIONAL'")
        except BaseException:
            self._stop()
            raise

    def clear(self) -> None:
        self._run(self._writer, f"DROP DATABASE IF EXISTS {_PLACE}")
        self._run(self._writer, f"CREATE DATABASE {_PLACE} CHARACTER SET latin1 COLLATE latin1_german1_ci")
        for connection in (self._writer, self._reader):
            connection.select_db(_PLACE)

    def execute(self, sql: str, /) -> _Rows:
        return self._run(self._reader if sql.startswith(("SELECT", "WITH")) else self._writer, sql)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        name = self.dialect.print(n.table([table]))
        listed = ", ".join(self.dialect.print(n.column(column)) for column in columns)
        for start in range(0, len(rows), _ROWS):
            chunk = rows[start : start + _ROWS]
            values = ", ".join(f"({', '.join(map(_written, row))})" for row in chunk)
            self._run(self._writer, f"INSERT INTO {name} ({listed}) VALUES {values}")

    def close(self) -> None:
        self._writer.close()
        self._reader.close()
        self._stop()

    def _connected(self, charset: str) -> Any:
        import pymysql

        for _ in range(600):
            if self._server.poll() is not None:
                raise RuntimeError((self._folder / "log").read_text()[-2_000:])
            try:
                return pymysql.connect(unix_socket=self._socket, user="root", charset=charset, autocommit=True)
            except pymysql.err.OperationalError:
                time.sleep(0.05)
        raise TimeoutError("MariaDB does not answer")

    def _run(self, connection: Any, sql: str) -> _Rows:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return _Rows(cursor.fetchall() if cursor.description else ())

    def _stop(self) -> None:
        self._server.terminate()
        self._server.wait(60)
        shutil.rmtree(self._folder, ignore_errors=True)


def _server() -> str:
    """The program of the server, which is not on everybody's path. Raises RuntimeError where it is missing."""
    found = shutil.which("mariadbd") or shutil.which("mariadbd", path="/usr/sbin:/usr/local/sbin:/usr/libexec")
    if found is None:
        raise RuntimeError("there is no mariadbd: install a MariaDB server, as `make test-engines` does")
    return found


def start() -> MariaDB:
    return MariaDB()


def _written(value: str | int | bool | None) -> str:
    """A value as a literal that no mode of the session reads otherwise."""
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return f"CONVERT(x'{value.encode().hex()}' USING utf8mb4)" if value else "''"
    return str(int(value))
