"""Values and conditions of the checked model in plain English: `country is "DE" or "FR"`.

Words are those of a marketing person; names stand as in the rule file. Nothing here is computed: the text only says
what the reference evaluator does.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..dsl import model
from ..dsl.zones import Zone, offset_at

_EPOCH = dt.date(1970, 1, 1)
_LONGEST = 60  # characters of a text that are shown
_SHOWN = 6  # alternatives that are listed before the rest is only counted


@dataclass(frozen=True, slots=True)
class Words:
    """What wording needs of a ruleset: its event kinds, and the sizes of its lists."""

    schema: model.Schema
    lists: tuple[model.TextList, ...] = ()


def number(units: int, places: int) -> str:
    """Units of 10^-places with thousands separated, without trailing zeros: 1,000 · 2.5 · -10."""
    sign = "-" if units < 0 else ""
    whole, fraction = divmod(abs(units), 10**places)
    digits = f"{fraction:0{places}d}".rstrip("0") if places else ""
    return f"{sign}{whole:,}" + (f".{digits}" if digits else "")


def signed(units: int, places: int) -> str:
    """The same with its sign, `0` where there is none: +30 · -2.5."""
    return number(units, places) if units <= 0 else "+" + number(units, places)


def counted(count: int, noun: str) -> str:
    """`1 event`, `3 events`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def points_of(milli: int) -> str:
    """`30 points` of a magnitude in thousandths."""
    text = number(abs(milli), 3)
    return f"{text} point" if text == "1" else f"{text} points"


