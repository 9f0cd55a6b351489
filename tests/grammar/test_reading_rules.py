"""Rules of every kind, their clauses, groups and scores as nodes, worked out by hand."""

from __future__ import annotations

import pytest
from scoreline.dsl import syntax
from support.parsing import items, place, plain, rule

EVER = ("Window",)
VIEWS = ("EventSelector", "view", EVER)
RULES = {
    "+cap when a": ("WhenRule", '"L"', ("SignedName", "cap"), "a"),
    "-cap when a": ("WhenRule", '"L"', ("SignedName", "cap", True), "a"),
    "+2 for each full 10000 of budget": ("AmountRule", '"L"', "2", "10000", "budget"),
    "+2 for each full step of company.seats": ("AmountRule", '"L"', "2", "step", ("Path", "company", "seats")),
    "+2 for each full 10 of (a + b)": ("AmountRule", '"L"', "2", "10", ("Arithmetic", "a", "+", "b")),
    "+2 for each full 10 of (count of certs)": ("AmountRule", '"L"', "2", "10", ("CountEntries", "certs")),
    "-10 for each full 30 days since created": ("TimeRule", '"L"', "-10", "30 day", ("created",)),
    "-10 for each full gap since last event": (
        "TimeRule", '"L"', "-10", "gap", (("EventMoment", "last", ("EventSelector",)),),
    ),
    "-10 for each full 30 days since (last event or created)": (
        "TimeRule", '"L"', "-10", "30 day", (("EventMoment", "last", ("EventSelector",)), "created"),
    ),
    "+ review": ("DataRule", '"L"', "review"),
    "- review": ("DataRule", '"L"', True, "review"),
    "+ company.revenue": ("DataRule", '"L"', ("Path", "company", "revenue")),
    "- (a + b)": ("DataRule", '"L"', True, ("Arithmetic", "a", "+", "b")),
    "+ (days since created)": ("DataRule", '"L"', ("DaysSince", "created", "day")),
    "+ points of amount for each view ever": ("OccurrenceRule", '"L"', ("PointsOf", "amount"), "for each", VIEWS),
    "- points of amount once for view ever": ("OccurrenceRule", '"L"', ("PointsOf", "amount", True), "once for", VIEWS),
    "+cap for each view ever": ("OccurrenceRule", '"L"', ("SignedName", "cap"), "for each", VIEWS),
    "+5 for each other lead of the same company": ("LeadsRule", '"L"', "5", ("Leads", True, "company")),
    "+5 for each lead of the same company with s is 1": (
        "LeadsRule", '"L"', "5", ("Leads", "company", ("Comparison", "s", "is", "1")),
    ),
    "+5 for each lead of the account with a": ("LeadsRule", '"L"', "5", ("Leads", "a")),
    "+3 for each day with at least 7 view ever": ("PeriodRule", '"L"', "3", ("Period", "day", 1), "7", VIEWS),
    "+3 for each month with at least few view ever": ("PeriodRule", '"L"', "3", ("Period", "month", 1), "few", VIEWS),
    "+3 for each 3 days with at least 7 view ever": ("PeriodRule", '"L"', "3", ("Period", "day", 3), "7", VIEWS),
    "+1 for each visit of view by session_id ever": ("VisitRule", '"L"', "1", VIEWS, "session_id"),
    "+1 for each visit of view where a is 1 after 30 minutes of silence ever": (
        "VisitRule", '"L"', "1", ("EventSelector", "view", ("Comparison", "a", "is", "1"), EVER), "30 minute",
    ),
    "+1 for each visit with at least 3 view by session_id ever": ("VisitRule", '"L"', "1", "3", VIEWS, "session_id"),
    "+1 for each visit with at least 3 view after gap of silence ever": ("VisitRule", '"L"', "1", "3", VIEWS, "gap"),
}  # fmt: skip
# With clauses behind, and nothing else to tell where the rule ends.
CLAUSES = {
    "max 20 points": ("MaxPoints", "20"),
    "max cap points": ("MaxPoints", "cap"),
    "max 20 points per day": ("MaxPointsPer", "20", ("Period", "day", 1)),
    "max 20 points per 3 days": ("MaxPointsPer", "20", ("Period", "day", 3)),
    "max 20 points per page": ("MaxPointsPer", "20", "page"),
    "max 6 times": ("MaxTimes", "6"),
    "max 1 time": ("MaxTimes", "1"),
    "max 4 leads": ("MaxLeads", "4"),
    "latest 3 only": ("LatestOnly", "3"),
    "latest 3 per page": ("LatestPer", "3", "page"),
    "latest 3 per week": ("LatestPer", "3", ("Period", "week", 1)),
    "once per hour": ("OncePer", ("Period", "hour", 1)),
    "once per 3 days": ("OncePer", ("Period", "day", 3)),
    "once per `day`": ("OncePer", "day"),
    "weight 30%": ("Weight", "30%"),
    "weight share": ("Weight", "share"),
    'formerly "Old"': ("Formerly", '"Old"'),
    "limited to -3..cap": ("LimitedTo", "-3", "cap"),
    "halve every gap": ("DecayClause", ("HalveEvery", "gap")),
    "keep share every 30 days": ("DecayClause", ("KeepEvery", "share", "30 day")),
}


