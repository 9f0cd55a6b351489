"""Features of which the order of events decides: completed periods and visits, the latest N of each part, amounts.

Occurrences are spread (one row per event and matching feature) and numbered within their parts, layer by layer; what a
layer lets fall stays as a row that is not kept, so that all that were found can be counted in the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from ...dsl import model
from .. import plan as p
from . import chains, names, windows
from . import nodes as n
from .held import Extent
from .occurrences import FEATURE, Aggregate, group
from .operands import Scope, event_key
from .partitions import is_text, part_sql, source_key
from .ranking import age_columns, weights_by_feature
from .spread import MAX_PRODUCT, MAX_WEIGHT, Numbers, by_feature, side_by_side, spread, total
from .steps import Sources, Steps

_AMOUNT, _SOURCE, _KEPT, _WORTH = "amount", "source", "kept", "worth"
_LARGEST_AMOUNT = 10**6  # thousandths of a point


def is_ordered(feature: p.Feature) -> bool:
    match feature:
        case p.Burst():
            return True
        case p.Occurrences(_, once_per, latest):
            by_amount = feature.amount is not None and (once_per is not None or latest is not None)
            return by_amount or any((feature.completes, feature.latest_per, feature.cap))
        case _:
            return False


def amount_sql(amount: p.Amount, scope: Scope) -> n.Node:
    """The event's number in thousandths of a point, between its limits."""
    number = n.times(scope.column(event_key(amount.value)), n.number(amount.scale))
    return n.when(
        (n.compare(exp.GT, number, n.number(_LARGEST_AMOUNT)), n.number(_LARGEST_AMOUNT)),
        (n.compare(exp.LT, number, n.number(-_LARGEST_AMOUNT)), n.number(-_LARGEST_AMOUNT)),
        otherwise=number,
    )


@dataclass(frozen=True, slots=True)
class _Slot:
    """A partition that some features have, as columns of the rows: one of texts, one of numbers, or both."""

    name: str
    parts: dict[p.Feature, model.Partition] = field(default_factory=dict)

    def columns(self, numbers: Numbers, scope: Scope) -> list[n.Node]:
        nodes = {f: part_sql(part, scope) for f, part in self.parts.items()}
        return [
            n.named(
                by_feature(numbers, {f: nodes[f] for f, part in self.parts.items() if is_text(part) is texts}, type_),
                key,
            )
            for texts, type_, key in ((True, "VARCHAR", self._texts), (False, "BIGINT", self._numbers))
            if key in self.keys
        ]

    @property
    def keys(self) -> list[str]:
        return self._keys({is_text(part) for part in self.parts.values()})

    @property
    def of_values(self) -> list[str]:
        """Those that hold attributes; events of one second share their periods."""
        return self._keys({is_text(part) for part in self.parts.values() if isinstance(part, model.EventValue)})

    def _keys(self, are_texts: set[bool]) -> list[str]:
        return [*([self._texts] if True in are_texts else []), *([self._numbers] if False in are_texts else [])]

    @property
    def _texts(self) -> str:
        return f"{self.name}_text"

    @property
    def _numbers(self) -> str:
        return f"{self.name}_number"


@dataclass(frozen=True, slots=True)
class _Slots:
    completes: _Slot
    once: _Slot
    latest: _Slot
    cap: _Slot

    def all(self) -> tuple[_Slot, ...]:
        return (self.completes, self.once, self.latest, self.cap)


def ordered_measures(
    steps: Steps, scope: Scope, source: str, features: Sequence[p.Feature], extent: Extent, *, sources: bool
) -> Aggregate:
    """Adds the steps from events to measures; with `sources` also what each attribution value contributes."""
    numbers = {feature: i for i, feature in enumerate(features, 1)}
    counted = {feature: number for feature, number in numbers.items() if isinstance(feature, p.Occurrences)}
    slots = _slots(counted)
    spread(steps, scope, source, numbers, extent)
    _rows(steps, scope, numbers, slots)
    visits = _gaps(steps, numbers)
    order = _Order(scope, counted, slots)
    _layers(steps, numbers, slots, order, visits)
    _weigh(steps, scope, numbers)
    if sources and counted:
        steps.materialize()
        rows = steps.last
        _by_source(steps, order.attributed, numbers)
        steps.sources = Sources(steps.last, counted)
        _fold(steps, numbers, slots, rows)
    else:
        _fold(steps, numbers, slots, steps.last)
    whats = {feature: _measures(feature, sources) for feature in features}
    return side_by_side(steps, scope, "ordered", whats, numbers)


def _measures(feature: p.Feature, sources: bool) -> tuple[str, ...]:
    if not isinstance(feature, p.Occurrences):
        return ("burst",)
    uncapped = ("uncapped",) if sources and feature.cap is not None else ()
    return ("found", "times", "latest", "weight", *uncapped)


