"""Raw values of bound columns as exact values, in Python: the counterpart of `compiler/sql/raw.py`.

The order is the same: `missing`, then `values`, then format or unit, then the reading rules of the kind.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from math import floor, isfinite
from typing import Final

from ..compiler import values as v
from ..compiler.sql.raw_set import JSON_LIST
from ..dsl.binding import PER_SECOND, ColumnBinding, Keep
from ..dsl.formats import Format, parse_format, read_parts
from ..dsl.model import ValueType
from ..dsl.zones import Zone
from ..dsl.zones import zone as zone_of

Value = str | int | bool
Read = Value | v.Verdict | None
Reader = Callable[[object], Read]

_JSON_LIST: Final = re.compile(JSON_LIST)
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?")


def reader(bound: ColumnBinding, type_: ValueType, zone: Zone) -> Reader:
    """The function that reads raw values of a bound column as values of a type, in a ruleset of that zone."""
    if bound.absent:
        return lambda _: None
    plain = _by_kind(bound, type_, zone)
    values = () if type_.kind == "set" else bound.values
    if not bound.missing and not values:
        return plain
    missing, mapped = frozenset(bound.missing), dict(reversed(values))

    def read(raw: object) -> Read:
        shown = compared(raw)
        if shown is not None:
            if shown in missing:
                return None
            raw = mapped.get(shown, raw)
        return plain(raw)

    return read


def compared(raw: object) -> str | None:
    """What lists, maps and filters compare: trimmed text, digits of whole numbers, true and false; else None."""
    match raw:
        case str():
            return raw.strip(v.BLANK_CHARACTERS)
        case bool():
            return "true" if raw else "false"
        case int():
            return str(raw)
        case float() if abs(raw) < 1e16 and raw == floor(raw):
            return str(int(raw))
        case Decimal() if raw.is_finite() and raw == raw.to_integral_value():
            return str(int(raw))
        case _:
            return None


def keeps(keep: tuple[Keep, ...]) -> Callable[[Callable[[str], object]], bool]:
    """Whether a row, given as a function from column to raw value, passes all filters."""
    return lambda row: all(_passes(k, row(k.column)) for k in keep)


def _passes(keep: Keep, raw: object) -> bool:
    if keep.test in ("missing", "known"):
        blank = raw is None or (isinstance(raw, str) and not raw.strip(v.BLANK_CHARACTERS))
        return blank == (keep.test == "missing")
    said = v.read_boolean(raw)
    shown = compared(raw)
    found = any(said is value if isinstance(value, bool) else shown == value for value in keep.values)
    return found == (keep.test == "in")


def _by_kind(bound: ColumnBinding, type_: ValueType, zone: Zone) -> Reader:
    match type_.kind:
        case "text" if type_.options:
            options = frozenset(type_.options)
            return lambda raw: v.read_option(raw, options)
        case "text":
            return v.read_text
        case "integer":
            return v.read_integer
        case "decimal":
            return lambda raw: v.read_decimal(raw, type_.places)
        case "boolean":
            return v.read_boolean
        case "date" | "timestamp":
            return _time_reader(bound, type_, zone)
        case "set":
            return _set_reader(bound)


def _set_reader(bound: ColumnBinding) -> Reader:
    mapped = {said: meant for said, meant in reversed(bound.values) if said}

    def entries(raw: object) -> list[str] | v.Verdict | None:
        if not bound.json or not isinstance(raw, str):
            return v.read_entries(raw, bound.separator) if not bound.json or isinstance(raw, list) else v.UNREADABLE
        text = raw.strip(v.BLANK_CHARACTERS)
        if not text:
            return None
        return json_entries(text) if len(raw) <= v.LONGEST_TEXT else v.UNREADABLE

    def read(raw: object) -> Read:
        if raw is None:
            return None
        found = entries(raw)
        if not isinstance(found, list):
            return found
        return v.set_of([mapped.get(entry.strip(v.BLANK_CHARACTERS), entry) for entry in found])

    return read


def json_entries(text: str) -> list[str] | v.Verdict:
    """The entries of a JSON list of texts, whole numbers and nulls."""
    if not _JSON_LIST.fullmatch(text):
        return v.UNREADABLE
    found = v.read_entries(json.loads(text), "")
    return v.UNREADABLE if found is None else found


def _time_reader(bound: ColumnBinding, type_: ValueType, zone: Zone) -> Reader:
    here = _table(zone)
    naive = None if bound.zone is None else _table(zone_of(bound.zone))
    is_date = type_.kind == "date"

    def plain(raw: object) -> Read:
        return v.read_date(raw, here, naive) if is_date else v.read_timestamp(raw, naive or here)

    if bound.unit is not None:
        per = PER_SECOND[bound.unit]

        def numbered(raw: object) -> Read:
            if raw is None or not isinstance(raw, (str, int, float, Decimal)):
                return plain(raw)
            if isinstance(raw, str) and not raw.strip(v.BLANK_CHARACTERS):
                return None
            number = _whole_part(raw)
            if number is None:
                return v.UNREADABLE
            second = v.second_of(number // per, 0, here)
            return v.day_of_second(second, here) if is_date else second

        return numbered
    if bound.format is not None:
        form = parse_format(bound.format)
        assert isinstance(form, Format)  # the binding was checked

        def formatted(raw: object) -> Read:
            if isinstance(raw, bool) or not isinstance(raw, (str, int)):
                return plain(raw)
            text = str(raw).strip(v.BLANK_CHARACTERS)
            if not text:
                return None
            parts = read_parts(text, form)
            if parts is None:
                return v.UNREADABLE
            local, offset = parts
            if not is_date:
                return v.second_of(local, offset, naive or here)
            dated_only = not {"H", "I"} & set(form.directives)
            return v.day_of(local, offset, here, None if dated_only else naive)

        return formatted
    return plain


def _whole_part(raw: str | int | float | Decimal) -> int | None:
    """The number without its fraction, None where it is none or beyond any time."""
    match raw:
        case bool():
            return None
        case int():
            return raw
        case float():
            return floor(raw) if isfinite(raw) and abs(raw) < 1e38 else None
        case Decimal():
            return int(raw) if raw.is_finite() and abs(raw.adjusted()) < 60 else None
        case str():
            text = raw.strip(v.BLANK_CHARACTERS)
            whole = text.partition(".")[0].lstrip("+-")
            if not _NUMBER.fullmatch(text) or len(whole.lstrip("0")) > 38:
                return None
            return int(whole.lstrip("0") or "0") * (-1 if text.startswith("-") else 1)


def _table(zone: Zone) -> v.ZoneTable:
    return zone.transitions, zone.offsets
