"""Rules paid from counts before leads are joined with them: the same score, which they are, and what goes on."""

from __future__ import annotations

import random
import re

import duckdb
import pytest
from scoreline.compiler import reference
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import Event, Lead
from scoreline.compiler.sql import emit, lookup, shared
from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.dialect import LooksUp
from scoreline.compiler.sql.dialects.duckdb import DUCKDB
from scoreline.compiler.sql.emit import DIALECTS
from scoreline.compiler.sql.rules import Pay, clamp, pays_sql
from scoreline.compiler.sql.run import score_in_duckdb
from scoreline.dsl import model
from scoreline.dsl.load import load_text
from support.event_rules import AS_OF, DAY, MAILS, MOVES, VIEWS, ago, lead, pays, plan_of, rule, within

RULES = """
ruleset rules version "1"

lead { id: text key   made: timestamp since   country: text   size: integer }
event view { page: text }
event mail { }
event move { }

score fit, limited to -1000..1000, rounded to 3 decimals {
  "Each"     +1     for each view in last 7 days
  "Some"     +3     for each view in last 7 days, max 7 points
  "Few"      -2     for each view in last 7 days, max 5 points
  "Any"      +50    once for view in last 7 days
  "Mails"    +0.1   for each mail in last 9 days, halve every 2 days, max 0.3 points
  "Unless"   +5     for each mail in last 9 days, unless country is "DE"
  "Quiet"    +100   when no mail in last 9 days
  "Speed"    +200   when at least 3 move in last 3 days
  group "Group", limited to 0..12 {
    "Moves"  +4     for each move in last 3 days
    "Days"   +6     once for move in last 2 days
  }
}

score other, limited to -1000..1000, rounded to 3 decimals {
  "Pages"    +1     for each view where page starts with "/a" in last 30 days, max 2 points
  "Long"     +2     for each view in last 30 days, fade to 0 over 30 days
  "Moved"    +3     once for move in last 30 days
}

score third, limited to 0..1000 {
  "Alone"    +1     for each mail in last 60 days
  "Second"   +1     for each mail in last 50 days
}
"""
PREPAID = {"fit": ("Each", "Some", "Few", "Any", "Mails"), "other": ("Pages", "Long", "Moved")}
LATER = {"fit": ("Unless", "Quiet", "Speed", "Moves", "Days"), "third": ("Alone", "Second")}


def _plan(text: str = RULES) -> Plan:
    loaded = load_text(text)
    assert loaded.ruleset is not None, loaded.diagnostics
    return lower(loaded.ruleset)


def _scores(plan: Plan, engine: str = "duckdb") -> str:
    found = emit(plan, engine, compiled_by="tests").statements
    return next(each.sql for each in found if each.name == "rules_scores")


def _step(sql: str, name: str) -> str:
    return sql.partition(f'), "{name}" AS')[2].partition("\n), ")[0]


def _scored(plan: Plan, leads: list[Lead]) -> None:
    assert score_in_duckdb(plan, leads, AS_OF) == [reference.score(plan, each, AS_OF) for each in leads]


# ---- which rules, and what goes through the join -------------------------------------------------------------------


def test_rules_that_read_counts_alone_are_paid_before_the_join() -> None:
    sql = _scores(_plan())
    early, later = _step(sql, "prepaid"), _step(sql, "rules")
    for score, labels in PREPAID.items():
        assert f'"{score}_by_events"' in early
        for label in labels:
            assert f"{label} (" in early
            assert f"{label} (" not in later
    for label in (each for labels in LATER.values() for each in labels):
        assert f"{label} (" not in early
        assert f"{label} (" in later
    assert "third_by_events" not in sql


def test_rules_of_one_count_are_one_case() -> None:
    early = _step(_scores(_plan()), "prepaid")
    (together,) = re.findall(r"/[*] fit: Each [^*]*[*]/", early)
    assert re.findall(r"(\w+) \(", together) == ["Each", "Some", "Few", "Any"]


def test_numbers_that_others_read_go_through_the_join_and_no_more() -> None:
    joined = _step(_scores(_plan()), "leads")
    unpacked = _step(_scores(_plan()), "unpacked_2")
    assert joined.count('coalesce("prepaid"') == len(PREPAID) + len(_numbers(unpacked))
    # Mails of 9, 50 and 60 days, moves of 3 days and 2 days, and whether there are too many.
    assert unpacked.count(" >> ") + unpacked.count(" & ") == 2 * 6


def _numbers(text: str) -> set[str]:
    return {word for word in text.replace("\n", " ").split() if word.startswith(('"sums_', '"flags_'))}


@pytest.mark.parametrize("engine", [name for name, each in DIALECTS.items() if not isinstance(each, LooksUp)])
def test_other_engines_pay_all_rules_together(engine: str) -> None:
    assert all("prepaid" not in each.sql for each in emit(_plan(), engine, compiled_by="tests").statements)


