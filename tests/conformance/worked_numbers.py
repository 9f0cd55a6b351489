"""Cases worked out by hand: values of events, arithmetic, sets, ordered labels, amounts, picked groups.

Ages count back from 2026-01-15T09:00:00Z.
"""

# ruff: noqa: E501
from __future__ import annotations

from dataclasses import replace

from support.worked import Worked, points, whole


def seen(*ages: str, **values: object) -> tuple[tuple[str, str, dict[str, object]], ...]:
    return tuple(("page_view", age, values) for age in ages)


def met(
    name: str, condition: str, values: dict[str, object] | None = None, events: tuple[tuple[object, ...], ...] = ()
) -> Worked:
    return points(name, f"+5 when {condition}", values, "5", events=events)


def one(
    name: str,
    rules: str,
    values: dict[str, object],
    expected: str,
    events: tuple[tuple[object, ...], ...] = (),
    rows: list[tuple[str, str, str, str, int]] | None = None,
) -> Worked:
    """A score `s`, written whole, that may stand beside others."""
    assert rules.startswith("score s,")
    return replace(whole(name, rules, values, {"s": expected}, events=events, rows=rows), alone=False)


def unmet(
    name: str, condition: str, values: dict[str, object] | None = None, events: tuple[tuple[object, ...], ...] = ()
) -> Worked:
    return points(name, f"+5 when {condition}", values, "0", events=events)


LARGE = 10**12
TWO = (
    *seen("2d", seconds=3, cost="1.25", page="b", big=True, due="2026-03-01"),
    *seen("1d", seconds=8, cost="0.50", page="a", big=False, due="2026-02-01"),
)
OF_EVENTS = (
    met("the sum of nothing is 0", "sum of seconds of page_view ever is 0"),
    met("a sum", "sum of seconds of page_view in last 9 days is 11", events=TWO),
    met("a sum of decimals", "sum of cost of page_view ever is 1.75", events=TWO),
    met("a sum, one lacks the number", "sum of seconds of page_view ever is 3", events=seen("1d", seconds=3) + seen("1d")),
    met("a sum below 0", "sum of seconds of page_view ever is -4", events=seen("1d", seconds=3) + seen("1d", seconds=-7)),
    met("a sum with its filter and window", 'sum of seconds of page_view where page is "b" in last 2 days is 0', events=TWO),
    met("the largest number that enters a sum", f"sum of seconds of page_view ever is {LARGE}", events=seen("1d", seconds=LARGE)),
    met("a number too large for a sum", "sum of seconds of page_view ever is 1", events=seen("1d", seconds=LARGE + 1) + seen("1d", seconds=1)),
    met("the smallest number that enters a sum", f"sum of seconds of page_view ever is -{LARGE}", events=seen("1d", seconds=-LARGE)),
    met("a number too small for a sum", "sum of seconds of page_view ever is 1", events=seen("1d", seconds=-LARGE - 1) + seen("1d", seconds=1)),
    met("the highest", "highest of seconds of page_view ever is 8", events=TWO),
    met("the lowest of decimals", "lowest of cost of page_view ever is 0.50", events=TWO),
    met("the highest of a day", "highest of due of page_view ever is 2026-03-01", events=TWO),
    met("the highest of large numbers is not cut", f"highest of seconds of page_view ever is {LARGE + 1}", events=seen("1d", seconds=LARGE + 1)),
    met("the highest of nothing", "highest of seconds of page_view ever is missing", events=seen("1d")),
    unmet("the lowest of nothing is not below", "lowest of seconds of page_view ever below 5", events=seen("1d")),
    met("the latest value", 'latest page of page_view ever is "a"', events=TWO),
    met("the first value", 'first page of page_view ever is "b"', events=TWO),
    met("the latest that has it", 'latest page of page_view ever is "a"', events=TWO + seen("1h")),
    met("the first that has it", 'first page of page_view ever is "b"', events=TWO + seen("9d")),
    met("the latest of one second: the largest text", 'latest page of page_view ever is "ä"', events=seen("1d", page="z") + seen("1d", page="ä") + seen("1d", page="B")),
    met("the first of one second: the largest text too", 'first page of page_view ever is "ä"', events=seen("1d", page="z") + seen("1d", page="ä") + seen("1d", page="B")),
    # In UTF-8 U+FF5E is EF BD 9E and U+1F600 is F0 9F 98 80; in UTF-16 the order would be the other.
    met("texts by bytes of UTF-8", 'latest page of page_view ever is "\\u{1F600}"', events=seen("1d", page="\U0001f600") + seen("1d", page="\uff5e")),
    met("the latest number of one second", "latest seconds of page_view ever is 8", events=seen("1d", seconds=-9) + seen("1d", seconds=8)),
    met("the latest yes of one second", "latest big of page_view ever is yes", events=seen("1d", big=False) + seen("1d", big=True)),
    met("the latest no", "latest big of page_view ever is no", events=TWO),
    met("the latest day", "latest due of page_view ever is 2026-02-01", events=TWO),
    met("the latest is not to come", 'latest page of page_view ever is "a"', events=TWO + seen("-1s", page="q")),
    met("the latest of nothing", "latest page of page_view in last 1 day is missing", events=TWO),
)  # fmt: skip

