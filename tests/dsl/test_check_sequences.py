"""Speed and sequences: so many within a time, one event after another, and noise."""

from __future__ import annotations

import pytest
from scoreline.dsl import model as m
from support.checking import WIDE, condition_of, expect, ruleset, when

DAY = 86_400
DEMO = m.EventFilter(("demo",), None, None)
VIEW = m.EventFilter(("page_view",), None, None)
OWN = ("page_view", "demo")
ON_X = m.Compare("=", m.EventValue("page", m.ValueType("text")), m.Constant("/x", m.ValueType("text")))


def demo(relation: m.Relation, window: int | None = 90 * DAY) -> m.EventFilter:
    return m.EventFilter(("demo",), None, window, relation)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        (
            "at least 5 events by the lead within 24 hours in last 14 days",
            m.Burst(m.EventFilter(OWN, None, 14 * DAY), 5, DAY),
        ),
        ("at least 2 demo within 1 second ever", m.Burst(DEMO, 2, 1)),
        (
            "demo within 2 days after page_view in last 90 days",
            m.Happened(demo(m.Follows(VIEW, 2 * DAY, None, False))),
        ),
        (
            'demo not within 4 hours after page_view where page is "/x" of the same mail ever',
            m.Happened(demo(m.Follows(m.EventFilter(("page_view",), ON_X, None), 4 * 3600, "mail", True), None)),
        ),
        (
            "demo followed by page_view within 14 days in last 90 days",
            m.Happened(demo(m.FollowedBy(VIEW, 14 * DAY, None, False))),
        ),
        ("demo not followed by page_view ever", m.Happened(demo(m.FollowedBy(VIEW, None, None, True), None))),
        (
            "page_view within 1 minute after page_view of the same cost ever",
            m.Happened(m.EventFilter(("page_view",), None, None, m.Follows(VIEW, 60, "cost", False))),
        ),
        (
            "no demo within 30 seconds after page_view in last 90 days",
            m.Quiet(demo(m.Follows(VIEW, 30, None, False))),
        ),
        (
            "count of demo within 2 days after page_view in last 90 days at least 3",
            m.Compare(
                ">=",
                m.CountOf(demo(m.Follows(VIEW, 2 * DAY, None, False))),
                m.Constant(3, m.ValueType("integer")),
            ),
        ),
        (
            "days since last demo not followed by page_view at least 3",
            m.Compare(
                ">=",
                m.DaysSinceLast(demo(m.FollowedBy(VIEW, None, None, True), None)),
                m.Constant(3, m.ValueType("integer")),
            ),
        ),
    ],
)
def test_sequences(text: str, node: m.Condition) -> None:
    assert condition_of(text, head=WIDE) == node


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("at least «1» demo within 1 hour in last 9 days", "SL0605"),
        ("at least «0» demo within 1 hour in last 9 days", "SL0605"),
        ("at least «1001» demo within 1 hour in last 9 days", "SL0605"),
        ("at least «2.5» demo within 1 hour in last 9 days", "SL0605"),
        ("at least 2 demo within «3651 days» ever", "SL0607"),
        ("at least 2 demo within «1 month» ever", "SL0121"),
        ("at least 2 demo within «0 hours» ever", "SL0607"),
        ("demo within «2 months» after page_view ever", "SL0121"),
        ("demo within «3651 days» after page_view ever", "SL0607"),
        ("demo within 2 days after «nothing» ever", "SL0202"),
        ("«nothing» within 2 days after page_view ever", "SL0202"),
        ("demo within 2 days after page_view of the same «campaign» ever", "SL0201"),
        ("demo within 2 days after page_view of the same «page» ever", "SL0201"),
        ("demo within 2 days after page_view of the same «seconds» ever", "SL0302"),
        ("demo within 2 days after page_view of the same «cost» ever", "SL0302"),
        ('demo within 2 days after page_view where «country» is "x" ever', "SL0315"),
        ("demo followed by page_view within «1 year» ever", "SL0121"),
        ("demo within 2 days after any event of the same «page» ever", "SL0201"),
    ],
)
def test_sequences_that_cannot_be(condition: str, code: str) -> None:
    expect(when(condition, head=WIDE), code)


