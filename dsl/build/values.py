"""Values: numbers, texts, moments, durations, ages, and what is measured from events."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

from ...grammar.tokens import Token
from .. import syntax
from .common import HOLE, Build, Parts, builds, name_of, number_of, percent_of, text_of

_CALENDAR = {"month": 30, "year": 365}


@builds
def name(build: Build, p: Parts) -> syntax.Name:
    return name_of(build, p[0])


@builds
def text(build: Build, p: Parts) -> syntax.Text:
    return text_of(build, p[0])


@builds
def percent(build: Build, p: Parts) -> syntax.Percent:
    return percent_of(build, p[0])


@builds
def yes_no(build: Build, p: Parts) -> syntax.YesNo:
    return syntax.YesNo(p[0].type == "yes", p[0].span(build.file))


@builds
def signed(build: Build, p: Parts) -> syntax.Number:
    return number_of(build, p[-1], p[0] if len(p) == 2 else None)


@builds
def moment(build: Build, p: Parts) -> Any:
    token: Token = p[0]
    span = token.span(build.file)
    try:
        if token.type == "DATE":
            return syntax.Date(dt.date.fromisoformat(token.text), span)
        local, offset = token.text, None
        if local.endswith("Z"):
            local, offset = local[:-1], 0
        elif local[-6] in "+-":
            local, zone = local[:-6], local[-6:]
            hours, minutes = int(zone[1:3]), int(zone[4:6])
            if hours > 23 or minutes > 59:
                raise ValueError
            offset = (-1 if zone[0] == "-" else 1) * (hours * 3600 + minutes * 60)
        return syntax.Timestamp(dt.datetime.fromisoformat(local), offset, span)
    except ValueError:
        build.report(
            "SL0131",
            span,
            f"`{token.text}` is no day of the calendar or no time of the day",
            "dates are written `2026-01-31`, moments `2026-01-31T09:30Z`",
        )
        return HOLE


@builds
def duration(build: Build, p: Parts) -> syntax.Duration:
    unit = p[1].type.removesuffix("s")
    return syntax.Duration(number_of(build, p[0]).value, unit, build.span(*p))


@builds
def ago(build: Build, p: Parts) -> syntax.Ago:
    return syntax.Ago(p[0], build.span(*p))


@builds
def today(build: Build, p: Parts) -> syntax.Today:
    return syntax.Today(p[0].span(build.file))


@builds
def domain(build: Build, p: Parts) -> syntax.DomainOf:
    return syntax.DomainOf(p[1], build.span(*p))


def fixed_length(build: Build, length: syntax.Duration) -> syntax.Duration:
    """The duration in units of a fixed length; months and years are reported and read as days."""
    days = _CALENDAR.get(length.unit)
    if days is None:
        return length
    count = length.count * days
    build.report(
        "SL0121",
        length.span,
        f"a {length.unit} has no fixed length",
        f"write `{_plain(count)} days`; months and years stand only in dates, as in `after 3 months ago`",
    )
    return syntax.Duration(count, "day", length.span)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


# ---- which events --------------------------------------------------------------------------------------------------


@builds
def every_event(build: Build, p: Parts) -> syntax.EventSelector:
    kind = name_of(build, p[0])
    return syntax.EventSelector(kind, False, None, None, kind.span)


@builds
def filtered(build: Build, p: Parts) -> syntax.EventSelector:
    return syntax.EventSelector(name_of(build, p[0]), False, p[2], None, build.span(*p))


@builds
def anyones(build: Build, p: Parts) -> syntax.EventSelector:
    return syntax.EventSelector(None, False, None, None, p[0].span(build.file))


@builds
def the_leads(build: Build, p: Parts) -> syntax.EventSelector:
    return syntax.EventSelector(None, True, None, None, p[0].span(build.file))


@builds
def window(build: Build, p: Parts) -> syntax.Window:
    if len(p) == 1:
        return syntax.Window(None, p[0].span(build.file))
    return syntax.Window(fixed_length(build, p[1]), build.span(*p))


@builds
def events(build: Build, p: Parts) -> syntax.EventSelector:
    selected: syntax.EventSelector = p[0]
    return dataclasses.replace(selected, window=p[1], span=build.span(*p))


# ---- measures ------------------------------------------------------------------------------------------------------


@builds
def days_since(build: Build, p: Parts) -> syntax.DaysSince:
    return syntax.DaysSince(name_of(build, p[1]), build.span(*p))


@builds
def days_since_event(build: Build, p: Parts) -> syntax.DaysSinceEvent:
    which = "last" if p[0].type == "days since last" else "first"
    return syntax.DaysSinceEvent("last" if which == "last" else "first", p[1], build.span(*p))


@builds
def count_of(build: Build, p: Parts) -> syntax.CountOf:
    return syntax.CountOf(p[1], build.span(*p))


@builds
def count_different(build: Build, p: Parts) -> syntax.CountDifferent:
    return syntax.CountDifferent(name_of(build, p[1]), p[3], build.span(*p))
