"""Every rule file that is shipped: no diagnostic, and samples that come out in every way of computing a score.

The samples show each part of a file on both sides: a rule that pays and does not, a criterion that is met, not met and
unknown, each reason not to score, each flag, each line of noise, each label of a route and owner of a follow-up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.reference import context_of
from scoreline.compiler.reference.events import begin
from scoreline.compiler.reference.meaning import truth
from scoreline.compiler.result import Company, Contribution
from scoreline.dsl import model
from scoreline.dsl.format import format_source
from scoreline.dsl.load import load
from scoreline.dsl.reading import read_source
from scoreline.dsl.source import Source
from scoreline.harness.cases import case_of
from scoreline.harness.run import Outcome, run_samples
from support.documents import ROOT

FILES = sorted((ROOT / "rulesets").rglob("*.score"))
SHARED = ROOT / "rulesets" / "base" / "company.score"  # lists only
MODELS = [path for path in FILES if path != SHARED]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@lru_cache
def whole(path: Path) -> tuple[model.Ruleset, Plan, tuple[Outcome, ...]]:
    """The ruleset, its plan, and its samples by the reference."""
    ruleset = load(path).ruleset
    assert ruleset is not None
    plan = lower(ruleset)
    return ruleset, plan, run_samples(plan, ruleset.samples, engines={})


def of_scored(path: Path) -> list[Outcome]:
    return [outcome for outcome in whole(path)[2] if any(value is not None for _, value in outcome.result.scores)]


def rules(entries: tuple[model.Entry, ...]) -> Iterator[str]:
    """The labels of all rules, those in groups included."""
    for entry in entries:
        if isinstance(entry, model.Group):
            yield from rules(entry.entries)
        else:
            yield entry.label


def paying(rows: tuple[Contribution, ...]) -> set[tuple[str, str]]:
    return {(row.score, row.rule) for row in rows if row.kind == "rule"}


def test_the_shipped_models_are_found() -> None:
    assert {"rulesets/saas/saas.score", "rulesets/education/education.score"} <= {name(path) for path in MODELS}
    assert len(MODELS) >= 22


@pytest.mark.parametrize("path", FILES, ids=name)
def test_it_checks_without_a_word(path: Path) -> None:
    found = load(path)
    assert found.diagnostics == ()
    assert (found.ruleset is None) == (path == SHARED)


@pytest.mark.parametrize("path", MODELS, ids=name)
def test_its_samples_come_out(path: Path) -> None:
    ruleset, plan, _ = whole(path)
    assert len(ruleset.samples) >= 4
    outcomes = run_samples(plan, ruleset.samples, invariants=ruleset.invariants)
    assert [(outcome.sample.label, outcome.misses) for outcome in outcomes if outcome.misses] == []
    assert [outcome.sample.label for outcome in outcomes if outcome.disagreements] == []
    assert [outcome.sample.label for outcome in outcomes if outcome.broken] == []


@pytest.mark.parametrize("path", MODELS, ids=name)
def test_its_samples_reach_every_stage_and_grade(path: Path) -> None:
    ruleset, _, outcomes = whole(path)
    assert ruleset.stages is not None
    out = {ruleset.stages.out} - {None}
    assert {outcome.result.stage for outcome in outcomes} == {line.stage for line in ruleset.stages.lines} | out
    for grade in ruleset.grades:
        reached = {dict(outcome.result.grades)[grade.name] for outcome in outcomes}
        assert reached >= {band.label for band in grade.bands}, grade.name
    account = ruleset.accounts
    if account is not None:
        accounts = [outcome.account for outcome in outcomes if outcome.account is not None]
        if account.stages is not None:
            assert {each.stage for each in accounts} == {line.stage for line in account.stages.lines}
        for grade in account.grades:
            assert {dict(each.grades)[grade.name] for each in accounts} >= {band.label for band in grade.bands}


@pytest.mark.parametrize("path", MODELS, ids=name)
def test_each_rule_pays_in_one_sample_and_not_in_another(path: Path) -> None:
    ruleset = whole(path)[0]
    outcomes = of_scored(path)
    paid = [paying(outcome.result.contributions) for outcome in outcomes]
    for score in ruleset.scores:
        if isinstance(score, model.Score):
            here = [
                found
                for found, outcome in zip(paid, outcomes, strict=True)
                if dict(outcome.result.scores)[score.name] is not None
            ]
            assert_both_sides(score, here)
    if ruleset.accounts is not None:
        of_accounts = [paying(outcome.account.contributions) for outcome in outcomes if outcome.account is not None]
        for score in ruleset.accounts.scores:
            if isinstance(score, model.Score):
                assert_both_sides(score, of_accounts)


def assert_both_sides(score: model.Score, paid: list[set[tuple[str, str]]]) -> None:
    labels = {(score.name, label) for label in rules(score.entries) if label != "starts at"}  # every lead gets those
    assert labels - set().union(*paid) == set(), "never pays"
    assert labels & paid[0].intersection(*paid) == set(), "always pays"


@pytest.mark.parametrize("path", MODELS, ids=name)
def test_each_criterion_is_met_and_unknown_and_not_met_where_it_can_be(path: Path) -> None:
    ruleset, plan, outcomes = whole(path)
    criteria = {
        label: condition
        for score in ruleset.scores
        if isinstance(score, model.Score) and score.framework
        for label in rules(score.entries)
        for named, condition in plan.lets
        if named == label
    }
    seen = defaultdict(set)
    for outcome in outcomes:
        case = case_of(outcome.sample, plan)
        context = context_of(plan, case.lead, outcome.sample.as_of, Company(case.account, case.leads[1:]))
        for label in criteria:
            seen[label].add(truth(model.LetRef(label), context))
    for label, condition in criteria.items():
        assert isinstance(condition, model.Decide)
        possible = {None} | {decided for _, decided in condition.lines}
        assert seen[label] == possible, label


@pytest.mark.parametrize("path", MODELS, ids=name)
def test_each_reason_not_to_score_is_met(path: Path) -> None:
    ruleset, _, outcomes = whole(path)
    given = {outcome.result.reason for outcome in outcomes if outcome not in of_scored(path)}
    given |= {reason for outcome in outcomes for _, reason in outcome.result.barred}
    assert {exclusion.reason for exclusion in ruleset.exclusions} <= given
    assert of_scored(path)


@pytest.mark.parametrize("path", MODELS, ids=name)
def test_flags_routes_and_follow_up_are_shown(path: Path) -> None:
    ruleset = whole(path)[0]
    results = [outcome.result for outcome in of_scored(path)]
    for flag in ruleset.flags:
        assert {dict(result.flags)[flag.name] for result in results} == {True, False}, flag.name
    for route in ruleset.routes:
        assert {dict(result.routes)[route.name] for result in results} >= {line.label for line in route.lines}, (
            route.name
        )
    if ruleset.follow_up is not None:
        owners = {line.owner for line in ruleset.follow_up.lines}
        assert {result.follow_up for result in results} == owners
    if ruleset.worklist is not None:
        assert {result.listed for result in results} == {True, False}
    for questions in ruleset.questions:
        asked = {dict(result.questions)[questions.name] for result in results}
        assert None in asked and len(asked) > 1, questions.name


@pytest.mark.parametrize("path", MODELS, ids=name)
def test_each_line_of_noise_leaves_an_event_out(path: Path) -> None:
    ruleset, plan, _ = whole(path)
    cases = [(case_of(sample, plan).lead, sample.as_of) for sample in ruleset.samples]
    for noise in plan.noise:
        alone = replace(plan, noise=(noise,))
        assert any(len(begin(alone, lead, as_of).events) < len(lead.events) for lead, as_of in cases), noise


@pytest.mark.parametrize("path", FILES, ids=name)
def test_it_is_laid_out(path: Path) -> None:
    source = read_source(path)
    assert isinstance(source, Source)
    assert format_source(source) == source.text  # `scoreline fmt rulesets` lays them out


def test_each_folder_has_a_document() -> None:
    index = (ROOT / "rulesets" / "README.md").read_text(encoding="utf-8")
    for folder in sorted({path.parent for path in FILES}):
        document = folder / "README.md"
        assert document.is_file(), folder
        assert f"]({folder.name}/README.md)" in index
        text = document.read_text(encoding="utf-8")
        assert [path.name for path in sorted(folder.glob("*.score")) if f"]({path.name})" not in text] == []
