"""`scoreline fmt`: lay out rule files like a scorecard."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from ..dsl.files import rule_files, write_file
from .output import FINDINGS, USAGE, colour_on, note, put, stop, terminal_width


@click.command(epilog="Example: scoreline fmt --check rules/")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--check", is_flag=True, help="Change nothing; exit code 1 if a file would change.")
@click.option("--diff", is_flag=True, help="Change nothing; print what would change.")
def command(paths: tuple[Path, ...], check: bool, diff: bool) -> None:
    """Lay out rule files, and those below folders: one rule a line, points in a column, comments kept.

    The meaning of a file never changes, and laying out twice is the same as once. A file that cannot be parsed is
    reported and left as it is.
    """
    from ..dsl.diagnostics import Diagnostic
    from ..dsl.format import format_source
    from ..dsl.reading import read_source
    from .render import as_text

    files = rule_files(paths)
    if not files:
        stop(f"no `*.score` file below {', '.join(f'`{path}`' for path in paths)}")
    changed, broken = 0, False
    for file in files:
        source = read_source(file)
        if isinstance(source, Diagnostic):
            put(as_text((source,), {}, files=1, colour=colour_on(), width=terminal_width()), err=True)
            broken = True
            continue
        laid_out = format_source(source)
        if not isinstance(laid_out, str):
            sources = {source.file: source}
            put(as_text(laid_out, sources, files=1, colour=colour_on(), width=terminal_width()), err=True)
            broken = True
            continue
        data = laid_out.encode("utf-8", "surrogatepass")
        if data == file.read_bytes():
            continue
        changed += 1
        if diff:
            put(_diff(file, source.text, laid_out))
        if check:
            note(f"{file}: would change")
        elif not diff:
            write_file(file, data)
            note(f"{file}: laid out")
    if broken:
        raise click.exceptions.Exit(USAGE)
    if check and changed:
        raise click.exceptions.Exit(FINDINGS)


def _diff(file: Path, before: str, after: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"{file}", f"{file} laid out"
    )
    text = "".join(line if line.endswith("\n") else f"{line}\n\\ no line break at the end\n" for line in lines)
    if not colour_on():
        return text or f"{file}: only line ends or a byte-order mark would change\n"
    return "".join(
        click.style(line, fg="green")
        if line.startswith("+")
        else click.style(line, fg="red")
        if line.startswith("-")
        else line
        for line in text.splitlines(keepends=True)
    )