MOMENTS = (
    met("whole days between", "days from first page_view to first demo is 1", events=(*seen("3d"), ("demo", "1d 1s"))),
    met("exactly two days between", "days from first page_view to first demo is 2", events=(*seen("3d"), ("demo", "1d"))),
    met("hours between", "hours from first page_view to last demo is 47", events=(*seen("3d"), ("demo", "1d 1s"), ("demo", "2d"))),
    met("minutes between", "minutes from first page_view to first demo is 0", events=(*seen("60s"), ("demo", "1s"))),
    met("nothing between", "days from first page_view to first demo is 0", events=(*seen("3d"), ("demo", "3d"))),
    met("the wrong way round is missing", "days from first page_view to first demo is missing", events=(*seen("3d"), ("demo", "3d 1s"))),
    met("without an end it is missing", "days from first page_view to first demo is missing", events=seen("3d")),
    met("without a start it is missing", "hours from created to first demo is missing", events=(("demo", "1d"),)),
    met("between two days", "days from expiry to renewal is 59", {"expiry": "2026-01-01", "renewal": "2026-03-01"}),
    # 28 February to 1 March 2028: the 29th lies between.
    met("between two days of a leap year", "days from expiry to renewal is 2", {"expiry": "2028-02-28", "renewal": "2028-03-01"}),
    met("a moment to come may be an end", "hours from created to seen is 25", {"created": "2026-01-15T08:00:00Z", "seen": "2026-01-16T09:59:59Z"}),
    met("hours since", "hours since seen is 2", {"seen": "2026-01-15T06:00:01Z"}),
    met("exactly three hours since", "hours since seen is 3", {"seen": "2026-01-15T06:00:00Z"}),
    met("minutes since the last", "minutes since last page_view is 1", events=seen("119s", "1h")),
    met("minutes since the first", "minutes since first page_view is 60", events=seen("119s", "1h")),
    met("hours since a moment to come", "hours since seen is missing", {"seen": "2026-01-15T09:00:01Z"}),
    met("the later of two", "days since (last page_view or created) is 2", {"created": "2026-01-10T09:00:00Z"}, events=seen("2d")),
    met("the one that is known", "days since (last page_view or created) is 5", {"created": "2026-01-10T09:00:00Z"}),
    met("neither is known", "days since (last page_view or created) is missing"),
    met("one of two lies ahead", "days since (created or seen) is 5", {"created": "2026-01-10T09:00:00Z", "seen": "2026-01-15T09:00:01Z"}),
)  # fmt: skip

