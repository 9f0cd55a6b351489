"""Cases worked out by hand: periods of the calendar, visits, the events that complete them, the latest and most per part.

Berlin is UTC+1, from 2026-03-29T01:00Z to 2026-10-25T01:00Z UTC+2. New York is UTC-5, from 2026-03-08T07:00Z to
2026-11-01T06:00Z UTC-4. Lord Howe is UTC+11, from 2026-04-04T15:00Z to 2026-10-03T15:30Z UTC+10:30.
Kathmandu is UTC+5:45.
"""

# ruff: noqa: E501
from __future__ import annotations

from support.worked import Worked, points

BERLIN, NEW_YORK, LORD_HOWE, KATHMANDU = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"
END = "2026-12-31T00:00:00Z"


def per(name: str, what: str, expected: int, *moments: str, zone: str = "UTC", as_of: str = END) -> Worked:
    """How many parts of time the moments lie in."""
    return points(
        name, f"+1 for each page_view ever, once per {what}", events=[("page_view", m) for m in moments],
        expected=str(expected), zone=zone, as_of=as_of,
    )  # fmt: skip


def busy(name: str, what: str, expected: int, *moments: str, zone: str = "UTC", as_of: str = END) -> Worked:
    return points(
        name, f"+1 for each {what} ever", events=[("page_view", m) for m in moments],
        expected=str(expected), zone=zone, as_of=as_of,
    )  # fmt: skip


