"""Decimals as exact integers, and how numbers are written in messages."""

from __future__ import annotations

from decimal import Decimal

HUGE = 10**30  # stands for any magnitude beyond every limit


def units(value: Decimal, places: int) -> int | None:
    """The value in units of 10^-places, None where it has more decimals; beyond `HUGE` the magnitude is not exact."""
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    whole = int("".join(map(str, digits)) or "0")
    shift = exponent + places
    if whole == 0:
        return 0
    if shift >= 0:
        amount = HUGE if len(digits) + shift > 30 else whole * 10**shift
    elif -shift >= len(digits):
        return None
    else:
        amount, rest = divmod(whole, 10**-shift)
        if rest:
            return None
    return -amount if sign else amount


def whole(value: Decimal) -> int | None:
    return units(value, 0)


def points_text(milli: int) -> str:
    """12500 is `12.5`."""
    return scaled_text(milli, 3)


def scaled_text(amount: int, places: int) -> str:
    """An integer of units of 10^-places, without needless zeros."""
    sign = "-" if amount < 0 else ""
    before, behind = divmod(abs(amount), 10**places)
    decimals = str(behind).rjust(places, "0").rstrip("0") if places else ""
    return f"{sign}{before}.{decimals}" if decimals else f"{sign}{before}"


def plain(value: Decimal) -> str:
    """The number as a person writes it, cut where it is very long."""
    text = format(value, "f") if -40 < value.adjusted() < 40 else str(value)
    return text if len(text) <= 40 else text[:20] + "…"
