"""Snowflake's own forms: what is printed, and, where its emulator is asked for, what that makes of them."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from scoreline.compiler.sql import inputs
from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.lowering import Unsayable
from scoreline.compiler.sql.dialects.snowflake import SNOWFLAKE
from scoreline.compiler.sql.spread import total
from scoreline.compiler.sql.typed import Physical, typed_inputs
from scoreline.compiler.sql.windows import ascending, descending, row_number
from scoreline.dsl.folding import fold, spaced_words
from sqlglot import exp
from support.engines.registry import opened, wanted
from support.typed import DuckDB, literal, run

needs_snowflake = pytest.mark.skipif("snowflake" not in wanted(), reason="SCORELINE_ENGINES does not name it")
I64 = 2**63 - 1


def _printed(node: exp.Expr) -> str:
    return " ".join(SNOWFLAKE.print(node).split())


def test_a_quotient_of_six_places_is_cut_where_it_cannot_round_up() -> None:
    # 999,999 / 1,000,000 has six places; 9,999,999 / 10,000,000 would be rounded to 1.
    assert _printed(n.quotient(n.column("a"), n.number(10**6))) == 'CAST(trunc("a" / 1000000) AS BIGINT)'
    larger = _printed(n.quotient(n.column("a"), n.number(10**7)))
    assert larger == 'CAST(sign("a") * ( ( abs("a") - mod(abs("a"), 10000000) ) / 10000000 ) AS BIGINT)'


def test_a_remainder_has_the_sign_of_what_is_divided() -> None:
    assert _printed(n.remainder(n.column("a"), n.number(7))) == 'CAST(sign("a") * mod(abs("a"), 7) AS BIGINT)'


def test_orders_say_where_missing_values_stand() -> None:
    window = row_number([n.column("p")], [*ascending(n.column("a")), *descending(n.column("b"))])
    assert _printed(window).endswith('ORDER BY "a" ASC NULLS LAST, "b" DESC NULLS LAST)')


def test_tables_take_no_collation_from_their_schema() -> None:
    (made,) = SNOWFLAKE.table('a"b', [("t", "VARCHAR"), ("n", "BIGINT"), ("y", "BOOLEAN")])
    expected = 'CREATE OR REPLACE TABLE "a""b" ("t" VARCHAR COLLATE \'\', "n" BIGINT, "y" BOOLEAN)'
    assert _printed(made) == expected


def test_literals_are_read_as_they_were_meant() -> None:
    for text in ("it's", "a\\b", "\\'", "\n\t\r", "\x01\x7f", "$$ $a$", "é😀", '"', "\\n"):
        (parsed,) = exp.maybe_parse(f"SELECT {SNOWFLAKE.print(n.text(text))}", dialect="snowflake").expressions
        assert parsed.this == text


def test_items_of_arrays_have_their_types() -> None:
    item = SNOWFLAKE.item(n.column("a"), n.number(3))
    assert _printed(item) == 'CAST(get("a", 3 - 1) AS BIGINT)'
    assert 'WHEN CAST(get("a", 3 - 1) AS BOOLEAN) THEN' in _printed(n.when((item, n.number(1))))


def test_long_names_are_cut() -> None:
    assert len(SNOWFLAKE.print(n.column("é" * 300))) == 255 + 2


def test_a_statement_that_is_too_long_is_refused() -> None:
    with pytest.raises(Unsayable, match="1,000,000 bytes"):
        SNOWFLAKE.print(n.text("é" * 500_000))


# ---- on the emulator -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def snowflake() -> Iterator[Any]:
    engine: Any = opened("snowflake")
    engine.clear()
    yield engine


def _values(engine: Any, *nodes: n.Node) -> list[Any]:
    (row,) = engine.execute(
        SNOWFLAKE.print(n.select([n.named(node, f"x{i}") for i, node in enumerate(nodes)], None))
    ).fetchall()
    return list(row)


@needs_snowflake
def test_division_is_towards_zero(snowflake: Any) -> None:
    pairs = [(a, b) for a in (-(10**15) - 1, -7, -1, 0, 1, 6, 7, 10**15 + 1) for b in (1, 2, 7, 10**6, 10**7, 10**9)]
    nodes = [make(n.number(a), n.number(b)) for a, b in pairs for make in (n.quotient, n.remainder)]
    found = _values(snowflake, *nodes)
    towards_zero = [abs(a) // b * (1 if a > 0 else -1) for a, b in pairs]
    expected = [x for (a, b), whole in zip(pairs, towards_zero, strict=True) for x in (whole, a - whole * b)]
    assert [int(each) for each in found] == expected


@needs_snowflake
def test_folding_is_the_fixed_one(snowflake: Any) -> None:
    texts = ["Straße İSTANBUL", "ΣΑΣ ς", "\u1e9e\u212a ſ µ", "한글 Ⅷ", "e\u0301É", "plain ASCII-Z"]
    texts += ["".join(map(chr, range(first, first + 0x200))) for first in range(0x20, 0xD000, 0x200)]
    for statement in SNOWFLAKE.table("texts", [("t", "VARCHAR")]):
        snowflake.execute(SNOWFLAKE.print(statement))
    snowflake.insert("texts", ["t"], [[text] for text in texts])
    folded = SNOWFLAKE.folded(n.column("t"))
    columns = [n.column("t"), n.named(folded, "folded"), n.named(SNOWFLAKE.spaced(n.column("t")), "spaced")]
    rows = snowflake.execute(SNOWFLAKE.print(n.select(columns, n.table(["texts"])))).fetchall()
    assert len(rows) == len(texts)
    for text, lower, spaced in rows:
        assert lower == fold(text)
        assert spaced_words(text) == spaced_words(spaced.removeprefix(" ").removesuffix(" "))


@needs_snowflake
def test_texts_by_their_parts(snowflake: Any) -> None:
    for text, behind in (("a@b@c ", "c "), ("a@", None), ("a", None), ("@x", "x")):
        assert _values(snowflake, SNOWFLAKE.after_last_at(n.text(text))) == [behind]
    x = n.text("ab%_\\ ")
    tests = [SNOWFLAKE.starts(x, n.text("ab%")), SNOWFLAKE.starts(x, n.text("b"))]
    tests += [SNOWFLAKE.ends(x, n.text("\\ ")), SNOWFLAKE.ends(x, n.text("\\")), SNOWFLAKE.contains(x, n.text("%_"))]
    assert _values(snowflake, *tests) == [True, False, True, False, True]


@needs_snowflake
def test_sums_are_wider_than_what_they_add(snowflake: Any) -> None:
    for statement in SNOWFLAKE.table("wide", [("v", "BIGINT")]):
        snowflake.execute(SNOWFLAKE.print(statement))
    snowflake.insert("wide", ["v"], [[I64], [I64], [5]])
    query = n.select([n.named(total(n.column("v"), 10**18), "x")], n.table(["wide"]))
    assert snowflake.execute(SNOWFLAKE.print(query)).fetchall() == [(10**18,)]


@needs_snowflake
def test_days_months_moments_and_decimals(snowflake: Any) -> None:
    # 2024-03-31 → 2024-02-29; 2024-02-29 → 2024-01-29 and 2023-02-28; 1970-01-01 → 1969-12-01
    days = [(19_813, 1, 19_782), (19_782, 1, 19_751), (19_782, 12, 19_416), (0, 1, -31)]
    found = _values(snowflake, *(SNOWFLAKE.months_before(n.number(day), months) for day, months, _ in days))
    assert found == [day for _, _, day in days]
    assert _values(snowflake, SNOWFLAKE.month(n.number(19_813)), SNOWFLAKE.month(n.number(-1))) == [24_290, 23_639]
    moments = _values(snowflake, SNOWFLAKE.timestamp(n.number(-1)), SNOWFLAKE.timestamp(n.number(1_768_467_600)))
    assert moments == ["1969-12-31 23:59:59", "2026-01-15 09:00:00"]
    exact = _values(snowflake, SNOWFLAKE.decimal(n.number(-123_456_789_012_345_678), 9, 28))
    assert Decimal(exact[0]) == Decimal("-123456789.012345678")


@needs_snowflake
def test_the_moment_is_now_where_no_variable_is_set(snowflake: Any) -> None:
    query = n.select([n.named(SNOWFLAKE.moment(), "as_of")], None)
    for statement in SNOWFLAKE.view("x_as_of", query):
        snowflake.execute(SNOWFLAKE.print(statement))
    ((now,),) = snowflake.execute('SELECT * FROM "x_as_of"').fetchall()
    assert abs(int(now) - time.time()) < 60


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{name}_of_snowflake", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SHARED: Any = _module("test_typed_inputs")
TYPES = {
    "DOUBLE PRECISION": "FLOAT",
    "TIMESTAMP": "TIMESTAMP_NTZ",
    "TIMESTAMP WITH TIME ZONE": "TIMESTAMP_TZ",
}
NAMES = [name for name in SHARED.COLUMNS if name != "single"]  # all its floats have 64 bits
LEFT_OUT = {"whole decimal": SHARED.COUNTED}  # the emulator makes doubles of whole parts of decimals


@needs_snowflake
@pytest.mark.parametrize("name", NAMES)
def test_every_type_of_column(snowflake: Any, name: str) -> None:
    """Sets are refused; there is no infinity among times."""
    declared, called, read, values = SHARED.COLUMNS[name]
    read = tuple(each for each in read if each not in ("s", "s_m", *LEFT_OUT.get(name, ())))
    values = [None, *(value for value in values if not (name.startswith(("date", "time")) and "infinity" in value))]
    of = SHARED.plan("Europe/Berlin")
    duck = DuckDB()
    duck.clear()
    duck.execute(f'CREATE TABLE "raw" ("key" BIGINT, "value" {called})')
    given = ", ".join(f"({i}, CAST({literal(value)} AS {called}))" for i, value in enumerate(values, 1))
    duck.execute(f'INSERT INTO "raw" VALUES {given}')
    expected = run(duck, inputs.statements(of, SHARED.reading(read, of)), "r_leads")
    snowflake.execute(f'CREATE OR REPLACE TABLE "raw" ("key" BIGINT, "value" {TYPES.get(called, called)})')
    snowflake.insert_as("raw", ["key", "value"], ["BIGINT", called], [[i, v] for i, v in enumerate(values, 1)])
    tables = {("raw",): {"key": Physical("integer"), "value": declared}}
    statements = typed_inputs(of, SHARED.reading(read, of), SNOWFLAKE, tables)
    got = run(snowflake, statements, "r_leads", SNOWFLAKE)
    assert len(got) == len(expected) == len(values)
    for row, found in zip(expected, got, strict=True):
        assert [(type(value), value) for value in found] == [(type(value), value) for value in row]


def test_a_set_in_a_text_column_is_refused() -> None:
    of = SHARED.plan()
    tables = {("raw",): {"key": Physical("integer"), "value": Physical("text")}}
    with pytest.raises(Unsayable, match="a set that stands in a text column"):
        typed_inputs(of, SHARED.reading(("s",), of), SNOWFLAKE, tables)
