"""Mistakes that show by the shape of the text more than by a single word: ranges, lists, weights, lines that ran on,
rules without a label, comments of other languages."""

from __future__ import annotations

from decimal import Decimal

from .forms import COMPARISONS, block_word, shown
from .stuck import Edit, Mistake, Stuck
from .tokens import Token

_ARTICLES = ("the", "a", "an")


def range_sign(stuck: Stuck) -> Mistake | None:
    """`0-100`, `0 to 100`, `0 and 100` for `0..100`"""
    index = stuck.index
    if not stuck.can("..") or stuck.word(index) not in ("-", "to", "and", ",", "…", "."):
        return None
    edit = Edit(index, 1, (stuck.made(".."),))
    if stuck.gain(edit) < 2:
        return None
    low, high = stuck.word(index - 1), stuck.word(index + 1)
    return Mistake(
        "SL0111", stuck.span(index), f"{shown(stuck.token)} in a range", f"write two points: `{low}..{high}`", edit
    )


def between(stuck: Stuck) -> Mistake | None:
    """`x between 10 and 50`"""
    index = stuck.index
    if stuck.word(index) != "between" or stuck.type(index - 1) != "NAME" or stuck.word(index + 2) != "and":
        return None
    name, low, high = stuck.word(index - 1), stuck.word(index + 1), stuck.word(index + 3)
    if name in ("days", "hours", "minutes"):
        time = f"{name} from"
        put = (stuck.made(time, at=index - 1), *stuck.tokens[index + 1 : index + 2], stuck.made("to"))
        edit = Edit(index - 1, 4, put)
        if stuck.gain(edit) > 1:
            help = f"write `{time} {low} to {high}`"
            return Mistake(
                "SL0110", stuck.span(index - 1, index), f"`{name} between` is not how the language says it", help, edit
            )
    help = f"write `({name} at least {low} and {name} at most {high})`"
    pieces = (
        stuck.made("("),
        stuck.tokens[index - 1],
        stuck.made("at least"),
        stuck.tokens[index + 1],
        stuck.made("and"),
        stuck.tokens[index - 1],
        stuck.made("at most"),
        *stuck.tokens[index + 3 : index + 4],
        stuck.made(")"),
    )
    edit = Edit(index - 1, 5, pieces)
    message = "`between` is not how the language says it"
    return Mistake("SL0110", stuck.span(index), message, help, edit if stuck.gain(edit) > 1 else None)


def weight(stuck: Stuck) -> Mistake | None:
    """`0.4 * fit` for `40% of fit`"""
    index = stuck.index
    if stuck.type(index) != "NUMBER" or not stuck.can("PERCENT"):
        return None
    count = 2 if stuck.word(index + 1) in ("*", "of", "x", "×") else 1
    share = Decimal(stuck.word(index).replace("_", ""))
    percent = f"{(share * 100 if share <= 1 else share).normalize():f}%"
    token = stuck.tokens[index]
    put = Token("PERCENT", percent, token.line, token.column, token.end_line, token.end_column)
    edit = Edit(index, count, (put, stuck.made("of")))
    if stuck.gain(edit) < 2:
        return None
    help = f"write `{percent} of {stuck.word(index + count)}`"
    return Mistake("SL0111", stuck.span(index, index + count - 1), "a weight that is no percentage", help, edit)


def brackets(stuck: Stuck) -> Mistake | None:
    """`["DE", "FR"]`, and a list without any parentheses"""
    index = stuck.index
    if not stuck.can("("):
        return None
    opened = stuck.word(index) == "["
    if not opened and (stuck.type(index) not in ("STRING", "NAME") or len(stuck.possible()) > 3):
        return None
    end = index + opened
    while end < len(stuck.tokens) and (stuck.type(end) in ("STRING", "NUMBER", "NAME") or stuck.word(end) == ","):
        if stuck.first_on_line(end) and stuck.word(end - 1) != ",":
            break
        end += 1
    inner = stuck.tokens[index + opened : end]
    if stuck.word(end) == ")":
        return None
    closed = opened and stuck.word(end) == "]"
    pieces = (stuck.made("("), *inner, stuck.made(")", at=end - 1))
    edit = Edit(index, end - index + closed, pieces)
    if stuck.gain(edit) < 3:
        return None
    last = end - 1 + closed
    return Mistake(
        "SL0101" if opened else "SL0126",
        stuck.span(index, last),
        "square brackets are not used in the language" if opened else "the list has no parentheses",
        'a list stands in parentheses: `("DE", "FR")`',
        edit,
    )


