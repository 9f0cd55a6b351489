"""BigQuery's own forms: what is printed, and, where ZetaSQL is asked for, what its evaluator makes of them."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlglot
from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects import bigquery
from scoreline.compiler.sql.dialects.bigquery import BIGQUERY, DATASET
from scoreline.compiler.sql.dialects.bigquery_pieces import in_pieces
from scoreline.compiler.sql.dialects.duckdb import DUCKDB
from scoreline.compiler.sql.dialects.lowering import Unsayable
from scoreline.compiler.sql.emit import emit
from scoreline.compiler.sql.read_back import Cursor
from scoreline.compiler.sql.spread import total
from scoreline.compiler.sql.steps import Steps
from scoreline.compiler.sql.windows import ascending, descending, over
from scoreline.dsl import folding
from sqlglot import exp
from support.backends import differences, planned
from support.engines import registry
from support.engines.registry import opened, wanted
from support.generate.rulesets import case
from support.typed import DuckDB, Engines, Place, compare_column, literal

needs_zetasql = pytest.mark.skipif("bigquery" not in wanted(), reason="SCORELINE_ENGINES does not name it")


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{name}_of_bigquery", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TYPED: Any = _module("test_typed_inputs")


def _printed(node: exp.Expr) -> str:
    return " ".join(BIGQUERY.print(node).split())


def _chain() -> exp.Query:
    """Three steps, the last of which reads both others."""
    joined = n.select([n.column("x", "a")], n.table(["a"])).join(n.table(["b"]), join_type="cross", copy=False)
    steps = Steps()
    steps.add("a", n.select([n.named(n.number(1), "x")], None))
    steps.extend("b", [], "a")
    steps.add("c", joined)
    return steps.query(n.select([n.star()], n.table(["c"])))


def _cut(longest: int) -> tuple[tuple[str, exp.Query], ...]:
    return in_pieces("v", _chain(), longest, lambda query: len(query.sql("bigquery")))


class TestForms:
    def test_what_has_no_dataset_stands_in_ours(self) -> None:
        query = n.select([n.star()], n.table(["r_leads"]))
        assert _printed(query) == f"SELECT * FROM `{DATASET}`.`r_leads`"
        assert _printed(n.select([n.star()], n.table(["crm", "leads"]))) == "SELECT * FROM `crm`.`leads`"
        stepped = n.select([n.star()], n.table(["a"])).with_(exp.to_identifier("a", quoted=True), as_=query)
        assert _printed(stepped) == f"WITH `a` AS ( SELECT * FROM `{DATASET}`.`r_leads` ) SELECT * FROM `a`"

    def test_a_source_that_is_named_as_a_column_has_another_name(self) -> None:
        query = n.select([n.column("x"), n.column("y", "X")], n.table(["X"]), n.is_known(n.column("X")))
        assert _printed(query) == (f"SELECT `x`, `X_rows`.`y` FROM `{DATASET}`.`X` AS `X_rows` WHERE `X` IS NOT NULL")

    def test_whole_division_and_remainders_are_functions(self) -> None:
        assert _printed(n.quotient(n.plus(n.column("a"), n.number(1)), n.number(3))) == "DIV(( `a` + 1 ), 3)"
        assert _printed(n.remainder(n.column("a"), n.number(3))) == "MOD(`a`, 3)"

    def test_sums_are_wider_than_what_they_add(self) -> None:
        assert _printed(n.call("sum", n.column("a"))) == "sum(CAST(`a` AS NUMERIC))"

    def test_decimals_are_as_wide_as_they_need_to_be(self) -> None:
        widths = ("DECIMAL(28, 9)", "DECIMAL(38, 9)", "DECIMAL(20, 10)", "DECIMAL(38, 0)", "DECIMAL(30, 0)")
        found = [_printed(n.cast(n.column("a"), width)).removeprefix("CAST(`a` AS ")[:-1] for width in widths]
        assert found == ["NUMERIC", "NUMERIC", "BIGNUMERIC", "BIGNUMERIC", "BIGNUMERIC"]

    def test_missing_values_come_last_without_words_for_it(self) -> None:
        call = n.call("row_number")
        up = over(call, [], ascending(n.column("a")))
        assert _printed(up) == "row_number() OVER (ORDER BY CASE WHEN `a` IS NULL THEN 1 ELSE 0 END ASC, `a` ASC)"
        down = over(call, [], descending(n.column("a")))
        assert _printed(down) == "row_number() OVER (ORDER BY `a` DESC)"

    def test_texts_of_tables_are_compared_exactly_whatever_the_dataset_says(self) -> None:
        (made,) = BIGQUERY.table("t", [("a", "VARCHAR"), ("b", "BOOLEAN")])
        assert _printed(made) == f"CREATE OR REPLACE TABLE `{DATASET}`.`t` ( `a` STRING COLLATE '', `b` BOOL )"

    def test_names_have_no_characters_that_tables_and_columns_cannot_have(self) -> None:
        names = ["Größe in cm", "dot.ted", "dot_ted", "`", "_PARTITIONTIME", "_table_x", "e\u0301", "😀"]
        found = [_printed(n.column(name)).strip("`") for name in names]
        assert found[0] == names[0] and found[2] == names[2] and found[6] == names[6]
        assert all(re.fullmatch(r"[\w \u0301-]+", each) for each in found)
        assert not any(re.match("(?i)_(partition|table_)", each) for each in found)
        assert len({each.casefold() for each in found}) == len(found)
        assert len(_printed(n.column("c" * 400)).strip("`")) == 300

    def test_raw_tables_and_columns_keep_their_names(self) -> None:
        raw = n.select([n.column("price+tax")], n.table(["my-project", "ga", "events_*"]))
        assert _printed(raw) == "SELECT `price+tax` FROM `my-project`.`ga`.`events_*`"

    def test_a_view_that_is_too_long_loses_its_layout_and_is_refused_in_the_end(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        columns = [n.named(n.plus(n.column("a"), n.number(i)), f"c{i}") for i in range(10)]
        (view,) = BIGQUERY.view("v", n.select(columns, n.table(["t"])))
        whole = BIGQUERY.print(view)
        monkeypatch.setattr(bigquery, "_LONGEST_VIEW", len(whole) - 1)
        short = BIGQUERY.print(view)
        assert " ".join(short.split()) == " ".join(whole.split()) and "\n" not in short
        monkeypatch.setattr(bigquery, "_LONGEST_VIEW", len(short) - 1)
        with pytest.raises(Unsayable, match="so many rules"):
            BIGQUERY.print(view)

    def test_a_long_query_is_several_views(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert [name for name, _ in _cut(1_000)] == ["v"]
        assert [(name, _printed(query)) for name, query in _cut(30)] == [
            ("v__a", "WITH `a` AS ( SELECT 1 AS `x` ) SELECT * FROM `a`"),
            ("v__b", f"WITH `b` AS ( SELECT * FROM `{DATASET}`.`v__a` AS `a` ) SELECT * FROM `b`"),
            (
                "v__c",
                f"WITH `c` AS ( SELECT `a`.`x` FROM `{DATASET}`.`v__a` AS `a` CROSS JOIN `{DATASET}`.`v__b` AS `b` ) "
                "SELECT * FROM `c`",
            ),
            ("v", f"SELECT * FROM `{DATASET}`.`v__c` AS `c`"),
        ]
        monkeypatch.setattr(bigquery, "_FEW_NODES", 1)
        monkeypatch.setattr(bigquery, "_ROOM", 30)
        assert len(BIGQUERY.view("v", _chain())) == 4

    @pytest.mark.parametrize("seed", range(4_000, 4_003))
    def test_outer_joins_are_on_equal_columns(self, seed: int, tmp_path: Path) -> None:
        """BigQuery knows no others, though the evaluator does."""
        made = case(seed, leads=2, size=14)
        for statement in emit(planned(made.text, made.written(tmp_path)), "bigquery", compiled_by="x").statements:
            for join in sqlglot.parse_one(statement.parts[0], read="bigquery").find_all(exp.Join):
                if join.side:
                    tests = (
                        list(join.args["on"].flatten()) if isinstance(join.args["on"], exp.And) else [join.args["on"]]
                    )
                    assert any(
                        isinstance(test, exp.EQ)
                        and isinstance(test.this, exp.Column)
                        and isinstance(test.expression, exp.Column)
                        and test.this.table != test.expression.table
                        for test in tests
                    ), join.sql("bigquery")


@pytest.fixture(scope="module")
def engine() -> Iterator[Any]:
    found = opened("bigquery")
    found.clear()
    yield found


def values(engine: Any, *nodes: n.Node) -> list[Any]:
    query = n.select([n.named(node, f"c{i}") for i, node in enumerate(nodes)], None)
    return list(engine.execute(BIGQUERY.print(query)).fetchall()[0])


@needs_zetasql
class TestEngine:
    def test_moments_whatever_the_zone_of_the_session_is(self, engine: Any) -> None:
        moments = [n.number(-86_400), n.number(4_300_000_000), n.cast(n.null(), "BIGINT")]
        assert [str(each) for each in values(engine, *map(BIGQUERY.timestamp, moments))] == [
            "1969-12-31 00:00:00",
            "2106-04-06 12:26:40",
            "None",
        ]

    def test_what_follows_the_last_at(self, engine: Any) -> None:
        texts = [n.text("a@b@c"), n.text("a@"), n.text("a"), n.text("a@\n"), n.cast(n.null(), "VARCHAR")]
        assert values(engine, *map(BIGQUERY.after_last_at, texts)) == ["c", None, None, "\n", None]

    def test_folding_of_every_character(self, engine: Any) -> None:
        for first in range(0, 0x30000, 0x4000):
            text = "".join(chr(c) for c in range(first, first + 0x4000) if c and not 0xD800 <= c < 0xE000)
            assert values(engine, BIGQUERY.folded(n.text(text))) == [folding.fold(text)]

    def test_texts_as_they_are(self, engine: Any) -> None:
        hostile = "\\n'\"\\' \x00 \x1f é😀 \r\n\t\u2028 ''' r' `${x} @p ?"
        assert values(engine, n.text(hostile)) == [hostile]

    def test_decimals(self, engine: Any) -> None:
        found = values(engine, BIGQUERY.decimal(n.number(-12_345), 3, 28), BIGQUERY.decimal(n.number(7), 0, 19))
        assert [f"{value:f}".rstrip("0").rstrip(".") for value in found] == ["-12.345", "7"]

    def test_entries_of_tables_and_of_arrays(self, engine: Any) -> None:
        none = n.when((n.compare(exp.GT, n.number(1), n.number(2)), BIGQUERY.array([n.number(5)], "BIGINT")))
        held = BIGQUERY.array([n.number(5), n.null()], "BIGINT")
        items = [BIGQUERY.item(held, n.number(i)) for i in (1, 2, 3)]
        third = BIGQUERY.entry((10, 20, 30), n.number(2))
        assert values(engine, third, BIGQUERY.item(none, n.number(1)), *items) == [30, None, 5, None, None]

    def test_months(self, engine: Any) -> None:
        # 2026-03-31 is day 20,543; 2026-02-28 20,512; 2024-02-29 19,782.
        days = [BIGQUERY.months_before(n.number(20_543), months) for months in (1, 25)]
        assert values(engine, *days) == [20_512, 19_782]
        assert values(engine, BIGQUERY.month(n.number(20_543)), BIGQUERY.month(n.number(-1))) == [24_314, 23_639]

    def test_sums_beyond_64_bits(self, engine: Any) -> None:
        for statement in BIGQUERY.table("large", [("v", "BIGINT")]):
            engine.execute(BIGQUERY.print(statement))
        engine.insert("large", ["v"], [[9 * 10**18]] * 3)
        cut = n.select([n.named(total(n.column("v"), 10**18), "v")], n.table(["large"]))
        assert engine.execute(BIGQUERY.print(cut)).fetchall() == [(10**18,)]

    def test_views_see_tables_of_the_dataset_only(self, engine: Any) -> None:
        with pytest.raises(Exception, match="Table not found"):
            engine.analyse("CREATE VIEW `v` AS SELECT * FROM `large`")

    def test_several_views_say_what_one_says(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bigquery, "_FEW_NODES", 1)
        monkeypatch.setattr(bigquery, "_ROOM", 2_500)
        registry.register(["bigquery"], monkeypatch)
        made = case(4_101, leads=8, size=6)
        plan = planned(made.text, made.written(tmp_path))
        views = [each for each in emit(plan, "bigquery", compiled_by="x").statements if each.kind == "view"]
        assert max(len(view.parts) for view in views) > 3
        assert differences(plan, made.leads, made.as_of, ("bigquery",), made.accounts) == []

    def test_the_moment_is_the_present(self, engine: Any) -> None:
        (now,) = values(engine, BIGQUERY.moment())
        assert now > 1_750_000_000


# ---- raw columns


TYPES = {
    "BIGINT": "INT64",
    "SMALLINT": "INT64",
    "DOUBLE PRECISION": "FLOAT64",
    "REAL": "FLOAT64",
    "BOOLEAN": "BOOL",
    "DATE": "DATE",
    "TIMESTAMP": "DATETIME",
    "TIMESTAMP WITH TIME ZONE": "TIMESTAMP",
    "VARCHAR": "STRING",
    "VARCHAR(40)": "STRING",
}


class _Raw:
    """The engine with a raw table whose statements are written for DuckDB, but for the type of its column."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    def clear(self) -> None:
        self._engine.clear()

    def execute(self, sql: str, /) -> Cursor:
        if sql.startswith(('CREATE TABLE "raw"', 'INSERT INTO "raw"')):
            sql = sql.replace('"raw"', f"`{DATASET}`.`raw`", 1).replace('"key" BIGINT, "value"', "`key` INT64, `value`")
            sql = sql.replace("CREATE TABLE", "CREATE OR REPLACE TABLE", 1)
        found: Cursor = self._engine.execute(sql)
        return found


