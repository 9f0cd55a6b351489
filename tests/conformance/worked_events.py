"""Cases worked out by hand: windows, occurrences, their clauses and decay, counts and silence.

An event is (kind, age, attributes); ages such as "3d 2h", or a moment. As of 2026-01-15T09:00:00Z.
"""

# ruff: noqa: E501
from __future__ import annotations

from support.worked import Worked, points


def views(*ages: str) -> tuple[tuple[str, str], ...]:
    return tuple(("page_view", age) for age in ages)


def pages(*pairs: tuple[str, str]) -> tuple[tuple[str, str, dict[str, object]], ...]:
    return tuple(("page_view", age, {"page": page}) for age, page in pairs)


EACH = "+8 for each page_view in last 90 days"
WINDOWS = (
    points("an event now", EACH, events=views("0s"), expected="8"),
    points("an event to come does not exist", EACH, events=views("-1s"), expected="0"),
    points("one second inside the window", EACH, events=views("89d 23h 59m 59s"), expected="8"),
    points("exactly the window's length is outside", EACH, events=views("90d"), expected="0"),
    points("ever", "+8 for each page_view ever", events=views("9000d"), expected="8"),
    points("ever is not the future", "+8 for each page_view ever", events=views("-1s"), expected="0"),
    # 29 March 2026 has 23 hours in Berlin: from 23:30 the day before to 00:30 the day after are 24 hours.
    points(
        "three days within 24 hours",
        "+8 for each page_view in last 24 hours, once per day",
        events=views("0s", "12h", "23h 31m"),
        expected="24",
        zone="Europe/Berlin",
        as_of="2026-03-29T22:30:00Z",
    ),
    points("hours", "+8 for each page_view in last 2 hours", events=views("2h", "1h 59m 59s"), expected="8"),
    points("weeks", "+8 for each page_view in last 2 weeks", events=views("14d", "13d"), expected="8"),
    points("equal events count each", EACH, events=views("1d", "1d"), expected="16"),
    points("another kind", EACH, events=(("demo", "1d"),), expected="0"),
    points("any event", "+1 for each any event in last 9 days", events=(("mailed", "1d"), ("demo", "1d")), expected="2"),
    points(
        "events by the lead", "+1 for each any event by the lead in last 9 days",
        events=(("mailed", "1d"), ("demo", "1d")), expected="1",
    ),
    points(
        "where", '+8 for each page_view where page starts with "/pri" in last 9 days',
        events=pages(("1d", "/pricing"), ("1d", "/")), expected="8",
    ),
    points("where, missing", '+8 for each page_view where page is not "/" in last 9 days', events=views("1d"), expected="0"),
    points(
        "where of two", '+8 for each page_view where (page is "/" and seconds at least 3) in last 9 days',
        events=(("page_view", "1d", {"page": "/", "seconds": 3}), ("page_view", "1d", {"page": "/", "seconds": 2})),
        expected="8",
    ),
)  # fmt: skip

