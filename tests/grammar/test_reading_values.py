"""Values of events, ages, arithmetic, accounts, sets and other leads as nodes, worked out by hand."""

from __future__ import annotations

import pytest
from scoreline.dsl import syntax
from support.parsing import condition, place, plain

LAST_9 = ("Window", "9 day")
PURCHASES = ("EventSelector", "purchase", LAST_9)
VALUES = {
    "sum of amount of purchase in last 9 days": ("EventNumber", "sum", "amount", PURCHASES),
    "highest of amount of purchase in last 9 days": ("EventNumber", "highest", "amount", PURCHASES),
    "lowest of amount of purchase in last 9 days": ("EventNumber", "lowest", "amount", PURCHASES),
    "latest page of purchase in last 9 days": ("EventAttribute", "latest", "page", PURCHASES),
    "first page of purchase ever": ("EventAttribute", "first", "page", ("EventSelector", "purchase", ("Window",))),
    "days since created": ("DaysSince", "created", "day"),
    "hours since company.signed": ("DaysSince", ("Path", "company", "signed"), "hour"),
    "minutes since first trial": ("DaysSinceEvent", "first", ("EventSelector", "trial"), "minute"),
    "days since (last event or created)": (
        "SinceLatest", "day", (("EventMoment", "last", ("EventSelector",)), "created"),
    ),
    "days from first trial to last purchase": (
        "TimeBetween", "day",
        ("EventMoment", "first", ("EventSelector", "trial")), ("EventMoment", "last", ("EventSelector", "purchase")),
    ),
    "hours from created to first demo": (
        "TimeBetween", "hour", "created", ("EventMoment", "first", ("EventSelector", "demo")),
    ),
    "minutes from a to company.b": ("TimeBetween", "minute", "a", ("Path", "company", "b")),
    "count of certs": ("CountEntries", "certs"),
    "count of company.tags": ("CountEntries", ("Path", "company", "tags")),
    "company.industry": ("Path", "company", "industry"),
    "a + b": ("Arithmetic", "a", "+", "b"),
    "a - 3": ("Arithmetic", "a", "-", "3"),
    "11 - media": ("Arithmetic", "11", "-", "media"),
    "3 * a": ("Arithmetic", "3", "*", "a"),
    "a * 3": ("Arithmetic", "a", "*", "3"),
    "a + b * 2 - c": ("Arithmetic", ("Arithmetic", "a", "+", ("Arithmetic", "b", "*", "2")), "-", "c"),
    "a - b - c": ("Arithmetic", ("Arithmetic", "a", "-", "b"), "-", "c"),
    "(a + b) * 2": ("Arithmetic", ("Arithmetic", "a", "+", "b"), "*", "2"),
    "2 * (a - (b + 1))": ("Arithmetic", "2", "*", ("Arithmetic", "a", "-", ("Arithmetic", "b", "+", "1"))),
    "distance else 15": ("Else", "distance", "15"),
    "a + distance else 15": ("Arithmetic", "a", "+", ("Else", "distance", "15")),
    "(a + b) else c": ("Else", ("Arithmetic", "a", "+", "b"), "c"),
    "days since created else 9": ("Else", ("DaysSince", "created", "day"), "9"),
    "greatest of (0, 11 - media)": ("Greatest", "greatest", ("0", ("Arithmetic", "11", "-", "media"))),
    "least of (a, -1, days since created)": ("Greatest", "least", ("a", "-1", ("DaysSince", "created", "day"))),
    "previous stage": ("PreviousStage",),
    "count of leads of the same company": ("CountOfLeads", ("Leads", "company")),
    "count of other leads of the same company": ("CountOfLeads", ("Leads", True, "company")),
    "count of leads of the account": ("CountOfLeads", ("Leads",)),
    "count of leads of the account with a": ("CountOfLeads", ("Leads", "a")),
    "count of different country of leads of the same company": (
        "CountDifferentOfLeads", "country", ("Leads", "company"),
    ),
    "count of different page of view in last 9 days of leads of the account": (
        "CountDifferentOfEventsOfLeads", "page", ("EventSelector", "view", ("Window", "9 day")), ("Leads",),
    ),
    "sum of fit of leads of the account": ("LeadsNumber", "sum", "fit", ("Leads",)),
    "lowest of (count of certs) of other leads of the same company": (
        "LeadsNumber", "lowest", ("CountEntries", "certs"), ("Leads", True, "company"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("written", VALUES)
def test_a_value_before_and_after_a_comparison(written: str) -> None:
    left = condition(f"{written} at least 7")
    assert isinstance(left, syntax.Comparison)
    assert plain(left.left) == VALUES[written]
    assert place(left.left.span) == (1, 9, 1, 9 + len(written))
    right = condition(f"x at least {written}")
    assert isinstance(right, syntax.Comparison)
    assert plain(right.right) == VALUES[written]
    assert place(right.right.span) == (1, 20, 1, 20 + len(written))


@pytest.mark.parametrize(
    ("test", "node"),
    [
        ("student", "student"),
        ("an event by the lead ever", ("Happened", ("EventSelector", True, ("Window",)))),
        ("no event in last 9 days", ("NoEvent", ("EventSelector", LAST_9))),
        ("at least 3 e ever", ("AtLeastEvents", "3", ("EventSelector", "e", ("Window",)))),
        ("e in last 9 days", ("InWindow", "e", "last", "9 day")),
        ("at least 2 of (a, b)", ("AtLeastOf", "2", ("a", "b"))),
        ("(a and b)", ("Parenthesised", ("And", ("a", "b")))),
        ('(seniority is "vp")', ("Parenthesised", ("Comparison", "seniority", "is", '"vp"'))),
    ],
)
def test_what_may_stand_between_with_and_a_comparison(test: str, node: object) -> None:
    found = condition(f"count of other leads of the same company with {test} at least 3 and z")
    assert plain(found) == (
        "And", (("Comparison", ("CountOfLeads", ("Leads", True, "company", node)), "at least", "3"), "z"),
    )  # fmt: skip


def test_a_name_in_parentheses_is_a_condition() -> None:
    compared = ("Comparison", ("Arithmetic", "a", "+", "b"), "at least", "3")
    assert plain(condition("(a) and (a + b at least 3)")) == (
        "And", (("Parenthesised", "a"), ("Parenthesised", compared)),
    )  # fmt: skip


def test_parameters_stand_for_constants() -> None:
    assert plain(condition("page_view in last quiet")) == ("InWindow", "page_view", "last", "quiet")
    assert plain(condition("at least few page_view in last quiet")) == (
        "AtLeastEvents", "few", ("EventSelector", "page_view", ("Window", "quiet"))
    )  # fmt: skip
    assert plain(condition("title contains prefix")) == ("TextTest", "title", "contains", ("prefix",))
    assert plain(condition('title has any word of ("a", b)')) == ("TextTest", "title", "has word", ('"a"', "b"))


SETS = {
    'certs has "CFP"': ("SetTest", "certs", "has", ('"CFP"',)),
    'certs has any of ("CFP", "CFA") ignoring case': ("SetTest", "certs", "has any of", ('"CFP"', '"CFA"'), True),
    "certs has any of good_certs": ("SetTest", "certs", "has any of", "good_certs"),
    'company.tags has all of ("A", "B")': ("SetTest", ("Path", "company", "tags"), "has all of", ('"A"', '"B"')),
    'certs has word "x"': ("TextTest", "certs", "has word", ('"x"',)),
}


@pytest.mark.parametrize("written", SETS)
def test_sets(written: str) -> None:
    assert plain(condition(written)) == SETS[written]


OTHERS = {
    "a is met": ("CriterionState", "a", "met"),
    "a is not met": ("CriterionState", "a", "not met"),
    "a is unknown": ("CriterionState", "a", "unknown"),
    "a is not unknown_yet": ("Comparison", "a", "is not", "unknown_yet"),
    "rating at least B": ("Comparison", "rating", "at least", "B"),
    'level below "mid"': ("Comparison", "level", "below", '"mid"'),
    "previous stage in (mql, sql)": ("Membership", ("PreviousStage",), ("mql", "sql")),
    "previous stage is missing": ("Presence", ("PreviousStage",)),
    "company.renewal in next 60 days": ("InWindow", ("Path", "company", "renewal"), "next", "60 day"),
    "a before quiet ago": ("Comparison", "a", "before", ("Ago", "quiet")),
    "company.renewal in last quiet": ("InWindow", ("Path", "company", "renewal"), "last", "quiet"),
    "company.strategic": ("Path", "company", "strategic"),
    "at least 2 of (a, not b, c at least 3 and d)": (
        "AtLeastOf", "2", ("a", ("Not", "b"), ("And", (("Comparison", "c", "at least", "3"), "d"))),
    ),
}  # fmt: skip


@pytest.mark.parametrize("written", OTHERS)
def test_other_conditions(written: str) -> None:
    assert plain(condition(written)) == OTHERS[written]
