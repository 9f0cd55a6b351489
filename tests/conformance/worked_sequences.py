"""Cases worked out by hand: an event after another, before another, events in quick succession.

Ages count back from 2026-01-15T09:00:00Z; `A within T after B` looks for a B that is 0 to T older than A.
"""

# ruff: noqa: E501
from __future__ import annotations

from support.worked import Worked, points

Written = tuple[str, str] | tuple[str, str, dict[str, object]]


def seen(*ages: str, **values: object) -> tuple[Written, ...]:
    return tuple(("page_view", age, values) for age in ages)


def demo(*ages: str, **values: object) -> tuple[Written, ...]:
    return tuple(("demo", age, values) for age in ages)


AFTER = "+1 for each demo within 2 days after page_view in last 90 days"
NOT_AFTER = "+1 for each demo not within 2 days after page_view in last 90 days"
AGAIN = "+1 for each page_view within 1 hour after page_view ever"
SAME = "+1 for each demo within 2 days after page_view of the same mail ever"
NOT_SAME = "+1 for each demo not within 2 days after page_view of the same mail ever"
AFTERS = (
    points("after, in the same second", AFTER, events=(*demo("1d"), *seen("1d")), expected="1"),
    points("after, exactly two days", AFTER, events=(*demo("1d"), *seen("3d")), expected="1"),
    points("after, a second more than two days", AFTER, events=(*demo("1d"), *seen("3d 1s")), expected="0"),
    points("after, but it came a second before", AFTER, events=(*demo("1d 1s"), *seen("1d")), expected="0"),
    points("the earlier event needs no window", AFTER, events=(*demo("89d"), *seen("91d")), expected="1"),
    points("the later event needs its window", AFTER, events=(*demo("90d"), *seen("91d")), expected="0"),
    points("an event to come comes after nothing", AFTER, events=(*demo("-1s"), *seen("1d")), expected="0"),
    points("two after one", AFTER, events=(*demo("1d", "2d"), *seen("3d")), expected="2"),
    points("one after two counts once", AFTER, events=(*demo("1d"), *seen("1d", "2d")), expected="1"),
    points("not after, exactly two days", NOT_AFTER, events=(*demo("1d"), *seen("3d")), expected="0"),
    points("not after, a second more", NOT_AFTER, events=(*demo("1d"), *seen("3d 1s")), expected="1"),
    points("not after, nothing there", NOT_AFTER, events=demo("1d"), expected="1"),
    points("not after, the other a second later", NOT_AFTER, events=(*demo("1d 1s"), *seen("1d")), expected="1"),
    points("not after, in the same second", NOT_AFTER, events=(*demo("1d"), *seen("1d")), expected="0"),
    points("no event comes after itself", AGAIN, events=seen("1d"), expected="0"),
    points("two of one second come after each other", AGAIN, events=seen("1d", "1d"), expected="2"),
    points("an hour apart, the later one", AGAIN, events=seen("1h", "2h"), expected="1"),
    points("more than an hour apart", AGAIN, events=seen("1h", "2h 1s"), expected="0"),
    points(
        "both sides have a filter", '+1 for each page_view where page is "b" within 1 hour after page_view where page is "a" ever',
        events=(*seen("1h", page="b"), *seen("2h", page="a"), *seen("2h", page="b"), *seen("3h", page="c")), expected="2",
    ),
    # The b of 2 h came in the second of a above; here a is a second older, and too old for the b of 1 h.
    points(
        "both sides have a filter, one second off", '+1 for each page_view where page is "b" within 1 hour after page_view where page is "a" ever',
        events=(*seen("1h", page="b"), *seen("2h 1s", page="a"), *seen("2h", page="b")), expected="1",
    ),
    points("of the same mail", SAME, events=(*demo("1d", mail="a"), *seen("2d", mail="a")), expected="1"),
    points("of another mail", SAME, events=(*demo("1d", mail="a"), *seen("2d", mail="b")), expected="0"),
    points("capitals make another mail", SAME, events=(*demo("1d", mail="a"), *seen("2d", mail="A")), expected="0"),
    points("the earlier one lacks its mail", SAME, events=(*demo("1d", mail="a"), *seen("2d")), expected="0"),
    points("both lack their mail", SAME, events=(*demo("1d"), *seen("2d")), expected="0"),
    points("a nearer one of another mail", SAME, events=(*demo("1d", mail="a"), *seen("2d", mail="a"), *seen("1d 1s", mail="b")), expected="1"),
    points("the same mail, but too early", SAME, events=(*demo("1d", mail="a"), *seen("4d", mail="a"), *seen("2d", mail="b")), expected="0"),
    points("not of the same mail", NOT_SAME, events=(*demo("1d", mail="a"), *seen("2d", mail="b")), expected="1"),
    points("not of the same mail, it was", NOT_SAME, events=(*demo("1d", mail="a"), *seen("2d", mail="a")), expected="0"),
    points("not of the same mail, without one", NOT_SAME, events=(*demo("1d"), *seen("2d")), expected="1"),
    points(
        "seconds after", "+1 for each demo within 2 seconds after mailed of the same mail ever",
        events=(*demo("1d", "1d 1s", mail="a"), ("mailed", "1d 3s", {"mail": "a"})), expected="1",
    ),
    points("as a condition", "+5 when demo within 2 days after page_view in last 90 days", events=(*demo("1d"), *seen("3d")), expected="5"),
    points("as a condition, not met", "+5 when demo within 2 days after page_view in last 90 days", events=(*demo("1d"), *seen("3d 1s")), expected="0"),
    points("in a count", "+5 when count of demo within 2 days after page_view in last 90 days is 2", events=(*demo("1d", "2d", "9d"), *seen("3d")), expected="5"),
    points("in days since last", "+5 when days since last demo within 2 days after page_view is 5", events=(*demo("1d", "5d 3h"), *seen("6d")), expected="5"),
    points("in days since first", "+5 when days since first demo not within 2 days after page_view is 5", events=(*demo("1d", "5d 3h", "9d"), *seen("9d")), expected="5"),
)  # fmt: skip

