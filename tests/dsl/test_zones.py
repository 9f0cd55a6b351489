"""Zone tables against the standard library's reading of the same database, and by hand around changes."""

from __future__ import annotations

import datetime as dt
import random
import zoneinfo
from importlib import resources

import pytest
from scoreline.dsl.zones import DAY, local_day, offset_at, to_utc, zone, zone_names

UTC = dt.UTC
NAMES = [
    "Europe/Berlin",
    "America/New_York",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Apia",
]


def seconds(text: str) -> int:
    return int(dt.datetime.fromisoformat(text).timestamp())


@pytest.mark.parametrize("name", NAMES)
def test_offsets_agree_with_zoneinfo_at_random_moments_and_at_each_change(name: str) -> None:
    with resources.files("tzdata.zoneinfo").joinpath(*name.split("/")).open("rb") as file:
        rules = zoneinfo.ZoneInfo.from_file(file, key=name)
    table = zone(name)
    moments = [random.Random(7).randrange(DAY, 4_102_000_000) for _ in range(3000)]
    moments += [t + d for t in table.transitions for d in (-1, 0, 1)]
    for moment in moments:
        expected = dt.datetime.fromtimestamp(moment, rules).utcoffset()
        assert expected is not None and offset_at(table, moment) == expected.total_seconds()


def test_zones_across_the_alphabet_are_read_right() -> None:
    """The search steps by two days: a zone with two changes inside one step would be read wrongly."""
    for name in sorted(zone_names())[::15]:
        with resources.files("tzdata.zoneinfo").joinpath(*name.split("/")).open("rb") as file:
            rules = zoneinfo.ZoneInfo.from_file(file, key=name)
        table = zone(name)
        for moment in range(DAY, 4_102_000_000, 61 * DAY + 3607):
            expected = dt.datetime.fromtimestamp(moment, rules).utcoffset()
            assert expected is not None and offset_at(table, moment) == expected.total_seconds(), name


def test_the_day_changes_at_local_midnight() -> None:
    berlin = zone("Europe/Berlin")
    day = (dt.date(2026, 1, 15) - dt.date(1970, 1, 1)).days
    assert local_day(berlin, seconds("2026-01-14T22:59:59+00:00")) == day - 1
    assert local_day(berlin, seconds("2026-01-14T23:00:00+00:00")) == day


def test_a_time_that_exists_twice_is_its_first_occurrence() -> None:
    berlin = zone("Europe/Berlin")
    wall = seconds("2026-10-25T02:30:00+00:00")
    assert to_utc(berlin, wall) == seconds("2026-10-25T00:30:00+00:00")


def test_a_skipped_time_lands_behind_the_change() -> None:
    berlin = zone("Europe/Berlin")
    wall = seconds("2026-03-29T02:30:00+00:00")
    assert to_utc(berlin, wall) == seconds("2026-03-29T01:30:00+00:00")
    assert to_utc(berlin, seconds("2026-03-29T03:30:00+00:00")) == seconds("2026-03-29T01:30:00+00:00")


def test_an_unknown_zone_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        zone("Europe/Bonn")
