"""Rules of one value that are looked up together: they pay at each boundary what they pay one by one."""

from __future__ import annotations

from decimal import Decimal
from enum import IntEnum
from types import ModuleType

import pytest
from scoreline.compiler.python import emit
from support.backends import load_module, planned

RULES = """ruleset r version "1"
lead { id: text key  size: integer  price: decimal(2)  title: text  branch: one of ("a", "b")  born: date }
score s, limited to -100000..100000, rounded to 3 decimals {
  "At least" +1 when size at least 10
  "Above" +2 when size above 20
  "Below" +4 when size below 30
  "At most" +8 when size at most 40
  "Is" +16 when size is 50
  "Among" +32 when size in (60, 62)
  "Not" +64 when size is not 70
  "Bands" by size { below -5: +128  from -5: +256  from 80: +512  missing: +1000 }
  "Cheap" +0.1 when price below 1.50
  "Dear" +0.2 when price at least 99.99
  "Priced" +0.4 when price is known
  "Head" +0.01 when title has word "head"
  "Chief" +0.02 when title contains "Chief" ignoring case
  "No title" -0.001 when title is missing
}
"""
MODULE = load_module(emit(planned(RULES)))


def paid(size: int | None) -> int:
    """The points of a size, rule by rule."""
    if size is None:
        return 1000
    points = 1 * (size >= 10) + 2 * (size > 20) + 4 * (size < 30) + 8 * (size <= 40) + 16 * (size == 50)
    points += 32 * (size in (60, 62)) + 64 * (size != 70)
    return points + (128 if size < -5 else 256 if size < 80 else 512)


def scores(module: ModuleType, **lead: object) -> int:
    """In thousandths."""
    plain = module.score({"id": "1", "title": "x", **lead}, as_of="2026-01-01")
    told = module.score({"id": "1", "title": "x", **lead}, as_of="2026-01-01", contributions=True)
    assert plain == told._replace(contributions=())
    assert sum(row.points for row in told.contributions) == plain.scores["s"]
    return int(plain.scores["s"] * 1000)


def test_a_number_is_looked_up_in_a_table() -> None:
    assert "bisect_right(_FROM_S_BY_SIZE, raw)" in emit(planned(RULES))


@pytest.mark.parametrize("size", [None, -6, -5, -4, *range(8, 82), 10**15, -(10**15)])
def test_a_number(size: int | None) -> None:
    assert scores(MODULE, size=size) == 1000 * paid(size)


LARGEST = 4 * 10**15


@pytest.mark.parametrize(
    ("raw", "size"),
    [
        (LARGEST, LARGEST),
        (-LARGEST, -LARGEST),
        (" 12 ", 12),
        ("80.0", 80),
        (50.0, 50),
        (Decimal(62), 62),
        (IntEnum("Sizes", [("FIFTY", 50)])(50), 50),
        ("", None),
    ],
)
def test_a_number_in_other_forms(raw: object, size: int | None) -> None:
    assert scores(MODULE, size=raw) == 1000 * paid(size)


@pytest.mark.parametrize("raw", [LARGEST + 1, -LARGEST - 1, 10**40, -(10**40), True, 12.5, "many", [12], b"12"])
@pytest.mark.parametrize("contributions", [False, True])
def test_what_is_no_number_pays_as_a_missing_one_and_is_counted(raw: object, contributions: bool) -> None:
    result = MODULE.score({"id": "1", "title": "x", "size": raw}, as_of="2026-01-01", contributions=contributions)
    assert (result.scores["s"], result.ignored) == (paid(None), 1)


@pytest.mark.parametrize(
    ("price", "points"),
    [(None, 0), ("1.49", 500), ("1.50", 400), ("99.98", 400), ("99.99", 600), (-1, 500)],
)
def test_a_number_with_decimals(price: object, points: int) -> None:
    assert scores(MODULE, price=price) == points + 1000 * paid(None)


@pytest.mark.parametrize(
    ("title", "points"),
    [("Head", 10), ("chief, head", 30), ("CHIEF", 20), ("Header", 0), (None, -1), ("\u3000", -1)],
)
def test_a_text_is_looked_at_through_all_that_is_made_of_it(title: object, points: int) -> None:
    for _ in range(2):  # once worked out, once remembered
        assert scores(MODULE, title=title) == points + 1000 * paid(None)


def test_texts_beyond_number_are_forgotten() -> None:
    module = load_module(emit(planned(RULES)))
    remembered = module._PAID_S_BY_TITLE
    for number in range(10_000):
        assert module.score({"id": "1", "title": f"Head {number}"}, as_of="2026-01-01").scores["s"] == Decimal(
            "1000.01"
        )
    assert 0 < len(remembered) <= 8_192
    long = "Head " + "x" * 600
    assert scores(module, title=long) == 1_000_010
    assert long not in remembered


def test_a_category_is_looked_up_as_it_comes() -> None:
    """One rule is enough where only its rules read the value; an option that there is not is counted each time."""
    text = RULES.replace('"No title"', '"Kind" +0.5 when branch is "b"\n  "No title"')
    source = emit(planned(text))
    assert "_PAID_S_BY_BRANCH[lead.get('branch')]" in source
    module = load_module(source)
    kinds = ["a", "b", "c", None, "", " b ", "b"]
    found = [module.score({"id": "1", "title": "x", "branch": kind}, as_of="2026-01-01") for kind in kinds]
    assert [(int(each.scores["s"] * 1000) - 1_000_000, each.ignored) for each in found] == [
        (0, 0), (500, 0), (0, 1), (0, 0), (0, 0), (0, 1), (500, 0)
    ]  # fmt: skip
