"""Noise in the emitted module: the pass that leaves events out and the pass that counts read different kinds."""

from __future__ import annotations

from scoreline.compiler.result import Event, Lead
from support.backends import all_by_python, differences, planned

KINDS = [f"e{number}" for number in range(9)]
RULES = "\n".join(
    [
        'ruleset r version "1"',
        "lead { id: text key }",
        *(f"event {kind} {{ }}" for kind in KINDS),
        "ignore e1 within 2 seconds after e0",
        "score s {",
        *(f'"{kind}" +{number} for each {kind} in last 9 days' for number, kind in enumerate(KINDS) if number),
        "}",
    ]
)
AS_OF = 1_768_000_000


def test_a_kind_that_only_noise_reads_shifts_no_other() -> None:
    plan = planned(RULES)
    leads = [Lead(kind, {"id": kind}, (Event(kind, AS_OF - 100, {}),)) for kind in KINDS]
    results, _ = all_by_python(plan, leads, AS_OF)
    assert [dict(result.scores)["s"] for result in results] == [number * 1000 for number in range(9)]
    assert differences(plan, leads, AS_OF) == []
