"""The page on shared rules shows the base that its examples use."""

from __future__ import annotations

from scoreline.dsl.load import load
from scoreline.harness.run import run_samples
from support.documents import ROOT, blocks


def test_the_base_on_the_page_is_the_file_that_is_used() -> None:
    first = next(block for block in blocks(ROOT / "docs" / "sharing.md") if block.info == ("score",))
    assert first.text == (ROOT / "docs" / "files" / "agency.score").read_text(encoding="utf-8")


def test_the_base_stands_on_its_own() -> None:
    from scoreline.compiler.lower import lower

    loaded = load(ROOT / "docs" / "files" / "agency.score")
    assert loaded.ruleset is not None and loaded.diagnostics == ()
    outcomes = run_samples(lower(loaded.ruleset), loaded.ruleset.samples)
    assert [outcome.misses for outcome in outcomes] == [()]
