"""The reference evaluator where size matters; its meaning is held by the worked cases of the conformance suite."""

from __future__ import annotations

from scoreline.compiler.lower import lower
from scoreline.compiler.reference import score
from scoreline.compiler.result import Lead
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
