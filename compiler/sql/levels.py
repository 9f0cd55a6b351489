"""In which order scores are computed: each level reads scores of earlier levels only. And which scores may be none."""

from __future__ import annotations

from collections.abc import Iterable

from ...dsl import model
from .. import plan as p
from ..walk import Node, walk
from .leads import score_roots


def levels(plan: p.Plan) -> list[list[p.AnyScore]]:
    """The scores by level; those that read no score are the first."""
    reads = _Reads(plan)
    depth: dict[str, int] = {}
    for score in plan.scores:  # each reads earlier ones only
        below = [depth[name] for name in reads.of_score(score) if name in depth]
        depth[score.name] = 1 + max(below, default=0 if isinstance(score, p.Total) else -1)
    ordered: list[list[p.AnyScore]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for score in plan.scores:
        ordered[depth[score.name]].append(score)
    return ordered


def grades_in_rules(plan: p.Plan) -> set[str]:
    """The grades and matrices that rules of scores read."""
    roots = [root for score in plan.scores for root in score_roots(score)]
    roots.extend(condition for _, condition in plan.lets)
    return {node.name for root in roots for node in walk(root) if isinstance(node, model.GradeOf)}


def may_be_none(plan: p.Plan) -> set[str]:
    """Scores that may be none for a lead that is scored: an exclusion bars them, or they are made of such scores."""
    found = {name for exclusion in plan.exclusions for name in exclusion.scores or ()}
    for score in plan.scores:
        match score:
            case p.Total(terms=terms) if any(term.score in found for term in terms):
                found.add(score.name)
            case model.Share(of=of) if of in found:
                found.add(score.name)
            case _:
                pass
    return found


class _Reads:
    """The scores that conditions read, through named conditions, grades and matrices too."""

    def __init__(self, plan: p.Plan) -> None:
        self._behind = {grade.name: [grade.score] for grade in plan.grades}
        self._behind |= {each.name: [each.rows.score, each.columns.score] for each in plan.matrices}
        self._of_let: dict[str, set[str]] = {}
        for name, condition in plan.lets:
            self._of_let[name] = self._of([condition])

    def of_score(self, score: p.AnyScore) -> set[str]:
        found = self._of(score_roots(score))
        match score:
            case p.Total(terms=terms):
                found |= {term.score for term in terms}
            case model.Share(of=of):
                found.add(of)
            case p.Score():
                pass
        return found

    def _of(self, roots: Iterable[Node]) -> set[str]:
        found: set[str] = set()
        for root in roots:
            for node in walk(root):
                match node:
                    case model.ScoreOf(name):
                        found.add(name)
                    case model.GradeOf(name):
                        found.update(self._behind.get(name, ()))
                    case model.LetRef(name):
                        found |= self._of_let.get(name, set())
                    case _:
                        pass
        return found
