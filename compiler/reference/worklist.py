"""The meaning of the worklist: an order over all results."""

from __future__ import annotations

from collections.abc import Sequence

from .. import plan as p
from ..result import Result


def worklist(plan: p.Plan, results: Sequence[Result]) -> list[str]:
    """The keys of the leads on the worklist, the first one first; see `model.Worklist`."""
    if plan.worklist is None:
        return []
    by, quotas = plan.worklist.by, dict(plan.worklist.quotas)
    found = [result for result in results if result.listed]
    found.sort(key=lambda result: (*_order(by, dict(result.scores)), result.lead.encode()))
    taken: dict[str, int] = {}
    chosen = []
    for result in found:
        stage = result.stage or ""
        if taken.get(stage, 0) < quotas.get(stage, len(found)):
            taken[stage] = taken.get(stage, 0) + 1
            chosen.append(result.lead)
    return chosen[: plan.worklist.top]


def _order(by: tuple[str, ...], scores: dict[str, int | None]) -> list[tuple[bool, int]]:
    """Highest first, none last."""
    return [(score is None, -(score or 0)) for score in (scores[name] for name in by)]
