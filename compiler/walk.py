"""Walking values and conditions of the checked model, without recursion limits to fear (nesting is bounded)."""

from __future__ import annotations

from collections.abc import Iterator

from ..dsl import model

Node = model.Value | model.Condition


def children(node: Node) -> tuple[Node, ...]:
    """The direct parts of a node on the lead's side; the inside of an event filter is not among them."""
    match node:
        case model.DomainOf(value) | model.LocalDay(value) | model.DaysSince(value):
            return (value,)
        case model.Compare(_, left, right):
            return (left, right)
        case model.IsMissing(value) | model.IsTrue(value) | model.AgeBetween(value):
            return (value,)
        case model.InSet(value) | model.InList(value) | model.TextTest(_, value):
            return (value,)
        case model.And(items) | model.Or(items):
            return items
        case model.Not(item):
            return (item,)
        case _:
            return ()


def filter_of(node: Node) -> model.EventFilter | None:
    """The event filter that a node reads, None where it reads no events."""
    match node:
        case model.CountOf(events) | model.Happened(events) | model.Quiet(events):
            return events
        case model.DaysSinceLast(events) | model.DaysSinceFirst(events) | model.CountDifferent(_, _, events):
            return events
        case _:
            return None


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, insides of event filters included, parents first."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        events = filter_of(current)
        if events is not None and events.where is not None:
            stack.append(events.where)
        stack.extend(reversed(children(current)))
