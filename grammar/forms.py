"""The language in plain words, for messages: what each piece is called and what a statement looks like."""

from __future__ import annotations

from .stuck import Stuck
from .tables import END
from .tokens import Token

# A statement's first word (or LABEL) → an example of it.
STATEMENTS = {
    "ruleset": 'ruleset acme_leads version "2026.1"',
    "use": 'use free_mail from "base/lists.score"',
    "lead": "lead { id: text key   country: text }",
    "event": "event page_view { page: text }",
    "list": 'list markets = ("DE", "FR")',
    "let": "let large = employees at least 1000",
    "do": 'do not score when country is "XX" because "no market"',
    "score": "score fit, limited to 0..100 { … }",
    "grade": "grade rating of total { A from 80   B below }",
    "stages": "stages lifecycle { mql when total at least 60   nurture otherwise }",
    "sample": 'sample "a large company" as of 2026-01-15 { … }',
    "samples": 'samples from "leads.csv" as of 2026-01-15',
}

# What begins a block → an example of a line inside it.
LINES = {
    "": "score fit { … }",
    "lead": "country: text",
    "event": "page: text",
    "score": '"Label" +10 when country is "DE"',
    "group": '"Label" +10 when country is "DE"',
    "grade": "A from 80",
    "stages": "mql when total at least 60",
    "sample": 'lead id "1", country "DE"',
    "by": "from 50: +10",
}

_PIECES = {
    "NAME": "a name",
    "STRING": "a text in quotes",
    "LABEL": "a label in quotes",
    "NUMBER": "a number",
    "PERCENT": "a percentage such as `40%`",
    "DATE": "a date such as `2026-01-31`",
    "TIMESTAMP": "a moment such as `2026-01-31T09:30Z`",
    END: "the end of the file",
}

COMPARISONS = frozenset(
    {
        "is", "is not", "at least", "at most", "above", "below", "before", "after", "on", "in", "not in",
        "is missing", "is known", "has word", "contains", "starts with", "ends with", "has any word of",
        "contains any of", "starts with any of", "ends with any of", "in last", "in next", "where", "ever",
    }
)  # fmt: skip
TYPES = frozenset({"text", "integer", "decimal", "yes or no", "date", "timestamp", "one of"})
UNITS = frozenset(
    {
        "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years",
    }
)  # fmt: skip
# What is named first among the things that could stand at a place.
_LIKELY = (
    "NAME", "STRING", "NUMBER", "LABEL", "when", "for each", "once for", "by", "is", "at least", "in", "{", "(",
    ",", ":", "unless", "halve every", "max", "latest", "once per", "limited to", "rounded to", "lead", "event",
    "list", "let", "score", "text", "integer", "decimal", "date", "from", "below", "missing", "otherwise", "and", "or",
)  # fmt: skip
# Words that are values or stand for one: never the first guess at what is missing.
VALUE_WORDS = frozenset(
    {
        "today", "yes", "no", "not", "event", "events", "any event", "event by the lead", "events by the lead",
        "any event by the lead", "an event by the lead", "domain of", "days since", "days since last",
        "days since first", "count of", "count of different", "at least", "missing", "-", "+",
    }
)  # fmt: skip


def shown(token: Token | None) -> str:
    """A token as messages quote it."""
    if token is None:
        return "the end of the file"
    text = token.text if len(token.text) <= 40 else token.text[:39] + "…"
    if text.startswith("`"):
        return text
    return (
        f"`{text}`" if text.isprintable() else f"`{''.join(c if c.isprintable() else f'U+{ord(c):04X}' for c in text)}`"
    )


def piece(terminal: str) -> str:
    """A terminal as messages name it."""
    return _PIECES.get(terminal) or f"`{terminal}`"


def listed(pieces: list[str], most: int = 5) -> str:
    """`a`, `b` or `c`; long lists are cut."""
    if len(pieces) > most:
        return ", ".join(pieces[:most]) + " …"
    if len(pieces) > 1:
        return ", ".join(pieces[:-1]) + " or " + pieces[-1]
    return "".join(pieces)


def block_word(stuck: Stuck) -> str:
    """What began the open block: `score`, `lead`, …, `by` for a table; empty at the top of the file."""
    if len(stuck.machine.blocks) < 2:
        return ""
    start = stuck.machine.blocks[-2].start
    return "by" if stuck.type(start) == "LABEL" else stuck.word(start)


def example(stuck: Stuck) -> str:
    """A statement of the kind at hand, as it should look."""
    block = block_word(stuck)
    first = stuck.word(stuck.start)
    if not block and first in STATEMENTS and stuck.start < stuck.index:
        if first == "score" and "=" in {token.text for token in stuck.tokens[stuck.start : stuck.index]}:
            return "score total = 40% of fit + 60% of engagement"
        return STATEMENTS[first]
    if block in ("score", "group"):
        words = {token.text for token in stuck.tokens[stuck.start : stuck.index]}
        if first == "group":
            return 'group "Mail", limited to 0..10 { … }'
        if "by" in words:
            return '"Label" by employees { below 50: +5   from 50: +20 }'
        if "each" in words or "once" in words:
            return '"Label" +5 for each page_view in last 90 days'
    return LINES.get(block, "")


def _rank(terminal: str) -> tuple[int, str]:
    if terminal in _LIKELY:
        return _LIKELY.index(terminal), terminal
    return len(_LIKELY) + (terminal in VALUE_WORDS), terminal


def expected(stuck: Stuck) -> str:
    """What could stand at the place, in plain words, the likely first."""
    began = stuck.start < stuck.index
    possible = [t for t in stuck.possible() if t not in (END, "}") and not (began and t == "LABEL")]
    order = sorted(possible, key=_rank)
    if len([t for t in order if t in COMPARISONS]) > 8:
        rest = [t for t in order if t not in COMPARISONS and t not in VALUE_WORDS]
        order = ["is", "at least", "in", *rest]
    return listed([piece(t) for t in order], 6)
