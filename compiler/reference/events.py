"""Which of a lead's events exist: not those after `as of`, not those that a noise rule leaves out."""

from __future__ import annotations

from dataclasses import replace

from ...dsl import model
from .. import plan as p
from ..result import Account, Event, Lead
from .context import Context
from .meaning import events_of, met
from .relations import bursts, holds


def begin(plan: p.Plan, lead: Lead, as_of: int, account: Account | None = None) -> Context:
    """The context in which everything about the lead is evaluated: noise is gone, lets that read no score are there."""
    # Events are told apart by identity: equal ones become different objects.
    existing = tuple(replace(event) for event in lead.events if event.at <= as_of)
    raw = Context(plan, lead, as_of, existing, account)
    left_out = {id(event) for noise in plan.noise for event in _noise(noise, raw)}
    return Context(plan, lead, as_of, tuple(event for event in existing if id(event) not in left_out), account)


def _noise(noise: model.Noise, context: Context) -> list[Event]:
    if noise.lead is not None and not met(noise.lead, context):
        return []
    found = events_of(model.EventFilter(noise.kinds, noise.where, None), context)
    kept = set(range(len(found)))
    if noise.burst is not None:
        most, within = noise.burst
        kept &= bursts(found, most + 1, within)
    if noise.relation is not None:
        earlier = events_of(noise.relation.earlier, context)
        kept &= {place for place, event in enumerate(found) if holds(noise.relation, event, earlier)}
    return [found[place] for place in sorted(kept)]
