"""Every engine gives the reference's results, to the last digit and type.

Which engines run says `SCORELINE_ENGINES`, by default those that install as Python packages in seconds. An engine that
is asked for and is missing is a failure.
"""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest
from support.engines import registry
from support.generate.rulesets import case
from support.trial import tried

ENGINES = registry.wanted()
SEEDS = range(30_000, 30_000 + int(os.environ.get("SCORELINE_ENGINE_CASES", "16")))


def _suite(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{name}_of_engines", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WORKED, SAMPLES = _suite("test_worked"), _suite("test_worked_values")
pytestmark = pytest.mark.parametrize("engine", ENGINES)


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    registry.register(ENGINES, monkeypatch)


@pytest.mark.parametrize("batch", WORKED.BATCHES, ids=lambda batch: f"{batch[0].name} and {len(batch) - 1} more")
def test_cases_worked_out_by_hand(batch: list[object], engine: str) -> None:
    WORKED.test_outputs(batch, engine)


@pytest.mark.parametrize("file", SAMPLES.FILES, ids=lambda file: file.stem)
def test_samples_worked_out_by_hand(file: Path, engine: str) -> None:
    SAMPLES.hold(file, (engine,))


@pytest.mark.parametrize("seed", SEEDS)
def test_generated_cases(seed: int, engine: str) -> None:
    failure = tried(case(seed, leads=30, size=25 if seed % 8 == 7 else 12), (engine,))
    assert failure is None, f"seed {seed}: {failure.text}"
