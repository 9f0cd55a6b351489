"""The one scan of the events: those that exist at a moment and that some feature may want, with what tests read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from ...dsl import model
from .. import plan as p
from ..walk import walk
from . import names
from . import nodes as n
from .derive import extend
from .dialects.dialect import BoundsScans, Distributes
from .distribution import sent_whole
from .held import Extent, all_inside, hold, of_kinds
from .keys import EventKey, Measure
from .noise import filter_of, noise_for, reach, silence
from .operands import Scope, event_key, needs, wish
from .owners import MOMENTS, owners
from .partitions import attribute_key, local_units, periods, source_key
from .recent import EVENTS, events_source, is_every_kind, share
from .shared import Packed
from .steps import Names, Steps

__all__ = [
    "FEATURE",
    "MOMENTS",
    "VALUE",
    "Aggregate",
    "extent_of",
    "group",
    "kinds_of",
    "longest_window",
    "occurrences",
]

FEATURE, VALUE = "feature", "value"
_SINCE = "since"


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A step with one row per lead and moment, and the column of each measure in it; or what is packed in it."""

    step: str
    columns: dict[Measure, str]
    packed: Packed | None = None


def occurrences(steps: Steps, scope: Scope, *, once: bool, together: bool = False) -> tuple[Scope, Extent]:
    """The events that exist at a moment and that some feature may want, with all that their tests read.

    `once`: several steps will read them. `together`: a step will read them that asks more of the events of a lead than
    their totals.
    """
    plan = scope.plan
    filters, noise = _filters(plan)
    extent = extent_of(plan)
    taken = Names(names.LEAD, names.EVENT, names.AT, FEATURE, *scope.moment_columns)
    inside = replace(scope, columns=dict(scope.columns))
    # Rows that are shared lie together in any case; those that look at each other before that must already.
    around = any(_looks_around(each) for each in (*filters, *map(filter_of, noise)))
    together = around or any(rule.burst is not None for rule in noise) or (together and not once)
    steps.by_lead = isinstance(scope.dialect, Distributes) and (once or together)
    _scan(steps, inside, taken, filters, noise, extent, together=together)
    first = steps.last
    silence(steps, inside, taken, noise, extent)
    conditions = [events.where for events in filters if events.where is not None]
    extend(steps, inside, taken, [key for where in conditions for key in needs(where, scope.lists)])
    hold(steps, inside, taken, filters, extent)
    calendar = local_units(inside, periods(plan.features))
    inside.columns.update({key: taken.take(wish(key)) for key in calendar})
    steps.extend("calendar", [n.named(node, inside.columns[key]) for key, node in calendar.items()])
    if once:
        share(steps, inside)
    elif not around and not noise:
        steps.scan = first
    return inside, extent


def _scan(
    steps: Steps,
    scope: Scope,
    taken: Names,
    filters: Sequence[model.EventFilter],
    noise: Sequence[model.Noise],
    extent: Extent,
    *,
    together: bool,
) -> None:
    plan = scope.plan
    of_leads = [e.since for e in filters if not isinstance(e.since, model.LastMoment | model.FirstMoment | None)]
    asked = owners(steps, scope, [rule.lead for rule in noise if rule.lead is not None], of_leads)
    bounded = isinstance(scope.dialect, BoundsScans) and extent.window is not None and not asked
    if bounded:
        since = n.minus(n.column(names.AS_OF), n.number(extent.window or 0))
        steps.extend("reach", [n.named(since, _SINCE)], MOMENTS)
        steps.reach = steps.last
    owner = steps.last if asked or bounded else MOMENTS
    columns = [
        *([n.all_columns(MOMENTS)] if owner == MOMENTS else [n.column(name, owner) for name in scope.moment_columns]),
        n.named(n.column(names.LEAD, EVENTS), names.LEAD),
        n.named(n.column(names.EVENT, EVENTS), names.EVENT),
        n.named(n.column(names.AT, EVENTS), names.AT),
    ]
    for asked_key, place in asked.items():
        scope.columns[asked_key] = taken.take(place)
        columns.append(n.named(n.column(place, owner), scope.columns[asked_key]))
    read: list[str] = []
    for key in _attributes(plan, filters, noise):
        name, places = taken.take(wish(key)), _places(plan, key)
        values = [n.column(place, EVENTS) for place in places]
        columns.append(n.named(values[0] if len(values) == 1 else n.call("coalesce", *values), name))
        scope.columns[key] = name
        read += places
    query = n.select(columns, events_source(steps, scope, read, extent, together=together))
    if asked:
        same = n.equal(n.column(names.LEAD, owner), n.column(names.LEAD, EVENTS))
        query.join(n.table([owner]), on=same, copy=False)
    else:
        query.join(n.table([owner]), join_type="cross", copy=False)
        query = sent_whole(query, scope, MOMENTS)
    at, as_of = n.column(names.AT, EVENTS), n.column(names.AS_OF, owner)
    there = n.compare(exp.LTE, at, as_of)
    if bounded:
        # The first bound reaches the scan, if it is a column, and if a condition on the events alone stands behind.
        query.where(n.compare(exp.GT, at, n.column(_SINCE, owner)), there, n.is_known(at), copy=False)
    else:
        query.where(there, copy=False)
    if not bounded and extent.window is not None:
        query.where(n.compare(exp.GT, at, n.minus(as_of, n.number(extent.window))), copy=False)
    if not is_every_kind(scope, extent):
        query.where(of_kinds(extent.kinds, EVENTS), copy=False)
    steps.add("occurrences", query)


