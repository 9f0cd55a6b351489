"""Raw columns of declared types in Spark, row for row as DuckDB's own reader and `values.py` read them.

The rows and bindings are those of the tests of other engines; each type is one table and one query. They run where
`SCORELINE_ENGINES` names Spark.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from scoreline.compiler import values as v
from scoreline.compiler.plan import Plan
from scoreline.compiler.sql import inputs
from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.lowering import Unsayable
from scoreline.compiler.sql.dialects.spark import SPARK
from scoreline.compiler.sql.typed import Physical, typed_inputs
from support.engines.registry import opened, wanted
from support.typed import DuckDB, literal, run

needs_spark = pytest.mark.skipif("spark" not in wanted(), reason="SCORELINE_ENGINES does not name it")


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{name}_of_spark", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SHARED: Any = _module("test_typed_inputs")
TYPES = {
    "VARCHAR": "STRING",
    "DOUBLE PRECISION": "DOUBLE",
    "REAL": "FLOAT",
    "TIMESTAMP": "TIMESTAMP_NTZ",
    "TIMESTAMP WITH TIME ZONE": "TIMESTAMP",
}


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    engine: Any = opened("spark")
    engine.clear()
    yield engine
    engine.clear()


@pytest.fixture(params=["ansi", "not ansi"])
def session(spark: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The engine, with ANSI mode on and off, and in a zone whose clocks change."""
    plain = request.param == "ansi"
    spark.execute(f"SET spark.sql.ansi.enabled = {str(plain).lower()}")
    if not plain:
        spark.execute("SET TIME ZONE 'America/New_York'")
    yield spark
    spark.execute("SET spark.sql.ansi.enabled = true")
    spark.execute("SET TIME ZONE 'Asia/Tokyo'")


def _fill(engine: Any, type_: str, values: Sequence[str | None]) -> None:
    rows = list(enumerate(values, 1))
    engine.session.createDataFrame(rows, "key bigint, value string").createOrReplaceTempView("written")
    engine.execute("DROP TABLE IF EXISTS raw")
    engine.execute(f"CREATE TABLE raw (key BIGINT, value {type_})")
    engine.execute(f"INSERT INTO raw SELECT key, CAST(value AS {type_}) FROM written")


def _rows(engine: Any, of: Plan, read: Sequence[str], declared: Physical | None) -> list[tuple[Any, ...]]:
    """Of a column whose type is declared, or not known."""
    tables = None if declared is None else {("raw",): {"key": Physical("integer"), "value": declared}}
    for statement in typed_inputs(of, SHARED.reading(read, of), SPARK, tables):
        if statement.name == "r_leads":
            for part in statement.parts:
                engine.execute(part)
    return [tuple(row) for row in engine.execute("SELECT * FROM r_leads").fetchall()]


def _column(engine: Any, of: Plan, attribute: str, declared: Physical | None) -> list[Any]:
    place = 2 + SHARED.attributes().index(attribute)
    return [row[place] for row in sorted(_rows(engine, of, (attribute,), declared), key=lambda row: int(row[0]))]


@needs_spark
@pytest.mark.parametrize(("name", "zone"), SHARED.CASES)
def test_every_type_of_column(session: Any, name: str, zone: str) -> None:
    declared, called, read, values = SHARED.COLUMNS[name]
    of = SHARED.plan(zone)
    values = [None, *(value for value in values if not (name.startswith(("date", "time")) and "infinity" in value))]
    if name == "timestamp with time zone":
        values = [None, *(value if value[-3:-2] == ":" else f"{value}:00" for value in values if value is not None)]
    duck = DuckDB()
    duck.clear()
    duck.execute(f'CREATE TABLE "raw" ("key" BIGINT, "value" {called})')
    given = ", ".join(f"({i}, CAST({literal(value)} AS {called}))" for i, value in enumerate(values, 1))
    duck.execute(f'INSERT INTO "raw" VALUES {given}')
    expected = run(duck, inputs.statements(of, SHARED.reading(read, of)), "r_leads")
    _fill(session, TYPES.get(called, called), values)
    got = sorted(_rows(session, of, read, declared), key=repr)
    assert len(got) == len(expected) == len(values)
    for row, found in zip(expected, got, strict=True):
        assert [(type(value), value) for value in found] == [(type(value), value) for value in row]


@needs_spark
@pytest.mark.parametrize("digits", [(38, 0), (38, 4), (38, 22), (38, 37), (38, 38), (20, 5)])
def test_decimals_of_all_their_digits(session: Any, digits: tuple[int, int]) -> None:
    """The largest ones, and those around the largest that counts, neither fail nor are cut."""
    size, places = digits
    largest = "9" * (size - places) + ("." + "9" * places if places else "")
    around = [f"{whole}{half}" for whole in ("4000000000000000", "3999999999999999") for half in ("", ".4999", ".5")]
    fits = [a for a in around if len(a.split(".")[0]) <= size - places and (places >= 4 or "." not in a)]
    values = [largest, f"-{largest}", "0", *fits, *(f"-{a}" for a in fits)]
    _fill(session, f"DECIMAL({size}, {places})", values)
    of = SHARED.plan()
    for attribute, kept in (("i", 0), ("d0", 0), ("d2", 2), ("d6", 6)):
        got = _column(session, of, attribute, Physical("decimal", size, places))
        if attribute == "i":
            expected = [_value(v.read_integer(value)) for value in values]
        else:
            expected = [_value(v.read_decimal(value, kept)) for value in values]
        assert got == expected, attribute
        if attribute != "i":
            assert _column(session, of, attribute, None) == expected, attribute


