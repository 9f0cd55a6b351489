"""What stands behind the points of a score, of leads and accounts: reasons, rules left undecided, the next grade.

Points are integers of 10^-9 points, scores of 10^-3 points, as in `result.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..dsl import model
from ..dsl.late import dataclass
from . import plan as p
from .counting import Counted, Found, counted_by, found_by
from .missing import OF_ACCOUNT, Lets, attributes_read
from .reference.context import Context
from .reference.meaning import truth, value_of
from .result import Contribution
from .sentences import Sentences
from .walk import walk

_MILLI_TO_NANO = p.NANO // model.MILLI
AnyScore = model.Score | model.Total | model.Share
Rules = Mapping[tuple[str, str], p.Rule]  # by the score's name and the rule's label, in the order written


@dataclass(frozen=True, slots=True)
class Reason:
    """A contribution; `counted` is there for rules that count events, `found` has the values that others go by."""

    row: Contribution
    sentence: str
    counted: Counted | None = None
    found: tuple[Found, ...] = ()


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


def rules_of(scores: Iterable[p.AnyScore]) -> Rules:
    return {(s.name, r.label): r for s in scores if isinstance(s, p.Score) for r in p.rules(s)}


def score_stories(
    scores: Iterable[AnyScore],
    values: Iterable[tuple[str, int | None]],
    contributions: Iterable[Contribution],
    context: Context,
    rules: Rules,
    say: Sentences,
    barred: Mapping[str, str],
) -> tuple[ScoreStory, ...]:
    """Each score of a result with the reasons for its points. `context` has the scores computed."""
    sentences = _sentences(scores, say)
    reasons: dict[str, list[Reason]] = {}
    for row in contributions:
        reasons.setdefault(row.score, []).append(_reason(row, rules, sentences, context))
    return tuple(ScoreStory(name, value, tuple(reasons.get(name, ())), barred.get(name)) for name, value in values)


def grade_stories(
    grades: Iterable[model.Grade], labels: Mapping[str, str | None], values: Mapping[str, int | None]
) -> Iterator[GradeStory]:
    """How far the next better grade is, for each grade that is one."""
    for grade in grades:
        label, value = labels[grade.name], values[grade.score]
        if label is None or value is None:
            continue
        better = [band for band in grade.bands if band.lowest is not None and band.lowest > value]
        nearest = min(better, key=lambda band: band.lowest or 0, default=None)
        step = None if nearest is None or nearest.lowest is None else (nearest.label, nearest.lowest - value)
        yield GradeStory(grade.name, grade.score, label, step)


def silenced(scores: Iterable[p.AnyScore], rules: Rules, context: Context) -> Iterator[Silenced]:
    """The rules that missing attributes left undecided, in the order written; then the factors."""
    yield from _rules(rules, context)
    yield from _factors(scores, context)


def lacks(context: Context, name: str) -> bool:
    """Whether the lead, or its account, lacks the attribute."""
    if not name.startswith(OF_ACCOUNT):
        return name not in context.lead.values
    inner = name.removeprefix(OF_ACCOUNT)
    schema = context.plan.schema.account
    if schema is not None and inner == schema.key:
        return context.account_key is None
    return context.account is None or inner not in context.account.values


def _sentences(scores: Iterable[AnyScore], say: Sentences) -> dict[tuple[str, str], str]:
    def inside(score: str, entries: tuple[model.Entry, ...]) -> Iterator[tuple[tuple[str, str], str]]:
        for entry in entries:
            if isinstance(entry, model.Group):
                yield from inside(score, entry.entries)
            else:
                yield (score, entry.label), say.rule(entry, missing=False)

    return dict(
        pair for score in scores if isinstance(score, model.Score) for pair in inside(score.name, score.entries)
    )


def _reason(
    row: Contribution,
    rules: Rules,
    sentences: Mapping[tuple[str, str], str],
    context: Context,
) -> Reason:
    if row.kind != "rule":
        return Reason(row, "")
    key = (row.score, row.rule)
    rule = rules.get(key)
    counted = counted_by(rule, row, context) if isinstance(rule, p.OccurrenceRule) else None
    found = () if rule is None else found_by(rule, context)
    return Reason(row, sentences.get(key, ""), counted, found)


def _rules(rules: Rules, context: Context) -> Iterator[Silenced]:
    lets = dict(context.plan.lets)
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


def _factors(scores: Iterable[p.AnyScore], context: Context) -> Iterator[Silenced]:
    for score in scores:
        factor = score.factor if isinstance(score, p.Score | p.Total) else None
        if factor is None or context.scores.get(score.name) is None or value_of(factor.value, context) is not None:
            continue
        lacking = _lacking(factor.value, context, dict(context.plan.lets))
        if lacking:
            yield Silenced(score.name, factor.name, lacking, factor.missing, factor=True)


def _one(score: str, label: str, lacking: tuple[str, ...], paid: int, row: bool = False) -> Iterator[Silenced]:
    if lacking:
        yield Silenced(score, label, lacking, paid, row)


def _lacking(node: model.Value | model.Condition, context: Context, lets: Lets) -> tuple[str, ...]:
    lacking = [name for name in attributes_read(node, lets) if lacks(context, name)]
    since = context.plan.schema.since
    if since is not None and since not in context.lead.values and since not in lacking and _reads_quiet(node, lets):
        lacking.append(since)
    return tuple(lacking)


def _quiet_unknown(condition: model.Condition, context: Context, lets: Lets) -> bool:
    """Whether silence stayed undecided for want of the date since when the lead exists."""
    since = context.plan.schema.since
    return since is not None and since not in context.lead.values and _reads_quiet(condition, lets)


def _reads_quiet(node: model.Value | model.Condition, lets: Lets) -> bool:
    for each in walk(node, colleagues=False):
        if isinstance(each, model.Quiet) and each.events.window is not None:
            return True
        if isinstance(each, model.LetRef) and _reads_quiet(lets[each.name], lets):
            return True
    return False
