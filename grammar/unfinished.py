"""Forms that stop short of a word, or whose parts stand in the wrong place."""

from __future__ import annotations

from .forms import block_word, shown
from .stuck import Edit, Mistake, Stuck
from .tokens import Token

_RULE_CLAUSES = "`unless …`, `max 20 points`, `latest 3 only`, `once per day`, `halve every 30 days`"
_SCORE_CLAUSES = "`limited to 0..100`, `starts at 5`, `rounded to 1 decimal`, `times trust`"
_STAGE_CLAUSES = "`first met wins`, `previous stage from crm_stage`"
_GROUPS = ("first", "best", "lowest")


def limit_without_unit(stuck: Stuck) -> Mistake | None:
    """`max 20`"""
    index = stuck.index
    if stuck.word(index - 2) != "max" or stuck.type(index - 1) != "NUMBER" or not stuck.can("points"):
        return None
    number = stuck.word(index - 1)
    if stuck.word(index) == "per":
        put = Edit(index, 1, (stuck.made("points per"),))
        help = f"write `max {number} points per {stuck.word(index + 1)}`"
        return Mistake("SL0126", stuck.span(index - 2, index - 1), f"`max {number}` has no unit", help, put)
    wrong = stuck.type(index) == "NAME" and not stuck.first_on_line(index)
    edit = Edit(index, int(wrong), (stuck.made("points"),))
    if wrong:
        span, message = stuck.span(index), f"`{stuck.word(index)}` is no unit of `max`"
    else:
        span, message = stuck.span(index - 2, index - 1), f"`max {number}` has no unit"
    help = f"write `max {number} points`, or `max {number} times`, `max {number} leads` where those are counted"
    return Mistake("SL0126", span, message, help, edit if stuck.gain(edit) > 0 else None)


def group_without_label(stuck: Stuck) -> Mistake | None:
    """`first of { … }`, `group, limited to 0..10 { … }`"""
    index, start = stuck.index, stuck.start
    words = "group" if stuck.word(start) == "group" else f"{stuck.word(start)} of"
    if index != start + len(words.split()) or stuck.word(index) not in ("{", ",") or not stuck.can("STRING"):
        return None
    if words != "group" and stuck.word(start) not in _GROUPS:
        return None
    edit = Edit(index, 0, (stuck.made("STRING"),))
    help = f'say in quotes what its rules are about: `{words} "Seniority" {{ … }}`'
    return Mistake("SL0109", stuck.span(start, index - 1), f"`{words}` without a label", help, edit)


def rule_after_group(stuck: Stuck) -> Mistake | None:
    """`group "Size" +5 when …`, `override in fit group "Size" by employees { … }`"""
    index = stuck.index
    if stuck.type(index) != "LABEL" or not stuck.can("STRING"):
        return None
    begin = index - 1 if stuck.word(index - 1) == "group" else index - 2
    words = " ".join(stuck.word(n) for n in range(begin, index))
    if begin < index - 1 and words not in {f"{first} of" for first in _GROUPS}:
        return None
    edit = Edit(begin, index - begin)
    if stuck.gain(edit) < 3:
        return None
    label = stuck.word(index)
    help = f"its rules stand in braces: `{words} {label} {{ … }}`; a single rule is `{label} …`, without `{words}`"
    return Mistake("SL0126", stuck.span(index), f"`{{` is missing after {shown(stuck.token)}", help, edit)


def group_in_pick(stuck: Stuck) -> Mistake | None:
    """A group inside `first of`, which holds rules only."""
    index = stuck.index
    if block_word(stuck) != "first of" or stuck.word(index) not in ("group", "counts", *_GROUPS):
        return None
    if stuck.token is not None and stuck.token.column <= stuck.machine.blocks[-1].margin:
        return None  # rather the block is not closed
    outer = stuck.word(stuck.machine.blocks[-2].start)
    what = "`counts since`" if stuck.word(index) == "counts" else "a group"
    help = f"`{outer} of` holds rules only; put it beside the block"
    return Mistake("SL0100", stuck.span(index), f"{what} inside `{outer} of`", help)


def due_after_condition(stuck: Stuck) -> Mistake | None:
    """`"Sales" when C due in 4 hours`"""
    index = stuck.index
    if block_word(stuck) != "follow" or not stuck.words_at(index, ("due", "in")) or stuck.first_on_line(index):
        return None
    if not any(stuck.word(n) == "when" for n in range(stuck.start, index)):
        return None
    business = stuck.word(index + 3) == "business"
    length = " ".join(stuck.word(index + n) for n in range(2, 5 if business else 4))
    edit = Edit(index, 5 if business else 4)
    help = f'it stands before `when`: `"Inside sales" due in {length} when …`'
    span = stuck.span(index, index + edit.remove - 1)
    return Mistake("SL0100", span, "`due in` after the condition", help, edit if stuck.gain(edit) > 0 else None)


