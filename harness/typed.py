"""Raw cells and JSON values of sample files → the exact values of the schema."""

from __future__ import annotations

from ..compiler import values
from ..dsl import model
from ..dsl.zones import Zone

Known = str | int | bool

_EXPECTED = {
    "text": "a text",
    "integer": "a whole number",
    "decimal": "a number",
    "boolean": "yes or no",
    "date": "a date such as 2026-01-15",
    "timestamp": "a time such as 2026-01-15T09:00:00Z",
    "set": "texts with `;` between them",
}


def read(kind: model.ValueType, raw: object, zone: Zone) -> Known | values.Verdict | None:
    """The value, None where it is missing, or a verdict; as in the data, so that samples mean what data means."""
    table = (zone.transitions, zone.offsets)
    match kind.kind:
        case "text":
            return values.read_option(raw, frozenset(kind.options)) if kind.options else values.read_text(raw)
        case "integer":
            return values.read_integer(raw)
        case "decimal":
            return values.read_decimal(raw, kind.places)
        case "boolean":
            return values.read_boolean(raw)
        case "date":
            return values.read_date(raw, table)
        case "timestamp":
            return values.read_timestamp(raw, table)
        case "set":
            return values.read_set(raw)


def expected(kind: model.ValueType) -> str:
    """What a value of this kind looks like, for messages."""
    if kind.options:
        shown = ", ".join(f'"{option}"' for option in kind.options[:8])
        return f"one of {shown}" + (" …" if len(kind.options) > 8 else "")
    return _EXPECTED[kind.kind]
