"""Why an account has its scores: as `explanation.py` for a lead."""

from __future__ import annotations

from collections.abc import Iterable

from ..dsl import model
from ..dsl.late import dataclass
from . import plan as p
from .missing import OF_ACCOUNT, attributes_read
from .reference import account_result, context_of_account
from .result import Account, AccountResult, Lead
from .roots import account_roots
from .sentences import Sentences
from .stories import GradeStory, ScoreStory, Silenced, grade_stories, lacks, rules_of, score_stories, silenced

Scores = tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class AccountExplanation:
    """`leads` are all leads of the account, in the order given, with the scores that its rules may read of them.

    `missing`: attributes that its rules read and it lacks. `account` is its row, if there is one.
    """

    key: str
    account: Account | None
    leads: tuple[tuple[str, Scores], ...]
    as_of: int
    result: AccountResult
    scores: tuple[ScoreStory, ...]
    grades: tuple[GradeStory, ...]
    missing: tuple[str, ...]
    silenced: tuple[Silenced, ...]


def explain_account(
    ruleset: model.Ruleset, plan: p.Plan, key: str, account: Account | None, leads: Iterable[Lead], as_of: int
) -> AccountExplanation:
    """`plan` is the ruleset's and has scores of accounts; `leads` are all of the account, `as_of` as for a lead."""
    assert ruleset.accounts is not None and plan.accounts is not None
    context = context_of_account(plan, key, account, leads, as_of)
    result = account_result(context)
    say, rules = Sentences.of(ruleset).of_accounts(), rules_of(plan.accounts.scores)
    lets = dict(plan.lets)
    read = dict.fromkeys(name for root in account_roots(plan.accounts) for name in attributes_read(root, lets))
    return AccountExplanation(
        key=key,
        account=account,
        leads=tuple((each.lead.key, tuple(each.scores.items())) for each in context.colleagues),
        as_of=as_of,
        result=result,
        scores=score_stories(
            ruleset.accounts.scores, result.scores, result.contributions, context, rules, say, barred={}
        ),
        grades=tuple(grade_stories(plan.accounts.grades, dict(result.grades), dict(result.scores))),
        missing=tuple(name for name in read if name.startswith(OF_ACCOUNT) and lacks(context, name)),
        silenced=tuple(silenced(plan.accounts.scores, rules, context)),
    )


def leads_of(schema: model.AccountSchema, key: str, leads: Iterable[Lead]) -> tuple[Lead, ...]:
    """Those of these leads that have the account."""
    return tuple(lead for lead in leads if lead.values.get(schema.lead_attribute) == key)
