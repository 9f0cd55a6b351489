"""Words with a part of their own in the language. The keyword phrases stand in the grammar, in quotes."""

from __future__ import annotations

# These never name anything, unless in backticks.
_RESERVED = (
    "above after and at because before below by contains ends for has in is not of once or starts unless when where "
    "with within"
)
RESERVED = frozenset(_RESERVED.split())

# What begins an item at the top of a file.
ITEM_WORDS = (
    "ruleset",
    "use",
    "lead",
    "event",
    "list",
    "let",
    "do not score when",
    "score",
    "grade",
    "stages",
    "sample",
    "samples from",
)