def _slots(counted: Mapping[p.Occurrences, int]) -> _Slots:
    slots = _Slots(_Slot("completes"), _Slot("once"), _Slot("latest"), _Slot("cap"))
    for feature in counted:
        if feature.completes is not None and not isinstance(feature.completes.part, model.Silence):
            slots.completes.parts[feature] = feature.completes.part
        if feature.once_per is not None:
            slots.once.parts[feature] = feature.once_per
        if feature.latest_per is not None:
            slots.latest.parts[feature] = feature.latest_per
        if feature.cap is not None:
            slots.cap.parts[feature] = feature.cap.part
    return slots


def _rows(steps: Steps, scope: Scope, numbers: Numbers, slots: _Slots) -> None:
    columns = [n.column(each) for each in (names.LEAD, names.AS_OF, names.AT, FEATURE)]
    for slot in slots.all():
        columns.extend(slot.columns(numbers, scope))
    amounts: dict[p.Feature, n.Node] = {
        f: amount_sql(f.amount, scope) for f in numbers if isinstance(f, p.Occurrences) and f.amount is not None
    }
    if amounts:
        columns.append(n.named(by_feature(numbers, amounts, "BIGINT", n.number(0)), _AMOUNT))
    if _is_attributed(scope):
        columns.append(n.named(scope.column(source_key(scope.plan)), _SOURCE))
    steps.add("rows", n.select(columns, n.table([steps.last]), n.is_known(n.column(FEATURE))))


def _is_attributed(scope: Scope) -> bool:
    return source_key(scope.plan) in scope.columns


def _by(*more: str) -> list[n.Node]:
    return [n.column(each) for each in (names.LEAD, names.AS_OF, FEATURE, *more)]


def _gaps(steps: Steps, numbers: Numbers) -> list[str]:
    """Bursts, and numbers of visits: how long ago the event before was. Returns the visits' column."""
    at = n.column(names.AT)
    bursts = {f: f for f in numbers if isinstance(f, p.Burst)}
    silences = {
        f: f.completes.part.seconds
        for f in numbers
        if isinstance(f, p.Occurrences) and f.completes is not None and isinstance(f.completes.part, model.Silence)
    }
    offsets = sorted({f.count - 1 for f in bursts} | ({1} if silences else set()))
    earlier = {offset: f"at_{offset}_before" for offset in offsets}
    steps.extend(
        "earlier",
        [n.named(windows.before(at, o, _by(), windows.ascending(at)), name) for o, name in earlier.items()],
    )
    columns: list[n.Node] = []
    if bursts:
        within: dict[p.Feature, n.Node] = {
            f: n.compare(exp.GTE, n.column(earlier[f.count - 1]), n.minus(at, n.number(f.within))) for f in bursts
        }
        met = by_feature(numbers, within, "BOOLEAN", n.false())
        columns.append(n.named(n.when((met, n.number(1)), otherwise=n.number(0)), "burst"))
    if silences:
        longest = by_feature(numbers, {f: n.number(seconds) for f, seconds in silences.items()}, "BIGINT")
        begins = n.compare(exp.GT, n.minus(at, n.column(earlier[1])), longest)
        number = n.when((begins, n.number(1)), otherwise=n.number(0))
        # Peers get one number: whichever of them stands first may begin the visit.
        visit = windows.over(n.call("sum", number), _by(), windows.ascending(at), "peers up to here")
        columns.append(n.named(visit, "visit"))
    steps.extend("gaps", columns)
    return ["visit"] if silences else []


class _Order:
    """The order of events within a part: later ones, larger amounts, smaller values and sources first; missing last."""

    def __init__(self, scope: Scope, counted: Mapping[p.Occurrences, int], slots: _Slots) -> None:
        self.attributed = _is_attributed(scope)
        self._falling = [names.AT, *([_AMOUNT] if any(f.amount is not None for f in counted) else [])]
        parts = (slots.once, slots.latest, slots.cap)
        self._rising = [*(key for slot in parts for key in slot.of_values), *([_SOURCE] if self.attributed else [])]

    def later_first(self) -> list[exp.Expr]:
        return [*windows.descending(*map(n.column, self._falling)), *windows.ascending(*self._values())]

    def earlier_first(self) -> list[exp.Expr]:
        return [*windows.ascending(*map(n.column, self._falling)), *windows.descending(*self._values())]

    def _values(self) -> list[n.Node]:
        found: list[n.Node] = []
        for name in self._rising:
            found += [n.when((n.is_null(n.column(name)), n.number(1)), otherwise=n.number(0)), n.column(name)]
        return found


