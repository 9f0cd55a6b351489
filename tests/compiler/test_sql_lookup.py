"""Counts that are looked up share numbers: equal to the reference on every border, and none runs into another."""

from __future__ import annotations

import random
from dataclasses import replace

import duckdb
import pytest
import sqlglot
from scoreline.compiler import reference
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import TOO_MANY, Event, Lead
from scoreline.compiler.sql import emit, shared
from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.duckdb import DuckDB
from scoreline.compiler.sql.run import define, load, score_in_duckdb
from scoreline.dsl import model
from scoreline.dsl.load import load_text
from sqlglot import exp
from support.event_rules import AS_OF, KEY, MAILS, TEXT, VIEWS, ago, lead, noise, pays, plan_of, rule, within

DAY = 86_400
EVERY = model.EventFilter(("view", "mail", "move"), None, None)
MOVES = model.EventFilter(("move",), None, None)


def _key(op: str, needle: str, value: model.Value = KEY) -> model.TextTest:
    return model.TextTest(op, value, (needle,), False)  # type: ignore[arg-type]


def _decaying(events: model.EventFilter, form: object, full_for: int = 0, points: int = 1_000) -> model.OccurrenceRule:
    label = f"{form} {full_for}"
    return replace(rule(events, label, points), decay=model.Decay(form, full_for))  # type: ignore[arg-type]


def _rules() -> tuple[model.Entry, ...]:
    a = replace(VIEWS, where=_key("starts", "a"))
    both = model.EventFilter(("view", "mail"), _key("contains", "b"), None)
    return (
        rule(within(a, 7), "a", 2_000),
        rule(within(both, 14), "b", 30_000),
        rule(within(replace(VIEWS, where=model.IsMissing(KEY)), 3), "nothing", 7),
        replace(rule(within(MAILS, 2), "mails", 5_000), max_points=9_000),
        replace(rule(within(MAILS, 21), "once", 400_000), latest=1),
        rule(within(EVERY, 5), "any", 11),
        _decaying(within(VIEWS, 30), model.Halve(DAY, 3)),
        _decaying(within(a, 30), model.Halve(7 * DAY, 1), full_for=2 * DAY),
        _decaying(within(MOVES, 60), model.LosePoints(DAY, 10, 1_000), points=-3_000),
        _decaying(within(both, 40), model.Fade(DAY, 20), full_for=DAY),
        _decaying(within(MOVES, 25), model.Keep(DAY, 2, 800_000)),
        pays(model.Quiet(within(EVERY, 3)), "quiet"),
        pays(model.Happened(within(EVERY, 1), 2), "speed"),
    )


def _view(plan: Plan) -> str:
    return next(each.sql for each in emit(plan, compiled_by="tests").statements if each.name == "rules_scores")


def _scored(plan: Plan, leads: list[Lead]) -> None:
    """The views score them as the reference does; contributions, which look nothing up, add up."""
    assert score_in_duckdb(plan, leads, AS_OF) == [reference.score(plan, each, AS_OF) for each in leads]


def test_a_look_up_is_for_scores_only() -> None:
    plan = plan_of(*_rules())
    assert '"worths"' in _view(plan)
    found = {each.name: each.sql for each in emit(plan, compiled_by="tests").statements}
    assert '"worths"' not in found["rules_contributions"]


def test_each_border_of_each_window() -> None:
    seconds = [days * DAY + beside for days in (0, 1, 2, 3, 5, 7, 14, 21, 25, 30, 40, 60) for beside in (-1, 0, 1)]
    kinds = ("view", "mail", "move")
    keys = ("a", "ab", "b", "x", None)
    events = [ago(kind, second, key) for second in seconds for kind in kinds for key in keys]
    leads = [lead(event, key=f"{place}", made=AS_OF - 90 * DAY) for place, event in enumerate(events)]
    _scored(plan_of(*_rules()), leads)


