"""The formulas a second time, written from docs and from nothing else: fractions, zoneinfo, decimals.

Each test gives the reference rules and events and compares what it pays with an ideal computed here.
"""

from __future__ import annotations

import datetime as dt
import random
import zoneinfo
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from importlib import resources

import pytest
from scoreline.compiler.plan import Plan
from scoreline.compiler.reference import score
from scoreline.compiler.result import Event, Lead, Result
from support.backends import planned

AS_OF = 1_768_467_600  # 2026-01-15T09:00:00Z
MILLION = 10**6
UNITS = {"minutes": 60, "hours": 3600, "days": 86_400}
HEAD = """ruleset oracle version "1", time zone "{zone}"
lead {{ id: text key  n: integer  created: timestamp since  d: date  t: timestamp }}
event e {{ a: integer }}
"""


def ruleset(
    rules: str, zone: str = "UTC", clauses: str = "limited to -1000000..1000000, rounded to 3 decimals"
) -> Plan:
    return planned(f"{HEAD.format(zone=zone)}score s, {clauses} {{\n{rules}\n}}\n")


def result(plan: Plan, ats: Sequence[int] = (), as_of: int = AS_OF, **values: int) -> Result:
    return score(plan, Lead("1", {"id": "1", **values}, tuple(Event("e", at, {}) for at in ats)), as_of)


def paid(plan: Plan, ats: Sequence[int] = (), as_of: int = AS_OF, **values: int) -> dict[str, int]:
    """10^-9 points by label."""
    return {c.rule: c.points for c in result(plan, ats, as_of, **values).contributions if c.kind == "rule"}