def _value(read: object) -> object:
    return None if isinstance(read, v.Verdict) else read


@needs_spark
@pytest.mark.parametrize(
    "type_", ["STRING COLLATE UTF8_LCASE", "STRING COLLATE UNICODE_CI", "STRING COLLATE UNICODE_RTRIM"]
)
def test_collations_of_columns_do_not_count(session: Any, type_: str) -> None:
    values = ["a", "A", "a ", "B C", "b c", "Yes", "yes", "\u212b", "å"]
    _fill(session, type_, values)
    of = SHARED.plan()
    assert _column(session, of, "t", Physical("text")) == values
    assert _column(session, of, "o", Physical("text")) == ["a", None, None, None, "b c", None, "yes", None, None]
    sets = _column(session, of, "s_m", Physical("text"))
    assert sets[:3] == ["\x1fÅ\x1f", "\x1fA\x1f", "\x1fÅ\x1f"]


@needs_spark
def test_texts_that_only_some_engines_can_hold(session: Any) -> None:
    """NULs and line ends inside of texts, and characters of two UTF-16 units."""
    values = ["1\0", "\0", "7\n", "7\n8", "1.5\n2", "2026-01-02\n", "2026-01-02\nT10:00", "a\0;b;\0", "😀" * 65_535]
    values += [
        "😀" * 65_536,
        "yes\n",
        "yes\0",
        "\u2028",
        "7\u2028",
        "7\r",
        "7\x85",
        "1e3\n",
        "😀;a;\uffff;ｚ;\U0010ffff",
    ]
    _fill(session, "STRING", values)
    of = SHARED.plan("UTC")
    zone = v.UTC_ZONE
    readers: dict[str, Any] = {
        "t": v.read_text,
        "i": v.read_integer,
        "d2": lambda text: v.read_decimal(text, 2),
        "b": v.read_boolean,
        "d": lambda text: v.read_date(text, zone),
        "m": lambda text: v.read_timestamp(text, zone),
        "s": v.read_set,
    }
    got = sorted(_rows(session, of, tuple(readers), Physical("text")), key=lambda row: int(row[0]))
    for attribute, read in readers.items():
        place = 2 + SHARED.attributes().index(attribute)
        for row, value in zip(got, values, strict=True):
            assert row[place] == _value(read(value)), (attribute, value[:20])


@needs_spark
def test_the_setting_of_backslashes_does_not_count(spark: Any) -> None:
    _fill(spark, "STRING", ["1.5", "1x5", "a;b", "7\n"])
    of = SHARED.plan()
    spark.execute("SET spark.sql.parser.escapedStringLiterals = true")
    try:
        assert _column(spark, of, "d2", Physical("text")) == [150, None, None, 700]
        assert _column(spark, of, "s", Physical("text"))[2] == "\x1fa\x1fb\x1f"
    finally:
        spark.execute("SET spark.sql.parser.escapedStringLiterals = false")


@needs_spark
def test_blanks_that_pad_a_type_of_fixed_length_are_part_of_the_text(session: Any) -> None:
    _fill(session, "CHAR(3)", ["a", "yes"])
    of = SHARED.plan()
    assert _column(session, of, "t", Physical("text")) == ["a  ", "yes"]


@pytest.mark.parametrize("separator", ["\x1f;", ";\x1f"])
def test_a_separator_with_the_mark_of_sets_is_refused(separator: str) -> None:
    with pytest.raises(Unsayable, match="U\\+001F"):
        SPARK.set_of_text(n.column("t"), separator, ())


def test_no_pattern_has_a_backslash() -> None:
    """Whether it is an escape is a setting of the session."""
    tables = {("raw",): {"key": Physical("integer"), "value": Physical("text")}}
    of = SHARED.plan()
    read = tuple(a for a in SHARED.attributes() if a not in SHARED.COUNTED)
    [leads, _] = typed_inputs(of, SHARED.reading(read, of), SPARK, tables)
    assert "\\" not in leads.sql


def test_texts_are_cast_by_what_never_fails() -> None:
    for made in (SPARK.whole_of_text(n.column("t")), SPARK.units_of_text(n.column("t"), 2)):
        assert not re.search(r"(?<!TRY_)CAST\(\s*(split_part|concat|`t`)", SPARK.print(made))
        assert "TRY_CAST(" in SPARK.print(made)