def _looks_around(events: model.EventFilter) -> bool:
    """Whether other events of the lead decide about an event."""
    return len(list(all_inside(events))) > 1


def _filters(plan: p.Plan) -> tuple[list[model.EventFilter], tuple[model.Noise, ...]]:
    """Those of features, and the noise rules that may leave out some of their events."""
    filters = list(dict.fromkeys(events for f in plan.features for events in all_inside(f.events)))
    return filters, noise_for(plan, kinds_of(filters))


def extent_of(plan: p.Plan) -> Extent:
    """The kinds of events that anybody reads, and how far back."""
    filters, noise = _filters(plan)
    read = [*filters, *(each for rule in noise for each in all_inside(filter_of(rule)))]
    window = longest_window(feature.events for feature in plan.features)  # those of moments are among them
    back = max((reach(rule) for rule in noise), default=0)
    return Extent(kinds_of(read), None if window is None else window + back)


def _attributes(
    plan: p.Plan, filters: Sequence[model.EventFilter], noise: Sequence[model.Noise]
) -> tuple[EventKey, ...]:
    found: list[EventKey] = []
    for events in (*filters, *(each for rule in noise for each in all_inside(filter_of(rule)))):
        if events.where is not None:
            found.extend(event_key(node) for node in walk(events.where) if isinstance(node, model.EventValue))
        if events.relation is not None and events.relation.same is not None:
            found.append(attribute_key(plan, events.kinds, events.relation.same))
    for feature in plan.features:
        found.extend(_of_feature(plan, feature))
    return tuple(dict.fromkeys(found))


def _of_feature(plan: p.Plan, feature: p.Feature) -> Iterator[EventKey]:
    match feature:
        case p.Occurrences():
            parts = (feature.once_per, feature.latest_per, feature.completes and feature.completes.part)
            for part in (*parts, feature.cap and feature.cap.part, feature.amount and feature.amount.value):
                if isinstance(part, model.EventValue):
                    yield event_key(part)
            source = source_key(plan)
            if source is not None:
                yield source
        case p.Different(attribute) | p.Values(attribute):
            yield attribute_key(plan, feature.events.kinds, attribute)
        case p.Sum(attribute, kind) | p.Extreme(_, attribute, kind) | p.PickValue(_, attribute, kind):
            yield EventKey(attribute, kind.kind, kind.places)
        case _:
            pass


def _places(plan: p.Plan, key: EventKey) -> list[str]:
    """The attribute's column; where kinds have columns of their own for it, all these: a row fills one."""
    wanted = (key.name, key.kind, key.places)
    columns = names.event_columns(plan.schema)
    return [each.name for each in columns if (each.attribute, each.type.kind, each.type.places) == wanted]


def kinds_of(filters: Iterable[model.EventFilter]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(kind for events in filters for kind in events.kinds))


def longest_window(filters: Iterable[model.EventFilter]) -> int | None:
    """Seconds, those by which an earlier event may lie before the window included; None where one has no window."""
    windows: list[int] = []
    for events in filters:
        if events.window is None:
            return None
        earlier = events.relation.within if isinstance(events.relation, model.Follows) else 0
        windows.append(events.window + earlier)
    return max(windows, default=None)


def group(
    steps: Steps, name: str, more: Sequence[str], aggregates: Sequence[n.Node], source: str | None = None
) -> None:
    """Rows of `source`, by default of the last step, to one per lead, moment and the columns `more`."""
    keys = [n.column(each) for each in (names.LEAD, names.AS_OF, *more)]
    query = n.select([*keys, *aggregates], n.table([source or steps.last]))
    steps.add(name, query.group_by(*(n.own(key) for key in keys), copy=False))