def factors(decays: Sequence[str], ages: Sequence[int]) -> list[list[int]]:
    """For each decay the factor of each age (seconds) in millionths: 1 point pays 10^9 units of 10^-9."""
    plan = ruleset("\n".join(f'"r{i}" +1 for each e ever, {decay}' for i, decay in enumerate(decays)))
    table: list[list[int]] = [[] for _ in decays]
    for age in ages:
        got = paid(plan, [AS_OF - age])
        for index in range(len(decays)):
            units = got.get(f"r{index}", 0)
            assert units % 1000 == 0
            table[index].append(units // 1000)
    return table


def half_up(value: Fraction) -> int:
    """Half away from zero, of a value that is not negative."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def test_half_lives_stay_near_the_ideal_and_never_rise() -> None:
    chance = random.Random(20260115)
    lives = sorted(
        {1, 2, 3, 5, 7, 13, 14, 30, 45, 60, 90, 180, 365, 729, 730} | {chance.randint(1, 730) for _ in range(15)}
    )
    ages = sorted(
        {chance.randint(0, 21 * 730 + 40) for _ in range(150)}
        | set(range(40))
        | {h * k for h in (1, 30) for k in range(23)}
    )
    table = factors([f"halve every {life} days" for life in lives], [86_400 * age for age in ages])
    with localcontext() as context:
        context.prec = 60
        for life, got in zip(lives, table, strict=True):
            assert got == sorted(got, reverse=True), f"half-life {life} rises"
            for age, factor in zip(ages, got, strict=True):
                ideal = Decimal(MILLION) * Decimal(2) ** (Decimal(-age) / Decimal(life))
                if age // life <= 20:
                    assert abs(Decimal(factor) - ideal) <= Decimal("0.75"), (life, age)
                else:
                    assert factor == 0, (life, age)


@pytest.mark.parametrize("unit", UNITS)
def test_ages_count_in_whole_units(unit: str) -> None:
    second = UNITS[unit]
    [got] = factors([f"halve every 10 {unit}"], [0, second - 1, second, 10 * second - 1, 10 * second, 11 * second - 1])
    nine = half_up(Fraction(Decimal(MILLION) * Decimal(2) ** Decimal("-0.9")))
    one = half_up(Fraction(Decimal(MILLION) * Decimal(2) ** Decimal("-0.1")))
    assert got == [MILLION, MILLION, one, nine, 500_000, 500_000]


def test_compound_loss() -> None:
    shares = [1, 2, 35, 50, 80, 90, 97, 99]
    ages = [*range(40), 100, 500, 1000, 2000]
    table = factors([f"keep {share}% every 1 day" for share in shares], [86_400 * age + 5 for age in ages])
    for share, got in zip(shares, table, strict=True):
        assert got == [half_up(MILLION * Fraction(share, 100) ** age) for age in ages], share


def test_straight_lines() -> None:
    lengths = [1, 2, 3, 7, 90, 365, 3650]
    ages = [*range(95), 364, 365, 366, 3649, 3650, 3651]
    table = factors([f"fade to 0 over {length} days" for length in lengths], [86_400 * age for age in ages])
    for length, got in zip(lengths, table, strict=True):
        assert got == [half_up(MILLION * max(Fraction(0), 1 - Fraction(age, length))) for age in ages], length


def test_steps_of_the_original() -> None:
    shares = [1, 7, 20, 33, 50, 100]
    ages = list(range(0, 220, 1))
    table = factors([f"lose {share}% of the original every 2 days" for share in shares], [86_400 * age for age in ages])
    for share, got in zip(shares, table, strict=True):
        assert got == [MILLION * max(0, 100 - share * (age // 2)) // 100 for age in ages], share


def test_lost_points_and_full_time() -> None:
    plan = ruleset(
        '"p" +12.5 for each e ever, lose 5 points every 7 days\n'
        '"m" -12.5 for each e ever, lose 0.4 points every 7 hours\n'
        '"f" +10 for each e ever, full for 36 hours, then lose 5 points every 1 day\n'
    )
    for age in [
        0,
        1,
        3600,
        7 * 3600,
        36 * 3600,
        60 * 3600 - 1,
        60 * 3600,
        90 * 3600,
        7 * 86_400,
        14 * 86_400,
        30 * 86_400,
    ]:
        got = paid(plan, [AS_OF - age])
        left = {
            "p": max(Fraction(0), Fraction(25, 2) - 5 * (age // (7 * 86_400))),
            "m": -max(Fraction(0), Fraction(25, 2) - Fraction(2, 5) * (age // (7 * 3600))),
            "f": max(Fraction(0), Fraction(10) - 5 * (max(0, age - 36 * 3600) // 86_400)),
        }
        assert got == {label: int(points * 10**9) for label, points in left.items() if points}, age


def test_rounding_is_half_away_from_zero() -> None:
    chance = random.Random(7)
    for decimals in range(4):
        amounts = [chance.randint(-9_999, 9_999) for _ in range(30)] + [
            -500,
            500,
            -5,
            5,
            50,
            -50,
            1500,
            -2500,
            445,
            -445,
        ]
        rows = " ".join(
            f"{i}: {'+' if a >= 0 else '-'}{abs(a) // 1000}.{abs(a) % 1000:03d}" for i, a in enumerate(amounts)
        )
        plan = ruleset(f'"r" by n {{ {rows} }}', clauses=f"limited to -100..100, rounded to {decimals} decimals")
        for n, amount in enumerate(amounts):
            ideal = (Decimal(amount) / 1000).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
            assert dict(result(plan, n=n).scores)["s"] == ideal * 1000, (amount, decimals)


def rules_of(zone: str) -> zoneinfo.ZoneInfo:
    """From the pinned database, as the product's tables are, but read and asked by the standard library."""
    with resources.files("tzdata.zoneinfo").joinpath(*zone.split("/")).open("rb") as file:
        return zoneinfo.ZoneInfo.from_file(file, key=zone)


ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Pacific/Apia",
    "Africa/Casablanca",
]


@pytest.mark.parametrize("zone", ZONES)
def test_local_days(zone: str) -> None:
    """`once per day` keeps as many events as there are calendar days; `on` a day holds for exactly its seconds."""
    rules = rules_of(zone)
    chance = random.Random(zone)

    def day(second: int) -> dt.date:
        return dt.datetime.fromtimestamp(second, rules).date()

    plan = ruleset('"r" +1 for each e ever, once per day', zone)
    for year in (2011, 2018, 2026, 2033):
        start = int(dt.datetime(year, 1, 1, tzinfo=dt.UTC).timestamp())
        marks = []
        for noon in range(start, start + 366 * 86_400, 86_400):
            offset = dt.datetime.fromtimestamp(noon, rules).utcoffset()
            if offset != dt.datetime.fromtimestamp(noon + 86_400, rules).utcoffset():
                marks += [noon + chance.randint(-86_400, 2 * 86_400) for _ in range(25)]
                midnight = dt.datetime.combine(dt.datetime.fromtimestamp(noon, rules).date(), dt.time(), rules)
                marks += [
                    int(midnight.timestamp()) + d for d in (-1, 0, 86_399 - 3600, 86_400, 86_399, 86_400 + 3600, 82_800)
                ]
        ats = marks + [start + chance.randint(0, 360 * 86_400) for _ in range(40)]
        assert paid(plan, ats, as_of=start + 400 * 86_400)["r"] == len({day(at) for at in ats}) * 10**9
        for at in chance.sample(ats, 6):
            on = ruleset(
                f'"on" +1 when t on {day(at)}\n"before" +1 when t before {day(at)}\n"after" +1 when t after {day(at)}',
                zone,
            )
            for other in chance.sample(ats, 25):
                expected = "on" if day(other) == day(at) else "before" if day(other) < day(at) else "after"
                assert paid(on, t=other) == {expected: 10**9}


