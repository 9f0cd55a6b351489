"""Sizes and edges on purpose, with results worked out by hand, in every backend and engine.

Which engines run says `SCORELINE_ENGINES`, as for test_engines.py.
"""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import Event, Lead, Result
from support.backends import all_by_reference, canonical, differences, planned
from support.engines import registry
from support.sized_rulesets import event_rules, sized, when_rules

BACKENDS = ("python", "duckdb", *registry.wanted())
SMALL = ("bigquery",)  # evaluators that hold few rows
AS_OF = 1_768_467_600  # 2026-01-15T09:00:00Z
DAY, HOUR, MINUTE = 86_400, 3_600, 60
HEAD = """ruleset edges version "1"{zone}
lead {{ id: text key  title: text  n: integer }}
event e {{ a: text }}
"""
pytestmark = pytest.mark.parametrize("backend", BACKENDS)


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    registry.register(registry.wanted(), monkeypatch)


def plan_of(rules: str, zone: str = "") -> Plan:
    return planned(HEAD.format(zone=f', time zone "{zone}"' if zone else "") + rules)


def found(plan: Plan, leads: list[Lead], backend: str) -> dict[str, Result]:
    """The reference's results by lead; asserts that the backend has the same."""
    assert differences(plan, leads, AS_OF, (backend,)) == []
    return {result.lead: canonical(result) for result in all_by_reference(plan, leads, AS_OF, ())[0]}


