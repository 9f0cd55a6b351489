"""Sequences, speed, visits, periods, noise, business hours and accounts a second time, in plain Python over raw data.

Written from the documents and from nothing else: events are pairs of numbers, days come from zoneinfo, business hours
are counted minute by minute. Nothing here is shared with the product but the reading of rule files.
"""

# ruff: noqa: E501
from __future__ import annotations

import datetime as dt
import itertools
import random
import zoneinfo
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from importlib import resources

import pytest
from scoreline.compiler.reference import score, score_all
from scoreline.compiler.result import Account, Event, Lead
from support.backends import planned

AS_OF = 1_768_467_600  # 2026-01-15T09:00:00Z
NANO = 10**9
HEAD = """ruleset oracle version "1", time zone "{zone}"
lead {{ id: text key  n: integer  kind: text  ok: yes or no  company: account  created: timestamp since }}
account {{ domain: text key }}
event a {{ mail: text, n: integer }}
event b {{ mail: text }}
"""
Raw = tuple[str, int, str | None]  # kind, second, of


def zone_of(name: str) -> zoneinfo.ZoneInfo:
    with resources.files("tzdata.zoneinfo").joinpath(*name.split("/")).open("rb") as file:
        return zoneinfo.ZoneInfo.from_file(file, key=name)


