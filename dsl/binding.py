"""A binding: which tables, columns and values of the raw data stand for the leads, accounts and events of a schema.

Without a binding file, columns are called like attributes (events: `lead`, `event`, `at` and the attributes) and the
tables `leads`, `accounts` and `events`.

What is read, and in which order: rows that `keep` lets through; of each column, values
listed as `missing`; then `values` mapped; then the format, unit and zone; then the reading rules of the attribute's
kind (`compiler/values.py`). Lists and maps compare texts with blanks at their ends removed, exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

from .diagnostics import Diagnostic
from .late import dataclass
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
SINCE: Final = "since"
EVENT: Final = "event"
AT: Final = "at"
EVENT_ID: Final = "id"


@dataclass(frozen=True, slots=True)
class ColumnBinding:
    """How an attribute, or a role of an event (`lead`, `event`, `at`, `id`), is read from a column.

    `format` is a pattern of `dsl/formats.py` for written dates and times, `unit` makes numbers times since 1970, `zone`
    is that of times without one (None: the ruleset's). `absent`: there is no such column, every value is missing.
    `optional`: a file need not have it, as JSON Lines that leave out what is not known (tables must).
    Of a set of text, `values` are of its entries; a text is split at `separator`, or is a list in JSON (`json`).
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
    separator: str = ";"
    json: bool = False
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
    """Of leads, and of accounts. `columns` stand in the order of the schema's attributes.

    `table` has its parts, such as ("crm", "leads").
    """

    table: tuple[str, ...]
    columns: tuple[ColumnBinding, ...]
    keep: tuple[Keep, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """The column (a date or time) that says when a row came into the table, or was last changed there.

    `only_added`: rows never change. Otherwise a row with an id may be replaced by one with the same id that was loaded
    later.
    """

    column: str
    only_added: bool = False
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Partition:
    """A column of days by which the table is parted: that of the event's time, in whatever time zone, or missing."""

    column: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class EventsBinding:
    """One source of events: a table, or one of several readings of it (a row may be an event at several times).

    `kind` is None where every row is an event of the kind `always`. `kinds` maps what the data says to kinds. A value
    that `kinds` does not have may still be the name of a kind. `columns` has one entry per attribute name. `by` names
    the lead attribute (a text) that `lead` holds, None for the key; a value that several leads have is nobody's.
    `loaded` tells new rows from those that were read before, and `partition` which parts of the table hold events that
    are too old, where that is of use; no event depends on them.
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
    by: str | None = None
    loaded: Loaded | None = None
    partition: Partition | None = None

    def column(self, name: str) -> ColumnBinding:
        """Of an attribute, by its name without regard to case."""
        return next(c for c in self.columns if c.name.casefold() == name.casefold())


@dataclass(frozen=True, slots=True)
class HistoryBinding:
    """A table of values that lead attributes had: each row holds from `since` on, until the lead's next row.

    `columns` has only the attributes that are read from it. Rows of a lead with the same `since` (in seconds) that
    differ are left out. Of a lead without a row that counts, the value is that of the leads' own table.
    """

    table: tuple[str, ...]
    lead: ColumnBinding
    since: ColumnBinding
    columns: tuple[ColumnBinding, ...]
    keep: tuple[Keep, ...] = ()


@dataclass(frozen=True, slots=True)
class Binding:
    """`accounts` is None where the schema has none. `file` is the shown name of the binding file, empty without one."""

    leads: LeadsBinding
    events: tuple[EventsBinding, ...]
    file: str = ""
    accounts: LeadsBinding | None = None
    histories: tuple[HistoryBinding, ...] = ()

    def sources(self) -> tuple[str, ...]:
        """The names of the tables of events, each once; files are given by them."""
        return tuple(dict.fromkeys(called(self.events)))


def called(sources: Sequence[EventsBinding] | Sequence[HistoryBinding]) -> tuple[str, ...]:
    """What the table of each is called; with its schema where two tables share a name."""
    shared = Counter(table[-1] for table in {source.table for source in sources})
    return tuple(s.table[-1] if shared[s.table[-1]] == 1 else ".".join(s.table) for s in sources)


def event_attribute_names(schema: Schema) -> tuple[str, ...]:
    """The attribute names of all kinds of event, each once (without regard to case), in order of declaration."""
    names: dict[str, str] = {}
    for kind in schema.events:
        for attribute in kind.attributes:
            names.setdefault(attribute.name.casefold(), attribute.name)
    return tuple(names.values())


def default_binding(schema: Schema) -> Binding:
    """Columns called like attributes, in tables `leads`, `accounts` and `events`."""
    return Binding(
        LeadsBinding(("leads",), tuple(ColumnBinding(a.name, a.name) for a in schema.attributes)),
        (default_events(schema),),
        accounts=None
        if schema.account is None
        else LeadsBinding(("accounts",), tuple(ColumnBinding(a.name, a.name) for a in schema.account.attributes)),
    )


def default_events(schema: Schema) -> EventsBinding:
    return EventsBinding(
        ("events",),
        ColumnBinding(LEAD, LEAD),
        ColumnBinding(EVENT, EVENT),
        ColumnBinding(AT, AT),
        None,
        tuple(ColumnBinding(name, name) for name in event_attribute_names(schema)),
    )


def read_binding(path: Path | None, schema: Schema) -> Binding | tuple[Diagnostic, ...]:
    """The binding of a file, checked against the schema; without a file the default. Diagnostics where it has errors.

    The zone of a column is None where the file names none: the ruleset's zone counts.
    """
    if path is None:
        return default_binding(schema)
    from .binding_file import read_file

    return read_file(path, schema)
