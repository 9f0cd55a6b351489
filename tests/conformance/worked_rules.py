"""Cases worked out by hand: conditions over attributes, dates and text, and value tables.

Every case has its working beside it; the numbers come from the language's documents, never from a backend.
"""

# ruff: noqa: E501
from __future__ import annotations

from support.worked import Worked, points

DE = {"country": "DE"}

CONDITIONS = (
    points("text is", '+5 when country is "DE"', DE, "5"),
    points("case of letters matters between quotes", '+5 when country is "de"', DE, "0"),
    points("unless it is ignored", '+5 when country is "de" ignoring case', DE, "5"),
    points("is not", '+5 when country is not "DE"', {"country": "FR"}, "5"),
    points("is not: a missing value is unknown", '+5 when country is not "DE"', {}, "0"),
    points("not unknown is unknown", '+5 when not (country is "DE")', {}, "0"),
    points("is missing", "+5 when country is missing", {}, "5"),
    points("is known has two values", "+5 when not (country is known)", {}, "5"),
    points("in alternatives", '+5 when country in ("FR", "DE")', DE, "5"),
    points("not in: unknown where missing", '+5 when country not in ("FR", "DE")', {}, "0"),
    points("not in", '+5 when country not in ("FR", "NL")', DE, "5"),
    points("in a list", "+5 when country in markets", DE, "5"),
    points("a list's case matters", "+5 when country in markets", {"country": "de"}, "0"),
    points("unless it is ignored, list", "+5 when country in markets ignoring case", {"country": "de"}, "5"),
    # No trimming and no normalising of data: "DE " is another text.
    points("a trailing blank is part of the text", '+5 when country is "DE"', {"country": "DE "}, "0"),
    points("decomposed is another text", '+5 when country is "é"', {"country": "e\u0301"}, "0"),
    # Fixed folding: Σ, σ and the final ς are one letter; İ stays itself; ß is not ss; É folds to é.
    points("sigma", '+5 when title is "οδοσ" ignoring case', {"title": "ΟΔΟς"}, "5"),
    points("dotted capital i", '+5 when title is "istanbul" ignoring case', {"title": "İSTANBUL"}, "0"),
    points("sharp s", '+5 when title is "strasse" ignoring case', {"title": "straße"}, "0"),
    points("capital sharp s is sharp s", '+5 when title is "straße" ignoring case', {"title": "STRAẞE"}, "5"),
    points("accents fold", '+5 when title is "CAFÉ" ignoring case', {"title": "café"}, "5"),
    # Words: separators turn into blanks, both sides fold, the needle ends at a blank or an end.
    points("word", '+5 when title has word "vp"', {"title": "Sales/VP-EMEA"}, "5"),
    points("a word is whole", '+5 when title has word "vp"', {"title": "VPs of sales"}, "0"),
    points("one of several words", '+5 when title has any word of ("학생", "Student")', {"title": "(학생)"}, "5"),
    points("several words in a row", '+5 when title has word "vice president"', {"title": "Sr Vice-President"}, "5"),
    # ", " is two separators, hence two blanks; the needle has one.
    points("each separator is one blank", '+5 when title has word "vice president"', {"title": "Vice, President"}, "0"),
    points("contains", '+5 when title contains "les"', {"title": "Sales"}, "5"),
    points("contains is literal", '+5 when title contains "a%s"', {"title": "Sales abs"}, "0"),
    points("underscore is literal", '+5 when title contains "a_s"', {"title": "a_s"}, "5"),
    points("starts with", '+5 when title starts with any of ("/b", "/a")', {"title": "/a/b"}, "5"),
    points("starts with is not contains", '+5 when title starts with any of ("/b", "/a")', {"title": "x/a"}, "0"),
    points("starts with minds case", '+5 when title starts with "/A"', {"title": "/a/b"}, "0"),
    points("ends with", '+5 when title ends with "ALES" ignoring case', {"title": "Sales"}, "5"),
    points("contains any of", '+5 when title contains any of ("x", "al")', {"title": "Sales"}, "5"),
    # Domains: behind the last @, folded, and so are the texts that it is compared with.
    points("domain", '+5 when domain of email is "Big.Example"', {"email": "a@bIG.example"}, "5"),
    points("domain behind the last @", '+5 when domain of email is "c.de"', {"email": "a@b@c.de"}, "5"),
    points("no domain is missing", "+5 when domain of email is missing", {"email": "none"}, "5"),
    points("nothing behind the @", "+5 when domain of email is missing", {"email": "none@"}, "5"),
    points("domain in a list", "+5 when domain of email in free_mail", {"email": "x@GMAIL.COM"}, "5"),
    # Numbers, on the boundary.
    points("at least", "+5 when employees at least 50", {"employees": 50}, "5"),
    points("above", "+5 when employees above 50", {"employees": 50}, "0"),
    points("at most", "+5 when employees at most 50", {"employees": 50}, "5"),
    points("below", "+5 when employees below 50", {"employees": 49}, "5"),
    points("below, on the boundary", "+5 when employees below 50", {"employees": 50}, "0"),
    points("number is not", "+5 when employees is not 50", {"employees": 51}, "5"),
    points("numbers in", "+5 when employees in (1, 50)", {"employees": 50}, "5"),
    points("digit groups", "+5 when employees at least 1_000", {"employees": 999}, "0"),
    points("decimal at least", "+5 when budget at least 10.50", {"budget": "10.50"}, "5"),
    points("decimal just below", "+5 when budget at least 10.50", {"budget": "10.49"}, "0"),
    # Yes or no.
    points("yes", "+5 when ok", {"ok": True}, "5"),
    points("not yes", "+5 when not ok", {"ok": False}, "5"),
    points("not of a missing one", "+5 when not ok", {}, "0"),
    points("is no", "+5 when ok is no", {"ok": False}, "5"),
    # Three values: unknown or met is met; unknown and not met is not met, so that its negation is met.
    points("unknown or met", '+5 when country is "DE" or ok', {"ok": True}, "5"),
    points("unknown and met", '+5 when country is "DE" and ok', {"ok": True}, "0"),
    points("not (unknown and not met)", '+5 when not (country is "DE" and ok)', {"ok": False}, "5"),
    points("not (unknown or not met)", '+5 when not (country is "DE" or ok)', {"ok": False}, "0"),
    points("one of", '+5 when seniority in ("vp", "cxo")', {"seniority": "cxo"}, "5"),
    points("let is three-valued", "+5 when not german", {}, "0"),
    points("let", "+5 when not german", {"country": "FR"}, "5"),
    # `unless` holds back only where it is met.
    points("unless met", '+5 when employees is known, unless country is "DE"', {"employees": 1, **DE}, "0"),
    points("unless unknown", '+5 when employees is known, unless country is "DE"', {"employees": 1}, "5"),
    points("unless not unknown", "+5 when employees is known, unless (not german)", {"employees": 1}, "5"),
    points("points may be fractions", '-2.125 when country is "DE"', DE, "-2.125"),
)

