"""Diagnostics → output: for a terminal, for programs, for annotations on a pull request, for code scanning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from ...dsl.diagnostics import Diagnostic
from ...dsl.source import Source
from .github import as_github
from .json import as_json
from .sarif import as_sarif
from .text import as_text

Format = Literal["text", "json", "github", "sarif"]
FORMATS: tuple[Format, ...] = ("text", "json", "github", "sarif")

__all__ = ["FORMATS", "Format", "as_github", "as_json", "as_sarif", "as_text", "render"]


def render(
    diagnostics: Sequence[Diagnostic],
    sources: Mapping[str, Source],
    form: Format,
    *,
    files: int,
    colour: bool = False,
    width: int = 100,
) -> str:
    """The whole output for the findings of `files` rule files, ending in a line break unless it is empty.

    `sources` has the texts by the file names that the spans carry; a file that could not be read may be absent.
    `colour` and `width` (columns of the terminal) matter for text only.
    """
    match form:
        case "text":
            return as_text(diagnostics, sources, files=files, colour=colour, width=width)
        case "json":
            return as_json(diagnostics, files=files)
        case "github":
            return as_github(diagnostics)
        case "sarif":
            return as_sarif(diagnostics, sources)
