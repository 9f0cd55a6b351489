"""Events → one row of numbers per lead and moment, whatever the number of rules, with one scan of the events.

Features that need no ranking come from conditional aggregation in one grouping; the others from `ranking.py` and
`ordering.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...dsl import model
from .. import plan as p
from ..walk import Node
from ..wording import Words, events_words
from . import chains, names, windows
from . import nodes as n
from .bounds import is_needless, narrower
from .decays import units, weight
from .dialects.dialect import CountsTogether, Dialect, Distributes
from .held import Extent, in_window, match, of_kinds
from .keys import EventKey, Measure
from .lookup import fitting, looked_up
from .occurrences import FEATURE, VALUE, Aggregate, group, kinds_of, longest_window, occurrences
from .operands import Scope
from .ordering import amount_sql, is_ordered, ordered_measures
from .partitions import attribute_key, number_of
from .ranking import is_ranked, ranked_measures
from .spread import MAX_PRODUCT, total
from .steps import Names, Steps

_TOGETHER, _MOVED = 10, 100  # see `CountsTogether`; where an engine says nothing, and where groupings read moved rows


def aggregates(steps: Steps, scope: Scope, read: Sequence[Node], *, sources: bool = False) -> tuple[Aggregate, ...]:
    """Adds the steps from events to measures. Empty where the plan reads no events.

    `read` are all values and conditions on the lead's side.

    `steps.values` gets the steps of those features that are several values.
    With `sources`, `steps.sources` gets what each value of the plan's attribution contributes to each occurrence
    feature: lead, moment, feature, source (NULL for events without it), weight before any cap, times and latest second.
    """
    features = [f for f in scope.plan.features if not isinstance(f, p.Values)]
    several = [f for f in scope.plan.features if isinstance(f, p.Values)]
    if not scope.plan.features:
        return ()
    attributed = sources and scope.plan.attribution is not None
    ordered = [f for f in features if is_ordered(f) or (attributed and isinstance(f, p.Occurrences))]
    ranked = [f for f in features if is_ranked(f) and f not in ordered]
    plain = [f for f in features if f not in ordered and f not in ranked]
    looked = fitting(plain, scope)
    groups = _groups([f for f in plain if f not in looked], _together(scope.dialect))
    readers = len(groups) + len(several) + bool(looked) + bool(ranked) + bool(ordered)
    together = bool(ranked or ordered) or any(isinstance(f, p.PickValue) for f in plain)
    inside, extent = occurrences(steps, scope, once=readers > 1, together=together)
    source = steps.last
    found = [_Counted(steps, inside, source, group, extent).aggregate() for group in groups]
    if looked:
        found.append(looked_up(steps, inside, source, looked, extent, read))
    if ranked:
        found.append(ranked_measures(steps, inside, source, ranked, extent))
    if ordered:
        found.append(ordered_measures(steps, inside, source, ordered, extent, sources=attributed))
    for each in several:
        steps.values[each] = _values(steps, inside, source, each, extent)
    return tuple(found)


def _values(steps: Steps, scope: Scope, source: str, feature: p.Values, extent: Extent) -> str:
    """The step with each known value that a lead's events have, once."""
    kinds = feature.events.kinds
    value = scope.column(attribute_key(scope.plan, kinds, feature.attribute))
    tests = [of_kinds(kinds), match(feature.events, scope, Extent(kinds, extent.window)), n.is_known(value)]
    columns = [n.column(names.LEAD), n.column(names.AS_OF), n.named(value, VALUE)]
    steps.add("values", n.select(columns, n.table([source]), chains.all_of(tests)).distinct(copy=False))
    return steps.last


def _together(dialect: Dialect) -> int:
    """How many features one grouping aggregates, whatever their kinds."""
    if isinstance(dialect, Distributes):
        return _MOVED
    return dialect.together if isinstance(dialect, CountsTogether) else _TOGETHER


def _groups(features: Sequence[p.Feature], together: int) -> list[list[p.Feature]]:
    """Features that are aggregated together: all of them, or where they are many, those of the same kinds of events.

    An event is then tested for the features of its kind only: with 200 rules over 5 kinds that takes a fifth.
    """
    if len(features) <= together:
        return [list(features)] if features else []
    by_kinds: dict[frozenset[str], list[p.Feature]] = {}
    for feature in features:
        by_kinds.setdefault(frozenset(feature.events.kinds), []).append(feature)
    return list(by_kinds.values())


