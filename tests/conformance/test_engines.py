"""Every engine gives the reference's results, to the last digit and type.

Which engines run says `SCORELINE_ENGINES`, by default those that install as Python packages in seconds. An engine that
is asked for and is missing is a failure.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest
from support.backends import differences
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
EXTREMES, FORMS, TEXTS = _suite("test_extremes"), _suite("test_extremes_forms"), _suite("test_hostile_text")
LARGEST: tuple[tuple[ModuleType, Callable[..., None]], ...] = (
    (EXTREMES, EXTREMES.test_sums_and_weights_at_their_largest),
    (EXTREMES, partial(EXTREMES.test_attributes_at_their_largest, "n")),
    (EXTREMES, partial(EXTREMES.test_attributes_at_their_largest, "b")),
    (EXTREMES, EXTREMES.test_the_first_and_the_last_moment),
    (FORMS, FORMS.test_amounts_at_their_largest),
    (FORMS, FORMS.test_sums_at_their_largest),
    (FORMS, FORMS.test_factors_at_their_largest),
    (FORMS, FORMS.test_fifty_levels_of_scores),
)
_TOO_LARGE = {0: "550 rules and 1,001 events", 7: "fifty scores of scores"}
WITHOUT_NUL = ("postgres",)  # engines whose texts cannot hold U+0000
each_engine = pytest.mark.parametrize("engine", ENGINES)
# What has been read wrongly most often, for the engines in which each text costs seconds.
HARDEST = (
    "backslash and quote", "case", "combining", "dollars", "emoji", "escape", "line feed", "quotes", "sql block",
    "sql end", "template", "very long",
)  # fmt: skip
PAIRS = [(what, name) for name in ENGINES for what in (sorted(TEXTS.HOSTILE) if name in registry.LIGHT else HARDEST)]


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    registry.register(ENGINES, monkeypatch)


@each_engine
@pytest.mark.parametrize("batch", WORKED.BATCHES, ids=lambda batch: f"{batch[0].name} and {len(batch) - 1} more")
def test_cases_worked_out_by_hand(batch: list[object], engine: str) -> None:
    WORKED.test_outputs(batch, engine)


@each_engine
@pytest.mark.parametrize("file", SAMPLES.FILES, ids=lambda file: file.stem)
def test_samples_worked_out_by_hand(file: Path, engine: str) -> None:
    SAMPLES.hold(file, (engine,))


@each_engine
@pytest.mark.parametrize("case", range(len(LARGEST)))
def test_the_largest_numbers(case: int, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if engine == "bigquery" and case in _TOO_LARGE:
        pytest.skip(f"many minutes for the evaluator of BigQuery's SQL: {_TOO_LARGE[case]}")
    suite, test = LARGEST[case]
    monkeypatch.setattr(suite, "differences", partial(differences, names=(engine,)))
    test()


@pytest.mark.parametrize(("what", "engine"), PAIRS)
def test_texts_that_look_like_code_or_like_nothing(
    what: str, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TEXTS, "differences", partial(differences, names=(engine,)))
    monkeypatch.setattr(TEXTS, "HOSTILE", {"it": TEXTS.HOSTILE[what]})
    TEXTS.test_in_literals_labels_and_lists("it", TEXTS.escaped, tmp_path)
    if engine in registry.LIGHT:
        TEXTS.test_in_names("it", tmp_path)


@each_engine
def test_such_texts_in_data(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TEXTS, "differences", partial(differences, names=(engine,)))
    without = {"nul"} if engine in WITHOUT_NUL else set()
    monkeypatch.setattr(TEXTS, "HOSTILE", {k: v for k, v in TEXTS.HOSTILE.items() if k not in without})
    TEXTS.test_in_data(tmp_path)


@each_engine
@pytest.mark.parametrize("seed", SEEDS)
def test_generated_cases(seed: int, engine: str) -> None:
    failure = tried(case(seed, leads=30, size=25 if seed % 8 == 7 else 12), (engine,))
    assert failure is None, f"seed {seed}: {failure.text}"
