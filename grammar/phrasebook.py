"""What people write for the words and signs of the language."""

from __future__ import annotations

# phrase of the language → other ways to say it, the longest that fits is taken; a phrase that merely lacks a word is
# known without being listed
_SAID: dict[str, str] = {
    "when": "if|whenever|provided|where",
    "for each": "for every|for all|for any|every|per",
    "once for": "once on|once if|once when",
    "above": "more than|greater than|larger than|bigger than|higher than|is more than|is greater than|"
    "is above|is higher than|is larger than|is over|over|exceeds",
    "below": "less than|fewer than|lower than|smaller than|is less than|is fewer than|is below|is lower than|"
    "is smaller than|is under|under",
    "at least": "greater than or equal to|greater or equal|no less than|not less than|is at least|at minimum|"
    "minimum|no fewer than",
    "at most": "less than or equal to|less or equal|no more than|not more than|is at most|at maximum|maximum|"
    "up to|not above",
    "after": "later than|is after|is later than|since",
    "before": "earlier than|is before|is earlier than|until",
    "on": "is on",
    "is": "equals|equal|equal to|equals to|is equal to|are|was",
    "is not": "not equal|not equal to|does not equal|is not equal to|isnt|differs from",
    "in": "is in|is one of|one of|is any of|any of|among|is among|within",
    "not in": "is not in|is not one of|none of|not one of|not any of|is none of",
    "is missing": "is not known|does not exist|not known",
    "is known": "is not missing|exists|not missing",
    "has word": "has the word|has words|contains word|contains the word|includes word",
    "has any word of": "has one of|has words of|has any words of|has a word of|has any word in|contains any word of",
    "contains": "includes|include|contain|matches|like|is like|is containing|containing",
    "contains any of": "contains one of|includes any of",
    "starts with": "begins with|start with|starting with|beginning with|begins",
    "ends with": "end with|ending with|finishes with",
    "starts with any of": "begins with any of|starts with one of",
    "ends with any of": "ends with one of",
    "ignoring case": "ignore case|case insensitive|ignoring the case|ignores case",
    "in next": "in the next|within next|within the next|over the next",
    "unless": "except when|except if|except|unless when|unless if|but not when|but not if|if not",
    "limited to": "limit to|limited between|limited from|capped at|capped to|cap|cap at|between|bounded to|limits|"
    "range|from",
    "max": "maximum|at most|no more than|up to|maximal|not more than",
    "rounded to": "round to|rounded at|rounding to|round",
    "first met wins": "first match wins|first matching wins|first one wins",
    "otherwise": "else|default|other|others|rest|in all other cases",
    "text": "string|str|varchar|char|texts",
    "integer": "int|number|bigint|whole number|numeric|integers",
    "decimal": "float|double|money|real|currency|decimals",
    "yes or no": "bool|boolean|flag|yesno|true or false",
    "timestamp": "datetime|time|date time|instant|moment",
    "one of": "enum|choice|any of|either|either of",
    "halve every": "halves every|half every|halving every|decay every|half life|halved every",
    "fade to": "fades to|fading to",
    "keep": "keeps|keeping",
    "lose": "loses|losing",
    "of the original every": "every",
    "points every": "points each",
    "points of each event": "points of every event|points of events|points of all events|events|each event|points",
    "do not score when": "never score when|exclude when|disqualify when|do not score if|exclude if|disqualify if|"
    "exclude|never score|dont score when",
    "because": "reason|due to|as|since",
    "as of": "as at|at|on",
    "expect": "expected|expects|expecting|result",
    "use": "import|include|using",
    "let": "define|const|condition|set|segment",
    "score": "scores|scoring|model",
    "stages": "stage|lifecycle",
    "grade": "grades|rating",
    "time zone": "timezone|tz",
    "version": "v",
    "not by the lead": "by others|by someone else|by the team",
    "no decay": "without decay|no decays|not decaying",
    "no": "without|without any|not any",
    "ago": "before now|back|earlier",
    "decimals": "digits|places|decimal places",
    "latest": "last|newest|most recent",
    "once per": "once each|once a|once every|one per",
    "with events from": "and events from",
    "samples from": "sample from",
}

SAYINGS: dict[str, list[tuple[tuple[str, ...], str]]] = {}
for _meant, _others in _SAID.items():
    for _other in _others.split("|"):
        _words = tuple(_other.split())
        SAYINGS.setdefault(_words[0], []).append((_words, _meant))
for _found in SAYINGS.values():
    _found.sort(key=lambda pair: -len(pair[0]))

# Ways to say `in last`, so that the message can speak of windows.
_WINDOWS = (
    "in the last|in the past|in past|within the last|within last|within the past|within past|during the last|"
    "during last|over the last|over last|for the last|for last|in|within|during|last|past|since last|since"
)
WINDOWS = tuple(tuple(text.split()) for text in _WINDOWS.split("|"))

SIGNS = {
    "=": "is",
    "==": "is",
    "!=": "is not",
    "<>": "is not",
    ">": "above",
    ">=": "at least",
    "=>": "at least",
    "<": "below",
    "<=": "at most",
    "=<": "at most",
    "&&": "and",
    "||": "or",
    "!": "not",
    "&": "and",
    "|": "or",
}
MOMENT_SIGNS = {">": "after", ">=": "after", "<": "before", "<=": "before", "=": "on", "==": "on"}
