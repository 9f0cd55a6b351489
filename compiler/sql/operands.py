"""Values as SQL, and the columns that are computed once before conditions read them.

A column is known by its key: a lead attribute, an event attribute, a feature, a named condition, a score, or one of
the derived forms below (a folded text, a domain, a day). `levels` puts derived columns into an order in which each
reads columns of earlier levels only, so that no expression holds another one's text.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from ...dsl import model
from ...dsl.zones import DAY
from .. import plan as p
from ..walk import Node, children
from . import names
from . import nodes as n
from .arithmetic import Arithmetic, arithmetic_sql, arithmetic_wish, parts_of
from .decays import units, weight
from .dialects.dialect import Dialect
from .keys import (
    AccountKey,
    BehindAt,
    Computed,
    Derived,
    EventKey,
    ExistedDays,
    FlagKey,
    Folded,
    LeadKey,
    LetKey,
    LocalUnit,
    Measure,
    Member,
    OutcomeKey,
    QuietDays,
    Spaced,
    Tested,
    UnitsOfLatest,
    WeightOfLatest,
)
from .lists import Lists

TODAY = "today"
VALUE = "value"  # the parameter of functions


@dataclass(frozen=True, slots=True)
class Scope:
    """What expressions of one query read: the column of each key so far, the lists, the engine."""

    plan: p.Plan
    dialect: Dialect
    lists: Lists
    moment_columns: tuple[str, ...]  # of each row, besides those of `columns`
    columns: dict[Hashable, str]
    bodies: Mapping[str, n.Node]  # of the functions that the engine cannot define, with `VALUE` as their parameter
    explains: bool = False  # whether the query tells what each rule pays, and when the last event behind it was
    most: dict[Hashable, int] = field(default_factory=dict)  # the greatest value of a column, where that is known

    def call(self, function: str, argument: n.Node) -> n.Node:
        """A call of a function of one value, or its body."""
        if function not in self.bodies:
            return self.dialect.call(function, argument)
        body = self.bodies[function].transform(
            lambda node: n.own(argument) if isinstance(node, exp.Column) and node.name == VALUE else node
        )
        return exp.paren(body, copy=False)

    def column(self, key: Hashable) -> n.Node:
        return n.column(self.columns[key])


def event_key(value: model.EventValue) -> EventKey:
    return EventKey(value.name, value.type.kind, value.type.places)


def value_sql(value: model.Value, scope: Scope) -> n.Node:
    """The value as an expression over columns of the scope, small enough to be repeated."""
    match value:
        case model.LeadValue(name):
            return scope.column(LeadKey(name))
        case model.EventValue():
            return scope.column(event_key(value))
        case model.Constant(constant):
            return constant_sql(constant)
        case model.Today(minus_days):
            return _minus(n.column(TODAY), minus_days)
        case model.MonthsAgo(months):
            return n.column(months_column(months))
        case model.SecondsAgo(seconds):
            return _minus(n.column(names.AS_OF), seconds)
        case model.CountOf(events):
            return scope.column(Measure("count", events))
        case model.EventValues():
            raise AssertionError("several values")
        case model.CountDifferent():
            return scope.column(Measure("different", _feature(value)))
        case model.LastMoment(events):
            return scope.column(Measure("latest", events))
        case model.FirstMoment(events):
            return scope.column(Measure("first", events))
        case model.EventSum():
            return scope.column(Measure("sum", _feature(value)))
        case model.EventExtreme() | model.EventPick():
            return scope.column(Measure("value", _feature(value)))
        case model.ScoreOf(name) | model.GradeOf(name) | model.StageOf(name):
            return scope.column(OutcomeKey(name))
        case model.AccountValue(name):
            return scope.column(AccountKey(name))
        case _:
            return scope.column(Computed(value))


def _feature(value: model.Value) -> p.Feature:
    feature = p.feature_of(value)
    assert feature is not None
    return feature


def constant_sql(constant: str | int | bool) -> n.Node:
    if isinstance(constant, bool):
        return exp.Boolean(this=constant)
    return n.text(constant) if isinstance(constant, str) else n.number(constant)


def text_sql(value: model.Value, scope: Scope, *, folded: bool) -> n.Node:
    return scope.column(Folded(value)) if folded and not _is_folded(value) else value_sql(value, scope)


def months_column(months: int) -> str:
    return f"months_ago_{months}"


def now_for(value: model.Value) -> n.Node:
    """What the value's age is measured from."""
    return n.column(TODAY if p.is_date(value) else names.AS_OF)


