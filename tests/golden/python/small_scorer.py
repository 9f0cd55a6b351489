"""Lead scores by the ruleset 'small', version '2026.1'.

Leads of a small shop

Compiled by a test from <text>: change that file, not this module.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from heapq import heappush, heapreplace
from math import floor
from typing import Final, NamedTuple

__all__ = ['CONTENT_HASH', 'RULESET', 'VERSION', 'Contribution', 'Result', 'score', 'score_many']

RULESET: Final = 'small'
VERSION: Final = '2026.1'
CONTENT_HASH: Final = '9311606daea9a1956020f4db4d8415ab5c208a23ba9cddcd7c4f78830dfd9d5e'


@dataclass(frozen=True, slots=True)
class Contribution:
    """One reason for a score; never zero. The rows of a score add up to it exactly.

    `kind` is 'rule', 'group limit', 'range limit' or 'rounding'; `rule` is the label of the rule or group (of a total:
    the score that enters), empty for the range limit and the rounding. `times` counts occurrences (1 for other rules, 0
    for limits and rounding); `latest` is the time of the latest counted event, in UTC.
    """

    score: str
    kind: str
    rule: str
    points: Decimal
    times: int
    latest: datetime | None


@dataclass(frozen=True, slots=True)
class Result:
    """One lead at one moment.

    `scores` and `grades` are None where the lead is not scored. `problem` says why there is no result at all
    ('missing key', 'too many occurrences'). `ignored` counts what rules looked at and could not use: unreadable
    attributes, values that are no option, events without a time, of an unknown kind, or later than the moment.
    """

    lead: str
    scores: dict[str, Decimal | None]
    grades: dict[str, str | None]
    stage: str | None
    reason: str | None
    problem: str | None
    contributions: tuple[Contribution, ...]
    ignored: int


def score(
    lead: Mapping[str, object],
    events: Iterable[Mapping[str, object]] = (),
    *,
    as_of: datetime | date | str | int,
    contributions: bool = False,
) -> Result:
    """The scores of one lead at one moment.

    `lead` has the attributes by name; an event has its kind under 'event', its time under 'at', and its attributes.
    Values may be typed or text. `as_of` is a time, a day (its midnight), the text of either, or seconds since 1970 UTC;
    without a zone it stands in the ruleset's. Raises ValueError where it is none of these.
    """
    return _result(lead, events, _moment(as_of), contributions)


def score_many(
    leads: Iterable[tuple[Mapping[str, object], Iterable[Mapping[str, object]]]],
    *,
    as_of: datetime | date | str | int,
    contributions: bool = False,
) -> Iterator[Result]:
    """The same for each lead with its events, one at a time as they are asked for."""
    moment = _moment(as_of)
    return (_result(lead, events, moment, contributions) for lead, events in leads)


class _Moment(NamedTuple):
    """What depends on the moment alone: seconds and days since 1970."""

    as_of: int
    after_30_days: int


def _moment(raw: datetime | date | str | int) -> _Moment:
    as_of = _as_of_second(raw, UTC_ZONE)
    after_30_days = as_of - 2_592_000
    return _Moment(as_of, after_30_days)


def _result(
    lead: Mapping[str, object], events: Iterable[Mapping[str, object]], moment: _Moment, explain: bool
) -> Result:
    """Reads the lead, passes over its events once, then scores."""
    ignored = _Ignored()
    id_2 = _integer(lead.get('id'), ignored)
    if id_2 is None:
        return _unscored('', ignored, None, None, 'missing key')
    key = str(id_2)
    as_of, after_30_days = moment
    employees = _integer(lead.get('employees'), ignored)
    ok = _boolean(lead.get('ok'), ignored)

    visit_count = 0
    visit_last = 0
    visit_latest: list[int] = []
    order_count = 0
    order_last = 0
    for event in events:
        kind = event.get('event')
        if not isinstance(kind, str) or kind not in _KINDS:
            ignored.count += 1
            continue
        raw = event.get('at')
        at = raw if type(raw) is int else _second(raw, UTC_ZONE)
        if not FIRST_SECOND <= at <= as_of:
            ignored.count += 1
            continue
        if kind == 'visit':
            if at > after_30_days:
                pages = _integer(event.get('pages'), ignored)
                if pages is not None and pages >= 3:
                    visit_count += 1
                    if at > visit_last:
                        visit_last = at
                    if len(visit_latest) < 2:
                        heappush(visit_latest, at)
                    elif at > visit_latest[0]:
                        heapreplace(visit_latest, at)
        elif kind == 'order':
            order_count += 1
            if at > order_last:
                order_last = at
    visit_latest_times = len(visit_latest)
    visit_latest_weight = 0
    for at in visit_latest:
        visit_latest_weight += _HALVING_2[(as_of - at) // 86_400]
    order_last_times = 1 if order_last else 0

    # 'large'
    large = employees is not None and employees >= 50

    if max(visit_count, order_count) > 1_000_000:
        return _unscored(key, ignored, None, None, 'too many occurrences')

    rows: list[Contribution] | None = [] if explain else None
    fit = _score_fit(large, ok, visit_latest_times, visit_last, visit_latest_weight, order_last_times, order_last, rows)
    # 'rating' of 'fit' (<text>:14)
    if fit >= 10_000:
        rating = 'A'
    else:
        rating = 'B'
    stage, reason = _stage_next_step(rating)
    return Result(
        lead=key,
        scores={
            'fit': _points(fit // 10, 2),
        },
        grades={
            'rating': rating,
        },
        stage=stage,
        reason=reason,
        problem=None,
        contributions=() if rows is None else tuple(rows),
        ignored=ignored.count,
    )


def _unscored(
    lead: str, ignored: _Ignored, stage: str | None, reason: str | None, problem: str | None
) -> Result:
    """A result without scores and grades."""
    return Result(
        lead=lead,
        scores={
            'fit': None,
        },
        grades={
            'rating': None,
        },
        stage=stage,
        reason=reason,
        problem=problem,
        contributions=(),
        ignored=ignored.count,
    )


def _score_fit(
    large: bool,
    ok: bool | None,
    visit_latest_times: int,
    visit_last: int,
    visit_latest_weight: int,
    order_last_times: int,
    order_last: int,
    rows: list[Contribution] | None,
) -> int:
    """The score 'fit' in thousandths of a point (<text>:8)."""
    nano = 0

    # 'Large' (<text>:9)
    if large:
        nano += 10_500_000_000
        if rows is not None:
            rows.append(_row('fit', 'rule', 'Large', 10_500_000_000, 1))

    # 'Agreed' (<text>:10)
    if ok is True and not large:
        nano += 2_000_000_000
        if rows is not None:
            rows.append(_row('fit', 'rule', 'Agreed', 2_000_000_000, 1))

    # 'Visits' (<text>:11)
    points = visit_latest_weight * 1_000
    if points:
        nano += points
        if rows is not None:
            rows.append(_row('fit', 'rule', 'Visits', points, visit_latest_times, visit_last))

    # 'Ordered' (<text>:12)
    points = order_last_times * 5_000_000_000
    if points:
        nano += points
        if rows is not None:
            rows.append(_row('fit', 'rule', 'Ordered', points, order_last_times, order_last))

    # limited to 0..20
    if nano < 0:
        if rows is not None:
            rows.append(_row('fit', 'range limit', '', -nano))
        nano = 0
    elif nano > 20_000_000_000:
        if rows is not None:
            rows.append(_row('fit', 'range limit', '', 20_000_000_000 - nano))
        nano = 20_000_000_000
    # rounded to 2 decimals
    units = (nano + 5_000_000) // 10_000_000
    if rows is not None and units * 10_000_000 != nano:
        rows.append(_row('fit', 'rounding', '', units * 10_000_000 - nano))
    return units * 10


def _stage_next_step(rating: str) -> tuple[str, str]:
    """The stage 'next step' and the reason for it (<text>:15)."""
    # <text>:15
    if rating == 'A':
        return 'call', 'large or busy'
    # <text>:15
    return 'wait', 'otherwise'


# ---- shared by all scorers: raw values, text, time, points -----------------------------------------------------------

class Verdict(Enum):
    UNREADABLE = "unreadable"
    UNEXPECTED = "unexpected"


UNREADABLE: Final = Verdict.UNREADABLE
UNEXPECTED: Final = Verdict.UNEXPECTED
# (transitions, offsets): UTC seconds at which the zone changes; offsets[i] holds before transitions[i].
ZoneTable = tuple[tuple[int, ...], tuple[int, ...]]
UTC_ZONE: Final[ZoneTable] = ((), (0,))
BLANK_CHARACTERS: Final = "\t\n\v\f\r \u00a0\u3000"
LARGEST_UNITS: Final = 4 * 10**15
FIRST_SECOND: Final = 86_400  # 1970-01-02T00:00:00Z
END_SECOND: Final = 4_102_444_800  # 2100-01-01T00:00:00Z
_EPOCH_ORDINAL: Final = 719_163
_INTEGER: Final = re.compile(r"([+-]?)(?:0*([0-9]{1,16})(?:\.0*)?|\.0+)")
_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MOMENT: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.[0-9]+)?)?"
    r" ?(?:(Z|UTC)|([+-])([01][0-9]|2[0-3])(?::?([0-5][0-9]))?)?"
)
_WORDS: Final = {
    **dict.fromkeys(("true", "yes", "t", "y", "1"), True),
    **dict.fromkeys(("false", "no", "f", "n", "0"), False),
}


def read_integer(value: object) -> int | Verdict | None:
    """A whole number of at most 4×10^15 in magnitude; a fraction of zeros is fine."""
    match value:
        case None:
            return None
        case bool():
            return UNREADABLE
        case int():
            return value if abs(value) <= LARGEST_UNITS else UNREADABLE
        case float():
            return int(value) if abs(value) <= LARGEST_UNITS and value == floor(value) else UNREADABLE
        case Decimal():
            text = _plain_decimal(value)
        case str():
            text = value.strip(BLANK_CHARACTERS)
            if not text:
                return None
        case _:
            return UNREADABLE
    found = _INTEGER.fullmatch(text)
    return UNREADABLE if found is None else _bounded(int(found[2] or 0), found[1])


def read_boolean(value: object) -> bool | Verdict | None:
    """True, false, yes, no, their first letters, 1 and 0, in any ASCII case."""
    match value:
        case None | bool():
            return value
        case int():
            return bool(value) if value in (0, 1) else UNREADABLE
        case str():
            text = value.strip(BLANK_CHARACTERS)
            if not text:
                return None
            return _WORDS.get(text.lower(), UNREADABLE) if text.isascii() else UNREADABLE
        case _:
            return UNREADABLE


def read_timestamp(value: object, naive: ZoneTable) -> int | Verdict | None:
    """Seconds since 1970 UTC, fractions floored, from 1970-01-02 to 2099; a typed integer is such a number already.

    A time without a zone stands in `naive`; a date alone is its midnight.
    """
    match value:
        case None:
            return None
        case bool():
            return UNREADABLE
        case int():
            return _bounded_second(value)
        case datetime():
            local, offset = _of_datetime(value)
        case date():
            local, offset = (value.toordinal() - _EPOCH_ORDINAL) * 86_400, None
        case str():
            text = value.strip(BLANK_CHARACTERS)
            if not text:
                return None
            parsed = _of_text(text)
            if parsed is None:
                return UNREADABLE
            local, offset = parsed
        case _:
            return UNREADABLE
    return second_of(local, offset, naive)


def second_of(local: int, offset: int | None, naive: ZoneTable) -> int | Verdict:
    """The UTC second of local seconds; without an offset, those of the zone `naive`."""
    return _bounded_second(local - (zone_offset_of_local(naive, local) if offset is None else offset))


def zone_offset_of_local(zone: ZoneTable, local: int) -> int:
    """The offset in force at local seconds: the earlier one both where clocks go back and where they skip."""
    return zone[1][bisect_right(_switches(zone), local)]


@lru_cache(maxsize=64)
def _switches(zone: ZoneTable) -> tuple[int, ...]:
    """Local seconds from which the next offset counts."""
    transitions, offsets = zone
    return tuple(at + max(offsets[i], offsets[i + 1]) for i, at in enumerate(transitions))


def _of_text(text: str) -> tuple[int, int | None] | None:
    """Local seconds and offset of a written time or date; None where it is neither, or no day of the calendar."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        if not _DAY.fullmatch(text):
            return None
        day = _day_number(int(text[:4]), int(text[5:7]), int(text[8:]))
        return None if day is None else (day * 86_400, None)
    year, month, number, hour, minute, second, utc, sign, ahead, minutes = found.groups()
    day = _day_number(int(year), int(month), int(number))
    if day is None:
        return None
    local = day * 86_400 + int(hour) * 3_600 + int(minute) * 60 + int(second or 0)
    if utc:
        return local, 0
    if sign is None:
        return local, None
    offset = int(ahead) * 3_600 + int(minutes or 0) * 60
    return local, (-offset if sign == "-" else offset)


