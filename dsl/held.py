"""What a node of the syntax or the model holds, for walks that go through everything, whatever it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter

# Types, as they are annotated, of fields that no walk has to go into: there are no nodes inside.
_PLAIN = frozenset({"Span", "bool", "int", "str", "Decimal", "Span | None", "bool | None", "int | None", "str | None"})


def held(node: object) -> tuple[object, ...]:
    """The values of the node's fields that may hold nodes, in their order; none of a text, a number, a place."""
    kind: type = type(node)
    return _getter(kind)(node)


@cache
def names_of_held(kind: type) -> tuple[str, ...]:
    """The fields of a class that may hold nodes."""
    fields: tuple[str, ...] = getattr(kind, "__match_args__", ())
    return tuple(name for name in fields if kind.__annotations__.get(name) not in _PLAIN)


@cache
def _getter(kind: type) -> Callable[[object], tuple[object, ...]]:
    match names := names_of_held(kind):
        case ():
            return lambda _: ()
        case (name,):
            return lambda node: (getattr(node, name),)
        case _:
            return attrgetter(*names)
