"""Decay forms as integer tables: the checked form of a rule → the plan's.

Factors are millionths. Tables are made once, at compile time, in 80-digit decimals, so that every backend reads the
same integers.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache

from ..dsl import model
from .plan import FACTOR, Decay, HalfLife, Line, PointSteps, Steps

_EXACT = Context(prec=80, rounding=ROUND_HALF_UP)


def _millionths(factor: Decimal) -> int:
    return int(_EXACT.multiply(factor, Decimal(FACTOR)).quantize(Decimal(1), context=_EXACT))


def lower_decay(decay: model.Decay, points: int) -> Decay:
    """The plan's form of a decay on a rule of `points` thousandths."""
    full_for = decay.full_for
    match decay.form:
        case model.Halve(unit, every):
            return HalfLife(unit, every, _halving(every), full_for)
        case model.Keep(unit, every, share):
            kept = _EXACT.divide(Decimal(share), Decimal(FACTOR))
            return Steps(unit, every, _until_nothing(lambda k: _millionths(_EXACT.power(kept, k))), full_for)
        case model.LoseShare(unit, every, share):
            return Steps(unit, every, _until_nothing(lambda k: FACTOR - share * k), full_for)
        case model.LosePoints(unit, every, lost):
            return PointSteps(unit, every, abs(points), lost, full_for)
        case model.Fade(unit, over):
            return Line(unit, over, full_for)


@cache
def _halving(every: int) -> tuple[int, ...]:
    """2^(-age / every) in millionths, for each age below `every`."""
    # Each factor is the one before times one root: 730 products lose less than 3 of the 80 digits.
    root = _EXACT.power(Decimal(2), _EXACT.divide(Decimal(-1), Decimal(every)))
    factors = [Decimal(1)]
    while len(factors) < every:
        factors.append(_EXACT.multiply(factors[-1], root))
    return tuple(_millionths(factor) for factor in factors)


def _until_nothing(factor: Callable[[int], int]) -> tuple[int, ...]:
    """factor(0), factor(1), … up to the last one above 0; factors fall."""
    table: list[int] = []
    while (value := factor(len(table))) > 0:
        table.append(value)
    return tuple(table)


def weight(decay: Decay | None, age: int) -> int:
    """What an event of that age (seconds, not negative) weighs; see `plan.Occurrences`."""
    if decay is None:
        return FACTOR
    units = max(0, age - decay.full_for) // decay.unit
    match decay:
        case HalfLife(_, every, table):
            halvings = units // every
            return 0 if halvings > 20 else (2 * table[units % every] + 2**halvings) // 2 ** (halvings + 1)
        case Steps(_, every, table):
            return table[units // every] if units // every < len(table) else 0
        case Line(_, over):
            return (2 * FACTOR * (over - units) + over) // (2 * over) if units < over else 0
        case PointSteps(_, every, magnitude, lost):
            return max(0, magnitude - lost * (units // every))
