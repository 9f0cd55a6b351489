"""The reference evaluator where size matters; its meaning is held by the worked cases of the conformance suite."""

from __future__ import annotations

import pytest
from scoreline.compiler.lower import lower
from scoreline.compiler.reference import meaning, score, scores
from scoreline.compiler.reference.context import Context
from scoreline.compiler.result import Lead
from scoreline.dsl import model
from scoreline.dsl.load import load_text


def test_a_long_chain_of_lets_is_evaluated_in_order() -> None:
    chain = "\n".join(f"let step_{n} = not step_{n - 1}" for n in range(1, 299))
    loaded = load_text(f"""
ruleset chain version "1"
lead {{ id: text key  n: integer }}
let step_0 = n at least 3
{chain}
score s {{ "Even" +10 when step_298 }}
""")
    assert loaded.ruleset is not None, loaded.diagnostics
    plan = lower(loaded.ruleset)
    assert score(plan, Lead("1", {"id": "1", "n": 3}, ()), 10**9).scores == (("s", 10_000),)
    assert score(plan, Lead("1", {"id": "1", "n": 2}, ()), 10**9).scores == (("s", 0),)
    assert score(plan, Lead("1", {"id": "1"}, ()), 10**9).scores == (("s", 0),)


def test_an_exclusion_of_one_score_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text = """ruleset r version "1"
    lead { id: text key }
    score a { "x" +1 when id is "1" }
    score b { "x" +2 when id is "1" }
    do not score b when id is "1" because "no b"
    """
    ruleset = load_text(text).ruleset
    assert ruleset is not None
    plan = lower(ruleset)
    looked_at: list[object] = []

    def met(condition: model.Condition, context: Context) -> bool:
        looked_at.append(condition)
        return meaning.met(condition, context)

    monkeypatch.setattr(scores, "met", met)
    result = score(plan, Lead("1", {"id": "1"}, ()), 0)
    assert (result.scores, result.barred) == ((("a", 1000), ("b", None)), (("b", "no b"),))
    assert looked_at == [plan.exclusions[0].condition]
