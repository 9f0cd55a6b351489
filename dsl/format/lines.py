"""The lines inside blocks other than scores."""

from __future__ import annotations

import dataclasses
from typing import Any

from .. import syntax
from .layout import Columns, Row
from .writer import Writer, opening, plain_row, split_row


def attribute(writer: Writer, node: syntax.Attribute, indent: int, columns: Columns) -> list[Row]:
    first = writer.text.first(node.span)
    return [split_row(writer, node.span, indent, columns, first + 1, -1, 2, ())]


def band(writer: Writer, node: syntax.Band, indent: int, columns: Columns) -> list[Row]:
    return [split_row(writer, node.span, indent, columns, writer.text.last(node.label.span), -1, 1, ())]


def table_row(writer: Writer, node: syntax.TableRow, indent: int, columns: Columns) -> list[Row]:
    begin, end = writer.range(node.points.span)
    return [split_row(writer, node.span, indent, columns, begin - 1, end, 1, ())]


def axis(writer: Writer, node: syntax.Axis, indent: int, columns: Columns) -> list[Row]:
    text = writer.text
    row = split_row(writer, node.span, indent, columns, text.last(node.score.span) + 1, -1, 2, ())
    if row.rest is not None and text.bare(*row.rest) and node.bands:
        row.otherwise = (dataclasses.replace(row),)
        row.inline = "   ".join(text.joined(*writer.range(part.span)) for part in node.bands)
    return [row]


def stage_line(
    writer: Writer, node: syntax.StageLine | syntax.PreviousLine, indent: int, columns: Columns
) -> list[Row]:
    if isinstance(node, syntax.PreviousLine):
        return [plain_row(writer, node.span, indent)]
    breaks = reason(writer, node.because)
    return [split_row(writer, node.span, indent, columns, writer.text.last(node.stage.span), -1, 2, breaks)]


def labelled_line(
    writer: Writer, node: syntax.FollowUpLine | syntax.RouteLine, indent: int, columns: Columns
) -> list[Row]:
    breaks = reason(writer, node.because)
    due = node.due if isinstance(node, syntax.FollowUpLine) else None
    second = writer.text.last(due.span) if due is not None else -1
    row = split_row(writer, node.span, indent, columns, writer.text.last(node.label.span), second, 2, breaks)
    row.left = True
    return [row]


def route_row(writer: Writer, node: syntax.RouteRow, indent: int, columns: Columns) -> list[Row]:
    begin = writer.text.first(node.label.span)
    return [split_row(writer, node.span, indent, columns, begin - 1, -1, 1, ())]


def criterion(writer: Writer, node: syntax.Criterion, indent: int, columns: Columns) -> list[Row]:
    del columns
    brace = opening(writer.text, *writer.range(node.span))
    return writer.block(node, indent, brace, node.lines, criterion_line, Columns(), "   ")


def criterion_line(writer: Writer, node: syntax.CriterionLine, indent: int, columns: Columns) -> list[Row]:
    del columns
    return [plain_row(writer, node.span, indent)]


def reason(writer: Writer, because: syntax.Text | None) -> tuple[int, ...]:
    """The place before `because`, where a line may be broken."""
    return (writer.text.first(because.span) - 1,) if because else ()


def sample_line(writer: Writer, node: Any, indent: int, columns: Columns) -> list[Row]:
    first = writer.text.first(node.span)
    breaks = tuple(writer.text.first(given.span) for given in node.assignments)
    row = split_row(writer, node.span, indent, columns, first, -1, 2, breaks)
    row.fill = True
    return [row]