ARITHMETIC = (
    met("plus and minus", "employees + score_of_old - 3 is 4", {"employees": 2, "score_of_old": 5}),
    met("times a constant", "3 * employees is 6", {"employees": 2}),
    met("a constant behind", "employees * 2.5 is 5", {"employees": 2}),
    met("brackets", "2 * (employees - score_of_old) is -6", {"employees": 2, "score_of_old": 5}),
    met("scales", "budget - employees is 0.25", {"budget": "2.25", "employees": 2}),
    met("a part is missing", "(employees + score_of_old) is missing", {"employees": 2}),
    unmet("a part is missing, no comparison", "employees + score_of_old below 100", {"employees": 2}),
    met("greatest", "greatest of (0, 11 - employees) is 9", {"employees": 2}),
    met("greatest below 0", "greatest of (0, 11 - employees) is 0", {"employees": 12}),
    met("least", "least of (employees, budget) is 2", {"employees": 2, "budget": "2.01"}),
    met("greatest with a missing part", "greatest of (0, employees) is missing"),
    met("least with a missing part", "least of (0, employees) is missing"),
    met("else in place of missing", "(employees else 15) is 15"),
    met("else is not needed", "(employees else 15) is 2", {"employees": 2}),
    met("else for a text", '(country else "DE") is "DE"'),
    met("else in a sum", "(employees else 1) + (score_of_old else 2) is 7", {"score_of_old": 6}),
    met("two of three", 'at least 2 of (ok, country is "DE", employees at least 5)', {"ok": True, "employees": 5}),
    unmet("one of three", 'at least 2 of (ok, country is "DE", employees at least 5)', {"ok": True, "employees": 4}),
    met("two of three cannot be", 'not (at least 2 of (ok, country is "DE", employees at least 5))', {"ok": False, "employees": 4}),
    unmet("two of three is open", 'not (at least 2 of (ok, country is "DE", employees at least 5))', {"ok": True, "employees": 4}),
)  # fmt: skip

SETS = (
    met("has", 'certs has "CFP"', {"certs": ("CFA", "CFP")}),
    unmet("a piece of an entry is none", 'certs has "CF"', {"certs": ("CFA", "CFP")}),
    unmet("capitals count", 'certs has "cfp"', {"certs": ("CFP",)}),
    met("capitals ignored", 'certs has "cfp" ignoring case', {"certs": ("CFP",)}),
    met("any of", 'certs has any of ("X", "CFA")', {"certs": ("CFA", "CFP")}),
    unmet("all of, one short", 'certs has all of ("X", "CFA")', {"certs": ("CFA", "CFP")}),
    met("all of", 'certs has all of ("CFP", "CFA")', {"certs": ("A", "CFA", "CFP")}),
    met("an empty set is known", "certs is known", {"certs": ()}),
    met("an empty set has no entries", "count of certs is 0", {"certs": ()}),
    met("an empty set has nothing", 'not (certs has "a")', {"certs": ()}),
    unmet("a missing set has not nothing", 'not (certs has "a")'),
    met("how many are missing", "count of certs is missing"),
    met("how many", "count of certs is 3", {"certs": ("a", "b", "c")}),
    met("at least mid", 'level at least "mid"', {"level": "mid"}),
    unmet("above mid", 'level above "mid"', {"level": "mid"}),
    met("above mid, high", 'level above "mid"', {"level": "high"}),
    met("below mid", 'level below "mid"', {"level": "low"}),
    met("at most mid", 'level at most "mid"', {"level": "mid"}),
    unmet("a missing level is not low", 'level at most "high"'),
)  # fmt: skip

