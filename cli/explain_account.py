"""The explanation of an account as text for a terminal or a pipe, and as JSON."""

from __future__ import annotations

from ..compiler.account_explanation import AccountExplanation, Scores
from ..compiler.missing import OF_ACCOUNT
from ..compiler.plan import Plan, Total
from ..compiler.wording import counted, moment_text
from ..dsl.display import visible, wrapped
from ..harness.compare import points_text
from .explain_text import (
    emphasis,
    missing_lines,
    next_data,
    next_lines,
    plain,
    reason_data,
    score_lines,
    section,
    undecided_data,
    value_data,
)
from .render.json import dumps

_SHOWN = 10  # leads of the account


def as_text(story: AccountExplanation, plan: Plan, *, colour: bool = False, width: int = 100) -> str:
    """The outcome, each score as a list that adds up, the leads behind it, what is missing, the next grade."""
    assert plan.accounts is not None
    strong = emphasis(colour)
    head = (
        f"Account {story.key} at {moment_text(story.as_of, plan.zone)} {plan.zone.name}, by {plan.name} {plan.version}"
    )
    lines = [*(strong(line) for line in wrapped(head, width)), *_outcome(story, plan, width)]
    totals = {score.name for score in plan.accounts.scores if isinstance(score, Total)}
    for score in sorted(story.scores, key=lambda score: score.name not in totals):
        if score.value is not None:
            lines += ["", strong(visible(f"{score.name} {points_text(score.value)}"))]
            lines += score_lines(score, plan.zone, width)
    lines += section("Leads", _leads(story), strong, width)
    lines += section("Missing", missing_lines(story.silenced, story.missing, plan, of_account=True), strong, width)
    lines += section("Next grade", next_lines(story.grades), strong, width)
    return "\n".join(lines) + "\n"


def _outcome(story: AccountExplanation, plan: Plan, width: int) -> list[str]:
    assert plan.accounts is not None
    result, stages = story.result, plan.accounts.stages
    parts = [f"{name} {points_text(value)}" for name, value in result.scores]
    parts += [f"{name} {label}" for name, label in result.grades if label is not None]
    if stages is not None and result.stage is not None:
        parts.append(f"{stages.name} {result.stage}")
    lines = wrapped(" · ".join(parts), width)
    return lines if result.reason is None else [*lines, *wrapped(f'because "{result.reason}"', width)]


def _leads(story: AccountExplanation) -> list[str]:
    """The leads of the account with the scores that its rules read of them."""
    if not story.leads:
        return ["no lead has this account"]
    lines = [key + _scores(scores) for key, scores in story.leads[:_SHOWN]]
    more = len(story.leads) - _SHOWN
    return [*lines, f"and {counted(more, 'more lead')}"] if more > 0 else lines


def _scores(scores: Scores) -> str:
    return ": " + ", ".join(f"{name} {points_text(value)}" for name, value in scores) if scores else ""


def as_json(story: AccountExplanation, plan: Plan) -> str:
    """Points and scores are decimal texts, exact; times are UTC; the shape is stable, `version` counts breaks."""
    schema = plan.schema.account
    types = {} if schema is None else {attribute.name: attribute.type for attribute in schema.attributes}
    values = {} if story.account is None else story.account.values
    result = story.result
    return dumps(
        {
            "version": 1,
            "ruleset": plan.name,
            "ruleset_version": plan.version,
            "content_hash": plan.content_hash,
            "account": story.key,
            "as_of": moment_text(story.as_of),
            "attributes": {name: value_data(value, types[name]) for name, value in values.items()},
            "leads": [{"lead": key, "scores": _texts(scores)} for key, scores in story.leads],
            "scores": _texts(result.scores),
            "grades": dict(result.grades),
            "stage": result.stage,
            "reason": result.reason,
            "contributions": [reason_data(reason) for score in story.scores for reason in score.reasons],
            "missing": [name.removeprefix(OF_ACCOUNT) for name in story.missing],
            "undecided": [
                each | {"missing": [name.removeprefix(OF_ACCOUNT) for name in each["missing"]]}
                for each in undecided_data(story.silenced)
            ],
            "next_grades": next_data(story.grades),
        }
    )


def _texts(scores: Scores) -> dict[str, str | None]:
    return {name: None if value is None else plain(value, 3) for name, value in scores}
