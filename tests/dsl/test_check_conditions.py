"""Conditions: what each form means, node by node."""

from __future__ import annotations

import pytest
from scoreline.dsl import model as m
from support.checking import condition_of, ruleset, when

TEXT = m.ValueType("text")
INTEGER = m.ValueType("integer")
DAY = 86_400

COUNTRY = m.LeadValue("country", TEXT)
TITLE = m.LeadValue("title", TEXT)
EMAIL = m.LeadValue("email", TEXT)
PLAN_TYPE = m.ValueType("text", options=("free", "paid", "gold"))
PLAN = m.LeadValue("plan", PLAN_TYPE)
EMPLOYEES = m.LeadValue("employees", INTEGER)
BUDGET_TYPE = m.ValueType("decimal", 2)
BUDGET = m.LeadValue("budget", BUDGET_TYPE)
OK = m.LeadValue("ok", m.ValueType("boolean"))
DATE = m.ValueType("date")
RENEWAL = m.LeadValue("renewal", DATE)
ENDED = m.LeadValue("ended", DATE)
TIMESTAMP = m.ValueType("timestamp")
CREATED = m.LeadValue("created", TIMESTAMP)
SEEN = m.LeadValue("seen", TIMESTAMP)
PAGE = m.EventValue("page", TEXT)


def views(where: m.Condition | None, window: int | None) -> m.EventFilter:
    return m.EventFilter(("page_view",), where, window)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ('country is "DE"', m.Compare("=", COUNTRY, m.Constant("DE", TEXT))),
        ('country is not "DE"', m.Compare("<>", COUNTRY, m.Constant("DE", TEXT))),
        ('country is "Österreich" ignoring case', m.Compare("=", COUNTRY, m.Constant("österreich", TEXT), folded=True)),
        ("country is title", m.Compare("=", COUNTRY, TITLE)),
        ('plan is "paid"', m.Compare("=", PLAN, m.Constant("paid", TEXT))),
        ('domain of email is "Big.Example"', m.Compare("=", m.DomainOf(EMAIL), m.Constant("big.example", TEXT), True)),
        ("domain of email is title", m.Compare("=", TITLE, m.DomainOf(EMAIL), folded=True)),
        ("title is domain of email", m.Compare("=", TITLE, m.DomainOf(EMAIL), folded=True)),
        ('country in ("FR", "DE")', m.InSet(COUNTRY, ("DE", "FR"))),
        ('country not in ("FR", "DE")', m.Not(m.InSet(COUNTRY, ("DE", "FR")))),
        ('country in ("FR", "De") ignoring case', m.InSet(COUNTRY, ("de", "fr"), folded=True)),
        ('domain of email in ("Big.example")', m.InSet(m.DomainOf(EMAIL), ("big.example",), folded=True)),
        ("country is missing", m.IsMissing(COUNTRY)),
        ("budget is known", m.Not(m.IsMissing(BUDGET))),
        ('title has word "Vice-President"', m.TextTest("word", TITLE, ("vice president",), folded=True)),
        ('title has any word of ("VP", "CEO")', m.TextTest("word", TITLE, ("ceo", "vp"), folded=True)),
        ('title contains "CEO"', m.TextTest("contains", TITLE, ("CEO",), folded=False)),
        ('title starts with "CEO" ignoring case', m.TextTest("starts", TITLE, ("ceo",), folded=True)),
        (
            'domain of email ends with any of (".DE", ".at")',
            m.TextTest("ends", m.DomainOf(EMAIL), (".at", ".de"), True),
        ),
        ("ok", m.IsTrue(OK)),
        ("not ok", m.Not(m.IsTrue(OK))),
        ("ok is no", m.Compare("=", OK, m.Constant(False, m.ValueType("boolean")))),
    ],
)
def test_texts_and_yes_or_no(text: str, node: m.Condition) -> None:
    assert condition_of(text) == node


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("employees at least 50", m.Compare(">=", EMPLOYEES, m.Constant(50, INTEGER))),
        ("employees at most 1_000", m.Compare("<=", EMPLOYEES, m.Constant(1000, INTEGER))),
        ("employees above 50.0", m.Compare(">", EMPLOYEES, m.Constant(50, INTEGER))),
        ("employees below -5", m.Compare("<", EMPLOYEES, m.Constant(-5, INTEGER))),
        ("employees in (5, 1, 3)", m.InSet(EMPLOYEES, (1, 3, 5))),
        ("budget is 2.5", m.Compare("=", BUDGET, m.Constant(250, BUDGET_TYPE))),
        ("budget below 2000.05", m.Compare("<", BUDGET, m.Constant(200_005, BUDGET_TYPE))),
        ("budget above spent", m.Compare(">", BUDGET, m.LeadValue("spent", BUDGET_TYPE))),
        ("days since renewal at least 30", m.Compare(">=", m.DaysSince(RENEWAL), m.Constant(30, INTEGER))),
        ("days since created below 7", m.Compare("<", m.DaysSince(CREATED), m.Constant(7, INTEGER))),
    ],
)
def test_numbers(text: str, node: m.Condition) -> None:
    assert condition_of(text) == node