def test_today_and_months_are_the_zones() -> None:
    for zone in ZONES:
        rules = rules_of(zone)
        chance = random.Random(zone + "m")
        plan = ruleset('"today" +1 when d on today\n"month" +1 when d after 5 months ago', zone)
        for _ in range(60):
            now = chance.randint(1_000_000_000, 2_500_000_000)
            today = dt.datetime.fromtimestamp(now, rules).date()
            year, month = (today.year, today.month - 5) if today.month > 5 else (today.year - 1, today.month + 7)
            last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
            earlier = dt.date(year, month, min(today.day, last))
            epoch = dt.date(1970, 1, 1)
            for candidate in (today, earlier, earlier + dt.timedelta(days=1), today + dt.timedelta(days=1)):
                expected = {"today"} if candidate == today else set()
                expected |= {"month"} if candidate > earlier else set()
                assert set(paid(plan, as_of=now, d=(candidate - epoch).days)) == expected, (zone, now, candidate)


def test_windows_close_at_their_length() -> None:
    chance = random.Random(3)
    for _ in range(25):
        unit = chance.choice(list(UNITS))
        count = chance.randint(1, 60)
        length = count * UNITS[unit]
        plan = ruleset(
            f'"each" +1 for each e in last {count} {unit}\n'
            f'"count" by count of e in last {count} {unit} {{ from 1: +1 }}\n'
            f'"when" +1 when e in last {count} {unit}\n"moment" +1 when t in last {count} {unit}\n'
            f'"quiet" +1 when no e in last {count} {unit}'
        )
        for age in (-1, 0, 1, length - 1, length, length + 1, chance.randint(0, 2 * length)):
            at = AS_OF - age
            inside = 0 <= age < length
            expected = {"each", "count", "when", "moment"} if inside else {"quiet"}
            assert set(paid(plan, [at], t=at, created=AS_OF - length)) == expected, (count, unit, age)


def test_weights_limits_and_rounding_of_totals() -> None:
    chance = random.Random(11)
    for _ in range(40):
        parts = [chance.randint(-99_999, 99_999) for _ in range(3)]
        weights = [chance.randint(1, 20_000) for _ in range(3)]  # hundredths of a per cent
        signs = [1, chance.choice([1, -1]), chance.choice([1, -1])]
        decimals = chance.randint(0, 3)
        low, high = chance.choice([(-500, 500), (0, 100), (-10, 10)])
        scores = "\n".join(
            f'score p{i}, limited to -100..100, rounded to 3 decimals {{ "r" {part / 1000:+.3f} when n is 1 }}'
            for i, part in enumerate(parts)
        )
        terms = " ".join(
            f"{'' if i == 0 else '+' if sign > 0 else '-'} {weight // 100}.{weight % 100:02d}% of p{i}"
            for i, (weight, sign) in enumerate(zip(weights, signs, strict=True))
        )
        plan = planned(
            f"{HEAD.format(zone='UTC')}{scores}\n"
            f"score total, limited to {low}..{high}, rounded to {decimals} decimals = {terms}\n"
        )
        ideal = sum(Fraction(s * w, 10_000) * Fraction(p, 1000) for s, w, p in zip(signs, weights, parts, strict=True))
        limited = min(max(ideal, Fraction(low)), Fraction(high))
        sign = -1 if limited < 0 else 1
        expected = sign * half_up(abs(limited) * 10**decimals) * 10 ** (3 - decimals)
        got = result(plan, n=1)
        assert dict(got.scores)["total"] == expected, (parts, terms)
        rows = [c.points for c in got.contributions if c.score == "total"]
        assert sum(rows) == expected * MILLION and 0 not in rows
