"""The meaning of outcomes: flags, stages, questions, routes, follow-up."""

from __future__ import annotations

from ...dsl import model
from .. import plan as p
from .context import Context
from .due import due_at
from .meaning import met, truth


def with_flags(plan: p.Plan, context: Context) -> Context:
    """The context with all flags, each reading earlier ones."""
    for flag in plan.flags:
        context.flags[flag.name] = met(flag.condition, context)
    return context


def stage_of(stages: model.Stages | None, context: Context) -> tuple[str | None, str | None]:
    """The stage and its reason."""
    if stages is None:
        return None, None
    for line in stages.lines:
        if line.condition is None or met(line.condition, context):
            return line.stage, line.reason
    raise AssertionError("the checker demands a last line `otherwise`")


def questions_of(questions: model.Questions, context: Context) -> str | None:
    """The open questions, None where there are none."""
    if context.scores[questions.of] is None:
        return None
    found = [text for text, let in questions.items if truth(model.LetRef(let), context) is None]
    return "; ".join(found[: questions.top]) or None


def route_of(route: model.Route, context: Context) -> str | None:
    """The label of the first line that is met, None where none is."""
    for line in route.lines:
        if line.condition is None or met(line.condition, context):
            return line.label
    return None


def follow_up_of(plan: p.Plan, context: Context) -> tuple[str | None, int | None]:
    """Who follows up, and when it is due."""
    if plan.follow_up is not None:
        for line in plan.follow_up.lines:
            if line.condition is None or met(line.condition, context):
                due = None if line.due is None else due_at(line.due, plan.follow_up.calendar, context.as_of)
                return line.owner, due
    return None, None


def listed(plan: p.Plan, context: Context) -> bool | None:
    """Whether the worklist's condition is met."""
    if plan.worklist is None:
        return None
    return plan.worklist.condition is None or met(plan.worklist.condition, context)
