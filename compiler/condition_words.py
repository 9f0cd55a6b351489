"""Conditions in plain English: `country is "DE" or "FR"`."""

from __future__ import annotations

from ..dsl import model
from . import value_words as values
from .phrases import article, duration, known, last, listed, quoted, shortened, some
from .walk import walk

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
_IGNORING = " (capitals or not)"


def condition_words(condition: model.Condition, words: values.Words, *, negated: bool = False) -> str:
    """A condition as a clause without `when`; with `negated` its opposite, missing values aside."""
    match condition:
        case model.Compare():
            return _compare_words(condition, words, negated)
        case model.IsMissing(value):
            return f"{_subject(value, words)} is {'known' if negated else 'missing'}"
        case model.IsTrue(value):
            return f"{values.value_words(value, words)} is {'no' if negated else 'yes'}"
        case model.InSet(value, items, folded):
            options = some([_constant(item, value) for item in items])
            tail = _IGNORING if folded and not _folds_anyway(value) else ""
            verb = ("is neither" if len(items) > 1 else "is not") if negated else "is"
            return f"{_subject(value, words)} {verb} {listed(options, 'nor' if negated else 'or')}{tail}"
        case model.InList(value, name, folded):
            tail = _IGNORING if folded and not _folds_anyway(value) else ""
            verb = "is not" if negated else "is"
            return f"{values.value_words(value, words)} {verb} in the list {name}{_size(name, words)}{tail}"
        case model.TextTest():
            return _text_words(condition, words, negated)
        case model.AgeBetween():
            return _age_words(condition, words, negated)
        case model.Happened() | model.Quiet() | model.Burst():
            return _events_words(condition, words, negated)
        case model.LetRef(name) if name in words.criteria:
            return f"{name} is not met" if negated else f"{name} is met"
        case model.LetRef(name) | model.FlagRef(name):
            return f"{name} does not hold" if negated else f"{name} holds"
        case model.Decide(lines):
            return _decide_words(lines, words, negated)
        case model.IsUnknown(model.LetRef(name)):
            return f"{name} is {'not ' if negated else ''}unknown"
        case model.IsUnknown(item):
            return f"it is {'' if negated else 'un'}known whether {condition_words(item, words)}"
        case model.AtLeast(count, items):
            parts = "; ".join(condition_words(item, words) for item in items)
            return f"{f'fewer than {count}' if negated else f'at least {count}'} of these hold: {parts}"
        case model.And((model.Not(model.IsUnknown(model.LetRef(name))), state)) if name in words.criteria:
            met = state == model.LetRef(name)  # the state of a criterion, known and met, or known and not met
            return f"{name} is {'' if met is not negated else 'not '}met"
        case model.And(items) | model.Or(items):
            together = isinstance(condition, model.And) is not negated
            # a yes-or-no parameter that is put in changes nothing, or decides
            said = [_part(item, words, negated) for item in items if item != type(condition)(())]
            if not said:
                return "in any case" if together else "in no case"
            return (" and " if together else " or ").join(said)
        case model.Not(item):
            return condition_words(item, words, negated=not negated)


def _part(item: model.Condition, words: values.Words, negated: bool) -> str:
    text = condition_words(item, words, negated=negated)
    return f"({text})" if _is_compound(item) else text


def _is_compound(condition: model.Condition) -> bool:
    while isinstance(condition, model.Not):
        condition = condition.item
    match condition:
        case model.And((model.Not(model.IsUnknown()), _)):
            return False
        case model.And(items) | model.Or(items):
            return len(items) > 1
        case model.AtLeast() | model.Decide():
            return True
        case model.Compare(left=model.OfLeads(who=who)):
            return who.condition is not None
        case _:
            return False


def _folds_anyway(value: model.Value) -> bool:
    return isinstance(value, model.DomainOf)


def _size(name: str, words: values.Words) -> str:
    for entries in words.lists:
        if entries.name == name:
            return f" ({len(entries.entries):,} {'entry' if len(entries.entries) == 1 else 'entries'})"
    return ""


