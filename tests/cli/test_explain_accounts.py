"""`scoreline explain` and `show` where rules speak of accounts, and where they come from other files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from scoreline.cli.main import main

RULES = """ruleset demo version "1"
lead { id: text key   company: account   ok: yes or no }
account { domain: text key   industry: text }
score fit {
  "Industry" +10 when company.industry is "Software"
  "Others" +5 for each other lead of the same company with ok, max 3 leads
}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("demo.score").write_text(RULES)
    Path("leads.csv").write_text("id,company,ok\n1,big,yes\n2,big,yes\n3,big,no\n4,small,yes\n5,,yes\n")
    Path("accounts.csv").write_text("domain,industry\nbig,Software\nsmall,Farming\n")
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def fit(lead: str, *more: str) -> str | None:
    done = call("explain", "demo.score", "--leads", "leads.csv", "--lead", lead, "--format", "json", *more)
    assert done.exit_code == 0, done.output
    value: str | None = json.loads(done.stdout)["scores"]["fit"]
    return value


@pytest.mark.usefixtures("folder")
def test_the_account_and_its_leads_are_read() -> None:
    """Lead 1 has one other lead that is ok: 10 + 5; lead 3 has two."""
    accounts = ("--accounts", "accounts.csv")
    assert [fit(lead, *accounts) for lead in "12345"] == ["15", "15", "20", "0", "0"]
    assert [fit(lead) for lead in "12345"] == ["5", "5", "10", "0", "0"]


@pytest.mark.usefixtures("folder")
def test_accounts_that_no_rule_can_speak_of_are_refused() -> None:
    Path("plain.score").write_text('ruleset p version "1"\nlead { id: text key }\nscore s { "x" +1 when id is "1" }\n')
    done = call("explain", "plain.score", "--leads", "leads.csv", "--lead", "1", "--accounts", "accounts.csv")
    assert done.exit_code == 2
    assert "the rule file declares no accounts" in done.stderr


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_show_tells_where_rules_come_from(form: str) -> None:
    Path("client.score").write_text(
        'ruleset client version "2"\nuse base from "demo.score"\noverride in fit "Industry" +7 when ok\n'
    )
    done = call("show", "client.score", "--format", form)
    assert done.exit_code == 0, done.output
    assert "overrides demo.score:5" in done.stdout
    assert "from demo.score:6" in done.stdout


@pytest.mark.usefixtures("folder")
def test_a_problem_in_a_base_is_shown_in_its_own_file() -> None:
    Path("demo.score").write_text(RULES.replace("ok, max", "okay, max"))
    Path("client.score").write_text('ruleset client version "2"\nuse base from "demo.score"\n')
    done = call("check", "client.score")
    assert done.exit_code == 1
    assert "demo.score:6:" in done.output and "`okay`" in done.output