def test_contributions_tell_each_rule() -> None:
    found = {each.name: each.sql for each in emit(_plan(), compiled_by="tests").statements}
    assert "prepaid" not in found["rules_contributions"]


# ---- what they pay -------------------------------------------------------------------------------------------------


def test_the_scores_are_those_of_the_reference() -> None:
    chance = random.Random(21)
    leads = []
    for place in range(120):
        events = [_event(chance) for _ in range(chance.choice((0, 1, 2, 3, 8, 40)))]
        country = {"country": "DE"} if place % 2 else {}
        leads.append(Lead(f"{place}", {"id": f"{place}", "made": AS_OF - 90 * DAY, **country}, tuple(events)))
    _scored(_plan(), leads)


def _event(chance: random.Random) -> Event:
    second = chance.choice((chance.randint(-DAY, 70 * DAY), chance.randint(0, 70) * DAY))
    kind = chance.choice(("view", "mail", "move"))
    page = {"page": chance.choice(("/a", "/ab", "/b"))} if kind == "view" and chance.random() < 0.8 else {}
    return Event(kind, AS_OF - second, page)


@pytest.mark.parametrize("views", [0, 1, 2, 3, 4, 50])
def test_points_by_hand(views: int) -> None:
    """+1 each, +3 up to 7, -2 down to -5, +50 once; a day old each, and no mail."""
    plan = _plan()
    events = (Event("view", AS_OF - DAY, {}),) * views
    (found,) = score_in_duckdb(plan, [Lead("1", {"id": "1", "made": AS_OF - 90 * DAY}, events)], AS_OF)
    fit = views + min(3 * views, 7) - min(2 * views, 5) + (50 if views else 0) + 100
    long = views * 2 * 29 / 30
    assert dict(found.scores)["fit"] == fit * 1_000
    assert abs(dict(found.scores)["other"] - long * 1_000) <= 1


PAYS = (
    Pay(7),
    Pay(3, 4, 14),
    Pay(-5, 2, -11),
    Pay(0, 0, 100),
    Pay(11, 4, 44),
    Pay(-2, 9, -18),
    Pay(0, 0, -30),
)


def test_what_several_rules_pay_for_one_count() -> None:
    """Each one by itself: its units, up to so many, and then what it pays at most."""
    value, chosen = n.column("value"), range(1, 1 << len(PAYS))
    some = {each: [pay for place, pay in enumerate(PAYS) if each >> place & 1] for each in chosen}
    columns = [n.named(pays_sql(value, several), f"paid {each}") for each, several in some.items()]
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE counts AS SELECT range AS value FROM range(13)")
        rows = connection.execute(DUCKDB.print(n.select([value, *columns], n.table(["counts"])))).fetchall()
    for number, *found in rows:
        for paid, several in zip(found, some.values(), strict=True):
            each_pays = [
                pay.each * number if pay.up_to is None or number <= pay.up_to else pay.beyond for pay in several
            ]
            assert paid == sum(each_pays)


@pytest.mark.parametrize(("number", "most", "nearest"), [(5, 3, 3), (-5, 3, -3), (2, 3, 2), (-2, 3, -2), (0, 0, 0)])
def test_nearest(number: int, most: int, nearest: int) -> None:
    assert clamp(number, most) == nearest


# ---- events of a lead near each other ------------------------------------------------------------------------------


def _many() -> Plan:
    """Counts of three kinds and of each number of days, which no rule bounds: five of them share a number."""
    wanted = [(events, days) for events in (VIEWS, MAILS, MOVES) for days in range(1, 21)]
    rules = [rule(within(events, days), f"{events.kinds} {days}", place) for place, (events, days) in enumerate(wanted)]
    return plan_of(*rules, pays(model.Quiet(within(MAILS, 5)), "quiet"))


def test_events_of_a_lead_are_brought_together_where_they_have_many_sums() -> None:
    plan = _many()
    sql = _scores(plan)
    gathered = _step(sql, "gathered")
    assert 'ORDER BY\n    CAST(hash("lead_key") >> 48' in gathered
    assert '"gathered"."lead_key"' in _step(sql, "found")
    assert "gathered" not in _scores(_plan())
    chance = random.Random(22)
    kinds = ("view", "mail", "move")
    leads = [
        lead(
            *(ago(chance.choice(kinds), chance.randint(0, 22 * DAY)) for _ in range(chance.randint(0, 60))),
            key=f"lead {place}",
            made=AS_OF - 90 * DAY,
        )
        for place in range(60)
    ]
    _scored(plan, leads)


def test_leads_with_many_events_are_counted_apart_there_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "MOST", 7)
    monkeypatch.setattr(lookup, "_SCATTERED", 1)
    plan = plan_of(*(rule(within(VIEWS, days), f"{days}", 3**days) for days in range(1, 10)), rule(within(MOVES, 3)))
    assert "gathered" in _scores(plan)
    leads = [lead(*[ago("view", 5)] * number, key=f"{number}", made=AS_OF - 90 * DAY) for number in range(20)]
    _scored(plan, leads)
