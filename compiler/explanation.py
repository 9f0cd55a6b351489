"""Why a lead has its scores: every contribution with what stands behind it, and what missing values kept away.

Computed by the reference evaluator, which can say what it counted; points are integers of 10^-9 points, scores of
10^-3 points, as in `result.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..dsl import model
from . import plan as p
from .decay import weight
from .missing import Lets, attributes_read
from .reference import context_of
from .reference import score as reference_score
from .reference.context import Context
from .reference.contributions import occurrences
from .reference.meaning import events_of, truth, value_of
from .result import Contribution, Lead, Result
from .sentences import Sentences
from .walk import walk

_MILLI_TO_NANO = p.NANO // model.MILLI


@dataclass(frozen=True, slots=True)
class Reason:
    """A contribution. For rules that count events: how many there were, and the points before decay and limit.

    `before_decay` and `before_limit` are None where they do not differ from what came after.
    """

    row: Contribution
    sentence: str
    events: int | None = None
    before_decay: int | None = None
    before_limit: int | None = None


@dataclass(frozen=True, slots=True)
class ScoreStory:
    name: str
    value: int | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Silenced:
    """A rule that could not be decided for want of `attributes`.

    `row`: a table that paid its row for missing values instead, `paid` points of 10^-9.
    """

    score: str
    rule: str
    attributes: tuple[str, ...]
    paid: int
    row: bool = False


@dataclass(frozen=True, slots=True)
class GradeStory:
    """`next` is the next better grade with how many thousandths of a point are missing; None at the top."""

    name: str
    score: str
    label: str
    next: tuple[str, int] | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """`missing`: attributes that rules read and the lead lacks."""

    lead: Lead
    as_of: int
    result: Result
    scores: tuple[ScoreStory, ...]
    grades: tuple[GradeStory, ...]
    missing: tuple[str, ...]
    silenced: tuple[Silenced, ...]


def explain(ruleset: model.Ruleset, plan: p.Plan, lead: Lead, as_of: int) -> Explanation:
    """`plan` is the ruleset's, `as_of` in seconds since 1970 UTC."""
    result = reference_score(plan, lead, as_of)
    scored = any(value is not None for _, value in result.scores)
    context = context_of(plan, lead, as_of)
    sentences = _sentences(ruleset)
    rules = {(s.name, r.label): r for s in plan.scores if isinstance(s, p.Score) for r in p.rules(s)}
    stories = tuple(
        ScoreStory(
            name,
            value,
            tuple(_reason(row, rules, sentences, context) for row in result.contributions if row.score == name),
        )
        for name, value in result.scores
    )
    return Explanation(
        lead=lead,
        as_of=as_of,
        result=result,
        scores=stories,
        grades=tuple(_grades(plan, result)),
        missing=tuple(name for name in plan.reads if name not in lead.values),
        silenced=tuple(_silenced(rules, context, dict(plan.lets))) if scored else (),
    )


def _sentences(ruleset: model.Ruleset) -> dict[tuple[str, str], str]:
    say = Sentences.of(ruleset)

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
    key = (row.score, row.rule)
    rule = rules.get(key) if row.kind == "rule" else None
    if not isinstance(rule, p.OccurrenceRule):
        return Reason(row, sentences.get(key, "") if row.kind == "rule" else "")
    feature = rule.feature
    kept = occurrences(feature, context)
    full = len(kept) * _points(rule)
    decayed = sum(weight(feature.decay, context.as_of - event.at) for event in kept) * rule.multiplier
    return Reason(
        row,
        sentences.get(key, ""),
        events=len(events_of(feature.events, context)),
        before_decay=full if decayed != full else None,
        before_limit=decayed if decayed != row.points else None,
    )


def _points(rule: p.OccurrenceRule) -> int:
    """What one occurrence pays without decay, in 10^-9 points."""
    if isinstance(rule.feature.decay, p.PointSteps):
        return rule.feature.decay.magnitude * rule.multiplier
    return rule.multiplier * p.FACTOR


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
            case p.OccurrenceRule():
                continue


def _one(score: str, label: str, lacking: tuple[str, ...], paid: int, row: bool = False) -> Iterator[Silenced]:
    if lacking:
        yield Silenced(score, label, lacking, paid, row)


def _lacking(node: model.Value | model.Condition, context: Context, lets: Lets) -> tuple[str, ...]:
    lacking = [name for name in attributes_read(node, lets) if name not in context.lead.values]
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
