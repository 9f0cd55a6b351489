"""Raw columns of declared types in DataFusion and ClickHouse, row for row as DuckDB's own reader reads them.

The rows and bindings are those of the tests of other engines. ClickHouse runs where `SCORELINE_ENGINES` names it.
"""

from __future__ import annotations

import datetime as dt
import decimal
import importlib.util
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pytest
from scoreline.compiler import values as v
from scoreline.compiler.sql import inputs
from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.datafusion import DATAFUSION
from scoreline.compiler.sql.dialects.lowering import Unsayable
from scoreline.compiler.sql.emit import Statement
from scoreline.compiler.sql.typed import Physical, typed_inputs
from scoreline.warehouse.clickhouse import column_type
from support.engines.datafusion import DataFusion
from support.engines.registry import opened, wanted
from support.typed import DuckDB, literal

needs_clickhouse = pytest.mark.skipif("clickhouse" not in wanted(), reason="SCORELINE_ENGINES does not name it")
ENGINES = ["datafusion", pytest.param("clickhouse", marks=needs_clickhouse)]


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{name}_of_columnar", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SHARED: Any = _module("test_typed_inputs")
TYPES = {
    "BIGINT": "Int64",
    "SMALLINT": "Int16",
    "DOUBLE PRECISION": "Float64",
    "REAL": "Float32",
    "BOOLEAN": "Bool",
    "DATE": "Date32",
    "TIMESTAMP": "DateTime64(6, 'UTC')",
    "TIMESTAMP WITH TIME ZONE": "DateTime64(6, 'America/New_York')",
    "VARCHAR": "String",
    "VARCHAR(40)": "LowCardinality(Nullable(String))",
}


@pytest.fixture(scope="module")
def datafusion() -> Iterator[DataFusion]:
    engine = DataFusion()
    yield engine
    engine.close()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, datafusion: DataFusion) -> Any:
    """Emptied; the sessions are in odd zones."""
    found = datafusion if request.param == "datafusion" else opened("clickhouse")
    found.clear()
    return found


def run(engine: Any, statements: Sequence[Statement], relation: str) -> list[tuple[Any, ...]]:
    for statement in statements:
        if statement.name == relation:
            for part in statement.parts:
                engine.execute(part)
    return sorted((tuple(row) for row in engine.execute(f'SELECT * FROM "{relation}"').fetchall()), key=repr)


def _fill_clickhouse(engine: Any, type_: str, values: Sequence[str | None]) -> None:
    nullable = type_ if type_.startswith("LowCard") else f"Nullable({type_})"
    engine.execute(f"CREATE TABLE raw (key Int64, value {nullable}) ENGINE = MergeTree ORDER BY ()")
    engine.execute("CREATE TABLE written (key Int64, value Nullable(String)) ENGINE = Memory")
    engine.insert("written", ["key", "value"], list(enumerate(values, 1)))
    made = f"CAST(value AS {nullable})"
    if "York" in type_:
        made = "CAST(value AS Nullable(DateTime64(6, 'UTC')))"
    elif type_ in ("String", "LowCardinality(Nullable(String))"):
        made = "value"
    engine.execute(f"INSERT INTO raw SELECT key, {made} FROM written SETTINGS precise_float_parsing = 1")


def _fill_datafusion(engine: DataFusion, duck: DuckDB) -> None:
    engine.register("raw", duck.connection.sql('SELECT * FROM "raw" ORDER BY "key"').to_arrow_table())


def _views(engine: Any, read: Sequence[str], declared: Physical, zone: str = "Europe/Berlin") -> list[tuple[Any, ...]]:
    of = SHARED.plan(zone)
    tables = {("raw",): {"key": Physical("integer"), "value": declared}}
    return run(engine, typed_inputs(of, SHARED.reading(read, of), engine.dialect, tables), "r_leads")


def _column(engine: Any, attribute: str, declared: Physical, zone: str = "Europe/Berlin") -> list[Any]:
    place = 2 + SHARED.attributes().index(attribute)
    rows = _views(engine, (attribute,), declared, zone)
    return [row[place] for row in sorted(rows, key=lambda row: int(row[0]))]


def _held(engine: Any, name: str, value: str) -> bool:
    """Whether the engine's type has such a value."""
    if not name.startswith(("date", "time")) or engine.dialect is DATAFUSION:
        return "infinity" not in value or not name.startswith(("date", "time"))
    return value[:4].isdigit() and 1901 <= int(value[:4]) <= 2298


