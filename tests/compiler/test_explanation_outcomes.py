"""Explanations of what the core does not have: accounts, factors, attribution, frameworks, outcomes, noise."""

from __future__ import annotations

import json

from scoreline.cli.explain_text import as_json, as_text
from scoreline.compiler.counting import Counted
from scoreline.compiler.explanation import CriterionStory, Explanation, Silenced, company_of, explain
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import NO_COMPANY, Account, Event, Lead
from scoreline.dsl.load import load_text

RULES = """
ruleset r version "1"
lead { id: text key   company: account   budget: integer   seniority: text   status: text   ok: yes or no }
account { domain: text key   industry: text   size: integer }
event page_view { page: text, campaign: text }
event purchase { amount: integer, campaign: text }
ignore page_view where page is "/own"
do not score shy when status is "quiet" because "asked for silence"
factor trust by status { "sure": 1.5   "quiet": 0.5   missing: 1   otherwise: 1 }
score fit, limited to 0..200 {
  "Budget" +2 for each full 100 of budget, max 20 points
  "Industry" +10 when company.industry is "Software"
  "Colleagues" +5 for each other lead of the same company with ok, max 2 leads
}
score activity, limited to 0..500, times trust {
  "Pages" +10 for each page_view ever, halve every 30 days, max 12 points
  "Money" + points of amount for each purchase ever, max 50 points
  "Busy" +3 for each day with at least 2 page_view ever
}
score shy { "Shy" +1 when ok }
framework bant, limited to 0..100 {
  budget_ok +30 asks "Is money set aside?" { met when budget at least 100   not met when budget below 100 }
  authority +25 asks "Who decides?" { met when seniority is "vp" }
}
share bant_share of bant
questions bant_open of bant
flag ready when bant at least 30
matrix quadrant of fit and bant { fit: A from 10 B below   bant: 1 from 50 2 below }
route region, first met wins { "In" when ok   "Out" otherwise }
follow up, first met wins { "Sales" due in 2 hours when ready   "Nobody" otherwise }
worklist by fit, when ok
attribution by campaign
"""
DAY = 86_400
NOW = 20_000 * DAY


def story_of(
    values: dict[str, str | int | bool], *events: Event, others: tuple[Lead, ...] = (), account: Account | None = None
) -> tuple[Explanation, Plan]:
    loaded = load_text(RULES)
    assert loaded.ruleset is not None, loaded.diagnostics
    plan = lower(loaded.ruleset)
    lead = Lead("1", {"id": "1", **values}, events)
    schema = plan.schema.account
    assert schema is not None
    company = company_of(schema, lead, (lead, *others), () if account is None else (account,))
    return explain(loaded.ruleset, plan, lead, NOW, company), plan


def view(days: int, campaign: str | None = None, page: str = "/x") -> Event:
    return Event("page_view", NOW - days * DAY, {"page": page, **({} if campaign is None else {"campaign": campaign})})


BIG = Account("big", {"domain": "big", "industry": "Software"})
MATES = tuple(Lead(f"{n}", {"id": f"{n}", "company": "big", "ok": n != 4}, ()) for n in (2, 3, 4))


def points(story: Explanation, score: str) -> list[tuple[str, str, str | None, int]]:
    return [
        (r.row.kind, r.row.rule, r.row.source, r.row.points) for s in story.scores if s.name == score for r in s.reasons
    ]


def test_an_account_and_its_leads_are_seen() -> None:
    """Budget 250: two full hundreds, 4. Industry 10. Leads 2 and 3 are ok, 4 is not: 10."""
    story, _ = story_of({"company": "big", "budget": 250}, others=MATES, account=BIG)
    assert points(story, "fit") == [
        ("rule", "Budget", None, 4 * 10**9),
        ("rule", "Industry", None, 10 * 10**9),
        ("rule", "Colleagues", None, 10 * 10**9),
    ]
    assert story.missing == ("seniority", "status", "ok")


def test_without_an_account_its_attributes_are_missing() -> None:
    story, plan = story_of({"budget": 0}, others=MATES, account=BIG)
    assert "account.industry" in story.missing and "company" in story.missing
    assert Silenced("fit", "Industry", ("account.industry",), 0) in story.silenced
    assert 'the company\'s industry: "Industry" (fit) could not be decided' in as_text(story, plan, width=200)


def test_what_rules_may_see_of_the_account() -> None:
    _, plan = story_of({})
    schema = plan.schema.account
    assert schema is not None
    lead = Lead("1", {"id": "1", "company": "big"}, ())
    company = company_of(schema, lead, (lead, *MATES, Lead("9", {"company": "small"}, ())), (Account("small", {}), BIG))
    assert (company.account, [other.key for other in company.others]) == (BIG, ["2", "3", "4"])
    assert company_of(schema, Lead("1", {"id": "1"}, ()), MATES, (BIG,)) == NO_COMPANY


