"""Every rule file that is shipped: no diagnostic, and its samples come out in every way of computing a score."""

from __future__ import annotations

from pathlib import Path

import pytest
from scoreline.compiler.lower import lower
from scoreline.dsl.format import format_source
from scoreline.dsl.load import load
from scoreline.dsl.reading import read_source
from scoreline.dsl.source import Source
from scoreline.harness.run import run_samples
from support.documents import ROOT

FILES = sorted((ROOT / "rulesets").rglob("*.score"))
MODELS = [path for path in FILES if "\nlead {" in path.read_text(encoding="utf-8")]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_shipped_models_are_found() -> None:
    assert {"rulesets/saas/saas.score", "rulesets/education/education.score"} <= {name(path) for path in MODELS}


@pytest.mark.parametrize("path", MODELS, ids=name)
def test_it_checks_without_a_word(path: Path) -> None:
    found = load(path)
    assert found.diagnostics == ()
    assert found.ruleset is not None


@pytest.mark.parametrize("path", MODELS, ids=name)
def test_its_samples_come_out(path: Path) -> None:
    ruleset = load(path).ruleset
    assert ruleset is not None
    assert len(ruleset.samples) >= 4
    outcomes = run_samples(lower(ruleset), ruleset.samples)
    assert [(outcome.sample.label, outcome.misses) for outcome in outcomes if outcome.misses] == []
    assert [outcome.sample.label for outcome in outcomes if outcome.disagreements] == []


@pytest.mark.parametrize("path", MODELS, ids=name)
def test_its_samples_reach_every_stage_and_grade(path: Path) -> None:
    ruleset = load(path).ruleset
    assert ruleset is not None and ruleset.stages is not None
    results = [outcome.result for outcome in run_samples(lower(ruleset), ruleset.samples, engines={})]
    out = {ruleset.stages.out} - {None}
    assert {result.stage for result in results} == {line.stage for line in ruleset.stages.lines} | out
    for grade in ruleset.grades:
        assert {dict(result.grades)[grade.name] for result in results} >= {band.label for band in grade.bands}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_it_is_laid_out(path: Path) -> None:
    source = read_source(path)
    assert isinstance(source, Source)
    assert format_source(source) == source.text  # `scoreline fmt rulesets` lays them out
