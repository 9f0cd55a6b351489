"""Where a piece of text stands in a rule file.

Lines and columns count from 1, columns in code points; the end column is the first one that no longer belongs.
"""

from __future__ import annotations

from .late import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one file, from (line, column) up to, not including, (end_line, end_column)."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def to(self, other: Span) -> Span:
        """The stretch from the start of this span to the end of `other` (same file)."""
        return Span(self.file, self.line, self.column, other.end_line, other.end_column)


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one file, decoded, with line ends normalised to LF; `file` is the name that messages show."""

    file: str
    text: str

    def lines(self) -> list[str]:
        return self.text.split("\n")
