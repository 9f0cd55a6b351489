"""SQLite reads each value as what it is, whatever its column is declared as."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects import globs
from scoreline.compiler.sql.dialects.lowering import Unsayable
from scoreline.compiler.sql.dialects.sqlite import SQLITE
from scoreline.compiler.sql.typed import typed_inputs
from support import raw_values
from support.by_values import attributes, expected, plan, read
from support.engines.sqlite import SQLite
from support.typed import bind, run

Value = str | int | float | bytes | None
NUMBERS: list[Value] = [
    *(0, 1, -1, 5, 7, 2**63 - 1, -(2**63), 4 * 10**15, 4 * 10**15 + 1, 86_399, 86_400, 1_774_746_000),
    *(1_774_746_000_123, 1_774_746_000_123_456_789, 0.0, -0.0, 1.0, 7.0, 7.5, 0.285, 1.005, -1.005, 2.675, 1e15, 4e15),
    *(4000000000000001.0, 1e16, 9.3e18, -9.3e18, 1e300, -1e300, 5e-324, float("inf"), float("-inf")),
    *(1_774_746_000.75, -0.5, 86_399.999, b"", b"7", b"a", b"\xff", None),
]
HIDDEN = ["2026-01-01\0", "2026-01-01T10:00\0Z", "1.5e1\0"]
DECLARED = ("VARCHAR(2) COLLATE NOCASE", "INTEGER", "REAL", "DATE", "BLOB")


@pytest.fixture(scope="module")
def engine() -> Iterator[SQLite]:
    made = SQLite()
    yield made
    made.close()


def _held(engine: SQLite, values: Sequence[Value], declared: str = "") -> list[Value]:
    """Puts them into the table; what became of them there."""
    engine.clear()
    engine.execute(f'CREATE TABLE "raw" ("key" INTEGER, "value" {declared})')
    engine.insert("raw", ["key", "value"], list(enumerate(values)))
    return [value for _, value in sorted(engine.execute('SELECT * FROM "raw"').fetchall())]


def _unsure(value: Value) -> bool:
    """Numbers with an exponent and more than 15 digits may be missing, where their neighbours are other units."""
    if not isinstance(value, str) or not re.search("[0-9.][eE]", value):
        return False
    return len(re.sub("[^0-9]", "", re.split("[eE]", value)[0]).strip("0")) > 15


def _check(engine: SQLite, values: Sequence[Value], declared: str = "") -> None:
    held = _held(engine, values, declared)
    found = read(engine, SQLITE, attributes(), None)
    for key, value in enumerate(held):
        for name in attributes():
            wanted, got = expected(value, name), found[key][name]
            if got is None and _unsure(value):
                continue
            assert (type(got), got) == (type(wanted), wanted), (name, value)


@pytest.mark.parametrize("declared", DECLARED)
def test_the_declared_type_is_not_asked(engine: SQLite, declared: str) -> None:
    texts = ["7", " 7 ", "007", "7.5", "1e3", "yes", "NO", "a", "A", "n/a", "2026-03-29 02:30", "1774746000", "", " "]
    _check(engine, [*NUMBERS, *texts], declared)


def test_texts_as_the_reference_reads_them(engine: SQLite) -> None:
    sound = [text for text in raw_values.BOUNDARIES if isinstance(text, str)]
    _check(
        engine,
        [*sound, "a\0b", "\0", "1\0", "x\0" * 40_000, "\0" * 65_536, "é\0" * 32_768, "a;\0;b", "yes\0", "7\0", *HIDDEN],
    )


_engine = SQLite()
_texts = raw_values.texts.filter(lambda text: text.isascii() or not re.search("[\ud800-\udfff]", text))
_values = st.one_of(_texts, st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False), st.binary(max_size=3))


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_values, min_size=1, max_size=40))
def test_any_values_as_the_reference_reads_them(values: list[Value]) -> None:
    _check(_engine, values)


@pytest.mark.parametrize(
    ("text", "places", "units"),
    [
        ("1.005e0", 2, 100),  # the nearest double is below it
        ("1.5e0", 0, 2),
        ("-1.5e0", 0, -1),  # as `floor(x + 0.5)`
        ("12345e-2", 2, 12_345),
        ("1.2345678901234567e-05", 6, 12),
        ("4e15", 0, 4 * 10**15),
        ("4.000000000000001e15", 0, None),
        ("1e-400", 6, 0),
        ("0e99999999999999999999", 6, 0),
        ("1e99999999999999999999", 6, None),
        ("1e", 0, None),
        ("+-1e1", 0, None),
        ("1e1.0", 0, None),
        ("1.2.3e1", 0, None),
        ("1e1e1", 0, None),
        ("1e1\0", 0, None),
        (f"{'9' * 30}e-20", 0, 10**10),
    ],
)
def test_numbers_with_exponents(engine: SQLite, text: str, places: int, units: int | None) -> None:
    _held(engine, [text])
    node = SQLITE.units_of_text(n.column("value"), places)
    assert engine.execute(SQLITE.print(n.select([node], n.table(["raw"])))).fetchall() == [(units,)]


@pytest.mark.parametrize(
    "pattern",
    ["(a|bc)?[x*]+c", "a{1,3}b?|c", "[?*][.]?", "(0[1-9]|1[0-2]):[0-5]?x", ".+-[0-9]{2}", "()|ab*", "[0-9]+(Z| UTC)?"],
)
def test_patterns_without_regular_expressions(pattern: str) -> None:
    letters = ["", "a", "ab", "abb", "aaab", "b", "c", "bcxxc", "xc", "x*c", "*", "?.", "12:5x", "13:5x", "1-12", "-12"]
    letters += ["é-12", "12Z", "12 UTC", "1aZ", "Z", "[", "abbbb", "a\nb-00"]
    connection = sqlite3.connect(":memory:")
    node = SQLITE.matches(n.column("x"), pattern)
    sql = SQLITE.print(n.select([node], n.part(n.select([n.named(n.column("y"), "x")], None), "t")))
    for text in letters:
        found = connection.execute(sql.replace('"y"', "?"), [text]).fetchall()
        assert found == [(int(re.fullmatch(pattern, text, re.DOTALL) is not None),)], text
    connection.close()


def test_two_pieces_of_any_length_cannot_be_said() -> None:
    with pytest.raises(Unsayable, match="two pieces of any length"):
        globs.matches(n.column("x"), "[0-9]+[.][0-9]+")


def test_filters_look_at_each_value(engine: SQLite) -> None:
    values: list[Value] = [1, 1.0, "1", " 1 ", "true", True, 0, "", " ", None, b"", b"1", "x"]
    _held(engine, values)
    absent = ", ".join(map(repr, attributes()))
    tests = {
        'is = "1"': [0, 1, 2, 3, 5],
        "is = true": [0, 2, 3, 4, 5],
        'is_not = "1"': [4, 6, 7, 8, 9, 10, 11, 12],
        "missing = true": [7, 8, 9],
        "known = true": [0, 1, 2, 3, 4, 5, 6, 10, 11, 12],
        'in = ["x", "0"]': [6, 12],
    }
    for test, kept in tests.items():
        filtered = f'[leads]\ntable = "raw"\nabsent = [{absent}]\nkeep = {{ value = {{ {test} }} }}\n'
        text = f'{filtered}[leads.columns]\nid = "key"'
        statements = typed_inputs(plan(), bind(text, plan()), SQLITE)
        assert sorted(int(row[0]) for row in run(engine, statements, "r_leads", SQLITE)) == kept, test
