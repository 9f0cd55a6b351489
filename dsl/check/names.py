"""The names of one file: each declared once, none of them taken by the output."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from .. import syntax
from ..findings import Findings
from ..source import Span
from .schema import twice

OUTPUT_COLUMNS = ("lead", "as_of", "reason", "problem")


def check_names(findings: Findings, file: syntax.RuleFile) -> None:
    """Attributes of the lead, events, lists, conditions, scores, grades and stages share one name space."""
    first: dict[str, tuple[syntax.Name, bool]] = {}
    for name, is_attribute in declared_names(file):
        known = first.get(name.text.casefold())
        if known is None:
            first[name.text.casefold()] = (name, is_attribute)
        elif not (is_attribute and known[1]):  # two attributes: the schema says so
            twice(findings, name, known[0].text, known[0].span)
    for item in file.items:
        if not isinstance(item, syntax.Score | syntax.Total | syntax.Grade | syntax.Stages):
            continue
        if item.name.text.casefold() in OUTPUT_COLUMNS:
            findings.report(
                "SL0207",
                item.name.span,
                f"`{item.name.text}` cannot be used here: results have a column of that name already",
                "choose another name",
            )


def declared_names(file: syntax.RuleFile) -> Iterator[tuple[syntax.Name, bool]]:
    """Every declared name in the order written, and whether it is an attribute of the lead."""
    for item in file.items:
        match item:
            case syntax.LeadSchema(attributes):
                for attribute in attributes:
                    yield attribute.name, True
            case syntax.Use(names):
                for name in names:
                    yield name, False
            case (
                syntax.EventSchema()
                | syntax.InlineList()
                | syntax.FileList()
                | syntax.Let()
                | syntax.Score()
                | syntax.Total()
                | syntax.Grade()
                | syntax.Stages()
            ):
                yield item.name, False
            case _:
                pass


def start(span: Span, length: int) -> Span:
    """The first characters of a span: the keyword of a block."""
    return Span(span.file, span.line, span.column, span.line, span.column + length)


def unused(findings: Findings, file: syntax.RuleFile) -> None:
    """Warns of lists, named conditions and used names that nothing in the file reads."""
    read: set[str] = set()
    for item in file.items:
        match item:
            case syntax.Let(_, condition):
                read.update(_names_in(condition))
            case syntax.Score() | syntax.Exclusion() | syntax.Stages():
                read.update(_names_in(item))
            case _:
                pass
    for item in file.items:
        names: tuple[syntax.Name, ...] = ()
        match item:
            case syntax.InlineList(name) | syntax.FileList(name) | syntax.Let(name):
                names = (name,)
            case syntax.Use(names):
                pass
            case _:
                pass
        for name in names:
            if name.text not in read:
                findings.report("SL0208", name.span, f"`{name.text}` is not used", "leave it out, or use it in a rule")


def _names_in(node: object) -> Iterator[str]:
    """Every name that is written anywhere inside."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, syntax.Name):
            yield part.text
        elif isinstance(part, tuple):
            waiting.extend(part)
        elif is_dataclass(part) and not isinstance(part, Span):
            waiting.extend(getattr(part, field.name) for field in fields(part))
