"""A rule file with all its samples, those in other files included: read, run, judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..compiler.lower import lower
from ..compiler.plan import Plan
from ..dsl import model
from ..dsl.diagnostics import Diagnostic, has_errors, in_order
from ..dsl.load import Loaded, load
from ..dsl.reading import read_source
from ..dsl.source import Source
from .counterexamples import counterexamples
from .csv_samples import csv_samples
from .json_samples import json_samples
from .run import FileRun, run_samples
from .sample_files import Reader


@dataclass(frozen=True, slots=True)
class Collected:
    """The samples of one rule file. `plan` is None where the file has errors."""

    loaded: Loaded
    plan: Plan | None
    samples: tuple[model.Sample, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: dict[str, Source]


def collect(path: Path) -> Collected:
    """Reads the rule file and the sample files that it names; nothing is run yet."""
    loaded = load(path)
    ruleset = loaded.ruleset
    if ruleset is None:
        return Collected(loaded, None, (), loaded.diagnostics, loaded.sources)
    plan = lower(ruleset)
    samples = list(ruleset.samples)
    findings = list(loaded.diagnostics)
    sources = dict(loaded.sources)
    for declared in ruleset.sample_files:
        found, wrong, read = _from_file(declared, ruleset, plan)
        samples += found
        findings += wrong
        sources |= {source.file: source for source in read}
    return Collected(loaded, plan, tuple(samples), in_order(findings), sources)


def _from_file(
    declared: model.SampleFile, ruleset: model.Ruleset, plan: Plan
) -> tuple[list[model.Sample], list[Diagnostic], list[Source]]:
    reader = Reader(ruleset, plan.zone)
    sources: list[Source] = []
    for name in (declared.path, declared.events_path):
        if name is None:
            continue
        source = read_source(Path(name), name)
        if isinstance(source, Diagnostic):
            reader.report("SL0850", declared.span, f"`{name}` cannot be read: {source.message}", source.help)
        else:
            sources.append(source)
    if reader.findings:
        return [], reader.findings, sources
    leads, *events = sources
    if leads.file.lower().endswith((".jsonl", ".ndjson", ".json")):
        if events:
            help_ = "leave out `with events from …`"
            reader.report("SL0850", declared.span, "events stand in the lines of a JSON Lines file itself", help_)
            return [], reader.findings, sources
        return json_samples(reader, leads, declared.as_of), reader.findings, sources
    return csv_samples(reader, leads, events[0] if events else None, declared.as_of), reader.findings, sources


def run_file(path: Path, tick: Callable[[int], None] = lambda _: None) -> FileRun:
    """Runs every sample of a rule file. `tick` is told how many are done."""
    collected = collect(path)
    found = (collected.loaded.ruleset, collected.plan)
    if collected.plan is None or has_errors(collected.diagnostics):
        return FileRun(path, *found, (), collected.diagnostics, collected.sources)
    ruleset = collected.loaded.ruleset
    invariants = () if ruleset is None else ruleset.invariants
    outcomes = run_samples(collected.plan, collected.samples, invariants=invariants)
    tick(len(outcomes))
    against = counterexamples(collected.plan, invariants)
    return FileRun(path, *found, outcomes, collected.diagnostics, collected.sources, against)