def _column(kind: str, type_: str, given: Sequence[str | None]) -> tuple[str, list[str | None]]:
    own = TYPES.get(type_) or "BIGNUMERIC"
    found: list[str | None] = []
    for value in given:
        if value is not None and kind in ("date", *TIMES) and ("inf" in value or value in BEYOND):
            found.append(None)
        elif value is None:
            found.append("NULL")
        else:
            single = type_ == "REAL" and value not in ("NaN", "Infinity")
            text = _single(value) if single else value
            made = BIGQUERY.print(n.text(text if kind not in TIMES else text.replace("+14", "+14:00")))
            found.append(f"CAST({made} AS {own})")
    return own, found


BEYOND = ("9999-12-31 23:59:59-03:30", "0001-01-01 00:00:00+14")  # moments of years that a TIMESTAMP does not have
TIMES = ("timestamp", "timestamp with time zone")


def _single(text: str) -> str:
    import struct

    return repr(struct.unpack("f", struct.pack("f", float(text)))[0])


@needs_zetasql
@pytest.mark.parametrize(("name", "zone"), TYPED.CASES)
def test_every_type_of_column(engine: Any, name: str, zone: str) -> None:
    duck = DuckDB()
    places = (Place(duck, DUCKDB, lambda sql: sql, _by_cast), Place(_Raw(engine), BIGQUERY, lambda sql: sql, _column))
    declared, their_name, read, given = TYPED.COLUMNS[name]
    of = TYPED.plan(zone)
    found = compare_column(
        Engines(duck, None, places), of, TYPED.reading(read, of), declared, their_name, (None, *given)
    )
    assert len(found) == len(given) + 1


def _by_cast(_: str, type_: str, given: Sequence[str | None]) -> tuple[str, list[str | None]]:
    return type_, [f"CAST({literal(value)} AS {type_})" for value in given]
