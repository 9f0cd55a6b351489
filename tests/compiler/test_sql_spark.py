"""Spark's own forms: what is printed, and, where that engine is asked for, what it makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.lowering import Unsayable
from scoreline.compiler.sql.dialects.spark import DATABRICKS, SPARK
from scoreline.compiler.sql.spread import total
from scoreline.compiler.sql.steps import Steps
from scoreline.dsl import folding
from sqlglot import exp
from support.engines.registry import wanted

needs_spark = pytest.mark.skipif("spark" not in wanted(), reason="SCORELINE_ENGINES does not name it")
I64 = 2**63 - 1


def _printed(node: exp.Expr) -> str:
    return " ".join(SPARK.print(node).split())


def test_whole_numbers_divide_by_their_own_word() -> None:
    assert _printed(n.quotient(n.column("a"), n.number(3))) == "`a` DIV 3"


def test_sums_are_wider_than_what_they_add() -> None:
    assert _printed(n.call("sum", n.column("a"))) == "sum(CAST(`a` AS DECIMAL(38, 0)))"


def test_sums_of_weights_have_64_bits() -> None:
    """What an event weighs has ten digits at most, and 0 does not count; 9 × 10^8 events fit into BIGINT."""
    weighed = n.when((n.column("m"), n.column("w")), otherwise=n.number(0))
    printed = "CASE WHEN `m` THEN `w` ELSE 0L END"
    assert _printed(n.cast(n.call("sum", weighed), "BIGINT")) == f"CAST(sum({printed}) AS BIGINT)"
    wide = f"sum(CAST({printed} AS DECIMAL(38, 0)))"
    assert _printed(n.cast(n.call("coalesce", n.call("sum", weighed), n.number(0)), "BIGINT")) == (
        f"CAST(coalesce({wide}, 0L) AS BIGINT)"
    )
    nothing = n.when((n.column("m"), n.column("w")))
    assert "DECIMAL(38, 0)" in _printed(n.cast(n.call("sum", nothing), "BIGINT"))


def test_settings_are_not_put_into_texts() -> None:
    assert _printed(n.text("it's \\ ${env:HOME}")) == r"concat('it\'s \\ $', '{env:HOME}')"
    assert _printed(n.text("$ {")) == "'$ {'"


def test_a_name_that_settings_would_change_is_refused() -> None:
    with pytest.raises(Unsayable, match="setting"):
        SPARK.print(n.column("${env:HOME}"))


def test_tables_have_plain_names_and_columns_any() -> None:
    query = n.select([n.column("Größe in cm")], n.table(["é x_scores"]))
    assert _printed(query) == "SELECT `Größe in cm` FROM `__x_scores_88444969`"
    other = n.select([n.column("Größe in cm")], n.table(["è x_scores"]))
    assert _printed(other).split()[-1] != _printed(query).split()[-1]


def test_long_names_are_cut() -> None:
    table = _printed(n.table(["t" * 200])).strip("`")
    column = _printed(n.column("c" * 300)).strip("`")
    assert (len(table), len(column)) == (128, 255)


def _next(number: int) -> n.Node:
    """A call is known only in the round after its arguments."""
    known = n.call("coalesce", n.column(f"x{number - 1}"), n.number(0))
    return n.named(n.plus(known, n.number(1)), f"x{number}")


def _chain(length: int, *, twice: int | None = None) -> exp.Select:
    """Steps a, s1, s2, …, each of which reads the one before; the last select reads step `twice` beside the last."""
    steps = Steps()
    steps.add("a", n.select([n.named(n.number(0), "x0")], None), materialized=True)
    for number in range(1, length + 1):
        steps.extend(f"s{number}", [_next(number)])
    last = n.select([n.column(f"x{length}", steps.last)], n.table([steps.last]))
    if twice is not None:
        last.join(n.table([f"s{twice}"]), join_type="cross", copy=False)
    return steps.query(last)


def test_steps_that_are_read_once_stand_in_brackets() -> None:
    text = _printed(_chain(3))
    assert "WITH" not in text
    assert "MATERIALIZED" not in text
    assert text.count("SELECT") == 5
    assert "FROM ( SELECT 0 AS `x0` ) AS `a`" in text


def test_a_step_that_is_read_twice_stays_in_front() -> None:
    text = _printed(_chain(4, twice=2))
    assert text.startswith("WITH `s2` AS ( SELECT")
    assert text.count("`s2` AS (") == 1
    assert text.count("SELECT 0 AS `x0`") == 1


def test_brackets_have_a_bounded_depth() -> None:
    text = SPARK.print(_chain(95))
    deepest = max(len(line) - len(line.lstrip()) for line in text.splitlines())
    assert deepest <= 2 * 2 * 10
    assert text.count("SELECT") == 97


@pytest.mark.parametrize("readers", [1, 2])
def test_nothing_is_learnt_of_columns_that_are_listed_for_each_reason(readers: int) -> None:
    steps = Steps()
    steps.add("listed", n.select([n.column("x"), n.column("all")], n.table(["raw"])), materialized=True)
    steps.add("texts", n.select([n.star()], n.values("made", ("number",), [[n.number(1)], [n.number(2)]])))
    rows = n.select([n.column("x"), n.column("all"), n.column("number")], n.table(["listed"]))
    steps.add("rows", rows.join(n.table(["texts"]), join_type="cross", copy=False))
    final = n.select([n.column("x"), n.column("all"), n.column("number")], n.table(["rows"]))
    if readers == 2:
        same = n.equal(n.column("x", "rows"), n.column("x", "listed"))
        final = n.select([n.column("all", "rows")], n.table(["rows"])).join(n.table(["listed"]), on=same, copy=False)
    found = _printed(steps.query(final))
    source = "( SELECT `x`, `all` FROM `raw` ) AS `listed`" if readers == 1 else "`listed`"
    assert f"FROM {source} UNPIVOT INCLUDE NULLS (`all` FOR `kept` IN (`all`)) CROSS JOIN" in found
    assert found.count("UNPIVOT") == 1


@needs_spark
def test_such_a_step_keeps_its_rows_and_values(spark: Any) -> None:
    made = "VALUES (1, array(1, NULL)), (2, NULL), (2, NULL) AS made(`x`, `all`)"
    found = spark.execute(f"SELECT `x`, `all` FROM {made} UNPIVOT INCLUDE NULLS (`all` FOR `kept` IN (`all`))")
    assert sorted(found.fetchall(), key=repr) == [(1, [1, None]), (2, None), (2, None)]


def test_databricks_says_it_in_the_same_words() -> None:
    query = _chain(12, twice=3)
    assert DATABRICKS.print(query) == SPARK.print(query)
    assert DATABRICKS.name == "databricks"


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from support.engines.registry import opened

    engine: Any = opened("spark")
    engine.clear()
    yield engine


def _value(engine: Any, node: n.Node) -> Any:
    (row,) = engine.execute(SPARK.print(n.select([n.named(node, "x")], None))).fetchall()
    return row[0]


@needs_spark
@pytest.mark.parametrize(
    "text", ["${env:HOME} ${spark:spark.master}", "it's \\ \\n \\% \\_ \" ``", "\n\t\r", "é😀\u0301", "$${x}"]
)
def test_texts_arrive_as_they_are(spark: Any, text: str) -> None:
    assert _value(spark, n.text(text)) == text


@needs_spark
def test_folding_is_the_fixed_one(spark: Any) -> None:
    texts = [*(chr(c) for c in range(1, 0x3000)), "Straße İSTANBUL", "ΣΑΣ", "\u1e9e\u212a", "한글", "e\u0301"]
    spark.session.createDataFrame([(text,) for text in texts], "t string").createOrReplaceTempView("texts")
    columns = [n.column("t"), n.named(SPARK.folded(n.column("t")), "folded")]
    rows = spark.execute(SPARK.print(n.select(columns, n.table(["texts"])))).fetchall()
    assert len(rows) == len(texts)
    assert [text for text, folded in rows if folded != folding.fold(text)] == []


@needs_spark
def test_a_sum_beyond_64_bits_is_cut(spark: Any) -> None:
    rows = [(I64,), (I64,), (5,)]
    spark.session.createDataFrame(rows, "v bigint").createOrReplaceTempView("wide")
    query = n.select([n.named(total(n.column("v"), 10**18), "x")], n.table(["wide"]))
    assert spark.execute(SPARK.print(query)).fetchall() == [(10**18,)]


@needs_spark
@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (19_813, 1, 19_782),  # 2024-03-31 → 2024-02-29
        (19_782, 1, 19_751),  # 2024-02-29 → 2024-01-29, not the 31st
        (19_782, 12, 19_416),  # 2024-02-29 → 2023-02-28
        (0, 1, -31),  # 1970-01-01 → 1969-12-01
    ],
)
def test_months_before(spark: Any, day: int, months: int, expected: int) -> None:
    assert _value(spark, SPARK.months_before(n.cast(n.number(day), "BIGINT"), months)) == expected


@needs_spark
def test_the_number_of_a_month(spark: Any) -> None:
    assert _value(spark, SPARK.month(n.number(19_813))) == 12 * 2024 + 2
    assert _value(spark, SPARK.month(n.number(-1))) == 12 * 1969 + 11


@needs_spark
def test_timestamps_do_not_move_with_the_zone_of_the_session(spark: Any) -> None:
    assert str(_value(spark, SPARK.timestamp(n.cast(n.number(-1), "BIGINT")))) == "1969-12-31 23:59:59"


@needs_spark
def test_views_over_saved_tables_keep_the_rounds_that_they_need(spark: Any) -> None:
    for statement in SPARK.table("é_leads", [("lead", "VARCHAR"), ("n", "BIGINT"), ("yes", "BOOLEAN")]):
        spark.execute(SPARK.print(statement))
    spark.insert("é_leads", ["lead", "n", "yes"], [("a", I64, True), ("b", None, None)])
    kept, spark.quick = spark.quick, False
    try:
        steps = Steps()
        steps.add("read", n.select([n.star()], n.table(["é_leads"])))
        for statement in SPARK.view("é_scores", steps.query(n.select([n.star()], n.table(["read"])))):
            spark.execute(SPARK.print(statement))
    finally:
        spark.quick = kept
    name = SPARK.print(n.table(["é_scores"]))
    assert sorted(spark.execute(f"SELECT * FROM {name}").fetchall()) == [("a", I64, True), ("b", None, None)]
    (shown,) = spark.execute(f"DESCRIBE EXTENDED {name} AS JSON").fetchall()
    assert "maxIterations" in shown[0]
