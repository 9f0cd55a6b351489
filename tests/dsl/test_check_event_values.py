"""Numbers and values of events: sums, extremes, the latest and the first."""

from __future__ import annotations

import pytest
from scoreline.dsl import model as m
from support.checking import WIDE, condition_of, expect, ruleset, when

INTEGER = m.ValueType("integer")
MONEY = m.ValueType("decimal", 2)
DATE = m.ValueType("date")
TIMESTAMP = m.ValueType("timestamp")
TEXT = m.ValueType("text")
BOOLEAN = m.ValueType("boolean")
LATELY = m.EventFilter(("page_view",), None, 9 * 86_400)
EVER = m.EventFilter(("page_view",), None, None)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        (
            "sum of cost of page_view in last 9 days at least 2.5",
            m.Compare(">=", m.EventSum("cost", MONEY, LATELY), m.Constant(250, MONEY)),
        ),
        (
            "highest of seconds of page_view ever above 60",
            m.Compare(">", m.EventExtreme("highest", "seconds", INTEGER, EVER), m.Constant(60, INTEGER)),
        ),
        (
            "lowest of due of page_view ever before 1970-01-03",
            m.Compare("<", m.EventExtreme("lowest", "due", DATE, EVER), m.Constant(2, DATE)),
        ),
        (
            'latest page of page_view ever is "/x"',
            m.Compare("=", m.EventPick("latest", "page", TEXT, EVER), m.Constant("/x", TEXT)),
        ),
        (
            "first trial of page_view ever is yes",
            m.Compare("=", m.EventPick("first", "trial", BOOLEAN, EVER), m.Constant(True, BOOLEAN)),
        ),
        (
            "latest at_work of page_view ever after 2 hours ago",
            m.Compare(">", m.EventPick("latest", "at_work", TIMESTAMP, EVER), m.SecondsAgo(7200)),
        ),
        (
            "latest due of page_view ever before today",
            m.Compare("<", m.EventPick("latest", "due", DATE, EVER), m.Today()),
        ),
        ("latest page of page_view ever is missing", m.IsMissing(m.EventPick("latest", "page", TEXT, EVER))),
        (
            'latest page of page_view ever contains "price"',
            m.TextTest("contains", m.EventPick("latest", "page", TEXT, EVER), ("price",), folded=False),
        ),
    ],
)
def test_values_of_events(text: str, node: m.Condition) -> None:
    assert condition_of(text, head=WIDE) == node


def test_a_sum_may_be_larger_than_any_number_in_the_data() -> None:
    # 10^6 events of 10^12 units
    ruleset(when("sum of seconds of page_view ever at least 1_000_000_000_000_000_000", head=WIDE))
    expect(when("sum of seconds of page_view ever at least «1_000_000_000_000_000_001»", head=WIDE), "SL0305")


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("sum of «page» of page_view ever at least 3", "SL0310"),
        ("sum of «due» of page_view ever at least 3", "SL0310"),
        ("highest of «page» of page_view ever is known", "SL0310"),
        ("lowest of «trial» of page_view ever is known", "SL0310"),
        ("sum of «nothing» of page_view ever at least 3", "SL0201"),
        ("sum of seconds of «nothing» ever at least 3", "SL0202"),
        ("sum of «seconds» of any event ever at least 3", "SL0315"),
        ("sum of «cost» of any event ever at least 3", "SL0315"),
        ("«sum of seconds of page_view ever is missing»", "SL0402"),
        ("latest page of page_view ever is «3»", "SL0302"),
        ("latest page of page_view ever «above» 3", "SL0301"),
        ("sum of seconds of page_view in last «3 months» at least 3", "SL0121"),
        ("count of «demo» at least 3", "SL0112"),
        ("count of «country» at least 3", "SL0310"),
        ("page_view where («sum of seconds of page_view ever» at least 3) ever", "SL0315"),
    ],
)
def test_values_that_events_do_not_have(condition: str, code: str) -> None:
    expect(when(condition, head=WIDE), code)


def test_the_help_shows_the_nearest_form() -> None:
    (found,) = expect(when("highest of «page» of page_view ever is known", head=WIDE), "SL0310")
    assert found.help == "ask for the latest: `latest page of …`"
    (found,) = expect(when("count of «demo» at least 3", head=WIDE), "SL0112")
    assert found.help == "add a window: `count of demo in last 90 days`, or `count of demo ever`"
