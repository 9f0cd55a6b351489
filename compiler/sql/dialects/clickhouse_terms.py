"""Fewer functions for ClickHouse, which plans each of them alone: long ORs and casts that change nothing."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from .. import nodes as n
from .lowering import is_number_cast

_SEVERAL = 3


def fewer_functions(statement: exp.Expr) -> exp.Expr:
    """The statement, changed in place."""
    for either in list(statement.find_all(exp.Or)):
        if not isinstance(either.parent, exp.Or):
            _compare_largest(either)
    for cast in list(statement.find_all(exp.Cast)):
        if is_number_cast(cast) and isinstance(cast.this, exp.Add):
            _add_uncast(cast.this)
    return statement


def _compare_largest(either: exp.Or) -> None:
    """`a > 5 OR b > 5 OR c > 5` is `greatest(a, b, c) > 5`, where none of them is NULL."""
    tests = list(either.flatten())
    limits = {test.expression for test in tests if isinstance(test, exp.GT)}
    if len(tests) < _SEVERAL or len(limits) != 1 or not all(_is_limit(test) for test in tests):
        return
    largest = n.call("greatest", *(test.this for test in tests))
    either.replace(n.compare(exp.GT, largest, limits.pop()))


def _is_limit(test: exp.Expr) -> bool:
    """Whether it compares a number that is always known with one that is written there."""
    if not isinstance(test, exp.GT) or not _is_number(test.expression):
        return False
    known = test.this
    return isinstance(known, exp.Anonymous) and known.name == "coalesce" and _is_number(known.expressions[-1])


def _add_uncast(total: exp.Expr) -> None:
    """What is cast to 64 bits once it is added up needs no cast before: sums are wide enough, or turn over alike."""
    for term in list(_terms(total)):
        if isinstance(term, exp.Cast) and is_number_cast(term) and _is_whole(term.this):
            term.this.comments = term.comments
            term.replace(term.this)


def _terms(total: exp.Expr) -> Iterator[exp.Expr]:
    match total:
        case exp.Add():
            yield from _terms(total.this)
            yield from _terms(total.expression)
        case exp.Paren():
            yield from _terms(total.this)
        case _:
            yield total


def _is_whole(node: exp.Expr) -> bool:
    """Whether it is a choice of whole numbers, or a whole number within limits."""
    match node:
        case exp.Case():
            arms = [arm.args["true"] for arm in node.args["ifs"]]
            return node.args.get("default") is not None and all(map(_is_number, [*arms, node.args["default"]]))
        case exp.Anonymous(this="greatest" | "least"):
            return _is_number(node.expressions[-1])
        case _:
            return False


def _is_number(node: exp.Expr) -> bool:
    number = node.this if isinstance(node, exp.Neg) else node
    return isinstance(number, exp.Literal) and not number.is_string and number.this.isdigit()
