"""Events that noise rules leave out: removed before any feature sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from ...dsl import model
from .. import plan as p
from . import chains, names, windows
from . import nodes as n
from .derive import extend
from .held import Extent, all_inside, hold, match
from .operands import Scope, needs
from .owners import NoiseOfLead
from .steps import Names, Steps


@dataclass(frozen=True, slots=True)
class _Named:
    """The columns of one noise rule: whether an event passes its filter, and the start of the first run behind."""

    passes: str
    start: str | None


def noise_for(plan: p.Plan, kinds: Sequence[str]) -> tuple[model.Noise, ...]:
    """The noise rules that may leave out events of these kinds."""
    return tuple(noise for noise in plan.noise if set(noise.kinds) & set(kinds))


def filter_of(noise: model.Noise) -> model.EventFilter:
    return model.EventFilter(noise.kinds, noise.where, None, noise.relation)


def reach(noise: model.Noise) -> int:
    """How many seconds around an event decide whether it is noise."""
    burst = 0 if noise.burst is None else noise.burst[1]
    return max(burst, 0 if noise.relation is None else noise.relation.within)


def silence(steps: Steps, scope: Scope, taken: Names, rules: Sequence[model.Noise], extent: Extent) -> None:
    """Keeps the events that no rule leaves out, with the columns that they had before."""
    if not rules:
        return
    inside = replace(scope, columns=dict(scope.columns))
    filters = [filter_of(noise) for noise in rules]
    conditions = [each.where for events in filters for each in all_inside(events) if each.where is not None]
    extend(steps, inside, taken, [key for where in conditions for key in needs(where, scope.lists)])
    hold(steps, inside, taken, filters, extent)
    named = [_named(noise, taken) for noise in rules]
    passing = [
        n.named(match(replace(events, relation=None), inside, extent), each.passes)
        for events, each in zip(filters, named, strict=True)
    ]
    steps.extend("passing", passing)
    _runs(steps, taken, rules, named)
    out = [(_left_out(noise, each, inside, extent), n.false()) for noise, each in zip(rules, named, strict=True)]
    kept = n.when(*out, otherwise=exp.Boolean(this=True))
    columns = (names.LEAD, names.EVENT, names.AT, *scope.moment_columns, *scope.columns.values())
    steps.add("heard", n.select([n.column(name) for name in columns], n.table([steps.last]), kept))


def _named(noise: model.Noise, taken: Names) -> _Named:
    return _Named(taken.take("passes"), None if noise.burst is None else taken.take("run"))


def _runs(steps: Steps, taken: Names, rules: Sequence[model.Noise], named: Sequence[_Named]) -> None:
    """Of each event the start of the earliest run that ends with it or later.

    A run is n + 1 passing events of which the last lies at most so many seconds after the first; the event is in one
    where that start does not lie behind it. Starts grow with ends, so the earliest one decides.
    """
    at, starts, firsts = n.column(names.AT), [], []
    for noise, each in zip(rules, named, strict=True):
        if noise.burst is not None and each.start is not None:
            number, seconds = noise.burst
            by = [n.column(names.LEAD), n.column(names.AS_OF), n.column(each.passes)]
            first = taken.take("first")
            firsts.append(n.named(windows.before(at, number, by, windows.ascending(at)), first))
            begins = n.when((n.compare(exp.GTE, n.column(first), n.minus(at, n.number(seconds))), n.column(first)))
            start = windows.over(n.call("min", begins), by, windows.descending(at), "peers up to here")
            starts.append(n.named(start, each.start))
    steps.extend("firsts", firsts)
    steps.extend("runs", starts)


def _left_out(noise: model.Noise, named: _Named, scope: Scope, extent: Extent) -> n.Node:
    tests = [n.column(named.passes)]
    if named.start is not None:
        tests.append(n.compare(exp.LTE, n.column(named.start), n.column(names.AT)))
    if noise.relation is not None:
        relation = model.EventFilter(noise.kinds, None, None, noise.relation)
        tests.append(match(relation, scope, replace(extent, kinds=noise.kinds)))
    if noise.lead is not None:
        tests.append(scope.column(NoiseOfLead(noise.lead)))
    return chains.all_of(tests)
