"""Everything beside the rules as `show` says it: noise, factors, shares, frameworks, outcomes, accounts, origins."""

from __future__ import annotations

from pathlib import Path

import pytest
from scoreline.cli.show_data import as_json, as_markdown, as_plain
from scoreline.compiler.effective import Effective, RuleRow, effective
from scoreline.dsl.load import load, load_text

HEAD = """
ruleset r version "1", time zone "Europe/Berlin"
lead {
  id: text key   created: timestamp since   company: account   country: text   email: text   email_status: text
  budget: integer   ok: yes or no   seniority: text   crm_stage: text   stage_date: date
}
account { domain: text key   size: integer }
event page_view { page: text, campaign: text }
event click { mail: text, campaign: text }
event mail_sent, not by the lead { mail: text, campaign: text }
score fit, limited to 0..100 { "A" +60 when ok   "B" +40 when budget at least 10 }
score engagement, limited to 0..100 { "C" +50 for each page_view ever }
"""


def shown(body: str, folder: Path = Path()) -> Effective:
    loaded = load_text(HEAD + body, folder)
    assert loaded.ruleset is not None, loaded.diagnostics
    return effective(loaded.ruleset)


NOISE = [
    ('ignore page_view where page starts with "/in"', 'page_view events where page starts with "/in".'),
    (
        "ignore click within 2 seconds after mail_sent of the same mail",
        "click events within 2 seconds after a mail_sent event of the same mail.",
    ),
    ("ignore click more than 5 within 1 minute", "click events of which more than 5 come within 1 minute."),
    (
        'ignore any event when domain of email is "own.example"',
        'events of any kind, of leads for which the domain of email is "own.example".',
    ),
    ("ignore click when ok", "click events, of leads for which ok is yes."),
]


@pytest.mark.parametrize(("written", "words"), NOISE)
def test_what_is_left_out(written: str, words: str) -> None:
    assert shown(written).left_out == (words,)


def test_factors_and_rounding() -> None:
    body = """
factor trust by email_status { "verified": 1.0   "catch-all": 0.8   missing: 0.5   otherwise: 0 }
factor size by budget { below 10: 0.25   from 10: 1.5   missing: 1   otherwise: 1 }
score total, times trust, rounded to 0 decimals, half to even = 40% of fit + 60% of engagement
score own, times size, rounded to 1 decimal, toward zero { "x" +1 when ok }
"""
    whole = shown(body)
    assert dict(whole.factors) == {
        "trust": 'by email_status: "verified": × 1; "catch-all": × 0.8; anything else: × 0; missing: × 0.5.',
        "size": "by budget: below 10: × 0.25; from 10: × 1.5; anything else: × 1; missing: × 1.",
    }
    assert {score.name: score.sentence for score in whole.scores if score.factor} == {
        "total": "40% of fit + 60% of engagement, times the factor trust, kept between 0 and 100, "
        "rounded to whole points (halves to the even one).",
        "own": "The sum of its rules, times the factor size, kept between 0 and 100, "
        "rounded to 1 decimal (toward zero).",
    }


def test_frameworks_shares_and_questions() -> None:
    body = """
framework bant, limited to 0..100 {
  budget_ok +30 asks "Is money set aside?" {
    met when budget at least 10
    not met when budget below 10
    implied when page_view where page is "/pricing" in last 30 days
    implied not when seniority is "student"
  }
  authority +25 asks "Who decides?" { met when seniority is "vp" }
}
share bant_share of bant
completeness fit_known of fit
questions bant_open of bant, top 1
flag ready when budget_ok is met and not authority is unknown
"""
    whole = shown(body)
    scores = {score.name: score for score in whole.scores}
    assert dict(whole.conditions)["budget_ok"] == (
        "met when budget is at least 10, else not met when budget is below 10, "
        'else met when there is a page_view event where page is "/pricing" in the last 30 days, '
        'else not met when seniority is "student", else unknown.'
    )
    assert scores["bant"].sentence == (
        "The sum of its criteria that are met, kept between 0 and 100, rounded to 2 decimals."
    )
    (budget, authority) = scores["bant"].rows
    assert isinstance(budget, RuleRow) and isinstance(authority, RuleRow)
    assert authority.sentence == "Adds 25 points when authority is met. If seniority is missing, it does nothing."
    assert budget.sentence.startswith("Adds 30 points when budget_ok is met.")
    assert scores["bant_share"].sentence == (
        "The share, in percent, of the points of bant that are earned: budget_ok is met (30); authority is met (25)."
    )
    assert scores["fit_known"].sentence == (
        "The share, in percent, of what fit reads that is known: ok and budget count alike, rounded to whole points."
    )
    assert whole.outcomes.questions == (
        ("bant_open", 'the questions of bant that are open, at most 1: "Is money set aside?"; "Who decides?".'),
    )
    assert whole.outcomes.flags == (
        (
            "ready",
            "yes when budget_ok is met and authority is not unknown "
            '(reason: "budget_ok is met and not authority is unknown"), otherwise no.',
        ),
    )


