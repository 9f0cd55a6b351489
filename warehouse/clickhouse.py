"""ClickHouse, over HTTP by clickhouse-connect. There are no transactions, and each statement stands for itself.

So each step has a statement that takes it back, and CREATE OR REPLACE VIEW puts one view in the place of another at
once. There are no locks either: a deployment makes a table with a name of its own and goes on where no other such table
is there. The table says until when it counts, in case nobody is left to drop it. A schema is a database.
"""

from __future__ import annotations

import os
import random
import re
import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from ..compiler.sql.dialects.clickhouse import CLICKHOUSE
from ..compiler.sql.typed.columns import Physical
from .connection import Column, Kind, RecordTypes, literal, quoted, replacing
from .declared import Declared, declared
from .refusals import EngineError, NotInstalled
from .urls import Target, redacted

_PATIENCE = "10"  # seconds, while another deployment has the lock
_LEASE = "300"  # seconds for which a lock counts that nobody renews
_LOCK = "scoreline_lock_"
_KINDS: dict[Kind, str] = {"table": "TABLE", "view": "VIEW", "function": "FUNCTION", "other": "TABLE"}
_SYSTEM = "('system', 'information_schema', 'INFORMATION_SCHEMA')"
_HERE = "database = currentDatabase()"
_ANSWERED = ("SELECT", "SHOW", "CHECK")  # statements that have rows
_REPLACING = ("Atomic", "Replicated", "Shared")  # kinds of databases in which CREATE OR REPLACE takes place at once
_RIGHTS = ("CREATE VIEW", "DROP VIEW", "CREATE TABLE", "DROP TABLE", "SELECT", "INSERT", "ALTER UPDATE", "ALTER DELETE")
_SETTINGS = {"max_query_size": 100_000_000, "mutations_sync": 2, "lightweight_deletes_sync": 2}
_DENIED = "(ACCESS_DENIED)"
_WIDEST = 66  # digits of a decimal that can be compared with numbers of more places


class ClickHouse:
    """See `connection.Connection`. `client` is one of clickhouse-connect; it loads late, and types stay with it."""

    dialect = CLICKHOUSE
    transactional = False
    whole_statements = False
    case_matters = True
    record_types = RecordTypes(
        "String",
        "String",
        "Int64",
        "DateTime('UTC')",
        ending=" ENGINE = MergeTree",
        update="ALTER TABLE {table} UPDATE {said} WHERE {where}",
    )

    def __init__(self, client: Any, secret: str | None, patience: float, lease: float) -> None:
        self._client = client
        self._secret = secret
        self._patience = patience
        self._lease = lease
        self._held: str | None = None
        self._renewed = 0.0

    @property
    def schema(self) -> str:
        return str(self.execute("SELECT currentDatabase()")[0][0])

    def choose(self, schema: str) -> None:
        self._client.database = schema

    def execute(self, sql: str, /) -> Sequence[Sequence[Any]]:
        if self._held is not None and time.monotonic() - self._renewed > self._lease / 3:
            self._renew(self._held)
        return self._run(sql)

    def _run(self, sql: str) -> Sequence[Sequence[Any]]:
        try:
            if sql.startswith(_ANSWERED):
                rows: Sequence[Sequence[Any]] = self._client.query(sql).result_rows
                return rows
            self._client.command(sql)
        except Exception as error:  # a lost connection shows in many ways
            raise EngineError(_said(error, self._secret)) from None
        return ()

    def begin(self) -> None:
        raise AssertionError("no transactions")

    def commit(self) -> None:
        raise AssertionError("no transactions")

    def rollback(self) -> None:
        raise AssertionError("no transactions")

    def hold(self) -> None:
        """Of two that make their tables at the same time, the one that looks last sees the other: never both go on."""
        own, end = f"{_LOCK}{secrets.token_hex(8)}", time.monotonic() + self._patience
        while True:
            others = self._locks(own)
            if not others:
                self.execute(
                    f"CREATE TABLE {quoted(self.dialect, own)} (x UInt8) ENGINE = Memory COMMENT '{self._until()}'"
                )
                self._held, self._renewed = own, time.monotonic()
                try:
                    others = self._locks(own)
                except EngineError:
                    self.release()
                    raise
                if not others:
                    return
                self.release()
            if time.monotonic() > end:
                raise EngineError(
                    f"another deployment has the table {others[0]}, and kept it for {self._patience:g} seconds"
                )
            time.sleep(random.uniform(0.02, 0.3))

    def _locks(self, own: str) -> Sequence[str]:
        """Tables of other deployments that count; those that count no more are dropped."""
        rows = self.execute(
            "SELECT name, toInt64OrZero(comment) < toUnixTimestamp64Milli(now64(3)) FROM system.tables "
            f"WHERE {_HERE} AND startsWith(name, '{_LOCK}') AND name != '{own}' ORDER BY name"
        )
        for name, over in rows:
            if over:
                self.execute(self.drop("table", name))
        return [name for name, over in rows if not over]

    def _until(self) -> int:
        now = self.execute("SELECT toUnixTimestamp64Milli(now64(3))")[0][0]
        return int(now) + round(self._lease * 1000)

    def _renew(self, own: str) -> None:
        """Raises EngineError where another deployment has dropped the table."""
        now = int(self._run("SELECT toUnixTimestamp64Milli(now64(3))")[0][0])
        self._run(f"ALTER TABLE {quoted(self.dialect, own)} MODIFY COMMENT '{now + round(self._lease * 1000)}'")
        self._renewed = time.monotonic()

    def release(self) -> None:
        own, self._held = self._held, None
        if own is not None:
            with suppress(EngineError):  # it counts no more after a while
                self.execute(self.drop("table", own))

    def lock(self, table: str) -> Sequence[str]:  # noqa: ARG002 - see `hold`
        return ()

    def schemas(self) -> Sequence[str]:
        rows = self.execute(f"SELECT name FROM system.databases WHERE name NOT IN {_SYSTEM} ORDER BY name")
        return [str(name) for (name,) in rows]

    def tables(self) -> Sequence[tuple[str, ...]]:
        rows = self.execute(
            f"SELECT database, name FROM system.tables WHERE database NOT IN {_SYSTEM} AND NOT is_temporary "
            "ORDER BY 1, 2"
        )
        return [(database, name) for database, name in rows]

    def columns(self, table: tuple[str, ...]) -> Sequence[Column] | None:
        place = "currentDatabase()" if len(table) == 1 else literal(self.dialect, table[-2])
        rows = self.execute(
            "SELECT name, type FROM system.columns "
            f"WHERE database = {place} AND table = {literal(self.dialect, table[-1])} ORDER BY position"
        )
        if not rows and _DENIED in (words := self.why_not_read(table)):
            raise EngineError(words)  # what one has no right to is not listed
        return [Column(name, written, column_type(written)) for name, written in rows] or None

    def why_not_read(self, table: tuple[str, ...]) -> str:
        try:
            self.execute(f"SELECT 1 FROM {'.'.join(quoted(self.dialect, part) for part in table)} LIMIT 0")
        except EngineError as error:
            return str(error)
        return ""

    def objects(self) -> Mapping[str, Kind]:
        rows = self.execute(f"SELECT name, engine FROM system.tables WHERE {_HERE}")
        others: dict[str, Kind] = {"View": "view", "MaterializedView": "other", "Dictionary": "other"}
        return {str(name): others.get(engine, "table") for name, engine in rows}

    def definition(self, view: str) -> str:
        name = literal(self.dialect, view)
        rows = self.execute(f"SELECT as_select FROM system.tables WHERE {_HERE} AND name = {name}")
        return str(rows[0][0]) if rows else ""

    def why_not_create(self) -> str:
        kind, user, only = self.execute(
            "SELECT engine, currentUser(), getSetting('readonly') FROM system.databases WHERE name = currentDatabase()"
        )[0]
        if int(only):
            return "the user may only read"
        if kind not in _REPLACING:
            return f"the database is of the kind {kind}, in which no view can take the place of another at once"
        place = f"{quoted(self.dialect, self.schema)}.*"
        lacking = [right for right in _RIGHTS if not int(self.execute(f"CHECK GRANT {right} ON {place}")[0][0])]
        return f"the user {user} has no {', '.join(lacking)} on the database" if lacking else ""

    def dependents(self, names: Iterable[str]) -> Sequence[tuple[str, str, str]]:  # noqa: ARG002 - found by name when read
        return ()

    def user(self) -> str:
        return str(self.execute("SELECT currentUser()")[0][0])

    def switch(self, name: str, target: str) -> Sequence[str]:
        return replacing(self.dialect, name, target)

    def drop(self, kind: Kind, name: str) -> str:
        return f"DROP {_KINDS[kind]} IF EXISTS {quoted(self.dialect, name)}"

    def close(self) -> None:
        with suppress(Exception):  # it may be lost already
            self._client.close()


