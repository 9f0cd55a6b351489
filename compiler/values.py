"""Raw values into exact ones: text, numbers, booleans, dates and times as files, tables and callers give them.

Each reader returns the exact value, None where the value is missing (None, or blank text), or a verdict:
`UNREADABLE` where the value does not fit the kind, `UNEXPECTED` where it is no option of a `one of`. Both count as
missing for rules; they differ in what a data-quality summary says.

Dates are days since 1970-01-01, times are whole seconds since 1970-01-01 UTC, decimals are units of 10^-places.
The source of this module is part of every emitted scorer: standard library only, nothing imported from the package.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from math import floor, isfinite
from typing import Final


class Verdict(Enum):
    UNREADABLE = "unreadable"
    UNEXPECTED = "unexpected"


UNREADABLE: Final = Verdict.UNREADABLE
UNEXPECTED: Final = Verdict.UNEXPECTED

# (transitions, offsets): UTC seconds at which the zone changes; offsets[i] holds before transitions[i].
ZoneTable = tuple[tuple[int, ...], tuple[int, ...]]
UTC_ZONE: Final[ZoneTable] = ((), (0,))

BLANK_CHARACTERS: Final = "\t\n\v\f\r \u00a0\u3000"
LONGEST_TEXT: Final = 65_535
SET_MARK: Final = "\x1f"  # stands before, between and behind the entries of a set
LARGEST_ENTRY: Final = 10**18 - 1  # of a whole number among the entries of a set
LARGEST_UNITS: Final = 4 * 10**15
FIRST_DAY: Final = -25_567  # 1900-01-01
LAST_DAY: Final = 47_481  # 2099-12-31
FIRST_SECOND: Final = 86_400  # 1970-01-02T00:00:00Z
END_SECOND: Final = 4_102_444_800  # 2100-01-01T00:00:00Z

_EPOCH_ORDINAL: Final = 719_163
_INTEGER: Final = re.compile(r"([+-]?)(?:0*([0-9]{1,16})(?:\.0*)?|\.0+)")
_PLAIN: Final = re.compile(r"([+-]?)([0-9]+|(?=\.[0-9]))(?:\.([0-9]*))?")
_EXPONENT: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+")
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


def read_text(value: object) -> str | Verdict | None:
    """Text as it is; an integer as its digits."""
    if value is None:
        return None
    if isinstance(value, str):
        if not value.strip(BLANK_CHARACTERS):
            return None
        if len(value) > LONGEST_TEXT or not _is_sound(value):
            return UNREADABLE
        return value
    if isinstance(value, int) and not isinstance(value, bool) and -(2**127) <= value < 2**128:
        return str(value)
    return UNREADABLE


def read_option(value: object, options: frozenset[str]) -> str | Verdict | None:
    """A text that must be one of the options, exactly."""
    text = read_text(value)
    return UNEXPECTED if isinstance(text, str) and text not in options else text


def read_set(value: object, separator: str = ";") -> str | Verdict | None:
    """A set of texts as one text: see `set_of`. A text is split at the separator; a list or set has its entries."""
    entries = read_entries(value, separator)
    return set_of(entries) if isinstance(entries, list) else entries


def read_entries(value: object, separator: str) -> list[str] | Verdict | None:
    """The entries as written, blank ones among them; whole numbers are their digits, None no entry."""
    if isinstance(value, (list, tuple, set, frozenset)):
        found: list[str] = []
        for item in value:
            entry = "" if item is None else str(item) if _is_entry(item) else UNREADABLE
            if isinstance(entry, Verdict) or not _is_sound(entry):
                return UNREADABLE
            found.append(entry)
        return found
    text = read_text(value)
    return text.split(separator) if isinstance(text, str) else text


def set_of(entries: list[str]) -> str | Verdict:
    """Distinct entries without blanks at their ends, by their UTF-8 bytes, each between two marks (U+001F).

    Blank entries do not count; of no entries there is one mark. Unreadable where an entry has the mark in it, or where
    the whole is longer than a text may be.
    """
    if any(SET_MARK in entry for entry in entries):
        return UNREADABLE
    kept = {entry.strip(BLANK_CHARACTERS) for entry in entries} - {""}
    whole = SET_MARK.join(("", *sorted(kept, key=str.encode), "")) if kept else SET_MARK
    return whole if len(whole) <= LONGEST_TEXT else UNREADABLE


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


def read_decimal(value: object, places: int) -> int | Verdict | None:
    """Units of 10^-places: plain digits exactly, rounded half away from zero; doubles by floor(x × 10^places + 0.5)."""
    match value:
        case None:
            return None
        case bool():
            return UNREADABLE
        case int():
            return _bounded(abs(value) * 10**places, "-" if value < 0 else "")
        case float():
            return _double_units(value, places)
        case Decimal():
            text = _plain_decimal(value)
        case str():
            text = value.strip(BLANK_CHARACTERS)
            if not text:
                return None
        case _:
            return UNREADABLE
    found = _PLAIN.fullmatch(text)
    if found is None:
        return _double_units(float(text), places) if _EXPONENT.fullmatch(text) else UNREADABLE
    fraction = found[3] or ""
    digits = (found[2] + fraction[:places].ljust(places, "0")).lstrip("0")
    if len(digits) > 16:
        return UNREADABLE
    return _bounded(int(digits or "0") + (fraction[places : places + 1] >= "5"), found[1])


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


def read_date(value: object, zone: ZoneTable, naive: ZoneTable | None = None) -> int | Verdict | None:
    """Days since 1970, from 1900 to 2099. A time with a zone gives its day in `zone`.

    A time without one gives the day it is written with, unless `naive` says in which zone it was written.
    """
    match value:
        case None:
            return None
        case datetime():
            local, offset = _of_datetime(value)
        case date():
            return _bounded_day(value.toordinal() - _EPOCH_ORDINAL)
        case str():
            text = value.strip(BLANK_CHARACTERS)
            if not text:
                return None
            if _DAY.fullmatch(text):
                day = _day_number(int(text[:4]), int(text[5:7]), int(text[8:]))
                return UNREADABLE if day is None else _bounded_day(day)
            parsed = _of_text(text)
            if parsed is None:
                return UNREADABLE
            local, offset = parsed
        case _:
            return UNREADABLE
    return day_of(local, offset, zone, naive)


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


# ---- parts ---------------------------------------------------------------------------------------------------------


def second_of(local: int, offset: int | None, naive: ZoneTable) -> int | Verdict:
    """The UTC second of local seconds; without an offset, those of the zone `naive`."""
    return _bounded_second(local - (zone_offset_of_local(naive, local) if offset is None else offset))


def day_of(local: int, offset: int | None, zone: ZoneTable, naive: ZoneTable | None) -> int | Verdict:
    """The calendar day in `zone` of local seconds with an offset; without one see `read_date`."""
    if offset is None and naive is None:
        return _bounded_day(local // 86_400)
    return day_of_second(second_of(local, offset, naive or zone), zone)


def day_of_second(second: int | Verdict, zone: ZoneTable) -> int | Verdict:
    """The calendar day of a UTC second in `zone`."""
    if isinstance(second, Verdict):
        return second
    return _bounded_day((second + zone[1][bisect_right(zone[0], second)]) // 86_400)


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


def _bounded_day(day: int) -> int | Verdict:
    return day if FIRST_DAY <= day <= LAST_DAY else UNREADABLE


def _bounded_second(second: int) -> int | Verdict:
    return second if FIRST_SECOND <= second < END_SECOND else UNREADABLE


def _double_units(value: float, places: int) -> int | Verdict:
    scaled = value * float(10**places) + 0.5
    if not isfinite(scaled):
        return UNREADABLE
    units = floor(scaled)
    return units if abs(units) <= LARGEST_UNITS else UNREADABLE


def _plain_decimal(value: Decimal) -> str:
    """Digits without an exponent; text that no reader takes where the number is not finite or has over 400 digits."""
    if not value.is_finite() or abs(value.adjusted()) > 200 or len(value.as_tuple().digits) > 200:
        return "?"
    return format(value, "f")


def _is_entry(item: object) -> bool:
    return isinstance(item, str) or (
        isinstance(item, int) and not isinstance(item, bool) and abs(item) <= LARGEST_ENTRY
    )


def _is_sound(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return True