FULL = "+2 for each full 10 of employees, max 20 points"
TIMES = "+2 for each full 10 of employees, max 3 times"
IDLE = "-10 for each full 30 days since (last page_view or created), max 6 times"
EACH = "+ points of seconds for each page_view in last 9 days"
AMOUNTS = (
    points("no full ten", FULL, {"employees": 9}, "0"),
    points("a full ten", FULL, {"employees": 10}, "2", rows=[("rule", "rule", "2", 1)]),
    points("ten full tens", FULL, {"employees": 100}, "20"),
    points("eleven full tens", FULL, {"employees": 110}, "20"),
    points("nothing for less than nothing", FULL, {"employees": -25}, "0"),
    points("nothing for missing", FULL, expected="0"),
    points("at most three times", TIMES, {"employees": 39}, "6"),
    points("not four times", TIMES, {"employees": 40}, "6", rows=[("rule", "rule", "6", 3)]),
    points("full amounts of a decimal", "+1 for each full 0.25 of budget, max 50 times", {"budget": "1.24"}, "4"),
    points("full amounts taken away", "-2 for each full 10 of employees, max 5 points", {"employees": 30}, "-5"),
    points("full amounts held back", f"{FULL}, unless ok", {"employees": 10, "ok": True}, "0"),
    points("half a full amount", "+2.5 for each full 10 of employees, max 9 points, weight 50%", {"employees": 30}, "3.75"),
    points("idle for 29 days", IDLE, events=seen("29d 23h 59m 59s"), expected="0"),
    points("idle for 30 days", IDLE, events=seen("30d"), expected="-10"),
    points("idle for 179 days", IDLE, events=seen("179d"), expected="-50"),
    points("idle for 500 days", IDLE, events=seen("500d"), expected="-60"),
    points("idle since it was created", IDLE, {"created": "2025-11-15T09:00:00Z"}, "-20"),
    points("idle, nothing known", IDLE, expected="0"),
    points("the number itself", "+ employees, limited to 0..30", {"employees": 12}, "12"),
    points("the number itself, too large", "+ employees, limited to 0..30", {"employees": 31}, "30"),
    points("the number itself, below", "+ employees, limited to 0..30", {"employees": -1}, "0"),
    points("the number taken away", "- employees, limited to -30..0", {"employees": 12}, "-12"),
    points("the number taken away, too large", "- employees, limited to -30..0", {"employees": 31}, "-30"),
    points("a decimal itself", "+ budget, limited to -5..5", {"budget": "-4.99"}, "-4.99"),
    points("a computed number", "+ (2 * employees - 10), limited to -5..5", {"employees": 4}, "-2"),
    points("a number is missing", "+ employees, limited to 2..5", expected="0"),
    points("points of events", EACH, events=seen("1d", seconds=7) + seen("2d", seconds=-3) + seen("3d"), expected="4", rows=[("rule", "rule", "4", 2)]),
    points("points of an event, at most 1,000", EACH, events=seen("1d", seconds=1001) + seen("2d", seconds=-1), expected="999"),
    points("points of an event, at least -1,000", EACH, events=seen("1d", seconds=-1001) + seen("2d", seconds=1), expected="-999"),
    points("points of events taken away", "- points of cost for each page_view ever", events=seen("1d", cost="7.25") + seen("2d", cost="-3"), expected="-4.25"),
    points("points of events, at most", f"{EACH}, max 5 points", events=seen("1d", seconds=9), expected="5"),
    points("points of events, at least", f"{EACH}, max 5 points", events=seen("1d", seconds=-9), expected="-5"),
    # Of one second the larger amount is the later one.
    points("the latest of one second is the larger", f"{EACH}, latest 1 only", events=seen("1d", seconds=3) + seen("1d", seconds=5) + seen("1d", seconds=4), expected="5"),
    points("once per day, the larger", f"{EACH}, once per day", events=seen("1d", seconds=-3) + seen("1d", seconds=-5), expected="-3"),
    points("an event without number is not the latest", f"{EACH}, latest 1 only", events=seen("1d") + seen("2d", seconds=5), expected="5"),
    points("points of events decay", "+ points of seconds for each page_view ever, halve every 2 days", events=seen("2d", seconds=7), expected="3.5"),
    points("points of events per page", f"{EACH}, max 10 points per page", events=seen("1d", seconds=7, page="a") + seen("2d", seconds=8, page="a") + seen("3d", seconds=-30, page="b") + seen("3d", seconds=4), expected="4"),
)  # fmt: skip

