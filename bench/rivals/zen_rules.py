"""The rules for GoRules Zen as they are kept where each is a row of its own: a compiled expression for every rule.

Python adds the points up. An evaluation turns all that it is given into Zen's values anew, so a rule gets only what it
can ask for: the lead, or those events that some rule may see, with their age in days. Text is turned faster than dicts.
"""

from __future__ import annotations

import json
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
    Once,
    OverallRule,
    Quiet,
    Speed,
    TextContains,
    TextEnds,
    Workload,
)
from .facts import DAY, features, graded, halving
from .zen import Scorer, attribute_rule


def scorer(workload: Workload) -> Scorer:
    """Pairs of a lead and its events, and the moment → key, score in thousandths, grade."""
    zen = import_module("zen")  # an optional package
    known: list[Callable[[str], float]] = []  # points
    happened: list[Callable[[str], float]] = []  # millionths of a point
    for rule in workload.rules:
        match rule:
            case Once() | Each() | Fading() | Quiet() | Speed():
                expression = event_rule(rule, "seen", lambda days: f"#.day < {days}", "#.day")
                happened.append(zen.compile_expression(expression).evaluate)
            case _:
                known.append(zen.compile_expression(alone(rule)).evaluate)
    longest = max((each.days for each in features(workload.rules)), default=0) * DAY
    grade = graded(workload)

    def score_many(leads: Iterable[tuple[Mapping[str, Any], list[Any]]], as_of: int) -> Iterator[tuple[str, int, str]]:
        for lead, events in leads:
            about = json.dumps(lead)
            total = sum([points(about) for points in known]) * 1_000_000
            if happened:
                seen = [
                    {"event": event["event"], "page": event["page"], "day": (as_of - event["at"]) // DAY}
                    for event in events
                    if 0 <= as_of - event["at"] < longest
                ]
                about = json.dumps({"created": lead["created"], "as_of": as_of, "seen": seen})
                total += sum([points(about) for points in happened])
            yield lead["id"], *grade(int(total))

    return score_many


def alone(rule: AttributeRule) -> str:
    """Of a rule's points, whatever is missing."""
    match rule:
        case TextContains(attribute) | TextEnds(attribute) | AtLeast(attribute) | Bands(attribute):
            return f"{attribute} == null ? 0 : {attribute_rule(rule)}"
        case _:
            return attribute_rule(rule)


def event_rule(rule: EventRule | OverallRule, seen: str, within: Callable[[int], str], day: str) -> str:
    """Of a rule's millionths of a point.

    `seen` is what holds the events up to the moment, `within` the test that one (`#`) lies in the last so many days,
    `day` its age in whole days.
    """
    match rule:
        case Once(_, _, _, points):
            return f"some({_asked(rule, seen, within)}) ? {points * 1_000_000} : 0"
        case Each(_, _, _, points, most):
            return f"min([count({_asked(rule, seen, within)}) * {points * 1_000_000}, {most * 1_000_000}])"
        case Fading(_, _, days, points, most, half_life):
            worth = f"map(filter({_asked(rule, seen, within)}), {halving(half_life, days)}[{day}])"
            return f"min([sum({worth}) * {points}, {most * 1_000_000}])"
        case Quiet(days, points):
            known = f"created != null and created <= as_of - {days * DAY}"
            return f"{known} and not some({seen}, {within(days)}) ? {points * 1_000_000} : 0"
        case Speed(count, days, points):
            return f"count({seen}, {within(days)}) >= {count} ? {points * 1_000_000} : 0"


def _asked(rule: EventRule, seen: str, within: Callable[[int], str]) -> str:
    tests = [f'#.event == "{rule.kind}"', within(rule.days)]
    if rule.page is not None:
        tests.append(f'#.page != null and startsWith(#.page, "{rule.page}")')
    return f"{seen}, {' and '.join(tests)}"
