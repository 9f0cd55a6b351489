"""Leads as colleagues see them, and which scores may be read of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...dsl import model
from .. import plan as p
from ..result import Account, Lead
from ..roots import roots, score_roots
from ..walk import of_colleagues, walk
from .context import Context
from .contributions import TooManyOccurrences, check_occurrences
from .events import begin
from .meaning import met
from .scores import with_scores


def scores_of_colleagues(plan: p.Plan) -> tuple[p.AnyScore, ...]:
    """The scores that are read of colleagues, and those that they need, in their order."""
    lets = dict(plan.lets)
    wanted = {
        read
        for root in roots(plan)
        for node in walk(root)
        for part in of_colleagues(node)
        for read in _scores_read(part, plan, lets)
    }
    found: list[p.AnyScore] = []
    for score in reversed(plan.scores):
        if score.name in wanted:
            found.append(score)
            wanted |= {read for root in score_roots(score) for read in _scores_read(root, plan, lets)}
            if isinstance(score, p.Total):
                wanted |= {term.score for term in score.terms}
            if isinstance(score, model.Share):
                wanted.add(score.of)
    return tuple(reversed(found))


def _scores_read(root: model.Value | model.Condition, plan: p.Plan, lets: dict[str, model.Condition]) -> Iterator[str]:
    graded: dict[str, tuple[str, ...]] = {grade.name: (grade.score,) for grade in plan.grades}
    graded |= {matrix.name: (matrix.rows.score, matrix.columns.score) for matrix in plan.matrices}
    stack: list[model.Value | model.Condition] = [root]
    seen: set[str] = set()
    while stack:
        for node in walk(stack.pop(), colleagues=False):
            match node:
                case model.ScoreOf(name):
                    yield name
                case model.GradeOf(name) if name in graded:
                    yield from graded[name]
                case model.LetRef(name) if name not in seen:
                    seen.add(name)
                    stack.append(lets[name])


def colleague(plan: p.Plan, lead: Lead, as_of: int, account: Account | None, scores: tuple[p.AnyScore, ...]) -> Context:
    """The context of a lead as its colleagues see it; scores are none where it is not scored."""
    context = begin(plan, lead, as_of, account)
    if not scores:
        return context
    try:
        check_occurrences(context)
        excluded = any(e.scores is None and met(e.condition, context) for e in plan.exclusions)
    except TooManyOccurrences:
        excluded = True
    if excluded:
        return without_scores(plan, context, scores)
    return with_scores(plan, context, scores)[0]


def without_scores(plan: p.Plan, context: Context, scores: Iterable[p.AnyScore]) -> Context:
    """The context in which these scores, and the grades of them, are none."""
    context.scores.update({score.name: None for score in scores})
    context.grades.update({grade.name: None for grade in plan.grades if grade.score in context.scores})
    return context
