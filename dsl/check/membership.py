"""`in` and `not in`: a value among written alternatives, or in a named list."""

from __future__ import annotations

from .. import model, syntax
from ..findings import declared, did_you_mean
from ..scope import ListEntry
from . import previous, values
from .context import Context
from .literals import Typed, constant, kind_words


def use_list(ctx: Context, name: syntax.Name) -> ListEntry | None:
    """The list of that name, noted as used."""
    entry = ctx.scope.lists.get(name.text)
    if entry is not None:
        ctx.lists.append(entry.model_name)
        return entry
    if ctx.unseen(name.text, ctx.names()):
        return None
    place = None
    if name.text in ctx.scope.lets:
        place, what = ctx.scope.lets[name.text].declaration.span, "a named condition"
    elif name.text in ctx.schema.attributes:
        place, what = ctx.schema.attributes[name.text].span, "an attribute"
    elif name.text in ctx.schema.events:
        place, what = ctx.schema.events[name.text].span, "an event"
    if place is not None:
        ctx.findings.report(
            "SL0205",
            name.span,
            f"`{name.text}` is {what}, not a list",
            "alternatives stand in parentheses",
            declared(place),
        )
        return None
    ctx.report(
        "SL0203",
        name.span,
        f"there is no list `{name.text}`",
        did_you_mean(name.text, ctx.scope.lists, f'declare it: `list {name.text} = ("a", "b")`'),
    )
    return None


def membership(ctx: Context, node: syntax.Membership) -> model.Condition | None:
    if isinstance(node.value, syntax.PreviousStage):
        return previous.chosen(ctx, node)
    found = values.value(ctx, node.value)
    made: model.Condition | None
    if found is not None and found.type.kind == "set":
        _set(ctx, node, found)
        found = None
    match node.items:
        case syntax.Name() as name:
            made = _in_list(ctx, node, found, name)
        case items:
            made = _in_set(ctx, node, found, items)
    return model.Not(made) if made is not None and node.negated else made


def _set(ctx: Context, node: syntax.Membership, found: Typed) -> None:
    ctx.findings.report(
        "SL0301",
        node.items_span,
        f"{found.shown} is a set of texts, which is no single value to look up",
        "ask what it has: `has any of (…)` or `has all of (…)`, with a list's name as well",
        *([declared(found.declared_at)] if found.declared_at else []),
    )


def _in_list(ctx: Context, node: syntax.Membership, found: Typed | None, name: syntax.Name) -> model.Condition | None:
    entry = use_list(ctx, name)
    if found is None or entry is None:
        return None
    if found.type.kind != "text" or found.is_label:
        ctx.findings.report(
            "SL0302",
            node.items_span,
            f"`{name.text}` is a list of texts, and {found.shown} is {kind_words(found)}",
            "write the alternatives in parentheses",
            *([declared(found.declared_at)] if found.declared_at else []),
        )
        return None
    if entry.entries is None:
        return None
    return model.InList(found.node, entry.model_name, node.ignoring_case or found.folded)


def _in_set(
    ctx: Context, node: syntax.Membership, found: Typed | None, items: tuple[syntax.Literal_ | syntax.Name, ...]
) -> model.Condition | None:
    if found is None:
        return None
    if found.type.kind == "boolean":
        ctx.report(
            "SL0301",
            node.items_span,
            f"{found.shown} is yes or no, so there is nothing to choose from",
            "write it alone, or with `not` before it",
        )
        return None
    if node.ignoring_case and (found.type.kind != "text" or found.is_label):
        ctx.report("SL0312", node.span, f"`ignoring case` needs a text, and {found.shown} is none", "leave it out")
        return None
    if found.type.kind == "timestamp" and all(isinstance(item, syntax.Date) for item in items):
        day = model.ValueType("date")
        found = Typed(model.LocalDay(found.node), day, found.shown, found.span, declared_at=found.declared_at)
    folded = node.ignoring_case or found.folded
    texts: set[str] = set()
    numbers: set[int] = set()
    fine = True
    for item in items:
        literal = _as_literal(ctx, item, found)
        made = constant(ctx, literal, found, fold_text=folded) if literal is not None else None
        if made is None:
            fine = False
            continue
        value = made.value
        if value in (texts if isinstance(value, str) else numbers):
            ctx.report("SL0503", item.span, "this value stands in the alternatives twice", "leave one out")
        if isinstance(value, str):
            texts.add(value)
        else:
            numbers.add(int(value))
    if not fine:
        return None
    if found.type.kind == "text":
        return model.InSet(found.node, tuple(sorted(texts)), folded)
    return model.InSet(found.node, tuple(sorted(numbers)))


def _as_literal(ctx: Context, item: syntax.Literal_ | syntax.Name, found: Typed) -> syntax.Literal_ | None:
    """Names among the alternatives are labels of outputs; anything else is a text without its quotes."""
    if not isinstance(item, syntax.Name):
        return item
    if found.is_label:
        return syntax.Text(item.text, item.span)
    if item.text in ctx.scope.lists:
        help = f"a list stands without parentheses: `in {item.text}`"
    elif found.type.kind == "text":
        help = f'texts stand in quotes: `"{item.text}"`'
    else:
        help = "alternatives are fixed values"
    ctx.report("SL0320", item.span, f"`{item.text}` is a name, and alternatives are fixed values", help)
    return None