@pytest.mark.parametrize(
    ("text", "node"),
    [
        # 2026-01-01 is day 20454; its midnight in UTC is second 1767225600
        ("renewal before 2026-01-01", m.Compare("<", RENEWAL, m.Constant(20_454, DATE))),
        ("renewal on 2026-01-01", m.Compare("=", RENEWAL, m.Constant(20_454, DATE))),
        ("renewal after ended", m.Compare(">", RENEWAL, ENDED)),
        ("renewal after today", m.Compare(">", RENEWAL, m.Today())),
        ("renewal in (2026-01-02, 2026-01-01)", m.InSet(RENEWAL, (20_454, 20_455))),
        ("seen after 2026-01-01", m.Compare(">", m.LocalDay(SEEN), m.Constant(20_454, DATE))),
        ("seen after 2026-01-01T00:00Z", m.Compare(">", SEEN, m.Constant(1_767_225_600, TIMESTAMP))),
        ("seen after 2026-01-01T02:00+02:00", m.Compare(">", SEEN, m.Constant(1_767_225_600, TIMESTAMP))),
        ("seen after renewal", m.Compare(">", m.LocalDay(SEEN), RENEWAL)),
        ("renewal before seen", m.Compare("<", RENEWAL, m.LocalDay(SEEN))),
        ("seen before created", m.Compare("<", SEEN, CREATED)),
        ("seen on today", m.Compare("=", m.LocalDay(SEEN), m.Today())),
        ("renewal before 2 weeks ago", m.Compare("<", RENEWAL, m.Today(14))),
        ("renewal on 3 days ago", m.Compare("=", RENEWAL, m.Today(3))),
        ("seen on 3 days ago", m.Compare("=", m.LocalDay(SEEN), m.Today(3))),
        ("seen before 3 hours ago", m.Compare("<", SEEN, m.SecondsAgo(3 * 3600))),
        ("seen after 3 days ago", m.Compare(">", SEEN, m.SecondsAgo(3 * DAY))),
        ("seen after 3 months ago", m.Compare(">", m.LocalDay(SEEN), m.MonthsAgo(3))),
        ("renewal before 2 years ago", m.Compare("<", RENEWAL, m.MonthsAgo(24))),
        # ages: at most 3 days is 0 <= age < 4 days, above 3 days is age >= 4 days
        ("seen at most 3 days ago", m.AgeBetween(SEEN, 0, 4 * DAY)),
        ("seen below 3 days ago", m.AgeBetween(SEEN, 0, 3 * DAY)),
        ("seen at least 3 days ago", m.AgeBetween(SEEN, 3 * DAY, None)),
        ("seen above 3 days ago", m.AgeBetween(SEEN, 4 * DAY, None)),
        ("seen at most 3 hours ago", m.AgeBetween(SEEN, 0, 4 * 3600)),
        ("seen at most 0 days ago", m.AgeBetween(SEEN, 0, DAY)),
        ("seen above 0 days ago", m.AgeBetween(SEEN, DAY, None)),
        ("renewal on 0 days ago", m.Compare("=", RENEWAL, m.Today(0))),
        ("seen at most 2 weeks ago", m.AgeBetween(SEEN, 0, 15 * DAY)),
        ("renewal at most 3 days ago", m.AgeBetween(RENEWAL, 0, 4)),
        ("renewal above 3 days ago", m.AgeBetween(RENEWAL, 4, None)),
        ("renewal in last 30 days", m.AgeBetween(RENEWAL, 0, 30)),
        ("renewal in next 30 days", m.AgeBetween(RENEWAL, -29, 1)),
        ("seen in last 30 days", m.AgeBetween(SEEN, 0, 30 * DAY)),
        ("seen in next 2 hours", m.AgeBetween(SEEN, 1 - 7200, 1)),
    ],
)
def test_dates_and_moments(text: str, node: m.Condition) -> None:
    assert condition_of(text) == node


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("page_view in last 9 days", m.Happened(views(None, 9 * DAY))),
        ("page_view ever", m.Happened(views(None, None))),
        (
            'page_view where page is "/x" in last 2 weeks',
            m.Happened(views(m.Compare("=", PAGE, m.Constant("/x", TEXT)), 14 * DAY)),
        ),
        (
            'page_view where (page starts with "/x" and seconds at least 5) ever',
            m.Happened(
                views(
                    m.And(
                        (
                            m.TextTest("starts", PAGE, ("/x",), folded=False),
                            m.Compare(">=", m.EventValue("seconds", INTEGER), m.Constant(5, INTEGER)),
                        )
                    ),
                    None,
                )
            ),
        ),
        (
            "page_view where due in last 3 days in last 9 days",
            m.Happened(views(m.AgeBetween(m.EventValue("due", DATE), 0, 3), 9 * DAY)),
        ),
        ("any event in last 9 days", m.Happened(m.EventFilter(("page_view", "demo", "status_change"), None, 9 * DAY))),
        ("any event by the lead in last 9 days", m.Happened(m.EventFilter(("page_view", "demo"), None, 9 * DAY))),
        ("no page_view in last 30 days", m.Quiet(views(None, 30 * DAY))),
        ("no page_view ever", m.Quiet(views(None, None))),
        ("at least 3 page_view in last 90 minutes", m.Happened(views(None, 5400), 3)),
        ("count of page_view ever above 3", m.Compare(">", m.CountOf(views(None, None)), m.Constant(3, INTEGER))),
        (
            "count of different page of page_view in last 9 days at least 2",
            m.Compare(">=", m.CountDifferent("page", TEXT, views(None, 9 * DAY)), m.Constant(2, INTEGER)),
        ),
        (
            "days since last event by the lead at least 30",
            m.Compare(">=", m.DaysSinceLast(m.EventFilter(("page_view", "demo"), None, None)), m.Constant(30, INTEGER)),
        ),
        (
            "days since first page_view below 3",
            m.Compare("<", m.DaysSinceFirst(views(None, None)), m.Constant(3, INTEGER)),
        ),
    ],
)
def test_events(text: str, node: m.Condition) -> None:
    assert condition_of(text) == node


