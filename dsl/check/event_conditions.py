"""Conditions on events: happened, did not, at least so often, so often within so short a time; dates in a window."""

from __future__ import annotations

from .. import model, syntax
from ..findings import declared, did_you_mean
from ..source import Span
from . import attributes, events, parameters, places, relations
from .context import Context
from .durations import days_of, seconds_of
from .literals import Typed, kind_words
from .numbers import plain, whole
from .silence import needs_since

MOST_OCCURRENCES = 10**6
MOST_BURST = 1_000


def of_events(ctx: Context, node: syntax.Happened | syntax.NoEvent | syntax.AtLeastEvents) -> model.Condition | None:
    if not _events_may_be_asked_for(ctx, node.span):
        return None
    if isinstance(node, syntax.AtLeastEvents) and node.within is not None:
        return _burst(ctx, node, node.within)
    filter = events.event_filter(ctx, node.events)
    number: int | None = 1
    if isinstance(node, syntax.AtLeastEvents):
        number = _count(ctx, node.count, 1, MOST_OCCURRENCES)
    if filter is None or number is None:
        return None
    if not isinstance(node, syntax.NoEvent):
        return model.Happened(filter, number)
    if filter.window is not None and not needs_since(ctx, node.span, "`no … in last`"):
        return None
    return model.Quiet(filter)


def _events_may_be_asked_for(ctx: Context, span: Span) -> bool:
    if ctx.place != "event":
        return places.events_may_be_read(ctx, span)
    ctx.report(
        "SL0315",
        span,
        "`where` looks at one event at a time and cannot ask for other events",
        "put the second condition behind `when` or `unless`",
    )
    return False


def _count(ctx: Context, written: syntax.Amount, least: int, most: int) -> int | None:
    """A whole number of events between the two."""
    found = parameters.number(ctx, written)
    if found is None:
        return None
    number = whole(found.value)
    if number is not None and least <= number <= most:
        return number
    help = ""
    if found.value == 0:
        help = "`no … in last` asks for none"
    elif least > 1 and found.value == 1:
        help = "leave out `within`: one event is not spread over time"
    ctx.report(
        "SL0605",
        found.span,
        f"a number of events {'within a time ' if least > 1 else ''}is whole, from {least} to {most:,}, "
        f"not {plain(found.value)}",
        help,
    )
    return None


def _burst(ctx: Context, node: syntax.AtLeastEvents, within: syntax.Length) -> model.Condition | None:
    """`at least 5 events within 24 hours in last 14 days`: all of them lie in the window."""
    filter = events.event_filter(ctx, node.events)
    number = _count(ctx, node.count, 2, MOST_BURST)
    seconds = relations.seconds_apart(ctx, within, "the time within which events count")
    if filter is None or number is None or seconds is None:
        return None
    return model.Burst(filter, number, seconds)


def in_window(ctx: Context, node: syntax.InWindow) -> model.Condition | None:
    """`x in last 30 days` of an event or of a date."""
    if isinstance(node.name, syntax.Path):
        found = attributes.path(ctx, node.name)
        return None if found is None else _dated(ctx, node, found)
    name = node.name
    if ctx.place not in ("event", "account") and name.text in ctx.schema.events:
        return _event(ctx, node, name)
    if ctx.place in ("event", "account") and name.text in ctx.schema.events and name.text not in ctx.names():
        _events_may_be_asked_for(ctx, node.span)
        return None
    known = ctx.place == "event" or name.text in {*ctx.names(), *ctx.outcomes.scores, *ctx.outcomes.grades}
    if not known and not ctx.unseen(name.text, ctx.names()) and not ctx.schema.absent:
        candidates = {*ctx.schema.events, *ctx.schema.attributes}
        ctx.report(
            "SL0202",
            name.span,
            f"there is no event or date attribute `{name.text}`",
            did_you_mean(name.text, candidates, f"declare it: `event {name.text} {{ }}`"),
        )
        return None
    found = attributes.named(ctx, name)
    return None if found is None else _dated(ctx, node, found)


def _event(ctx: Context, node: syntax.InWindow, name: syntax.Name) -> model.Condition | None:
    if node.direction == "next":
        ctx.findings.report(
            "SL0314",
            node.span,
            f"`{name.text}` is an event, and events lie in the past",
            f"write `{name.text} in last …`",
            declared(ctx.schema.events[name.text].span),
        )
        return None
    if not places.events_may_be_read(ctx, node.span):
        return None
    selector = syntax.EventSelector(name, False, None, syntax.Window(node.duration, node.span), node.span)
    filter = events.event_filter(ctx, selector)
    return None if filter is None else model.Happened(filter)


def _dated(ctx: Context, node: syntax.InWindow, found: Typed) -> model.Condition | None:
    if found.type.kind not in ("date", "timestamp"):
        ctx.findings.report(
            "SL0301",
            node.span,
            f"`in {node.direction} …` needs an event, a date or a timestamp, and {found.shown} is {kind_words(found)}",
            f"compare it first, and let the window of the events follow: {found.shown.rstrip('`')} is yes`"
            if found.type.kind == "boolean" and ctx.place == "event"
            else "",
            *([declared(found.declared_at)] if found.declared_at else []),
        )
        return None
    is_date = found.type.kind == "date"
    amount = days_of(ctx, node.duration, found.shown) if is_date else seconds_of(ctx, node.duration, "a window")
    if amount is None:
        return None
    if node.direction == "last":
        return model.AgeBetween(found.node, 0, amount)
    return model.AgeBetween(found.node, 1 - amount, 1)
