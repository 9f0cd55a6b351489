"""The typed inputs in SQL read every raw value as `compiler/values.py` reads it: same value, same verdict."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scoreline.compiler.sql import inputs
from scoreline.compiler.values import Verdict
from scoreline.data.reading import reader
from scoreline.dsl.binding import Binding, ColumnBinding, EventsBinding, LeadsBinding
from scoreline.dsl.model import Attribute, Schema, ValueType
from scoreline.dsl.zones import zone as zone_of
from support.raw_values import BOUNDARIES, days, texts

ZONES = ("UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kathmandu")
OPTIONS = ("a", "b c", "1", "ü", "yes")
SAID = (("Y", "yes"), ("3", "a"), ("1", "ü"))

# name → (type, what the binding says of the column)
READINGS: dict[str, tuple[ValueType, dict[str, Any]]] = {
    "txt": (ValueType("text"), {}),
    "opt": (ValueType("text", options=OPTIONS), {}),
    "int": (ValueType("integer"), {}),
    "dec0": (ValueType("decimal", 0), {}),
    "dec2": (ValueType("decimal", 2), {}),
    "dec6": (ValueType("decimal", 6), {}),
    "bool": (ValueType("boolean"), {}),
    "date": (ValueType("date"), {}),
    "date_z": (ValueType("date"), {"zone": "Pacific/Apia"}),
    "time": (ValueType("timestamp"), {}),
    "time_z": (ValueType("timestamp"), {"zone": "Asia/Tehran"}),
    "time_ms": (ValueType("timestamp"), {"unit": "milliseconds"}),
    "date_s": (ValueType("date"), {"unit": "seconds"}),
    "time_ns": (ValueType("timestamp"), {"unit": "nanoseconds"}),
    "date_f": (ValueType("date"), {"format": "%d/%m/%Y"}),
    "date_c": (ValueType("date"), {"format": "%Y%m%d"}),
    "time_f": (ValueType("timestamp"), {"format": "%m/%d/%y %I:%M %p"}),
    "time_g": (ValueType("timestamp"), {"format": "%d %b %Y %H:%M:%S.%f%z"}),
    "date_g": (ValueType("date"), {"format": "%B %d, %Y %H", "zone": "Pacific/Apia"}),
    "int_m": (ValueType("integer"), {"missing": ("-1", "0", "true", ""), "values": (("x", "7"), ("5", "")) }),
    "opt_m": (ValueType("text", options=OPTIONS), {"missing": ("Select", "b c"), "values": SAID}),
    "txt_m": (ValueType("text"), {"missing": ("-", "1e2", "86400", "x"), "values": (("a", "b"), ("12", "twelve")) }),
    "time_m": (ValueType("timestamp"), {"missing": ("1970-01-02T00:00:00Z",), "values": (("now", "2026-03-29"),)}),
    "bool_m": (ValueType("boolean"), {"values": (("true", "no"), ("2", "yes"), ("12", "maybe"))}),
}  # fmt: skip


def query(zone: str, table: str, physical: str | None) -> str:
    schema = Schema(tuple(Attribute(name, type_) for name, (type_, _) in READINGS.items()), "txt", None, ())
    columns = tuple(ColumnBinding(name, "the Column", **said) for name, (_, said) in READINGS.items())
    nothing = ColumnBinding("lead", "lead")
    binding = Binding(LeadsBinding((table,), columns), EventsBinding(("events",), nothing, nothing, nothing, None, ()))
    known = None if physical is None else {"the column": physical}
    read = inputs.raw_leads(schema, binding, zone_of(zone), known, verdicts=True)
    found = [f"a{read.positions[name]}, v{read.positions[name]}" for name in READINGS]
    raw = "CAST(c0 AS VARCHAR)" if "TIMESTAMPTZ" in table else "c0"  # fetching one wants a package
    return f"SELECT {raw}, {', '.join(found)} FROM ({read.query.sql('duckdb')})"


class Engine:
    """DuckDB with a table per column type, and the statements that read them, prepared once."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'Asia/Kolkata'")
        self.prepared: set[str] = set()

    def read(self, type_: str, zone: str, known: bool, values: list[Any]) -> list[tuple[Any, ...]]:
        table, statement = f"raw {type_}", f"{type_} {zone} {known}"
        if statement not in self.prepared:
            self.connection.execute(f'CREATE TABLE IF NOT EXISTS "{table}" ("the Column" {type_})')
            self.connection.execute(f'INSERT INTO "{table}" VALUES (NULL)')
            found = self.connection.execute(f'SELECT typeof("the Column") FROM "{table}"').fetchone()
            assert found is not None
            text = query(zone, table, found[0] if known else None)
            self.connection.execute(f'PREPARE "{statement}" AS {text}')
            self.prepared.add(statement)
        self.connection.execute(f'DELETE FROM "{table}"')
        rows = ", ".join("(?)" for _ in values)
        self.connection.execute(f'INSERT INTO "{table}" VALUES {rows}', values)
        return self.connection.execute(f'EXECUTE "{statement}"').fetchall()


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def check(engine: Engine, type_: str, zone: str, values: list[Any], known: bool = False) -> None:
    for raw, *read in engine.read(type_, zone, known, values):
        if type_ == "TIMESTAMPTZ" and raw is not None:
            raw = dt.datetime.fromisoformat(raw)
        for index, (name, (value_type, said)) in enumerate(READINGS.items()):
            got, verdict = read[2 * index : 2 * index + 2]
            expected = reader(ColumnBinding(name, "c", **said), value_type, zone_of(zone))(raw)
            match expected:
                case None:
                    wanted: tuple[Any, int] = None, 1
                case Verdict.UNREADABLE:
                    wanted = None, 2
                case Verdict.UNEXPECTED:
                    wanted = None, 3
                case _:
                    wanted = expected, 0
            assert (type(got), got, verdict) == (type(wanted[0]), *wanted), (name, type_, zone, raw)


