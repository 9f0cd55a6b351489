"""Counting by a look-up, for engines that are quick at it: what an event adds to all counts is a row of a small table.

The table has a row for each kind of event, outcome of the conditions on it, and age in whole days. Counts and sums of
weights share wide numbers there, each in bits of its own, so that one grouping adds up a few numbers for many counts.
It is for filters that ask for nothing but kinds, conditions and whole days, and weights that change with the days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from sqlglot import exp

from ...dsl import model
from ...dsl.zones import DAY
from .. import plan as p
from ..decay import weight
from ..wording import Words, events_words
from . import chains, names
from . import nodes as n
from .conditions import condition_sql
from .dialects.dialect import LooksUp
from .held import Extent, in_window, of_kinds
from .keys import Measure
from .occurrences import Aggregate, group, kinds_of
from .operands import Scope
from .steps import Names, Steps

LOOKED_UP: Final = "looked_up"  # what is measured of the whole table: how many events were found in it
COUNT_BITS = 31  # of a count; a lead with more events than fit has too many
_WIDE: Final = 126  # bits of a wide number
_CONDITIONS: Final = 3  # on one kind: each of their outcomes is a row for each day
_ROWS: Final = 20_000
_EVENT, _CLASS, _AGE, _CODE = names.EVENT, "class", "age", "code"


@dataclass(frozen=True, slots=True)
class _Field:
    """A measure, what one event adds to it, and where it stands: the number of the wide number, and its bits there."""

    measure: Measure
    adds: n.Node
    number: int
    place: int
    width: int


def fitting(features: Sequence[p.Feature], scope: Scope) -> list[p.Feature]:
    """Those that a look-up counts; empty where the engine, or the query, has none.

    It needs scores: `outcomes.Barred` is what guards it against too many events.
    """
    if not isinstance(scope.dialect, LooksUp) or scope.explains or not scope.plan.scores:
        return []
    plain = [feature for feature in features if _is_plain(feature)]
    crowded = {kind for kind in kinds_of(f.events for f in plain) if len(_conditions(plain, kind)) > _CONDITIONS}
    found = [f for f in plain if f.events.where is None or not crowded.intersection(f.events.kinds)]
    if len(found) not in scope.dialect.looks_up:
        return []
    rows = sum(2 ** len(_conditions(found, kind)) for kind in kinds_of(f.events for f in found)) * _days(found)
    return found if rows <= _ROWS else []


def _is_plain(feature: p.Feature) -> bool:
    events = feature.events
    if events.relation is not None or events.since is not None or not events.window or events.window % DAY:
        return False
    match feature:
        case p.Count():
            return True
        case p.Occurrences(_, None, latest, decay, None, None, None, None):
            by_day = decay is None or (decay.unit % DAY == 0 and decay.full_for % DAY == 0)
            return by_day and (latest is None or (latest == 1 and decay is None))
        case _:
            return False


def _conditions(features: Sequence[p.Feature], kind: str) -> list[model.Condition]:
    """What filters ask of events of the kind besides their age, in the order in which it turns up."""
    wheres = (f.events.where for f in features if kind in f.events.kinds)
    return list(dict.fromkeys(where for where in wheres if where is not None))


def _days(features: Sequence[p.Feature]) -> int:
    """All ages are below so many days."""
    return max(f.events.window or 0 for f in features) // DAY


def looked_up(steps: Steps, scope: Scope, source: str, features: Sequence[p.Feature], extent: Extent) -> Aggregate:
    """Adds the steps from the events of `source` to one row per lead and moment."""
    fields = _table(steps, scope, features)
    days = _days(features)
    table = steps.last
    steps.add("coded", _coded(scope, source, features, extent, days))
    coded = steps.last
    counts = [n.named(n.call("count", n.star()), LOOKED_UP)]
    for name in dict.fromkeys(_number(field) for field in fields):
        counts.append(n.named(n.call("sum", n.column(name)), name))
    joined = n.select([n.star()], n.table([coded]))
    joined.join(n.table([table]), on=n.equal(n.column(_CODE, table), n.column("event_code", coded)), copy=False)
    steps.add("found", joined)
    group(steps, "packed", [], counts)
    found = {field.measure: f"{field.measure.what}_{place}" for place, field in enumerate(fields, 1)}
    assert isinstance(scope.dialect, LooksUp)
    columns = [n.column(name) for name in (names.LEAD, names.AS_OF, LOOKED_UP)]
    for field in fields:
        bits = scope.dialect.bits(n.column(_number(field)), field.place, field.width)
        columns.append(n.named(bits, found[field.measure]))
    steps.add("counted", n.select(columns, n.table([steps.last])))
    return Aggregate(steps.last, {Measure(LOOKED_UP, features[0]): LOOKED_UP} | found)


def _coded(scope: Scope, source: str, features: Sequence[p.Feature], extent: Extent, days: int) -> exp.Select:
    """Lead and moment of each event, and the row of the table that is its own; NULL where it has none."""
    arms = []
    first = 0
    for kind in kinds_of(f.events for f in features):
        conditions = _conditions(features, kind)
        bits = [
            n.when((condition_sql(where, scope), n.number(2**place)), otherwise=n.number(0))
            for place, where in enumerate(conditions)
        ]
        arms.append((n.equal(n.column(_EVENT), n.text(kind)), chains.total([n.number(first), *bits])))
        first += 2 ** len(conditions)
    age = n.quotient(n.minus(n.column(names.AS_OF), n.column(names.AT)), n.number(DAY))
    code = n.plus(n.times(n.when(*arms), n.number(days)), age)
    columns = [n.column(names.LEAD), n.column(names.AS_OF), n.named(n.cast(code, "INTEGER"), "event_code")]
    near = extent.window is not None and extent.window <= days * DAY
    return n.select(columns, n.table([source]), None if near else in_window(days * DAY))


def _table(steps: Steps, scope: Scope, features: Sequence[p.Feature]) -> list[_Field]:
    """Adds the table: a row for each class of events and each age, with wide numbers of what such an event adds."""
    engine = scope.dialect
    assert isinstance(engine, LooksUp)
    kinds = kinds_of(f.events for f in features)
    wheres = dict.fromkeys(where for kind in kinds for where in _conditions(features, kind))
    met = {where: f"met_{place}" for place, where in enumerate(wheres, 1)}
    columns = (_CLASS, _EVENT, *met.values())
    steps.add("classes", n.select([n.star()], n.values("classes", columns, _classes(features, kinds, list(met)))))
    classes = steps.last
    steps.add("ages", engine.numbered(_days(features), _AGE))
    every = n.select([n.star()], n.table([classes])).join(n.table([steps.last]), join_type="cross", copy=False)
    steps.add("every_event", every)
    taken = Names(_CLASS, _EVENT, _AGE, _CODE, *met.values())
    filters = tuple(dict.fromkeys(feature.events for feature in features))
    matches = {events: taken.take(f"match_{place}") for place, events in enumerate(filters, 1)}
    words = Words(scope.plan.schema, scope.plan.lists)
    tests = [
        chains.commented(n.named(_match(events, kinds, met, _days(features)), name), events_words(events, words))
        for events, name in matches.items()
    ]
    steps.extend("matched", tests)
    decays = dict.fromkeys(f.decay for f in features if isinstance(f, p.Occurrences) and f.decay is not None)
    weights = {decay: taken.take("weight") for decay in decays}
    days = range(_days(features))
    worths = {decay: [weight(decay, day * DAY) for day in days] for decay in decays}
    listed = [n.named(engine.entry(worths[d], n.column(_AGE)), name) for d, name in weights.items()]
    steps.extend("weighed", listed)
    fields = _fields(features, matches, weights)
    packed: dict[str, list[n.Node]] = {}
    for field in fields:
        wide = engine.wide(field.adds)
        packed.setdefault(_number(field), []).append(n.times(wide, n.number(2**field.place)) if field.place else wide)
    code = n.plus(n.times(n.column(_CLASS), n.number(_days(features))), n.column(_AGE))
    sums = [n.named(chains.total(parts), name) for name, parts in packed.items()]
    steps.add(
        "worths",
        n.select(
            [n.named(n.cast(code, "INTEGER"), _CODE), *sums],
            n.table([steps.last]),
            chains.any_of([n.column(name) for name in matches.values()]),
        ),
        materialized=True,
    )
    return fields


def _classes(
    features: Sequence[p.Feature], kinds: Sequence[str], wheres: Sequence[model.Condition]
) -> list[list[n.Node]]:
    """The number, the kind, and whether each condition is met, by its first one in the lowest bit."""
    rows: list[list[n.Node]] = []
    for kind in kinds:
        asked = _conditions(features, kind)
        for outcome in product((False, True), repeat=len(asked)):
            met = dict(zip(reversed(asked), outcome, strict=True))
            truths = [_truth(met.get(where, False)) for where in wheres]
            rows.append([n.number(len(rows)), n.text(kind), *truths])
    return rows


def _truth(met: bool) -> n.Node:
    return exp.Boolean(this=met)


def _match(events: model.EventFilter, kinds: Sequence[str], met: Mapping[model.Condition, str], days: int) -> n.Node:
    assert events.window is not None
    tests = [] if set(kinds) <= set(events.kinds) else [of_kinds(events.kinds)]
    if events.window < days * DAY:
        tests.append(n.compare(exp.LT, n.column(_AGE), n.number(events.window // DAY)))
    if events.where is not None:
        tests.append(n.column(met[events.where]))
    return chains.all_of(tests)


def _fields(
    features: Sequence[p.Feature], matches: Mapping[model.EventFilter, str], weights: Mapping[p.Decay, str]
) -> list[_Field]:
    """Each measure once, sums of weights first, in the first wide number that has room for it."""
    adds: dict[Measure, tuple[n.Node, int]] = {}
    for feature in features:
        match_ = n.column(matches[feature.events])
        if isinstance(feature, p.Occurrences) and feature.decay is not None:
            worth = n.when((match_, n.column(weights[feature.decay])), otherwise=n.number(0))
            adds[Measure("weight", feature)] = (worth, _most(feature.decay).bit_length() + COUNT_BITS)
    for events, name in matches.items():
        one = n.when((n.column(name), n.number(1)), otherwise=n.number(0))
        adds[Measure("count", events)] = (one, COUNT_BITS)
    room: list[int] = []
    fields = []
    for measure, (node, width) in adds.items():
        number = next((place for place, left in enumerate(room) if left >= width), len(room))
        if number == len(room):
            room.append(_WIDE)
        fields.append(_Field(measure, node, number + 1, _WIDE - room[number], width))
        room[number] -= width
    return fields


def _most(decay: p.Decay) -> int:
    """What an event weighs at most."""
    return decay.magnitude if isinstance(decay, p.PointSteps) else p.FACTOR


def _number(field: _Field) -> str:
    return f"number_{field.number}"
