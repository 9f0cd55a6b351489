"""Rules that read nothing but attributes of the lead, paid before the leads are joined with what their events say.

For engines in which a join takes longer with each column that it carries, texts above all: one sum goes through it
instead of the attributes. Queries that show what each rule pays have these rules among the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ...dsl import model
from .. import plan as p
from ..walk import Node, walk
from . import chains
from . import nodes as n
from .dialects.dialect import CarriesFew
from .keys import AttributePoints
from .merged import paid_together
from .operands import Scope, needs
from .steps import Names, Steps

_FEW: Final = 3  # rules that are not worth a step
_TESTS: Final = (model.Compare, model.InSet, model.InList, model.IsMissing, model.IsTrue, model.TextTest)
_PLAIN: Final = (model.LeadValue, model.Constant, model.And, model.Or, model.Not, *_TESTS)


def early_rules(scope: Scope) -> dict[str, list[p.Rule]]:
    """Those that are paid beforehand by their score, where there are some; none inside a group."""
    if not isinstance(scope.dialect, CarriesFew) or scope.explains:
        return {}
    scores = [score for score in scope.plan.scores if isinstance(score, p.Score)]
    found = {
        score.name: [entry for entry in score.entries if not isinstance(entry, p.Group) and _is_early(entry, scope)]
        for score in scores
    }
    return {score: rules for score, rules in found.items() if len(rules) >= _FEW}


def _is_early(rule: p.Rule, scope: Scope) -> bool:
    match rule:
        case p.WhenRule():
            roots: list[Node] = [rule.condition]
        case p.TableRule(quiet=False) | p.AmountRule():
            roots = [rule.value]
        case _:
            return False
    roots += [] if rule.unless is None else [rule.unless]
    nodes = [node for root in roots for node in walk(root)]
    plain = all(isinstance(node, _PLAIN) for node in nodes)
    return plain and not any(list(needs(root, scope.lists)) for root in roots)


def add_early(steps: Steps, scope: Scope, taken: Names, early: Mapping[str, Sequence[p.Rule]]) -> None:
    """Adds a column for each score with such rules to the last step, which has the leads."""
    columns = []
    for score, rules in early.items():
        paid = paid_together(score, rules, scope)
        name = scope.columns[AttributePoints(score)] = taken.take(f"{score}_by_attributes")
        columns.append(n.named(n.cast(chains.total(paid), "BIGINT"), name))
        steps.early[AttributePoints(score)] = frozenset(rule.label for rule in rules)
    steps.extend("early_rules", columns)
