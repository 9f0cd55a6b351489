"""The canonical text of conditions and values: as the formatter would write them on one line."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from decimal import Decimal

from ..grammar.keywords import RESERVED
from . import syntax

_PLAIN = re.compile(r"[^\W\d]\w*")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
# Conditions whose end shows: no parentheses are needed where a comparison follows.
_CLOSED = (
    syntax.Name,
    syntax.Parenthesised,
    syntax.Happened,
    syntax.InWindow,
    syntax.NoEvent,
    syntax.AtLeastEvents,
    syntax.AtLeastOf,
)
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def name_text(name: str) -> str:
    """A name, in backticks where it could not stand plainly."""
    return name if _PLAIN.fullmatch(name) and name not in RESERVED else f"`{name}`"


def quoted(text: str) -> str:
    """A text as a literal, in double quotes."""
    inner = "".join(_ESCAPES.get(letter, letter) for letter in text)
    return '"' + _INVISIBLE.sub(lambda match: f"\\u{{{ord(match.group()):x}}}", inner) + '"'


def number_text(value: Decimal) -> str:
    """Plain digits, without an exponent, as many decimals as written."""
    return f"{value:f}"


def duration_text(duration: syntax.Duration) -> str:
    plural = "" if duration.count == 1 else "s"
    return f"{number_text(duration.count)} {duration.unit}{plural}"


def length_text(length: syntax.Length) -> str:
    return name_text(length.text) if isinstance(length, syntax.Name) else duration_text(length)


def points_text(points: syntax.Points) -> str:
    """Points with their sign: `+30`, `-penalty`."""
    if isinstance(points, syntax.SignedName):
        return ("-" if points.negative else "+") + name_text(points.name.text)
    return ("+" if points.value >= 0 else "") + number_text(points.value)


def window_text(window: syntax.Window) -> str:
    return "ever" if window.duration is None else f"in last {length_text(window.duration)}"


def timestamp_text(moment: syntax.Timestamp) -> str:
    seconds = moment.offset_seconds
    local = moment.value.isoformat(timespec="seconds" if moment.value.second else "minutes")
    if seconds is None:
        return local
    if seconds == 0:
        return local + "Z"
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"{local}{'-' if seconds < 0 else '+'}{hours:02d}:{minutes:02d}"


def selector_text(events: syntax.EventSelector, article: str = "") -> str:
    """`page_view where page is "/x" in last 9 days`; `article` is `any ` where any event is meant in a condition."""
    if events.kind is not None:
        parts = [name_text(events.kind.text)]
    else:
        parts = [f"{article}event" + (" by the lead" if events.own else "")]
    if events.where is not None:
        parts.append(f"where {condition_text(events.where)}")
    if events.relation is not None:
        parts.append(_relation_text(events.relation))
    if events.window is not None:
        parts.append(window_text(events.window))
    return " ".join(parts)


def _relation_text(relation: syntax.Relation) -> str:
    other = selector_text(relation.other, "any ")
    match relation:
        case syntax.AfterEvent(negated=negated, within=within):
            said = f"{'not ' if negated else ''}within {length_text(within)} after {other}"
        case syntax.FollowedBy(negated=negated, within=within):
            said = f"{'not ' if negated else ''}followed by {other}"
            if within is not None:
                said += f" within {length_text(within)}"
    return said + (f" of the same {name_text(relation.same.text)}" if relation.same else "")


def leads_text(leads: syntax.Leads, several: bool) -> str:
    """`other leads of the same company with …`; `other lead of …` where not `several`."""
    word = "leads" if several else "lead"
    if leads.account is None:
        said = f"{word} of the account"
    else:
        said = f"{'other ' if leads.others else ''}{word} of the same {name_text(leads.account.text)}"
    if leads.test is None:
        return said
    test = condition_text(leads.test)
    closed = isinstance(leads.test, _CLOSED)
    return f"{said} with {test if closed or not several else f'({test})'}"


def moment_text(moment: syntax.Moment) -> str:
    """`created`, `last page_view where …`"""
    if isinstance(moment, syntax.EventMoment):
        return f"{moment.which} {selector_text(moment.events)}"
    return value_text(moment)


def _several(events: syntax.EventSelector) -> str:
    text = selector_text(events)
    return text if events.kind is not None else "events" + text.removeprefix("event")


def value_text(value: syntax.Value) -> str:
    """A value as it is written in a condition or after `by`."""
    match value:
        case syntax.Name(text=text):
            return name_text(text)
        case syntax.Path(account=account, attribute=attribute):
            return f"{name_text(account.text)}.{name_text(attribute.text)}"
        case syntax.Number(value=number):
            return number_text(number)
        case syntax.Percent(value=number):
            return number_text(number) + "%"
        case syntax.Text(value=text):
            return quoted(text)
        case syntax.Date(value=day):
            return _day(day)
        case syntax.Timestamp():
            return timestamp_text(value)
        case syntax.YesNo(value=truth):
            return "yes" if truth else "no"
        case syntax.Duration():
            return duration_text(value)
        case syntax.Ago(duration=duration):
            return f"{length_text(duration)} ago"
        case syntax.Today():
            return "today"
        case syntax.DomainOf(value=inner):
            return f"domain of {value_text(inner)}"
        case _:
            return _measured_text(value)


def _measured_text(value: syntax.Value) -> str:
    match value:
        case syntax.DaysSince(value=inner, unit=unit):
            return f"{unit}s since {value_text(inner)}"
        case syntax.DaysSinceEvent(which=which, events=events, unit=unit):
            return f"{unit}s since {which} {selector_text(events)}"
        case syntax.SinceLatest(unit=unit, moments=moments):
            return f"{unit}s since ({' or '.join(moment_text(moment) for moment in moments)})"
        case syntax.TimeBetween(unit=unit, start=start, end=end):
            return f"{unit}s from {moment_text(start)} to {moment_text(end)}"
        case syntax.CountOf(events=events):
            return f"count of {_several(events)}"
        case syntax.CountDifferent(attribute=attribute, events=events):
            return f"count of different {name_text(attribute.text)} of {_several(events)}"
        case syntax.EventNumber(op=op, attribute=attribute, events=events):
            return f"{op} of {name_text(attribute.text)} of {_several(events)}"
        case syntax.EventAttribute(which=which, attribute=attribute, events=events):
            return f"{which} {name_text(attribute.text)} of {_several(events)}"
        case syntax.CountOfLeads(leads=leads):
            return f"count of {leads_text(leads, True)}"
        case syntax.CountDifferentOfLeads(attribute=attribute, leads=leads):
            return f"count of different {name_text(attribute.text)} of {leads_text(leads, True)}"
        case syntax.CountDifferentOfEventsOfLeads(attribute=attribute, events=events, leads=leads):
            of_events = f"{name_text(attribute.text)} of {_several(events)}"
            return f"count of different {of_events} of {leads_text(leads, True)}"
        case syntax.LeadsNumber(op=op, value=inner, leads=leads):
            text = value_text(inner)
            shown = text if isinstance(inner, syntax.Name) or text.startswith("(") else f"({text})"
            return f"{op} of {shown} of {leads_text(leads, True)}"
        case _:
            return _computed_text(value)


def _computed_text(value: syntax.Value) -> str:
    match value:
        case syntax.CountEntries(value=inner):
            return f"count of {value_text(inner)}"
        case syntax.Arithmetic(left=left, op=op, right=right):
            return f"{_operand_text(left, op, False)} {op} {_operand_text(right, op, True)}"
        case syntax.Greatest(which=which, values=values):
            return f"{which} of ({', '.join(value_text(part) for part in values)})"
        case syntax.Else(value=inner, otherwise=other):
            text = value_text(inner)
            computed = isinstance(inner, syntax.Arithmetic | syntax.Else)
            return f"{f'({text})' if computed else text} else {value_text(other)}"
        case syntax.PreviousStage():
            return "previous stage"
    raise AssertionError(value)


def _operand_text(operand: syntax.Value, op: str, right: bool) -> str:
    text = value_text(operand)
    if not isinstance(operand, syntax.Arithmetic):
        return text
    tight = operand.op == "*" or (op != "*" and not right)
    return text if tight and not (right and op == "*") else f"({text})"


def _day(day: dt.date) -> str:
    return day.isoformat()


def condition_text(condition: syntax.Condition) -> str:
    """The condition on one line, parsed back to the same condition. Its depth is bounded by the parser."""
    match condition:
        case syntax.Name() | syntax.Path() | syntax.YesNo():
            return value_text(condition)
        case syntax.Comparison(left=left, op=op, right=right, ignoring_case=ignoring):
            return f"{value_text(left)} {op} {value_text(right)}" + _case(ignoring)
        case syntax.Presence(value=value, known=known):
            return f"{value_text(value)} is {'known' if known else 'missing'}"
        case syntax.Membership(value=value, negated=negated, items=items, ignoring_case=ignoring):
            word = "not in" if negated else "in"
            return f"{value_text(value)} {word} {_items_text(items)}" + _case(ignoring)
        case syntax.CriterionState(value=value, state=state):
            return f"{value_text(value)} is {state}"
        case syntax.TextTest():
            return _text_test(condition)
        case syntax.SetTest(value=value, op=op, entries=entries, ignoring_case=ignoring):
            said = value_text(entries[0]) if isinstance(entries, tuple) and op == "has" else _items_text(entries)
            return f"{value_text(value)} {op} {said}" + _case(ignoring)
        case syntax.InWindow(name=name, direction=direction, duration=duration):
            return f"{value_text(name)} in {direction} {length_text(duration)}"
        case syntax.Happened(events=events):
            return selector_text(events, "any ")
        case syntax.NoEvent(events=events):
            return f"no {selector_text(events)}"
        case syntax.AtLeastEvents():
            return _at_least_text(condition)
        case syntax.AtLeastOf(count=count, items=parts):
            return f"at least {value_text(count)} of ({', '.join(condition_text(part) for part in parts)})"
        case syntax.AnyLead(negated=negated, leads=leads):
            return f"{'no' if negated else 'any'} {leads_text(leads, False)}"
        case syntax.NotScored():
            return "not scored"
        case syntax.And(items=parts):
            return " and ".join(condition_text(part) for part in parts)
        case syntax.Or(items=parts):
            return " or ".join(condition_text(part) for part in parts)
        case syntax.Not(item=item):
            return f"not {condition_text(item)}"
        case syntax.Parenthesised(item=item):
            return f"({condition_text(item)})"


def _at_least_text(condition: syntax.AtLeastEvents) -> str:
    count, events = value_text(condition.count), condition.events
    if condition.within is None:
        return f"at least {count} {_several(events)}"
    window = f" {window_text(events.window)}" if events.window else ""
    without = dataclasses.replace(events, window=None)
    return f"at least {count} {_several(without)} within {length_text(condition.within)}{window}"


def _case(ignoring: bool) -> str:
    return " ignoring case" if ignoring else ""


def _items_text(items: syntax.Name | tuple[syntax.Literal_ | syntax.Name, ...]) -> str:
    if isinstance(items, syntax.Name):
        return name_text(items.text)
    return f"({', '.join(value_text(item) for item in items)})"


def _text_test(test: syntax.TextTest) -> str:
    needles = test.needles
    if isinstance(needles, tuple) and len(needles) == 1:
        said = f"{test.op} {value_text(needles[0])}"
    else:
        several = "has any word of" if test.op == "has word" else f"{test.op} any of"
        said = f"{several} {_items_text(needles)}"
    return f"{value_text(test.value)} {said}" + _case(test.ignoring_case)
