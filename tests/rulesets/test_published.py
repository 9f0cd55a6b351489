"""What the published models leave open or contradict: what the document says about them is what comes out."""

from __future__ import annotations

import re
import shutil
import textwrap
from pathlib import Path

import pytest
from click.testing import CliRunner
from scoreline.cli.main import main
from scoreline.compiler.lower import lower
from scoreline.dsl.load import load
from scoreline.harness.run import run_samples
from support.documents import ROOT

HOME = ROOT / "rulesets" / "published"
DOCUMENT = (HOME / "README.md").read_text(encoding="utf-8")
BLOCKS = [textwrap.dedent(block) for block in re.findall(r"(?:^(?: {4}.*)?\n)+", DOCUMENT, re.MULTILINE)]


def scores(name: str) -> dict[str, dict[str, int | None]]:
    """The scores, in thousandths, by the label of the sample."""
    ruleset = load(HOME / f"{name}.score").ruleset
    assert ruleset is not None
    outcomes = run_samples(lower(ruleset), ruleset.samples, engines={})
    return {outcome.sample.label: dict(outcome.result.scores) for outcome in outcomes}


def test_the_check_in_the_document_finds_the_competitor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("base", "published"):
        shutil.copytree(ROOT / "rulesets" / folder, tmp_path / folder)
    (check,) = (block.strip() for block in BLOCKS if block.strip().startswith("never"))
    rules = tmp_path / "published" / "product_led.score"
    head, first, samples = rules.read_text(encoding="utf-8").partition("# Fit 15 + 10 + 10 + 10 = 45. Usage 15")
    rules.write_text(f"{head}{check}\n\n{first}{samples}", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "published")
    done = CliRunner().invoke(main, ["test", "product_led.score"])
    assert done.exit_code == 1
    (shown,) = (block.strip() for block in BLOCKS if block.strip().startswith("FAIL"))
    assert shown in done.output
    assert "4 passed, 1 failed" in done.output
    assert 'never "a competitor is qualified" does not hold for such a lead' in done.output


def test_the_file_itself_quotes_the_check() -> None:
    text = " ".join((HOME / "product_led.score").read_text(encoding="utf-8").replace("#", " ").split())
    assert 'never "a competitor is qualified": domain of email in competitors and lifecycle is mql' in text


def test_a_point_more_before_the_silence_is_less_after_it() -> None:
    found = scores("marketo_early")
    more, fewer = found["31 points, silent"], found["exactly 30 points, silent"]
    assert (more["behaviour"], fewer["behaviour"]) == (31_000, 30_000)
    assert (more["total"], fewer["total"]) == (16_000, 25_000)


def test_a_lost_opportunity_costs_twice_what_it_gave() -> None:
    assert scores("pardot")["a lost opportunity, nothing known"]["activity"] == -50_000
