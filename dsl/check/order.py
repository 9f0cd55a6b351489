"""An order in which each score, flag or named condition reads earlier ones only; circles are told with their path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import TypeVar

from ..late import dataclass
from ..source import Span
from .context import Context

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Node:
    """A name, where it is declared, and what it reads: each name with the place where that is written."""

    name: str
    span: Span
    reads: Mapping[str, Span]


@dataclass(frozen=True, slots=True)
class Ordered:
    """The names in the order of computation, and those that stand in a circle."""

    names: tuple[str, ...]
    in_circles: frozenset[str]


# What stands between a name and one that it reads: named conditions, grades.
Through = Callable[[str, str], tuple[str, ...]]


def ordered(ctx: Context, nodes: list[Node], help: str, through: Through | None = None) -> Ordered:
    """In the order written, except that each name waits for those that it reads; circles are reported once."""
    by_name = {node.name: node for node in reversed(nodes)}
    done: list[str] = []
    circles: set[str] = set()
    visited: set[str] = set()
    for start in nodes:
        if start.name in visited:
            continue
        path = [start.name]
        waiting = [iter(start.reads.items())]
        while path:
            step = next(waiting[-1], None)
            if step is None:
                name = path.pop()
                waiting.pop()
                if name not in visited:
                    visited.add(name)
                    done.append(name)
                continue
            other, span = step
            if other in path:
                if not circles.intersection(path[path.index(other) :]):
                    _circle(ctx, [*path[path.index(other) :], other], span, help, through)
                circles.update(path[path.index(other) :])
            elif other in by_name and other not in visited:
                path.append(other)
                waiting.append(iter(by_name[other].reads.items()))
    fine = [name for name in done if name not in circles]
    return Ordered(_as_written(nodes, by_name, fine), frozenset(circles))


def _circle(ctx: Context, circle: list[str], span: Span, help: str, through: Through | None) -> None:
    names = [circle[0]]
    for name, other in pairwise(circle):
        names += [*(through(name, other) if through else ()), other]
    shown = " → ".join(f"`{name}`" for name in names)
    ctx.report("SL0703", span, f"`{circle[-1]}` would be computed from itself: {shown}", help)


def _as_written(nodes: list[Node], by_name: Mapping[str, Node], done: list[str]) -> tuple[str, ...]:
    """`done` has each name after those that it reads; the answer keeps to the order written where that is possible."""
    places: dict[str, int] = {}
    for index, node in enumerate(nodes):
        places.setdefault(node.name, index)
    after: dict[str, tuple[int, ...]] = {}
    for index, name in enumerate(done):
        last = max((after[other] for other in by_name[name].reads if other in after), default=(0,))
        after[name] = max((places[name],), (*last, index))
    return tuple(sorted(done, key=lambda name: after[name]))


def in_order(names: tuple[str, ...], made: Mapping[str, _T]) -> tuple[_T, ...]:
    return tuple(made[name] for name in names if name in made)