def test_and_or_not_keep_their_shape() -> None:
    de = m.Compare("=", COUNTRY, m.Constant("DE", TEXT))
    fr = m.Compare("=", COUNTRY, m.Constant("FR", TEXT))
    assert condition_of('ok and not (country is "DE" or country is "FR")') == m.And(
        (m.IsTrue(OK), m.Not(m.Or((de, fr))))
    )


def test_lists_by_name() -> None:
    lists = 'list markets = ("FR", " DE ")'
    assert condition_of("country in markets", lists) == m.InList(COUNTRY, "markets")
    assert condition_of("domain of email in markets", lists) == m.InList(m.DomainOf(EMAIL), "markets", folded=True)
    assert condition_of("country not in markets ignoring case", lists) == m.Not(m.InList(COUNTRY, "markets", True))
    assert condition_of("title starts with any of markets", lists) == m.TextTest("starts", TITLE, ("DE", "FR"), False)
    assert ruleset(when("country in markets", lists)).lists == (m.TextList("markets", ("DE", "FR")),)


def test_named_conditions_stand_after_those_that_they_read() -> None:
    lets = "let all_good = good and ok\nlet good = employees at least 5"
    made = ruleset(when("all_good", lets))
    good = m.Compare(">=", EMPLOYEES, m.Constant(5, INTEGER))
    assert made.lets == (("good", good), ("all_good", m.And((m.LetRef("good"), m.IsTrue(OK)))))
    assert condition_of("all_good", lets) == m.LetRef("all_good")


def test_a_moment_without_zone_is_in_the_zone_of_the_ruleset() -> None:
    text = when("seen after 2026-07-01T12:00").replace('version "1"', 'version "1", time zone "Europe/Berlin"')
    score = ruleset(text).scores[0]
    assert isinstance(score, m.Score)
    (found,) = score.entries
    # 12:00 in Berlin in summer is 10:00 UTC
    assert found.condition == m.Compare(">", SEEN, m.Constant(1_782_900_000, TIMESTAMP))  # type: ignore[union-attr]