def _layers(steps: Steps, numbers: Numbers, slots: _Slots, order: _Order, visits: Sequence[str]) -> None:
    """Completing events → one per part → the latest N; after each the column `kept` of what is left."""
    counted = [f for f in numbers if isinstance(f, p.Occurrences)]
    completing = {f: n.number(f.completes.count) for f in counted if f.completes is not None}
    once = {f: n.number(1) for f in counted if f.once_per is not None}
    latest = {f: n.number(f.latest) for f in counted if f.latest is not None}
    layers = (
        ("completing", completing, [*slots.completes.keys, *visits], order.earlier_first(), exp.EQ),
        ("once", once, slots.once.keys, order.later_first(), exp.EQ),
        ("latest", latest, slots.latest.keys, order.later_first(), exp.LTE),
    )
    before: list[str] = []
    for name, wanted, keys, sorting, operator in layers:
        if wanted:
            place = f"{name}_place"
            steps.extend(name, [n.named(windows.row_number(_by(*keys, *before), sorting), place)])
            reached: dict[p.Feature, n.Node] = {
                f: n.compare(operator, n.column(place), number) for f, number in wanted.items()
            }
            tests = [
                *(n.column(each) for each in before),
                by_feature(numbers, reached, "BOOLEAN", exp.Boolean(this=True)),
            ]
            steps.extend(f"{name}_kept", [n.named(chains.all_of(tests), f"{_KEPT}_{name}")])
            before = [f"{_KEPT}_{name}"]
    kept = n.column(before[0]) if before else exp.Boolean(this=True)
    steps.extend(_KEPT, [n.named(kept, _KEPT), *age_columns(numbers)])


def _weigh(steps: Steps, scope: Scope, numbers: Numbers) -> None:
    """What a row's event weighs: decay × amount."""
    factor = by_feature(numbers, weights_by_feature(numbers, scope), "BIGINT", n.number(p.FACTOR))
    product = n.times(n.column("factor"), n.column(_AMOUNT))
    amounts: dict[p.Feature, n.Node] = {
        f: product for f in numbers if isinstance(f, p.Occurrences) and f.amount is not None
    }
    steps.extend("weights", [n.named(factor, "factor" if amounts else _WORTH)])
    if amounts:
        steps.extend("worths", [n.named(by_feature(numbers, amounts, "BIGINT", n.column("factor")), _WORTH)])


def _by_source(steps: Steps, attributed: bool, numbers: Numbers) -> None:
    source = n.column(_SOURCE) if attributed else n.cast(n.null(), "VARCHAR")
    sums = [
        n.named(total(n.column(_WORTH), MAX_PRODUCT), "weight"),
        n.named(n.call("count", n.star()), "times"),
        n.named(n.call("max", n.column(names.AT)), "latest"),
    ]
    keys = [*_by(), *([source] if attributed else [])]
    rows: list[n.Node] = [n.column(_KEPT)]
    if any(isinstance(f, p.Burst) for f in numbers):
        counted = [n.number(number) for f, number in numbers.items() if isinstance(f, p.Occurrences)]
        rows.append(n.one_of(n.column(FEATURE), counted))
    query = n.select([*_by(), n.named(source, _SOURCE), *sums], n.table([steps.last]), chains.all_of(rows))
    steps.add("by_source", query.group_by(*(n.own(key) for key in keys), copy=False))


def _fold(steps: Steps, numbers: Numbers, slots: _Slots, rows: str) -> None:
    """One row per feature, of capped ones first one per part."""
    kept = n.column(_KEPT)
    sums = [
        n.named(n.call("count", n.star()), "found"),
        n.named(n.call("count", n.when((kept, n.number(1)))), "times"),
        n.named(n.call("max", n.when((kept, n.column(names.AT)))), "latest"),
        n.named(total(n.when((kept, n.column(_WORTH))), MAX_PRODUCT), "weight"),
    ]
    bursts = any(isinstance(f, p.Burst) for f in numbers)
    burst = [n.named(n.call("max", n.column("burst")), "burst")] if bursts else []
    if not slots.cap.parts:
        group(steps, "by_feature", [FEATURE], [*sums, *burst], rows)
        return
    group(steps, "by_part", [FEATURE, *slots.cap.keys], [*sums, *burst], rows)
    caps: dict[p.Feature, n.Node] = {
        f: _capped(f.cap, f.amount is None) for f in numbers if isinstance(f, p.Occurrences) and f.cap is not None
    }
    steps.extend("capped", [n.named(by_feature(numbers, caps, "BIGINT", n.column("weight")), "capped")])
    sums = [
        n.named(total(n.column("found")), "found"),
        n.named(total(n.column("times")), "times"),
        n.named(n.call("max", n.column("latest")), "latest"),
        n.named(total(n.column("capped"), MAX_PRODUCT), "weight"),
        n.named(total(n.column("weight"), MAX_PRODUCT), "uncapped"),
    ]
    group(steps, "by_feature", [FEATURE], [*sums, *burst])


def _capped(cap: p.Cap, counts: bool) -> n.Node:
    weight = n.column("weight")
    product = n.times(n.call("least", weight, n.number(MAX_WEIGHT)) if counts else weight, n.number(cap.multiplier))
    return n.call("greatest", n.call("least", product, n.number(cap.bound)), n.number(-cap.bound))
