"""From random leads towards one that meets a condition: change one thing at a time, and keep what brings it nearer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from ..compiler.plan import Plan
from ..compiler.reference.context import Context
from ..compiler.reference.meaning import truth, value_of
from ..compiler.result import Company, Lead
from ..dsl import model
from .invent import World, invented

_NEARLY = 0.9  # the most that a condition counts for that is not as it should be


def nearness(condition: model.Condition, wanted: bool, context: Context) -> float:
    """From 0 to 1, 1 where the condition is met (not `wanted`: is not), more where more of its parts are."""
    if (truth(condition, context) is True) is wanted:
        return 1.0
    match condition:
        case model.And(items) | model.Or(items) if items:
            near = [nearness(item, wanted, context) for item in items]
            together = isinstance(condition, model.And) is wanted
            return _NEARLY * (sum(near) / len(near) if together else max(near))
        case model.Not(item):
            return _NEARLY * nearness(item, not wanted, context)
        case model.LetRef(name):
            return nearness(dict(context.plan.lets)[name], wanted, context)
        case model.FlagRef(name):
            [inside] = [flag.condition for flag in context.plan.flags if flag.name == name]
            return nearness(inside, wanted, context)
        case model.Compare("=", model.StageOf(), model.Constant(stage)) if wanted:
            return _near_a_stage((str(stage),), context)
        case model.InSet(model.StageOf(), stages) if wanted:
            return _near_a_stage(tuple(str(stage) for stage in stages), context)
        case model.Compare(_, left, right):
            a, b = value_of(left, context), value_of(right, context)
            if isinstance(a, int) and isinstance(b, int):
                return _NEARLY * (1 - abs(a - b) / (abs(a - b) + abs(b) + 1))
    return 0.0


def _near_a_stage(names: tuple[str, ...], context: Context) -> float:
    """By the lines of these stages; an earlier line that is met keeps it from being 1."""
    lines = context.plan.stages.lines if context.plan.stages is not None else ()
    conditions = [line.condition for line in lines if line.stage in names and line.condition is not None]
    return _NEARLY * max((nearness(condition, True, context) for condition in conditions), default=0.0)


def changed(plan: Plan, world: World, chance: Random, lead: Lead, company: Company, as_of: int) -> tuple[Lead, Company]:
    """The lead with one thing of another random one: an attribute, an event, a colleague, the account's data."""
    other, beside = invented(plan, world, chance.randrange(1 << 30), as_of)
    candidates = list(_candidates(plan, chance, lead, company, other, beside))
    return chance.choice(candidates) if candidates else (lead, company)


def _candidates(
    plan: Plan, chance: Random, lead: Lead, company: Company, other: Lead, beside: Company
) -> Iterator[tuple[Lead, Company]]:
    account = plan.schema.account
    fixed = {plan.schema.key, "" if account is None else account.lead_attribute}
    names = sorted((lead.values.keys() | other.values.keys()) - fixed)
    if names:
        name = chance.choice(names)
        values = {key: value for key, value in lead.values.items() if key != name}
        if name in other.values:
            values[name] = other.values[name]
        yield replace(lead, values=values), company
    if other.events:
        yield replace(lead, events=(*lead.events, chance.choice(other.events))), company
    if lead.events:
        index = chance.randrange(len(lead.events))
        yield replace(lead, events=(*lead.events[:index], *lead.events[index + 1 :])), company
    if account is None or company.account is None:
        return
    if beside.account is not None:
        values = {**beside.account.values, account.key: company.account.key}
        yield lead, replace(company, account=replace(company.account, values=values))
    if beside.others:
        found = chance.choice(beside.others)
        number = 1 + max(int(each.key) for each in (lead, *company.others))
        own_key = number if isinstance(lead.values[plan.schema.key], int) else str(number)
        values = {**found.values, plan.schema.key: own_key, account.lead_attribute: company.account.key}
        yield lead, replace(company, others=(*company.others, replace(found, key=str(number), values=values)))