CLAUSES = (
    points("once", "+40 once for demo in last 90 days", events=(("demo", "1d"), ("demo", "2d")), expected="40"),
    # UTC: two events of one day; Berlin (+1): 22:30 and 23:30 UTC are 23:30 and 00:30.
    points(
        "once per day", f"{EACH}, once per day",
        events=views("2026-01-10T22:30:00Z", "2026-01-10T23:30:00Z"), expected="8",
    ),
    points(
        "once per local day", f"{EACH}, once per day",
        events=views("2026-01-10T22:30:00Z", "2026-01-10T23:30:00Z"), expected="16", zone="Europe/Berlin",
    ),
    # Beirut, 26 October 2024: at 21:00 UTC midnight becomes 23:00 of the same day.
    points(
        "once per day where midnight comes twice", f"{EACH}, once per day",
        events=views("2024-10-26T20:59:59Z", "2024-10-26T21:00:00Z"), expected="8",
        zone="Asia/Beirut", as_of="2024-11-01T00:00:00Z",
    ),
    # New York, 9 March 2025 (clocks go forward): midnight is 05:00 UTC before, 04:00 UTC after.
    points(
        "once per day across the change of clocks", f"{EACH}, once per day",
        events=views("2025-03-09T04:59:59Z", "2025-03-09T05:00:00Z", "2025-03-10T03:59:59Z", "2025-03-10T04:00:00Z"),
        expected="24", zone="America/New_York", as_of="2025-03-20T00:00:00Z",
    ),
    points(
        "once per attribute; those without it are one", f"{EACH}, once per page",
        events=(*pages(("1d", "/a"), ("2d", "/a"), ("3d", "/A")), *views("1d", "2d")), expected="24",
    ),
    points("latest two", f"{EACH}, latest 2 only", events=views("1d", "2d", "3d"), expected="16"),
    points("max points", f"{EACH}, max 20 points", events=views("1d", "2d", "3d"), expected="20"),
    points("max bounds the magnitude", "-8 for each page_view ever, max 20 points", events=views("1d", "2d", "3d"), expected="-20"),
    # The latest of each day first (10:00 ago beats 11:00 ago), then the two latest days: 1 + 1/2.
    points(
        "latest after once per day", "+8 for each page_view ever, once per day, latest 2 only, fade to 0 over 2 days",
        events=views("1h", "2h", "25h", "26h", "49h"), expected="12",
    ),
    points("occurrence held back", f"{EACH}, unless ok", {"ok": True}, events=views("1d"), expected="0"),
)  # fmt: skip

