"""Conditions and amounts that need parentheses, because something else follows them."""

from __future__ import annotations

from .stuck import AHEAD, Edit, Mistake, Stuck
from .tokens import Token

_LONGEST = 90  # tokens within which the end of what belongs together is looked for
_SHOWN = 60
# What a value begins with that is worked out of events, days or other leads.
MEASURES = frozenset(
    {"count", "sum", "highest", "lowest", "latest", "first", "days", "hours", "minutes", "greatest", "least"}
)


def closed(stuck: Stuck, first: int, at: int | None = None, before: tuple[Token, ...] = ()) -> Edit | None:
    """The tokens from `first` to where the text can best be read on, in parentheses; the nearest of such ends.

    `before` takes the place of the tokens from `at` to `first`. None where no end is of help.
    """
    best: tuple[int, Edit] | None = None
    begin = first if at is None else at
    depth = 0
    for end in range(first + 1, min(len(stuck.tokens), stuck.index + _LONGEST) + 1):
        if stuck.word(end - 1) in ("{", "}") or stuck.type(end - 1) == "LABEL":
            break
        depth += {"(": 1, ")": -1}.get(stuck.word(end - 1), 0)
        if end < stuck.index or depth:
            continue
        inner = stuck.tokens[first:end]
        pieces = (*before, stuck.made("(", at=first), *inner, stuck.made(")", at=end - 1))
        edit = Edit(begin, end - begin, pieces)
        read = min(stuck.behind(edit) or 0, AHEAD)
        if read > (best[0] if best else 1):
            best = read, edit
    return best[1] if best else None


def inside(edit: Edit, before: int = 0) -> str:
    """What `closed` put into parentheses, as text."""
    text = written(edit.insert[before + 1 : -1])
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def written(tokens: tuple[Token, ...] | list[Token]) -> str:
    """Tokens with the blanks that people put between them."""
    text, before = "", "("
    for token in tokens:
        close = before in ("(", ".") or token.text in (")", ",", ".")
        text += token.text if close else f" {token.text}"
        before = token.text
    return text


def open_where(stuck: Stuck) -> Mistake | None:
    """`pv where ok in last 30 days`, `pv where ok ever`, `pv where not ok ever`"""
    index = stuck.index
    where = next((n for n in range(index, max(stuck.start, index - 7), -1) if stuck.word(n) == "where"), None)
    if where is None:
        return None
    name = stuck.word(where + 1)
    if name == "not":
        edit = closed(stuck, where + 1)
        if edit is None:
            return None
        help = f"put it into parentheses: `where ({inside(edit)})`"
        span = stuck.span(where + 1, where + edit.remove)
        return Mistake("SL0126", span, "the condition after `where` has no parentheses", help, edit)
    window = stuck.words_at(where + 2, ("in", "last")) and index in (where + 5, where + 6) and stuck.can("ever")
    if not window and not (index == where + 2 and stuck.word(index) == "ever"):
        return None
    if not _yes_or_no(stuck, name):
        return None
    token = stuck.tokens[where + 1]
    edit = Edit(where + 1, 1, (stuck.made("(", at=where + 1), token, stuck.made(")", at=where + 1)))
    if stuck.gain(edit) < 1:
        return None
    help = f"write `where {name} is yes`"
    return Mistake("SL0126", stuck.span(where + 1), f"a comparison is missing after `where {name}`", help, edit)


def _yes_or_no(stuck: Stuck, name: str) -> bool:
    """Whether the file declares an attribute of that name as `yes or no`."""
    return any(
        stuck.word(n) == name and stuck.word(n + 1) == ":" and stuck.words_at(n + 2, ("yes", "or", "no"))
        for n in range(len(stuck.tokens))
    )


def open_amount(stuck: Stuck) -> Mistake | None:
    """`+ greatest of (0, 11 - media), limited to 0..11`, `+1 for each full 2 of count of pv ever, max 3 times`"""
    start, index = stuck.start, stuck.index
    if stuck.type(start) != "LABEL" or stuck.word(start + 1) not in ("+", "-"):
        return None
    first = start + 2
    if stuck.words_at(start + 3, ("for", "each", "full")) and stuck.word(start + 7) == "of":
        first = start + 8
    if index <= first or stuck.word(first) == "(":
        return None
    edit = closed(stuck, first)
    if edit is None:
        return None
    begin = start + 1 if first == start + 2 else start + 3
    said = written(stuck.tokens[begin:first])
    span = stuck.span(first, first + edit.remove - 1)
    help = f"put the whole amount into parentheses: `{said} ({inside(edit)})`"
    return Mistake("SL0126", span, "an amount that is worked out has no parentheses", help, edit)


def needless_parentheses(stuck: Stuck) -> Mistake | None:
    """`(count of page_view ever) at least 3`"""
    index = stuck.index
    opened = opening(stuck, index) if stuck.word(index) == ")" else None
    if opened is None or stuck.word(opened + 1) not in MEASURES:
        return None
    inner = stuck.tokens[opened + 1 : index]
    edit = Edit(opened, index + 1 - opened, tuple(inner))
    if (stuck.behind(edit) or 0) < 2:
        return None
    help = f"leave them out: `{written(inner)}`"
    return Mistake("SL0100", stuck.span(opened, index), "parentheses around a single value", help, edit)


def opening(stuck: Stuck, closing: int) -> int | None:
    """Where the parenthesis was opened that is closed here, in the statement at hand."""
    depth = 0
    for n in range(closing, stuck.start, -1):
        depth += {")": 1, "(": -1}.get(stuck.word(n), 0)
        if depth == 0:
            return n
    return None


def limit_of_times(stuck: Stuck) -> Mistake | None:
    """`for each page_view …, at most 3 times`"""
    index = stuck.index
    begin = next((n for n in (index, index - 1, index - 2) if stuck.words_at(n, ("at", "most"))), None)
    if begin is None or stuck.word(begin - 1) != "," or stuck.type(begin + 2) != "NUMBER":
        return None
    number, unit = stuck.word(begin + 2), stuck.word(begin + 3)
    words = [stuck.word(n) for n in range(stuck.start, begin)]
    if unit not in ("times", "time") or "full" in words or not {"each", "once"} & set(words):
        return None
    pieces = (stuck.made("latest", at=begin), stuck.tokens[begin + 2], stuck.made("only", at=begin + 3))
    edit: Edit | None = Edit(begin, 4, pieces)
    help = f"write `latest {number} only`, or bound the points: `max 20 points`"
    if "lead" in words:
        pieces = (stuck.made("max", at=begin), stuck.tokens[begin + 2], stuck.made("leads", at=begin + 3))
        edit = Edit(begin, 4, pieces)
        help = f"write `max {number} leads`"
    if edit is None or stuck.gain(edit) < 2:
        return None
    message = f"`at most {number} {unit}` is not how the language says it here"
    return Mistake("SL0110", stuck.span(begin, begin + 3), message, help, edit)
