"""Accounts, outcomes and the worklist of an emitted module, with numbers worked out by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
from scoreline.compiler.python import emit
from support.backends import load_module, planned

FIRMS = """
ruleset firms version "1"
lead { id: text key   company: account   title: text   budget: integer }
account { domain: text key   industry: text   employees: integer }
event demo { campaign: text }
business hours monday to friday from 09:00 to 17:00, time zone "Europe/Berlin"
attribution by campaign
do not score when title is "robot" because "no person"
do not score heat when budget is missing because "no budget"
score fit, limited to 0..100, rounded to 0 decimals {
  "Industry" +10 when company.industry is "Software"
  "Others" +5 for each other lead of the same company, max 3 leads
  "Best budget" +7 when highest of budget of other leads of the same company above 20
  "Demos of all" +1 when count of leads of the same company with demo in last 30 days at least 2
}
score heat, limited to 0..100, rounded to 0 decimals {
  "Demo" +4 for each demo in last 30 days, max 10 points
}
score total, limited to 0..100, rounded to 1 decimal = 50% of fit + 50% of heat
flag ready when heat at least 4
stages stage_of, first met wins { out when not scored   mql when ready because "demo"   rest otherwise }
follow up, first met wins { "Sales" due in 4 business hours when stage_of is mql   "Desk" otherwise }
route region, first met wins { "soft" when company.industry is "Software" }
worklist by total, top 3, max 1 of mql
account score size, limited to 0..100, rounded to 0 decimals {
  "Leads" +10 for each lead of the account, max 5 leads
  "Large" +5 when employees at least 100
}
account grade tier of size { big from 20   small below }
"""
MODULE = load_module(emit(planned(FIRMS)))
AS_OF = "2026-01-15T14:30:00Z"  # Thursday, 15:30 in Berlin
ROWS = [
    {"domain": "big.example", "industry": "Software", "employees": "250"},
    {"domain": "big.example", "industry": "Steel"},  # the first row with a key counts
    {"domain": "idle.example"},
    {"domain": None, "industry": "Software"},
]
DEMO = {"event": "demo", "at": "2026-01-14", "campaign": "spring"}
PLAIN = {"event": "demo", "at": "2026-01-13"}
LEADS: list[tuple[dict[str, object], list[dict[str, object]]]] = [
    ({"id": "a", "company": "big.example", "budget": 10}, [DEMO, PLAIN, DEMO]),
    ({"id": "b", "company": "big.example", "budget": 30}, [DEMO]),
    ({"id": "c", "company": "big.example"}, []),
    ({"id": "r", "company": "big.example", "title": "robot", "budget": 50}, []),
    ({"id": "s", "budget": 1}, [DEMO]),
    ({"company": "big.example", "budget": 90}, [DEMO]),  # no key: nobody
]


def results() -> dict[str, object]:
    return {r.lead: r for r in MODULE.score_many(LEADS, as_of=AS_OF, contributions=True, accounts=iter(ROWS))}


def test_scores_among_colleagues() -> None:
    found = {name: result.scores for name, result in results().items()}  # type: ignore[attr-defined]
    # a: 10 + 3 others x 5 + 7 (the robot's 50) + 1 (a and b have demos); 3 demos pay 10 of 12
    assert found["a"] == {"fit": 33, "heat": 10, "total": Decimal("21.5")}
    assert found["b"] == {"fit": 33, "heat": 4, "total": Decimal("18.5")}
    assert found["c"] == {"fit": 33, "heat": None, "total": None}
    assert found["r"] == {"fit": None, "heat": None, "total": None}
    assert found["s"] == {"fit": 0, "heat": 4, "total": Decimal("2.0")}  # no account, no colleagues
    assert found[""] == {"fit": None, "heat": None, "total": None}


def test_the_other_outcomes() -> None:
    found = results()
    a, c, r = found["a"], found["c"], found["r"]
    assert (a.flags, a.stage, a.reason, a.routes) == ({"ready": True}, "mql", "demo", {"region": "soft"})  # type: ignore[attr-defined]
    # 90 minutes are left on Thursday, the other 150 begin on Friday at 9
    assert (a.follow_up, a.due) == ("Sales", dt.datetime(2026, 1, 16, 10, 30, tzinfo=dt.UTC))  # type: ignore[attr-defined]
    assert (c.flags, c.barred, c.due) == ({"ready": False}, {"heat": "no budget"}, None)  # type: ignore[attr-defined]
    assert (r.stage, r.reason, r.flags, r.follow_up) == ("out", "no person", {"ready": None}, None)  # type: ignore[attr-defined]
    assert [each.listed for each in found.values()] == [True, True, True, None, True, None]  # type: ignore[attr-defined]


def test_contributions_are_split_by_their_source() -> None:
    rows = [row for row in results()["a"].contributions if row.score == "heat"]  # type: ignore[attr-defined]
    assert [(row.kind, row.source, row.points, row.times) for row in rows] == [
        ("rule", "spring", 8, 2),
        ("rule", None, 4, 1),
        ("rule limit", None, -2, 0),
    ]


def test_the_worklist() -> None:
    """a, b and s are mql, of which one is taken; r is not scored; c has no total and comes last."""
    found = MODULE.worklist(iter(results().values()))
    assert [result.lead for result in found] == ["a", "c"]
    assert [result.lead for result in MODULE.worklist([])] == []


def test_accounts_have_scores() -> None:
    features = MODULE.account_features(iter(LEADS), as_of=AS_OF, accounts=ROWS)
    assert set(features) == {"big.example"}
    found = list(MODULE.score_accounts(ROWS, features, as_of=AS_OF, contributions=True))
    assert [(each.account, each.scores, each.grades) for each in found] == [
        ("big.example", {"size": 45}, {"tier": "big"}),  # four leads with a key, the robot among them
        ("idle.example", {"size": 0}, {"tier": "small"}),
    ]
    assert [(row.rule, row.points, row.times) for row in found[0].contributions] == [("Leads", 40, 4), ("Large", 5, 1)]
    assert list(MODULE.score_accounts([], {}, as_of=AS_OF)) == []


def test_kept_features_hold_the_other_leads_as_they_were() -> None:
    features = MODULE.account_features(LEADS, as_of=AS_OF, accounts=ROWS)
    lead, events = LEADS[0]
    known = {"as_of": AS_OF, "account": ROWS[0], "features": features}
    assert MODULE.score(lead, iter(events), **known).scores["fit"] == 33
    # without its demos only b has one; its own budget is no other lead's
    assert MODULE.score({**lead, "budget": 99}, (), **known).scores["fit"] == 32
    # a lead that is new sees all four
    assert MODULE.score({"id": "new", "company": "big.example"}, (), **known).scores["fit"] == 33
    # alone: no features, no row
    assert MODULE.score(lead, events, as_of=AS_OF).scores["fit"] == 0


def test_leads_are_taken_once_and_results_one_at_a_time() -> None:
    asked: list[str] = []

    def leads() -> Iterator[tuple[dict[str, object], Iterator[dict[str, object]]]]:
        for lead, events in LEADS:
            asked.append(str(lead.get("id")))
            yield lead, iter(events)

    found = MODULE.score_many(leads(), as_of=AS_OF, accounts=ROWS)
    assert asked == ["a", "b", "c", "r", "s", "None"]
    assert next(found).scores["fit"] == 33


def test_rows_of_accounts_alone_need_no_second_look() -> None:
    text = """
