"""The hand-worked cases through every backend."""

from __future__ import annotations

import importlib.util
from decimal import Decimal
from pathlib import Path

import pytest
from support.backends import BACKENDS, planned
from support.worked import Worked, second


def _cases() -> list[Worked]:
    found: list[Worked] = []
    for file, table in (("worked_rules", "RULES"), ("worked_events", "EVENTS"), ("worked_scores", "SCORES")):
        spec = importlib.util.spec_from_file_location(file, Path(__file__).with_name(f"{file}.py"))
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found.extend(getattr(module, table))
    return found


CASES = _cases()


def test_there_are_many_and_each_has_a_name() -> None:
    assert len(CASES) >= 60
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names), sorted(n for n in names if names.count(n) > 1)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_worked_case(case: Worked, backend: str) -> None:
    plan = planned(case.text)
    [result] = BACKENDS[backend](plan, [case.lead()], second(case.as_of))
    got: dict[str, object] = {name: value for name, value in result.scores}
    got |= dict(result.grades)
    if plan.stages is not None:
        got[plan.stages.name] = result.stage
    got["reason"] = result.reason
    scores = dict(result.scores)
    for name, expected in case.expected.items():
        if name in scores and expected is not None:
            assert got[name] == Decimal(expected) * 1000, name
        else:
            assert got[name] == expected, name
    if case.rows is not None:
        rows = sorted((c.score, c.kind, c.rule, c.points, c.times) for c in result.contributions)
        assert rows == sorted((s, kind, rule, int(Decimal(p) * 10**9), n) for s, kind, rule, p, n in case.rows)
    for name, value in result.scores:
        total = sum(c.points for c in result.contributions if c.score == name)
        assert value is None or total == value * 10**6, f"the contributions of {name} do not add up"
