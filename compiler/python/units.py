"""In what a score is added up: numbers of Python that fit into one digit are added faster than larger ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import gcd

from ...dsl import model
from .. import plan as p
from .kept import needs_order

MILLI_TO_NANO = p.NANO // model.MILLI
_FEW = 4_096


def unit_of(score: p.AnyScore) -> int:
    """The most 10^-9 points, at most 10^-3 points, of which all is a multiple that the score adds or compares.

    One, where something is not known to be.
    """
    if not isinstance(score, p.Score) or score.factor is not None:
        return 1
    return gcd(MILLI_TO_NANO, score.low, score.high, *_amounts(score.entries))  # rounded to thousandths at the most


def has_few_sums(score: p.AnyScore) -> bool:
    """Whether its rules can add up to some thousand numbers at the most, which alone decide about the score."""
    if not isinstance(score, p.Score) or score.factor is not None:
        return False
    return 2 * sum(map(_most, score.entries)) < _FEW * gcd(*_amounts(score.entries))


def _amounts(entries: Iterable[p.Entry]) -> Iterator[int]:
    for entry in entries:
        match entry:
            case p.Group():
                yield from (bound for bound in (entry.low, entry.high) if bound is not None)
                yield from _amounts(entry.entries)
            case p.WhenRule() | p.TableRule():
                yield from _payments(entry)
            case p.AmountRule():
                yield from (entry.low, entry.high, entry.multiplier)
            case p.OccurrenceRule():
                yield entry.max_nano
                yield _of_one(entry)


def _payments(rule: p.WhenRule | p.TableRule) -> list[int]:
    """All that the rule can pay, in 10^-9 points."""
    match rule:
        case p.WhenRule():
            paid = [rule.points]
        case p.TableRule():
            rows = (*(cut.points for cut in rule.cuts), *(match.points for match in rule.matches))
            paid = [rule.missing, rule.otherwise, *rows]
    return [points * MILLI_TO_NANO for points in paid]


def _of_one(rule: p.OccurrenceRule) -> int:
    """What multiplies the number of occurrences, or what they weigh."""
    feature = rule.feature
    if feature.amount is not None or feature.cap is not None:
        return 1  # that is bounded before it is points
    weighs = feature.decay is not None or needs_order(feature)
    return rule.multiplier if weighs else rule.multiplier * p.FACTOR


def _most(entry: p.Entry) -> int:
    """What it can pay, or take, at the most in 10^-9 points."""
    match entry:
        case p.Group():
            bounds = [abs(bound) for bound in (entry.low, entry.high) if bound is not None]
            return max(bounds) if len(bounds) == 2 else max(sum(map(_most, entry.entries)), *bounds, 0)
        case p.WhenRule() | p.TableRule():
            return max(map(abs, _payments(entry)))
        case p.AmountRule():
            return max(abs(entry.low), abs(entry.high))
        case p.OccurrenceRule():
            return entry.max_nano
