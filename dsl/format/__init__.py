"""The one layout of a rule file: one rule a line, points in a column, comments where they were.

The meaning stays: the laid-out text has the same syntax tree, apart from places. Laying out twice changes nothing.
"""

from __future__ import annotations

from ...grammar.parser import parse
from ..diagnostics import Diagnostic, has_errors
from ..source import Source
from .layout import rendered
from .rows import rows_of
from .trivia import text_of


def format_source(source: Source) -> str | tuple[Diagnostic, ...]:
    """The laid-out text, or what keeps the file from being parsed."""
    file, problems = parse(source)
    if has_errors(problems):
        return problems
    text = text_of(source, file)
    return rendered(rows_of(file, text), text)
