"""The declared types of raw columns, and which column of a table a binding means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ....dsl.binding import Binding, ColumnBinding, EventsBinding, HistoryBinding, Keep, LeadsBinding, Partition
from ....dsl.model import ValueType
from ....dsl.source import Span

PhysicalKind = Literal[
    "text", "integer", "decimal", "double", "boolean", "date", "timestamp", "timestamp with time zone", "any"
]


@dataclass(frozen=True, slots=True)
class Physical:
    """The declared type of a raw column, as far as reading it goes.

    - text: any type whose values are texts, such as names of an enumeration or UUIDs;
    - integer: whole numbers of up to 64 bits; engines that call all of them decimals without places have them as such;
    - decimal: exact, of `digits` digits with `places` of them behind the point; both None where nothing bounds them;
    - double: binary fractions of 32 or 64 bits;
    - timestamp: what a clock on a wall shows; timestamp with time zone: a moment, whatever zone it is shown in;
    - any: each value says what it is: a whole number, a double, a text, or nothing that a rule could read.

    A whole number that the engine shows as something else, such as bits, or with zeros before it, is `shown_otherwise`.
    """

    kind: PhysicalKind
    digits: int | None = None
    places: int | None = None
    shown_otherwise: bool = False

    def shown(self) -> str:
        """In words for the reader of a message."""
        if self.kind == "decimal" and self.digits is not None:
            return f"decimal({self.digits}, {self.places})"
        return self.kind


TEXT: Final = Physical("text")

# Table, by its parts as the binding has them → columns by their names as they are in the engine.
Tables = Mapping[tuple[str, ...], Mapping[str, Physical]]


class Refused(Exception):  # noqa: N818 - a limit, not a fault
    """A binding cannot be said for these columns in this engine; `help` may say what can be done about it.

    `span` is the place in the binding file, None where no file speaks of the column.
    """

    def __init__(self, message: str, span: Span | None = None, help: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.help = help


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the engine has it."""

    name: str
    type: Physical


def _as_it_is(kind: PhysicalKind) -> PhysicalKind:
    return kind


@dataclass(frozen=True, slots=True)
class RawTable:
    """A raw table; `columns` is None where its columns are not known, and taken to be what is read from them."""

    parts: tuple[str, ...]
    columns: Mapping[str, Physical] | None
    held_as: Callable[[PhysicalKind], PhysicalKind] = _as_it_is

    def column(self, bound: ColumnBinding, type_: ValueType) -> Column:
        """The column of an attribute or role. Raises Refused where the table lacks it."""
        if self.columns is None:
            return Column(bound.column, self._held(natural(bound, type_)))
        return self._found(bound.column, bound.span)

    def filtered(self, keep: Keep, known: Sequence[tuple[ColumnBinding, ValueType]]) -> Column:
        """The column of a filter. Where nothing is known of it, it is what `known` reads from it, else a text.

        A text is made of what is there, and digits and `true` are compared as texts, so that this fits them too.
        """
        if self.columns is not None:
            return self._found(keep.column, keep.span)
        for bound, type_ in known:
            if bound.column == keep.column and not bound.absent:
                return Column(keep.column, self._held(natural(bound, type_)))
        return Column(keep.column, self._held(TEXT))

    def partition(self, said: Partition) -> Column:
        """The column by whose days the table is parted. Raises Refused where the table lacks it."""
        return Column(said.column, Physical("date")) if self.columns is None else self._found(said.column, said.span)

    def _held(self, type_: Physical) -> Physical:
        kind = self.held_as(type_.kind)
        return type_ if kind == type_.kind else Physical(kind)

    def _found(self, wanted: str, span: Span | None) -> Column:
        assert self.columns is not None
        if wanted in self.columns:
            return Column(wanted, self.columns[wanted])
        alike = [name for name in self.columns if name.casefold() == wanted.casefold()]
        if len(alike) == 1:
            return Column(alike[0], self.columns[alike[0]])
        table = ".".join(self.parts)
        if alike:
            raise Refused(f"`{table}` has several columns `{wanted}` that differ in capitals only", span)
        raise Refused(f"`{table}` has no column `{wanted}`", span)


def natural(bound: ColumnBinding, type_: ValueType) -> Physical:
    """The type that a column has where nothing is known of it: that of what is read from it.

    With a `unit` it holds whole numbers, with a `format` or mapped values texts; a time is a moment, unless the binding
    says in which zone it was written.
    """
    if bound.unit is not None:
        return Physical("integer")
    if bound.format is not None:
        return TEXT
    match type_.kind:
        case "text" | "set":
            return TEXT
        case _ if bound.values:
            return TEXT
        case "decimal":
            return Physical("decimal")
        case "integer" | "boolean" | "date":
            return Physical(type_.kind)
        case "timestamp":
            return Physical("timestamp with time zone" if bound.zone is None else "timestamp")


def raw_table(
    parts: tuple[str, ...], tables: Tables | None, held_as: Callable[[PhysicalKind], PhysicalKind] | None = None
) -> RawTable:
    """A table of a binding. Raises Refused where the tables are known, and it is none of them.

    `held_as` says as what the engine holds columns of which nothing is known.
    """
    if tables is None:
        return RawTable(parts, None, held_as or _as_it_is)
    if parts not in tables:
        raise Refused(f"there is no table `{'.'.join(parts)}`")
    return RawTable(parts, tables[parts])


def raw_tables(binding: Binding) -> tuple[tuple[str, ...], ...]:
    """The tables that a binding reads, each once."""
    bound: list[LeadsBinding | EventsBinding | HistoryBinding] = [binding.leads, *binding.events, *binding.histories]
    if binding.accounts is not None:
        bound.append(binding.accounts)
    return tuple(dict.fromkeys(each.table for each in bound))