# ---- comparisons and texts -----------------------------------------------------------------------------------------


def _compare_words(condition: model.Compare, words: values.Words, negated: bool) -> str:
    op = _NEGATED[condition.op] if negated else condition.op
    match condition.left, condition.right:
        case model.OfLeads("count", None, who), model.Constant(number) if (op, number) in _SOME | _NONE:
            return _leads_words(who, words, none=(op, number) in _NONE)
    left, right = condition.left, condition.right
    table = _OPERATORS["time" if values.type_of(left).kind in ("date", "timestamp") else "number"]
    tail = _IGNORING if condition.folded and not _folds_anyway(left) else ""
    other = _constant(right.value, left) if isinstance(right, model.Constant) else values.value_words(right, words)
    return f"{_subject(left, words)} {table[op]} {other}{tail}"


def _subject(value: model.Value, words: values.Words) -> str:
    """What is compared; a comma ends what it says of the leads that it is taken over."""
    text = values.value_words(value, words)
    clause = any(isinstance(n, model.OfLeads) and n.who.condition is not None for n in walk(value, colleagues=False))
    return f"{text}," if clause else text


def _constant(constant: str | int | bool, compared: model.Value) -> str:
    """As a rule file would write it beside this value: labels and stages without quotes."""
    if isinstance(constant, str) and isinstance(compared, model.GradeOf | model.StageOf):
        return shortened(constant)
    return known(constant, values.type_of(compared))


_SOME: set[tuple[str, str | int | bool]] = {(">=", 1), (">", 0), ("<>", 0)}
_NONE: set[tuple[str, str | int | bool]] = {("<", 1), ("<=", 0), ("=", 0)}


def _leads_words(who: model.Colleagues, words: values.Words, none: bool) -> str:
    one = values.leads_words(who, words, many=False)
    if none:
        return f"there is no {one}"
    return f"there is an{one}" if who.others else f"there is {article(one)}"


def _text_words(condition: model.TextTest, words: values.Words, negated: bool) -> str:
    value, needles = values.value_words(condition.value, words), list(condition.needles)
    tail = _IGNORING if condition.folded and condition.op != "word" else ""
    verb = _TEXT_TESTS[condition.op][1 if negated else 0]
    if values.type_of(condition.value).kind == "set":
        verb = "does not have" if negated else "has"
        needles = [needle.strip(model.SET_MARK) for needle in needles]
    shown = listed(some([quoted(shortened(needle)) for needle in needles]), "or")
    return f"{value} {verb} {shown}{tail}"


def _decide_words(lines: tuple[tuple[model.Condition, bool], ...], words: values.Words, negated: bool) -> str:
    """`met when …, else not met when …, else unknown`."""
    said = [
        f"{'met' if outcome is not negated else 'not met'} when {condition_words(condition, words)}"
        for condition, outcome in lines
    ]
    return ", else ".join([*said, "unknown"])


# ---- events --------------------------------------------------------------------------------------------------------


def _events_words(condition: model.Happened | model.Quiet | model.Burst, words: values.Words, negated: bool) -> str:
    events = condition.events
    one = values.events_words(events, words, many=False, window=False)
    many = values.events_words(events, words, window=False)
    when = values.when_words(events, words)
    match condition:
        case model.Happened(at_least=1):
            return f"there is no {one} {when}" if negated else f"there is {article(one)} {when}"
        case model.Happened(at_least=count):
            return f"there are {'fewer than' if negated else 'at least'} {count:,} {many} {when}"
        case model.Burst(_, count, within):
            some_ = "never" if negated else "at least"
            return f"there are {some_} {count:,} {many} within {duration(within)} {when}"
        case model.Quiet():
            text = f"there is no {one} {when}"
            if events.window is not None:
                text += f" (and the lead is at least {duration(events.window)} old)"
            return f"it is not so that {text}" if negated else text


def _age_words(test: model.AgeBetween, words: values.Words, negated: bool) -> str:
    value, day = values.value_words(test.value, words), values.type_of(test.value).kind == "date"
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