@pytest.mark.parametrize(("name", "zone"), SHARED.CASES)
def test_every_type_of_column(engine: Any, name: str, zone: str) -> None:
    declared, called, read, values = SHARED.COLUMNS[name]
    values = [None, *(value for value in values if _held(engine, name, value))]
    duck = DuckDB()
    duck.clear()
    duck.execute(f'CREATE TABLE "raw" ("key" BIGINT, "value" {called})')
    given = ", ".join(f"({i}, CAST({literal(value)} AS {called}))" for i, value in enumerate(values, 1))
    duck.execute(f'INSERT INTO "raw" VALUES {given}')
    of = SHARED.plan(zone)
    expected = run(duck, inputs.statements(of, SHARED.reading(read, of)), "r_leads")
    if engine.dialect is DATAFUSION:
        _fill_datafusion(engine, duck)
    else:
        if name == "timestamp with time zone":
            values = [None, *(_in_utc(value) for value in values if value is not None)]
        _fill_clickhouse(engine, TYPES.get(called, called), values)
    got = _views(engine, read, declared, zone)
    assert len(got) == len(expected) == len(values)
    for row, found in zip(expected, got, strict=True):
        for attribute, right, own in zip(["lead", "key", *SHARED.attributes()], row, found, strict=True):
            assert (type(own), own) == (type(right), right), (attribute, row[0], values[int(row[0]) - 1])


def _in_utc(moment: str) -> str:
    written = dt.datetime.fromisoformat(moment if moment[-3] == ":" else f"{moment}:00").astimezone(dt.UTC)
    return written.strftime("%Y-%m-%d %H:%M:%S.%f")


def _value(read: object) -> object:
    return None if isinstance(read, v.Verdict) else read


@pytest.mark.parametrize("digits", [(38, 0), (38, 4), (38, 22), (38, 37), (38, 38), (20, 5), (60, 10), (66, 0)])
def test_decimals_of_all_their_digits(engine: Any, digits: tuple[int, int]) -> None:
    """The largest ones, and those around the largest that counts, neither fail nor are cut."""
    size, places = digits
    largest = "9" * (size - places) + ("." + "9" * places if places else "")
    around = [f"{whole}{half}" for whole in ("4000000000000000", "3999999999999999") for half in ("", ".4999", ".5")]
    fits = [a for a in around if len(a.split(".")[0]) <= size - places and (places >= 4 or "." not in a)]
    values = [largest, f"-{largest}", "0", *fits, *(f"-{a}" for a in fits)]
    if engine.dialect is DATAFUSION:
        rows = [decimal.Decimal(value) for value in values]
        type_ = pa.decimal128(size, places) if size <= 38 else pa.decimal256(size, places)
        keys = pa.array(range(1, len(rows) + 1), pa.int64())
        engine.register("raw", pa.table({"key": keys, "value": pa.array(rows, type_)}))
    else:
        _fill_clickhouse(engine, f"Decimal({size}, {places})", values)
    for attribute, kept in (("i", 0), ("d0", 0), ("d2", 2), ("d6", 6)):
        got = _column(engine, attribute, Physical("decimal", size, places))
        read = [v.read_decimal(a, kept) if attribute != "i" else v.read_integer(a) for a in values]
        assert got == [_value(each) for each in read], attribute
    counted = [_value(v.second_of(math.floor(decimal.Decimal(a)), 0, v.UTC_ZONE)) for a in values]
    assert _column(engine, "m_s", Physical("decimal", size, places)) == counted


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_sets_by_every_separator(engine: Any) -> None:
    """Entries are mapped once each, blanks around them go, and a separator may begin or end with one."""
    text = [" x y", "a x xb", "b; a ;b;c", "x\u3000;\u00a0y", ";", "é;z;Z", "a\x1fb"]
    for separator in (";", " x", "; ", "x"):
        node = engine.dialect.set_of_text(n.column("value"), separator, [("a", "b"), ("b", " c "), ("c", "")])
        if engine.dialect is DATAFUSION:
            engine.clear()
            engine.register("raw", pa.table({"key": pa.array(range(len(text))), "value": pa.array(text)}))
        elif separator == ";":
            engine.execute("CREATE TABLE raw (key Int64, value Nullable(String)) ENGINE = Memory")
            engine.insert("raw", ["key", "value"], list(enumerate(text)))
        for statement in engine.dialect.view("sets", n.select([n.column("key"), n.named(node, "s")], n.table(["raw"]))):
            engine.execute(engine.dialect.print(statement))
        got = dict(engine.execute('SELECT * FROM "sets"').fetchall())
        for key, each in enumerate(text):
            entries = [entry.strip(v.BLANK_CHARACTERS) for entry in each.split(separator)]
            wanted = v.set_of([{"a": "b", "b": "c", "c": ""}.get(entry, entry) for entry in entries])
            assert got[key] == _value(wanted), (separator, each)


