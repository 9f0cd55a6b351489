"""The common mistakes, each with the form that was meant. The first recogniser that knows the place has the word."""

from __future__ import annotations

from collections.abc import Callable

from .colleagues import colleagues_alone, leads_where, open_with, others_of_the_account, value_of_leads
from .forms import shown
from .grouping import limit_of_times, needless_parentheses, open_amount, open_where
from .habits import (
    bare_alternative,
    day_in_a_letter,
    event_without_time,
    negated_test,
    row_of_a_range,
    score_not_scored,
    sequence_without_length,
    several_texts,
    thousands,
)
from .keywords import RESERVED
from .phrasebook import MOMENT_SIGNS, SAYINGS, SIGNS, WINDOWS
from .quotes import unclosed_text, unquoted_text
from .shapes import (
    between,
    brackets,
    comment_of_sql,
    list_without_commas,
    missing_label,
    needless_article,
    range_sign,
    statement_ran_on,
    weight,
)
from .stuck import Edit, Mistake, Stuck
from .tokens import Token
from .unfinished import (
    account_of_what,
    due_after_condition,
    each_without_full,
    group_in_pick,
    group_without_label,
    limit_without_unit,
    override_of_a_rule,
    rule_after_group,
    sequence_without_event,
    sign_before_name,
    time_of_day,
    unknown_clause,
    value_before_window,
    window_of_noise,
)

Recogniser = Callable[[Stuck], Mistake | None]


def _place(token: Token) -> tuple[int, int, int, int]:
    return token.line, token.column, token.end_line, token.end_column


def decimal_comma(stuck: Stuck) -> Mistake | None:
    for comma in (stuck.index, stuck.index - 1):
        if (
            stuck.word(comma) == ","
            and stuck.type(comma - 1) == "NUMBER"
            and stuck.type(comma + 1) in ("NUMBER", "PERCENT")
            and stuck.adjacent(comma)
            and stuck.adjacent(comma + 1)
            and "." not in stuck.word(comma - 1) + stuck.word(comma + 1)
        ):
            left, right = stuck.word(comma - 1), stuck.word(comma + 1)
            thousands = len(right) == 3
            if thousands:
                help = f"a decimal point: `{left}.{right}`; groups of thousands: `{left}_{right}`"
            else:
                help = f"write the decimal point: `{left}.{right}`"
            joined = Token(stuck.type(comma + 1), f"{left}.{right}", *_place(stuck.tokens[comma - 1]))
            edit = Edit(comma - 1, 3, (joined,))
            return Mistake(
                "SL0107",
                stuck.span(comma - 1, comma + 1),
                f"`{left},{right}` has a comma inside a number",
                help,
                edit if stuck.gain(edit) > 0 else None,
            )
    return None


def sign_for_words(stuck: Stuck) -> Mistake | None:
    index, token = stuck.index, stuck.token
    if token is None or token.text not in SIGNS:
        return None
    meant = SIGNS[token.text]
    if stuck.type(index + 1) in ("DATE", "TIMESTAMP") or stuck.word(index + 1) == "today":
        meant = MOMENT_SIGNS.get(token.text, meant)
    if token.text == "==" and stuck.can("="):
        meant = "="
    if not stuck.can(meant):
        return None
    return Mistake(
        "SL0111",
        stuck.span(index),
        f"`{token.text}` is not a sign of the language",
        f"write `{meant}`",
        Edit(index, 1, (stuck.made(meant),)),
    )


_ODD_MEANT = {"[": "(", "]": ")", ";": ","}


def odd_character(stuck: Stuck) -> Mistake | None:
    index, token = stuck.index, stuck.token
    if token is None or token.type not in ("ODD", "SYMBOL", ".", "*"):
        return None
    place = stuck.span(index)
    message = f"{shown(token)} is not used in the language"
    before = stuck.type(index - 1)
    if token.text == "%" and before == "NUMBER":
        percent = Token("PERCENT", stuck.word(index - 1) + "%", *_place(stuck.tokens[index - 1]))
        edit = Edit(index - 1, 2, (percent,))
        help = f"write `{percent.text}` without a blank"
        return Mistake("SL0101", place, "`%` stands apart from its number", help, edit)
    if token.text == "/" and stuck.can("STRING"):
        return unquoted_text(stuck)
    if token.text == "/":
        help = "multiply by a decimal number, as in `0.5 * budget`, or bring the computed value in the data"
        return Mistake("SL0101", place, message, help)
    if token.text.startswith(("//", "/*", "*/")):
        last = index
        while last + 1 < len(stuck.tokens) and stuck.tokens[last + 1].line == token.line:
            last += 1
        gone = Edit(index, last + 1 - index)
        return Mistake("SL0101", place, message, "comments begin with `#`", gone)
    if token.text == "." and stuck.type(index + 1) == "NUMBER":
        number = Token("NUMBER", "0." + stuck.word(index + 1), *_place(token))
        help = f"write `{number.text}`"
        return Mistake("SL0101", place, "a number that begins with its point", help, Edit(index, 2, (number,)))
    meant = _ODD_MEANT.get(token.text)
    if meant and stuck.can(meant):
        swap = Edit(index, 1, (stuck.made(meant),))
        if stuck.gain(swap) > 1:
            return Mistake("SL0101", place, message, f"write `{meant}`", swap)
    help = "nothing ends a line or a rule: leave it out" if token.text == ";" else "leave it out"
    if not token.text.isprintable():
        help = "delete it; it cannot be seen"
    return Mistake("SL0101", place, message, help, Edit(index, 1))


