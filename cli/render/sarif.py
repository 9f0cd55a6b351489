"""Diagnostics as SARIF 2.1.0, the interchange format of code scanning services.

A rule's page travels in `help` (services show that text beside a finding) and, as a path from the project's root, in
the property `page`: SARIF's own `helpUri` has to be an absolute address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from ... import __version__
from ...dsl.codes import CODES
from ...dsl.diagnostics import Diagnostic
from ...dsl.display import visible
from ...dsl.source import Source, Span
from .json import dumps, page_of

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_sarif(diagnostics: Sequence[Diagnostic], sources: Mapping[str, Source]) -> str:
    codes = sorted({d.code for d in diagnostics})
    files = sorted({d.span.file for d in diagnostics} | set(sources))
    driver = {
        "name": "scoreline",
        "semanticVersion": __version__,
        "rules": [_rule(code) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": {"uri": _uri(file)}} for file in files],
        "results": [_result(d, codes.index(d.code)) for d in diagnostics],
    }
    return dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: str) -> dict[str, Any]:
    title, page = CODES[code].title, page_of(code)
    return {
        "id": code,
        "shortDescription": {"text": title},
        "help": {
            "text": f"{title}: see {page}, or run `scoreline check` for the line and a suggestion",
            "markdown": f"**{title}**: see `{page}`, or run `scoreline check` for the line and a suggestion",
        },
        "defaultConfiguration": {"level": CODES[code].severity.value},
        "properties": {"page": page},
    }


def _result(diagnostic: Diagnostic, rule: int) -> dict[str, Any]:
    text = visible(diagnostic.message)
    if diagnostic.help:
        text += "\nhelp: " + "\n".join(visible(line) for line in diagnostic.help.split("\n"))
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": diagnostic.severity.value,
        "message": {"text": text},
        "locations": [_location(diagnostic.span)],
    }
    if diagnostic.related:
        result["relatedLocations"] = [
            {"id": index, "message": {"text": visible(r.label)}, **_location(r.span)}
            for index, r in enumerate(diagnostic.related)
        ]
    return result


def _location(span: Span) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(span.file)},
            "region": {
                "startLine": span.line,
                "startColumn": span.column,
                "endLine": span.end_line,
                "endColumn": span.end_column,
            },
        }
    }


def _uri(file: str) -> str:
    """A relative reference, or a `file:` address for an absolute path; in either case percent-encoded."""
    encoded = quote(file.replace("\\", "/").encode("utf-8", "surrogatepass"))
    if file.startswith("/"):
        return f"file://{encoded}"
    return encoded
