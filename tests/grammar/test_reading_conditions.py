"""Conditions and values as nodes, worked out by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from scoreline.dsl import syntax
from support.parsing import condition, meaning, place


def test_a_comparison_with_its_places() -> None:
    found = condition('country is not "DE" ignoring case')
    assert isinstance(found, syntax.Comparison)
    assert (found.op, found.ignoring_case) == ("is not", True)
    assert isinstance(found.left, syntax.Name) and found.left.text == "country"
    assert isinstance(found.right, syntax.Text) and found.right.value == "DE"
    assert place(found.span) == (1, 9, 1, 42)
    assert place(found.op_span) == (1, 17, 1, 23)
    assert place(found.right.span) == (1, 24, 1, 28)


@pytest.mark.parametrize(
    ("written", "op", "right"),
    [
        ("x at least 1_000", "at least", ("Number", Decimal(1000))),
        ("x at most -2.5", "at most", ("Number", Decimal("-2.5"))),
        ("x above 40%", "above", ("Percent", Decimal(40))),
        ("x below y", "below", ("Name", "y")),
        ("x before 2026-01-31", "before", ("Date", dt.date(2026, 1, 31))),
        ("x after today", "after", ("Today",)),
        ("x on 3 days ago", "on", ("Ago", ("Duration", Decimal(3), "day"))),
        ("x is yes", "is", ("YesNo", True)),
        ("x is no", "is", ("YesNo", False)),
        ("x is domain of y", "is", ("DomainOf", ("Name", "y"))),
        ("x at most 1 week ago", "at most", ("Ago", ("Duration", Decimal(1), "week"))),
        ("x above 3 hours", "above", ("Duration", Decimal(3), "hour")),
    ],
)
def test_values(written: str, op: str, right: object) -> None:
    found = condition(written)
    assert isinstance(found, syntax.Comparison)
    assert found.op == op
    assert _without_places(meaning(found.right)) == right


def _without_places(tree: object) -> object:
    if isinstance(tree, tuple):
        return tuple(_without_places(part) for part in tree if part is not None)
    return tree


@pytest.mark.parametrize(
    ("written", "moment", "offset"),
    [
        ("2026-01-13T09:00Z", dt.datetime(2026, 1, 13, 9), 0),
        ("2026-01-13T09:00:05", dt.datetime(2026, 1, 13, 9, 0, 5), None),
        ("2026-01-13T09:00:05+05:30", dt.datetime(2026, 1, 13, 9, 0, 5), 19800),
        ("2026-01-13T09:00-03:00", dt.datetime(2026, 1, 13, 9), -10800),
    ],
)
def test_moments(written: str, moment: dt.datetime, offset: int | None) -> None:
    found = condition(f"x after {written}")
    assert isinstance(found, syntax.Comparison) and isinstance(found.right, syntax.Timestamp)
    assert (found.right.value, found.right.offset_seconds) == (moment, offset)


def test_escapes() -> None:
    found = condition(r'x is "a\"b\\c\n\t\u{e9}\u{1F600}"')
    assert isinstance(found, syntax.Comparison) and isinstance(found.right, syntax.Text)
    assert found.right.value == 'a"b\\c\n\té😀'


def test_chains_are_flat_and_bind_by_parentheses_alone() -> None:
    found = condition("a and b and not c and (d or e)")
    assert isinstance(found, syntax.And)
    kinds = [type(item).__name__ for item in found.items]
    assert kinds == ["Name", "Name", "Not", "Parenthesised"]
    inner = found.items[3]
    assert isinstance(inner, syntax.Parenthesised) and isinstance(inner.item, syntax.Or)
    assert place(found.span) == (1, 9, 1, 39)


def test_lists_of_alternatives() -> None:
    found = condition('country not in ("DE", 5, -1, word) ignoring case')
    assert isinstance(found, syntax.Membership)
    assert found.negated and found.ignoring_case
    assert isinstance(found.items, tuple)
    assert [type(item).__name__ for item in found.items] == ["Text", "Number", "Number", "Name"]
    assert place(found.items_span) == (1, 24, 1, 43)
    named = condition("country in markets")
    assert isinstance(named, syntax.Membership) and isinstance(named.items, syntax.Name)


@pytest.mark.parametrize(
    ("written", "op", "needles"),
    [
        ('t has word "CEO"', "has word", 1),
        ('t has any word of ("a", "b")', "has word", 2),
        ('t contains any of ("a", "b") ignoring case', "contains", 2),
        ('t starts with any of ("a", "b")', "starts with", 2),
        ('t ends with "x" ignoring case', "ends with", 1),
    ],
)
def test_text_conditions(written: str, op: str, needles: int) -> None:
    found = condition(written)
    assert isinstance(found, syntax.TextTest) and isinstance(found.needles, tuple)
    assert (found.op, len(found.needles)) == (op, needles)
    assert found.ignoring_case == ("ignoring case" in written)


def test_text_conditions_take_a_named_list() -> None:
    found = condition("t has any word of titles")
    assert isinstance(found, syntax.TextTest) and isinstance(found.needles, syntax.Name)


def test_windows_and_events() -> None:
    window = condition("renewal in next 60 days")
    assert isinstance(window, syntax.InWindow)
    assert (window.name.text, window.direction, window.duration.unit) == ("renewal", "next", "day")
    found = condition('page_view where page is "/x" in last 9 days')
    assert isinstance(found, syntax.Happened)
    assert found.events.kind is not None and found.events.kind.text == "page_view"
    assert isinstance(found.events.where, syntax.Comparison)
    assert found.events.window is not None and place(found.events.window.span) == (1, 38, 1, 52)
    ever = condition("demo ever")
    assert isinstance(ever, syntax.Happened)
    assert ever.events.window is not None and ever.events.window.duration is None


@pytest.mark.parametrize(
    ("written", "own"),
    [("any event in last 9 days", False), ("any event by the lead ever", True), ("an event by the lead ever", True)],
)
def test_any_event(written: str, own: bool) -> None:
    found = condition(written)
    assert isinstance(found, syntax.Happened)
    assert (found.events.kind, found.events.own) == (None, own)


def test_counts_of_events() -> None:
    at_least = condition("at least 3 page_view in last 14 days")
    assert isinstance(at_least, syntax.AtLeastEvents) and at_least.count.value == 3
    none = condition("no event by the lead in last 30 days")
    assert isinstance(none, syntax.NoEvent) and none.events.own and none.events.kind is None
    count = condition("count of different page of page_view in last 30 days at least 3")
    assert isinstance(count, syntax.Comparison) and isinstance(count.left, syntax.CountDifferent)
    assert count.left.attribute.text == "page"
    since = condition('days since last page_view where page is "/x" at least 30')
    assert isinstance(since, syntax.Comparison) and isinstance(since.left, syntax.DaysSinceEvent)
    assert since.left.which == "last" and since.left.events.window is None
    age = condition("days since created at least 30")
    assert isinstance(age, syntax.Comparison) and isinstance(age.left, syntax.DaysSince)


def test_presence_and_bare_names() -> None:
    known = condition("budget is known")
    missing = condition("budget is missing")
    assert isinstance(known, syntax.Presence) and known.known
    assert isinstance(missing, syntax.Presence) and not missing.known
    assert isinstance(condition("decides"), syntax.Name)


def test_where_takes_a_window_of_its_own_attribute() -> None:
    found = condition("visit where booked in last 3 days in last 9 days")
    assert isinstance(found, syntax.Happened) and isinstance(found.events.where, syntax.InWindow)
    assert found.events.window is not None and found.events.window.duration is not None
    assert found.events.window.duration.count == 9
