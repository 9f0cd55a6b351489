"""The pieces of a rule file as the scanner hands them on."""

from __future__ import annotations

from ..dsl.late import dataclass
from ..dsl.source import Span


@dataclass(slots=True)
class Token:
    """A word, number, text or sign with its place (line and columns as in `Span`).

    `type` is a terminal of the grammar: `NAME`, `STRING`, …, a sign such as `{`, or a keyword phrase such as `in last`.
    Three more never reach the grammar: `SYMBOL` (`>=`), `BROKEN` (a text without its closing quote) and `ODD` (any
    other character).
    """

    type: str
    text: str
    line: int
    column: int
    end_line: int
    end_column: int

    def span(self, file: str) -> Span:
        return Span(file, self.line, self.column, self.end_line, self.end_column)


@dataclass(frozen=True, slots=True)
class Comment:
    """`text` starts with `#`; `own_line` says that nothing stands before it on its line."""

    text: str
    line: int
    column: int
    own_line: bool


@dataclass(frozen=True, slots=True)
class Scanned:
    tokens: list[Token]
    comments: list[Comment]
