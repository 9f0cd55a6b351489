"""The settings of one column in a binding file, and what they inherit from the table and the file around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, get_args

from .binding import ColumnBinding, Unit
from .findings import did_you_mean, quoted
from .folding import is_blank
from .formats import KNOWN, parse_format
from .late import dataclass
from .model import SET_MARK, ValueType
from .toml_table import Table

_UNITS: Final[tuple[str, ...]] = get_args(Unit)
_SETTINGS: Final = (
    *("column", "missing", "values", "format", "unit", "zone", "absent", "optional", "separator", "json"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for all columns of a table: values that stand for missing, and the zone of times without one."""

    missing: tuple[str, ...]
    zone: str | None

    def within(self, table: Table) -> Settings:
        """With what a table inside adds."""
        missing = tuple(dict.fromkeys((*self.missing, *table.texts("missing"))))
        return Settings(missing, table.zone() or self.zone)

    def apply(self, column: ColumnBinding, type_: ValueType) -> ColumnBinding:
        missing = tuple(dict.fromkeys((*self.missing, *column.missing)))
        return replace(column, missing=missing, zone=column.zone or (self.zone if _is_time(type_) else None))


def column_binding(
    name: str,
    spec: tuple[Table, str] | None,
    type_: ValueType,
    settings: Settings,
    *,
    required: bool = False,
    absent: bool = False,
) -> ColumnBinding:
    """The binding of an attribute or role; `spec` is the table and key where it stands, None where it does not."""
    if spec is None:
        return settings.apply(ColumnBinding(name, name, absent=absent), type_)
    outer, key = spec
    span = outer.place((key,)).key
    if not isinstance(outer.raw(key), dict):
        column = outer.text(key)
        return settings.apply(ColumnBinding(name, column or name, span=span), type_)
    table = outer.table(key)
    assert table is not None
    table.only(*_SETTINGS)
    if table.has("absent"):
        return _absent(name, table, settings, type_, required)
    bound = ColumnBinding(
        name,
        table.text("column") or name,
        table.texts("missing"),
        _values(table, type_),
        _format(table, type_),
        _unit(table, type_),
        _zone(table, type_),
        optional=_optional(table, name, required),
        separator=_separator(table, type_),
        json=_json(table, type_),
        span=span,
    )
    if table.has("format") and table.has("unit"):
        message = "`format` is for written times, `unit` for numbers: a column has one of them"
        table.report("SL0909", "unit", message)
    return settings.apply(bound, type_)


def _absent(name: str, table: Table, settings: Settings, type_: ValueType, required: bool) -> ColumnBinding:
    others = [key for key in table.names() if key != "absent" and key in _SETTINGS]
    if table.raw("absent") is not True:
        table.report("SL0903", "absent", "`absent` is not `true`", "leave it out where there is a column", value=True)
    elif others:
        table.report("SL0909", others[0], f"a column that is absent has no {quoted(others)}")
    elif required:
        table.report("SL0909", "absent", f"`{name}` must have a column: without it no row can be used")
    return replace(settings.apply(ColumnBinding(name, name), type_), absent=True)


def _optional(table: Table, name: str, required: bool) -> bool:
    said = table.raw("optional")
    if said is not None and said is not True:
        table.report(
            "SL0903", "optional", "`optional` is not `true`", "leave it out where the column is there", value=True
        )
    elif said and required:
        table.report("SL0909", "optional", f"`{name}` must have a column: without it no row can be used")
    return said is True


def _separator(table: Table, type_: ValueType) -> str:
    said = table.raw("separator")
    if said is None or not _of_sets(table, "separator", type_):
        return ";"
    if not isinstance(said, str) or not said or SET_MARK in said or "\0" in said:
        help = '`separator = ","`; without one it is `;`'
        table.report("SL0903", "separator", "`separator` is not a text that can separate", help, value=True)
        return ";"
    return said


def _json(table: Table, type_: ValueType) -> bool:
    said = table.raw("json")
    if said is None or not _of_sets(table, "json", type_):
        return False
    if said is not True:
        help = "leave it out where texts are split at a separator"
        table.report("SL0903", "json", "`json` is not `true`", help, value=True)
    elif table.has("separator"):
        table.report("SL0909", "separator", "a set that is a list in JSON has no separator")
    return said is True


def _of_sets(table: Table, key: str, type_: ValueType) -> bool:
    if type_.kind == "set":
        return True
    table.report("SL0909", key, f"`{key}` is for sets of text, and this is {_WORDS[type_.kind]}")
    return False


def _values(table: Table, type_: ValueType) -> tuple[tuple[str, str], ...]:
    mapped = table.map("values")
    for said, meant in mapped:
        if type_.options and meant not in type_.options and not is_blank(meant):
            place = table.place(("values", said)).value
            help = did_you_mean(meant, type_.options, f'it may be {quoted(type_.options)}, or "" for missing')
            table.report_at("SL0911", place, f"`{meant}` is none of the values that are declared", help)
    return mapped


def _format(table: Table, type_: ValueType) -> str | None:
    text = table.text("format")
    if text is None or not _fits(table, "format", type_):
        return None
    form = parse_format(text)
    if isinstance(form, str):
        table.report(
            "SL0907", "format", form, f"known are {KNOWN}; `%d/%m/%Y %H:%M` reads 31/12/2026 23:59", value=True
        )
        return None
    return text


def _unit(table: Table, type_: ValueType) -> Unit | None:
    said = table.text("unit")
    if said is None or not _fits(table, "unit", type_):
        return None
    for unit in get_args(Unit):
        if said == unit:
            found: Unit = unit
            return found
    help = did_you_mean(said, _UNITS, f"numbers of time are {quoted(_UNITS)}")
    table.report("SL0908", "unit", f"there is no unit `{said}`", help, value=True)
    return None


def _zone(table: Table, type_: ValueType) -> str | None:
    zone = table.zone()
    return zone if zone is not None and _fits(table, "zone", type_) else None


def _fits(table: Table, key: str, type_: ValueType) -> bool:
    if _is_time(type_):
        return True
    table.report("SL0909", key, f"`{key}` is for dates and times, and this is {_WORDS[type_.kind]}")
    return False


def _is_time(type_: ValueType) -> bool:
    return type_.kind in ("date", "timestamp")


_WORDS: Final[Mapping[str, str]] = {
    "text": "a text",
    "integer": "a whole number",
    "decimal": "a decimal number",
    "boolean": "a yes or no",
    "date": "a date",
    "timestamp": "a timestamp",
    "set": "a set of text",
}