def points_of(result: Result) -> dict[str, int]:
    """Whole points by rule."""
    return {c.rule: c.points // 10**9 for c in result.contributions if c.kind == "rule"}


def test_nobody_and_somebody_without_events(backend: str) -> None:
    plan = plan_of('score s, limited to -9..9 { "one" +1 when n is 1  "quiet" -3 for each e ever }')
    assert found(plan, [], backend) == {}
    [alone] = found(plan, [Lead("1", {"id": "1", "n": 1}, ())], backend).values()
    assert alone.scores == (("s", 1_000),)


def test_a_lead_with_a_hundred_thousand_events(backend: str) -> None:
    """Ten at each of so many minutes, back from the moment itself; every fourth has another value."""
    count = 2_000 if backend in SMALL else 100_000
    minutes = count // 10
    plan = plan_of(
        "score s, limited to -1000000..1000000 {\n"
        '"each" +1 for each e ever\n'
        '"hour" +1 for each e in last 1 hour\n'
        '"days" +1 for each e ever, once per day\n'
        '"values" by count of different a of e ever { from 2: +7 }\n'
        '"capped" +1 for each e ever, max 11 points\n'
        '"less" -1 for each e where a is "x" ever\n}'
    )
    events = tuple(Event("e", AS_OF - i // 10 * MINUTE, {"a": "x" if i % 4 else "y"}) for i in range(count))
    leads = [Lead("many", {"id": "many"}, events), Lead("one", {"id": "one"}, events[:1])]
    results = found(plan, leads, backend)
    first = AS_OF - (minutes - 1) * MINUTE
    # The window has the events of ages 0 to 59 minutes: one of 60 minutes is outside.
    expected = {
        "each": count,
        "hour": 600,
        "days": AS_OF // DAY - first // DAY + 1,
        "values": 7,
        "capped": 11,
        "less": -count * 3 // 4,
    }
    assert points_of(results["many"]) == expected
    assert points_of(results["one"]) == {"each": 1, "hour": 1, "days": 1, "capped": 1}


def test_windows_thresholds_and_ages_to_the_second(backend: str) -> None:
    plan = plan_of(
        "score s, limited to -100..100 {\n"
        '"within" +1 for each e in last 1 day\n'
        '"at least" +10 when n at least 5\n'
        '"band" by n { below 5: -1  from 5: +3  from 6: +4 }\n}'
    )
    ages = (-1, 0, 1, DAY - 1, DAY, DAY + 1)
    leads = [
        Lead(f"{age} {n}", {"id": f"{age} {n}", "n": n}, (Event("e", AS_OF - age, {}),))
        for age in ages
        for n in (4, 5, 6)
    ]
    results = found(plan, leads, backend)
    inside = [age for age in ages if "within" in points_of(results[f"{age} 4"])]
    assert inside == [0, 1, DAY - 1]  # neither what is still to come, nor what is exactly a day old
    assert [results[f"-1 {n}"].scores[0][1] for n in (4, 5, 6)] == [-1_000, 13_000, 14_000]


SCRIPTS = (
    "İstanbul", "istanbul", "straße", "STRASSE", "ΣΊΣΥΦΟΣ", "σίσυφος", "마케팅 부장", "市场总监", "マーケティング",
    "مدير", "מנהל",
    "ผู้จัดการ", "नमस्ते", "Ünï", "U\u0308ni\u0308", "e\u0301", "é", "👩\u200d💻", "🇩🇪", "Ａ", "A", "ﬁ", "fi", "Ǆ", "ǆ", "𝔸",
    "a'b", 'a"b', "a\\b", "a\\\\b", "a\\nb", "100%", "a_b", "a b", "a  b", "a b ", " a b", "a\tb",
    "NULL", "null", "1", "01", "1.0",
)  # fmt: skip


def test_texts_of_every_script(backend: str) -> None:
    """Each text is itself and no other one; folded, it is also those that differ in capitals only."""
    quoted = ['"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '"' for text in SCRIPTS]
    rules = "\n".join(
        f'"{i} is" +1 when title is {literal}\n"{i} folded" +100 when title is {literal} ignoring case\n'
        f'"{i} has" +1 for each e where a contains {literal} ever'
        for i, literal in enumerate(quoted)
    )
    plan = plan_of(f"score s, limited to -100000..100000 {{\n{rules}\n}}")
    leads = [
        Lead(str(i), {"id": str(i), "title": text}, (Event("e", AS_OF, {"a": text}),)) for i, text in enumerate(SCRIPTS)
    ]
    results = found(plan, leads, backend)
    for i, text in enumerate(SCRIPTS):
        points = points_of(results[str(i)])
        assert [rule for rule in points if rule.endswith("is")] == [f"{i} is"]
        assert {rule for rule in points if rule.endswith("has")} == {
            f"{j} has" for j, other in enumerate(SCRIPTS) if other in text
        }
    folded = {
        (i, int(rule.split()[0]))
        for i in range(len(SCRIPTS))
        for rule in points_of(results[str(i)])
        if "folded" in rule
    }
    alike = [("ΣΊΣΥΦΟΣ", "σίσυφος"), ("Ǆ", "ǆ"), ("NULL", "null")]
    pairs = {(SCRIPTS.index(a), SCRIPTS.index(b)) for pair in alike for a in pair for b in pair}
    assert folded == pairs | {(i, i) for i in range(len(SCRIPTS))}


def test_days_around_changes_of_the_clock(backend: str) -> None:
    """In 2025 Berlin's clocks were set at 01:00 UTC on 30 March (to summer time) and on 26 October (back)."""
    spring, autumn = 1_743_296_400, 1_761_440_400
    plan = plan_of('score s { "days" +1 for each e ever, once per day }', "Europe/Berlin")
    march, october = spring - 2 * HOUR, autumn - 3 * HOUR  # where the days of the changes begin
    cases = {
        "spring": ((march - 1, march, spring - 1, spring, march + 23 * HOUR - 1, march + 23 * HOUR), 3),
        "autumn": ((october - 1, october, autumn - 1, autumn, october + 25 * HOUR - 1, october + 25 * HOUR), 3),
        "day of 23 hours": ((march, march + 23 * HOUR - 1), 1),
        "day of 25 hours": ((october, october + 25 * HOUR - 1), 1),
    }
    leads = [Lead(name, {"id": name}, tuple(Event("e", at, {}) for at in times)) for name, (times, _) in cases.items()]
    results = found(plan, leads, backend)
    assert {name: points_of(results[name])["days"] for name in cases} == {
        name: days for name, (_, days) in cases.items()
    }


def test_fifty_rules_of_one_feature_and_a_score_of_their_score(backend: str) -> None:
    rules = "\n".join(f'"r{i}" +1 for each e ever' for i in range(50))
    plan = plan_of(f"score s, limited to 0..1000 {{\n{rules}\n}}\nscore half = 50% of s")
    [result] = found(plan, [Lead("1", {"id": "1"}, (Event("e", AS_OF, {}),))], backend).values()
    [row] = [c for c in result.contributions if c.score == "half"]
    assert (row.points, row.times, row.latest) == (25 * 10**9, 1, None)


@pytest.mark.skipif("SCORELINE_LARGE" not in os.environ, reason="minutes for each engine: make test-engines")
def test_two_thousand_rules_of_which_five_hundred_are_of_events(backend: str) -> None:
    if backend in registry.EMULATED:
        pytest.skip("emulators are not made for so much; what they stand for may be")
    scores = [
        *(sized(when_rules(500), name="large").scores[0] for _ in range(3)),
        sized(event_rules(500), name="large").scores[0],
    ]
    base = sized(when_rules(1), name="large")
    named = tuple(replace(score, name=f"part {i}") for i, score in enumerate(scores))
    plan = lower(replace(base, scores=named))
    kinds = [kind.name for kind in plan.schema.events]
    events = tuple(
        Event(kinds[i % 5], AS_OF - i * DAY // 3, {"page": f"/{i % 9}"} if i % 4 else {}) for i in range(200)
    )
    results = found(plan, [Lead("1", {"id": "1", "n": 250}, events), Lead("2", {"id": "2", "n": -1}, ())], backend)
    # Rule i pays i + 1 thousandths where n is at least i: 1 + 2 + … + 251.
    assert [dict(results["1"].scores)[f"part {i}"] for i in range(3)] == [31_630] * 3
    assert [score for _, score in results["2"].scores] == [0] * 4
