"""Leads of sample files have no colleagues; where rules ask for some, `scoreline test` says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from scoreline.cli.main import main
from scoreline.harness.files import run_file

HEAD = 'ruleset r version "1"\nlead { id: text key   company: account }\naccount { domain: text key   rank: integer }\n'
OWN = 'score fit { "Key" +1 when id is known   "Rank" +2 when company.rank is known }\n'
OTHERS = 'score fit { "Colleagues" +5 for each other lead of the same company, max 4 leads }\n'
OF_ACCOUNT = OWN + 'account score size { "Leads" +1 for each lead of the account, max 5 leads }\n'
NAMED = 'let crowd = count of leads of the same company at least 2\nscore fit { "Crowd" +1 when crowd }\n'
FROM_FILE = 'samples from "more.csv" as of 2026-01-15\n'
TOLD = "note: each lead of `more.csv` is scored alone, without other leads of its account"


def said(folder: Path, rules: str, samples: str = FROM_FILE, expected: str = "0") -> str:
    (folder / "r.score").write_text(HEAD + rules + samples)
    (folder / "more.csv").write_text(f"id,company,expect fit\n1,big,{expected}\n2,big,{expected}\n")
    done = CliRunner().invoke(main, ["test", str(folder / "r.score")])
    assert done.exit_code == 0, done.output
    return done.stdout.replace(f"{folder}/", "")


@pytest.mark.parametrize(("rules", "expected"), [(OTHERS, "0"), (OF_ACCOUNT, "1"), (NAMED, "0")])
def test_rules_about_other_leads(tmp_path: Path, rules: str, expected: str) -> None:
    """Two leads of one account, in two rows: neither sees the other."""
    lines = said(tmp_path, rules, expected=expected).splitlines()
    assert lines[0].endswith("2 of 2 passed")
    assert lines[1].startswith(TOLD), lines


def test_nothing_is_said_where_no_rule_asks_for_other_leads(tmp_path: Path) -> None:
    assert "note:" not in said(tmp_path, OWN, expected="1")


def test_nothing_is_said_of_samples_in_the_rule_file(tmp_path: Path) -> None:
    sample = (
        'sample "two" as of 2026-01-15 { lead id "1", company "b"\n colleague id "2", company "b"\n expect fit 5 }\n'
    )
    assert "note:" not in said(tmp_path, OTHERS, sample)


def test_each_file_is_named_once(tmp_path: Path) -> None:
    twice = FROM_FILE + 'samples from "more.csv" as of 2026-01-16\n'
    assert said(tmp_path, OTHERS, twice).count("note:") == 1


def test_rows_with_one_account_do_not_see_each_other(tmp_path: Path) -> None:
    said(tmp_path, OTHERS)
    run = run_file(tmp_path / "r.score")
    assert [dict(outcome.result.scores) for outcome in run.outcomes] == [{"fit": 0}, {"fit": 0}]