@pytest.mark.parametrize("written", RULES)
def test_a_rule(written: str) -> None:
    found = rule(f'"L" {written}')
    assert plain(found) == RULES[written]
    assert place(found.span) == (2, 3, 2, 7 + len(written))
    limited = rule(f'"L" {written}, limited to 0..3')
    assert plain(limited) == (*RULES[written], (("LimitedTo", "0", "3"),))


@pytest.mark.parametrize("written", CLAUSES)
def test_a_clause(written: str) -> None:
    found = rule(f'"L" +1 for each view ever, {written}')
    assert isinstance(found, syntax.OccurrenceRule)
    (clause,) = found.clauses
    assert plain(clause) == CLAUSES[written]
    assert place(clause.span) == (2, 30, 2, 30 + len(written))


@pytest.mark.parametrize("name", ["day", "visit", "full", "lead", "points", "times"])
def test_words_of_rules_are_events_as_well(name: str) -> None:
    found = rule(f'"L" +1 for each {name} in last 9 days')
    assert isinstance(found, syntax.OccurrenceRule)
    assert found.events.kind is not None and found.events.kind.text == name


TABLE = '"L" by sic from "sic.csv" column points'


@pytest.mark.parametrize(
    ("written", "node"),
    [
        (TABLE, ("TableRule", '"L"', "sic", ("TableFile", '"sic.csv"', '"points"'))),
        (
            f'{TABLE} key "SIC code", weight 3%',
            ("TableRule", '"L"', "sic", (("Weight", "3%"),), ("TableFile", '"sic.csv"', '"points"', '"SIC code"')),
        ),
        (
            f"{TABLE} {{ missing: 0  otherwise: -2 }}, weight 3%",
            (
                "TableRule", '"L"', "sic", (("FallbackRow", "missing", "0"), ("FallbackRow", "otherwise", "-2")),
                (("Weight", "3%"),), ("TableFile", '"sic.csv"', '"points"'),
            ),
        ),
        (
            '"L" by a + b { from low: +cap }',
            ("TableRule", '"L"', ("Arithmetic", "a", "+", "b"), (("CutRow", "from", "low", ("SignedName", "cap")),)),
        ),
    ],
)  # fmt: skip
def test_tables(written: str, node: object) -> None:
    found = rule(written)
    assert plain(found) == node
    assert place(found.span) == (2, 3, 2, 3 + len(written))


def test_groups_of_which_one_rule_pays() -> None:
    for kind in ("first of", "best of", "lowest of"):
        found = rule(f'{kind} "T", weight 3% {{ "x" +3 when a  "y" +4 when b }}')
        assert isinstance(found, syntax.PickGroup)
        assert (found.kind, found.label.value, plain(found.clauses)) == (kind, "T", (("Weight", "3%"),))
        assert [inner.label.value for inner in found.rules] == ["x", "y"]


def test_counts_since() -> None:
    (score,) = items(
        'score s { counts since last change where to is "N"  "a" +1 when b'
        ' group "G" { counts since company.signed  "c" +1 when d } }'
    )
    assert isinstance(score, syntax.Score)
    moment = ("EventMoment", "last", ("EventSelector", "change", ("Comparison", "to", "is", '"N"')))
    assert plain(score.counts_since) == ("CountsSince", moment)
    assert [entry.label.value for entry in score.entries] == ["a", "G"]
    group = score.entries[1]
    assert isinstance(group, syntax.Group) and len(group.entries) == 1
    assert plain(group.counts_since) == ("CountsSince", ("Path", "company", "signed"))