zones = st.sampled_from(ZONES)
few = settings(max_examples=15, deadline=None)


@few
@given(zones, st.lists(st.one_of(st.none(), texts), min_size=20, max_size=60))
@example("Europe/Berlin", ["2026-03-29 02:30", "2026-10-25 02:30:00", "2026-10-25T02:30:00+02:00"])
@example("America/Sao_Paulo", ["2018-11-04 00:30", "2018-11-04", "2019-02-16 23:30"])
def test_texts(engine: Engine, zone: str, values: list[str | None]) -> None:
    check(engine, "VARCHAR", zone, values)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("known", [False, True])
def test_boundaries(engine: Engine, zone: str, known: bool) -> None:
    check(engine, "VARCHAR", zone, BOUNDARIES, known)


doubles = st.one_of(
    st.floats(),
    st.integers(-(10**7), 10**7).map(lambda n: n / 1000),
    st.integers(-(5 * 10**15), 5 * 10**15).map(float),
    st.sampled_from([0.5, -0.5, 1.005, 2.675, 0.285, 1e22, -0.0, 4e15, 4000000000000000.5, 1.7e9, 1.7e12, 1.7e18]),
)
moments = st.builds(
    lambda day, second, micro: dt.datetime(day.year, day.month, day.day) + dt.timedelta(0, second, micro),
    days,
    st.integers(0, 86_399),
    st.sampled_from([0, 1, 500_000, 999_999]),
)
TYPED: dict[str, st.SearchStrategy[Any]] = {
    "DOUBLE": doubles,
    "FLOAT": st.one_of(st.floats(width=32), st.sampled_from([0.5, 16777216.0, 0.25, 3e9, 1.0])),
    "BIGINT": st.one_of(st.integers(-(2**63), 2**63 - 1), st.integers(-5, 20), st.integers(0, 5 * 10**9)),
    "TINYINT": st.integers(-128, 127),
    "HUGEINT": st.one_of(st.integers(-(2**126), 2**126), st.integers(10**17, 5 * 10**18)),
    "BOOLEAN": st.booleans(),
    "DATE": days,
    "TIMESTAMP": moments,
    "TIMESTAMP_S": moments.map(lambda m: m.replace(microsecond=0)),
    "TIMESTAMP_NS": moments,
    "TIMESTAMPTZ": moments.map(lambda m: m.replace(tzinfo=dt.UTC)),
    "DECIMAL(18,3)": st.integers(-(10**17), 10**17).map(lambda n: Decimal(n) / 1000),
    "DECIMAL(2,2)": st.integers(-99, 99).map(lambda n: Decimal(n) / 100),
    "DECIMAL(38,0)": st.integers(-(10**37), 10**37).map(Decimal),
    "ENUM('a', '5', ' yes', '2026-01-01')": st.sampled_from(["a", "5", " yes", "2026-01-01"]),
    "INTEGER[]": st.lists(st.integers(0, 3), max_size=2),
}


