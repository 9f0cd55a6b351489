"""Periods, visits, parts, amounts, sources and values of events in the views: numbers worked out by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import duckdb
import pytest
from scoreline.compiler import reference
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import TOO_MANY
from scoreline.compiler.sql import emit
from scoreline.compiler.sql.run import define, load, score_in_duckdb
from scoreline.dsl import model
from support.event_rules import (
    AS_OF,
    INTEGER,
    KEY,
    MAILS,
    MIDNIGHT,
    MOVES,
    SPAN,
    TAG,
    TEXT,
    TIMESTAMP,
    VIEWS,
    ago,
    amounts,
    at,
    follows,
    lead,
    noise,
    pays,
    plan_of,
    points,
    rule,
    within,
)

DAY, HOUR = 86_400, 3_600


# ---- periods, visits, parts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "seconds", "expected"),
    [
        # Berlin is an hour ahead of UTC in January: its day begins at 23:00 UTC.
        (model.Period("day"), [MIDNIGHT - HOUR, MIDNIGHT - HOUR - 1], 2),
        (model.Period("day"), [MIDNIGHT - HOUR, MIDNIGHT], 1),
        # 2026-01-15 is day 20,468 = 3 × 6,822 + 2: the three days end with it.
        (model.Period("day", 3), [MIDNIGHT - 3 * DAY - HOUR, MIDNIGHT - 2 * DAY - HOUR, MIDNIGHT], 2),
        # Monday is 2026-01-12.
        (model.Period("week"), [MIDNIGHT - 3 * DAY - HOUR - 1, MIDNIGHT - 3 * DAY - HOUR, MIDNIGHT], 2),
        (model.Period("month"), [MIDNIGHT - 14 * DAY - HOUR - 1, MIDNIGHT - 14 * DAY - HOUR, MIDNIGHT], 2),
        (model.Period("hour"), [MIDNIGHT, MIDNIGHT + HOUR - 1, MIDNIGHT + HOUR], 2),
    ],
)
def test_periods_begin_where_the_clock_of_the_ruleset_says(
    period: model.Period, seconds: list[int], expected: int
) -> None:
    plan = plan_of(replace(rule(), once_per=period), zone="Europe/Berlin")
    assert points(plan, *(at("view", second) for second in seconds)) == expected


def test_an_hour_of_a_zone_that_is_half_an_hour_off() -> None:
    plan = plan_of(replace(rule(), once_per=model.Period("hour")), zone="Asia/Kolkata")
    assert points(plan, at("view", MIDNIGHT + 1799), at("view", MIDNIGHT + 1800), at("view", MIDNIGHT + 5399)) == 2


def test_a_visit_ends_after_more_than_so_much_silence() -> None:
    plan = plan_of(replace(rule(), completes=model.Completes(model.Silence(1800), 2)))
    # Silence of 1,800 s, then of 1,801 s: two views, then one alone, which completes nothing.
    assert points(plan, *(at("view", MIDNIGHT + second) for second in (0, 1800, 3601))) == 1
    assert points(plan, *(at("view", MIDNIGHT + second) for second in (0, 1801, 3601))) == 1
    assert points(plan, *(at("view", MIDNIGHT + second) for second in (0, 1801, 3602, 3602, 3603))) == 1


def test_the_event_that_completes_a_day_is_what_occurs() -> None:
    """The second view of the day is 2 days old and weighs half; the third one is newer and does not matter."""
    decay = model.Decay(model.Halve(DAY, 2))
    plan = plan_of(replace(rule(), completes=model.Completes(model.Period("day"), 2), decay=decay))
    day = MIDNIGHT - 2 * DAY
    assert points(plan, at("view", day + HOUR), at("view", day + 9 * HOUR), at("view", day + 20 * HOUR)) == 0.5


def test_events_without_a_session_are_one_visit() -> None:
    plan = plan_of(replace(rule(), completes=model.Completes(KEY, 1)))
    assert (
        points(plan, ago("view", 1, "a"), ago("view", 2, "a"), ago("view", 3), ago("view", 4), ago("view", 5, "b")) == 3
    )


def test_the_latest_two_of_each_key() -> None:
    plan = plan_of(replace(rule(), latest=2, latest_per=KEY))
    views = [ago("view", i, key) for i, key in enumerate(("a", "a", "a", "b", None, None, None))]
    assert points(plan, *views) == 5


def test_a_cap_for_each_key_and_for_each_sign() -> None:
    plan = plan_of(replace(rule(points=2_000), max_points=5_000, max_per=KEY))
    views = [ago("view", i, key) for i, key in enumerate(("a", "a", "a", "b", None))]
    assert points(plan, *views) == 5 + 2 + 2
    lost = plan_of(replace(rule(points=-2_000), max_points=5_000, max_per=KEY))
    assert points(lost, *views) == -9


# ---- amounts, ties, attribution --------------------------------------------------------------------------------------


def test_an_amount_is_cut_before_it_is_added() -> None:
    assert points(plan_of(amounts()), ago("view", 1, n=5_000), ago("view", 2, n=-7), ago("view", 3)) == 993
    assert points(plan_of(amounts(-1_000)), ago("view", 1, n=5_000), ago("view", 2, n=-7)) == -993
    assert points(plan_of(amounts()), ago("view", 1, n=4 * 10**15), ago("view", 2, n=-(4 * 10**15))) == 0


def test_of_one_second_the_larger_amount_is_the_later() -> None:
    same_second = (ago("view", 9, n=3), ago("view", 9, n=8), ago("view", 9, n=5))
    assert points(plan_of(replace(amounts(), latest=2)), *same_second) == 13
    assert points(plan_of(replace(amounts(), once_per=model.Period("day"))), *same_second) == 8
    earliest = replace(amounts(), completes=model.Completes(model.Period("day"), 1))
    assert points(plan_of(earliest), *same_second) == 3


def test_of_equal_events_the_smaller_value_of_a_later_part_is_the_later() -> None:
    """Each day's view is one of key `a` and one of key `b`: `a` is kept every time, and is capped at 2."""
    capped = replace(rule(), once_per=model.Period("day"), max_points=2_000, max_per=KEY)
    for keys in (("a", "b"), ("b", "a"), (None, "a"), ("a", None)):
        views = [ago("view", day * DAY, key) for day in range(3) for key in keys]
        assert points(plan_of(capped), *views) == 2
    # Uncapped parts would give 3: two of the two oldest days' keys, were they to differ.
    views = [ago("view", 0, "b"), ago("view", 0, "a"), ago("view", DAY, "b"), ago("view", 2 * DAY, "b")]
    assert points(plan_of(capped), *views) == 3


