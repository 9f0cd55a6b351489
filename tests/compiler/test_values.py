"""Raw values → exact ones: the reading rules, case by case."""

from __future__ import annotations

import datetime as dt
import time
from decimal import Decimal
from typing import Any

import pytest
from scoreline.compiler.values import (
    UNEXPECTED,
    UNREADABLE,
    UTC_ZONE,
    read_boolean,
    read_date,
    read_decimal,
    read_integer,
    read_option,
    read_text,
    read_timestamp,
)
from scoreline.dsl.zones import zone


def table(name: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    found = zone(name)
    return found.transitions, found.offsets


BERLIN = table("Europe/Berlin")
DAY = 86_400


@pytest.mark.parametrize("blank", ["", " ", "\t\n\v\f\r ", "\u00a0", "\u3000 \u00a0"])
def test_blank_text_is_missing_for_every_kind(blank: str) -> None:
    read = (
        read_text(blank),
        read_option(blank, frozenset({"a"})),
        read_integer(blank),
        read_decimal(blank, 2),
        read_boolean(blank),
        read_date(blank, UTC_ZONE),
        read_timestamp(blank, UTC_ZONE),
    )
    assert read == (None,) * 7


@pytest.mark.parametrize("none", ["\u200b", "\u2003", "\u0085", "\u1680", "\x1c"])
def test_other_spaces_are_no_blanks(none: str) -> None:
    assert read_text(none) == none
    assert read_integer(f"{none}5") is UNREADABLE


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (" a ", " a "),
        (7, "7"),
        (-(10**30), "-1000000000000000000000000000000"),
        ("x" * 65_535, "x" * 65_535),
        ("x" * 65_536, UNREADABLE),
        ("\ud800", UNREADABLE),
        (True, UNREADABLE),
        (1.0, UNREADABLE),
        (Decimal(1), UNREADABLE),
        (dt.date(2026, 1, 1), UNREADABLE),
        (2**128, UNREADABLE),
        ([], UNREADABLE),
        (None, None),
    ],
)
def test_text(raw: object, text: object) -> None:
    assert read_text(raw) == text


def test_options_are_exact() -> None:
    options = frozenset({"a", "B", "1"})
    assert [read_option(raw, options) for raw in ("a", "b", " a", 1, 2, 1.0)] == [
        "a",
        UNEXPECTED,
        UNEXPECTED,
        "1",
        UNEXPECTED,
        UNREADABLE,
    ]


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("42", 42),
        (" +42 ", 42),
        ("-0042.000", -42),
        ("42.", 42),
        (".0", 0),
        ("-0", 0),
        ("4000000000000000", 4 * 10**15),
        ("4000000000000001", UNREADABLE),
        ("0" * 500 + "7", 7),
        ("42.5", UNREADABLE),
        ("1e3", UNREADABLE),
        ("1,000", UNREADABLE),
        ("1_000", UNREADABLE),
        ("٣", UNREADABLE),
        ("--1", UNREADABLE),
        ("", None),
        (42.0, 42),
        (42.5, UNREADABLE),
        (float("nan"), UNREADABLE),
        (float("inf"), UNREADABLE),
        (1e300, UNREADABLE),
        (-4e15, -4 * 10**15),
        (Decimal("42.00"), 42),
        (Decimal("4E+3"), 4000),
        (Decimal("42.1"), UNREADABLE),
        (Decimal("NaN"), UNREADABLE),
        (Decimal("1E+999999"), UNREADABLE),
        (True, UNREADABLE),
    ],
)
def test_integers(raw: object, number: object) -> None:
    assert read_integer(raw) == number


@pytest.mark.parametrize(
    ("raw", "places", "units"),
    [
        ("1.005", 2, 101),  # plain digits are exact: half away from zero
        ("-1.005", 2, -101),
        ("1.0049999999999999999", 2, 100),
        (1.005, 2, 100),  # the double is a little less than 1.005
        ("1.005e0", 2, 100),
        (-1.5, 0, -1),  # floor(-1.5 + 0.5)
        ("-1.5", 0, -2),
        ("0.5", 0, 1),
        (".5", 1, 5),
        ("5.", 1, 50),
        (".", 1, UNREADABLE),
        ("12", 6, 12_000_000),
        ("4000000000.000000", 6, 4 * 10**15),
        ("4000000000.0000005", 6, UNREADABLE),
        ("4000000000.0000004", 6, 4 * 10**15),
        ("1e400", 2, UNREADABLE),
        ("1e-400", 2, 0),
        ("1E2", 2, 10_000),
        ("1e", 2, UNREADABLE),
        ("1,5", 2, UNREADABLE),
        ("nan", 2, UNREADABLE),
        (float("-inf"), 2, UNREADABLE),
        (1e16, 0, UNREADABLE),
        (7, 3, 7_000),
        (10**16, 0, UNREADABLE),
        (Decimal("2.675"), 2, 268),
        (Decimal("-2.675"), 2, -268),
        (Decimal("1E-7"), 6, 0),
        (False, 2, UNREADABLE),
        ("  ", 2, None),
    ],
)
def test_decimals(raw: object, places: int, units: object) -> None:
    assert read_decimal(raw, places) == units


