"""Walking values and conditions of the checked model, without recursion limits to fear (nesting is bounded)."""

from __future__ import annotations

from collections.abc import Iterator

from ..dsl import model

Node = model.Value | model.Condition


def children(node: Node) -> tuple[Node, ...]:
    """The direct parts of a node on the lead's side.

    The insides of an event filter are not among them, nor what is evaluated for colleagues.
    """
    match node:
        case model.DomainOf(value) | model.LocalDay(value) | model.DaysSince(value) | model.SetSize(value):
            return (value,)
        case model.Since(value) | model.FullUnits(value):
            return (value,)
        case model.Linear(terms):
            return tuple(value for _, value in terms)
        case model.Greatest(items) | model.Least(items) | model.LeastKnown(items):
            return items
        case model.Else(value, other):
            return (value, other)
        case model.Between(first, second):
            return (first, second)
        case model.Compare(_, left, right):
            return (left, right)
        case model.IsMissing(value) | model.IsTrue(value) | model.AgeBetween(value):
            return (value,)
        case model.InSet(value) | model.InList(value) | model.TextTest(_, value):
            return (value,)
        case model.Decide(lines):
            return tuple(condition for condition, _ in lines)
        case model.And(conditions) | model.Or(conditions) | model.AtLeast(_, conditions):
            return conditions
        case model.Not(item) | model.IsUnknown(item):
            return (item,)
        case _:
            return ()


def filter_of(node: Node) -> model.EventFilter | None:
    """The event filter that a node reads, None where it reads no events."""
    match node:
        case model.CountOf(events) | model.Happened(events) | model.Quiet(events) | model.Burst(events):
            return events
        case model.DaysSinceLast(events) | model.DaysSinceFirst(events) | model.CountDifferent(_, _, events):
            return events
        case model.FirstMoment(events) | model.LastMoment(events) | model.EventSum(_, _, events):
            return events
        case model.EventExtreme(_, _, _, events) | model.EventPick(_, _, _, events) | model.EventValues(_, _, events):
            return events
        case _:
            return None


def inside(events: model.EventFilter) -> Iterator[Node]:
    """What an event filter reads: its condition, its moment, and the same of the events it is held to."""
    if events.where is not None:
        yield events.where
    if events.since is not None:
        yield events.since
    match events.relation:
        case model.Follows(other) | model.FollowedBy(other):
            yield from inside(other)
        case None:
            pass


def of_colleagues(node: Node) -> tuple[Node, ...]:
    """What a node evaluates for each colleague."""
    match node:
        case model.OfLeads(_, value, who):
            return tuple(part for part in (value, who.condition) if part is not None)
        case _:
            return ()


def walk(node: Node, *, colleagues: bool = True) -> Iterator[Node]:
    """The node and everything below it, insides of event filters included, parents first.

    Without `colleagues`: only what is evaluated for the lead itself.
    """
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        below = list(children(current))
        if colleagues:
            below.extend(of_colleagues(current))
        events = filter_of(current)
        if events is not None:
            below.extend(inside(events))
        stack.extend(reversed(below))
