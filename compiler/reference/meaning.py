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
from ..walk import walk
from .context import Context
from .relations import bursts, holds

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
            return len(set(_known(attribute, events_of(events, context))))
        case model.DaysSinceLast(events):
            found = [event.at for event in events_of(events, context)]
            return (context.as_of - max(found)) // DAY if found else None
        case model.DaysSinceFirst(events):
            found = [event.at for event in events_of(events, context)]
            return (context.as_of - min(found)) // DAY if found else None
        case model.FirstMoment(events):
            return min((event.at for event in events_of(events, context)), default=None)
        case model.LastMoment(events):
            return max((event.at for event in events_of(events, context)), default=None)
        case model.Since(inner, unit):
            age = age_of(inner, context)
            return None if age is None or age < 0 else age // unit
        case model.Between(first, second, unit):
            return _between(value_of(first, context), value_of(second, context), 1 if is_date(first) else unit)
        case model.EventSum(attribute, _, events):
            numbers = [int(number) for number in _known(attribute, events_of(events, context))]
            return sum(number for number in numbers if abs(number) <= model.SUMMAND)
        case model.EventExtreme(which, attribute, _, events):
            numbers = [int(number) for number in _known(attribute, events_of(events, context))]
            return (max if which == "highest" else min)(numbers, default=None)
        case model.EventPick(which, attribute, _, events):
            having = [event for event in events_of(events, context) if attribute in event.values]
            at = (max if which == "latest" else min)((event.at for event in having), default=None)
            return _largest([event.values[attribute] for event in having if event.at == at])
        case model.ScoreOf(name):
            return context.scores[name]
        case model.GradeOf(name):
            return context.grades[name]
        case model.StageOf():
            return context.stage
        case model.AccountValue(name):
            return _of_account(name, context)
        case model.OfLeads():
            return _of_leads(value, context)
        case model.EventValues():
            raise AssertionError("several values")
        case model.SetSize(inner):
            entries = value_of(inner, context)
            return None if entries is None else str(entries).count(model.SET_MARK) - 1
        case model.FullUnits(inner, step):
            number = value_of(inner, context)
            return None if number is None else max(0, int(number)) // step
        case model.Else(inner, other):
            known_value = value_of(inner, context)
            return value_of(other, context) if known_value is None else known_value
        case model.Linear(terms, constant):
            parts = [(coefficient, value_of(term, context)) for coefficient, term in terms]
            if any(part is None for _, part in parts):
                return None
            return sum(coefficient * int(part) for coefficient, part in parts if part is not None) + constant
        case model.Greatest(items) | model.Least(items) | model.LeastKnown(items):
            return _choice(value, [value_of(item, context) for item in items])


def _known(attribute: str, events: list[Event]) -> list[Known]:
    return [event.values[attribute] for event in events if attribute in event.values]


def _largest(values: list[Known]) -> Known | None:
    """Numbers by size, yes above no, texts by their code points, which is the order of their UTF-8 bytes."""
    return max(values, key=lambda value: (0, value) if isinstance(value, str) else (value, ""), default=None)


def _between(first: Known | None, second: Known | None, unit: int) -> int | None:
    if first is None or second is None or second < first:  # type: ignore[operator]
        return None
    return (int(second) - int(first)) // unit


def _choice(value: model.Greatest | model.Least | model.LeastKnown, parts: list[Known | None]) -> int | None:
    known = [int(part) for part in parts if part is not None]
    match value:
        case model.LeastKnown():
            return min(known, default=None)
        case model.Greatest():
            return max(known) if len(known) == len(parts) else None
        case model.Least():
            return min(known) if len(known) == len(parts) else None


def _of_account(name: str, context: Context) -> Known | None:
    schema, account = context.plan.schema.account, context.account
    if schema is not None and name == schema.key:
        return context.account_key
    return None if account is None or context.account_key is None else account.values.get(name)


