"""CSV with the place of every cell, so that a finding can underline it."""

from __future__ import annotations

from dataclasses import dataclass

from ..dsl.diagnostics import Diagnostic
from ..dsl.source import Source, Span


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """The header's cells, and the rows below it, each as long as the header."""

    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


def read_table(source: Source) -> tuple[Table | None, tuple[Diagnostic, ...]]:
    """Comma-separated cells, quoted with `"` where they hold commas, quotes or line breaks; blank lines are skipped.

    None where there is no header or a quote stays open; rows of another length than the header are reported, left out.
    """
    rows, findings = _rows(source)
    if findings:
        return None, tuple(findings)
    if not rows:
        nothing = Span(source.file, 1, 1, 1, 2)
        help_ = "the first line names the columns, such as `id,country,expect fit`"
        return None, (Diagnostic("SL0854", nothing, "the file is empty", help_),)
    header, *others = rows
    good = []
    for row in others:
        if len(row) == len(header):
            good.append(tuple(row))
            continue
        place = row[-1].span if len(row) < len(header) else row[len(header)].span
        message = f"this line has {_cells(len(row))}, the header {_cells(len(header))}"
        help_ = 'a text with a comma stands in quotes: `"Berlin, Germany"`' if len(row) > len(header) else ""
        findings.append(Diagnostic("SL0854", place, message, help_))
    return Table(tuple(header), tuple(good)), tuple(findings)


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count:,} cells"


def _rows(source: Source) -> tuple[list[list[Cell]], list[Diagnostic]]:
    text, end = source.text, len(source.text)
    rows: list[list[Cell]] = []
    row: list[Cell] = []
    at, line, line_start = 0, 1, 0
    while at < end:
        start, first_line, column = at, line, at - line_start + 1
        value, at = _cell(text, at)
        if at < 0:
            place = Span(source.file, first_line, column, first_line, column + 1)
            return [], [Diagnostic("SL0854", place, "this quote is never closed", 'end the text with `"`')]
        breaks = text.count("\n", start, at)
        if breaks:
            line += breaks
            line_start = text.rindex("\n", start, at) + 1
        row.append(Cell(value, _span(source.file, first_line, column, line, at - line_start + 1)))
        if text[at : at + 1] == ",":
            at += 1
            if at < end and text[at] != "\n":
                continue
            here = at - line_start + 1
            row.append(Cell("", _span(source.file, line, here, line, here)))
        if len(row) > 1 or row[0].text.strip():
            rows.append(row)
        row = []
        at, line = at + 1, line + 1
        line_start = at
    return rows, []


def _span(file: str, line: int, column: int, end_line: int, end_column: int) -> Span:
    """At least one column wide, so that an empty cell can be shown."""
    return Span(file, line, column, end_line, max(end_column, column + 1) if line == end_line else end_column)


def _cell(text: str, at: int) -> tuple[str, int]:
    """The cell that starts at `at`, and where it ends: at a comma, a line break, the end; -1 for an open quote."""
    if text[at] != '"':
        stop = _plain_end(text, at)
        return text[at:stop], stop
    parts: list[str] = []
    at += 1
    while (close := text.find('"', at)) >= 0:
        parts.append(text[at:close])
        at = close + 1
        if text[at : at + 1] != '"':
            stop = _plain_end(text, at)
            return "".join(parts) + text[at:stop], stop
        parts.append('"')
        at += 1
    return "", -1


def _plain_end(text: str, at: int) -> int:
    ends = [found for found in (text.find(",", at), text.find("\n", at)) if found >= 0]
    return min(ends, default=len(text))
