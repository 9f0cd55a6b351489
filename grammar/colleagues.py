"""How people speak of the other leads of an account, and of what is taken of each."""

from __future__ import annotations

from .forms import block_word
from .grouping import MEASURES, closed, inside, opening, written
from .stuck import Edit, Mistake, Stuck
from .tokens import Token

_COLLEAGUES = frozenset({"colleague", "colleagues"})
_MADE_OF = {"highest": "highest of", "greatest": "highest of", "count": "sum of", "sum": "sum of"}


def open_with(stuck: Stuck) -> Mistake | None:
    """`count of leads of the same company with seniority is "vp" at least 3`, or before a table's rows"""
    index = stuck.index
    word = next((n for n in range(index, max(stuck.start, index - 90), -1) if stuck.word(n) == "with"), None)
    if word is None or stuck.word(word + 1) == "(" or not _leads_before(stuck, word):
        return None
    edit = closed(stuck, word + 1)
    if edit is None:
        return None
    help = f"put it into parentheses: `with ({inside(edit)})`"
    span = stuck.span(word + 1, word + edit.remove)
    return Mistake("SL0126", span, "the condition after `with` has no parentheses", help, edit)


def leads_where(stuck: Stuck) -> Mistake | None:
    """`leads of the same company where seniority is "vp"`"""
    index = stuck.index
    if stuck.word(index) != "where" or not _leads_before(stuck, index):
        return None
    plain = Edit(index, 1, (stuck.made("with"),))
    grouped = closed(stuck, index + 1, index, (stuck.made("with"),))
    edit = plain if grouped is None or stuck.gain(plain) >= stuck.gain(grouped) else grouped
    if stuck.gain(edit) < 2:
        return None
    help = f"write `with ({inside(edit, before=1)})`" if edit is grouped else "write `with`"
    message = "`where` asks about events; what is asked of other leads follows `with`"
    return Mistake("SL0110", stuck.span(index), message, help, edit)


def _leads_before(stuck: Stuck, index: int) -> bool:
    """Whether `leads of the same company` or `lead of the account` ends before the index."""
    if stuck.words_at(index - 4, ("of", "the", "same")):
        return stuck.word(index - 5) in ("lead", "leads")
    return stuck.words_at(index - 3, ("of", "the", "account")) and stuck.word(index - 4) in ("lead", "leads")


def colleagues_alone(stuck: Stuck) -> Mistake | None:
    """`sum of fit of colleagues`, `any colleague with …`, `for each colleague`"""
    if block_word(stuck) == "sample":
        return None
    for at in range(stuck.index, max(stuck.start, stuck.index - 4), -1):
        if stuck.word(at) not in _COLLEAGUES:
            continue
        place = stuck.word(at + 1) in ("at", "in") and stuck.word(at + 2) not in ("least", "most", "last")
        if place or stuck.word(at + 1) in ("of", "from"):
            return None
        quantifier = stuck.word(at - 1) in ("any", "no")
        number = "leads" if stuck.word(at) == "colleagues" and not quantifier else "lead"
        return _said(stuck, at - quantifier, at, number)
    return None


def others_of_the_account(stuck: Stuck) -> Mistake | None:
    """`no other leads of the account`, `count of other leads of the account`"""
    for at in range(stuck.index + 1, max(stuck.start, stuck.index - 6), -1):
        if stuck.word(at) != "other" or stuck.word(at + 1) not in ("lead", "leads"):
            continue
        if not stuck.words_at(at + 2, ("of", "the", "account")):
            continue
        quantifier = stuck.word(at - 1) in ("any", "no")
        number = "lead" if quantifier else stuck.word(at + 1)
        return _said(stuck, at - quantifier, at + 4, number)
    return None


def _said(stuck: Stuck, first: int, last: int, number: str) -> Mistake | None:
    """The words from first to last stand for other leads, or for the leads of an account."""
    quantifier = f"{stuck.word(first)} " if stuck.word(first) in ("any", "no") else ""
    if _of_accounts(stuck):
        meant = f"{quantifier}{number} of the account"
        pieces: tuple[Token, ...] = (stuck.made(meant, at=first),)
    else:
        phrase = f"{quantifier}other {number} of the same"
        meant = f"{phrase} {_account(stuck)}"
        pieces = (stuck.made(phrase, at=first), stuck.made("NAME", at=last))
    edit = Edit(first, last + 1 - first, pieces)
    if stuck.gain(edit) < 1:
        return None
    said = " ".join(stuck.word(n) for n in range(first, last + 1))
    message = f"`{said}` is not how the language says it here"
    return Mistake("SL0110", stuck.span(first, last), message, f"write `{meant}`", edit)


def _of_accounts(stuck: Stuck) -> bool:
    """Whether the place is in what is computed for accounts."""
    return any(
        stuck.words_at(block.start, ("account", what))
        for block in stuck.machine.blocks
        for what in ("score", "stages", "grade")
    )


def _account(stuck: Stuck) -> str:
    """The lead's attribute that names its account, as far as the file says."""
    for n in range(1, len(stuck.tokens) - 1):
        if stuck.word(n) == ":" and stuck.words_at(n + 1, ("account",)):
            return stuck.word(n - 1)
    return "company"


def value_of_leads(stuck: Stuck) -> Mistake | None:
    """`count of page_view ever of leads of the same company`: one value of each, and nothing made of them"""
    index = stuck.index + (stuck.word(stuck.index) == ")")
    if stuck.word(index) != "of" or stuck.word(index + 1) not in ("leads", "other"):
        return None
    opened = opening(stuck, index - 1) if stuck.word(index - 1) == ")" else None
    for first in range(index - 1, stuck.start, -1):
        word = stuck.word(first)
        if word not in MEASURES or (opened is not None and first != opened + 1):
            continue
        made_of = _MADE_OF.get(word, "lowest of")
        inner = stuck.tokens[first : index - (opened is not None)]
        begin = first - (opened is not None)
        pieces = (
            stuck.made(made_of, at=begin),
            stuck.made("(", at=begin),
            *inner,
            stuck.made(")", at=index - 1),
        )
        edit = Edit(begin, index - begin, pieces)
        if stuck.gain(edit) < 4:
            continue
        who = "other leads" if stuck.word(index + 1) == "other" else "leads"
        help = f"say what is made of their values: `{made_of} ({written(inner)}) of {who} …`"
        message = "a value of several leads, and not what is made of it"
        return Mistake("SL0126", stuck.span(begin, index - 1), message, help, edit)
    return None