PARTS = (
    per("midnight", "day", 2, "2026-01-10T23:59:59Z", "2026-01-11T00:00:00Z"),
    per("a whole day", "day", 1, "2026-01-11T00:00:00Z", "2026-01-11T23:59:59Z"),
    # 2026-01-12 is a Monday.
    per("Sunday and Monday", "week", 2, "2026-01-11T23:59:59Z", "2026-01-12T00:00:00Z"),
    per("Monday to Sunday", "week", 1, "2026-01-12T00:00:00Z", "2026-01-18T23:59:59Z"),
    per("a week across the end of a year", "week", 1, "2025-12-29T00:00:00Z", "2026-01-04T23:59:59Z"),
    per("the end of a month", "month", 2, "2026-01-31T23:59:59Z", "2026-02-01T00:00:00Z"),
    per("the end of a year", "month", 2, "2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z"),
    per("the same month of another year", "month", 2, "2025-01-15T00:00:00Z", "2026-01-15T00:00:00Z"),
    per("February of a leap year", "month", 1, "2024-02-01T00:00:00Z", "2024-02-29T23:59:59Z"),
    per("the leap day is a day", "day", 3, "2024-02-28T12:00:00Z", "2024-02-29T12:00:00Z", "2024-03-01T12:00:00Z"),
    per("the first of March of a leap year", "month", 2, "2024-02-29T23:59:59Z", "2024-03-01T00:00:00Z"),
    per("two hours", "hour", 2, "2026-01-10T10:59:59Z", "2026-01-10T11:00:00Z", "2026-01-10T11:59:59Z"),
    # 1970-01-01 is day 0; 2026-01-10 is day 20463 = 3 × 6821: blocks of three days begin there, and on the 13th.
    per("three days", "3 days", 1, "2026-01-10T00:00:00Z", "2026-01-12T23:59:59Z"),
    per("three days and the next", "3 days", 2, "2026-01-12T23:59:59Z", "2026-01-13T00:00:00Z"),
    per("three days and the ones before", "3 days", 2, "2026-01-09T23:59:59Z", "2026-01-10T00:00:00Z"),
    per("a block in Berlin", "3 days", 1, "2026-01-09T23:00:00Z", "2026-01-12T22:59:59Z", zone=BERLIN),
    # 29 March 2026 in Berlin: 23 hours, from 23:00Z the day before to 22:00Z.
    per("the short day of Berlin", "day", 1, "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z", zone=BERLIN),
    per("around the short day of Berlin", "day", 3, "2026-03-28T22:59:59Z", "2026-03-29T10:00:00Z", "2026-03-29T22:00:00Z", zone=BERLIN),
    # 02:00 to 03:00 is skipped: 00:59:59Z is 01:59:59, 01:00Z is 03:00.
    per("the hour that is skipped", "hour", 2, "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z", zone=BERLIN),
    # 25 October 2026 in Berlin: 25 hours, from 22:00Z the day before to 23:00Z; 02:00 to 03:00 comes twice.
    per("the long day of Berlin", "day", 1, "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z", zone=BERLIN),
    per("around the long day of Berlin", "day", 3, "2026-10-24T21:59:59Z", "2026-10-25T10:00:00Z", "2026-10-25T23:00:00Z", zone=BERLIN),
    per("the hour that comes twice is one", "hour", 1, "2026-10-25T00:10:00Z", "2026-10-25T01:10:00Z", zone=BERLIN),
    per("a week with the change in Berlin", "week", 1, "2026-10-18T22:00:00Z", "2026-10-25T22:59:59Z", zone=BERLIN),
    per("the week after the change in Berlin", "week", 2, "2026-10-25T22:59:59Z", "2026-10-25T23:00:00Z", zone=BERLIN),
    per("the month of Berlin", "month", 1, "2026-02-28T23:00:00Z", "2026-03-31T21:59:59Z", zone=BERLIN),
    per("the next month of Berlin", "month", 2, "2026-03-31T21:59:59Z", "2026-03-31T22:00:00Z", zone=BERLIN),
    # 8 March 2026 in New York: from 05:00Z to 04:00Z; 1 November: from 04:00Z to 05:00Z.
    per("the short day of New York", "day", 1, "2026-03-08T05:00:00Z", "2026-03-09T03:59:59Z", zone=NEW_YORK),
    per("around the short day of New York", "day", 3, "2026-03-08T04:59:59Z", "2026-03-08T07:00:00Z", "2026-03-09T04:00:00Z", zone=NEW_YORK),
    per("the long day of New York", "day", 1, "2026-11-01T04:00:00Z", "2026-11-02T04:59:59Z", zone=NEW_YORK),
    per("around the long day of New York", "day", 3, "2026-11-01T03:59:59Z", "2026-11-01T05:30:00Z", "2026-11-02T05:00:00Z", zone=NEW_YORK),
    per("New Year in New York", "month", 2, "2026-01-01T04:59:59Z", "2026-01-01T05:00:00Z", zone=NEW_YORK),
    # 5 April 2026 on Lord Howe: the clock goes back by half an hour at 15:00Z (02:00 becomes 01:30). The day has 24.5 hours:
    # from 13:00Z on the 4th to 13:30Z on the 5th.
    per("the long day of Lord Howe", "day", 1, "2026-04-04T13:00:00Z", "2026-04-05T13:29:59Z", zone=LORD_HOWE),
    per("around the long day of Lord Howe", "day", 3, "2026-04-04T12:59:59Z", "2026-04-04T15:00:00Z", "2026-04-05T13:30:00Z", zone=LORD_HOWE),
    # 14:45Z is 01:45, 15:10Z is 01:40, 15:40Z is 02:10.
    per("the half hour that comes twice", "hour", 2, "2026-04-04T14:45:00Z", "2026-04-04T15:10:00Z", "2026-04-04T15:40:00Z", zone=LORD_HOWE),
    # 4 October 2026: forward at 15:30Z on the 3rd (02:00 becomes 02:30); the day runs from 13:30Z to 13:00Z.
    per("the short day of Lord Howe", "day", 1, "2026-10-03T13:30:00Z", "2026-10-04T12:59:59Z", zone=LORD_HOWE),
    per("around the short day of Lord Howe", "day", 3, "2026-10-03T13:29:59Z", "2026-10-03T15:30:00Z", "2026-10-04T13:00:00Z", zone=LORD_HOWE),
    per("midnight in Kathmandu", "day", 2, "2026-01-10T18:14:59Z", "2026-01-10T18:15:00Z", zone=KATHMANDU),
    per("an hour in Kathmandu", "hour", 2, "2026-01-10T18:14:59Z", "2026-01-10T18:15:00Z", "2026-01-10T19:14:59Z", zone=KATHMANDU),
    per("a Monday in Kathmandu", "week", 2, "2026-01-11T18:14:59Z", "2026-01-11T18:15:00Z", zone=KATHMANDU),
    per("before 1972 as well", "3 days", 2, "1970-01-03T23:59:59Z", "1970-01-04T00:00:00Z"),
)  # fmt: skip

