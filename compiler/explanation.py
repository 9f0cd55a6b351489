"""Why a lead has its scores: every contribution with what stands behind it, and what missing values kept away.

Computed by the reference evaluator, which can say what it counted; points are integers of 10^-9 points, scores of
10^-3 points, as in `result.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dsl import model
from ..dsl.late import dataclass
from . import plan as p
from .missing import OF_ACCOUNT, attributes_read
from .outcome_words import part_words
from .reference import context_of
from .reference import score as reference_score
from .reference.context import Context
from .reference.meaning import truth
from .reference.outcomes import with_flags
from .reference.scores import with_scores
from .result import NO_COMPANY, Account, Company, Lead, Result
from .sentences import Sentences
from .stories import GradeStory, ScoreStory, Silenced, grade_stories, lacks, rules_of, score_stories, silenced


@dataclass(frozen=True, slots=True)
class CriterionStory:
    """A framework's criterion: met, not met, or unknown (None); `points` in thousandths, `question` while unknown."""

    framework: str
    name: str
    met: bool | None
    points: int
    question: str


@dataclass(frozen=True, slots=True)
class ShareStory:
    """A share: which of its parts are there, and which are not, in words."""

    name: str
    value: int | None
    there: tuple[str, ...]
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """`missing`: attributes that rules read and the lead lacks, those of its account as `account.industry`."""

    lead: Lead
    as_of: int
    result: Result
    scores: tuple[ScoreStory, ...]
    grades: tuple[GradeStory, ...]
    missing: tuple[str, ...]
    silenced: tuple[Silenced, ...]
    criteria: tuple[CriterionStory, ...] = ()
    shares: tuple[ShareStory, ...] = ()


def explain(ruleset: model.Ruleset, plan: p.Plan, lead: Lead, as_of: int, company: Company = NO_COMPANY) -> Explanation:
    """`plan` is the ruleset's, `as_of` in seconds since 1970 UTC; `company` is what rules may see of its account."""
    result = reference_score(plan, lead, as_of, company=company)
    context = context_of(plan, lead, as_of, company)
    scored = any(value is not None for _, value in result.scores)
    if scored:
        context = with_flags(plan, with_scores(plan, context, plan.scores)[0])
    say, rules = Sentences.of(ruleset), rules_of(plan.scores)
    return Explanation(
        lead=lead,
        as_of=as_of,
        result=result,
        scores=score_stories(
            ruleset.scores, result.scores, result.contributions, context, rules, say, dict(result.barred)
        ),
        grades=tuple(grade_stories(plan.grades, dict(result.grades), dict(result.scores))),
        missing=tuple(_missing(plan, context)),
        silenced=tuple(silenced(plan.scores, rules, context)) if scored else (),
        criteria=tuple(_criteria(ruleset, context)) if scored else (),
        shares=tuple(_shares(ruleset, result, context, say)) if scored else (),
    )


def company_of(schema: model.AccountSchema, lead: Lead, leads: Iterable[Lead], accounts: Iterable[Account]) -> Company:
    """What rules may see of the lead's account: its row, and the others among these leads that have it too."""
    key = lead.values.get(schema.lead_attribute)
    if key is None:
        return NO_COMPANY
    others = tuple(other for other in leads if other.key != lead.key and other.values.get(schema.lead_attribute) == key)
    return Company(next((account for account in accounts if account.key == key), None), others)


def _missing(plan: p.Plan, context: Context) -> Iterator[str]:
    """Of the account what its own rules and those of leads read alike; there is no account at all: all of it."""
    yield from (name for name in plan.reads if name not in context.lead.values)
    read = dict.fromkeys(
        name
        for score in plan.scores
        if isinstance(score, p.Score)
        for rule in p.rules(score)
        for node in _read_by(rule)
        for name in attributes_read(node, dict(plan.lets))
        if name.startswith(OF_ACCOUNT)
    )
    yield from (name for name in read if lacks(context, name))


def _read_by(rule: p.Rule) -> Iterator[model.Value | model.Condition]:
    match rule:
        case p.WhenRule(condition=condition):
            yield condition
        case p.TableRule(value=value) | p.AmountRule(value=value):
            yield value
        case p.OccurrenceRule():
            pass
    if rule.unless is not None:
        yield rule.unless


def _criteria(ruleset: model.Ruleset, context: Context) -> Iterator[CriterionStory]:
    asked = {let: text for questions in ruleset.questions for text, let in questions.items}
    for score in ruleset.scores:
        if not isinstance(score, model.Score) or not score.framework or context.scores.get(score.name) is None:
            continue
        for rule in score.entries:
            if isinstance(rule, model.WhenRule) and isinstance(rule.condition, model.LetRef):
                state = truth(rule.condition, context)
                question = asked.get(rule.condition.name, "") if state is None else ""
                yield CriterionStory(score.name, rule.label, state, rule.points, question)


def _shares(ruleset: model.Ruleset, result: Result, context: Context, say: Sentences) -> Iterator[ShareStory]:
    for score in ruleset.scores:
        if isinstance(score, model.Share):
            named = [(part_words(condition, say), truth(condition, context) is True) for _, condition in score.parts]
            there = tuple(name for name, is_there in named if is_there)
            lacking = tuple(name for name, is_there in named if not is_there)
            yield ShareStory(score.name, dict(result.scores)[score.name], there, lacking)
