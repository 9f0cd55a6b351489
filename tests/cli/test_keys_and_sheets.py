"""Accounts out of a workbook's sheet, and keys that no lead or account has."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from scoreline.cli.main import main

RULES = """ruleset demo version "1"
lead { id: text key   company: account }
account { domain: text key   industry: text }
score fit { "Industry" +10 when company.industry is "Software" }
account score heat { "Leads" +1 for each lead of the account, max 5 leads }
"""
PLAIN = 'ruleset p version "1"\nlead { id: text key }\nscore s { "x" +1 when id is "1" }\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("demo.score").write_text(RULES)
    Path("plain.score").write_text(PLAIN)
    Path("leads.csv").write_text("id,company\nLead-1,Big.example\nLead-2,\n")
    Path("accounts.csv").write_text("domain,industry\nBig.example,Software\nsmall,Farming\nsmall,Software\n")
    book = openpyxl.Workbook()
    book.create_sheet("Accounts")
    for row in (("domain", "industry"), ("Big.example", "Software")):
        book["Accounts"].append(row)
    book.save("book.xlsx")


def call(command: str, *arguments: str, rules: str = "demo.score") -> Result:
    return CliRunner().invoke(main, [command, rules, "--leads", "leads.csv", *arguments])


SHEET = ("--accounts", "book.xlsx#Accounts")


def test_accounts_may_stand_in_a_sheet() -> None:
    explained = call("explain", *SHEET, "--lead", "Lead-1")
    assert explained.exit_code == 0 and "fit 10" in explained.stdout, explained.output
    of_account = call("explain", *SHEET, "--account", "Big.example")
    assert of_account.exit_code == 0 and "heat 1" in of_account.stdout, of_account.output
    path = call("path", *SHEET, "--lead", "Lead-1", "--from", "2026-01-01", "--to", "2026-01-02", "--format", "csv")
    assert path.exit_code == 0 and path.stdout.splitlines()[-1].startswith("2026-01-02T00:00Z,10"), path.output


@pytest.mark.parametrize("file", ["none.csv", "none.xlsx#Accounts"])
def test_a_file_of_accounts_that_is_not_there(file: str) -> None:
    for arguments in (("explain", "--lead", "Lead-1"), ("path", "--lead", "Lead-1", "--from", "2026-01-01")):
        done = call(*arguments, "--accounts", file)
        assert done.exit_code == 2 and "SL0920" in done.stderr and "Traceback" not in done.output, done.output


def test_an_account_that_stands_there_twice() -> None:
    done = call("explain", "--accounts", "accounts.csv", "--account", "small")
    assert done.exit_code == 2
    assert (
        "there is no account `small`: no lead has it (in `company`), "
        "and no row of accounts, or it stands there more than once\n"
    ) in done.stderr


@pytest.mark.parametrize("asked", ["big.example", "BIG.EXAMPLE", "Big.exampel"])
@pytest.mark.parametrize("accounts", [(), ("--accounts", "accounts.csv"), SHEET])
def test_the_nearest_account_is_suggested(asked: str, accounts: tuple[str, ...]) -> None:
    done = call("explain", *accounts, "--account", asked)
    assert done.exit_code == 2 and done.stderr.endswith("; did you mean `Big.example`?\n"), done.stderr


@pytest.mark.parametrize("rules", ["demo.score", "plain.score"])
def test_the_nearest_lead_is_suggested(rules: str) -> None:
    for arguments in (("explain",), ("path", "--from", "2026-01-01")):
        done = call(*arguments, "--lead", "lead-1", rules=rules)
        assert done.exit_code == 2 and done.stderr.endswith("; did you mean `Lead-1`?\n"), done.stderr
        far = call(*arguments, "--lead", "somebody", rules=rules)
        assert far.exit_code == 2 and "did you mean" not in far.stderr


@pytest.mark.parametrize("option", ["--leads", "--accounts"])
def test_a_workbook_that_is_read_by_its_sheet_is_not_overwritten(option: str) -> None:
    before = Path("book.xlsx").read_bytes()
    files = {"--leads": "leads.csv", "--accounts": "accounts.csv"} | {option: "book.xlsx#Accounts"}
    given = [part for pair in files.items() for part in pair]
    done = CliRunner().invoke(main, ["score", "demo.score", *given, "-o", "book.xlsx"])
    assert done.exit_code == 2 and "`book.xlsx` is read by this command" in done.stderr, done.output
    assert Path("book.xlsx").read_bytes() == before
