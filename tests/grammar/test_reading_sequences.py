"""Sequences of events, speed, and conditions on other leads as nodes, worked out by hand."""

from __future__ import annotations

import pytest
from scoreline.dsl import syntax
from support.parsing import condition, items, place, plain, rule

EVER = ("Window",)
SEQUENCES = {
    "demo within 2 days after view ever": (
        "EventSelector", "demo", EVER, ("AfterEvent", "2 day", ("EventSelector", "view")),
    ),
    "demo not within 4 hours after view ever": (
        "EventSelector", "demo", EVER, ("AfterEvent", True, "4 hour", ("EventSelector", "view")),
    ),
    "click within 2 seconds after mail of the same mail ever": (
        "EventSelector", "click", EVER, ("AfterEvent", "2 second", ("EventSelector", "mail"), "mail"),
    ),
    "demo where a is 1 within gap after view where b is 2 of the same c ever": (
        "EventSelector", "demo", ("Comparison", "a", "is", "1"), EVER,
        ("AfterEvent", "gap", ("EventSelector", "view", ("Comparison", "b", "is", "2")), "c"),
    ),
    "trial not followed by purchase ever": (
        "EventSelector", "trial", EVER, ("FollowedBy", True, ("EventSelector", "purchase")),
    ),
    "trial followed by purchase within 14 days ever": (
        "EventSelector", "trial", EVER, ("FollowedBy", ("EventSelector", "purchase"), "14 day"),
    ),
    "trial followed by purchase where a is 1 within 14 days of the same c ever": (
        "EventSelector", "trial", EVER,
        ("FollowedBy", ("EventSelector", "purchase", ("Comparison", "a", "is", "1")), "14 day", "c"),
    ),
    "an event by the lead within 1 minute after any event ever": (
        "EventSelector", True, EVER, ("AfterEvent", "1 minute", ("EventSelector",)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("written", SEQUENCES)
def test_a_sequence_as_condition_count_and_occurrence(written: str) -> None:
    expected = SEQUENCES[written]
    found = condition(written)
    assert plain(found) == ("Happened", expected)
    assert place(found.span) == (1, 9, 1, 9 + len(written))
    if not written.startswith("an"):
        assert plain(condition(f"no {written}")) == ("NoEvent", expected)
        counted = condition(f"count of {written} at least 3")
        assert isinstance(counted, syntax.Comparison) and plain(counted.left) == ("CountOf", expected)
        paid = rule(f'"L" +1 for each {written}, max 3 points')
        assert isinstance(paid, syntax.OccurrenceRule) and plain(paid.events) == expected


def test_a_sequence_without_a_window() -> None:
    found = condition("days since last success within 40 days after trial at least 3")
    assert plain(found) == (
        "Comparison",
        ("DaysSinceEvent", "last", ("EventSelector", "success", ("AfterEvent", "40 day", ("EventSelector", "trial"))),
         "day"),
        "at least", "3",
    )  # fmt: skip


def test_speed() -> None:
    found = condition("at least 5 events by the lead within 24 hours in last 14 days")
    assert plain(found) == ("AtLeastEvents", "5", ("EventSelector", True, ("Window", "14 day")), "24 hour")
    found = condition("at least 5 demo within 24 hours after view ever")
    assert plain(found) == (
        "AtLeastEvents", "5", ("EventSelector", "demo", EVER, ("AfterEvent", "24 hour", ("EventSelector", "view"))),
    )  # fmt: skip


LEADS = {
    "any other lead of the same company with a": ("AnyLead", ("Leads", True, "company", "a")),
    "any lead of the same company with a": ("AnyLead", ("Leads", "company", "a")),
    "no other lead of the same company with a": ("AnyLead", True, ("Leads", True, "company", "a")),
    "no lead of the same company": ("AnyLead", True, ("Leads", "company")),
    "any lead of the account with a": ("AnyLead", ("Leads", "a")),
    "no lead of the account with a": ("AnyLead", True, ("Leads", "a")),
    'b and any lead of the same company with s is "vp"': (
        "And", ("b", ("AnyLead", ("Leads", "company", ("Comparison", "s", "is", '"vp"')))),
    ),
    "any lead of the same company with (a or b)": (
        "AnyLead", ("Leads", "company", ("Parenthesised", ("Or", ("a", "b")))),
    ),
}  # fmt: skip


@pytest.mark.parametrize("written", LEADS)
def test_other_leads(written: str) -> None:
    assert plain(condition(written)) == LEADS[written]


NOISE = {
    "ignore page_view": ("Ignore", ("EventSelector", "page_view")),
    "ignore any event when a": ("Ignore", ("EventSelector",), "a"),
    "ignore e where p is 1 when a": ("Ignore", ("EventSelector", "e", ("Comparison", "p", "is", "1")), "a"),
    "ignore click more than 5 within 1 minute": ("Ignore", ("EventSelector", "click"), ("Burst", "5", "1 minute")),
    "ignore click within 2 seconds after mail of the same m": (
        "Ignore", ("EventSelector", "click", ("AfterEvent", "2 second", ("EventSelector", "mail"), "m")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("written", NOISE)
def test_noise(written: str) -> None:
    (found,) = items(written)
    assert plain(found) == NOISE[written]
    assert place(found.span) == (1, 1, 1, 1 + len(written))
