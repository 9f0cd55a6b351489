"""Raw rows are mappings or tuples: what reads them is written once, with marks, and printed for each of the two.

A mark is a character that no emitted text can hold, since `quoted` escapes it. Reads of mappings are as long with marks
as without, so that lines break in the same places.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .. import plan as p
from . import trees as t
from .source import quoted

_GET = "\ue000et"
_OF_TUPLES = "\ue001"
_LITERAL = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*(?:")"""
_READ = re.compile(rf"\b(lead|event)\.{_GET}\(({_LITERAL})\)")
_TYPE = "\ue002"
_ITEM = "\ue003"
_ITEM_READ = re.compile(rf"\b(lead|event){_ITEM}\[({_LITERAL})\]")


def field(row: str, name: str) -> ast.expr:
    """The raw value of an attribute of `lead` or `event`."""
    return t.method(t.name(row), _GET, t.constant(name))


def field_text(row: str, name: str) -> str:
    """The same as text."""
    return f"{row}.{_GET}({quoted(name)})"


def item_text(row: str, name: str) -> str:
    """The same where it has to be there; raises KeyError where it is not."""
    return f"{row}{_ITEM}[{quoted(name)}]"


def reader(function: str) -> str:
    """The name of a function that is there twice, since it reads raw rows."""
    return function + _OF_TUPLES


ROW_TYPE = _TYPE
"""What stands for the type of a raw row."""


def of_mappings(text: str) -> str:
    """The text as it reads rows by attributes' names."""
    return text.replace(_GET, "get").replace(_ITEM, "").replace(_OF_TUPLES, "").replace(_TYPE, "Mapping[str, object]")


@dataclass(frozen=True, slots=True)
class Form:
    """What reads rows of one kind: texts of the module. `of` ends the names of its functions."""

    of: str
    many: str
    row: str
    body: str
    part: str
    company: str
    readers: str


@dataclass(frozen=True, slots=True)
class RowColumns:
    """The order in which tuples bring the attributes that the scorer reads: the key first; kind and time first."""

    lead: tuple[str, ...]
    event: tuple[str, ...]

    def of_tuples(self, text: str) -> str:
        """The text as it reads rows by places."""
        places = {"lead": self.lead, "event": self.event}

        def item(found: re.Match[str]) -> str:
            row, name = found[1], found[2]
            return f"{row}[{places[row].index(ast.literal_eval(name))}]"

        return (
            _ITEM_READ.sub(item, _READ.sub(item, text))
            .replace(_OF_TUPLES, "_of_tuples")
            .replace(_TYPE, "Sequence[object]")
        )


def forms(plan: p.Plan, texts: Sequence[str], explained: str) -> tuple[RowColumns, list[Form]]:
    """Marked texts (`body`, `part`, `company`, `readers`) for mappings and for tuples, and the order of the tuples.

    `explained`: the body with contributions, which may read more.
    """
    columns = _columns(plan, (*texts, explained))
    return columns, [
        Form("", "score_many", "Mapping[str, object]", *map(of_mappings, texts)),
        Form("_of_tuples", "score_tuples", "Sequence[object]", *map(columns.of_tuples, texts)),
    ]


def _columns(plan: p.Plan, texts: Sequence[str]) -> RowColumns:
    """The attributes that marked texts read, in the order of the schema."""
    read = {
        (row, ast.literal_eval(name))
        for text in texts
        for pattern in (_READ, _ITEM_READ)
        for row, name in pattern.findall(text)
    }
    schema = plan.schema
    leads = [schema.key, *(a.name for a in schema.attributes)]
    events = ["event", "at", *(a.name for kind in schema.events for a in kind.attributes)]
    return RowColumns(_kept("lead", leads, read), _kept("event", events, read))


def _kept(row: str, names: Iterable[str], read: set[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(names) if (row, name) in read)
