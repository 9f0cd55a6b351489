"""What events need to know of other events of the same lead: relations in time, and moments after which they count.

Each is a column, computed by window functions over all events of a lead and moment. An event that another filter asks
about is marked first; filters inside filters come on earlier levels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from ...dsl import model
from . import chains, names, windows
from . import nodes as n
from .conditions import condition_sql
from .operands import Scope
from .owners import SinceWhen
from .partitions import attribute_key
from .steps import Names, Steps


@dataclass(frozen=True, slots=True)
class Held:
    """Whether the event stands to another one as the relation says, before `negated`."""

    relation: model.Relation
    kinds: tuple[str, ...]  # those that ask


@dataclass(frozen=True, slots=True)
class Marked:
    """Whether the event passes a filter that other events ask about."""

    events: model.EventFilter


@dataclass(frozen=True, slots=True)
class Extent:
    """The events at hand: their kinds, and the window in which they all lie (None: any age)."""

    kinds: tuple[str, ...]
    window: int | None


def of_kinds(kinds: Iterable[str], table: str | None = None) -> n.Node:
    event, texts = n.column(names.EVENT, table), [n.text(kind) for kind in kinds]
    return n.equal(event, texts[0]) if len(texts) == 1 else n.one_of(event, texts)


def in_window(window: int) -> n.Node:
    return n.compare(exp.GT, n.column(names.AT), n.minus(n.column(names.AS_OF), n.number(window)))


def match(events: model.EventFilter, scope: Scope, extent: Extent) -> n.Node:
    """Whether the filter lets one of these events through; not true where it does not.

    `where` is only looked at for events of its kinds and window.
    """
    outer: list[n.Node] = []
    if not set(extent.kinds) <= set(events.kinds):
        outer.append(of_kinds(events.kinds))
    if events.window is not None and events.window != extent.window:
        outer.append(in_window(events.window))
    if events.since is not None:
        since = scope.column(SinceWhen(events.since))
        outer.append(chains.any_of([n.is_null(since), n.compare(exp.GT, n.column(names.AT), since)]))
    if events.relation is not None:
        held = scope.column(_held(events))
        outer.append(n.negated(held) if events.relation.negated else held)
    if events.where is None:
        return chains.all_of(outer)
    where = condition_sql(events.where, scope)
    return n.when((chains.all_of(outer), where), otherwise=n.false()) if outer else where


def inner(events: model.EventFilter) -> Iterator[model.EventFilter]:
    """The filters on which this one stands directly."""
    if events.relation is not None:
        yield related(events.relation)
    match events.since:
        case model.LastMoment(other) | model.FirstMoment(other):
            yield other
        case _:
            pass


def all_inside(events: model.EventFilter) -> Iterator[model.EventFilter]:
    """The filter and all on which it stands."""
    yield events
    for other in inner(events):
        yield from all_inside(other)


def related(relation: model.Relation) -> model.EventFilter:
    match relation:
        case model.Follows(other) | model.FollowedBy(other):
            return other


def hold(steps: Steps, scope: Scope, taken: Names, filters: Iterable[model.EventFilter], extent: Extent) -> None:
    """Adds the columns that `match` needs for these filters."""
    levels: dict[int, list[model.EventFilter]] = {}
    for events in dict.fromkeys(each for outer in filters for each in all_inside(outer)):
        levels.setdefault(_height(events), []).append(events)
    for _, asking in sorted(levels.items()):
        asked = dict.fromkeys(other for events in asking for other in inner(events))
        marks = [
            (Marked(events), match(events, scope, extent)) for events in asked if Marked(events) not in scope.columns
        ]
        _add(steps, scope, taken, "marked", "mark", marks)
        relations = {_held(events): events for events in asking if events.relation is not None}
        relations = {key: events for key, events in relations.items() if key not in scope.columns}
        near = _add_near(steps, scope, taken, relations)
        wanted: dict[Held | SinceWhen, n.Node] = {
            key: _held_sql(events, key.relation, near[key], scope) for key, events in relations.items()
        }
        for events in asking:
            if isinstance(events.since, model.LastMoment | model.FirstMoment):
                wanted[SinceWhen(events.since)] = _moment_sql(events.since, scope)
        known = {key: node for key, node in wanted.items() if key not in scope.columns}
        _add(steps, scope, taken, "held", "held", list(known.items()))


def _add(
    steps: Steps,
    scope: Scope,
    taken: Names,
    step: str,
    wish: str,
    columns: Sequence[tuple[Marked | Held | SinceWhen, n.Node]],
) -> None:
    named = [(key, node, taken.take("since" if isinstance(key, SinceWhen) else wish)) for key, node in columns]
    steps.extend(step, [n.named(node, name) for _, node, name in named])
    scope.columns.update({key: name for key, _, name in named})


def _height(events: model.EventFilter) -> int:
    return 1 + max((_height(other) for other in inner(events)), default=-1)


def _held(events: model.EventFilter) -> Held:
    assert events.relation is not None
    relation = replace(events.relation, negated=False)
    return Held(relation, () if relation.same is None else events.kinds)


@dataclass(frozen=True, slots=True)
class _Near:
    """Columns: how many marked events are at its second, itself included; the second of the nearest other one."""

    together: str
    nearest: str


def _add_near(
    steps: Steps, scope: Scope, taken: Names, relations: Mapping[Held, model.EventFilter]
) -> dict[Held, _Near]:
    """Adds what the relations ask of other events.

    Each window function is a column of its own: MariaDB computes one inside AND, OR or CASE only where it gets there,
    and the window then misses rows.
    """
    found: dict[Held, _Near] = {}
    columns: list[n.Node] = []
    for key, events in relations.items():
        at, mark, by = n.column(names.AT), scope.column(Marked(related(key.relation))), _by()
        same = _same(events, key.relation, scope)
        by += [] if same is None else [same]
        marked_at = n.when((mark, at))
        match key.relation:
            case model.Follows():
                nearest = windows.over(n.call("max", marked_at), by, windows.ascending(at), "rows before")
            case model.FollowedBy():
                nearest = windows.over(n.call("min", marked_at), by, windows.descending(at), "rows before")
        together = windows.over(n.call("sum", _one(mark)), [*by, at])
        found[key] = _Near(taken.take("together"), taken.take("nearest"))
        columns += [n.named(together, found[key].together), n.named(nearest, found[key].nearest)]
    steps.extend("near", columns)
    return found


def _held_sql(events: model.EventFilter, relation: model.Relation, near: _Near, scope: Scope) -> n.Node:
    """The nearest marked event before (or behind), or another one of the same second: never the event itself."""
    at, nearest = n.column(names.AT), n.column(near.nearest)
    same = _same(events, relation, scope)
    one = _one(scope.column(Marked(related(relation))))
    tests = [n.compare(exp.GT, n.minus(n.column(near.together), one), n.number(0))]
    match relation:
        case model.Follows(_, within):
            tests.append(n.compare(exp.GTE, nearest, n.minus(at, n.number(within))))
        case model.FollowedBy(_, None):
            tests.append(n.is_known(nearest))
        case model.FollowedBy(_, int(within)):
            tests.append(n.compare(exp.LTE, nearest, n.plus(at, n.number(within))))
    known = [] if same is None else [n.is_known(same)]
    # CASE, since a comparison with nothing is unknown.
    return n.when((chains.all_of([*known, chains.any_of(tests)]), exp.Boolean(this=True)), otherwise=n.false())


def _same(events: model.EventFilter, relation: model.Relation, scope: Scope) -> n.Node | None:
    """The column that both events have alike, where the relation asks for one."""
    if relation.same is None:
        return None
    kinds = (*events.kinds, *related(relation).kinds)
    return scope.column(attribute_key(scope.plan, kinds, relation.same))


def _one(mark: n.Node) -> n.Node:
    return n.when((mark, n.number(1)), otherwise=n.number(0))


def _moment_sql(moment: model.LastMoment | model.FirstMoment, scope: Scope) -> n.Node:
    function = "max" if isinstance(moment, model.LastMoment) else "min"
    marked_at = n.when((scope.column(Marked(moment.events)), n.column(names.AT)))
    return windows.over(n.call(function, marked_at), _by())


def _by() -> list[n.Node]:
    return [n.column(names.LEAD), n.column(names.AS_OF)]
