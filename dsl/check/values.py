"""Values of conditions and tables: attributes, ages, counts and outcomes, each with its kind."""

from __future__ import annotations

from .. import model, syntax
from ..findings import declared, did_you_mean
from . import events
from .context import AttributeInfo, Context
from .literals import KIND_WORDS, Typed

TEXT = model.ValueType("text")
INTEGER = model.ValueType("integer")
MILLI_POINTS = model.ValueType("decimal", 3)


def value(ctx: Context, node: syntax.Value) -> Typed | None:
    """The value with its kind; None where it is wrong, and reported."""
    match node:
        case syntax.Name():
            return named(ctx, node)
        case syntax.DomainOf(inner, span):
            return _domain(ctx, inner, node)
        case syntax.DaysSince(name, span):
            return _days_since(ctx, name, node)
        case syntax.DaysSinceEvent(which, selector, span):
            if not _outside_events(ctx, node):
                return None
            filter = events.event_filter(ctx, selector, window=False)
            if filter is None:
                return None
            made = model.DaysSinceLast(filter) if which == "last" else model.DaysSinceFirst(filter)
            return Typed(made, INTEGER, f"`days since {which} …`", span, "age")
        case syntax.CountOf(selector, span):
            if not _outside_events(ctx, node):
                return None
            filter = events.event_filter(ctx, selector)
            if filter is None:
                return None
            return Typed(model.CountOf(filter), INTEGER, "the count", span, "count", can_be_missing=False)
        case syntax.CountDifferent(attribute, selector, span):
            return _count_different(ctx, attribute, selector, node)
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


def named(ctx: Context, name: syntax.Name) -> Typed | None:
    """A bare name as a value: an attribute, or in stage lines a score or grade."""
    if ctx.place == "event":
        return _event_attribute(ctx, name)
    if name.text in ctx.schema.attributes:
        info = ctx.schema.attributes[name.text]
        return _typed(info, model.LeadValue(name.text, info.type), name) if info.type else None
    if name.text in ctx.outcomes.scores:
        return _score(ctx, name)
    if name.text in ctx.outcomes.grades:
        return _grade(ctx, name)
    _not_a_value(ctx, name)
    return None


def _typed(info: AttributeInfo, node: model.LeadValue | model.EventValue, name: syntax.Name) -> Typed:
    type = node.type
    return Typed(
        node,
        type,
        f"`{name.text}`",
        name.span,
        can_be_missing=not info.key,
        decimals=type.places if type.kind == "decimal" else 0,
        declared_at=info.span,
    )


def _event_attribute(ctx: Context, name: syntax.Name) -> Typed | None:
    having = [kind for kind in ctx.kinds if name.text in kind.attributes]
    if not having:
        if ctx.unseen(name.text, {*ctx.names(), *ctx.schema.attributes}):
            return None
        whose = f"event `{ctx.kinds[0].name}`" if len(ctx.kinds) == 1 else "these events"
        if name.text in ctx.schema.attributes:
            ctx.findings.report(
                "SL0315",
                name.span,
                f"`{name.text}` belongs to the lead; `where` looks at the attributes of {whose} only",
                "put the condition on the lead behind `when` or `unless`",
                declared(ctx.schema.attributes[name.text].span),
            )
            return None
        ctx.findings.report(
            "SL0201",
            name.span,
            f"{whose} {'has' if len(ctx.kinds) == 1 else 'have'} no attribute `{name.text}`",
            did_you_mean(name.text, ctx.names(), "declare it in the event's block, or correct the name"),
            *[declared(kind.span, "event declared here") for kind in ctx.kinds[:1]],
        )
        return None
    if len(having) < len(ctx.kinds):
        lacking = next(kind for kind in ctx.kinds if name.text not in kind.attributes)
        ctx.findings.report(
            "SL0315",
            name.span,
            f"not every event meant here has an attribute `{name.text}`: `{lacking.name}` lacks it",
            "name the event instead of `any event`",
            declared(lacking.span, f"`{lacking.name}` declared here"),
        )
        return None
    infos = [kind.attributes[name.text] for kind in having]
    types = {info.type for info in infos}
    if None in types:
        return None
    if len(types) > 1:
        ctx.findings.report(
            "SL0315",
            name.span,
            f"`{name.text}` is not of one kind among the events meant here",
            "name the event instead of `any event`",
            *[declared(info.span) for info in infos[:2]],
        )
        return None
    info = infos[0]
    assert info.type is not None
    return _typed(info, model.EventValue(name.text, info.type), name)


def _score(ctx: Context, name: syntax.Name) -> Typed | None:
    info = ctx.outcomes.scores[name.text]
    if ctx.place != "stage":
        _too_early(ctx, name, "score")
        return None
    if not info.known:
        return None
    return Typed(
        model.ScoreOf(name.text),
        MILLI_POINTS,
        f"`{name.text}`",
        name.span,
        "score",
        can_be_missing=False,
        decimals=info.decimals,
        declared_at=info.span,
    )


