"""What a user of MariaDB or MySQL may do in a database, as SHOW GRANTS says it."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Views, tables and rows of the record; a view's text is shown to those alone who may see it.
NEEDED = ("SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "CREATE VIEW", "SHOW VIEW")
_GRANT = re.compile(r"GRANT (?P<rights>.+?) ON (?:TABLE )?(?P<place>(?:`(?:[^`]|``)*`|\*)\.(?:`(?:[^`]|``)*`|\*)) TO ")


def lacking(grants: Iterable[str], database: str) -> list[str]:
    """The rights that are needed and that no line gives for the whole database."""
    given: set[str] = set()
    for line in grants:
        found = _GRANT.match(line)
        if found is None or not found["place"].endswith(".*"):
            continue
        place = found["place"][:-2]
        if place == "*" or _fits(place[1:-1].replace("``", "`"), database):
            given |= {right.strip() for right in re.sub(r"\(.*?\)", "", found["rights"]).split(",")}
    if given & {"ALL PRIVILEGES", "ALL"}:
        return []
    return [right for right in NEEDED if right not in given]


def _fits(pattern: str, database: str) -> bool:
    """Whether the name of a database is one of those that a grant speaks of: `_` and `%` stand for others in it."""
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    written = "".join({"%": ".*", "_": "."}.get(part, re.escape(part[-1])) for part in parts)
    return re.fullmatch(written, database, re.DOTALL | re.IGNORECASE) is not None