def test_the_longest_and_shortest_times_between_events() -> None:
    ruleset(when("demo within 3650 days after page_view ever", head=WIDE))
    ruleset(when("at least 1000 demo within 1 second ever", head=WIDE))


def test_attributes_of_two_kinds_are_named() -> None:
    (found,) = expect(when("demo within 2 days after page_view of the same «seconds» ever", head=WIDE), "SL0302")
    assert found.message == "`seconds` is a text of the one event and a whole number of the other"
    (found,) = expect(when("demo within 2 days after page_view of the same «cost» ever", head=WIDE), "SL0302")
    assert found.message == "`cost` has not the same number of decimals in both events"


# ---- at least so many conditions -----------------------------------------------------------------------------------


def test_at_least_so_many_conditions() -> None:
    ok = m.IsTrue(m.LeadValue("ok", m.ValueType("boolean")))
    known = m.Not(m.IsMissing(m.LeadValue("country", m.ValueType("text"))))
    found = condition_of("at least 2 of (ok, country is known)", head=WIDE)
    assert found == m.AtLeast(2, (ok, known))


@pytest.mark.parametrize("count", ["0", "3", "1.5"])
def test_more_conditions_than_there_are(count: str) -> None:
    expect(when(f"at least «{count}» of (ok, country is known)", head=WIDE), "SL0605")


def test_each_condition_of_several_is_checked() -> None:
    expect(when("at least 1 of («employees», «nobody», ok)", head=WIDE), "SL0319", "SL0201")


# ---- noise ---------------------------------------------------------------------------------------------------------

RULE = '\nscore s { "x" +1 when ok }\n'


def noise(line: str, more: str = "") -> tuple[m.Noise, ...]:
    return ruleset(f"{WIDE}{more}{line}{RULE}").noise


def test_noise() -> None:
    assert noise('ignore page_view where page is "/x"') == (m.Noise(("page_view",), ON_X, None, None, None),)
    follows = m.Follows(VIEW, 2, "mail", False)
    assert noise("ignore demo within 2 seconds after page_view of the same mail") == (
        m.Noise(("demo",), None, follows, None, None),
    )
    assert noise("ignore demo more than 5 within 1 minute") == (m.Noise(("demo",), None, None, (5, 60), None),)
    (found,) = noise("ignore any event when ok and company.customer")
    assert found.kinds == ("page_view", "demo", "status_change")
    assert found.lead == m.And(
        (
            m.IsTrue(m.LeadValue("ok", m.ValueType("boolean"))),
            m.IsTrue(m.AccountValue("customer", m.ValueType("boolean"))),
        )
    )
    (found,) = noise("ignore events by the lead when staff", "let staff = ok\n")
    assert (found.kinds, found.lead) == (OWN, m.LetRef("staff"))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("ignore «nothing» when ok", "SL0202"),
        ('ignore page_view where «country» is "x"', "SL0315"),
        ("ignore page_view more than «0» within 1 minute", "SL0605"),
        ("ignore page_view more than «1001» within 1 minute", "SL0605"),
        ("ignore page_view more than 5 within «1 month»", "SL0121"),
        ("ignore page_view when «demo ever»", "SL0324"),
        ("ignore page_view when «count of demo ever» at least 3", "SL0324"),
        ("ignore page_view when «s» at least 3", "SL0217"),
        ("ignore page_view when «lively»", "SL0324"),
        ("ignore page_view when «good»", "SL0217"),
    ],
)
def test_noise_that_cannot_be_told(line: str, code: str) -> None:
    more = "let lively = demo ever\nlet good = s at least 3\n"
    used = '\nscore other { "lively" +1 when lively "good" +1 when good }\n'
    text = f"{WIDE}{more}{line}{RULE}{used}"
    expect(text, code)


def test_fifty_lines_of_noise_and_no_more() -> None:
    lines = "\n".join(["ignore demo when ok"] * 50)
    assert len(noise(lines)) == 50
    expect(f"{WIDE}{lines}\n«ignore demo when ok»{RULE}", "SL0608")
