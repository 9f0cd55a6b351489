"""Features of which equal rows need no order: one event per part, the latest N of all, distinct values.

Occurrences are spread (one row per event and matching feature), grouped by what makes a part of that feature, the
latest N cut by a running total, and folded back to one row per lead and moment.
"""

from __future__ import annotations

from collections.abc import Sequence

from .. import plan as p
from . import chains, names, windows
from . import nodes as n
from .decays import units, weight
from .held import Extent
from .occurrences import FEATURE, Aggregate, group
from .operands import Scope
from .partitions import attribute_key, is_text, number_of, part_sql
from .spread import Numbers, by_feature, side_by_side, spread, total
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


def ranked_measures(
    steps: Steps, scope: Scope, source: str, features: Sequence[p.Feature], extent: Extent
) -> Aggregate:
    numbers = {feature: i for i, feature in enumerate(features, 1)}
    spread(steps, scope, source, numbers, extent)
    parts = [n.call("max", n.column(names.AT)), n.call("count", n.star())]
    steps.add(
        "keyed",
        n.select(
            [
                *(n.column(each) for each in (names.LEAD, names.AS_OF, names.AT, FEATURE)),
                n.named(by_feature(numbers, _parts(numbers, scope, texts=True), "VARCHAR"), "text_part"),
                n.named(by_feature(numbers, _parts(numbers, scope, texts=False), "BIGINT"), "number_part"),
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
    whats = {feature: _measures(feature) for feature in features}
    return side_by_side(steps, scope, "ranked", whats, numbers)


def _measures(feature: p.Feature) -> tuple[str, ...]:
    if isinstance(feature, p.Occurrences):
        return ("found", "times", "latest", *(() if feature.decay is None else ("weight",)))
    return ("different",)


def _group(steps: Steps, numbers: Numbers) -> None:
    kept, known = n.column("kept"), [n.is_known(n.column(part)) for part in ("text_part", "number_part")]
    sums = [
        n.named(n.call("count", n.when((chains.any_of(known), n.number(1)))), "different"),
        n.named(total(n.column("times")), "found"),
        n.named(total(kept), "times"),
        n.named(n.call("max", n.column(names.AT)), "latest"),
    ]
    if any(isinstance(f, p.Occurrences) and f.decay is not None for f in numbers):
        sums.append(n.named(total(n.times(kept, n.column("weight"))), "weight"))
    group(steps, "by_feature", [FEATURE], sums)


def _parts(numbers: Numbers, scope: Scope, *, texts: bool) -> dict[p.Feature, n.Node]:
    """What makes a part, where it is a text or a number; events of one second where the feature has no parts."""
    found: dict[p.Feature, n.Node] = {}
    for feature in numbers:
        match feature:
            case p.Different(attribute):
                key = attribute_key(scope.plan, feature.events.kinds, attribute)
                if (key.kind == "text") is texts:
                    found[feature] = number_of(scope.column(key), key.kind)
            case p.Occurrences(_, None):
                if not texts:
                    found[feature] = n.column(names.AT)
            case p.Occurrences(_, part) if part is not None and is_text(part) is texts:
                found[feature] = part_sql(part, scope)
            case _:
                pass
    return found


def _keep(steps: Steps, scope: Scope, numbers: Numbers) -> None:
    """How many events of each part count: `kept`, and what one of them weighs."""
    counted = [f for f in numbers if isinstance(f, p.Occurrences)]
    whole: dict[p.Feature, n.Node] = {f: n.column("times") for f in counted if f.once_per is None}
    steps.extend("offered", [n.named(by_feature(numbers, whole, "BIGINT", n.number(1)), "offered")])
    offered, reached = n.column("offered"), n.column("reached")
    limited = [f for f in counted if f.latest is not None]
    if limited:
        by, latest_first = [n.column(each) for each in (names.LEAD, names.AS_OF, FEATURE)], n.column(names.AT)
        running = windows.over(n.call("sum", offered), by, windows.descending(latest_first), "rows up to here")
        steps.extend("reached", [n.named(n.cast(running, "BIGINT"), "reached")])
    left = {f: n.minus(n.number(f.latest or 0), n.minus(reached, offered)) for f in limited}
    kept: dict[p.Feature, n.Node] = {f: _between_none_and(offered, rest) for f, rest in left.items()}
    steps.extend("kept", [n.named(by_feature(numbers, kept, "BIGINT", offered), "kept"), *age_columns(numbers)])
    weights = weights_by_feature(numbers, scope)
    if weights:
        steps.extend("weights", [n.named(by_feature(numbers, weights, "BIGINT"), "weight")])


def age_columns(numbers: Numbers) -> list[n.Node]:
    """The decaying ages of a row's event, one column for each unit and grace period."""
    age = n.minus(n.column(names.AS_OF), n.column(names.AT))
    return [n.named(units(age, unit, full_for), name) for (unit, full_for), name in _ages(numbers).items()]


def weights_by_feature(numbers: Numbers, scope: Scope) -> dict[p.Feature, n.Node]:
    """What a row's event weighs under the decay of each feature that has one."""
    ages = _ages(numbers)
    return {
        f: weight(f.decay, n.column(ages[f.decay.unit, f.decay.full_for]), scope.dialect)
        for f in numbers
        if isinstance(f, p.Occurrences) and f.decay is not None
    }


def _ages(numbers: Numbers) -> dict[tuple[int, int], str]:
    decays = [f.decay for f in numbers if isinstance(f, p.Occurrences) and f.decay is not None]
    spans = dict.fromkeys((decay.unit, decay.full_for) for decay in decays)
    return {each: f"age_{i}" for i, each in enumerate(spans, 1)}


def _between_none_and(offered: n.Node, left: n.Node) -> n.Node:
    return n.call("greatest", n.number(0), n.call("least", offered, left))
