"""ClickHouse's steps once they are merged, and what is done to each event; texts and numbers are worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from scoreline.compiler import plan as p
from scoreline.compiler.sql import chains, decays
from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.clickhouse import CLICKHOUSE
from scoreline.compiler.sql.dialects.clickhouse_events import bounded, tabulated
from scoreline.compiler.sql.dialects.clickhouse_steps import few_steps
from scoreline.compiler.sql.dialects.clickhouse_terms import fewer_functions
from scoreline.compiler.sql.steps import Steps
from sqlglot import exp

PRINT = {"normalize_functions": False}
X, Y = n.column("x"), n.column("y")


def begun() -> Steps:
    """A step `a` with the columns k and x of a table, and a step `b` with y = x + 1 besides."""
    steps = Steps()
    steps.add("a", n.select([n.column("k"), X], n.table(["raw"])))
    steps.extend("b", [n.named(n.plus(X, n.number(1)), "y")])
    return steps


def merged(steps: Steps, *columns: n.Node) -> str:
    """What is made of the steps, and of a query of these columns or of all."""
    return few_steps(steps.query(n.select(columns or [n.star()], n.table([steps.last])))).sql(**PRINT)


class TestMerged:
    def test_steps_that_only_add_columns(self) -> None:
        steps = begun()
        steps.extend("c", [n.named(n.times(Y, n.number(2)), "z")])
        assert merged(steps) == 'SELECT "k" AS "k", "x" AS "x", "x" + 1 AS "y", ("x" + 1) * 2 AS "z" FROM "raw"'

    def test_what_nobody_reads_is_left_out(self) -> None:
        assert merged(begun(), Y) == 'SELECT "x" + 1 AS "y" FROM "raw"'

    def test_comments_move_along(self) -> None:
        steps = begun()
        steps.extend("c", [chains.commented(n.named(n.times(Y, n.number(2)), "z"), "Rule")])
        steps.extend("d", [n.named(n.negative(n.column("z")), "w")])
        assert merged(steps, n.column("w")) == 'SELECT -(("x" + 1) * 2) /* Rule */ AS "w" FROM "raw"'

    def test_joins_and_conditions_below_stay(self) -> None:
        steps = Steps()
        there = n.select([n.named(n.column("x", "a"), "x")], n.table(["a"]), n.is_known(n.column("x", "a")))
        steps.add("both", there.join(n.table(["b"]), join_type="cross", copy=False))
        steps.extend("c", [n.named(n.negative(X), "y")])
        assert merged(steps, Y) == 'SELECT -"a"."x" AS "y" FROM "a" CROSS JOIN "b" WHERE "a"."x" IS NOT NULL'

    def test_columns_of_the_same_name_are_those_of_the_sources(self) -> None:
        steps = begun()
        steps.add("c", n.select([n.named(n.negative(Y), "x"), n.named(X, "y")], n.table(["b"])))
        assert merged(steps) == 'SELECT -("x" + 1) AS "x", "x" AS "y" FROM "raw"'


class TestApart:
    def test_a_step_that_two_read(self) -> None:
        steps = begun()
        steps.extend("c", [n.named(n.negative(Y), "z")])
        most = exp.Subquery(this=n.select([n.call("max", Y)], n.table(["b"])))
        steps.add("d", n.select([n.column("z")], n.table(["c"]), n.compare(exp.LT, X, most)))
        below, above = merged(steps).split(', "c" AS ')
        assert below.endswith('"b" AS (SELECT "x" AS "x", "x" + 1 AS "y" FROM "raw")')
        assert above.startswith('(SELECT "x", -"y" AS "z" FROM "b")')

    @pytest.mark.parametrize(
        "added",
        [
            n.over("row_number", by=[n.column("k")]),
            n.call("arrayJoin", X),
            n.call("unheardOf", X),
            exp.Anonymous(
                this="arrayMap", expressions=[exp.Lambda(this=X.copy(), expressions=[exp.to_identifier("x")])]
            ),
        ],
        ids=["window", "rows", "unknown", "lambda"],
    )
    @pytest.mark.parametrize("above", [False, True])
    def test_what_is_not_worked_out_of_one_row(self, added: n.Node, above: bool) -> None:
        steps = Steps()
        steps.add("a", n.select([n.column("k"), X], n.table(["raw"])))
        first, second = (n.negative(X), added) if above else (added, n.negative(X))
        steps.extend("b", [n.named(first, "y")])
        steps.extend("c", [n.named(second, "z")])
        assert '"b" AS (' in merged(steps)

    def test_groups_and_distinct_rows(self) -> None:
        for below in (n.select([X], n.table(["raw"])).distinct(), n.select([X], n.table(["raw"])).group_by(X)):
            steps = Steps()
            steps.add("a", below)
            steps.extend("b", [n.named(n.negative(X), "y")])
            assert merged(steps, Y).endswith('SELECT -"x" AS "y" FROM "a"')

    def test_conditions_above(self) -> None:
        steps = begun()
        steps.add("c", n.select([n.star()], n.table(["b"]), n.is_known(Y)))
        assert merged(steps).endswith('FROM "b" WHERE "y" IS NOT NULL')

    def test_columns_that_are_worked_out_first(self) -> None:
        steps = Steps()
        steps.add("a", n.select([X], n.table(["raw"])))
        steps.add("b", n.select([n.star(), n.step_column(n.negative(X), "y")], n.table(["a"])))
        steps.extend("c", [n.named(n.negative(Y), "z")])
        assert merged(steps).endswith('-"y" AS "z" FROM "b"')

    def test_what_would_grow(self) -> None:
        """A column of 40 additions: 81 nodes, read twice 81 more than once, four times 243."""
        for times, apart in ((2, False), (4, True)):
            steps = Steps()
            steps.add("a", n.select([X], n.table(["raw"])))
            steps.extend("b", [n.named(chains.total([X] * 41), "y")])
            steps.extend("c", [n.named(chains.total([Y] * times), "z")])
            assert merged(steps, n.column("z")).startswith("WITH") == apart

    def test_stars_over_a_table_that_nobody_knows(self) -> None:
        steps = Steps()
        steps.add("a", n.select([n.star()], n.table(["raw"])))
        steps.extend("b", [n.named(n.number(1), "y")])
        assert merged(steps).endswith('SELECT * FROM "b"')

    def test_stars_where_all_is_passed_on(self) -> None:
        steps = Steps()
        steps.add("a", n.select([X, Y], n.table(["raw"])).distinct())
        steps.extend("b", [n.named(n.over("row_number", by=[X]), "z")])
        assert merged(steps, X, Y, n.column("z")).endswith(
            '(SELECT *, row_number() OVER (PARTITION BY "x") AS "z" FROM "a") SELECT * FROM "b"'
        )


def said(node: n.Node) -> str:
    return node.sql(**PRINT)


HALVED = decays.weight(p.HalfLife(1, 2, (1_000_000, 707_107), 0), X, CLICKHOUSE)
STEPWISE = decays.weight(p.Steps(1, 3, (100, 50), 0), X, CLICKHOUSE)


class TestTables:
    def entries(self, node: n.Node) -> list[int]:
        """Those of the table, of which the entry behind x is taken."""
        (call,) = tabulated(n.select([node], None)).expressions
        assert call.name == "arrayElement" and said(call.expressions[1]) == '"x" + 1'
        return [int(entry) for entry in call.expressions[0].this.this.strip("[]").split(",")]

    def test_half_lives(self) -> None:
        # After k halvings (2 × start + 2^k) / 2^(k + 1); after 21 of them nothing is left.
        found = self.entries(HALVED)
        assert found[:6] == [1_000_000, 707_107, 500_000, 353_554, 250_000, 176_777] and len(found) == 42
        assert found[-2:] == [1, 1]  # (2,000,000 + 2^20) / 2^21 and (1,414,214 + 2^20) / 2^21

    def test_steps(self) -> None:
        assert self.entries(STEPWISE) == [100, 100, 100, 50, 50, 50]

    @pytest.mark.parametrize(
        "node",
        [
            n.when((n.compare(exp.LT, X, n.number(3)), n.number(1)), otherwise=n.number(0)),  # no table
            n.when((n.compare(exp.LT, X, n.number(3)), CLICKHOUSE.entry((1, 2, 3), X)), otherwise=n.number(1)),
            n.when((n.compare(exp.LT, X, n.number(3)), CLICKHOUSE.entry((1, 2, 3), X))),
            n.when((n.compare(exp.LTE, X, n.number(2)), CLICKHOUSE.entry((1, 2, 3), X)), otherwise=n.number(0)),
            n.when((n.compare(exp.LT, X, n.number(3)), CLICKHOUSE.entry((1, 2, 3), Y)), otherwise=n.number(0)),
            n.when((n.compare(exp.LT, X, n.number(4)), CLICKHOUSE.entry((1, 2, 3), X)), otherwise=n.number(0)),
            decays.weight(p.Steps(1, 501, (100, 50), 0), X, CLICKHOUSE),  # 1,002 entries
        ],
    )
    def test_anything_else_stays(self, node: n.Node) -> None:
        assert said(tabulated(n.select([node.copy()], None))) == said(n.select([node], None))


def read(*conditions: n.Node, kind: str = "cross") -> str:
    """The conditions of a query of `t`, joined with a step `m` that has a column `now`."""
    query = n.select([n.column("x", "e")], n.named_table("t", "e")).where(*conditions)
    same = None if kind == "cross" else n.equal(n.column("k", "e"), n.column("k", "m"))
    query = query.join(n.table(["m"]), join_type=kind, on=same)
    step = n.select([n.column("now")], n.table(["moments"]))
    found = bounded(query.with_(exp.to_identifier("m", quoted=True), as_=step))
    return found.args["where"].this.sql(**PRINT)


class TestBounds:
    AT, NOW = n.column("at", "e"), n.column("now", "m")

    def test_of_both_ends(self) -> None:
        within = n.compare(exp.LTE, self.AT, self.NOW), n.compare(exp.GT, self.AT, n.minus(self.NOW, n.number(60)))
        assert read(*within) == (
            '"e"."at" <= (SELECT max("now") FROM "m") AND "e"."at" > (SELECT min("now") FROM "m") - 60'
            ' AND "e"."at" <= "m"."now" AND "e"."at" > "m"."now" - 60'
        )

    @pytest.mark.parametrize(
        "condition",
        [
            n.equal(AT, NOW),
            n.compare(exp.LT, n.column("at", "m"), NOW),
            n.compare(exp.LT, AT, n.column("now", "e")),
            n.compare(exp.LT, AT, n.plus(NOW, n.number(60))),
            n.any_of(n.compare(exp.LT, AT, NOW), n.is_null(AT)),
        ],
    )
    def test_anything_else_stays(self, condition: n.Node) -> None:
        assert read(condition) == said(condition)

    def test_other_joins_stay(self) -> None:
        condition = n.compare(exp.LT, self.AT, self.NOW)
        assert read(condition, kind="left") == said(condition)


class TestTerms:
    def known(self, name: str) -> n.Node:
        return n.call("coalesce", n.column(name), n.number(0))

    def written(self, node: n.Node) -> str:
        return said(fewer_functions(n.select([node], None)).expressions[0])

    def test_several_numbers_above_one_limit(self) -> None:
        tests = [n.compare(exp.GT, self.known(name), n.number(5)) for name in "abc"]
        zeros = ", ".join(f'coalesce("{name}", 0)' for name in "abc")
        assert self.written(chains.any_of(tests)) == f"greatest({zeros}) > 5"
        assert self.written(chains.any_of([*tests, n.compare(exp.GT, X, n.number(5))])).endswith('OR "x" > 5')
        assert " OR " in self.written(chains.any_of([*tests, n.compare(exp.GT, self.known("d"), n.number(6))]))
        assert " OR " in self.written(chains.any_of([*tests, n.compare(exp.GTE, self.known("d"), n.number(5))]))

    def test_casts_of_what_is_added_up(self) -> None:
        points = n.when((n.is_null(X), n.negative(n.number(5))), otherwise=n.number(0))
        paid = n.call("least", X, n.number(7))
        terms = [n.cast(points, "BIGINT"), n.cast(paid, "BIGINT"), n.cast(X, "BIGINT")]
        assert self.written(n.cast(chains.total(terms), "BIGINT")) == (
            'CAST(CASE WHEN "x" IS NULL THEN -5 ELSE 0 END + LEAST("x", 7) + CAST("x" AS BIGINT) AS BIGINT)'
        ).replace("LEAST", "least")
        assert self.written(chains.total(terms)).count("CAST") == 3


class TestEngine:
    def test_entries_of_tables_at_their_ends_and_beyond(self, clickhouse: Any) -> None:
        ages = [0, 1, 41, 42, 1_000_000]
        source = n.values("ages", ("x",), [[n.number(age)] for age in ages])
        query = n.select([X, n.named(HALVED, "halved"), n.named(STEPWISE, "stepwise")], source)
        for statement in CLICKHOUSE.view("weights", query):
            clickhouse.execute(CLICKHOUSE.print(statement))
        found = clickhouse.execute('SELECT halved, stepwise FROM "weights" ORDER BY x').fetchall()
        assert found == [(1_000_000, 100), (707_107, 100), (1, 0), (0, 0), (0, 0)]

    def test_sums_that_are_cast_keep_their_lowest_bits(self, clickhouse: Any) -> None:
        # 2^63 - 1 twice and 5: 2^64 + 3.
        source = n.values("large", ("x",), [[n.number(2**63 - 1)], [n.number(2**63 - 1)], [n.number(5)]])
        summed = n.call("sum", X)
        wide = n.call("greatest", summed, n.number(0))
        columns = [n.named(n.cast(summed, "BIGINT"), "low"), n.named(n.cast(wide, "VARCHAR"), "whole")]
        for statement in CLICKHOUSE.view("summed", n.select(columns, source)):
            clickhouse.execute(CLICKHOUSE.print(statement))
        ((low, every),) = clickhouse.execute('SELECT * FROM "summed"').fetchall()
        assert (low, int(every)) == (3, 2**64 + 3)
