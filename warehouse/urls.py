"""Where a warehouse is: URLs of databases, and keeping the secrets in them out of sight."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlsplit

ENGINES: Final[dict[str, str]] = {
    "duckdb": "duckdb",
    "sqlite": "sqlite",
    "postgresql": "postgres",
    "postgres": "postgres",
    "mariadb": "mariadb",
    "mysql": "mariadb",
    "clickhouse": "clickhouse",
    "sc": "spark",
}
EXAMPLES: Final = "`duckdb:///crm.duckdb`, `postgresql://user@host/database`"
_FILES = ("duckdb", "sqlite")
_OPTIONS: Final[dict[str, tuple[str, ...]]] = {
    "duckdb": (),
    "sqlite": ("lock_timeout",),
    "postgres": ("host", "port", "user", "password", "dbname", "sslmode", "sslrootcert", "lock_timeout"),
    "mariadb": ("socket", "ssl_mode", "ssl_ca", "lock_timeout"),
    "clickhouse": ("secure", "verify", "ca_cert", "lock_timeout", "lock_lease"),
    "spark": ("use_ssl", "token", "user_id", "lock_lease"),
}
_HEADER = re.compile(r"x-[a-z0-9-]+")  # of Spark Connect: what a gateway in front of it asks for
_CHOICES: Final = {
    "sslmode": ("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
    "ssl_mode": ("disabled", "preferred", "required", "verify_ca", "verify_identity"),
}
_HIDDEN = "***"


class BadUrl(Exception):  # noqa: N818 - said of what was written
    """The text names no database; the message repeats nothing of it that might be a secret."""


@dataclass(frozen=True, slots=True)
class Target:
    """A database. `path` is that of a file engine; the others have host, port, user and database."""

    engine: str
    path: str = ""
    host: str = ""
    port: int | None = None
    user: str = ""
    database: str = ""
    password: str | None = field(default=None, repr=False)
    options: tuple[tuple[str, str], ...] = ()

    def shown(self) -> str:
        """The address, without the password."""
        if self.engine in _FILES:
            return f"{self.engine} file {self.path}"
        user = f"{self.user}@" if self.user else ""
        port = f":{self.port}" if self.port is not None else ""
        if self.engine == "spark":
            return f"Spark at {user}{self.host}{port}"
        return f"{self.engine} {user}{self.host or 'localhost'}{port}/{self.database}"

    def with_password(self, password: str | None) -> Target:
        return self if password is None else replace(self, password=password)

    def redacted(self, text: str) -> str:
        """The text without the password, in whatever form a driver may have written it."""
        return redacted(text, self.password)


def redacted(text: str, secret: str | None) -> str:
    if not secret:
        return text
    doubled = secret.replace("'", "''").replace("\\", "\\\\")
    forms = {secret, quote(secret), quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1], doubled}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, _HIDDEN)
    return text


def read_url(text: str) -> Target:
    """The database of a URL. Raises BadUrl.

    Three slashes begin a path from the current folder, four one from the root. User name, password and database may
    have any character, those of URLs as `%2F`.
    """
    scheme, sign, rest = text.partition("://")
    scheme = scheme.casefold()
    if not sign:
        raise BadUrl(f"it is no URL of a database; such as {EXAMPLES}")
    if scheme not in ENGINES:
        named = f"`{scheme}://` is" if re.fullmatch(r"[a-z][a-z0-9+.-]*", scheme) else "this is"
        raise BadUrl(f"{named} no database that scoreline can deploy to; such are {EXAMPLES}")
    engine = ENGINES[scheme]
    if engine in _FILES:
        path, _, query = rest.partition("?")
        if not path.startswith("/") or path == "/":
            raise BadUrl(f"`{scheme}://` wants a file: `{scheme}:///crm.db`, from the root `{scheme}:////data/crm.db`")
        return Target(engine, path=unquote(path[1:]), options=_options(engine, query))
    if engine == "spark":
        return _spark(rest)
    # A `/`, `?` or `#` in a password ends the part that names the host, and the `@` behind it lands elsewhere.
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "@" not in authority and "@" in rest:
        raise BadUrl("`/`, `?` and `#` in a user name or password are written `%2F`, `%3F` and `%23` in a URL")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise BadUrl("host or port cannot be read; it is `…://user:password@host:port/database`") from None
    options = dict(_options(engine, parts.query))
    password = options.pop("password", None) if parts.password is None else unquote(parts.password)
    return Target(
        engine,
        host=unquote(host or ""),
        port=port,
        user=unquote(parts.username or ""),
        database=unquote(parts.path[1:]),
        password=password,
        options=tuple(options.items()),
    )


def _spark(rest: str) -> Target:
    """Spark Connect's own form: `sc://host:port/;token=…;use_ssl=true`."""
    place, _, parameters = rest.partition("/")
    form = "it is `sc://host:port`, or `sc://host:port/;token=…;use_ssl=true`"
    try:
        parts = urlsplit(f"//{place}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise BadUrl(f"host or port cannot be read; {form}") from None
    if not host or re.search("[@?#]", place) or (parameters and not parameters.startswith(";")):
        raise BadUrl(f"host, port and parameters are all that a URL of Spark Connect has; {form}")
    found: dict[str, str] = {}
    for each in parameters.split(";"):
        name, sign, value = each.partition("=")
        if each and (not sign or (name not in _OPTIONS["spark"] and not _HEADER.fullmatch(name))):
            raise BadUrl(f"a parameter is not known; they are {', '.join(_OPTIONS['spark'])}, and headers `x-…=…`")
        if each:
            found[name] = _checked(name, unquote(value))
    token, user = found.pop("token", None), found.pop("user_id", "")
    return Target("spark", host=host, port=port, user=user, password=token, options=tuple(found.items()))


def _checked(name: str, value: str) -> str:
    if name in ("secure", "verify", "use_ssl") and value not in ("true", "false"):
        raise BadUrl(f"`{name}` is true or false")
    if name in ("lock_timeout", "lock_lease", "port") and not re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,3})?", value):
        raise BadUrl(f"`{name}` is a number{'' if name == 'port' else ' of seconds'}")
    return value


def _options(engine: str, query: str) -> tuple[tuple[str, str], ...]:
    found = parse_qsl(query, keep_blank_values=True)
    known = _OPTIONS[engine]
    for name, value in found:
        if name not in known:
            shown = f"they are {', '.join(known)}" if known else "there are none"
            raise BadUrl(f"an option behind the `?` is not known; {shown}")
        if value not in _CHOICES.get(name, (value,)):
            raise BadUrl(f"`{name}` is one of {', '.join(_CHOICES[name])}")
        _checked(name, value)
    return tuple(found)
