"""The reference evaluator: plain, slow, and the meaning of the language. Every output is held against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...dsl import model
from .. import plan as p
from ..result import NO_COMPANY, TOO_MANY, Account, AccountResult, Company, Contribution, Lead, Result
from .accounts import account_context, account_result, context_of_account
from .colleagues import colleague, scores_of_colleagues
from .context import Context
from .contributions import TooManyOccurrences, check_occurrences
from .events import begin
from .meaning import met
from .outcomes import follow_up_of, listed, questions_of, route_of, stage_of, with_flags
from .scores import with_scores
from .worklist import worklist

__all__ = [
    "account_result",
    "broken_invariants",
    "context_of",
    "context_of_account",
    "score",
    "score_all",
    "scored_context",
    "worklist",
]


def score(plan: p.Plan, lead: Lead, as_of: int, contributions: bool = True, company: Company = NO_COMPANY) -> Result:
    """The result of one lead at `as_of` (seconds since 1970 UTC). Never raises on a lead that was read."""
    return _result(context_of(plan, lead, as_of, company), contributions)


def context_of(plan: p.Plan, lead: Lead, as_of: int, company: Company = NO_COMPANY) -> Context:
    """The context in which the lead's rules are evaluated; no score is computed yet."""
    scores = scores_of_colleagues(plan) if company.others else ()
    others = tuple(colleague(plan, other, as_of, company.account, scores) for other in company.others)
    return replace(begin(plan, lead, as_of, company.account), colleagues=others)


def score_all(
    plan: p.Plan,
    leads: Sequence[Lead],
    as_of: int,
    accounts: Sequence[Account] = (),
    contributions: bool = True,
) -> tuple[list[Result], list[AccountResult]]:
    """The results of leads, in their order, each with its account; and of accounts with a row or a lead, by key."""
    schema = plan.schema.account
    rows = {account.key: account for account in accounts}
    scores = scores_of_colleagues(plan)
    members: dict[str, list[Context]] = {key: [] for key in rows}
    keys = [None if schema is None else lead.values.get(schema.lead_attribute) for lead in leads]
    contexts: list[Context] = []
    for lead, key in zip(leads, keys, strict=True):
        if key is None:
            contexts.append(begin(plan, lead, as_of))
            continue
        seen = colleague(plan, lead, as_of, rows.get(str(key)), scores)
        members.setdefault(str(key), []).append(seen)
        contexts.append(seen)
    results = []
    for lead, key, seen in zip(leads, keys, contexts, strict=True):
        others = tuple(each for each in members.get(str(key), ()) if each is not seen) if key is not None else ()
        fresh = replace(begin(plan, lead, as_of, seen.account), colleagues=others)
        results.append(_result(fresh, contributions))
    if plan.accounts is None:
        return results, []
    in_order = sorted(members, key=str.encode)
    of_accounts = (account_context(plan, key, rows.get(key), tuple(members[key]), as_of) for key in in_order)
    return results, [account_result(context) for context in of_accounts]


def broken_invariants(
    plan: p.Plan,
    invariants: Sequence[model.Invariant],
    lead: Lead,
    as_of: int,
    company: Company = NO_COMPANY,
) -> tuple[model.Invariant, ...]:
    """The `never` checks that are met, and the `always` checks that are not; none for a lead that is not scored."""
    context = scored_context(plan, lead, as_of, company)
    if context is None:
        return ()
    return tuple(each for each in invariants if met(each.condition, context) is (each.kind == "never"))


def scored_context(plan: p.Plan, lead: Lead, as_of: int, company: Company = NO_COMPANY) -> Context | None:
    """The context with scores, grades, flags and the stage; None for a lead that is not scored."""
    context = context_of(plan, lead, as_of, company)
    return None if _why_unscored(context) is not None else _computed(context)[0]


def _why_unscored(context: Context) -> Result | None:
    """The result of a lead that an exclusion holds back, or that has too many occurrences."""
    plan = context.plan
    for exclusion in plan.exclusions:
        if exclusion.scores is None and met(exclusion.condition, context):
            out = plan.stages.out if plan.stages is not None else None
            return _unscored(context, stage=out, reason=exclusion.reason, problem=None)
    try:
        check_occurrences(context)
    except TooManyOccurrences:
        return _unscored(context, stage=None, reason=None, problem=TOO_MANY)
    return None


def _computed(context: Context) -> tuple[Context, list[Contribution]]:
    """The context with scores, grades, flags, the stage; and the contributions."""
    context, rows = with_scores(context.plan, context, context.plan.scores)
    context = with_flags(context.plan, context)
    return replace(context, stage=stage_of(context.plan.stages, context)[0]), rows


def _result(context: Context, contributions: bool) -> Result:
    unscored = _why_unscored(context)
    if unscored is not None:
        return unscored
    plan = context.plan
    context, rows = _computed(context)
    stage, reason = stage_of(plan.stages, context)
    owner, due = follow_up_of(plan, context)
    return Result(
        lead=context.lead.key,
        scores=tuple((each.name, context.scores[each.name]) for each in plan.scores),
        grades=tuple((grade.name, context.grades[grade.name]) for grade in plan.grades),
        stage=stage,
        reason=reason,
        problem=None,
        contributions=tuple(rows) if contributions else (),
        matrices=tuple((matrix.name, context.grades[matrix.name]) for matrix in plan.matrices),
        flags=tuple((flag.name, context.flags[flag.name]) for flag in plan.flags),
        questions=tuple((each.name, questions_of(each, context)) for each in plan.questions),
        routes=tuple((route.name, route_of(route, context)) for route in plan.routes),
        follow_up=owner,
        due=due,
        barred=tuple((each.name, context.barred[each.name]) for each in plan.scores if each.name in context.barred),
        listed=listed(plan, context),
    )


def _unscored(context: Context, *, stage: str | None, reason: str | None, problem: str | None) -> Result:
    plan = context.plan
    return Result(
        lead=context.lead.key,
        scores=tuple((each.name, None) for each in plan.scores),
        grades=tuple((grade.name, None) for grade in plan.grades),
        stage=stage,
        reason=reason,
        problem=problem,
        contributions=(),
        matrices=tuple((matrix.name, None) for matrix in plan.matrices),
        flags=tuple((flag.name, None) for flag in plan.flags),
        questions=tuple((each.name, None) for each in plan.questions),
        routes=tuple((route.name, None) for route in plan.routes),
        listed=None,
    )