ruleset rows version "1"
lead { id: text key   company: account }
account { domain: text key   industry: text }
score fit { "Industry" +10 when company.industry is "Software"  "Known" +1 when company.domain is "big.example" }
"""
    module = load_module(emit(planned(text)))
    assert not hasattr(module, "account_features") and not hasattr(module, "worklist")
    leads = (({"id": number, "company": "big.example"}, ()) for number in range(10**9))
    assert next(module.score_many(leads, as_of=AS_OF, accounts=ROWS)).scores == {"fit": 11}
    assert module.score({"id": 1, "company": "big.example"}, as_of=AS_OF, account=ROWS[0]).scores == {"fit": 11}
    assert module.score({"id": 1, "company": "big.example"}, as_of=AS_OF).scores == {"fit": 1}
    assert module.score({"id": 1}, as_of=AS_OF, account=ROWS[0]).scores == {"fit": 0}


@pytest.mark.parametrize("call", ["score_many", "account_features"])
def test_an_unreadable_moment_is_an_error(call: str) -> None:
    with pytest.raises(ValueError, match="is not a time"):
        getattr(MODULE, call)(LEADS, as_of="soon")


def test_a_modules_face() -> None:
    assert set(MODULE.__all__) <= set(vars(MODULE))
    assert {"AccountFeatures", "AccountResult", "score_accounts", "worklist"} <= set(MODULE.__all__)
