"""What missing values do to a condition: read off its form, for every lead at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from ..dsl import model
from .walk import children

Lets = Mapping[str, model.Condition]
_ALL: frozenset[bool | None] = frozenset((True, False, None))


def attributes_read(node: model.Value | model.Condition, lets: Lets) -> tuple[str, ...]:
    """The lead attributes that a value or condition reads, named conditions included, in the order of reading."""
    return tuple(dict.fromkeys(_reads(node, lets)))


def _reads(node: model.Value | model.Condition, lets: Lets) -> Iterator[str]:
    match node:
        case model.LeadValue(name):
            yield name
        case model.LetRef(name):
            yield from _reads(lets[name], lets)
        case _:
            for child in children(node):
                yield from _reads(child, lets)


def when_missing(condition: model.Condition, attribute: str, lets: Lets) -> Literal["not met", "met", "depends"]:
    """Whether a lead without the attribute can meet the condition.

    'not met' and 'met' are certain; 'depends' leaves it to the other parts.
    """
    outcomes = _outcomes(condition, attribute, lets)
    if True not in outcomes:
        return "not met"
    return "met" if outcomes == {True} else "depends"


def _outcomes(condition: model.Condition, attribute: str, lets: Lets) -> frozenset[bool | None]:
    """Every outcome that the condition may have for a lead without the attribute (perhaps too many, never too few)."""
    match condition:
        case model.LetRef(name):
            return _outcomes(lets[name], attribute, lets)
        case model.IsMissing(value):
            return frozenset((True,)) if attribute in attributes_read(value, lets) else frozenset((True, False))
        case model.Happened() | model.Quiet():
            return frozenset((True, False))
        case model.Not(item):
            return frozenset(None if o is None else not o for o in _outcomes(item, attribute, lets))
        case model.And(items):
            together: frozenset[bool | None] = frozenset((True,))
            for item in items:
                together = frozenset(_and(a, b) for a in together for b in _outcomes(item, attribute, lets))
            return together
        case model.Or(items):
            either: frozenset[bool | None] = frozenset((False,))
            for item in items:
                either = frozenset(_or(a, b) for a in either for b in _outcomes(item, attribute, lets))
            return either
        case _:
            return frozenset((None,)) if attribute in attributes_read(condition, lets) else _ALL


def _and(a: bool | None, b: bool | None) -> bool | None:
    return False if a is False or b is False else None if a is None or b is None else True


def _or(a: bool | None, b: bool | None) -> bool | None:
    return True if a is True or b is True else None if a is None or b is None else False
