"""What the commands share: where text goes, when it is coloured, how files are written, how a rule file is opened.

Exit codes of every command: 0 fine, 1 findings or failed tests, 2 usage or input that cannot be read.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..compiler.plan import Plan
    from ..dsl.binding import Binding
    from ..dsl.diagnostics import Diagnostic
    from ..dsl.load import Loaded
    from ..dsl.model import Ruleset

FINDINGS, USAGE, INTERNAL = 1, 2, 70
_COLUMNS = 100  # where there is no terminal


def is_terminal(stream: IO[Any] | None = None) -> bool:
    stream = sys.stdout if stream is None else stream
    try:
        return stream.isatty()
    except (AttributeError, ValueError):
        return False


def colour_on(stream: IO[Any] | None = None) -> bool:
    """Colour only on a terminal that has some, and not where NO_COLOR is set."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def terminal_width() -> int:
    """Columns of the terminal; 100 where output goes elsewhere."""
    return max(40, shutil.get_terminal_size((_COLUMNS, 24)).columns)


def put(text: str, *, err: bool = False) -> None:
    """Text as it is, without a line break of its own; UTF-8 whatever the locale, lone surrogates as escapes."""
    click.echo(text.encode("utf-8", "backslashreplace"), nl=False, err=err)


def note(text: str) -> None:
    """A line on the error stream, so that it stays out of a pipe."""
    put(text + "\n", err=True)


def stop(message: str, code: int = USAGE) -> NoReturn:
    """One line on the error stream, then the end."""
    note(f"scoreline: {message}")
    raise click.exceptions.Exit(code)


def stop_with(loaded: Loaded) -> NoReturn:
    """The findings of a rule file that cannot be used, on the error stream; 2 where it could not even be read."""
    from .render import render

    sys.stdout.flush()
    text = render(
        loaded.diagnostics,
        loaded.sources,
        "text",
        files=1,
        colour=colour_on(sys.stderr),
        width=terminal_width(),
    )
    put(text, err=True)
    raise click.exceptions.Exit(FINDINGS if loaded.sources else USAGE)


def show_findings(diagnostics: Sequence[Diagnostic]) -> int:
    """Findings on the error stream with the lines that they speak of; the exit code that they mean."""
    from ..dsl.reading import read_source
    from ..dsl.source import Source
    from .render import as_text

    files = {d.span.file for d in diagnostics} | {r.span.file for d in diagnostics for r in d.related}
    read = {name: read_source(Path(name), name) for name in sorted(files) if "\0" not in name}
    sources = {name: source for name, source in read.items() if isinstance(source, Source)}
    text = as_text(diagnostics, sources, files=1, colour=colour_on(sys.stderr), width=terminal_width())
    sys.stdout.flush()
    put(text, err=True)
    data = any("SL0920" <= d.code <= "SL0999" for d in diagnostics)  # a data file cannot be used
    return FINDINGS if sources and not data else USAGE


def open_rules(path: Path) -> tuple[Ruleset, Loaded]:
    """The checked rule file; with errors in it the command ends here, warnings go to the error stream."""
    from ..dsl.load import load

    loaded = load(path)
    if loaded.library and not loaded.diagnostics:
        stop(f"{path} only declares names for other rule files to use; there is nothing to compute")
    if loaded.ruleset is None:
        stop_with(loaded)
    if loaded.diagnostics:
        from .render.text import plural

        count = plural(len(loaded.diagnostics), "warning")
        note(f"{path}: {count}; `scoreline check {path}` shows {'it' if count == '1 warning' else 'them'}")
    return loaded.ruleset, loaded


def refuse_to_overwrite(output: Path | None, *read: Path | None) -> None:
    """Ends the command where the output would take the place of a file that it reads."""
    from ..dsl.spreadsheets import path_and_sheet

    for given in read:
        path = None if given is None else path_and_sheet(given)[0]
        if output is not None and path is not None and output.is_file() and path.exists() and output.samefile(path):
            raise click.UsageError(f"`{output}` is read by this command, and would be overwritten; name another file")


def event_files(given: Sequence[str], option: str = "--events") -> Path | dict[str, Path] | None:
    """The file of events, or files by the binding's tables (`opens=opens.csv`); ends the command if it is unclear."""
    named: dict[str, Path] = {}
    for text in given:
        table, sign, file = text.partition("=")
        if not sign or not table or Path(text).exists():
            if len(given) == 1:
                return Path(text)
            raise click.UsageError(f"`{option} {text}`: of several files each names its table: `{option} TABLE={text}`")
        if table in named:
            raise click.UsageError(f"`{option} {text}`: the table `{table}` has a file already, `{named[table]}`")
        named[table] = Path(file)
    return named or None


def stop_without_lead(key: str, key_name: str, leads: Path, keys: Iterable[str]) -> NoReturn:
    """There is no such lead; `keys` are those that there are."""
    stop(
        f"there is no lead `{key}` in {leads}, or it stands there more than once (the key is `{key_name}`)"
        + near(key, keys)
    )


def near(key: str, keys: Iterable[str]) -> str:
    """`; did you mean …` where one of the keys is near, else nothing."""
    from ..dsl.findings import did_you_mean

    help_ = did_you_mean(key, (each for each in keys if each != key))
    return f"; {help_}" if help_ else ""


def open_binding(path: Path | None, plan: Plan) -> Binding:
    """The binding of the file, the default without one. Raises DiagnosticError."""
    from ..dsl.binding import Binding, read_binding
    from ..dsl.diagnostics import DiagnosticError

    bound = read_binding(path, plan.schema)
    if isinstance(bound, Binding):
        return bound
    raise DiagnosticError(bound)