@pytest.mark.parametrize("known", [False, True])
def test_boundaries_of_types(engine: Engine, known: bool) -> None:
    seconds = [86_399, 86_400, 4_102_444_799, 4_102_444_800, 4 * 10**15, 4 * 10**15 + 1, -(4 * 10**15) - 1, 0, 1, 2, -1]
    millis = [86_399_999, 86_400_000, 4_102_444_799_999, 4_102_444_800_000]
    halves = [0.005, 1.005, -1.5, 1.5, 2.5, -0.5, -0.0, 4e15, 4000000000000001.0, 86_400.5, 86_399.9]
    decimals = [Decimal(n) / 1000 for n in (1_005, -1_005, 1_004, 5, -5, 499, 500, 86_400_999)]
    check(engine, "BIGINT", "Pacific/Apia", [*seconds, *millis], known)
    check(engine, "DOUBLE", "Pacific/Apia", halves, known)
    check(engine, "DECIMAL(18,3)", "Pacific/Apia", decimals, known)


@pytest.mark.parametrize("type_", TYPED)
@pytest.mark.parametrize("known", [False, True])
@settings(max_examples=4, deadline=None)
@given(st.data())
def test_typed_columns(engine: Engine, known: bool, type_: str, data: st.DataObject) -> None:
    values = data.draw(st.lists(st.one_of(st.none(), TYPED[type_]), min_size=10, max_size=40))
    check(engine, type_, "Pacific/Apia", values, known)


# Texts at whose first or last character, or length, what is read at once ends.
EDGES = (
    [
        *OPTIONS,
        "b c ",
        "1 ",
        "",
        " ",
        "!",
        "!a",
        "a!",
        "~",
        "~a",
        "a~",
        "\x7f",
        "\x7fa",
        "a\x7f",
        "\x1fa",
        "\x00a",
        "a\x00",
    ]
    + [f"{first}{word}{last}" for word in ("a", "x", "12", "Select", "now") for first in ("", " ") for last in "! \t~"]
    + [
        "\u00a0a",
        "a\u00a0",
        "\u3000a",
        "a\u3000",
        "\u00a0",
        "é",
        "éa",
        "aé",
        "\u0085a",
        "a\u0308",
        "-",
        "- ",
        "x",
        "x\v",
    ]
    + [
        first + letter * length
        for first in ("", "!")
        for letter in "xé~"
        for length in (32_767, 32_768, 65_534, 65_535)
    ]
    + ["é" + "x" * 65_534, "é" + "x" * 65_535, "x" * 65_534 + " ", "x" * 65_535 + " ", " " + "x" * 65_535]
)
# The written times that are read at once, and those that are nearly such.
NEARLY = """2026-03-29 02:30:00|2026-03-29T02:30:00|2026-03-29T02:30:00Z|2026-03-29 02:30:00Z|2026-03-29T02:30:00z
2026-03-29  02:30:00|2026-03-29T02:30:00 Z|2026-03-29T02:30:00ZZ|2026-03-29t02:30:00|2026-03-29T02:30:00.Z
2026-03-29T02:30:00.999999Z|2026-03-29T02:30:00.9999999|2026-03-29T02:30:60|2026-03-29T24:00:00|2026-03-29T23:59:59Z
2026-02-29T00:00:00Z|2024-02-29T00:00:00Z|2026-00-01T00:00:00Z|0000-01-01T00:00:00Z|9999-12-31T23:59:59Z
10000-01-01T00:00:00Z|-0044-03-15T00:00:00Z|0044-03-15 00:00:00 (BC)|infinity|-infinity|epoch|2026-3-29 02:30:00
+026-03-29 02:30:00|1970-01-01T23:59:59Z|1970-01-02T00:00:00Z|1970-01-02 00:00:00|1970-01-01 00:00:00
2099-12-31T00:00:00|2099-12-31T00:00:01Z|2099-12-31 23:59:59|2100-01-01T00:00:00Z|2026-03-29T02:30:00+00
2026-03-29T02:30:00-0000|2026-03-29 02:30:00 UTC|2026-03-29T02:30|2011-12-30 12:00:00"""