HALF = "+8 for each page_view ever, halve every 30 days"
FADE = "+9 for each page_view ever, fade to 0 over 90 days"
LOSE = "+12 for each page_view ever, lose 5 points every 7 days"
DECAYS = (
    # 2^(-3/30) = 0.93303299…, in millionths 933033; × 8 = 7.464264, at 3 decimals 7.464.
    points("halve", HALF, events=views("3d"), expected="7.464", rows=[("rule", "rule", "7.464264", 1)]),
    points("whole units of age", HALF, events=views("3d 23h 59m 59s"), expected="7.464"),
    # k = 1, remainder 0: (2 × 10^6 + 2) quot 4 = 500000.
    points("halved once", HALF, events=views("30d"), expected="4"),
    # k = 1, remainder 3: (2 × 933033 + 2) quot 4 = 1866068 quot 4 = 466517; × 8 = 3.732136.
    points("halved once and a bit", HALF, events=views("33d"), expected="3.732", rows=[("rule", "rule", "3.732136", 1)]),
    # k = 20: (2000000 + 1048576) quot 2097152 = 1 millionth; k = 21: 0.
    points("twenty halvings", "+1000 for each page_view ever, halve every 1 day", events=views("20d"), expected="0.001"),
    points("more are nothing", "+1000 for each page_view ever, halve every 1 day", events=views("21d"), expected="0"),
    # 18 whole hours = 1 × 12 + 6; 2^(-6/12) is 707107; (1414214 + 2) quot 4 = 353554; × 8 = 2.828432.
    points("halve by hours", "+8 for each page_view ever, halve every 12 hours", events=views("18h 59m"), expected="2.828",
           rows=[("rule", "rule", "2.828432", 1)]),
    points("a week is seven days", "+8 for each page_view ever, halve every 1 week", events=views("7d"), expected="4"),
    # 65 days are 2 whole months of 30 days: 0.8² = 0.64.
    points("keep", "+10 for each page_view ever, keep 80% every 30 days", events=views("65d"), expected="6.4"),
    points("keep, nothing lost yet", "+10 for each page_view ever, keep 80% every 30 days", events=views("29d"), expected="10"),
    # 0.35^3 = 0.042875 exactly.
    points("keep thrice", "+10 for each page_view ever, keep 35% every 1 day", events=views("3d"), expected="0.429",
           rows=[("rule", "rule", "0.42875", 1), ("rounding", "", "0.00025", 0)]),
    points("lose a share", "+10 for each page_view ever, lose 20% of the original every 30 days", events=views("65d"), expected="6"),
    points("lose all shares", "+10 for each page_view ever, lose 20% of the original every 30 days", events=views("150d"), expected="0"),
    # 33 % thrice leaves 1 %, a fourth time nothing (never less than nothing).
    points("the last share", "+10 for each page_view ever, lose 33% of the original every 1 day", events=views("3d"), expected="0.1"),
    points("no share below 0", "+10 for each page_view ever, lose 33% of the original every 1 day", events=views("4d"), expected="0"),
    points("lose points", LOSE, events=views("15d"), expected="2"),
    points("lose points down to 0", LOSE, events=views("21d"), expected="0"),
    points("lose points of a deduction", "-12 for each page_view ever, lose 5 points every 7 days", events=views("15d"), expected="-2"),
    points("each event loses its own", LOSE, events=views("0s", "7d", "14d", "21d"), expected="21"),
    # (2 × 10^6 × 60 + 90) quot 180 = 120000090 quot 180 = 666667; × 9 = 6.000003.
    points("fade", FADE, events=views("30d"), expected="6", rows=[("rule", "rule", "6.000003", 1), ("rounding", "", "-0.000003", 0)]),
    # (2 × 10^6 × 1 + 90) quot 180 = 11111; × 9 = 0.099999.
    points("fade, the last day", FADE, events=views("89d"), expected="0.1", rows=[("rule", "rule", "0.099999", 1), ("rounding", "", "0.000001", 0)]),
    points("faded", FADE, events=views("90d"), expected="0"),
    points("full for, still", "+8 for each page_view ever, full for 7 days, then halve every 7 days", events=views("7d"), expected="8"),
    points("full for, then", "+8 for each page_view ever, full for 7 days, then halve every 7 days", events=views("14d"), expected="4"),
    # 13 days: 6 units into the half-life of 7; 2^(-6/7) = 0.55204475…, 552045 millionths; × 8 = 4.41636.
    points("full for, between", "+8 for each page_view ever, full for 7 days, then halve every 7 days", events=views("13d"), expected="4.416"),
    # Units are counted from the end of the full time: 36 h - 12 h = 24 h = 1 day of 4.
    points("full for hours", "+8 for each page_view ever, full for 12 hours, then fade to 0 over 4 days", events=views("36h", "35h"), expected="14"),
    # Factors add up first: 933033 + 466517 = 1399550; × 8 = 11.1964. The limit comes after the decay.
    points("factors add up", HALF, events=views("3d", "33d"), expected="11.196", rows=[("rule", "rule", "11.1964", 2), ("rounding", "", "-0.0004", 0)]),
    points("the limit comes last", f"{HALF}, max 6 points", events=views("0s", "30d"), expected="6"),
    points("the latest decays least", "+8 once for page_view ever, halve every 30 days", events=views("30d", "60d"), expected="4"),
    points("the score's decay", "+8 for each page_view ever", events=views("30d"), expected="4", clauses="points of each event halve every 30 days"),
    points("no decay", "+8 for each page_view ever, no decay", events=views("30d"), expected="8", clauses="points of each event halve every 30 days"),
    points("the rule's own decay", "+8 for each page_view ever, fade to 0 over 60 days", events=views("30d"), expected="4",
           clauses="points of each event halve every 15 days"),
)  # fmt: skip

