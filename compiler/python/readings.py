"""Raw values → variables: the usual forms are taken where they stand, all others go through a reader."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...dsl import model
from ..values import END_SECOND, FIRST_SECOND, LARGEST_UNITS, LONGEST_TEXT
from . import trees as t
from .source import Lines, text_of

if TYPE_CHECKING:
    from .frame import Frame, Var

_ROOM = 100  # of a line inside a function
_INTEGER = "_integer(raw, ignored)"
MISSES = "(KeyError, TypeError, ValueError)"
"""What a look-up by a raw value raises where it is not there; those without a hash raise the others."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An attribute: its variable, the raw value, and what makes that of `raw`.

    `number`: of an integer, the call that reads other forms than an integer of Python between the limits.
    """

    variable: Var
    raw: ast.expr
    value: Lines
    number: str = ""

    def first(self) -> Lines:
        """The statement that fetches the raw value."""
        lines = Lines()
        lines.add(f"raw = {text_of(self.raw)}")
        return lines

    def lines(self) -> Lines:
        lines = self.first()
        lines.extend(self.value)
        return lines


def reading_of(frame: Frame, variable: Var, raw: ast.expr, kind: model.ValueType) -> Reading:
    """How an attribute of that kind is read."""
    return Reading(variable, raw, value_of_raw(frame, variable, kind), _INTEGER if kind.kind == "integer" else "")


def value_of_raw(frame: Frame, variable: Var, kind: model.ValueType) -> Lines:
    """Statements that give the variable the value of `raw`: the usual forms at once, others by a function."""
    lines = Lines()
    ignored = t.name("ignored")
    usual = ""
    reader: tuple[str, *tuple[ast.expr, ...]]
    match kind.kind:
        case "text" if kind.options:
            options = frame.text_set("OPTIONS", variable.name, kind.options)
            usual = f"type(raw) is str and raw in {options}"
            reader = ("_option", t.name(options), ignored)
        case "text":
            # ASCII text that starts with a visible character is neither blank nor unsound.
            usual = f"raw is None or type(raw) is str and raw > '!' and raw.isascii() and len(raw) <= {LONGEST_TEXT:_}"
            reader = ("_text", ignored)
        case "integer":
            usual = f"raw is None or type(raw) is int and {-LARGEST_UNITS:_} <= raw <= {LARGEST_UNITS:_}"
            reader = ("_integer", ignored)
        case "timestamp":
            usual = f"raw is None or type(raw) is int and {FIRST_SECOND:_} <= raw < {END_SECOND:_}"
            reader = ("_timestamp", t.name(frame.zone()), ignored)
        case "decimal":
            reader = ("_decimal", t.whole(kind.places), ignored)
        case "date":
            reader = ("_date", t.name(frame.zone()), ignored)
        case other:
            reader = (f"_{other}", ignored)
    function, *arguments = reader
    read = text_of(t.call(function, t.name("raw"), *arguments))
    if not usual:
        lines.add(f"{variable.name} = {read}")
        return lines
    line = f"{variable.name} = raw if {usual} else {read}"
    if len(line) <= _ROOM:
        lines.add(line)
    else:
        lines.add(f"{variable.name} = (\n    raw\n    if {usual}\n    else {read}\n)")
    return lines
