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
    "after": "following|later than|is after|is later than|since",
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
    "use base from": "extend|extends|inherit from|inherits from|inherit",
    "override": "redefine|overwrite|replace",
    "override in": "override rule in|replace in",
    "switch off": "turn off|disable|drop|remove",
    "switch off group": "turn off group|disable group|drop group|remove group",
    "parameter": "param|constant|variable",
    "set of text": "set of texts|set of integer|set of integers|set of number|set of numbers|set of string|"
    "set of strings|list of text|list of texts|set text|set of|set|text set|array of text|array|multi select",
    "ordered": "ordered one of|ranked|ordered list",
    "has": "has entry|has the entry|includes entry",
    "has any of": "has one of|includes any of|has either of|has any",
    "has all of": "includes all of|has each of|has every one of|has all",
    "count of different": "count of distinct|number of different|number of distinct|distinct count of|count different",
    "count of": "number of|amount of|how many",
    "sum of": "total of|sum|total",
    "highest of": "max of|maximum of|largest of",
    "lowest of": "min of|minimum of|smallest of",
    "greatest of": "max|maximum|larger of|max of|highest of",
    "least of": "min|minimum|smaller of|min of|lowest of",
    "else": "or else|otherwise|if missing|if missing then|default",
    "previous stage": "last stage|former stage|old stage",
    "previous stage from": "previous stage in|previous stage is|previous stage|old stage from",
    "hours since": "hours after",
    "days from": "days between",
    "hours from": "hours between",
    "minutes from": "minutes between",
    "to": "and|until|till",
    "followed by": "then|and then|leads to|before",
    "not followed by": "without|and no|but no|never followed by|with no",
    "within": "in|in at most|less than|up to",
    "not within": "outside|not in",
    "of the same": "with the same|with same|of same|for the same|same",
    "for each full": "for every full|for each complete|for each whole|per full|for full|for each",
    "other leads of the same": "other leads of the|other leads of same|other leads of|other leads from the same|"
    "other leads at the same|other leads from|colleagues of the same|colleagues from the same|colleagues of|"
    "colleagues at",
    "other lead of the same": "other lead of the|other lead of same|other lead of|other lead from the same|"
    "other lead at the same|other lead from|other lead at|colleague of the same|colleague from the same|colleague of|"
    "colleague at",
    "any other lead of the same": "any other lead of the|any other lead of same|any other lead of|"
    "any other lead from the same|any colleague of the same|any colleague from the same|any colleague of",
    "no other lead of the same": "no other lead of the|no other lead of same|no other lead of|"
    "no other lead from the same|no colleague of the same|no colleague from the same|no colleague of",
    "with at least": "with minimum|with more than|having at least|of at least|where at least|with least|with|of",
    "visit of": "session of|visits of|sessions of|session|visit",
    "visit with at least": "session with at least|visit of at least|session of at least",
    "of silence": "of inactivity|of no activity|without activity|of idleness|silence|inactivity",
    "starts at": "start at|starting at|start with|starts from|starts with|base|beginning at",
    "half to even": "half even|half up to even|bankers rounding|round half to even",
    "toward zero": "towards zero|truncated|truncate|to zero|down",
    "times": "multiplied by|multiply by|x",
    "weight": "weighted|weighs|weighing|weights",
    "formerly": "previously|renamed from|once called|was",
    "first of": "first|first match of|any of",
    "best of": "best|highest of",
    "counts since": "count since|counting since|reset by|resets after|since",
    "met when": "met if|is met when|yes when|true when",
    "not met when": "not met if|unmet when|is not met when|no when|false when",
    "implied when": "implied if|suggested when|likely when",
    "implied not when": "implied not if|not implied when|unlikely when",
    "is met": "met",
    "asks": "ask|question|asking|asked",
    "due in": "due within|due after|due|within",
    "business hours": "working hours|office hours|opening hours",
    "business hour": "working hour|office hour",
    "business days": "working days|workdays|weekdays",
    "business day": "working day|workday|weekday",
    "holidays in": "holidays from|holidays are|holidays|except",
    "follow up": "followup|follow ups|follow",
    "worklist by": "work list by|call list by|queue by",
    "attribution by": "attribute by|attributed by|attribution to",
    "ignore": "skip|drop|noise|discard",
    "flag": "mark|flags",
    "route": "routing|routes|assign",
    "factor": "multiplier|factors",
    "framework": "qualification|checklist",
    "never": "assert never|must never",
    "always": "assert|assert always|must always|must",
    "colleague": "coworker|other lead",
    "do not score": "never score|exclude from",
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
