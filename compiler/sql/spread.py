"""One row per event and feature that it matches, and the way back to one row per lead and moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .. import plan as p
from ..wording import Words, events_words
from . import chains, names
from . import nodes as n
from .held import Extent, match
from .keys import Measure
from .occurrences import FEATURE, Aggregate, group, kinds_of
from .operands import Scope
from .steps import Steps

Numbers = Mapping[p.Feature, int]

MAX_WEIGHT = p.MAX_OCCURRENCES * p.FACTOR  # Σ weight
MAX_PRODUCT = 10**18  # Σ weight × amount, and each other sum; a lead that has more has too many occurrences


def spread(steps: Steps, scope: Scope, source: str, numbers: Numbers, extent: Extent) -> None:
    """Rows of the source, each as often as features match; the arrays hold the features of one kind of event."""
    arms = []
    for kind in kinds_of(feature.events for feature in numbers):
        wanted = [(f, number) for f, number in numbers.items() if kind in f.events.kinds]
        here = Extent((kind,), extent.window)
        items = [n.when((match(f.events, scope, here), n.number(number))) for f, number in wanted]
        arms.append((n.equal(n.column(names.EVENT), n.text(kind)), scope.dialect.array(items, "INTEGER")))
    steps.add("spread", scope.dialect.each_item(source, n.when(*arms), FEATURE))


def by_feature(
    numbers: Numbers, nodes: Mapping[p.Feature, n.Node], type_: str, otherwise: n.Node | None = None
) -> n.Node:
    """A value that depends on the row's feature; features of one value share an arm."""
    sharing: dict[n.Node, list[n.Node]] = {}
    for feature, node in nodes.items():
        sharing.setdefault(node, []).append(n.number(numbers[feature]))
    if not sharing:
        return n.cast(n.null() if otherwise is None else otherwise, type_)
    arms = [(n.one_of(n.column(FEATURE), features), node) for node, features in sharing.items()]
    return n.cast(n.when(*arms, otherwise=otherwise), type_)


def side_by_side(
    steps: Steps, scope: Scope, name: str, whats: Mapping[p.Feature, Sequence[str]], numbers: Numbers
) -> Aggregate:
    """One row per lead and moment: of each feature the named columns of its row."""
    found: dict[Measure, str] = {}
    columns: list[n.Node] = []
    words = Words(scope.plan.schema, scope.plan.lists)
    for feature, wanted in whats.items():
        mine = n.equal(n.column(FEATURE), n.number(numbers[feature]))
        for what in wanted:
            place = f"{what}_{numbers[feature]}"
            found[Measure(what, feature)] = place
            column = n.named(n.call("max", n.when((mine, n.column(what)))), place)
            columns.append(chains.commented(column, events_words(feature.events, words)))
    group(steps, name, [], columns)
    return Aggregate(steps.last, found)


def total(node: n.Node, bound: int | None = None) -> n.Node:
    """The sum, within ± `bound`; 0 of nothing. Sums may be wider than the numbers; one beyond the bound counts no more.

    The sum of nothing is NULL, which `least` and `greatest` skip in some engines.
    """
    if bound is None:
        return n.cast(n.call("sum", node), "BIGINT")
    known = n.call("coalesce", n.call("sum", node), n.number(0))
    return n.cast(n.call("greatest", n.call("least", known, n.number(bound)), n.number(-bound)), "BIGINT")
