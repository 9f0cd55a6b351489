"""Names as values: attributes of the lead, of the event, of the account; scores, grades, stages."""

from __future__ import annotations

from .. import model, syntax
from ..findings import declared, did_you_mean
from . import places
from .context import AttributeInfo, Context
from .literals import Typed

MILLI_POINTS = model.ValueType("decimal", 3)
LARGEST_SCORE = 10**9


def named(ctx: Context, name: syntax.Name) -> Typed | None:
    """A bare name as a value; None where it is none, and reported."""
    text = name.text
    if ctx.place == "event":
        return _event_attribute(ctx, name)
    if ctx.place == "account":
        own = ctx.schema.account.attributes if ctx.schema.account else {}
        if text in own:
            return account_attribute(own[text], name)
        if text in ctx.schema.attributes or text in ctx.schema.events:
            _of_leads(ctx, name)
            return None
    elif text in ctx.schema.attributes:
        info = ctx.schema.attributes[text]
        return of_attribute(info, model.LeadValue(text, info.type), name) if info.type else None
    if text in ctx.outcomes.scores:
        return _score(ctx, name)
    if text in ctx.outcomes.grades:
        return _grade(ctx, name)
    if text in ctx.outcomes.stages and ctx.place == "outcome":
        return _stage(ctx, name)
    _not_a_value(ctx, name)
    return None


def of_attribute(
    info: AttributeInfo, node: model.LeadValue | model.EventValue | model.AccountValue, name: syntax.Name | syntax.Path
) -> Typed:
    type = node.type
    shown = name.text if isinstance(name, syntax.Name) else f"{name.account.text}.{name.attribute.text}"
    return Typed(
        node,
        type,
        f"`{shown}`",
        name.span,
        can_be_missing=not info.key or isinstance(node, model.AccountValue),
        decimals=type.places if type.kind == "decimal" else 0,
        declared_at=info.span,
    )


def account_attribute(info: AttributeInfo, name: syntax.Name | syntax.Path) -> Typed | None:
    if info.type is None:
        return None
    return of_attribute(info, model.AccountValue(info.name, info.type), name)


def path(ctx: Context, node: syntax.Path) -> Typed | None:
    """`company.industry`: an attribute of the lead's account."""
    schema = ctx.schema
    if ctx.place == "event":
        ctx.report(
            "SL0315",
            node.span,
            "`where` looks at the attributes of its event only, not at the lead's account",
            "put the condition on the account behind `when` or `unless`",
        )
        return None
    if ctx.place == "account":
        ctx.report(
            "SL0324",
            node.span,
            "here names are those of the account itself",
            f"write `{node.attribute.text}` alone",
        )
        return None
    if not lead_account(ctx, node.account):
        return None
    if schema.account is None:
        if not ctx.scope.incomplete:
            ctx.report(
                "SL0325",
                node.attribute.span,
                "the file does not say what is known of an account",
                f"add a block such as `account {{ domain: text key   {node.attribute.text}: text }}`",
            )
        return None
    info = schema.account.attributes.get(node.attribute.text)
    if info is None:
        if _output_of_account(ctx, node):
            pass
        elif not ctx.unseen(node.attribute.text, schema.account.attributes):
            ctx.findings.report(
                "SL0201",
                node.attribute.span,
                f"an account has no attribute `{node.attribute.text}`",
                did_you_mean(node.attribute.text, schema.account.attributes, "declare it in the account block"),
                declared(schema.account.span, "account declared here"),
            )
        return None
    return account_attribute(info, node)


def _output_of_account(ctx: Context, node: syntax.Path) -> bool:
    """Whether `company.heat` names what is computed, which is reported, and not an attribute."""
    name, outcomes = node.attribute.text, ctx.outcomes
    of = (
        outcomes.scores.get(name, outcomes.grades.get(name, outcomes.stages.get(name)))
        if name not in ctx.schema.attributes
        else None
    )
    if of is None:
        return False
    what = "score" if name in outcomes.scores else "grade" if name in outcomes.grades else "stage"
    if of.account:
        message = f"`{name}` is the {what} of an account, and rules of leads cannot read what is computed for accounts"
        help = f"ask for what it is made of: `count of leads of the same {node.account.text} with …`"
    else:
        message = f"`{name}` is the {what} of a lead, and not an attribute of its account"
        help = f"write `{name}` alone"
        if what == "score":
            help += f", or `highest of {name} of leads of the same {node.account.text}`"
    ctx.findings.report("SL0217", node.attribute.span, message, help, declared(of.span))
    return True


def lead_account(ctx: Context, name: syntax.Name) -> bool:
    """Whether the name is the lead's account attribute; reports it where not."""
    own = ctx.schema.lead_account
    if name.text == own:
        return True
    if ctx.unseen(name.text, ctx.schema.attributes) or ctx.schema.absent:
        return False
    if own is None:
        ctx.report(
            "SL0325",
            name.span,
            "no attribute of the lead says which account it belongs to",
            f"declare one in the lead block: `{name.text}: account`",
        )
    elif name.text in ctx.schema.attributes:
        ctx.findings.report(
            "SL0205",
            name.span,
            f"`{name.text}` is not the lead's account",
            f"leads belong together by `{own}`",
            declared(ctx.schema.attributes[name.text].span),
        )
    else:
        ctx.report(
            "SL0201",
            name.span,
            f"there is no attribute `{name.text}`",
            did_you_mean(name.text, (own,), f"write `{own}`: leads belong to an account by it"),
        )
    return False


