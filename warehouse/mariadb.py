"""MariaDB (10.6 and later) and MySQL (8.0.17 and later), by PyMySQL. Each definition is a transaction of its own.

So a named lock keeps other deployments away, and each step has a statement that takes it back; CREATE OR REPLACE VIEW
puts one view in the place of another at once. A schema is a database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from ..compiler.sql.dialects.mariadb import MARIADB
from ..compiler.sql.dialects.mariadb import MariaDB as Dialect
from ..compiler.sql.dialects.mysql import MYSQL
from ..compiler.sql.typed.columns import Physical
from .connection import Column, Kind, RecordTypes, literal, quoted, replacing
from .declared import Declared, declared
from .encryption import Proof, context
from .grants import lacking
from .option_file import completed
from .refusals import EngineError, NotInstalled
from .urls import Target

_PATIENCE = "10"  # seconds, while another deployment has the lock, or a session a table
_KINDS: dict[Kind, str] = {"table": "TABLE", "view": "VIEW", "function": "FUNCTION", "other": "TABLE"}
_LOCK = "CONCAT('scoreline ', MD5(DATABASE()))"  # locks are of the whole server, and their names short
_SYSTEM = ("information_schema", "mysql", "performance_schema", "sys")
_TEXTS = ("TINYTEXT", "MEDIUMTEXT", "LONGTEXT", "JSON", "SET", "INET4", "INET6")
_OLDEST: dict[str, tuple[int, ...]] = {"MariaDB": (10, 6), "MySQL": (8, 0, 17)}


class MariaDB:
    """See `connection.Connection`. `connection` is one of PyMySQL, which has no types."""

    transactional = False
    whole_statements = True

    def __init__(self, connection: Any, target: Target, dialect: Dialect) -> None:
        self._connection = connection
        self._target = target
        self._patience = str(dict(target.options).get("lock_timeout", _PATIENCE))
        self.dialect = dialect
        order = f"CHARACTER SET utf8mb4 COLLATE {dialect.order}"
        self.record_types = RecordTypes(f"VARCHAR(191) {order}", f"LONGTEXT {order}", "BIGINT", "DATETIME")
        self.execute(f"SET NAMES utf8mb4 COLLATE {dialect.order}")
        self.execute(f"SET SESSION lock_wait_timeout = {max(1, round(float(self._patience)))}")

    @property
    def case_matters(self) -> bool:
        return int(self.execute("SELECT @@lower_case_table_names")[0][0]) == 0

    @property
    def schema(self) -> str:
        return str(self.execute("SELECT COALESCE(DATABASE(), '')")[0][0])

    def choose(self, schema: str) -> None:
        self.execute(f"USE {quoted(self.dialect, schema)}")

    def execute(self, sql: str, /) -> Sequence[Sequence[Any]]:
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(sql)
                rows: Sequence[Sequence[Any]] = cursor.fetchall() if cursor.description else ()
                return rows
        except Exception as error:  # a lost connection shows in many ways
            raise EngineError(_said(error, self._target)) from None

    def begin(self) -> None:
        raise AssertionError("no transactions")

    def commit(self) -> None:
        raise AssertionError("no transactions")

    def rollback(self) -> None:
        raise AssertionError("no transactions")

    def hold(self) -> None:
        if not self.execute(f"SELECT GET_LOCK({_LOCK}, {self._patience})")[0][0]:
            raise EngineError(f"GET_LOCK: another session has it, and kept it for {self._patience} seconds")

    def release(self) -> None:
        with suppress(EngineError):  # a lost connection has released it
            self.execute(f"SELECT RELEASE_LOCK({_LOCK})")

    def lock(self, table: str) -> Sequence[str]:  # noqa: ARG002 - see `hold`
        return ()

    def schemas(self) -> Sequence[str]:
        return [str(name) for (name,) in self.execute("SHOW DATABASES") if name.casefold() not in _SYSTEM]

    def tables(self) -> Sequence[tuple[str, ...]]:
        listed = ", ".join(f"'{name}'" for name in _SYSTEM)
        rows = self.execute(
            "SELECT table_schema, table_name FROM information_schema.tables "
            f"WHERE table_schema NOT IN ({listed}) ORDER BY 1, 2"
        )
        return [(schema, name) for schema, name in rows]

    def columns(self, table: tuple[str, ...]) -> Sequence[Column] | None:
        place = "DATABASE()" if len(table) == 1 else literal(self.dialect, table[-2])
        name = literal(self.dialect, table[-1])
        rows = self.execute(
            "SELECT column_name, column_type FROM information_schema.columns "
            f"WHERE table_schema = {place} AND table_name = {name} ORDER BY ordinal_position"
        )
        return [Column(name, written, _declared(written)) for name, written in rows] or None

    def why_not_read(self, table: tuple[str, ...]) -> str:
        try:
            self.execute(f"SELECT 1 FROM {'.'.join(quoted(self.dialect, part) for part in table)} LIMIT 0")
        except EngineError as error:
            return str(error)
        return ""

    def objects(self) -> Mapping[str, Kind]:
        kinds: dict[str, Kind] = {"BASE TABLE": "table", "VIEW": "view"}
        own = "information_schema.tables WHERE table_schema = DATABASE()"
        rows = self.execute(f"SELECT table_name, table_type FROM {own}")
        return {str(name): kinds.get(kind, "other") for name, kind in rows}

    def definition(self, view: str) -> str:
        rows = self.execute(
            "SELECT view_definition FROM information_schema.views "
            f"WHERE table_schema = DATABASE() AND table_name = {literal(self.dialect, view)}"
        )
        return str(rows[0][0]) if rows else ""

    def why_not_create(self) -> str:
        if int(self.execute("SELECT @@read_only")[0][0]):
            return "the server is read-only"
        missing = lacking([str(row[0]) for row in self.execute("SHOW GRANTS")], self.schema)
        return f"the user {self.user()} lacks {', '.join(missing)} there" if missing else ""

    def dependents(self, names: Iterable[str]) -> Sequence[tuple[str, str, str]]:  # noqa: ARG002 - found by name when read
        return ()

    def user(self) -> str:
        return str(self.execute("SELECT CURRENT_USER()")[0][0])

    def switch(self, name: str, target: str) -> Sequence[str]:
        return replacing(self.dialect, name, target)

    def drop(self, kind: Kind, name: str) -> str:
        return f"DROP {_KINDS[kind]} IF EXISTS {quoted(self.dialect, name)}"

    def close(self) -> None:
        with suppress(Exception):  # it may be lost already
            self._connection.close()


def connect(target: Target) -> MariaDB:
    """Passwords come from the URL, from MYSQL_PWD, or from `~/.my.cnf`. Raises EngineError, NotInstalled."""
    try:
        import pymysql
    except ImportError:
        raise NotInstalled("MariaDB", "mariadb") from None
    target = completed(target)
    options = dict(target.options)
    where: dict[str, Any] = {"host": target.host, "port": target.port, "user": target.user}
    where |= {"database": target.database, "unix_socket": options.get("socket")}
    # The driver has passwords of Latin-1 only, unless it is given bytes.
    where["password"] = None if target.password is None else target.password.encode()
    try:
        where |= _encryption(options.get("ssl_mode", "preferred"), options.get("ssl_ca"))
        connection = pymysql.connect(
            charset="utf8mb4", autocommit=True, **{name: value for name, value in where.items() if value}
        )
    except Exception as error:
        raise EngineError(_said(error, target)) from None
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT VERSION()")
            version = str(cursor.fetchone()[0])
        return MariaDB(connection, target, _dialect(version))
    except BaseException as error:
        connection.close()
        raise error if isinstance(error, EngineError) else EngineError(_said(error, target)) from None


def _dialect(version: str) -> Dialect:
    """Of the server with this version. Raises EngineError where it is too old."""
    kind = "MariaDB" if "mariadb" in version.casefold() else "MySQL"
    found = re.match(r"(\d+)\.(\d+)(?:\.(\d+))?", version)
    if found is None or tuple(int(part or 0) for part in found.groups()) < _OLDEST[kind]:
        oldest = ".".join(map(str, _OLDEST[kind]))
        raise EngineError(f"this is {kind} {version}, and {oldest} is the oldest one that can say these views")
    return MARIADB if kind == "MariaDB" else MYSQL


def _encryption(mode: str, authority: str | None) -> dict[str, Any]:
    """What the driver is told. By itself it encrypts where the server can, and asks nothing of the certificate."""
    if mode == "disabled":
        return {"ssl_disabled": True}
    proofs: dict[str, Proof] = {"required": "none", "verify_ca": "authority", "verify_identity": "identity"}
    return {} if mode == "preferred" else {"ssl": context(proofs[mode], authority)}


def _said(error: BaseException, target: Target) -> str:
    """The server's message, without its number."""
    text = str(error.args[1]) if len(error.args) > 1 else str(error) or type(error).__name__
    return target.redacted(" ".join(text.split()))


def _declared(written: str) -> Declared:
    """What `bigint(20) unsigned`, `enum('a','b')`, `timestamp(6)` … hold. Of booleans it is `tinyint(1)`."""
    name = re.split(r"[( ]", written.upper(), maxsplit=1)[0]
    if name in _TEXTS or name == "ENUM":
        return Physical("text")
    if name == "TIMESTAMP":
        return Physical("timestamp with time zone")  # kept as a moment, shown in the session's zone
    if name in ("BIT", "YEAR") or (name.endswith("INT") and "ZEROFILL" in written.upper()):
        return Physical("integer", shown_otherwise=True)
    if name in ("FLOAT", "DOUBLE"):
        return Physical("double")
    return declared(re.sub(r" (UNSIGNED|ZEROFILL)", "", written.upper()))
