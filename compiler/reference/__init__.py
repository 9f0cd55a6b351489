"""The reference evaluator: plain, slow, and the meaning of the language. Every output is held against it."""

from __future__ import annotations

from dataclasses import replace

from ...dsl import model
from .. import plan as p
from ..result import TOO_MANY, Contribution, Lead, Result
from .context import Context
from .contributions import TooManyOccurrences
from .meaning import met, truth
from .scores import score_of

__all__ = ["context_of", "score"]


def score(plan: p.Plan, lead: Lead, as_of: int, contributions: bool = True) -> Result:
    """The result of one lead at `as_of` (seconds since 1970 UTC). Never raises on a lead that was read."""
    context = context_of(plan, lead, as_of)
    for exclusion in plan.exclusions:
        if met(exclusion.condition, context):
            out = plan.stages.out if plan.stages is not None else None
            return _unscored(plan, lead, stage=out, reason=exclusion.reason, problem=None)
    values: dict[str, int] = {}
    rows: list[Contribution] = []
    try:
        for each in plan.scores:
            values[each.name], reasons = score_of(each, values, context)
            rows.extend(reasons)
    except TooManyOccurrences:
        return _unscored(plan, lead, stage=None, reason=None, problem=TOO_MANY)
    grades = {grade.name: _grade(grade, values[grade.score]) for grade in plan.grades}
    stage, reason = _stage(plan, replace(context, scores=dict(values), grades=dict(grades)))
    return Result(
        lead=lead.key,
        scores=tuple(values.items()),
        grades=tuple(grades.items()),
        stage=stage,
        reason=reason,
        problem=None,
        contributions=tuple(rows) if contributions else (),
    )


def context_of(plan: p.Plan, lead: Lead, as_of: int) -> Context:
    """The context of every rule's condition: all lets have their outcomes."""
    context = Context(plan, lead, as_of)
    for name, condition in plan.lets:  # each reads earlier ones only
        context.lets[name] = truth(condition, context)
    return context


def _unscored(plan: p.Plan, lead: Lead, *, stage: str | None, reason: str | None, problem: str | None) -> Result:
    return Result(
        lead=lead.key,
        scores=tuple((each.name, None) for each in plan.scores),
        grades=tuple((grade.name, None) for grade in plan.grades),
        stage=stage,
        reason=reason,
        problem=problem,
        contributions=(),
    )


def _grade(grade: model.Grade, value: int) -> str:
    for band in grade.bands:
        if band.lowest is None or value >= band.lowest:
            return band.label
    raise AssertionError("the checker demands a last band without a bound")


def _stage(plan: p.Plan, context: Context) -> tuple[str | None, str | None]:
    if plan.stages is None:
        return None, None
    for line in plan.stages.lines:
        if line.condition is None or met(line.condition, context):
            return line.stage, line.reason
    raise AssertionError("the checker demands a last line `otherwise`")
