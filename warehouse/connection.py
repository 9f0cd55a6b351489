"""What deploying asks of an engine; each module beside this one that is named after an engine is one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from ..compiler.sql import nodes as n
from ..compiler.sql.dialects.dialect import Dialect
from .declared import Declared

Kind = Literal["table", "view", "function", "other"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `written` is its type in the engine's own words.

    `hidden` says why this user may not read it, in an engine that has rights on columns; empty where it may.
    """

    name: str
    written: str
    declared: Declared
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class RecordTypes:
    """The types of the columns of the record, and what stands behind its definition.

    `appended`: rows of a table can be added there, and neither changed nor taken away, and no key is heeded. Then a
    deployment that has begun keeps others away for `patience` seconds.
    """

    key: str
    text: str
    number: str
    moment: str
    ending: str = ""
    update: str = "UPDATE {table} SET {said} WHERE {where}"
    appended: bool = False
    patience: float = 0.0


class Connection(Protocol):
    """An open connection; names without a schema mean objects of the schema that is chosen.

    Every method may raise EngineError.
    """

    record_types: RecordTypes

    @property
    def dialect(self) -> Dialect: ...

    @property
    def transactional(self) -> bool:
        """Whether objects can be made, replaced and dropped in a transaction, and come back with its end."""

    @property
    def whole_statements(self) -> bool:
        """Whether a statement that fails has changed nothing; True where there are transactions."""

    @property
    def case_matters(self) -> bool:
        """Whether names that differ in capitals only name different objects."""

    @property
    def schema(self) -> str:
        """The schema that objects are made in."""

    def choose(self, schema: str) -> None:
        """Objects are made in this schema, which is there, and tables without a schema are looked for in it first."""

    def execute(self, sql: str, /) -> Sequence[Sequence[Any]]:
        """Runs one statement; its rows, none where it has no result."""

    def begin(self) -> None:
        """Begins to change something; waits for a while where another session does."""

    def commit(self) -> None: ...

    def rollback(self) -> None:
        """Gives up what was changed since `begin`. Does not fail where the connection is lost."""

    def hold(self) -> None:
        """Keeps other deployments away until `release`, in an engine without transactions; waits for a while."""

    def release(self) -> None: ...

    def lock(self, table: str) -> Sequence[str]:
        """Statements in a transaction that keep others from changing the table, where they are needed."""

    def schemas(self) -> Sequence[str]: ...

    def tables(self) -> Sequence[tuple[str, ...]]:
        """What a binding may name, each with its schema."""

    def columns(self, table: tuple[str, ...]) -> Sequence[Column] | None:
        """The columns of a table or view, as a binding names it; None where there is no such table."""

    def why_not_read(self, table: tuple[str, ...]) -> str:
        """Why this user may not read a table that is there; empty where it may."""

    def objects(self) -> Mapping[str, Kind]:
        """The objects of the schema, by their names as the engine holds them."""

    def definition(self, view: str) -> str:
        """The query of a view, as far as the engine tells."""

    def why_not_create(self) -> str:
        """Why this user may not make objects in the schema, in a few words; empty where it may."""

    def dependents(self, names: Iterable[str]) -> Sequence[tuple[str, str, str]]:
        """Views that keep objects of these names from being dropped: schema, name, and what they stand on."""

    def user(self) -> str: ...

    def switch(self, name: str, target: str) -> Sequence[str]:
        """Statements that make the view `name` show what the view `target` does, whether or not there is one."""

    def drop(self, kind: Kind, name: str) -> str:
        """A statement that drops an object, and does nothing where it is not there."""

    def close(self) -> None: ...


def replacing(dialect: Dialect, name: str, target: str) -> tuple[str, ...]:
    """How engines switch a public view that can replace one in place, whatever its columns are."""
    return (f"CREATE OR REPLACE VIEW {quoted(dialect, name)} AS SELECT * FROM {quoted(dialect, target)}",)


def quoted(dialect: Dialect, name: str) -> str:
    """The name as it stands in SQL."""
    return dialect.print(n.table([name]))


def as_held(dialect: Dialect, name: str) -> str:
    """The name as the engine holds it: engines with short names have theirs cut by the dialect."""
    text = quoted(dialect, name)
    mark = text[0]
    return text[1:-1].replace(mark * 2, mark)


def literal(dialect: Dialect, value: str) -> str:
    """A text in SQL."""
    return dialect.print(n.text(value))
