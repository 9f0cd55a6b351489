"""Items of a file → rows. What was written on one line as a block stays one, if it fits and holds no comment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .. import syntax
from ..display import text_width
from ..source import Span
from .layout import WIDTH, Columns, Range, Row
from .trivia import Text

_STEP = 2
_Make = Callable[["_Writer", Any, int, Columns], list[Row]]


class _Writer:
    """Walks the items in order; `at_line` is the last line of the source that has been written."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.at_line = 0

    # ---- comments and blank lines ----------------------------------------------------------------------------------

    def gap_before(self, line: int) -> bool:
        return line - self.at_line > 1

    def comments(self, token: int, indent: int, at_start: bool) -> list[Row]:
        """The comments on lines of their own before a token."""
        rows: list[Row] = []
        for comment in self.text.before.get(token, ()):
            blank = self.gap_before(comment.line) and not (at_start and not rows)
            rows.append(Row(indent, text=comment.text, blank_before=blank))
            self.at_line = comment.line
        return rows

    def behind(self, token: int) -> str:
        """The comment behind a token, on its line."""
        comment = self.text.after.get(token)
        return comment.text if comment else ""

    # ---- blocks ----------------------------------------------------------------------------------------------------

    def statements(self, nodes: Sequence[Any], indent: int, make: _Make, columns: Columns, brace: int) -> list[Row]:
        """The inside of a block, with the comments before its closing brace (token `brace`)."""
        rows: list[Row] = []
        for node in nodes:
            first = self.text.first(node.span)
            rows += self.comments(first, indent, at_start=not rows)
            blank = bool(rows) and self.gap_before(node.span.line)
            made = make(self, node, indent, columns)
            made[0].blank_before = blank
            rows += made
            self.at_line = node.span.end_line
        return rows + self.comments(brace, indent, at_start=not rows)

    def one_line(self, first: int, last: int) -> bool:
        """Whether a block was written on one line, without comments."""
        tokens = self.text.tokens
        return tokens[first].line == tokens[last].line and self.text.bare(first, last)

    def range(self, span: Span) -> Range:
        return self.text.first(span), self.text.last(span)

    def head(self, indent: int, first: int, brace: int, breaks: tuple[int, ...]) -> Row:
        """The line that opens a block."""
        row = Row(indent, first, rest=(first, brace), breaks=breaks, behind=self.behind(brace))
        self.at_line = self.text.tokens[brace].line
        return row

    def block(
        self, node: Any, indent: int, opening: int, nodes: Sequence[Any], make: _Make, columns: Columns, between: str
    ) -> list[Row]:
        """A block whose brace is the token `opening` and whose closing brace ends the node."""
        first, last = self.range(node.span)
        inside = between.join(self.text.joined(*self.range(part.span)) for part in nodes)
        short = "{ }" if not nodes else "{ " + inside + " }"
        if self.one_line(first, last) or (not nodes and self.text.bare(first, last)):
            line = Row(indent, first, rest=(first, last), behind=self.behind(last))
            line.inline = (self.text.joined(first, opening - 1) + " " if opening > first else "") + short
            if not nodes or indent + text_width(line.inline) <= WIDTH:
                return [line]
        breaks = tuple(self.text.first(clause.span) for clause in getattr(node, "clauses", ()))
        rows = [self.head(indent, first, opening, breaks)]
        rows += self.statements(nodes, indent + _STEP, make, columns, last)
        rows.append(Row(indent, last, rest=(last, last), behind=self.behind(last)))
        return rows


def opening(text: Text, first: int, last: int) -> int:
    """The first `{` of a stretch."""
    return next(i for i in range(first, last + 1) if text.tokens[i].type == "{")


# ---- lines inside blocks -------------------------------------------------------------------------------------------


def split_row(
    writer: _Writer,
    span: Span,
    indent: int,
    columns: Columns,
    first: int,
    second: int,
    gap: int,
    breaks: tuple[int, ...],
) -> Row:
    """A row of cells that end with the tokens `first` and `second` (-1: none); unaligned where a comment interrupts."""
    text = writer.text
    begin, end = writer.range(span)
    row = Row(indent, begin, columns=columns, gap=gap, breaks=breaks, behind=writer.behind(end))
    cut = max(first, second)
    if not text.bare(begin, min(cut + 1, end)):
        row.rest = (begin, end)
        return row
    row.first = (begin, first)
    row.second = (first + 1, second) if second >= 0 else None
    row.rest = (cut + 1, end) if cut < end else None
    row.widen(text)
    return row


