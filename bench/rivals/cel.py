"""The rules on attributes in the Common Expression Language, by its implementation in Rust.

`scorer` has one compiled expression for the whole score: handing a lead over is most of the cost, so it happens once.
`rule_by_rule` has one for each rule, as they are kept where rules come and go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from operator import itemgetter
from typing import Any

from ..workload.rules import AtLeast, Bands, Missing, Rule, TextContains, TextEnds, TextIn, TextIs, Workload
from .facts import attributes, chains, graded

Scorer = Callable[[Iterable[tuple[Mapping[str, Any], list[Any]]], int], Iterator[tuple[str, int, str]]]


def scorer(workload: Workload) -> Scorer:
    """Pairs of a lead and its events, and the moment → key, score in thousandths, grade. Raises ValueError."""
    cel = import_module("cel")  # an optional package
    program = cel.compile(expression(workload))
    total, asked = program.execute, program.variables()
    values = itemgetter(*asked)
    grade = graded(workload)

    def score_many(
        leads: Iterable[tuple[Mapping[str, Any], list[Any]]],
        as_of: int,  # noqa: ARG001 - as the others have it
    ) -> Iterator[tuple[str, int, str]]:
        for lead, _ in leads:
            yield lead["id"], *grade(total(dict(zip(asked, values(lead), strict=True))) * 1_000_000)

    return score_many


def rule_by_rule(workload: Workload) -> Scorer:
    """The same by an expression for each rule, whose points Python adds up. Raises ValueError."""
    cel = import_module("cel")  # an optional package
    rules = [cel.compile(alone(rule)).execute for rule in workload.rules]
    grade = graded(workload)

    def score_many(
        leads: Iterable[tuple[Mapping[str, Any], list[Any]]],
        as_of: int,  # noqa: ARG001 - as the others have it
    ) -> Iterator[tuple[str, int, str]]:
        known = cel.Context()  # the values are turned into CEL's once for all rules
        for lead, _ in leads:
            known.update(lead)  # every lead has all columns: nothing is left of the one before
            yield lead["id"], *grade(sum([points(known) for points in rules]) * 1_000_000)

    return score_many


def expression(workload: Workload) -> str:
    """Of the score in points, before its limits: the rules on an attribute are one chain of tests."""
    return " + ".join(chains(attributes(workload.rules), '{name}.contains("{part}")', '{name}.endsWith("{part}")'))


def alone(rule: Rule) -> str:
    """Of a rule's points, whatever is missing. Raises ValueError where it asks for events."""
    match rule:
        case TextContains(attribute) | TextEnds(attribute) | AtLeast(attribute) | Bands(attribute):
            return f"{attribute} == null ? 0 : {_attribute(rule)}"
        case _:
            return _attribute(rule)


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
