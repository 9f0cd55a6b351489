"""The emitted module gives the reference's results, to the last digit, for every form it has a way of its own for."""

from __future__ import annotations

import pytest
from scoreline.compiler import plan as p
from support.backends import by_python, by_reference, planned
from support.python_rules import AS_OF, DAY, EDGES, WIDE, leads_of


@pytest.mark.parametrize("text", [EDGES, WIDE], ids=["edges", "wide"])
@pytest.mark.parametrize("as_of", [AS_OF, AS_OF + 1, AS_OF // DAY * DAY, AS_OF // DAY * DAY - 3_600])
def test_same_results_on_boundaries(text: str, as_of: int) -> None:
    plan = planned(text)
    leads = list(leads_of(plan, seed=as_of, count=400))
    expected = by_reference(plan, leads, as_of)
    assert by_python(plan, leads, as_of) == expected


@pytest.mark.parametrize("text", [EDGES, WIDE], ids=["edges", "wide"])
def test_the_data_reaches_every_rule(text: str) -> None:
    plan = planned(text)
    results = by_reference(plan, list(leads_of(plan, seed=AS_OF, count=400)), AS_OF)
    paid = {(row.score, row.rule) for result in results for row in result.contributions}
    written = {
        (score.name, rule.label) for score in plan.scores if isinstance(score, p.Score) for rule in p.rules(score)
    }
    assert written <= paid
    kinds = {row.kind for result in results for row in result.contributions}
    assert kinds >= {"rule", "range limit", "rounding"}
