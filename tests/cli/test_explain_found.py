"""`scoreline explain` says what a rule found: a table's value, how many leads counted; JSON has plain values."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from scoreline.cli.main import main

RULES = """ruleset demo version "1"
lead { id: text key   role: text   consent: yes or no   company: account   size: integer   budget: decimal
       certs: set of text   joined: date   signed: timestamp since }
account { domain: text key   revenue: integer }
event page_view { page: text }
score fit, limited to -100..100, rounded to 0 decimals {
  "Pages" by count of different page of page_view ever { from 1: +1   from 3: +3 }
  "Role" by role { "vp": +5   otherwise: +1 }
  "Size" by size { below 1000: +1   from 1000: +2 }
  "Budget" by budget { missing: +4 }
  "Roles" by count of different role of leads of the same company { from 2: +2 }
  "Others" +5 for each other lead of the same company with consent, max 1 lead
  "Somebody" +1 when any other lead of the same company with (role is "cto" and page_view ever)
  "Together" +1 when count of different page of page_view ever of leads of the same company with consent at least 2
  "Both" +1 when count of page_view ever at least 2 and highest of size of other leads of the same company below 99
  "Steps" +1 for each full 400 of size, max 2 times
  "Size once more" + size, limited to 0..10
  "Has role" +1 when role is known
}
account score heat, rounded to 0 decimals {
  "Leads" +1 for each lead of the account, max 5 leads
  "Revenue" by revenue { from 1000000: +2 }
}
"""
LEADS = """id,role,consent,company,size,certs,joined,signed,budget
1,vp,yes,big,1300,CFP;CFA,2026-01-02,2026-01-02T09:00:00Z,
2,cto,yes,big,50,,,,
3,,yes,big,40,,,,
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "400")
    Path("demo.score").write_text(RULES)
    Path("leads.csv").write_text(LEADS)
    Path("accounts.csv").write_text("domain,revenue\nbig,2500000\n")
    rows = [f"{lead},page_view,2026-01-1{day},/{page}" for lead, day, page in ("11a", "12b", "13b", "21b", "22c")]
    Path("events.csv").write_text("lead,event,at,page\n" + "\n".join(rows) + "\n")


def call(*arguments: str) -> Result:
    files = ("--leads", "leads.csv", "--events", "events.csv", "--accounts", "accounts.csv", "--as-of", "2026-01-15")
    done = CliRunner().invoke(main, ["explain", "demo.score", *files, *arguments])
    assert done.exit_code == 0, done.output
    return done


@pytest.mark.parametrize(
    ("rule", "end"),
    [
        ("Pages", "Found: 2."),  # a and b
        ("Role", 'Found: "vp".'),
        ("Size", "Found: 1,300."),
        ("Budget", "Found: nothing."),
        ("Roles", "Found: 2."),  # vp and cto
        ("Others", "Found: 2."),  # of which one pays
        ("Somebody", "Found: 1."),
        ("Together", "Found: 3."),  # a, b and c
        ("Both", "Found: 3; 50."),  # three pages, the larger of 50 and 40
        ("Steps", "Found: 3."),  # 1300 quot 400
        ("Size once more", "Found: 1,300."),
    ],
)
def test_what_a_rule_found_stands_behind_its_sentence(rule: str, end: str) -> None:
    (line,) = [line for line in call("--lead", "1").stdout.splitlines() if line.startswith(f"  {rule}  ")]
    assert line.endswith(end), line


def test_a_plain_condition_has_found_nothing_to_tell() -> None:
    (line,) = [line for line in call("--lead", "1").stdout.splitlines() if line.startswith("  Has role")]
    assert line.endswith("when role is known.")


def test_the_conditions_of_leads_end_before_what_they_are_compared_with() -> None:
    (line,) = [line for line in call("--lead", "1").stdout.splitlines() if line.startswith("  Together")]
    assert "over all leads of the same company (this one included) for which consent is yes, is at least 2." in line


def test_what_was_found_in_json() -> None:
    story = json.loads(call("--lead", "1", "--format", "json").stdout)
    found = {row["rule"]: row["found"] for row in story["contributions"] if row["score"] == "fit"}
    assert (found["Pages"], found["Role"], found["Size"], found["Budget"]) == (["2"], ["vp"], ["1300"], [None])
    assert (found["Both"], found["Has role"]) == (["3", "50"], [])


def test_attributes_are_plain_in_json() -> None:
    story = json.loads(call("--lead", "1", "--format", "json").stdout)
    assert story["attributes"] == {
        "id": "1",
        "role": "vp",
        "consent": "yes",
        "company": "big",
        "size": "1300",
        "certs": ["CFA", "CFP"],
        "joined": "2026-01-02",
        "signed": "2026-01-02 09:00 UTC",
    }


def test_the_same_of_an_account() -> None:
    lines = call("--account", "big").stdout.splitlines()
    assert any(line.startswith("  Leads ") and line.endswith("Found: 3.") for line in lines), lines
    assert any(line.startswith("  Revenue ") and line.endswith("Found: 2,500,000.") for line in lines), lines
    story = json.loads(call("--account", "big", "--format", "json").stdout)
    assert story["attributes"] == {"domain": "big", "revenue": "2500000"}
    assert [row["found"] for row in story["contributions"]] == [["3"], ["2500000"]]
