"""The values that a score can have at all, as an interval: from its rules, groups, limits and terms.

Conditions are taken to be independent of each other, so the interval may be wider than what a real lead can reach,
never narrower. Inside this module points are thousandths; results of scores are rounded as scores are.
"""

from __future__ import annotations

from .. import model
from .context import ScoreInfo
from .tables import covers_known

Range = tuple[int, int]

MOST_EVENTS = 10**6
MOST_POINTS = 10**9  # of one rule, in thousandths
_DAY = 86_400


def score_range(score: model.Score) -> Range:
    low, high = _sum(score.entries)
    return _shaped(low, high, score.low, score.high, 10 ** (3 - score.decimals), 1)


def total_range(total: model.Total, scores: dict[str, ScoreInfo]) -> Range:
    low = high = 0
    for term in total.terms:
        ends = (term.weight * scores[term.score].low, term.weight * scores[term.score].high)
        low, high = low + min(ends), high + max(ends)
    return _shaped(low, high, total.low, total.high, 10 ** (3 - total.decimals), 10_000)


def _shaped(low: int, high: int, least: int, most: int, step: int, scale: int) -> Range:
    """Limits, then rounding half away from zero to whole steps of thousandths; low and high are thousandths × scale."""
    ends = [_rounded(min(max(n, least * scale), most * scale), step * scale) * step for n in (low, high)]
    return ends[0], ends[1]


def _rounded(n: int, divisor: int) -> int:
    whole = (abs(n) + divisor // 2) // divisor
    return -whole if n < 0 else whole


def _sum(entries: tuple[model.Entry, ...]) -> Range:
    ranges = [entry_range(entry) for entry in entries]
    return sum(low for low, _ in ranges), sum(high for _, high in ranges)


def entry_range(entry: model.Entry) -> Range:
    match entry:
        case model.WhenRule(points=points):
            return min(0, points), max(0, points)
        case model.TableRule():
            return _table(entry)
        case model.OccurrenceRule():
            size = _most_events(entry) * abs(entry.points)
            size = min(size, MOST_POINTS if entry.max_points is None else entry.max_points, MOST_POINTS)
            return (0, size) if entry.points > 0 else (-size, 0)
        case model.Group(entries=entries, low=least, high=most):
            low, high = _sum(entries)
            if least is None or most is None:
                return low, high
            return min(max(low, least), most), min(max(high, least), most)


def _table(rule: model.TableRule) -> Range:
    paid = [cut.points for cut in rule.cuts] + [match.points for match in rule.matches]
    paid += [points for points in (rule.missing, rule.otherwise) if points is not None]
    known_paid = covers_known(rule) or rule.otherwise is not None
    missing_paid = rule.missing is not None or isinstance(rule.value, model.CountOf | model.CountDifferent)
    if rule.unless is not None or not known_paid or not missing_paid or isinstance(rule.value, model.DaysSinceLast):
        paid.append(0)
    return min(paid), max(paid)


def _most_events(rule: model.OccurrenceRule) -> int:
    """How many events can count: partitions, then the latest."""
    most = MOST_EVENTS
    match rule.once_per:
        case "day" if rule.events.window is not None:
            # One more than 24-hour days would give: a day on which clocks go forward is shorter.
            most = min(most, -(-rule.events.window // _DAY) + 2)
        case model.EventValue(type=type):
            if type.kind == "boolean":
                most = 3
            elif type.options:
                most = len(type.options) + 1
        case _:
            pass
    return min(most, rule.latest or MOST_EVENTS)
