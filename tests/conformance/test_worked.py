"""The hand-worked cases through every backend."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from scoreline.compiler.result import Result
from support.backends import BACKENDS, planned
from support.worked import Worked, second


def _cases() -> list[Worked]:
    found: list[Worked] = []
    for file in ("rules", "events", "scores", "sequences", "numbers", "periods"):
        table, file = file.upper(), f"worked_{file}"
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


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_reference(case: Worked) -> None:
    hold(case, "reference")


TOGETHER: dict[tuple[str, str, str], list[Worked]] = {}
for _case in CASES:
    if _case.alone:
        TOGETHER.setdefault((_case.name, "", ""), []).append(_case)
    else:
        TOGETHER.setdefault((_case.zone, _case.as_of, _case.since), []).append(_case)
BATCHES = [cases[i : i + 40] for cases in TOGETHER.values() for i in range(0, len(cases), 40)]


@pytest.mark.parametrize("backend", ["python", "duckdb"])
@pytest.mark.parametrize("batch", BATCHES, ids=lambda batch: f"{batch[0].name} and {len(batch) - 1} more")
def test_outputs(batch: list[Worked], backend: str) -> None:
    """Cases of one zone and moment as scores of one rule file, each with its lead: a database is opened once."""
    if len(batch) == 1:
        hold(batch[0], backend)
        return
    rules = "\n".join(case.rules.replace("score s,", f"score s{i},", 1) for i, case in enumerate(batch))
    plan = planned(replace(batch[0], rules=rules).text)
    leads = [
        replace(lead, key=str(i), values={**lead.values, "id": str(i)})
        for i, lead in enumerate(c.lead() for c in batch)
    ]
    results = {r.lead: r for r in BACKENDS[backend](plan, leads, second(batch[0].as_of))}
    assert len(results) == len(batch)
    wrong = []
    for i, case in enumerate(batch):
        score = f"s{i}"
        rows = tuple(replace(c, score="s") for c in results[str(i)].contributions if c.score == score)
        mine = replace(results[str(i)], scores=(("s", dict(results[str(i)].scores)[score]),), contributions=rows)
        try:
            agree(case, mine, None)
        except AssertionError as error:
            wrong.append(f"{case.name}: {error}")
    assert not wrong, "\n".join(wrong)


def hold(case: Worked, backend: str) -> None:
    plan = planned(case.text)
    [result] = BACKENDS[backend](plan, [case.lead()], second(case.as_of))
    agree(case, result, None if plan.stages is None else plan.stages.name)


def agree(case: Worked, result: Result, stages: str | None) -> None:
    """The result is the expected one."""
    got: dict[str, object] = dict(result.scores)
    got |= dict(result.grades)
    if stages is not None:
        got[stages] = result.stage
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
