"""PostgreSQL (14 and later), by pg8000. Objects are made and dropped in transactions.

CREATE OR REPLACE VIEW cannot drop or rename columns, so that a public view is dropped and made anew in the
transaction; its grants are repeated, and it is not dropped where other views stand on it.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ..compiler.sql.dialects.postgres import POSTGRES
from ..compiler.sql.typed.columns import Physical
from .connection import Column, Kind, RecordTypes, literal, quoted
from .declared import declared
from .encryption import Proof, context
from .libpq import completed
from .refusals import EngineError, NotInstalled
from .urls import Target

if TYPE_CHECKING:
    import pg8000.native

_PATIENCE = "10"  # seconds, while another session has what is to be changed
_KINDS: dict[Kind, str] = {"table": "TABLE", "view": "VIEW", "function": "FUNCTION", "other": "TABLE"}
_USERS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
_HERE = "= (SELECT oid FROM pg_namespace WHERE nspname = current_schema())"


class Postgres:
    """See `connection.Connection`."""

    dialect = POSTGRES
    transactional = True
    whole_statements = True
    case_matters = True
    record_types = RecordTypes("TEXT", "TEXT", "BIGINT", "TIMESTAMP")

    def __init__(self, connection: pg8000.native.Connection, target: Target) -> None:
        self._connection = connection
        self._target = target

    @property
    def schema(self) -> str:
        return str(self.execute("SELECT coalesce(current_schema(), '')")[0][0])

    def choose(self, schema: str) -> None:
        former = self.execute("SHOW search_path")[0][0]
        self.execute(f"SET search_path = {quoted(self.dialect, schema)}{', ' if former else ''}{former}")
        # A schema without USAGE is passed over: objects would be made in the next one of the path.
        if self.schema != schema:
            raise EngineError(f"the role {self.user()} has no USAGE on the schema")

    def execute(self, sql: str, /) -> Sequence[Sequence[Any]]:
        try:
            return self._connection.run(sql) or ()
        except Exception as error:  # a lost connection shows in many ways
            raise EngineError(_said(error, self._target)) from None

    def begin(self) -> None:
        self.execute("BEGIN")

    def commit(self) -> None:
        self.execute("COMMIT")

    def rollback(self) -> None:
        with suppress(EngineError):
            self.execute("ROLLBACK")

    def hold(self) -> None:
        """A transaction does."""

    def release(self) -> None:
        """The transaction has ended."""

    def lock(self, table: str) -> Sequence[str]:
        return (f"LOCK TABLE {quoted(self.dialect, table)} IN EXCLUSIVE MODE",)

    def schemas(self) -> Sequence[str]:
        found = (
            "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1"
        )
        return [str(name) for (name,) in self.execute(found)]

    def tables(self) -> Sequence[tuple[str, ...]]:
        rows = self.execute(
            "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            f"WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND {_USERS} ORDER BY 1, 2"
        )
        return [(schema, name) for schema, name in rows]

    def columns(self, table: tuple[str, ...]) -> Sequence[Column] | None:
        held = literal(self.dialect, ".".join(quoted(self.dialect, part) for part in table))
        if self.execute(f"SELECT to_regclass({held})")[0][0] is None:
            return None
        rows = self.execute(
            "SELECT a.attname, format_type(CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE a.atttypid END, "
            "CASE t.typtype WHEN 'd' THEN t.typtypmod ELSE a.atttypmod END), t.typtype = 'e', "
            "CASE WHEN has_column_privilege(a.attrelid, a.attnum, 'SELECT') THEN '' ELSE current_user END "
            "FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid "
            f"WHERE a.attrelid = to_regclass({held}) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"
        )
        return [
            Column(
                name,
                type_,
                Physical("text") if enum else declared(type_),
                f"the role {role} may not SELECT this column" if role else "",
            )
            for name, type_, enum, role in rows
        ]

    def why_not_read(self, table: tuple[str, ...]) -> str:
        held = literal(self.dialect, ".".join(quoted(self.dialect, part) for part in table))
        may = self.execute(f"SELECT has_any_column_privilege(to_regclass({held}), 'SELECT'), current_user")[0]
        return "" if may[0] else f"the role {may[1]} may not SELECT from it"

    def objects(self) -> Mapping[str, Kind]:
        kinds: dict[str, Kind] = {"r": "table", "p": "table", "v": "view"}
        found: dict[str, Kind] = {}
        for (name,) in self.execute(f"SELECT proname FROM pg_proc WHERE pronamespace {_HERE}"):
            found[str(name)] = "function"
        for name, kind in self.execute(f"SELECT relname, relkind::text FROM pg_class WHERE relnamespace {_HERE}"):
            found[str(name)] = kinds.get(kind, "other")
        return found

    def definition(self, view: str) -> str:
        name = literal(self.dialect, quoted(self.dialect, view))
        return str(self.execute(f"SELECT pg_get_viewdef(to_regclass({name}))")[0][0] or "")

    def why_not_create(self) -> str:
        may, role, only = self.execute(
            "SELECT has_schema_privilege(current_schema(), 'CREATE'), current_user, "
            "current_setting('transaction_read_only')"
        )[0]
        if only == "on":
            return "the session may only read"
        return "" if may else f"the role {role} has no CREATE on the schema"

    def dependents(self, names: Iterable[str]) -> Sequence[tuple[str, str, str]]:
        listed = ", ".join(literal(self.dialect, name) for name in names)
        if not listed:
            return ()
        rows = self.execute(
            "SELECT DISTINCT n.nspname, v.relname, s.relname FROM pg_depend d "
            "JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid "
            "JOIN pg_class v ON v.oid = r.ev_class JOIN pg_namespace n ON n.oid = v.relnamespace "
            "JOIN pg_class s ON d.refclassid = 'pg_class'::regclass AND s.oid = d.refobjid "
            f"WHERE s.relnamespace {_HERE} AND s.relname IN ({listed}) AND v.oid <> s.oid ORDER BY 1, 2, 3"
        )
        return [(schema, view, of) for schema, view, of in rows]

    def user(self) -> str:
        return str(self.execute("SELECT session_user")[0][0])

    def switch(self, name: str, target: str) -> Sequence[str]:
        shown, source = quoted(self.dialect, name), quoted(self.dialect, target)
        made = (f"DROP VIEW IF EXISTS {shown}", f"CREATE VIEW {shown} AS SELECT * FROM {source}")
        return (*made, *self._grants(name))

    def _grants(self, view: str) -> Sequence[str]:
        """What others may do with the view now, as statements."""
        rows = self.execute(
            "SELECT CASE a.grantee WHEN 0 THEN NULL ELSE pg_get_userbyid(a.grantee) END, "
            "a.privilege_type, a.is_grantable FROM pg_class c, aclexplode(c.relacl) a WHERE a.grantee <> c.relowner "
            f"AND c.relnamespace {_HERE} AND c.relname = {literal(self.dialect, view)} ORDER BY 1, 2"
        )
        shown = quoted(self.dialect, view)
        return [
            *(f"GRANT {privilege} ON {shown} {self._to(role, passed_on)}" for role, privilege, passed_on in rows),
            *self._column_grants(view),
        ]

    def _column_grants(self, view: str) -> Sequence[str]:
        """Those on single columns; one on a column that the new view does not have is gone with it."""
        rows = self.execute(
            "SELECT CASE g.grantee WHEN 0 THEN NULL ELSE pg_get_userbyid(g.grantee) END, "
            "g.privilege_type, g.is_grantable, a.attname FROM pg_attribute a "
            "JOIN pg_class c ON c.oid = a.attrelid, aclexplode(a.attacl) g WHERE NOT a.attisdropped AND a.attnum > 0 "
            f"AND c.relnamespace {_HERE} AND c.relname = {literal(self.dialect, view)} ORDER BY 1, 2, 4"
        )
        shown, found = quoted(self.dialect, view), []
        for role, privilege, passed_on, column in rows:
            grant = f"GRANT {privilege} ({quoted(self.dialect, column)}) ON {shown} {self._to(role, passed_on)}"
            body = f"BEGIN {grant}; EXCEPTION WHEN undefined_column THEN NULL; END"
            found.append(f"DO {literal(self.dialect, body)}")
        return found

    def _to(self, role: str | None, passed_on: bool) -> str:
        named = "PUBLIC" if role is None else quoted(self.dialect, role)
        return f"TO {named}{' WITH GRANT OPTION' if passed_on else ''}"

    def drop(self, kind: Kind, name: str) -> str:
        return f"DROP {_KINDS[kind]} IF EXISTS {quoted(self.dialect, name)}"

    def close(self) -> None:
        with suppress(Exception):  # it may be lost already
            self._connection.close()


def connect(target: Target) -> Postgres:
    """Raises EngineError, NotInstalled."""
    try:
        import pg8000.native
    except ImportError:
        raise NotInstalled("PostgreSQL", "postgres") from None
    target = completed(target)
    options = dict(target.options)
    folder = target.host if target.host.startswith("/") else None
    where: dict[str, Any] = {"host": target.host, "port": target.port}
    if folder is not None:
        where = {"unix_sock": f"{folder}/.s.PGSQL.{target.port}"}
    try:
        connection = pg8000.native.Connection(
            target.user,
            database=target.database,
            password=target.password,
            ssl_context=_encryption(options.get("sslmode", "prefer"), options.get("sslrootcert")),
            application_name="scoreline",
            **where,
        )
    except Exception as error:
        raise EngineError(_said(error, target)) from None
    found = Postgres(connection, target)
    patience = options.get("lock_timeout", _PATIENCE)
    found.execute(f"SET lock_timeout = {literal(POSTGRES, f'{round(float(patience) * 1000)}ms')}")
    found.execute("SET client_min_messages = warning")
    return found


def _encryption(mode: str, authority: str | None) -> ssl.SSLContext | bool | None:
    """What pg8000 is told: None tries encryption, False does not."""
    if mode in ("disable", "allow"):
        return False
    if mode == "prefer":
        return None
    proofs: dict[str, Proof] = {"require": "none", "verify-full": "identity"}
    return context(proofs.get(mode, "authority"), authority)


def _said(error: BaseException, target: Target) -> str:
    """The server's message, detail and hint; of other errors their text.

    Where the server ends the session with its message, pg8000 fails again as it closes: the message is behind that.
    """
    text, reason = str(error) or type(error).__name__, ""
    cause: BaseException | None = error
    while cause is not None:
        told = cause.args[0] if cause.args else None
        if isinstance(told, dict):
            text, reason = "; ".join(told[key] for key in ("M", "D", "H") if told.get(key)), ""
            break
        # The driver says that it cannot connect, the system why.
        if isinstance(cause, OSError) and cause is not error and not reason:
            reason = cause.strerror or ""
        cause = cause.__context__
    text = f"{text.rstrip('.')}: {reason}" if reason else text
    return target.redacted(" ".join(text.split()))