def since(plan: p.Plan) -> model.LeadValue | None:
    for attribute in plan.schema.attributes:
        if attribute.name == plan.schema.since:
            return model.LeadValue(attribute.name, attribute.type)
    return None


def needs(root: Node, lists: Lists) -> Iterator[Derived | Member]:
    """The derived columns that a value or condition reads."""
    stack = [root]
    while stack:
        node = stack.pop()
        stack.extend(reversed(children(node)))
        if isinstance(node, Arithmetic):
            yield Computed(node)
            continue
        match node:
            case model.DomainOf() | model.LocalDay() | model.DaysSince():
                yield Computed(node)
            case model.DaysSinceLast() | model.DaysSinceFirst():
                yield Computed(node)
            case model.Compare(_, left, _, True):
                yield from _folded(left)
            case model.InSet(value, _, True):
                yield from _folded(value)
            case model.InList(value, name, folded):
                if folded:
                    yield from _folded(value)
                if (name, folded) in lists.tables:
                    yield Member(name, folded, value)
            case model.TextTest("word", value):
                yield Spaced(value)
            case model.TextTest(_, value, _, True):
                yield from _folded(value)
            case _:
                pass


def _folded(value: model.Value) -> Iterator[Derived]:
    if not _is_folded(value):
        yield Folded(value)


def _is_folded(value: model.Value) -> bool:
    return isinstance(value, model.DomainOf)


