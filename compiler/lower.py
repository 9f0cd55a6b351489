"""Lowering: the checked ruleset → the scoring plan. Nothing can fail here; the checker has seen to that."""

from __future__ import annotations

import dataclasses

from ..dsl import model
from ..dsl.folding import fold
from ..dsl.zones import zone
from . import plan as p
from .canonical import content_hash
from .decay import lower_decay
from .roots import roots
from .walk import Node, walk

_MILLI_TO_NANO = p.NANO // model.MILLI
_MILLI_TO_TOTAL = 10**4


def lower(ruleset: model.Ruleset) -> p.Plan:
    """The plan of a checked ruleset."""
    accounts = ruleset.accounts
    plan = p.Plan(
        name=ruleset.name,
        version=ruleset.version,
        description=ruleset.description,
        schema=ruleset.schema,
        reads=(),
        zone=zone(ruleset.time_zone),
        lists=(),
        folded_lists=(),
        features=(),
        lets=ruleset.lets,
        exclusions=ruleset.exclusions,
        scores=tuple(_any_score(score) for score in ruleset.scores),
        grades=ruleset.grades,
        stages=ruleset.stages,
        file=ruleset.file,
        content_hash="",
        noise=ruleset.noise,
        matrices=ruleset.matrices,
        flags=ruleset.flags,
        questions=ruleset.questions,
        routes=ruleset.routes,
        follow_up=None if ruleset.follow_up is None else _follow_up(ruleset.follow_up),
        worklist=ruleset.worklist,
        attribution=ruleset.attribution,
        accounts=None
        if accounts is None
        else p.AccountPlan(tuple(_score(score) for score in accounts.scores), accounts.grades, accounts.stages),
    )
    nodes = tuple(node for root in roots(plan) for node in walk(root))
    checked = tuple(node for invariant in ruleset.invariants for node in walk(invariant.condition))
    plan = dataclasses.replace(
        plan,
        reads=_reads(plan, (*nodes, *checked)),
        lists=_lists(ruleset, (*nodes, *checked), folded=False),
        folded_lists=_lists(ruleset, (*nodes, *checked), folded=True),
        features=_features(plan, nodes),
    )
    return dataclasses.replace(plan, content_hash=content_hash(plan))


def _nano(milli: int | None) -> int | None:
    return None if milli is None else milli * _MILLI_TO_NANO


def _any_score(score: model.Score | model.Total | model.Share) -> p.AnyScore:
    return score if isinstance(score, model.Share) else _score(score)


def _score(score: model.Score | model.Total) -> p.Score | p.Total:
    """Limits in 10^-9 points, where a factor or weights have multiplied in 10^-7."""
    in_total = _MILLI_TO_TOTAL if isinstance(score, model.Total) or score.factor is not None else _MILLI_TO_NANO
    low, high = score.low * in_total, score.high * in_total
    match score:
        case model.Score():
            entries = tuple(_entry(entry) for entry in score.entries)
            return p.Score(score.name, entries, low, high, score.decimals, score.span, score.factor, score.rounding)
        case model.Total():
            return p.Total(score.name, score.terms, low, high, score.decimals, score.span, score.factor, score.rounding)


def _entry(entry: model.Entry) -> p.Entry:
    match entry:
        case model.WhenRule(label, points, condition, unless, span):
            return p.WhenRule(label, points, condition, unless, span)
        case model.TableRule():
            return p.TableRule(
                label=entry.label,
                value=entry.value,
                cuts=entry.cuts,
                matches=entry.matches,
                missing=entry.missing or 0,
                otherwise=entry.otherwise or 0,
                has_missing_row=entry.missing is not None,
                quiet=isinstance(entry.value, model.DaysSinceLast),
                unless=entry.unless,
                span=entry.span,
            )
        case model.AmountRule():
            return _amount_rule(entry)
        case model.OccurrenceRule():
            return _occurrence_rule(entry)
        case model.Group(label, entries, low, high, span, pick):
            return p.Group(label, tuple(_entry(e) for e in entries), _nano(low), _nano(high), span, pick)