def test_exclusions_of_single_scores() -> None:
    body = 'do not score fit when ok because "a"\ndo not score fit, engagement when country is "X" because "b"\n'
    assert shown(body).not_scored == (
        'When ok is yes: fit stays empty; the reason is "a".',
        'When country is "X": fit and engagement stay empty; the reason is "b".',
    )


def test_matrices_and_sticky_stages() -> None:
    body = """
matrix quadrant of fit and engagement { fit: A from 75 B from 50 C below   engagement: 1 from 75 2 below }
stages life, first met wins, previous stage from crm_stage, never back through (mql, sql), at least 7 days in a stage since stage_date {
  previous "SQL": sql   previous ("MQL", "Marketing"): mql
  sql when quadrant in ("A1", A2)
  mql when fit at least 60
  cold otherwise
}
"""  # noqa: E501
    whole = shown(body)
    assert whole.grades == (
        (
            "quadrant",
            "by fit: A from 75, B from 50, C below; then by engagement: 1 from 75, 2 below; together such as A1.",
        ),
    )
    in_sql, in_mql = 'crm_stage is "SQL"', 'crm_stage is "MQL" or "Marketing"'
    lately = "stage_date is in the last 7 days (today included)"
    assert whole.stages == (
        f'sql when {in_sql} and {lately} (reason: "less than 7 days in sql").',
        f'mql when {in_mql} and {lately} (reason: "less than 7 days in mql").',
        'sql when quadrant is A1 or A2 (reason: "quadrant in (\\"A1\\", A2)").',
        f'sql when fit is at least 60 and {in_sql} (reason: "already in sql").',
        'mql when fit is at least 60 (reason: "fit at least 60").',
        "cold otherwise.",
    )


def test_who_follows_up_and_by_when() -> None:
    body = """
stages life, first met wins { sql when fit at least 60   cold otherwise }
list free = ("2026-12-25", "2026-01-01")
business hours monday to friday from 09:00 to 17:30, time zone "Asia/Tokyo", holidays in free
follow up, first met wins {
  "Now" due in 1 hour when life is sql
  "Soon" due in 4 business hours when ok
  "Later" due in 2 business days when country is "DE"
  "Nobody" otherwise
}
route region, first met wins { "DACH" when country in ("DE", "AT")   "Rest" otherwise }
worklist by fit, engagement, top 40, max 10 of sql, when life in (sql, cold)
attribution by campaign
never "cold ones are ready": life is cold and fit at least 60
always "all have a key": id is known
"""
    rows = shown(body).outcomes
    assert rows.business_hours == (
        "Monday to Friday, 09:00 to 17:30, Asia/Tokyo, except 2 holidays from 2026-01-01 to 2026-12-25."
    )
    assert rows.follow_up == (
        '"Now", due in 1 hour, when life is sql.',
        '"Soon", due in 4 business hours, when ok is yes.',
        '"Later", due in 2 business days, when country is "DE".',
        '"Nobody" otherwise.',
    )
    assert rows.routes == (("region", ('"DACH" when country is "AT" or "DE".', '"Rest" otherwise.')),)
    assert rows.worklist == (
        "Scored leads for which life is cold or sql, by fit then engagement (highest first), then by key; "
        "at most 10 of sql; the first 40 of them."
    )
    assert rows.checks == (
        ("cold ones are ready", "never life is cold and fit is at least 60."),
        ("all have a key", "always id is known."),
    )
    assert shown(body).attribution == "campaign"


def test_days_that_are_no_run() -> None:
    body = """
business hours monday, wednesday from 08:00 to 12:00
follow up, first met wins { "Soon" due in 2 business hours when ok   "Nobody" otherwise }
"""
    assert shown(body).outcomes.business_hours == "Monday and Wednesday, 08:00 to 12:00, Europe/Berlin."


