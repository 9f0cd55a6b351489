"""Columns of odd values in one engine, read by SQL, held against `compiler/values.py`, value by value."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from scoreline.compiler import values as v
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.sql.dialects.dialect import Dialect
from scoreline.compiler.sql.typed import Tables, typed_inputs
from scoreline.dsl.binding import PER_SECOND, ColumnBinding
from scoreline.dsl.load import load_text
from scoreline.dsl.model import ValueType
from scoreline.dsl.zones import Zone
from scoreline.dsl.zones import zone as zone_of

from .typed import Runs, bind, run

ZONE = "Europe/Berlin"
_RULES = f"""
ruleset r version "1", time zone "{ZONE}"
lead {{
  id: integer key
  t: text  t_m: text  o: one of ("a", "b c", "1", "yes")  i: integer  i_m: integer
  d0: decimal(0)  d2: decimal(2)  d6: decimal(6)  b: yes or no  s: set of text  s_m: set of text
  d: date  d_z: date  d_ms: date  m: timestamp  m_z: timestamp  m_s: timestamp  m_ns: timestamp
}}
score x {{ "x" +1 when i is 1 }}
"""
_COLUMNS = {
    "t_m": 'missing = ["-1", "n/a"], values = { "7" = "seven", a = "A" }',
    "i_m": 'missing = ["0"], values = { x = "7", "5" = "" }',
    "d_z": 'zone = "Pacific/Apia"',
    "d_ms": 'unit = "milliseconds"',
    "m_z": 'zone = "America/New_York"',
    "m_s": 'unit = "seconds"',
    "m_ns": 'unit = "nanoseconds"',
    "s_m": 'separator = ",", values = { a = "Å", "7" = "", x = " y " }',
}


@lru_cache
def plan() -> Plan:
    loaded = load_text(_RULES)
    assert loaded.ruleset is not None, loaded.diagnostics
    return lower(loaded.ruleset)


def attributes() -> list[str]:
    return [attribute.name for attribute in plan().schema.attributes if attribute.name != "id"]


def read(engine: Runs, dialect: Dialect, names: Sequence[str], tables: Tables | None) -> dict[int, dict[str, Any]]:
    """What the typed leads over the table `raw` have, by key and attribute."""
    absent = ", ".join(repr(name) for name in attributes() if name not in names)
    lines = [f'[leads]\ntable = "raw"\nabsent = [{absent}]\n[leads.columns]\nid = "key"']
    lines += [f'{name} = {{ column = "value"{", " + _COLUMNS[name] if name in _COLUMNS else ""} }}' for name in names]
    statements = typed_inputs(plan(), bind("\n".join(lines), plan()), dialect, tables)
    rows = run(engine, statements, "r_leads", dialect)
    places = {name: 2 + attributes().index(name) for name in names}
    return {int(row[0]): {name: row[place] for name, place in places.items()} for row in rows}


def expected(value: object, name: str) -> object:
    """What the reference reads for an attribute; yes and no are 1 and 0."""
    type_ = next(each.type for each in plan().schema.attributes if each.name == name)
    found = _said(value, _bound()[name], type_)
    return None if isinstance(found, v.Verdict) else int(found) if isinstance(found, bool) else found


@lru_cache
def _bound() -> dict[str, ColumnBinding]:
    lines = [f'{name} = {{ column = "value", {said} }}' for name, said in _COLUMNS.items()]
    return {each.name: each for each in bind("\n".join(["[leads.columns]", *lines]), plan()).leads.columns}


def _said(value: object, bound: ColumnBinding, type_: ValueType) -> object:
    shown = value.strip(v.BLANK_CHARACTERS) if isinstance(value, str) else _digits(value)
    if shown is not None and type_.kind != "set":
        if shown in bound.missing:
            return None
        if shown in dict(bound.values):
            value = dict(bound.values)[shown]
    return _read(value, bound, type_)


def _digits(value: object) -> str | None:
    if isinstance(value, int):
        return str(value)
    return str(int(value)) if isinstance(value, float) and value == value // 1 and abs(value) < 1e16 else None


def _read(value: object, bound: ColumnBinding, type_: ValueType) -> object:
    zone = zone_of(ZONE)
    naive = zone_of(bound.zone) if bound.zone is not None else None
    match type_.kind:
        case "text":
            return v.read_option(value, frozenset(type_.options)) if type_.options else v.read_text(value)
        case "integer":
            return v.read_integer(value)
        case "decimal":
            return v.read_decimal(value, type_.places)
        case "boolean":
            return v.read_boolean(value)
        case "set":
            pieces = v.read_entries(value, bound.separator)
            said = dict(bound.values)
            if not isinstance(pieces, list):
                return pieces
            return v.set_of([said.get(piece.strip(v.BLANK_CHARACTERS), piece) for piece in pieces])
        case _ if bound.unit is not None:
            second = _counted(value, PER_SECOND[bound.unit])
            return v.day_of_second(second, _table(zone)) if type_.kind == "date" else second
        case "date":
            return v.read_date(value, _table(zone), None if naive is None else _table(naive))
        case _:
            return v.read_timestamp(value, _table(naive or zone))


def _counted(value: object, per: int) -> int | v.Verdict:
    """Seconds of a number of units; of texts those with digits, a sign and a fraction, of at most 40 characters."""
    if isinstance(value, str):
        text = value.strip(v.BLANK_CHARACTERS)
        whole, _, fraction = text.lstrip("+-").partition(".")
        signs = len(text) - len(text.lstrip("+-"))
        if len(text) > 40 or signs > 1 or not whole.isascii() or not whole.isdigit() or (fraction.strip("0123456789")):
            return v.UNREADABLE
        value = -int(whole) if text.startswith("-") else int(whole)
    if isinstance(value, (int, float)) and abs(value) < 1e25:
        return v.second_of(int(value // 1) // per, 0, v.UTC_ZONE)
    return v.UNREADABLE


def _table(zone: Zone) -> v.ZoneTable:
    return zone.transitions, zone.offsets
