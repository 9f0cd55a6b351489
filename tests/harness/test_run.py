from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.reference import score_all
from scoreline.compiler.result import Account, Contribution, Lead, Result
from scoreline.dsl import model
from scoreline.dsl.load import load_text
from scoreline.harness.compare import differences
from scoreline.harness.engines import Scored
from scoreline.harness.files import run_file
from scoreline.harness.junit import as_junit
from scoreline.harness.report import failure, summary
from scoreline.harness.run import ENGINES, run_samples

RULES = """
ruleset r version "1"
lead { id: text key   country: text   employees: integer }
event page_view { page: text }
do not score when country is "XX" because "closed"
score fit, limited to 0..50 { "Germany" +30 when country is "DE"   "Large" +30 when employees at least 100 }
score engagement { "Pages" +8 for each page_view in last 90 days, halve every 30 days, max 20 points }
score total, rounded to 1 decimal = 50% of fit + engagement
grade rating of total { A from 20   B below }
stages stage, first met wins { out when not scored   warm when fit at least 20   cold otherwise }
"""
GOOD = """
sample "good" as of 2026-01-15 { lead id "1", country "DE"   page_view 30 days ago, page "/"
  expect fit 30, engagement 4, total 19, rating B, stage warm, reason "fit at least 20" }
sample "closed" as of 2026-01-16 { lead id "1", country "XX"
  expect not scored
  expect stage out, reason "closed" }
"""
BAD = """
sample "bad" as of 2026-01-15 { lead id "1", country "DE", employees 100   page_view 30 days ago, page "/"
  expect fit 60, total 31, rating A, stage cold }
"""


def written(tmp_path: Path, text: str, name: str = "r.score") -> Path:
    path = tmp_path / name
    path.write_text(RULES + text)
    return path


def checked(text: str) -> tuple[Plan, model.Ruleset]:
    ruleset = load_text(RULES + text).ruleset
    assert ruleset is not None
    return lower(ruleset), ruleset


def by_reference(plan: Plan, leads: Sequence[Lead], as_of: int, accounts: Sequence[Account] = ()) -> Scored:
    return Scored(tuple(score_all(plan, leads, as_of, accounts)[0]), {})


# ---- one run -------------------------------------------------------------------------------------------------------


def test_samples_pass_in_reference_module_and_database(tmp_path: Path) -> None:
    assert list(ENGINES) == ["Python", "DuckDB"]
    run = run_file(written(tmp_path, GOOD))
    assert [(o.sample.label, o.passed) for o in run.outcomes] == [("good", True), ("closed", True)]
    assert summary([run]) == "2 samples in 1 file: 2 passed"


def test_a_failure_shows_expected_against_got_and_where_it_comes_from(tmp_path: Path) -> None:
    run = run_file(written(tmp_path, BAD))
    (outcome,) = run.outcomes
    assert run.plan is not None
    assert failure(outcome, run.plan) == [
        "          expected   got",
        "  fit     60         50",
        "  total   31         29",
        "  stage   cold       warm",
        "",
        "how fit comes to 50:",
        "  Germany              +30",
        "  Large                +30",
        "  limit of the score   -10",
        "",
        "how total comes to 29:",
        "  fit          +25",
        "  engagement    +4",
        "",
        "how engagement comes to 4:",
        "  Pages   +4",
        "",
        "how stage comes to warm:",
        "  warm   when fit is at least 20   is met, and decides",
        "  cold   otherwise                 comes later",
    ]
    assert summary([run]) == "1 sample in 1 file: 0 passed, 1 failed"


def test_a_file_with_errors_is_no_run(tmp_path: Path) -> None:
    run = run_file(written(tmp_path, 'sample "x" as of 2026-01-15 { lead id "1", contry "DE" }'))
    assert run.broken and not run.outcomes
    assert summary([run]) == "0 samples in 0 files: 1 file with errors"


def test_a_scored_lead_that_should_not_be_and_the_other_way_round() -> None:
    text = """
sample "a" as of 2026-01-15 { lead id "1", country "DE"
  expect not scored }
sample "b" as of 2026-01-15 { lead id "1", country "XX"
  expect fit 30, rating A }
"""
    plan, ruleset = checked(text)
    one, two = run_samples(plan, ruleset.samples, {})
    assert [(m.output, m.expected, m.got) for m in one.misses] == [("not scored", "not scored", "scored")]
    assert [(m.output, m.expected, m.got) for m in two.misses] == [
        ("fit", "30", "not scored"),
        ("rating", "A", "nothing"),
    ]
    assert failure(two, plan)[-1] == 'this lead is not scored: "closed"'


# ---- the outputs against the reference -----------------------------------------------------------------------------


def spoiled(change: Result) -> tuple[str, ...]:
    return tuple(f"{d.where}: {d.reference} / {d.other}" for d in differences(BASE, change))


BASE = Result(
    lead="1",
    scores=(("fit", 30_000),),
    grades=(("rating", "A"),),
    stage="warm",
    reason="why",
    problem=None,
    contributions=(Contribution("fit", "rule", "Pages", 30 * 10**9, 2, 1_768_467_600),),
)


