"""More occurrences than the language allows: a lead without a result, never a wrong number."""

from __future__ import annotations

import duckdb
import pytest
from scoreline.compiler import plan as plan_module
from scoreline.compiler import reference
from scoreline.compiler.lower import lower
from scoreline.compiler.result import TOO_MANY, Event, Lead
from scoreline.compiler.sql import emit
from scoreline.compiler.sql.run import define, load, score_in_duckdb
from scoreline.dsl import model
from support.random_rulesets import AS_OF, Maker
from support.sized_rulesets import SPAN, TEXT, at_least, sized

RULE = model.OccurrenceRule(
    "each", 1_000_000, model.EventFilter(("page_view",), None, None), None, None, None, None, None, SPAN
)


@pytest.mark.parametrize(
    "once_per", [None, model.Period("day"), model.EventValue("page", TEXT)], ids=["plain", "by day", "by attribute"]
)
def test_a_million_events_count_and_one_more_does_not(once_per: model.Partition | None) -> None:
    rule = model.OccurrenceRule("each", 1, RULE.events, once_per, None, None, None, None, SPAN)
    ruleset = sized([rule])
    stages = model.Stages("lifecycle", (model.StageLine("rest", None, "otherwise", SPAN),), None, SPAN)
    grade = model.Grade("rating", "fit", (model.Band("A", None),), SPAN)
    plan = lower(model.Ruleset(**{**_fields(ruleset), "stages": stages, "grades": (grade,)}))
    with duckdb.connect() as connection:
        load(connection, plan, [Lead(key, {"id": key, "n": 1}, ()) for key in ("all", "more")], [AS_OF])
        connection.execute(
            "INSERT INTO sized_events SELECT lead, 'page_view', $1 - number % 7, NULL "
            "FROM range(1000001) AS numbers(number), (VALUES ('all'), ('more')) AS leads(lead) "
            "WHERE number < 1000000 OR lead = 'more'",
            [AS_OF],
        )
        define(connection, emit(plan, compiled_by="tests"))
        rows = connection.execute(
            "SELECT lead, fit, rating, lifecycle, reason, problem FROM sized_scores ORDER BY lead"
        ).fetchall()
        fit = 1_000 if once_per is None else 0  # 10^6 × 0.001; one day or one page: 0.001 → 0.00
        assert rows == [
            ("all", fit, "A", "rest", "otherwise", None),
            ("more", None, None, None, None, TOO_MANY),
        ]
        kept = connection.execute("SELECT DISTINCT lead FROM sized_contributions").fetchall()
        assert kept == [("all",)]


def _fields(ruleset: model.Ruleset) -> dict[str, object]:
    return {name: getattr(ruleset, name) for name in model.Ruleset.__dataclass_fields__}


def test_the_largest_numbers_do_not_overflow() -> None:
    """10^6 events of 1,000 points, bounded; and far more than the language allows, which must not overflow either."""
    for number, expected in ((1_000_000, 1_000_000), (3_000_000, None)):
        plan = lower(sized([RULE]))
        with duckdb.connect() as connection:
            load(connection, plan, [Lead("1", {"id": "1", "n": 1}, ())], [AS_OF])
            connection.execute(
                "INSERT INTO sized_events SELECT '1', 'page_view', $1, NULL FROM range($2)", [AS_OF, number]
            )
            define(connection, emit(plan, compiled_by="tests"))
            assert connection.execute("SELECT fit FROM sized_scores").fetchall() == [(expected,)]


def test_a_thousand_rules_at_their_limit_do_not_overflow() -> None:
    big = 1_000_000
    events = (Event("page_view", AS_OF, {}),) * 1_000
    each = [model.OccurrenceRule(f"r{i}", big, RULE.events, None, None, None, None, None, SPAN) for i in range(1_000)]
    plan = lower(sized(list(each)))
    lead = Lead("1", {"id": "1", "n": 1}, events)
    assert score_in_duckdb(plan, [lead], AS_OF) == [reference.score(plan, lead, AS_OF)]


def test_weights_of_totals_at_their_limit() -> None:
    score = model.Score("fit", (model.WhenRule("w", 1_000_000, at_least(0), None, SPAN),), 0, 10**9, 3, SPAN)
    terms = tuple(model.TotalTerm(1_000_000, "fit") for _ in range(1_000))
    total = model.Total("total", terms, -(10**9), 10**9, 0, SPAN)
    plan = lower(model.Ruleset(**{**_fields(sized([])), "scores": (score, total)}))
    lead = Lead("1", {"id": "1", "n": 1}, ())
    (found,) = score_in_duckdb(plan, [lead], AS_OF)
    expected = reference.score(plan, lead, AS_OF)
    assert found.scores == expected.scores
    assert sum(c.points for c in found.contributions if c.score == "total") == 10**15


@pytest.mark.parametrize("seed", range(4000, 4006))
def test_a_smaller_cap_agrees_with_the_reference(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_module, "MAX_OCCURRENCES", 4)
    maker = Maker(seed)
    plan, leads = lower(maker.ruleset()), maker.leads(25)
    assert score_in_duckdb(plan, leads, AS_OF) == [reference.score(plan, lead, AS_OF) for lead in leads]
