"""Counting by a look-up, for engines that are quick at it: what an event adds to all counts is a row of a small table.

The table has a row for each kind of event, outcome of the conditions on it, and age in whole days. Counts and sums of
weights share numbers there (`shared.py`), so that one grouping adds up a few numbers for many counts; leads with more
events than the numbers have room for are counted apart. It is for filters that ask for nothing but kinds, conditions
and whole days, and weights that change with the days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlglot import exp

from ...dsl import model
from ...dsl.zones import DAY
from .. import plan as p
from ..decay import weight
from ..walk import Node
from ..wording import Words, events_words
from . import chains, names, shared
from . import nodes as n
from .dialects.dialect import LooksUp
from .held import Extent, in_window, of_kinds
from .occurrences import Aggregate, kinds_of
from .operands import Scope
from .outlooks import Outlook, outlooks
from .shared import KEY, TIMES, TOO_MANY, Alone, Field, Packed
from .steps import Names, Steps

_ROWS: Final = 20_000
_SCATTERED: Final = 12  # sums of a lead, from which on it is worth sorting events
_CLASS, _UNTIL, _AGE, _CODE, _EVENT_CODE = "class", "until", "age", "code", "event_code"


def fitting(features: Sequence[p.Feature], scope: Scope) -> list[p.Feature]:
    """Those that a look-up counts; empty where the engine, or the query, has none.

    It needs scores: `outcomes.Barred` bars the leads with too many occurrences.
    """
    if not isinstance(scope.dialect, LooksUp) or scope.explains or not scope.plan.scores:
        return []
    plain = [feature for feature in features if _is_plain(feature)]
    crowded = {kind for kind in kinds_of(f.events for f in plain) if outlooks(plain, kind) is None}
    found = [f for f in plain if f.events.where is None or not crowded.intersection(f.events.kinds)]
    if len(found) not in scope.dialect.looks_up:
        return []
    return found if len(_classes(found)) * _days(found) <= _ROWS else []


def _is_plain(feature: p.Feature) -> bool:
    events = feature.events
    if events.relation is not None or events.since is not None or not events.window or events.window % DAY:
        return False
    match feature:
        case p.Count():
            return True
        case p.Occurrences(_, None, latest, decay, None, None, None, None):
            by_day = decay is None or (
                decay.unit % DAY == 0 and decay.full_for % DAY == 0 and shared.heaviest(decay) <= shared.HEAVIEST
            )
            return by_day and (latest is None or (latest == 1 and decay is None))
        case _:
            return False


def _days(features: Sequence[p.Feature]) -> int:
    """All ages are below so many days."""
    return max(f.events.window or 0 for f in features) // DAY


def _classes(features: Sequence[p.Feature]) -> list[tuple[str, frozenset[model.Condition]]]:
    """The kind of an event and the conditions that it meets, of each class of events, in the order of their numbers."""
    found: list[tuple[str, frozenset[model.Condition]]] = []
    for kind in kinds_of(f.events for f in features):
        found += [(kind, met) for met in _outlook(features, kind).outcomes()]
    return found


def _outlook(features: Sequence[p.Feature], kind: str) -> Outlook:
    found = outlooks(features, kind)
    assert found is not None
    return found


def looked_up(
    steps: Steps, scope: Scope, source: str, features: Sequence[p.Feature], extent: Extent, read: Sequence[Node]
) -> Aggregate:
    """Adds the steps from the events of `source` to one row per lead and moment. `read`: what reads the counts."""
    engine = scope.dialect
    assert isinstance(engine, LooksUp)
    steps.repeat_scan()  # where no lead has many events, the second scan ends at once
    fields = _table(steps, scope, features, read)
    table = steps.last
    sums = shared.summed(fields)
    if any(each.lower for each in sums):
        # Materialized and with a limit, as the table is.
        pairs = n.select([n.column(_CODE), *shared.paired(engine, fields)], n.table([table])).limit(_ROWS, copy=False)
        steps.add("pairs", pairs, materialized=True)
    added = steps.last
    # No column of events has the name of that of this step.
    several = Names(names.LEAD, names.EVENT, names.AT, *scope.moment_columns, *scope.columns.values()).take("several")
    counted = n.compare(exp.GT, n.call("count", n.star()), n.number(1))
    steps.add("alone", n.select([n.named(counted, several)], n.table([names.MOMENTS])))
    alone = Alone(steps.last, several)
    steps.add("coded", _coded(scope, source, alone, features, extent), materialized=False)
    coded = steps.last
    if len(sums) >= _SCATTERED:
        steps.add("gathered", _gathered(engine, coded, table), materialized=False)
    # A step by itself: the planner would add up the rows of each code and key first, which are nearly as many.
    steps.add("found", _found(steps.last, added, [each.column for each in sums]), materialized=True)
    steps.add("packed", shared.add_up(engine, fields, steps.last), materialized=True)
    packed = steps.last
    few, key = shared.few(engine, fields), n.column(KEY)
    steps.add("many", n.select([key], n.table([packed]), n.negated(few)))
    many = exp.In(this=n.own(key), query=exp.Subquery(this=n.select([key], n.table([steps.last]))))
    if steps.scan is not None and steps.reach is not None:
        # Joined first: with nothing in it, no event is read far enough to be looked at.
        some = exp.Exists(this=n.select([n.number(1)], n.table([steps.last])))
        steps.add("reach_apart", n.select([n.star()], n.table([steps.reach]), some))
        coded = steps.scanned_again(coded, steps.last)
    alike = [key, n.column(_EVENT_CODE)]
    times = n.named(n.call("count", n.star()), TIMES)
    coded_apart = n.select([*alike, times], n.table([coded]), many)
    steps.add("coded_apart", coded_apart.group_by(*map(n.own, alike), copy=False), materialized=True)
    steps.add("found_apart", _found(steps.last, table, shared.numbers(fields), [TIMES]), materialized=True)
    found_apart = steps.last
    steps.add("layout", shared.layout(fields))
    steps.add("counted_apart", shared.count_apart(engine, fields, found_apart, steps.last))
    steps.extend("moved_apart", [shared.moved(engine)])
    steps.add("packed_apart", shared.pack(fields, steps.last))
    columns = [key, *(n.column(name) for name in shared.numbers(fields))]
    apart = n.select(columns, n.table([steps.last]))
    steps.add("counted", exp.Union(this=n.select(columns, n.table([packed]), few), expression=apart, distinct=False))
    return Aggregate(steps.last, {}, Packed(alone, tuple(fields), tuple(features)))


def key_of(scope: Scope, alone: Alone, lead: n.Node, as_of: n.Node) -> n.Node:
    """One text for a lead and a moment: where there is one moment only, the lead's own, as it is."""
    assert isinstance(scope.dialect, LooksUp)
    return n.when((n.column(alone.column, alone.step), scope.dialect.of_two(as_of, lead)), otherwise=lead)


