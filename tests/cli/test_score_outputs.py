"""`scoreline score` writes the accounts' scores and the contributions beside the leads' results."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from scoreline.cli.main import main

RULES = """ruleset teams version "1"
lead { id: text key   company: account }
account { name: text key   size: integer }
event visit { campaign: text }
attribution by campaign
score activity, limited to 0..100, rounded to 0 decimals { "Visits" +5 for each visit ever, max 12 points }
account score heat, limited to 0..100, rounded to 0 decimals {
  "Leads" +10 for each lead of the account, max 3 leads
  "Best"  by highest of activity of leads of the account { below 10: 0   from 10: +7   missing: 0 }
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "teams.score").write_text(RULES, encoding="utf-8")
    (tmp_path / "leads.csv").write_text("id,company\n1,Big\n2,Big\n3,\n", encoding="utf-8")
    (tmp_path / "accounts.csv").write_text("name,size\nBig,5\nEmpty,9\n", encoding="utf-8")
    rows = ["1,visit,2026-01-05,a", "1,visit,2026-01-06,b", "1,visit,2026-01-07,b", "2,visit,2026-01-05,"]
    (tmp_path / "events.csv").write_text("lead,event,at,campaign\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path


def score(folder: Path, *more: str) -> tuple[int, str]:
    files = {name: str(folder / f"{name}.csv") for name in ("leads", "events", "accounts")}
    given = [part for name, file in files.items() for part in (f"--{name}", file)]
    command = ["score", str(folder / "teams.score"), *given, "--as-of", "2026-01-15", *more]
    result = CliRunner().invoke(main, command)
    return result.exit_code, result.output


def test_accounts_have_rows_of_their_own(folder: Path) -> None:
    code, _ = score(folder, "--accounts-output", str(folder / "accounts.jsonl"))
    assert code == 0
    rows = [json.loads(line) for line in (folder / "accounts.jsonl").read_text(encoding="utf-8").splitlines()]
    # Big: two leads 20, the best of them has 12 points: 7. Empty has a row and no lead.
    assert [(row["account"], row["heat"]) for row in rows] == [("Big", 27), ("Empty", 0)]


def test_contributions_add_up_by_campaign(folder: Path) -> None:
    code, _ = score(folder, "--contributions", str(folder / "why.csv"))
    assert code == 0
    with (folder / "why.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["lead"] == "1"]
    # Three visits are 15, the limit takes 3 of them.
    assert {(row["kind"], row["source"]): float(row["points"]) for row in rows} == {
        ("rule", "a"): 5,
        ("rule", "b"): 10,
        ("rule limit", ""): -3,
    }


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--accounts-output", "a.txt"), "results are written as"),
        (("--contributions", "a.csv", "-o", "a.csv"), "two outputs have the same name"),
    ],
)
def test_outputs_that_cannot_be(folder: Path, more: tuple[str, ...], said: str) -> None:
    code, text = score(folder, *more)
    assert code == 2
    assert said in " ".join(text.split())


def test_rules_without_accounts_have_no_such_output(folder: Path) -> None:
    plain = RULES[: RULES.index("account score")]
    (folder / "teams.score").write_text(plain, encoding="utf-8")
    code, text = score(folder, "--accounts-output", str(folder / "a.csv"))
    assert code == 2
    assert "the rule file has no `account score`" in " ".join(text.split())