# as of 2026-01-15T09:00:00Z, a Thursday; in UTC unless a zone is named.
DATES = (
    points("in next counts today", "+5 when renewal in next 60 days", {"renewal": "2026-01-15"}, "5"),
    # 2026-01-15 + 59 days: 16 days to the 31st, 28 of February make 44, 15 more: 15 March.
    points("in next, its last day", "+5 when renewal in next 60 days", {"renewal": "2026-03-15"}, "5"),
    points("in next, one day more", "+5 when renewal in next 60 days", {"renewal": "2026-03-16"}, "0"),
    points("in next is not the past", "+5 when renewal in next 60 days", {"renewal": "2026-01-14"}, "0"),
    points("in last, its last day", "+5 when renewal in last 30 days", {"renewal": "2025-12-17"}, "5"),
    points("in last, one day more", "+5 when renewal in last 30 days", {"renewal": "2025-12-16"}, "0"),
    points("in last is not the future", "+5 when renewal in last 30 days", {"renewal": "2026-01-16"}, "0"),
    points("at most 3 days ago", "+5 when renewal at most 3 days ago", {"renewal": "2026-01-12"}, "5"),
    points("at most 3 days ago, 4", "+5 when renewal at most 3 days ago", {"renewal": "2026-01-11"}, "0"),
    points("at most 3 days ago, tomorrow", "+5 when renewal at most 3 days ago", {"renewal": "2026-01-16"}, "0"),
    points("below 3 days ago", "+5 when renewal below 3 days ago", {"renewal": "2026-01-12"}, "0"),
    points("above 3 days ago", "+5 when renewal above 3 days ago", {"renewal": "2026-01-11"}, "5"),
    points("at least 3 days ago", "+5 when renewal at least 3 days ago", {"renewal": "2026-01-12"}, "5"),
    points("before today", "+5 when renewal before today", {"renewal": "2026-01-14"}, "5"),
    points("on a date", "+5 when renewal on 2026-01-14", {"renewal": "2026-01-14"}, "5"),
    points("after a date", "+5 when renewal after 2026-01-14", {"renewal": "2026-01-14"}, "0"),
    # Timestamps: whole days of age; 3 days 23:59:59 are 3 whole days, hence at most 3.
    points("moment at most 3 days ago", "+5 when seen at most 3 days ago", {"seen": "2026-01-11T09:00:01Z"}, "5"),
    points("moment 4 days ago", "+5 when seen at most 3 days ago", {"seen": "2026-01-11T09:00:00Z"}, "0"),
    points("moment above 3 days ago", "+5 when seen above 3 days ago", {"seen": "2026-01-11T09:00:00Z"}, "5"),
    points("moment at least 3 days", "+5 when seen at least 3 days ago", {"seen": "2026-01-12T09:00:00Z"}, "5"),
    points("moment below 3 days ago", "+5 when seen below 3 days ago", {"seen": "2026-01-12T09:00:00Z"}, "0"),
    points("moment in last", "+5 when seen in last 3 hours", {"seen": "2026-01-15T06:00:01Z"}, "5"),
    points("moment in last, on the edge", "+5 when seen in last 3 hours", {"seen": "2026-01-15T06:00:00Z"}, "0"),
    points("moment in last, now", "+5 when seen in last 3 hours", {"seen": "2026-01-15T09:00:00Z"}, "5"),
    points("moment in next, now", "+5 when seen in next 3 hours", {"seen": "2026-01-15T09:00:00Z"}, "5"),
    points("moment in next, on the edge", "+5 when seen in next 3 hours", {"seen": "2026-01-15T12:00:00Z"}, "0"),
    points("before 3 hours ago", "+5 when seen before 3 hours ago", {"seen": "2026-01-15T05:59:59Z"}, "5"),
    points("not before 3 hours ago", "+5 when seen before 3 hours ago", {"seen": "2026-01-15T06:00:00Z"}, "0"),
    points("after a moment", "+5 when seen after 2026-01-01T10:00:00+01:00", {"seen": "2026-01-01T09:00:01Z"}, "5"),
    points("two moments", "+5 when seen before created", {"seen": "2026-01-01T00:00:00Z", "created": "2026-01-02T00:00:00Z"}, "5"),
    # 23:30 UTC on the 14th is 00:30 on the 15th in Berlin.
    points("local day", "+5 when seen on 2026-01-15", {"seen": "2026-01-14T23:30:00Z"}, "5", zone="Europe/Berlin"),
    points("local day, not before", "+5 when seen before 2026-01-15", {"seen": "2026-01-14T23:30:00Z"}, "0", zone="Europe/Berlin"),
    points("local day in UTC", "+5 when seen before 2026-01-15", {"seen": "2026-01-14T23:30:00Z"}, "5"),
    # `today` is local as well: at 23:30 UTC of 15 July it is the 16th in Berlin (summer time, +2).
    points(
        "today is local", "+5 when renewal on today", {"renewal": "2026-07-16"}, "5",
        zone="Europe/Berlin", as_of="2026-07-15T22:00:00Z",
    ),
    # 31 May less 3 months: February 2026 has 28 days.
    points(
        "a month's last day", "+5 when renewal after 3 months ago", {"renewal": "2026-02-28"}, "0",
        as_of="2026-05-31T12:00:00Z",
    ),
    points(
        "a month's last day, later", "+5 when renewal after 3 months ago", {"renewal": "2026-03-01"}, "5",
        as_of="2026-05-31T12:00:00Z",
    ),
    # 31 July less a month is 30 June, not later and not earlier.
    points("the 31st", "+5 when renewal after 1 month ago", {"renewal": "2026-06-30"}, "0", as_of="2026-07-31T12:00:00Z"),
    points("the 31st, before", "+5 when renewal before 1 month ago", {"renewal": "2026-06-29"}, "5", as_of="2026-07-31T12:00:00Z"),
    points("days since", "+5 when days since seen is 10", {"seen": "2026-01-04T09:00:01Z"}, "5"),
    points("days since the future is missing", "+5 when days since seen at least 0", {"seen": "2026-01-16T09:00:00Z"}, "0"),
)  # fmt: skip

