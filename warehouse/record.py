"""The table that says which version of a ruleset was put in service when, by whom, and which objects belong to it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from .connection import Connection, Kind, literal, quoted
from .refusals import EngineError, Problem, Refused
from .release import Object, Release

TABLE: Final = "scoreline_deployments"
BEGUN: Final = "begun"
GIVEN_UP: Final = "given up"
_MOMENT = "%Y-%m-%d %H:%M:%S"
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

    `objects` are those of the version, `public` its public names with the views that they show. Where rows can only be
    added, those with the same `mark` speak of one deployment, whatever became of it.
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
    mark: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """The entries of one ruleset, in order. `kept` says whether the table is there at all.

    `begun` are those of deployments that neither came to an end nor were taken back, in engines without transactions.
    `last` is the sequence of the last row, of whatever deployment.
    """

    entries: tuple[Entry, ...]
    kept: bool
    begun: tuple[Entry, ...] = ()
    last: int = 0

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
        return self.last + 1

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
    try:
        rows = connection.execute(
            f"SELECT {listed} FROM {quoted(dialect, TABLE)} WHERE {where} ORDER BY {quoted(dialect, 'sequence')}"
        )
    except EngineError:
        if words := connection.why_not_read((connection.schema, TABLE)):
            message = f"the record of deployments, `{TABLE}`, cannot be read"
            raise Refused([Problem("SL1006", message, engine=words)]) from None
        raise
    found = [_checked(row) for row in rows]
    last = max((entry.sequence for entry in found), default=0)
    if connection.record_types.appended:
        found = _outcomes(found)
    begun = tuple(entry for entry in found if entry.action == BEGUN)
    return History(tuple(entry for entry in found if entry.action != BEGUN), True, begun, last)


def _outcomes(rows: Sequence[Entry]) -> list[Entry]:
    """What became of each deployment of which there are rows: its end, else its beginning; nothing of one given up."""
    given_up = {row.mark for row in rows if row.action == GIVEN_UP}
    ended = {row.mark: row for row in rows if row.action not in (BEGUN, GIVEN_UP)}
    begun = {row.mark: row for row in rows if row.action == BEGUN and row.mark not in ended}
    return sorted((row for mark, row in (ended | begun).items() if mark not in given_up), key=lambda row: row.sequence)


def definition(connection: Connection) -> str:
    """The statement that makes the table. Two deployments at once would be rows of one sequence, which it refuses.

    Where it can refuse nothing, `unrivalled` does.
    """
    dialect, types = connection.dialect, connection.record_types
    by_use = {"key": types.key, "text": types.text, "number": types.number, "moment": types.moment}
    columns = ", ".join(f"{quoted(dialect, name)} {by_use[use]} NOT NULL" for name, use in _COLUMNS)
    if types.appended:
        return f"CREATE TABLE IF NOT EXISTS {quoted(dialect, TABLE)} ({columns}){types.ending}"
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
        _mark(),
    )


def again(former: Entry, history: History, by: str) -> Entry:
    """The row of a rollback to a version, now."""
    changed = {"sequence": history.next_sequence, "deployed_by": by, "deployed_at": _now(), "mark": _mark()}
    return replace(former, action="rollback", **changed)  # type: ignore[arg-type]


def insertion(connection: Connection, row: Entry) -> str:
    dialect = connection.dialect
    said = {
        "objects": [[each.kind, each.name] for each in row.objects],
        "public": [list(pair) for pair in row.public],
        **({"mark": row.mark} if connection.record_types.appended else {}),
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
    if connection.record_types.appended:
        return insertion(connection, row)
    dialect = connection.dialect
    said = f"{quoted(dialect, 'action')} = {literal(dialect, row.action)}"
    table, where = quoted(dialect, TABLE), _only(connection, row)
    return connection.record_types.update.format(table=table, said=said, where=where)


def deletion(connection: Connection, row: Entry) -> str:
    if connection.record_types.appended:
        return insertion(connection, replace(row, action=GIVEN_UP))
    return f"DELETE FROM {quoted(connection.dialect, TABLE)} WHERE {_only(connection, row)}"


def unrivalled(connection: Connection, row: Entry) -> tuple[str, ...]:
    """Statements that fail where rows can only be added and another deployment has begun beside that of the row.

    Each writes its row before it looks: of two with the same sequence, the later one at least sees both. One that comes
    behind has taken this one for dead. A session that has read the table keeps what it saw, unless it is told not to.
    """
    dialect = connection.dialect
    ruleset, sequence, action, objects = (
        quoted(dialect, each) for each in ("ruleset", "sequence", "action", "objects")
    )
    mark = f"get_json_object({objects}, {literal(dialect, '$.mark')})"
    begun, given_up = (
        f"collect_set(CASE WHEN {action} = {literal(dialect, each)} THEN {mark} END)" for each in (BEGUN, GIVEN_UP)
    )
    said = literal(dialect, "another deployment of this ruleset has begun")
    look = (
        f"SELECT assert_true(array_except({begun}, {given_up}) = array({literal(dialect, row.mark)}), {said}) "
        f"FROM {quoted(dialect, TABLE)} "
        f"WHERE {ruleset} = {literal(dialect, row.ruleset)} AND {sequence} >= {row.sequence}"
    )
    return f"REFRESH TABLE {quoted(dialect, TABLE)}", look


def age(row: Entry) -> float:
    """For how many seconds an entry has been there, by the clock of this machine."""
    written = datetime.strptime(row.deployed_at[:19], _MOMENT).replace(tzinfo=UTC)
    return (datetime.now(UTC) - written).total_seconds()


def _only(connection: Connection, row: Entry) -> str:
    dialect = connection.dialect
    ruleset, sequence = quoted(dialect, "ruleset"), quoted(dialect, "sequence")
    return f"{ruleset} = {literal(dialect, row.ruleset)} AND {sequence} = {row.sequence}"


def _checked(row: Sequence[object]) -> Entry:
    """Raises Refused where somebody else has written into the row."""
    try:
        return _entry(row)
    except (ValueError, TypeError, KeyError):
        message = f"`{TABLE}` has a row that scoreline did not write: of `{row[0]}`, with the sequence {row[1]}"
        help_ = "put it back as it was: it says which objects belong to the version"
        raise Refused([Problem("SL1007", message, help_)]) from None


def _entry(row: Sequence[object]) -> Entry:
    said = json.loads(str(row[10]))
    objects = tuple(Object(_kind(kind), str(name)) for kind, name in said["objects"])
    public = tuple((str(name), str(target)) for name, target in said["public"])
    ruleset, sequence, number, version, content, dialect, compiled, by, at, action = map(str, row[:10])
    written = (version, content, dialect, compiled, by, at, action)
    return Entry(ruleset, int(sequence), int(number), *written, objects, public, str(said.get("mark", "")))


def _kind(text: str) -> Kind:
    match text:
        case "table" | "view" | "function":
            return text
        case _:
            return "other"


def _now() -> str:
    return datetime.now(UTC).strftime(_MOMENT)


def _mark() -> str:
    return uuid.uuid4().hex
