"""What the clients of PostgreSQL take from the environment and from `~/.pgpass`, which pg8000 does not read."""

from __future__ import annotations

import getpass
import os
import re
from dataclasses import replace
from pathlib import Path

from .urls import Target

_FIELD = re.compile(r"((?:[^:\\]|\\.)*)(?::|$)")


def completed(target: Target) -> Target:
    """The target with what its URL leaves open: PGHOST, PGPORT, PGUSER, PGDATABASE, PGPASSWORD, then `~/.pgpass`.

    A `host` among the options is a host too, or the folder of a socket.
    """
    options = dict(target.options)
    host = target.host or options.get("host") or os.environ.get("PGHOST") or "localhost"
    written = options.get("port") or os.environ.get("PGPORT") or ""
    port = target.port or (int(written) if written.isascii() and written.isdigit() else 5432)
    user = target.user or options.get("user") or os.environ.get("PGUSER") or getpass.getuser()
    database = target.database or options.get("dbname") or os.environ.get("PGDATABASE") or user
    password = target.password or os.environ.get("PGPASSWORD")
    found = replace(target, host=host, port=port, user=user, database=database, password=password)
    return found.with_password(password or _kept(found))


def _kept(target: Target) -> str | None:
    """The password of the first line of the file that fits; none where others may read the file, as libpq does."""
    path = Path(os.environ.get("PGPASSFILE") or Path.home() / ".pgpass")
    try:
        if path.stat().st_mode & 0o077:
            return None
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    host = "localhost" if target.host.startswith("/") else target.host
    wanted = (host, str(target.port), target.database, target.user)
    for line in lines:
        if line.startswith("#"):
            continue
        fields = [re.sub(r"\\(.)", r"\1", each) for each in _FIELD.findall(line)[:5]]
        if len(fields) == 5 and all(field in ("*", want) for field, want in zip(fields, wanted, strict=False)):
            return fields[4]
    return None
