"""Reading texts in tests: reports in short, trees without places."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from scoreline.dsl import syntax
from scoreline.dsl.diagnostics import Diagnostic
from scoreline.dsl.source import Source, Span
from scoreline.grammar.parser import parse

EVERY_FORM = (Path(__file__).parent / "every_form.txt").read_text(encoding="utf-8")


def read(text: str) -> tuple[syntax.RuleFile, tuple[Diagnostic, ...]]:
    return parse(Source("a.score", text))


def reports(text: str) -> tuple[Diagnostic, ...]:
    return read(text)[1]


def codes(text: str) -> list[str]:
    return [report.code for report in reports(text)]


def items(text: str) -> tuple[syntax.Item, ...]:
    """The items of a text without problems."""
    file, problems = read(text)
    assert problems == (), problems
    return file.items


def condition(text: str) -> syntax.Condition:
    """The condition as `let x = …` reads it."""
    (let,) = items(f"let x = {text}")
    assert isinstance(let, syntax.Let)
    return let.condition


def rule(text: str) -> syntax.Entry:
    """The one rule of a score."""
    (score,) = items(f"score s {{\n  {text}\n}}")
    assert isinstance(score, syntax.Score)
    (entry,) = score.entries
    return entry


def meaning(node: Any) -> Any:
    """A tree without places, to compare."""
    if isinstance(node, tuple):
        return tuple(meaning(part) for part in node)
    if isinstance(node, Span):
        return None
    if dataclasses.is_dataclass(node):
        fields = [getattr(node, field.name) for field in dataclasses.fields(node) if field.name != "file"]
        return (type(node).__name__, *(meaning(part) for part in fields))
    return node


def plain(node: Any) -> Any:
    """A tree as short as it can be: places, None, False and empty parts left out, names and constants as texts."""
    match node:
        case tuple():
            return tuple(plain(part) for part in node)
        case syntax.Name(text=text):
            return text
        case syntax.Text(value=text):
            return f'"{text}"'
        case syntax.Number(value=number):
            return f"{number:f}"
        case syntax.Percent(value=number):
            return f"{number:f}%"
        case syntax.Duration(count=count, unit=unit):
            return f"{count:f} {unit}"
    if not dataclasses.is_dataclass(node):
        return node
    parts = [getattr(node, field.name) for field in dataclasses.fields(node)]
    parts = [part for part in parts if part is not None and part is not False and part != ()]
    kept = [plain(part) for part in parts if not isinstance(part, Span)]
    return (type(node).__name__, *kept)


def place(span: Span) -> tuple[int, int, int, int]:
    return span.line, span.column, span.end_line, span.end_column
