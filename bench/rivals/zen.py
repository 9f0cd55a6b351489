"""The rules for GoRules Zen, an engine in Rust: one compiled expression for the whole score.

Handing a lead over is most of the cost: so it happens once, with no more of its events than the longest window holds.
Rules on an attribute are one chain of tests, events are sifted by kind before rules count them, and tables of worth are
made once in an evaluation. Zen gives millionths of a point; Python rounds and grades.
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
from .facts import DAY, attributes, chains, features, graded, halving

Leads = Iterable[tuple[Mapping[str, Any], list[Any]]]
Scorer = Callable[[Leads, int], Iterator[tuple[str, int, str]]]


def scorer(workload: Workload) -> Scorer:
    """Pairs of a lead and its events, and the moment → key, score in thousandths, grade."""
    zen = import_module("zen")  # an optional package
    total = zen.compile_expression(expression(workload)).evaluate
    grade = graded(workload)
    longest = max((each.days for each in features(workload.rules)), default=0) * DAY

    def on_attributes(leads: Leads, as_of: int) -> Iterator[tuple[str, int, str]]:  # noqa: ARG001 - as the other
        for lead, _ in leads:
            yield lead["id"], *grade(int(total(lead)))

    def on_events(leads: Leads, as_of: int) -> Iterator[tuple[str, int, str]]:
        for lead, events in leads:
            seen = [
                {"event": event["event"], "page": event["page"], "day": (as_of - event["at"]) // DAY}
                for event in events
                if 0 <= as_of - event["at"] < longest
            ]
            yield lead["id"], *grade(int(total({**lead, "seen": seen, "as_of": as_of})))

    return on_events if longest else on_attributes


def expression(workload: Workload) -> str:
    """Of the score in millionths of a point, before its limits."""
    found = features(workload.rules)
    first: list[str] = []
    for kind in dict.fromkeys(each.kind for each in found if each.kind is not None):
        days = max(each.days for each in found if each.kind == kind)
        first.append(f'of_{kind} = filter(seen, #.event == "{kind}" and #.day < {days})')
    for half_life in dict.fromkeys(each.half_life for each in found if each.half_life is not None):
        days = max(each.days for each in found if each.half_life == half_life)
        first.append(f"worth_{half_life} = {halving(half_life, days)}")
    whole = chains(attributes(workload.rules), 'contains({name}, "{part}")', 'endsWith({name}, "{part}")')
    fading: list[str] = []
    for rule in workload.rules:
        match rule:
            case Once() | Each():
                whole.append(_event(rule))
            case Fading():
                fading.append(_event(rule))
            case Quiet(days, points):
                known = f"created != null and created <= as_of - {days * DAY}"
                whole.append(f"({known} and not some(seen, #.day < {days}) ? {points} : 0)")
            case Speed(count, days, points):
                whole.append(f"(count(seen, #.day < {days}) >= {count} ? {points} : 0)")
            case _:
                pass  # on an attribute
    total = " + ".join([f"({' + '.join(whole)}) * 1000000", *fading])
    return "; ".join([*first, total])


def attribute_rule(rule: AttributeRule) -> str:
    """Its points; where a text is searched or a number compared, of a lead that has one."""
    match rule:
        case TextIs(attribute, value, points):
            return f'({attribute} == "{value}" ? {points} : 0)'
        case TextIn(attribute, values, points):
            return f"({attribute} in [{listed(values)}] ? {points} : 0)"
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
    tests = [f"#.day < {rule.days}"]
    if rule.page is not None:
        tests.append(f'#.page != null and startsWith(#.page, "{rule.page}")')
    of_rule = f"of_{rule.kind}, {' and '.join(tests)}"
    match rule:
        case Once(_, _, _, points):
            return f"(some({of_rule}) ? {points} : 0)"
        case Each(_, _, _, points, most):
            return f"min([count({of_rule}) * {points}, {most}])"
        case Fading(_, _, _, points, most, half_life):
            worth = f"map(filter({of_rule}), worth_{half_life}[#.day])"
            return f"min([sum({worth}) * {points}, {most * 1_000_000}])"


def listed(values: tuple[str, ...]) -> str:
    """The texts in quotes, with commas between them."""
    return ", ".join(f'"{value}"' for value in values)
