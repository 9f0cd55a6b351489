"""Keyword phrases that are misspelt, in capitals, or short of a word."""

from __future__ import annotations

from ..dsl.findings import distance
from .forms import example
from .stuck import Edit, Mistake, Stuck
from .tables import tables


def near(written: str, meant: str) -> bool:
    """Close enough to be a slip: one edit in a short word, two in a longer one; capitals do not count."""
    if abs(len(written) - len(meant)) > 2:
        return False
    if len(meant) < 3:
        return written.casefold() == meant or (len(written) == 3 and written.casefold().startswith(meant))
    allowed = 1 if len(meant) < 6 else 2
    return distance(written.casefold(), meant, allowed) <= allowed


_UNLIKELY = frozenset({"count of", "days since"})


def misspelt(stuck: Stuck) -> Mistake | None:
    """The best phrase that the words at the place, or just before it, may have meant."""
    best: tuple[int, int, Mistake] | None = None
    for begin in (stuck.index, stuck.index - 1, stuck.index - 2):
        if begin < stuck.start or stuck.type(begin) != "NAME":
            continue
        for phrase in sorted(tables().phrases, key=_UNLIKELY.__contains__):
            words = tuple(phrase.split())
            found = _misspelt(stuck, begin, words) or _short(stuck, begin, words)
            if found is None or found.edit is None:
                continue
            gain = stuck.gain(found.edit)
            if gain < max(2, begin + found.edit.remove - stuck.index + 1):
                continue
            if best is None or (gain, found.edit.remove) > best[:2]:
                best = (gain, found.edit.remove, found)
    return best[2] if best else None


def _misspelt(stuck: Stuck, begin: int, words: tuple[str, ...]) -> Mistake | None:
    end = begin + len(words)
    if end < stuck.index or end > len(stuck.tokens):
        return None
    written = [stuck.word(n) for n in range(begin, end)]
    if any(stuck.type(n) != "NAME" for n in range(begin, end)) or written == list(words):
        return None
    if not all(w == m or near(w, m) for w, m in zip(written, words, strict=True)):
        return None
    phrase = " ".join(words)
    return Mistake(
        "SL0124",
        stuck.span(begin, end - 1),
        f"`{' '.join(written)}` is no word of the language here",
        f"did you mean `{phrase}`?",
        Edit(begin, len(words), (stuck.made(phrase, at=begin),)),
    )


def _short(stuck: Stuck, begin: int, words: tuple[str, ...]) -> Mistake | None:
    if len(words) < 2:
        return None
    end = begin + len(words) - 1
    if end < stuck.index:
        return None
    for gone in range(len(words) - 1, -1, -1):
        left = words[:gone] + words[gone + 1 :]
        if " ".join(left) in tables().phrases:
            continue  # what is left stands for itself: something behind it is missing
        if stuck.words_at(begin, left):
            phrase = " ".join(words)
            form = example(stuck)
            return Mistake(
                "SL0126",
                stuck.span(begin, max(begin, end - 1)),
                f"`{' '.join(left)}` lacks the word `{words[gone]}`",
                f"write `{phrase}`" + (f", as in `{form}`" if phrase in form else ""),
                Edit(begin, len(left), (stuck.made(phrase, at=begin),)),
            )
    return None
