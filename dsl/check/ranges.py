"""The values that a score can have at all, as an interval: from its rules, groups, limits, factor and terms.

Conditions are taken to be independent of each other, so the interval may be wider than what a real lead can reach,
never narrower. Inside this module points are thousandths; results of scores are rounded as scores are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from .. import model
from .context import ScoreInfo
from .rows import Held, covers_known
from .value_ranges import NOTHING_KNOWN, Range, can_be_missing, value_range

MOST_EVENTS = 10**6
MOST_POINTS = 10**9  # of one rule, in thousandths
BEFORE_FACTOR = 10**10  # of a sum that a factor multiplies, in thousandths
_DAY = 86_400
_NANO_OF_MILLI = 10**6
_FACTOR = 10_000


def score_range(score: model.Score, scores: Mapping[str, ScoreInfo] = NOTHING_KNOWN) -> Range:
    """What the score can be; `scores` gives the ranges of those that it reads."""
    low, high = _sum(score.entries, scores)
    return _finished(score, low, high, 1)


def total_range(total: model.Total, scores: Mapping[str, ScoreInfo]) -> Range:
    low = high = 0
    for term in total.terms:
        ends = (term.weight * scores[term.score].low, term.weight * scores[term.score].high)
        low, high = low + min(ends), high + max(ends)
    return _finished(total, low, high, 10_000)


def _finished(score: model.Score | model.Total, low: int, high: int, scale: int) -> Range:
    """Factor, limits, then rounding to whole steps of thousandths; low and high are thousandths × scale."""
    if score.factor is not None:
        least, most = factor_range(score.factor)
        ends = [_rounded(_cut(n, BEFORE_FACTOR * scale), scale, "half up") for n in (low, high)]
        products = [end * factor for end in ends for factor in (least, most)]
        low, high, scale = min(products), max(products), _FACTOR
    step = 10 ** (3 - score.decimals)
    cut = (min(max(n, score.low * scale), score.high * scale) for n in (low, high))
    ends = [_rounded(n, step * scale, score.rounding) * step for n in cut]
    return ends[0], ends[1]


def factor_range(factor: model.Factor) -> Range:
    found = [cut.points for cut in factor.cuts] + [match.points for match in factor.matches]
    if can_be_missing(factor.value):
        found.append(factor.missing)
    if not covers_known(factor.value, Held(factor.cuts, factor.matches)):
        found.append(factor.otherwise)
    return min(found), max(found)


def _cut(n: int, bound: int) -> int:
    return max(-bound, min(bound, n))


def _rounded(n: int, divisor: int, rounding: model.Rounding) -> int:
    whole, rest = divmod(abs(n), divisor)
    match rounding:
        case "half up":
            whole += 2 * rest >= divisor
        case "half even":
            whole += 2 * rest > divisor or (2 * rest == divisor and whole % 2 == 1)
        case "toward zero":
            pass
    return -whole if n < 0 else whole


def _sum(entries: tuple[model.Entry, ...], scores: Mapping[str, ScoreInfo]) -> Range:
    ranges = [entry_range(entry, scores) for entry in entries]
    return sum(low for low, _ in ranges), sum(high for _, high in ranges)


def entry_range(entry: model.Entry, scores: Mapping[str, ScoreInfo] = NOTHING_KNOWN) -> Range:
    match entry:
        case model.WhenRule(points=points, condition=model.And(()), unless=None):
            return points, points
        case model.WhenRule(points=points):
            return min(0, points), max(0, points)
        case model.TableRule():
            return _table(entry, scores)
        case model.OccurrenceRule():
            return _occurrences(entry)
        case model.AmountRule():
            return _amount(entry, scores)
        case model.Group(entries=entries, low=least, high=most, pick=pick):
            if pick is None:
                low, high = _sum(entries, scores)
            else:  # one of them, or nothing where all of them may pay nothing
                ranges = [entry_range(inner, scores) for inner in entries]
                low = min((low for low, _ in ranges), default=0)
                high = max((high for _, high in ranges), default=0)
            if least is None or most is None:
                return low, high
            return min(max(low, least), most), min(max(high, least), most)


def _table(rule: model.TableRule, scores: Mapping[str, ScoreInfo]) -> Range:
    paid = [cut.points for cut in rule.cuts] + [match.points for match in rule.matches]
    paid += [points for points in (rule.missing, rule.otherwise) if points is not None]
    known_paid = covers_known(rule.value, Held(rule.cuts, rule.matches), scores) or rule.otherwise is not None
    missing_paid = rule.missing is not None or not can_be_missing(rule.value)
    if rule.unless is not None or not known_paid or not missing_paid or isinstance(rule.value, model.DaysSinceLast):
        paid.append(0)
    return min(paid, default=0), max(paid, default=0)


def _amount(rule: model.AmountRule, scores: Mapping[str, ScoreInfo]) -> Range:
    """The product over the value's range, within the limits; and nothing, where the value may be missing."""
    ends = [_product(end, rule.multiplier) for end in value_range(rule.value, scores)]
    low = max(rule.low, min(rule.high, min(ends)))
    high = max(rule.low, min(rule.high, max(ends)))
    if rule.unless is not None or can_be_missing(rule.value):
        low, high = min(0, low), max(0, high)
    return low, high


def _product(value: int, multiplier: int) -> int:
    """Value × 10^-9 points in thousandths, rounded away from zero."""
    amount = abs(value * multiplier)
    size = -(-amount // _NANO_OF_MILLI)
    return size if (value < 0) == (multiplier < 0) else -size


# ---- occurrences -----------------------------------------------------------------------------------------------------


def _occurrences(rule: model.OccurrenceRule) -> Range:
    each = abs(rule.points) if rule.amount is None else 1_000_000  # an event's number is cut at 1,000 points
    parts = _most_parts(rule.max_per, rule.events.window) if rule.max_per is not None else 1
    size = _most_events(rule) * each
    if rule.max_points is not None:
        size = min(size, rule.max_points * parts)
    size = min(size, MOST_POINTS)
    if rule.amount is not None:
        return -size, size
    return (0, size) if rule.points > 0 else (-size, 0)


def _most_events(rule: model.OccurrenceRule) -> int:
    """How many events can count: completed periods, then partitions, then the latest (of each part)."""
    most = MOST_EVENTS
    window = rule.events.window
    if rule.completes is not None:
        most = MOST_EVENTS // rule.completes.count
        if not isinstance(rule.completes.part, model.Silence):
            most = min(most, _most_parts(rule.completes.part, window))
    if rule.once_per is not None:
        most = min(most, _most_parts(rule.once_per, window))
    if rule.latest is None:
        return most
    parts = _most_parts(rule.latest_per, window) if rule.latest_per is not None else 1
    return min(most, rule.latest * parts)


def _shortest(period: model.Period) -> int:
    """Seconds of the shortest such period, clocks that go forward aside."""
    match period.unit:
        case "hour":
            return 3_600
        case "day":
            return period.every * _DAY
        case "week":
            return 7 * _DAY
        case "month":
            return 28 * _DAY
        case other:
            assert_never(other)


def _most_parts(part: model.Partition, window: int | None) -> int:
    """How many parts the events of the window can lie in."""
    match part:
        case model.Period() as period if window is not None:
            # One more than pieces of fixed length would give: where clocks go forward a day is shorter.
            return min(MOST_EVENTS, -(-window // _shortest(period)) + 2)
        case model.EventValue(type=type):
            if type.kind == "boolean":
                return 3
            return len(type.options) + 1 if type.options else MOST_EVENTS
        case _:
            return MOST_EVENTS
