"""ClickHouse's views: trees and texts by hand, and what an engine inside the process says to them."""

from __future__ import annotations

import random
import struct
from typing import Any

from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql import windows
from scoreline.compiler.sql.dialects import calendar
from scoreline.compiler.sql.dialects.clickhouse import CLICKHOUSE
from scoreline.compiler.sql.dialects.duckdb import DUCKDB
from scoreline.compiler.sql.dialects.lowering import rewritten
from scoreline.compiler.sql.dialects.stars import expand_stars
from sqlglot import exp

PRINT = {"normalize_functions": False}


def expanded(query: exp.Expr) -> str:
    return expand_stars(query).sql(**PRINT)


def joined(columns: list[n.Node]) -> exp.Select:
    """Two steps, `a` with the columns k and v, and `b` with k and w, and a join of them."""
    query = n.select(columns, n.table(["a"]))
    query.join(n.table(["b"]), on=n.equal(n.column("k", "a"), n.column("k", "b")), copy=False)
    for name, second in (("a", "v"), ("b", "w")):
        step = n.select([n.column("k"), n.named(n.number(1), second)], n.table(["t"]))
        query = query.with_(exp.to_identifier(name, quoted=True), as_=step, copy=False)
    return query


class TestStars:
    STEPS = 'WITH "a" AS (SELECT "k", 1 AS "v" FROM "t"), "b" AS (SELECT "k", 1 AS "w" FROM "t") '
    JOIN = ' FROM "a" JOIN "b" ON "a"."k" = "b"."k"'

    def test_of_one_source_in_a_join(self) -> None:
        listed = '"a"."k" AS "k", "a"."v" AS "v", "b"."w" AS "w"'
        assert expanded(joined([n.all_columns("a"), n.column("w", "b")])) == f"{self.STEPS}SELECT {listed}{self.JOIN}"

    def test_of_all_sources_in_a_join(self) -> None:
        listed = '"a"."k" AS "k", "a"."v" AS "v", "b"."k" AS "k", "b"."w" AS "w"'
        assert expanded(joined([n.star()])) == f"{self.STEPS}SELECT {listed}{self.JOIN}"

    def test_over_one_source_stays(self) -> None:
        query = n.select([n.star(), n.named(n.number(1), "one")], n.table(["t"]))
        assert expanded(query) == 'SELECT *, 1 AS "one" FROM "t"'

    def test_of_an_unknown_table_stays(self) -> None:
        query = n.select([n.all_columns("t")], n.table(["t"])).join(n.table(["u"]), join_type="cross")
        assert expanded(query) == 'SELECT "t".* FROM "t" CROSS JOIN "u"'

    def test_of_literals_and_of_a_step_that_adds_a_column(self) -> None:
        texts = n.values("texts", ("x", "y"), [[n.number(1), n.number(2)]])
        query = n.select([n.all_columns("more")], n.table(["more"])).join(n.table(["u"]), join_type="cross")
        step = n.select([n.star(), n.named(n.number(3), "z")], texts)
        found = expanded(query.with_(exp.to_identifier("more", quoted=True), as_=step))
        assert found.endswith(
            'SELECT "more"."x" AS "x", "more"."y" AS "y", "more"."z" AS "z" FROM "more" CROSS JOIN "u"'
        )

    def test_inside_a_view(self) -> None:
        (view,) = CLICKHOUSE.view("v", joined([n.all_columns("b")]))
        assert 'SELECT "b"."k" AS "k", "b"."w" AS "w" FROM' in expanded(view)


