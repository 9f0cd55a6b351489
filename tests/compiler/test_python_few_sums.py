"""Scores of few possible sums: what follows is remembered. And points of contributions that are made beforehand."""

from __future__ import annotations

from decimal import Decimal
from types import ModuleType

import pytest
from scoreline.compiler.python import emit
from scoreline.compiler.python.units import has_few_sums
from support.backends import load_module, planned

AS_OF = 1_750_000_000
HEAD = 'ruleset r version "1"\nlead { id: text key  country: text  size: integer }\nevent visit { page: text }\n'
BANDS = "{ A from 20   B from 0   C below }"
RULES = f"""{HEAD}
score s, limited to -30..60, rounded to 0 decimals {{
  "Home" +25.5 when country is "NL"
  "Far" -45 when country is "AU"
  "Large" +10.5 when size above 100
  "Visits" +15 for each visit in last 30 days, max 60 points
}}
grade rating of s {BANDS}
"""


def scored(module: ModuleType, country: str | None, size: int | None, visits: int) -> tuple[Decimal, str]:
    events = [{"event": "visit", "at": AS_OF - 86_400}] * visits
    result = module.score({"id": "1", "country": country, "size": size}, events, as_of=AS_OF)
    told = module.score({"id": "1", "country": country, "size": size}, events, as_of=AS_OF, contributions=True)
    assert told._replace(contributions=()) == result
    assert sum(row.points for row in told.contributions) == told.scores["s"]
    return result.scores["s"], result.grades["rating"]


@pytest.mark.parametrize(
    ("country", "size", "visits", "expected"),
    [
        (None, None, 0, ("0", "B")),
        ("NL", None, 0, ("26", "A")),  # 25.5
        ("NL", 101, 0, ("36", "A")),
        (None, 101, 0, ("11", "B")),  # 10.5
        ("AU", None, 0, ("-30", "C")),  # -45
        ("AU", 101, 1, ("-20", "C")),  # -19.5
        ("NL", 101, 4, ("60", "A")),  # 96
        ("NL", 101, 9, ("60", "A")),
        (None, None, 9, ("60", "A")),
    ],
)
def test_what_follows_from_a_sum(country: str | None, size: int | None, visits: int, expected: tuple[str, str]) -> None:
    module = load_module(emit(planned(RULES)))
    for _ in range(2):  # worked out, then remembered
        points, grade = scored(module, country, size, visits)
        assert (str(points), grade) == expected


def test_the_sum_is_looked_up_once_for_mappings_and_once_for_tuples() -> None:
    source = emit(planned(RULES))
    assert source.count("s, s_points, rating = _KNOWN_S[paid]") == 2  # with contributions limits and rounding have rows
    assert source.count("def _known_s(") == 1


@pytest.mark.parametrize(
    ("entries", "few"),
    [
        ('"A" +1 when size above 1', True),
        ('"A" +1000 when size above 1', True),  # two sums, in steps of 1,000
        ('"A" +1000 when size above 1\n"B" +23.5 when size above 2', True),  # 2,047 steps of a half
        ('"A" +1000 when size above 1\n"B" +23.5 when size above 2\n"C" -0.5 when size above 3', False),
        ('"A" +1 for each visit ever, max 100 points', True),
        ('"A" +1 for each visit ever, max 3000 points', False),
        ('"A" +1 for each visit ever, halve every 30 days, max 3 points', False),
        ('group "G", limited to 0..10 { "A" +1000 when size above 1  "B" +0.1 when size above 2 }', True),
        ('group "G" { "A" +1000 when size above 1  "B" +0.1 when size above 2 }', False),
        ('"A" by size { below 5: +1  from 5: +2 }', True),
        ('"A" by size { below 5: +0.001  from 5: +1000 }', False),
    ],
)
def test_few_sums(entries: str, few: bool) -> None:
    plan = planned(f"{HEAD}score s, limited to -100000..100000, rounded to 3 decimals {{ {entries} }}")
    assert has_few_sums(plan.scores[0]) is few
    assert ("_KNOWN_S" in emit(plan)) is few


def test_a_score_that_may_be_barred_is_not_remembered() -> None:
    text = f'{RULES}do not score s when size is 7 because "seven"'
    assert "_KNOWN_S" not in emit(planned(text))


