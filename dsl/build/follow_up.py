"""Follow up and business hours."""

from __future__ import annotations

from typing import Any, get_args

from ...grammar.tokens import Token
from .. import syntax
from ..findings import distance
from .clauses import clauses_of
from .common import HOLE, Build, Parts, builds, name_of, text_of

_WEEK: tuple[syntax.Weekday, ...] = get_args(syntax.Weekday)
_MIDNIGHT = 24 * 60


@builds
def follow_up(build: Build, p: Parts) -> syntax.FollowUp:
    return syntax.FollowUp(clauses_of(build, p[1]), tuple(p[3]), build.span(*p))


@builds
def follow_up_line(build: Build, p: Parts) -> syntax.FollowUpLine:
    return syntax.FollowUpLine(text_of(build, p[0]), p[1], p[3], p[4], build.span(*p))


@builds
def otherwise_follow_up(build: Build, p: Parts) -> syntax.FollowUpLine:
    return syntax.FollowUpLine(text_of(build, p[0]), p[1], None, p[3], build.span(*p))


@builds
def due(build: Build, p: Parts) -> Any:
    return syntax.Due(p[1], p[2].type.removesuffix("s"), build.span(*p)) if p else None


# ---- business hours ------------------------------------------------------------------------------------------------


@builds
def weekdays(build: Build, p: Parts) -> Any:
    """The days in the order of the week, each once; a hole where one of them is none."""
    tokens: list[Token] = p[0] if len(p) == 1 else [p[0], p[2]]
    found = [_weekday(build, token) for token in tokens]
    days = [day for day in found if day is not None]
    if len(days) < len(found):
        return HOLE
    if len(p) == 1:
        for n, day in enumerate(days):
            if day in days[:n]:
                build.report(
                    "SL0611", tokens[n].span(build.file), f"`{day}` stands here twice", "leave one of them out"
                )
        return tuple(day for day in _WEEK if day in days)
    first, last = (_WEEK.index(day) for day in days)
    if last < first:
        return tuple(day for n, day in enumerate(_WEEK) if n >= first or n <= last)
    return _WEEK[first : last + 1]


def _weekday(build: Build, token: Token) -> syntax.Weekday | None:
    for day in _WEEK:
        if token.text == day:
            return day
    near = min(_WEEK, key=lambda day: distance(token.text.casefold(), day, 9))
    meant = distance(token.text.casefold(), near, 2) <= 2 or near[:2] == token.text.casefold()[:2]
    help = f"did you mean `{near}`?" if meant else "the days are written out: `monday to friday`"
    build.report("SL0124", token.span(build.file), f"`{token.text}` is no day of the week", help)
    return None


def _time(build: Build, token: Token) -> syntax.TimeOfDay:
    hours, minutes = int(token.text[:2]), int(token.text[3:])
    found = hours * 60 + minutes
    span = token.span(build.file)
    if minutes > 59 or found > _MIDNIGHT:
        help = "times are written `09:00`, up to `24:00`"
        build.report("SL0131", span, f"`{token.text}` is no time of the day", help)
        found = min(found, _MIDNIGHT)
    return syntax.TimeOfDay(found, span)


@builds
def hours_part(build: Build, p: Parts) -> Any:
    return p[0].type, text_of(build, p[1]) if p[1].type == "STRING" else name_of(build, p[1]), build.span(*p)


@builds
def business_hours(build: Build, p: Parts) -> syntax.BusinessHours:
    given: dict[str, Any] = {}
    for word, value, span in p[6]:
        if word in given:
            build.report("SL0611", span, f"`{word}` stands here twice", "leave one of them out")
        given.setdefault(word, value)
    opens, closes = _time(build, p[3]), _time(build, p[5])
    span = build.span(p[0], p[5])
    if p[6]:
        span = span.to(p[6][-1][2])
    return syntax.BusinessHours(p[1], opens, closes, given.get("time zone"), given.get("holidays in"), span)
