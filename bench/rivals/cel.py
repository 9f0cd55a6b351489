"""The rules on attributes in the Common Expression Language, by its implementation in Rust.

One compiled expression for the whole score: handing a lead over is most of the cost, so it happens once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any

from ..workload.rules import AtLeast, Bands, Missing, Rule, TextContains, TextEnds, TextIn, TextIs, Workload
from .facts import graded

Scorer = Callable[[Iterable[tuple[Mapping[str, Any], list[Any]]], int], Iterator[tuple[str, int, str]]]


def scorer(workload: Workload) -> Scorer:
    """Pairs of a lead and its events, and the moment → key, score in thousandths, grade. Raises ValueError."""
    cel = import_module("cel")  # an optional package
    total = cel.compile(expression(workload)).execute
    grade = graded(workload)

    def score_many(
        leads: Iterable[tuple[Mapping[str, Any], list[Any]]],
        as_of: int,  # noqa: ARG001 - as the others have it
    ) -> Iterator[tuple[str, int, str]]:
        for lead, _ in leads:
            yield lead["id"], *grade(total(lead) * 1_000_000)

    return score_many


def expression(workload: Workload) -> str:
    """Of the score in points, before its limits. Raises ValueError where a rule asks for events."""
    plain: list[str] = []
    guarded: dict[str, list[str]] = {}
    for rule in workload.rules:
        match rule:
            case TextContains(attribute) | TextEnds(attribute) | AtLeast(attribute) | Bands(attribute):
                guarded.setdefault(attribute, []).append(_attribute(rule))
            case _:
                plain.append(_attribute(rule))
    plain.extend(f"({attribute} == null ? 0 : {' + '.join(parts)})" for attribute, parts in guarded.items())
    return " + ".join(plain)


def _attribute(rule: Rule) -> str:
    match rule:
        case TextIs(attribute, value, points):
            return f'({attribute} == "{value}" ? {points} : 0)'
        case TextIn(attribute, values, points):
            return f"({attribute} in [{_listed(values)}] ? {points} : 0)"
        case TextContains(attribute, part, points):
            return f'({attribute}.contains("{part}") ? {points} : 0)'
        case TextEnds(attribute, part, points):
            return f'({attribute}.endsWith("{part}") ? {points} : 0)'
        case Missing(attribute, points):
            return f"({attribute} == null ? {points} : 0)"
        case AtLeast(attribute, low, high, points):
            upper = "" if high is None else f" && {attribute} < {high}"
            return f"({attribute} >= {low}{upper} ? {points} : 0)"
        case Bands(attribute, bands):
            steps = "".join(f"{attribute} >= {start} ? {points} : " for start, points in reversed(bands))
            return f"({steps}0)"
        case _:
            raise ValueError("only rules on attributes are said here")


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f'"{value}"' for value in values)