def _amount_rule(rule: model.AmountRule) -> p.AmountRule:
    return p.AmountRule(
        label=rule.label,
        value=rule.value,
        multiplier=rule.multiplier,
        bound=p.MAX_RULE // max(1, abs(rule.multiplier)) + 1,
        low=rule.low * _MILLI_TO_NANO,
        high=rule.high * _MILLI_TO_NANO,
        times=rule.times,
        unless=rule.unless,
        span=rule.span,
    )


def _occurrence_rule(rule: model.OccurrenceRule) -> p.OccurrenceRule:
    decay = None if rule.decay is None else lower_decay(rule.decay, rule.points)
    max_nano = p.MAX_RULE if rule.max_points is None else rule.max_points * _MILLI_TO_NANO
    amount = None
    multiplier = rule.points
    if isinstance(decay, p.PointSteps):
        multiplier = p.FACTOR if rule.points >= 0 else -p.FACTOR
    elif rule.amount is not None:
        amount = p.Amount(rule.amount, 10 ** (3 - rule.amount.type.places))
        multiplier = 1 if rule.points >= 0 else -1
    cap = None
    if rule.max_per is not None:
        cap, multiplier, max_nano = p.Cap(rule.max_per, max_nano, multiplier), 1, p.MAX_RULE
    feature = p.Occurrences(
        events=rule.events,
        once_per=rule.once_per,
        latest=rule.latest,
        decay=decay,
        completes=rule.completes,
        latest_per=rule.latest_per,
        amount=amount,
        cap=cap,
    )
    return p.OccurrenceRule(rule.label, feature, multiplier, max_nano, rule.unless, rule.span)


def _follow_up(follow_up: model.FollowUp) -> p.FollowUp:
    hours = follow_up.hours
    calendar = None
    if hours is not None:
        calendar = p.Calendar(hours.days, hours.opens, hours.closes, zone(hours.time_zone), hours.holidays)
    return p.FollowUp(follow_up.lines, calendar, follow_up.span)


def _reads(plan: p.Plan, nodes: tuple[Node, ...]) -> tuple[str, ...]:
    """The lead attributes that are read, key first, then in declared order."""
    schema = plan.schema
    used = {node.name for node in nodes if isinstance(node, model.LeadValue)} | {schema.key}
    bounds_quiet = any(
        isinstance(node, model.DaysSinceLast) or (isinstance(node, model.Quiet) and node.events.window is not None)
        for node in nodes
    )
    if bounds_quiet and schema.since is not None:
        used.add(schema.since)
    reads_account = plan.accounts is not None or any(
        isinstance(node, model.AccountValue | model.OfLeads) for node in nodes
    )
    if reads_account and schema.account is not None:
        used.add(schema.account.lead_attribute)
    others = (a.name for a in schema.attributes if a.name in used and a.name != schema.key)
    return (schema.key, *others)


def _lists(ruleset: model.Ruleset, nodes: tuple[Node, ...], *, folded: bool) -> tuple[model.TextList, ...]:
    used = {node.list for node in nodes if isinstance(node, model.InList) and node.folded is folded}
    chosen = (entries for entries in ruleset.lists if entries.name in used)
    return tuple(_folded(entries) for entries in chosen) if folded else tuple(chosen)


def _folded(entries: model.TextList) -> model.TextList:
    return model.TextList(entries.name, tuple(sorted({fold(e) for e in entries.entries}, key=str.encode)))


def _features(plan: p.Plan, nodes: tuple[Node, ...]) -> tuple[p.Feature, ...]:
    """The distinct features, in the order in which they are first read."""
    read = [feature for node in nodes if (feature := p.feature_of(node)) is not None]
    counted = [
        rule.feature
        for score in plan.scores
        if isinstance(score, p.Score)
        for rule in p.rules(score)
        if isinstance(rule, p.OccurrenceRule)
    ]
    return tuple(dict.fromkeys([*read, *counted]))