# 2.5 → 3, 2, 2; -2.5 → -3, -2, -2; 3.5 → 4, 4, 3; 2.6 → 3, 3, 2; -2.6 → -3, -3, -2.
MODES = tuple(
    one(
        f"{shown} rounded{mode or ' away from zero'}",
        f'score s, limited to -9..9, rounded to 0 decimals{mode} {{ "r" {shown} when ok }}',
        {"ok": True},
        expected,
    )
    for mode, row in (
        ("", ("3", "-3", "4", "-4", "3", "-3", "0", "1", "-1")),
        (", half to even", ("2", "-2", "4", "-4", "3", "-3", "0", "0", "0")),
        (", toward zero", ("2", "-2", "3", "-3", "2", "-2", "0", "0", "0")),
    )
    for shown, expected in zip(
        ("+2.5", "-2.5", "+3.5", "-3.5", "+2.6", "-2.6", "+0.499", "+0.5", "-0.5"), row, strict=True
    )
)
MODES = tuple(case for i, case in enumerate(MODES) if i % 3 == i // 9 or i > 8)  # half up has its cases elsewhere

PICK = '{ "a" +3 when ok  "b" +7 when employees at least 5  "c" -2 for each page_view ever  "zero" +0 when country is "DE" }'


def picked(name: str, how: str, expected: str, values: dict[str, object], *ages: str, clauses: str = "") -> Worked:
    rules = PICK.replace("+0", "0")
    return one(
        name, f'score s, limited to -50..50 {{ {how} of "G"{clauses} {rules} }}', values, expected, events=seen(*ages)
    )


ALL: dict[str, object] = {"ok": True, "employees": 5}
PICKS = (
    picked("the first that is met", "first", "3", ALL, "1d"),
    picked("the second is the first met", "first", "7", {"employees": 5}, "1d"),
    picked("an unknown one is not met", "first", "-4", {}, "1d", "2d"),
    picked("the one that pays most", "best", "7", ALL, "1d"),
    picked("the one that pays least", "lowest", "-6", ALL, "1d", "2d", "3d"),
    picked("none is met", "best", "0", {}),
    picked("best of what takes away and 0", "best", "0", {"country": "DE"}, "1d"),
    picked("lowest, with a 0 and more", "lowest", "0", {"country": "DE", "ok": True}),
    picked("best where only a deduction is met", "best", "-2", {}, "1d"),
    picked("the limits of the group hold", "best", "5", ALL, clauses=", limited to -1..5"),
    picked("the limits of the group hold below", "lowest", "-1", ALL, "1d", clauses=", limited to -1..5"),
    one(
        "first of: held back is not met",
        'score s, limited to 0..100 { first of "G" { "a" +3 when ok, unless employees at least 5  "b" +1 when ok } }', ALL, "1",
    ),
    one("first of: 0 points are met", 'score s, limited to 0..100 { first of "G" { "a" 0 when ok  "b" +1 when ok } }', ALL, "0"),
    one("first of: a table that pays 0 is not met", 'score s, limited to 0..100 { first of "G" { "a" by employees { from 5: 0  missing: +4 }  "b" +1 when ok } }', ALL, "1"),
    one(
        "only the picked rule has a row", 'score s, limited to 0..100 { best of "G" { "a" +3 when ok  "b" +3 when employees is 5  "c" +2 when ok } }',
        ALL, "3", rows=[("s", "rule", "a", "3", 1)],
    ),
    one(
        "weights multiply", 'score s, rounded to 3 decimals { group "G", weight 50% { "a" +3 when ok, weight 25%  "t" by employees { from 5: +4 }, weight 10% } }',
        ALL, "0.575",
    ),
    one("starts at", 'score s, limited to -5..8, starts at 5 { "a" +4 when ok }', {}, "5"),
    one("starts at, limits afterwards", 'score s, limited to -5..8, starts at 5 { "a" +4 when ok }', ALL, "8"),
)  # fmt: skip

NUMBERS: tuple[Worked, ...] = (*OF_EVENTS, *MOMENTS, *ARITHMETIC, *SETS, *AMOUNTS, *MODES, *PICKS)