def connect(target: Target) -> ClickHouse:
    """User and password come from the URL, else from CLICKHOUSE_USER and CLICKHOUSE_PASSWORD.

    Raises EngineError, NotInstalled.
    """
    try:
        import clickhouse_connect
    except ImportError:
        raise NotInstalled("ClickHouse", "clickhouse") from None
    options = dict(target.options)
    secret = target.password or os.environ.get("CLICKHOUSE_PASSWORD")
    where: dict[str, Any] = {"host": target.host or "localhost", "port": target.port, "database": target.database}
    where |= {"username": target.user or os.environ.get("CLICKHOUSE_USER"), "ca_cert": options.get("ca_cert")}
    try:
        client = clickhouse_connect.get_client(
            **{name: value for name, value in where.items() if value},
            password=secret or "",
            secure=options.get("secure") == "true",
            verify=options.get("verify") != "false",
            settings=_SETTINGS,
            autogenerate_session_id=False,
            client_name="scoreline",
        )
    except Exception as error:
        raise EngineError(_said(error, secret)) from None
    patience, lease = (
        float(options.get(name, usual)) for name, usual in (("lock_timeout", _PATIENCE), ("lock_lease", _LEASE))
    )
    return ClickHouse(client, secret, patience, lease)


def _said(error: Exception, secret: str | None) -> str:
    """The server's message, without the driver's words around it."""
    text = re.sub(r" \(for url [^ ]*\)", "", " ".join((str(error) or type(error).__name__).split()))
    _, found, message = text.partition("DB::Exception: ")
    return redacted(message if found else text, secret)


def column_type(written: str) -> Declared:
    """What `LowCardinality(Nullable(String))`, `DateTime64(3, 'UTC')` … hold. All times are moments."""
    inner = written
    for around in ("LowCardinality(", "Nullable("):
        if inner.startswith(around):
            inner = inner.removeprefix(around)[:-1]
    name, _, sizes = inner.partition("(")
    match name:
        case "FixedString" | "Enum8" | "Enum16":
            return Physical("text")
        case "DateTime" | "DateTime64":
            return Physical("timestamp with time zone")
        case "Date32":
            return Physical("date")
        case "Float32" | "Float64":
            return Physical("double")
        case "Array":
            return None  # lists are read from texts
        case "Int256" | "UInt256":
            return None
        case "Decimal":
            digits, places = (int(each) for each in sizes[:-1].split(","))
            return Physical("decimal", digits, places) if digits <= _WIDEST else None
        case _:
            return declared(inner)