def _gathered(engine: LooksUp, coded: str, table: str) -> exp.Select:
    """The events that the table has, those of one lead near each other: then its sums lie in the processor's memory."""
    codes = exp.Subquery(this=n.select([n.column(_CODE)], n.table([table])))
    columns = [n.column(KEY), n.column(_EVENT_CODE)]
    query = n.select(columns, n.table([coded]), exp.In(this=n.column(_EVENT_CODE), query=codes))
    return query.order_by(engine.share(n.column(KEY)), copy=False)


def _found(coded: str, table: str, numbers: Sequence[str], more: Sequence[str] = ()) -> exp.Select:
    """The numbers that each event adds."""
    columns = [n.column(name, coded) for name in (KEY, *more)]
    columns += [n.column(name, table) for name in numbers]
    query = n.select(columns, n.table([coded]))
    same = n.equal(n.column(_CODE, table), n.column(_EVENT_CODE, coded))
    return query.join(n.table([table]), on=same, copy=False)


def _coded(scope: Scope, source: str, alone: Alone, features: Sequence[p.Feature], extent: Extent) -> exp.Select:
    """The key of each event's lead and moment, and the row of the table that is its own; NULL where it has none."""
    arms = []
    first, days = 0, _days(features)
    for kind in kinds_of(f.events for f in features):
        outlook = _outlook(features, kind)
        arms.append((n.equal(n.column(names.EVENT), n.text(kind)), outlook.code(scope, first * days, days)))
        first += outlook.size
    age = n.quotient(n.minus(n.column(names.AS_OF), n.column(names.AT)), n.number(DAY))
    columns = [
        n.named(key_of(scope, alone, n.column(names.LEAD), n.column(names.AS_OF)), KEY),
        n.named(n.cast(n.plus(n.when(*arms), age), "INTEGER"), _EVENT_CODE),
    ]
    near = extent.window is not None and extent.window <= days * DAY
    query = n.select(columns, n.table([source]), None if near else in_window(days * DAY))
    return query.join(n.table([alone.step]), join_type="cross", copy=False)