class _Counted:
    """One grouping: what each feature aggregates of the events that it matches."""

    def __init__(self, steps: Steps, scope: Scope, source: str, features: Sequence[p.Feature], extent: Extent) -> None:
        self._steps = steps
        self._scope = scope
        self._features = features
        self._taken = Names(names.LEAD, names.EVENT, names.AT, FEATURE, *scope.moment_columns, *scope.columns.values())
        self._filters = tuple(dict.fromkeys(feature.events for feature in features))
        self._matches = {events: self._taken.take(f"match_{i}") for i, events in enumerate(self._filters, 1)}
        self._found: dict[Measure, str] = {}
        self._narrow = narrower(scope)
        self._sums: list[n.Node] = []
        self._match(source, extent)
        self._weights = self._weigh()
        self._picks = self._pick()

    def aggregate(self) -> Aggregate:
        for feature in self._features:
            self._add_feature(feature)
        group(self._steps, "counted", [], self._sums)
        return Aggregate(self._steps.last, self._found)

    def _match(self, source: str, extent: Extent) -> None:
        """Adds whether each filter lets an event through, and the ages that decay."""
        kinds, window = kinds_of(self._filters), longest_window(self._filters)
        tests = [] if set(kinds) == set(extent.kinds) else [of_kinds(kinds)]
        if window is not None and (extent.window is None or window < extent.window):
            tests.append(in_window(window))
        else:
            window = extent.window
        words = Words(self._scope.plan.schema, self._scope.plan.lists)
        columns = [
            chains.commented(
                n.named(match(events, self._scope, Extent(kinds, window)), name), events_words(events, words)
            )
            for events, name in self._matches.items()
        ]
        spans = dict.fromkeys((d.unit, d.full_for) for d in (f.decay for f in self._weighed()) if d is not None)
        self._ages = {each: self._taken.take("age") for each in spans}
        age = n.minus(n.column(names.AS_OF), n.column(names.AT))
        columns.extend(n.named(units(age, unit, full_for), name) for (unit, full_for), name in self._ages.items())
        where = chains.all_of(tests) if tests else None
        self._steps.add("matched", n.select([n.star(), *columns], n.table([source]), where))

    def _weighed(self) -> list[p.Occurrences]:
        """Features of which the events do not all weigh the same."""
        counted = [f for f in self._features if isinstance(f, p.Occurrences) and f.latest is None]
        return [f for f in counted if f.decay is not None or f.amount is not None]

    def _weigh(self) -> dict[tuple[p.Decay | None, p.Amount | None], str]:
        found = {(f.decay, f.amount): "" for f in self._weighed()}
        decays = {decay: self._taken.take("weight") for decay, _ in found if decay is not None}
        amounts = {amount: self._taken.take("amount") for _, amount in found if amount is not None}
        columns = [
            n.named(weight(decay, n.column(self._ages[decay.unit, decay.full_for]), self._scope.dialect), name)
            for decay, name in decays.items()
        ]
        columns.extend(n.named(amount_sql(amount, self._scope), name) for amount, name in amounts.items())
        self._steps.extend("weighed", columns)
        products: list[n.Node] = []
        for decay, amount in found:
            if amount is None:
                assert decay is not None
                found[decay, amount] = decays[decay]
                continue
            one = n.number(p.FACTOR) if decay is None else n.column(decays[decay])
            found[decay, amount] = self._taken.take("worth")
            products.append(n.named(n.times(one, n.column(amounts[amount])), found[decay, amount]))
        self._steps.extend("worths", products)
        return found

    def _pick(self) -> dict[p.PickValue, str]:
        """Adds, in all rows of a lead and moment, the second of the latest or first event that has the value."""
        found = {f: self._taken.take("picked") for f in self._features if isinstance(f, p.PickValue)}
        columns: list[n.Node] = []
        by = [n.column(names.LEAD), n.column(names.AS_OF)]
        for feature, name in found.items():
            value = self._scope.column(_key(feature))
            having = chains.all_of([n.column(self._matches[feature.events]), n.is_known(value)])
            function = "max" if feature.which == "latest" else "min"
            at = n.call(function, n.when((having, n.column(names.AT))))
            columns.append(n.named(windows.over(at, by), name))
        self._steps.extend("picked", columns)
        return found

    def _add_feature(self, feature: p.Feature) -> None:
        number = self._filters.index(feature.events) + 1
        match_ = n.column(self._matches[feature.events])
        at = n.when((match_, n.column(names.AT)))
        count = n.call("count", n.when((match_, n.number(1))))
        own = len(self._sums) + 1
        match feature:
            case p.Count(events):
                self._add(Measure("count", events), number, count)
            case p.Last(events):
                self._add(Measure("latest", events), number, n.call("max", at))
            case p.First(events):
                self._add(Measure("first", events), number, n.call("min", at))
            case p.Occurrences(events):
                if not is_needless(feature, self._narrow):
                    self._add(Measure("count", events), number, count)
                if self._scope.explains or (feature.latest is not None and feature.decay is not None):
                    self._add(Measure("latest", events), number, n.call("max", at))
                if (feature.decay, feature.amount) in self._weights and feature.latest is None:
                    worth = n.column(self._weights[feature.decay, feature.amount])
                    weighed = n.when((match_, worth), otherwise=n.number(0))
                    bound = None if feature.amount is None else MAX_PRODUCT
                    self._add(Measure("weight", feature), len(self._sums) + 1, total(weighed, bound))
            case p.Sum(_, _, events):
                self._add(Measure("count", events), number, count)
                value = self._value(feature)
                near = n.between(value, n.number(-model.SUMMAND), n.number(model.SUMMAND))
                summand = n.when((chains.all_of([match_, near]), value))
                self._add(Measure("sum", feature), own, total(summand, MAX_PRODUCT))
            case p.Extreme(which):
                function = "max" if which == "highest" else "min"
                self._add(Measure("value", feature), own, n.call(function, n.when((match_, self._value(feature)))))
            case p.PickValue():
                there = n.equal(n.column(names.AT), n.column(self._picks[feature]))
                value = n.call("max", n.when((chains.all_of([match_, there]), self._value(feature))))
                self._add(Measure("value", feature), own, self._typed(feature, value))
            case _:
                raise AssertionError("ranked")

    def _add(self, measure: Measure, number: int, aggregate: n.Node) -> None:
        if measure not in self._found:
            self._found[measure] = f"{measure.what}_{number}"
            self._sums.append(n.named(aggregate, self._found[measure]))

    def _value(self, feature: p.Sum | p.Extreme | p.PickValue) -> n.Node:
        return number_of(self._scope.column(_key(feature)), feature.type.kind)

    def _typed(self, feature: p.PickValue, number: n.Node) -> n.Node:
        return n.equal(number, n.number(1)) if feature.type.kind == "boolean" else number


def _key(feature: p.Sum | p.Extreme | p.PickValue) -> EventKey:
    return EventKey(feature.attribute, feature.type.kind, feature.type.places)