class TestPrint:
    def said(self, node: n.Node) -> str:
        return CLICKHOUSE.print(n.select([node], None)).split("\nSETTINGS")[0].removeprefix("SELECT\n  ")

    def test_divisions_never_fail(self) -> None:
        assert self.said(n.quotient(n.column("a"), n.column("b"))) == 'intDivOrZero("a", "b")'

    def test_counts_are_signed(self) -> None:
        assert self.said(n.call("count", n.star())) == "CAST(count(*) AS Int64)"
        place = windows.row_number([n.column("a")], windows.ascending(n.column("b")))
        assert self.said(place).startswith("CAST(row_number() OVER (")

    def test_large_numbers_are_signed(self) -> None:
        assert self.said(n.number(2**31 - 1)) == "2147483647"
        assert self.said(n.number(-(2**31))) == "-toInt64(2147483648)"

    def test_sums_are_wide(self) -> None:
        assert self.said(n.call("sum", n.column("a"))) == 'sum(toInt128("a"))'

    def test_rows_of_literals(self) -> None:
        rows = n.values("t", ("a", "b"), [[n.number(1), n.text("x")], [n.number(2), n.text("y")]])
        printed = " ".join(CLICKHOUSE.print(n.select([n.star()], rows)).split())
        assert "arrayJoin([(1, 'x'), (2, 'y')]) AS \"row\"" in printed
        assert 'CAST(tupleElement("row", 2) AS Nullable(String)) AS "b"' in printed

    def test_names_of_tables_are_cut_where_their_file_would_be_too_long(self) -> None:
        assert CLICKHOUSE.print(n.table(["a" * 150])) == f'"{"a" * 150}"'
        cut = CLICKHOUSE.print(n.table(["ü" * 30]))  # 30 letters, 60 bytes, 180 characters of the file's name
        assert cut.startswith('"' + "ü" * 20 + "_") and len(cut) == 2 + 20 + 1 + 8

    def test_columns_keep_their_names(self) -> None:
        assert CLICKHOUSE.print(n.column("ü" * 200)) == f'"{"ü" * 200}"'


def test_months_of_days_of_all_centuries() -> None:
    import duckdb

    day = n.column("d")
    tests = [n.equal(calendar.month(day), DUCKDB.month(day))]
    tests += [n.equal(calendar.months_before(day, m), DUCKDB.months_before(day, m)) for m in (1, 11, 12, 25)]
    unlike = n.select([n.call("count", n.star())], n.table(["days"]), n.negated(n.all_of(*tests)))
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE days AS SELECT range AS d FROM range(-25567, 120000)")  # 1900 to 2298
        assert connection.execute(DUCKDB.print(unlike)).fetchall() == [(0,)]


def values(clickhouse: Any, *nodes: n.Node) -> list[Any]:
    """What the nodes are, read from a view."""
    query = n.select([n.named(node, f"c{i}") for i, node in enumerate(nodes)], None)
    for statement in CLICKHOUSE.view("answers", query):
        clickhouse.execute(CLICKHOUSE.print(statement))
    return list(clickhouse.execute('SELECT * FROM "answers"').fetchall()[0])


