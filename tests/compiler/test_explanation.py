from __future__ import annotations

import json

import pytest
from scoreline.cli.explain_text import as_json, as_text
from scoreline.compiler.counting import Counted
from scoreline.compiler.explanation import Explanation, explain
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import Event, Lead
from scoreline.dsl.load import load_text

RULES = """
ruleset r version "1"
lead { id: text key   created: timestamp since   country: text   employees: integer   budget: decimal   ok: yes or no }
event page_view { page: text }
event mail { to: text }
do not score when country is "XX" because "closed"
score fit, limited to 0..50 {
  "Germany" +30 when country is "DE"
  "Large" by employees { below 100: +5   from 100: +30   missing: +2 }
  "Budget" +5 when budget at least 10
  "Known or rich" +1 when budget at least 10 or country is "DE"
  "Asked" +1 when budget is known
}
score engagement, rounded to 1 decimal {
  "Pages" +8 for each page_view in last 90 days, latest 2 only, halve every 30 days, max 9 points
  group "Mail", limited to 0..3 { "Mails" +2 for each mail in last 90 days, lose 1 points every 10 days }
  "Quiet" -5 when no mail in last 10 days
  "Silence" by days since last mail { from 10: -1 }
}
score total, rounded to 1 decimal = 50% of fit + engagement
grade rating of total { A from 60   B from 30   C below }
grade worth of fit { high from 12   low below }
"""
DAY = 86_400
NOW = 20_000 * DAY


@pytest.fixture(scope="module")
def plan() -> Plan:
    ruleset = load_text(RULES).ruleset
    assert ruleset is not None
    return lower(ruleset)


def explained(values: dict[str, str | int | bool], *events: tuple[str, int]) -> Explanation:
    loaded = load_text(RULES)
    assert loaded.ruleset is not None, loaded.diagnostics
    happened = tuple(Event(kind, NOW - days * DAY, {}) for kind, days in events)
    return explain(loaded.ruleset, lower(loaded.ruleset), Lead("1", {"id": "1", **values}, happened), NOW)


FULL: dict[str, str | int | bool] = {
    "created": NOW - 400 * DAY,
    "country": "DE",
    "employees": 100,
    "budget": 2000,
    "ok": True,
}
BUSY = (("page_view", 0), ("page_view", 30), ("page_view", 60), ("mail", 0), ("mail", 10))


def test_contributions_add_up_to_each_score() -> None:
    story = explained(FULL, *BUSY)
    for score in story.scores:
        assert score.value is not None
        assert sum(reason.row.points for reason in score.reasons) == score.value * 10**6


def test_decay_limits_and_left_out_events_are_told() -> None:
    """Pages: 8 + 8/2 = 12 of two of three, limited to 9. Mails: 2 + (2 - 1) = 3 of 4 before decay."""
    story = explained(FULL, *BUSY)
    reasons = {reason.row.rule: reason for score in story.scores for reason in score.reasons if score.name != "total"}
    pages = reasons["Pages"]
    assert (pages.row.points, pages.row.times) == (9 * 10**9, 2)
    assert pages.counted == Counted(3, "event", 16 * 10**9, 12 * 10**9)
    mails = reasons["Mails"]
    assert (mails.row.points, mails.row.times) == (3 * 10**9, 2)
    assert mails.counted == Counted(2, "event", 4 * 10**9, None)


def test_the_next_grade_is_as_far_as_the_threshold() -> None:
    """fit: 30 + 30 + 5 + 1 + 1 = 67, limited to 50; engagement 9 + 3 = 12; total 25 + 12 = 37."""
    rating, worth = explained(FULL, *BUSY).grades
    assert (rating.label, rating.next) == ("B", ("A", 23_000))
    assert (worth.label, worth.next) == ("high", None)


def test_a_lead_on_a_threshold_has_reached_it() -> None:
    """fit: 5 + 5 = 10, which is worth high from 12."""
    _, worth = explained({**FULL, "country": "FR", "employees": 1, "budget": 999}).grades
    assert (worth.label, worth.next) == ("low", ("high", 6_000))
    _, worth = explained({**FULL, "country": "FR", "employees": 1, "budget": 1000}).grades
    assert (worth.label, worth.next) == ("high", None)


def test_what_is_missing_and_what_it_silences() -> None:
    story = explained({"country": "DE"})
    assert story.missing == ("created", "employees", "budget")
    assert [(s.rule, s.attributes, s.paid) for s in story.silenced] == [
        ("Large", ("employees",), 2 * 10**9),
        ("Budget", ("budget",), 0),
        ("Quiet", ("created",), 0),
        ("Silence", ("created",), 0),
    ]