_SIZE = "by employees { below 50: +5  from 50: +20  from 1000: +10  missing: -1 }"
_UPTO = "by budget { up to 2: -1  above 2: +4 }"
_HOLE = "by employees { below 10: +1  from 20: +2  otherwise: +3 }"
_LAND = 'by country { "DE": +5  ("FR", "NL"): +3  missing: -1  otherwise: -2 }'
_AGE = "by days since seen { below 30: +5  from 30: +2  missing: +1  otherwise: +9 }"
TABLES = (
    points("table below", _SIZE, {"employees": 49}, "5"),
    points("from, on the cut", _SIZE, {"employees": 50}, "20"),
    points("from, before the next", _SIZE, {"employees": 999}, "20"),
    points("the last cut is open", _SIZE, {"employees": 1000}, "10"),
    points("missing", _SIZE, {}, "-1"),
    points("up to includes its bound", _UPTO, {"budget": "2.00"}, "-1"),
    points("above does not", _UPTO, {"budget": "2.01"}, "4"),
    points("no row, no points", _UPTO, {}, "0"),
    points("otherwise catches holes", _HOLE, {"employees": 10}, "3"),
    points("otherwise does not catch missing", _HOLE, {}, "0"),
    points("a text row", _LAND, {"country": "DE"}, "5"),
    points("a row of alternatives", _LAND, {"country": "NL"}, "3"),
    points("text otherwise", _LAND, {"country": "nl"}, "-2"),
    points("text missing", _LAND, {}, "-1"),
    points("yes and no rows", "by ok { yes: +3  no: -3 }", {"ok": False}, "-3"),
    points("options", 'by seniority { ("vp", "cxo"): +3  otherwise: +1 }', {"seniority": "other"}, "1"),
    points("domains fold", 'by domain of email { "B.example": +3  otherwise: +1 }', {"email": "x@b.EXAMPLE"}, "3"),
    # 29 days and 23:59:59.
    points("ages in whole days", _AGE, {"seen": "2025-12-16T09:00:01Z"}, "5"),
    points("ages on the cut", _AGE, {"seen": "2025-12-16T09:00:00Z"}, "2"),
    # Days since a moment to come are missing, not negative.
    points("ages in the future", _AGE, {"seen": "2026-01-15T09:00:01Z"}, "1"),
    points("a held-back table", "by employees { from 1: +5 }, unless ok", {"employees": 1, "ok": True}, "0"),
)

RULES: tuple[Worked, ...] = (*CONDITIONS, *DATES, *TABLES)
