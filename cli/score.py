"""`scoreline score`: a rule file and data files → a worklist."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..dsl.files import replacing
from .output import (
    colour_on,
    event_files,
    is_terminal,
    note,
    open_binding,
    open_rules,
    put,
    refuse_to_overwrite,
    terminal_width,
)

if TYPE_CHECKING:
    from ..data.rows import Rows
    from ..data.scoring import Scored

STEPS = ("reading leads", "reading events", "scoring", "counting")


@click.command(
    epilog="\b\nExamples: scoreline score leads.score --leads leads.csv --events events.csv\n"
    "          scoreline score leads.score --leads crm.parquet --binding crm.toml -o scored.csv"
)
@click.argument("rules", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--leads",
    metavar="FILE",
    type=click.Path(path_type=Path),
    required=True,
    help="CSV, Excel, Parquet or JSON Lines.",
)
@click.option(
    "--events",
    metavar="[TABLE=]FILE",
    multiple=True,
    help="What leads did; once for each table of events of the binding.",
)
@click.option(
    "--history",
    metavar="[TABLE=]FILE",
    multiple=True,
    help="What attributes of leads were before; once for each table of the binding.",
)
@click.option("--accounts", metavar="FILE", type=click.Path(path_type=Path), help="The leads' accounts.")
@click.option(
    "--binding",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Which columns hold what; by default they are called alike.",
)
@click.option(
    "--as-of", "as_of", metavar="TIME", help="The moment to score at, such as 2026-01-15T09:00Z; default: now."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write all results as .csv, .xlsx, .parquet or .jsonl.",
)
@click.option(
    "--accounts-output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the accounts' own scores too.",
)
@click.option(
    "--contributions",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the points of every rule for every lead too.",
)
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="Leads in the table on the terminal.",
)
def command(
    rules: Path,
    leads: Path,
    events: tuple[str, ...],
    history: tuple[str, ...],
    accounts: Path | None,
    binding: Path | None,
    as_of: str | None,
    output: Path | None,
    accounts_output: Path | None,
    contributions: Path | None,
    limit: int,
) -> None:
    """Score the leads of a file, best first.

    On a terminal a table of the best leads with their strongest reasons, in a pipe all results as CSV; with `-o` a
    file has all results. What the data lacked is summed up at the end, on the error stream: no row is dropped in
    silence. A time without a zone, and a date (its midnight), is in the rule file's zone.
    """
    from ..compiler.lower import lower
    from .moment import as_of_second

    outputs = {"-o": output, "--accounts-output": accounts_output, "--contributions": contributions}
    for option, path in outputs.items():
        _check_suffix(path, option)
    happened, changed = event_files(events), event_files(history, "--history")
    each = [f for given in (happened, changed) for f in (given.values() if isinstance(given, dict) else (given,))]
    for path in outputs.values():
        refuse_to_overwrite(path, rules, leads, accounts, binding, *each)
    wanted = [path.resolve() for path in outputs.values() if path is not None]
    if len(wanted) != len(set(wanted)):
        raise click.UsageError("two outputs have the same name")
    ruleset, _ = open_rules(rules)
    plan = lower(ruleset)
    if accounts_output is not None and plan.accounts is None:
        raise click.UsageError("`--accounts-output`: the rule file has no `account score`")
    moment = as_of_second(as_of, plan.zone)
    bound = open_binding(binding, plan)
    from .. import __version__
    from ..data.scoring import score_files

    with (
        _progress() as step,
        score_files(
            plan,
            leads,
            happened,
            bound,
            moment,
            accounts=accounts,
            history=changed,
            compiled_by=f"scoreline {__version__}",
            step=step,
        ) as scored,
    ):
        step("")
        if output is not None:
            _write(scored.leads, output)
        if accounts_output is not None:
            _write(scored.accounts(), accounts_output)
        if contributions is not None:
            _write(scored.contributions(), contributions)
        if output is not None or is_terminal():
            from ..data.worklist import print_worklist

            print_worklist(scored, limit, colour=colour_on(), width=terminal_width())
        else:
            from ..data.writing import csv_text

            for piece in csv_text(scored.leads):
                put(piece)
        _print_quality(scored)
    for written in (output, accounts_output, contributions):
        if written is not None:
            note(f"wrote {written}")


def _check_suffix(output: Path | None, option: str) -> None:
    from ..data.writing import FORMATS

    if output is not None and output.suffix.lower() not in FORMATS:
        raise click.UsageError(f"`{option} {output}`: results are written as `.csv`, `.xlsx`, `.parquet` or `.jsonl`")


def _write(rows: Rows, output: Path) -> None:
    from ..data.writing import write

    with replacing(output) as part:
        write(rows, part, output.suffix.lower())


def _print_quality(scored: Scored) -> None:
    from rich.console import Console

    from ..data.quality_text import table

    sys.stdout.flush()
    console = Console(
        stderr=True, width=terminal_width(), no_color=not colour_on(sys.stderr), highlight=False, soft_wrap=False
    )
    console.print()
    console.print(table(scored.quality))


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """A bar on the error stream while it is a terminal; told what begins, and at the end nothing."""
    if not is_terminal(sys.stderr):
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=len(STEPS))

        def step(name: str) -> None:
            if not name:
                bar.stop()
            else:
                bar.update(task, description=name, completed=STEPS.index(name))

        yield step
