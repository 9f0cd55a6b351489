"""The samples in files that docs/testing.md shows are read, and pass."""

from __future__ import annotations

from pathlib import Path

import scoreline
from support.documents import ROOT, blocks


def test_the_files_of_the_page_are_samples_that_pass(tmp_path: Path) -> None:
    for block in blocks(ROOT / "docs" / "testing.md"):
        if len(block.info) == 2:
            (tmp_path / block.info[1]).write_text(block.text, encoding="utf-8")
    (run,) = scoreline.run_samples(tmp_path / "leads.score")
    assert not run.diagnostics
    assert [outcome.sample.label for outcome in run.outcomes] == ["a large German company", "nothing is known", "small"]
    assert all(outcome.passed for outcome in run.outcomes), run.outcomes