def test_parts_are_asked_before_the_attribution() -> None:
    """Kept is the view whose key is `b`, and the cap bites: with the tag first it would be that of `z`, and pay 2."""
    capped = replace(rule(), once_per=model.Period("day"), max_points=1_000, max_per=KEY)
    views = [ago("view", 0, "z", tag="a"), ago("view", 0, "b", tag="b"), ago("view", DAY, "b", tag="c")]
    assert points(plan_of(capped), *views) == 1
    assert points(plan_of(capped, attribution="tag"), *views) == 1


def test_parts_are_asked_in_the_order_in_which_they_count() -> None:
    """Of two views the one with the smaller key is kept, tag `y`; with an older `y` that makes one capped point."""
    both = replace(rule(), once_per=model.Period("day"), latest=5, latest_per=KEY, max_points=1_000, max_per=TAG)
    views = [ago("view", 0, "a", tag="y"), ago("view", 0, "b", tag="x"), ago("view", DAY, "c", tag="y")]
    assert points(plan_of(both), *views) == 1
    assert points(plan_of(both), views[1], views[2]) == 2


def test_contributions_say_which_tag_they_come_from() -> None:
    plan = plan_of(replace(rule(points=2_000), once_per=model.Period("day"), max_points=5_000), attribution="tag")
    views = [ago("view", 0, tag="b"), ago("view", DAY, tag="a"), ago("view", 2 * DAY), ago("view", 3 * DAY, tag="a")]
    one = lead(*views)
    found = score_in_duckdb(plan, [one], AS_OF)
    assert found == [reference.score(plan, one, AS_OF)]
    rows = {(row.kind, row.rule, row.source): (row.points, row.times, row.latest) for row in found[0].contributions}
    assert rows == {
        ("rule", "rule", "a"): (4 * 10**9, 2, AS_OF - DAY),
        ("rule", "rule", "b"): (2 * 10**9, 1, AS_OF),
        ("rule", "rule", None): (2 * 10**9, 1, AS_OF - 2 * DAY),
        ("rule limit", "rule", None): (-3 * 10**9, 0, None),
    }


