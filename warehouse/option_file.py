"""What the clients of MariaDB and MySQL take from the environment and from `~/.my.cnf`."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

from .urls import Target

_GROUPS = ("client", "client-server", "client-mariadb", "mysql")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "s": " "}


def completed(target: Target) -> Target:
    """The target with what its URL leaves open: MYSQL_PWD, then host, port, user, password and socket of the file."""
    kept = _kept()
    options = dict(target.options)
    if not target.host and "socket" not in options and "socket" in kept and "host" not in kept:
        options["socket"] = kept["socket"]
    if "ssl_ca" in kept and "ssl_mode" in options:
        options.setdefault("ssl_ca", kept["ssl_ca"])
    port = kept.get("port", "")
    found = replace(
        target,
        host=target.host or kept.get("host", ""),
        port=target.port or (int(port) if port.isascii() and port.isdigit() else None),
        user=target.user or kept.get("user", ""),
        options=tuple(options.items()),
    )
    return found.with_password(target.password or os.environ.get("MYSQL_PWD") or kept.get("password"))


def _kept() -> dict[str, str]:
    """The options of the file; none where everybody may write to it, as those clients do."""
    path = Path.home() / ".my.cnf"
    try:
        if path.stat().st_mode & 0o002:
            return {}
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    found: dict[str, str] = {}
    group = ""
    for line in map(str.strip, lines):
        if line.startswith("[") and line.endswith("]"):
            group = line[1:-1].strip()
        elif group in _GROUPS and "=" in line and not line.startswith(("#", ";", "!")):
            name, _, value = line.partition("=")
            found[name.strip().replace("-", "_")] = _value(value.strip())
    return found


def _value(text: str) -> str:
    """What is written behind the `=`: in quotation marks, or up to a comment."""
    quoted = re.match(r"""(["'])((?:\\.|(?!\1).)*)\1""", text)
    plain = quoted[2] if quoted else text.partition("#")[0].rstrip()
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), plain)
