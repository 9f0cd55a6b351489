"""The rules as an analyst writes them in Python: one after the other, each with its own loop over the events."""

from __future__ import annotations

from ..workload.rules import (
    AtLeast,
    Bands,
    Each,
    Fading,
    Missing,
    Once,
    Quiet,
    Rule,
    Speed,
    TextContains,
    TextEnds,
    TextIn,
    TextIs,
    Workload,
)
from .facts import DAY, halving

HEAD = '''"""Lead scores, written by hand: one block of code for each rule."""


def score_many(leads, as_of):
    """Pairs of a lead and its events → key, score in thousandths, grade."""
    for lead, events in leads:
        yield score(lead, events, as_of)


def score(lead, events, as_of):
    total = 0  # in millionths of a point
'''


def source(workload: Workload) -> str:
    """The text of a module with `score_many`."""
    lines: list[str] = []
    weights: dict[int, int] = {}
    for number, rule in enumerate(workload.rules):
        lines += ["", f"# rule {number}", *_block(rule)]
        if isinstance(rule, Fading):
            weights[rule.half_life] = max(rule.days, weights.get(rule.half_life, 0))
    most = workload.limit * 1_000_000
    lines += ["", f"total = max({-most}, min({most}, total))"]
    lines += ["thousandths = (abs(total) + 500) // 1000", "if total < 0:", "    thousandths = -thousandths"]
    for place, (label, start) in enumerate(workload.grades):
        lines += [f"{'elif' if place else 'if'} thousandths >= {start * 1000}:", f'    grade = "{label}"']
    lines += ["else:", '    grade = "D"', 'return lead["id"], thousandths, grade']
    tables = "".join(f"WEIGHTS_{half} = {halving(half, days)}\n" for half, days in sorted(weights.items()))
    return f"{HEAD}{''.join(f'    {line}'.rstrip() + chr(10) for line in lines)}\n\n{tables}"


def _block(rule: Rule) -> list[str]:
    match rule:
        case TextIs(attribute, value, points):
            return _when(f'lead["{attribute}"] == "{value}"', points)
        case TextIn(attribute, values, points):
            return _when(f'lead["{attribute}"] in {values}', points)
        case TextContains(attribute, part, points):
            return _when(f'lead["{attribute}"] is not None and "{part}" in lead["{attribute}"]', points)
        case TextEnds(attribute, part, points):
            return _when(f'lead["{attribute}"] is not None and lead["{attribute}"].endswith("{part}")', points)
        case Missing(attribute, points):
            return _when(f'lead["{attribute}"] is None', points)
        case AtLeast(attribute, low, high, points):
            upper = "" if high is None else f" < {high}"
            return _when(f'lead["{attribute}"] is not None and {low} <= lead["{attribute}"]{upper}', points)
        case Bands(attribute, bands):
            lines = [f'if lead["{attribute}"] is not None:']
            for place, (start, points) in enumerate(reversed(bands)):
                lines.append(f'    {"elif" if place else "if"} lead["{attribute}"] >= {start}:')
                lines.append(f"        total += {points * 1_000_000}")
            return lines
        case Once(kind, page, days, points):
            return [
                "for event in events:",
                f"    if {_event(kind, page, days)}:",
                f"        total += {points * 1_000_000}",
                "        break",
            ]
        case Each(kind, page, days, points, most):
            return [
                "count = 0",
                "for event in events:",
                f"    if {_event(kind, page, days)}:",
                "        count += 1",
                f"total += min(count * {points * 1_000_000}, {most * 1_000_000})",
            ]
        case Fading(kind, page, days, points, most, half_life):
            return [
                "weight = 0",
                "for event in events:",
                f"    if {_event(kind, page, days)}:",
                f'        weight += WEIGHTS_{half_life}[(as_of - event["at"]) // {DAY}]',
                f"total += min(weight * {points}, {most * 1_000_000})",
            ]
        case Quiet(days, points):
            return [
                f'if lead["created"] is not None and as_of - lead["created"] >= {days * DAY}:',
                "    for event in events:",
                f'        if 0 <= as_of - event["at"] < {days * DAY}:',
                "            break",
                "    else:",
                f"        total += {points * 1_000_000}",
            ]
        case Speed(count, days, points):
            return [
                "count = 0",
                "for event in events:",
                f'    if 0 <= as_of - event["at"] < {days * DAY}:',
                "        count += 1",
                f"if count >= {count}:",
                f"    total += {points * 1_000_000}",
            ]


def _when(condition: str, points: int) -> list[str]:
    return [f"if {condition}:", f"    total += {points * 1_000_000}"]


def _event(kind: str, page: str | None, days: int) -> str:
    begins = "" if page is None else f' and event["page"] is not None and event["page"].startswith("{page}")'
    return f'event["event"] == "{kind}"{begins} and 0 <= as_of - event["at"] < {days * DAY}'
