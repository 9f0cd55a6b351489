"""The language in plain words, for messages: what each piece is called and what a statement looks like."""

from __future__ import annotations

from .stuck import Stuck
from .tables import END
from .tokens import Token

# How a statement begins → an example of it.
STATEMENTS = {
    "ruleset": 'ruleset acme_leads version "2026.1"',
    "use": 'use free_mail from "base/lists.score"',
    "use base": 'use base from "base/agency.score" with mql_from = 70',
    "override": 'override list markets = ("AT", "CH")',
    "override in": 'override in fit "Large" +40 when employees at least 1000',
    "add in": 'add in fit "Partner" +5 when country is "DE"',
    "switch off": 'switch off "Student" in fit',
    "parameter": "parameter mql_from = 60",
    "lead": "lead { id: text key   country: text }",
    "account": "account { domain: text key   industry: text }",
    "event": "event page_view { page: text }",
    "list": 'list markets = ("DE", "FR")',
    "let": "let large = employees at least 1000",
    "ignore": 'ignore page_view where page starts with "/internal"',
    "do": 'do not score when country is "XX" because "no market"',
    "score": "score fit, limited to 0..100 { … }",
    "account score": "account score heat, limited to 0..100 { … }",
    "factor": 'factor trust by email_status { "verified": 1.0   missing: 0.5   otherwise: 0.5 }',
    "completeness": "completeness fit_known of fit",
    "framework": "framework bant, limited to 0..100 { … }",
    "share": "share bant_share of bant",
    "questions": "questions bant_open of bant, top 3",
    "grade": "grade rating of total { A from 80   B below }",
    "account grade": "account grade warmth of heat { hot from 50   cold below }",
    "matrix": "matrix quadrant of fit and engagement { fit: A from 75   B below   engagement: 1 from 75   2 below }",
    "flag": "flag priority when employees at least 1000",
    "stages": "stages lifecycle, first met wins { mql when total at least 60   nurture otherwise }",
    "account stages": "account stages account_stage, first met wins { hot when heat at least 60   cold otherwise }",
    "business": 'business hours monday to friday from 09:00 to 17:00, time zone "Europe/Berlin"',
    "follow": 'follow up, first met wins { "Sales" due in 4 hours when lifecycle is sql   "Nobody" otherwise }',
    "route": 'route region, first met wins { "DACH" when country in ("DE", "AT", "CH")   "Rest" otherwise }',
    "worklist": "worklist by total, top 40, max 10 of pql, when lifecycle in (sql, pql)",
    "attribution": "attribution by campaign",
    "never": 'never "students reach sales": student and lifecycle is sql',
    "always": 'always "sales leads have a country": country is known or lifecycle is not sql',
    "sample": 'sample "a large company" as of 2026-01-15 { … }',
    "samples": 'samples from "leads.csv" as of 2026-01-15',
}

_RULE = '"Label" +10 when country is "DE"'
_ROW = "from 50: +10"
# What begins a block → an example of a line inside it.
LINES = {
    "": "score fit { … }",
    "lead": "country: text",
    "account": "industry: text",
    "event": "page: text",
    "score": _RULE,
    "group": _RULE,
    "first of": _RULE,
    "framework": 'budget_ok +30 asks "Is money set aside?" { met when budget at least 10000 }',
    "criterion": "met when budget at least 10000",
    "factor": "from 50: 1.2",
    "grade": "A from 80",
    "matrix": "fit: A from 75   B below",
    "stages": "mql when total at least 60",
    "follow": '"Inside sales" due in 4 hours when lifecycle is sql',
    "route": '"DACH" when country in ("DE", "AT", "CH")',
    "route by": 'otherwise: "Inbox"',
    "sample": 'lead id "1", country "DE"',
    "by": _ROW,
}

_PIECES = {
    "NAME": "a name",
    "STRING": "a text in quotes",
    "LABEL": "a label in quotes",
    "NUMBER": "a number",
    "PERCENT": "a percentage such as `40%`",
    "DATE": "a date such as `2026-01-31`",
    "TIMESTAMP": "a moment such as `2026-01-31T09:30Z`",
    "TIME": "a time such as `09:00`",
    END: "the end of the file",
}

