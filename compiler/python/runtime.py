"""What emitted scorers share: their results, readers that count what they cannot use, text and time.

The source of this module travels: each scorer gets a copy of the parts that it needs, in this order, together with
those of `compiler/values.py` and `dsl/folding.py`. So: standard library only, apart from those two.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_right
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Context, Decimal
from functools import lru_cache
from typing import Any, Final, NamedTuple

from ...dsl.folding import _SPACED, fold
from ..values import (
    END_SECOND,
    FIRST_SECOND,
    LARGEST_UNITS,
    LONGEST_TEXT,
    UTC_ZONE,
    Verdict,
    ZoneTable,
    read_boolean,
    read_date,
    read_decimal,
    read_integer,
    read_option,
    read_set,
    read_text,
    read_timestamp,
    zone_offset_of_local,
)


class Contribution(NamedTuple):
    """One reason for a score; never zero. The rows of a score add up to it exactly.

    `kind` is 'rule', 'rule limit', 'group limit', 'factor', 'range limit' or 'rounding'; `rule` is the label of the
    rule or group (of a total: the score that enters) or the factor's name, empty for the range limit and the rounding.
    `times` counts occurrences (1 for other rules, 0 for limits, factors and rounding); `second` is that of the latest
    counted event, since 1970 UTC.
    """

    score: str
    kind: str
    rule: str
    points: Decimal
    times: int
    second: int | None
    source: str | None = None  # the attribution value of the events behind it

    @property
    def latest(self) -> datetime | None:
        """The time of the latest counted event, in UTC."""
        return None if self.second is None else datetime.fromtimestamp(self.second, UTC)


class Result(NamedTuple):
    """One lead at one moment.

    `scores` and `grades` are None where the lead is not scored. `problem` says why there is no result at all
    ('missing key', 'too many occurrences'). `ignored` counts what rules looked at and could not use: unreadable
    attributes, values that are no option, events without a time, of an unknown kind, or later than the moment; an
    event that is too old for all rules is not looked at further.
    """

    lead: str
    scores: dict[str, Decimal | None]
    grades: dict[str, str | None]
    stage: str | None
    reason: str | None
    problem: str | None
    matrices: dict[str, str | None]
    flags: dict[str, bool | None]
    questions: dict[str, str | None]  # the open ones, joined
    routes: dict[str, str | None]
    follow_up: str | None
    due: datetime | None  # in UTC
    barred: dict[str, str]  # scores that an exclusion of their own makes None, with its reason
    listed: bool | None  # whether the lead may stand on the worklist
    contributions: tuple[Contribution, ...]
    ignored: int


class AccountResult(NamedTuple):
    """One account at one moment, as `Result` is one lead."""

    account: str
    scores: dict[str, Decimal | None]
    grades: dict[str, str | None]
    stage: str | None
    reason: str | None
    contributions: tuple[Contribution, ...]


_new: Final = tuple.__new__  # a third of the time that the class's own takes to order its fields


class _Ignored:
    """Counts inputs that could not be used."""

    count: int = 0  # of the class until something is counted: most leads have nothing to count


def _named_row(columns: tuple[str, ...], row: Any) -> dict[str, Any]:
    """The values of a row by name; of what is none, nothing."""
    try:
        return dict(zip(columns, row, strict=False))
    except TypeError:
        return {}


# ---- what rules pay by one value of a lead ---------------------------------------------------------------------------


def _remember(known: dict[object, Any], value: object, found: object) -> None:
    """Keeps what was found for a text or for none; where texts are many, for the latest thousands."""
    if value is None or (type(value) is str and len(value) <= 500):
        if len(known) >= 8_192:
            known.clear()
        known[value] = found


def _ascending(*bounds: int) -> tuple[int, ...]:
    """Each of the bounds once, the lowest first."""
    return tuple(sorted(set(bounds)))


def _between(bounds: tuple[int, ...], points: Callable[[int | None], Any]) -> tuple[Any, ...]:
    """What is paid below the first bound, from each bound on, and for no number."""
    return (points(bounds[0] - 1), *(points(bound) for bound in bounds), points(None))


def _readable(*bounds: int) -> tuple[int, ...]:
    """The same with the limits of a number for the first and the last."""
    inside = {bound for bound in bounds if -LARGEST_UNITS < bound <= LARGEST_UNITS}
    return tuple(sorted(inside | {-LARGEST_UNITS, LARGEST_UNITS + 1}))


def _between_readable(bounds: tuple[int, ...], points: Callable[[int | None], Any]) -> tuple[Any, ...]:
    """What is paid between them, and for no number; None beyond the limits."""
    return (None, *(points(bound) for bound in bounds[:-1]), None, points(None))


# ---- raw values: the common exact types first, the readers for all others --------------------------------------------


def _text(raw: object, ignored: _Ignored) -> str | None:
    # ASCII text that starts with a visible character is neither blank nor unsound.
    if type(raw) is str and raw.isascii() and raw[:1] > " " and len(raw) <= LONGEST_TEXT:
        return raw
    text = read_text(raw)
    if isinstance(text, Verdict):
        ignored.count += 1
        return None
    return text


def _option(raw: object, options: frozenset[str], ignored: _Ignored) -> str | None:
    if type(raw) is str and raw in options:
        return raw
    text = read_option(raw, options)
    if isinstance(text, Verdict):
        ignored.count += 1
        return None
    return text


def _integer(raw: object, ignored: _Ignored) -> int | None:
    if type(raw) is int and -LARGEST_UNITS <= raw <= LARGEST_UNITS:
        return raw
    number = read_integer(raw)
    if isinstance(number, Verdict):
        ignored.count += 1
        return None
    return number


def _decimal(raw: object, places: int, ignored: _Ignored) -> int | None:
    number = read_decimal(raw, places)
    if isinstance(number, Verdict):
        ignored.count += 1
        return None
    return number


def _set(raw: object, ignored: _Ignored) -> str | None:
    """The entries of a set as one text, each between two marks."""
    entries = read_set(raw)
    if isinstance(entries, Verdict):
        ignored.count += 1
        return None
    return entries


def _boolean(raw: object, ignored: _Ignored) -> bool | None:
    if raw is True or raw is False:
        return raw
    truth = read_boolean(raw)
    if isinstance(truth, Verdict):
        ignored.count += 1
        return None
    return truth


def _date(raw: object, zone: ZoneTable, ignored: _Ignored) -> int | None:
    day = read_date(raw, zone)
    if isinstance(day, Verdict):
        ignored.count += 1
        return None
    return day


def _timestamp(raw: object, zone: ZoneTable, ignored: _Ignored) -> int | None:
    if type(raw) is int and FIRST_SECOND <= raw < END_SECOND:
        return raw
    second = _written(raw, zone) or read_timestamp(raw, zone)
    if isinstance(second, Verdict):
        ignored.count += 1
        return None
    return second


def _second(raw: object, zone: ZoneTable) -> int:
    """The time of an event. Raises TypeError where it has none."""
    second = _written(raw, zone) or read_timestamp(raw, zone)
    if second is None or isinstance(second, Verdict):
        raise TypeError("no time")
    return second


_WRITTEN: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(Z?)")


def _written(raw: object, zone: ZoneTable) -> int:
    """What `read_timestamp` gives for the usual form of a time, faster; 0 for all else."""
    found = _WRITTEN.fullmatch(raw) if type(raw) is str else None
    if found is None:
        return 0
    day, hour, minute, second, utc = found.groups()
    local = _midnight(day) + int(hour) * 3_600 + int(minute) * 60 + int(second)
    at = local if utc else local - zone_offset_of_local(zone, local)
    return at if FIRST_SECOND <= at < END_SECOND else 0


@lru_cache(maxsize=16_384)
def _midnight(day: str) -> int:
    """The first second of a written day; far in the past where there is no such day."""
    number = read_date(day, UTC_ZONE)
    return number * 86_400 if isinstance(number, int) else -END_SECOND


def _as_of_second(raw: object, zone: ZoneTable) -> int:
    second = read_timestamp(raw, zone)
    if second is None or isinstance(second, Verdict):
        raise ValueError(
            f"as_of {ascii(raw)[:80]} is not a time from 1970-01-02 to 2099-12-31, such as 2026-01-15T09:00:00Z"
        )
    return second


def _least_known(*values: int | None) -> int | None:
    return min((value for value in values if value is not None), default=None)


# ---- text ------------------------------------------------------------------------------------------------------------


def _folded(text: str | None) -> str | None:
    # In ASCII the folding table turns A to Z into a to z and nothing else, which is what lower() does there.
    if text is None:
        return None
    return text.lower() if text.isascii() else fold(text)


def _words(text: str | None) -> str | None:
    """The folded words with one blank for each separator, and one at both ends."""
    if text is None:
        return None
    return f" {(text.lower() if text.isascii() else fold(text)).translate(_SPACED)} "


def _domain(address: str | None) -> str | None:
    """What follows the last `@`, folded."""
    if address is None:
        return None
    _, at, domain = address.rpartition("@")
    return _folded(domain) if at and domain else None


def _contains_any(text: str, needles: tuple[str, ...]) -> bool:
    for needle in needles:  # noqa: SIM110 - a generator costs three times as much
        if needle in text:
            return True
    return False


# ---- time ------------------------------------------------------------------------------------------------------------

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def _local_day(second: int, zone: ZoneTable) -> int:
    return (second + zone[1][bisect_right(zone[0], second)]) // 86_400


def _months_before(day: int, months: int) -> int:
    """That many calendar months earlier; a day that the month lacks becomes its last."""
    then = date.fromordinal(day + 719_163)
    year, month = divmod(then.year * 12 + then.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(then.day, last)).toordinal() - 719_163


# ---- decay: millionths by whole units of age -------------------------------------------------------------------------


def _halved(table: tuple[int, ...], age: int) -> int:
    """Halved once for each full length of the table, within it by the table."""
    halvings, rest = divmod(age, len(table))
    return 0 if halvings > 20 else (2 * table[rest] + 2**halvings) // 2 ** (halvings + 1)


def _half_life(table: tuple[int, ...], ages: int) -> tuple[int, ...]:
    """The factor of each age below `ages`."""
    return tuple(_halved(table, age) for age in range(ages))


def _line(over: int, ages: int) -> tuple[int, ...]:
    """From 1 down to 0 over that many units: the factor of each age below `ages`."""
    return tuple((2_000_000 * (over - age) + over) // (2 * over) for age in range(ages))


# ---- points ----------------------------------------------------------------------------------------------------------


def _rounded(number: int, divisor: int) -> int:
    """To the nearest whole number, halves away from zero."""
    nearest = (abs(number) + divisor // 2) // divisor
    return -nearest if number < 0 else nearest


def _rounded_to_even(number: int, divisor: int) -> int:
    """To the nearest whole number, halves to the even one."""
    whole, rest = divmod(number, divisor)
    return whole + (2 * rest > divisor or (2 * rest == divisor and whole % 2 == 1))


_product: Final = Context(prec=40).multiply  # exact, whatever the caller's decimal context is


@lru_cache(maxsize=16_384)
def _row(score: str, kind: str, rule: str, nano: int, times: int = 0) -> Contribution:
    """A contribution of `nano` 10^-9 points."""
    return Contribution(score, kind, rule, Decimal(f"{nano}E-9"), times, None)


def _dated_row(score: str, kind: str, rule: str, nano: int, times: int, latest: int) -> Contribution:
    """The same; `latest` is a second, 0 for none."""
    return Contribution(score, kind, rule, _nano_points(nano), times, latest or None)


_NANO: Final = Decimal("1E-9")


def _nano_points(nano: int) -> Decimal:
    return _product(nano, _NANO)


def _multiples(one: int, most: int, unit: Decimal) -> dict[int, Decimal]:
    """The points that so many times `one` are, in units, the last of them cut to `most`."""
    paid = [*range(one, most, one), most]
    return {units: _product(units, unit) for units in paid}


def _rounding_row(known: dict[int, Contribution], score: str, rest: int, unit: Decimal) -> Contribution:
    """What rounding adds or takes, in units: a row that is known from then on."""
    known[rest] = Contribution(score, "rounding", "", _product(rest, unit), 0, None)
    return known[rest]


def _source_rows(
    score: str, rule: str, points: int, sources: list[tuple[str | None, int, int, int]], multiplier: int
) -> list[Contribution]:
    """A row for each source, and one for what limits take from their sum to leave `points`."""
    rows: list[Contribution] = []
    left = points
    for source, weight, times, latest in sources:
        left -= weight * multiplier
        if weight * multiplier:
            row = _dated_row(score, "rule", rule, weight * multiplier, times, latest)
            rows.append(row._replace(source=source))
    return [*rows, _row(score, "rule limit", rule, left)] if left else rows


# ---- outcomes --------------------------------------------------------------------------------------------------------


def _open(questions: tuple[tuple[str, bool], ...], most: int | None) -> str | None:
    """The questions that are open, joined; None where none is."""
    return "; ".join([text for text, is_open in questions if is_open][:most]) or None


def _utc(second: int | None) -> datetime | None:
    return None if second is None else _EPOCH + timedelta(seconds=second)
