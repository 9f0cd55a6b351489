"""Which events are meant: kind, `where`, relation to other events, window."""

from __future__ import annotations

from .. import model, syntax
from ..findings import declared, did_you_mean
from . import attributes, conditions, relations
from .context import Context, EventInfo
from .durations import seconds_of
from .literals import Typed

Kinds = tuple[EventInfo, ...]


def kinds_of(ctx: Context, selector: syntax.EventSelector) -> Kinds | None:
    """The declared events that the selector can mean, in declared order; None where there is none, and reported."""
    name = selector.kind
    if name is None:
        found = tuple(e for e in ctx.schema.events.values() if e.by_the_lead or not selector.own)
        if not found:
            if not ctx.scope.incomplete:
                ctx.report(
                    "SL0202",
                    selector.span,
                    "no event is declared" + (" that is the lead's own" if selector.own and ctx.schema.events else ""),
                    "declare one: `event page_view { page: text }`",
                )
            return None
        return found
    info = ctx.schema.events.get(name.text)
    if info is None:
        unknown_event(ctx, name)
        return None
    if selector.own and not info.by_the_lead:
        ctx.findings.report(
            "SL0205",
            name.span,
            f"`{name.text}` is declared as not by the lead",
            "leave out `by the lead`",
            declared(info.span),
        )
        return None
    return (info,)


def unknown_event(ctx: Context, name: syntax.Name) -> None:
    if ctx.unseen(name.text, {*ctx.schema.events, *ctx.schema.attributes}):
        return
    if name.text in ctx.schema.attributes:
        ctx.findings.report(
            "SL0205",
            name.span,
            f"`{name.text}` is an attribute of the lead, not an event",
            "",
            declared(ctx.schema.attributes[name.text].span),
        )
        return
    ctx.report(
        "SL0202",
        name.span,
        f"there is no event `{name.text}`",
        did_you_mean(name.text, ctx.schema.events, f"declare it: `event {name.text} {{ }}`"),
    )


def attribute(ctx: Context, kinds: Kinds, name: syntax.Name) -> Typed | None:
    """An attribute that all these events have, of one type; None where there is none, and reported."""
    return attributes.named(ctx.in_event(kinds), name)


def event_filter(
    ctx: Context, selector: syntax.EventSelector, *, window: bool = True, kinds: Kinds | None = None
) -> model.EventFilter | None:
    """The selector checked. `window`: whether one must be written, or none can be. It counts from `ctx.since` on."""
    chosen = kinds or kinds_of(ctx, selector)
    where: model.Condition | None = None
    fine = chosen is not None
    if selector.where is not None and chosen is not None:
        where = conditions.condition(ctx.in_event(chosen), selector.where)
        fine = where is not None
    relation: model.Relation | None = None
    if selector.relation is not None:
        relation = relations.relation(ctx, chosen, selector.relation)
        fine = fine and relation is not None
    seconds: int | None = None
    if selector.window is None:
        if window:
            ctx.report(
                "SL0112",
                selector.span,
                "it is not said how far back events count",
                "add a window such as `in last 90 days`, or `ever`",
            )
            fine = False
    elif not window:
        ctx.report(
            "SL0135",
            selector.window.span,
            "`days since` looks at all events and takes no window",
            "leave the window out",
        )
        fine = False
    elif selector.window.duration is not None:
        seconds = seconds_of(ctx, selector.window.duration, "a window", beyond="write `ever` instead")
        fine = fine and seconds is not None
    if not fine or chosen is None:
        return None
    return model.EventFilter(tuple(kind.name for kind in chosen), where, seconds, relation, ctx.since)
