"""The table that says which version of a ruleset was put in service when, by whom, and which objects belong to it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from .connection import Connection, Kind, literal, quoted
from .refusals import Problem, Refused
from .release import Object, Release

TABLE: Final = "scoreline_deployments"
BEGUN: Final = "begun"
_COLUMNS = (
    ("ruleset", "key"),
    ("sequence", "number"),
    ("number", "number"),
    ("ruleset_version", "text"),
    ("content_hash", "text"),
    ("dialect", "text"),
    ("compiled_by", "text"),
    ("deployed_by", "text"),
    ("deployed_at", "moment"),
    ("action", "text"),
    ("objects", "text"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row. `sequence` counts the rows of a ruleset, `number` its versions; `deployed_at` is in UTC.

    `objects` are those of the version, `public` its public names with the views that they show.
    """

    ruleset: str
    sequence: int
    number: int
    ruleset_version: str
    content_hash: str
    dialect: str
    compiled_by: str
    deployed_by: str
    deployed_at: str
    action: str
    objects: tuple[Object, ...]
    public: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class History:
    """The entries of one ruleset, in order. `kept` says whether the table is there at all.

    `begun` are those of deployments that neither came to an end nor were taken back, in engines without transactions.
    """

    entries: tuple[Entry, ...]
    kept: bool
    begun: tuple[Entry, ...] = ()

    @property
    def serving(self) -> Entry | None:
        """What the public names show."""
        return self.entries[-1] if self.entries else None

    @property
    def former(self) -> Entry | None:
        """What a rollback would put in service: what the version in service took the place of, unless by a rollback."""
        if self.serving is None or self.serving.action == "rollback" or len(self.entries) < 2:
            return None
        return self.entries[-2]

    @property
    def next_sequence(self) -> int:
        return max((entry.sequence for entry in (*self.entries, *self.begun)), default=0) + 1

    @property
    def next_number(self) -> int:
        return max((entry.number for entry in (*self.entries, *self.begun)), default=0) + 1


def read(connection: Connection, ruleset: str) -> History:
    """Raises Refused where a table of this name is something else, EngineError."""
    columns = connection.columns((connection.schema, TABLE))
    if columns is None:
        return History((), False)
    there = {column.name.casefold() for column in columns}
    if not there.issuperset(name for name, _ in _COLUMNS):
        message = f"`{TABLE}` is a table that scoreline did not make"
        raise Refused([Problem("SL1007", message, "rename it, or choose another schema")])
    dialect = connection.dialect
    listed = ", ".join(quoted(dialect, name) for name, _ in _COLUMNS)
    where = f"{quoted(dialect, 'ruleset')} = {literal(dialect, ruleset)}"
    rows = connection.execute(
        f"SELECT {listed} FROM {quoted(dialect, TABLE)} WHERE {where} ORDER BY {quoted(dialect, 'sequence')}"
    )
    found = [_entry(row) for row in rows]
    begun = tuple(entry for entry in found if entry.action == BEGUN)
    return History(tuple(entry for entry in found if entry.action != BEGUN), True, begun)


def definition(connection: Connection) -> str:
    """The statement that makes the table. Two deployments at once would be rows of one sequence, which it refuses."""
    dialect, types = connection.dialect, connection.record_types
    by_use = {"key": types.key, "text": types.text, "number": types.number, "moment": types.moment}
    columns = ", ".join(f"{quoted(dialect, name)} {by_use[use]} NOT NULL" for name, use in _COLUMNS)
    key = f"PRIMARY KEY ({quoted(dialect, 'ruleset')}, {quoted(dialect, 'sequence')})"
    return f"CREATE TABLE {quoted(dialect, TABLE)} ({columns}, {key}){types.ending}"


def entry(made: Release, history: History, by: str) -> Entry:
    """The row of a deployment, now."""
    return Entry(
        made.ruleset,
        history.next_sequence,
        made.number,
        made.version,
        made.content_hash,
        made.dialect,
        made.compiled_by,
        by,
        _now(),
        "deploy",
        tuple(Object(each.kind, each.name) for each in made.objects),
        made.public,
    )


def again(former: Entry, history: History, by: str) -> Entry:
    """The row of a rollback to a version, now."""
    return replace(former, sequence=history.next_sequence, deployed_by=by, deployed_at=_now(), action="rollback")


def insertion(connection: Connection, row: Entry) -> str:
    dialect = connection.dialect
    said = {
        "objects": [[each.kind, each.name] for each in row.objects],
        "public": [list(pair) for pair in row.public],
    }
    values: dict[str, str | int] = {
        "ruleset": row.ruleset,
        "sequence": row.sequence,
        "number": row.number,
        "ruleset_version": row.ruleset_version,
        "content_hash": row.content_hash,
        "dialect": row.dialect,
        "compiled_by": row.compiled_by,
        "deployed_by": row.deployed_by,
        "deployed_at": row.deployed_at,
        "action": row.action,
        "objects": json.dumps(said, ensure_ascii=True),
    }
    listed = ", ".join(quoted(dialect, name) for name in values)
    shown = ", ".join(str(v) if isinstance(v, int) else literal(dialect, v) for v in values.values())
    return f"INSERT INTO {quoted(dialect, TABLE)} ({listed}) VALUES ({shown})"


def completion(connection: Connection, row: Entry) -> str:
    """The statement that makes an entry that was begun one that took place."""
    dialect = connection.dialect
    said = f"{quoted(dialect, 'action')} = {literal(dialect, row.action)}"
    return f"UPDATE {quoted(dialect, TABLE)} SET {said} WHERE {_only(connection, row)}"


def deletion(connection: Connection, row: Entry) -> str:
    return f"DELETE FROM {quoted(connection.dialect, TABLE)} WHERE {_only(connection, row)}"


def _only(connection: Connection, row: Entry) -> str:
    dialect = connection.dialect
    ruleset, sequence = quoted(dialect, "ruleset"), quoted(dialect, "sequence")
    return f"{ruleset} = {literal(dialect, row.ruleset)} AND {sequence} = {row.sequence}"


def _entry(row: Sequence[object]) -> Entry:
    said = json.loads(str(row[10]))
    objects = tuple(Object(_kind(kind), str(name)) for kind, name in said["objects"])
    public = tuple((str(name), str(target)) for name, target in said["public"])
    ruleset, sequence, number, version, content, dialect, compiled, by, at, action = map(str, row[:10])
    written = (version, content, dialect, compiled, by, at, action)
    return Entry(ruleset, int(sequence), int(number), *written, objects, public)


def _kind(text: str) -> Kind:
    match text:
        case "table" | "view" | "function":
            return text
        case _:
            return "other"


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
