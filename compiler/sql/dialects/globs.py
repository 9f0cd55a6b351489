"""Regular expressions as conditions of GLOB, substr and length, for engines that have no expressions of their own.

Of texts whose length the pattern leaves open, all characters that it does not fix have to be of one class.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from .. import nodes as n
from .lowering import Unsayable

_ANY = "?"
_SPECIAL = "*?["  # to GLOB


@dataclass(frozen=True, slots=True)
class _Part:
    """Characters of a text: `width` of them by one of the globs, or any number of one class where it is None."""

    width: int | None
    globs: tuple[str, ...]


_Sequence = tuple[_Part, ...]


@dataclass(slots=True)
class _Node:
    """What may follow what was read so far; `ends` where nothing has to."""

    ends: bool = False
    next: dict[_Part, _Node] = field(default_factory=dict)


def matches(text: n.Node, pattern: str) -> n.Node:
    """Whether a text without U+0000 fits, for patterns as `dialect.ReadsColumns.matches` has them."""
    root = _Node()
    for sequence in _Reader(pattern).alternatives():
        node = root
        for part in _joined(sequence):
            node = node.next.setdefault(part, _Node())
        node.ends = True
    return _from(text, root, 1)


def _from(text: n.Node, node: _Node, place: int) -> n.Node:
    """Whether the text from a place on is something that the node allows."""
    found: list[n.Node] = []
    if node.ends:
        found.append(n.equal(exp.Length(this=n.own(text)), n.number(place - 1)))
    for part, behind in node.next.items():
        if part.width is None:
            found += [_open(text, part, list(end), place) for end in _ends(behind)]
        else:
            here = n.call("substr", text, n.number(place), n.number(part.width))
            found.append(n.all_of(_one_of(here, part), _from(text, behind, place + part.width)))
    return n.any_of(*found)


def _open(text: n.Node, part: _Part, end: list[_Part], place: int) -> n.Node:
    """A piece of any length from a place on, and parts of known widths behind it."""
    size = exp.Length(this=n.own(text))
    width = sum(_width(each) for each in end)
    conditions = [n.compare(exp.GTE, size, n.number(place - 1 + width))]
    left = width
    for each in end:
        start = n.minus(size, n.number(left - 1))
        conditions.append(_one_of(n.call("substr", text, start, n.number(_width(each))), each))
        left -= _width(each)
    [glob] = part.globs
    if glob != _ANY:
        inner = n.call("substr", text, n.number(place), n.minus(size, n.number(place - 1 + width)))
        other = f"[^{glob[1:]}" if glob.startswith("[") else f"[^{glob}]"
        conditions.append(n.negated(exp.Glob(this=inner, expression=n.text(f"*{other}*"))))
    return n.all_of(*conditions)


def _ends(node: _Node) -> Iterator[_Sequence]:
    if node.ends:
        yield ()
    for part, behind in node.next.items():
        for rest in _ends(behind):
            yield (part, *rest)


def _width(part: _Part) -> int:
    if part.width is None:
        raise Unsayable("a text with two pieces of any length")
    return part.width


def _one_of(text: n.Node, part: _Part) -> n.Node:
    return n.any_of(*(exp.Glob(this=n.own(text), expression=n.text(glob)) for glob in part.globs))


def _joined(sequence: _Sequence) -> list[_Part]:
    """Neighbours that are fixed as one part; a part with several globs stays by itself."""
    found: list[_Part] = []
    for part in sequence:
        before = found[-1] if found else None
        if before is None or before.width is None or part.width is None or len(before.globs + part.globs) > 2:
            found.append(part)
        else:
            found[-1] = _Part(before.width + part.width, (before.globs[0] + part.globs[0],))
    return found


class _Reader:
    """A pattern, read into sequences of parts."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def alternatives(self) -> list[_Sequence]:
        """Up to a closing bracket or the end."""
        found = [self._sequence()]
        while self._next() == "|":
            self._at += 1
            found.append(self._sequence())
        return [sequence for each in found for sequence in each]

    def _next(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _sequence(self) -> list[_Sequence]:
        found: list[_Sequence] = [()]
        while self._next() not in ("", "|", ")"):
            item = self._repeated(_together(self._atom()))
            found = [(*before, *each) for before in found for each in item]
        return found

    def _atom(self) -> list[_Sequence]:
        character = self._next()
        if character == "(":
            self._at += 1
            found = self.alternatives()
            self._at += 1
            return found
        if character == "[":
            end = self._pattern.index("]", self._at + 2)
            glob = self._pattern[self._at : end + 1]
            self._at = end + 1
        else:
            glob = _ANY if character == "." else f"[{character}]" if character in _SPECIAL else character
            self._at += 1
        return [(_Part(1, (glob,)),)]

    def _repeated(self, item: list[_Sequence]) -> list[_Sequence]:
        sign = self._next()
        match sign:
            case "?":
                self._at += 1
                return [(), *item]
            case "*" | "+":
                self._at += 1
                [[part]] = item
                any_number = _Part(None, part.globs)
                return [(any_number,) if sign == "*" else (part, any_number)]
            case "{":
                end = self._pattern.index("}", self._at)
                low, _, high = self._pattern[self._at + 1 : end].partition(",")
                self._at = end + 1
                return [each for count in range(int(low), int(high or low) + 1) for each in _times(item, count)]
            case _:
                return item


def _times(item: Sequence[_Sequence], count: int) -> list[_Sequence]:
    found: list[_Sequence] = [()]
    for _ in range(count):
        found = [(*before, *each) for before in found for each in item]
    return found


def _together(item: list[_Sequence]) -> list[_Sequence]:
    """Alternatives of one width as one part, so that what follows is said once."""
    joined = [_joined(each) for each in item]
    if len(item) < 2 or not all(len(each) == 1 and each[0].width is not None for each in joined):
        return item
    if len({each[0].width for each in joined}) > 1:
        return item
    return [(_Part(joined[0][0].width, tuple(glob for each in joined for glob in each[0].globs)),)]