def test_attribution_factor_and_limits_add_up() -> None:
    """Pages: 10 from spring today, 10 halved to 5 without campaign: 15, limited to 12. Money 7 + 8 = 15.

    27 × 1.5 = 40.5: the factor adds 13.5. The own page does not count. One day with two pages: the day 30 days ago.
    """
    events = (
        view(0, "spring"), view(30), view(0, page="/own"),
        Event("purchase", NOW - DAY, {"amount": 7, "campaign": "spring"}),
        Event("purchase", NOW - DAY, {"amount": 8, "campaign": "fall"}),
    )  # fmt: skip
    story, _ = story_of({"status": "sure"}, *events)
    rows = points(story, "activity")
    assert sorted(rows, key=str) == sorted(
        [
            ("rule", "Pages", "spring", 10 * 10**9),
            ("rule", "Pages", None, 5 * 10**9),
            ("rule limit", "Pages", None, -3 * 10**9),
            ("rule", "Money", "spring", 7 * 10**9),
            ("rule", "Money", "fall", 8 * 10**9),
            ("factor", "trust", None, 13_500_000_000),
        ],
        key=str,
    )
    counted = {(r.row.rule, r.row.source): r.counted for s in story.scores for r in s.reasons if r.counted is not None}
    assert counted["Pages", None] == Counted(2, "event", 10 * 10**9, None)
    assert counted["Pages", "spring"] == Counted(2, "event", None, None)
    assert counted["Money", "fall"] == Counted(2, "event", None, None)


def test_periods_are_counted_as_such() -> None:
    story, plan = story_of({}, view(0), view(0), view(1))
    busy = next(r for s in story.scores for r in s.reasons if r.row.rule == "Busy")
    assert busy.counted == Counted(3, "day", None, None)
    assert "Counted: 1 day among 3 events" in as_text(story, plan, width=300)


def test_a_score_of_its_own_reason() -> None:
    story, plan = story_of({"status": "quiet", "ok": True})
    assert {score.name: score.barred for score in story.scores if score.barred} == {"shy": "asked for silence"}
    assert 'Not scored\n  shy: "asked for silence"\n' in as_text(story, plan)
    assert json.loads(as_json(story, plan))["barred"] == {"shy": "asked for silence"}


def test_criteria_shares_and_outcomes() -> None:
    story, plan = story_of({"budget": 100, "ok": True})
    assert story.criteria == (
        CriterionStory("bant", "budget_ok", True, 30_000, ""),
        CriterionStory("bant", "authority", None, 25_000, "Who decides?"),
    )
    (share,) = story.shares
    assert (share.name, share.value, share.there, share.lacking) == (
        "bant_share",
        55_000,
        ("budget_ok",),
        ("authority",),
    )
    text = as_text(story, plan, width=200)
    for line in (
        "fit 2 · activity 0 · shy 1 · bant 30 · bant_share 55 · quadrant B2 · ready yes",
        'region: "In"',
        'follow up: "Sales", due 2024-10-04 02:00',
        "on the worklist: yes, if there is room",
        "bant_open: Who decides?",
        '  authority (bant, 25): unknown - "Who decides?"',
        "  bant_share 55: there: budget_ok; not there: authority",
    ):
        assert f"\n{line}\n" in text, line
    told = json.loads(as_json(story, plan))
    assert (told["flags"], told["routes"], told["follow_up"]) == ({"ready": True}, {"region": "In"}, "Sales")
    assert (told["due"], told["listed"], told["grades"]) == ("2024-10-04 02:00 UTC", True, {"quadrant": "B2"})
    assert told["criteria"][1]["question"] == "Who decides?"


def test_an_amount_that_is_missing_is_undecided() -> None:
    story, _ = story_of({})
    assert Silenced("fit", "Budget", ("budget",), 0) in story.silenced


def test_a_factor_of_a_missing_value_is_told() -> None:
    story, plan = story_of({"ok": True}, Event("page_view", NOW, {"page": "/a"}))
    assert Silenced("activity", "trust", ("status",), 10_000, factor=True) in story.silenced
    assert "status: the factor trust (activity) is 1, its row for missing values" in as_text(story, plan, width=200)
    assert "trust" not in [each["rule"] for each in json.loads(as_json(story, plan))["undecided"]]
    story, _ = story_of({"status": "sure"}, Event("page_view", NOW, {"page": "/a"}))
    assert not [each for each in story.silenced if each.factor]