def _of_leads(value: model.OfLeads, context: Context) -> int | None:
    if context.account_key is None:
        return None if value.op in ("highest", "lowest") else 0
    own = () if value.who.others or context.of_account else (context,)
    who = [
        each for each in (*own, *context.colleagues) if value.who.condition is None or met(value.who.condition, each)
    ]
    if value.op == "count" or value.value is None:
        return len(who)
    if isinstance(value.value, model.EventValues):
        attribute, events = value.value.attribute, value.value.events
        return len({found for each in who for found in _known(attribute, events_of(events, each))})
    known = [found for each in who if (found := value_of(value.value, each)) is not None]
    match value.op:
        case "different":
            return len(set(known))
        case "sum":
            return sum(int(number) for number in known if abs(int(number)) <= model.SUMMAND)
        case op:
            return (max if op == "highest" else min)((int(number) for number in known), default=None)


def events_of(events: model.EventFilter, context: Context) -> list[Event]:
    """The lead's events that the filter lets through, in the order of the data."""
    on_lead = replace(context, event=None)
    after = None if events.since is None else value_of(events.since, on_lead)
    others = [] if events.relation is None else events_of(_related(events.relation), on_lead)
    found = []
    for event in context.events:
        if event.kind not in events.kinds or (after is not None and event.at <= int(after)):
            continue
        if events.window is not None and context.as_of - event.at >= events.window:
            continue
        if events.where is not None and not met(events.where, replace(context, event=event)):
            continue
        if events.relation is None or holds(events.relation, event, others):
            found.append(event)
    return found


def _related(relation: model.Relation) -> model.EventFilter:
    match relation:
        case model.Follows(other) | model.FollowedBy(other):
            return other


def age_of(value: model.Value, context: Context) -> int | None:
    """`as of` minus a timestamp in seconds, or today minus a date in days; negative in the future."""
    moment = value_of(value, context)
    if moment is None:
        return None
    return (context.today if is_date(value) else context.as_of) - int(moment)


def existence_days(context: Context, after: model.Value | None = None) -> int | None:
    """Whole days for which the lead has existed, or since the moment `after`, whichever is known and less.

    Negative before it did, None where both are unknown.
    """
    since = _since(context)
    ages = []
    for value in (since, after):
        age = None if value is None else age_of(value, context)
        if value is not None and age is not None:
            ages.append(_whole_days(value, age))
    return min(ages, default=None)


def existence_seconds(context: Context, after: model.Value | None = None) -> int | None:
    """The same in seconds; a date counts as whole days."""
    since = _since(context)
    ages = []
    for value in (since, after):
        age = None if value is None else age_of(value, context)
        if value is not None and age is not None:
            ages.append(age * DAY if is_date(value) else age)
    return min(ages, default=None)


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
            return not events_of(events, context) and _existed(events, context)
        case model.Burst(events, count, within):
            return bool(bursts(events_of(events, context), count, within))
        case model.LetRef(name):
            if name not in context.lets:
                fill_lets(replace(context, event=None))
            return context.lets[name]
        case model.FlagRef(name):
            return context.flags[name]
        case model.Decide(lines):
            return next((outcome for line, outcome in lines if truth(line, context) is True), None)
        case model.IsUnknown(item):
            return truth(item, context) is None
        case model.AtLeast(count, items):
            outcomes = [truth(item, context) for item in items]
            if outcomes.count(True) >= count:
                return True
            return None if outcomes.count(True) + outcomes.count(None) >= count else False
        case model.And(items):
            outcomes = [truth(item, context) for item in items]
            return False if False in outcomes else None if None in outcomes else True
        case model.Or(items):
            outcomes = [truth(item, context) for item in items]
            return True if True in outcomes else None if None in outcomes else False
        case model.Not(item):
            outcome = truth(item, context)
            return None if outcome is None else not outcome


def fill_lets(context: Context) -> None:
    """Evaluates, in their order, the lets of which all scores and grades are computed: no let waits inside another."""
    for name, condition in context.plan.lets:
        if name not in context.lets and all(_is_there(node, context) for node in walk(condition, colleagues=False)):
            context.lets[name] = truth(condition, context)


def _is_there(node: model.Value | model.Condition, context: Context) -> bool:
    match node:
        case model.LetRef(name):
            return name in context.lets
        case model.ScoreOf(name):
            return name in context.scores
        case model.GradeOf(name):
            return name in context.grades
        case _:
            return True


def _existed(events: model.EventFilter, context: Context) -> bool:
    if events.window is None:
        return True
    existed = existence_seconds(context, events.since)
    return existed is not None and existed >= events.window


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
