"""Other leads of the same account: who, how many, and what of them."""

from __future__ import annotations

from dataclasses import replace

from .. import model, syntax
from ..findings import declared
from ..reads import Reads
from . import attributes, conditions, event_values, places, values
from .context import Context
from .literals import LARGEST_SUM, Typed, kind_words

INTEGER = model.ValueType("integer")
MOST_LEADS = 10**6
MOST_VALUES = 10**12


def colleagues(ctx: Context, node: syntax.Leads) -> model.Colleagues | None:
    """Which leads; None where that is wrong, and reported. Their events count whatever `counts since` says."""
    if not places.leads_may_be_read(ctx, node.span) or not _account(ctx, node):
        return None
    condition: model.Condition | None = None
    if node.test is not None:
        condition = conditions.condition(_inside(ctx), node.test)
        if condition is None:
            return None
    return model.Colleagues(node.others, condition)


def _inside(ctx: Context) -> Context:
    own = ctx.schema.lead_account or "company"
    asked = "leads of the account" if ctx.place == "account" else f"leads of the same {own}"
    return replace(ctx.at("colleague"), since=None, of_score=False, asked=asked)


def _account(ctx: Context, node: syntax.Leads) -> bool:
    if (node.account is None) != (ctx.place == "account"):
        if node.account is None:
            message, help = "leads of the account are counted for accounts only", _same_help(ctx)
        else:
            message = "an account is not one of its leads"
            help = "write `leads of the account`"
        ctx.report("SL0324", node.span, message, help)
        return False
    if node.account is not None:
        return attributes.lead_account(ctx, node.account)
    return True


def _same_help(ctx: Context) -> str:
    own = ctx.schema.lead_account or "company"
    return f"write `other leads of the same {own}`, or `leads of the same {own}` with the lead itself"


def any_lead(ctx: Context, node: syntax.AnyLead) -> model.Condition | None:
    """`any other lead of the same company with …`, `no other lead …`: two-valued."""
    who = colleagues(ctx, node.leads)
    if who is None:
        return None
    count = model.OfLeads("count", None, who)
    if node.negated:
        return model.Compare("=", count, model.Constant(0, INTEGER))
    return model.Compare(">=", count, model.Constant(1, INTEGER))


def count(ctx: Context, node: syntax.CountOfLeads) -> Typed | None:
    who = colleagues(ctx, node.leads)
    if who is None:
        return None
    made = model.OfLeads("count", None, who)
    return Typed(made, INTEGER, "the count", node.span, "count", can_be_missing=False, bound=MOST_LEADS)


def count_different(ctx: Context, node: syntax.CountDifferentOfLeads) -> Typed | None:
    who = colleagues(ctx, node.leads)
    of = None if who is None else _value(ctx, node.attribute)
    if who is None or of is None:
        return None
    if of.type.kind == "set":
        _unsuited(ctx, node.attribute, of, "count of different")
        return None
    made = model.OfLeads("different", of.node, who)
    return Typed(made, INTEGER, "the count", node.span, "count", can_be_missing=False, bound=MOST_LEADS)


def count_different_of_events(ctx: Context, node: syntax.CountDifferentOfEventsOfLeads) -> Typed | None:
    """`count of different page of page_view in last 30 days of leads of the same company`: of all of them together."""
    who = colleagues(ctx, node.leads)
    if who is None:
        return None
    found = event_values.of_events(_inside(ctx), node.attribute, node.events, node)
    if found is None:
        return None
    of, filter = found
    made = model.OfLeads("union", model.EventValues(node.attribute.text, of.type, filter), who)
    return Typed(made, INTEGER, "the count", node.span, "count", can_be_missing=False, bound=MOST_VALUES)


def number(ctx: Context, node: syntax.LeadsNumber) -> Typed | None:
    """`sum of fit of leads of the same company`, `highest of …`, `lowest of …`."""
    who = colleagues(ctx, node.leads)
    of = None if who is None else _value(ctx, node.value)
    if who is None or of is None:
        return None
    dated = of.type.kind in ("date", "timestamp") and node.op != "sum"
    if not of.numeric and not dated:
        _unsuited(ctx, node.value, of, f"{node.op} of")
        return None
    made = model.OfLeads(node.op, of.node, who)
    total = node.op == "sum"
    return Typed(
        made,
        of.type,
        f"`{node.op} of … of leads …`",
        node.span,
        "computed",
        can_be_missing=not total,
        decimals=of.decimals,
        declared_at=of.declared_at,
        bound=LARGEST_SUM if total else of.bound,
    )


def _unsuited(ctx: Context, node: syntax.Value, of: Typed, what: str) -> None:
    ctx.findings.report(
        "SL0310",
        node.span,
        f"`{what}` needs {'one value of each lead' if what.startswith('count') else 'numbers'}, "
        f"and {of.shown} is {kind_words(of)}",
        "",
        *([declared(of.declared_at)] if of.declared_at else []),
    )


def _value(ctx: Context, node: syntax.Value) -> Typed | None:
    """What is taken of each lead; a score of it may be named."""
    inside = replace(_inside(ctx), of_score=True, reads=Reads())
    found = values.value(inside, node)
    ctx.reads.take_in(inside.reads, node.span)
    if found is not None and not places.scores_of_leads_may_be_read(ctx, inside.reads):
        return None
    return found
