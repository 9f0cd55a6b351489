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
    "use base from",
    "override",
    "override in",
    "add in",
    "switch off",
    "switch off group",
    "parameter",
    "lead",
    "account",
    "event",
    "list",
    "let",
    "ignore",
    "do not score when",
    "do not score",
    "score",
    "account score",
    "factor",
    "completeness",
    "framework",
    "share",
    "questions",
    "grade",
    "account grade",
    "matrix",
    "flag",
    "stages",
    "account stages",
    "business hours",
    "follow up",
    "route",
    "worklist by",
    "attribution by",
    "never",
    "always",
    "sample",
    "samples from",
)
