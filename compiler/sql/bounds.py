"""Counts that nobody needs: a lead has too many occurrences of what a wider filter counts too, or has them nowhere.

For engines in which each aggregate of a grouping costs, whatever it adds up.
"""

from __future__ import annotations

from ...dsl import model
from .. import plan as p
from .dialects.dialect import CountsFew
from .operands import Scope


def narrower(scope: Scope) -> frozenset[model.EventFilter]:
    """The filters of occurrences all of whose events pass another one; none where it shows what each rule counted."""
    if not isinstance(scope.dialect, CountsFew) or scope.explains:
        return frozenset()
    filters = {feature.events for feature in scope.plan.features if isinstance(feature, p.Occurrences)}
    return frozenset(each for each in filters if any(_is_inside(each, other) for other in filters))


def is_needless(feature: p.Occurrences, narrow: frozenset[model.EventFilter]) -> bool:
    """Whether nothing reads how many events of the feature there are: rules read their weight, and others bound it."""
    alone = feature.latest is None and feature.amount is None and feature.cap is None
    return feature.events in narrow and feature.decay is not None and alone


def _is_inside(events: model.EventFilter, other: model.EventFilter) -> bool:
    """Whether the other filter lets more events through, but no fewer."""
    if events == other or (events.relation, events.since) != (other.relation, other.since):
        return False
    longer = other.window is None or (events.window is not None and events.window <= other.window)
    return longer and set(events.kinds) <= set(other.kinds) and other.where in (None, events.where)