# ---- what events pay, made beforehand -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "paid"),
    [
        ("+14 for each visit ever, max 50 points", ["14", "28", "42", "50", "50"]),
        ("-14 for each visit ever, max 50 points", ["-14", "-28", "-42", "-50", "-50"]),
        ("+0.25 for each visit ever, max 0.75 points", ["0.25", "0.50", "0.75", "0.75", "0.75"]),
        ("-3 for each visit ever, latest 2 only", ["-3", "-6", "-6", "-6", "-6"]),
        ("+1 for each visit ever, max 100 points", ["1", "2", "3", "4", "5"]),  # too many for a table
    ],
)
def test_points_of_each_number_of_events(rule: str, paid: list[str]) -> None:
    text = f'{HEAD}score s, limited to -1000..1000, rounded to 2 decimals {{ "V" {rule} }}'
    source = emit(planned(text))
    assert ("_multiples(" in source) is ("100" not in rule)
    module = load_module(source)
    for visits, expected in enumerate(paid, 1):
        events = [{"event": "visit", "at": AS_OF - 86_400}] * visits
        (row,) = module.score({"id": "1"}, events, as_of=AS_OF, contributions=True).contributions
        assert row.points == Decimal(expected)
        assert row.points.as_tuple().exponent == -9  # as in all rows


# ---- what is ignored ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("contributions", [False, True])
def test_each_lead_counts_for_itself_what_it_ignores(contributions: bool) -> None:
    module = load_module(emit(planned(RULES)))
    leads = [
        ({"id": "1", "size": "many"}, [{"event": "visit", "at": "soon"}]),
        ({"id": "2", "size": 5}, []),
        ({"size": "many"}, []),
        ({"id": "4", "size": 5}, [{"event": "visit"}]),
        ({"id": "5", "size": 5}, []),
    ]
    results = list(module.score_many(leads, as_of=AS_OF, contributions=contributions))
    assert [result.ignored for result in results] == [2, 0, 0, 1, 0]
    rows = [
        (
            tuple(lead.get(name) for name in module.LEAD_COLUMNS),
            [tuple(map(each.get, module.EVENT_COLUMNS)) for each in events],
        )
        for lead, events in leads
    ]
    assert list(module.score_tuples(rows, as_of=AS_OF, contributions=contributions)) == results


def test_names_that_the_module_uses_itself() -> None:
    text = f"""{HEAD}
score known, limited to 0..60, rounded to 0 decimals {{ "Home" +25.5 when country is "NL" }}
score rest, limited to 0..60, rounded to 0 decimals {{ "Home" +25.4 when country is "NL" }}
grade found of known {{ A from 20   B below }}
grade paid of rest {{ A from 26   B below }}
"""
    module = load_module(emit(planned(text)))
    for told in (False, True):
        result = module.score({"id": "1", "country": "NL"}, as_of=AS_OF, contributions=told)
        assert result.scores == {"known": 26, "rest": 25}
        assert result.grades == {"found": "A", "paid": "B"}


# ---- what rounding adds or takes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "how", "expected"),
    [
        ("+25.5", "0 decimals", "0.500000000"),
        ("+25.499", "0 decimals", "-0.499000000"),
        ("-25.5", "0 decimals", "-0.500000000"),
        ("-25.499", "0 decimals", "0.499000000"),
        ("+24.5", "0 decimals, half to even", "-0.500000000"),
        ("+25.5", "0 decimals, half to even", "0.500000000"),
        ("+25.999", "0 decimals, toward zero", "-0.999000000"),
        ("-25.999", "0 decimals, toward zero", "0.999000000"),
        ("+25.255", "2 decimals", "0.005000000"),
        ("+25.25", "2 decimals", None),
    ],
)
def test_the_row_of_rounding(points: str, how: str, expected: str | None) -> None:
    module = load_module(
        emit(planned(f'{HEAD}score s, limited to -50..50, rounded to {how} {{ "H" {points} when size is missing }}'))
    )
    module.score({"id": "1"}, as_of=AS_OF, contributions=True)  # makes the row that the next one finds
    result = module.score({"id": "1"}, as_of=AS_OF, contributions=True)
    rows = [
        (str(row.points), row.rule, row.times, row.second) for row in result.contributions if row.kind == "rounding"
    ]
    assert rows == ([] if expected is None else [(expected, "", 0, None)])
    assert sum(row.points for row in result.contributions) == result.scores["s"]


def test_the_row_of_rounding_many_small_parts() -> None:
    rule = '"V" +1 for each visit ever, halve every 30 days, max 9 points'
    rules = f"score s, limited to 0..50, rounded to 0 decimals {{ {rule} }}"
    source = emit(planned(f"{HEAD}{rules}"))
    assert "_rounding_row(" not in source  # there could be a million of them
    visit = {"event": "visit", "at": AS_OF - 86_400}
    result = load_module(source).score({"id": "1"}, [visit], as_of=AS_OF, contributions=True)
    # 2^(-1/30) in millionths
    assert [str(row.points) for row in result.contributions] == ["0.977160000", "0.022840000"]