def duration(seconds: int) -> str:
    """In the largest unit that divides it: 90 days · 36 hours · 5 minutes."""
    for size, noun in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds % size == 0:
            return counted(seconds // size, noun)
    return counted(seconds, "second")


def last(text: str) -> str:
    """A window's words: `day` rather than `1 day`."""
    return text.removeprefix("1 ")


def listed(items: list[str], word: str) -> str:
    """`a`, `a or b`, `a, b or c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def date_text(days: int) -> str:
    return (_EPOCH + dt.timedelta(days=days)).isoformat()


def moment_text(seconds: int, zone: Zone | None = None) -> str:
    """`2026-01-15 09:00 UTC`, or the local time without a zone behind it; seconds only where there are some."""
    offset = 0 if zone is None else offset_at(zone, seconds)
    moment = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=seconds + offset)
    text = f"{moment:%Y-%m-%d %H:%M:%S}" if moment.second else f"{moment:%Y-%m-%d %H:%M}"
    return f"{text} UTC" if zone is None else text


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def known(value: str | int | bool, kind: model.ValueType) -> str:
    """A value as a rule file would write it; a long text shortened."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return quoted(shortened(value))
    match kind.kind:
        case "date":
            return date_text(value)
        case "timestamp":
            return moment_text(value)
        case _:
            return number(value, kind.places)


# ---- values --------------------------------------------------------------------------------------------------------


def type_of(value: model.Value) -> model.ValueType:
    match value:
        case model.LeadValue() | model.EventValue() | model.Constant():
            return value.type
        case model.DomainOf() | model.GradeOf():
            return model.ValueType("text")
        case model.LocalDay() | model.Today() | model.MonthsAgo():
            return model.ValueType("date")
        case model.SecondsAgo():
            return model.ValueType("timestamp")
        case model.ScoreOf():
            return model.ValueType("decimal", 3)
        case _:
            return model.ValueType("integer")


def value_words(value: model.Value, words: Words) -> str:
    """A value as a noun: `employees`, `the number of page_view events in the last 30 days`."""
    match value:
        case model.LeadValue(name) | model.EventValue(name) | model.ScoreOf(name) | model.GradeOf(name):
            return name
        case model.Constant(constant, kind):
            return known(constant, kind)
        case model.DomainOf(inner):
            return f"the domain of {value_words(inner, words)}"
        case model.LocalDay(inner):
            return f"the day of {value_words(inner, words)}"
        case model.Today(minus_days):
            return "today" if minus_days == 0 else f"the day {counted(minus_days, 'day')} ago"
        case model.MonthsAgo(months):
            return f"the day {_months(months)} ago"
        case model.SecondsAgo(seconds):
            return f"{duration(seconds)} ago"
        case model.DaysSince(inner):
            return f"the number of whole days since {value_words(inner, words)}"
        case model.CountOf(events):
            return f"the number of {events_words(events, words)}"
        case model.CountDifferent(attribute, _, events):
            return f"the number of different {attribute} values of {events_words(events, words)}"
        case model.DaysSinceLast(events):
            return f"the number of whole days since the last {events_words(events, words, many=False)}"
        case model.DaysSinceFirst(events):
            return f"the number of whole days since the first {events_words(events, words, many=False)}"


def _months(months: int) -> str:
    return counted(months // 12, "year") if months % 12 == 0 else counted(months, "month")


def events_words(events: model.EventFilter, words: Words, *, many: bool = True, window: bool = True) -> str:
    """`page_view events where page is "/x" in the last 90 days`, without an article."""
    noun = "events" if many else "event"
    declared = words.schema.events
    own = tuple(kind.name for kind in declared if kind.by_the_lead)
    if len(events.kinds) == 1:
        text = f"{events.kinds[0]} {noun}"
    elif events.kinds == own:
        text = f"{noun} by the lead"
    elif len(events.kinds) == len(declared):
        text = f"{noun} of any kind"
    else:
        text = f"{listed(list(events.kinds), 'or')} {noun}"
    if events.where is not None:
        text += f" where {condition_words(events.where, words)}"
    return f"{text} {window_words(events.window)}" if window and events.window is not None else text


def window_words(window: int | None) -> str:
    return "at any time" if window is None else f"in the last {last(duration(window))}"


def article(noun: str) -> str:
    return f"an {noun}" if noun[:1].lower() in "aeiou" else f"a {noun}"


# ---- conditions ----------------------------------------------------------------------------------------------------

_OPERATORS = {
    "number": {"=": "is", "<>": "is not", "<": "is below", "<=": "is at most", ">": "is above", ">=": "is at least"},
    "time": {
        "=": "is",
        "<>": "is not",
        "<": "is before",
        "<=": "is not after",
        ">": "is after",
        ">=": "is not before",
    },
}
_NEGATED = {"=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_TEXT_TESTS = {
    "contains": ("contains", "does not contain"),
    "starts": ("starts with", "does not start with"),
    "ends": ("ends with", "does not end with"),
    "word": ("has the word", "does not have the word"),
}


def condition_words(condition: model.Condition, words: Words, *, negated: bool = False) -> str:
    """A condition as a clause without `when`; with `negated` its opposite, missing values aside."""
    match condition:
        case model.Compare(op, left, right, folded):
            table = _OPERATORS["time" if type_of(left).kind in ("date", "timestamp") else "number"]
            verb = table[_NEGATED[op] if negated else op]
            tail = _IGNORING if folded and not _folds_anyway(left) else ""
            return f"{value_words(left, words)} {verb} {value_words(right, words)}{tail}"
        case model.IsMissing(value):
            return f"{value_words(value, words)} is {'known' if negated else 'missing'}"
        case model.IsTrue(value):
            return f"{value_words(value, words)} is {'no' if negated else 'yes'}"
        case model.InSet(value, items, folded):
            kind = type_of(value)
            options = _some([known(item, kind) for item in items])
            tail = _IGNORING if folded and not _folds_anyway(value) else ""
            verb = ("is neither" if len(items) > 1 else "is not") if negated else "is"
            return f"{value_words(value, words)} {verb} {listed(options, 'nor' if negated else 'or')}{tail}"
        case model.InList(value, name, folded):
            tail = _IGNORING if folded and not _folds_anyway(value) else ""
            verb = "is not" if negated else "is"
            return f"{value_words(value, words)} {verb} in the list {name}{_size(name, words)}{tail}"
        case model.TextTest(op, value, needles, folded):
            tail = _IGNORING if folded and op != "word" else ""
            verb = _TEXT_TESTS[op][1 if negated else 0]
            shown = listed(_some([quoted(shortened(needle)) for needle in needles]), "or")
            return f"{value_words(value, words)} {verb} {shown}{tail}"
        case model.AgeBetween():
            return _age_words(condition, words, negated)
        case model.Happened(events, at_least):
            return _happened_words(events, at_least, words, negated)
        case model.Quiet(events):
            text = f"there is no {events_words(events, words, many=False, window=False)} {_quiet_window(events)}"
            return f"it is not so that {text}" if negated else text
        case model.LetRef(name):
            return f"{name} does not hold" if negated else f"{name} holds"
        case model.And(items) | model.Or(items):
            together = isinstance(condition, model.And) is not negated
            parts = [
                f"({text})" if _is_compound(item) else text
                for item in items
                if (text := condition_words(item, words, negated=negated))
            ]
            return (" and " if together else " or ").join(parts)
        case model.Not(item):
            return condition_words(item, words, negated=not negated)


_IGNORING = " (capitals or not)"


def _folds_anyway(value: model.Value) -> bool:
    return isinstance(value, model.DomainOf)


def _is_compound(condition: model.Condition) -> bool:
    while isinstance(condition, model.Not):
        condition = condition.item
    return isinstance(condition, model.And | model.Or)


def _some(items: list[str]) -> list[str]:
    return items if len(items) <= _SHOWN + 1 else [*items[:_SHOWN], f"{len(items) - _SHOWN} more"]


def _size(name: str, words: Words) -> str:
    for entries in words.lists:
        if entries.name == name:
            return f" ({len(entries.entries):,} {'entry' if len(entries.entries) == 1 else 'entries'})"
    return ""


def _quiet_window(events: model.EventFilter) -> str:
    if events.window is None:
        return "at any time"
    text = duration(events.window)
    return f"in the last {last(text)} (and the lead is at least {text} old)"


def _happened_words(events: model.EventFilter, at_least: int, words: Words, negated: bool) -> str:
    when = window_words(events.window)
    if at_least == 1:
        one = events_words(events, words, many=False, window=False)
        return f"there is no {one} {when}" if negated else f"there is {article(one)} {when}"
    many = events_words(events, words, window=False)
    amount = f"fewer than {at_least:,}" if negated else f"at least {at_least:,}"
    return f"there are {amount} {many} {when}"


def _age_words(test: model.AgeBetween, words: Words, negated: bool) -> str:
    value, day = value_words(test.value, words), type_of(test.value).kind == "date"
    unit = 86_400 if day else 1
    lowest, below = test.lowest, test.below
    not_ = "is not" if negated else "is"
    if lowest is not None and below is None:
        return f"{value} {not_} at least {duration(lowest * unit)} ago"
    if lowest == 0 and below is not None:
        return f"{value} {not_} in the last {last(duration(below * unit))}{' (today included)' if day else ''}"
    if lowest is not None and below == 1:
        # -D < age <= 0: the next D, the present moment included
        return f"{value} {not_} in the next {last(duration((1 - lowest) * unit))}{' (today included)' if day else ''}"
    if lowest is not None and below is not None:
        return f"{value} {not_} between {duration(lowest * unit)} and {duration(below * unit)} ago"
    return f"{value} {not_} {'in the future' if below == 0 else f'less than {duration((below or 0) * unit)} ago'}"