@pytest.mark.parametrize("known", [False, True])
def test_texts_at_the_edges(engine: Engine, known: bool) -> None:
    check(engine, "VARCHAR", "UTC", EDGES, known)


@pytest.mark.parametrize(("zone", "known"), [*((zone, False) for zone in ZONES), ("Europe/Berlin", True)])
def test_times_at_the_edges(engine: Engine, zone: str, known: bool) -> None:
    written = [time for line in NEARLY.splitlines() for time in line.split("|")]
    check(
        engine,
        "VARCHAR",
        zone,
        [*written, *(f" {time}" for time in written), *(f"{time}\n" for time in written)],
        known,
    )


@pytest.mark.parametrize(("zone", "known"), [("UTC", False), ("Pacific/Apia", False), ("Pacific/Apia", True)])
def test_typed_times_at_the_edges(engine: Engine, zone: str, known: bool) -> None:
    days_ = [(1969, 12, 31), (1970, 1, 1), (1970, 1, 2), (1970, 1, 3), (2018, 11, 4), (2099, 12, 30), (2099, 12, 31)]
    clocks_ = [(0, 0, 0, 0), (0, 0, 0, 1), (0, 30), (12,), (23, 59, 59, 999_999)]
    every = [dt.datetime(*day, *clock) for day in [*days_, (2100, 1, 1)] for clock in clocks_]
    check(engine, "TIMESTAMP", zone, every, known)
    check(engine, "TIMESTAMP_NS", zone, every, known)
    check(engine, "TIMESTAMPTZ", zone, [each.replace(tzinfo=dt.UTC) for each in every], known)
    firsts = [dt.date(1899, 12, 31), dt.date(1900, 1, 1), dt.date(2099, 12, 31), dt.date(2100, 1, 1)]
    check(engine, "DATE", zone, [*firsts, *(dt.date(*day) for day in days_)], known)


FAR = "infinity|-infinity|10000-01-01|9999-12-31|0044-03-15 (BC)|0001-01-01|290000-01-01"


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("type_", ["DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMPTZ"])
def test_times_beyond_all_calendars(engine: Engine, type_: str, known: bool) -> None:
    """None of them is a value of any type, and none is missing."""
    values = ", ".join(f"(CAST('{day}' AS {type_}))" for day in FAR.split("|"))
    engine.connection.execute(f'CREATE OR REPLACE TABLE far AS SELECT * FROM (VALUES {values}) AS days("the Column")')
    found = engine.connection.execute('SELECT typeof("the Column") FROM far').fetchone()
    assert found is not None
    text = query("Europe/Berlin", "far", found[0] if known else None)
    rows = engine.connection.execute(f"SELECT * EXCLUDE (c0) FROM ({text})").fetchall()
    assert rows == [(None, 2) * len(READINGS)] * len(FAR.split("|"))


@pytest.mark.parametrize("type_", ["DECIMAL(38,10)", "DECIMAL(4,0)", "UBIGINT", "UHUGEINT", "FLOAT"])
@pytest.mark.parametrize("known", [False, True])
def test_numbers_at_the_edges(engine: Engine, type_: str, known: bool) -> None:
    near = ["0", "1", "12", "86399", "86400", "4102444799", "4102444800", "4000000000", "4000000001"]
    near += ["40000000000000", "40000000000001", "4000000000000000", "4000000000000001", "100000000000000000"]
    near += ["18446744073709551615", "0.5", "1.5", "1.005", "0.0049999999", "0.005", "1.0000005", "0.00000049"]
    near += ["40000000000000.0049", "40000000000000.005", "4000000000.0000004", "4000000000.0000005"]
    signed = [*near, *(f"-{each}" for each in near)]
    table = f'CREATE OR REPLACE TABLE parsed AS SELECT try_cast(unnest(?) AS {type_}) AS "the Column"'
    engine.connection.execute(table, [signed])
    rows = engine.connection.execute('SELECT DISTINCT "the Column" FROM parsed').fetchall()
    check(engine, type_, "UTC", [value for (value,) in rows], known)
