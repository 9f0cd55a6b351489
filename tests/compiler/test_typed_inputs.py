"""Raw columns of declared types, read in every engine as DuckDB's own reader reads them, row for row."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import pytest
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.sql.dialects.lowering import Unsayable
from scoreline.compiler.sql.dialects.postgres import POSTGRES
from scoreline.compiler.sql.typed import Physical, Refused, typed_inputs
from scoreline.compiler.sql.typed.columns import natural
from scoreline.dsl.binding import Binding
from scoreline.dsl.load import load_text
from support import typed
from support.raw_values import BOUNDARIES
from support.typed import Engines, bind, compare, compare_column, literal, run

RULES = """
ruleset r version "1", time zone "{zone}"
lead {{
  id: integer key
  t: text  t_m: text  o: one of ("a", "b c", "1", "yes")  o_m: one of ("a", "yes")
  i: integer  i_m: integer  d0: decimal(0)  d2: decimal(2)  d6: decimal(6)  d2_m: decimal(2)
  b: yes or no  b_m: yes or no
  d: date  d_z: date  d_s: date  d_m: date  m: timestamp  m_z: timestamp  m_s: timestamp  m_ms: timestamp
  m_us: timestamp  m_ns: timestamp  m_m: timestamp
  s: set of text  s_m: set of text
}}
score x {{ "x" +1 when i is 1 }}
"""
BINDING = """
[leads]
table = "raw"
[leads.columns]
id = "key"
t = "value"
t_m = { column = "value", missing = ["-1", "true", "n/a"], values = { "7" = "seven", a = "A", false = "no", "0" = "" } }
o = "value"
o_m = { column = "value", values = { Y = "yes", "3" = "a", true = "yes", false = "a" } }
i = "value"
i_m = { column = "value", missing = ["-1", "0", "n/a"], values = { x = "7", "5" = "", true = "1" } }
d0 = "value"
d2 = "value"
d6 = "value"
d2_m = { column = "value", missing = ["0"], values = { x = "1.005", "12" = "7", "9007199254740993" = "9" } }
b = "value"
b_m = { column = "value", missing = ["n"], values = { true = "no", "2" = "yes", "12" = "maybe", J = "y" } }
d = "value"
d_z = { column = "value", zone = "Pacific/Apia" }
d_s = { column = "value", unit = "seconds" }
d_m = { column = "value", values = { soon = "2026-02-03", "0" = "2026-12-31" } }
m = "value"
m_z = { column = "value", zone = "America/New_York" }
m_s = { column = "value", unit = "seconds" }
m_ms = { column = "value", unit = "milliseconds" }
m_us = { column = "value", unit = "microseconds" }
m_ns = { column = "value", unit = "nanoseconds" }
m_m = { column = "value", zone = "Asia/Kathmandu", values = { soon = "2026-02-03 04:05", "0" = "2026-12-31" } }
s = "value"
s_m = { column = "value", separator = ",", values = { a = "Å", "7" = "", x = " y " } }
"""
NUMBERS = ("i", "i_m", "d0", "d2", "d6", "d2_m")
COUNTED = ("d_s", "m_s", "m_ms", "m_us", "m_ns")
MAPPED = ("t_m", "o_m", "b_m", "d_m", "m_m")
TIMES = ("d", "d_z", "d_s", "d_m", *("m", "m_z", "m_s", "m_ms", "m_us", "m_ns", "m_m"))


@lru_cache
def plan(zone: str = "Europe/Berlin") -> Plan:
    loaded = load_text(RULES.format(zone=zone))
    assert loaded.ruleset is not None, loaded.diagnostics
    return lower(loaded.ruleset)


def reading(read: Sequence[str], of: Plan) -> Binding:
    """The binding above, with only these attributes; nothing is read of the others."""
    kept = [line for line in BINDING.splitlines() if (word := line.split(" = ")[0]) not in attributes() or word in read]
    absent = [name for name in attributes() if name not in read]
    text = "\n".join(kept).replace('table = "raw"', f'table = "raw"\nabsent = [{", ".join(map(repr, absent))}]')
    return bind(text, of)


def attributes() -> list[str]:
    return [attribute.name for attribute in plan().schema.attributes if attribute.name != "id"]


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    yield from typed.engines()


# A column → its declared type, how the engines call it, what is read from it, and what stands in it.
INTEGERS = [
    *("0", "1", "-1", "2", "3", "5", "7", "12", "-12", "4000000000000000", "4000000000000001", "-4000000000000000"),
    *("40000000000000", "40000000000001", "-40000000000001", "4000000000", "4000000001", "9007199254740993"),
    *("86399", "86400", "4102444799", "4102444800", "86399999", "86400000", "4102444799999", "4102444800000"),
    *("86400000000000", "86399999999999", "4102444799999999999", "4102444800000000000", "9223372036854775807"),
    *("-9223372036854775808", "1774746000", "1774746000123", "1774746000123456", "1774746000123456789", "1292839200"),
]
DOUBLES = [
    *("0", "-0.0", "1", "-1", "7", "7.5", "2.675", "1.005", "0.005", "-0.005", "-1.005", "0.285", "1e15", "4e15"),
    *("4000000000000001", "-4000000000000001", "9007199254740992", "9007199254740993", "9007199254740994", "1e16"),
    *("1e300", "-1e300", "1e308", "5e-324", "-5e-324", "NaN", "Infinity", "-Infinity", "0.1", "0.5", "-0.5", "12"),
    *("86399.999", "86400", "4102444799.9", "4102444800", "1774746000.5", "1774746000123.75", "4102444799999999744"),
    *("40000000000000.004", "40000000000000.01", "0.0000005", "0.0000004999", "123456.789"),
]
DECIMALS = [
    *("0", "1", "-1", "7", "12", "1.005", "-1.005", "1.004999", "2.675", "0.0000005", "-0.0000005", "0.0000004"),
    *(
        "0.4999999999",
        "0.5",
        "-0.5",
        "4000000000000000",
        "4000000000000000.4",
        "4000000000000000.5",
        "-4000000000000000",
    ),
    *("-4000000000000000.5", "40000000000000.0049", "40000000000000.005", "4000000000.0000004", "4000000000.0000005"),
    *("123456789012345678901234.5", "86399.9", "86400", "4102444799.9", "4102444800", "1774746000123.7"),
    *("9007199254740993", "4102444799999999999.9", "999999999999999.999999"),
]
CLOCKS = [
    *("1970-01-01 00:00:00", "1970-01-01 23:59:59.999999", "1970-01-02 00:00:00", "1969-12-31 23:59:59.5"),
    *("1900-01-01 00:00:00", "1899-12-31 23:59:59.999999", "1950-06-01 12:00:00.000001", "1970-01-02 05:30:00"),
    *("2026-03-29 01:59:59.999999", "2026-03-29 02:00:00", "2026-03-29 02:30:00", "2026-03-29 03:00:00"),
    *("2026-10-25 01:59:59", "2026-10-25 02:00:00", "2026-10-25 02:30:00.5", "2026-10-25 03:00:00"),
    *(
        "2026-03-08 02:30:00",
        "2026-11-01 01:30:00",
        "2011-12-29 23:59:59",
        "2011-12-30 12:00:00",
        "2011-12-31 00:00:00",
    ),
    *("2099-12-31 23:59:59.999999", "2100-01-01 00:00:00", "2100-01-01 05:00:00", "2024-02-29 12:00:00", "0001-01-01"),
    *(
        "9999-12-31 23:59:59",
        "infinity",
        "-infinity",
        "2018-11-04 00:30:00",
        "2026-07-01 22:30:00",
        "1986-01-01 00:10:00",
    ),
]
DATES = [
    *("1970-01-01", "1970-01-02", "1969-12-31", "1900-01-01", "1899-12-31", "2026-03-29", "2026-10-25", "2099-12-31"),
    *("2100-01-01", "2024-02-29", "0001-01-01", "9999-12-31", "infinity", "-infinity", "2018-11-04", "2011-12-30"),
]
ZONED = [f"{clock}{zone}" for clock in CLOCKS if ":" in clock for zone in ("+00", "+14", "-03:30")]
TEXTS_TOO = [
    *("a", " a ", "b c", "b  c", "A", "x", "J", "Y", "soon", " soon\t", "n/a", "yes", "YES", "yEs", " No ", "tRuE"),
    *(
        "",
        " ",
        "\u00a0",
        "\u3000\t",
        "\n\v\f\r ",
        "a;b;a",
        "a, x ,7,,b",
        ";",
        " ; ",
        ";;a",
        "a\x1fb",
        "ß;z;Z;é;e",
        "😀;a",
    ),
    *("a;a\x01;\x01", "7", "07", "7.0", "7.", ".0", "-.0", "+7", "-1", "1e3", "1.5e-2", "-1e-2", "1e400", "1e-400"),
    *("0e99999999", "1e-99999999", "-1e-400", "1e15", "3999999999999999.5e0", "5e-7", "4000000000000000.4"),
    *("4000000000000000.5", "0" * 300 + "7", "0." + "0" * 400 + "5", "9" * 400, "1e", "e5", ".", "+", "-", "", "0x10"),
    *("2026-02-29", "2024-02-29", "1900-02-29", "2026-02-03", "2026-13-01", "2026-00-10", "2026-01-00", "2026-04-31"),
    *("2099-12-31", "2100-01-01T00:30:00+14:00", "1899-12-31", "1900-01-01", "0000-01-01", "9999-12-31", "2026-1-1"),
    *("2026-03-29 02:30", "2026-10-25T02:30:00.999", "2026-10-25T02:30:00+02:00", "2026-01-01 10:00 -03", "x" * 65535),
    *("2026-01-01 10:00:00.12345678901234567890-0330", "2026-01-01 10:00UTC", "2026-01-01T10:00Z", "2026-01-01 24:00"),
    *("2026-01-01 10:00 +24:00", "2026-01-01T10:00:60", "2026-01-01T10:00:59.Z", "2026-01-01T10:00-00:44", "y" * 65536),
    *("a" * 65534 + "\u00a0", ";".join(map(str, range(12000))), "٣", "ｙｅｓ", "İ", "'; DROP", "\\", "%", "a_b"),
]


def texts() -> list[str]:
    """Boundaries, and what breaking them makes."""
    chance = random.Random(11)
    found = [text for text in (*BOUNDARIES, *TEXTS_TOO) if isinstance(text, str)]
    for _ in range(600):
        text = chance.choice(found[: len(BOUNDARIES) + len(TEXTS_TOO)])
        if len(text) > 100:
            continue
        at = chance.randrange(len(text) + 1)
        found.append(
            text[:at] + chance.choice("0123456789+-.:TZe ;,UTC\u00a0\u3000") + text[at + chance.randrange(2) :]
        )
    return [text for text in found if "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text)]


COLUMNS: Mapping[str, tuple[Physical, str, tuple[str, ...], Sequence[str]]] = {
    "integer": (Physical("integer"), "BIGINT", ("t", "t_m", "o", "o_m", *NUMBERS, "b", "b_m", *COUNTED, "m", "m_z",
        "m_m", "d_m", "s", "s_m"), INTEGERS),
    "small integer": (Physical("integer"), "SMALLINT", ("t", "i", "d2", "d6", "b", "m", "m_ns", "t_m"),
        ["0", "1", "-1", "7", "32767", "-32768"]),
    "double": (Physical("double"), "DOUBLE PRECISION", (*NUMBERS, *COUNTED, *MAPPED), DOUBLES),
    "single": (Physical("double"), "REAL", (*NUMBERS, *COUNTED, *MAPPED),
        ["0.1", "1.005", "7", "-0.5", "16777217", "1e30", "NaN", "Infinity", "0.285", "86400"]),
    "decimal": (Physical("decimal", 38, 10), "DECIMAL(38, 10)", (*NUMBERS, *COUNTED, *MAPPED), DECIMALS),
    "short decimal": (Physical("decimal", 9, 3), "DECIMAL(9, 3)", (*NUMBERS, *COUNTED, *MAPPED),
        ["0", "7", "1.005", "-1.005", "0.5", "-0.5", "999999.999", "-999999.999", "86400.5", "12", "-1"]),
    "whole decimal": (Physical("decimal", 38, 0), "DECIMAL(38, 0)", (*NUMBERS, *COUNTED, *MAPPED), INTEGERS),
    "narrow decimal": (Physical("decimal", 20, 20), "DECIMAL(20, 20)", NUMBERS,
        ["0", "0.5", "-0.5", "0.005", "-0.0049999999999999", "0.00000049999999999999", "0.99999999999999999999"]),
    "boolean": (Physical("boolean"), "BOOLEAN", ("t_m", "o_m", "b", "b_m", "i_m"), ["true", "false"]),
    "date": (Physical("date"), "DATE", ("d", "d_z", "d_s", "d_m", "m", "m_z", "m_s", "m_m"), DATES),
    "timestamp": (Physical("timestamp"), "TIMESTAMP", ("d", "d_z", "d_s", "d_m", "m", "m_z", "m_s", "m_m"), CLOCKS),
    "timestamp with time zone": (Physical("timestamp with time zone"), "TIMESTAMP WITH TIME ZONE",
        ("d", "d_z", "d_s", "d_m", "m", "m_z", "m_s", "m_m"), ZONED),
    "text": (Physical("text"), "VARCHAR", tuple(a for a in attributes() if a not in COUNTED), texts()),
    "characters": (Physical("text"), "VARCHAR(40)", ("t", "i", "b", "d", "m", "s"), ["a ", " a", "7 ", "", "x" * 40]),
}  # fmt: skip


ZONED_TYPES = ("date", "timestamp", "timestamp with time zone", "text")
CASES = [
    (name, zone)
    for name in COLUMNS
    for zone in (("Europe/Berlin", "Pacific/Apia") if name in ZONED_TYPES else ("Europe/Berlin",))
]


@pytest.mark.parametrize(("name", "zone"), CASES)
def test_every_type_of_column(engines: Engines, name: str, zone: str) -> None:
    declared, engines_name, read, values = COLUMNS[name]
    of = plan(zone)
    found = compare_column(engines, of, reading(read, of), declared, engines_name, (None, *values))
    assert len(found) == len(values) + 1
    known = [any(row[2 + attributes().index(attribute)] is not None for row in found) for attribute in read]
    assert any(known)


def test_what_is_written_here_by_hand(engines: Engines) -> None:
    of = plan()
    values = ["2026-03-29 02:30:00.75", "2026-10-25 02:30:00", "1969-12-31 23:59:59.5", "1950-01-01 00:00:00"]
    rows = ", ".join(f"({i}, {literal(value)})" for i, value in enumerate(values))
    raw = ['CREATE TABLE "raw" ("key" BIGINT, "value" TIMESTAMP)', f'INSERT INTO "raw" VALUES {rows}']
    tables = {("raw",): {"key": Physical("integer"), "value": Physical("timestamp")}}
    [*leads] = compare(engines, of, reading(("d", "m"), of), tables, raw, ["r_leads"])["r_leads"]
    day, moment = (2 + attributes().index(name) for name in ("d", "m"))
    # 02:30 that is skipped counts with the offset before, +01:00; 02:30 that is there twice is the first, +02:00.
    assert [(row[day], row[moment]) for row in leads] == [
        (20_541, 1_774_747_800),
        (20_751, 1_792_888_200),
        (-1, None),
        (-7_305, None),
    ]


FITS = {
    "text": ("t", "o", "i", "d2", "b", "d", "m", "s"),
    "integer": ("t", "o", "i", "d2", "b", "m", "s", "m_ms", "d_s"),
    "decimal": ("i", "d2", "m_ms", "d_s"),
    "double": ("i", "d2", "m_ms", "d_s"),
    "boolean": ("b",),
    "date": ("d", "m", "m_ms", "d_s"),
    "timestamp": ("d", "m", "m_ms", "d_s"),
    "timestamp with time zone": ("d", "m", "m_ms", "d_s"),
}


@pytest.mark.parametrize("kind", FITS)
def test_a_type_that_does_not_fit_is_refused(kind: str) -> None:
    of = plan()
    for name in ("t", "o", "i", "d2", "b", "d", "m", "s", "m_ms", "d_s"):
        tables = {("raw",): {"key": Physical("integer"), "value": Physical(kind)}}  # type: ignore[arg-type]
        if name in FITS[kind]:
            typed_inputs(of, reading((name,), of), POSTGRES, tables)
            continue
        with pytest.raises(Refused) as refused:
            typed_inputs(of, reading((name,), of), POSTGRES, tables)
        assert "`value`" in refused.value.message or "unit" in refused.value.message
        assert refused.value.span is not None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[leads.columns]\nd = { column = "value", format = "%d/%m/%Y" }', "`d`: `format` cannot be said"),
        ('[leads.columns]\ns = { column = "value", json = true }', "`s`: lists in JSON cannot be said"),
        ('[leads.columns]\nt = "nowhere"', "`leads` has no column `nowhere`"),
        ('[leads]\ntable = "crm.leads"', "there is no table `crm.leads`"),
        ("[leads]\nkeep = { day = true }", "a filter of `day` can never be met: the column is of the type date"),
        ('[[history]]\ncolumns = { t = "value" }', "histories of attributes cannot be said"),
    ],
)
def test_what_cannot_be_said_is_refused(text: str, message: str) -> None:
    of = plan()
    columns = {name: Physical("text") for name in (*attributes(), "value")}
    columns |= {name: Physical("integer") for name in ("id", *(c for c in COUNTED if c != "d_s"))} | {
        "day": Physical("date")
    }
    tables = {("leads",): columns}
    with pytest.raises((Refused, Unsayable), match=message.replace("(", r"\(")):
        typed_inputs(of, bind(text, of), POSTGRES, tables)


def test_names_of_columns_are_those_of_the_engine() -> None:
    of = plan()
    binding = reading(("t",), of)
    for columns, used in (
        ({"KEY": "integer", "Value": "text"}, '"Value"'),
        ({"key": "integer", "value": "text", "VALUE": "text"}, '"value"'),
    ):
        tables = {("raw",): {name: Physical(kind) for name, kind in columns.items()}}  # type: ignore[arg-type]
        sql = typed_inputs(of, binding, POSTGRES, tables)[0].sql
        assert used in sql
    tables = {("raw",): {"key": Physical("integer"), "VALUE": Physical("text"), "Value": Physical("text")}}
    with pytest.raises(Refused, match="several columns `value`"):
        typed_inputs(of, binding, POSTGRES, tables)


def test_decimals_that_are_no_numbers(engines: Engines) -> None:
    of, postgres = plan(), engines.postgres
    read = ("i", "d0", "d2", "d6", "m_ms", "d_s", "d2_m")
    for name, declared in (("NUMERIC", Physical("decimal")), ("NUMERIC(9, 3)", Physical("decimal", 9, 3))):
        postgres.clear()
        values = ["NaN", "7"] if "(" in name else ["NaN", "7", "Infinity", "-Infinity", "1e300", "-1e-300"]
        rows = ", ".join(f"({i}, CAST({literal(value)} AS {name}))" for i, value in enumerate(values))
        postgres.execute(f'CREATE TABLE "raw" ("key" BIGINT, "value" {name})')
        postgres.execute(f'INSERT INTO "raw" VALUES {rows}')
        tables = {("raw",): {"key": Physical("integer"), "value": declared}}
        found = run(postgres, typed_inputs(of, reading(read, of), POSTGRES, tables), "r_leads")
        places = [2 + attributes().index(attribute) for attribute in read]
        chosen = [[row[place] for place in places] for row in found]
        nothing: list[int | None] = [None] * len(read)
        wanted = [nothing, [7, 7, 700, 7_000_000, None, None, 700]]
        if len(values) > 2:
            wanted += [nothing, nothing, nothing, [None, 0, 0, 0, None, None, 0]]
        assert chosen == wanted


def test_types_that_nobody_said_suit_what_is_read() -> None:
    of = plan()
    types = {attribute.name: attribute.type for attribute in of.schema.attributes}
    taken = {c.name: natural(c, types[c.name]).kind for c in bind(BINDING, of).leads.columns}
    assert [taken[name] for name in ("id", "t", "i", "d2", "b", "d", "s")] == [
        *("integer", "text", "integer", "decimal", "boolean", "date", "text"),
    ]
    assert [taken[name] for name in ("m", "m_z", "m_ms", "d_s", "m_m", "i_m")] == [
        *("timestamp with time zone", "timestamp", "integer", "integer", "text", "text"),
    ]
