"""Walking a file in order: blocks, comments, blank lines. A block that was written on one line stays one, if it fits
and holds no comment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..display import text_width
from ..source import Span
from .layout import WIDTH, Columns, Range, Row
from .trivia import Text

STEP = 2
Make = Callable[["Writer", Any, int, Columns], list[Row]]


class Writer:
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

    def statements(self, nodes: Sequence[Any], indent: int, make: Make, columns: Columns, brace: int) -> list[Row]:
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
        self, node: Any, indent: int, opening: int, nodes: Sequence[Any], make: Make, columns: Columns, between: str
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
        rows += self.statements(nodes, indent + STEP, make, columns, last)
        rows.append(Row(indent, last, rest=(last, last), behind=self.behind(last)))
        return rows


def opening(text: Text, first: int, last: int) -> int:
    """The first `{` of a stretch."""
    return next(i for i in range(first, last + 1) if text.tokens[i].type == "{")


def split_row(
    writer: Writer,
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


def plain_row(writer: Writer, span: Span, indent: int, breaks: tuple[int, ...] = ()) -> Row:
    """A statement without cells."""
    begin, end = writer.range(span)
    return Row(indent, begin, rest=(begin, end), breaks=breaks, behind=writer.behind(end))
