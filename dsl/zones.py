"""Time zones as tables of transitions, taken from the pinned `tzdata` package and from nowhere else.

The host's own zone files and functions are never asked, so that a calendar day is the same day on every machine.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from bisect import bisect_right
from functools import cache
from importlib import resources

from .late import dataclass

DAY = 86_400
_FIRST = DAY  # 1970-01-02
_LAST = 4_102_444_800  # 2100-01-01


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone from 1970 to 2100: `offsets[0]` holds before `transitions[0]`, `offsets[i + 1]` from then on.

    Transitions are seconds since 1970 UTC, offsets are seconds east of UTC.
    """

    name: str
    transitions: tuple[int, ...]
    offsets: tuple[int, ...]


@cache
def zone_names() -> frozenset[str]:
    """The names that the pinned database knows, such as `Europe/Berlin`."""
    listing = resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8")
    return frozenset(listing.split()) | {"UTC"}


@cache
def zone(name: str) -> Zone:
    """The zone of that name. Raises KeyError where the database has none."""
    if name not in zone_names():
        raise KeyError(name)
    if name == "UTC":
        return Zone("UTC", (), (0,))
    with resources.files("tzdata.zoneinfo").joinpath(*name.split("/")).open("rb") as file:
        rules = zoneinfo.ZoneInfo.from_file(file, key=name)
    transitions: list[int] = []
    offsets = [_offset(rules, _FIRST)]
    # Zones differ at most once within two days (tested over zones across the alphabet).
    for start in range(_FIRST, _LAST, 2 * DAY):
        before, after = _offset(rules, start), _offset(rules, start + 2 * DAY)
        if before == after:
            continue
        low, high = start, start + 2 * DAY  # the offset changes in (low, high]
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _offset(rules, middle) == before else (low, middle)
        transitions.append(high)
        offsets.append(after)
    return Zone(name, tuple(transitions), tuple(offsets))


def _offset(rules: zoneinfo.ZoneInfo, second: int) -> int:
    moment = dt.datetime.fromtimestamp(second, rules)
    delta = moment.utcoffset()
    assert delta is not None
    return delta // dt.timedelta(seconds=1)


def offset_at(zone: Zone, second: int) -> int:
    """Seconds east of UTC at a moment."""
    return zone.offsets[bisect_right(zone.transitions, second)]


def local_day(zone: Zone, second: int) -> int:
    """The calendar day of a moment, as days since 1970-01-01."""
    return (second + offset_at(zone, second)) // DAY


def to_utc(zone: Zone, local: int) -> int:
    """The moment of a wall-clock time given as seconds since 1970 in local time.

    A time that exists twice is its first occurrence; one that a forward change skips is read with the offset before
    the change, which lands as far behind the change as it lay behind the gap's start.
    """
    for index, moment in enumerate(zone.transitions):
        before, after = zone.offsets[index], zone.offsets[index + 1]
        if local < moment + max(before, after):
            return local - before
    return local - zone.offsets[-1]
