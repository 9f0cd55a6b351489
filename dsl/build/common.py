"""What the builders share: the file at hand, its reports, the places of parts, texts and numbers.

A builder is a function of the parts of one production (tokens and what other builders made), registered under the
production's name. It reports a problem by `Build.report` and returns `HOLE` where no node can be made; a node with a
hole in it is a hole too, and lists leave holes out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ...grammar.tokens import Token
from .. import syntax
from ..diagnostics import Diagnostic, Related
from ..late import dataclass, field
from ..source import Span


class Hole:
    """Stands for what was missing or unreadable, and reported."""

    __slots__ = ()


HOLE = Hole()

Parts = list[Any]


@dataclass(slots=True)
class Build:
    """The state of building one file."""

    file: str
    reports: list[Diagnostic] = field(default_factory=list)
    damaged: bool = False  # something was given up or put in: what is missing may be gone because of that

    def report(self, code: str, span: Span, message: str, help: str = "", related: tuple[Related, ...] = ()) -> None:
        self.reports.append(Diagnostic(code, span, message, help, related))

    def span(self, *parts: Any) -> Span:
        """From the first part that has a place to the last."""
        first: Token | Span | None = None
        last: Token | Span | None = None
        for part in parts:
            if (first := self._first(part)) is not None:
                break
        for part in reversed(parts):
            if (last := self._last(part)) is not None:
                break
        assert first is not None
        assert last is not None
        return Span(self.file, first.line, first.column, last.end_line, last.end_column)

    def _first(self, part: Any) -> Token | Span | None:
        if isinstance(part, Token):
            return part
        if isinstance(part, list | tuple):
            return self._first(part[0]) if part else None
        return getattr(part, "span", None)

    def _last(self, part: Any) -> Token | Span | None:
        if isinstance(part, Token):
            return part
        if isinstance(part, list | tuple):
            return self._last(part[-1]) if part else None
        return getattr(part, "span", None)


Builder = Callable[[Build, Parts], Any]
BUILDERS: dict[str, Builder] = {}


def builds(function: Builder) -> Builder:
    """Registers a builder under its own name; a trailing `_` keeps it off Python's words."""
    BUILDERS[function.__name__.rstrip("_")] = function
    return function


# ---- the smallest nodes --------------------------------------------------------------------------------------------

_ESCAPE = re.compile(r"\\(?:u\{([^}]*)\}|(.))", re.DOTALL)
_MOST_ESCAPES = 20  # reported in one text
_UNREADABLE = "\ufffd"  # what an unknown escape leaves: a text that is not blank
_SHORT = {'"': '"', "\\": "\\", "n": "\n", "t": "\t"}


def name_of(build: Build, token: Token) -> syntax.Name:
    text = token.text
    return syntax.Name(text[1:-1] if text[0] == "`" else text, token.span(build.file))


def text_of(build: Build, token: Token) -> syntax.Text:
    inner = token.text[1:-1]
    span = token.span(build.file)
    if "\\" not in inner:
        return syntax.Text(inner, span)

    wrong = 0

    def escape(match: re.Match[str]) -> str:
        hexadecimal, letter = match.groups()
        if letter in _SHORT:
            return _SHORT[letter]
        if hexadecimal is not None and re.fullmatch("[0-9A-Fa-f]{1,6}", hexadecimal):
            code = int(hexadecimal, 16)
            if 0 < code < 0xD800 or 0xDFFF < code < 0x110000:
                return chr(code)
        nonlocal wrong
        wrong += 1
        if wrong > _MOST_ESCAPES:
            return _UNREADABLE
        column = token.column + 1 + match.start()
        length = len(match.group())
        place = Span(build.file, token.line, column, token.line, column + length)
        build.report(
            "SL0103",
            place,
            f"`{match.group()}` has no meaning inside quotes",
            'a backslash is written `\\\\`; the others are `\\"`, `\\n`, `\\t` and `\\u{e9}`',
        )
        return _UNREADABLE

    return syntax.Text(_ESCAPE.sub(escape, inner), span)


def decimal_of(token: Token) -> Decimal:
    return Decimal(token.text.rstrip("%").replace("_", ""))


def number_of(build: Build, token: Token, sign: Token | None = None) -> syntax.Number:
    value = decimal_of(token)
    if sign is None:
        return syntax.Number(value, token.span(build.file))
    return syntax.Number(-value if sign.type == "-" else value, build.span(sign, token))


def percent_of(build: Build, token: Token) -> syntax.Percent:
    return syntax.Percent(decimal_of(token), token.span(build.file))


def heading_of(build: Build, token: Token) -> syntax.Text:
    """A column's heading, written as a name or in quotes."""
    if token.type == "STRING":
        return text_of(build, token)
    name = name_of(build, token)
    return syntax.Text(name.text, name.span)
