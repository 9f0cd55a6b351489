"""The rules for GoRules Zen, an engine in Rust: one compiled expression for the whole score, its fastest shape.

Handing a lead over is most of the cost: so it happens once. Events are sifted by window and kind before rules count
them, and tables of worth are made once in an evaluation. Zen gives millionths of a point; Python rounds and grades.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any

from ..workload.rules import (
    AtLeast,
    AttributeRule,
    Bands,
    Each,
    EventRule,
    Fading,
    Missing,
    Once,
    Quiet,
    Speed,
    TextContains,
    TextEnds,
    TextIn,
    TextIs,
    Workload,
)
from .facts import DAY, features, graded, halving

Scorer = Callable[[Iterable[tuple[Mapping[str, Any], list[Any]]], int], Iterator[tuple[str, int, str]]]


def scorer(workload: Workload) -> Scorer:
    """Pairs of a lead and its events, and the moment → key, score in thousandths, grade."""
    zen = import_module("zen")  # an optional package
    total = zen.compile_expression(expression(workload)).evaluate
    grade = graded(workload)
    reads_events = bool(features(workload.rules))

    def score_many(leads: Iterable[tuple[Mapping[str, Any], list[Any]]], as_of: int) -> Iterator[tuple[str, int, str]]:
        for lead, events in leads:
            given = {**lead, "events": events, "as_of": as_of} if reads_events else lead
            yield lead["id"], *grade(int(total(given)))

    return score_many


def expression(workload: Workload) -> str:
    """Of the score in millionths of a point, before its limits."""
    found = features(workload.rules)
    first: list[str] = []
    if found:
        longest = max(each.days for each in found)
        first.append(f"seen = filter(events, #.at <= as_of and #.at > as_of - {longest * DAY})")
        for kind in dict.fromkeys(each.kind for each in found if each.kind is not None):
            days = max(each.days for each in found if each.kind == kind)
            first.append(f'of_{kind} = filter(seen, #.event == "{kind}" and #.at > as_of - {days * DAY})')
        for half_life in dict.fromkeys(each.half_life for each in found if each.half_life is not None):
            days = max(each.days for each in found if each.half_life == half_life)
            first.append(f"worth_{half_life} = {halving(half_life, days)}")
    whole: list[str] = []
    fading: list[str] = []
    guarded: dict[str, list[str]] = {}
    missing: dict[str, int] = {}
    for rule in workload.rules:
        match rule:
            case TextIs() | TextIn():
                whole.append(_attribute(rule))
            case TextContains() | TextEnds() | AtLeast() | Bands():
                guarded.setdefault(rule.attribute, []).append(_attribute(rule))
            case Missing(attribute, points):
                missing[attribute] = missing.get(attribute, 0) + points
            case Once() | Each():
                whole.append(_event(rule))
            case Fading():
                fading.append(_event(rule))
            case Quiet(days, points):
                known = f"created != null and created <= as_of - {days * DAY}"
                whole.append(f"({known} and not some(seen, #.at > as_of - {days * DAY}) ? {points} : 0)")
            case Speed(count, days, points):
                whole.append(f"(count(seen, #.at > as_of - {days * DAY}) >= {count} ? {points} : 0)")
    for attribute in guarded.keys() | missing.keys():
        parts = " + ".join(guarded.get(attribute, ["0"]))
        whole.append(f"({attribute} == null ? {missing.get(attribute, 0)} : {parts})")
    total = " + ".join([f"({' + '.join(whole)}) * 1000000", *fading])
    return "; ".join([*first, total])


def _attribute(rule: AttributeRule) -> str:
    match rule:
        case TextIs(attribute, value, points):
            return f'({attribute} == "{value}" ? {points} : 0)'
        case TextIn(attribute, values, points):
            return f"({attribute} in [{_listed(values)}] ? {points} : 0)"
        case TextContains(attribute, part, points):
            return f'(contains({attribute}, "{part}") ? {points} : 0)'
        case TextEnds(attribute, part, points):
            return f'(endsWith({attribute}, "{part}") ? {points} : 0)'
        case Missing(attribute, points):
            return f"({attribute} == null ? {points} : 0)"
        case AtLeast(attribute, low, high, points):
            upper = "" if high is None else f" and {attribute} < {high}"
            return f"({attribute} >= {low}{upper} ? {points} : 0)"
        case Bands(attribute, bands):
            steps = "".join(f"{attribute} >= {start} ? {points} : " for start, points in reversed(bands))
            return f"({steps}0)"


def _event(rule: EventRule) -> str:
    tests = [f"#.at > as_of - {rule.days * DAY}"]
    if rule.page is not None:
        tests.append(f'#.page != null and startsWith(#.page, "{rule.page}")')
    of_rule = f"of_{rule.kind}, {' and '.join(tests)}"
    match rule:
        case Once(_, _, _, points):
            return f"(some({of_rule}) ? {points} : 0)"
        case Each(_, _, _, points, most):
            return f"min([count({of_rule}) * {points}, {most}])"
        case Fading(_, _, _, points, most, half_life):
            worth = f"map(filter({of_rule}), worth_{half_life}[floor((as_of - #.at) / {DAY})])"
            return f"min([sum({worth}) * {points}, {most * 1_000_000}])"


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f'"{value}"' for value in values)
