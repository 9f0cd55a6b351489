"""Where values and conditions stand in a plan: what every walk over a plan begins with."""

from __future__ import annotations

from collections.abc import Iterator

from ..dsl import model
from . import plan as p
from .walk import Node, inside


def roots(plan: p.Plan) -> Iterator[Node]:
    """Every value and condition of the plan, in the order of computation; those of accounts last."""
    for noise in plan.noise:
        yield from _noise(noise)
    yield from (condition for _, condition in plan.lets)
    yield from (exclusion.condition for exclusion in plan.exclusions)
    for score in plan.scores:
        yield from score_roots(score)
    yield from outcome_roots(plan)
    if plan.accounts is not None:
        yield from account_roots(plan.accounts)


def score_roots(score: p.AnyScore) -> Iterator[Node]:
    """What a score's rules, parts and factor read."""
    match score:
        case p.Score():
            for rule in p.rules(score):
                yield from rule_roots(rule)
        case p.Total():
            pass
        case model.Share():
            yield from (condition for _, condition in score.parts)
            return
    if score.factor is not None:
        yield score.factor.value


def rule_roots(rule: p.Rule) -> Iterator[Node]:
    """What a rule reads; of an occurrence rule what its event filter reads, and `unless`."""
    match rule:
        case p.WhenRule():
            yield rule.condition
        case p.TableRule() | p.AmountRule():
            yield rule.value
        case p.OccurrenceRule():
            yield from inside(rule.feature.events)
    if rule.unless is not None:
        yield rule.unless


def outcome_roots(plan: p.Plan) -> Iterator[Node]:
    """What flags, stages, routes, follow-up and worklist read."""
    yield from (flag.condition for flag in plan.flags)
    yield from _stage_roots(plan.stages)
    for route in plan.routes:
        yield from (line.condition for line in route.lines if line.condition is not None)
    if plan.follow_up is not None:
        yield from (line.condition for line in plan.follow_up.lines if line.condition is not None)
    if plan.worklist is not None and plan.worklist.condition is not None:
        yield plan.worklist.condition


def account_roots(accounts: p.AccountPlan) -> Iterator[Node]:
    """What the scores and stages of accounts read."""
    for score in accounts.scores:
        yield from score_roots(score)
    yield from _stage_roots(accounts.stages)


def _stage_roots(stages: model.Stages | None) -> Iterator[Node]:
    if stages is not None:
        yield from (line.condition for line in stages.lines if line.condition is not None)


def _noise(noise: model.Noise) -> Iterator[Node]:
    if noise.lead is not None:
        yield noise.lead
    if noise.where is not None:
        yield noise.where
    if noise.relation is not None:
        yield from inside(noise.relation.earlier)
