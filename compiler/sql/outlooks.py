"""What the conditions of filters say of events of one kind together: which of them can be met by one event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Final

from ...dsl import model
from .. import plan as p
from . import chains
from . import nodes as n
from .conditions import condition_sql
from .operands import Scope

_SIZE: Final = 64  # classes of one kind: each has a row for each day


@dataclass(frozen=True, slots=True)
class Outlook:
    """The conditions, those together in one part of which an event can meet one at most.

    Classes of events are numbered: each part is a digit, the number of the condition that is met from 1, or 0.
    """

    parts: tuple[tuple[model.Condition, ...], ...]

    @property
    def size(self) -> int:
        """How many classes there are."""
        return prod(len(part) + 1 for part in self.parts)

    @property
    def conditions(self) -> tuple[model.Condition, ...]:
        return tuple(condition for part in self.parts for condition in part)

    def outcomes(self) -> Iterator[frozenset[model.Condition]]:
        """What the events of each class meet, in the order of the numbers."""
        for number in range(self.size):
            met, rest = set[model.Condition](), number
            for part in self.parts:
                rest, digit = divmod(rest, len(part) + 1)
                if digit:
                    met.add(part[digit - 1])
            yield frozenset(met)

    def code(self, scope: Scope, first: int, step: int) -> n.Node:
        """`first`, and `step` for each class before the event's own."""
        terms, unit = [n.number(first)], step
        for part in self.parts:
            arms = [(condition_sql(each, scope), n.number(digit * unit)) for digit, each in enumerate(part, 1)]
            terms.append(n.when(*arms, otherwise=n.number(0)))
            unit *= len(part) + 1
        return chains.total(terms)


def outlooks(features: Sequence[p.Feature], kind: str) -> Outlook | None:
    """What these features ask of events of the kind besides their age; None where it is too much for a table."""
    wheres = dict.fromkeys(f.events.where for f in features if kind in f.events.kinds and f.events.where is not None)
    parts: list[list[model.Condition]] = []
    for where in wheres:
        home = next((part for part in parts if all(_apart(where, other) for other in part)), None)
        if home is None:
            parts.append([where])
        else:
            home.append(where)
    found = Outlook(tuple(tuple(part) for part in parts))
    return found if found.size <= _SIZE else None


def _apart(one: model.Condition, other: model.Condition) -> bool:
    """Whether no event can meet both: they want other beginnings of the same text, or other values."""
    match one, other:
        case model.TextTest("starts", value, needles, folded), model.TextTest("starts", same, others, as_folded):
            if value != same or folded != as_folded:
                return False
            return not any(a.startswith(b) or b.startswith(a) for a in needles for b in others)
        case _:
            mine, others_ = _values(one), _values(other)
            if mine is None or others_ is None or mine[0] != others_[0]:
                return False
            return not mine[1] & others_[1]


def _values(condition: model.Condition) -> tuple[tuple[model.Value, bool], frozenset[str | int]] | None:
    """The values of which something must be one, where the condition asks for that."""
    match condition:
        case model.Compare("=", value, model.Constant(str(wanted) | int(wanted)), folded):
            return None if isinstance(wanted, bool) else ((value, folded), frozenset([wanted]))
        case model.InSet(value, items, folded):
            return (value, folded), frozenset(items)
        case _:
            return None
