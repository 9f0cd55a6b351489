"""The meaning of scores: contributions, their groups and limits, the rounding."""

from __future__ import annotations

from .. import plan as p
from ..result import Contribution
from .context import Context
from .contributions import paid


def rounded(n: int, divisor: int) -> int:
    """n / divisor to the nearest whole number, halves away from zero."""
    sign = -1 if n < 0 else 1
    return sign * ((abs(n) + divisor // 2) // divisor)


def clamped(n: int, low: int | None, high: int | None) -> int:
    if low is not None and n < low:
        return low
    if high is not None and n > high:
        return high
    return n


def score_of(
    score: p.Score | p.Total, earlier: dict[str, int], context: Context
) -> tuple[int, tuple[Contribution, ...]]:
    """The rounded score in thousandths and the contributions that add up to it. Raises TooManyOccurrences."""
    rows: list[Contribution]
    match score:
        case p.Score(name, entries, low, high, decimals):
            total, rows = _sum(name, entries, context)
            scale = p.NANO
        case p.Total(name, terms, low, high, decimals):
            scale = 10**7
            to_nano = p.NANO // scale
            parts = [(term.score, term.weight * earlier[term.score]) for term in terms]
            total = sum(part for _, part in parts)
            rows = [Contribution(name, "rule", of, part * to_nano, 1, None) for of, part in parts if part]
    limited = clamped(total, low, high)
    value = rounded(limited, scale // 10**decimals) * 10 ** (3 - decimals)
    to_nano = p.NANO // scale
    if limited != total:
        rows.append(Contribution(name, "range limit", "", (limited - total) * to_nano, 0, None))
    taken = value * (p.NANO // 1000) - limited * to_nano
    if taken:
        rows.append(Contribution(name, "rounding", "", taken, 0, None))
    return value, tuple(rows)


def _sum(score: str, entries: tuple[p.Entry, ...], context: Context) -> tuple[int, list[Contribution]]:
    total = 0
    rows: list[Contribution] = []
    for entry in entries:
        if isinstance(entry, p.Group):
            inside, inner_rows = _sum(score, entry.entries, context)
            limited = clamped(inside, entry.low, entry.high)
            rows.extend(inner_rows)
            if limited != inside:
                rows.append(Contribution(score, "group limit", entry.label, limited - inside, 0, None))
            total += limited
            continue
        payment = paid(entry, context)
        if payment.points:
            rows.append(Contribution(score, "rule", entry.label, payment.points, payment.times, payment.latest))
        total += payment.points
    return total, rows