def _grade(ctx: Context, name: syntax.Name) -> Typed | None:
    info = ctx.outcomes.grades[name.text]
    if ctx.place != "stage":
        _too_early(ctx, name, "grade")
        return None
    type = model.ValueType("text", options=info.labels if info.known else ())
    return Typed(
        model.GradeOf(name.text),
        type,
        f"`{name.text}`",
        name.span,
        "grade",
        can_be_missing=False,
        declared_at=info.span,
    )


def _too_early(ctx: Context, name: syntax.Name, what: str) -> None:
    ctx.report(
        "SL0217",
        name.span,
        f"`{name.text}` is a {what}, and {what}s are known only once all rules are done",
        "compare it in a line of `stages`",
    )


def _not_a_value(ctx: Context, name: syntax.Name) -> None:
    """Reports a name that stands where a value is needed and is none."""
    text = name.text
    if ctx.unseen(text, ctx.names()) and text not in ctx.outcomes.stages:
        return
    if text in ctx.schema.events:
        ctx.findings.report(
            "SL0205",
            name.span,
            f"`{text}` is an event, not an attribute",
            f"ask whether it happened (`{text} in last 30 days`), or count it (`count of {text} in last 30 days`)",
            declared(ctx.schema.events[text].span),
        )
    elif text in ctx.scope.lets:
        ctx.findings.report(
            "SL0205",
            name.span,
            f"`{text}` is a named condition, not a value",
            f"it stands alone: `when {text}`",
            declared(ctx.scope.lets[text].declaration.span),
        )
    elif text in ctx.scope.lists:
        ctx.findings.report(
            "SL0205",
            name.span,
            f"`{text}` is a list, not a value",
            f"ask whether an attribute is in it: `country in {text}`",
            declared(ctx.scope.lists[text].declaration.span),
        )
    elif text in ctx.outcomes.stages:
        ctx.report(
            "SL0205",
            name.span,
            f"`{text}` is the stage of a lead, which no condition can read",
            "compare scores and grades",
        )
    elif not ctx.schema.absent:
        ctx.report(
            "SL0201",
            name.span,
            f"there is no attribute `{text}`",
            _meant(ctx, text),
        )


def _meant(ctx: Context, text: str) -> str:
    """Help for an unknown name where a value belongs. `DE` is a text without its quotes rather than a slip for `d`."""
    answer = {"true": "yes", "false": "no"}.get(text.lower())
    if answer is not None:
        return f"the answers to a yes-or-no question are `yes` and `no`: write `{answer}`"
    quoted = f'declare it in the lead block; a text stands in quotes: `"{text}"`'
    code = text.isupper() and text.lower() not in {name.lower() for name in ctx.names()}
    return quoted if code else did_you_mean(text, ctx.names(), quoted)


def _outside_events(ctx: Context, node: syntax.Value) -> bool:
    """Events inside a `where` have no meaning: it looks at one event at a time."""
    if ctx.place != "event":
        return True
    ctx.report(
        "SL0315",
        node.span,
        "`where` looks at one event at a time and cannot count or date other events",
        "put the second condition behind `when` or `unless`",
    )
    return False


def _domain(ctx: Context, inner: syntax.Value, node: syntax.DomainOf) -> Typed | None:
    of = value(ctx, inner)
    if of is None:
        return None
    if of.type.kind != "text" or of.folded or of.role == "grade":
        ctx.report(
            "SL0310",
            node.span,
            f"`domain of` takes the part behind the `@` of a text; {of.shown} is "
            + ("a domain already" if of.folded else KIND_WORDS[of.type.kind]),
        )
        return None
    return Typed(model.DomainOf(of.node), TEXT, f"the domain of {of.shown}", node.span, declared_at=of.declared_at)


def _days_since(ctx: Context, name: syntax.Name, node: syntax.DaysSince) -> Typed | None:
    if ctx.place != "event" and name.text in ctx.schema.events:
        ctx.findings.report(
            "SL0205",
            name.span,
            f"`{name.text}` is an event, which may have happened several times",
            f"say which one: `days since last {name.text}` or `days since first {name.text}`",
            declared(ctx.schema.events[name.text].span),
        )
        return None
    since = named(ctx, name)
    if since is None:
        return None
    if since.type.kind not in ("date", "timestamp"):
        ctx.findings.report(
            "SL0310",
            name.span,
            f"`days since` needs a date or a timestamp, and {since.shown} is {KIND_WORDS[since.type.kind]}",
            "",
            *([declared(since.declared_at)] if since.declared_at else []),
        )
        return None
    return Typed(
        model.DaysSince(since.node),
        INTEGER,
        f"`days since {name.text}`",
        node.span,
        "age",
        declared_at=since.declared_at,
    )


def _count_different(
    ctx: Context, attribute: syntax.Name, selector: syntax.EventSelector, node: syntax.CountDifferent
) -> Typed | None:
    if not _outside_events(ctx, node):
        return None
    kinds = events.kinds_of(ctx, selector)
    of = value(ctx.in_event(kinds), attribute) if kinds else None
    filter = events.event_filter(ctx, selector, kinds=kinds)
    if of is None or filter is None:
        return None
    made = model.CountDifferent(attribute.text, of.type, filter)
    return Typed(made, INTEGER, "the count", node.span, "count", can_be_missing=False)
