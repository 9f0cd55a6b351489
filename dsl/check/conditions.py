"""Conditions: each form of syntax to the model's, three-valued."""

from __future__ import annotations

from .. import model, syntax
from ..findings import declared, did_you_mean
from ..folding import fold, spaced_words
from ..source import Span
from . import events, values
from .comparisons import comparison
from .context import Context
from .durations import days_of, seconds_of
from .literals import KIND_WORDS, Typed, blank
from .membership import membership, use_list
from .numbers import plain, whole

DEEPEST = 100
MOST_OCCURRENCES = 10**6
MOST_NEEDLES = 1_000


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
    match node:
        case syntax.And(items) | syntax.Or(items):
            return items
        case syntax.Not(item) | syntax.Parenthesised(item):
            return (item,)
        case syntax.Happened(selector) | syntax.NoEvent(selector) | syntax.AtLeastEvents(_, selector):
            return (selector.where,) if selector.where is not None else ()
        case _:
            return ()


def condition(ctx: Context, node: syntax.Condition) -> model.Condition | None:
    """The condition checked; None where any part of it is wrong, all of which is reported."""
    match node:
        case syntax.Name():
            return _bare(ctx, node)
        case syntax.And(items):
            checked = [condition(ctx, item) for item in items]
            found = tuple(item for item in checked if item is not None)
            return model.And(found) if len(found) == len(items) else None
        case syntax.Or(items):
            checked = [condition(ctx, item) for item in items]
            found = tuple(item for item in checked if item is not None)
            return model.Or(found) if len(found) == len(items) else None
        case syntax.Not(item):
            inner = condition(ctx, item)
            return None if inner is None else model.Not(inner)
        case syntax.Parenthesised(item):
            return condition(ctx, item)
        case syntax.Comparison():
            return comparison(ctx, node)
        case syntax.Presence():
            return _presence(ctx, node)
        case syntax.Membership():
            return membership(ctx, node)
        case syntax.TextTest():
            return _text_test(ctx, node)
        case syntax.InWindow():
            return _in_window(ctx, node)
        case syntax.NotScored(span):
            ctx.report(
                "SL0714",
                span,
                "`not scored` can only be the whole condition of a stage line",
                "give such leads a line of their own: `out when not scored`",
            )
            return None
        case syntax.Happened() | syntax.NoEvent() | syntax.AtLeastEvents():
            return _of_events(ctx, node)


def _bare(ctx: Context, name: syntax.Name) -> model.Condition | None:
    if ctx.place != "event" and name.text in ctx.scope.lets and name.text not in ctx.schema.attributes:
        let = ctx.scope.lets[name.text]
        ctx.lets.append(let.model_name)
        return model.LetRef(let.model_name) if let.condition is not None else None
    if (
        ctx.place == "event"
        and name.text in ctx.scope.lets
        and not any(name.text in kind.attributes for kind in ctx.kinds)
    ):
        ctx.findings.report(
            "SL0315",
            name.span,
            f"`{name.text}` is a condition on the lead; `where` looks at the event's own attributes only",
            "put it behind `when` or `unless`",
            declared(ctx.scope.lets[name.text].declaration.span),
        )
        return None
    if ctx.place != "event" and name.text in ctx.schema.events:
        ctx.findings.report(
            "SL0112",
            name.span,
            "it is not said how far back events count",
            f"add a window: `{name.text} in last 90 days`, or `{name.text} ever`",
            declared(ctx.schema.events[name.text].span),
        )
        return None
    known = name.text in ctx.schema.attributes or ctx.place == "event" or name.text in ctx.outcomes.scores
    known = known or name.text in {*ctx.scope.lists, *ctx.outcomes.grades, *ctx.outcomes.stages}
    if not known and not ctx.unseen(name.text, ctx.names()) and not ctx.schema.absent:
        ctx.report(
            "SL0201",
            name.span,
            f"there is no condition or attribute `{name.text}`",
            did_you_mean(name.text, ctx.names(), f"name a condition with `let {name.text} = …`"),
        )
        return None
    found = values.named(ctx, name)
    if found is None:
        return None
    if found.type.kind != "boolean":
        ctx.findings.report(
            "SL0319",
            name.span,
            f"{found.shown} is {KIND_WORDS[found.type.kind]}, which is neither met nor not met",
            f"compare it with something, or ask `{name.text} is known`",
            *([declared(found.declared_at)] if found.declared_at else []),
        )
        return None
    return model.IsTrue(found.node)


def _presence(ctx: Context, node: syntax.Presence) -> model.Condition | None:
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


_TESTS: dict[str, str] = {"has word": "word", "contains": "contains", "starts with": "starts", "ends with": "ends"}


