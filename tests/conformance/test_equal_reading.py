"""Raw texts and doubles, read by Python and by SQL: the same value, or missing in both.

Spellings are made by breaking sound ones; `SCORELINE_EXAMPLES` sets how many rounds there are.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import struct

import duckdb
import pytest
from scoreline.compiler import values
from scoreline.compiler.plan import Plan
from scoreline.compiler.sql.inputs import statements
from scoreline.dsl.binding import default_binding
from support.backends import planned

ROUNDS = max(2, int(os.environ.get("SCORELINE_EXAMPLES", "120")) // 20)
RULES = """ruleset r version "1", time zone "{zone}"
lead {{ id: text key  t: text  o: one of ("a", "b b", "ß")  i: integer  d0: decimal(0)  d2: decimal(2)  d6: decimal(6)
  b: yes or no  d: date  m: timestamp }}
score s {{ "x" +1 when i is 1 }}
"""


def words(text: str) -> list[str]:
    return text.split(" ")


ZONES = ["UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo"]
NUMBERS = words(
    "0 1 -1 +1 007 1.0 1.000 -0 -0.0 0.005 2.675 1.005 -1.005 4000000000000000 4000000000000001 "
    "-4000000000000000 .5 5. 4000000000.0000005 99999999999999999999999999 0.0000005 -0.0000005 0.4999999 1e3 "
    "1E3 1.5e-2 -1e-2 1e400 1e15 5e-7 inf -inf nan Infinity 0x10 1_000 1,5 1.2.3 -- +-1 ٣ ３ ½ ² 1\u00a0 \u30001 "
    "NULL null None true 1e 1e+ 1e+2 1e05 00000000000001"
)
TIMES = words(
    "2026-01-15 2026-01-15T09:00 2026-01-15T09:00:00Z 2026-01-15T09:00:00.999999Z 2026-01-15T09:00:00+01:00 "
    "2026-01-15T09:00:00+0100 2026-01-15T09:00:00+01 2026-01-15T09:00:00UTC 2026-03-29T02:30:00 "
    "2026-10-25T02:30:00 2026-03-29T01:59:59 2026-03-29T03:00:00 2026-10-25T03:00:00 2018-11-04T00:30:00 "
    "2026-04-05T01:45:00 2026-02-29 2024-02-29 1970-01-01T23:59:59Z 1970-01-02T00:00:00Z 2099-12-31T23:59:59Z "
    "2100-01-01T00:00:00Z 1899-12-31 1900-01-01 2099-12-31 2026-13-01 2026-00-10 2026-01-32 2026-01-15T24:00:00 "
    "2026-01-15T09:60 2026-01-15T09:00:60 2026-1-5 20260115 2026-01-15T09:00:00+24:00 2026-01-15T09:00:00-00:00 "
    "2026-01-15T09:00:00+14:00 2026-01-15T09:00:00.Z 1768467600 0000-00-00"
)
WORDS = words("yes no YES Yes t f T F y n true FALSE TrUe 1 0 on off ja İes ＹＥＳ a b ß SS x")
WORDS += ["b b", "B b", "a "]
BLANKS = ["", " ", "\t", "\n", "\u00a0", "\u3000", "\r\n", "\v\f"]
PIECES = [*"0123456789+-.:TZe /_,'\"\\%", " ", "\u00a0", "\u2003", "٣", "\x00", "UTC", "é", "😀", "000000000000"]
KINDS = ("t", "o", "i", "d0", "d2", "d6", "b", "d", "m")


def spellings(chance: random.Random, count: int) -> list[str]:
    found = [*NUMBERS, *(t.replace("T", s) for t in TIMES for s in "T "), *WORDS, *BLANKS]
    while len(found) < count:
        text = chance.choice(chance.choice((NUMBERS, TIMES, WORDS)))
        for _ in range(chance.choice((0, 1, 1, 2))):
            at = chance.randint(0, len(text))
            text = text[:at] + chance.choice((*PIECES, "")) + text[at + chance.choice((0, 0, 1)) :]
        found.append(chance.choice(BLANKS) + text + chance.choice(BLANKS) if chance.random() < 0.3 else text)
    return found


def by_python(plan: Plan, raw: object) -> list[object]:
    zone = (plan.zone.transitions, plan.zone.offsets)
    read = [
        values.read_text(raw),
        values.read_option(raw, frozenset({"a", "b b", "ß"})),
        values.read_integer(raw),
        *(values.read_decimal(raw, places) for places in (0, 2, 6)),
        values.read_boolean(raw),
        values.read_date(raw, zone),
        values.read_timestamp(raw, zone),
    ]
    return [None if isinstance(value, values.Verdict) else value for value in read]


def by_sql(plan: Plan, type_: str, raws: list[object]) -> list[list[object]]:
    with duckdb.connect(":memory:") as connection:
        columns = ", ".join(f"{name} {type_}" for name in KINDS)
        connection.execute(f"CREATE TABLE leads (id VARCHAR, {columns})")
        connection.execute(
            f"INSERT INTO leads SELECT i, {', '.join(['v'] * len(KINDS))} FROM "
            f"(SELECT unnest($1::VARCHAR[]) AS i, unnest($2::{type_}[]) AS v)",
            [[str(i) for i in range(len(raws))], raws],
        )
        wanted = next(s for s in statements(plan, default_binding(plan.schema)) if s.name == "r_leads")
        connection.execute(wanted.sql)
        rows = connection.execute(f"SELECT {', '.join(KINDS)} FROM r_leads ORDER BY lead::INTEGER").fetchall()
    return [list(row) for row in rows]


def agree(plan: Plan, type_: str, raws: list[object]) -> None:
    found = by_sql(plan, type_, raws)
    assert len(found) == len(raws)
    wrong = [
        f"{kind}: {raw!r} is {expected!r} in Python and {got!r} in SQL"
        for raw, row in zip(raws, found, strict=True)
        for kind, expected, got in zip(KINDS, by_python(plan, raw), row, strict=True)
        if (expected, type(expected)) != (got, type(got))
    ]
    assert not wrong, "\n".join(wrong[:12])


@pytest.mark.parametrize("zone", ZONES)
def test_texts(zone: str) -> None:
    plan = planned(RULES.format(zone=zone))
    for round_ in range(ROUNDS):
        seed = random.randrange(2**40) if round_ else 1
        try:
            agree(plan, "VARCHAR", list(spellings(random.Random(seed), 1500)))
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error


def test_doubles() -> None:
    plan = planned(RULES.format(zone="UTC"))
    for seed in range(ROUNDS):
        chance = random.Random(seed)
        raws: list[object] = [
            0.0,
            -0.0,
            0.5,
            -0.5,
            1.005,
            2.675,
            4e15,
            4e15 + 1,
            -4e15,
            1e300,
            float("nan"),
            float("inf"),
        ]
        raws += [chance.randint(-(10**6), 10**6) / chance.choice((1, 2, 8, 10, 1000, 3)) for _ in range(400)]
        raws += [struct.unpack("<d", chance.randbytes(8))[0] for _ in range(400)]
        found = by_sql(plan, "DOUBLE", raws)
        for raw, row in zip(raws, found, strict=True):
            expected = by_python(plan, raw)
            for kind in ("i", "d0", "d2", "d6"):
                assert row[KINDS.index(kind)] == expected[KINDS.index(kind)], (seed, kind, raw)


def test_moments() -> None:
    plan = planned(RULES.format(zone="Europe/Berlin"))
    chance = random.Random(5)
    naive: list[object] = [
        dt.datetime(1969, 12, 31),
        dt.datetime(2026, 3, 29, 2, 30),
        dt.datetime(2026, 10, 25, 2, 30, 0, 999_999),
    ]
    naive += [
        dt.datetime(1965, 1, 1) + dt.timedelta(microseconds=chance.randrange(4_400_000_000 * 10**6)) for _ in range(500)
    ]
    for raw, row in zip(naive, by_sql(plan, "TIMESTAMP", naive), strict=True):
        assert row[-2:] == by_python(plan, raw)[-2:], raw
