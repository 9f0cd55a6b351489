"""Spark (tested with 4.3) through Spark Connect, by the client of PySpark.

There are no transactions, no locks, and rows of a table on plain files can only be added. So each step has a statement
that takes it back, CREATE OR REPLACE VIEW puts one view in the place of another at once, and the record has a row for
the beginning of a deployment and one for its end; the one that has begun keeps others away. A schema is one of the
session's catalog, or `catalog.schema`.
"""

from __future__ import annotations

import os
import re
import socket
import warnings
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

from ..compiler.sql.dialects.spark import SPARK
from . import record
from .connection import Column, Kind, RecordTypes, quoted, replacing
from .declared import Declared, declared
from .refusals import EngineError, NotInstalled
from .urls import Target, redacted

_PORT: Final = 15_002
_PATIENCE: Final = 600.0  # seconds, while another deployment may still be at it
_ANSWER: Final = 10.0  # seconds, for a server to say that it is there
_KINDS: dict[Kind, str] = {"table": "TABLE", "view": "VIEW", "function": "FUNCTION", "other": "TABLE"}
_RECORD: Final = RecordTypes("STRING", "STRING", "BIGINT", "STRING", appended=True, patience=_PATIENCE)
_TOKEN: Final = "SPARK_CONNECT_AUTHENTICATE_TOKEN"  # what Spark's own clients read
# Views keep the settings of the session that makes them. A table without a format would be one of Hive's, with rows of
# text, in some sessions.
_SETTINGS: Final = (
    ("spark.sql.ansi.enabled", "true"),
    ("spark.sql.parser.escapedStringLiterals", "false"),
    ("spark.sql.legacy.createHiveTableByDefault", "false"),
    ("spark.sql.session.timeZone", "UTC"),
)
_LOGS: Final = ("SQLQueryContextLogger", "DataFrameQueryContextLogger")
_QUESTIONS: Final = ("SELECT", "SHOW", "DESCRIBE")
_CALL: Final = re.compile(r'details = "(.*?)"')  # of a call that did not come to the server or back
_MISSING: Final = ("TABLE_OR_VIEW_NOT_FOUND", "SCHEMA_NOT_FOUND", "NO_SUCH_CATALOG_EXCEPTION", "CATALOG_NOT_FOUND")


class _Missing(EngineError):  # noqa: N818 - an answer to a question
    """What was asked for is not there."""


class Spark:
    """See `connection.Connection`. `session` is one of Spark Connect."""

    dialect = SPARK
    transactional = False
    whole_statements = False
    case_matters = False

    def __init__(self, session: Any, secrets: Sequence[str], patience: float) -> None:
        self._session = session
        self._secrets = secrets
        self.record_types = replace(_RECORD, patience=patience)

    @property
    def schema(self) -> str:
        return str(self.execute("SELECT current_schema()")[0][0])

    def choose(self, schema: str) -> None:
        self.execute(f"USE {'.'.join(quoted(self.dialect, part) for part in schema.split('.'))}")

    def execute(self, sql: str, /) -> Sequence[Sequence[Any]]:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what they are about is said by the error
                asked = self._session.sql(sql)  # what is no question has been run by now
                return [tuple(row) for row in asked.collect()] if sql.lstrip().upper().startswith(_QUESTIONS) else ()
        except Exception as error:  # a lost connection shows in many ways
            kind = _Missing if any(f"[{each}]" in str(error) for each in _MISSING) else EngineError
            raise kind(_said(error, self._secrets)) from None

    def begin(self) -> None:
        raise AssertionError("no transactions")

    def commit(self) -> None:
        raise AssertionError("no transactions")

    def rollback(self) -> None:
        raise AssertionError("no transactions")

    def hold(self) -> None:
        """What the record says does, see `record.unrivalled`."""

    def release(self) -> None:
        """The record says that it came to its end."""

    def lock(self, table: str) -> Sequence[str]:  # noqa: ARG002 - there are no locks
        return ()

    def schemas(self) -> Sequence[str]:
        own = str(self.execute("SELECT current_catalog()")[0][0])
        found = [str(row[0]) for row in self.execute("SHOW SCHEMAS")]
        for (catalog,) in self.execute("SHOW CATALOGS"):
            if catalog != own:
                with suppress(EngineError):  # one that this user may not look into
                    rows = self.execute(f"SHOW SCHEMAS IN {quoted(self.dialect, catalog)}")
                    found += [f"{catalog}.{row[0]}" for row in rows]
        return found

    def tables(self) -> Sequence[tuple[str, ...]]:
        found: list[tuple[str, ...]] = []
        for (schema,) in self.execute("SHOW SCHEMAS"):
            with suppress(EngineError):
                found += [(str(schema), name) for name in self._names("TABLES", schema)]
        return sorted(found)

    def columns(self, table: tuple[str, ...]) -> Sequence[Column] | None:
        name = ".".join(quoted(self.dialect, part) for part in table)
        try:
            if table[-1] == record.TABLE:  # what others have added since this session saw it first
                self.execute(f"REFRESH TABLE {name}")
            rows = self.execute(f"DESCRIBE TABLE {name}")
        except _Missing:
            return None
        # What is behind the columns, such as those of partitions once more, begins with a row without a type.
        ends = next((i for i, row in enumerate(rows) if not row[1]), len(rows))
        return [Column(str(row[0]), str(row[1]), _declared(str(row[1]))) for row in rows[:ends]]

    def why_not_read(self, table: tuple[str, ...]) -> str:
        try:
            self.execute(f"SELECT 1 FROM {'.'.join(quoted(self.dialect, part) for part in table)} LIMIT 0")
        except EngineError as error:
            return str(error)
        return ""

    def objects(self) -> Mapping[str, Kind]:
        schema = self.schema
        found: dict[str, Kind] = dict.fromkeys(self._names("TABLES", schema), "table")
        return found | dict.fromkeys(self._names("VIEWS", schema), "view")

    def _names(self, kind: str, schema: str) -> Sequence[str]:
        """Without those of the session, which have no schema."""
        rows = self.execute(f"SHOW {kind} IN {quoted(self.dialect, schema)}")
        return [str(row[1]) for row in rows if row[0]]

    def definition(self, view: str) -> str:
        rows = self.execute(f"DESCRIBE TABLE EXTENDED {quoted(self.dialect, view)}")
        return next((str(row[1]) for row in rows if row[0] == "View Text"), "")

    def why_not_create(self) -> str:
        """Rights are the server's own matter, where it has any: a statement that may not run is refused there."""
        described = self.execute(f"DESCRIBE SCHEMA EXTENDED {quoted(self.dialect, self.schema)}")
        collation = next((str(row[1]) for row in described if row[0] == "Collation"), "UTF8_BINARY")
        if collation in ("UTF8_BINARY", ""):
            return ""
        return f"texts of its views would be compared by {collation}, and not by their bytes"

    def dependents(self, names: Iterable[str]) -> Sequence[tuple[str, str, str]]:  # noqa: ARG002 - found by name when read
        return ()

    def user(self) -> str:
        return str(self.execute("SELECT current_user()")[0][0])

    def switch(self, name: str, target: str) -> Sequence[str]:
        return replacing(self.dialect, name, target)

    def drop(self, kind: Kind, name: str) -> str:
        return f"DROP {_KINDS[kind]} IF EXISTS {quoted(self.dialect, name)}"

    def close(self) -> None:
        with suppress(Exception), warnings.catch_warnings():  # it may be lost already
            warnings.simplefilter("ignore")
            self._session.stop()


