"""What a failed sample says stands behind each kind of result that was not expected."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from scoreline.cli.main import main
from scoreline.compiler.lower import lower
from scoreline.dsl.load import load_text
from scoreline.harness.report import failure
from scoreline.harness.run import run_samples

RULES = """
ruleset r version "1"
lead { id: text key   company: account   country: text   employees: integer   budget: decimal   seniority: text }
account { domain: text key   industry: text }
event page_view { page: text }
score fit, limited to 0..100 {
  "Germany" +30 when country is "DE"
  "Size" by employees { below 50: 0   from 50: +20   missing: 0 }
}
completeness fit_known of fit
score interest { "Pages" +10 for each page_view in last 30 days }
score sum, limited to 0..100 = 50% of fit + 50% of interest
framework bant, limited to 0..100 {
  budget_there +60 asks "Budget?" { met when budget at least 10000   not met when budget below 10000 }
  authority    +40 asks "Who?"    { met when seniority in ("c-level", "vp") }
}
share bant_share of bant
questions ask_next of bant
account score heat { "Leads" +10 for each lead of the account, max 5 leads   "Industry" +5 when industry is "software" }
account grade temperature of heat { hot from 20   cold below }
account stages account_stage, first met wins { target when heat at least 20   wait otherwise }
grade rating of fit { A from 60   B below }
flag priority when country is "DE" and employees at least 1000 because "large"
stages lifecycle, first met wins {
  out when not scored
  sales when interest at least 10 and employees at least 1000 because "large and busy"
  wait otherwise
}
route team, first met wins { "DACH" when country is "DE"   "Rest" otherwise }
follow up, first met wins { "AE" due in 1 hour when fit at least 40   "SDR" due in 1 day otherwise }
do not score when country is "XX" because "closed"
do not score interest when country is "FR" because "no tracking"
"""
LEAD = 'lead id "1", company "big", country "DE", employees 100, budget 5000   page_view 1 day ago, page "/"'
MATE = 'colleague id "2", company "big"'


ACCOUNT = 'account domain "big", industry "software"'


def said(expect: str, lead: str = LEAD, account: str = ACCOUNT, mate: str = MATE) -> list[str]:
    """The lines below the table of a sample that expects this."""
    loaded = load_text(RULES + f'sample "s" as of 2026-01-15T09:00:00Z {{ {account} {lead} {mate} expect {expect} }}')
    assert loaded.ruleset is not None, loaded.diagnostics
    plan = lower(loaded.ruleset)
    (outcome,) = run_samples(plan, loaded.ruleset.samples, {})
    lines = failure(outcome, plan)
    return lines[lines.index("") + 1 :] if "" in lines else []


def test_a_share_names_its_parts() -> None:
    assert said("fit_known 50") == ["how fit_known comes to 100:", "  country     there", "  employees   there"]
    assert said("bant_share 60") == [
        "how bant_share comes to 0:",
        "  budget_there (60)   not met",
        "  authority (40)      not met",
    ]


def test_a_framework_and_its_questions_name_the_criteria() -> None:
    """5,000 is below 10,000; nothing is known of the seniority."""
    lines = ["how bant comes to 0:", "  budget_there   0   not met", "  authority      0   unknown"]
    assert said("bant 60") == lines
    assert said('ask_next "Budget?"') == lines


def test_results_of_the_account() -> None:
    """Two leads 20, the industry 5."""
    heat = ["how heat comes to 25:", "  Leads      +20   2 times", "  Industry    +5"]
    assert said("heat 20") == heat
    assert said("temperature cold") == heat
    assert said("account_stage wait") == [
        "how account_stage comes to target:",
        "  target   when heat is at least 20   is met, and decides",
        "  wait     otherwise                  comes later",
        "",
        *heat,
    ]
    alone = said("heat 20", lead='lead id "1"', account="", mate="")
    assert alone == ["the lead has no account, so there are no scores of one"]


def plain(lines: list[str]) -> list[str]:
    """Without the columns."""
    return [" ".join(line.split()) for line in lines]


def test_the_line_that_decided_and_the_one_that_was_expected() -> None:
    stages = [
        "how lifecycle comes to wait:",
        "sales when interest is at least 10 is met",
        "sales when employees is at least 1,000 is not met",
        "wait otherwise decides",
        "",
        "how interest comes to 10:",
        "Pages +10",
    ]
    assert plain(said("lifecycle sales")) == stages
    assert plain(said('reason "large and busy"')) == stages
    assert said('team "Rest"') == [
        "how team comes to DACH:",
        '  DACH   when country is "DE"   is met, and decides',
        "  Rest   otherwise              comes later",
    ]
    follow = [
        "how follow up comes to AE:",
        "AE when fit is at least 40, due in 1 hour is met, and decides",
        "SDR otherwise, due in 1 day comes later",
        "",
        "how fit comes to 50:",
        "Germany +30",
        "Size +20",
    ]
    assert plain(said('follow up "SDR"')) == follow
    assert plain(said("due 2026-01-15T12:00:00Z")) == [*follow[:2], *follow[3:]]


def test_a_flag_says_which_part_is_not_met() -> None:
    assert plain(said("priority yes")) == [
        "why priority is no:",
        'when country is "DE" is met',
        "when employees is at least 1,000 is not met",
    ]


def test_scores_that_are_none_say_why() -> None:
    french = 'lead id "1", country "FR"'
    assert said("interest 10", lead=french, account="") == ['interest is not scored: "no tracking"']
    assert said("sum 10", lead=french, account="") == [
        "sum is not scored, since interest is not",
        "",
        "how fit comes to 0: no rule pays",
        "",
        'interest is not scored: "no tracking"',
    ]


def test_a_lead_that_is_scored_after_all() -> None:
    assert said("not scored") == [
        "no `do not score` line is met:",
        '  "closed"   when country is "XX"   is not met',
    ]


def test_checks_are_told_without_samples_too(tmp_path: Path) -> None:
    path = tmp_path / "r.score"
    path.write_text(RULES + 'never "out of range": fit above 50\nalways "a fit": fit at least 0\n')
    done = CliRunner().invoke(main, ["test", str(path)])
    assert done.stdout.startswith(f"{path}: no samples; no random lead breaks its 2 checks\n")
    path.write_text(RULES + 'never "too much": fit above 49\n')
    done = CliRunner().invoke(main, ["test", str(path)])
    assert done.stdout.startswith(f"{path}: no samples; a random lead breaks its check\n")
