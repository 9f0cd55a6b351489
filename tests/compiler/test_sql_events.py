"""Relations, resets and noise in the views: numbers worked out by hand, on and beside each border."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest
from scoreline.compiler import reference
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import Account, Lead
from scoreline.compiler.sql import emit
from scoreline.compiler.sql.run import define, load
from scoreline.dsl import model
from support.event_rules import (
    AS_OF,
    KEY,
    MAILS,
    MOVES,
    SPAN,
    TEXT,
    TIMESTAMP,
    VIEWS,
    ago,
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


# ---- relations -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mails", "expected"),
    [([], 0), ([60], 1), ([61], 0), ([59], 1), ([0], 1), ([-1], 0), ([61, 60], 1), ([-1, 61], 0)],
)
def test_an_event_follows_one_at_most_so_many_seconds_before_it(mails: list[int], expected: int) -> None:
    events = [ago("mail", HOUR + seconds) for seconds in mails]
    assert points(plan_of(rule(follows(60))), ago("view", HOUR), *events) == expected
    assert points(plan_of(rule(follows(60, negated=True))), ago("view", HOUR), *events) == 1 - expected


def test_an_event_does_not_follow_itself_but_its_twin() -> None:
    own = replace(VIEWS, relation=model.Follows(VIEWS, 0, None, False))
    assert points(plan_of(rule(own)), ago("view", 5)) == 0
    assert points(plan_of(rule(own)), ago("view", 5), ago("view", 5)) == 2  # each has the other beside it
    assert points(plan_of(rule(own)), ago("view", 5), ago("view", 5), ago("view", 6)) == 2


def test_a_kind_that_is_on_both_sides() -> None:
    either = model.EventFilter(("view", "mail"), None, None)
    asked = replace(VIEWS, relation=model.Follows(either, 10, None, False))
    # 20 s ago: nothing before it. 12 s ago: 8 s after a view. 12 s ago: also a mail. 1 s ago: 11 s after both.
    assert points(plan_of(rule(asked)), ago("view", 20), ago("view", 12), ago("mail", 12), ago("view", 1)) == 1


def test_both_must_have_the_same_known_value() -> None:
    asked = plan_of(rule(follows(60, "key")))
    assert points(asked, ago("mail", 50, "a"), ago("view", 0, "a")) == 1
    assert points(asked, ago("mail", 50, "a"), ago("mail", 10, "b"), ago("view", 0, "a")) == 1
    assert points(asked, ago("mail", 50, "b"), ago("view", 0, "a")) == 0
    assert points(asked, ago("mail", 50), ago("view", 0)) == 0  # two unknown values are not the same
    refused = plan_of(rule(follows(60, "key", negated=True)))
    assert points(refused, ago("mail", 50), ago("view", 0)) == 1
    assert points(refused, ago("mail", 50, "a"), ago("view", 0, "a")) == 0


@pytest.mark.parametrize(
    ("seconds", "mails", "expected"), [(60, [60], 1), (60, [61], 0), (None, [61], 1), (None, [-1], 0)]
)
def test_an_event_is_followed_by_one_after_it(seconds: int | None, mails: list[int], expected: int) -> None:
    asked = replace(VIEWS, relation=model.FollowedBy(MAILS, seconds, None, False))
    events = [ago("mail", DAY - each) for each in mails]
    assert points(plan_of(rule(asked)), ago("view", DAY), *events) == expected
    negated = replace(VIEWS, relation=model.FollowedBy(MAILS, seconds, None, True))
    assert points(plan_of(rule(negated)), ago("view", DAY), *events) == 1 - expected


def test_what_comes_after_the_moment_follows_nothing() -> None:
    asked = replace(VIEWS, relation=model.FollowedBy(MAILS, None, None, False))
    assert points(plan_of(rule(asked)), ago("view", 1), ago("mail", -1)) == 0


def test_the_window_is_that_of_the_event_and_not_of_the_other() -> None:
    """The view is the last second inside 3 days; the mail lies an hour before, the scan must reach that far."""
    asked = within(follows(HOUR), 3)
    assert points(plan_of(rule(asked)), ago("view", 3 * DAY - 1), ago("mail", 3 * DAY - 1 + HOUR)) == 1
    assert points(plan_of(rule(asked)), ago("view", 3 * DAY), ago("mail", 3 * DAY)) == 0


# ---- resets ----------------------------------------------------------------------------------------------------------


def test_only_later_events_than_the_last_move_count() -> None:
    asked = plan_of(rule(replace(VIEWS, since=model.LastMoment(MOVES))))
    assert points(asked, ago("view", 9), ago("view", 1)) == 2  # no move at all
    assert points(asked, ago("view", 9), ago("move", 5), ago("view", 5), ago("view", 4)) == 1
    assert points(asked, ago("move", 5), ago("view", 4), ago("move", 3), ago("view", 2)) == 1
    first = plan_of(rule(replace(VIEWS, since=model.FirstMoment(MOVES))))
    assert points(first, ago("move", 5), ago("view", 4), ago("move", 3), ago("view", 2)) == 2


def test_a_moment_of_the_lead_resets_too() -> None:
    asked = plan_of(rule(replace(VIEWS, since=model.LeadValue("signed", TIMESTAMP))))
    views = [ago("view", 6), ago("view", 5), ago("view", 4)]
    assert points(asked, *views, signed=AS_OF - 5) == 1
    assert points(asked, *views) == 3
    assert points(asked, *views, signed=AS_OF + 5) == 0


def test_the_other_event_of_a_relation_has_its_own_reset() -> None:
    mails = replace(MAILS, since=model.LastMoment(MOVES))
    asked = plan_of(rule(replace(VIEWS, relation=model.Follows(mails, DAY, None, False))))
    assert points(asked, ago("mail", 9), ago("move", 8), ago("view", 5)) == 0
    assert points(asked, ago("mail", 9), ago("move", 10), ago("view", 5)) == 1


@pytest.mark.parametrize(
    ("made", "moved", "expected"),
    [(30, None, 1), (29, None, 0), (60, 30, 1), (60, 29, 0), (29, 60, 0), (None, 30, 1), (None, None, 0)],
)
def test_a_lead_is_quiet_only_as_long_as_it_is_there_and_the_reset_is_past(
    made: int | None, moved: int | None, expected: int
) -> None:
    quiet = model.Quiet(within(replace(VIEWS, since=model.LastMoment(MOVES)), 30))
    values = {} if made is None else {"made": AS_OF - made * DAY}
    moves = [] if moved is None else [ago("move", moved * DAY)]
    assert points(plan_of(pays(quiet)), *moves, **values) == expected
    table = model.TableRule(
        "rule",
        model.DaysSinceLast(replace(VIEWS, since=model.LastMoment(MOVES))),
        (model.Cut(30, None, 1_000),),
        (),
        None,
        None,
        None,
        SPAN,
    )
    assert points(plan_of(table), *moves, **values) == expected


# ---- noise -----------------------------------------------------------------------------------------------------------


def test_a_run_of_too_many_events_is_noise_and_the_others_are_not() -> None:
    # More than 2 within 10 s: runs of 3. 0, 5, 10 span 10 s; 16 begins 6 s later, and 5..16 span 11 s.
    plan = plan_of(rule(), noise=noise(burst=(2, 10)))
    assert points(plan, *(ago("view", 100 - second) for second in (0, 5, 10, 16))) == 1
    assert points(plan, *(ago("view", 100 - second) for second in (0, 5, 10, 15))) == 0  # 5, 10, 15 are a run too
    assert points(plan, *(ago("view", 100 - second) for second in (0, 5, 11))) == 3
    assert points(plan, *(ago("view", 100 - second) for second in (0, 20, 25, 30))) == 1
    assert points(plan, ago("view", 7), ago("view", 7), ago("view", 7), ago("view", 8)) == 0
    assert points(plan, ago("view", 7), ago("view", 7), ago("view", 20), ago("view", 20)) == 4
    # The third one has not happened yet.
    assert points(plan, ago("view", 7), ago("view", 7), ago("view", -1)) == 2


def test_a_run_may_begin_before_the_window() -> None:
    plan = plan_of(rule(within(VIEWS, 3)), noise=noise(burst=(1, 10)))
    assert points(plan, ago("view", 3 * DAY - 1), ago("view", 3 * DAY + 9)) == 0
    assert points(plan, ago("view", 3 * DAY - 1), ago("view", 3 * DAY + 10)) == 1


def test_noise_judges_events_that_other_noise_leaves_out() -> None:
    """The mail makes the first view noise; the run of two views is there all the same."""
    both = (*noise(relation=model.Follows(MAILS, 5, None, False)), *noise(burst=(1, 10)))
    plan = plan_of(rule(), noise=both)
    assert points(plan, ago("mail", 20), ago("view", 18), ago("view", 10)) == 0
    assert points(plan, ago("mail", 20), ago("view", 18), ago("view", 7)) == 1


def test_noise_is_gone_for_relations_resets_and_bursts() -> None:
    robots = noise(kinds=("mail", "move", "view"), where=model.Compare("=", KEY, model.Constant("robot", TEXT)))
    assert points(plan_of(rule(follows(60)), noise=robots), ago("mail", 9, "robot"), ago("view", 5)) == 0
    reset = plan_of(rule(replace(VIEWS, since=model.LastMoment(MOVES))), noise=robots)
    assert points(reset, ago("view", 9), ago("move", 5, "robot")) == 1
    burst = plan_of(pays(model.Burst(VIEWS, 2, 60)), noise=robots)
    assert points(burst, ago("view", 9), ago("view", 5, "robot")) == 0
    assert points(burst, ago("view", 9), ago("view", 5, "person")) == 1


def test_noise_asks_the_lead_and_its_account() -> None:
    signed = model.Not(model.IsMissing(model.LeadValue("signed", TIMESTAMP)))
    plan = plan_of(rule(), noise=noise(lead=model.LetRef("signed up")), lets=(("signed up", signed),))
    assert points(plan, ago("view", 1)) == 1
    assert points(plan, ago("view", 1), signed=AS_OF) == 0
    ours = model.IsTrue(model.AccountValue("ours", model.ValueType("boolean")))
    plan = plan_of(rule(), noise=noise(lead=ours))
    leads = [lead(ago("view", 1), key=name, company=name) for name in ("us", "them", "nobody")]
    leads.append(lead(ago("view", 1), key="alone"))
    accounts = [Account("us", {"name": "us", "ours": True}), Account("them", {"name": "them", "ours": False})]
    found = scored(plan, leads, accounts)
    assert found == {"us": 0, "them": 1_000, "nobody": 1_000, "alone": 1_000}
    key = model.Compare("=", model.AccountValue("name", TEXT), model.Constant("nobody", TEXT))
    found = scored(plan_of(rule(), noise=noise(lead=key)), leads, accounts)
    assert found == {"us": 1_000, "them": 1_000, "nobody": 0, "alone": 1_000}


def scored(plan: Plan, leads: list[Lead], accounts: list[Account]) -> dict[str, int | None]:
    with duckdb.connect() as connection:
        load(connection, plan, leads, [AS_OF], accounts)
        define(connection, emit(plan, compiled_by="tests"))
        rows = connection.execute("SELECT lead, CAST(s * 1000 AS BIGINT) FROM rules_scores").fetchall()
    expected, _ = reference.score_all(plan, leads, AS_OF, accounts)
    assert dict(rows) == {result.lead: dict(result.scores)["s"] for result in expected}
    return dict(rows)
