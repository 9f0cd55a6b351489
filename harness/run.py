"""Samples through the reference and both outputs: three results each, held against each other and the expectations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..compiler.plan import Plan, Score, TableRule, WhenRule, rules
from ..compiler.reference import score as reference_score
from ..compiler.result import Event, Lead, Result
from ..compiler.walk import Node, walk
from ..dsl import model
from ..dsl.diagnostics import Diagnostic, has_errors
from ..dsl.source import Source
from .compare import Difference, Miss, differences, missed
from .engines import score_in_database, score_in_module

# Leads with different keys, at one moment → their results in the same order; None where the output has no row.
Engine = Callable[[Plan, Sequence[Lead], int], list[Result | None]]
ENGINES: Mapping[str, Engine] = {"Python": score_in_module, "DuckDB": score_in_database}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One sample, run."""

    sample: model.Sample
    lead: Lead
    result: Result  # the reference's
    misses: tuple[Miss, ...]
    disagreements: tuple[tuple[str, tuple[Difference, ...]], ...]  # by the name of the output, only those that differ

    @property
    def passed(self) -> bool:
        return not self.misses and not self.disagreements


@dataclass(frozen=True, slots=True)
class FileRun:
    """One rule file with all its samples. `diagnostics` has what keeps its samples from running, or warnings."""

    path: Path
    ruleset: model.Ruleset | None
    plan: Plan | None
    outcomes: tuple[Outcome, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]

    @property
    def broken(self) -> bool:
        return has_errors(self.diagnostics)


def run_samples(
    plan: Plan, samples: Sequence[model.Sample], engines: Mapping[str, Engine] = ENGINES
) -> tuple[Outcome, ...]:
    """The outcome of each sample, in their order."""
    leads = [lead_of(sample, plan) for sample in samples]
    results = [reference_score(plan, lead, sample.as_of) for lead, sample in zip(leads, samples, strict=True)]
    found: list[list[tuple[str, tuple[Difference, ...]]]] = [[] for _ in samples]
    for name, engine in engines.items():
        for index, other in _others(plan, leads, [sample.as_of for sample in samples], engine):
            unlike = differences(results[index], other)
            if unlike:
                found[index].append((name, unlike))
    return tuple(
        Outcome(sample, leads[i], results[i], missed(sample.expects, results[i]), tuple(found[i]))
        for i, sample in enumerate(samples)
    )


def _others(
    plan: Plan, leads: Sequence[Lead], moments: Sequence[int], engine: Engine
) -> list[tuple[int, Result | None]]:
    """The engine's results by the sample's place, with as few runs as its one-key-once and one-moment rules allow.

    Samples often share a key. Where no rule reads it, each lead gets a key of its own for the run.
    """
    rekey = not _reads_key(plan)
    groups: list[tuple[int, dict[str, int]]] = []
    for index, lead in enumerate(leads):
        key = f"{index + 1}" if rekey else lead.key
        for moment, members in groups:
            if moment == moments[index] and key not in members:
                members[key] = index
                break
        else:
            groups.append((moments[index], {key: index}))
    found = []
    for moment, members in groups:
        given = [_with_key(leads[index], key, plan) if rekey else leads[index] for key, index in members.items()]
        for index, result in zip(members.values(), engine(plan, given, moment), strict=True):
            found.append((index, None if result is None else replace(result, lead=leads[index].key)))
    return found


def _reads_key(plan: Plan) -> bool:
    """Whether a rule looks at the key, so that a lead with another key could score differently."""
    key = plan.schema.key
    if any(attribute.type.options for attribute in plan.schema.attributes if attribute.name == key):
        return True
    return any(isinstance(node, model.LeadValue) and node.name == key for root in _roots(plan) for node in walk(root))


def _roots(plan: Plan) -> Iterator[Node]:
    """The values and conditions of the plan that read the lead."""
    yield from (condition for _, condition in plan.lets)
    yield from (exclusion.condition for exclusion in plan.exclusions)
    for score in plan.scores:
        for rule in rules(score) if isinstance(score, Score) else ():
            if isinstance(rule, WhenRule):
                yield rule.condition
            if isinstance(rule, TableRule):
                yield rule.value
            if rule.unless is not None:
                yield rule.unless
    if plan.stages is not None:
        yield from (line.condition for line in plan.stages.lines if line.condition is not None)


def _with_key(lead: Lead, key: str, plan: Plan) -> Lead:
    attribute = next(a for a in plan.schema.attributes if a.name == plan.schema.key)
    typed = int(key) if attribute.type.kind == "integer" else key
    return replace(lead, key=key, values={**lead.values, attribute.name: typed})


def lead_of(sample: model.Sample, plan: Plan) -> Lead:
    """The sample's lead as the data would give it."""
    values = dict(sample.lead)
    events = tuple(Event(event.kind, event.at, dict(event.values)) for event in sample.events)
    return Lead(str(values.get(plan.schema.key, "")), values, events)
