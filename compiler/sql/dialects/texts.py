"""Texts by `translate` and positions, the way most engines have them; no engine's own case tables are asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlglot import exp

from ....dsl import folding
from .. import nodes as n

_PAIRS = tuple(zip(folding.FOLD_FROM, folding.FOLD_TO, strict=True))
_ASCII = tuple((a, b) for a, b in _PAIRS if a.isascii())


def folded(text: n.Node, translate: str, bytes_of: str, length: str) -> n.Node:
    """`fold`, by the names of the engine's functions; a text of ASCII only takes the small table."""
    return folded_where(n.equal(n.call(bytes_of, text), n.call(length, text)), text, translate)


def folded_where(plain: n.Node, text: n.Node, translate: str) -> n.Node:
    """`fold` of a text that is ASCII only where `plain` holds."""
    return n.when((plain, translated(text, _ASCII, translate)), otherwise=translated(text, _PAIRS, translate))


def spaced(folded_text: n.Node, translate: str) -> n.Node:
    """`spaced_words` of a folded text: separators become blanks, one blank around it."""
    return joined(n.text(" "), translated(folded_text, ((c, " ") for c in folding.SEPARATORS), translate), n.text(" "))


def translated(text: n.Node, pairs: Iterable[tuple[str, str]], translate: str) -> n.Node:
    found = list(pairs)
    return n.call(translate, text, _literal(a for a, _ in found), _literal(b for _, b in found))


def entry_of_digits(table: Sequence[int], index: n.Node) -> n.Node:
    """The entry of a table of whole numbers by its index from 0, cut out of a text of equally wide ones."""
    width = max(len(str(entry)) for entry in table)
    digits = exp.Literal.string("".join(str(entry).zfill(width) for entry in table))
    start = n.plus(n.times(index, n.number(width)), n.number(1))
    return n.cast(n.call("substr", digits, start, n.number(width)), "BIGINT")


def _literal(characters: Iterable[str]) -> n.Node:
    return exp.Literal.string("".join(characters))


def one_of_class(characters: Iterable[str], gap: int = 0) -> n.Node:
    """A regular expression for one of the characters, by code points: no Unicode table of the engine is asked.

    Ranges that are at most `gap` characters apart become one.
    """
    ranges: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if ranges and code - ranges[-1][1] <= gap + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    parts = (f"\\x{{{low:x}}}" + (f"-\\x{{{high:x}}}" if high > low else "") for low, high in ranges)
    return n.text(f"[{''.join(parts)}]")


def joined(first: n.Node, *others: n.Node) -> n.Node:
    """`||`, of texts that are known."""
    for part in others:
        first = exp.DPipe(this=n.own(first), expression=n.own(part), safe=True)
    return exp.paren(first, copy=False)


def length_of(needle: n.Node) -> int:
    """The length of a literal in characters, one that is made of pieces included."""
    if isinstance(needle, exp.Literal):
        return len(needle.this)
    assert isinstance(needle, exp.Anonymous)
    return 1 if needle.name.lower() == "chr" else sum(length_of(piece) for piece in needle.expressions)


def found_by(function: str, text: n.Node, needle: n.Node) -> n.Node:
    """`contains`, by a function that gives the position from 1, or 0."""
    return n.compare(exp.GT, n.call(function, text, needle), n.number(0))


def begins(text: n.Node, needle: n.Node) -> n.Node:
    return n.equal(n.call("substr", text, n.number(1), n.number(length_of(needle))), needle)


def finishes(text: n.Node, needle: n.Node) -> n.Node:
    return n.equal(n.call("right", text, n.number(length_of(needle))), needle)