def test_a_known_lead_silences_nothing() -> None:
    assert explained(FULL).silenced == ()
    assert explained(FULL).missing == ()


def test_a_lead_that_is_not_scored_has_its_reason_and_no_reasons() -> None:
    story = explained({"country": "XX"})
    assert story.result.reason == "closed"
    assert all(not score.reasons and score.value is None for score in story.scores)
    assert story.grades == () and story.silenced == ()


# ---- as text -------------------------------------------------------------------------------------------------------


def test_the_text_of_an_explanation(plan: Plan) -> None:
    assert as_text(explained(FULL, *BUSY), plan, width=1000) == (
        "Lead 1 at 2024-10-04 00:00 UTC, by r 1\n"
        "fit 50 · engagement 12 · total 37 · rating B · worth high\n"
        "\n"
        "total 37\n"
        "  fit         +25\n"
        "  engagement  +12\n"
        "              ---\n"
        "  sum          37\n"
        "\n"
        "fit 50\n"
        '  Germany             +30  Adds 30 points when country is "DE".\n'
        "  Large               +30  Pays by employees: below 100: +5; from 100: +30; missing: +2. Found: 100.\n"
        "  Budget               +5  Adds 5 points when budget is at least 10.\n"
        '  Known or rich        +1  Adds 1 point when budget is at least 10 or country is "DE".\n'
        "  Asked                +1  Adds 1 point when budget is known.\n"
        "  limit of the score  -17  the score's limit takes 17\n"
        "                      ---\n"
        "  sum                  50\n"
        "\n"
        "engagement 12\n"
        "  Pages  +9  Adds 8 points for each page_view event in the last 90 days. Only the latest 2 count. "
        "The points of each event halve every 30 days. At most 9 points are added in all. "
        "Counted: 2 of 3 events, the latest at 2024-10-04 00:00; +16 before decay, +12 after it; "
        "+12 before the limit.\n"
        "  Mails  +3  Adds 2 points for each mail event in the last 90 days. "
        "The points of each event fall by 1 every 10 days, down to 0. "
        "Counted: 2 events, the latest at 2024-10-04 00:00; +4 before decay, +3 after it.\n"
        "         --\n"
        "  sum    12\n"
        "\n"
        "Next grade\n"
        "  rating: 23 more of total make A\n"
        "  worth: high is the best there is\n"
    )


def test_the_text_keeps_to_the_width(plan: Plan) -> None:
    for width in (40, 60, 80):
        assert max(map(len, as_text(explained(FULL, *BUSY), plan, width=width).splitlines())) <= width


def test_missing_values_in_the_text(plan: Plan) -> None:
    text = as_text(explained({"country": "DE"}), plan, width=100)
    assert (
        "Missing\n"
        '  employees: "Large" (fit) pays +2, its row for missing values\n'
        '  budget: "Budget" (fit) could not be decided\n'
        '  created: "Quiet" (engagement) could not be decided\n'
        '  created: "Silence" (engagement) could not be decided\n'
    ) in text


def test_a_lead_that_is_not_scored_in_the_text(plan: Plan) -> None:
    assert as_text(explained({"country": "XX"}), plan).splitlines()[1:3] == [
        "fit not scored · engagement not scored · total not scored",
        'because "closed"',
    ]


def test_the_json_of_an_explanation(plan: Plan) -> None:
    story = json.loads(as_json(explained(FULL, *BUSY), plan))
    assert story["scores"] == {"fit": "50", "engagement": "12", "total": "37"}
    assert story["attributes"]["budget"] == "20"
    pages = next(row for row in story["contributions"] if row["rule"] == "Pages")
    assert pages == {
        "score": "engagement",
        "kind": "rule",
        "rule": "Pages",
        "points": "9",
        "times": 2,
        "latest_event": "2024-10-04 00:00 UTC",
        "source": None,
        "events": 3,
        "before_decay": "16",
        "before_limit": "12",
        "found": [],
        "sentence": pages["sentence"],
    }
    assert story["next_grades"] == [{"grade": "rating", "now": "B", "next": "A", "points": "23", "of": "total"}]


def test_a_named_condition_that_misses_a_value_is_undecided() -> None:
    loaded = load_text(
        'ruleset r version "1"\nlead { id: text key   country: text }\nlet german = country is "DE"\n'
        'score fit { "Germany" +30 when german }\n'
    )
    assert loaded.ruleset is not None, loaded.diagnostics
    story = explain(loaded.ruleset, lower(loaded.ruleset), Lead("1", {"id": "1"}, ()), NOW)
    assert [(silenced.rule, silenced.attributes) for silenced in story.silenced] == [("Germany", ("country",))]
