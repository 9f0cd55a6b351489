"""The meaning of an account's own scores, grades and stage."""

from __future__ import annotations

from .. import plan as p
from ..result import Account, AccountResult, Lead
from .context import Context
from .outcomes import stage_of
from .scores import with_scores


def account_result(
    plan: p.Plan, key: str, account: Account | None, leads: tuple[Context, ...], as_of: int
) -> AccountResult:
    """The account's result; `leads` are the contexts of all its leads, as colleagues see them."""
    assert plan.accounts is not None
    context = Context(plan, Lead(key, {}, ()), as_of, (), account, leads, of_account=True)
    context, rows = with_scores(plan, context, plan.accounts.scores)
    stage, reason = stage_of(plan.accounts.stages, context)
    return AccountResult(
        account=key,
        scores=tuple((each.name, context.scores[each.name]) for each in plan.accounts.scores),
        grades=tuple((grade.name, context.grades[grade.name]) for grade in plan.accounts.grades),
        stage=stage,
        reason=reason,
        contributions=tuple(rows),
    )
