"""When a follow-up is due, worked out by hand: weekends, holidays, changes of the clock, other zones, the end of a year."""

# ruff: noqa: E501
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb
import pytest
from scoreline.compiler.plan import Plan
from scoreline.compiler.reference import score
from scoreline.compiler.result import Lead
from scoreline.compiler.sql.emit import emit
from scoreline.compiler.sql.run import define, load, results
from support.backends import by_python, planned
from support.worked import second


@dataclass(frozen=True)
class Desk:
    """`cases`: as of, due in, and the moment it is due."""

    name: str
    zone: str  # of the ruleset
    hours: str  # the line, empty for none
    cases: tuple[tuple[str, str, str], ...]

    def plan(self) -> Plan:
        lines = "\n".join(f'  "{text}" due in {text} when due_in is "{text}"' for text in self.texts)
        return planned(
            f'ruleset due version "1", time zone "{self.zone}"\nlead {{ id: text key  due_in: text }}\n'
            'list holidays = ("2026-01-01", "2026-01-16", "2026-04-06", "2026-12-25")\n'
            f'{self.hours}\nscore s {{ "x" +1 when id is "1" }}\nfollow up, first met wins {{\n{lines}\n}}\n'
        )

    @property
    def texts(self) -> list[str]:
        return sorted({text for _, text, _ in self.cases})


