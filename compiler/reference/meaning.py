"""The meaning of values and conditions.

A value is an exact integer, a text, a truth value, or None for missing; a condition is True (met), False (not met) or
None (unknown). They read each other (a count filters events by a condition), so they stand together.
"""

from __future__ import annotations

import calendar
import datetime as dt
import operator
from collections.abc import Callable
from dataclasses import replace

from ...dsl import model
from ...dsl.folding import fold, spaced_words
from ...dsl.zones import DAY, local_day
from ..plan import is_date
from ..result import Event
from .context import Context

Known = str | int | bool
_EPOCH = dt.date(1970, 1, 1)
_ORDER: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def value_of(value: model.Value, context: Context) -> Known | None:
    """What a value is for the context's lead (and event) at its moment."""
    match value:
        case model.LeadValue(name):
            return context.lead.values.get(name)
        case model.EventValue(name):
            assert context.event is not None
            return context.event.values.get(name)
        case model.Constant(constant):
            return constant
        case model.DomainOf(inner):
            return _domain(value_of(inner, context))
        case model.LocalDay(inner):
            moment = value_of(inner, context)
            return None if moment is None else local_day(context.plan.zone, int(moment))
        case model.Today(minus_days):
            return context.today - minus_days
        case model.MonthsAgo(months):
            return _months_before(context.today, months)
        case model.SecondsAgo(seconds):
            return context.as_of - seconds
        case model.DaysSince(inner):
            age = age_of(inner, context)
            return None if age is None or age < 0 else _whole_days(inner, age)
        case model.CountOf(events):
            return len(events_of(events, context))
        case model.CountDifferent(attribute, _, events):
            known = {event.values.get(attribute) for event in events_of(events, context)} - {None}
            return len(known)
        case model.DaysSinceLast(events):
            found = [event.at for event in events_of(events, context)]
            return (context.as_of - max(found)) // DAY if found else None
        case model.DaysSinceFirst(events):
            found = [event.at for event in events_of(events, context)]
            return (context.as_of - min(found)) // DAY if found else None
        case model.ScoreOf(name):
            assert context.scores is not None
            return context.scores[name]
        case model.GradeOf(name):
            assert context.grades is not None
            return context.grades[name]


def events_of(events: model.EventFilter, context: Context) -> list[Event]:
    """The lead's events that the filter lets through; an event after `as of` does not exist."""
    found = []
    for event in context.lead.events:
        age = context.as_of - event.at
        if event.kind not in events.kinds or age < 0:
            continue
        if events.window is not None and age >= events.window:
            continue
        if events.where is None or met(events.where, replace(context, event=event)):
            found.append(event)
    return found


def age_of(value: model.Value, context: Context) -> int | None:
    """`as of` minus a timestamp in seconds, or today minus a date in days; negative in the future."""
    moment = value_of(value, context)
    if moment is None:
        return None
    return (context.today if is_date(value) else context.as_of) - int(moment)


def existence_days(context: Context) -> int | None:
    """Whole days for which the lead has existed; negative before it did, None where that is unknown."""
    since = _since(context)
    if since is None:
        return None
    age = age_of(since, context)
    return None if age is None else _whole_days(since, age)


def existence_seconds(context: Context) -> int | None:
    """The same in seconds; a date counts as whole days."""
    since = _since(context)
    if since is None:
        return None
    age = age_of(since, context)
    return None if age is None else age * DAY if is_date(since) else age


def _since(context: Context) -> model.LeadValue | None:
    schema = context.plan.schema
    types = {attribute.name: attribute.type for attribute in schema.attributes}
    return None if schema.since is None else model.LeadValue(schema.since, types[schema.since])


def _whole_days(value: model.Value, age: int) -> int:
    return age if is_date(value) else age // DAY


def _domain(address: Known | None) -> str | None:
    if address is None:
        return None
    _, at, domain = str(address).rpartition("@")
    return fold(domain) if at and domain else None


def _months_before(day: int, months: int) -> int:
    date = _EPOCH + dt.timedelta(days=day)
    month = date.year * 12 + date.month - 1 - months
    year, month = divmod(month, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return (dt.date(year, month + 1, min(date.day, last)) - _EPOCH).days


def met(condition: model.Condition | None, context: Context) -> bool:
    """Collapsed to two values: unknown is not met, and so is a condition that is not there."""
    return condition is not None and truth(condition, context) is True


def truth(condition: model.Condition, context: Context) -> bool | None:
    """The three-valued outcome of a condition."""
    match condition:
        case model.Compare(op, left, right, folded):
            a, b = value_of(left, context), value_of(right, context)
            if a is None or b is None:
                return None
            if folded:
                a = fold(str(a))
            if op == "=":
                return a == b
            if op == "<>":
                return a != b
            return _ORDER[op](int(a), int(b))
        case model.IsMissing(value):
            return value_of(value, context) is None
        case model.IsTrue(value):
            known = value_of(value, context)
            return None if known is None else known is True
        case model.InSet(value, items, folded):
            known = value_of(value, context)
            return None if known is None else (fold(str(known)) if folded else known) in items
        case model.InList(value, name, folded):
            known = value_of(value, context)
            return None if known is None else _in_list(str(known), name, folded, context)
        case model.TextTest():
            known = value_of(condition.value, context)
            return None if known is None else _text_test(condition, str(known))
        case model.AgeBetween(value, lowest, below):
            age = age_of(value, context)
            if age is None:
                return None
            return (lowest is None or age >= lowest) and (below is None or age < below)
        case model.Happened(events, at_least):
            return len(events_of(events, context)) >= at_least
        case model.Quiet(events):
            return not events_of(events, context) and _existed(events.window, context)
        case model.LetRef(name):
            return context.lets[name]
        case model.And(items):
            outcomes = [truth(item, context) for item in items]
            return False if False in outcomes else None if None in outcomes else True
        case model.Or(items):
            outcomes = [truth(item, context) for item in items]
            return True if True in outcomes else None if None in outcomes else False
        case model.Not(item):
            outcome = truth(item, context)
            return None if outcome is None else not outcome


def _existed(window: int | None, context: Context) -> bool:
    if window is None:
        return True
    existed = existence_seconds(context)
    return existed is not None and existed >= window


def _in_list(text: str, name: str, folded: bool, context: Context) -> bool:
    lists = context.plan.folded_lists if folded else context.plan.lists
    entries = {entries.name: entries.entries for entries in lists}[name]
    return (fold(text) if folded else text) in entries


def _text_test(test: model.TextTest, text: str) -> bool:
    if test.op == "word":
        return any(spaced_words(needle) in spaced_words(text) for needle in test.needles)
    subject = fold(text) if test.folded else text
    match test.op:
        case "contains":
            return any(needle in subject for needle in test.needles)
        case "starts":
            return any(subject.startswith(needle) for needle in test.needles)
        case "ends":
            return any(subject.endswith(needle) for needle in test.needles)