@pytest.mark.parametrize("more", [noise(where=_key("contains", "n")), ()], ids=["noise", "plain"])
def test_leads_with_many_events(more: tuple[model.Noise, ...]) -> None:
    chance = random.Random(11)
    leads = [
        lead(*[_event(chance) for _ in range(chance.randint(0, 60))], key=f"lead {place}", made=AS_OF - 90 * DAY)
        for place in range(80)
    ]
    _scored(plan_of(*_rules(), noise=more), leads)


def _event(chance: random.Random) -> Event:
    second = chance.choice((chance.randint(-DAY, 70 * DAY), chance.randint(0, 70) * DAY))
    return ago(chance.choice(("view", "mail", "move")), second, chance.choice(("a", "ab", "b", "n", "an", None)))


def test_what_a_look_up_cannot_say_is_counted_beside_it() -> None:
    """Half days, no window, ages in hours, and a kind with more conditions than a table of their outcomes is for."""
    keys = [rule(within(replace(MAILS, where=_key("starts", each)), 9), f"mail {each}") for each in "abcde"]
    others = (
        rule(replace(VIEWS, window=DAY // 2), "half a day", 100),
        rule(MOVES, "ever", 1_000_000),
        _decaying(within(VIEWS, 9), model.Halve(3_600, 5)),
        _decaying(within(VIEWS, 9), model.Halve(DAY, 2), full_for=DAY // 2),
        *keys,
    )
    plan = plan_of(*_rules()[:1], *_rules()[2:9], *_rules()[10:], *others)
    assert '"worths"' in _view(plan)
    chance = random.Random(12)
    leads = [lead(*[_event(chance) for _ in range(30)], key=f"{place}", made=AS_OF - 90 * DAY) for place in range(40)]
    _scored(plan, leads)


def test_leads_with_more_events_than_numbers_hold_are_counted_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for seven events of a lead: three bits for a count, more where rules tell more than seven apart."""
    monkeypatch.setattr(shared, "MOST", 7)
    plan = plan_of(*_rules(), rule(within(MOVES, 4), "moves"))  # no other test has emitted it
    chance = random.Random(13)
    leads = [lead(*[ago("view", 5, "ab")] * number, key=f"{number}", made=AS_OF - 90 * DAY) for number in range(18)]
    leads += [
        lead(*[_event(chance) for _ in range(chance.randint(5, 90))], key=f"lead {place}", made=AS_OF - 90 * DAY)
        for place in range(40)
    ]
    _scored(plan, leads)


def test_a_lead_with_more_of_a_rules_events_than_there_may_be_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """At most nine occurrences here; what is only asked for, or counted for a condition, may come more often."""
    monkeypatch.setattr(shared, "MOST", 7)
    monkeypatch.setattr(shared, "MAX", 9)
    asked = (pays(model.Quiet(within(MOVES, 3)), "quiet"), pays(model.Happened(within(MOVES, 4), 11), "happened"))
    plan = plan_of(*(rule(within(VIEWS, days), f"{days}") for days in range(1, 8)), *asked)
    for kind, number, points in (
        ("view", 9, 63_000 + 1_000),  # each of the seven rules pays nine times, and there was no move
        ("view", 10, None),
        ("move", 10, 0),
        ("move", 11, 1_000),
        ("move", 40, 1_000),
    ):
        (found,) = score_in_duckdb(plan, [lead(*[ago(kind, 5)] * number, made=AS_OF - 90 * DAY)], AS_OF)
        assert dict(found.scores) == {"s": points}, (kind, number)
        assert found.problem == (TOO_MANY if points is None else None)


@pytest.mark.parametrize("number", [2_147, 2_148, 4_095, 4_096, 9_000])
def test_the_exact_room_of_the_numbers(number: int) -> None:
    """2,147 events of the weight 10^6 fit 31 bits, and their number 12; the greatest sum of 12 bits is 4,095."""
    assert shared.MOST * 10**6 < 2**31 <= (shared.MOST + 1) * 10**6
    capped = [
        replace(_decaying(within(VIEWS, days), model.Fade(DAY, 500)), label=f"fade {days}", max_points=7_000)
        for days in range(5, 9)
    ]
    counted = [replace(rule(within(VIEWS, days), f"{days}", 2), max_points=9) for days in range(1, 5)]
    plan = plan_of(*capped, *counted, rule(within(VIEWS, 9), "all"), pays(model.Happened(within(VIEWS, 3), 4_097)))
    (found,) = score_in_duckdb(plan, [lead(*[ago("view", 0)] * number, made=AS_OF - 90 * DAY)], AS_OF)
    # Four fading rules at their 7 points, four at nine thousandths, one point for each event, and the condition.
    assert dict(found.scores) == {"s": 28_000 + 36 + number * 1_000 + (1_000 if number > 4_096 else 0)}


def test_the_heaviest_sums_fit_side_by_side() -> None:
    """Events of a million points each, which decay at once: 2,147 of them, and one more."""
    heavy = [_decaying(within(MOVES, days), model.LosePoints(DAY, 1, 1), points=1_000_000_000) for days in range(1, 7)]
    plan = plan_of(*(replace(each, label=f"{place}") for place, each in enumerate(heavy)), *_rules())
    for number in (7, shared.MOST, shared.MOST + 1):
        _scored(plan, [lead(*[ago("move", 0)] * number, made=AS_OF - 90 * DAY)])


def test_several_moments_are_told_apart() -> None:
    """Also where the key of one lead looks like a moment and the key of another one."""
    plan, moments = plan_of(*_rules()), [AS_OF - 2 * DAY, AS_OF - DAY, AS_OF]
    chance = random.Random(14)
    keys = ["1", f"{AS_OF}:1", f"{AS_OF}:{AS_OF}:1", ":", f"{AS_OF - DAY}:1"]
    leads = [lead(*[_event(chance) for _ in range(12)], key=key, made=AS_OF - 90 * DAY) for key in keys]
    with duckdb.connect() as connection:
        load(connection, plan, leads, moments)
        define(connection, emit(plan, compiled_by="tests"))
        rows = connection.execute("SELECT lead, epoch_us(as_of) // 1000000, s * 1000 FROM rules_scores").fetchall()
    wanted = {
        (each.key, moment): dict(reference.score(plan, each, moment).scores)["s"]
        for each in leads
        for moment in moments
    }
    assert {(key, moment): value for key, moment, value in rows} == wanted
    assert len(rows) == len(wanted)


def test_conditions_that_exclude_each_other_share_the_classes_of_a_kind() -> None:
    """Eight beginnings of one text: nine classes instead of 256. `a` and `ab` can both be met."""
    needles = ("a", "ab", "b", "c", "d", "n", "x", "")
    starts = [rule(within(replace(VIEWS, where=_key("starts", each)), 9), each, 3**p) for p, each in enumerate(needles)]
    equal = [
        rule(within(replace(MAILS, where=model.Compare("=", KEY, model.Constant(each, TEXT))), 9), f"is {each}", 10**p)
        for p, each in enumerate(("a", "ab", "b"))
    ]
    within_set = rule(within(replace(MAILS, where=model.InSet(KEY, ("a", "n"))), 9), "in", 50_000)
    plan = plan_of(*starts, *equal, within_set)
    assert '"worths"' in _view(plan)
    keys = ("a", "ab", "abc", "b", "c", "d", "n", "x", "y", None)
    events = [ago(kind, 5, key) for kind in ("view", "mail") for key in keys]
    _scored(plan, [lead(event, key=f"{place}", made=AS_OF - 90 * DAY) for place, event in enumerate(events)])


def test_attributes_may_have_the_names_of_columns_of_the_steps() -> None:
    names = ("several", "lead_key", "event_code", "code", "class", "age", "match_1", "sums_1", "since", "times")
    kinds = "\n".join(f"event kind_{p} {{ {names[2 * p]}: text  {names[2 * p + 1]}: text }}" for p in range(5))
    rules = "\n".join(
        f'"{name}" +{2**p} for each kind_{p // 2} where {name} is "a" in last 9 days' for p, name in enumerate(names)
    )
    loaded = load_text(
        f"""ruleset rules version "1"
lead {{ id: text key  several: text  lead_key: text  sums_1: text }}
{kinds}
score s, limited to 0..100000 {{
{rules}
"Lead" +1 when several is "a"
"Key" +1 when lead_key is "a"
"Sum" +1 when sums_1 is "a"
}}"""
    )
    assert loaded.ruleset is not None, loaded.diagnostics
    plan = lower(loaded.ruleset)
    assert '"worths"' in _view(plan)
    events = [Event(f"kind_{place // 2}", AS_OF - 5, {name: "a"}) for place, name in enumerate(names)]
    leads = [Lead(str(p), {"id": str(p), "several": "a", "sums_1": "a"}, (each,)) for p, each in enumerate(events)]
    for place, found in enumerate(score_in_duckdb(plan, leads, AS_OF)):
        assert dict(found.scores) == {"s": (2**place + 2) * 1_000}


def test_a_count_that_others_read_as_well_is_a_whole_one() -> None:
    """A rule that asks once, one that pays for each, and conditions with 1 and with 4, on the same events."""
    views = within(VIEWS, 5)
    both = (
        replace(rule(views, "once", 100_000), latest=1),
        rule(views, "each", 10),
        pays(model.Quiet(views), "quiet"),
        pays(model.Happened(views, 4), "four"),
    )
    plan = plan_of(*both, *(rule(within(MAILS, days), f"mail {days}") for days in range(1, 8)))
    assert '"worths"' in _view(plan)
    _scored(plan, [lead(*[ago("view", 5)] * number, key=f"{number}", made=AS_OF - 90 * DAY) for number in range(7)])


def test_engines_without_a_look_up_count_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DuckDB, "looks_up", range(0))
    assert '"worths"' not in _view(plan_of(*_rules()))


def test_leads_with_many_events_are_known_before_events_are_read_again() -> None:
    """The second scan meets a step first that is empty where there are none, whatever stands first in the table."""
    query = sqlglot.parse_one(_view(plan_of(*_rules())), read="duckdb")
    steps = {each.alias: each.this for each in query.find_all(exp.CTE)}
    assert steps["reach_apart"].args["where"].this.sql("duckdb") == 'EXISTS(SELECT 1 FROM "many")'
    first, second = ({table.name for table in steps[f"occurrences{end}"].find_all(exp.Table)} for end in ("", "_apart"))
    assert first - second == {"reach"}
    assert second - first == {"reach_apart"}
    (scan,) = (steps[name] for name in steps if "coded_apart" in name and steps[name].find(exp.Group))
    assert {table.name for table in scan.find_all(exp.Table)} == {"coded_apart", "many"}


@pytest.mark.parametrize(
    ("rows", "times", "expected"),
    [
        ([(0, 0)], 1, (0, 0)),
        ([(0, 2**63 - 1)], 1, (0, 2**63 - 1)),
        ([(2**43 - 1, 2**63 - 1), (0, 1)], 1, (2**43, 0)),
        ([(5, 7), (2**42, 2**62), (1, 2**62)], 1, (2**42 + 7, 7)),
        ([(2**43 - 1, 0)], 2**20, (2**63 - 2**20, 0)),
        ([(2**43 - 1, 1)], 2**20 + 1, (None, 2**20 + 1)),
    ],
)
def test_two_numbers_share_a_sum(rows: list[tuple[int, int]], times: int, expected: tuple[int | None, int]) -> None:
    """What runs over from the lower one is counted in the upper one; where that is beyond 63 bits it is NULL."""
    engine, column = DuckDB(), n.column
    pair = engine.print(engine.paired(column("upper"), column("lower")))
    upper, lower = (engine.print(each) for each in engine.halves(column("pair")))
    given = ", ".join(str(row) for row in rows)
    source = f'SELECT sum({pair}) AS pair FROM (VALUES {given}) AS given("upper", "lower"), range({times})'
    assert duckdb.sql(f"SELECT {upper}, {lower} FROM ({source})").fetchall() == [expected]
