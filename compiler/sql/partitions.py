"""Parts of events: calendar periods and values of attributes, as columns that rows of many features share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from ...dsl import model
from .. import plan as p
from . import names
from . import nodes as n
from .operands import EventKey, Scope, event_key


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
            objects, at = names.objects(scope.plan.name), n.column(names.AT)
            day = scope.call(objects.local_day, at)
            match unit:
                case "hour":
                    return scope.call(objects.local_hour, at)
                case "day":
                    return day if every == 1 else n.quotient(day, n.number(every))
                case "week":
                    return n.quotient(n.plus(day, n.number(3)), n.number(7))
                case "month":
                    return scope.dialect.month(day)
                case other:
                    assert_never(other)


def number_of(column: n.Node, kind: model.Kind) -> n.Node:
    """The column as it is, but yes or no as a number."""
    return n.cast(column, "BIGINT") if kind == "boolean" else column
