"""A binding: which table, columns and values of the raw data stand for the leads, events and attributes of a schema.

Without a binding file, columns are called like attributes (events: `lead`, `event`, `at` and the attributes) and the
tables `leads` and `events`. What is read, and in which order: rows that `keep` lets through; of each column, values
listed as `missing`; then `values` mapped; then the format, unit and zone; then the reading rules of the attribute's
kind (`compiler/values.py`). Lists and maps compare texts with blanks at their ends removed, exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from .diagnostics import Diagnostic
from .model import Schema
from .source import Span

Unit = Literal["seconds", "milliseconds", "microseconds", "nanoseconds"]
PER_SECOND: Final[dict[Unit, int]] = {
    "seconds": 1,
    "milliseconds": 10**3,
    "microseconds": 10**6,
    "nanoseconds": 10**9,
}

LEAD: Final = "lead"
EVENT: Final = "event"
AT: Final = "at"
EVENT_ID: Final = "id"


@dataclass(frozen=True, slots=True)
class ColumnBinding:
    """How an attribute, or a role of an event (`lead`, `event`, `at`, `id`), is read from a column.

    `format` is a pattern of `dsl/formats.py` for written dates and times, `unit` makes numbers times since 1970, `zone`
    is that of times without one (None: the ruleset's). `absent`: there is no such column, every value is missing.
    `optional`: a file need not have it, as JSON Lines that leave out what is not known (tables must).
    `span` is the place in the binding file, None without one.
    """

    name: str
    column: str
    missing: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    format: str | None = None
    unit: Unit | None = None
    zone: str | None = None
    absent: bool = False
    optional: bool = False
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Keep:
    """Keeps the rows in which the column is, or is not, one of the values, or is missing, or known.

    Texts are compared exactly (blanks at the ends removed), booleans with what the column says in any spelling of yes
    and no. A missing value is none of the values.
    """

    column: str
    test: Literal["in", "not in", "missing", "known"]
    values: tuple[str | bool, ...] = ()
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class LeadsBinding:
    """`table` has its parts, such as ("crm", "leads"); `columns` stand in the order of the schema's attributes."""

    table: tuple[str, ...]
    columns: tuple[ColumnBinding, ...]
    keep: tuple[Keep, ...] = ()


@dataclass(frozen=True, slots=True)
class EventsBinding:
    """`kind` is None where every row is an event of the kind `always`. `kinds` maps what the data says to kinds.

    A value that `kinds` does not have may still be the name of a kind. `columns` has one entry per attribute name.
    """

    table: tuple[str, ...]
    lead: ColumnBinding
    kind: ColumnBinding | None
    at: ColumnBinding
    id: ColumnBinding | None
    columns: tuple[ColumnBinding, ...]
    kinds: tuple[tuple[str, str], ...] = ()
    always: str | None = None
    keep: tuple[Keep, ...] = ()

    def column(self, name: str) -> ColumnBinding:
        """Of an attribute, by its name without regard to case."""
        return next(c for c in self.columns if c.name.casefold() == name.casefold())


@dataclass(frozen=True, slots=True)
class Binding:
    """`file` is the shown name of the binding file, empty without one."""

    leads: LeadsBinding
    events: EventsBinding
    file: str = ""

    def without(self, leads: frozenset[str], events: frozenset[str]) -> Binding:
        """The same with these attributes (of leads, of events) absent."""
        return replace(
            self,
            leads=replace(self.leads, columns=_absent(self.leads.columns, leads)),
            events=replace(self.events, columns=_absent(self.events.columns, events)),
        )


def _absent(columns: tuple[ColumnBinding, ...], names: frozenset[str]) -> tuple[ColumnBinding, ...]:
    return tuple(replace(c, absent=True) if c.name in names else c for c in columns)


def event_attribute_names(schema: Schema) -> tuple[str, ...]:
    """The attribute names of all kinds of event, each once (without regard to case), in order of declaration."""
    names: dict[str, str] = {}
    for kind in schema.events:
        for attribute in kind.attributes:
            names.setdefault(attribute.name.casefold(), attribute.name)
    return tuple(names.values())


def default_binding(schema: Schema) -> Binding:
    """Columns called like attributes, in tables `leads` and `events`."""
    return Binding(
        LeadsBinding(("leads",), tuple(ColumnBinding(a.name, a.name) for a in schema.attributes)),
        EventsBinding(
            ("events",),
            ColumnBinding(LEAD, LEAD),
            ColumnBinding(EVENT, EVENT),
            ColumnBinding(AT, AT),
            None,
            tuple(ColumnBinding(name, name) for name in event_attribute_names(schema)),
        ),
    )


def read_binding(path: Path | None, schema: Schema) -> Binding | tuple[Diagnostic, ...]:
    """The binding of a file, checked against the schema; without a file the default. Diagnostics where it has errors.

    The zone of a column is None where the file names none: the ruleset's zone counts.
    """
    if path is None:
        return default_binding(schema)
    from .binding_file import read_file

    return read_file(path, schema)