TWICE = "day with at least 2 page_view"
BUSY = (
    busy("a day with two", TWICE, 1, "2026-01-10T00:00:00Z", "2026-01-10T23:59:59Z"),
    busy("two days with one each", TWICE, 0, "2026-01-10T23:59:59Z", "2026-01-11T00:00:00Z"),
    busy("two days with two and more", TWICE, 2, "2026-01-10T01:00:00Z", "2026-01-10T02:00:00Z", "2026-01-11T01:00:00Z", "2026-01-11T02:00:00Z", "2026-01-11T03:00:00Z"),
    busy("two in one second", TWICE, 1, "2026-01-10T01:00:00Z", "2026-01-10T01:00:00Z"),
    busy("a short day with two", TWICE, 1, "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z", zone=BERLIN),
    busy("not a short day with two", TWICE, 0, "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", zone=BERLIN),
    busy("a week with two", "week with at least 2 page_view", 1, "2026-01-12T00:00:00Z", "2026-01-18T23:59:59Z"),
    busy("a month with two", "month with at least 2 page_view", 1, "2026-02-01T00:00:00Z", "2026-02-28T23:59:59Z", "2026-03-01T00:00:00Z"),
    busy("blocks with two", "3 days with at least 2 page_view", 1, "2026-01-10T00:00:00Z", "2026-01-12T23:59:59Z", "2026-01-13T00:00:00Z"),
    # Completed by the second of the day, 40 hours ago = 1 whole day of 2: half. The latest (30 hours ago) would be the same,
    # the first (50 hours ago) would be 2 days: nothing.
    points(
        "the completing event decays", "+8 for each day with at least 2 page_view ever, fade to 0 over 2 days",
        events=[("page_view", "2026-01-13T07:00:00Z"), ("page_view", "2026-01-13T17:00:00Z")], expected="4",
    ),
    points(
        "the latest event completes nothing", "+8 for each day with at least 2 page_view ever, fade to 0 over 4 hours",
        events=[("page_view", "2026-01-15T04:00:00Z"), ("page_view", "2026-01-15T05:30:00Z"), ("page_view", "2026-01-15T09:00:00Z")], expected="2",
    ),
    # The window asks of events: of the three of that day two lie in it, from 09:00 on.
    points(
        "a day cut by the window", "+8 for each day with at least 2 page_view in last 1 day",
        events=[("page_view", "2026-01-14T08:00:00Z"), ("page_view", "2026-01-14T09:00:01Z"), ("page_view", "2026-01-14T10:00:00Z")], expected="8",
    ),
    points(
        "a day cut too short by the window", "+8 for each day with at least 2 page_view in last 1 day",
        events=[("page_view", "2026-01-14T08:00:00Z"), ("page_view", "2026-01-14T09:00:00Z"), ("page_view", "2026-01-14T10:00:00Z")], expected="0",
    ),
    points(
        "busy days, once per month", "+8 for each day with at least 2 page_view ever, once per month",
        events=[("page_view", f"2026-01-{day}T10:00:00Z") for day in ("03", "03", "04", "04")] + [("page_view", "2025-12-03T10:00:00Z")] * 2, expected="16",
    ),
)  # fmt: skip

QUIET = "visit of page_view after 30 minutes of silence"
VISITS = (
    busy("half an hour of silence is no end", QUIET, 1, "2026-01-10T10:00:00Z", "2026-01-10T10:30:00Z"),
    busy("a second more is an end", QUIET, 2, "2026-01-10T10:00:00Z", "2026-01-10T10:30:01Z"),
    busy("a chain is one visit", QUIET, 1, *(f"2026-01-10T{hour}:{minute}:00Z" for hour in ("10", "11") for minute in ("00", "20", "40"))),
    busy("a visit across midnight", QUIET, 1, "2026-01-10T23:50:00Z", "2026-01-11T00:10:00Z"),
    busy("a visit across the change of the clock", QUIET, 1, "2026-03-29T00:50:00Z", "2026-03-29T01:10:00Z", zone=BERLIN),
    busy("visits with two", "visit with at least 2 page_view after 30 minutes of silence", 1, "2026-01-10T10:00:00Z", "2026-01-10T10:30:00Z", "2026-01-10T12:00:00Z"),
    busy("visits with three, none", "visit with at least 3 page_view after 30 minutes of silence", 0, "2026-01-10T10:00:00Z", "2026-01-10T10:30:00Z", "2026-01-10T12:00:00Z"),
    points(
        "visits by their key, those without are one", "+1 for each visit of page_view by mail ever",
        events=[("page_view", "1d", {"mail": "a"}), ("page_view", "9d", {"mail": "a"}), ("page_view", "1d", {"mail": "b"}), ("page_view", "1d"), ("page_view", "5d")],
        expected="3",
    ),
    points(
        "visits with two by their key", "+1 for each visit with at least 2 page_view by mail ever",
        events=[("page_view", "1d", {"mail": "a"}), ("page_view", "9d", {"mail": "a"}), ("page_view", "1d", {"mail": "b"}), ("page_view", "1d"), ("page_view", "5d")],
        expected="2",
    ),
    points(
        "a visit cut by the window", "+1 for each visit with at least 2 page_view after 30 minutes of silence in last 1 day",
        events=[("page_view", "1d"), ("page_view", "23h 50m"), ("page_view", "23h 40m"), ("page_view", "2d"), ("page_view", "2d")], expected="1",
    ),
    # The visit is complete with its first event, 21 minutes ago, which fades over 30: 1 - 21/30.
    points(
        "a visit is complete with its first event", "+1 for each visit of page_view after 30 minutes of silence ever, fade to 0 over 30 minutes",
        events=[("page_view", "21m"), ("page_view", "1m")], expected="0.3",
    ),
)  # fmt: skip


