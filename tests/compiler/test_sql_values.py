"""Scores and contributions of the views, worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import duckdb
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import Event, Lead
from scoreline.compiler.sql import emit
from scoreline.compiler.sql.run import define, load, score_in_duckdb
from scoreline.dsl.load import load_text

AS_OF = 1_768_467_600  # 2026-01-15T09:00:00Z
DAY = 86_400

RULES = """ruleset small version "1"
lead { id: text key   created: date since   email: text   title: text   employees: integer   budget: decimal }
event page_view { page: text }
event demo_request { campaign: text }
do not score when domain of email is "rival.example" because "works for a competitor"
score fit, limited to -10..100 {
  "Decides"       +30    when title has word "head of"
  "Company size"  by employees { below 50: +5   from 50: +20.5   missing: -1 }
  "Small budget"  -0.125 when budget below 10.5, unless employees is missing
}
score engagement, limited to 0..50, rounded to 1 decimal, points of each event halve every 30 days {
  "Asked for a demo"  +40  once for demo_request in last 90 days, no decay
  group "Web", limited to 0..10 {
    "Pricing page"    +8   for each page_view where page starts with "/pricing" in last 90 days
    "Different days"  +2   for each page_view in last 30 days, once per day, latest 2 only, no decay
  }
  "Gone quiet"        by days since last page_view { from 30: -10   from 60: -20 }
}
score total, rounded to 0 decimals = 40% of fit + 60% of engagement
grade rating of total { A from 46   B from 30   C below }
stages lifecycle, first met wins {
  out      when not scored
  sql      when demo_request in last 90 days and total at least 46 because "hot"
  nurture  otherwise
}
"""

Row = tuple[str, str, str, str, int, int | None]


def _plan(text: str = RULES) -> Plan:
    ruleset = load_text(text).ruleset
    assert ruleset is not None
    return lower(ruleset)


def _lead(key: str, *events: tuple[str, int, str], **values: str | int) -> Lead:
    made = tuple(
        Event(kind, AS_OF - age, {"page" if kind == "page_view" else "campaign": text}) for kind, age, text in events
    )
    return Lead(key, {"id": key, **values}, made)


def test_a_busy_lead() -> None:
    lead = _lead(
        "1",
        ("page_view", 0, "/pricing"),  # 8
        ("page_view", 30 * DAY, "/pricing/eu"),  # 8 / 2, and 30 days are no longer in the last 30 days
        ("page_view", 90 * DAY, "/pricing"),  # outside
        ("page_view", -1, "/pricing"),  # after the moment
        ("page_view", DAY, "/blog"),
        ("page_view", 2 * DAY, "/blog"),  # the third day, beyond the latest 2
        ("demo_request", 90 * DAY - 1, "spring"),
        ("demo_request", 3600, "autumn"),
        title="Head-of sales",
        employees=50,
        budget=1050,
        email="a@b.example",
    )
    (result,) = score_in_duckdb(_plan(), [lead], AS_OF)
    # fit 30 + 20.5; engagement 40 + min(10, 8 + 4 + 2 × 2) = 50; total 0.4 × 50.5 + 0.6 × 50 = 50.2 → 50
    assert result.scores == (("fit", 50_500), ("engagement", 50_000), ("total", 50_000))
    assert (result.grades, result.stage, result.reason) == ((("rating", "A"),), "sql", "hot")
    rows = [(c.score, c.kind, c.rule, c.points / 10**9, c.times, c.latest) for c in result.contributions]
    assert rows == [
        ("fit", "rule", "Decides", 30, 1, None),
        ("fit", "rule", "Company size", 20.5, 1, None),
        ("engagement", "rule", "Asked for a demo", 40, 1, AS_OF - 3600),
        ("engagement", "rule", "Pricing page", 12, 2, AS_OF),
        ("engagement", "rule", "Different days", 4, 2, AS_OF),
        ("engagement", "group limit", "Web", -6, 0, None),
        ("total", "rule", "fit", 20.2, 1, None),
        ("total", "rule", "engagement", 30, 1, None),
        ("total", "rounding", "", -0.2, 0, None),
    ]


def test_halves_round_away_from_zero_on_both_sides() -> None:
    text = """ruleset r version "1"