def test_nothing_escapes_the_comparison() -> None:
    row = BASE.contributions[0]
    assert differences(BASE, BASE) == ()
    assert spoiled(replace(BASE, lead="2")) == ("lead: 1 / 2",)
    assert spoiled(replace(BASE, scores=(("fit", 30_001),))) == ("score fit: 30 / 30.001",)
    assert spoiled(replace(BASE, scores=(("fit", None),))) == ("score fit: 30 / not scored",)
    assert spoiled(replace(BASE, scores=())) == ("score fit: 30 / nothing",)
    assert spoiled(replace(BASE, grades=(("rating", None),))) == ("grade rating: A / nothing",)
    assert spoiled(replace(BASE, stage=None)) == ("stage: warm / nothing",)
    assert spoiled(replace(BASE, reason="other")) == ("reason: why / other",)
    assert spoiled(replace(BASE, problem="x")) == ("problem: nothing / x",)
    for changed in (replace(row, points=row.points + 1), replace(row, times=1), replace(row, latest=None)):
        (said,) = spoiled(replace(BASE, contributions=(changed,)))
        assert said.startswith('rule "Pages" of fit: +30 (2 times, latest at 1768467600) / +30')
    assert spoiled(replace(BASE, contributions=())) == (
        'rule "Pages" of fit: +30 (2 times, latest at 1768467600) / no row',
    )
    assert len(spoiled(replace(BASE, contributions=(row, row)))) == 1
    assert differences(BASE, None)[0].other == "has none"


def test_an_output_that_disagrees_fails_the_sample() -> None:
    plan, ruleset = checked(GOOD)

    def wrong(plan: Plan, leads: Sequence[Lead], as_of: int, accounts: Sequence[Account]) -> Scored:
        right = by_reference(plan, leads, as_of, accounts).results
        return Scored(tuple(replace(r, scores=(("fit", 1), *r.scores[1:])) for r in right if r), {})

    good, closed = run_samples(plan, ruleset.samples, {"Wrong": wrong, "Right": by_reference})
    assert not good.passed and not good.misses
    lines = failure(good, plan)
    assert "Wrong disagrees with the reference; this is a fault of the compiler, not of the rules:" in lines
    assert "  score fit   30          0.001" in lines
    assert not closed.passed


@pytest.mark.parametrize("reads_key", [False, True])
def test_samples_that_share_a_key_do_not_meet(reads_key: bool) -> None:
    rule = 'score key { "x" +1 when id is "1" }' if reads_key else ""
    samples = "".join(
        f'sample "s{i}" as of 2026-01-{15 + i % 2} {{ lead id "1", employees {i * 60}\n'
        f"expect fit {30 if i > 1 else 0} }}\n"
        for i in range(4)
    )
    plan, ruleset = checked(rule + samples)
    runs: list[tuple[int, list[str]]] = []

    def watched(plan: Plan, leads: Sequence[Lead], as_of: int, accounts: Sequence[Account]) -> Scored:
        runs.append((as_of, [lead.key for lead in leads]))
        return by_reference(plan, leads, as_of, accounts)

    outcomes = run_samples(plan, ruleset.samples, {"Watched": watched, **ENGINES})
    assert all(outcome.passed for outcome in outcomes), outcomes
    assert all(len(set(keys)) == len(keys) for _, keys in runs)
    assert len(runs) == (4 if reads_key else 2)
    assert all(outcome.result.lead == "1" for outcome in outcomes)


# ---- JUnit ---------------------------------------------------------------------------------------------------------


def test_junit_counts_and_names(tmp_path: Path) -> None:
    odd = 'sample "odd \\u{1} <&>" as of 2026-01-15 { lead id "1"\n expect fit 1 }'
    runs = [
        run_file(written(tmp_path, GOOD + odd)),
        run_file(written(tmp_path, "score x {", "broken.score")),
    ]
    root = ElementTree.fromstring(as_junit(runs))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("4", "1", "1")
    one, two = root
    assert [case.get("name") for case in one] == ["good", "closed", "odd \\u{1} <&>"]
    assert one[2][0].tag == "failure" and one[2][0].get("message") == "fit: expected 1, got 0"
    assert "fit   1          0" in (one[2][0].text or "")
    assert one[0].get("line") == "12" and len(one[0]) == 0
    assert two[0][0].tag == "error" and "broken.score:" in (two[0][0].text or "")


def test_a_result_without_failures_is_well_formed() -> None:
    root = ElementTree.fromstring(as_junit([]))
    assert root.tag == "testsuites" and root.get("tests") == "0"


def test_an_outcome_with_a_problem_says_so() -> None:
    plan, ruleset = checked(GOOD)
    (first, _) = run_samples(plan, ruleset.samples, {})
    troubled = replace(first, result=replace(first.result, problem="too many occurrences", contributions=()))
    assert failure(troubled, plan) == ["", "this lead has no result: too many occurrences"]
