"""Values of every form on both sides of their borders, worked out by hand, on the reference and all outputs.

The working stands beside the samples of the `worked_*.score` files.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from scoreline.compiler.lower import lower
from scoreline.dsl.load import load
from scoreline.harness.run import ENGINES, run_samples

FILES = sorted(Path(__file__).parent.glob("worked_*.score"))


def test_there_are_files() -> None:
    assert [file.stem[7:] for file in FILES] == ["accounts", "noise", "noise_window", "outcomes", "pages", "values"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_values_worked_out_by_hand(file: Path) -> None:
    hold(file)


def hold(file: Path, backends: Sequence[str] = ("python", "duckdb")) -> None:
    """The samples of the file give what they expect, in the reference and in these backends."""
    loaded = load(file)
    assert loaded.diagnostics == ()
    assert loaded.ruleset is not None
    engines = {name: engine for name, engine in ENGINES.items() if name.lower() in backends}
    outcomes = run_samples(lower(loaded.ruleset), loaded.ruleset.samples, engines)
    assert len(outcomes) >= 2
    for outcome in outcomes:
        assert outcome.misses == (), outcome.sample.label
        assert outcome.disagreements == (), outcome.sample.label
