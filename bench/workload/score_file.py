"""The rules as a rule file."""

from __future__ import annotations

from .rules import (
    KINDS,
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


def score_file(workload: Workload) -> str:
    """The text of the rule file: one score `total`, and a grade."""
    kinds = "".join(f"event {kind} {{ page: text   seconds: integer }}\n" for kind in KINDS)
    rules = "".join(f'  "Rule {n}" {_written(rule)}\n' for n, rule in enumerate(workload.rules))
    grades = "   ".join(f"{label} from {start}" for label, start in workload.grades)
    return (
        'ruleset bench version "1"\n\n'
        "lead {\n  id: text key\n  created: timestamp since\n  country: text\n  industry: text\n  title: text\n"
        "  seniority: text\n  source: text\n  email: text\n  employees: integer\n  budget: integer\n}\n\n"
        f"{kinds}\nscore total, limited to -{workload.limit}..{workload.limit}, rounded to 3 decimals {{\n{rules}}}\n\n"
        f"grade rating of total {{ {grades}   D below }}\n"
    )


def _written(rule: Rule) -> str:
    match rule:
        case TextIs(attribute, value, points):
            return f'{points:+} when {attribute} is "{value}"'
        case TextIn(attribute, values, points):
            listed = ", ".join(f'"{value}"' for value in values)
            return f"{points:+} when {attribute} in ({listed})"
        case TextContains(attribute, part, points):
            return f'{points:+} when {attribute} contains "{part}"'
        case TextEnds(attribute, part, points):
            return f'{points:+} when {attribute} ends with "{part}"'
        case Missing(attribute, points):
            return f"{points:+} when {attribute} is missing"
        case AtLeast(attribute, low, high, points):
            upper = "" if high is None else f" and {attribute} below {high}"
            return f"{points:+} when {attribute} at least {low}{upper}"
        case Bands(attribute, bands):
            steps = "".join(f"   from {start}: {points:+}" for start, points in bands)
            return f"by {attribute} {{ below {bands[0][0]}: 0{steps}   missing: 0 }}"
        case Once(kind, page, days, points):
            return f"{points:+} once for {kind}{_on(page)} in last {days} days"
        case Each(kind, page, days, points, most):
            return f"{points:+} for each {kind}{_on(page)} in last {days} days, max {most} points"
        case Fading(kind, page, days, points, most, half_life):
            return (
                f"{points:+} for each {kind}{_on(page)} in last {days} days, halve every {half_life} days, "
                f"max {most} points"
            )
        case Quiet(days, points):
            return f"{points:+} when no event in last {days} days"
        case Speed(count, days, points):
            return f"{points:+} when at least {count} events in last {days} days"


def _on(page: str | None) -> str:
    return "" if page is None else f' where page starts with "{page}"'
