"""Decimals as exact integers, and suggestions by edit distance."""

from __future__ import annotations

from decimal import Decimal

import pytest
from scoreline.dsl.check.numbers import HUGE, plain, points_text, scaled_text, units
from scoreline.dsl.findings import nearest, quoted, shown


@pytest.mark.parametrize(
    ("value", "places", "found"),
    [
        ("1", 0, 1),
        ("1.50", 1, 15),
        ("1.5", 3, 1500),
        ("-2.25", 2, -225),
        ("0.000", 0, 0),
        ("1E+3", 2, 100_000),
        ("1.5", 0, None),
        ("0.0001", 3, None),
        ("1E-400", 3, None),
        ("123456789012345678901234567.891", 3, 123456789012345678901234567891),
        ("1E+400", 0, HUGE),
        ("-1E+400", 0, -HUGE),
    ],
)
def test_units(value: str, places: int, found: int | None) -> None:
    assert units(Decimal(value), places) == found


def test_numbers_in_messages() -> None:
    assert [points_text(n) for n in (0, 12_500, -1, 100_000, -72_400)] == ["0", "12.5", "-0.001", "100", "-72.4"]
    assert scaled_text(250, 2) == "2.5"
    assert scaled_text(-7, 0) == "-7"
    assert plain(Decimal("1E+3")) == "1000"
    assert plain(Decimal("1E+400")) == "1E+400"
    assert len(plain(Decimal("1." + "3" * 100))) == 21


@pytest.mark.parametrize(
    ("word", "candidates", "found"),
    [
        ("emplyees", ["employees", "email"], "employees"),
        ("mial", ["mail", "main"], "mail"),
        ("Country", ["country"], "country"),
        ("markte", ["market", "markets"], "market"),
        ("cat", ["dog", "cow"], None),
        ("a", ["b", "c"], None),
        ("A", ["a"], "a"),
        ("abcd", ["abxy"], None),
        ("decision_makre", ["decision_maker"], "decision_maker"),
        ("zz", [f"z{n}" for n in range(1000)], "z0"),
        ("azz", [f"b{n}" for n in range(1000)], None),
    ],
)
def test_the_nearest_name(word: str, candidates: list[str], found: str | None) -> None:
    assert nearest(word, candidates) == found


def test_lists_of_names_and_texts() -> None:
    assert quoted(["a"]) == "`a`"
    assert quoted(["a", "b", "c"]) == "`a`, `b` and `c`"
    assert quoted("abcdefgh") == "`a`, `b`, `c`, `d`, `e`, `f` and 2 more"
    assert shown('a"b\n') == '"a\\"b\\n"'
    assert len(shown("x" * 100)) == 62
