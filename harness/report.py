"""What a run of samples says to people."""

from __future__ import annotations

from collections.abc import Sequence

from ..compiler import plan as p
from ..compiler.roots import roots
from ..compiler.walk import walk
from ..compiler.wording import counted, listed
from ..dsl import model
from ..dsl.display import padded, text_width, visible
from .behind import behind
from .compare import Miss, is_unscored
from .run import FileRun, Outcome


def failure(outcome: Outcome, plan: p.Plan) -> list[str]:
    """The lines below a failed sample's name: expected against got, then where the number comes from."""
    lines: list[str] = []
    if outcome.misses:
        lines += _table([("", "expected", "got"), *((miss.output, miss.expected, miss.got) for miss in outcome.misses)])
    for part in behind(outcome, plan):
        lines += ["", part.heading, *(_table(part.rows, right=1 if part.points else None) if part.rows else ())]
    why = _why_unscored(outcome)
    if why:
        lines += ["", why]
    for invariant in outcome.broken:
        lines += ["", broken_line(invariant)]
    for engine, unlike in outcome.disagreements:
        lines += ["", f"{engine} disagrees with the reference; this is a fault of the compiler, not of the rules:"]
        lines += _table([("", "reference", engine), *((d.where, d.reference, d.other) for d in unlike)])
    return [visible(line) for line in lines]


def broken_line(invariant: model.Invariant) -> str:
    """`never "students reach sales" is broken here (rules.score:12)`."""
    place = f"{invariant.span.file}:{invariant.span.line}"
    return f'{invariant.kind} "{invariant.label}" does not hold here ({place})'


def _why_unscored(outcome: Outcome) -> str:
    result = outcome.result
    if result.problem is not None:
        return f"this lead has no result: {result.problem}"
    if outcome.misses and is_unscored(result):
        return f'this lead is not scored: "{result.reason}"'
    return ""


def _table(rows: Sequence[Sequence[str]], right: int | None = None) -> list[str]:
    """Rows in aligned columns, indented; the column `right` is aligned at its end."""
    shown = [[visible(cell) for cell in row] for row in rows]
    widths = [max(text_width(row[column]) for row in shown) for column in range(len(shown[0]))]
    lines = []
    for row in shown:
        cells = [
            " " * (widths[i] - text_width(cell)) + cell if i == right else padded(cell, widths[i])
            for i, cell in enumerate(row)
        ]
        lines.append("  " + "   ".join(cells).rstrip())
    return lines


def title(outcome: Outcome) -> str:
    span = outcome.sample.span
    return visible(f'{span.file}:{span.line}: "{outcome.sample.label}"')


def first_line(miss: Miss) -> str:
    return f"{miss.output}: expected {miss.expected}, got {miss.got}"


def checks_text(run: FileRun) -> str:
    """`; no random lead breaks its 2 checks` of a file with some `never` or `always`, else nothing."""
    checks = 0 if run.ruleset is None else len(run.ruleset.invariants)
    if not checks:
        return ""
    broken, what = len(run.counterexamples), "check" if checks == 1 else f"{checks:,} checks"
    if not broken:
        return f"; no random lead breaks its {what}"
    return f"; random leads break {broken:,} of its {what}" if checks > 1 else "; a random lead breaks its check"


def alone_note(run: FileRun) -> str:
    """What to know of samples from files where rules ask for other leads of an account; else nothing."""
    if run.ruleset is None or run.plan is None or not run.ruleset.sample_files:
        return ""
    if not any(isinstance(node, model.OfLeads) for root in roots(run.plan) for node in walk(root)):
        return ""
    files = listed(list(dict.fromkeys(f"`{each.path}`" for each in run.ruleset.sample_files)), "and")
    text = f"note: each lead of {files} is scored alone, without other leads of its account"
    return visible(f"{text}; a sample with `colleague` lines tests rules that ask for them")


def summary(runs: Sequence[FileRun]) -> str:
    """`12 samples in 2 files: 11 passed, 1 failed`."""
    outcomes = [outcome for run in runs for outcome in run.outcomes]
    failed = sum(not outcome.passed for outcome in outcomes)
    broken = sum(run.broken for run in runs)
    files = sum(bool(run.outcomes) for run in runs)
    parts = [f"{len(outcomes) - failed:,} passed"] if outcomes else []
    if failed:
        parts.append(f"{failed:,} failed")
    if broken:
        parts.append(f"{counted(broken, 'file')} with errors")
    head = f"{counted(len(outcomes), 'sample')} in {counted(files, 'file')}"
    return f"{head}: {', '.join(parts)}" if parts else head
