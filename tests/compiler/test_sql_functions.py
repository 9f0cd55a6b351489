"""The functions that views call, against the fixed tables of the language, for every character and every change."""

from __future__ import annotations

import random

import duckdb
import pytest
from scoreline.compiler import decay as decay_module
from scoreline.compiler import plan as p
from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.decays import units, weight
from scoreline.compiler.sql.dialects.duckdb import DuckDB
from scoreline.compiler.sql.zone import offset_of_utc
from scoreline.dsl import folding, model
from scoreline.dsl.zones import DAY, local_day, zone

ENGINE = DuckDB()


def _run(expression: n.Node, values: list[object], type_: str) -> list[object]:
    """The expression over a column `value`, for each value."""
    query = f"SELECT {ENGINE.print(expression)} FROM (SELECT unnest($1::{type_}[]) AS value)"
    return [row[0] for row in duckdb.execute(query, [values]).fetchall()]


def test_folding_every_character() -> None:
    characters = [chr(code) for code in range(1, 0x110000) if not 0xD800 <= code <= 0xDFFF]
    # Whole planes in one go: characters in rows of 256, so that most rows meet the fast arms and some the slow one.
    rows = ["".join(characters[i : i + 256]) for i in range(0, len(characters), 256)]
    assert _run(ENGINE.folded(n.column("value")), list(rows), "VARCHAR") == [folding.fold(row) for row in rows]


def test_folding_mixtures_of_scripts() -> None:
    source = random.Random(5)
    letters = folding.FOLD_FROM + folding.FOLD_TO + "학생 1ßİ\u0307.\0"
    texts = ["".join(source.choices(letters, k=source.randint(0, 6))) for _ in range(1500)]
    texts += [f"Title {letter} Z" for letter in folding.FOLD_FROM]
    assert _run(ENGINE.folded(n.column("value")), list(texts), "VARCHAR") == [folding.fold(text) for text in texts]


def test_spacing_every_character() -> None:
    characters = [chr(code) for code in range(1, 0x110000) if not 0xD800 <= code <= 0xDFFF]
    rows = [folding.fold("".join(characters[i : i + 64])) for i in range(0, len(characters), 64)]
    assert _run(ENGINE.spaced(n.column("value")), list(rows), "VARCHAR") == [folding.spaced_words(row) for row in rows]


@pytest.mark.parametrize(
    ("text", "behind"),
    [("a@b", "b"), ("a@b@c", "c"), ("a@", None), ("@", None), ("a", None), ("@é", "é"), (None, None), ("@ ", " ")],
)
def test_what_stands_behind_the_last_at(text: str | None, behind: str | None) -> None:
    assert _run(ENGINE.after_last_at(n.column("value")), [text], "VARCHAR") == [behind]


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/New_York", "Africa/Casablanca", "Asia/Kolkata"])
def test_local_days_beside_every_change(name: str) -> None:
    place = zone(name)
    near = [t + d for t in place.transitions for d in (-1, 0, 1)]
    midnights = [t - t % DAY - offset + d for t in near[::7] for offset in place.offsets[:2] for d in (-1, 0, 1)]
    seconds = [s for s in (*near, *midnights, DAY, 4_102_444_799) if s >= DAY]
    second = n.column("value")
    day = n.quotient(n.plus(second, offset_of_utc(place, second)), n.number(DAY))
    assert _run(day, list(seconds), "BIGINT") == [local_day(place, s) for s in seconds]


@pytest.mark.parametrize("months", [0, 1, 2, 12, 13, 480])
def test_months_before_every_day_of_four_years(months: int) -> None:
    from scoreline.compiler.reference.meaning import _months_before

    days = list(range(19_000, 19_000 + 1_500))
    expected = [_months_before(day, months) for day in days]
    assert _run(ENGINE.months_before(n.column("value"), months), list(days), "BIGINT") == expected


FORMS: tuple[model.Decay, ...] = (
    model.Decay(model.Halve(DAY, 1)),
    model.Decay(model.Halve(3600, 30), full_for=7 * DAY),
    model.Decay(model.Halve(60, 730)),
    model.Decay(model.Keep(DAY, 7, 800_000)),
    model.Decay(model.Keep(DAY, 1, 10_000), full_for=1),
    model.Decay(model.LoseShare(DAY, 30, 200_000)),
    model.Decay(model.LoseShare(DAY, 30, 333_333)),
    model.Decay(model.LosePoints(DAY, 7, 5_000)),
    model.Decay(model.LosePoints(3600, 1, 1)),
    model.Decay(model.Fade(DAY, 90)),
    model.Decay(model.Fade(60, 3650), full_for=3600),
    model.Decay(model.Fade(DAY, 1)),
)


@pytest.mark.parametrize("form", FORMS)
def test_decay_beside_every_step(form: model.Decay) -> None:
    lowered: p.Decay = decay_module.lower_decay(form, -12_000)
    unit = lowered.unit
    steps = [unit * k + lowered.full_for + d for k in [*range(800), *range(800, 16_000, 97)] for d in (-1, 0, 1)]
    ages = [0, 1, 4_000_000_000, *(age for age in steps if age >= 0)]
    age = n.column("age")
    query = ENGINE.print(weight(lowered, age, ENGINE))
    aged = ENGINE.print(units(n.column("value"), unit, lowered.full_for))
    found = duckdb.execute(
        f"SELECT {query} FROM (SELECT {aged} AS age FROM (SELECT unnest($1::BIGINT[]) AS value))", [ages]
    ).fetchall()
    assert [row[0] for row in found] == [decay_module.weight(lowered, a) for a in ages]


@pytest.mark.parametrize(
    ("units_", "places", "digits", "text"),
    [
        (-125, 2, 9, "-1.25"),
        (10**15, 9, 28, "1000000.000000000"),
        (-(10**18), 7, 28, "-100000000000.0000000"),
        (5, 0, 7, "5"),
    ],
)
def test_decimals_are_exact(units_: int, places: int, digits: int, text: str) -> None:
    (found,) = _run(ENGINE.decimal(n.column("value"), places, digits), [units_], "BIGINT")
    assert str(found) == text