def comma_before_window(stuck: Stuck) -> Mistake | None:
    index = stuck.index
    comma = index if stuck.word(index) == "," else index - 1
    if stuck.word(comma) != "," or not (
        stuck.words_at(comma + 1, ("in", "last")) or stuck.words_at(comma + 1, ("ever",))
    ):
        return None
    edit = Edit(comma, 1)
    if stuck.gain(edit) < 2:
        return None
    help = "leave the comma out: `page_view in last 90 days`"
    return Mistake("SL0114", stuck.span(comma), "a comma before the window", help, edit)


def needless_window(stuck: Stuck) -> Mistake | None:
    """`days since last` looks at all events."""
    since = next((n for n in range(stuck.index - 2, stuck.start, -1) if stuck.words_at(n, ("days", "since"))), None)
    if since is None or stuck.word(since + 2) not in ("last", "first"):
        return None
    for index in (stuck.index, stuck.index - 1, stuck.index - 2):
        if stuck.words_at(index, ("ever",)):
            count = 1
            break
        if stuck.words_at(index, ("in", "last")) and stuck.type(index + 2) == "NUMBER":
            count = 4
            break
    else:
        return None
    edit = Edit(index, count)
    if stuck.gain(edit) < 2:
        return None
    return Mistake(
        "SL0135",
        stuck.span(index, index + count - 1),
        f"`days since {stuck.word(since + 2)}` takes no window",
        "leave the window out: all events of the lead are looked at",
        edit,
    )


def window_without_last(stuck: Stuck) -> Mistake | None:
    for begin in (stuck.index, stuck.index - 1, stuck.index - 2):
        for words in WINDOWS:
            end = begin + len(words)
            if not begin < stuck.start + 1 and stuck.words_at(begin, words) and end >= stuck.index:
                if stuck.type(end) != "NUMBER":
                    continue
                edit = Edit(begin, len(words), (stuck.made("in last", at=begin),))
                if stuck.gain(edit) >= 2:
                    number, unit = stuck.word(end), stuck.word(end + 1)
                    return Mistake(
                        "SL0113",
                        stuck.span(begin, end + 1),
                        f"`{' '.join(words)} {number} {unit}` is not how a window is written",
                        f"write `in last {number} {unit}`",
                        edit,
                    )
    return None


def several_after_where(stuck: Stuck) -> Mistake | None:
    """`where a and b in last 9 days`: a window follows `where`, so more than one comparison needs parentheses."""
    index = stuck.index
    if stuck.word(index) not in ("and", "or"):
        return None
    where = next((n for n in range(index - 1, stuck.start, -1) if stuck.word(n) == "where"), None)
    if where is None or stuck.word(where + 1) == "(":
        return None
    for end in range(index + 1, min(len(stuck.tokens), index + 60)):
        if stuck.words_at(end, ("in", "last")) or stuck.words_at(end, ("ever",)):
            edit = _wrapped(stuck, where + 1, end)
            if stuck.gain(edit) >= end - index + 1 or stuck.gain(edit) >= 8:
                return _wrap_mistake(stuck, edit, "SL0133", "`where` takes one comparison", where)
    return None


def several_after_unless(stuck: Stuck) -> Mistake | None:
    index = stuck.index
    if stuck.word(index) not in ("and", "or"):
        return None
    unless = next((n for n in range(index - 1, stuck.start, -1) if stuck.word(n) == "unless"), None)
    if unless is None:
        return None
    depth = 0
    for end in range(index + 1, min(len(stuck.tokens) + 1, index + 120)):
        depth += {"(": 1, ")": -1}.get(stuck.word(end), 0)
        if depth < 0:
            return _no_opening(stuck, unless)
        if depth <= 0 and (stuck.word(end) in (",", "}", "") or stuck.type(end) == "LABEL"):
            edit = _wrapped(stuck, unless + 1, end)
            if stuck.gain(edit) >= 2:
                return _wrap_mistake(stuck, edit, "SL0134", "`unless` takes one condition", unless)
    return None


