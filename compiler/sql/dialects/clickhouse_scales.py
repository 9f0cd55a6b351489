"""Sums of points in the largest unit of all their terms, which is multiplied once: fewer functions, and narrow ones.

A limit moves to the number that a term multiplies: `least(least(x * 1000, 5000) * 3, 6000)` is `least(x, 2) * 3000`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import gcd

from sqlglot import exp

from .. import chains
from .. import nodes as n
from .lowering import is_number_cast
from .sums import terms_of, whole

_SEVERAL = 2
_LIMITS = ("greatest", "least")


@dataclass(frozen=True, slots=True)
class _Scaled:
    """`least(base, most) * by`; without `most` just `base * by`."""

    base: exp.Expr
    most: int | None
    by: int


def in_units(statement: exp.Expr) -> exp.Expr:
    """The statement, changed in place: sums that are cast to 64 bits, which turns what is beyond over in any case.

    A term alone keeps its unit.
    """
    for cast in list(statement.find_all(exp.Cast)):
        if is_number_cast(cast) and isinstance(cast.this, exp.Add):
            terms = list(terms_of(cast.this))
            if len(terms) >= _SEVERAL:
                cast.set("this", _total(terms))
        elif is_number_cast(cast) and isinstance(cast.this, exp.Anonymous) and cast.this.name in _LIMITS:
            cast.set("this", _divided(cast.this, 1))
    return statement


def _total(terms: Sequence[exp.Expr]) -> exp.Expr:
    units = [_unit(term) for term in terms]
    unit = gcd(*(each for each in units if each is not None))
    if unit <= 1:
        return chains.total([each.pop() for each in terms])
    inside = [_divided(term, unit) for term, its in zip(terms, units, strict=True) if its is not None]
    beside = [term.pop() for term, its in zip(terms, units, strict=True) if its is None]
    return chains.total([*beside, n.times(chains.total(inside), n.number(unit))])


def _unit(term: exp.Expr) -> int | None:
    """A number of which the term is always a multiple; None where none is known."""
    numbers = _choices(term)
    if numbers is not None:
        return gcd(*numbers)
    by = _scaled(term).by
    return None if abs(by) == 1 else by


def _choices(term: exp.Expr) -> list[int] | None:
    """The numbers of a CASE that chooses among written ones."""
    if not isinstance(term, exp.Case):
        return None
    made = [*(arm.args["true"] for arm in term.args["ifs"]), term.args.get("default")]
    numbers = [whole(each) for each in made]
    known = [each for each in numbers if each is not None]
    return known if len(known) == len(made) else None


def _divided(term: exp.Expr, unit: int) -> exp.Expr:
    comments = term.comments
    numbers = _choices(term)
    if numbers is not None:
        made = term.pop()
        *arms, default = [n.number(each // unit) for each in numbers]
        for arm, number in zip(made.args["ifs"], arms, strict=True):
            arm.set("true", number)
        made.set("default", default)
        return made
    scaled = _scaled(term)
    base = n.own(scaled.base)
    limited = base if scaled.most is None else n.call("least", base, n.number(scaled.most))
    by = scaled.by // unit
    if by == 1:
        limited.comments = comments
        return limited
    factor = n.number(by)
    factor.comments = comments
    return n.times(limited, factor)


def _scaled(node: exp.Expr) -> _Scaled:
    """What it multiplies at last. A limit that its number cannot reach is no limit."""
    itself = _Scaled(node, None, 1)
    match node:
        case exp.Paren():
            return _scaled(node.this)
        case exp.Mul():
            factor = whole(node.expression)
            if not factor:
                return itself
            inner = _scaled(node.this)
            return replace(inner, by=inner.by * factor)
        case exp.Anonymous(this="least" | "greatest", expressions=[first, second]):
            limit = whole(second)
            inner = _scaled(first)
            # One of a number that falls as the other rises is a limit from the other side.
            if limit is None or (inner.by > 0) != (node.name == "least"):
                return itself
            if inner.most is not None and inner.most * abs(inner.by) <= limit * (1 if inner.by > 0 else -1):
                return inner
            if limit % inner.by:
                return itself
            most = limit // inner.by
            return replace(inner, most=most if inner.most is None else min(inner.most, most))
        case _:
            return itself
