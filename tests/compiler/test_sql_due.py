"""When a follow-up is due: worked by hand, and against the reference on random calendars and moments."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest
from scoreline.compiler.lower import lower
from scoreline.compiler.reference.due import due_at
from scoreline.compiler.result import Lead
from scoreline.compiler.sql import names
from scoreline.compiler.sql.business import days_ahead
from scoreline.compiler.sql.run import scored
from scoreline.dsl import model
from support.sized_rulesets import SPAN, sized

HOUR, DAY = 3600, 86_400
WEEK = (0, 1, 2, 3, 4)
BERLIN = model.BusinessHours(WEEK, 9 * HOUR, 17 * HOUR, "Europe/Berlin", ())


def _ruleset(hours: model.BusinessHours, dues: list[model.Due]) -> model.Ruleset:
    """The lead whose number is i has the due time i."""
    number = model.LeadValue("n", model.ValueType("integer"))
    lines = tuple(model.FollowUpLine(f"owner {i}", due, model.InSet(number, (i,)), SPAN) for i, due in enumerate(dues))
    base = sized([model.WhenRule("always", 1_000, model.And(()), None, SPAN)])
    return replace(base, follow_up=model.FollowUp(lines, hours, SPAN))


def _due(hours: model.BusinessHours, dues: list[model.Due], moments: list[int]) -> dict[tuple[int, int], int]:
    """By number of the due time and moment."""
    plan = lower(_ruleset(hours, dues))
    leads = [Lead(str(i), {"id": str(i), "n": i}, ()) for i in range(len(dues))]
    view = names.objects(plan.name).scores
    with scored(plan, leads, moments) as connection:
        rows = connection.execute(f'SELECT lead, epoch(as_of), epoch(due), follow_up FROM "{view}"').fetchall()
    assert all(owner == f"owner {lead}" for lead, _, _, owner in rows)
    return {(int(lead), int(moment)): int(due) for lead, moment, due, _ in rows}


def _at(text: str) -> int:
    return int(dt.datetime.fromisoformat(text).timestamp())


def _one(hours: model.BusinessHours, due: model.Due, moment: str) -> str:
    (found,) = _due(hours, [due], [_at(moment)]).values()
    return dt.datetime.fromtimestamp(found, dt.UTC).isoformat()


# Thursday 2026-01-15, 09:00 UTC, is 10:00 in Berlin: seven hours are left until 17:00, which is 16:00 UTC.
@pytest.mark.parametrize(
    ("kind", "count", "expected"),
    [
        ("hours", 20 * HOUR, "2026-01-16T05:00:00+00:00"),
        ("business hours", 4 * HOUR, "2026-01-15T13:00:00+00:00"),
        ("business hours", 7 * HOUR, "2026-01-15T16:00:00+00:00"),
        ("business hours", 7 * HOUR + 1, "2026-01-16T08:00:01+00:00"),
        ("business hours", 16 * HOUR, "2026-01-19T09:00:00+00:00"),
        ("business days", 1, "2026-01-16T16:00:00+00:00"),
        ("business days", 2, "2026-01-19T16:00:00+00:00"),
        ("business days", 300, "2027-03-11T16:00:00+00:00"),
    ],
)
def test_from_a_thursday_morning(kind: str, count: int, expected: str) -> None:
    assert _one(BERLIN, model.Due(kind, count), "2026-01-15T09:00:00+00:00") == expected  # type: ignore[arg-type]


def test_holidays_are_closed() -> None:
    friday = _at("2026-01-16T00:00:00+00:00") // DAY
    hours = model.BusinessHours(WEEK, 9 * HOUR, 17 * HOUR, "Europe/Berlin", (friday,))
    moment = "2026-01-15T09:00:00+00:00"
    assert _one(hours, model.Due("business hours", 8 * HOUR), moment) == "2026-01-19T09:00:00+00:00"
    assert _one(hours, model.Due("business days", 2), moment) == "2026-01-20T16:00:00+00:00"


def test_from_a_weekend() -> None:
    saturday = "2026-01-17T12:00:00+00:00"
    assert _one(BERLIN, model.Due("business hours", HOUR), saturday) == "2026-01-19T09:00:00+00:00"
    assert _one(BERLIN, model.Due("business days", 1), saturday) == "2026-01-19T16:00:00+00:00"


def test_a_change_of_the_clock_shortens_the_open_time() -> None:
    """Sunday 2026-03-29 from 01:00 to 04:00 lasts two hours; the third one falls on the Sunday after."""
    sundays = model.BusinessHours((6,), HOUR, 4 * HOUR, "Europe/Berlin", ())
    found = _one(sundays, model.Due("business hours", 3 * HOUR), "2026-03-28T12:00:00+00:00")
    assert found == "2026-04-05T00:00:00+00:00"


@pytest.mark.parametrize("seed", range(6))
def test_random_calendars_equal_the_reference(seed: int) -> None:
    r = random.Random(seed)
    opens = r.choice((0, 9 * HOUR, 2 * HOUR, 23 * HOUR))
    closes = r.choice((opens + 60, opens + HOUR, DAY))
    days = tuple(sorted(r.sample(range(7), r.randint(1, 7))))
    near = [r.randrange(700, 47_400) for _ in range(5)]
    holidays = tuple(sorted({day + offset for day in near for offset in r.sample(range(-3, 40), 12)}))
    zone = r.choice(("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"))
    hours = model.BusinessHours(days, opens, closes, zone, holidays)
    dues = [
        model.Due("business hours", r.choice((1, 59, HOUR, closes - opens, closes - opens + 1, 40 * HOUR))),
        model.Due("business days", r.choice((1, 2, 5, 120))),
        model.Due("hours", 5400),
    ]
    calendar = lower(_ruleset(hours, dues)).follow_up
    assert calendar is not None
    clock_changes = [1_774_746_000, 1_792_890_000, 1_772_953_200, 1_793_512_800]
    moments = [day * DAY + r.randrange(DAY) for day in near for _ in range(3)]
    moments += [change + r.randrange(-2 * DAY, 2 * DAY) for change in clock_changes]
    found = _due(hours, dues, moments)
    for (number, moment), due in found.items():
        assert due == due_at(dues[number], calendar.calendar, moment), (dues[number], moment)


def test_the_days_ahead_are_few() -> None:
    calendar = lower(_ruleset(BERLIN, [])).follow_up
    assert calendar is not None and calendar.calendar is not None
    assert days_ahead(calendar.calendar, model.Due("business hours", 4 * HOUR)) < 10
    assert days_ahead(calendar.calendar, model.Due("business days", 2)) < 12
