"""Conditions: each form of syntax to the model's, three-valued."""

from __future__ import annotations

from .. import model, syntax
from ..findings import declared, did_you_mean
from ..held import held
from . import (
    attributes,
    comparisons,
    event_conditions,
    leads,
    membership,
    parameters,
    places,
    previous,
    text_tests,
    values,
)
from .context import Context
from .contradictions import warn_of_contradictions
from .dependencies import everything_read
from .literals import Typed, kind_words
from .numbers import plain, whole
from .silence import needs_since

__all__ = ["children", "condition", "needs_since", "too_deep", "whole_condition"]

DEEPEST = 100
_CONDITIONS = (
    syntax.Comparison,
    syntax.Presence,
    syntax.CriterionState,
    syntax.Membership,
    syntax.TextTest,
    syntax.SetTest,
    syntax.InWindow,
    syntax.Happened,
    syntax.NoEvent,
    syntax.AtLeastEvents,
    syntax.AtLeastOf,
    syntax.AnyLead,
    syntax.NotScored,
    syntax.And,
    syntax.Or,
    syntax.Not,
    syntax.Parenthesised,
)


def whole_condition(ctx: Context, node: syntax.Condition) -> model.Condition | None:
    """A condition from its outermost node, once its depth is known to be bearable."""
    deep = too_deep(node)
    if deep is not None:
        ctx.report(
            "SL0127", deep.span, f"conditions are nested more than {DEEPEST} deep", "name parts of it with `let`"
        )
        return None
    return condition(ctx, node)


def too_deep(node: syntax.Condition) -> syntax.Condition | None:
    """The first condition that lies deeper than is read; found without recursion."""
    level: list[syntax.Condition] = [node]
    for _ in range(DEEPEST):
        level = [child for parent in level for child in children(parent)]
        if not level:
            return None
    return level[0]


def children(node: syntax.Condition) -> tuple[syntax.Condition, ...]:
    """The conditions that stand directly inside: parts, `where`, `with`; a bare name where a condition belongs."""
    match node:
        case syntax.And(items) | syntax.Or(items) | syntax.AtLeastOf(items=items):
            return items
        case syntax.Not(item) | syntax.Parenthesised(item):
            return (item,)
        case _:
            return _inside(node)


def _inside(node: object) -> tuple[syntax.Condition, ...]:
    """The conditions inside values and events, down to the nearest ones."""
    found: list[syntax.Condition] = []
    waiting: list[object] = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, _CONDITIONS) and part is not node:
            found.append(part)
            continue
        if isinstance(part, tuple):
            waiting.extend(reversed(part))
            continue
        if isinstance(part, syntax.EventSelector) and isinstance(part.where, syntax.Name):
            found.append(part.where)
        if isinstance(part, syntax.Leads) and isinstance(part.test, syntax.Name):
            found.append(part.test)
        waiting.extend(reversed(held(part)))
    return tuple(found)


def condition(ctx: Context, node: syntax.Condition) -> model.Condition | None:
    """The condition checked; None where any part of it is wrong, all of which is reported."""
    match node:
        case syntax.Name():
            return _bare(ctx, node)
        case syntax.Path():
            found = attributes.path(ctx, node)
            return None if found is None else _truth(ctx, found, node)
        case syntax.YesNo(value):
            return model.And(()) if value else model.Or(())
        case syntax.And(items):
            parts = _all(ctx, items)
            if parts is None:
                return None
            warn_of_contradictions(ctx, node, parts)
            return model.And(parts)
        case syntax.Or(items):
            parts = _all(ctx, items)
            return None if parts is None else model.Or(parts)
        case syntax.AtLeastOf():
            return _at_least_of(ctx, node)
        case syntax.Not(item):
            inner = condition(ctx, item)
            return None if inner is None else model.Not(inner)
        case syntax.Parenthesised(item):
            return condition(ctx, item)
        case syntax.Comparison():
            return comparisons.comparison(ctx, node)
        case syntax.Presence():
            return _presence(ctx, node)
        case syntax.CriterionState():
            return _criterion(ctx, node)
        case syntax.Membership():
            return membership.membership(ctx, node)
        case syntax.TextTest():
            return text_tests.text_test(ctx, node)
        case syntax.SetTest():
            return text_tests.set_test(ctx, node)
        case syntax.InWindow():
            return event_conditions.in_window(ctx, node)
        case syntax.AnyLead():
            return leads.any_lead(ctx, node)
        case syntax.NotScored(span):
            ctx.report(
                "SL0714",
                span,
                "`not scored` can only be the whole condition of a stage line",
                "give such leads a line of their own: `out when not scored`",
            )
            return None
        case syntax.Happened() | syntax.NoEvent() | syntax.AtLeastEvents():
            return event_conditions.of_events(ctx, node)


def _all(ctx: Context, items: tuple[syntax.Condition, ...]) -> tuple[model.Condition, ...] | None:
    checked = [condition(ctx, item) for item in items]
    found = tuple(item for item in checked if item is not None)
    return found if len(found) == len(items) else None


def _at_least_of(ctx: Context, node: syntax.AtLeastOf) -> model.Condition | None:
    written = parameters.number(ctx, node.count)
    count = None if written is None else whole(written.value)
    parts = _all(ctx, node.items)
    if written is None or not node.items:  # nothing in the parentheses has been reported
        return None
    if count is None or not 1 <= count <= len(node.items):
        ctx.report(
            "SL0605",
            written.span,
            f"{plain(written.value)} of {len(node.items)} conditions cannot be asked for: a whole number from 1 to "
            f"{len(node.items)} can",
            "count the conditions in the parentheses",
        )
        return None
    return None if parts is None else model.AtLeast(count, parts)