YOUNG = {"created": "2026-01-05T09:00:00Z"}  # 10 days
OLD = {"created": "2025-01-15T09:00:00Z"}  # 365 days
SILENT = "by days since last page_view { from 30: -10  from 60: -20  from 90: -30 }"
FRESH = "by days since last page_view { below 30: +5  from 30: -10 }"
GONE = "by days since last page_view { from 30: -10  missing: -7 }"
COUNTS = (
    points("happened", "+5 when page_view in last 9 days", events=views("8d"), expected="5"),
    points("happened, outside", "+5 when page_view in last 9 days", events=views("9d"), expected="0"),
    points("at least so many", "+5 when at least 2 page_view in last 9 days", events=views("1d", "8d"), expected="5"),
    points("at least so many, one short", "+5 when at least 2 page_view in last 9 days", events=views("1d", "9d"), expected="0"),
    points("count", "+5 when count of page_view in last 9 days is 0", expected="5"),
    points("count below", "+5 when count of page_view ever below 2", events=views("1d", "1d"), expected="0"),
    points("count of different", "+5 when count of different page of page_view ever is 2",
           events=(*pages(("1d", "a"), ("2d", "a"), ("3d", "A")), *views("1d")), expected="5"),
    points("count table", "by count of page_view in last 9 days { from 1: +2  from 3: +5 }", events=views("1d", "2d", "3d"), expected="5"),
    points("days since last", "+5 when days since last page_view is 2", events=views("2d 23h", "5d"), expected="5"),
    points("days since first", "+5 when days since first page_view is 5", events=views("2d 23h", "5d"), expected="5"),
    points("days since none is unknown", "+5 when not (days since last page_view below 3)", expected="0"),
    points("days since last sees no future", "+5 when days since last page_view is missing", events=views("-1d"), expected="5"),
    points("an event by the lead", "+5 when an event by the lead in last 9 days", events=(("mailed", "1d"),), expected="0"),
    points("any event at all", "+5 when any event in last 9 days", events=(("mailed", "1d"),), expected="5"),
    # `no event in last D` needs a lead that has existed for D.
    points("no event", "+5 when no page_view in last 30 days", OLD, events=views("30d"), expected="5"),
    points("no event, young", "+5 when no page_view in last 30 days", YOUNG, expected="0"),
    points("no event, exactly as old", "+5 when no page_view in last 10 days", YOUNG, expected="5"),
    points("no event, age unknown", "+5 when no page_view in last 10 days", expected="0"),
    points("no event has two values", "+5 when not (no page_view in last 10 days)", expected="5"),
    points("no event ever", "+5 when no page_view ever", expected="5"),
    points("no event, but there was", "+5 when no page_view in last 30 days", OLD, events=views("1d"), expected="0"),
    # Tables by days since the last event.
    points("silent for 60 days", SILENT, OLD, events=views("60d"), expected="-20"),
    points("silent since before the lead", SILENT, YOUNG, events=views("60d"), expected="0"),
    points("silent, age unknown", SILENT, events=views("60d"), expected="0"),
    # Never an event: as silent as the lead is old, 365 days.
    points("never an event", SILENT, OLD, expected="-30"),
    points("never an event, young", SILENT, YOUNG, expected="0"),
    points("never an event, missing row", GONE, OLD, expected="-7"),
    points("a cut from 0 pays as it stands", FRESH, events=views("29d"), expected="5"),
    # A cut from 0 asks for no silence, hence not for a lead that has been there.
    points("a cut from exactly 0", "by days since last page_view { from 0: +5  from 30: -10 }", events=views("5d"), expected="5"),
    # 60 days of silence, but the lead is 10 days old: the cut of 10 starts at 0, so none pays.
    points("no points for a silence before the lead", FRESH, YOUNG, events=views("60d"), expected="0"),
    # min(60, 10) = 10 lies in the cut from 0, which is no cut for silence.
    points("nor from the cut from 0", "by days since last page_view { from 0: +5  from 30: -10 }", YOUNG, events=views("60d"), expected="0"),
    # A date counts in whole days: one day is shorter than 36 hours, two days are not.
    points("a day is no 36 hours", "+5 when no page_view in last 36 hours", {"renewal": "2026-01-14"}, "0", since="renewal"),
    points("two days are 36 hours", "+5 when no page_view in last 36 hours", {"renewal": "2026-01-13"}, "5", since="renewal"),
    points("silent since a date", SILENT, {"renewal": "2025-12-16"}, "-10", since="renewal"),
    points("not yet silent since a date", SILENT, {"renewal": "2025-12-17"}, "0", since="renewal"),
    # min(60, 365) = 60.
    points("a silence within the lead's life", FRESH, OLD, events=views("60d"), expected="-10"),
)  # fmt: skip

EVENTS: tuple[Worked, ...] = (*WINDOWS, *CLAUSES, *DECAYS, *COUNTS)
