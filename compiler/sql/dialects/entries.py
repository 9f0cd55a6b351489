"""Tables by age that are worked out while views are written, where an expression would work them out for each event."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlglot import exp

from .sums import whole

Item = Callable[[exp.Expr], tuple[Sequence[int], exp.Expr] | None]
"""How an engine reads an item of an array of numbers: the numbers, and the place, from 1; None for all else."""
_Arrays = Mapping[int, tuple[Sequence[int], exp.Expr]]

_ZERO = exp.Literal.number(0)


def entries_of(
    case: exp.Case, longest: int, item: Item, *, divides: tuple[type[exp.Expr], ...]
) -> tuple[exp.Column, list[int]] | None:
    """The column and, for each index, what a CASE of one arm makes of items of arrays.

    The arm is for a column below a number of at most `longest`, the rest is 0. `divides`: what divides whole numbers in
    the engine. None where the CASE is none such, or something in it is neither known nor positive.
    """
    arms = case.args["ifs"]
    if len(arms) != 1 or case.this is not None or case.args.get("default") != _ZERO:
        return None
    test, made = arms[0].this, arms[0].args["true"]
    if not isinstance(test, exp.LT) or not isinstance(test.this, exp.Column):
        return None
    size = whole(test.expression)
    if size is None or not 0 <= size <= longest:
        return None
    arrays = {id(node): read for node in made.walk() if (read := item(node)) is not None}
    if not arrays:
        return None
    found = [_at(made, test.this, index, arrays, divides) for index in range(size)]
    known = [entry for entry in found if entry is not None]
    return (test.this, known) if len(known) == size else None


def _at(
    node: exp.Expr, index: exp.Column, value: int, arrays: _Arrays, divides: tuple[type[exp.Expr], ...]
) -> int | None:
    """The expression where the column is the value; None where it is none of a few kinds, or negative."""
    if id(node) in arrays:
        numbers, where = arrays[id(node)]
        place = _at(where, index, value, arrays, divides)
        return numbers[place - 1] if place is not None and 1 <= place <= len(numbers) else None
    match node:
        case exp.Column():
            return value if node == index else None
        case exp.Literal():
            return whole(node)
        case exp.Paren():
            return _at(node.this, index, value, arrays, divides)
        case exp.Add() | exp.Mul() | exp.Mod() | exp.Div() | exp.IntDiv():
            left, right = (_at(each, index, value, arrays, divides) for each in (node.this, node.expression))
            return None if left is None or right is None else _calculated(node, left, right, divides)
        case _:
            return None


def _calculated(node: exp.Expr, left: int, right: int, divides: tuple[type[exp.Expr], ...]) -> int | None:
    match node:
        case exp.Add():
            return left + right
        case exp.Mul():
            return left * right
        case exp.Mod() if right:
            return left % right
        case _ if right and isinstance(node, divides):
            return left // right
        case _:
            return None


def replaced(statement: exp.Expr, made: Callable[[exp.Case], exp.Expr | None]) -> exp.Expr:
    """The statement, changed in place: what `made` gives stands for each CASE for which it gives something."""
    for case in list(statement.find_all(exp.Case)):
        instead = made(case)
        if instead is not None:
            case.replace(instead)
    return statement
