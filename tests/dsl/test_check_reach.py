"""Attainable values and lines that are never chosen, of the forms beyond attributes and counts; bands with gaps."""

from __future__ import annotations

import pytest
from scoreline.dsl import model as m
from scoreline.dsl.check.context import ScoreInfo
from scoreline.dsl.check.ranges import factor_range, score_range, total_range
from scoreline.dsl.check.value_ranges import FAR, can_be_missing, value_range
from scoreline.dsl.load import load_text
from scoreline.dsl.source import Span
from support.checking import WIDE, expect, problems

NOWHERE = Span("", 1, 1, 1, 1)
INTEGER = m.ValueType("integer")
EMPLOYEES = m.LeadValue("employees", INTEGER)
DEMO = m.CountOf(m.EventFilter(("demo",), None, None))


def range_of(rules: str, clauses: str = "", more: str = "", head: str = WIDE) -> tuple[float, float]:
    """The attainable range in points."""
    loaded = load_text(f"{head}{more}\nscore s, limited to -1000..1000{clauses} {{ {rules} }}")
    assert loaded.ruleset is not None, loaded.diagnostics
    score = next(score for score in loaded.ruleset.scores if score.name == "s")
    assert isinstance(score, m.Score)
    low, high = score_range(score, {"fit": ScoreInfo("fit", 2, NOWHERE, True, 0, 40_000)})
    return low / 1000, high / 1000


@pytest.mark.parametrize(
    ("rules", "low", "high"),
    [
        ('"a" +2 for each full 10 of employees, max 20 points', 0, 20),
        ('"a" -2 for each full 10 of employees, max 3 times', -6, 0),
        ('"a" + employees, limited to -5..9', -5, 9),
        ('"a" + employees, limited to 5..9', 0, 9),  # nothing where it is missing
        ('"a" + (count of demo ever), limited to -5..9', 0, 9),
        ('"a" + (count of demo ever), limited to 5..9', 5, 9),
        ('"a" + (count of demo ever), limited to 5..9, unless ok', 0, 9),
        ('"a" + (least of (count of demo ever, 4)), limited to 0..9', 0, 4),
        ('"a" - (greatest of (0, 11 - count of demo ever)), limited to -30..0', -11, 0),
        ('"a" + (employees else 3), limited to 1..9', 1, 9),
        ('"a" +5 for each other lead of the same company, max 4 leads', 0, 20),
        ('"a" + fit, limited to 0..100', 0, 40),
        ('first of "g" { "a" +5 when ok  "b" +9 when not ok  "c" -2 when employees at least 5 }', -2, 9),
        ('first of "g" { "a" by ok { yes: +2  no: +3  missing: +4 }  "b" +9 when ok }', 0, 9),
        ('first of "g" { "a" by ok { yes: +2  no: +3  missing: +4 } }', 2, 4),
        ('best of "g" { "a" +5 when ok  "b" +9 when not ok }  "c" +1 when ok', 0, 10),
        ('lowest of "g", limited to -3..0 { "a" -5 when ok  "b" -9 when not ok }', -3, 0),
        ('"a" +5 for each demo ever, latest 2 per cost', 0, 1000),
        ('"a" +5 for each page_view ever, latest 2 per trial', 0, 30),
        ('"a" +5 for each page_view ever, max 7 points per trial', 0, 21),
        ('"a" +1 for each page_view in last 7 days, once per week', 0, 3),
        ('"a" +1 for each page_view in last 2 hours, once per hour', 0, 4),
        ('"a" +1 for each page_view in last 30 days, once per month', 0, 4),
        ('"a" +1 for each page_view in last 30 days, once per 10 days', 0, 5),
        ('"a" +1 for each day with at least 3 page_view in last 5 days', 0, 7),
        ('"a" +1 for each visit with at least 5000 page_view after 5 minutes of silence ever', 0, 200),
        ('"a" + points of seconds for each page_view ever, latest 2 only, max 8 points', -8, 8),
        ('"a" + points of seconds for each page_view ever, latest 1 only', -1000, 1000),
    ],
)
def test_the_range_of_a_score(rules: str, low: float, high: float) -> None:
    assert range_of(rules, more='score fit, limited to 0..40 { "x" +40 when ok }') == (low, high)


