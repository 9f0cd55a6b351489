"""Why a lead has its scores: every contribution with what stands behind it, and what missing values kept away.

Computed by the reference evaluator, which can say what it counted; points are integers of 10^-9 points, scores of
10^-3 points, as in `result.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..dsl import model
from . import plan as p
from .counting import Counted, counted_by
from .missing import OF_ACCOUNT, Lets, attributes_read
from .reference import context_of
from .reference import score as reference_score
from .reference.context import Context
from .reference.meaning import truth, value_of
from .reference.outcomes import with_flags
from .reference.scores import with_scores
from .result import NO_COMPANY, Account, Company, Contribution, Lead, Result
from .sentences import Sentences
from .walk import walk

_MILLI_TO_NANO = p.NANO // model.MILLI


@dataclass(frozen=True, slots=True)
class Reason:
    """A contribution; `counted` is there for rules that count events."""

    row: Contribution
    sentence: str
    counted: Counted | None = None


@dataclass(frozen=True, slots=True)
class ScoreStory:
    """`barred`: the reason for which this score alone is none."""

    name: str
    value: int | None
    reasons: tuple[Reason, ...]
    barred: str | None = None


@dataclass(frozen=True, slots=True)
class Silenced:
    """A rule that could not be decided for want of `attributes`.

    `row`: a table that paid its row for missing values instead, `paid` points of 10^-9. `factor`: no rule but the
    factor of the score, which is then `paid` ten-thousandths, its row for missing values.
    """

    score: str
    rule: str
    attributes: tuple[str, ...]
    paid: int
    row: bool = False
    factor: bool = False


@dataclass(frozen=True, slots=True)
class GradeStory:
    """`next` is the next better grade with how many thousandths of a point are missing; None at the top."""

    name: str
    score: str
    label: str
    next: tuple[str, int] | None


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
    say = Sentences.of(ruleset)
    sentences = _sentences(ruleset, say)
    rules = {(s.name, r.label): r for s in plan.scores if isinstance(s, p.Score) for r in p.rules(s)}
    barred = dict(result.barred)
    stories = tuple(
        ScoreStory(
            name,
            value,
            tuple(_reason(row, rules, sentences, context) for row in result.contributions if row.score == name),
            barred.get(name),
        )
        for name, value in result.scores
    )
    return Explanation(
        lead=lead,
        as_of=as_of,
        result=result,
        scores=stories,
        grades=tuple(_grades(plan, result)),
        missing=tuple(_missing(plan, context)),
        silenced=(*_silenced(rules, context, dict(plan.lets)), *_factors(plan, context)) if scored else (),
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
    yield from (name for name in read if _lacks(context, name))


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


def _lacks(context: Context, name: str) -> bool:
    """Whether the lead, or its account, lacks the attribute."""
    if not name.startswith(OF_ACCOUNT):
        return name not in context.lead.values
    inner = name.removeprefix(OF_ACCOUNT)
    schema = context.plan.schema.account
    if schema is not None and inner == schema.key:
        return context.account_key is None
    return context.account is None or inner not in context.account.values


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
            named = [(_part(condition, say), truth(condition, context) is True) for _, condition in score.parts]
            there = tuple(name for name, is_there in named if is_there)
            lacking = tuple(name for name, is_there in named if not is_there)
            yield ShareStory(score.name, dict(result.scores)[score.name], there, lacking)


def _part(condition: model.Condition, say: Sentences) -> str:
    match condition:
        case model.Not(model.IsMissing(value)):
            return say.value(value)
        case model.LetRef(name):
            return name
        case _:
            return say.condition(condition)


def _sentences(ruleset: model.Ruleset, say: Sentences) -> dict[tuple[str, str], str]:
    def inside(score: str, entries: tuple[model.Entry, ...]) -> Iterator[tuple[tuple[str, str], str]]:
        for entry in entries:
            if isinstance(entry, model.Group):
                yield from inside(score, entry.entries)
            else:
                yield (score, entry.label), say.rule(entry, missing=False)

    return dict(
        pair for score in ruleset.scores if isinstance(score, model.Score) for pair in inside(score.name, score.entries)
    )


def _reason(
    row: Contribution,
    rules: dict[tuple[str, str], p.Rule],
    sentences: dict[tuple[str, str], str],
    context: Context,
) -> Reason:
    if row.kind != "rule":
        return Reason(row, "")
    key = (row.score, row.rule)
    rule = rules.get(key)
    counted = counted_by(rule, row, context) if isinstance(rule, p.OccurrenceRule) else None
    return Reason(row, sentences.get(key, ""), counted)


def _grades(plan: p.Plan, result: Result) -> Iterator[GradeStory]:
    values = dict(result.scores)
    for grade in plan.grades:
        label, value = dict(result.grades)[grade.name], values[grade.score]
        if label is None or value is None:
            continue
        better = [band for band in grade.bands if band.lowest is not None and band.lowest > value]
        nearest = min(better, key=lambda band: band.lowest or 0, default=None)
        step = None if nearest is None or nearest.lowest is None else (nearest.label, nearest.lowest - value)
        yield GradeStory(grade.name, grade.score, label, step)


def _silenced(rules: dict[tuple[str, str], p.Rule], context: Context, lets: Lets) -> Iterator[Silenced]:
    """The rules that missing attributes left undecided, in the order written."""
    for (score, label), rule in rules.items():
        match rule:
            case p.WhenRule():
                if truth(rule.condition, context) is True:
                    continue
                lacking = _lacking(rule.condition, context, lets)
                if truth(rule.condition, context) is None or _quiet_unknown(rule.condition, context, lets):
                    yield from _one(score, label, lacking, 0)
            case p.TableRule():
                if rule.quiet:
                    since = context.plan.schema.since
                    if since is not None and since not in context.lead.values and value_of(rule.value, context) is None:
                        yield from _one(score, label, (since,), 0)
                elif value_of(rule.value, context) is None:
                    lacking = _lacking(rule.value, context, lets)
                    yield from _one(score, label, lacking, rule.missing * _MILLI_TO_NANO, rule.has_missing_row)
            case p.AmountRule():
                if value_of(rule.value, context) is None:
                    yield from _one(score, label, _lacking(rule.value, context, lets), 0)
            case p.OccurrenceRule():
                continue


def _factors(plan: p.Plan, context: Context) -> Iterator[Silenced]:
    for score in plan.scores:
        factor = score.factor if isinstance(score, p.Score | p.Total) else None
        if factor is None or context.scores.get(score.name) is None or value_of(factor.value, context) is not None:
            continue
        lacking = _lacking(factor.value, context, dict(plan.lets))
        if lacking:
            yield Silenced(score.name, factor.name, lacking, factor.missing, factor=True)


def _one(score: str, label: str, lacking: tuple[str, ...], paid: int, row: bool = False) -> Iterator[Silenced]:
    if lacking:
        yield Silenced(score, label, lacking, paid, row)


def _lacking(node: model.Value | model.Condition, context: Context, lets: Lets) -> tuple[str, ...]:
    lacking = [name for name in attributes_read(node, lets) if _lacks(context, name)]
    since = context.plan.schema.since
    if since is not None and since not in context.lead.values and since not in lacking and _reads_quiet(node, lets):
        lacking.append(since)
    return tuple(lacking)


def _quiet_unknown(condition: model.Condition, context: Context, lets: Lets) -> bool:
    """Whether silence stayed undecided for want of the date since when the lead exists."""
    since = context.plan.schema.since
    return since is not None and since not in context.lead.values and _reads_quiet(condition, lets)


def _reads_quiet(node: model.Value | model.Condition, lets: Lets) -> bool:
    for each in walk(node):
        if isinstance(each, model.Quiet) and each.events.window is not None:
            return True
        if isinstance(each, model.LetRef) and _reads_quiet(lets[each.name], lets):
            return True
    return False
