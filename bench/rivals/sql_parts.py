"""What every hand-written query has: points for attributes and for what was counted, the score, and the grade.

Tables: `leads` and `events` as `workload/data.py` describes them. A query gives `lead`, `total` (whole thousandths of a
point) and `rating`. Sums are in millionths.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from ..workload.data import AS_OF
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
from .facts import Feature, add, attributes, feature

MILLION: Final = 1_000_000
_MOMENT: Final = datetime.fromtimestamp(AS_OF, UTC)


@dataclass(frozen=True, slots=True)
class Engine:
    """How an engine says the few things on which engines differ."""

    name: str
    moment: str  # a literal, of the text of a moment in UTC
    age: str  # of an event in whole days
    element: str  # of a list of numbers, by a position from 0
    divided: str  # truncated
    listed: str = "[{}]"
    at: str = '"at"'

    @property
    def once(self) -> str:
        """Behind AS: the step is worked out once, however often it is read."""
        return "" if self.name in ("clickhouse", "spark") else "MATERIALIZED "

    def time(self, days: int = 0) -> str:
        """So many days before the moment of scoring."""
        return self.moment.format(_MOMENT - timedelta(days=days))

    def recent(self, days: int) -> str:
        """The events that a rule with this window may see."""
        return f"{self.at} > {self.time(days)} AND {self.at} <= {self.time()}"


DUCKDB: Final = Engine(
    "duckdb",
    "TIMESTAMP '{:%Y-%m-%d %H:%M:%S}'",
    f'CAST(({AS_OF} - epoch_us("at") // 1000000) // 86400 AS INTEGER)',
    "{}[{} + 1]",
    "{} // {}",
)
POSTGRES: Final = Engine(
    "postgres",
    "TIMESTAMPTZ '{:%Y-%m-%d %H:%M:%S+00}'",
    # Quicker than by way of seconds, which are decimals there.
    f"CAST(date_part('day', TIMESTAMPTZ '{_MOMENT:%Y-%m-%d %H:%M:%S+00}' - \"at\") AS INTEGER)",
    "({})[{} + 1]",
    "{} / {}",
    "ARRAY[{}]",
)
CLICKHOUSE: Final = Engine(
    "clickhouse",
    "toDateTime('{:%Y-%m-%d %H:%M:%S}', 'UTC')",
    f'intDiv({AS_OF} - toUnixTimestamp("at"), 86400)',
    "{}[{} + 1]",
    "intDiv({}, {})",
)
SPARK: Final = Engine(
    "spark",
    "TIMESTAMP '{:%Y-%m-%d %H:%M:%S} UTC'",
    f"CAST(({AS_OF} - unix_seconds(`at`)) DIV 86400 AS INT)",
    "{}[{}]",
    "({} DIV {})",
    "array({})",
    "`at`",
)


def for_each_attribute_rule(workload: Workload) -> list[str]:
    """The points of each rule on attributes."""
    return [term for rule in workload.rules if (term := _attribute_rule(rule)) is not None]


def _attribute_rule(rule: Rule) -> str | None:
    match rule:
        case TextIs(attribute, value, points):
            return _case((f"{attribute} = '{value}'", points))
        case TextIn(attribute, values, points):
            listed = ", ".join(f"'{value}'" for value in values)
            return _case((f"{attribute} IN ({listed})", points))
        case TextContains(attribute, part, points):
            return _case((f"{attribute} LIKE '%{part}%'", points))
        case TextEnds(attribute, part, points):
            return _case((f"{attribute} LIKE '%{part}'", points))
        case Missing(attribute, points):
            return _case((f"{attribute} IS NULL", points))
        case AtLeast(attribute, low, high, points):
            upper = "" if high is None else f" AND {attribute} < {high}"
            return _case((f"{attribute} >= {low}{upper}", points))
        case Bands(attribute, bands):
            return _case(*((f"{attribute} >= {start}", points) for start, points in reversed(bands)))
        case _:
            return None


def by_attribute(workload: Workload) -> list[str]:
    """The same points, the rules on an attribute summed up beforehand: one look at each value."""
    facts = attributes(workload.rules)
    terms = []
    for name, values in facts.equal.items():
        cases = " ".join(f"WHEN '{value}' THEN {points}" for value, points in values.items())
        terms.append(f"CASE {name} {cases} ELSE 0 END")
    for name, parts in facts.parts.items():
        summed: dict[str, int] = {}
        for part, points in parts:
            add(summed, part, points)
        terms.extend(_case((f"{name} LIKE '%{part}%'", points)) for part, points in summed.items())
    for name, endings in facts.endings.items():  # each from an `@` on: a text has one of them at most
        terms.append(_case(*((f"{name} LIKE '%{ending}'", points) for ending, points in endings.items())))
    terms.extend(_case((f"{name} IS NULL", points)) for name, points in facts.missing.items())
    for name, steps in facts.numbers.items():
        terms.append(_case(*((f"{name} >= {start}", points) for start, points in reversed(steps))))
    return terms


def event_terms(workload: Workload, counted: Mapping[Feature, str], engine: Engine) -> list[str]:
    """The millionths of each rule on events; `counted` are expressions, 0 where there was none.

    Where rules only ask whether there was an event (see `only_asked`), any number above 0 says that there was.
    """
    terms = []
    asked: dict[str, int] = {}
    for rule in workload.rules:
        wanted = feature(rule)
        if wanted is None:
            continue
        found = counted[wanted]
        match rule:
            case Each(_, _, _, points, most):
                terms.append(f"least({found} * {points}, {most}) * {MILLION}")
            case Fading(_, _, _, points, most):
                terms.append(f"least({found} * {points}, {most * MILLION})")
            case Speed(count, _, points):
                terms.append(_case((f"{found} >= {count}", points * MILLION)))
            case Once(_, _, _, points):
                add(asked, f"{found} > 0", points * MILLION)
            case Quiet(days, points):
                add(asked, f"{found} = 0 AND created <= {engine.time(days)}", points * MILLION)
    return [*terms, *(_case(each) for each in asked.items())]


def only_asked(workload: Workload) -> set[Feature]:
    """Those of which rules ask only whether there is such an event."""
    found = {wanted for rule in workload.rules if isinstance(rule, Once | Quiet) and (wanted := feature(rule))}
    return found - {feature(rule) for rule in workload.rules if isinstance(rule, Each | Speed)}


def matches(wanted: Feature, *, kind: bool = True, days: str | None = None) -> str:
    """The condition on an event besides the longest window; `days` is the condition on its age, where it has one."""
    tests = [f"event = '{wanted.kind}'"] if kind and wanted.kind is not None else []
    if wanted.page is not None:
        tests.append(f"page LIKE '{wanted.page}%'")
    if days is not None:
        tests.append(days)
    return " AND ".join(tests) or "TRUE"


def longest(found: Mapping[Feature, str]) -> int:
    """The longest window in days."""
    return max(each.days for each in found)


def query(
    workload: Workload, engine: Engine, steps: list[str], source: str, attribute_terms: list[str], events: list[str]
) -> str:
    """The whole: `steps` are common table expressions, `source` is `leads` with what was counted joined."""
    summed = f"CAST({_sum(attribute_terms)} AS BIGINT) * {MILLION} + {_sum(events)}"
    most = workload.limit * MILLION
    grades: Callable[[str], str] = lambda score: " ".join(  # noqa: E731
        f"WHEN {score} >= {start * 1000} THEN '{label}'" for label, start in workload.grades
    )
    parts = [
        *steps,
        f"summed AS {engine.once}(SELECT leads.id AS lead,"
        f" greatest(least({summed}, {most}), -{most}) AS points FROM {source})",
        "rounded AS (SELECT lead, CASE"
        f" WHEN points < 0 THEN -({engine.divided.format('(500 - points)', 1000)})"
        f" ELSE {engine.divided.format('(points + 500)', 1000)} END AS total FROM summed)",
    ]
    listed = ",\n".join(parts)
    return f"WITH {listed}\nSELECT lead, total, CASE {grades('total')} ELSE 'D' END AS rating FROM rounded"


def _sum(terms: list[str]) -> str:
    return "(" + "\n + ".join(terms) + ")"


def _case(*cases: tuple[str, int]) -> str:
    return "CASE " + " ".join(f"WHEN {condition} THEN {points}" for condition, points in cases) + " ELSE 0 END"
