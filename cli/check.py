"""`scoreline check`: find what is wrong in rule files."""

from __future__ import annotations

from pathlib import Path

import click

from ..dsl.files import rule_files
from .output import FINDINGS, USAGE, colour_on, note, put, stop, terminal_width
from .render import FORMATS, Format


@click.command(epilog="Example: scoreline check rules/ --format github")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
def command(paths: tuple[Path, ...], form: Format) -> None:
    """Check rule files, and those below folders, without running them.

    Every problem of every file is reported in one run, with its place, its code (each has a page in docs/errors) and
    what would help. `github` prints annotations for GitHub Actions, `sarif` a file for code scanning.

    Exit code 1 if there is any finding, warnings included; 2 if a file cannot be read.
    """
    from ..dsl.diagnostics import Diagnostic, in_order
    from ..dsl.load import load
    from ..dsl.source import Source
    from .render import render

    files = rule_files(paths)
    if not files:
        stop(f"no `*.score` file below {', '.join(f'`{path}`' for path in paths)}")
    found: list[Diagnostic] = []
    sources: dict[str, Source] = {}
    unread = False
    for file in files:
        loaded = load(file)
        found.extend(loaded.diagnostics)
        sources.update(loaded.sources)
        unread = unread or not loaded.sources
    diagnostics = in_order(found)
    put(render(diagnostics, sources, form, files=len(files), colour=colour_on(), width=terminal_width()))
    if form == "github":
        from .render.text import summary

        note(summary(diagnostics, files=len(files)))
    if diagnostics:
        raise click.exceptions.Exit(USAGE if unread else FINDINGS)