THEN = "+1 for each page_view followed by demo in last 90 days"
SOON = "+1 for each page_view followed by demo within 14 days in last 90 days"
NEVER = "+1 for each page_view not followed by demo in last 90 days"
NOT_SOON = "+1 for each page_view not followed by demo within 14 days in last 90 days"
THENS = (
    points("followed in the same second", THEN, events=(*seen("9d"), *demo("9d")), expected="1"),
    points("followed a second later", THEN, events=(*seen("9d"), *demo("8d 23h 59m 59s")), expected="1"),
    points("preceded by a second", THEN, events=(*seen("9d"), *demo("9d 1s")), expected="0"),
    points("followed much later", THEN, events=(*seen("89d"), *demo("0s")), expected="1"),
    points("followed in the future", THEN, events=(*seen("9d"), *demo("-1s")), expected="0"),
    points("the window is that of the first", THEN, events=(*seen("90d"), *demo("1d")), expected="0"),
    points("followed after exactly 14 days", SOON, events=(*seen("20d"), *demo("6d")), expected="1"),
    points("followed after 14 days and a second", SOON, events=(*seen("20d 1s"), *demo("6d")), expected="0"),
    points("never followed", NEVER, events=(*seen("9d"), *demo("10d")), expected="1"),
    points("never followed, but it was", NEVER, events=(*seen("9d"), *demo("9d")), expected="0"),
    points("never followed, the future does not count", NEVER, events=(*seen("9d"), *demo("-1s")), expected="1"),
    points("only the last one is not followed", NEVER, events=(*seen("9d", "5d", "1d"), *demo("3d")), expected="1"),
    points("not followed within 14 days", NOT_SOON, events=(*seen("20d 1s"), *demo("6d")), expected="1"),
    points("followed within 14 days after all", NOT_SOON, events=(*seen("20d"), *demo("6d")), expected="0"),
    # The 14 days are not over yet: nobody followed so far, which is what is asked.
    points("not followed within 14 days, so far", NOT_SOON, events=seen("1d"), expected="1"),
    points("no event follows itself", "+1 for each page_view followed by page_view ever", events=seen("1d"), expected="0"),
    points("of three of a kind two are followed", "+1 for each page_view followed by page_view ever", events=seen("1d", "2d", "3d"), expected="2"),
    points("two of one second follow each other", "+1 for each page_view followed by page_view ever", events=seen("1d", "1d"), expected="2"),
    points("followed, of the same mail", "+1 for each page_view followed by demo of the same mail ever", events=(*seen("3d", mail="a"), *seen("2d", mail="b"), *seen("2d"), *demo("1d", mail="a"), *demo("1d")), expected="1"),
    points("not followed, of the same mail", "+1 for each page_view not followed by demo of the same mail ever", events=(*seen("3d", mail="a"), *seen("2d", mail="b"), *seen("2d"), *demo("1d", mail="a"), *demo("1d")), expected="2"),
    points("followed by one with a filter", '+1 for each page_view followed by demo where plan is "x" within 1 day ever', events=(*seen("9d"), *demo("8d", plan="x"), *demo("9d", plan="y")), expected="1"),
    points("followed, as a condition", "+5 when page_view not followed by demo within 14 days in last 90 days", events=(*seen("80d", "20d"), *demo("79d", "19d")), expected="0"),
)  # fmt: skip

