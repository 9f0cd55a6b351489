"""The one scan of the events: those that exist at a moment and that some feature may want, with what tests read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from ...dsl import model
from .. import plan as p
from ..walk import walk
from . import chains, names
from . import nodes as n
from .conditions import condition_sql
from .derive import extend
from .operands import EventKey, Measure, Scope, event_key, needs, wish
from .steps import Names, Steps

FEATURE = "feature"
MOMENTS = "moments"


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A step with one row per lead and moment, and the column of each measure in it."""

    step: str
    columns: dict[Measure, str]


def occurrences(steps: Steps, scope: Scope, *, once: bool) -> Scope:
    """The events that exist at a moment and that some feature may want, with all that their tests read.

    `once`: several steps will read them.
    """
    features = scope.plan.features
    taken = Names(names.LEAD, names.EVENT, names.AT, FEATURE, *scope.moment_columns)
    inside = replace(scope, columns=dict(scope.columns))
    columns = [
        n.all_columns(MOMENTS),
        n.named(n.column(names.LEAD, "events"), names.LEAD),
        n.named(n.column(names.EVENT, "events"), names.EVENT),
        n.named(n.column(names.AT, "events"), names.AT),
    ]
    for key in _attributes(scope.plan):
        name = taken.take(wish(key))
        columns.append(n.named(_attribute(scope.plan, key), name))
        inside.columns[key] = name
    query = n.select(columns, n.named_table(names.objects(scope.plan.name).events, "events"))
    query.join(n.table([MOMENTS]), join_type="cross", copy=False)
    at, as_of = n.column(names.AT, "events"), n.column(names.AS_OF, MOMENTS)
    query.where(n.compare(exp.LTE, at, as_of), copy=False)
    longest = longest_window(features)
    if longest is not None:
        query.where(n.compare(exp.GT, at, n.minus(as_of, n.number(longest))), copy=False)
    query.where(of_kinds(kinds_of(features), "events"), copy=False)
    steps.add("occurrences", query)
    conditions = [feature.events.where for feature in features if feature.events.where is not None]
    extend(steps, inside, taken, [key for where in conditions for key in needs(where, scope.lists)])
    if once:
        steps.materialize()
    return inside


def _attributes(plan: p.Plan) -> tuple[EventKey, ...]:
    found: list[EventKey] = []
    for feature in plan.features:
        if feature.events.where is not None:
            nodes = walk(feature.events.where)
            found.extend(event_key(node) for node in nodes if isinstance(node, model.EventValue))
        if isinstance(feature, p.Occurrences) and isinstance(feature.once_per, model.EventValue):
            found.append(event_key(feature.once_per))
        if isinstance(feature, p.Different):
            found.append(different_key(plan, feature))
    return tuple(dict.fromkeys(found))


def different_key(plan: p.Plan, feature: p.Different) -> EventKey:
    for kind in plan.schema.events:
        for attribute in kind.attributes:
            if kind.name in feature.events.kinds and attribute.name == feature.attribute:
                return EventKey(attribute.name, attribute.type.kind, attribute.type.places)
    raise AssertionError("the checker knows the attribute")


def _attribute(plan: p.Plan, key: EventKey) -> n.Node:
    """The attribute's column; where kinds have columns of their own for it, the one that a row fills."""
    columns = [
        n.column(column.name, "events")
        for column in names.event_columns(plan.schema)
        if (column.attribute, column.type.kind, column.type.places) == (key.name, key.kind, key.places)
    ]
    return columns[0] if len(columns) == 1 else n.call("coalesce", *columns)


def kinds_of(features: Iterable[p.Feature]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(kind for feature in features for kind in feature.events.kinds))


def longest_window(features: Iterable[p.Feature]) -> int | None:
    """Seconds; None where a feature has no window."""
    windows = [feature.events.window for feature in features]
    return max((w for w in windows if w is not None), default=None) if None not in windows else None


def of_kinds(kinds: Sequence[str], table: str | None = None) -> n.Node:
    event = n.column(names.EVENT, table)
    if len(kinds) == 1:
        return n.equal(event, n.text(kinds[0]))
    return n.one_of(event, [n.text(kind) for kind in kinds])


def in_window(window: int) -> n.Node:
    return n.compare(exp.GT, n.column(names.AT), n.minus(n.column(names.AS_OF), n.number(window)))


def match(events: model.EventFilter, scope: Scope, kinds: Sequence[str], window: int | None) -> n.Node:
    """Whether the filter lets an event through that is of these kinds and inside this window (None: any).

    `where` is only looked at for events of its kinds and window.
    """
    outer: list[n.Node] = []
    if not set(kinds) <= set(events.kinds):
        outer.append(of_kinds(events.kinds))
    if events.window is not None and events.window != window:
        outer.append(in_window(events.window))
    if events.where is None:
        return chains.all_of(outer)
    where = condition_sql(events.where, scope)
    return n.when((chains.all_of(outer), where), otherwise=n.false()) if outer else where


def group(steps: Steps, name: str, more: Sequence[str], aggregates: Sequence[n.Node]) -> None:
    keys = [n.column(each) for each in (names.LEAD, names.AS_OF, *more)]
    query = n.select([*keys, *aggregates], n.table([steps.last]))
    steps.add(name, query.group_by(*(n.own(key) for key in keys), copy=False))
