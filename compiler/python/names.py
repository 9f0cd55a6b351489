"""Names for the emitted module: readable ASCII slugs, each handed out once, none of them a name that means something.

Nothing of a rule file becomes a name as it stands; what cannot be spelled in ASCII gets a number.
"""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Iterable

_LONGEST = 40

# What the emitter itself writes as locals; a slug must not shadow them.
OWN_LOCALS = frozenset(
    {
        "account",
        "age",
        "as_of",
        "at",
        "barred",
        "before",
        "contributions",
        "day",
        "dropped",
        "due",
        "event",
        "events",
        "every",
        "explain",
        "factor",
        "follow_up",
        "found",
        "ignored",
        "key",
        "kind",
        "known",
        "lead",
        "leads",
        "listed",
        "met",
        "moment",
        "happened",
        "nano",
        "number",
        "of_leads",
        "paid",
        "past",
        "period",
        "points",
        "product",
        "raw",
        "reason",
        "rest",
        "row",
        "rows",
        "score",
        "score_many",
        "scored",
        "seen",
        "stage",
        "steps",
        "today",
        "told",
        "units",
        "value",
    }
)


def slug(text: str) -> str:
    """The ASCII letters and digits of a text in lower case, joined by `_`; empty where it has none."""
    characters = (c if c.isascii() and c.isalnum() else "_" for c in text)
    words = [word for word in "".join(characters).lower().split("_") if word]
    return "_".join(words)[:_LONGEST].strip("_")


class Names:
    """Hands out names that were not given before."""

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._taken = {
            *reserved,
            *OWN_LOCALS,
            *keyword.kwlist,
            *keyword.softkwlist,
            *dir(builtins),
        }

    def local(self, text: str, otherwise: str = "value") -> str:
        """A name for a local variable; `otherwise` serves texts without ASCII letters."""
        base = slug(text)
        if not base:
            base = otherwise
        elif base[0].isdigit():
            base = f"{otherwise}_{base}"
        return self._fresh(base)

    def private(self, prefix: str, text: str) -> str:
        """A name for a function of the module, such as `_score_fit`."""
        return self._fresh(f"_{prefix}_{slug(text)}".rstrip("_"))

    def constant(self, prefix: str, text: str) -> str:
        """A name for a table of the module, such as `_LIST_FREE_MAIL`."""
        return self._fresh(f"_{prefix}_{slug(text)}".rstrip("_").upper())

    def _fresh(self, base: str) -> str:
        name, number = base, 1
        while name in self._taken:
            number += 1
            name = f"{base}_{number}"
        self._taken.add(name)
        return name
