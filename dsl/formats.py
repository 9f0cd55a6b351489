"""Written dates and times by a pattern such as `%d/%m/%Y %H:%M`: a small fixed set of directives.

The same regular expression reads them in Python and in SQL; it uses nothing on which engines differ.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Final

from .late import dataclass

MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)

# directive → its pattern; {1,2} becomes {2} beside another directive of digits
_DIRECTIVES: Final = {
    "Y": "[0-9]{4}",
    "y": "[0-9]{2}",
    "m": "[0-9]{1,2}",
    "d": "[0-9]{1,2}",
    "H": "[0-9]{1,2}",
    "I": "[0-9]{1,2}",
    "M": "[0-9]{2}",
    "S": "[0-9]{2}",
    "f": "[0-9]+",
    "p": "[AaPp][Mm]",
    "z": "Z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?",
    "b": "|".join("".join(f"[{c.upper()}{c}]" for c in month[:3]) for month in MONTHS),
    "B": "|".join("".join(f"[{c.upper()}{c}]" for c in month) for month in MONTHS),
}
KNOWN: Final = ", ".join(f"%{d}" for d in _DIRECTIVES)
_DIGITS: Final = frozenset("YymdHIMSf")
_SPECIAL: Final = frozenset("\\.^$|?*+()[]{}")


@dataclass(frozen=True, slots=True)
class Format:
    """`pattern` matches a whole text; group i + 1 holds directive i of `directives` (letters without %)."""

    text: str
    pattern: str
    directives: tuple[str, ...]

    def group(self, directive: str) -> int | None:
        """The number of the group of a directive, None where the format lacks it."""
        return self.directives.index(directive) + 1 if directive in self.directives else None


@lru_cache(maxsize=256)
def parse_format(text: str) -> Format | str:
    """The format of a pattern; a text says what is wrong with it."""
    parts: list[tuple[str, bool]] = []  # (letter or character, is a directive)
    position = 0
    while position < len(text):
        if text[position] != "%":
            parts.append((text[position], False))
            position += 1
            continue
        letter = text[position + 1 : position + 2]
        if letter == "%":
            parts.append(("%", False))
        elif letter in _DIRECTIVES and letter:
            parts.append((letter, True))
        else:
            return f"`%{letter}` is not known in a format"
        position += 2
    letters = [letter for letter, directive in parts if directive]
    problem = _problem(letters)
    if problem:
        return problem
    pattern = ""
    for index, (letter, directive) in enumerate(parts):
        if not directive:
            pattern += "\\" + letter if letter in _SPECIAL else letter
            continue
        piece = _DIRECTIVES[letter]
        beside = [parts[i] for i in (index - 1, index + 1) if 0 <= i < len(parts)]
        if any(is_one and other in _DIGITS for other, is_one in beside):
            piece = piece.replace("{1,2}", "{2}")
        pattern += f"({piece})"
    return Format(text, pattern, tuple(letters))


def _problem(letters: list[str]) -> str:
    have = set(letters)
    twice = next((letter for letter in letters if letters.count(letter) > 1), None)
    groups = (("%Y or %y", {"Y", "y"}), ("%m, %b or %B", {"m", "b", "B"}), ("%d", {"d"}))
    if twice:
        return f"`%{twice}` stands in the format twice"
    for shown, group in groups:
        if not have & group:
            return f"the format has no {shown}: a date needs its year, month and day"
        if len(have & group) > 1:
            return f"the format has more than one of {shown}"
    if "H" in have and "I" in have:
        return "the format has both %H and %I"
    if ("I" in have) != ("p" in have):
        return "%I (hours to 12) and %p (AM or PM) only make sense together"
    for later, earlier in (("M", "HI"), ("S", "M"), ("f", "S")):
        if later in have and not have & set(earlier):
            return f"`%{later}` needs `%{earlier[0]}` as well"
    return ""


def read_parts(text: str, form: Format) -> tuple[int, int | None] | None:
    """Local seconds since 1970 and the written offset; None where the text is no such date.

    Two-digit years are 1969 to 2068. Fractions of a second are dropped.
    """
    found = re.fullmatch(form.pattern, text)
    if found is None:
        return None
    have = dict(zip(form.directives, found.groups(), strict=True))
    year = int(have["Y"]) if "Y" in have else 2000 + int(have["y"]) - (100 if int(have["y"]) > 68 else 0)
    try:
        day = dt.date(year, _month(have), int(have["d"])).toordinal() - 719_163
    except ValueError:
        return None
    hour, minute, second = int(have.get("H", "0")), int(have.get("M", "0")), int(have.get("S", "0"))
    if "I" in have:
        twelve = int(have["I"])
        if not 1 <= twelve <= 12:
            return None
        hour = twelve % 12 + (12 if have["p"] in ("PM", "pm", "Pm", "pM") else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    local = day * 86_400 + hour * 3_600 + minute * 60 + second
    zone = have.get("z")
    if zone is None:
        return local, None
    if zone in ("Z", "UTC"):
        return local, 0
    hours, minutes = int(zone[1:3]), int(zone[-2:]) if len(zone) > 3 else 0
    if hours > 23 or minutes > 59:
        return None
    return local, (hours * 3_600 + minutes * 60) * (-1 if zone[0] == "-" else 1)


def _month(have: dict[str, str]) -> int:
    if "m" in have:
        return int(have["m"])
    name = (have.get("b") or have["B"])[:3].lower()
    return next(i for i, month in enumerate(MONTHS, 1) if month.startswith(name))