def override_of_a_rule(stuck: Stuck) -> Mistake | None:
    """`override "Decides" in fit: +40 when …`, `override group "Mail" in fit { … }`"""
    index = stuck.index
    if stuck.word(index - 1) != "override":
        return None
    if stuck.word(index) == "group" and stuck.type(index + 1) == "STRING":
        return _override_of_a_group(stuck)
    if stuck.type(index) not in ("STRING", "LABEL"):
        return None
    label = stuck.word(index)
    score = stuck.word(index + 2) if stuck.word(index + 1) == "in" else "fit"
    help = f"the score comes first: `override in {score} {label} …`"
    message = "a rule to override without its score before it"
    token = stuck.tokens[index]
    put = Token("LABEL", label, token.line, token.column, token.end_line, token.end_column)
    edit = None
    if stuck.word(index + 1) == "in" and stuck.type(index + 2) == "NAME":
        count = 5 if stuck.word(index + 3) == ":" else 4
        edit = Edit(index - 1, count, (stuck.made("override in", at=index - 1), stuck.tokens[index + 2], put))
        if stuck.gain(edit) < 2:
            edit = None
    return Mistake("SL0110", stuck.span(index - 1, index), message, help, edit)


def _override_of_a_group(stuck: Stuck) -> Mistake:
    index = stuck.index
    label, named = stuck.word(index + 1), stuck.word(index + 2) == "in" and stuck.type(index + 3) == "NAME"
    score = stuck.word(index + 3) if named else "fit"
    edit = None
    if named:
        count = 6 if stuck.word(index + 4) == ":" else 5
        override = stuck.made("override in", at=index - 1)
        edit = Edit(index - 1, count, (override, stuck.tokens[index + 3], *stuck.tokens[index : index + 2]))
        if stuck.gain(edit) < 2:
            edit = None
    help = f"the score comes first: `override in {score} group {label} {{ … }}`"
    span = stuck.span(index - 1, index + 1)
    return Mistake("SL0110", span, "a group to override without its score before it", help, edit)


def time_of_day(stuck: Stuck) -> Mistake | None:
    """`9:00`, `9`"""
    index = stuck.index
    if stuck.type(index) != "NUMBER" or not stuck.can("TIME"):
        return None
    count = 3 if stuck.word(index + 1) == ":" and stuck.type(index + 2) == "NUMBER" else 1
    minutes = stuck.word(index + 2) if count == 3 else "00"
    written = "".join(stuck.word(index + n) for n in range(count))
    time = f"{stuck.word(index)[:2].zfill(2)}:{minutes[:2].zfill(2)}"
    place = stuck.tokens[index]
    put = Token("TIME", time, place.line, place.column, place.end_line, place.end_column)
    edit = Edit(index, count, (put,))
    span = stuck.span(index, index + count - 1)
    return Mistake("SL0110", span, f"`{written}` is not how a time is written", f"write `{time}`", edit)


def sequence_without_event(stuck: Stuck) -> Mistake | None:
    """`for each page_view within 90 days`: a window, or the beginning of a sequence?"""
    index = stuck.index
    begin = index - 3
    if begin <= stuck.start or not stuck.words_at(begin, ("within",)) or stuck.type(begin + 1) != "NUMBER":
        return None
    if not stuck.can("after") or stuck.word(index) in ("of", "after", "since", "following", "from"):
        return None
    length = f"{stuck.word(begin + 1)} {stuck.word(begin + 2)}"
    if stuck.can("in last"):  # so many events within a time
        edit = Edit(index, 0, (stuck.made("ever"),))
        help = f"say how far back they count: `within {length} in last 90 days`, or `within {length} ever`"
        return Mistake("SL0112", stuck.span(index - 1), "the events have no window", help, edit)
    edit = Edit(begin, 1, (stuck.made("in last", at=begin),))
    if stuck.gain(edit) < 1:
        return None
    return Mistake(
        "SL0113",
        stuck.span(begin, begin + 2),
        f"`within {length}` is not how a window is written",
        f"write `in last {length}`; a sequence is `within {length} after page_view in last 90 days`",
        edit,
    )


