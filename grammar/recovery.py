"""Where to go on after a statement that was given up.

Lines count here and nowhere else: a statement is taken to begin on a line of its own, an item at the margin.
"""

from __future__ import annotations

from ..dsl.late import dataclass
from .keywords import ITEM_WORDS
from .machine import Machine, follows
from .tokens import Token

_CONTINUES = frozenset(["and", "or", "unless", "because", "in", "where", "ever", "ignoring", "within", "followed"])
_ITEMS = tuple(tuple(phrase.split()) for phrase in ITEM_WORDS)


@dataclass(frozen=True, slots=True)
class Place:
    """The token to go on with; `outside` says that it begins an item, whatever is still open."""

    index: int
    outside: bool = False


def first_on_line(tokens: list[Token], index: int) -> bool:
    return index == 0 or tokens[index - 1].end_line < tokens[index].line


def begins_item(tokens: list[Token], index: int) -> bool:
    """A word at the margin that begins an item."""
    token = tokens[index]
    if token.column != 1 or not first_on_line(tokens, index):
        return False
    return any(
        all(index + n < len(tokens) and tokens[index + n].text == word for n, word in enumerate(words))
        for words in _ITEMS
    )


def resume_at(machine: Machine, tokens: list[Token], index: int, start: int) -> Place:
    """The next place to read from, never `start` itself, so that reading goes on."""
    for n in range(index - 1, start, -1):  # an item's first words may have been read as names
        if begins_item(tokens, n):
            return Place(n, outside=True)
    depth = 0
    for n in range(index, len(tokens)):
        token = tokens[n]
        if n > start and begins_item(tokens, n):
            return Place(n, outside=True)
        if token.type == "}" and depth <= 0 and len(machine.blocks) > 1:
            return Place(n)
        if (
            depth <= 0
            and n > start
            and token.type not in (",", "}", ")")
            and token.text not in _CONTINUES
            and first_on_line(tokens, n)
            and follows(machine, machine.stack, tokens, n)
        ):
            return Place(n)
        if token.type == "{":
            depth += 1
        elif token.type == "}":
            depth -= 1
    return Place(len(tokens))


def block_end(tokens: list[Token], index: int) -> int:
    """The brace that closes the block whose inside begins at `index`, or the end of the file."""
    depth = 0
    for n in range(index, len(tokens)):
        if tokens[n].type == "{":
            depth += 1
        elif tokens[n].type == "}":
            if depth == 0:
                return n
            depth -= 1
    return len(tokens)


# The shortest header of each block; names and texts in it are holes, so that the block is read and left out.
_HEADERS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("lead",): ("lead",),
    ("account", "score"): ("account score", "NAME"),
    ("account", "grade"): ("account grade", "NAME", "of", "NAME"),
    ("account", "stages"): ("account stages", "NAME"),
    ("account",): ("account",),
    ("event",): ("event", "NAME"),
    ("score",): ("score", "NAME"),
    ("group",): ("group", "STRING"),
    ("first", "of"): ("first of", "STRING"),
    ("best", "of"): ("best of", "STRING"),
    ("lowest", "of"): ("lowest of", "STRING"),
    ("factor",): ("factor", "NAME", "by", "NAME"),
    ("framework",): ("framework", "NAME"),
    ("grade",): ("grade", "NAME", "of", "NAME"),
    ("matrix",): ("matrix", "NAME", "of", "NAME", "and", "NAME"),
    ("stages",): ("stages", "NAME"),
    ("follow", "up"): ("follow up",),
    ("route",): ("route", "NAME"),
    ("sample",): ("sample", "STRING", "as of", "DATE"),
}
_TABLE = ("LABEL", "by", "NAME")


def synthetic_header(machine: Machine, tokens: list[Token], start: int, index: int) -> tuple[int, list[Token]] | None:
    """For a block whose header was given up: the index of its brace, and a header to read instead."""
    if start >= len(tokens):
        return None
    first = tokens[start]
    terminals = _TABLE if first.type == "LABEL" else _header(tokens, start)
    if terminals is None or not machine.reads((*terminals, "{")):  # else it would be given up in its turn, for ever
        return None
    if first.type == "LABEL" and not any(token.text == "by" for token in tokens[start:index]):
        return None
    for n in range(index, len(tokens)):
        token = tokens[n]
        if token.type == "{":
            return n, [Token(t, t if t.islower() else "", *_place(first)) for t in terminals]
        if n > start and (token.type in ("}", "LABEL") or begins_item(tokens, n)):
            return None
    return None


def _header(tokens: list[Token], start: int) -> tuple[str, ...] | None:
    for words, terminals in _HEADERS.items():
        if tuple(token.text for token in tokens[start : start + len(words)]) == words:
            return terminals
    return None


def _place(token: Token) -> tuple[int, int, int, int]:
    return token.line, token.column, token.end_line, token.end_column