@pytest.mark.parametrize(
    ("raw", "truth"),
    [
        *((word, True) for word in ("true", "TRUE", " Yes ", "t", "Y", "1", True, 1)),
        *((word, False) for word in ("false", "No", "F", "n", "0", False, 0)),
        *((word, UNREADABLE) for word in ("on", "ja", "2", 2, 1.0, Decimal(1), "yeſ", "١")),
        (None, None),
    ],
)
def test_booleans(raw: object, truth: object) -> None:
    assert read_boolean(raw) == truth


@pytest.mark.parametrize(
    ("raw", "second"),
    [
        ("2026-01-15T09:00:00Z", 1_768_467_600),
        ("2026-01-15 09:00", 1_768_467_600 - 3_600),  # Berlin, in winter
        ("2026-07-15 09:00 UTC", 1_784_106_000),
        ("2026-07-15T09:00:00.999999999+0200", 1_784_106_000 - 7_200),
        ("2026-07-15 09:00:00 +02", 1_784_106_000 - 7_200),
        ("2026-01-15", 1_768_435_200 - 3_600),
        (dt.date(2026, 1, 15), 1_768_435_200 - 3_600),
        (dt.datetime(2026, 1, 15, 9, 0, 0, 999_999), 1_768_467_600 - 3_600),
        (dt.datetime(2026, 1, 15, 9, tzinfo=dt.timezone(dt.timedelta(hours=-5))), 1_768_467_600 + 18_000),
        (1_768_467_600, 1_768_467_600),
        ("1768467600", UNREADABLE),
        (1_768_467_600.0, UNREADABLE),
        ("2026-03-29 02:30", 1_774_747_800),  # skipped: read with the offset before, 01:30 UTC
        ("2026-10-25 02:30", 1_792_888_200),  # twice: the first, 00:30 UTC
        ("2026-10-25 03:00", 1_792_893_600),  # 02:00 UTC
        (DAY - 1, UNREADABLE),
        (DAY, DAY),
        ("2099-12-31T23:59:59Z", 4_102_444_799),
        ("2100-01-01T00:00Z", UNREADABLE),
        ("2026-02-29", UNREADABLE),
        ("2026-01-15T24:00", UNREADABLE),
        ("2026-01-15T09:00:60", UNREADABLE),
        ("2026-01-15T9:00", UNREADABLE),
        ("15.01.2026", UNREADABLE),
        (True, UNREADABLE),
    ],
)
def test_timestamps(raw: object, second: object) -> None:
    assert read_timestamp(raw, BERLIN) == second


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("1970-01-01", 0),
        ("1969-12-31", -1),
        ("1900-01-01", -25_567),
        ("1899-12-31", UNREADABLE),
        ("2099-12-31", 47_481),
        ("2100-01-01", UNREADABLE),
        ("1950-06-01 00:00:00", -7_154),  # a time without a zone keeps its day, before 1970 too
        ("1950-06-01T00:00:00Z", UNREADABLE),
        ("2026-01-15T23:30:00Z", 20_469),  # the day after, in Berlin
        (dt.datetime(2026, 1, 15, 23, 30, tzinfo=dt.UTC), 20_469),
        (dt.datetime(2026, 1, 15, 23, 30), 20_468),
        (dt.date(2026, 1, 15), 20_468),
        (20_468, UNREADABLE),
        ("2026-1-5", UNREADABLE),
    ],
)
def test_dates(raw: Any, day: object) -> None:
    assert read_date(raw, BERLIN) == day


def test_a_date_moves_where_the_zone_of_its_times_is_known() -> None:
    new_york = table("America/New_York")
    assert read_date("2026-01-15 20:00", BERLIN, new_york) == 20_469
    assert read_date("2026-01-15", BERLIN, new_york) == 20_468


def test_long_digits_are_read_in_linear_time() -> None:
    began = time.process_time()
    assert read_decimal("1" * 60_000 + "x", 2) is UNREADABLE
    assert read_decimal("0" * 60_000 + ".5e" + "0" * 5_000, 2) == 50
    assert time.process_time() - began < 5  # a quarter of a minute for the first one, if digits are tried over again
