"""Problems of engines and warehouses for people; where a file speaks of one, with its line, as the checker shows it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .output import colour_on, terminal_width

if TYPE_CHECKING:
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


def _style(text: str, **how: object) -> str:
    return click.style(text, **how) if colour_on() else text  # type: ignore[arg-type]
