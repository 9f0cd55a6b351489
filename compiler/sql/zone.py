"""The offsets of a time zone as SQL: a search in two levels over its transitions, since a flat one is slow."""

from __future__ import annotations

from sqlglot import exp

from ...dsl.zones import Zone
from . import nodes as n

_CHUNK = 16


def offset_of_local(zone: Zone, local: n.Node) -> n.Node:
    """The offset at local seconds: the earlier one both where clocks go back and where they skip."""
    starts = tuple(at + max(zone.offsets[i], zone.offsets[i + 1]) for i, at in enumerate(zone.transitions))
    return _search(starts, zone.offsets, local)


def offset_of_utc(zone: Zone, second: n.Node) -> n.Node:
    """The offset at seconds since 1970 UTC."""
    return _search(zone.transitions, zone.offsets, second)


def _search(starts: tuple[int, ...], offsets: tuple[int, ...], at: n.Node) -> n.Node:
    if not starts:
        return n.number(offsets[0])
    chunks: list[tuple[int | None, n.Node]] = []
    for first in range(0, len(starts), _CHUNK):
        inside = range(first, min(first + _CHUNK, len(starts)))
        arms = [(_below(at, starts[i]), n.number(offsets[i])) for i in inside]
        last = inside[-1] + 1
        chunks.append((starts[last] if last < len(starts) else None, n.when(*arms, otherwise=n.number(offsets[last]))))
    arms = [(_below(at, end), node) for end, node in chunks if end is not None]
    return n.when(*arms, otherwise=chunks[-1][1]) if arms else chunks[-1][1]


def _below(at: n.Node, bound: int) -> n.Node:
    return n.compare(exp.LT, at, n.number(bound))
