"""The declared types of raw columns, as engines write them, and which of them an attribute can be read from."""

from __future__ import annotations

import re
from typing import Final, Literal

from ..compiler.sql.typed.columns import Physical
from ..dsl.binding import ColumnBinding
from ..dsl.model import ValueType

Declared = Physical | Literal["list"] | None  # None: nothing that a rule could read

_INTEGERS = re.compile(r"(?:U?(?:TINY|SMALL|MEDIUM|BIG|HUGE)?INT(?:EGER)?|U?INT(?:8|16|32|64|128|256)|INT[248])")
_SERIAL = re.compile(r"(?:SMALL|BIG)?SERIAL")
_TEXTS: Final = (
    *("VARCHAR", "CHARACTER VARYING", "TEXT", "CHAR", "CHARACTER"),
    *("BPCHAR", "NAME", "UUID", "STRING", "CITEXT"),
)
_DOUBLES: Final = ("DOUBLE", "DOUBLE PRECISION", "FLOAT", "REAL", "FLOAT4", "FLOAT8")
_MOMENTS: Final = ("TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_NS WITH TIME ZONE")
_CLOCKS: Final = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITHOUT TIME ZONE", "DATETIME")


def declared(written: str) -> Declared:
    """What `VARCHAR(20)`, `numeric(10,2)`, `timestamp with time zone` … hold."""
    text = " ".join(written.upper().split())
    if text.endswith("]"):
        return "list"
    base = " ".join(re.sub(r"\(.*?\)", " ", text).split())
    if base.startswith("ENUM") or base in _TEXTS:
        return Physical("text")
    if _INTEGERS.fullmatch(base) or _SERIAL.fullmatch(base):
        return Physical("integer")
    if base in ("DECIMAL", "NUMERIC"):
        size = re.search(r"\((\d+)(?:\s*,\s*(\d+))?\)", text)
        return Physical("decimal", int(size[1]), int(size[2] or 0)) if size else Physical("decimal")
    if base in _DOUBLES:
        return Physical("double")
    if base in ("BOOLEAN", "BOOL"):
        return Physical("boolean")
    if base == "DATE":
        return Physical("date")
    if base in _MOMENTS:
        return Physical("timestamp with time zone")
    return Physical("timestamp") if base in _CLOCKS else None


_READABLE: Final[dict[str, tuple[str, ...]]] = {
    "text": ("text", "integer"),
    "set": ("text", "integer", "list"),
    "integer": ("text", "integer", "decimal", "double"),
    "decimal": ("text", "integer", "decimal", "double"),
    "boolean": ("text", "integer", "boolean"),
    "date": ("text", "date", "timestamp", "timestamp with time zone"),
    "timestamp": ("text", "integer", "date", "timestamp", "timestamp with time zone"),
}
_NUMBERS = ("integer", "decimal", "double")


def fits(found: Declared, bound: ColumnBinding, wanted: ValueType) -> bool:
    """Whether any value of the column can be read as one of the attribute, by the rules for reading data."""
    kind = found if found is None or isinstance(found, str) else found.kind
    if kind is None:
        return False
    if kind == "any":
        return True
    if kind == "decimal" and isinstance(found, Physical) and found.places == 0:
        kind = "integer"  # engines without other whole numbers, and those of more than 64 bits
    if bound.values and wanted.kind != "set" and kind != "list":
        return True
    if bound.unit is not None:
        return kind in (*_NUMBERS, "text")
    return kind in _READABLE[wanted.kind]


def kinds_read(wanted: ValueType) -> str:
    """The kinds of columns that an attribute can be read from, in words."""
    *first, last = [{"list": "a list"}.get(kind, kind) for kind in _READABLE[wanted.kind]]
    return f"{', '.join(first)} or {last}"
