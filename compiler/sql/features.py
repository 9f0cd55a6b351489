"""Events → one row of numbers per lead and moment, whatever the number of rules, with one scan of the events.

Features that need no ranking come from conditional aggregation in one grouping; the others from `ranking.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from .. import plan as p
from ..wording import Words, events_words
from . import chains, names
from . import nodes as n
from .decays import units, weight
from .occurrences import FEATURE, Aggregate, group, in_window, kinds_of, longest_window, match, occurrences, of_kinds
from .operands import Measure, Scope
from .ranking import is_ranked, ranked_measures
from .steps import Names, Steps

_TOGETHER = 10  # features that one grouping aggregates whatever their kinds


def aggregates(steps: Steps, scope: Scope) -> tuple[Aggregate, ...]:
    """Adds the steps from events to measures. Empty where the plan reads no events."""
    features = scope.plan.features
    if not features:
        return ()
    plain = [feature for feature in features if not is_ranked(feature)]
    ranked = [feature for feature in features if is_ranked(feature)]
    groups = _groups(plain)
    inside = occurrences(steps, scope, once=len(groups) + bool(ranked) > 1)
    source = steps.last
    found = [_counted(steps, inside, source, group) for group in groups]
    if ranked:
        found.append(ranked_measures(steps, inside, source, ranked))
    return tuple(found)


def _groups(features: Sequence[p.Feature]) -> list[list[p.Feature]]:
    """Features that are aggregated together: all of them, or where they are many, those of the same kinds of events.

    An event is then tested for the features of its kind only: with 200 rules over 5 kinds that takes a fifth.
    """
    if len(features) <= _TOGETHER:
        return [list(features)] if features else []
    by_kinds: dict[frozenset[str], list[p.Feature]] = {}
    for feature in features:
        by_kinds.setdefault(frozenset(feature.events.kinds), []).append(feature)
    return list(by_kinds.values())


def _counted(steps: Steps, scope: Scope, source: str, features: Sequence[p.Feature]) -> Aggregate:
    taken = Names(names.LEAD, names.EVENT, names.AT, FEATURE, *scope.moment_columns, *scope.columns.values())
    filters = tuple(dict.fromkeys(feature.events for feature in features))
    words = Words(scope.plan.schema, scope.plan.lists)
    matches = {events: taken.take(f"match_{i}") for i, events in enumerate(filters, 1)}
    kinds, window = kinds_of(features), longest_window(features)
    outer = longest_window(scope.plan.features)
    tests = [] if set(kinds) == set(kinds_of(scope.plan.features)) else [of_kinds(kinds)]
    if window is not None and window != outer:
        tests.append(in_window(window))
    columns = [
        chains.commented(n.named(match(events, scope, kinds, window), name), events_words(events, words))
        for events, name in matches.items()
    ]
    decays = tuple(
        dict.fromkeys(
            feature.decay
            for feature in features
            if isinstance(feature, p.Occurrences) and feature.decay is not None and feature.latest is None
        )
    )
    ages = {each: taken.take("age") for each in dict.fromkeys((d.unit, d.full_for) for d in decays)}
    age = n.minus(n.column(names.AS_OF), n.column(names.AT))
    columns.extend(n.named(units(age, unit, full_for), name) for (unit, full_for), name in ages.items())
    steps.add("matched", n.select([n.star(), *columns], n.table([source]), chains.all_of(tests) if tests else None))
    weights = {decay: taken.take("weight") for decay in decays}
    steps.extend(
        "weighed",
        [
            n.named(weight(decay, n.column(ages[decay.unit, decay.full_for]), scope.dialect), name)
            for decay, name in weights.items()
        ],
    )
    found: dict[Measure, str] = {}
    sums: list[n.Node] = []

    def add(measure: Measure, number: int, aggregate: n.Node) -> None:
        if measure not in found:
            found[measure] = f"{measure.what}_{number}"
            sums.append(n.named(aggregate, found[measure]))

    for feature in features:
        number = filters.index(feature.events) + 1
        match_ = n.column(matches[feature.events])
        at = n.when((match_, n.column(names.AT)))
        count = n.call("count", n.when((match_, n.number(1))))
        match feature:
            case p.Count(events):
                add(Measure("count", events), number, count)
            case p.Last(events):
                add(Measure("latest", events), number, n.call("max", at))
            case p.First(events):
                add(Measure("first", events), number, n.call("min", at))
            case p.Occurrences(events, _, latest, decay):
                add(Measure("count", events), number, count)
                add(Measure("latest", events), number, n.call("max", at))
                if latest is None and decay is not None:
                    weighed = n.call("sum", n.when((match_, n.column(weights[decay])), otherwise=n.number(0)))
                    add(Measure("weight", feature), len(sums) + 1, n.cast(weighed, "BIGINT"))
            case _:
                raise AssertionError("ranked")
    group(steps, "counted", [], sums)
    return Aggregate(steps.last, found)
