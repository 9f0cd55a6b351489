"""Small rulesets over events made in code, and their leads: for tests with numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace

from scoreline.compiler import reference
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import Event, Lead
from scoreline.compiler.sql.run import score_in_duckdb
from scoreline.dsl import model
from scoreline.dsl.source import Span
from scoreline.dsl.zones import DAY

SPAN = Span("events.score", 3, 1, 3, 9)
AS_OF = 1_768_467_600  # Thursday 2026-01-15T09:00:00Z
MIDNIGHT = AS_OF - 9 * 3600
TEXT = model.ValueType("text")
INTEGER = model.ValueType("integer")
TIMESTAMP = model.ValueType("timestamp")
SHARED = (model.Attribute("key", TEXT), model.Attribute("tag", TEXT), model.Attribute("n", INTEGER))
KINDS = ("view", "mail", "move")
SCHEMA = model.Schema(
    (
        model.Attribute("id", TEXT),
        model.Attribute("made", TIMESTAMP),
        model.Attribute("signed", TIMESTAMP),
        model.Attribute("company", TEXT),
    ),
    "id",
    "made",
    tuple(model.EventKind(kind, True, SHARED) for kind in KINDS),
    model.AccountSchema(
        (model.Attribute("name", TEXT), model.Attribute("ours", model.ValueType("boolean"))), "name", "company"
    ),
)
KEY, TAG, N = model.EventValue("key", TEXT), model.EventValue("tag", TEXT), model.EventValue("n", INTEGER)
VIEWS = model.EventFilter(("view",), None, None)
MAILS = model.EventFilter(("mail",), None, None)
MOVES = model.EventFilter(("move",), None, None)


def rule(events: model.EventFilter = VIEWS, label: str = "rule", points: int = 1_000) -> model.OccurrenceRule:
    """+1 for each such event."""
    return model.OccurrenceRule(label, points, events, None, None, None, None, None, SPAN)


def pays(condition: model.Condition, label: str = "rule") -> model.WhenRule:
    """+1 when the condition is met."""
    return model.WhenRule(label, 1_000, condition, None, SPAN)


def within(events: model.EventFilter, days: int) -> model.EventFilter:
    return replace(events, window=days * DAY)


def plan_of(
    *entries: model.Entry,
    noise: tuple[model.Noise, ...] = (),
    zone: str = "UTC",
    attribution: str | None = None,
    lets: tuple[tuple[str, model.Condition], ...] = (),
) -> Plan:
    """A plan of one score, `s`, that is neither limited nor rounded."""
    score = model.Score("s", entries, -1_000_000_000, 1_000_000_000, 3, SPAN)
    ruleset = model.Ruleset(
        name="rules",
        version="1",
        description="",
        time_zone=zone,
        schema=SCHEMA,
        lists=(),
        lets=lets,
        exclusions=(),
        scores=(score,),
        grades=(),
        stages=None,
        samples=(),
        file="events.score",
        noise=noise,
        attribution=attribution,
    )
    return lower(ruleset)


def at(kind: str, second: int, key: str | None = None, n: int | None = None, tag: str | None = None) -> Event:
    values: dict[str, str | int | bool] = {}
    for name, value in (("key", key), ("n", n), ("tag", tag)):
        if value is not None:
            values[name] = value
    return Event(kind, second, values)


def ago(kind: str, seconds: int, key: str | None = None, n: int | None = None, tag: str | None = None) -> Event:
    return at(kind, AS_OF - seconds, key, n, tag)


def lead(*events: Event, key: str = "lead", **values: str | int) -> Lead:
    return Lead(key, {"id": key, **values}, events)


def follows(seconds: int, same: str | None = None, *, negated: bool = False) -> model.EventFilter:
    return replace(VIEWS, relation=model.Follows(MAILS, seconds, same, negated))


def amounts(points: int = 1_000) -> model.OccurrenceRule:
    there = model.Not(model.IsMissing(N))
    return replace(rule(replace(VIEWS, where=there), points=points), amount=N)


def noise(**parts: object) -> tuple[model.Noise, ...]:
    return (model.Noise(**{"kinds": ("view",), "where": None, "relation": None, "burst": None, "lead": None, **parts}),)  # type: ignore[arg-type]


def points(plan: Plan, *events: Event, **values: str | int) -> float:
    """The score of a lead with these events, the same in SQL and in the reference."""
    one = lead(*events, **values)
    found = score_in_duckdb(plan, [one], AS_OF)
    assert found == [reference.score(plan, one, AS_OF)]
    milli = dict(found[0].scores)["s"]
    assert milli is not None
    return milli / 1000
