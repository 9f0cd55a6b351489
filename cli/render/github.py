"""Diagnostics as workflow commands of GitHub Actions: each becomes an annotation at its line of the pull request."""

from __future__ import annotations

from collections.abc import Sequence

from ...dsl.codes import CODES
from ...dsl.diagnostics import Diagnostic
from ...dsl.display import visible


def as_github(diagnostics: Sequence[Diagnostic]) -> str:
    """One line each; empty where there is nothing to report."""
    return "".join(_one(diagnostic) + "\n" for diagnostic in diagnostics)


def _one(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    properties = {"file": span.file, "line": str(span.line)}
    # The runner shows columns of a single line only.
    if span.end_line == span.line:
        properties |= {"endLine": str(span.end_line), "col": str(span.column), "endColumn": str(span.end_column)}
    else:
        properties |= {"endLine": str(span.end_line), "col": str(span.column)}
    properties["title"] = f"{diagnostic.code} {CODES[diagnostic.code].title}"
    parts = [visible(diagnostic.message)]
    parts += [f"{r.span.file}:{r.span.line}:{r.span.column}: {visible(r.label)}" for r in diagnostic.related]
    parts += [f"help: {line}" if i == 0 else f"      {line}" for i, line in enumerate(_lines(diagnostic.help))]
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{diagnostic.severity.value} {listed}::{_message(chr(10).join(parts))}"


def _lines(text: str) -> list[str]:
    return [visible(line) for line in text.split("\n")] if text else []


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