def test_a_separator_with_the_mark_of_sets_is_refused() -> None:
    with pytest.raises(Unsayable, match="U\\+001F"):
        DATAFUSION.set_of_text(n.column("t"), "\x1f;", ())


# A type of ClickHouse → an expression for its value, what is read from it, and what is found there.
ODD: list[tuple[str, str, dict[str, object]]] = [
    ("FixedString(5)", "'yes'", {"t": "yes", "b": True, "o": "yes"}),
    ("FixedString(3)", "'\\0\\0\\0'", {"t": None, "s": None}),
    ("Enum8('b c' = 1, '7' = 2)", "'7'", {"t": "7", "i": 7, "d2": 700}),
    ("LowCardinality(String)", "'7.005'", {"d2": 701, "t": "7.005"}),
    ("UUID", "'61f0c404-5cb3-11e7-907b-a6006ad3dba0'", {"t": "61f0c404-5cb3-11e7-907b-a6006ad3dba0", "i": None}),
    ("String", "unhex('61FF')", {"t": None, "s": None, "i": None}),
    ("String", "unhex('EDA080')", {"t": None, "o": None}),
    ("String", "unhex('6100')", {"t": "a\0", "o": None}),
    ("Nullable(String)", "NULL", {"t": None, "i": None, "m": None}),
    ("UInt64", "18446744073709551615", {"t": "18446744073709551615", "i": None, "d2": None, "m": None}),
    ("UInt64", "4000000000000000", {"i": 4_000_000_000_000_000, "d2": None}),
    ("UInt8", "1", {"b": True, "t": "1", "d6": 1_000_000}),
    ("Int128", "toInt128('-170141183460469231731687303715884105728')", {"i": None, "t": str(-(2**127)), "d2": None}),
    ("Bool", "true", {"b": True}),
    ("Date", "'2149-06-06'", {"d": None, "m": None}),
    ("Date", "'2026-03-29'", {"d": 20_541}),
    ("Date32", "'1900-01-01'", {"d": -25_567, "m": None}),
    (
        "DateTime('Europe/Berlin')",
        "toDateTime('2026-01-01 00:30:00', 'Europe/Berlin')",
        {"m": 1_767_223_800, "d": 20_454},
    ),
    ("DateTime", "toDateTime('2026-01-01 00:30:00', 'UTC')", {"m": 1_767_227_400, "m_z": 1_767_227_400}),
    ("DateTime64(9, 'UTC')", "toDateTime64('1950-01-01 00:00:00.000000001', 9, 'UTC')", {"d": None, "m": None}),
    ("DateTime64(3)", "toDateTime64('1969-12-31 22:59:59.999', 3, 'UTC')", {"d": None}),
    ("Float32", "0.285", {"d2": 28, "i": None}),
    ("Float64", "nan", {"d2": None, "i": None, "m_s": None}),
    ("Decimal(66, 10)", "7.0050000001", {"d2": 701, "i": None}),
]


@needs_clickhouse
@pytest.mark.parametrize(("type_", "value", "found"), ODD, ids=[f"{t} {i}" for i, (t, _, _) in enumerate(ODD)])
def test_types_of_clickhouse(type_: str, value: str, found: dict[str, object]) -> None:
    engine: Any = opened("clickhouse")
    engine.clear()
    declared = column_type(type_)
    assert isinstance(declared, Physical)
    engine.execute(f"CREATE TABLE raw (key Int64, value {type_}) ENGINE = MergeTree ORDER BY ()")
    engine.execute(f"INSERT INTO raw SELECT 1, {value}")
    for attribute, right in found.items():
        [got] = _column(engine, attribute, declared)
        assert (type(got), got) == (type(right), right), attribute


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("LowCardinality(Nullable(String))", Physical("text")),
        ("FixedString(16)", Physical("text")),
        ("Enum16('a)' = 1, 'b' = 2)", Physical("text")),
        ("Nullable(DateTime64(3, 'Europe/Berlin'))", Physical("timestamp with time zone")),
        ("DateTime", Physical("timestamp with time zone")),
        ("Nullable(Date32)", Physical("date")),
        ("UInt128", Physical("integer")),
        ("Nullable(Decimal(38, 10))", Physical("decimal", 38, 10)),
        ("Decimal(76, 0)", None),
        ("Int256", None),
        ("Bool", Physical("boolean")),
        ("Float32", Physical("double")),
        ("Array(String)", None),
        ("Map(String, String)", None),
        ("Tuple(Int8)", None),
        ("JSON", None),
    ],
)
def test_types_as_clickhouse_writes_them(written: str, found: object) -> None:
    assert column_type(written) == found
