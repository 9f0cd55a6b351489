"""What rules read of events: the weight, the number and the latest second of what counts, and how many were found."""

from __future__ import annotations

from collections.abc import Iterator

from ...dsl import model
from .. import plan as p
from . import nodes as n
from .keys import Computed, Derived, ExistedDays, Measure, QuietDays, WeightOfLatest
from .operands import Scope
from .spread import MAX_WEIGHT

ZERO_WITHOUT_EVENTS = ("burst", "count", "different", "found", "sum", "times", "uncapped", "weight")


def read_of_events(scope: Scope) -> Iterator[Derived]:
    """Derived columns that rules read beyond their values; the scope has the measures."""
    for score in scope.plan.scores:
        for rule in p.rules(score) if isinstance(score, p.Score) else ():
            if isinstance(rule, p.TableRule) and rule.quiet and isinstance(rule.value, model.DaysSinceLast):
                yield from (Computed(rule.value), ExistedDays(rule.value.events.since), QuietDays(rule.value))
            if isinstance(rule, p.OccurrenceRule):
                feature = rule.feature
                is_ranked = Measure("found", feature) in scope.columns
                if feature.latest == 1 and feature.decay is not None and not is_ranked:
                    yield WeightOfLatest(feature.events, feature.decay)


def occurrence_measures(rule: p.OccurrenceRule, scope: Scope) -> tuple[n.Node, n.Node, n.Node | None]:
    """The weight, the number and the latest second of the events that count for the rule; the second where it is asked.

    The weight's product with the rule's multiplier fits 64 bits, also for a lead with too many occurrences.
    """
    feature = rule.feature
    ranked = Measure("found", feature) in scope.columns
    counted = Measure("times", feature) if ranked else Measure("count", feature.events)
    # Where weights are looked up, or others bound how many there are, nobody has counted the events.
    times = scope.column(counted) if scope.explains or counted in scope.columns else n.null()
    dated = Measure("latest", feature if ranked else feature.events)
    latest = scope.column(dated) if scope.explains or dated in scope.columns else None
    if not ranked and feature.latest == 1:
        times = n.call("least", times, n.number(1))
    if Measure("weight", feature) in scope.columns:
        weight = scope.column(Measure("weight", feature))
    elif feature.decay is None:
        weight = n.times(times, n.number(p.FACTOR))
    else:
        assert latest is not None
        key = WeightOfLatest(feature.events, feature.decay)
        weight = n.when((n.is_known(latest), scope.column(key)), otherwise=n.number(0))
    if feature.amount is None and feature.cap is None:
        weight = n.call("least", weight, n.number(MAX_WEIGHT))
    return weight, times, latest


def events_found(feature: p.Occurrences | p.Sum, scope: Scope) -> n.Node:
    """How many events the filter let through, before partitions."""
    found = Measure("found", feature)
    return scope.column(found if found in scope.columns else Measure("count", feature.events))