# ---- values of events ------------------------------------------------------------------------------------------------


def tells(value: model.Value, expected: str | int) -> Plan:
    kind = TEXT if isinstance(expected, str) else INTEGER
    return plan_of(pays(model.Compare("=", value, model.Constant(expected, kind))))


def test_sums_leave_out_what_is_beyond_a_summand() -> None:
    total = model.EventSum("n", INTEGER, VIEWS)
    views = [ago("view", 1, n=10**12), ago("view", 2, n=10**12 + 1), ago("view", 3, n=-3), ago("view", 4)]
    assert points(tells(total, 10**12 - 3), *views) == 1
    assert points(tells(total, 0)) == 1


def test_the_latest_value_is_that_of_the_latest_event_that_has_it() -> None:
    views = [ago("view", 9, "a"), ago("view", 5, "z"), ago("view", 5, "é"), ago("view", 1)]
    assert points(tells(model.EventPick("latest", "key", TEXT, VIEWS), "é"), *views) == 1  # é is above z by bytes
    assert points(tells(model.EventPick("first", "key", TEXT, VIEWS), "a"), *views) == 1
    assert points(plan_of(pays(model.IsMissing(model.EventPick("first", "key", TEXT, VIEWS)))), ago("view", 1)) == 1


def test_extremes_and_moments() -> None:
    views = [ago("view", 9, n=4), ago("view", 5, n=-4), ago("view", 1)]
    assert points(tells(model.EventExtreme("highest", "n", INTEGER, VIEWS), 4), *views) == 1
    assert points(tells(model.EventExtreme("lowest", "n", INTEGER, VIEWS), -4), *views) == 1
    assert points(tells(model.FirstMoment(VIEWS), AS_OF - 9), *views) == 1
    assert points(tells(model.LastMoment(VIEWS), AS_OF - 1), *views) == 1


def test_a_burst_is_so_many_events_in_so_little_time() -> None:
    plan = plan_of(pays(model.Burst(VIEWS, 3, 60)))
    assert points(plan, ago("view", 100), ago("view", 70), ago("view", 40)) == 1
    assert points(plan, ago("view", 101), ago("view", 70), ago("view", 40)) == 0
    assert points(plan, ago("view", 40), ago("view", 40)) == 0


# ---- size ------------------------------------------------------------------------------------------------------------


def every_form(count: int) -> list[model.Entry]:
    """Each form that reads events, so many times, no two alike."""
    found: list[model.Entry] = []
    for i in range(1, count + 1):
        views = replace(within(VIEWS, i), since=model.LastMoment(within(MOVES, i)))
        others = within(replace(VIEWS, relation=model.FollowedBy(MAILS, i, "key", i % 2 == 0)), i)
        found += [
            rule(views, f"reset {i}"),
            rule(others, f"followed {i}"),
            rule(within(follows(i), i), f"follows {i}"),
            replace(rule(views, f"visits {i}"), completes=model.Completes(model.Silence(i), 2)),
            replace(rule(views, f"latest {i}"), latest=i, latest_per=KEY),
            replace(rule(views, f"capped {i}"), max_points=i, max_per=model.Period("week")),
            replace(amounts(), label=f"amount {i}", latest=i),
            pays(model.Burst(views, 2, i), f"burst {i}"),
            model.TableRule(
                f"sum {i}", model.EventSum("n", INTEGER, views), (model.Cut(0, None, 1),), (), None, None, None, SPAN
            ),
            pays(model.IsMissing(model.EventPick("latest", "key", TEXT, views)), f"pick {i}"),
        ]
    return found


