"""Diagnostics for programs. The shape is stable: fields are added, never renamed; `version` counts breaking changes.

    {"version": 1, "files": 2, "errors": 1, "warnings": 0, "diagnostics": [
      {"code": "SL0204", "severity": "error", "title": "…", "message": "…", "help": "…",
       "page": "docs/errors/SL0204.md", "file": "a.score", "line": 14, "column": 23, "end_line": 14, "end_column": 29,
       "related": [{"label": "…", "file": "a.score", "line": 9, "column": 3, "end_line": 9, "end_column": 10}]}]}

Lines and columns count from 1, columns in code points; the end column is the first that no longer belongs. `help` is
an empty text where there is none.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ...dsl.codes import CODES, Severity
from ...dsl.diagnostics import Diagnostic
from ...dsl.source import Span

VERSION = 1


def page_of(code: str) -> str:
    """The page of a code, as a path from the project's root."""
    return f"docs/errors/{code}.md"


def as_json(diagnostics: Sequence[Diagnostic], *, files: int) -> str:
    errors = sum(d.severity is Severity.ERROR for d in diagnostics)
    whole = {
        "version": VERSION,
        "files": files,
        "errors": errors,
        "warnings": len(diagnostics) - errors,
        "diagnostics": [_one(diagnostic) for diagnostic in diagnostics],
    }
    return dumps(whole)


def dumps(value: object) -> str:
    """Indented JSON in UTF-8; a lone surrogate, which UTF-8 cannot carry, is written as an escape."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return "".join(f"\\u{ord(c):04x}" if "\ud800" <= c <= "\udfff" else c for c in text) + "\n"


def _one(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "title": CODES[diagnostic.code].title,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "page": page_of(diagnostic.code),
        **_place(diagnostic.span),
        "related": [{"label": r.label, **_place(r.span)} for r in diagnostic.related],
    }


def _place(span: Span) -> dict[str, Any]:
    return {
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
