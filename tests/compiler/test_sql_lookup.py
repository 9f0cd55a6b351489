"""Counts that are looked up share wide numbers: equal to the reference on every border, and none runs into another."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from scoreline.compiler import reference
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import TOO_MANY, Event, Lead
from scoreline.compiler.sql import emit, lookup
from scoreline.compiler.sql.dialects.duckdb import DuckDB
from scoreline.compiler.sql.run import score_in_duckdb
from scoreline.dsl import model
from support.event_rules import AS_OF, KEY, MAILS, VIEWS, ago, lead, noise, pays, plan_of, rule, within

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


def test_events_beyond_the_bits_of_a_count_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """With three bits: seven events fit a count, and the eighth would be one of the count beside it."""
    monkeypatch.setattr(lookup, "COUNT_BITS", 3)
    plan = plan_of(*_rules(), rule(within(MOVES, 4), "moves"))  # no other test has emitted it
    for number in (7, 8, 9):
        found = score_in_duckdb(plan, [lead(*[ago("view", 5, "ab")] * number, made=AS_OF - 90 * DAY)], AS_OF)
        if number < 8:
            assert found == [
                reference.score(plan, lead(*[ago("view", 5, "ab")] * number, made=AS_OF - 90 * DAY), AS_OF)
            ]
        else:
            assert found[0].problem == TOO_MANY
            assert dict(found[0].scores) == {"s": None}


def test_the_heaviest_sums_fit_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    """With three bits: seven events of a million points each."""
    monkeypatch.setattr(lookup, "COUNT_BITS", 3)
    heavy = [_decaying(within(MOVES, days), model.LosePoints(DAY, 1, 1), points=1_000_000_000) for days in range(1, 7)]
    plan = plan_of(*(replace(each, label=f"{place}") for place, each in enumerate(heavy)), *_rules())
    _scored(plan, [lead(*[ago("move", 0)] * 7, made=AS_OF - 90 * DAY)])


def test_engines_without_a_look_up_count_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DuckDB, "looks_up", range(0))
    assert '"worths"' not in _view(plan_of(*_rules()))