def _text_test(ctx: Context, node: syntax.TextTest) -> model.Condition | None:
    found = values.value(ctx, node.value)
    if found is not None and (found.type.kind != "text" or found.role == "grade"):
        words = "a grade" if found.role == "grade" else KIND_WORDS[found.type.kind]
        ctx.findings.report(
            "SL0301",
            node.op_span,
            f"`{node.op}` looks into a text, and {found.shown} is {words}",
            "",
            *([declared(found.declared_at)] if found.declared_at else []),
        )
        found = None
    needles = _needles(ctx, node, found)
    if found is None or needles is None:
        return None
    folded = node.ignoring_case or found.folded or node.op == "has word"
    if node.op == "has word":
        made = {spaced_words(needle).strip(" ") for needle in needles}
    else:
        made = {fold(needle) if folded else needle for needle in needles}
    match node.op:
        case "has word":
            return model.TextTest("word", found.node, tuple(sorted(made)), folded=True)
        case "contains":
            return model.TextTest("contains", found.node, tuple(sorted(made)), folded)
        case "starts with":
            return model.TextTest("starts", found.node, tuple(sorted(made)), folded)
        case "ends with":
            return model.TextTest("ends", found.node, tuple(sorted(made)), folded)


def _needles(ctx: Context, node: syntax.TextTest, found: Typed | None) -> tuple[str, ...] | None:
    shown = found.shown if found else "the value"
    match node.needles:
        case syntax.Name() as name:
            entry = use_list(ctx, name)
            if entry is None or entry.entries is None:
                return None
            if len(entry.entries) > MOST_NEEDLES:
                ctx.report(
                    "SL0608",
                    name.span,
                    f"`{name.text}` has {len(entry.entries)} entries, and `{node.op}` looks for at most {MOST_NEEDLES}",
                    f"ask for whole values instead: `in {name.text}`",
                )
                return None
            words, span = entry.entries, name.span
        case items:
            blanks = [blank(ctx, item, shown) for item in items]
            if any(blanks):
                return None
            words, span = tuple(item.value for item in items), node.span
    if node.op == "has word" and any(not spaced_words(word).strip(" ") for word in words):
        ctx.report("SL0401", span, "a text of signs only has no word in it", "use `contains` for signs")
        return None
    return words


def _in_window(ctx: Context, node: syntax.InWindow) -> model.Condition | None:
    name = node.name
    if ctx.place != "event" and name.text in ctx.schema.events:
        if node.direction == "next":
            ctx.findings.report(
                "SL0314",
                node.span,
                f"`{name.text}` is an event, and events lie in the past",
                f"write `{name.text} in last …`",
                declared(ctx.schema.events[name.text].span),
            )
            return None
        selector = syntax.EventSelector(name, False, None, syntax.Window(node.duration, node.span), node.span)
        filter = events.event_filter(ctx, selector)
        return None if filter is None else model.Happened(filter)
    if ctx.place == "event" and name.text in ctx.schema.events and name.text not in ctx.names():
        _one_event_at_a_time(ctx, node.span)
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
    found = values.named(ctx, name)
    if found is None:
        return None
    if found.type.kind not in ("date", "timestamp"):
        ctx.findings.report(
            "SL0301",
            node.span,
            f"`in {node.direction} …` needs an event, a date or a timestamp, and {found.shown} is "
            f"{KIND_WORDS[found.type.kind]}",
            "",
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


def _of_events(ctx: Context, node: syntax.Happened | syntax.NoEvent | syntax.AtLeastEvents) -> model.Condition | None:
    if ctx.place == "event":
        _one_event_at_a_time(ctx, node.span)
        return None
    filter = events.event_filter(ctx, node.events)
    number = 1
    if isinstance(node, syntax.AtLeastEvents):
        number = whole(node.count.value) or 0
        if not 1 <= number <= MOST_OCCURRENCES:
            ctx.report(
                "SL0605",
                node.count.span,
                f"a number of events is whole, from 1 to 1,000,000, not {plain(node.count.value)}",
                "`no … in last` asks for none" if node.count.value == 0 else "",
            )
            return None
    if filter is None:
        return None
    if not isinstance(node, syntax.NoEvent):
        return model.Happened(filter, number)
    if filter.window is not None and not needs_since(ctx, node.span, "`no … in last`"):
        return None
    return model.Quiet(filter)


def _one_event_at_a_time(ctx: Context, span: Span) -> None:
    ctx.report(
        "SL0315",
        span,
        "`where` looks at one event at a time and cannot ask for other events",
        "put the second condition behind `when` or `unless`",
    )


def needs_since(ctx: Context, span: Span, what: str) -> bool:
    """Silence is only meaningful for leads that have existed long enough, which the `since` attribute tells."""
    if ctx.schema.since is not None or ctx.schema.absent or ctx.scope.incomplete:
        return True
    ctx.report(
        "SL0403",
        span,
        f"{what} needs to know how long a lead has existed, or every new lead would count as quiet",
        "mark the attribute that says so: `created: timestamp since`",
    )
    return False
