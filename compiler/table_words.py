"""Rows of tables in plain English: `below 50: +5; 50 to 999: +20; missing: 0`."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from ..dsl import model
from .phrases import known, listed, number, some
from .value_words import type_of

_MOST_ROWS = 12  # beyond which the rest is only counted: tables from files have thousands


def never_missing(value: model.Value) -> bool:
    """Whether the value is there for every lead."""
    match value:
        case model.CountOf() | model.CountDifferent() | model.EventSum():
            return True
        case model.OfLeads(op):
            return op not in ("highest", "lowest")
        case model.Else(_, other):
            return isinstance(other, model.Constant) or never_missing(other)
        case model.Linear(terms):
            return all(never_missing(part) for _, part in terms)
        case model.Greatest(items) | model.Least(items):
            return all(isinstance(item, model.Constant) or never_missing(item) for item in items)
        case _:
            return False


def rows_words(
    value: model.Value,
    cuts: tuple[model.Cut, ...],
    matches: tuple[model.Match, ...],
    pays: Callable[[int], str],
) -> list[str]:
    """The rows for known values, `otherwise` apart; `pays` puts what a row gives into words."""
    kind = type_of(value)
    rows = [f"{_cut(cut, kind)}: {pays(cut.points)}" for cut in cuts]
    rows += [f"{_match(match, kind)}: {pays(match.points)}" for match in matches]
    if len(rows) > _MOST_ROWS:
        rest = len(rows) - _MOST_ROWS + 2
        rows = [*rows[: _MOST_ROWS - 2], f"{rest:,} more rows"]
    return rows


def covers(value: model.Value, cuts: tuple[model.Cut, ...], matches: tuple[model.Match, ...]) -> bool:
    """Whether every known value has a row."""
    kind = type_of(value)
    if matches:
        values = {each for match in matches for each in match.values}
        return values >= set(kind.options) if kind.options else values == {True, False} and kind.kind == "boolean"
    joined = all(a.below == b.lowest for a, b in pairwise(cuts))
    return bool(cuts) and cuts[0].lowest is None and cuts[-1].below is None and joined


def _cut(cut: model.Cut, kind: model.ValueType) -> str:
    low, below = cut.lowest, cut.below
    if low is None and below is None:
        return "any value"
    if low is None:
        return f"below {number(below or 0, kind.places)}"
    if below is None:
        return f"from {number(low, kind.places)}"
    if kind.kind == "integer":
        return number(low, 0) if below == low + 1 else f"{number(low, 0)} to {number(below - 1, 0)}"
    return f"from {number(low, kind.places)} to below {number(below, kind.places)}"


def _match(match: model.Match, kind: model.ValueType) -> str:
    return listed(some([known(value, kind) for value in match.values]), "or")
