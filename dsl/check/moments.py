"""Moments and what has passed since them: ages, times between, the moment from which events count."""

from __future__ import annotations

from dataclasses import replace

from .. import model, syntax
from ..findings import declared
from ..source import Span
from . import attributes, events, places
from .context import Context
from .durations import SECONDS
from .literals import Typed, kind_words

TIMESTAMP = model.ValueType("timestamp")
INTEGER = model.ValueType("integer")
LONGEST_AGE = 10**5  # days


def age(ctx: Context, moments: tuple[syntax.Moment, ...], unit: syntax.AgeUnit, span: Span) -> Typed | None:
    """Whole units since the moment, or since the latest of several that are known."""
    found = [_one_age(ctx, moment, unit, span) for moment in moments]
    made = [item for item in found if item is not None]
    if len(made) < len(moments) or not made:  # nothing in the parentheses has been reported
        return None
    if len(made) == 1:
        return replace(made[0], span=span)
    nodes = tuple(dict.fromkeys(item.node for item in made))
    node = nodes[0] if len(nodes) == 1 else model.LeastKnown(nodes)
    return _age(node, f"`{unit}s since (…)`", unit, span, all(item.can_be_missing for item in made), None)


def _age(
    node: model.Value, shown: str, unit: syntax.AgeUnit, span: Span, missing: bool, declared_at: Span | None
) -> Typed:
    bound = LONGEST_AGE * (86_400 // SECONDS[unit])
    return Typed(node, INTEGER, shown, span, "age", missing, declared_at=declared_at, bound=bound)


def _one_age(ctx: Context, moment: syntax.Moment, unit: syntax.AgeUnit, span: Span) -> Typed | None:
    if isinstance(moment, syntax.EventMoment):
        return since_event(ctx, moment.which, moment.events, unit, span)
    return since_attribute(ctx, moment, unit, span)


def since_event(
    ctx: Context,
    which: str,
    selector: syntax.EventSelector,
    unit: syntax.AgeUnit,
    span: Span,
) -> Typed | None:
    """`days since last page_view`; in hours and minutes by the moment of that event."""
    if not places.events_may_be_read(ctx, span):
        return None
    filter = events.event_filter(ctx, selector, window=False)
    if filter is None:
        return None
    node: model.Value
    if unit == "day":
        node = model.DaysSinceLast(filter) if which == "last" else model.DaysSinceFirst(filter)
    else:
        node = model.Since(_moment_of(which, filter), SECONDS[unit])
    return _age(node, f"`{unit}s since {which} …`", unit, span, True, None)


def _moment_of(which: str, filter: model.EventFilter) -> model.FirstMoment | model.LastMoment:
    return model.LastMoment(filter) if which == "last" else model.FirstMoment(filter)


def since_attribute(ctx: Context, name: syntax.Name | syntax.Path, unit: syntax.AgeUnit, span: Span) -> Typed | None:
    if isinstance(name, syntax.Name) and not _is_attribute(ctx, name, f"{unit}s since"):
        return None
    since = attributes.path(ctx, name) if isinstance(name, syntax.Path) else attributes.named(ctx, name)
    if since is None or not _dated(ctx, since, f"`{unit}s since`", name.span):
        return None
    shown = f"`{unit}s since {since.shown[1:-1]}`"
    if unit == "day":
        return _age(model.DaysSince(since.node), shown, unit, span, True, since.declared_at)
    if since.type.kind == "date":
        _no_time_of_day(ctx, since, unit, name.span)
        return None
    return _age(model.Since(since.node, SECONDS[unit]), shown, unit, span, True, since.declared_at)


def _is_attribute(ctx: Context, name: syntax.Name, before: str) -> bool:
    """Whether the name is no event's, which may have happened several times; reports it where it is."""
    if ctx.place == "event" or name.text not in ctx.schema.events:
        return True
    ctx.findings.report(
        "SL0205",
        name.span,
        f"`{name.text}` is an event, which may have happened several times",
        f"say which one: `{before} last {name.text}` or `{before} first {name.text}`",
        declared(ctx.schema.events[name.text].span),
    )
    return False


def _dated(ctx: Context, value: Typed, what: str, span: Span) -> bool:
    if value.type.kind in ("date", "timestamp"):
        return True
    ctx.findings.report(
        "SL0310",
        span,
        f"{what} needs a date or a timestamp, and {value.shown} is {kind_words(value)}",
        "",
        *([declared(value.declared_at)] if value.declared_at else []),
    )
    return False


def _no_time_of_day(ctx: Context, value: Typed, unit: str, span: Span) -> None:
    ctx.findings.report(
        "SL0308",
        span,
        f"{value.shown} is a date without a time of day, so its age has no {unit}s",
        "count days, or declare the attribute as `timestamp`",
        *([declared(value.declared_at)] if value.declared_at else []),
    )


# ---- times between -------------------------------------------------------------------------------------------------


def between(ctx: Context, node: syntax.TimeBetween) -> Typed | None:
    """`days from first trial to first purchase`."""
    first = moment(ctx, node.start, f"{node.unit}s from")
    second = moment(ctx, node.end, f"{node.unit}s from … to")
    if first is None or second is None:
        return None
    if "date" in (first.type.kind, second.type.kind):
        for item in (first, second):
            if item.type.kind == "date" and node.unit != "day":
                _no_time_of_day(ctx, item, node.unit, item.span)
                return None
        first, second = _as_day(first), _as_day(second)
    made = model.Between(first.node, second.node, SECONDS[node.unit])
    return _age(made, f"`{node.unit}s from … to …`", node.unit, node.span, True, None)


def _as_day(value: Typed) -> Typed:
    """A moment beside a date counts by its calendar day."""
    if value.type.kind == "date":
        return value
    return replace(value, node=model.LocalDay(value.node), type=model.ValueType("date"))


def moment(ctx: Context, node: syntax.Moment, before: str) -> Typed | None:
    """A date or timestamp attribute, or the moment of an event; `before` is what stands before it."""
    match node:
        case syntax.EventMoment(which, selector, span):
            if not places.events_may_be_read(ctx, span):
                return None
            filter = events.event_filter(ctx, selector, window=False)
            if filter is None:
                return None
            return Typed(_moment_of(which, filter), TIMESTAMP, f"`{which} …`", span)
        case syntax.Path():
            found = attributes.path(ctx, node)
        case syntax.Name():
            if not _is_attribute(ctx, node, before):
                return None
            found = attributes.named(ctx, node)
    return found if found is not None and _dated(ctx, found, f"`{before}`", node.span) else None


# ---- counts since --------------------------------------------------------------------------------------------------


def with_counts_since(ctx: Context, written: syntax.CountsSince | None) -> Context | None:
    """The context in which events count from that moment on only; None where it is wrong, and reported."""
    if written is None:
        return ctx
    node = written.moment
    outside = replace(ctx, since=None)
    if ctx.place == "account" and not places.events_may_be_read(ctx, written.span):
        return None
    if isinstance(node, syntax.Path):
        ctx.report(
            "SL0310",
            node.span,
            "`counts since` takes an event or a timestamp of the lead, and this is the account's",
            "bind it as an attribute of the lead",
        )
        return None
    if isinstance(node, syntax.Name) and not _is_attribute(ctx, node, "counts since"):
        return None
    found = (
        moment(outside, node, "counts since")
        if isinstance(node, syntax.EventMoment)
        else attributes.named(outside, node)
    )
    if found is None:
        return None
    if found.type.kind != "timestamp":
        ctx.findings.report(
            "SL0310",
            node.span,
            f"`counts since` needs a timestamp or an event, and {found.shown} is {kind_words(found)}",
            "events have a time of day: declare the attribute as `timestamp`"
            if found.type.kind == "date"
            else "name an event: `counts since last status_change`",
            *([declared(found.declared_at)] if found.declared_at else []),
        )
        return None
    return replace(ctx, since=found.node)