# ---- attributes of events ------------------------------------------------------------------------------------------


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
    return of_attribute(info, model.EventValue(name.text, info.type), name)


# ---- outputs -------------------------------------------------------------------------------------------------------


def _score(ctx: Context, name: syntax.Name) -> Typed | None:
    info = ctx.outcomes.scores[name.text]
    if not places.score_may_be_read(ctx, name.text, name.span) or not info.known:
        return None
    return Typed(
        model.ScoreOf(name.text),
        MILLI_POINTS,
        f"`{name.text}`",
        name.span,
        "score",
        can_be_missing=info.optional or ctx.place == "colleague",
        decimals=info.decimals,
        declared_at=info.span,
        bound=LARGEST_SCORE,
    )


def _grade(ctx: Context, name: syntax.Name) -> Typed | None:
    info = ctx.outcomes.grades[name.text]
    if not places.score_may_be_read(ctx, name.text, name.span):
        return None
    return Typed(
        model.GradeOf(name.text),
        model.ValueType("text", options=info.labels if info.known else ()),
        f"`{name.text}`",
        name.span,
        "matrix" if info.matrix else "grade",
        can_be_missing=any(ctx.outcomes.scores[s].optional for s in info.scores if s in ctx.outcomes.scores),
        declared_at=info.span,
    )


def _stage(ctx: Context, name: syntax.Name) -> Typed | None:
    info = ctx.outcomes.stages[name.text]
    if not places.stage_may_be_read(ctx, name.text, name.span):
        return None
    type = model.ValueType("text", options=info.labels)
    return Typed(model.StageOf(name.text), type, f"`{name.text}`", name.span, "stage", False, declared_at=info.span)


# ---- names that are no value ---------------------------------------------------------------------------------------


def _of_leads(ctx: Context, name: syntax.Name) -> None:
    text = name.text
    of_event = text in ctx.schema.events
    value = f"(count of {text} in last 30 days)" if of_event else text
    ctx.findings.report(
        "SL0324",
        name.span,
        f"`{text}` is {'an event' if of_event else 'an attribute'} of leads, and an account has many of them",
        of_leads(ctx, text, value),
        declared((ctx.schema.events if of_event else ctx.schema.attributes)[text].span),
    )


def of_leads(ctx: Context, text: str, value: str) -> str:
    """Help where an account reads what its leads have."""
    info = ctx.schema.attributes.get(text)
    if info is None or info.type is None or info.type.kind in ("integer", "decimal"):
        return f"say of which leads: `highest of {value} of leads of the account`"
    test = text if info.type.kind == "boolean" else f"{text} is known"
    return f"say of which leads, as in `any lead of the account with {test}`"


def _not_a_value(ctx: Context, name: syntax.Name) -> None:
    """Reports a name that stands where a value is needed and is none."""
    text = name.text
    if ctx.unseen(text, ctx.names()) and text not in {*ctx.outcomes.stages, *ctx.outcomes.flags}:
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
        entry = ctx.scope.lets[text].declaration
        if isinstance(entry, syntax.Criterion):
            what, help = "a criterion", f"ask `{text} is met`, `{text} is not met` or `{text} is unknown`"
        else:
            what, help = "a named condition", f"it stands alone: `when {text}`"
        ctx.findings.report("SL0205", name.span, f"`{text}` is {what}, not a value", help, declared(entry.name.span))
    elif text in ctx.scope.lists:
        ctx.findings.report(
            "SL0205",
            name.span,
            f"`{text}` is a list, not a value",
            f"ask whether an attribute is in it: `country in {text}`",
            declared(ctx.scope.lists[text].declaration.span),
        )
    elif text in ctx.outcomes.stages:
        places.stage_may_be_read(ctx, text, name.span)
    elif text in ctx.outcomes.flags:
        ctx.findings.report(
            "SL0205",
            name.span,
            f"`{text}` is a flag, not a value",
            f"it stands alone: `when {text}`, or with `not` before it",
            declared(ctx.outcomes.flags[text]),
        )
    elif text in ctx.scope.parameters:
        ctx.findings.report(
            "SL0306",
            name.span,
            f"`{text}` is a fixed value, and a comparison starts with an attribute, a count or an age",
            "turn it round: `employees at least 50`",
            declared(ctx.scope.parameters[text].declaration.name.span),
        )
    elif not ctx.schema.absent:
        ctx.report("SL0201", name.span, f"there is no attribute `{text}`", meant(ctx, text))


def meant(ctx: Context, text: str) -> str:
    """Help for an unknown name where a value belongs. `DE` is a text without its quotes rather than a slip for `d`."""
    answer = {"true": "yes", "false": "no"}.get(text.lower())
    if answer is not None:
        return f"the answers to a yes-or-no question are `yes` and `no`: write `{answer}`"
    block = "account" if ctx.place == "account" else "lead"
    quoted = f'declare it in the {block} block; a text stands in quotes: `"{text}"`'
    company, schema = ctx.schema.lead_account, ctx.schema.account
    if text.casefold() in ("colleague", "colleagues", "leads") and (company or block == "account"):
        return f"write `{'leads of the account' if block == 'account' else f'other leads of the same {company}'}`"
    if company and schema and ctx.place not in ("account", "event") and text in schema.attributes:
        return f"it is an attribute of the account: write `{company}.{text}`"
    code = text.isupper() and text.lower() not in {name.lower() for name in ctx.names()}
    return quoted if code else did_you_mean(text, ctx.names(), quoted)