def attribute(writer: _Writer, node: syntax.Attribute, indent: int, columns: Columns) -> list[Row]:
    first = writer.text.first(node.span)
    return [split_row(writer, node.span, indent, columns, first + 1, -1, 2, ())]


def band(writer: _Writer, node: syntax.Band, indent: int, columns: Columns) -> list[Row]:
    return [split_row(writer, node.span, indent, columns, writer.text.last(node.label.span), -1, 1, ())]


def table_row(writer: _Writer, node: syntax.TableRow, indent: int, columns: Columns) -> list[Row]:
    begin, end = writer.range(node.points.span)
    return [split_row(writer, node.span, indent, columns, begin - 1, end, 1, ())]


def stage_line(writer: _Writer, node: syntax.StageLine, indent: int, columns: Columns) -> list[Row]:
    breaks = (writer.text.first(node.because.span) - 1,) if node.because else ()
    return [split_row(writer, node.span, indent, columns, writer.text.last(node.stage.span), -1, 2, breaks)]


def sample_line(writer: _Writer, node: Any, indent: int, columns: Columns) -> list[Row]:
    first = writer.text.first(node.span)
    breaks = tuple(writer.text.first(given.span) for given in node.assignments)
    row = split_row(writer, node.span, indent, columns, first, -1, 2, breaks)
    row.fill = True
    return [row]


def entry(writer: _Writer, node: syntax.Entry, indent: int, columns: Columns) -> list[Row]:
    text = writer.text
    breaks = tuple(text.first(clause.span) for clause in node.clauses)
    if isinstance(node, syntax.Group):
        brace = opening(text, *writer.range(node.span))
        return writer.block(node, indent, brace, node.entries, entry, columns, "   ")
    label = text.last(node.label.span)
    if isinstance(node, syntax.TableRule):
        return _table(writer, node, indent, columns, label, breaks)
    points = text.last(node.points.span)
    return [split_row(writer, node.span, indent, columns, label, points, 2, breaks)]


def _table(
    writer: _Writer, node: syntax.TableRule, indent: int, columns: Columns, label: int, breaks: tuple[int, ...]
) -> list[Row]:
    text = writer.text
    begin, end = writer.range(node.span)
    brace = text.last(node.value.span) + 1
    closing = next(
        i for i in range(text.last(node.rows[-1].span) if node.rows else brace, end + 1) if text.tokens[i].type == "}"
    )
    head = Row(indent, begin, columns=columns, gap=2, behind=writer.behind(brace))
    if text.bare(begin, label + 1):
        head.first, head.rest = (begin, label), (label + 1, brace)
        head.widen(text)
    else:
        head.rest = (begin, brace)
    at_line = writer.at_line
    writer.at_line = text.tokens[brace].line
    inside = Columns()
    rows = [head, *writer.statements(node.rows, indent + _STEP, table_row, inside, closing)]
    foot = Row(indent, closing, rest=(closing, end), breaks=breaks, behind=writer.behind(end))
    rows.append(foot)
    if not writer.one_line(begin, closing) or not text.bare(begin, end):
        return rows
    writer.at_line = at_line
    cells = "   ".join(text.joined(*writer.range(row.span)) for row in node.rows)
    after = text.joined(closing + 1, end) if closing < end else ""
    line = Row(indent, begin, first=(begin, label), columns=columns, gap=2, behind=foot.behind)
    if after and not after.startswith(","):
        after = " " + after
    line.inline = f"{text.joined(label + 1, brace)} {cells}{' ' if cells else ''}}}{after}"
    line.otherwise = tuple(rows)
    return [line]


# ---- items ---------------------------------------------------------------------------------------------------------