@pytest.mark.parametrize("attribution", [None, "tag"])
@pytest.mark.parametrize("count", [1, 6])
def test_the_events_are_scanned_once_whatever_is_asked_of_them(count: int, attribution: str | None) -> None:
    rules = (
        *noise(burst=(3, 60), lead=model.IsMissing(model.LeadValue("signed", TIMESTAMP))),
        *noise(relation=model.Follows(MAILS, 2, "key", False)),
    )
    plan = plan_of(*every_form(count), noise=rules, attribution=attribution)
    one = lead(*(ago(kind, i * HOUR, "a", 1) for i in range(50) for kind in ("view", "mail", "move")))
    with duckdb.connect() as connection:
        load(connection, plan, [one], [AS_OF])  # an empty table would not be read
        define(connection, emit(plan, compiled_by="tests"))
        for view in ("rules_scores", "rules_contributions"):
            explained = connection.execute(f"EXPLAIN (FORMAT json) SELECT * FROM {view}").fetchall()[0][1]
            assert scans(json.loads(explained), "rules_events") == 1
            assert scans(json.loads(explained), "rules_leads") == 2  # once for what events ask of their lead


def scans(nodes: Any, table: str) -> int:
    """How often a physical plan reads the table."""
    own = [str(node.get("extra_info", {}).get("Table", "")).split(".")[-1].strip('"') == table for node in nodes]
    return sum(own) + sum(scans(node["children"], table) for node in nodes)


def test_a_million_events_are_counted_without_noise() -> None:
    """10^6 views and one more that is noise: a result. One more that is not: none, for amounts and for sums."""
    robots = noise(where=model.Compare("=", KEY, model.Constant("robot", TEXT)))
    summed = model.TableRule(
        "sum", model.EventSum("n", INTEGER, VIEWS), (model.Cut(10**6, 10**6 + 1, 1_000),), (), None, None, None, SPAN
    )
    for entry, expected in ((summed, 1), (amounts(), 1_000_000), (replace(amounts(), latest=2), 2)):
        plan = plan_of(entry, noise=robots)
        with duckdb.connect() as connection:
            load(connection, plan, [lead(key=key) for key in ("all", "more")], [AS_OF])
            connection.execute(
                'INSERT INTO rules_events (lead, event, "at", n, "key") SELECT lead, \'view\', $1 - number, 1, '
                "CASE WHEN number = 1000000 AND lead = 'all' THEN 'robot' END "
                "FROM range(1000001) AS numbers(number), (VALUES ('all'), ('more')) AS leads(lead)",
                [AS_OF],
            )
            define(connection, emit(plan, compiled_by="tests"))
            rows = connection.execute("SELECT lead, s, problem FROM rules_scores ORDER BY lead").fetchall()
            assert rows == [("all", expected, None), ("more", None, TOO_MANY)]


def test_more_amounts_than_64_bits_hold_are_no_error() -> None:
    """12 million events of 1,000 points are 12 × 10^18 units; the lead has no result, and nothing overflows."""
    for entry in (amounts(), replace(amounts(), max_points=5_000, max_per=KEY)):
        plan = plan_of(entry)
        with duckdb.connect() as connection:
            load(connection, plan, [lead()], [AS_OF])
            connection.execute(
                'INSERT INTO rules_events (lead, event, "at", n) '
                "SELECT 'lead', 'view', $1, 5000 FROM range(12000000) AS numbers(number)",
                [AS_OF],
            )
            define(connection, emit(plan, compiled_by="tests"))
            assert connection.execute("SELECT problem FROM rules_scores").fetchall() == [(TOO_MANY,)]
