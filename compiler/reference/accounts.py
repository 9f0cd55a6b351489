"""The meaning of an account's own scores, grades and stage."""

from __future__ import annotations

from collections.abc import Iterable

from .. import plan as p
from ..result import Account, AccountResult, Lead
from .colleagues import colleague, scores_of_colleagues
from .context import Context
from .outcomes import stage_of
from .scores import with_scores


def account_context(plan: p.Plan, key: str, account: Account | None, leads: tuple[Context, ...], as_of: int) -> Context:
    """The context of the account's rules, without a score yet; `leads` are all its leads as colleagues see them."""
    return Context(plan, Lead(key, {}, ()), as_of, (), account, leads, of_account=True)


def context_of_account(plan: p.Plan, key: str, account: Account | None, leads: Iterable[Lead], as_of: int) -> Context:
    """The same, from all leads of the account."""
    scores = scores_of_colleagues(plan)
    seen = tuple(colleague(plan, lead, as_of, account, scores) for lead in leads)
    return account_context(plan, key, account, seen, as_of)


def account_result(context: Context) -> AccountResult:
    """The account's result; its scores and grades stand in the context afterwards."""
    accounts = context.plan.accounts
    assert accounts is not None
    context, rows = with_scores(context.plan, context, accounts.scores)
    stage, reason = stage_of(accounts.stages, context)
    return AccountResult(
        account=context.lead.key,
        scores=tuple((each.name, context.scores[each.name]) for each in accounts.scores),
        grades=tuple((grade.name, context.grades[grade.name]) for grade in accounts.grades),
        stage=stage,
        reason=reason,
        contributions=tuple(rows),
    )