FAST = "+5 when at least 3 page_view within 24 hours in last 14 days"
SPEED = (
    points("three in exactly a day", FAST, events=seen("1d", "30h", "2d"), expected="5"),
    points("three in a day and a second", FAST, events=seen("1d", "30h", "2d 1s"), expected="0"),
    points("three in one second", FAST, events=seen("1d", "1d", "1d"), expected="5"),
    points("two are not three", FAST, events=seen("1d", "1d"), expected="0"),
    points("the last three of four", FAST, events=seen("1h", "2h", "3h", "9d"), expected="5"),
    points("the middle three of five", FAST, events=seen("1d", "5d", "5d 12h", "6d", "9d"), expected="5"),
    points("all in the window", FAST, events=seen("13d 1h", "13d 2h", "13d 23h 59m 59s"), expected="5"),
    points("one lies on the window's border", FAST, events=seen("13d 1h", "13d 2h", "14d"), expected="0"),
    points("one is yet to come", FAST, events=seen("-1s", "0s", "1h"), expected="0"),
    points("with a filter", '+5 when at least 2 page_view where page is "a" within 1 hour ever', events=(*seen("1h", "2h", page="a"), *seen("1h", page="b")), expected="5"),
    points("with a filter, too few", '+5 when at least 2 page_view where page is "a" within 1 hour ever', events=(*seen("1h", "2h 1s", page="a"), *seen("2h", page="b")), expected="0"),
    points("of all kinds by the lead", "+5 when at least 3 events by the lead within 24 hours in last 14 days", events=(*seen("1d"), *demo("1d"), ("mailed", "1d")), expected="0"),
    points("of all kinds by the lead, enough", "+5 when at least 3 events by the lead within 24 hours in last 14 days", events=(*seen("1d", "2d"), *demo("1d"), ("mailed", "1d")), expected="5"),
    points("speed has two values", "+5 when not (at least 3 page_view within 24 hours in last 14 days)", expected="5"),
)  # fmt: skip

MOVED = 'counts since last moved where to is "n"'
RESETS = (
    points("the second of the reset is before it", "+1 for each page_view ever", events=(*seen("1d"), ("moved", "1d", {"to": "n"})), first=MOVED, expected="0"),
    points("a second after the reset", "+1 for each page_view ever", events=(*seen("23h 59m 59s"), ("moved", "1d", {"to": "n"})), first=MOVED, expected="1"),
    points("no reset", "+1 for each page_view ever", events=(*seen("1d"), ("moved", "1d", {"to": "x"})), first=MOVED, expected="1"),
    points("the last reset holds", "+1 for each page_view ever", events=(*seen("1d", "3d", "5d"), ("moved", "2d", {"to": "n"}), ("moved", "4d", {"to": "n"})), first=MOVED, expected="1"),
    points("the first reset holds", "+1 for each page_view ever", events=(*seen("1d", "3d", "5d"), ("moved", "2d", {"to": "n"}), ("moved", "4d", {"to": "n"})), first='counts since first moved where to is "n"', expected="2"),
    points("a reset to come is none", "+1 for each page_view ever", events=(*seen("1d"), ("moved", "-1s", {"to": "n"})), first=MOVED, expected="1"),
    points("a reset by a moment", "+1 for each page_view ever", {"seen": "2026-01-14T09:00:00Z"}, events=seen("1d", "23h"), first="counts since seen", expected="1"),
    points("a reset by a moment that is missing", "+1 for each page_view ever", events=seen("1d", "23h"), first="counts since seen", expected="2"),
    points("a reset by a moment to come", "+1 for each page_view ever", {"seen": "2026-01-15T09:00:01Z"}, events=seen("1d", "0s"), first="counts since seen", expected="0"),
    points("a reset and the earlier of two", "+1 for each demo within 2 days after page_view ever", events=(*demo("1h"), *seen("25h"), ("moved", "1d", {"to": "n"})), first=MOVED, expected="0"),
    points("a reset and both of two", "+1 for each demo within 2 days after page_view ever", events=(*demo("1h"), *seen("23h"), ("moved", "1d", {"to": "n"})), first=MOVED, expected="1"),
    points("a reset and a count", "by count of page_view ever { from 2: +3 }", events=(*seen("25h", "23h"), ("moved", "1d", {"to": "n"})), first=MOVED, expected="0"),
    points("a reset and a sum", "+5 when sum of seconds of page_view ever is 7", events=(*seen("25h", seconds=9), *seen("23h", seconds=7), ("moved", "1d", {"to": "n"})), first=MOVED, expected="5"),
    points("a reset and speed", "+5 when at least 2 page_view within 24 hours ever", events=(*seen("25h", "23h"), ("moved", "1d", {"to": "n"})), first=MOVED, expected="0"),
    points("a reset and silence", "+5 when no page_view in last 1 day", {"created": "2025-01-15T09:00:00Z"}, events=(*seen("2d"), ("moved", "23h", {"to": "n"})), first=MOVED, expected="0"),
    points("a reset and silence long enough", "+5 when no page_view in last 1 day", {"created": "2025-01-15T09:00:00Z"}, events=(*seen("1h 24h"), ("moved", "1d", {"to": "n"})), first=MOVED, expected="5"),
    # Silent for 40 days, put back 35 days ago: min(none, 35) lies in the row from 30.
    points("a table of silence after a reset", "by days since last page_view { from 30: -10  from 38: -20 }", {"created": "2025-01-15T09:00:00Z"}, events=(*seen("40d"), ("moved", "35d", {"to": "n"})), first=MOVED, expected="-10"),
    points("a table of silence without reset", "by days since last page_view { from 30: -10  from 38: -20 }", {"created": "2025-01-15T09:00:00Z"}, events=seen("40d"), first=MOVED, expected="-20"),
)  # fmt: skip

SEQUENCES: tuple[Worked, ...] = (*AFTERS, *THENS, *SPEED, *RESETS)
