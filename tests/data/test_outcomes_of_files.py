"""Accounts, lists, a worklist and other outcomes, from files to results."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.data.scoring import Scored, main_score, score_files
from scoreline.data.worklist import print_worklist
from scoreline.data.writing import csv_text, json_text
from scoreline.dsl.binding import default_binding
from scoreline.dsl.diagnostics import DiagnosticError
from scoreline.dsl.load import load_text

AS_OF = 1_768_471_200  # 2026-01-15T10:00:00Z, a Thursday

OUTCOMES = """
ruleset rich version "1", time zone "UTC"
lead { id: text key   company: text   budget: integer }
do not score b when company is "x" because "no b for x"
score a, limited to 0..100 { "Budget" +10 when budget at least 5 }
score b, limited to 0..100 { "Large" +20 when budget at least 50 }
score total = 50% of a + 50% of b
completeness known_share of a
flag rush when budget at least 50
grade rating of total { A from 10   B below }
stages step, first met wins { call when rating is A   wait otherwise }
follow up, first met wins { "Sales" due in 2 hours when rush   "Nobody" otherwise }
worklist by a, total, top 3, max 1 of call
"""
LEADS = "id,company,budget\n1,x,60\n2,y,60\n3,y,70\n4,,6\n5,,\n"
# a: 10 for all but 5. total: 15 for 2 and 3 (stage call, of whom one is listed), 5 for 4, none for 1.
ORDER = ["2", "4", "1", "3", "5"]


def planned(text: str, base: Path | None = None) -> Plan:
    found = load_text(text) if base is None else load_text(text, base=base)
    assert found.ruleset is not None, found.diagnostics
    return lower(found.ruleset)


def column(scored: Scored, name: str) -> list[object]:
    index = scored.columns.index(name)
    return [row[index] for batch in scored.batches() for row in batch]


def test_the_worklist_comes_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = planned(OUTCOMES)
    leads = tmp_path / "leads.csv"
    leads.write_text(LEADS, encoding="utf-8")
    with score_files(plan, leads, None, default_binding(plan.schema), AS_OF) as scored:
        assert column(scored, "lead") == ORDER
        assert column(scored, "rank") == [1, 2, 3, None, None]
        assert scored.listed == 3
        assert (scored.quality.leads.scored, scored.quality.leads.excluded) == (5, 0)
        lines = "".join(csv_text(scored.leads)).splitlines()
        assert [line.split(",")[lines[0].split(",").index("rush")] for line in lines[1:3]] == ["true", "false"]
        first = json.loads("".join(json_text(scored.leads)).splitlines()[0])
        assert (first["rush"], first["due"], first["follow_up"]) == (True, "2026-01-15T12:00:00Z", "Sales")
        print_worklist(scored, 20, colour=False, width=120)
        wide = capsys.readouterr().out
        print_worklist(scored, 1, colour=False, width=60)
        narrow = capsys.readouterr().out
    assert "3 on the worklist, of 5 leads" in wide and "rank" not in wide
    assert "2026-01-15 12:00" in wide or "due" not in wide
    assert [line.split()[1] for line in wide.splitlines()[2:5]] == ORDER[:3]
    assert "…" not in narrow and " 2 " in narrow and "Budget +10" in narrow  # what does not fit is not shown
    assert "the first 1 of 3 on the worklist, of 5 leads" in narrow


def test_without_a_worklist_the_last_score_counts_not_a_share() -> None:
    assert main_score(planned(OUTCOMES.replace("worklist by a, total, top 3, max 1 of call", ""))) == "total"
    assert main_score(planned(OUTCOMES)) == "a"


ACCOUNTS = """
ruleset acc version "1", time zone "UTC"
lead { id: text key   company: account   certs: set of text   market: text }
account { domain: text key   industry: text   employees: integer }
list markets from "lists.xlsx#Markets" column code
score fit, limited to 0..100 {
  "Industry" +10 when company.industry is "Software"
  "Certified" +5 when certs has "CFP"
  "Colleagues" +1 for each other lead of the same company, max 4 leads
  "Market" +3 when market in markets
}
"""


def book(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    made = openpyxl.Workbook()
    assert made.active is not None
    made.remove(made.active)
    for name, lines in sheets.items():
        sheet = made.create_sheet(name)
        for line in lines:
            sheet.append(line)
    made.save(path)
    return path


def test_accounts_sets_and_lists_of_workbooks(tmp_path: Path) -> None:
    """1: 10 + 5 + 1 + 3; 2: 10 + 1 + 3, a number is its digits; 3: the account has no row; 4: `cfp` is not `CFP`."""
    book(tmp_path / "lists.xlsx", {"other": [["x"]], "Markets": [["code"], ["DE"], [7]]})
    crm = book(
        tmp_path / "crm.xlsx",
        {
            "Leads": [
                ["id", "company", "certs", "market"],
                [1, "a.de", "CFP; CFA", "DE"],
                [2, "a.de", None, 7],
                [3, "b.de", "CFA", "x"],
                [4, None, "cfp", "DE"],
            ],
            "Companies": [["domain", "industry", "employees"], ["a.de", "Software", 300], ["c.de", "Retail", 5]],
        },
    )
    plan = planned(ACCOUNTS, tmp_path)
    accounts = Path(f"{crm}#Companies")
    with score_files(plan, crm, None, default_binding(plan.schema), AS_OF, accounts=accounts) as scored:
        points = dict(zip(column(scored, "lead"), map(str, column(scored, "fit")), strict=True))
        quality = scored.quality.accounts
    assert points == {"1": "19.00", "2": "14.00", "3": "0.00", "4": "3.00"}
    assert quality is not None and (quality.known, quality.unknown, quality.without) == (2, 1, 1)


def test_an_account_attribute_that_rules_read_needs_its_column(tmp_path: Path) -> None:
    book(tmp_path / "lists.xlsx", {"Markets": [["code"], ["DE"]]})
    leads = book(tmp_path / "leads.xlsx", {"Leads": [["id", "company", "certs", "market"], [1, "a.de", "", ""]]})
    plan = planned(ACCOUNTS, tmp_path)
    for names, missing in ((["domain"], "industry"), (["industry"], "domain")):  # nobody reads `employees`
        accounts = book(tmp_path / "accounts.xlsx", {"Companies": [names, ["a.de"]]})
        with (
            pytest.raises(DiagnosticError) as caught,
            score_files(plan, leads, None, default_binding(plan.schema), AS_OF, accounts=accounts),
        ):
            pass
        (found,) = caught.value.diagnostics
        assert (found.code, f"no column `{missing}`" in found.message) == ("SL0924", True)


@pytest.mark.parametrize(
    ("path", "code", "message"),
    [
        ("lists.xlsx#Market", "SL0221", "`lists.xlsx` has no sheet `Market`"),
        ("lists.xlsx", "SL0222", "`lists.xlsx` has no column `code`"),
        ("none.xlsx", "SL0221", "`none.xlsx` does not exist"),
        ("lists.xlsx#Gaps", "SL0223", "`lists.xlsx#Gaps` has 2 blank entries (lines 3, 4)"),
    ],
)
def test_lists_of_workbooks_that_cannot_be_read(tmp_path: Path, path: str, code: str, message: str) -> None:
    gaps: list[list[object]] = [["code", "n"], ["a", 1], [None, 2], ["#N/A", 3]]
    book(tmp_path / "lists.xlsx", {"other": [["x"]], "Markets": [["code"], ["DE"]], "Gaps": gaps})
    found = load_text(ACCOUNTS.replace("lists.xlsx#Markets", path), base=tmp_path).diagnostics
    assert [(d.code, d.message.replace('"', "`")) for d in found] == [(code, message)]
