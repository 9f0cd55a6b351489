"""Rows, columns and long lines. A row knows its columns; their widths are known once all rows are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..display import text_width
from ..late import dataclass, field
from .trivia import Text

WIDTH = 110
_WIDEST = 44  # a first cell that reaches further does not push the others to the right
_DEEPER = 2  # how far a part of a clause does, in a row that is broken at its clauses
_FEW = 6  # a list of fewer items is not broken
_HANG = 4  # how far a continued line stands in

Range = tuple[int, int]  # of tokens, both ends included


@dataclass(slots=True)
class Columns:
    """Where the cells of a run of rows stand: the widest first cell (its indent included) and second cell."""

    first: int = 0
    second: int = 0


@dataclass(slots=True)
class Row:
    """A statement, the head or foot of a block, or a comment on a line of its own.

    The cells `first` and `second` stand in columns, the second to the right of its own; `rest` follows and may take
    several lines, which begin with one of `breaks` if they can. `inline` stands for `rest` where that has another
    text on one line; where it does not fit, the rows of `otherwise` stand instead.
    """

    indent: int
    begin: int = -1
    first: Range | None = None
    second: Range | None = None
    rest: Range | None = None
    columns: Columns = field(default_factory=Columns)
    gap: int = 1
    left: bool = False  # the second cell begins in its column, rather than ends there
    breaks: tuple[int, ...] = ()
    fill: bool = False  # the stretches between breaks share lines as far as they fit
    inline: str | None = None
    otherwise: tuple[Row, ...] = ()
    behind: str = ""  # the comment at its end
    blank_before: bool = False
    text: str = ""  # what stands instead of all cells

    def cells(self, text: Text) -> tuple[str, str]:
        first = text.joined(*self.first) if self.first else ""
        second = text.joined(*self.second) if self.second else ""
        return first, second

    def widen(self, text: Text) -> None:
        """Makes room for the cells in the columns."""
        first, second = self.cells(text)
        reach = self.indent + text_width(first)
        if reach <= _WIDEST:
            self.columns.first = max(self.columns.first, reach)
        self.columns.second = max(self.columns.second, text_width(second))

    def fits(self, text: Text) -> bool:
        """Whether it needs no other line, by the columns as they are now."""
        return text_width(next(_lines(replace(self, otherwise=(), behind=""), text))) <= WIDTH


def rendered(rows: list[Row], text: Text) -> str:
    """The rows as lines, each ended by a line feed."""
    lines: list[str] = []
    for row in rows:
        if row.blank_before and lines:
            lines.append("")
        lines.extend(_lines(row, text))
    return "".join(line.rstrip() + "\n" for line in lines)


def _lines(row: Row, text: Text) -> Iterator[str]:
    line = " " * row.indent + row.text
    first, second = row.cells(text)
    if first:
        line += first
        if second or row.rest or row.inline is not None:
            line += " " * (max(0, row.columns.first - text_width(line)) + row.gap)
    if second:
        pad = " " * max(0, row.columns.second - text_width(second))
        line += (second + pad if row.left else pad + second) + " " * row.gap
    if row.inline is not None:
        whole = line + row.inline
        if text_width(whole) <= WIDTH or not row.otherwise:
            yield _commented(whole, row.behind)
        else:
            for other in row.otherwise:
                yield from _lines(other, text)
        return
    if row.rest is None:
        yield _commented(line, row.behind)
        return
    begin, end = row.rest
    if text.bare(begin, end) and text_width(line) + text_width(text.joined(begin, end)) <= WIDTH:
        yield _commented(line + text.joined(begin, end), row.behind)
        return
    reach = text_width(line)
    hang = reach if first and reach <= _WIDEST + 12 else row.indent + _HANG
    yield from _broken(row, text, line, hang)


def _broken(row: Row, text: Text, line: str, hang: int) -> Iterator[str]:
    """The rest on several lines, the first of which has begun."""
    assert row.rest is not None
    pieces = _split(text, row.rest, row, WIDTH - text_width(line), WIDTH - hang, 0)
    clauses = {row.rest[0], *row.breaks}
    for n, (first, last) in enumerate(pieces):
        margin = " " * (hang if first in clauses or not row.breaks else hang + _DEEPER)
        line = line if n == 0 else margin
        for i in range(first, last + 1):
            for comment in text.before.get(i, ()) if i > row.begin else ():
                if line.strip():
                    yield line
                yield margin + comment.text
                line = margin
            line += (" " if i > first and line != margin and text.spaced(i) else "") + text.tokens[i].text
            comment_behind = text.after.get(i)
            if comment_behind is not None and i < row.rest[1]:
                yield _commented(line, comment_behind.text)
                line = margin
        if n == len(pieces) - 1:
            yield _commented(line, row.behind)
        elif line != margin:
            yield line


def _commented(line: str, comment: str) -> str:
    return f"{line}  {comment}" if comment else line


def _split(text: Text, piece: Range, row: Row, room: int, later: int, level: int) -> list[Range]:
    """Stretches of tokens that fit on a line each, where that can be had."""
    first, last = piece
    if level > 3 or (text.bare(first, last) and text_width(text.joined(first, last)) <= room):
        return [piece]
    places = [i for i in _places(text, piece, row, level) if first < i <= last]
    if not places:
        return _split(text, piece, row, room, later, level + 1)
    bounds = [first, *places, last + 1]
    found: list[Range] = []
    for n in range(len(bounds) - 1):
        stretch = (bounds[n], bounds[n + 1] - 1)
        if (level == 3 or (level == 0 and row.fill)) and found:  # they share a line as far as they fit
            joined = (found[-1][0], stretch[1])
            space = room if len(found) == 1 else later
            if text.bare(*joined) and text_width(text.joined(*joined)) <= space:
                found[-1] = joined
                continue
        found.extend(_split(text, stretch, row, room if n == 0 else later, later, level + 1))
    return found


def _places(text: Text, piece: Range, row: Row, level: int) -> list[int]:
    """Tokens that may begin a line: clauses; then `and` and `or`, the outer ones first; then the items of lists."""
    if level == 0:
        return list(row.breaks)
    found: list[int] = []
    depth = 0
    for i in range(piece[0], piece[1] + 1):
        token = text.tokens[i]
        if token.type == "(":
            depth += 1
        elif token.type == ")":
            depth -= 1
        elif token.text in ("and", "or"):
            if level == 2 or (level == 1 and depth == 0):
                found.append(i)
        elif level == 3 and token.type == "," and i < piece[1]:
            found.append(i + 1)
    return [] if level == 3 and len(found) < _FEW else found