# 2026-01-15 is a Thursday; Berlin is UTC+1 in winter, UTC+2 from 29 March (a Sunday) to 25 October 2026 (a Sunday).
OFFICE = 'business hours monday to friday from 09:00 to 17:00, time zone "Europe/Berlin", holidays in holidays'
DESKS = (
    Desk("an office in Berlin", "UTC", OFFICE, (
        ("2026-01-14T08:00:00Z", "4 business hours", "2026-01-14T12:00:00Z"),  # Wednesday 09:00 → 13:00
        ("2026-01-14T07:59:59Z", "4 business hours", "2026-01-14T12:00:00Z"),  # before it opens
        ("2026-01-13T23:30:00Z", "4 business hours", "2026-01-14T12:00:00Z"),  # Wednesday 00:30
        ("2026-01-14T08:00:01Z", "4 business hours", "2026-01-14T12:00:01Z"),
        ("2026-01-14T12:00:00Z", "4 business hours", "2026-01-14T16:00:00Z"),  # until it closes, to the second
        ("2026-01-14T12:00:01Z", "4 business hours", "2026-01-15T08:00:01Z"),  # a second is left for Thursday
        ("2026-01-14T16:00:00Z", "4 business hours", "2026-01-15T12:00:00Z"),  # closed already
        ("2026-01-15T14:00:00Z", "4 business hours", "2026-01-19T10:00:00Z"),  # Thursday 15:00, Friday off, weekend
        ("2026-01-16T10:00:00Z", "4 business hours", "2026-01-19T12:00:00Z"),  # on the holiday itself
        ("2026-01-17T10:00:00Z", "4 business hours", "2026-01-19T12:00:00Z"),  # on a Saturday
        ("2026-01-19T08:00:00Z", "40 business hours", "2026-01-23T16:00:00Z"),  # a whole week, to its end
        ("2026-01-19T08:00:01Z", "40 business hours", "2026-01-26T08:00:01Z"),
        ("2026-01-15T14:00:00Z", "1 business day", "2026-01-19T16:00:00Z"),  # Friday is a holiday: Monday
        ("2026-01-15T14:00:00Z", "2 business days", "2026-01-20T16:00:00Z"),
        ("2026-01-17T10:00:00Z", "1 business day", "2026-01-19T16:00:00Z"),
        ("2026-01-18T22:59:59Z", "1 business day", "2026-01-19T16:00:00Z"),  # Sunday 23:59:59 in Berlin
        ("2026-01-18T23:00:00Z", "1 business day", "2026-01-20T16:00:00Z"),  # Monday 00:00 in Berlin
        ("2026-01-14T16:30:00Z", "1 business day", "2026-01-15T16:00:00Z"),  # after closing: the day counts from its date
        ("2026-03-27T15:00:00Z", "4 business hours", "2026-03-30T10:00:00Z"),  # Friday 16:00, Monday 12:00 is 10:00 UTC
        ("2026-03-27T15:00:00Z", "1 business day", "2026-03-30T15:00:00Z"),
        ("2026-04-03T14:00:00Z", "4 business hours", "2026-04-07T10:00:00Z"),  # Friday 16:00, Easter Monday is off
        ("2026-10-23T14:00:00Z", "4 business hours", "2026-10-26T11:00:00Z"),  # Friday 16:00, Monday 12:00 is 11:00 UTC
        ("2025-12-31T15:00:00Z", "4 business hours", "2026-01-02T11:00:00Z"),  # New Year is off; Friday
        ("2025-12-31T15:00:00Z", "1 business day", "2026-01-02T16:00:00Z"),
        ("2025-12-31T23:30:00Z", "1 business day", "2026-01-02T16:00:00Z"),  # New Year already in Berlin
        ("2026-01-15T14:00:00Z", "1 hour", "2026-01-15T15:00:00Z"),
        ("2026-01-15T14:00:00Z", "36 hours", "2026-01-17T02:00:00Z"),  # hours are hours
        ("2026-03-28T12:00:00Z", "1 day", "2026-03-29T12:00:00Z"),
    )),
    # The changes of the clock lie within open hours: 02:00 to 03:00 is skipped on 29 March, comes twice on 25 October.
    Desk("nights in Berlin", "UTC", 'business hours monday to sunday from 01:00 to 05:00, time zone "Europe/Berlin"', (
        ("2026-03-28T23:00:00Z", "3 business hours", "2026-03-29T03:00:00Z"),  # 01:00 to 05:00 has three hours
        ("2026-03-28T23:00:00Z", "4 business hours", "2026-03-30T00:00:00Z"),  # one left for Monday 01:00 CEST = 23:00Z
        ("2026-10-24T22:00:00Z", "5 business hours", "2026-10-25T04:00:00Z"),  # 01:00 to 05:00 has five
        ("2026-10-24T22:00:00Z", "6 business hours", "2026-10-26T01:00:00Z"),
        ("2026-10-25T00:30:00Z", "1 business hour", "2026-10-25T01:30:00Z"),  # 02:30 → 02:30
        ("2026-03-29T00:30:00Z", "1 business hour", "2026-03-29T01:30:00Z"),  # 01:30 → 03:30
        ("2026-03-28T12:00:00Z", "1 business day", "2026-03-29T03:00:00Z"),
        ("2026-10-24T12:00:00Z", "1 business day", "2026-10-25T04:00:00Z"),
    )),
    # A time in the hour that is skipped is read as if the clock had not been changed yet: 02:30 is 01:30Z on 29 March.
    # Of an hour that comes twice it is the earlier one: 00:30Z on 25 October.
    Desk("opens in the hour that is skipped", "UTC", 'business hours monday to sunday from 02:30 to 06:00, time zone "Europe/Berlin"', (
        ("2026-03-28T22:00:00Z", "2 business hours", "2026-03-29T03:30:00Z"),
        ("2026-03-28T22:00:00Z", "3 business hours", "2026-03-30T01:00:00Z"),  # 2.5 until 06:00 = 04:00Z; half on Monday
        ("2026-10-24T20:00:00Z", "4 business hours", "2026-10-25T04:30:00Z"),
        ("2026-10-24T20:00:00Z", "5 business hours", "2026-10-26T02:00:00Z"),  # 4.5 until 05:00Z
    )),
    Desk("closes in the hour that comes twice", "UTC", 'business hours monday to sunday from 00:00 to 02:30, time zone "Europe/Berlin"', (
        ("2026-10-24T22:00:00Z", "2 business hours", "2026-10-25T00:00:00Z"),
        ("2026-10-24T12:00:00Z", "1 business day", "2026-10-25T00:30:00Z"),
        ("2026-03-28T12:00:00Z", "1 business day", "2026-03-29T01:30:00Z"),
    )),
    Desk("Lord Howe, half an hour", "UTC", 'business hours monday to sunday from 00:00 to 04:00, time zone "Australia/Lord_Howe"', (
        ("2026-04-04T13:00:00Z", "4 business hours", "2026-04-04T17:00:00Z"),  # midnight; 03:30 on the clock
        ("2026-04-04T13:00:00Z", "5 business hours", "2026-04-05T14:00:00Z"),  # 4.5 hours, then half an hour from 13:30Z
        ("2026-10-03T13:30:00Z", "4 business hours", "2026-10-04T13:30:00Z"),  # 3.5 hours, then half from 13:00Z
        ("2026-10-03T12:00:00Z", "1 business day", "2026-10-03T17:00:00Z"),  # the 3rd at 22:30: until 04:00 of the 4th
    )),
    # No line: Monday to Friday, 09:00 to 17:00, in the ruleset's zone. New York is UTC-5, from 8 March 2026 UTC-4.
    Desk("no line in New York", "America/New_York", "", (
        ("2026-03-06T21:00:00Z", "2 business hours", "2026-03-09T14:00:00Z"),  # Friday 16:00, Monday 10:00 is 14:00 UTC
        ("2026-01-17T03:30:00Z", "1 business day", "2026-01-19T22:00:00Z"),  # Friday 22:30 in New York
        ("2026-01-01T14:00:00Z", "8 business hours", "2026-01-01T22:00:00Z"),  # no holidays
        ("2024-02-28T22:00:00Z", "1 business day", "2024-02-29T22:00:00Z"),  # the leap day is a Thursday
        ("2026-10-30T20:00:00Z", "2 business hours", "2026-11-02T15:00:00Z"),  # Friday 16:00 EDT, Monday 10:00 EST
    )),
    Desk("Kathmandu, Sunday to Friday", "Europe/Berlin", 'business hours sunday to friday from 10:30 to 18:00, time zone "Asia/Kathmandu"', (
        ("2026-01-16T12:00:00Z", "1 business hour", "2026-01-18T05:30:00Z"),  # Friday 17:45; a quarter, then from Sunday 10:30
        ("2026-01-17T18:14:59Z", "1 business day", "2026-01-18T12:15:00Z"),  # Saturday 23:59:59
        ("2026-01-17T18:15:00Z", "1 business day", "2026-01-19T12:15:00Z"),  # Sunday 00:00
    )),
)  # fmt: skip


