"""Small expression trees: what the emitter's conditions are made of."""

from __future__ import annotations

import ast
from collections.abc import Iterable

_OPERATORS: dict[str, type[ast.cmpop]] = {
    "=": ast.Eq,
    "<>": ast.NotEq,
    "<": ast.Lt,
    "<=": ast.LtE,
    ">": ast.Gt,
    ">=": ast.GtE,
    "in": ast.In,
    "not in": ast.NotIn,
    "is": ast.Is,
    "is not": ast.IsNot,
}
_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


def name(identifier: str) -> ast.expr:
    return ast.Name(identifier, ast.Load())


def constant(value: str | int | bool | None) -> ast.expr:
    return ast.Constant(value)


def whole(value: int) -> ast.expr:
    """An integer; below zero as the operator and the digits, the way it is read back."""
    return ast.UnaryOp(ast.USub(), ast.Constant(-value)) if value < 0 else ast.Constant(value)


def literal(value: str | int | bool) -> ast.expr:
    return whole(value) if isinstance(value, int) and not isinstance(value, bool) else constant(value)


def compare(left: ast.expr, operator: str, right: ast.expr) -> ast.expr:
    return ast.Compare(left, [_OPERATORS[operator]()], [right])


def is_known(variable: ast.expr) -> ast.expr:
    return compare(variable, "is not", constant(None))


def call(function: str | ast.expr, *arguments: ast.expr) -> ast.expr:
    return ast.Call(name(function) if isinstance(function, str) else function, list(arguments), [])


def method(of: ast.expr, attribute: str, *arguments: ast.expr) -> ast.expr:
    return call(ast.Attribute(of, attribute, ast.Load()), *arguments)


def minus(left: ast.expr, right: ast.expr) -> ast.expr:
    return ast.BinOp(left, ast.Sub(), right)


def tuple_of(items: Iterable[ast.expr]) -> ast.expr:
    return ast.Tuple(list(items), ast.Load())


def all_of(items: Iterable[ast.expr]) -> ast.expr:
    """Conjunction, flat, without constants in it."""
    return _chain(ast.And, items, neutral=True)


def any_of(items: Iterable[ast.expr]) -> ast.expr:
    """Disjunction, flat, without constants in it."""
    return _chain(ast.Or, items, neutral=False)


def _chain(operator: type[ast.boolop], items: Iterable[ast.expr], *, neutral: bool) -> ast.expr:
    flat: list[ast.expr] = []
    for item in items:
        if isinstance(item, ast.BoolOp) and isinstance(item.op, operator):
            flat.extend(item.values)
        elif is_constant(item, not neutral):
            return item
        elif not is_constant(item, neutral):
            flat.append(item)
    if not flat:
        return constant(neutral)
    return flat[0] if len(flat) == 1 else ast.BoolOp(operator(), flat)


def is_constant(expression: ast.expr, value: bool | None) -> bool:
    return isinstance(expression, ast.Constant) and expression.value is value


def opposite(expression: ast.expr) -> ast.expr:
    """The negation of a two-valued expression."""
    match expression:
        case ast.Constant(value=bool() as value):
            return constant(not value)
        case ast.UnaryOp(ast.Not(), operand):
            return operand
        case ast.Compare(left, [operator], [right]):
            return ast.Compare(left, [_OPPOSITE[type(operator)]()], [right])
        case _:
            return ast.UnaryOp(ast.Not(), expression)
