"""`scoreline test`: run the samples of rule files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..dsl.files import rule_files, write_file
from .output import FINDINGS, USAGE, colour_on, put, refuse_to_overwrite, stop, terminal_width

if TYPE_CHECKING:
    from ..harness.run import FileRun, Outcome


@click.command(epilog="Example: scoreline test rules/ --junit results.xml")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--junit", type=click.Path(dir_okay=False, path_type=Path), help="Write the results as JUnit XML too.")
@click.option("-v", "--verbose", is_flag=True, help="Name the samples that pass too.")
def command(paths: tuple[Path, ...], junit: Path | None, verbose: bool) -> None:
    """Run the samples of rule files, and of those below folders.

    Each sample is scored three times: by the reference, by the compiled Python module, by the compiled views on an
    embedded DuckDB. All three must agree to the last digit, and with what the sample expects. Where they do not, the
    points of each rule are shown.

    Each `never` and `always` is held against every sample, and against random leads made from what the rules mention; a
    lead that breaks one is shown as a sample, as small as it gets.

    Exit code 1 if a sample fails or a file has errors, or if there is no sample at all.
    """
    from ..harness.files import run_file
    from ..harness.junit import as_junit
    from ..harness.report import summary

    files = rule_files(paths)
    if not files:
        stop(f"no `*.score` file below {', '.join(f'`{path}`' for path in paths)}")
    refuse_to_overwrite(junit, *files)
    runs = []
    for file in files:
        run = run_file(file)
        runs.append(run)
        put(_file_text(run, verbose))
    if junit is not None:
        write_file(junit, as_junit(runs))
    outcomes = [outcome for run in runs for outcome in run.outcomes]
    failed = any(run.broken or run.counterexamples for run in runs) or any(not outcome.passed for outcome in outcomes)
    text = summary(runs)
    put((click.style(text, fg="red" if failed else "green", bold=True) if colour_on() else text) + "\n")
    if not outcomes and not failed:
        put('no samples were found; a rule file has them as `sample "…" as of 2026-01-15 { … }`\n', err=True)
        raise click.exceptions.Exit(FINDINGS)
    if failed:
        unread = all(not run.sources for run in runs if run.broken) and any(run.broken for run in runs)
        raise click.exceptions.Exit(USAGE if unread and not outcomes else FINDINGS)


def _file_text(run: FileRun, verbose: bool) -> str:
    """The file's line, then its findings and failed samples."""
    from ..dsl.diagnostics import has_errors
    from ..harness.report import alone_note, checks_text
    from .render import as_text

    if run.broken:
        errors = [d for d in run.diagnostics if has_errors((d,))]
        return as_text(errors, run.sources, files=1, colour=colour_on(), width=terminal_width()) + "\n"
    shown = [outcome for outcome in run.outcomes if verbose or not outcome.passed]
    passed = sum(outcome.passed for outcome in run.outcomes)
    head = f"{run.path}: "
    head += f"{passed} of {len(run.outcomes)} passed" if run.outcomes else "no samples"
    head += checks_text(run) + "\n"
    note = alone_note(run)
    head += f"{note}\n" if note else ""
    return head + "".join(_outcome_text(run, outcome) for outcome in shown) + _counterexamples_text(run)


def _counterexamples_text(run: FileRun) -> str:
    """The `never` and `always` that a random lead breaks, each with the lead as a sample."""
    from ..dsl.display import visible
    from ..harness.as_sample import as_sample

    text = ""
    for example in run.counterexamples:
        invariant = example.invariant
        place = f"{invariant.span.file}:{invariant.span.line}"
        word = click.style("FAIL", fg="red", bold=True) if colour_on() else "FAIL"
        text += visible(f'{word} {place}: {invariant.kind} "{invariant.label}" does not hold for such a lead:') + "\n"
        if run.plan is not None:
            lines = as_sample(example, run.plan, f'breaks "{invariant.label}"')
            text += "".join(f"    {visible(line)}\n" for line in lines) + "\n"
    return text


def _outcome_text(run: FileRun, outcome: Outcome) -> str:
    from ..harness.report import failure, title

    word, fg = ("ok", "green") if outcome.passed else ("FAIL", "red")
    head = f"{click.style(word, fg=fg, bold=True) if colour_on() else word} {title(outcome)}\n"
    if outcome.passed or run.plan is None:
        return head
    return head + "".join(f"    {line}".rstrip() + "\n" for line in failure(outcome, run.plan)) + "\n"
