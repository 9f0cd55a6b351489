"""The meaning of scores: contributions, their groups and limits, factors, the rounding."""

from __future__ import annotations

from ...dsl import model
from .. import plan as p
from ..result import Contribution
from .context import Context
from .contributions import Paid, factor_of, paid
from .meaning import met

_TOTAL = 10**7  # totals, and what a factor has multiplied, count in 10^-7 points
_MILLI_TO_NANO = p.NANO // model.MILLI


def rounded(n: int, divisor: int, rounding: model.Rounding = "half up") -> int:
    """n / divisor to a whole number: the nearest, halves away from zero or to the even one; or cut toward zero."""
    sign = -1 if n < 0 else 1
    whole, rest = divmod(abs(n), divisor)
    match rounding:
        case "half up":
            up = 2 * rest >= divisor
        case "half even":
            up = 2 * rest > divisor or (2 * rest == divisor and whole % 2 == 1)
        case "toward zero":
            up = False
    return sign * (whole + up)


def clamped(n: int, low: int | None, high: int | None) -> int:
    """n, or the limit that it passes."""
    if low is not None and n < low:
        return low
    if high is not None and n > high:
        return high
    return n


def score_of(score: p.AnyScore, context: Context) -> tuple[int | None, tuple[Contribution, ...]]:
    """The rounded score in thousandths and the contributions that add up to it; earlier scores are in the context."""
    match score:
        case model.Share():
            return _share(score, context), ()
        case p.Score(name, entries):
            total, rows = _sum(name, entries, context)
            return _finished(score, total, p.NANO, rows, context)
        case p.Total(name, terms):
            parts: list[tuple[str, int]] = []
            for term in terms:
                part = context.scores[term.score]
                if part is None:
                    return None, ()
                parts.append((term.score, term.weight * part))
            rows = [Contribution(name, "rule", of, part * (p.NANO // _TOTAL), 1, None) for of, part in parts if part]
            return _finished(score, sum(part for _, part in parts), _TOTAL, rows, context)


def _share(share: model.Share, context: Context) -> int | None:
    if context.scores[share.of] is None:
        return None
    whole = sum(weight for weight, _ in share.parts)
    got = sum(weight for weight, condition in share.parts if met(condition, context))
    return rounded(100 * got, whole) * model.MILLI


def _finished(
    score: p.Score | p.Total, total: int, scale: int, rows: list[Contribution], context: Context
) -> tuple[int, tuple[Contribution, ...]]:
    """Factor → limits → rounding. `total` counts in 1 / `scale` points."""
    name = score.name
    if score.factor is not None:
        bound = p.BEFORE_FACTOR // (p.NANO // scale)
        milli = rounded(clamped(total, -bound, bound), scale // model.MILLI)
        product = milli * factor_of(score.factor, context)
        taken = product * (p.NANO // _TOTAL) - total * (p.NANO // scale)
        if taken:
            rows.append(Contribution(name, "factor", score.factor.name, taken, 0, None))
        total, scale = product, _TOTAL
    limited = clamped(total, score.low, score.high)
    value = rounded(limited, scale // 10**score.decimals, score.rounding) * 10 ** (3 - score.decimals)
    to_nano = p.NANO // scale
    if limited != total:
        rows.append(Contribution(name, "range limit", "", (limited - total) * to_nano, 0, None))
    taken = value * _MILLI_TO_NANO - limited * to_nano
    if taken:
        rows.append(Contribution(name, "rounding", "", taken, 0, None))
    return value, tuple(rows)


def _sum(score: str, entries: tuple[p.Entry, ...], context: Context) -> tuple[int, list[Contribution]]:
    total = 0
    rows: list[Contribution] = []
    for entry in entries:
        if isinstance(entry, p.Group):
            inside, inner_rows = _group(score, entry, context)
            limited = clamped(inside, entry.low, entry.high)
            rows.extend(inner_rows)
            if limited != inside:
                rows.append(Contribution(score, "group limit", entry.label, limited - inside, 0, None))
            total += limited
        else:
            payment = paid(entry, context)
            rows.extend(_rows(score, entry, payment))
            total += payment.points
    return total, rows


def _group(score: str, group: p.Group, context: Context) -> tuple[int, list[Contribution]]:
    if group.pick is None:
        return _sum(score, group.entries, context)
    candidates: list[tuple[p.Rule, Paid]] = []
    for entry in group.entries:
        assert not isinstance(entry, p.Group)
        payment = paid(entry, context)
        if payment.met:
            candidates.append((entry, payment))
    if not candidates:
        return 0, []
    match group.pick:  # of equal ones max and min take the first
        case "first":
            rule, payment = candidates[0]
        case "best":
            rule, payment = max(candidates, key=lambda candidate: candidate[1].points)
        case "lowest":
            rule, payment = min(candidates, key=lambda candidate: candidate[1].points)
    return payment.points, _rows(score, rule, payment)


def _rows(score: str, rule: p.Rule, payment: Paid) -> list[Contribution]:
    if not payment.parts:
        whole = Contribution(score, "rule", rule.label, payment.points, payment.times, payment.latest)
        return [whole] if payment.points else []
    rows = [
        Contribution(score, "rule", rule.label, part.points, part.times, part.latest, part.source)
        for part in payment.parts
        if part.points
    ]
    taken = payment.points - sum(row.points for row in rows)
    return [*rows, Contribution(score, "rule limit", rule.label, taken, 0, None)] if taken else rows


def _bar(context: Context) -> None:
    """Notes the scores that an exclusion of their own makes none, with the reason of the first that is met."""
    for exclusion in context.plan.exclusions:
        if exclusion.scores is not None and met(exclusion.condition, context):
            for name in exclusion.scores:
                context.barred.setdefault(name, exclusion.reason)


def with_scores(plan: p.Plan, context: Context, scores: tuple[p.AnyScore, ...]) -> tuple[Context, list[Contribution]]:
    """The context with these scores, in their order, and the grades and matrices that read them."""
    if not context.of_account:
        _bar(context)
    all_rows: list[Contribution] = []
    grades = plan.grades if not context.of_account or plan.accounts is None else plan.accounts.grades
    for score in scores:
        value, rows = (None, ()) if score.name in context.barred else score_of(score, context)
        context.scores[score.name] = value
        all_rows.extend(rows)
        for grade in grades:
            if grade.score == score.name:
                context.grades[grade.name] = band_of(grade, context)
        for matrix in plan.matrices:
            if not context.of_account and {matrix.rows.score, matrix.columns.score} <= set(context.scores):
                row, column = band_of(matrix.rows, context), band_of(matrix.columns, context)
                context.grades[matrix.name] = None if row is None or column is None else row + column
    return context, all_rows


def band_of(grade: model.Grade, context: Context) -> str | None:
    """The label of the grade's band, None where the score is none."""
    value = context.scores[grade.score]
    if value is None:
        return None
    for band in grade.bands:
        if band.lowest is None or value >= band.lowest:
            return band.label
    raise AssertionError("the checker demands a last band without a bound")
