"""The rules for GoRules Zen as its users write them: a decision in its JSON, run by its engine.

Rules on attributes are the rows of a decision table, of which all that hold are collected. Rules on events are
expressions, one for each, over the events of the longest window. A last expression adds up. On attributes alone, such a
table is faster than as many expressions. The engine is given the decision when it is made, and called by its name: a
decision object, which the package's first example has, starts threads at every call and takes three to ten times as
long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from itertools import pairwise
from typing import Any

from ..workload.rules import (
    AtLeast,
    AttributeRule,
    Bands,
    Each,
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
from .facts import DAY, features, graded
from .zen import Scorer, listed
from .zen_rules import event_rule

Json = dict[str, Any]
Cell = tuple[str, str, int]  # attribute, test, points


def scorer(workload: Workload) -> Scorer:
    """Pairs of a lead and its events, and the moment → key, score in thousandths, grade."""
    zen = import_module("zen")  # an optional package
    content = {"type": "static", "content": {"score": decision(workload)}}
    evaluate = zen.ZenEngine({"loader": content}).evaluate
    grade = graded(workload)
    reads_events = bool(features(workload.rules))

    def score_many(leads: Iterable[tuple[Mapping[str, Any], list[Any]]], as_of: int) -> Iterator[tuple[str, int, str]]:
        for lead, events in leads:
            given = {**lead, "events": events, "as_of": as_of} if reads_events else lead
            yield lead["id"], *grade(evaluate("score", given)["result"]["total"])

    return score_many


def decision(workload: Workload) -> Json:
    """In the JSON Decision Model: of a lead, its `events` and `as_of`, the `total` in millionths of a point."""
    cells: list[Cell] = []
    entries: list[tuple[str, str]] = []
    longest = max((each.days for each in features(workload.rules)), default=0) * DAY
    for number, rule in enumerate(workload.rules):
        match rule:
            case Once() | Each() | Fading() | Quiet() | Speed():
                paid = event_rule(rule, "$.seen", _since, f"floor((as_of - #.at) / {DAY})")
                entries.append((f"rule_{number}", paid))
            case _:
                cells += _cells(rule)
    nodes = [_node("request", "inputNode", {"schema": ""}), _table(cells, keep_lead=bool(entries))]
    if entries:
        seen = f"filter(events, #.at <= as_of and #.at > as_of - {longest})"
        of_table = ("attributes", "sum(map(rows, #.points))")
        nodes.append(_expressions("events", [("seen", seen), of_table, *entries]))
        total = " + ".join(["attributes * 1000000", *(name for name, _ in entries)])
    else:
        total = "sum(map(rows, #.points)) * 1000000"
    nodes += [_expressions("total", [("total", total)]), _node("response", "outputNode", {"schema": ""})]
    edges = [
        {"id": f"to {after['id']}", "type": "edge", "sourceId": before["id"], "targetId": after["id"]}
        for before, after in pairwise(nodes)
    ]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def _since(days: int) -> str:
    return f"#.at > as_of - {days * DAY}"


def _cells(rule: AttributeRule) -> list[Cell]:
    """What stands in the attribute's column, for each row that the rule needs."""
    match rule:
        case TextIs(attribute, value, points):
            return [(attribute, f'"{value}"', points)]
        case TextIn(attribute, values, points):
            return [(attribute, listed(values), points)]
        case TextContains(attribute, part, points):
            return [(attribute, f'$ != null and contains($, "{part}")', points)]
        case TextEnds(attribute, part, points):
            return [(attribute, f'$ != null and endsWith($, "{part}")', points)]
        case Missing(attribute, points):
            return [(attribute, "null", points)]
        case AtLeast(attribute, low, high, points):
            return [(attribute, _between(low, high), points)]
        case Bands(attribute, bands):
            ends = [start for start, _ in bands[1:]]
            return [
                (attribute, _between(start, end), points)
                for (start, points), end in zip(bands, [*ends, None], strict=True)
            ]


def _between(low: int, high: int | None) -> str:
    return f">= {low}" if high is None else f"[{low}..{high})"


def _table(cells: list[Cell], *, keep_lead: bool) -> Json:
    return _node(
        "attributes",
        "decisionTableNode",
        {
            "hitPolicy": "collect",
            "inputs": [
                {"id": name, "name": name, "field": name} for name in dict.fromkeys(name for name, _, _ in cells)
            ],
            "outputs": [{"id": "points", "name": "points", "field": "points"}],
            "rules": [
                {"_id": f"row {number}", name: test, "points": str(points)}
                for number, (name, test, points) in enumerate(cells)
            ],
            "passThrough": keep_lead,
            "inputField": None,
            "outputPath": "rows",
            "executionMode": "single",
        },
    )


def _expressions(name: str, entries: list[tuple[str, str]]) -> Json:
    return _node(
        name,
        "expressionNode",
        {
            "expressions": [{"id": key, "key": key, "value": value} for key, value in entries],
            "passThrough": False,
            "inputField": None,
            "outputPath": None,
            "executionMode": "single",
        },
    )


def _node(name: str, kind: str, content: Json) -> Json:
    return {"id": name, "type": kind, "name": name, "position": {"x": 0, "y": 0}, "content": content}
