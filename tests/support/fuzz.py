"""Text broken at random: characters, words and lines dropped, doubled, swapped, replaced."""

from __future__ import annotations

from support.generate.chance import Chance
from support.generate.vocabulary import RESERVED, SOFT, WORDS

# fmt: off
PIECES = (
    *'"{}(),:;=+-%#`\\.\n\r\t\v\f\0 0_9',
    "\u2028", "\u2029", "\u202e", "\u200b", "\ufeff", "\u00a0", "\u3000", "é", "학", "😀", "\x85", "\x1b", "1e400",
    "0,5", '"""', "..", "--", "/*", "{{", "{%", "99999999999999999999", "0x10", "-0", "+", "2026-02-30",
    "2026-13-01T99:00:00Z", "24 hours", "in last", "ever", "where", "unless", "and or", "not not", "one of ()",
    "limited to 5..1", "100%", "0 days", "\\u{110000}", "\\u{d800}", "\\u{}", "\\x", '"\\', "``", "`a", "matrix",
    "flag", "follow up",
    "account", "3.1415926535",
)
# fmt: on


def broken(chance: Chance, text: str) -> str:
    """The text after a few random changes."""
    for _ in range(chance.weighted((40, 1), (40, 3), (20, 12))):
        text = _changed(chance, text)
    return text


def _changed(chance: Chance, text: str) -> str:
    if not text:
        return chance.one(PIECES)
    at = chance.between(0, len(text) - 1)
    form = chance.between(0, 9)
    lines = text.split("\n")
    line = chance.between(0, len(lines) - 1)
    words = text.split(" ")
    word = chance.between(0, len(words) - 1)
    match form:
        case 0:
            return text[:at] + text[at + 1 :]
        case 1 | 2:
            return text[:at] + chance.one(PIECES) + text[at:]
        case 3:
            return text[:at] + text[at + chance.between(1, 60) :]
        case 4:
            return "\n".join([*lines[:line], *lines[line + 1 :]])
        case 5:
            return "\n".join([*lines[: line + 1], *lines[line:]])
        case 6:
            return " ".join([*words[:word], chance.one((*RESERVED, *SOFT, *WORDS, *PIECES)), *words[word + 1 :]])
        case 7:
            other = chance.between(0, len(words) - 1)
            words[word], words[other] = words[other], words[word]
            return " ".join(words)
        case 8:
            return text[:at]
        case _:
            other = chance.between(0, len(lines) - 1)
            lines[line], lines[other] = lines[other], lines[line]
            return "\n".join(lines)
