"""Parts of events: calendar periods and values of attributes, as columns that rows of many features share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from ...dsl import model
from .. import plan as p
from . import names
from . import nodes as n
from .keys import EventKey, LocalUnit
from .operands import Scope, event_key


def attribute_key(plan: p.Plan, kinds: Iterable[str], name: str) -> EventKey:
    """The attribute as these kinds declare it."""
    for kind in plan.schema.events:
        for attribute in kind.attributes:
            if kind.name in kinds and attribute.name == name:
                return EventKey(attribute.name, attribute.type.kind, attribute.type.places)
    raise AssertionError("the checker knows the attribute")


def source_key(plan: p.Plan) -> EventKey | None:
    """The attribute by which contributions are split; None where no kind has it as a text."""
    for kind in plan.schema.events:
        for attribute in kind.attributes:
            if attribute.name == plan.attribution and attribute.type.kind == "text":
                return EventKey(attribute.name, "text", 0)
    return None


def is_text(part: model.Partition) -> bool:
    return isinstance(part, model.EventValue) and part.type.kind == "text"


def part_sql(part: model.Partition, scope: Scope) -> n.Node:
    """The number of the period, or the value; yes and no as 1 and 0."""
    match part:
        case model.EventValue(_, kind):
            return number_of(scope.column(event_key(part)), kind.kind)
        case model.Period(unit, every):
            if unit == "hour":
                return scope.column(LocalUnit("hour"))
            day = scope.column(LocalUnit("day"))
            match unit:
                case "day":
                    return day if every == 1 else n.quotient(day, n.number(every))
                case "week":
                    return n.quotient(n.plus(day, n.number(3)), n.number(7))
                case "month":
                    return scope.dialect.month(day)
                case other:
                    assert_never(other)


def number_of(column: n.Node, kind: model.Kind) -> n.Node:
    """The column as it is, but yes or no as a number; not every engine casts one."""
    if kind != "boolean":
        return column
    return n.cast(n.when((column, n.number(1)), (n.negated(column), n.number(0))), "BIGINT")


def periods(features: Iterable[p.Feature]) -> Iterator[model.Period]:
    """The calendar periods by which features part their events."""
    for feature in features:
        if isinstance(feature, p.Occurrences):
            completes = None if feature.completes is None else feature.completes.part
            cap = None if feature.cap is None else feature.cap.part
            for part in (feature.once_per, feature.latest_per, completes, cap):
                if isinstance(part, model.Period):
                    yield part


def local_units(scope: Scope, wanted: Iterable[model.Period]) -> dict[LocalUnit, n.Node]:
    """The hour or day of local time, counted since 1970, that each event needs: once, since a zone is a long search."""
    objects, at = names.objects(scope.plan.name), n.column(names.AT)
    functions = {"hour": objects.local_hour, "day": objects.local_day}
    units = dict.fromkeys(LocalUnit("hour" if period.unit == "hour" else "day") for period in wanted)
    return {key: scope.call(functions[key.unit], at) for key in units}