def list_without_commas(stuck: Stuck) -> Mistake | None:
    """`("DE" "FR")`: all the commas at once."""
    index = stuck.index
    if stuck.type(index) != "STRING" or stuck.type(index - 1) != "STRING" or not stuck.can(","):
        return None
    end = index
    while stuck.type(end) == "STRING":
        end += 1
    pieces = [piece for n in range(index, end) for piece in (stuck.made(",", at=n), stuck.tokens[n])]
    edit = Edit(index, end - index, tuple(pieces))
    if stuck.gain(edit) < 2:
        return None
    missing = "`,` is missing" if end - index == 1 else "the commas are missing"
    return Mistake(
        "SL0125", stuck.span(index), f"{missing} before {shown(stuck.tokens[index])}", 'as in `("DE", "FR")`', edit
    )


def needless_article(stuck: Stuck) -> Mistake | None:
    for at in (stuck.index, stuck.index - 1):
        if stuck.word(at) in _ARTICLES and at > stuck.start and stuck.type(at + 1) == "NAME":
            edit = Edit(at, 1)
            if stuck.gain(edit) >= 3:
                return Mistake("SL0110", stuck.span(at), f"`{stuck.word(at)}` is not needed", "leave it out", edit)
    return None


def statement_ran_on(stuck: Stuck) -> Mistake | None:
    """What was taken for the beginning of the next line belongs to the one before."""
    start, index, block = stuck.start, stuck.index, block_word(stuck)
    if stuck.first_on_line(start) or not 0 < index - start <= 2 or stuck.type(start) != "NAME":
        return None
    if block == "sample" and stuck.type(index) in ("STRING", "NUMBER", "NAME"):
        return Mistake(
            "SL0125",
            stuck.span(start),
            f"`,` is missing before {shown(stuck.tokens[start])}",
            'commas separate the attributes: `page_view 3 days ago, page "/pricing"`',
        )
    compares = any(word.split()[0] == stuck.word(index) for word in COMPARISONS)
    if block == "stages" and compares:
        return Mistake(
            "SL0126",
            stuck.span(start),
            f"`and` or `or` is missing before {shown(stuck.tokens[start])}",
            'join the conditions of a line: `mql when total at least 60 and country is "DE"`',
        )
    return None


def missing_label(stuck: Stuck) -> Mistake | None:
    index = stuck.index
    if stuck.word(index) not in ("+", "-", "by") and stuck.type(index) != "NUMBER":
        return None
    edit = Edit(index, 0, (stuck.made("LABEL"),))
    if not stuck.can("LABEL") or stuck.gain(edit) < 3:
        return None
    help = 'begin with the reason in quotes: `"Budget known" +5 when budget is known`'
    return Mistake("SL0109", stuck.span(index), "a rule without a label", help, edit)


def comment_of_sql(stuck: Stuck) -> Mistake | None:
    index = stuck.index
    if stuck.word(index - 1) == "-" and stuck.adjacent(index):
        index -= 1  # the first was read as arithmetic
    if stuck.word(index) != "-" or stuck.word(index + 1) != "-" or not stuck.adjacent(index + 1):
        return None
    last = index
    while last + 1 < len(stuck.tokens) and stuck.tokens[last + 1].line == stuck.tokens[index].line:
        last += 1
    return Mistake(
        "SL0101", stuck.span(index, index + 1), "`--` is not used in the language", "comments begin with `#`",
        Edit(index, last + 1 - index),
    )  # fmt: skip
