"""The canonical text of conditions and values: as the formatter would write them on one line."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from ..grammar.keywords import RESERVED
from . import syntax

_PLAIN = re.compile(r"[^\W\d]\w*")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


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


def window_text(window: syntax.Window) -> str:
    return "ever" if window.duration is None else f"in last {duration_text(window.duration)}"


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
    if events.window is not None:
        parts.append(window_text(events.window))
    return " ".join(parts)


def _several(events: syntax.EventSelector) -> str:
    text = selector_text(events)
    return text if events.kind is not None else "events" + text.removeprefix("event")


def value_text(value: syntax.Value) -> str:
    """A value as it is written in a condition or after `by`."""
    match value:
        case syntax.Name(text=text):
            return name_text(text)
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
            return f"{duration_text(duration)} ago"
        case syntax.Today():
            return "today"
        case syntax.DomainOf(value=inner):
            return f"domain of {value_text(inner)}"
        case syntax.DaysSince(value=name):
            return f"days since {name_text(name.text)}"
        case syntax.DaysSinceEvent(which=which, events=events):
            return f"days since {which} {selector_text(events)}"
        case syntax.CountOf(events=events):
            return f"count of {_several(events)}"
        case syntax.CountDifferent(attribute=attribute, events=events):
            return f"count of different {name_text(attribute.text)} of {_several(events)}"


def _day(day: dt.date) -> str:
    return day.isoformat()


def condition_text(condition: syntax.Condition) -> str:
    """The condition on one line, parsed back to the same condition. Its depth is bounded by the parser."""
    match condition:
        case syntax.Name(text=text):
            return name_text(text)
        case syntax.Comparison(left=left, op=op, right=right, ignoring_case=ignoring):
            return f"{value_text(left)} {op} {value_text(right)}" + _case(ignoring)
        case syntax.Presence(value=value, known=known):
            return f"{value_text(value)} is {'known' if known else 'missing'}"
        case syntax.Membership(value=value, negated=negated, items=items, ignoring_case=ignoring):
            word = "not in" if negated else "in"
            return f"{value_text(value)} {word} {_items_text(items)}" + _case(ignoring)
        case syntax.TextTest():
            return _text_test(condition)
        case syntax.InWindow(name=name, direction=direction, duration=duration):
            return f"{name_text(name.text)} in {direction} {duration_text(duration)}"
        case syntax.Happened(events=events):
            return selector_text(events, "any ")
        case syntax.NoEvent(events=events):
            return f"no {selector_text(events)}"
        case syntax.AtLeastEvents(count=count, events=events):
            return f"at least {number_text(count.value)} {_several(events)}"
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


def _case(ignoring: bool) -> str:
    return " ignoring case" if ignoring else ""


def _items_text(items: syntax.Name | tuple[syntax.Literal_ | syntax.Name, ...]) -> str:
    if isinstance(items, syntax.Name):
        return name_text(items.text)
    return f"({', '.join(value_text(item) for item in items)})"


def _text_test(test: syntax.TextTest) -> str:
    needles = test.needles
    if isinstance(needles, tuple) and len(needles) == 1:
        said = f"{test.op} {quoted(needles[0].value)}"
    else:
        several = "has any word of" if test.op == "has word" else f"{test.op} any of"
        said = f"{several} {_items_text(needles)}"
    return f"{value_text(test.value)} {said}" + _case(test.ignoring_case)
