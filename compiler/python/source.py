"""Writing Python source: lines with indentation, quoted text, expressions broken over lines.

Whatever the emitter did not write itself passes through `quoted` (or `ast.Constant`, printed the same way), so that it
stays a literal: no line break, quote, control or direction mark leaves it unescaped.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

WIDTH = 120
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

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, text: str = "") -> None:
        """One statement or comment; further lines of it are indented as they stand."""
        pad = _STEP * self._depth
        self._lines.extend(pad + line if line else "" for line in text.split("\n"))

    def extend(self, lines: Lines) -> None:
        pad = _STEP * self._depth
        self._lines.extend([pad + line if line else "" for line in lines._lines] if pad else lines._lines)

    def first(self) -> Lines:
        """The first of them alone."""
        lines = Lines()
        lines.add(self._lines[0])
        return lines

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


# ---- expressions on one line -----------------------------------------------------------------------------------------

_OR, _AND, _NOT, _COMPARE, _MINUS, _DIVIDE, _SIGN, _ATOM = range(8)
_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
}


def text_of(expression: ast.expr, binding: int = _OR) -> str:
    """The expression on one line, in parentheses where it binds weaker than that."""
    text, own = _printed(expression)
    return f"({text})" if own < binding else text


def _printed(expression: ast.expr) -> tuple[str, int]:
    """The text and how strongly its outermost operator binds. Only what the emitter builds has a case here."""
    match expression:
        case ast.Name(name):
            return name, _ATOM
        case ast.Constant(value):
            return literal_text(value), _ATOM
        case ast.BoolOp(ast.And(), values):
            return " and ".join(text_of(value, _NOT) for value in values), _AND
        case ast.BoolOp(ast.Or(), values):
            return " or ".join(text_of(value, _NOT) for value in values), _OR
        case ast.UnaryOp(ast.Not(), operand):
            return f"not {text_of(operand, _COMPARE)}", _NOT
        case ast.UnaryOp(ast.USub(), operand):
            return f"-{text_of(operand, _ATOM)}", _SIGN
        case ast.Compare(left, operators, comparators):
            parts = [text_of(left, _MINUS)]
            for operator, right in zip(operators, comparators, strict=True):
                parts += [_SIGNS[type(operator)], text_of(right, _MINUS)]
            return " ".join(parts), _COMPARE
        case ast.BinOp(left, ast.Sub(), right):
            return f"{text_of(left, _MINUS)} - {text_of(right, _DIVIDE)}", _MINUS
        case ast.Attribute(value, attribute):
            of = text_of(value, _ATOM)
            return f"({of}).{attribute}" if of[:1].isdigit() else f"{of}.{attribute}", _ATOM
        case ast.Call(function, arguments, []):
            return f"{text_of(function, _ATOM)}({', '.join(map(text_of, arguments))})", _ATOM
        case ast.Set(items):
            return f"{{{', '.join(map(text_of, items))}}}", _ATOM
        case ast.Tuple(items):
            return f"({', '.join(map(text_of, items))}{',' if len(items) == 1 else ''})", _ATOM
        case _:
            raise AssertionError(f"no printed form for {type(expression).__name__}")


def literal_text(value: object) -> str:
    """A literal: texts quoted, numbers with `_` between thousands."""
    match value:
        case bool() | None:
            return repr(value)
        case int():
            return f"{value:_}"
        case str():
            return quoted(value)
        case _:
            raise AssertionError(f"no literal for {type(value).__name__}")


# ---- expressions over several lines ----------------------------------------------------------------------------------


def _broken(before: str, expression: ast.expr, after: str, room: int, binding: int = _OR) -> list[str]:
    line = f"{before}{text_of(expression, binding)}{after}"
    if len(line) <= room:
        return [line]
    inside = room - len(_STEP)
    match expression:
        case ast.BoolOp(op, values):
            word = "and " if isinstance(op, ast.And) else "or "
            parts = [
                part
                for index, value in enumerate(values)
                for part in _broken(word if index else "", value, "", inside, _NOT)
            ]
            return [f"{before}(", *(_STEP + part for part in parts), f"){after}"]
        case ast.UnaryOp(ast.Not(), ast.BoolOp() as inner):
            return _broken(f"{before}not ", inner, after, room, _ATOM)
        case ast.Compare(ast.Call() as called, [operator], [right]):
            return _broken(before, called, f" {_SIGNS[type(operator)]} {text_of(right, _MINUS)}{after}", room)
        case ast.Tuple(items):
            rows = filled([text_of(item) for item in items], inside)
            return [f"{before}(", *(_STEP + row for row in rows), f"){after}"]
        case ast.Call(function, arguments, []):
            rows = filled([text_of(argument) for argument in arguments], inside)
            return [f"{before}{text_of(function)}(", *(_STEP + row for row in rows), f"){after}"]
        case _:
            return [line]


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
