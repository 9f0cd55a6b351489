"""Random syntax: every node of `dsl/syntax/` with anything that its types allow inside, sensible or not."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import random
import sys
import types
import typing
from decimal import Decimal
from typing import Any

from scoreline.dsl import syntax
from scoreline.dsl.source import Span

NAMES = ("a", "b", "c", "d", "e", "A", "lead", "out", "s", "t", "x y", "reason", "")
TEXTS = ("", " ", "DE", "de", "a", "x", "\u3000", '"', "\\", "UTC", "Europe/Berlin", "l.csv", "..", "\x00", "한")
NUMBERS = ("0", "1", "-1", "2.5", "30", "100", "0.001", "1E+30", "1E-30", "-4000000000000001", "731", "36501")
DATES = (dt.date(2026, 1, 1), dt.date(1, 1, 1), dt.date(9999, 12, 31))


@functools.cache
def hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind, vars(sys.modules[kind.__module__]) | vars(syntax))


class Garbage:
    """Draws syntax from a seeded source of chance; deeper than `deepest` only leaves are drawn."""

    def __init__(self, chance: random.Random, deepest: int = 9) -> None:
        self._chance = chance
        self._deepest = deepest

    def file(self) -> syntax.RuleFile:
        kinds = typing.get_args(syntax.Item)
        items = tuple(self.node(self._chance.choice(kinds), 0) for _ in range(self._chance.randrange(12)))
        return syntax.RuleFile("garbage.score", items)

    def node(self, kind: type, depth: int) -> Any:
        return kind(**{name: self.any(hint, depth + 1) for name, hint in hints(kind).items()})

    def any(self, hint: Any, depth: int) -> Any:
        chance = self._chance
        origin = typing.get_origin(hint)
        if origin in (typing.Union, types.UnionType):
            return self._one_of(typing.get_args(hint), depth)
        if origin is typing.Literal:
            return chance.choice(typing.get_args(hint))
        if origin is tuple:
            inner = typing.get_args(hint)[0]
            most = 1 if depth > self._deepest else 4
            return tuple(self.any(inner, depth) for _ in range(chance.randrange(most)))
        if hint is Span:
            line, column = chance.randrange(1, 99), chance.randrange(1, 99)
            return Span("garbage.score", line, column, line, column + chance.randrange(1, 9))
        if hint is str:
            return chance.choice(NAMES + TEXTS)
        if hint is bool:
            return chance.random() < 0.5
        if hint is int:
            return chance.choice((0, 3600, -43_200))
        if hint is Decimal:
            return Decimal(chance.choice(NUMBERS))
        if hint is dt.date:
            return chance.choice(DATES)
        if hint is dt.datetime:
            return dt.datetime.combine(chance.choice(DATES), dt.time(9, 30))
        if hint is type(None):
            return None
        assert dataclasses.is_dataclass(hint), hint
        return self.node(hint, depth)

    def _one_of(self, kinds: tuple[Any, ...], depth: int) -> Any:
        if depth > self._deepest:
            leaves = [kind for kind in kinds if kind in (type(None), syntax.Name, syntax.Number, syntax.Text)]
            kinds = tuple(leaves) or kinds
        return self.any(self._chance.choice(kinds), depth)
