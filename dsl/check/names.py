"""The names of one file: each declared once, none of them taken by the output."""

from __future__ import annotations

from collections.abc import Iterator

from .. import syntax
from ..source import Span
from ..findings import Findings
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
        if isinstance(item, syntax.Score | syntax.Total | syntax.Grade | syntax.Stages):
            if item.name.text.casefold() in OUTPUT_COLUMNS:
                findings.report(
                    "SL0207", item.name.span,
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
