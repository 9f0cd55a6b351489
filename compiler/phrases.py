"""Numbers, lengths of time, moments, texts and lists of them in plain English."""

from __future__ import annotations

import datetime as dt

from ..dsl import model
from ..dsl.zones import Zone, offset_at

_EPOCH = dt.date(1970, 1, 1)
_LONGEST = 60  # characters of a text that are shown
_SHOWN = 6  # alternatives that are listed before the rest is only counted


def number(units: int, places: int) -> str:
    """Units of 10^-places with thousands separated, without trailing zeros: 1,000 · 2.5 · -10."""
    sign = "-" if units < 0 else ""
    whole, fraction = divmod(abs(units), 10**places)
    digits = f"{fraction:0{places}d}".rstrip("0") if places else ""
    return f"{sign}{whole:,}" + (f".{digits}" if digits else "")


def signed(units: int, places: int) -> str:
    """The same with its sign, `0` where there is none: +30 · -2.5."""
    return number(units, places) if units <= 0 else "+" + number(units, places)


def counted(count: int, noun: str) -> str:
    """`1 event`, `3 events`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def points_of(milli: int) -> str:
    """`30 points` of a magnitude in thousandths."""
    text = number(abs(milli), 3)
    return f"{text} point" if text == "1" else f"{text} points"


def duration(seconds: int) -> str:
    """In the largest unit that divides it: 90 days · 36 hours · 5 minutes."""
    for size, noun in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds % size == 0:
            return counted(seconds // size, noun)
    return counted(seconds, "second")


def last(text: str) -> str:
    """A window's words: `day` rather than `1 day`."""
    return text.removeprefix("1 ")


def listed(items: list[str], word: str) -> str:
    """`a`, `a or b`, `a, b or c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def date_text(days: int) -> str:
    return (_EPOCH + dt.timedelta(days=days)).isoformat()


def moment_text(seconds: int, zone: Zone | None = None) -> str:
    """`2026-01-15 09:00 UTC`, or the local time without a zone behind it; seconds only where there are some."""
    offset = 0 if zone is None else offset_at(zone, seconds)
    moment = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=seconds + offset)
    text = f"{moment:%Y-%m-%d %H:%M:%S}" if moment.second else f"{moment:%Y-%m-%d %H:%M}"
    return f"{text} UTC" if zone is None else text


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def known(value: str | int | bool, kind: model.ValueType) -> str:
    """A value as a rule file would write it; a long text shortened."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        if kind.kind == "set":
            entries = [quoted(shortened(entry)) for entry in value.split(model.SET_MARK) if entry]
            return f"({', '.join(entries)})"
        return quoted(shortened(value))
    match kind.kind:
        case "date":
            return date_text(value)
        case "timestamp":
            return moment_text(value)
        case _:
            return number(value, kind.places)


def some(items: list[str]) -> list[str]:
    """The first few, then how many more there are."""
    return items if len(items) <= _SHOWN + 1 else [*items[:_SHOWN], f"{len(items) - _SHOWN:,} more"]


def article(noun: str) -> str:
    return f"an {noun}" if noun[:1].lower() in "aeiou" else f"a {noun}"


_UNITS = {60: "minute", 3_600: "hour", 86_400: "day"}


def unit_words(seconds: int) -> str:
    """`days` of 86,400."""
    return f"{_UNITS[seconds]}s"