lead { id: text key  n: integer }
score up, limited to 0..10, rounded to 0 decimals { "a" +2.5 when n is known }
score down, limited to -10..10, rounded to 0 decimals { "a" -2.5 when n is known }
score just_below, limited to -10..10, rounded to 2 decimals { "a" -0.124 when n is known }
score half, limited to -10..10, rounded to 2 decimals { "a" -0.125 when n is known }
"""
    (result,) = score_in_duckdb(_plan(text), [Lead("1", {"id": "1", "n": 1}, ())], AS_OF)
    assert dict(result.scores) == {"up": 3_000, "down": -3_000, "just_below": -120, "half": -130}
    assert [(c.score, c.points) for c in result.contributions if c.kind == "rounding"] == [
        ("up", 500_000_000),
        ("down", -500_000_000),
        ("just_below", 4_000_000),
        ("half", -5_000_000),
    ]


def test_a_lead_without_events_and_attributes() -> None:
    (result,) = score_in_duckdb(_plan(), [_lead("1")], AS_OF)
    # fit -1; never seen, but nobody knows for how long; total 0.4 × -1 is below its limit of 0
    assert result.scores == (("fit", -1_000), ("engagement", 0), ("total", 0))
    assert (result.stage, result.reason) == ("nurture", "otherwise")


def test_silence_counts_as_long_as_the_lead_has_existed() -> None:
    day = AS_OF // DAY
    leads = [_lead(str(age), created=day - age) for age in (29, 30, 59, 60)]
    plan = _plan(RULES.replace("score engagement, limited to 0..50", "score engagement, limited to -50..50"))
    values = [dict(result.scores)["engagement"] for result in score_in_duckdb(plan, leads, AS_OF)]
    assert values == [0, -10_000, -10_000, -20_000]


def test_an_excluded_lead_has_a_reason_and_nothing_else() -> None:
    (result,) = score_in_duckdb(_plan(), [_lead("1", email="x@sub@RIVAL.example", employees=7)], AS_OF)
    assert result.scores == (("fit", None), ("engagement", None), ("total", None))
    assert result.grades == (("rating", None),)
    assert (result.stage, result.reason, result.problem) == ("out", "works for a competitor", None)
    assert result.contributions == ()


def test_no_leads_and_no_events() -> None:
    assert score_in_duckdb(_plan(), [], AS_OF) == []


def test_columns_and_types_of_the_views() -> None:
    with duckdb.connect() as connection:
        load(connection, _plan(), [_lead("1", employees=7)], [AS_OF])
        define(connection, emit(_plan(), compiled_by="tests"))
        scores = connection.execute("DESCRIBE small_scores").fetchall()
        assert [(row[0], row[1]) for row in scores] == [
            ("lead", "VARCHAR"),
            ("as_of", "TIMESTAMP"),
            ("fit", "DECIMAL(9,2)"),
            ("engagement", "DECIMAL(8,1)"),
            ("total", "DECIMAL(7,0)"),
            ("rating", "VARCHAR"),
            ("lifecycle", "VARCHAR"),
            ("reason", "VARCHAR"),
            ("problem", "VARCHAR"),
        ]
        contributions = connection.execute("DESCRIBE small_contributions").fetchall()
        assert [(row[0], row[1]) for row in contributions] == [
            ("lead", "VARCHAR"),
            ("as_of", "TIMESTAMP"),
            ("score", "VARCHAR"),
            ("kind", "VARCHAR"),
            ("rule", "VARCHAR"),
            ("points", "DECIMAL(28,9)"),
            ("times", "BIGINT"),
            ("latest_event", "TIMESTAMP"),
        ]
        assert connection.execute("SELECT score, points FROM small_contributions ORDER BY 1, 2").fetchall() == [
            ("fit", Decimal("5.000000000")),
            ("total", Decimal("2.000000000")),
        ]


def test_a_moment_may_be_written_as_a_plain_number() -> None:
    """DuckDB takes `1768467600` for an INTEGER, whose arithmetic overflows after 2038."""
    with duckdb.connect() as connection:
        load(connection, _plan(), [_lead("1", employees=7)], [])
        connection.execute("DROP TABLE small_as_of")
        define(connection, emit(_plan(), compiled_by="tests"))
        connection.execute("CREATE OR REPLACE VIEW small_as_of AS SELECT 1768467600 AS as_of")
        query = "SELECT CAST(as_of AS VARCHAR) FROM small_scores"
        assert connection.execute(query).fetchall() == [("2026-01-15 09:00:00",)]


def test_the_default_moment_is_now() -> None:
    with duckdb.connect() as connection:
        load(connection, _plan(), [_lead("1", employees=7)], [])
        connection.execute("DROP TABLE small_as_of")
        define(connection, emit(_plan(), compiled_by="tests"))
        query = "SELECT abs(date_diff('second', as_of, now() AT TIME ZONE 'UTC')) < 60 FROM small_scores"
        assert connection.execute(query).fetchall() == [(True,)]
