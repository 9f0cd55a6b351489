"""What engines of many machines are told about the sizes of sources. Other engines are told nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlglot import exp

from . import nodes as n
from .dialects.dialect import Distributes
from .operands import Scope
from .steps import Steps

_LARGEST_SENT: Final = 100_000  # entries


def sent_whole(query: exp.Select, scope: Scope, *sources: str) -> exp.Select:
    """The query, of whose joined sources these are small: each machine gets them whole, whatever it knows of them."""
    if not sources or not isinstance(scope.dialect, Distributes):
        return query
    return scope.dialect.sent_whole(query, sources)


def same_moment(left: n.Node, right: n.Node, steps: Steps) -> n.Node:
    """Whether two known moments are equal, in a join of rows of the same lead.

    Where rows lie together by lead, an equation would have some engines (Spark) move them again, by lead and moment.
    """
    return n.between(left, right, right) if steps.by_lead else n.equal(left, right)


def is_small(entries: Sequence[str]) -> bool:
    """Whether a list's table is so small; the engine decides about others by what it knows of them."""
    return len(entries) <= _LARGEST_SENT