COMPARISONS = frozenset(
    {
        "is", "is not", "at least", "at most", "above", "below", "before", "after", "on", "in", "not in",
        "is missing", "is known", "has word", "contains", "starts with", "ends with", "has any word of",
        "contains any of", "starts with any of", "ends with any of", "in last", "in next", "where", "ever", "has",
        "has any of", "has all of", "is met", "is not met", "is unknown", "within", "not within", "followed by",
        "not followed by", "else",
    }
)  # fmt: skip
TYPES = frozenset(
    {"text", "integer", "decimal", "yes or no", "date", "timestamp", "one of", "ordered", "set of text", "account"}
)
UNITS = frozenset(
    {
        "second", "seconds", "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months",
        "year", "years",
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
        "any event by the lead", "an event by the lead", "domain of", "days since", "hours since", "minutes since",
        "days from", "hours from", "minutes from", "count of", "count of different", "sum of", "highest of",
        "lowest of", "latest", "first", "last", "greatest of", "least of", "previous stage", "at least", "missing",
        "any lead of the same", "any other lead of the same", "no lead of the same", "no other lead of the same",
        "any lead of the account", "no lead of the account", "leads of the same", "other leads of the same",
        "leads of the account", "lead of the same", "other lead of the same", "lead of the account",
        "override", "override in", "add in", "switch off", "switch off group", "points of", "-", "+", "*", ".",
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


def _opening(stuck: Stuck, start: int) -> str:
    """How the statement at `start` begins, as STATEMENTS has it."""
    first, second = stuck.word(start), stuck.word(start + 1)
    if first == "override" and second != "in" and stuck.type(start + 1) == "NAME":
        return _opening(stuck, start + 1)
    if first == "account" and second not in ("score", "grade", "stages"):
        return first
    return f"{first} {second}" if f"{first} {second}" in STATEMENTS else first


def block_word(stuck: Stuck) -> str:
    """What began the open block, as LINES has it: `score`, `lead`, …, `by` for a table; empty at the file's top."""
    if len(stuck.machine.blocks) < 2:
        return ""
    start = stuck.machine.blocks[-2].start
    if stuck.word(start) in ("override", "add") and stuck.word(start + 1) == "in":
        start += 3  # behind the score's name stands the rule or group
    if stuck.type(start) == "LABEL":
        return "by"
    outer = _opening(stuck, start).removeprefix("account ")
    match outer:
        case "first" | "best" | "lowest" if stuck.word(start + 1) == "of":
            return "first of"
        case "route" if stuck.word(start + 2) == "by":
            return "route by"
        case _ if len(stuck.machine.blocks) > 2 and _opening(stuck, stuck.machine.blocks[-3].start) == "framework":
            return "criterion"
    return outer


def example(stuck: Stuck) -> str:
    """A statement of the kind at hand, as it should look."""
    block = block_word(stuck)
    opening = _opening(stuck, stuck.start)
    words = {token.text for token in stuck.tokens[stuck.start : stuck.index]}
    if not block and opening in STATEMENTS and stuck.start < stuck.index:
        if opening in ("score", "account score") and "=" in words:
            return "score total = 40% of fit + 60% of engagement"
        return STATEMENTS[opening]
    if block in ("score", "group", "first of"):
        return _rule_example(opening, words) or LINES[block]
    if block == "stages" and opening == "previous":
        return 'previous ("MQL", "Marketing Qualified"): mql'
    if block == "sample" and opening in ("account", "colleague", "expect"):
        return {"account": 'account industry "Software"', "colleague": 'colleague id "2", title "CTO"'}.get(
            opening, "expect fit 50, rating C, lifecycle sql"
        )
    return LINES.get(block, "")


def _rule_example(opening: str, words: set[str]) -> str:
    """A group, or a rule of the kind that the words tell."""
    if opening == "group":
        return 'group "Mail", limited to 0..10 { … }'
    if opening in ("first", "best", "lowest") and "of" in words:
        return f'{opening} of "Seniority" {{ … }}'
    if opening == "counts":
        return "counts since last purchase"
    if "by" in words and "visit" not in words:
        return '"Label" by employees { below 50: +5   from 50: +20 }'
    if "full" in words:
        return '"Label" +2 for each full 10000 of budget, max 20 points'
    if "visit" in words:
        return '"Label" +1 for each visit of page_view after 30 minutes of silence in last 90 days'
    if "lead" in words and "each" in words:
        return '"Label" +5 for each other lead of the same company with an event in last 30 days, max 4 leads'
    if "each" in words and "with" in words:
        return '"Label" +3 for each day with at least 7 page_view in last 30 days'
    if "each" in words or "once" in words:
        return '"Label" +5 for each page_view in last 90 days'
    return ""


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
