"""What is worked out before a join, in which units, and for how many moments: texts and numbers worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import duckdb
import pytest
from scoreline.compiler import reference
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import Lead
from scoreline.compiler.sql import chains, emit
from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.clickhouse_moments import of_one_moment
from scoreline.compiler.sql.dialects.clickhouse_scales import in_units
from scoreline.compiler.sql.dialects.joined import before_joins
from scoreline.compiler.sql.read_back import results
from scoreline.compiler.sql.steps import Steps
from scoreline.dsl import model
from sqlglot import exp
from support.event_rules import AS_OF, DAY, MAILS, TEXT, VIEWS, ago, lead, pays, plan_of, rule, within

PRINT = {"normalize_functions": False}
A, B = (n.call("coalesce", n.column(name, "counted"), n.number(0)) for name in "ab")
AGE = n.column("age", "leads")


def joined(*columns: n.Node, side: str = "left") -> str:
    """Leads joined with a step of the columns k, a and b, once what can be is worked out before that."""
    steps = Steps()
    steps.add("counted", n.select([n.column(name) for name in "kab"], n.table(["events"])))
    query = n.select([n.named(column, f"c{place}") for place, column in enumerate(columns)], n.table(["leads"]))
    same = n.equal(n.column("k", "counted"), n.column("k", "leads"))
    query.join(n.table(["counted"]), on=same, join_type=side, copy=False)
    made = steps.query(query)
    assert isinstance(made, exp.Select)
    return before_joins(made).sql(**PRINT).partition('FROM "events"), ')[2]


class TestBeforeJoins:
    def test_terms_that_only_read_the_step_become_one(self) -> None:
        terms = [n.times(A, n.number(3)), AGE, n.call("least", B, n.number(7))]
        assert joined(n.cast(chains.total(terms), "BIGINT")) == (
            '"counted_paid" AS (SELECT "k", CAST(coalesce("a", 0) * 3 + least(coalesce("b", 0), 7) AS BIGINT)'
            ' AS "paid_1" FROM "counted") SELECT CAST("leads"."age" + coalesce("counted_paid"."paid_1", 0) AS BIGINT)'
            ' AS "c0" FROM "leads" LEFT JOIN "counted_paid" ON "counted_paid"."k" = "leads"."k"'
        )

    def test_without_a_row_it_is_what_it_is_of_nothing(self) -> None:
        few = n.all_of(n.compare(exp.LT, A, n.number(2)), n.equal(B, n.number(0)))
        paid = n.when((n.compare(exp.GTE, n.call("greatest", A, B), n.number(1)), n.number(4)), otherwise=n.number(-6))
        found = joined(few, n.minus(paid, n.number(1)))
        assert 'coalesce("counted_paid"."paid_1", TRUE) AS "c0"' not in found  # two columns, and two in their place
        found = joined(n.any_of(few, n.compare(exp.GT, paid, n.number(0))))
        assert 'coalesce("counted_paid"."paid_1", TRUE)' in found
        found = joined(n.minus(n.when((n.equal(A, B), n.number(4)), otherwise=n.number(1)), n.number(9)))
        assert 'coalesce("counted_paid"."paid_1", -5)' in found

    @pytest.mark.parametrize(
        "column",
        [
            n.plus(n.column("a", "counted"), n.column("b", "counted")),  # NULL, or not known
            n.when((n.column("a", "counted"), n.number(1)), (n.column("b", "counted"), n.number(2))),
            n.call("unheardOf", A, B),
        ],
        ids=["columns", "conditions", "function"],
    )
    def test_what_may_be_null_stays(self, column: n.Node) -> None:
        assert "paid" not in joined(column)

    def test_as_many_columns_stay(self) -> None:
        assert "paid" not in joined(n.times(A, n.number(2)), n.times(B, n.number(2)))

    def test_other_joins_stay(self) -> None:
        assert "paid" not in joined(n.times(n.plus(A, B), n.number(2)), side="inner")


def _least(node: n.Node, limit: int) -> n.Node:
    return n.call("least", node, n.number(limit))


X, Y = n.column("x"), n.column("y")


class TestUnits:
    def written(self, *terms: n.Node) -> str:
        return in_units(n.cast(chains.total(terms), "BIGINT")).sql(**PRINT)

    def test_of_all_terms(self) -> None:
        paid = n.when((n.is_null(Y), n.number(-8_000)), otherwise=n.number(0))
        limited = _least(n.times(_least(n.times(X, n.number(1_000)), 50_000), n.number(6)), 36_000)
        assert self.written(limited, paid) == (
            'CAST((least("x", 6) * 3 + CASE WHEN "y" IS NULL THEN -4 ELSE 0 END) * 2000 AS BIGINT)'
        )

    def test_of_a_term_alone_the_limits_become_one(self) -> None:
        limited = _least(n.times(_least(n.times(X, n.number(1_000)), 50_000), n.number(-6)), 36_000)
        assert self.written(_least(n.times(_least(X, 9), n.number(5)), 40)) == 'CAST(least("x", 8) * 5 AS BIGINT)'
        assert self.written(limited) == ('CAST(least(least("x" * 1000, 50000) * -6, 36000) AS BIGINT)')

    def test_a_term_that_may_be_any_number_stays_beside(self) -> None:
        assert self.written(n.times(X, n.number(10)), Y) == 'CAST("y" + "x" * 10 AS BIGINT)'

    def test_the_same_numbers(self) -> None:
        """Limits above, below and between multiples, of numbers that rise and fall."""
        columns, expected = [], []
        for most, by, limit in product((-3, 0, 7, 40), (6, -4), (-30, -24, 0, 24, 25, 42)):
            inner = n.times(_least(X, most), n.number(by))
            for function in ("least", "greatest"):
                total = n.cast(
                    chains.total([n.call(function, inner, n.number(limit)), n.times(Y, n.number(2))]), "BIGINT"
                )
                columns.append(n.named(in_units(total), f"c{len(columns)}"))
                expected.append((most, by, limit, min if function == "least" else max))
        query = n.select([X, Y, *columns], n.table(["numbers"])).sql("duckdb")
        with duckdb.connect() as connection:
            connection.execute("CREATE TABLE numbers AS SELECT range - 10 AS x, 5 AS y FROM range(60)")
            for x, y, *found in connection.execute(query).fetchall():
                assert found == [either(min(x, most) * by, limit) + 2 * y for most, by, limit, either in expected]


class TestMoments:
    def read(self, *columns: str) -> str:
        steps = Steps()
        steps.add("moments", n.select([n.column(each) for each in ("as_of", "today")], n.table(["given"])))
        read = [n.column("k", "events"), *(n.column(each, "moments") for each in columns)]
        late = n.compare(exp.LTE, n.column("at", "events"), n.column("as_of", "moments"))
        query = n.select(read, n.table(["events"]), late).join(n.table(["moments"]), join_type="cross")
        steps.add("seen", query)
        keys = [n.column("k"), n.column("as_of")]
        last = n.select([*keys, n.named(n.call("count", n.star()), "c")], n.table(["seen"]))
        made = steps.query(last.group_by(*(n.own(key) for key in keys)))
        assert isinstance(made, exp.Select)
        return of_one_moment(made).sql(**PRINT)

    def test_a_relation_has_the_moments_itself(self) -> None:
        every = '(SELECT groupUniqArray("as_of") FROM "moments")'
        moment = f"if(length({every}) = 1, arrayElement({every}, 1), "
        found = self.read("as_of")
        assert "CROSS JOIN" not in found
        assert (
            f'FROM (SELECT "k", "at", {moment}arrayJoin({every})) AS "as_of" FROM "events"'
            f' WHERE "at" <= arrayMax({every})) AS "events" WHERE "events"."at" <= "events"."as_of"'
        ) in found
        assert found.endswith(f'GROUP BY "k", {moment}"as_of")')
        assert f'{moment}"as_of") AS "as_of", count(*) AS "c"' in found

    def test_more_than_the_moment_stays_a_join(self) -> None:
        found = self.read("as_of", "today")
        assert "CROSS JOIN" in found and "groupUniqArray" not in found


COMPANY = model.LeadValue("company", TEXT)


def _plan() -> Plan:
    """Rules on an attribute, on events, and on both."""
    attribute = [
        replace(pays(model.TextTest("starts", COMPANY, (start,), False), f"starts {start}"), points=points)
        for start, points in (("a", 1_500), ("b", -2_000), ("ab", 250))
    ]
    events = [
        rule(within(VIEWS, 7), "views", 2_000),
        replace(rule(within(MAILS, 3), "mails", 5_000), max_points=12_500),
        replace(rule(within(VIEWS, 2), "once", -400), latest=1),
        replace(rule(within(MAILS, 20), "fading"), decay=model.Decay(model.Halve(DAY, 2), 0)),
        replace(rule(within(VIEWS, 30), "less", -3_000), max_points=7_000),
        pays(model.Quiet(within(VIEWS, 4)), "quiet"),
        pays(model.Happened(within(MAILS, 30), 3), "often"),
    ]
    return plan_of(*attribute, *events)


def _leads() -> list[Lead]:
    made = AS_OF - 60 * DAY
    found = [lead(key="none", made=made, company="abc"), lead(key="nothing", company="b")]
    for place in range(40):
        events = [
            ago("view" if (place + step) % 3 else "mail", step * 30_011 * (place % 7)) for step in range(place % 9)
        ]
        found.append(lead(*events, key=f"{place}", made=made, company="aba"[place % 3 :]))
    return found


def test_such_steps_are_what_the_engines_read() -> None:
    for engine in ("clickhouse", "spark"):
        found = {each.name: each.sql for each in emit(_plan(), engine, compiled_by="tests").statements}
        assert "counted_paid" in found["rules_scores"] and "by_attributes" in found["rules_scores"], engine
        assert "counted_paid" not in found["rules_contributions"], engine


@pytest.mark.parametrize("moments", [(), (AS_OF,), (AS_OF, AS_OF - 5 * DAY, AS_OF + DAY)], ids=len)
def test_any_number_of_moments(moments: Sequence[int], clickhouse: Any) -> None:
    from support.engines.engine import prepare

    plan, leads = _plan(), _leads()
    prepare(clickhouse, plan, leads, moments, ())
    ((rows,),) = clickhouse.execute('SELECT CAST(count() AS Int64) FROM "rules_scores"').fetchall()
    assert rows == len(moments) * len(leads)
    for as_of in moments:
        found = {each.lead: each for each in results(clickhouse, plan, as_of, clickhouse.dialect)}
        assert [found[each.key] for each in leads] == [reference.score(plan, each, as_of) for each in leads]
