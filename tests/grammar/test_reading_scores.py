"""Scores, factors, frameworks, and what is made of scores, as nodes worked out by hand."""

from __future__ import annotations

import pytest
from support.parsing import items, place, plain

ITEMS = {
    "score s, starts at 5, times trust, rounded to 0 decimals, half to even { }": (
        "Score", "s", (("StartsAt", "5"), ("TimesFactor", "trust"), ("RoundedTo", "0", "half to even")),
    ),
    "score s, rounded to 1 decimal { }": ("Score", "s", (("RoundedTo", "1", "half away from zero"),)),
    "score s, rounded to 1 decimal, toward zero, starts at a { }": (
        "Score", "s", (("RoundedTo", "1", "toward zero"), ("StartsAt", "a")),
    ),
    "account score heat { }": ("Score", "heat", True),
    "account score heat = 40% of a + b": (
        "Total", "heat", (("TotalTerm", "40%", "a"), ("TotalTerm", "b")), True,
    ),
    "score t, times trust = mine of a - b": (
        "Total", "t", (("TimesFactor", "trust"),), (("TotalTerm", "mine", "a"), ("TotalTerm", True, "b")),
    ),
    'factor trust by x { "v": 1.0  ("c", d): 0.8  from 3: much  missing: 0.5  otherwise: 0 }': (
        "Factor", "trust", "x",
        (
            ("MatchRow", ('"v"',), "1.0"), ("MatchRow", ('"c"', "d"), "0.8"),
            ("CutRow", "from", "3", ("SignedName", "much")),
            ("FallbackRow", "missing", "0.5"), ("FallbackRow", "otherwise", "0"),
        ),
    ),
    'do not score when a because "b"': ("Exclusion", "a", '"b"'),
    'do not score fit, heat when a because "b"': ("Exclusion", "a", '"b"', ("fit", "heat")),
    "completeness known of fit": ("Completeness", "known", "fit"),
    'framework bant, limited to 0..9 { a +3 asks "A?" { met when b  not met when c }  d +2 { } }': (
        "Framework", "bant", (("LimitedTo", "0", "9"),),
        (
            ("Criterion", "a", "3", '"A?"', (("CriterionLine", "met", "b"), ("CriterionLine", "not met", "c"))),
            ("Criterion", "d", "2"),
        ),
    ),
    "framework f { a +cap { implied when b and c  implied not when not d } }": (
        "Framework", "f",
        (
            (
                "Criterion", "a", ("SignedName", "cap"),
                (
                    ("CriterionLine", "implied", ("And", ("b", "c"))),
                    ("CriterionLine", "implied not", ("Not", "d")),
                ),
            ),
        ),
    ),
    "share s of bant": ("FrameworkShare", "s", "bant"),
    "questions q of bant": ("Questions", "q", "bant"),
    "questions q of bant, top 3": ("Questions", "q", "bant", "3"),
    "grade g of t { A from high  B below }": ("Grade", "g", "t", (("Band", "A", "high"), ("Band", "B"))),
    "account grade g of t { B below }": ("Grade", "g", "t", (("Band", "B"),), True),
    "matrix q of a and b { a: A from 3 B below  b: 1 from 4 2 below }": (
        "Matrix", "q", "a", "b",
        (
            ("Axis", "a", (("Band", "A", "3"), ("Band", "B"))),
            ("Axis", "b", (("Band", "1", "4"), ("Band", "2"))),
        ),
    ),
    'flag f when a or b because "c"': ("Flag", "f", ("Or", ("a", "b")), '"c"'),
    "stages l, first met wins, previous stage from s { a otherwise }": (
        "Stages", "l", (("FirstMetWins",), ("PreviousStageFrom", "s")), (("StageLine", "a"),),
    ),
    "stages l, never back through (a, b), at least 7 days in a stage since d { a otherwise }": (
        "Stages", "l", (("NeverBack", ("a", "b")), ("AtLeastInStage", "7 day", "d")), (("StageLine", "a"),),
    ),
    'account stages l { previous "X": a  previous ("Y", 3): b  a when c  b otherwise }': (
        "Stages", "l", (("StageLine", "a", "c"), ("StageLine", "b")),
        (("PreviousLine", ('"X"',), "a"), ("PreviousLine", ('"Y"', "3"), "b")), True,
    ),
    'business hours monday to wednesday from 09:00 to 17:30, time zone "UTC", holidays in h': (
        "BusinessHours", ("monday", "tuesday", "wednesday"), ("TimeOfDay", 540), ("TimeOfDay", 1050), '"UTC"', "h",
    ),
    "business hours sunday, monday from 00:00 to 24:00": (
        "BusinessHours", ("monday", "sunday"), ("TimeOfDay", 0), ("TimeOfDay", 1440),
    ),
    "business hours saturday to monday from 09:00 to 17:00, holidays in h": (
        "BusinessHours", ("monday", "saturday", "sunday"), ("TimeOfDay", 540), ("TimeOfDay", 1020), "h",
    ),
    'follow up, first met wins { "A" due in 1 hour when a because "b"  "B" due in n business days otherwise'
    '  "C" when d }': (
        "FollowUp", (("FirstMetWins",),),
        (
            ("FollowUpLine", '"A"', ("Due", "1", "hour"), "a", '"b"'),
            ("FollowUpLine", '"B"', ("Due", "n", "business day")),
            ("FollowUpLine", '"C"', "d"),
        ),
    ),
    'route r, first met wins { "A" when a because "b"  "C" otherwise }': (
        "Route", "r", (("FirstMetWins",),), (("RouteLine", '"A"', "a", '"b"'), ("RouteLine", '"C"')),
    ),
    'route r by country from "f.csv" column owner': (
        "RouteTable", "r", "country", ("TableFile", '"f.csv"', '"owner"'),
    ),
    'route r by c from "f.csv" column owner key k { missing: "A"  otherwise: "B" }': (
        "RouteTable", "r", "c", ("TableFile", '"f.csv"', '"owner"', '"k"'),
        (("RouteRow", "missing", '"A"'), ("RouteRow", "otherwise", '"B"')),
    ),
    "worklist by a, b, top 40, max 10 of c, max 5 of d, when e and f": (
        "Worklist", ("a", "b"), "40", (("WorklistCap", "10", "c"), ("WorklistCap", "5", "d")), ("And", ("e", "f")),
    ),
    "worklist by top, top top": ("Worklist", ("top",), "top"),
    "attribution by campaign": ("Attribution", "campaign"),
    'never "a": b and c': ("Invariant", "never", '"a"', ("And", ("b", "c"))),
    'always "a": b': ("Invariant", "always", '"a"', "b"),
    'use base from "b.score"': ("UseBase", '"b.score"'),
    'use base from "b.score" with a = 70, b = "x", c = 30 days, d = e': (
        "UseBase", '"b.score"',
        (("Setting", "a", "70"), ("Setting", "b", '"x"'), ("Setting", "c", "30 day"), ("Setting", "d", "e")),
    ),
    'use base from "b.score" with a = yes': ("UseBase", '"b.score"', (("Setting", "a", ("YesNo", True)),)),
    'use base, x from "b.score"': ("Use", ("base", "x"), '"b.score"'),
    "parameter a = -60": ("Parameter", "a", "-60"),
    "parameter a = 40%": ("Parameter", "a", "40%"),
    "parameter a = 30 minutes": ("Parameter", "a", "30 minute"),
    'override list m = ("A")': ("Override", ("InlineList", "m", ('"A"',))),
    "override follow up { }": ("Override", ("FollowUp",)),
    'override in fit "D" +4 when a, max 3 points': (
        "OverrideRule", "fit", ("WhenRule", '"D"', "4", "a", (("MaxPoints", "3"),)),
    ),
    'override in fit group "G" { }': ("OverrideRule", "fit", ("Group", '"G"')),
    'add in fit first of "G" { }': ("AddRule", "fit", ("PickGroup", "first of", '"G"')),
    'switch off "S" in fit': ("SwitchOff", '"S"', "fit"),
    'switch off group "S" in fit': ("SwitchOff", '"S"', True, "fit"),
    "account { domain: text key, tags: set of text }": (
        "AccountSchema",
        (("Attribute", "domain", ("TypeRef", "text"), True), ("Attribute", "tags", ("TypeRef", "set"))),
    ),
    'lead { company: account  account: ordered ("a", "b") }': (
        "LeadSchema",
        (
            ("Attribute", "company", ("TypeRef", "account")),
            ("Attribute", "account", ("TypeRef", "text", ('"a"', '"b"'), True)),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("written", ITEMS)
def test_an_item(written: str) -> None:
    """Alone in a file, and between others."""
    (found,) = items(written)
    assert plain(found) == ITEMS[written]
    assert place(found.span) == (1, 1, 1, 1 + len(written))
    around = items(f"let a = b\n{written}\nlet c = d")
    assert [plain(item) for item in around] == [("Let", "a", "b"), ITEMS[written], ("Let", "c", "d")]


def test_colleagues_in_samples() -> None:
    (found,) = items(
        'sample "s" as of 2026-01-15 {\n account industry "x"\n lead id "1", certs ("A", "B")\n e 1 day ago\n'
        ' colleague id "2"\n e 2 days ago\n f 3 days ago\n colleague id "3"\n'
        ' expect fit 50, follow up "Sales", habits missing\n}'
    )
    own = ("SampleEvent", "e", ("Ago", "1 day"))
    theirs = (("SampleEvent", "e", ("Ago", "2 day")), ("SampleEvent", "f", ("Ago", "3 day")))
    assert plain(found)[3:] == (
        (("SampleLead", (("Assignment", "id", '"1"'), ("Assignment", "certs", ('"A"', '"B"')))),),
        (own,),
        (("Expect", (("Assignment", "fit", "50"), ("Assignment", "follow up", '"Sales"'), ("Assignment", "habits"))),),
        (("SampleAccount", (("Assignment", "industry", '"x"'),)),),
        (
            ("SampleColleague", (("Assignment", "id", '"2"'),), theirs),
            ("SampleColleague", (("Assignment", "id", '"3"'),)),
        ),
    )  # fmt: skip
