"""Putting parameters in: a name becomes the literal that it stands for, wherever a literal may stand.

Which places take a parameter is read off the types of the syntax: those that admit a name and a constant side by side.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from . import syntax
from .held import names_of_held
from .source import Span

Constant = syntax.Literal_ | syntax.Duration
Report = Callable[[syntax.Name, Constant, tuple[type, ...]], None]

_CONSTANTS: tuple[type, ...] = (
    syntax.Number,
    syntax.Percent,
    syntax.Text,
    syntax.Date,
    syntax.Timestamp,
    syntax.YesNo,
    syntax.Duration,
)
# Here a name is a label of its own, although a number or text may stand for it.
_LABELS = frozenset({(syntax.Band, "label")})
_DEEPEST = 200  # the parser refuses what is nested half as deep

_Node = TypeVar("_Node")


class Slot:
    """What one place of a node takes."""

    def __init__(self, kind: Any) -> None:
        parts = _alternatives(kind)
        self.constants = tuple(part for part in _CONSTANTS if part in parts)
        self.takes_name = syntax.Name in parts
        self.takes_signed = syntax.SignedName in parts
        self.takes_condition = syntax.Happened in parts
        tuples = [get_args(part)[0] for part in parts if get_origin(part) is tuple]
        self.entries = Slot(tuples[0]) if tuples else None

    @property
    def only_constants(self) -> bool:
        """Whether a name can be nothing else than a parameter."""
        return len(self.constants) == 1 and not self.takes_condition


def _alternatives(kind: Any) -> tuple[Any, ...]:
    if get_origin(kind) in (Union, UnionType):
        return tuple(part for each in get_args(kind) for part in _alternatives(each))
    return (kind,)


@cache
def slots(node: type) -> tuple[tuple[str, Slot], ...]:
    """The places of a node that hold syntax, by field."""
    if not names_of_held(node):
        return ()
    names = {**vars(sys.modules[node.__module__]), **vars(syntax)}
    hints = get_type_hints(node, globalns=names)
    return tuple((name, Slot(Any if (node, name) in _LABELS else hints[name])) for name in names_of_held(node))


class Substitution:
    """Rewrites nodes; `used` collects the names of the parameters that were put in, `places` where each was written.

    `wrong_kind` hears of a parameter that cannot stand where it is written, `unknown` of a name that should be one;
    both stay as they are.
    """

    def __init__(
        self,
        values: dict[str, Constant],
        wrong_kind: Report,
        unknown: Callable[[syntax.Name, tuple[type, ...]], None],
    ) -> None:
        self._values = values
        self._wrong_kind = wrong_kind
        self._unknown = unknown
        self.used: set[str] = set()
        self.places: dict[Span, str] = {}

    def node(self, node: _Node, depth: int = 0) -> _Node:
        """The node with its parameters put in, the same object where it has none."""
        kind: type = type(node)
        places = slots(kind)
        if depth > _DEEPEST or not places:
            return node
        changed: dict[str, Any] = {}
        for name, slot in places:
            before = getattr(node, name)
            after = self._placed(before, slot, depth + 1)
            if after is not before:
                changed[name] = after
        return replace(cast(Any, node), **changed) if changed else node

    def _placed(self, part: Any, slot: Slot, depth: int) -> Any:
        match part:
            case tuple() if slot.entries is not None:
                made = tuple(self._placed(each, slot.entries, depth) for each in part)
                return part if all(a is b for a, b in zip(part, made, strict=True)) else made
            case syntax.SignedName(name, negative) if slot.takes_signed:
                return self._signed(part, name, negative)
            case syntax.Name():
                return self._named(part, slot)
            case _:
                return self.node(part, depth)

    def _signed(self, part: syntax.SignedName, name: syntax.Name, negative: bool) -> syntax.SignedName | syntax.Number:
        value = self._values.get(name.text)
        if value is None:
            self._unknown(name, (syntax.Number,))
            return part
        self._use(name, part.span)
        if not isinstance(value, syntax.Number) or value.value < 0:
            self._wrong_kind(name, value, (syntax.Number,))
            return part
        return syntax.Number(-value.value if negative else value.value, part.span)

    def _named(self, name: syntax.Name, slot: Slot) -> syntax.Name | Constant:
        value = self._values.get(name.text)
        if not slot.takes_name:
            return name
        if value is None:
            if slot.only_constants:
                self._unknown(name, slot.constants)
            return name
        if slot.takes_condition:
            self._use(name, name.span)
            if not isinstance(value, syntax.YesNo):
                return name  # conditions are told apart where they are checked
        elif not slot.constants:
            return name  # the name of an attribute, event, score, …
        elif not isinstance(value, slot.constants):
            self._use(name, name.span)
            self._wrong_kind(name, value, slot.constants)
            return name
        self._use(name, name.span)
        return replace(value, span=name.span)

    def _use(self, name: syntax.Name, place: Span) -> None:
        self.used.add(name.text)
        self.places[name.span] = self.places[place] = name.text
