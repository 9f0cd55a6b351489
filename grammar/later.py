"""What lead scoring knows and this version of the language lacks: recognised, so that the report can say so."""

from __future__ import annotations

from .forms import block_word
from .stuck import Mistake, Stuck

# What the words begin → what this version does not have. Each list is for one kind of place.
LATER_ITEMS: dict[tuple[str, ...], str] = {
    ("account",): "accounts",
    ("matrix",): "matrix of two scores",
    ("flag",): "flags",
    ("follow", "up"): "`follow up` blocks",
    ("never",): "`never` checks",
    ("worklist",): "worklists",
    ("factor",): "factors",
}
LATER_ENTRIES: dict[tuple[str, ...], str] = {
    ("counts", "since"): "`counts since`",
    ("first", "of"): "`first of` groups",
    ("best", "of"): "`best of` groups",
    ("lowest", "of"): "`lowest of` groups",
}
LATER_WORDS: dict[tuple[str, ...], str] = {
    ("for", "each", "full"): "points per full amount",
    ("each", "full"): "points per full amount",
    ("for", "each", "other", "lead"): "rules about other leads",
    ("other", "lead"): "rules about other leads",
    ("for", "each", "day", "with"): "days as occurrences",
    ("for", "each", "visit", "of"): "visits as occurrences",
    ("weight",): "weights of rules",
    ("starts", "at"): "scores that start at a number",
    ("formerly",): "`formerly`",
    ("half", "to", "even"): "another rounding than half away from zero",
    ("toward", "zero"): "another rounding than half away from zero",
    ("not", "followed", "by"): "sequences of events",
    ("followed", "by"): "sequences of events",
    ("and", "no"): "sequences of events",
    ("not", "within"): "sequences of events",
    ("sum", "of"): "sums over events",
    ("highest",): "the highest value of events",
    ("lowest",): "the lowest value of events",
    ("greatest", "of"): "arithmetic",
    ("least", "of"): "arithmetic",
    ("previous", "stage"): "the previous stage",
    ("with", "at", "least"): "days as occurrences",
    ("of", "the", "same"): "rules about other leads",
}


def not_in_this_version(stuck: Stuck) -> Mistake | None:
    index, block = stuck.index, block_word(stuck)
    places: list[tuple[dict[tuple[str, ...], str], range]] = []
    if not block:
        places.append((LATER_ITEMS, range(index, index + 1)))
    if block in ("score", "group"):
        places.append((LATER_ENTRIES, range(index, index + 1)))
    places.append((LATER_WORDS, range(max(stuck.start, index - 3), index + 1)))
    for table, begins in places:
        for begin in begins:
            for words, what in table.items():
                if begin + len(words) >= index and stuck.words_at(begin, words):
                    return _later(stuck, begin, begin + len(words) - 1, what)
    return _later_shape(stuck)


def _later(stuck: Stuck, first: int, last: int, what: str) -> Mistake:
    return Mistake(
        "SL0123",
        stuck.span(first, last),
        f"this version has no {what}",
        "leave it out for now; `docs/language.md` has every form there is",
    )


def _later_shape(stuck: Stuck) -> Mistake | None:
    """Forms that show by more than their words."""
    index = stuck.index
    if stuck.type(index - 1) in ("+", "-") and stuck.type(index - 2) == "LABEL" and stuck.type(index) == "NAME":
        return _later(stuck, index - 1, index, "points from an attribute")
    if (
        stuck.words_at(index, ("do", "not", "score"))
        and stuck.type(index + 3) == "NAME"
        and stuck.word(index + 4) in ("when", "if", ",")
    ):
        return _later(stuck, index, index + 3, "exclusion from one score only")
    if stuck.words_at(index - 2, ("once", "per")) and stuck.type(index) == "NUMBER":
        return _later(stuck, index - 2, index, "`once per` several days")
    if stuck.word(index) in ("after", "since") and stuck.word(index - 3) == "within":
        return _later(stuck, index - 3, index, "sequences of events")
    if stuck.word(index) == "within" and stuck.type(index + 1) == "NUMBER" and stuck.word(index + 3) in ("after", "in"):
        what = "sequences of events" if stuck.word(index + 3) == "after" else "speed of events"
        return _later(stuck, index, index + 2, what)
    if stuck.word(index) in ("leads", "times") and stuck.word(index - 2) == "max":
        return _later(stuck, index - 2, index, f"limits in {stuck.word(index)}")
    if stuck.word(index) == "per" and stuck.word(index - 2) in ("latest", "max"):
        return _later(stuck, index - 2, index, "limits per period or attribute")
    if stuck.word(index) == "per" and stuck.word(index - 3) == "max":
        return _later(stuck, index - 3, index, "limits per period or attribute")
    if stuck.word(index) == "else" and stuck.can("is"):
        return _later(stuck, index, index, "`else` for missing values")
    if stuck.word(index) == "of" and stuck.words_at(index - 3, ("at", "least")):
        return _later(stuck, index - 3, index, "`at least … of` several conditions")
    arithmetic = not stuck.can(":") and stuck.word(index) in ("+", "-") and stuck.type(index + 1) in ("NUMBER", "NAME")
    if arithmetic and not stuck.first_on_line(index) and stuck.type(index - 1) in ("NUMBER", "NAME"):
        return _later(stuck, index, index, "arithmetic")
    return None