class TestEngine:
    def test_moments_before_1970_and_behind_2106(self, clickhouse: Any) -> None:
        # 2^32 seconds end on 2106-02-07 at 06:28:16; 5,032,704 seconds more are 58 days and 05:58:24.
        moments = [n.number(-86_400), n.number(4_300_000_000), n.cast(n.null(), "BIGINT")]
        assert values(clickhouse, *map(CLICKHOUSE.timestamp, moments)) == [
            "1969-12-31 00:00:00",
            "2106-04-06 12:26:40",
            None,
        ]

    def test_what_follows_the_last_at(self, clickhouse: Any) -> None:
        texts = [n.text("a@b@c"), n.text("a@"), n.text("a"), n.cast(n.null(), "VARCHAR")]
        assert values(clickhouse, *map(CLICKHOUSE.after_last_at, texts)) == ["c", None, None, None]

    def test_folding(self, clickhouse: Any) -> None:
        assert values(clickhouse, CLICKHOUSE.folded(n.text("ÀΣ Iß")), CLICKHOUSE.folded(n.text("AZ"))) == [
            "àσ iß",
            "az",
        ]

    def test_texts_as_they_are(self, clickhouse: Any) -> None:
        hostile = "\\n'\"\\' \x00 \x1f é😀"
        assert values(clickhouse, n.text(hostile)) == [hostile]

    def test_decimals(self, clickhouse: Any) -> None:
        found = values(clickhouse, CLICKHOUSE.decimal(n.number(-12_345), 3, 28), CLICKHOUSE.decimal(n.number(7), 0, 19))
        assert [str(value) for value in found] == ["-12.345", "7"]

    def test_entries_of_tables_and_of_arrays(self, clickhouse: Any) -> None:
        none = n.when((n.compare(exp.GT, n.number(1), n.number(2)), CLICKHOUSE.array([n.number(5)], "BIGINT")))
        third = CLICKHOUSE.entry((10, 20, 30), n.number(2))
        assert values(clickhouse, third, CLICKHOUSE.item(none, n.number(1))) == [30, None]

    def test_the_moment_is_the_time_or_what_is_said(self, clickhouse: Any) -> None:
        def said(node: exp.Expr) -> exp.Expr:
            asks = isinstance(node, exp.Anonymous) and node.name == "getSettingOrDefault"
            return n.text("1969-12-31 23:00:00") if asks else node

        now, then = values(clickhouse, CLICKHOUSE.moment(), rewritten(CLICKHOUSE.moment(), said))
        assert now > 1_750_000_000 and then == -3_600

    def test_views_keep_their_settings_whatever_those_of_the_reader_are(self, clickhouse: Any) -> None:
        for name, column, rows in (("a", "v", "(1), (2), (NULL)"), ("b", "w", "(1)")):
            for statement in CLICKHOUSE.table(name, [(column, "BIGINT")]):
                clickhouse.execute(CLICKHOUSE.print(statement))
            clickhouse.execute(f'INSERT INTO "{name}" VALUES {rows}')
        query = n.select([n.column("v", "a"), n.named(n.is_null(n.column("w", "b")), "alone")], n.table(["a"]))
        query.join(n.table(["b"]), on=n.equal(n.column("w", "b"), n.column("v", "a")), join_type="left", copy=False)
        for statement in CLICKHOUSE.view("alone", query):
            clickhouse.execute(CLICKHOUSE.print(statement))
        for reader in ("join_use_nulls = 0", "join_use_nulls = 1"):
            found = clickhouse.execute(f'SELECT * FROM "alone" ORDER BY v SETTINGS {reader}').fetchall()
            assert [(value, bool(alone)) for value, alone in found] == [(1, False), (2, True), (None, True)]

    def test_sums_beyond_64_bits(self, clickhouse: Any) -> None:
        for statement in CLICKHOUSE.table("large", [("v", "BIGINT")]):
            clickhouse.execute(CLICKHOUSE.print(statement))
        clickhouse.execute(f'INSERT INTO "large" SELECT {9 * 10**18} FROM numbers(3)')
        cut = n.call("least", n.call("sum", n.column("v")), n.number(10**18))
        for statement in CLICKHOUSE.view("cut", n.select([n.named(n.cast(cut, "BIGINT"), "v")], n.table(["large"]))):
            clickhouse.execute(CLICKHOUSE.print(statement))
        assert clickhouse.execute('SELECT * FROM "cut"').fetchall() == [(10**18,)]

    def test_more_elements_than_a_statement_may_have(self, clickhouse: Any) -> None:
        arms = [(n.equal(n.column("x"), n.number(i)), n.plus(n.column("x"), n.number(i))) for i in range(8_000)]
        source = n.part(n.select([n.named(n.number(3), "x")], None), "t")
        for statement in CLICKHOUSE.view("wide", n.select([n.named(n.when(*arms), "y")], source)):
            clickhouse.execute(CLICKHOUSE.print(statement))
        assert clickhouse.execute('SELECT * FROM "wide" SETTINGS max_ast_elements = 50000').fetchall() == [(6,)]

    def test_doubles_of_texts_are_the_nearest_whatever_the_reader_asks_for(self, clickhouse: Any) -> None:
        chance = random.Random(1)
        texts = [
            f"{chance.randrange(10**17)}.{chance.randrange(10**17)}e{chance.randrange(-20, 10)}" for _ in range(40)
        ]
        bits = [
            n.call("reinterpretAsInt64", n.call("assumeNotNull", n.call("toFloat64OrNull", n.text(t)))) for t in texts
        ]
        assert values(clickhouse, *bits) == [struct.unpack("<q", struct.pack("<d", float(text)))[0] for text in texts]
