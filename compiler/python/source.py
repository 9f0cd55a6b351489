"""Writing Python source: lines with indentation, quoted text, expressions broken over lines.

Whatever the emitter did not write itself passes through `quoted` (or `ast.Constant`, printed the same way), so that it
stays a literal: no line break, quote, control or direction mark leaves it unescaped.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

WIDTH = 110
_STEP = "    "


def quoted(text: str) -> str:
    """A Python literal on one line; also safe inside a comment."""
    return repr(text)


def escaped(text: str) -> str:
    """The same without its quotes, for comments."""
    return repr(text)[1:-1]


def docstring(text: str) -> str:
    """A triple-quoted literal that keeps the line breaks of the text and escapes all that is not plain to see."""
    lines = ("".join(_plain(c) for c in line) for line in text.split("\n"))
    return '"""' + "\n".join(line.rstrip(" ") for line in lines) + '"""'


def _plain(character: str) -> str:
    if character in '\\"':
        return "\\" + character
    return character if character.isprintable() else repr(character)[1:-1]


class Lines:
    """Lines of code, written top to bottom."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._depth = 0

    def __bool__(self) -> bool:
        return bool(self._lines)

    def add(self, text: str = "") -> None:
        """One statement or comment; further lines of it are indented as they stand."""
        pad = _STEP * self._depth
        self._lines.extend(pad + line if line else "" for line in text.split("\n"))

    def extend(self, lines: Lines) -> None:
        for line in lines._lines:
            self.add(line)

    def put(self, before: str, expression: ast.expr, after: str = "") -> None:
        """`before` + expression + `after`, broken over several lines where it is too long for one."""
        room = WIDTH - len(_STEP) * self._depth
        self.add("\n".join(_broken(before, expression, after, room)))

    @contextmanager
    def block(self, head: str = "") -> Iterator[None]:
        """An indented block below its head."""
        if head:
            self.add(head)
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    @contextmanager
    def when(self, condition: ast.expr, word: str = "if") -> Iterator[None]:
        """A block under `if condition:`."""
        self.put(f"{word} ", condition, ":")
        with self.block():
            yield

    def text(self) -> str:
        return "\n".join(self._lines)


def text_of(expression: ast.expr) -> str:
    """The expression on one line."""
    return ast.unparse(expression)


def _broken(before: str, expression: ast.expr, after: str, room: int) -> list[str]:
    line = f"{before}{text_of(expression)}{after}"
    if len(line) <= room:
        return [line]
    inside = room - len(_STEP)
    match expression:
        case ast.BoolOp(op, values):
            word = "and " if isinstance(op, ast.And) else "or "
            parts = [
                part
                for index, value in enumerate(values)
                for part in _operand(word if index else "", value, inside)
            ]
            return [f"{before}(", *(_STEP + part for part in parts), f"){after}"]
        case ast.UnaryOp(ast.Not(), ast.BoolOp() as inner):
            return _broken(f"{before}not ", inner, after, room)
        case ast.Call(function, arguments, []):
            rows = filled([text_of(argument) for argument in arguments], inside)
            return [f"{before}{text_of(function)}(", *(_STEP + row for row in rows), f"){after}"]
        case _:
            return [line]


def _operand(before: str, value: ast.expr, room: int) -> list[str]:
    """One operand of a chain; a chain inside a chain keeps its parentheses."""
    if isinstance(value, ast.BoolOp):
        line = f"{before}({text_of(value)})"
        return [line] if len(line) <= room else _broken(before, value, "", room)
    return _broken(before, value, "", room)


def filled(items: Iterable[str], room: int) -> list[str]:
    """Items followed by commas, as many on a line as there is room for."""
    rows: list[str] = []
    row = ""
    for item in items:
        if row and len(row) + len(item) + 2 > room:
            rows.append(row)
            row = ""
        row = f"{row} {item}," if row else f"{item},"
    return [*rows, row] if row else rows


def tuple_text(items: list[str], room: int = WIDTH) -> str:
    """A tuple display, broken over lines where it is long."""
    line = f"({', '.join(items)}{',' if len(items) == 1 else ''})"
    if len(line) <= room - 40:
        return line
    return "\n".join(["(", *(_STEP + row for row in filled(items, room - len(_STEP))), ")"])
