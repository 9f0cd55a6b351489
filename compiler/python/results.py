"""Which fields the emitted `Result` and `Contribution` have: those that the plan can fill."""

from __future__ import annotations

from .. import plan as p

_OPTIONAL = ("matrices", "flags", "questions", "routes", "follow_up", "due", "barred", "listed", "source")


def result_fields(plan: p.Plan) -> frozenset[str]:
    """The optional fields that the plan's results have."""
    has = {
        "matrices": bool(plan.matrices),
        "flags": bool(plan.flags),
        "questions": bool(plan.questions),
        "routes": bool(plan.routes),
        "follow_up": plan.follow_up is not None,
        "due": plan.follow_up is not None,
        "barred": any(exclusion.scores is not None for exclusion in plan.exclusions),
        "listed": plan.worklist is not None,
        "source": plan.attribution is not None,
    }
    return frozenset(name for name, there in has.items() if there)


def without_fields(text: str, fields: frozenset[str]) -> str:
    """The class without the lines of optional fields that are not among these."""
    absent = tuple(f"    {name}: " for name in _OPTIONAL if name not in fields)
    return "\n".join(line for line in text.split("\n") if not line.startswith(absent))