def _no_opening(stuck: Stuck, word: int) -> Mistake | None:
    """`unless a or b)`"""
    edit = Edit(word + 1, 0, (stuck.made("(", at=word + 1),))
    if stuck.gain(edit) < 2:
        return None
    return Mistake("SL0126", stuck.span(word), f"`(` is missing after `{stuck.word(word)}`", "put it there", edit)


def _wrapped(stuck: Stuck, first: int, end: int) -> Edit:
    inner = tuple(stuck.tokens[first:end])
    return Edit(first, end - first, (stuck.made("(", at=first), *inner, stuck.made(")", at=end - 1)))


def _wrap_mistake(stuck: Stuck, edit: Edit, code: str, message: str, word: int) -> Mistake:
    text = " ".join(token.text for token in edit.insert[1:-1])
    text = text if len(text) <= 60 else text[:59] + "…"
    help = f"put them into parentheses: `{stuck.word(word)} ({text})`"
    return Mistake(code, stuck.span(stuck.index), message, help, edit)


def other_words(stuck: Stuck) -> Mistake | None:
    """What is said otherwise in the language: `if`, `for every`, `more than`, …"""
    for begin in (stuck.index, stuck.index - 1, stuck.index - 2, stuck.index - 3):
        if begin < stuck.start or stuck.type(begin) != "NAME":
            continue
        for words, meant in SAYINGS.get(stuck.word(begin), ()):
            end = begin + len(words)
            if end < stuck.index or not stuck.words_at(begin, words):
                continue
            edit = Edit(begin, len(words), (stuck.made(meant, at=begin),))
            if stuck.gain(edit) >= max(2, end - stuck.index + 1):
                said = " ".join(words)
                return Mistake(
                    "SL0110",
                    stuck.span(begin, end - 1),
                    f"`{said}` is not how the language says it here",
                    f"write `{meant}`",
                    edit,
                )
    return None


def needless_points(stuck: Stuck) -> Mistake | None:
    """`+30 points when …`"""
    if stuck.word(stuck.index) not in ("points", "point", "pts") or stuck.type(stuck.index - 1) != "NUMBER":
        return None
    edit = Edit(stuck.index, 1)
    if stuck.gain(edit) < 2:
        return None
    number = stuck.word(stuck.index - 2) + stuck.word(stuck.index - 1)
    return Mistake("SL0110", stuck.span(stuck.index), "the points need no unit", f"write `{number}`", edit)


def reserved_name(stuck: Stuck) -> Mistake | None:
    index, token = stuck.index, stuck.token
    if token is None or token.type != "NAME" or token.text not in RESERVED or not stuck.can("NAME"):
        return None
    edit = Edit(index, 1, (Token("NAME", f"`{token.text}`", *_place(token)),))
    if stuck.gain(edit) < 3:
        return None
    help = f"put it into backticks, ``{edit.insert[0].text}``, wherever it is a name".replace("``", "")
    return Mistake("SL0122", stuck.span(index), f"`{token.text}` is a reserved word", help, edit)


BEFORE_WORDS: tuple[Recogniser, ...] = (
    unclosed_text,
    decimal_comma,
    day_in_a_letter,
    thousands,
    bare_alternative,
    several_texts,
    negated_test,
    row_of_a_range,
    sequence_without_length,
    comment_of_sql,
    open_where,
    open_amount,
    limit_of_times,
    leads_where,
    open_with,
    colleagues_alone,
    others_of_the_account,
    value_of_leads,
    needless_parentheses,
    range_sign,
    weight,
    brackets,
    list_without_commas,
    between,
    sign_for_words,
    odd_character,
    comma_before_window,
    several_after_where,
    several_after_unless,
    group_without_label,
    rule_after_group,
    group_in_pick,
    limit_without_unit,
    due_after_condition,
    each_without_full,
    account_of_what,
    value_before_window,
    sign_before_name,
    window_of_noise,
    override_of_a_rule,
    time_of_day,
    needless_window,
    sequence_without_event,
    window_without_last,
    needless_points,
    score_not_scored,
    missing_label,
    other_words,
)
AFTER_WORDS: tuple[Recogniser, ...] = (
    event_without_time,
    statement_ran_on,
    reserved_name,
    needless_article,
    unquoted_text,
    unknown_clause,
)