def pages(*pairs: tuple[str, str | None]) -> list[tuple[str, str, dict[str, object]]]:
    return [("page_view", age, {} if page is None else {"page": page}) for age, page in pairs]


FIVE = pages(("1d", "a"), ("2d", "a"), ("3d", "a"), ("4d", "b"), ("5d", None), ("6d", None))
EACH = "+4 for each page_view ever"
PER = (
    points("the latest of each page", f"{EACH}, latest 1 per page", events=FIVE, expected="12"),
    points("the latest two of each page", f"{EACH}, latest 2 per page", events=FIVE, expected="20"),
    points("the latest three of each page", f"{EACH}, latest 3 per page", events=FIVE, expected="24"),
    # The latest of each page are 1, 4 and 5 days old: 4 × (1 - 1/8 + 1 - 4/8 + 1 - 5/8) = 4 × 1.75.
    points("the latest of each page decay", f"{EACH}, latest 1 per page, fade to 0 over 8 days", events=FIVE, expected="7"),
    points("the latest two of each day", f"{EACH}, latest 2 per day", events=pages(("1h", "a"), ("2h", "a"), ("3h", "b"), ("1d", "b")), expected="12"),
    # 12, 4 and 8, each at most 7.
    points("at most seven for each page", f"{EACH}, max 7 points per page", events=FIVE, expected="18", rows=[("rule", "rule", "18", 6)]),
    points("at most exactly eight for each page", f"{EACH}, max 8 points per page", events=FIVE, expected="20"),
    points("at most seven taken for each page", "-4 for each page_view ever, max 7 points per page", events=FIVE, expected="-18"),
    points("at most six for each day", f"{EACH}, max 6 points per day", events=pages(("1h", "a"), ("2h", "a"), ("1d", "b")), expected="10"),
    points("at most so much for each month", f"{EACH}, max 6 points per month", events=[("page_view", "2025-12-31T23:59:59Z"), ("page_view", "2026-01-01T00:00:00Z"), ("page_view", "2026-01-02T00:00:00Z")], expected="10"),
    # Per page 1 + 1/2 and 1/2 (4 days): min(4 × 1.625, 5) + 4 × 0.5 — 1 - 1/8 + 1 - 2/8 = 1.625.
    points("what is bounded has decayed", f"{EACH}, fade to 0 over 8 days, max 5 points per page", events=pages(("1d", "a"), ("2d", "a"), ("4d", "b")), expected="7"),
    # Of one second the smaller values come first, those of every part: 1 second on page a, and then one event of 1 second.
    points(
        "ties are settled by all parts", f"{EACH}, once per page, latest 1 per seconds", expected="4",
        events=[("page_view", "1d", {"page": p, "seconds": s}) for p, s in (("a", 2), ("a", 1), ("b", 1))],
    ),
    points("once per page, the latest per week", f"{EACH}, once per page, latest 1 per week", events=pages(("1d", "a"), ("2d", "b"), ("9d", "a"), ("10d", "c")), expected="8"),
)  # fmt: skip

PERIODS: tuple[Worked, ...] = (*PARTS, *BUSY, *VISITS, *PER)
