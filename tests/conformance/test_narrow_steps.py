"""Columns that travel packed side by side, as in very large rulesets, change no result."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import pytest
from support.engines import registry
from support.generate.rulesets import case
from support.trial import tried

ENGINES = [name for name in registry.wanted() if name in ("postgres", "sqlite")]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("together", [1, 3, 30])
def test_generated_cases_with_steps_of_few_columns(engine: str, together: int, monkeypatch: pytest.MonkeyPatch) -> None:
    registry.register([engine], monkeypatch)
    module = import_module(f"scoreline.compiler.sql.dialects.{engine}")
    packing = replace(module._PACKING, crowded=4, together=together)
    monkeypatch.setattr(module, "_PACKING", packing)
    for seed in range(40_000 + together, 40_003 + together):
        made = case(seed, leads=20, size=12)
        failure = tried(made, (engine,))
        assert failure is None, f"seed {seed}: {failure.text}"
