"""Points, limits and weights as exact integers."""

from __future__ import annotations

from fractions import Fraction

from .. import model, syntax
from ..source import Span
from .context import Context
from .numbers import plain, points_text, units
from .parameters import number, percent, points

MOST_POINTS = 1_000_000  # of one rule line, in thousandths
MOST_LIMIT = 10**9  # of what one rule or score gives in the end, in thousandths
FULL = Fraction(1)


def points_of(ctx: Context, written: syntax.Points, weight: Fraction = FULL) -> int | None:
    """Points of a rule or row, in thousandths: at most 1,000 with at most 3 decimals, after their weight as well."""
    found = points(ctx, written)
    if found is None:
        return None
    amount = units(found.value, 3)
    if amount is None or abs(amount) > MOST_POINTS:
        ctx.report(
            "SL0601",
            written.span,
            f"{plain(found.value)} points are " + ("too many" if amount is not None else "too finely divided"),
            "points go from -1000 to 1000, with at most 3 decimals",
        )
        return None
    return weighed(ctx, amount, weight, written.span)


def weighed(ctx: Context, amount: int, weight: Fraction, span: Span, most: int = MOST_POINTS) -> int | None:
    """Thousandths of a point times the weights around them; they must come out in thousandths again."""
    if weight == FULL:
        return amount
    product = amount * weight
    shown = f"{points_text(amount)} points, weighted with {share_text(weight)}"
    if product.denominator != 1:
        ctx.report(
            "SL0601",
            span,
            f"{shown}, have more than 3 decimals",
            "choose points and weights whose product has at most 3 decimals",
        )
        return None
    if abs(product) > most:
        ctx.report("SL0601", span, f"{shown}, are more than {points_text(most)}", "lower the weight or the points")
        return None
    return int(product)


def share_text(share: Fraction) -> str:
    """1/2 is `50%`; what needs more than 4 decimals is cut."""
    hundredths = share * 100
    text = f"{float(hundredths):.4f}".rstrip("0").rstrip(".")
    return f"{text}%"


def weight_of(ctx: Context, clause: syntax.Weight) -> Fraction | None:
    """`weight 30%` as a fraction: above 0% and at most 10,000%, with at most 2 decimals."""
    return share_of(ctx, clause.percent, "weights go from above 0% to 10000%, with at most 2 decimals")


def share_of(ctx: Context, written: syntax.Share_, bounds: str) -> Fraction | None:
    found = percent(ctx, written)
    if found is None:
        return None
    hundredths = units(found.value, 2)
    if hundredths is None or not 0 < hundredths <= 1_000_000:
        ctx.report(
            "SL0606",
            written.span,
            f"{plain(found.value)}% is not a weight: {bounds}",
            "leave it out if it shall not count" if hundredths == 0 else "",
        )
        return None
    return Fraction(hundredths, 10_000)


def limit_of(ctx: Context, written: syntax.Amount, places: int, what: str, weight: Fraction = FULL) -> int | None:
    """A limit in thousandths: at most 1,000,000 points, with as many decimals as `places`."""
    found = number(ctx, written)
    if found is None:
        return None
    amount = units(found.value, 3)
    if amount is not None and abs(amount) > MOST_LIMIT:
        ctx.report(
            "SL0609", written.span, f"{plain(found.value)} is too large for {what}", "limits go up to 1,000,000 points"
        )
        return None
    if amount is None or amount % 10 ** (3 - places):
        decimals = "no decimals" if places == 0 else f"{places} decimal" + ("s" if places != 1 else "")
        ctx.report(
            "SL0603",
            written.span,
            f"{plain(found.value)} has more decimals than {what}, which has {decimals}",
            "round the limit, or keep more decimals with `rounded to … decimals`" if places < 3 else "round the limit",
        )
        return None
    return weighed(ctx, amount, weight, written.span, MOST_LIMIT)


def limits_of(
    ctx: Context, limited: syntax.LimitedTo, places: int, what: str, weight: Fraction = FULL
) -> tuple[int, int] | None:
    low = limit_of(ctx, limited.low, places, what, weight)
    high = limit_of(ctx, limited.high, places, what, weight)
    if low is None or high is None:
        return None
    if low >= high:
        ctx.report(
            "SL0602",
            limited.span,
            f"the lower limit of {what} is not below its upper limit",
            "write the lower one first: `limited to 0..100`",
        )
        return None
    return low, high


def max_points_of(ctx: Context, clause: syntax.MaxPoints | syntax.MaxPointsPer, weight: Fraction) -> int | None:
    """`max 20 points` in thousandths, above 0."""
    found = number(ctx, clause.points)
    if found is None:
        return None
    if found.value <= 0:
        size = plain(abs(found.value)) if found.value else "20"
        ctx.report(
            "SL0614",
            clause.points.span,
            "`max … points` bounds the size of the points and is above 0",
            f"also a rule that takes points away is bounded by `max {size} points`",
        )
        return None
    return limit_of(ctx, clause.points, 3, "`max … points`", weight)


def weighed_decay(ctx: Context, decay: model.Decay | None, weight: Fraction, span: Span) -> model.Decay | None:
    """The decay under a weight: points that are lost each time weigh as much as those that they are taken from.

    None where there is no decay, or where it is wrong, and reported.
    """
    if decay is None or not isinstance(decay.form, model.LosePoints):
        return decay
    form = decay.form
    lost = weighed(ctx, form.points, weight, span)
    return None if lost is None else model.Decay(model.LosePoints(form.unit, form.every, lost), decay.full_for)
