"""How often SQL goes over the events, what it asks of each, and which steps PostgreSQL computes as a whole."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import sqlglot
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import Event, Lead
from scoreline.compiler.sql.dialects.postgres_steps import shaped
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
        ("postgres", 50, 1),
        ("postgres", 51, 5),
        ("sqlite", 11, 5),
        ("duckdb", 999, 1),
        ("duckdb", 1_000, 5),
        ("clickhouse", 200, 1),
        ("clickhouse", 201, 5),
        ("spark", 100, 1),
        ("spark", 101, 5),
    ],
)
def test_few_features_are_counted_in_one_pass_and_many_by_kinds(dialect: str, features: int, passes: int) -> None:
    steps = [each.alias for each in _scores(_plan(features), dialect).find_all(exp.CTE)]
    assert sum(re.fullmatch(r"counted(_\d+)?", name) is not None for name in steps) == passes


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


def _kept(made: exp.Expr) -> dict[str, str]:
    """How each step is kept."""
    kinds = {True: "whole", False: "anew"}
    return {
        each.alias: kinds.get(each.args.get("materialized"), "fenced" if each.this.args.get("offset") else "open")
        for each in made.find_all(exp.CTE)
    }


@pytest.mark.parametrize(
    ("longest", "whole"),
    [
        (9, "c k l"),  # joined; read twice; no plain select
        (1, "b c k l r"),  # m reads what is whole, and is one step
        (0, "a b c j k l m r"),
    ],
)
def test_steps_that_one_step_alone_reads_become_a_part_of_it(longest: int, whole: str) -> None:
    kept = _kept(shaped(sqlglot.parse_one(CHAIN, read="postgres"), longest))
    assert {name for name, how in kept.items() if how == "whole"} == set(whole.split())
    assert "r" in whole or kept["r"] == "fenced"  # it is marked


def test_a_step_that_a_question_reads_is_computed_once() -> None:
    made = shaped(sqlglot.parse_one("WITH a AS (SELECT x FROM t) SELECT 1 FROM u WHERE x IN (SELECT x FROM a)"), 9)
    assert _kept(made) == {"a": "whole"}


@pytest.mark.parametrize(
    ("step", "reader", "how"),
    [
        ("SELECT x, y + 1 AS z FROM t", "SELECT z FROM a", "open"),
        ("SELECT x, y + 1 AS z FROM t", "SELECT z, z * z AS w FROM a", "open"),
        ("SELECT " + " + ".join("xyxy" * 5) + " AS z FROM t", "SELECT z * z AS w FROM a", "fenced"),
        ("SELECT chr(y) AS z FROM t", "SELECT z || z AS w FROM a", "fenced"),
        ("SELECT y + 1 AS z FROM t", "SELECT z FROM a WHERE z > 1", "fenced"),
        ("SELECT x AS z FROM t WHERE x > 1", "SELECT z FROM a WHERE z > 2", "open"),
        ("SELECT DISTINCT x AS z FROM t", "SELECT z FROM a", "fenced"),
        ("SELECT sum(x) AS z FROM t GROUP BY y", "SELECT z FROM a", "fenced"),
        ("SELECT max(x) OVER (PARTITION BY y) AS z FROM t", "SELECT z FROM a", "fenced"),
        ("SELECT " + " + ".join("xyxy") + " AS z FROM t", f"SELECT {' + '.join('z' * 20)} AS w FROM a", "fenced"),
        (
            "SELECT " + " + ".join("xyxy") + " AS z FROM t",
            f"SELECT {' + '.join('z' * 20)} AS w FROM a GROUP BY z",
            "open",
        ),
    ],
)
def test_a_fence_stands_where_a_column_would_be_worked_out_again(step: str, reader: str, how: str) -> None:
    text = f"WITH a AS ({step}), b AS ({reader}) SELECT * FROM b"
    statement = sqlglot.parse_one(text, read="postgres").transform(_called)
    assert _kept(shaped(statement, 9))["a"] == how


def _called(node: exp.Expr) -> exp.Expr:
    """Functions as the emitter makes them, whatever their name."""
    return exp.Anonymous(this=node.sql_name().lower(), expressions=[node.this]) if isinstance(node, exp.Chr) else node


@pytest.mark.parametrize("features", [10, 50])
def test_a_grouping_in_one_pass_can_be_shared_by_processes(features: int) -> None:
    """Nothing but the array of moments is worked out before it, in the grouping itself, and no fence is below it."""
    printed = DIALECTS["postgres"].print(_scores(_plan(features), "postgres"))
    steps = {each.alias: each.this for each in sqlglot.parse_one(printed, read="postgres").find_all(exp.CTE)}
    assert not any(steps[name].args.get("offset") for name in ("given", "occurrences", "matched"))
    assert steps["given"].find(exp.Array) is not None or "ARRAY(" in steps["given"].sql("postgres").upper()
    assert "OFFSET '0'" in printed  # a number would be converted first


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