def test_accounts_have_scores_of_their_own() -> None:
    body = """
account score heat, limited to 0..100 {
  "People" +5 for each lead of the account with ok, max 4 leads
  "Big" +10 when size at least 100
  "Best" by highest of fit of leads of the account { from 50: +20 }
}
account grade warmth of heat { hot from 30   cold below }
account stages interest, first met wins { awake when heat at least 10   asleep otherwise }
"""
    whole = shown(body)
    heat = whole.scores[-1]
    assert heat.account
    assert [row.sentence for row in heat.rows if isinstance(row, RuleRow)] == [
        "Adds 5 points for each lead of the account for which ok is yes. At most 4 count.",
        "Adds 10 points when size is at least 100. If size is missing, it does nothing.",
        "Pays by the highest of fit over leads of the account: from 50: +20; anything else: 0; missing: 0.",
    ]
    assert whole.account_outcomes.grades == (("warmth", "by heat: hot from 30, cold below."),)
    assert whole.account_outcomes.stages == (
        'awake when heat is at least 10 (reason: "heat at least 10").',
        "asleep otherwise.",
    )
    assert dict(whole.account) == {"domain": "text, the key", "size": "whole number"}
    assert dict(whole.attributes)["company"] == "text, the key of its account"
    for text in (as_plain(whole), as_markdown(whole)):
        assert "Account score heat" in text and "Account stages interest" in text
    assert '"of": "account"' in as_json(whole)


# ---- where things come from ----------------------------------------------------------------------------------------

BASE = """ruleset base version "1"
lead { id: text key   ok: yes or no   size: integer }
parameter big = 100
parameter low = 5
list spare = ("x")
score fit { "A" +1 when ok   "B" +2 when size at least big   group "G" { "C" +low when id in spare } }
stages life, first met wins { hot when fit at least 1   cold otherwise }
do not score when size above 10000 because "too big"
"""
CLIENT = """ruleset client version "7"
use base from "base.score" with big = 50
override in fit "A" +9 when size at least 7
switch off "B" in fit
add in fit "D" +3 when ok
override list spare = ("y")
override stages life, first met wins { out when not scored   hot when fit at least 2   cold otherwise }
score own { "E" +4 when size above big }
"""


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Effective:
    monkeypatch.chdir(tmp_path)
    Path("base.score").write_text(BASE)
    Path("client.score").write_text(CLIENT)
    loaded = load(Path("client.score"))
    assert loaded.ruleset is not None, loaded.diagnostics
    return effective(loaded.ruleset)


def test_each_rule_says_where_it_comes_from(client: Effective) -> None:
    rows = {row.label: row for score in client.scores for row in score.rows}
    assert {label: row.origin for label, row in rows.items()} == {
        "A": "overrides base.score:6",
        "G": "from base.score:6",
        "C": "from base.score:6",
        "D": "added to base.score:6",
        "E": "",
    }
    assert (rows["C"].file, rows["C"].line, rows["E"].file, rows["E"].line) == ("base.score", 6, "client.score", 8)
    assert [score.origin for score in client.scores] == ["from base.score:6", ""]
    assert client.not_scored[0].endswith('the reason is "too big". [from base.score:8]')
    assert all(line.endswith("[overrides base.score:7]") for line in client.stages)


def test_parameters_and_changes_are_listed(client: Effective) -> None:
    assert client.parameters == (
        ("big", "50 (set at client.score:2; 100 by default, base.score:3)"),
        ("low", "5 (its default, base.score:4)"),
    )
    assert client.changes == (
        ("list spare", "client.score:6 overrides base.score:5"),
        ("stages life", "client.score:7 overrides base.score:7"),
        ('rule "A" of fit', "client.score:3 overrides base.score:6"),
        ('rule "B" of fit', "client.score:4 switches base.score:6 off"),
        ('rule "D" of fit', "client.score:5 adds it"),
    )
    for text in (as_plain(client), as_markdown(client)):
        assert "overrides base.score:6" in text and "its default, base.score:4" in text
    assert '"origin": "overrides base.score:6"' in as_json(client)


def test_a_rule_of_a_file_in_between(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("base.score").write_text(BASE)
    Path("middle.score").write_text('use base from "base.score"\noverride in fit "A" +9 when size at least 7\n')
    Path("client.score").write_text(
        'ruleset c version "1"\nuse base from "middle.score"\n'
        "override stages life, first met wins { out when not scored   hot when fit at least 2   cold otherwise }"
    )
    loaded = load(Path("client.score"))
    assert loaded.ruleset is not None, loaded.diagnostics
    (first, *_) = effective(loaded.ruleset).scores[0].rows
    assert first.origin == "from middle.score:2, overrides base.score:6"