def paid(
    rules: Sequence[str], events: Sequence[Raw], as_of: int = AS_OF, zone: str = "UTC", more: str = ""
) -> list[int]:
    """What each rule pays, in points."""
    text = "\n".join(f'"{number}" {rule}' for number, rule in enumerate(rules))
    plan = planned(f"{HEAD.format(zone=zone)}{more}\nscore s, limited to -1000000..1000000 {{\n{text}\n}}\n")
    found = [Event(kind, at, {} if of is None else {"mail": of}) for kind, at, of in events]
    rows = {c.rule: c.points for c in score(plan, Lead("1", {"id": "1"}, tuple(found)), as_of).contributions}
    assert all(points % NANO == 0 for points in rows.values())
    return [rows.get(str(number), 0) // NANO for number in range(len(rules))]


def some_events(chance: random.Random, count: int, span: int) -> list[Raw]:
    """Close together, many in one second, some after `as of`."""
    return [
        (chance.choice("aab"), AS_OF - chance.randrange(-3, span), chance.choice(["x", "y", None]))
        for _ in range(chance.randrange(count))
    ]


# ---- events and each other -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(30))
def test_one_after_another(seed: int) -> None:
    chance = random.Random(seed)
    events = [e for e in some_events(chance, 14, chance.choice([10, 40, 3700])) if e[1] <= AS_OF]
    within, window = chance.choice([1, 4, 8, 120]), 3600
    wanted: list[int] = []
    rules = []
    for first, second in itertools.product("ab", repeat=2):
        for same, negated in itertools.product((False, True), repeat=2):
            not_, of = "not " if negated else "", " of the same mail" if same else ""
            at_hand = [i for i, (kind, at, _) in enumerate(events) if kind == first and AS_OF - at < window]
            rules += [
                f"+1 for each {first} {not_}within {within} seconds after {second}{of} in last 1 hour",
                f"+1 for each {first} {not_}followed by {second} within {within} seconds{of} in last 1 hour",
                f"+1 for each {first} {not_}followed by {second}{of} in last 1 hour",
            ]
            for low, high in ((-within, 0), (0, within), (0, 10**9)):
                wanted.append(sum(_near(events, i, second, low, high, same) is not negated for i in at_hand))
    assert paid(rules, events) == wanted


def _near(events: Sequence[Raw], place: int, other: str, low: int, high: int, same: bool) -> bool:
    _, mine, value = events[place]
    return any(
        kind == other and i != place and low <= at - mine <= high and (not same or (of is not None and of == value))
        for i, (kind, at, of) in enumerate(events)
    )


@pytest.mark.parametrize("seed", range(20))
def test_many_within_and_noise(seed: int) -> None:
    chance = random.Random(seed)
    events = some_events(chance, 25, chance.choice([20, 60, 200]))
    there = [e for e in events if e[1] <= AS_OF]
    count, within = chance.randrange(2, 6), chance.randrange(1, 20)
    seconds = [at for kind, at, _ in there if kind == "a"]
    crowded = {
        i
        for group in itertools.combinations(range(len(seconds)), count)
        if max(seconds[i] for i in group) - min(seconds[i] for i in group) <= within
        for i in group
    }
    fast = f"+1 when at least {count} a within {within} seconds ever"
    assert paid([fast, "+1 for each a ever"], events) == [bool(crowded), len(seconds)]
    noise = f"ignore a more than {count - 1} within {within} seconds"
    assert paid(["+1 for each a ever", "+1 for each b ever"], events, more=noise) == [
        len(seconds) - len(crowded),
        sum(kind == "b" for kind, _, _ in there),
    ]
    soon = [
        i
        for i, (kind, at, of) in enumerate(there)
        if kind == "a" and any(k == "b" and 0 <= at - t <= within and o == of is not None for k, t, o in there)
    ]
    noise = f"ignore a within {within} seconds after b of the same mail"
    assert paid(["+1 for each a ever"], events, more=noise) == [len(seconds) - len(soon)]


@pytest.mark.parametrize("seed", range(20))
def test_visits(seed: int) -> None:
    chance = random.Random(seed)
    events = some_events(chance, 40, chance.choice([3_000, 20_000]))
    seconds = sorted(at for kind, at, _ in events if kind == "a" and at <= AS_OF)
    minutes, least = chance.randrange(1, 30), chance.randrange(1, 4)
    visits: list[list[int]] = []
    for at in seconds:
        if not visits or at - visits[-1][-1] > minutes * 60:
            visits.append([])
        visits[-1].append(at)
    of: dict[str | None, int] = defaultdict(int)
    for kind, at, value in events:
        of[value] += kind == "a" and at <= AS_OF
    complete = [visit[least - 1] for visit in visits if len(visit) >= least]
    assert paid(
        [
            f"+1 for each visit with at least {least} a after {minutes} minutes of silence ever",
            f"+1 for each visit with at least {least} a by mail ever",
            f"+60 for each visit with at least {least} a after {minutes} minutes of silence ever, lose 1 points every 1 minute",
        ],
        events,
    ) == [len(complete), sum(n >= least for n in of.values()), sum(max(0, 60 - (AS_OF - at) // 60) for at in complete)]


# ---- the calendar ----------------------------------------------------------------------------------------------------

CHANGES = {
    "Europe/Berlin": ("2026-03-29", "2026-10-25", "2024-02-29"),
    "America/New_York": ("2026-03-08", "2026-11-01", "2025-12-31"),
    "Australia/Lord_Howe": ("2026-04-05", "2026-10-04", "2024-02-29"),
    "America/St_Johns": ("2026-03-08", "2011-11-06"),  # until 2011 at a minute past midnight
    "Asia/Kathmandu": ("1985-12-31", "2026-01-01"),  # from +5:30 to +5:45
    "Pacific/Apia": ("2011-12-30",),  # a day that was skipped
    "Africa/Monrovia": ("1972-01-07",),  # from -0:44:30
    "America/Sao_Paulo": ("2018-11-04",),  # no midnight on that day
}
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize("zone", CHANGES)
def test_periods(zone: str) -> None:
    chance = random.Random(zone)
    clock = zone_of(zone)
    for day in CHANGES[zone]:
        middle = int((dt.datetime.fromisoformat(f"{day}T12:00:00+00:00") - EPOCH).total_seconds())
        ats = [middle + chance.randrange(-30, 30) * 3600 + chance.choice((-1, 0, 1, 1800, 899)) for _ in range(30)]
        local = [(EPOCH + dt.timedelta(seconds=at)).astimezone(clock).replace(tzinfo=None) for at in ats]
        days = [(moment.date() - dt.date(1970, 1, 1)).days for moment in local]
        every = chance.randrange(2, 6)
        parts: dict[str, list[object]] = {
            "hour": [(moment.date(), moment.hour) for moment in local],
            "day": list(days),
            "week": [moment.isocalendar()[:2] for moment in local],
            "month": [(moment.year, moment.month) for moment in local],
            f"{every} days": [number // every for number in days],
        }
        rules, wanted = [], []
        for name, of in parts.items():
            most, least = chance.randrange(1, 5), chance.randrange(1, 4)
            sizes = [of.count(part) for part in set(of)]
            rules += [f"+1 for each a ever, once per {name}", f"+1 for each a ever, max {most} points per {name}"]
            rules += [f"+1 for each a ever, latest {most} per {name}"]
            wanted += [len(sizes), sum(min(most, size) for size in sizes), sum(min(most, size) for size in sizes)]
            if name != "hour":
                rules.append(f"+1 for each {name} with at least {least} a ever")
                wanted.append(sum(size >= least for size in sizes))
        assert paid(rules, [("a", at, None) for at in ats], max(ats), zone) == wanted, day


# ---- business hours --------------------------------------------------------------------------------------------------

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
@pytest.mark.parametrize("seed", range(4))
def test_business_hours(zone: str, seed: int) -> None:
    """Minute by minute from `as of` on: a minute is open where the clock on the wall says so."""
    chance = random.Random(f"{zone} {seed}")
    clock = zone_of(zone)
    days = sorted(chance.sample(range(7), chance.randrange(2, 7)))
    opens, closes = chance.choice([(0, 8 * 60), (9 * 60, 17 * 60), (8 * 60 + 30, 12 * 60 + 15), (0, 24 * 60 - 1)])
    change = dt.date.fromisoformat(chance.choice(CHANGES[zone][:2]))
    holidays = {change + dt.timedelta(days=chance.randrange(-2, 9)) for _ in range(2)}
    hours, count = chance.randrange(1, 20), chance.randrange(1, 6)
    listed = ", ".join(f'"{day}"' for day in sorted(holidays))
    plan = planned(
        f"{HEAD.format(zone='UTC')}list off = ({listed})\nbusiness hours {', '.join(DAYS[day] for day in days)} from "
        f'{opens // 60:02}:{opens % 60:02} to {closes // 60:02}:{closes % 60:02}, time zone "{zone}", holidays in off\n'
        'score s { "x" +1 when ok }\n'
        f'follow up, first met wins {{ "h" due in {hours} business hour{"s" * (hours > 1)} when ok   '
        f'"d" due in {count} business day{"s" * (count > 1)} otherwise }}\n'
    )

    def local(minute: int) -> dt.datetime:
        return (EPOCH + dt.timedelta(minutes=minute)).astimezone(clock)

    def is_open(moment: dt.datetime) -> bool:
        time = moment.hour * 60 + moment.minute
        return moment.weekday() in days and moment.date() not in holidays and opens <= time < closes

    for _ in range(6):
        start = int((dt.datetime.combine(change, dt.time(12), dt.UTC) - EPOCH).total_seconds()) // 60
        start += chance.randrange(-3 * 1440, 2 * 1440)
        left, minute = hours * 60, start
        while left:
            left -= is_open(local(minute))
            minute += 1
        # A working day closes with its last open minute.
        found: dict[dt.date, int] = {}
        at = start
        while len(found) <= count:
            moment = local(at)
            if moment.date() > local(start).date() and is_open(moment):
                found[moment.date()] = at + 1
            at += 1
        for ok, due in ((True, minute), (False, list(found.values())[count - 1])):
            result = score(plan, Lead("1", {"id": "1", "ok": ok}, ()), start * 60)
            assert result.due == due * 60, (local(start), hours if ok else count)


# ---- accounts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_accounts(seed: int) -> None:
    chance = random.Random(seed)
    leads = []
    for key in range(chance.randrange(1, 12)):
        values: dict[str, str | int | bool] = {"id": str(key)}
        if chance.random() < 0.8:
            values["company"] = chance.choice("ABC")
        if chance.random() < 0.8:
            values["n"] = chance.choice([-3, 0, 5, 5, 9, 10**12, 10**12 + 1, -(10**12) - 1])
        if chance.random() < 0.7:
            values["kind"] = chance.choice(["x", "y", "X"])
        events = [Event("a", AS_OF - chance.randrange(-5, 20), {}) for _ in range(chance.randrange(4))]
        leads.append(Lead(str(key), values, tuple(events)))
    parts = []
    for who in ("leads of the same company", "other leads of the same company"):
        parts += [
            ("count", None, who), ("count", "x", who), ("sum", None, who), ("highest", None, who),
            ("lowest", None, who), ("different", None, who), ("events", None, who),
        ]  # fmt: skip
    spelled = {"count": "count of {}", "sum": "sum of n of {}", "highest": "highest of n of {}",
               "lowest": "lowest of n of {}", "different": "count of different kind of {}",
               "events": "sum of (count of a ever) of {}"}  # fmt: skip
    chosen = chance.sample(parts, 6)
    wanted_values = [-3, 0, 1, 2, 3, 4, 5, 9, 10**12]
    rules, tests = [], []
    for op, kind, who in chosen:
        with_ = f' with (kind is "{kind}")' if kind else ""
        for value in (*chance.sample(wanted_values, 4), None):
            text = f"{spelled[op].format(who)}{with_}"
            rules.append(f'"{len(rules)}" +1 when {text} is {"missing" if value is None else value}')
            tests.append((op, kind, who.startswith("other"), value))
    plan = planned(f"{HEAD.format(zone='UTC')}score s, limited to 0..1000 {{\n" + "\n".join(rules) + "\n}\n")
    results, _ = score_all(plan, leads, AS_OF, [Account("A", {"domain": "A"})])
    for lead, result in zip(leads, results, strict=True):
        company = lead.values.get("company")
        mates = [other for other in leads if company is not None and other.values.get("company") == company]
        met = {c.rule for c in result.contributions}
        for number, (op, kind, others, value) in enumerate(tests):
            who = [other for other in mates if not (others and other is lead)]
            who = [other for other in who if kind is None or other.values.get("kind") == kind]
            numbers = [int(other.values["n"]) for other in who if "n" in other.values]
            got: int | None
            match op:
                case "count":
                    got = len(who)
                case "sum":
                    got = sum(n for n in numbers if -(10**12) <= n <= 10**12)
                case "different":
                    got = len({other.values["kind"] for other in who if "kind" in other.values})
                case "events":
                    got = sum(event.at <= AS_OF for other in who for event in other.events)
                case _ if not numbers:
                    got = None
                case _:
                    got = max(numbers) if op == "highest" else min(numbers)
            assert (str(number) in met) is (got == value), (lead, op, kind, others, value, got)


def some() -> Iterator[partial[None]]:
    """A few of these tests, for the sweep over mutants."""
    for seed in range(8):
        yield from (partial(test, seed) for test in (test_one_after_another, test_many_within_and_noise, test_visits))
        yield partial(test_accounts, seed)
    yield from (partial(test_periods, zone) for zone in CHANGES)
