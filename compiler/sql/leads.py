"""Leads × moments with what rules read: attributes, event measures, derived columns, named conditions."""

from __future__ import annotations

from collections.abc import Iterator

from ...dsl import model
from .. import plan as p
from ..walk import Node, walk
from . import names
from . import nodes as n
from .conditions import condition_sql
from .derive import extend
from .features import aggregates
from .occurrences import MOMENTS, Aggregate
from .operands import (
    TODAY,
    Computed,
    Derived,
    ExistedDays,
    LeadKey,
    LetKey,
    Measure,
    Member,
    QuietDays,
    Scope,
    WeightOfLatest,
    months_column,
    needs,
    wish,
)
from .steps import Names, Steps

_ZERO_WITHOUT_EVENTS = ("count", "different", "found", "times", "weight")


def read_leads(steps: Steps, scope: Scope) -> Names:
    """Adds all steps up to the named conditions; their columns stand in the scope. Returns the names taken."""
    _moments(steps, scope)
    measured = aggregates(steps, scope)
    taken = Names(names.LEAD, *scope.moment_columns)
    _leads(steps, scope, measured, taken)
    extend(steps, scope, taken, _wanted(scope))
    _lets(steps, scope, taken)
    return taken


def roots(plan: p.Plan) -> Iterator[Node]:
    """Every value and condition that is read on the lead's side."""
    for _, condition in plan.lets:
        yield condition
    for exclusion in plan.exclusions:
        yield exclusion.condition
    for score in plan.scores:
        for rule in p.rules(score) if isinstance(score, p.Score) else ():
            match rule:
                case p.WhenRule():
                    yield rule.condition
                case p.TableRule():
                    yield rule.value
            if rule.unless is not None:
                yield rule.unless
    if plan.stages is not None:
        yield from (line.condition for line in plan.stages.lines if line.condition is not None)


def moment_columns(plan: p.Plan) -> tuple[str, ...]:
    """What is known of a moment: itself, its day, and days that many months earlier."""
    months = {node.months for node in _all_nodes(plan) if isinstance(node, model.MonthsAgo)}
    return (names.AS_OF, TODAY, *(months_column(m) for m in sorted(months)))


def _all_nodes(plan: p.Plan) -> Iterator[Node]:
    for root in roots(plan):
        yield from walk(root)
    for feature in plan.features:
        if feature.events.where is not None:
            yield from walk(feature.events.where)


def _moments(steps: Steps, scope: Scope) -> None:
    objects = names.objects(scope.plan.name)
    as_of = n.column(names.AS_OF)
    # A plain `SELECT 1768467600 AS as_of` is an INTEGER in DuckDB, and would overflow in arithmetic on moments.
    moment = n.named(n.cast(as_of, "BIGINT"), names.AS_OF)
    query = n.select([moment], n.table([objects.as_of]), n.is_known(as_of))
    steps.add("given", query.distinct(copy=False))
    months = [int(column.removeprefix("months_ago_")) for column in scope.moment_columns[2:]]
    today = n.named(scope.dialect.call(objects.local_day, as_of), TODAY)
    steps.extend("days" if months else MOMENTS, [today])
    before = [n.named(scope.dialect.months_before(n.column(TODAY), m), months_column(m)) for m in months]
    steps.extend(MOMENTS, before)


def _leads(steps: Steps, scope: Scope, measured: tuple[Aggregate, ...], taken: Names) -> None:
    columns = [n.all_columns(MOMENTS), n.named(n.column(names.LEAD, "leads"), names.LEAD)]
    places = {column.attribute.name: column.name for column in names.lead_columns(scope.plan.schema)}
    for name in scope.plan.reads:
        key = LeadKey(name)
        scope.columns[key] = taken.take(wish(key))
        columns.append(n.named(n.column(places[name], "leads"), scope.columns[key]))
    for aggregate in measured:
        for measure, place in aggregate.columns.items():
            node = n.column(place, aggregate.step)
            if measure.what in _ZERO_WITHOUT_EVENTS:
                node = n.call("coalesce", node, n.number(0))
            scope.columns[measure] = taken.take(place)
            columns.append(n.named(node, scope.columns[measure]))
    query = n.select(columns, n.named_table(names.objects(scope.plan.name).leads, "leads"))
    query.join(n.table([MOMENTS]), join_type="cross", copy=False)
    for aggregate in measured:
        same = [
            n.equal(n.column(names.LEAD, aggregate.step), n.column(names.LEAD, "leads")),
            n.equal(n.column(names.AS_OF, aggregate.step), n.column(names.AS_OF, MOMENTS)),
        ]
        query.join(n.table([aggregate.step]), on=n.all_of(*same), join_type="left", copy=False)
    steps.add("leads", query.where(n.is_known(n.column(names.LEAD, "leads")), copy=False))


def _wanted(scope: Scope) -> list[Derived | Member]:
    found: list[Derived | Member] = []
    for root in roots(scope.plan):
        found.extend(needs(root, scope.lists))
    for rule in _rules(scope.plan):
        if isinstance(rule, p.TableRule) and rule.quiet and isinstance(rule.value, model.DaysSinceLast):
            found.extend((Computed(rule.value), ExistedDays(), QuietDays(rule.value)))
        if isinstance(rule, p.OccurrenceRule) and rule.feature.latest == 1 and rule.feature.decay is not None:
            found.append(WeightOfLatest(rule.feature.events, rule.feature.decay))
    return found


def _rules(plan: p.Plan) -> Iterator[p.Rule]:
    for score in plan.scores:
        if isinstance(score, p.Score):
            yield from p.rules(score)


def _lets(steps: Steps, scope: Scope, taken: Names) -> None:
    """Each level of lets reads lets of earlier levels only."""
    depth: dict[str, int] = {}
    for name, condition in scope.plan.lets:
        below = [depth[node.name] for node in walk(condition) if isinstance(node, model.LetRef)]
        depth[name] = 1 + max(below, default=-1)
    for level in range(max(depth.values(), default=-1) + 1):
        columns = [
            (LetKey(name), n.named(condition_sql(condition, scope), name_ := taken.take(name)), name_)
            for name, condition in scope.plan.lets
            if depth[name] == level
        ]
        steps.extend("named", [node for _, node, _ in columns])
        scope.columns.update({key: name for key, _, name in columns})


def occurrence_measures(rule: p.OccurrenceRule, scope: Scope) -> tuple[n.Node, n.Node, n.Node]:
    """The weight, the number and the latest second of the events that count for the rule."""
    feature = rule.feature
    ranked = Measure("found", feature) in scope.columns
    times = scope.column(Measure("times", feature) if ranked else Measure("count", feature.events))
    latest = scope.column(Measure("latest", feature if ranked else feature.events))
    if not ranked and feature.latest == 1:
        times = n.call("least", times, n.number(1))
    if feature.decay is None:
        weight = n.times(times, n.number(p.FACTOR))
    elif not ranked and feature.latest == 1:
        key = WeightOfLatest(feature.events, feature.decay)
        weight = n.when((n.is_known(latest), scope.column(key)), otherwise=n.number(0))
    else:
        weight = scope.column(Measure("weight", feature))
    return weight, times, latest


def events_found(feature: p.Occurrences, scope: Scope) -> n.Node:
    """How many events the filter let through, before partitions."""
    found = Measure("found", feature)
    return scope.column(found if found in scope.columns else Measure("count", feature.events))