def each_without_full(stuck: Stuck) -> Mistake | None:
    """`for each 30 days since created`, `for each 10000 of budget`"""
    index = stuck.index
    begin = index - (3 if stuck.word(index) == "of" else 4)
    if stuck.word(index) not in ("of", "since") or not stuck.words_at(begin, ("for", "each")):
        return None
    if stuck.type(begin + 2) != "NUMBER":
        return None
    edit = Edit(begin, 2, (stuck.made("for each full", at=begin),))
    if stuck.gain(edit) < 2:
        return None
    rest = " ".join(stuck.word(n) for n in range(begin + 2, index + 1))
    help = f"write `for each full {rest} …`"
    return Mistake("SL0126", stuck.span(begin, begin + 1), "`for each` lacks the word `full`", help, edit)


def sign_before_name(stuck: Stuck) -> Mistake | None:
    """`"Review" review, limited to 0..30`"""
    index = stuck.index
    if stuck.type(index) != "STRING" or stuck.type(index + 1) != "NAME" or not stuck.can("LABEL"):
        return None
    if stuck.word(index + 2) not in (",", "when", "for", "once"):
        return None
    token, name = stuck.tokens[index], stuck.word(index + 1)
    label = Token("LABEL", token.text, token.line, token.column, token.end_line, token.end_column)
    edit = Edit(index, 1, (label, stuck.made("+", at=index + 1)))
    if stuck.gain(edit) < 4:
        return None
    data = stuck.word(index + 2) == ","
    help = f"write `+ {name}` or `- {name}`" if data else f"write `+{name}` or `-{name}`"
    return Mistake("SL0108", stuck.span(index + 1), f"points `{name}` without a sign", help, edit)


def window_of_noise(stuck: Stuck) -> Mistake | None:
    """`ignore click in last 9 days`"""
    index = stuck.index
    if stuck.word(stuck.start) != "ignore" or stuck.start == index or block_word(stuck):
        return None
    count = 4 if stuck.words_at(index, ("in", "last")) else int(stuck.words_at(index, ("ever",)))
    if not count:
        return None
    help = "leave the window out: what is ignored never counts"
    span = stuck.span(index, index + count - 1)
    return Mistake("SL0135", span, "`ignore` takes no window", help, Edit(index, count))


def value_before_window(stuck: Stuck) -> Mistake | None:
    """`where page is in last 90 days`"""
    index = stuck.index
    if not stuck.words_at(index, ("in", "last")) or stuck.type(index + 2) != "NUMBER" or not stuck.can("STRING"):
        return None
    edit = Edit(index, 0, (stuck.made("STRING"),))
    if stuck.gain(edit) < 4:
        return None
    before = stuck.word(index - 1)
    help = 'as in `page_view where page is "/pricing" in last 90 days`'
    return Mistake("SL0126", stuck.span(index - 1), f"a value is missing after `{before}`", help, edit)


_OF_ACCOUNTS = ("account score", "account grade", "account stages")


def account_of_what(stuck: Stuck) -> Mistake | None:
    """`account heat, limited to 0..100 { … }`"""
    index = stuck.index
    if (
        stuck.word(index - 1) != "account"
        or stuck.start != index - 1
        or stuck.type(index) != "NAME"
        or block_word(stuck)
    ):
        return None
    tries = [(word, Edit(index - 1, 1, (stuck.made(word, at=index - 1),))) for word in _OF_ACCOUNTS]
    word, edit = max(tries, key=lambda pair: stuck.gain(pair[1]))
    if stuck.gain(edit) < 3:
        return None
    help = f"write `{word} {stuck.word(index)}`, as in `account score heat {{ … }}`; `account {{ … }}` is the schema"
    return Mistake("SL0126", stuck.span(index - 1), "what `account` has here is missing", help, edit)


def unknown_clause(stuck: Stuck) -> Mistake | None:
    """`, priority 3`"""
    index = stuck.index
    if stuck.word(index - 1) != "," or stuck.type(index) != "NAME" or not stuck.can("unless"):
        return None
    if stuck.type(stuck.start) == "LABEL":
        known = _RULE_CLAUSES
    elif stuck.word(stuck.start) in ("stages", "follow", "route"):
        known = _STAGE_CLAUSES
    else:
        known = _SCORE_CLAUSES
    end = index + 1
    while end < len(stuck.tokens) and stuck.type(end) not in (",", "{", "}", "=", "LABEL"):
        if stuck.first_on_line(end):
            break
        end += 1
    edit = Edit(index - 1, end - index + 1)
    return Mistake(
        "SL0100",
        stuck.span(index),
        f"{shown(stuck.token)} begins no clause",
        f"clauses are {known} and others: `docs/language.md` has them all",
        edit if stuck.gain(edit) > end - index else None,
    )
