"""How often SQL goes over the events, what it asks of each, and which steps PostgreSQL computes as a whole."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlglot
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import Event, Lead
from scoreline.compiler.sql.dialects.lowering import inlined_chains
from scoreline.compiler.sql.emit import DIALECTS, queries
from scoreline.dsl import model
from sqlglot import exp
from support.backends import BACKENDS
from support.engines import registry
from support.engines.engine import prepare
from support.sized_rulesets import DAY, KINDS, SPAN, event_rules, sized, when_rules

AS_OF = 1_768_467_600
HAS_POSTGRES = pytest.mark.skipif("postgres" not in registry.wanted(), reason="SCORELINE_ENGINES does not name it")


def _plan(count: int, kinds: int = len(KINDS)) -> Plan:
    """Rule i pays i + 1 thousandths for each event of a kind in i + 1 days: as many features."""
    rules: list[model.Entry] = [
        model.OccurrenceRule(
            label=f"event {i}",
            points=i + 1,
            events=model.EventFilter((KINDS[i % kinds],), None, (i + 1) * DAY),
            once_per=None,
            latest=None,
            decay=None,
            max_points=None,
            unless=None,
            span=SPAN,
        )
        for i in range(count)
    ]
    return lower(sized(rules))


def _scores(plan: Plan, dialect: str) -> exp.Query:
    return queries(plan, DIALECTS[dialect], "tests")["sized_scores"]


@pytest.mark.parametrize(
    ("dialect", "features", "passes"),
    [
        ("postgres", 10, 1),
        ("postgres", 11, 5),
        ("sqlite", 11, 5),
        ("duckdb", 50, 1),
        ("duckdb", 51, 5),
        ("clickhouse", 200, 1),
        ("clickhouse", 201, 5),
        ("spark", 100, 1),
        ("spark", 101, 5),
    ],
)
def test_few_features_are_counted_in_one_pass_and_many_by_kinds(dialect: str, features: int, passes: int) -> None:
    steps = [each.alias for each in _scores(_plan(features), dialect).find_all(exp.CTE)]
    assert sum(name.startswith("counted") for name in steps) == passes


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "clickhouse", "spark"])
def test_kinds_are_asked_for_where_rules_do_not_read_all(dialect: str) -> None:
    assert _tested_kinds(_scores(_plan(8, kinds=4), dialect)) == set(KINDS[:4])
    assert _tested_kinds(_scores(_plan(10), dialect)) == set()


def _tested_kinds(query: exp.Query) -> set[str]:
    """Those in lists of kinds."""
    lists = [each for each in query.find_all(exp.In) if each.this.name == "event"]
    return {text.name for each in lists for text in each.expressions}


@pytest.mark.parametrize("name", ["duckdb", *registry.wanted()])
@pytest.mark.parametrize("kinds", [1, 4, 5])
def test_events_of_other_kinds_count_nowhere(name: str, kinds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    registry.register([name] if name in registry.wanted() else [], monkeypatch)
    events = tuple(Event(kind, AS_OF - number * DAY, {}) for kind in KINDS for number in range(2))
    [result] = BACKENDS[name](_plan(kinds, kinds=kinds), [Lead("1", {"id": "1", "n": 1}, events)], AS_OF)
    # Each rule sees both events of its kind, but the first only that of this moment: 1 + 2 × (2 + … + kinds)
    # thousandths are 1, 19, 29: 0.00, 0.02, 0.03.
    assert result.scores == (("fit", {1: 0, 4: 20, 5: 30}[kinds]),)


CHAIN = """
WITH a AS (SELECT x FROM t), b AS (SELECT x, x + 1 AS y FROM a), c AS (SELECT sum(y) AS z FROM b),
j AS (SELECT c.z FROM c JOIN t ON t.x = c.z), k AS (SELECT z FROM j), l AS (SELECT z FROM k UNION ALL SELECT z FROM k),
m AS (SELECT z FROM l), r AS MATERIALIZED (SELECT z FROM m)
SELECT * FROM r WHERE z IN (SELECT x FROM u)
"""


@pytest.mark.parametrize(
    ("longest", "whole"),
    [
        (9, "c k l r"),  # joined; read twice; no plain select; marked
        (1, "b c k l r"),  # m reads what is whole, and is one step
        (0, "a b c j k l m r"),
    ],
)
def test_steps_that_one_step_alone_reads_become_a_part_of_it(longest: int, whole: str) -> None:
    made = inlined_chains(sqlglot.parse_one(CHAIN, read="postgres"), longest)
    steps = list(made.find_all(exp.CTE))
    assert {each.alias for each in steps if each.args.get("materialized")} == set(whole.split())
    assert {each.alias for each in steps if each.this.args.get("offset")} == set("abcjklmr") - set(whole.split())


def test_a_small_step_is_computed_by_each_of_its_readers() -> None:
    made = inlined_chains(sqlglot.parse_one(CHAIN, read="postgres"), 9, frozenset("k"))
    steps = {each.alias: each for each in made.find_all(exp.CTE)}
    assert [name for name, each in steps.items() if each.args.get("materialized") is False] == ["k"]
    assert [name for name, each in steps.items() if each.this.args.get("offset")] == [*"abjkm"]


def test_a_step_that_a_question_reads_is_computed_once() -> None:
    made = inlined_chains(
        sqlglot.parse_one("WITH a AS (SELECT x FROM t) SELECT 1 FROM u WHERE x IN (SELECT x FROM a)"), 9
    )
    assert [each.args.get("materialized") for each in made.find_all(exp.CTE)] == [True]


@HAS_POSTGRES
def test_postgresql_works_out_no_expression_twice() -> None:
    """The plan has the points of each rule once, though the score mentions their sum three times."""
    rules = sized([*when_rules(300), *event_rules(30)])
    rules = replace(rules, scores=(replace(rules.scores[0], low=-1_000_000_000),))
    engine = registry.opened("postgres")
    prepare(engine, lower(rules), [Lead("1", {"id": "1", "n": 7}, ())], [AS_OF], ())
    [(said,)] = engine.execute("EXPLAIN (VERBOSE, FORMAT json) SELECT * FROM sized_scores").fetchall()
    text = str(said)
    # Rule 250 pays 251 thousandths, in billionths of a point.
    assert text.count("251000000") == 1
