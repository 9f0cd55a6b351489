"""How a line of a rule file looks on a terminal: columns per code point, controls made visible.

Columns are those of a terminal: wide characters take two, combining marks none. Controls and the marks that reorder
text are written out (`\\u{202e}`), so that nothing in a file can move the cursor or hide a part of a line.
"""

from __future__ import annotations

import unicodedata

from .late import dataclass

TAB = 4

# Format characters that change the order of what follows; the others (joiners) are left in and take no column.
_REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = frozenset("\u200b\u2060\ufeff\u00ad")
LEFT_TO_RIGHT_ISOLATE, END_OF_ISOLATE = "\u2066", "\u2069"


@dataclass(frozen=True, slots=True)
class Cell:
    """One code point as shown: its text, and how many columns that takes."""

    text: str
    columns: int


def char_width(char: str) -> int:
    """0, 1 or 2 columns for a printable code point."""
    if char < "\u0300":
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf") or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def text_width(text: str) -> int:
    """Columns of a text without controls."""
    return sum(char_width(char) for char in text)


def _escaped(char: str) -> str:
    return f"\\u{{{ord(char):x}}}"


def cells(line: str) -> list[Cell]:
    """One cell per code point of the line, in order; tabs reach to the next multiple of `TAB` columns."""
    found: list[Cell] = []
    column = 0
    for char in line:
        if char == "\t":
            columns = TAB - column % TAB
            cell = Cell(" " * columns, columns)
        elif (
            unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp", "Co", "Cn")
            or char in _REORDERING
            or char in _INVISIBLE
        ):
            written = _escaped(char)
            cell = Cell(written, len(written))
        else:
            cell = Cell(char, char_width(char))
        found.append(cell)
        column += cell.columns
    return found


def visible(text: str) -> str:
    """The text with controls and reordering marks written out, line breaks and tabs too."""
    return "".join(_escaped(c) if c in "\t\n" else cell.text for c, cell in zip(text, cells(text), strict=True))


def has_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in text)


def in_order(pieces: list[str]) -> str:
    """The pieces one after the other, left to right, on terminals that reorder right-to-left letters too.

    Each piece is isolated where such letters occur at all: letters then turn round inside a piece only, and every
    piece keeps its columns.
    """
    if not any(has_right_to_left(piece) for piece in pieces):
        return "".join(pieces)
    return "".join(LEFT_TO_RIGHT_ISOLATE + piece + END_OF_ISOLATE for piece in pieces if piece)


def padded(text: str, columns: int) -> str:
    return text + " " * max(0, columns - text_width(text))


def cut(text: str, columns: int) -> str:
    """The text, shortened with `…` where it takes more columns."""
    if text_width(text) <= columns:
        return text
    return _pieces(text, max(1, columns - 1))[0] + "…"


def wrapped(text: str, columns: int) -> list[str]:
    """The text, made visible, in lines of at most `columns`; broken between words, longer words inside."""
    lines = [""]
    for word in visible(text).split(" "):
        start = f"{lines[-1]} " if lines[-1] else ""
        if text_width(start) + text_width(word) <= columns:
            lines[-1] = start + word
            continue
        pieces = _pieces(word, columns)
        lines = [*(lines if lines[-1] else lines[:-1]), *pieces]
    return lines


def _pieces(word: str, columns: int) -> list[str]:
    pieces, taken = [""], 0
    for char in word:
        width = char_width(char)
        if taken + width > columns and pieces[-1]:
            pieces.append("")
            taken = 0
        pieces[-1] += char
        taken += width
    return pieces
