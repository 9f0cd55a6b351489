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
from scoreline.compiler.values import BLANK_CHARACTERS, Verdict
from scoreline.data.reading import reader
from scoreline.dsl.binding import Binding, ColumnBinding, EventsBinding, LeadsBinding
from scoreline.dsl.model import Attribute, Schema, ValueType
from scoreline.dsl.zones import zone as zone_of

ZONES = ("UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kathmandu")
OPTIONS = ("a", "b c", "1", "ü", "yes")

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
    "opt_m": (ValueType("text", options=OPTIONS), {"missing": ("Select", "b c"), "values": (("Y", "yes"), ("3", "a"))}),
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


def check(engine: Engine, type_: str, zone: str, values: list[Any]) -> None:
    for known in (False, True):
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


digits = st.text("0123456789", min_size=1, max_size=25)
blanks = st.text(BLANK_CHARACTERS, max_size=3)
signs = st.sampled_from(["", "", "+", "-", "−", "+-"])
numbers = st.one_of(
    st.builds("{}{}".format, signs, digits),
    st.builds("{}{}.{}".format, signs, digits, st.one_of(digits, st.sampled_from(["", "0", "5", "005", "4999999999999", "5000001"]))),
    st.builds("{}.{}".format, signs, digits),
    st.builds("{}{}{}{}".format, signs, st.sampled_from(["1", "1.5", ".5", "4", "0", "123.456", "1."]), st.sampled_from("eE"), st.integers(-330, 330)),
    st.builds("{}.{}5".format, st.integers(-10, 10), st.sampled_from(["00", "0", "", "12345", "000000", "12"])),
    st.integers(4 * 10**15 - 2, 4 * 10**15 + 2).map(str),
    st.integers(-(10**19), 10**19).map(str),
    st.sampled_from(["1e400", "-1e400", "1e-400", "nan", "NaN", "inf", "-Infinity", "0x10", "1_000", "1,5", "1.2.3", "٣", "４", "1e", "e5", ".", "-", "+", "0" * 400 + "7", "9" * 400, "0." + "0" * 400 + "5", "1e99999999999999999999", "²"]),
)  # fmt: skip
clocks = st.builds(
    "{}{}{}".format,
    st.sampled_from(["00:00", "01:59", "02:00", "02:30", "03:00", "23:59", "24:00", "12:60", "1:05", "00:30"]),
    st.sampled_from(["", "", ":00", ":59", ":60", ":5", ":30.", ":30.999999999999", ":30,5"]),
    st.sampled_from(["", "", "", "Z", " Z", "UTC", " UTC", "  UTC", "z", "+00", "+0530", "-03:00", " +01:00", "+24:00", "+1", "+12:60", "-00:44:30", "−03:00"]),
)  # fmt: skip
change_days = [
    dt.date(2026, 3, 29), dt.date(2026, 10, 25), dt.date(2018, 11, 4), dt.date(2019, 2, 17), dt.date(2026, 3, 8),
    dt.date(2026, 11, 1), dt.date(2011, 12, 29), dt.date(2011, 12, 30), dt.date(2011, 12, 31), dt.date(1986, 1, 1),
    dt.date(1970, 1, 1), dt.date(1970, 1, 2), dt.date(1970, 1, 3), dt.date(2099, 12, 31), dt.date(2100, 1, 1), dt.date(1900, 1, 1),
    dt.date(1899, 12, 31), dt.date(2024, 2, 29),
]  # fmt: skip
days = st.one_of(st.sampled_from(change_days), st.dates(dt.date(1890, 1, 1), dt.date(2110, 1, 1)))
written_days = st.one_of(
    days.map(str),
    st.sampled_from(["2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "0000-01-01", "2026-1-1", "12026-01-01", "1900-02-29", "2026/01/01", "２０２６-01-01"]),
)  # fmt: skip
times = st.one_of(
    written_days,
    st.builds("{}{}{}".format, written_days, st.sampled_from(["T", " ", "  ", "t", ""]), clocks),
    st.builds("{1:%d}/{1:%m}/{0:04d}".format, st.sampled_from([1899, 1900, 1999, 2026, 2100]), days),
    st.builds("{}/{}/{:02d} {}:{} {}".format, st.integers(0, 13), st.integers(1, 31), st.integers(0, 99), st.integers(0, 13), st.sampled_from(["00", "59", "60", "5"]), st.sampled_from(["AM", "pm", "Pm", "xm", ""])),
    st.builds("{} {} {} {}:{}:{}.{}{}".format, st.integers(0, 32), st.sampled_from(["Jan", "FEB", "mar", "Dec", "Dez", "ſep"]), st.sampled_from(["1970", "2026", "2099", "99"]), st.integers(0, 25), st.sampled_from(["00", "59"]), st.sampled_from(["00", "61"]), st.sampled_from(["0", "999"]), st.sampled_from(["Z", "UTC", "+01", "-0330", "+25:00", "+01:75", ""])),
    st.builds("{} {}, {} {}".format, st.sampled_from(["January", "march", "OCTOBER", "Oct"]), st.integers(0, 32), st.sampled_from([1950, 1970, 2026]), st.integers(0, 24)),
    st.builds("{:%Y%m%d}".format, days),
    st.integers(10**12, 2 * 10**12).map(str),
    st.builds("{}.{}".format, st.integers(0, 5 * 10**9), digits),
)  # fmt: skip
words = st.sampled_from([
    "", "true", "TRUE", "Yes", "nO", "t", "F", "y", "N", "1", "0", "2", "on", "yeſ", "ja", "Select", "Y", "a", "b c", " a",
    "ü", "u\u0308", "\u200b", "\x00", "a\x00", "\x85", "\ufeff", "\u2028", "x" * 65_535, "x" * 65_536, "é" * 65_536, " " * 70_000,
    "'", '"', "\\", "{{", "--", "\u202e", "😀", "-1", "5", "x", "3", "12", "0.0", "-0",
])  # fmt: skip
texts = st.builds(
    "{1}{0}{2}".format,
    st.one_of(numbers, times, words, st.text(st.characters(codec="utf-8"), max_size=8)),
    blanks,
    blanks,
)
zones = st.sampled_from(ZONES)
few = settings(max_examples=20, deadline=None)


@few
@given(zones, st.lists(st.one_of(st.none(), texts), min_size=20, max_size=60))
@example("Europe/Berlin", ["2026-03-29 02:30", "2026-10-25 02:30:00", "2026-10-25T02:30:00+02:00"])
@example("America/Sao_Paulo", ["2018-11-04 00:30", "2018-11-04", "2019-02-16 23:30"])
def test_texts(engine: Engine, zone: str, values: list[str | None]) -> None:
    check(engine, "VARCHAR", zone, values)


doubles = st.one_of(
    st.floats(),
    st.integers(-(10**7), 10**7).map(lambda n: n / 1000),
    st.integers(-(5 * 10**15), 5 * 10**15).map(float),
    st.sampled_from([0.5, -0.5, 1.005, 2.675, 0.285, 1e22, -0.0, 4e15, 4000000000000000.5, 1.7e9, 1.7e12, 1.7e18, 20260101.0]),
)  # fmt: skip
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


@pytest.mark.parametrize("type_", TYPED)
@settings(max_examples=4, deadline=None)
@given(st.data())
def test_typed_columns(engine: Engine, type_: str, data: st.DataObject) -> None:
    values = data.draw(st.lists(st.one_of(st.none(), TYPED[type_]), min_size=10, max_size=40))
    check(engine, type_, data.draw(st.sampled_from(["UTC", "Pacific/Apia"])), values)
