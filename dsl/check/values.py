"""Values of conditions and tables: each form with its kind."""

from __future__ import annotations

from .. import model, syntax
from ..findings import declared
from . import arithmetic, attributes, event_values, leads, moments
from .attributes import named
from .context import Context
from .literals import Typed, kind_words

__all__ = ["named", "value"]

TEXT = model.ValueType("text")
INTEGER = model.ValueType("integer")
MOST_ENTRIES = 10**6


def value(ctx: Context, node: syntax.Value) -> Typed | None:
    """The value with its kind; None where it is wrong, and reported."""
    match node:
        case syntax.Name():
            return named(ctx, node)
        case syntax.Path():
            return attributes.path(ctx, node)
        case syntax.DomainOf(inner):
            return _domain(ctx, inner, node)
        case syntax.DaysSince(name, span, unit):
            return moments.since_attribute(ctx, name, unit, span)
        case syntax.DaysSinceEvent(which, selector, span, unit):
            return moments.since_event(ctx, which, selector, unit, span)
        case syntax.SinceLatest(unit, items, span):
            return moments.age(ctx, items, unit, span)
        case syntax.TimeBetween():
            return moments.between(ctx, node)
        case syntax.CountOf():
            return event_values.count(ctx, node)
        case syntax.CountDifferent():
            return event_values.count_different(ctx, node)
        case syntax.EventNumber():
            return event_values.number(ctx, node)
        case syntax.EventAttribute():
            return event_values.pick(ctx, node)
        case syntax.CountOfLeads():
            return leads.count(ctx, node)
        case syntax.CountDifferentOfLeads():
            return leads.count_different(ctx, node)
        case syntax.CountDifferentOfEventsOfLeads():
            return leads.count_different_of_events(ctx, node)
        case syntax.LeadsNumber():
            return leads.number(ctx, node)
        case syntax.CountEntries():
            return _entries(ctx, node)
        case syntax.Arithmetic() | syntax.Greatest() | syntax.Else():
            return _computed(ctx, node)
        case syntax.PreviousStage(span):
            ctx.report(
                "SL0306",
                span,
                "`previous stage` is compared with stages, and is no value to compute with",
                "ask `previous stage is mql`, `previous stage in (mql, sql)` or `previous stage is missing`",
            )
        case syntax.Duration(span=span):
            ctx.report(
                "SL0306",
                span,
                "a duration is not a value of its own",
                "a number of days stands without its unit (`days since created at least 30`); "
                "a moment ends in `ago` (`created before 30 days ago`)",
            )
        case syntax.Ago(span=span) | syntax.Today(span=span):
            ctx.report(
                "SL0306",
                span,
                "`today` and `… ago` stand behind `before`, `after` or `on` only",
                "start with the date that is compared: `created before 30 days ago`",
            )
        case _:
            ctx.report(
                "SL0306",
                node.span,
                "a comparison starts with an attribute, a count or an age, not with a fixed value",
                "turn it round: `employees at least 50`",
            )
    return None


def _computed(ctx: Context, node: syntax.Arithmetic | syntax.Greatest | syntax.Else) -> Typed | None:
    if arithmetic.too_many_parts(ctx, node):
        return None
    match node:
        case syntax.Arithmetic():
            return arithmetic.arithmetic(ctx, node)
        case syntax.Greatest():
            return arithmetic.greatest(ctx, node)
        case syntax.Else():
            return arithmetic.otherwise(ctx, node)


def _entries(ctx: Context, node: syntax.CountEntries) -> Typed | None:
    """`count of certs`; an event's name here lacks its window."""
    name = node.value
    if isinstance(name, syntax.Name) and ctx.place != "event" and name.text in ctx.schema.events:
        ctx.findings.report(
            "SL0112",
            name.span,
            "it is not said how far back events count",
            f"add a window: `count of {name.text} in last 90 days`, or `count of {name.text} ever`",
            declared(ctx.schema.events[name.text].span),
        )
        return None
    of = value(ctx, name)
    if of is None:
        return None
    if of.type.kind != "set":
        ctx.findings.report(
            "SL0310",
            name.span,
            f"`count of` takes events with their window, or a set of texts, and {of.shown} is {kind_words(of)}",
            "declare it as `set of text`, or compare the value itself",
            *([declared(of.declared_at)] if of.declared_at else []),
        )
        return None
    made = model.SetSize(of.node)
    shown = f"`count of {of.shown[1:-1]}`"
    return Typed(made, INTEGER, shown, node.span, "count", of.can_be_missing, bound=MOST_ENTRIES)


def _domain(ctx: Context, inner: syntax.Value, node: syntax.DomainOf) -> Typed | None:
    of = value(ctx, inner)
    if of is None:
        return None
    if of.type.kind != "text" or of.folded or of.role in ("grade", "matrix", "stage"):
        ctx.report(
            "SL0310",
            node.span,
            f"`domain of` takes the part behind the `@` of a text; {of.shown} is "
            + ("a domain already" if of.folded else kind_words(of)),
        )
        return None
    return Typed(model.DomainOf(of.node), TEXT, f"the domain of {of.shown}", node.span, declared_at=of.declared_at)
