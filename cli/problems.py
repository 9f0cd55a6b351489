"""Problems of engines and warehouses for people; where a file speaks of one, with its line, as the checker shows it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from .output import FINDINGS, colour_on, note, put, terminal_width

if TYPE_CHECKING:
    from ..compiler.python.native import NotBuiltError
    from ..compiler.sql.dialects.lowering import Unsayable
    from ..compiler.sql.typed import Refused
    from ..warehouse.refusals import Problem

_COLOURS = {"error": "red", "warning": "yellow"}


def as_text(problem: Problem) -> str:
    """What is wrong, what the engine says and what would help; a line for each, in colour where that is on."""
    from ..dsl.codes import CODES
    from ..dsl.diagnostics import Diagnostic
    from ..dsl.display import visible
    from ..dsl.reading import read_source
    from ..dsl.source import Source
    from .render.text import block

    if problem.span is None:
        severity = CODES[problem.code].severity.value
        kind = _style(f"{severity} {problem.code}", fg=_COLOURS[severity], bold=True)
        head = f"{kind}: {_style(visible(problem.message), bold=True)}\n"
    else:
        read = read_source(Path(problem.span.file), problem.span.file)
        sources = {problem.span.file: read} if isinstance(read, Source) else {}
        found = Diagnostic(problem.code, problem.span, problem.message)
        head = block(found, sources, colour=colour_on(), width=terminal_width())
    rows = [("the engine says", problem.engine), ("help", problem.help)]
    return head + "".join(f"    {_style(name, fg='cyan', bold=True)}: {visible(text)}\n" for name, text in rows if text)


def stop_unsaid(refused: Unsayable | Refused, dialect: str) -> NoReturn:
    """Ends the command where an engine cannot say the rules, or cannot read what a binding names."""
    from ..compiler.sql.dialects.lowering import Unsayable
    from ..warehouse.refusals import Problem, unsaid

    if isinstance(refused, Unsayable):
        problem = unsaid(refused, dialect)
    else:
        problem = Problem("SL1021", refused.message, refused.help or "", span=refused.span)
    put(as_text(problem), err=True)
    note("\nnothing was written")
    raise click.exceptions.Exit(FINDINGS)


def stop_unbuilt(error: NotBuiltError) -> NoReturn:
    """Ends the command where no compiled module can be made."""
    from ..warehouse.refusals import Problem

    put(as_text(Problem("SL1030", f"the module cannot be compiled: {error}", error.help)), err=True)
    note("\nnothing was written")
    raise click.exceptions.Exit(FINDINGS)


def _style(text: str, **how: object) -> str:
    return click.style(text, **how) if colour_on() else text  # type: ignore[arg-type]
