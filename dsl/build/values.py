"""Values: numbers, texts, moments, durations, ages, what is measured from events and other leads, arithmetic."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any, Literal

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
def number(build: Build, p: Parts) -> syntax.Number:
    return number_of(build, p[0])


@builds
def path(build: Build, p: Parts) -> syntax.Path:
    return syntax.Path(name_of(build, p[0]), name_of(build, p[2]), build.span(*p))


@builds
def domain(build: Build, p: Parts) -> syntax.DomainOf:
    return syntax.DomainOf(p[1], build.span(*p))


@builds
def length(build: Build, p: Parts) -> syntax.Length:
    return fixed_length(build, p[0])


def fixed_length(build: Build, length: syntax.Length) -> syntax.Length:
    """The duration in units of a fixed length; months and years are reported and read as days. A name stays."""
    days = None if isinstance(length, syntax.Name) else _CALENDAR.get(length.unit)
    if isinstance(length, syntax.Name) or days is None:
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


# ---- ages ----------------------------------------------------------------------------------------------------------


def _unit(token: Token) -> syntax.AgeUnit:
    match token.type.split()[0]:
        case "hours":
            return "hour"
        case "minutes":
            return "minute"
        case _:
            return "day"


@builds
def event_moment(build: Build, p: Parts) -> syntax.EventMoment:
    which: Literal["last", "first"] = "last" if p[0].type == "last" else "first"
    return syntax.EventMoment(which, p[1], build.span(*p))


@builds
def since(build: Build, p: Parts) -> syntax.DaysSince | syntax.DaysSinceEvent:
    span, unit = build.span(*p), _unit(p[0])
    if isinstance(p[1], syntax.EventMoment):
        return syntax.DaysSinceEvent(p[1].which, p[1].events, span, unit)
    return syntax.DaysSince(p[1], span, unit)


@builds
def since_latest(build: Build, p: Parts) -> syntax.SinceLatest:
    return syntax.SinceLatest(_unit(p[0]), tuple(p[2]), build.span(*p))


@builds
def time_between(build: Build, p: Parts) -> syntax.TimeBetween:
    return syntax.TimeBetween(_unit(p[0]), p[1], p[3], build.span(*p))


# ---- of events and other leads -------------------------------------------------------------------------------------


@builds
def count_of(build: Build, p: Parts) -> syntax.CountOf:
    return syntax.CountOf(p[1], build.span(*p))


@builds
def count_entries(build: Build, p: Parts) -> syntax.CountEntries:
    return syntax.CountEntries(p[1], build.span(*p))


@builds
def count_of_leads(build: Build, p: Parts) -> syntax.CountOfLeads:
    return syntax.CountOfLeads(p[1], build.span(*p))


@builds
def count_different(build: Build, p: Parts) -> syntax.CountDifferent:
    return syntax.CountDifferent(name_of(build, p[1]), p[3], build.span(*p))


@builds
def count_different_of_leads(build: Build, p: Parts) -> syntax.CountDifferentOfLeads:
    return syntax.CountDifferentOfLeads(name_of(build, p[1]), p[3], build.span(*p))


@builds
def count_different_of_both(build: Build, p: Parts) -> syntax.CountDifferentOfEventsOfLeads:
    return syntax.CountDifferentOfEventsOfLeads(name_of(build, p[1]), p[3], p[5], build.span(*p))


@builds
def event_number(build: Build, p: Parts) -> syntax.EventNumber:
    op = p[0].type.split()[0]
    return syntax.EventNumber(op, name_of(build, p[1]), p[3], build.span(*p))


@builds
def leads_number(build: Build, p: Parts) -> syntax.LeadsNumber:
    op = p[0].type.split()[0]
    value = name_of(build, p[1]) if len(p) == 4 else p[2]
    return syntax.LeadsNumber(op, value, p[-1], build.span(*p))


@builds
def event_attribute(build: Build, p: Parts) -> syntax.EventAttribute:
    which: Literal["latest", "first"] = "latest" if p[0].type == "latest" else "first"
    return syntax.EventAttribute(which, name_of(build, p[1]), p[3], build.span(*p))


# ---- computed ------------------------------------------------------------------------------------------------------


@builds
def greatest(build: Build, p: Parts) -> syntax.Greatest:
    return syntax.Greatest(p[0].type.split()[0], tuple(p[2]), build.span(*p))


@builds
def previous_stage(build: Build, p: Parts) -> syntax.PreviousStage:
    return syntax.PreviousStage(build.span(*p))


@builds
def arithmetic(build: Build, p: Parts) -> syntax.Arithmetic:
    return syntax.Arithmetic(p[0], p[1].type, p[2], build.span(*p))


@builds
def otherwise_value(build: Build, p: Parts) -> syntax.Else:
    return syntax.Else(p[0], p[2], build.span(*p))


@builds
def grouped(build: Build, p: Parts) -> Any:
    """Parentheses round a value belong to its place."""
    return dataclasses.replace(p[1], span=build.span(*p))