def _of_datetime(value: datetime) -> tuple[int, int | None]:
    day = value.toordinal() - _EPOCH_ORDINAL
    local = day * 86_400 + value.hour * 3_600 + value.minute * 60 + value.second
    ahead = value.utcoffset()
    if ahead is None:
        return local, None
    # An offset may have microseconds: floor the instant, not the offset.
    micros = (ahead.days * 86_400 + ahead.seconds) * 1_000_000 + ahead.microseconds
    return (local * 1_000_000 + value.microsecond - micros) // 1_000_000, 0


def _day_number(year: int, month: int, day: int) -> int | None:
    try:
        return date(year, month, day).toordinal() - _EPOCH_ORDINAL
    except ValueError:
        return None


def _bounded(units: int, sign: str) -> int | Verdict:
    if units > LARGEST_UNITS:
        return UNREADABLE
    return -units if sign == "-" else units


def _bounded_second(second: int) -> int | Verdict:
    return second if FIRST_SECOND <= second < END_SECOND else UNREADABLE


def _plain_decimal(value: Decimal) -> str:
    """Digits without an exponent; text that no reader takes where the number is not finite or has over 400 digits."""
    if not value.is_finite() or abs(value.adjusted()) > 200 or len(value.as_tuple().digits) > 200:
        return "?"
    return format(value, "f")