def _table(steps: Steps, scope: Scope, features: Sequence[p.Feature], read: Sequence[Node]) -> list[Field]:
    """Adds the table: a row for each class of events and each age, with the numbers that such an event adds."""
    engine = scope.dialect
    assert isinstance(engine, LooksUp)
    kinds, days, classes = kinds_of(f.events for f in features), _days(features), _classes(features)
    wheres = dict.fromkeys(where for kind in kinds for where in _outlook(features, kind).conditions)
    met = {where: f"met_{place}" for place, where in enumerate(wheres, 1)}
    rows = [
        [n.number(number), n.text(kind), n.number(last), *(exp.Boolean(this=where in held) for where in wheres)]
        for number, (kind, held) in enumerate(classes)
        if (last := _last_day(features, kind, held))
    ]
    steps.add("codes", engine.numbered(len(classes) * days, _CODE))
    codes = steps.last
    steps.add("classes", n.select([n.star()], n.values("classes", (_CLASS, names.EVENT, _UNTIL, *met.values()), rows)))
    age = n.remainder(n.column(_CODE), n.number(days))
    every = n.select([n.star(), n.named(age, _AGE)], n.table([codes]), n.compare(exp.LT, age, n.column(_UNTIL)))
    of_class = n.equal(n.column(_CLASS), n.quotient(n.column(_CODE), n.number(days)))
    steps.add("every_event", every.join(n.table([steps.last]), on=of_class, copy=False))
    taken = Names(_CLASS, names.EVENT, _AGE, _CODE, _UNTIL, *met.values())
    filters = tuple(dict.fromkeys(feature.events for feature in features))
    matches = {events: taken.take(f"match_{place}") for place, events in enumerate(filters, 1)}
    words = Words(scope.plan.schema, scope.plan.lists)
    tests = [
        chains.commented(n.named(_match(events, kinds, met, days), name), events_words(events, words))
        for events, name in matches.items()
    ]
    steps.extend("matched", tests)
    decays = dict.fromkeys(f.decay for f in features if isinstance(f, p.Occurrences) and f.decay is not None)
    weights = {decay: taken.take("weight") for decay in decays}
    worths = {decay: [weight(decay, day * DAY) for day in range(days)] for decay in decays}
    listed = [n.named(engine.entry(worths[d], n.column(_AGE)), name) for d, name in weights.items()]
    steps.extend("weighed", listed)
    fields = shared.fields(scope.plan, features, read, matches, weights)
    packed = {
        name: chains.total([each.added() for each in fields if each.number == name and each.measure.what != TOO_MANY])
        for name in shared.numbers(fields)
    }
    columns = [n.named(n.cast(node, "BIGINT"), name) for name, node in packed.items()]
    code = n.named(n.cast(n.column(_CODE), "INTEGER"), _CODE)
    # The limit leaves nothing out. It tells the planner that the table is small, or it would look into the events.
    table = n.select([code, *columns], n.table([steps.last])).limit(len(classes) * days, copy=False)
    steps.add("worths", table, materialized=True)
    return fields


def _last_day(features: Sequence[p.Feature], kind: str, held: frozenset[model.Condition]) -> int:
    """So many days an event of the class counts for something; 0 where it never does."""
    filters = (f.events for f in features if kind in f.events.kinds)
    return max((f.window or 0 for f in filters if f.where is None or f.where in held), default=0) // DAY


def _match(events: model.EventFilter, kinds: Sequence[str], met: Mapping[model.Condition, str], days: int) -> n.Node:
    assert events.window is not None
    tests = [] if set(kinds) <= set(events.kinds) else [of_kinds(events.kinds)]
    if events.window < days * DAY:
        tests.append(n.compare(exp.LT, n.column(_AGE), n.number(events.window // DAY)))
    if events.where is not None:
        tests.append(n.column(met[events.where]))
    return chains.all_of(tests)