def connect(target: Target) -> Spark:
    """Raises EngineError, NotInstalled."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of versions of pandas, which nothing here needs
            from pyspark.logger import PySparkLogger
            from pyspark.sql.connect.client.retries import DefaultPolicy
            from pyspark.sql.connect.session import SparkSession
    except ImportError:
        raise NotInstalled("Spark", "spark") from None
    for name in _LOGS:  # every error would be written to the terminal, with the stack of the server
        PySparkLogger.getLogger(name).disabled = True
    options = dict(target.options)
    patience = float(options.pop("lock_lease", _PATIENCE))
    token = target.password or os.environ.get(_TOKEN)
    secrets = [secret for secret in (token, *(v for k, v in options.items() if k.startswith("x-"))) if secret]
    port = target.port or _PORT
    try:
        # Spark's client would try for minutes to reach a server that is not there.
        socket.create_connection((target.host, port), timeout=_ANSWER).close()
        session = SparkSession(_url(target, port, options))
        session.client.set_retry_policies([DefaultPolicy(max_retries=3, max_backoff=1000)])
    except Exception as error:
        raise EngineError(_said(error, secrets)) from None
    found = Spark(session, secrets, patience)
    try:
        for name, value in _SETTINGS:
            found.execute(f"SET {name} = {value}")
    except EngineError:
        found.close()
        raise
    return found


def _url(target: Target, port: int, options: Mapping[str, str]) -> str:
    parameters = {"user_agent": "scoreline", **options}
    if target.user:
        parameters["user_id"] = target.user
    if target.password is not None:
        parameters["token"] = target.password
    host = f"[{target.host}]" if ":" in target.host else target.host
    listed = ";".join(f"{name}={quote(value, safe='')}" for name, value in parameters.items())
    return f"sc://{host}:{port}/;{listed}"


def _said(error: Exception, secrets: Sequence[str]) -> str:
    """The first lines of the server's message: below them stand plans and the stack of the server."""
    details = getattr(error, "details", None)
    text = str(details() if callable(details) else "") or str(error) or type(error).__name__
    if told := _CALL.search(text):
        text = told[1]
    head = text.partition("JVM stacktrace")[0].partition("\n\n")[0].partition(";\n")[0]
    said = " ".join(head.split())
    for secret in secrets:
        said = redacted(said, secret)
    return said


def _declared(written: str) -> Declared:
    """TIMESTAMP is a moment, shown in the session's zone; TIMESTAMP_NTZ is none."""
    base = written.upper().partition(" COLLATE ")[0].strip()
    match base:
        case "TIMESTAMP" | "TIMESTAMP_LTZ":
            return declared("TIMESTAMPTZ")
        case "TIMESTAMP_NTZ":
            return declared("TIMESTAMP")
        case _ if base.startswith("ARRAY<"):
            return None  # its SQL reads no lists
        case "BYTE" | "SHORT" | "LONG" | "TINYINT" | "SMALLINT" | "INT" | "BIGINT":
            return declared("BIGINT")
        case _:
            return None if base.startswith(("MAP<", "STRUCT<")) else declared(base)