def item(writer: _Writer, node: syntax.Item, columns: Columns) -> list[Row]:
    text = writer.text
    begin, end = writer.range(node.span)
    match node:
        case syntax.Header():
            return _header(writer, node, begin, end)
        case syntax.LeadSchema():
            return writer.block(node, 0, opening(text, begin, end), node.attributes, attribute, Columns(), ", ")
        case syntax.EventSchema():
            return _event(writer, node, begin, end, columns)
        case syntax.Score():
            return writer.block(node, 0, opening(text, begin, end), node.entries, entry, Columns(), "   ")
        case syntax.Grade():
            return writer.block(node, 0, opening(text, begin, end), node.bands, band, Columns(), "   ")
        case syntax.Stages():
            return writer.block(node, 0, opening(text, begin, end), node.lines, stage_line, Columns(), "   ")
        case syntax.Sample():
            unsorted: list[syntax.SampleLead | syntax.SampleEvent | syntax.Expect]
            unsorted = [*node.leads, *node.events, *node.expects]
            lines = sorted(unsorted, key=lambda line: line.span)
            return writer.block(node, 0, opening(text, begin, end), lines, sample_line, Columns(), "   ")
        case syntax.Let():
            return [split_row(writer, node.span, 0, columns, text.last(node.name.span), -1, 1, ())]
        case syntax.Total():
            breaks = tuple(text.first(clause.span) for clause in node.clauses)
            return [Row(0, begin, rest=(begin, end), breaks=breaks, behind=writer.behind(end))]
        case syntax.Exclusion():
            breaks = (text.first(node.because.span) - 1,) if node.because else ()
            return [Row(0, begin, rest=(begin, end), breaks=breaks, behind=writer.behind(end))]
        case _:
            return [Row(0, begin, rest=(begin, end), behind=writer.behind(end))]


def _header(writer: _Writer, node: syntax.Header, begin: int, end: int) -> list[Row]:
    if node.description is None:
        return [Row(0, begin, rest=(begin, end), behind=writer.behind(end))]
    last = writer.text.first(node.description.span)
    rows = [Row(0, begin, rest=(begin, last - 1), behind=writer.behind(last - 1))]
    writer.at_line = writer.text.tokens[last - 1].line
    rows += writer.comments(last, _STEP, at_start=True)
    rows.append(Row(_STEP, last, rest=(last, last), behind=writer.behind(last)))
    return rows


def _event(writer: _Writer, node: syntax.EventSchema, begin: int, end: int, columns: Columns) -> list[Row]:
    brace = opening(writer.text, begin, end)
    rows = writer.block(node, 0, brace, node.attributes, attribute, Columns(), ", ")
    line = rows[0]
    if len(rows) == 1 and line.inline is not None and node.by_the_lead and writer.text.bare(begin, brace):
        line.first, line.columns = (begin, brace - 1), columns
        line.inline = line.inline[len(writer.text.joined(begin, brace - 1)) + 1 :]
        line.widen(writer.text)
    return rows


def _without_commas(text: Text, node: syntax.LeadSchema | syntax.EventSchema) -> None:
    """Comments round a comma between attributes, which is left out, go to the attribute before or after it."""
    for attribute_ in node.attributes:
        last = text.last(attribute_.span)
        if text.tokens[last + 1].type != ",":
            continue
        above = text.before.pop(last + 1, [])
        behind = text.after.pop(last + 1, None)
        if behind is not None and not above and last not in text.after:
            text.after[last] = behind
        elif behind is not None:
            above.append(behind)
        text.before[last + 2] = [*above, *text.before.get(last + 2, [])]


def rows_of(file: syntax.RuleFile, text: Text) -> list[Row]:
    """All rows of a file. Items of one kind that follow each other without a blank line share their columns."""
    for node in file.items:
        if isinstance(node, syntax.LeadSchema | syntax.EventSchema):
            _without_commas(text, node)
    writer = _Writer(text)
    rows: list[Row] = []
    columns, kind, tall = Columns(), None, False
    for node in file.items:
        before = writer.comments(text.first(node.span), 0, at_start=not rows)
        blank = writer.gap_before(node.span.line)
        if type(node) is not kind or blank or before or tall:
            columns, kind = Columns(), type(node)
        made = item(writer, node, columns)
        is_tall = len(made) > 1
        leading = before[0] if before else made[0]
        made[0].blank_before = blank
        if rows and (tall or is_tall):
            leading.blank_before = True
        rows += [*before, *made]
        tall = is_tall
        writer.at_line = node.span.end_line
    return rows + writer.comments(len(text.tokens), 0, at_start=not rows)
