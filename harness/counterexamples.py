"""Random leads that break a `never` or an `always`, made as small as they get."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from ..compiler.plan import Plan
from ..compiler.reference import broken_invariants, scored_context
from ..compiler.reference.context import Context
from ..compiler.result import Company, Lead
from ..dsl import model
from .invent import World, invented, world_of
from .uphill import changed, nearness

TRIES = 300  # random leads for each ruleset with invariants
STARTS = 10  # walks for each invariant that none of them breaks, from the leads that come nearest …
STEPS = 150  # … changes tried on each walk, …
ALL_STEPS = 2_000  # … fewer where there are many invariants
SLACK = 0.02  # how much farther away a step may lead, so that a walk gets out of a dead end
AS_OF = 1_772_359_200  # 2026-03-01 10:00 UTC


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A lead for which the invariant does not hold; nothing can be left out of it without making it hold."""

    invariant: model.Invariant
    lead: Lead
    company: Company
    as_of: int


def counterexamples(
    plan: Plan, invariants: Sequence[model.Invariant], tries: int = TRIES, as_of: int = AS_OF
) -> tuple[Counterexample, ...]:
    """One counterexample for each invariant that a random lead, or one on the way from it, breaks.

    The same ruleset gives the same ones.
    """
    if not invariants:
        return ()
    world = world_of(plan, invariants)
    tried = [invented(plan, world, seed, as_of) for seed in range(tries)]
    contexts = [scored_context(plan, lead, as_of, company) for lead, company in tried]
    steps = min(STEPS, ALL_STEPS // (STARTS * len(invariants)))
    found = []
    for invariant in invariants:
        near = [_near(invariant, context) for context in contexts]
        starts = sorted(range(tries), key=lambda number: (-near[number], number))[:STARTS]
        examples = [Counterexample(invariant, *tried[number], as_of) for number in starts]
        walked = (
            _uphill(plan, world, each, near[number], steps) for each, number in zip(examples, starts, strict=True)
        )
        broken = next((each for each in walked if each is not None), None)
        if broken is not None:
            found.append(_smallest(plan, broken))
    return tuple(found)


def _uphill(plan: Plan, world: World, here: Counterexample, near: float, steps: int) -> Counterexample | None:
    """A lead that breaks the invariant, some steps away from one that comes as near to it as `near`."""
    if near == 1:
        return here
    chance = Random(near)
    for _ in range(steps):
        lead, company = changed(plan, world, chance, here.lead, here.company, here.as_of)
        there = replace(here, lead=lead, company=company)
        now = _near(here.invariant, scored_context(plan, lead, here.as_of, company))
        if now == 1:
            return there
        if now >= near - SLACK * chance.random():
            here, near = there, now
    return None


def _near(invariant: model.Invariant, context: Context | None) -> float:
    """1 where the invariant is broken; below 0 for a lead that is not scored."""
    return -1 if context is None else nearness(invariant.condition, invariant.kind == "never", context)


def _smallest(plan: Plan, example: Counterexample) -> Counterexample:
    """Leaves out one thing after another as long as the invariant stays broken."""
    smaller = True
    while smaller:
        smaller = False
        for candidate in _smaller(plan, example):
            broken = broken_invariants(plan, [example.invariant], candidate.lead, example.as_of, candidate.company)
            if broken:
                example, smaller = candidate, True
                break
    return example


def _smaller(plan: Plan, example: Counterexample) -> Iterator[Counterexample]:
    """The example without a colleague, an event, a value."""
    account, others = example.company.account, example.company.others
    for index, other in enumerate(others):
        rest = (*others[:index], *others[index + 1 :])
        yield replace(example, company=Company(account, rest))
        for smaller in _smaller_leads(other, plan):
            yield replace(example, company=Company(account, (*others[:index], smaller, *others[index + 1 :])))
    for lead in _smaller_leads(example.lead, plan):
        yield replace(example, lead=lead)
    schema = plan.schema.account
    if account is not None and schema is not None:
        for name in account.values:
            if name != schema.key:
                values = {key: value for key, value in account.values.items() if key != name}
                yield replace(example, company=Company(replace(account, values=values), others))


def _smaller_leads(lead: Lead, plan: Plan) -> Iterator[Lead]:
    for index, event in enumerate(lead.events):
        yield replace(lead, events=(*lead.events[:index], *lead.events[index + 1 :]))
        for name in event.values:
            values = {key: value for key, value in event.values.items() if key != name}
            changed = replace(event, values=values)
            yield replace(lead, events=(*lead.events[:index], changed, *lead.events[index + 1 :]))
    account = plan.schema.account
    fixed = {plan.schema.key, "" if account is None else account.lead_attribute}
    for name in lead.values:
        if name not in fixed:
            yield replace(lead, values={key: value for key, value in lead.values.items() if key != name})
