"""Decay as SQL: what an event of some age weighs. See `plan.Decay` and `compiler/decay.py`."""

from __future__ import annotations

from sqlglot import exp

from .. import plan as p
from . import nodes as n
from .dialects.dialect import Dialect


def units(age: n.Node, unit: int, full_for: int) -> n.Node:
    """Whole units of the age (seconds, not negative) that decay; NULL for NULL."""
    if full_for:
        late = n.minus(age, n.number(full_for))
        # `greatest` skips NULL in some engines; a comparison does not.
        age = n.when((n.compare(exp.GTE, late, n.number(0)), late), (n.is_known(late), n.number(0)))
    return n.quotient(age, n.number(unit))


def weight(decay: p.Decay, age: n.Node, dialect: Dialect) -> n.Node:
    """The weight for an age in units, a column. What it is for NULL is left open."""
    match decay:
        case p.HalfLife(_, every, table):
            halvings = n.quotient(age, n.number(every))
            start = n.times(n.number(2), dialect.entry(table, n.remainder(age, n.number(every))))
            half = dialect.entry([2**k for k in range(21)], halvings)
            whole = dialect.entry([2 ** (k + 1) for k in range(21)], halvings)
            return _below(age, 21 * every, n.quotient(n.plus(start, half), whole))
        case p.Steps(_, every, table):
            return _below(age, every * len(table), dialect.entry(table, n.quotient(age, n.number(every))))
        case p.Line(_, over):
            left = n.times(n.number(2 * p.FACTOR), n.minus(n.number(over), age))
            return _below(age, over, n.quotient(n.plus(left, n.number(over)), n.number(2 * over)))
        case p.PointSteps(_, every, magnitude, lost):
            gone = n.times(n.number(lost), n.quotient(age, n.number(every)))
            steps = -(-magnitude // lost)
            return _below(age, every * steps, n.minus(n.number(magnitude), gone))


def _below(age: n.Node, bound: int, node: n.Node) -> n.Node:
    return n.when((n.compare(exp.LT, age, n.number(bound)), node), otherwise=n.number(0))
