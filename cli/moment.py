"""`--as-of` and its like: a moment on the command line."""

from __future__ import annotations

import time

import click

from ..dsl.zones import Zone


def as_of_second(written: str | None, zone: Zone, option: str = "--as-of") -> int:
    """Seconds since 1970 UTC; now where nothing is written. Without a zone the text stands in the ruleset's zone."""
    from ..compiler.values import read_timestamp

    if written is None:
        return int(time.time())
    second = read_timestamp(written, (zone.transitions, zone.offsets))
    if isinstance(second, int):
        return second
    raise click.UsageError(
        f"`{option} {written}` is not a moment from 1970 to 2099, such as 2026-01-15 or 2026-01-15T09:00Z"
    )
