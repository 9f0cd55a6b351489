"""Values made of events: how many, how many different, sums, extremes, the latest."""

from __future__ import annotations

from .. import model, syntax
from ..findings import declared
from . import events, places
from .context import Context
from .literals import KIND_WORDS, LARGEST_SUM, Typed

INTEGER = model.ValueType("integer")
MOST_EVENTS = 10**6


def count(ctx: Context, node: syntax.CountOf) -> Typed | None:
    if not places.events_may_be_read(ctx, node.span):
        return None
    filter = events.event_filter(ctx, node.events)
    if filter is None:
        return None
    return _count(model.CountOf(filter), node)


def count_different(ctx: Context, node: syntax.CountDifferent) -> Typed | None:
    found = of_events(ctx, node.attribute, node.events, node)
    if found is None:
        return None
    of, filter = found
    return _count(model.CountDifferent(node.attribute.text, of.type, filter), node)


def _count(made: model.Value, node: syntax.Value) -> Typed:
    return Typed(made, INTEGER, "the count", node.span, "count", can_be_missing=False, bound=MOST_EVENTS)


def number(ctx: Context, node: syntax.EventNumber) -> Typed | None:
    """`sum of amount of purchase in last 90 days`, `highest of …`, `lowest of …`."""
    found = of_events(ctx, node.attribute, node.events, node)
    if found is None:
        return None
    of, filter = found
    shown = f"`{node.op} of {node.attribute.text} …`"
    places_ = of.type.places
    if not of.numeric and (node.op == "sum" or of.type.kind not in ("date", "timestamp")):
        ctx.findings.report(
            "SL0310",
            node.attribute.span,
            f"`{node.op} of` needs numbers, and {of.shown} is {KIND_WORDS[of.type.kind]}",
            f"ask for the latest: `latest {node.attribute.text} of …`"
            if node.op != "sum"
            else f"count them: `count of different {node.attribute.text} of …`",
            *([declared(of.declared_at)] if of.declared_at else []),
        )
        return None
    if node.op == "sum":
        made: model.Value = model.EventSum(node.attribute.text, of.type, filter)
        type = of.type
        return Typed(made, type, shown, node.span, "computed", False, places_, of.declared_at, LARGEST_SUM)
    made = model.EventExtreme(node.op, node.attribute.text, of.type, filter)
    return Typed(made, of.type, shown, node.span, "computed", True, places_, of.declared_at)


def pick(ctx: Context, node: syntax.EventAttribute) -> Typed | None:
    """`latest page of page_view in last 9 days`, `first …`."""
    found = of_events(ctx, node.attribute, node.events, node)
    if found is None:
        return None
    of, filter = found
    made = model.EventPick(node.which, node.attribute.text, of.type, filter)
    shown = f"`{node.which} {node.attribute.text} …`"
    return Typed(made, of.type, shown, node.span, "computed", True, of.type.places, of.declared_at)


def of_events(
    ctx: Context, attribute: syntax.Name, selector: syntax.EventSelector, node: syntax.Value
) -> tuple[Typed, model.EventFilter] | None:
    """The attribute and the events that it is of."""
    if not places.events_may_be_read(ctx, node.span):
        return None
    kinds = events.kinds_of(ctx, selector)
    of = events.attribute(ctx, kinds, attribute) if kinds else None
    filter = events.event_filter(ctx, selector, kinds=kinds) if kinds else None
    return None if of is None or filter is None else (of, filter)