@pytest.mark.parametrize("desk", DESKS, ids=lambda desk: desk.name)
def test_due(desk: Desk) -> None:
    hold(desk)


def hold(desk: Desk, backends: Sequence[str] = ("reference", "python", "duckdb")) -> None:
    """Everything is due when it should be, in these backends."""
    plan = desk.plan()
    leads = {text: Lead(text, {"id": text, "due_in": text}, ()) for text in desk.texts}
    by_views = _by_views(desk, plan, leads.values()) if "duckdb" in backends else {}
    wrong = []
    for as_of, text, expected in desk.cases:
        at, lead = second(as_of), leads[text]
        for name in backends:
            match name:
                case "reference":
                    due = score(plan, lead, at).due
                case "python":
                    due = by_python(plan, [lead], at)[0].due
                case _:
                    due = by_views[at, text]
            if due != second(expected):
                wrong.append(f"{name}: {as_of} in {text}: {shown(due)}, not {expected}")
    assert not wrong, "\n".join(wrong)


def _by_views(desk: Desk, plan: Plan, leads: Iterable[Lead]) -> dict[tuple[int, str], int | None]:
    moments = sorted({second(as_of) for as_of, _, _ in desk.cases})
    with duckdb.connect(":memory:") as connection:
        load(connection, plan, tuple(leads), moments)
        define(connection, emit(plan, compiled_by="x"))
        return {(m, r.lead): r.due for m in moments for r in results(connection, plan, m)}


def shown(at: int | None) -> str:
    return "nothing" if at is None else dt.datetime.fromtimestamp(at, dt.UTC).isoformat()
