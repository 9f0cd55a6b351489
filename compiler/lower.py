"""Lowering: the checked ruleset → the scoring plan. Nothing can fail here; the checker has seen to that."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from ..dsl import model
from ..dsl.folding import fold
from ..dsl.zones import zone
from . import plan as p
from .canonical import content_hash
from .decay import lower_decay
from .walk import Node, walk

_MILLI_TO_NANO = p.NANO // model.MILLI


def lower(ruleset: model.Ruleset) -> p.Plan:
    """The plan of a checked ruleset."""
    scores = tuple(_score(score) for score in ruleset.scores)
    nodes = tuple(node for root in _roots(ruleset, scores) for node in walk(root))
    plan = p.Plan(
        name=ruleset.name,
        version=ruleset.version,
        description=ruleset.description,
        schema=ruleset.schema,
        reads=_reads(ruleset, nodes),
        zone=zone(ruleset.time_zone),
        lists=_lists(ruleset, nodes, folded=False),
        folded_lists=_lists(ruleset, nodes, folded=True),
        features=_features(scores, nodes),
        lets=ruleset.lets,
        exclusions=ruleset.exclusions,
        scores=scores,
        grades=ruleset.grades,
        stages=ruleset.stages,
        file=ruleset.file,
        content_hash="",
    )
    return dataclasses.replace(plan, content_hash=content_hash(plan))


def _nano(milli: int | None) -> int | None:
    return None if milli is None else milli * _MILLI_TO_NANO


def _score(score: model.Score | model.Total) -> p.Score | p.Total:
    match score:
        case model.Score(name, entries, low, high, decimals, span):
            rules = tuple(_entry(entry) for entry in entries)
            return p.Score(name, rules, low * _MILLI_TO_NANO, high * _MILLI_TO_NANO, decimals, span)
        case model.Total(name, terms, low, high, decimals, span):
            return p.Total(name, terms, low * 10**4, high * 10**4, decimals, span)


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
        case model.OccurrenceRule():
            return _occurrence_rule(entry)
        case model.Group(label, entries, low, high, span):
            return p.Group(label, tuple(_entry(e) for e in entries), _nano(low), _nano(high), span)


def _occurrence_rule(rule: model.OccurrenceRule) -> p.OccurrenceRule:
    decay = None if rule.decay is None else lower_decay(rule.decay, rule.points)
    if isinstance(decay, p.PointSteps):
        multiplier = p.FACTOR if rule.points >= 0 else -p.FACTOR
    else:
        multiplier = rule.points
    return p.OccurrenceRule(
        label=rule.label,
        feature=p.Occurrences(rule.events, rule.once_per, rule.latest, decay),
        multiplier=multiplier,
        max_nano=p.MAX_RULE if rule.max_points is None else rule.max_points * _MILLI_TO_NANO,
        unless=rule.unless,
        span=rule.span,
    )


def _roots(ruleset: model.Ruleset, scores: tuple[p.Score | p.Total, ...]) -> Iterator[Node]:
    """Every value and condition of the ruleset, in the order of computation."""
    for _, condition in ruleset.lets:
        yield condition
    for exclusion in ruleset.exclusions:
        yield exclusion.condition
    for score in scores:
        if isinstance(score, p.Score):
            for rule in p.rules(score):
                yield from _rule_roots(rule)
    if ruleset.stages is not None:
        yield from (line.condition for line in ruleset.stages.lines if line.condition is not None)


def _rule_roots(rule: p.Rule) -> Iterator[Node]:
    match rule:
        case p.WhenRule():
            yield rule.condition
        case p.TableRule():
            yield rule.value
        case p.OccurrenceRule():
            if rule.feature.events.where is not None:
                yield rule.feature.events.where
    if rule.unless is not None:
        yield rule.unless


def _reads(ruleset: model.Ruleset, nodes: tuple[Node, ...]) -> tuple[str, ...]:
    """The lead attributes that are read, key first, then in declared order."""
    schema = ruleset.schema
    used = {node.name for node in nodes if isinstance(node, model.LeadValue)} | {schema.key}
    bounds_quiet = any(
        isinstance(node, model.DaysSinceLast) or (isinstance(node, model.Quiet) and node.events.window is not None)
        for node in nodes
    )
    if bounds_quiet and schema.since is not None:
        used.add(schema.since)
    others = (a.name for a in schema.attributes if a.name in used and a.name != schema.key)
    return (schema.key, *others)


def _lists(ruleset: model.Ruleset, nodes: tuple[Node, ...], *, folded: bool) -> tuple[model.TextList, ...]:
    used = {node.list for node in nodes if isinstance(node, model.InList) and node.folded is folded}
    chosen = (entries for entries in ruleset.lists if entries.name in used)
    return tuple(_folded(entries) for entries in chosen) if folded else tuple(chosen)


def _folded(entries: model.TextList) -> model.TextList:
    return model.TextList(entries.name, tuple(sorted({fold(e) for e in entries.entries}, key=str.encode)))


def _features(scores: tuple[p.Score | p.Total, ...], nodes: tuple[Node, ...]) -> tuple[p.Feature, ...]:
    """The distinct features, in the order in which they are first read."""
    read = [feature for node in nodes if (feature := p.feature_of(node)) is not None]
    counted = [
        rule.feature
        for score in scores
        if isinstance(score, p.Score)
        for rule in p.rules(score)
        if isinstance(rule, p.OccurrenceRule)
    ]
    return tuple(dict.fromkeys([*read, *counted]))