class _Ignored:
    """Counts inputs that could not be used."""

    __slots__ = ("count",)

    def __init__(self) -> None:
        self.count = 0


def _integer(raw: object, ignored: _Ignored) -> int | None:
    if type(raw) is int and -LARGEST_UNITS <= raw <= LARGEST_UNITS:
        return raw
    number = read_integer(raw)
    if isinstance(number, Verdict):
        ignored.count += 1
        return None
    return number


def _boolean(raw: object, ignored: _Ignored) -> bool | None:
    if raw is True or raw is False:
        return raw
    truth = read_boolean(raw)
    if isinstance(truth, Verdict):
        ignored.count += 1
        return None
    return truth


def _second(raw: object, zone: ZoneTable) -> int:
    """The time of an event; 0 where it has none."""
    second = read_timestamp(raw, zone)
    return 0 if second is None or isinstance(second, Verdict) else second


def _as_of_second(raw: object, zone: ZoneTable) -> int:
    second = _second(raw, zone)
    if not second:
        raise ValueError(
            f"as_of {ascii(raw)[:80]} is not a time from 1970-01-02 to 2099-12-31, such as 2026-01-15T09:00:00Z"
        )
    return second


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def _halved(table: tuple[int, ...], age: int) -> int:
    """Halved once for each full length of the table, within it by the table."""
    halvings, rest = divmod(age, len(table))
    return 0 if halvings > 20 else (2 * table[rest] + 2**halvings) // 2 ** (halvings + 1)


def _half_life(table: tuple[int, ...], ages: int) -> tuple[int, ...]:
    """The factor of each age below `ages`."""
    return tuple(_halved(table, age) for age in range(ages))


@lru_cache(maxsize=16_384)
def _points(units: int, places: int) -> Decimal:
    """Units of 10^-places as an exact decimal, whatever the caller's decimal context."""
    return Decimal(f"{units}E-{places}")


def _row(score: str, kind: str, rule: str, nano: int, times: int = 0, latest: int = 0) -> Contribution:
    """A contribution of `nano` 10^-9 points; `latest` is a second, 0 for none."""
    moment = _EPOCH + timedelta(seconds=latest) if latest else None
    return Contribution(score, kind, rule, Decimal(f"{nano}E-9"), times, moment)


# ---- tables of this ruleset ------------------------------------------------------------------------------------------

_HALVING_2: Final = _half_life((1_000_000, 707_107), 30)
_KINDS: Final[frozenset[str]] = frozenset(('visit', 'order'))