def test_starts_factors_and_rounding() -> None:
    assert range_of('"a" +5 when ok', ", starts at 7") == (7, 12)
    factor = 'factor f by plan { "free": 0.5  "paid": 2  missing: 1  otherwise: 1 }'
    assert range_of('"a" +5 when ok  "b" -3 when not ok', ", times f", factor) == (-6, 10)
    assert range_of('"a" +2.5 when ok  "b" -2.5 when not ok', ", rounded to 0 decimals, half to even") == (-2, 2)
    assert range_of('"a" +2.9 when ok  "b" -2.9 when not ok', ", rounded to 0 decimals, toward zero") == (-2, 2)
    # 2.0005 × 0.9999 points: the sum is first rounded to thousandths, 2.001 × 0.9999 = 2.0007999
    made = load_text(
        WIDE + 'factor f by ok { yes: 0.9999  no: 0.9999  missing: 0.9999 }\nscore s { "a" +2 when ok }\n'
        "score t, times f, rounded to 3 decimals = 100.05% of s"
    ).ruleset
    assert made is not None
    total = made.scores[1]
    assert isinstance(total, m.Total) and total.factor is not None
    assert factor_range(total.factor) == (9_999, 9_999)
    assert total_range(total, {"s": ScoreInfo("s", 2, NOWHERE, True, 0, 2_000)}) == (0, 2_001)


def test_ranges_of_values() -> None:
    assert value_range(m.Linear(((2, DEMO), (-1, EMPLOYEES)), 5, INTEGER)) == (5 - 4 * 10**15, FAR)
    assert value_range(m.Linear(((-3, DEMO),), 7, INTEGER)) == (-FAR, 7)
    assert value_range(m.LeastKnown((DEMO, m.Constant(3, INTEGER)))) == (0, FAR)
    assert value_range(m.FullUnits(EMPLOYEES, 10)) == (0, 4 * 10**14)
    assert value_range(m.OfLeads("sum", DEMO, m.Colleagues(True, None))) == (0, FAR)
    assert value_range(m.OfLeads("lowest", m.Constant(2, INTEGER), m.Colleagues(True, None))) == (2, 2)
    assert can_be_missing(m.LeastKnown((EMPLOYEES, EMPLOYEES)))
    assert not can_be_missing(m.LeastKnown((EMPLOYEES, DEMO)))
    assert not can_be_missing(m.Else(EMPLOYEES, m.Constant(3, INTEGER)))


# ---- lines -----------------------------------------------------------------------------------------------------------

BASE = WIDE + 'score s { "x" +60 when ok  "y" +40 when employees at least 5 }\n'


@pytest.mark.parametrize(
    "lines",
    [
        "a when at least 2 of (ok, employees at least 5, country is known)\nb when «ok and employees at least 7»",
        "a when «at least 2 of (ok and not ok, employees at least 5 and employees below 3, country is known)»",
        "a when no demo in last 9 days\nb when «no demo in last 30 days»",
        "a when no page_view in last 9 days\nb when «no page_view in last 9 days and ok»",
        "a when demo ever\nb when «demo within 2 days after page_view in last 9 days»",
        "a when at least 3 page_view ever\nb when «at least 5 page_view within 2 hours in last 9 days»",
        "a when at least 3 page_view within 2 hours ever\nb when «at least 5 page_view within 1 hour in last 9 days»",
        "a when company.size at least 5\nb when «company.size at least 9»",
        'a when level at least "mid"\nb when «level is "high"»',
        "a when priority\nb when «ok and employees at least 9»",
        "a when ok\nb when «priority»",
        "a when count of certs at least 1\nb when «count of certs at least 3»",
        'a when certs has "A"\nb when «certs has "A" and ok»',
        "a when greatest of (employees, 5) at least 3",
    ],
)
def test_lines_that_are_never_chosen(lines: str) -> None:
    flag = "flag priority when ok and employees at least 5\n" if "priority" in lines else ""
    found = problems(f"{BASE}{flag}stages st, first met wins {{\n{lines}\nz otherwise\n}}")
    if "«" in lines:
        expect(f"{BASE}{flag}stages st, first met wins {{\n{lines}\nz otherwise\n}}", "SL0713")
    else:
        assert found == ()  # always met, but missing where a part is


@pytest.mark.parametrize(
    "lines",
    [
        "a when no demo in last 30 days\nb when no demo in last 9 days",
        "a when no demo ever\nb when no demo in last 9 days",
        "a when no demo in last 9 days\nb when no demo ever",  # a lead may be younger than nine days
        "a when demo within 2 days after page_view ever\nb when demo ever",
        "a when demo within 2 days after page_view ever\nb when demo within 3 days after page_view ever",
        "a when at least 5 page_view within 1 hour ever\nb when at least 5 page_view within 2 hours ever",
        "a when at least 3 of (ok, employees at least 5, country is known)\nb when ok and employees at least 7",
        "a when priority\nb when ok",
        "a when not priority\nb when not (ok and employees at least 5)",
    ],
)
def test_lines_that_can_be_chosen(lines: str) -> None:
    flag = "flag priority when ok and employees at least 5\n" if "priority" in lines else ""
    assert problems(f"{BASE}{flag}stages st, first met wins {{\n{lines}\nz otherwise\n}}") == ()


