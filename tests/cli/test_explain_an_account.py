"""`scoreline explain --account`: an account's own scores, what stands behind them, and what cannot be explained."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from scoreline.cli.main import main

RULES = """ruleset demo version "1"
lead { id: text key   created: timestamp since   company: account }
account { domain: text key   industry: text   revenue: integer }
event page_view { page: text }
score interest { "Pages" +10 for each page_view in last 30 days }
account score heat, limited to 0..40 {
  "Active leads" +10 for each lead of the account with an event by the lead in last 30 days, max 5 leads
  "Hottest lead" by highest of interest of leads of the account { below 20: 0   from 20: +20   missing: 0 }
  "Quiet lead" -1 when any lead of the account with no page_view in last 5 days
  "Industry" +5 when industry is "software"
  "Rich" +5 when revenue at least 1000000
}
account score all_in_all, rounded to 1 decimal = 50% of heat
account grade temperature of heat { hot from 40   warm from 30   cold below }
account stages account_stage, first met wins { target when heat at least 40 because "hot"   wait otherwise }
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("demo.score").write_text(RULES)
    Path("leads.csv").write_text("id,created,company\n1,,big\n2,,big\n3,,small\n4,,\n")
    Path("accounts.csv").write_text("domain,industry,revenue\nbig,software,\nempty,food,5\n")
    rows = ["1,page_view,2026-01-14,/", "1,page_view,2026-01-13,/", "2,page_view,2026-01-01,/"]
    Path("events.csv").write_text("lead,event,at,page\n" + "\n".join(rows) + "\n")


def call(*arguments: str, rules: str = "demo.score") -> Result:
    files = ("--leads", "leads.csv", "--events", "events.csv", "--as-of", "2026-01-15")
    return CliRunner(env={"COLUMNS": "100"}).invoke(main, ["explain", rules, *files, *arguments])


ACCOUNTS = ("--accounts", "accounts.csv")


def test_the_points_of_an_account_add_up_and_its_leads_are_named() -> None:
    """Two active leads 20, a lead with 20 points of interest 20, industry 5: 45, limited to 40."""
    done = call(*ACCOUNTS, "--account", "big")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[:3] == [
        "Account big at 2026-01-15 00:00 UTC, by demo 1",
        "heat 40 · all_in_all 20 · temperature hot · account_stage target",
        'because "hot"',
    ]
    for row in (
        "  Active leads        +20  Adds 10 points",
        "  Hottest lead        +20  Pays by the highest of interest over leads of the account",
        '  Industry             +5  Adds 5 points when industry is "software".',
        "  limit of the score   -5  the score's limit takes 5",
    ):
        assert any(line.startswith(row) for line in lines), row
    assert lines[lines.index("Leads") + 1 :][:2] == ["  1: interest 20", "  2: interest 10"]
    # the silence of a lead is asked of the lead: what its age would be is nothing that the account lacks
    assert lines[lines.index("Missing") + 1 :][:2] == ['  revenue: "Rich" (heat) could not be decided', ""]
    assert lines[-1] == "  temperature: hot is the best there is"


def test_the_same_as_json() -> None:
    story = json.loads(call(*ACCOUNTS, "--account", "big", "--format", "json").stdout)
    assert (story["account"], story["stage"], story["grades"]) == ("big", "target", {"temperature": "hot"})
    assert story["scores"] == {"heat": "40", "all_in_all": "20"}
    assert [(row["rule"], row["kind"], row["points"]) for row in story["contributions"] if row["score"] == "heat"] == [
        ("Active leads", "rule", "20"),
        ("Hottest lead", "rule", "20"),
        ("Industry", "rule", "5"),
        ("", "range limit", "-5"),
    ]
    assert story["leads"] == [
        {"lead": "1", "scores": {"interest": "20"}},
        {"lead": "2", "scores": {"interest": "10"}},
    ]
    assert story["missing"] == ["revenue"]
    assert story["undecided"] == [{"score": "heat", "rule": "Rich", "missing": ["revenue"], "points": "0"}]
    assert story["attributes"] == {"domain": "big", "industry": "software"}


def test_an_account_without_a_row_and_one_without_leads() -> None:
    small = call(*ACCOUNTS, "--account", "small")
    assert '\n  industry: "Industry" (heat) could not be decided\n' in small.stdout
    empty = call(*ACCOUNTS, "--account", "empty")
    assert empty.exit_code == 0 and "\nLeads\n  no lead has this account\n" in empty.stdout
    assert "Account big" in call("--account", "big").stdout  # no file of accounts at all


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "either `--lead ID` or `--account ID` says what is explained"),
        (("--lead", "1", "--account", "big"), "either `--lead ID` or `--account ID` says what is explained"),
        ((*ACCOUNTS, "--account", "none"), "there is no account `none`: no lead has it (in `company`)"),
    ],
)
def test_what_cannot_be_explained(arguments: tuple[str, ...], message: str) -> None:
    done = call(*arguments)
    assert done.exit_code == 2 and message in done.stderr


def test_rules_without_scores_of_accounts() -> None:
    Path("plain.score").write_text('ruleset p version "1"\nlead { id: text key }\nscore s { "x" +1 when id is "1" }\n')
    done = call("--account", "big", rules="plain.score")
    assert done.exit_code == 2 and "`--account`: the rule file has no `account score`" in done.stderr