def levels(keys: Iterable[Derived], scope: Scope) -> list[list[Derived]]:
    """The keys and all that they stand on, without those that the scope has, in levels."""
    depth: dict[Derived, int] = {}

    def place(key: Derived) -> int:
        if key in scope.columns:
            return -1
        if key not in depth:
            depth[key] = 1 + max((place(below) for below in _stands_on(key)), default=-1)
        return depth[key]

    for key in keys:
        place(key)
    ordered: list[list[Derived]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for key, level in depth.items():
        ordered[level].append(key)
    return ordered


def _stands_on(key: Derived) -> tuple[Derived, ...]:
    if isinstance(key, Computed) and isinstance(key.value, Arithmetic):
        return tuple(below for part in parts_of(key.value) for below in _own(part))
    match key:
        case Computed(model.DomainOf(value)):
            return (BehindAt(value),)
        case Computed(model.LocalDay(value) | model.DaysSince(value)):
            return _own(value)
        case BehindAt(value) | Folded(value):
            return _own(value)
        case Spaced(value):
            return _own(value) if _is_folded(value) else (Folded(value),)
        case QuietDays(value):
            return (Computed(value), ExistedDays(value.events.since))
        case ExistedDays(after) if after is not None:
            return _own(after)
        case WeightOfLatest(events, decay):
            return (UnitsOfLatest(events, decay.unit, decay.full_for),)
        case _:
            return ()


def _own(value: model.Value) -> tuple[Derived, ...]:
    if isinstance(value, Arithmetic):
        return (Computed(value),)
    match value:
        case model.DomainOf() | model.LocalDay() | model.DaysSince():
            return (Computed(value),)
        case model.DaysSinceLast() | model.DaysSinceFirst():
            return (Computed(value),)
        case _:
            return ()


def wish(key: Hashable) -> str:
    """A column name that says what the column holds."""
    if isinstance(key, Computed) and isinstance(key.value, Arithmetic):
        return arithmetic_wish(key.value, _short)
    match key:
        case LeadKey(name) | EventKey(name) | LetKey(name) | FlagKey(name):
            return name
        case LocalUnit(unit):
            return f"local_{unit}"
        case AccountKey(name):
            return f"account_{name}"
        case Tested():
            return "tested"
        case Computed(model.DomainOf(value)):
            return f"domain_of_{_short(value)}"
        case Computed(model.LocalDay(value)):
            return f"day_of_{_short(value)}"
        case Computed(model.DaysSince(value)):
            return f"days_since_{_short(value)}"
        case Computed(model.DaysSinceLast()):
            return "days_since_last"
        case Computed(model.DaysSinceFirst()):
            return "days_since_first"
        case BehindAt(value):
            return f"behind_at_of_{_short(value)}"
        case Folded(value):
            return f"folded_{_short(value)}"
        case Spaced(value):
            return f"words_of_{_short(value)}"
        case Member(name, _, value):
            return f"{_short(value)}_in_{name}"
        case ExistedDays(after):
            return "days_of_existence" if after is None else "days_since_then"
        case QuietDays():
            return "days_quiet"
        case UnitsOfLatest():
            return "age_of_latest"
        case WeightOfLatest():
            return "weight_of_latest"
        case Measure(what, _):
            return what
        case _:
            return "value"


def _short(value: model.Value) -> str:
    match value:
        case model.LeadValue(name) | model.EventValue(name) | model.ScoreOf(name) | model.GradeOf(name):
            return name
        case model.AccountValue(name):
            return f"account_{name}"
        case model.DomainOf(inner):
            return f"domain_of_{_short(inner)}"
        case _:
            return "value"


def derived_sql(key: Derived, scope: Scope) -> n.Node:
    """The expression of a derived column over columns of earlier levels."""
    if isinstance(key, Computed) and isinstance(key.value, Arithmetic):
        return arithmetic_sql(key.value, lambda part: value_sql(part, scope))
    objects = names.objects(scope.plan.name)
    match key:
        case Computed(model.DomainOf(value)):
            return scope.call(objects.fold, scope.column(BehindAt(value)))
        case Computed(model.LocalDay(value)):
            return scope.call(objects.local_day, value_sql(value, scope))
        case Computed(model.DaysSince(value)):
            moment, now = value_sql(value, scope), now_for(value)
            age = n.minus(now, moment)
            days = age if p.is_date(value) else n.quotient(age, n.number(DAY))
            return n.when((n.compare(exp.LTE, moment, now), days))
        case Computed(model.DaysSinceLast(events)):
            return _days_since(scope.column(Measure("latest", events)))
        case Computed(model.DaysSinceFirst(events)):
            return _days_since(scope.column(Measure("first", events)))
        case Computed(value):
            return value_sql(value, scope)
        case BehindAt(value):
            return scope.dialect.after_last_at(value_sql(value, scope))
        case Folded(value):
            return scope.call(objects.fold, value_sql(value, scope))
        case Spaced(value):
            return scope.dialect.spaced(text_sql(value, scope, folded=True))
        case ExistedDays(after):
            ages = [_days(value, scope) for value in (since(scope.plan), after) if value is not None]
            return smallest(ages) if ages else n.cast(n.null(), "BIGINT")
        case QuietDays(value):
            existed = scope.column(ExistedDays(value.events.since))
            smaller = n.call("least", n.call("coalesce", value_sql(value, scope), existed), existed)
            return n.when((n.is_known(existed), smaller))
        case UnitsOfLatest(events, unit, full_for):
            return units(n.minus(n.column(names.AS_OF), scope.column(Measure("latest", events))), unit, full_for)
        case WeightOfLatest(events, decay):
            return weight(decay, scope.column(UnitsOfLatest(events, decay.unit, decay.full_for)), scope.dialect)


def _days(value: model.Value, scope: Scope) -> n.Node:
    age = n.minus(now_for(value), value_sql(value, scope))
    return age if p.is_date(value) else n.quotient(age, n.number(DAY))


def smallest(items: list[n.Node]) -> n.Node:
    """The smallest of one or two that is known; some engines skip NULL in `least`, others do not."""
    if len(items) == 1:
        return items[0]
    first, second = items
    return n.call("least", n.call("coalesce", first, second), n.call("coalesce", second, first))


def _days_since(moment: n.Node) -> n.Node:
    return n.quotient(n.minus(n.column(names.AS_OF), moment), n.number(DAY))


def _minus(node: n.Node, amount: int) -> n.Node:
    return n.minus(node, n.number(amount)) if amount else node