def test_a_score_that_can_be_none() -> None:
    """Then no threshold always holds, and the lines before leave those leads."""
    excluded = 'do not score s when country is missing because "unknown"\n'
    always = "stages st, first met wins {\na when «s at least 0»\nz otherwise\n}"
    assert problems(BASE + excluded + always) == ()
    expect(BASE + always, "SL0709")
    every = "stages st, first met wins {\na when s at least 50\nb when s below 50\n«z otherwise»\n}"
    assert problems(BASE + excluded + every) == ()
    expect(BASE + every, "SL0713")


def test_stages_in_what_follows() -> None:
    text = BASE + "stages st, first met wins { a when ok  b otherwise }\n"
    expect(text + 'route r, first met wins { "A" when st in (a, b)  "B" when «st is b» }', "SL0713")
    assert problems(text + 'route r, first met wins { "A" when st is a  "B" when st is b }') == ()


# ---- bands -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rules",
    [
        '"a" +1 when employees at least 5 and employees at most 50\n'
        '«"b" +2 when employees at least 50 and employees at most 90»',
        '"a" +1 when employees at least 5 and employees at most 50\n«"b" +2 when employees above 20»',
        '«"b" +2 when employees at least 40 and employees below 99»\n'
        '"a" +1 when employees at most 50 and employees at least 9',
        '"a" +1 when employees below 50\n«"b" +2 when employees above 50»',
        '"a" +1 when budget at most 49\n«"b" +2 when budget at least 50»',
        '"a" +1 when count of demo ever in (1, 2)\n"b" +1 when count of demo ever at most 3\n'
        '«"c" +2 when count of demo ever at least 5»',
        'group "g" { "a" +1 when employees below 50\n«"b" +2 when employees above 50» }',
        'first of "g" { "a" +1 when employees below 50\n«"b" +2 when employees above 50» }',
    ],
)
def test_bands_that_overlap_or_leave_a_gap(rules: str) -> None:
    expect(f"{WIDE}score s {{\n{rules}\n}}", "SL0735")


@pytest.mark.parametrize(
    "rules",
    [
        '"a" +1 when employees at least 5\n"b" +2 when employees at least 50',  # a ladder
        '"a" +1 when employees at least 5 and employees below 50\n"b" +2 when employees at least 50',
        '"a" +1 when employees below 50\n"b" +2 when employees at least 1000',  # nothing for the middle
        '"a" +1 when employees below 50\n"c" +3 when employees is 50\n"b" +2 when employees above 50',
        '"a" +1 when employees at most 50\n"b" +2 when employees at least 51',
        '"a" +1 when employees at most 200\n"b" +2 when employees at least 100',
        '"a" +1 when employees at most 50 and employees at least 5\n"b" -2 when employees at least 20',
        '"a" +1 when employees below 50 and ok\n"b" +2 when employees above 50',
        '"a" +1 when employees below 50, unless ok\n"b" +2 when employees above 50',
        'first of "g" { "a" +1 when employees at least 5 and employees below 60\n"b" +2 when employees at least 50 }',
        '"a" +1 when days since seen below 7\n"b" +2 when days since seen at least 7',
    ],
)
def test_bands_that_are_meant(rules: str) -> None:
    assert problems(f"{WIDE}score s {{\n{rules}\n}}") == ()


@pytest.mark.parametrize(
    ("decimals", "found"),
    [(0, False), (1, True)],
)
def test_gaps_between_stage_lines(decimals: int, found: bool) -> None:
    """A score without decimals is never 59.5."""
    rounded = f"rounded to {decimals} decimal{'s' * (decimals != 1)}"
    head = f'{WIDE}score s, {rounded} {{ "x" +60 when ok  "y" +40 when employees at least 5 }}\n'
    lines = "«sql when s at least 60»\nmql when s at least 30 and s at most 59\nnew otherwise"
    text = f"{head}stages st, first met wins {{\n{lines}\n}}"
    expect(text if found else text.replace("«", "").replace("»", ""), *(["SL0735"] if found else []))


def test_thresholds_in_rules_that_say_nothing() -> None:
    head = WIDE + 'score fit, limited to 0..100 { "x" +40 when ok }\n'
    expect(head + 'score s { "a" +1 when «fit at least 41»  "b" +1 when fit at least 40 }', "SL0709")
    expect(head + 'score s { group "g" { "a" +1 when «fit at least 0» and ok } }', "SL0709")
    expect(head + 'score s { first of "g" { "a" +1 when «fit at least 101» } }', "SL0709")
