"""The short cuts of the runtime give what the readers and tables give that they stand for."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, localcontext

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from scoreline.compiler.python import inline, runtime
from scoreline.compiler.values import Verdict, read_boolean, read_integer, read_option, read_text, read_timestamp
from scoreline.dsl.folding import FOLD_FROM, FOLD_TO, fold, spaced_words
from scoreline.dsl.zones import local_day, zone

ZONES = [(found.transitions, found.offsets) for found in map(zone, ("UTC", "Europe/Berlin", "Africa/Monrovia"))]
TIMES = st.builds(
    "{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}{}".format,
    st.sampled_from([0, 1, 1899, 1969, 1970, 1971, 1996, 2024, 2025, 2026, 2099, 2100, 9999]),
    st.integers(0, 13),
    st.integers(0, 32),
    st.sampled_from([" ", "T", "t", "  "]),
    st.integers(0, 25),
    st.integers(0, 61),
    st.integers(0, 61),
    st.sampled_from(["", "Z", " Z", "z", "+00:00", ".5", "\n", "٣"]),
)
RAW = st.one_of(
    st.text(max_size=6),
    st.sampled_from(
        ["yes", "NO", " t ", "1", "0", "\u00a0", "\ud800", "a\ud800", "\x01", "DE", " DE", "x" * 65_535, "x" * 65_536]
    ),
    st.integers(-(10**17), 10**17),
    st.sampled_from([4 * 10**15, 4 * 10**15 + 1, -4 * 10**15, True, False, None, 1.0, 0.5, Decimal(3), b"x", ["x"]]),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TIMES, st.sampled_from(ZONES))
@example("1970-01-02T00:00:00Z", ZONES[0])
@example("1970-01-01T23:59:59Z", ZONES[0])
@example("2099-12-31T23:59:59Z", ZONES[0])
@example("2100-01-01T00:59:59", ZONES[1])
@example("2025-03-30 02:30:00", ZONES[1])
@example("2025-10-26 02:30:00", ZONES[1])
@example("1972-01-07 00:20:00", ZONES[2])
def test_usual_times(text: str, rules: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    expected = read_timestamp(text, rules)
    ignored = runtime._Ignored()
    assert runtime._timestamp(text, rules, ignored) == (None if isinstance(expected, Verdict) else expected)
    assert ignored.count == isinstance(expected, Verdict)
    if isinstance(expected, int):
        assert runtime._second(text, rules) == expected
    else:
        with pytest.raises(TypeError):
            runtime._second(text, rules)
    shortcut = runtime._written(text, rules)
    assert shortcut in (0, expected)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RAW)
def test_common_types(raw: object) -> None:
    options = frozenset({"DE", "yes"})
    for short, long in (
        (lambda i: runtime._text(raw, i), read_text(raw)),
        (lambda i: runtime._integer(raw, i), read_integer(raw)),
        (lambda i: runtime._boolean(raw, i), read_boolean(raw)),
        (lambda i: runtime._option(raw, options, i), read_option(raw, options)),
    ):
        ignored = runtime._Ignored()
        found = short(ignored)
        expected = None if isinstance(long, Verdict) else long
        assert found == expected and type(found) is type(expected)
        assert ignored.count == isinstance(long, Verdict)


def test_the_folding_table_is_lower_case_in_ascii_and_folding_twice_changes_nothing() -> None:
    ascii_part = {a: b for a, b in zip(FOLD_FROM, FOLD_TO, strict=True) if a.isascii()}
    assert ascii_part == dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", strict=True))
    assert all(chr(c).lower() == fold(chr(c)) for c in range(128))
    assert fold(FOLD_TO) == FOLD_TO


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=20))
@example("ÄB-c\u3000D")
@example("A@B@C.Example")
@example("a@")
@example("@")
def test_texts(text: str) -> None:
    assert runtime._folded(text) == fold(text)
    assert runtime._words(text) == spaced_words(text)
    _, at, domain = text.rpartition("@")
    assert runtime._domain(text) == (fold(domain) if at and domain else None)
    assert (runtime._folded(None), runtime._words(None), runtime._domain(None)) == (None, None, None)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(86_400, 4_102_444_799), st.sampled_from(["UTC", "Asia/Kathmandu", "America/New_York"]))
def test_local_days(second: int, name: str) -> None:
    rules = zone(name)
    assert runtime._local_day(second, (rules.transitions, rules.offsets)) == local_day(rules, second)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-03-31", 1, "2026-02-28"),
        ("2024-03-31", 1, "2024-02-29"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-12-31", 12, "2025-12-31"),
        ("2026-05-31", 0, "2026-05-31"),
        ("2026-01-31", 13, "2024-12-31"),
        ("2024-02-29", 12, "2023-02-28"),
    ],
)
def test_calendar_months(day: str, months: int, expected: str) -> None:
    epoch = dt.date(1970, 1, 1)
    before = runtime._months_before((dt.date.fromisoformat(day) - epoch).days, months)
    assert epoch + dt.timedelta(days=before) == dt.date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("number", "divisor", "expected"),
    [(5, 10, 1), (4, 10, 0), (-5, 10, -1), (-4, 10, 0), (15, 10, 2), (25, 10, 3), (-25, 10, -3), (0, 10, 0), (7, 1, 7)],
)
def test_rounding_half_away_from_zero(number: int, divisor: int, expected: int) -> None:
    assert runtime._rounded(number, divisor) == expected


def test_points_are_exact() -> None:
    with localcontext() as context:
        context.prec = 2
        assert str(runtime._product(-5, Decimal("1E-2"))) == "-0.05"
        assert str(runtime._product(10**15 + 1, Decimal("1E-2"))) == "10000000000000.01"
        assert str(runtime._product(0, Decimal("1E-1"))) == "0.0"
    row = runtime._dated_row("s", "rule", "r", -1, 2, 86_400)
    assert row.points == Decimal(-1) / 10**9
    assert row.latest == dt.datetime(1970, 1, 2, tzinfo=dt.UTC)
    assert runtime._row("s", "rounding", "", 10**18).points == 10**9


def test_every_name_of_the_runtime_is_bound_once() -> None:
    """The modules that travel share one name space."""
    names = [name for part in inline.runtime().parts for name in part.binds]
    assert len(set(names)) == len(names)
