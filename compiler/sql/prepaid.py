"""Rules that read nothing but counts of a look-up, paid before leads are joined with what their events say.

One sum for each score goes through the join instead of the numbers that the counts share; those that others read, too,
go with it. A lead without events gets nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from .. import plan as p
from ..walk import Node, filter_of, walk
from . import chains
from . import nodes as n
from .dialects.dialect import CarriesFew, LooksUp
from .keys import EventPoints, Measure
from .merged import of_rules
from .operands import Scope
from .rules import Pay, bounded_pay, pays_sql
from .shared import KEY, TOO_MANY, Field, Packed
from .steps import Names, Steps

_FEW: Final = 3  # rules that are not worth a step
_TERMS: Final = 16  # of a sum that stand in a row
_Rules = Mapping[str, Sequence[p.OccurrenceRule]]  # by score


def prepaid(steps: Steps, scope: Scope, step: str, packed: Packed, read: Sequence[Node]) -> tuple[str, Packed]:
    """The step to join with instead of this one, and what is packed there.

    `read`: all values and conditions on the lead's side.
    """
    rules = _rules(scope, packed)
    if not rules:
        return step, packed
    assert isinstance(scope.dialect, LooksUp)
    taken, columns, most = Names(KEY, *packed.numbers), dict(scope.columns), dict(scope.most)
    wanted = _measures(rule for each in rules.values() for rule in each)
    unpacked = []
    for field in packed.fields:
        if field.measure.what == TOO_MANY:
            columns.update({Measure(TOO_MANY, feature): field.number for feature in packed.features})
        elif field.measure in wanted:
            columns[field.measure], most[field.measure] = taken.take(field.measure.what), field.most
            unpacked.append(n.named(field.of_number(scope.dialect), columns[field.measure]))
    steps.extend("unpacked", unpacked, step)
    kept = _kept(scope.plan, packed, rules, read)
    paid = {score: taken.take(f"{score}_by_events") for score in rules}
    inside = replace(scope, columns=columns, most=most)
    numbers = dict.fromkeys(field.number for field in kept)
    sums = [n.named(_sum(score, each, inside), paid[score]) for score, each in rules.items()]
    steps.add("prepaid", n.select([*map(n.column, (KEY, *numbers)), *sums], n.table([steps.last])))
    steps.early |= {EventPoints(score): frozenset(rule.label for rule in each) for score, each in rules.items()}
    return steps.last, replace(packed, fields=kept, paid=tuple(paid.items()))


def _rules(scope: Scope, packed: Packed) -> _Rules:
    """Those that are paid beforehand; none inside a group."""
    if not isinstance(scope.dialect, CarriesFew) or scope.explains:
        return {}
    features = frozenset(packed.features)
    found = {
        score.name: [
            entry
            for entry in score.entries
            if isinstance(entry, p.OccurrenceRule) and entry.unless is None and entry.feature in features
        ]
        for score in scope.plan.scores
        if isinstance(score, p.Score)
    }
    return {score: rules for score, rules in found.items() if len(rules) >= _FEW}


def _kept(plan: p.Plan, packed: Packed, rules: _Rules, read: Sequence[Node]) -> tuple[Field, ...]:
    """What somebody besides these rules reads."""
    early = {(score, rule.label) for score, each in rules.items() for rule in each}
    scores = [score for score in plan.scores if isinstance(score, p.Score)]
    wanted = _measures(
        rule
        for score in scores
        for rule in p.rules(score)
        if isinstance(rule, p.OccurrenceRule) and (score.name, rule.label) not in early
    )
    filters = {filter_of(node) for root in read for node in walk(root)}
    filters |= {feature.events for feature in plan.features if not isinstance(feature, p.Occurrences)}
    wanted |= {Measure("count", events) for events in filters if events is not None}
    return tuple(each for each in packed.fields if each.measure.what == TOO_MANY or each.measure in wanted)


def _measures(rules: Iterable[p.OccurrenceRule]) -> set[Measure]:
    """What the rules read, where it is looked up."""
    features = {rule.feature for rule in rules}
    return {Measure("count", each.events) if each.decay is None else Measure("weight", each) for each in features}


def _sum(score: str, rules: Sequence[p.OccurrenceRule], scope: Scope) -> n.Node:
    """What they pay, those of one measure together."""
    by_measure: dict[Measure, list[tuple[p.OccurrenceRule, Pay]]] = {}
    for rule in rules:
        bounded = bounded_pay(rule, scope)
        assert bounded is not None
        by_measure.setdefault(bounded[0], []).append((rule, bounded[1]))
    terms = []
    for measure, paid in by_measure.items():
        term = n.cast(pays_sql(scope.column(measure), [pay for _, pay in paid]), "BIGINT")
        terms.append(of_rules(term, score, [rule for rule, _ in paid]))
    # Of a long chain the planner compares each part with all others, again for each term.
    shallow = [chains.total(terms[start : start + _TERMS]) for start in range(0, len(terms), _TERMS)]
    return n.cast(chains.total(shallow), "BIGINT")
