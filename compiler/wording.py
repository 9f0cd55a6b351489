"""The checked model in plain English: `country is "DE" or "FR"`.

Words are those of a marketing person; names stand as in the rule file. Nothing here is computed: the texts only say
what the reference evaluator does. Basics are in `phrases.py`, values and events in `value_words.py`, conditions in
`condition_words.py`.
"""

from .condition_words import condition_words
from .phrases import (
    article,
    counted,
    date_text,
    duration,
    known,
    last,
    listed,
    moment_text,
    number,
    points_of,
    quoted,
    shortened,
    signed,
    some,
    unit_words,
)
from .value_words import Words, age_words, events_words, leads_words, moment_words, type_of, value_words, when_words

__all__ = [
    "Words",
    "age_words",
    "article",
    "condition_words",
    "counted",
    "date_text",
    "duration",
    "events_words",
    "known",
    "last",
    "leads_words",
    "listed",
    "moment_text",
    "moment_words",
    "number",
    "points_of",
    "quoted",
    "shortened",
    "signed",
    "some",
    "type_of",
    "unit_words",
    "value_words",
    "when_words",
]