# ---- names ---------------------------------------------------------------------------------------------------------


def _bare(ctx: Context, name: syntax.Name) -> model.Condition | None:
    text = name.text
    if ctx.place == "event":
        if text in ctx.scope.lets and not any(text in kind.attributes for kind in ctx.kinds):
            ctx.findings.report(
                "SL0315",
                name.span,
                f"`{text}` is a condition on the lead; `where` looks at the event's own attributes only",
                "put it behind `when` or `unless`",
                declared(ctx.scope.lets[text].declaration.name.span),
            )
            return None
    elif text in ctx.scope.lets and text not in ctx.schema.attributes:
        return let_of(ctx, name)
    elif text in ctx.outcomes.flags and text not in ctx.schema.attributes:
        return model.FlagRef(text) if places.flag_may_be_read(ctx, text, name.span) else None
    elif text in ctx.schema.events and ctx.place != "account":
        ctx.findings.report(
            "SL0112",
            name.span,
            "it is not said how far back events count",
            f"add a window: `{text} in last 90 days`, or `{text} ever`",
            declared(ctx.schema.events[text].span),
        )
        return None
    known = ctx.place == "event" or text in {*ctx.names(), *ctx.schema.attributes, *ctx.schema.events}
    known = known or text in {*ctx.outcomes.scores, *ctx.outcomes.grades, *ctx.outcomes.stages}
    if not known and not ctx.unseen(text, ctx.names()) and not ctx.schema.absent:
        ctx.report(
            "SL0201",
            name.span,
            f"there is no condition or attribute `{text}`",
            did_you_mean(text, ctx.names(), f"name a condition with `let {text} = …`"),
        )
        return None
    found = values.named(ctx, name)
    return None if found is None else _truth(ctx, found, name)


def let_of(ctx: Context, name: syntax.Name) -> model.Condition | None:
    """The named condition or criterion; None where it cannot be read here, and reported, or where it is wrong."""
    let = ctx.scope.lets[name.text]
    ctx.lets.append(let.model_name)
    ctx.reads.let(let.model_name, name.span)
    if ctx.place == "account":
        ctx.findings.report(
            "SL0324",
            name.span,
            f"`{name.text}` is a condition on a lead, and an account has many leads",
            f"say of which leads: `any lead of the account with {name.text}`",
            declared(let.declaration.name.span),
        )
        return None
    if let.condition is None:
        return None
    if ctx.place in places.NARROW and not places.let_may_be_read(
        ctx, name.text, everything_read(ctx, let.reads), name.span
    ):
        return None
    return model.LetRef(let.model_name)


def _truth(ctx: Context, found: Typed, name: syntax.Name | syntax.Path) -> model.Condition | None:
    if found.type.kind == "boolean":
        return model.IsTrue(found.node)
    ctx.findings.report(
        "SL0319",
        name.span,
        f"{found.shown} is {kind_words(found)}, which is neither met nor not met",
        f"compare it with something, or ask `{found.shown[1:-1]} is known`",
        *([declared(found.declared_at)] if found.declared_at else []),
    )
    return None


def _criterion(ctx: Context, node: syntax.CriterionState) -> model.Condition | None:
    """`budget_ok is met`; where the name is no criterion's, `met` or `unknown` is a label or a stage."""
    name = node.value
    entry = ctx.scope.lets.get(name.text) if isinstance(name, syntax.Name) else None
    if entry is None or not isinstance(name, syntax.Name) or ctx.place == "event":
        return _as_label(ctx, node)
    if not isinstance(entry.declaration, syntax.Criterion):
        ctx.findings.report(
            "SL0205",
            name.span,
            f"`{name.text}` is a named condition, and no criterion of a framework",
            f"it stands alone: `when {name.text}`, or with `not` before it",
            declared(entry.declaration.name.span),
        )
        return None
    made = let_of(ctx, name)
    if made is None:
        return None
    known = model.Not(model.IsUnknown(made))
    match node.state:  # each of them is met or not met, never unknown
        case "met":
            return model.And((known, made))
        case "not met":
            return model.And((known, model.Not(made)))
        case "unknown":
            return model.IsUnknown(made)


def _as_label(ctx: Context, node: syntax.CriterionState) -> model.Condition | None:
    op: syntax.Comparator = "is not" if node.state == "not met" else "is"
    word = syntax.Name("met" if node.state == "not met" else node.state, node.span)
    left = None if isinstance(node.value, syntax.PreviousStage) else values.value(ctx, node.value)
    if left is not None and not left.is_label:
        ctx.findings.report(
            "SL0205",
            node.value.span,
            f"{left.shown} is {kind_words(left)}, and `is {node.state}` asks for a criterion of a framework",
            f"ask `{left.shown[1:-1]} is missing` or `is known`" if node.state == "unknown" else "",
            *([declared(left.declared_at)] if left.declared_at else []),
        )
        return None
    if left is None and not isinstance(node.value, syntax.PreviousStage):
        return None
    return comparisons.comparison(ctx, syntax.Comparison(node.value, op, word, False, node.span, node.span))


def _presence(ctx: Context, node: syntax.Presence) -> model.Condition | None:
    if isinstance(node.value, syntax.PreviousStage):
        absent = previous.missing(ctx, node.value.span)
        return model.Not(absent) if absent is not None and node.known else absent
    found = values.value(ctx, node.value)
    if found is None:
        return None
    if not found.can_be_missing:
        ctx.report(
            "SL0402",
            node.span,
            f"{found.shown} is never missing, so this is {'always' if node.known else 'never'} met",
            "leave the condition out",
        )
    missing = model.IsMissing(found.node)
    return model.Not(missing) if node.known else missing
