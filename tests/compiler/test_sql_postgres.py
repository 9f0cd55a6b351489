"""What is said otherwise for PostgreSQL: equal on all values, and quick in the ways that it is meant to be."""

from __future__ import annotations

import random
from dataclasses import replace

import duckdb
import pytest
import sqlglot
from scoreline.compiler import decay as d
from scoreline.compiler import reference
from scoreline.compiler.sql import bounds
from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.decays import weight
from scoreline.compiler.sql.dialects.postgres import POSTGRES
from scoreline.compiler.sql.dialects.postgres_events import tabulated
from scoreline.compiler.sql.dialects.postgres_terms import fewer_limits, merged_choices
from scoreline.compiler.sql.emit import queries
from scoreline.dsl import model
from sqlglot import exp
from support.engines import registry
from support.engines.engine import score_all_in
from support.event_rules import AS_OF, KEY, MAILS, VIEWS, ago, lead, plan_of, rule, within

DAY = 86_400
HAS_POSTGRES = pytest.mark.skipif("postgres" not in registry.wanted(), reason="SCORELINE_ENGINES does not name it")


# ---- limits


@pytest.mark.parametrize(
    ("inner", "factor", "limit", "said"),
    [
        (10**12, 14_000, 84 * 10**9, "least(x, 6000000)"),
        (10**12, 14_000, 85 * 10**9, "least"),  # no multiple
        (10**12, -3_000, -9 * 10**9, "least(x, 3000000)"),
        (5, 2, 100, "least(x, 5)"),
    ],
)
def test_a_limit_of_a_product_is_one_of_what_is_multiplied(inner: int, factor: int, limit: int, said: str) -> None:
    outer = "least" if factor > 0 else "greatest"
    product = n.times(n.call("least", n.column("x"), n.number(inner)), n.number(factor))
    before = n.call(outer, product, n.number(limit))
    made = fewer_limits(n.select([before.copy()], None)).expressions[0]
    assert said in made.sql("duckdb").replace('"', "").replace("LEAST", "least")
    edges = {0, 1, inner, abs(limit // factor)}
    for value in sorted({e + by for e in edges for by in (-1, 0, 1)} | {-(10**6), 10**13}):
        cut = min(value, inner) * factor
        assert _calculated(made, value) == (min(cut, limit) if factor > 0 else max(cut, limit))


def test_counts_are_limited_once_and_multiplied_once() -> None:
    """As a rule says it that pays 14 points each and 84 at most, and one that pays for the first alone."""
    million, heavy = n.number(10**6), n.number(10**12)
    weighed = n.call("least", n.times(n.column("x"), million), heavy)
    paid = n.call("least", n.times(weighed, n.number(14_000)), n.number(84 * 10**9))
    made = fewer_limits(n.select([paid], None)).expressions[0]
    assert made.sql("duckdb") == 'LEAST("x", 6) * 14000000000'
    once = n.call("least", n.times(n.call("least", n.column("x"), n.number(1)), million), heavy)
    made = fewer_limits(n.select([n.call("least", n.times(once, n.number(2_000)), n.number(10**15))], None))
    assert made.expressions[0].sql("duckdb") == 'LEAST("x", 1) * 2000000000'


def _calculated(node: exp.Expr, x: int) -> int:
    query = n.select([node], n.part(n.select([n.named(n.cast(n.number(x), "HUGEINT"), "x")], None), "q"))
    [(found,)] = duckdb.execute(query.sql("duckdb")).fetchall()
    return int(found)


# ---- choices by texts

_CHOICES = """
WITH a AS (SELECT "x", "y",
  CAST(CASE WHEN "x" = 'p' THEN 1 ELSE 0 END AS BIGINT) AS r1 /* one */,
  CAST(CASE WHEN "x" IN ('p', 'q') THEN 20 WHEN "x" = 'p' THEN 7 ELSE 0 END AS BIGINT) AS r2 /* two */,
  CAST(CASE WHEN "y" = 'p' THEN 300 ELSE 0 END AS BIGINT) AS r3,
  CAST(CASE WHEN "x" = 'q' THEN -4000 ELSE 5 END AS BIGINT) AS r4,
  CAST(CASE WHEN "x" = 'q' THEN 60000 ELSE 0 END AS BIGINT) AS r5,
  CAST(CASE WHEN "y" = "x" THEN 700000 ELSE 0 END AS BIGINT) AS r6,
  CAST(CASE WHEN "x" = 's' THEN 8000000 ELSE 0 END AS BIGINT) AS r7
FROM t)
SELECT CAST(((r1 + r2) + (r3 + r4)) + (r6 + r7) AS BIGINT) AS total, r5 AS five FROM a
"""


def test_rules_that_choose_by_one_column_are_one() -> None:
    query = sqlglot.parse_one(_CHOICES, read="duckdb")
    assert isinstance(query, exp.Select)
    made = query.copy()
    assert isinstance(made, exp.Select)
    merged_choices(made)
    text = made.sql("duckdb")
    assert "one" in text
    assert "two" in text
    # Of another default, read beside the sum, and by two columns: as they were.
    assert [each.alias_or_name for each in made.ctes[0].this.expressions] == ["x", "y", "r1", "r3", "r4", "r5", "r6"]
    values = ("p", "q", "s", "", None)
    with duckdb.connect(":memory:") as connection:
        connection.execute("CREATE TABLE t (x VARCHAR, y VARCHAR)")
        connection.executemany("INSERT INTO t VALUES (?, ?)", [[x, y] for x in values for y in values])
        assert connection.execute(text).fetchall() == connection.execute(_CHOICES).fetchall()


# ---- tables by age


@pytest.mark.parametrize(
    "form",
    [model.Halve(DAY, 1), model.Halve(DAY, 30), model.Keep(DAY, 2, 800_000), model.LosePoints(DAY, 10, 1_000)],
    ids=lambda form: type(form).__name__,
)
def test_a_table_by_age_holds_each_weight(form: model.Halve) -> None:
    lowered = d.lower_decay(model.Decay(form, 0), 3_000)
    node = weight(lowered, n.column("age"), POSTGRES)
    made = tabulated(n.select([node], None)).expressions[0]
    tables = [each for each in made.find_all(exp.Literal) if each.is_string]
    if isinstance(form, model.LosePoints):
        assert not tables  # worked out from no entries
        return
    [table] = tables
    entries = [int(entry) for entry in table.this.strip("{}").split(",")]
    assert entries[-1] > 0
    assert entries == [d.weight(lowered, day * DAY) for day in range(len(entries))]
    assert d.weight(lowered, len(entries) * DAY) == 0
    assert f"< {len(entries)}" in made.sql("postgres")


# ---- counts that nobody reads


def _decaying(events: model.EventFilter, label: str) -> model.OccurrenceRule:
    return replace(rule(events, label, 1_000), decay=model.Decay(model.Halve(DAY, 3), 0))


def _counts(*rules: model.Entry) -> int:
    text = POSTGRES.print(queries(plan_of(*rules), POSTGRES, "tests")["rules_scores"])
    return text.count("COUNT(*) FILTER") + text.count("count(*) FILTER")


def test_an_event_that_a_wider_filter_counts_is_not_counted_again() -> None:
    a = replace(VIEWS, where=model.TextTest("starts", KEY, ("a",), False))
    wide, narrow = _decaying(within(VIEWS, 30), "wide"), _decaying(within(VIEWS, 7), "narrow")
    assert _counts(wide) == 1
    assert _counts(wide, narrow) == 1
    assert _counts(wide, _decaying(within(a, 30), "conditions")) == 1
    assert _counts(wide, _decaying(within(a, 31), "longer")) == 2
    assert _counts(wide, _decaying(within(MAILS, 7), "another kind")) == 2
    assert _counts(wide, rule(within(VIEWS, 7), "one that is paid by the count", 1)) == 2
    assert _counts(wide, _decaying(replace(within(VIEWS, 7), since=model.LastMoment(MAILS)), "since")) == 2


def test_only_engines_that_count_few_leave_counts_out() -> None:
    assert isinstance(POSTGRES, bounds.CountsFew)
    assert not isinstance(sqlglot, bounds.CountsFew)


# ---- on a server


@HAS_POSTGRES
@pytest.mark.parametrize("needle", ["%", "_", "\\", "a%", "\\%", "_\\", "'", "é_", "ab"])
def test_patterns_hold_their_texts_as_they_are(needle: str) -> None:
    engine = registry.opened("postgres")
    texts = ["", needle, f"x{needle}", f"{needle}x", f"x{needle}x", "x", "aXb", "ab", "a\\b", "%", "__", "\\\\", "éa"]
    for text in texts:
        asked = [
            made(n.cast(n.text(text), "VARCHAR"), n.text(needle))
            for made in (POSTGRES.contains, POSTGRES.starts, POSTGRES.ends)
        ]
        [row] = engine.execute(POSTGRES.print(n.select(asked, None))).fetchall()
        assert list(row) == [needle in text, text.startswith(needle), text.endswith(needle)]


@HAS_POSTGRES
def test_weights_and_few_counts_are_those_of_the_reference() -> None:
    a = replace(VIEWS, where=model.TextTest("starts", KEY, ("a",), False))
    plan = plan_of(
        _decaying(within(VIEWS, 30), "wide"),
        _decaying(within(VIEWS, 7), "narrow"),
        _decaying(within(a, 7), "conditions"),
        replace(rule(within(MAILS, 5), "mails", 5_000), max_points=11_000),
        replace(rule(within(MAILS, 9), "once", -400), latest=1),
    )
    chance = random.Random(5)
    leads = [
        lead(
            *[
                ago(chance.choice(("view", "mail")), chance.randint(-2, 62) * DAY // 2, chance.choice(("a", "b", None)))
                for _ in range(chance.randint(0, 30))
            ],
            key=f"{place}",
            made=AS_OF - 90 * DAY,
        )
        for place in range(60)
    ]
    found, _ = score_all_in(registry.opened("postgres"), plan, leads, AS_OF)
    assert found == [reference.score(plan, each, AS_OF) for each in leads]
