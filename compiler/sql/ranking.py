"""Features that need ranking: one event per day or attribute value, the latest N of several, distinct values.

Occurrences are spread (one row per event and matching feature), grouped by what makes a partition of that feature, the
latest N cut by a running total, and folded back to one row per lead and moment.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from ...dsl import model
from .. import plan as p
from ..wording import Words, events_words
from . import chains, names
from . import nodes as n
from .decays import units, weight
from .occurrences import FEATURE, Aggregate, different_key, group, kinds_of, longest_window, match
from .operands import EventKey, Measure, Scope, event_key
from .steps import Steps


def is_ranked(feature: p.Feature) -> bool:
    """The latest single event needs no ranking: it is the maximum of the times."""
    match feature:
        case p.Different():
            return True
        case p.Occurrences(_, once_per, latest):
            return latest != 1 and (once_per is not None or latest is not None)
        case _:
            return False


def ranked_measures(steps: Steps, scope: Scope, source: str, features: Sequence[p.Feature]) -> Aggregate:
    numbers = {feature: i for i, feature in enumerate(features, 1)}
    _spread(steps, scope, source, numbers)
    parts = [n.call("max", n.column(names.AT)), n.call("count", n.star())]
    steps.add(
        "keyed",
        n.select(
            [
                *(n.column(each) for each in (names.LEAD, names.AS_OF, names.AT, FEATURE)),
                n.named(_by_feature(numbers, _text_part(numbers, scope), "VARCHAR"), "text_part"),
                n.named(_by_feature(numbers, _number_part(numbers, scope), "BIGINT"), "number_part"),
            ],
            n.table([steps.last]),
            n.is_known(n.column(FEATURE)),
        ),
    )
    group(
        steps,
        "partitions",
        [FEATURE, "text_part", "number_part"],
        [n.named(part, name) for part, name in zip(parts, (names.AT, "times"), strict=True)],
    )
    _keep(steps, scope, numbers)
    # One row per lead and feature first: only those few rows are tested for every feature.
    _group(steps, numbers)
    return _side_by_side(steps, scope, numbers)


def _group(steps: Steps, numbers: dict[p.Feature, int]) -> None:
    kept, known = n.column("kept"), [n.is_known(n.column(part)) for part in ("text_part", "number_part")]
    sums = [
        n.named(n.call("count", n.when((chains.any_of(known), n.number(1)))), "different"),
        n.named(_sum(n.column("times")), "found"),
        n.named(_sum(kept), "times"),
        n.named(n.call("max", n.column(names.AT)), "latest"),
    ]
    if any(isinstance(f, p.Occurrences) and f.decay is not None for f in numbers):
        sums.append(n.named(_sum(n.times(kept, n.column("weight"))), "weight"))
    group(steps, "by_feature", [FEATURE], sums)


def _side_by_side(steps: Steps, scope: Scope, numbers: dict[p.Feature, int]) -> Aggregate:
    found: dict[Measure, str] = {}
    columns: list[n.Node] = []
    words = Words(scope.plan.schema, scope.plan.lists)
    for feature, number in numbers.items():
        mine = n.equal(n.column(FEATURE), n.number(number))
        whats: tuple[str, ...] = ("different",)
        if isinstance(feature, p.Occurrences):
            whats = ("found", "times", "latest", *(() if feature.decay is None else ("weight",)))
        for what in whats:
            name = f"{what}_{number}"
            found[Measure(what, feature)] = name
            column = n.named(n.call("max", n.when((mine, n.column(what)))), name)
            columns.append(chains.commented(column, events_words(feature.events, words)))
    group(steps, "ranked", [], columns)
    return Aggregate(steps.last, found)


def _sum(node: n.Node) -> n.Node:
    return n.cast(n.call("sum", node), "BIGINT")


def _spread(steps: Steps, scope: Scope, source: str, numbers: dict[p.Feature, int]) -> None:
    """One row per event and feature that it matches; the arrays hold the features of one kind of event."""
    arms = []
    window = longest_window(scope.plan.features)
    for kind in kinds_of(numbers):
        wanted = [(f, number) for f, number in numbers.items() if kind in f.events.kinds]
        items = [n.when((match(f.events, scope, (kind,), window), n.number(number))) for f, number in wanted]
        arms.append((n.equal(n.column(names.EVENT), n.text(kind)), scope.dialect.array(items, "INTEGER")))
    feature = scope.dialect.unnested(n.when(*arms))
    steps.add("spread", n.select([n.star(), n.named(feature, FEATURE)], n.table([source])))


def _text_part(numbers: dict[p.Feature, int], scope: Scope) -> dict[p.Feature, n.Node]:
    """What makes a partition, where it is a text."""
    keys = {feature: _part_key(feature, scope) for feature in numbers}
    return {f: scope.column(key) for f, key in keys.items() if key is not None and key.kind == "text"}


def _number_part(numbers: dict[p.Feature, int], scope: Scope) -> dict[p.Feature, n.Node]:
    """What makes a partition, where it is a number; events of one second where the feature has no partitions."""
    found: dict[p.Feature, n.Node] = {}
    for feature in numbers:
        key = _part_key(feature, scope)
        if key is not None and key.kind != "text":
            column = scope.column(key)
            found[feature] = n.cast(column, "BIGINT") if key.kind == "boolean" else column
        elif key is None and isinstance(feature, p.Occurrences):
            by_day = feature.once_per == "day"
            at = n.column(names.AT)
            found[feature] = scope.dialect.call(names.objects(scope.plan.name).local_day, at) if by_day else at
    return found


def _part_key(feature: p.Feature, scope: Scope) -> EventKey | None:
    match feature:
        case p.Different():
            return different_key(scope.plan, feature)
        case p.Occurrences(_, model.EventValue() as value):
            return event_key(value)
        case _:
            return None


def _keep(steps: Steps, scope: Scope, numbers: dict[p.Feature, int]) -> None:
    """How many events of each partition count: `kept`, and what one of them weighs."""
    counted = [f for f in numbers if isinstance(f, p.Occurrences)]
    whole: dict[p.Feature, n.Node] = {f: n.column("times") for f in counted if f.once_per is None}
    steps.extend("offered", [n.named(_by_feature(numbers, whole, "BIGINT", n.number(1)), "offered")])
    offered, reached = n.column("offered"), n.column("reached")
    limited = [f for f in counted if f.latest is not None]
    if limited:
        by = [n.column(each) for each in (names.LEAD, names.AS_OF, FEATURE)]
        steps.extend("reached", [n.named(_running_total(offered, by, n.column(names.AT)), "reached")])
    left = {f: n.minus(n.number(f.latest or 0), n.minus(reached, offered)) for f in limited}
    kept: dict[p.Feature, n.Node] = {f: _between_none_and(offered, rest) for f, rest in left.items()}
    decays = {f: f.decay for f in counted if f.decay is not None}
    spans = dict.fromkeys((decay.unit, decay.full_for) for decay in decays.values())
    ages = {each: f"age_{i}" for i, each in enumerate(spans, 1)}
    age = n.minus(n.column(names.AS_OF), n.column(names.AT))
    columns = [n.named(units(age, unit, full_for), name) for (unit, full_for), name in ages.items()]
    steps.extend("kept", [n.named(_by_feature(numbers, kept, "BIGINT", offered), "kept"), *columns])
    weights: dict[p.Feature, n.Node] = {
        f: weight(d, n.column(ages[d.unit, d.full_for]), scope.dialect) for f, d in decays.items()
    }
    if weights:
        steps.extend("weights", [n.named(_by_feature(numbers, weights, "BIGINT"), "weight")])


def _between_none_and(offered: n.Node, left: n.Node) -> n.Node:
    return n.call("greatest", n.number(0), n.call("least", offered, left))


def _running_total(node: n.Node, by: Sequence[n.Node], latest_first: n.Node) -> n.Node:
    order = exp.Order(expressions=[exp.Ordered(this=latest_first, desc=True, nulls_first=False)])
    spec = exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW")
    total = exp.Window(this=n.call("sum", node), partition_by=[n.own(each) for each in by], order=order, spec=spec)
    return n.cast(total, "BIGINT")


def _by_feature(
    numbers: dict[p.Feature, int], nodes: dict[p.Feature, n.Node], type_: str, otherwise: n.Node | None = None
) -> n.Node:
    """A value that depends on the row's feature; features of one value share an arm."""
    sharing: dict[n.Node, list[n.Node]] = {}
    for feature, node in nodes.items():
        sharing.setdefault(node, []).append(n.number(numbers[feature]))
    if not sharing:
        return n.cast(n.null() if otherwise is None else otherwise, type_)
    arms = [(n.one_of(n.column(FEATURE), features), node) for node, features in sharing.items()]
    return n.cast(n.when(*arms, otherwise=otherwise), type_)
