"""Outcomes: attainable ranges, grades, exclusions, stages and which of their lines can be chosen."""

from __future__ import annotations

import pytest
from scoreline.dsl import model as m
from scoreline.dsl.check.context import ScoreInfo
from scoreline.dsl.check.ranges import entry_range, score_range, total_range
from scoreline.dsl.load import load_text
from scoreline.dsl.source import Span
from support.checking import HEAD, entry_of, expect, problems, rule, ruleset

BASE = HEAD + 'score s { "x" +60 when ok  "y" +40 when employees at least 5 }\n'


def range_of(rules: str, clauses: str = ", limited to -1000..1000") -> tuple[int, int]:
    """The attainable range in points."""
    made = load_text(f"{HEAD}score s{clauses} {{ {rules} }}").ruleset
    assert made is not None
    score = made.scores[0]
    assert isinstance(score, m.Score)
    low, high = score_range(score)
    assert low % 1000 == high % 1000 == 0
    return low // 1000, high // 1000


@pytest.mark.parametrize(
    ("rules", "low", "high"),
    [
        ('"a" +5 when ok', 0, 5),
        ('"a" +5 when ok  "b" -3 when ok', -3, 5),
        ('"a" by employees { below 5: +2  from 5: +7  missing: +1 }', 1, 7),
        ('"a" by employees { below 5: +2  from 5: +7 }', 0, 7),
        ('"a" by employees { from 5: +7  missing: +1  otherwise: +2 }', 1, 7),
        ('"a" by employees { from 5: +7  missing: +1 }', 0, 7),
        ('"a" by employees { below 5: +2  from 5: +7  missing: +1 }, unless ok', 0, 7),
        ('"a" by count of demo ever { below 5: +2  from 5: +7 }', 2, 7),
        ('"a" by count of demo ever { from 5: +7 }', 0, 7),
        ('"a" by ok { yes: +2  no: +3  missing: +4 }', 2, 4),
        ('"a" by plan { ("free", "paid"): +2  "gold": +3  missing: +4 }', 2, 4),
        ('"a" by days since last demo { below 5: +3  from 5: -2  missing: +1 }', -2, 3),
        ('"a" +5 once for demo ever', 0, 5),
        ('"a" -5 for each demo ever, latest 3 only', -15, 0),
        ('"a" +5 for each demo ever, latest 3 only, max 12 points', 0, 12),
        ('"a" +5 for each page_view ever, once per trial', 0, 15),
        ('"a" +5 for each page_view ever, once per kind', 0, 15),
        ('"a" +5 for each page_view in last 2 days, once per day', 0, 20),
        ('"a" +5 for each page_view in last 36 hours, once per day', 0, 20),
        ('"a" +1 for each page_view ever, once per day, max 900 points', 0, 900),
        ('group "g", limited to -2..4 { "a" +5 when ok  "b" -3 when ok }', -2, 4),
        ('group "g", limited to 1..4 { "a" +5 when ok }  "c" +1 when ok', 1, 5),
        ('group "g" { "a" +5 when ok  "b" -3 when ok }', -3, 5),
    ],
)
def test_the_range_of_a_score(rules: str, low: int, high: int) -> None:
    assert range_of(rules) == (low, high)


def test_limits_and_rounding_bound_the_range() -> None:
    assert range_of('"a" +5 when ok', ", limited to 1..3") == (1, 3)
    assert range_of('"a" +2.5 when ok  "b" -2.5 when ok', ", limited to -9..9, rounded to 0 decimals") == (-3, 3)
    assert range_of('"a" +1000 for each demo ever', ", limited to 0..1_000_000") == (0, 1_000_000)


@pytest.mark.parametrize(
    ("rule", "low", "high"),
    [
        ('"a" +1000 for each demo ever', 0, 10**9),  # a rule is bounded to a million points
        ('"a" -0.5 for each demo ever', -500 * 10**6, 0),  # a million events at most
        ('"a" +2 for each demo in last 1 day, once per day', 0, 6000),  # three days, one of 23 hours between
    ],
)
def test_the_range_of_a_rule(rule: str, low: int, high: int) -> None:
    assert entry_range(entry_of(rule)) == (low, high)


def test_the_range_of_a_total() -> None:
    nowhere = Span("", 1, 1, 1, 1)
    scores = {
        "a": ScoreInfo("a", 2, nowhere, True, -10_000, 50_000),
        "b": ScoreInfo("b", 2, nowhere, True, 0, 33_330),
    }
    terms = (m.TotalTerm(5000, "a"), m.TotalTerm(-10_000, "b"))
    # low: -5 - 33.33 = -38.33; high: 25; to 1 decimal: -38.3
    assert total_range(m.Total("t", terms, -100_000, 100_000, 1, nowhere), scores) == (-38_300, 25_000)
    assert total_range(m.Total("t", terms, 0, 20_000, 1, nowhere), scores) == (0, 20_000)
    # 0.1234 × 33.33 = 4.112922
    assert total_range(m.Total("t", (m.TotalTerm(1234, "b"),), 0, 20_000, 3, nowhere), scores) == (0, 4113)


# ---- grades ---------------------------------------------------------------------------------------------------------


def test_grades() -> None:
    made = ruleset(BASE + 'grade g of s { "A+" from 80.5  B from 60  3 from 40  D below }').grades
    assert [(g.name, g.score) for g in made] == [("g", "s")]
    bands = tuple(m.Band(label, low) for label, low in (("A+", 80_500), ("B", 60_000), ("3", 40_000), ("D", None)))
    assert made[0].bands == bands


@pytest.mark.parametrize(
    ("bands", "code"),
    [
        ("A from 50  «B from 50»  C below", "SL0705"),
        ("A from 50  «B from 60»  C below", "SL0705"),
        ("A from 50  «A» from 40  C below", "SL0706"),
        ("A from 50  «C below»  B from 40  D below", "SL0707"),
        ("A from «50.125»  C below", "SL0304"),
        ("A from «2_000_000»  C below", "SL0609"),
        ("«A from 100.5»  B from 50  C below", "SL0708"),
        ("A from 50  B from 0  «C below»", "SL0708"),
        ("A from 50  B from 0  «C from -5»  D below", "SL0708"),
        ('«" "» from 50  C below', "SL0512"),
    ],
)
def test_bands(bands: str, code: str) -> None:
    expect(BASE + f"grade g of s {{ {bands} }}", code)


def test_a_grade_needs_a_last_band() -> None:
    expect(BASE + "grade «g» of s { A from 50  B from 40 }", "SL0707")


# ---- exclusions -----------------------------------------------------------------------------------------------------


def test_exclusions() -> None:
    made = ruleset(BASE + 'do not score when ok because "test data"').exclusions
    assert [(e.condition, e.reason) for e in made] == [
        (m.IsTrue(m.LeadValue("ok", m.ValueType("boolean"))), "test data")
    ]
    expect(BASE + "«do not score when ok»", "SL0716")
    expect(BASE + 'do not score when ok because «" "»', "SL0716")
    expect(BASE + 'do not score when «s» at least 3 because "poor"', "SL0217")


# ---- stages ---------------------------------------------------------------------------------------------------------


def stages(lines: str, head: str = BASE, clauses: str = ", first met wins") -> str:
    return f"{head}stages st{clauses} {{\n{lines}\n}}\n"


def test_stages() -> None:
    lines = 'a when s at least 60 and not ok because "warm"\nb when employees at least 7\na when s below 5\nc otherwise'
    made = ruleset(stages(lines)).stages
    assert made is not None
    assert [(line.stage, line.reason) for line in made.lines] == [
        ("a", "warm"),
        ("b", "employees at least 7"),
        ("a", "s below 5"),
        ("c", "otherwise"),
    ]
    score = m.ScoreOf("s")
    milli = m.ValueType("decimal", 3)
    assert made.lines[2].condition == m.Compare("<", score, m.Constant(5000, milli))
    assert (made.lines[3].condition, made.out) == (None, None)


def test_stages_read_scores_and_grades() -> None:
    text = BASE + "score t = s\ngrade g of s { A from 50  B from 40  C below }\n"
    lines = 'a when s above t and g is A\nb when g in (B, "C") and t in (50, 60)\nc when g is not B\nd otherwise'
    made = ruleset(stages(lines, text)).stages
    assert made is not None
    grade = m.GradeOf("g")
    label = m.ValueType("text")
    assert made.lines[0].condition == m.And(
        (m.Compare(">", m.ScoreOf("s"), m.ScoreOf("t")), m.Compare("=", grade, m.Constant("A", label)))
    )
    assert made.lines[1].condition == m.And((m.InSet(grade, ("B", "C")), m.InSet(m.ScoreOf("t"), (50_000, 60_000))))


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("a when s at least «50.125»\nb otherwise", "SL0304"),
        ("a when g is «X»\nb otherwise", "SL0311"),
        ("a when g «before» A\nb otherwise", "SL0301"),
        ('a when g «contains» "A"\nb otherwise', "SL0301"),
        ("a when «g»\nb otherwise", "SL0319"),
        ("a when «st» is a\nb otherwise", "SL0217"),
        ("a when «s is employees»\nb otherwise", "SL0309"),
        ("a when «s is exact»\nb otherwise", "SL0309"),
        ("a when «s is missing»\nb otherwise", "SL0402"),
        ('a when ok because «""»\nb otherwise', "SL0512"),
        ("a otherwise\n«b when ok»", "SL0712"),
        ("a otherwise\n«b otherwise»", "SL0712"),
        ("«out when not scored»\nb otherwise", "SL0713"),
    ],
)
def test_stage_lines(lines: str, code: str) -> None:
    head = BASE.replace("ok: yes or no", "ok: yes or no  exact: decimal(3)")
    expect(stages(lines, head + "grade g of s { A from 50  B below }\n"), code)


def test_what_stages_need() -> None:
    expect(stages("a when ok").replace("st,", "«st»,"), "SL0711")
    (found,) = expect(stages("a when s at least 5\nb when s below 5").replace("st,", "«st»,"), "SL0711")
    assert found.help == "write `b otherwise` in place of its condition"
    assert problems(stages("a when s at least 5\nb otherwise")) == ()
    expect(stages("a otherwise", clauses="").replace("st {", "«st» {"), "SL0710")
    expect(stages("a otherwise", clauses=", first met wins, «limited to 0..1»"), "SL0610")


def test_leads_that_are_not_scored() -> None:
    excluded = BASE + 'do not score when ok because "test data"\n'
    made = ruleset(stages("gone when not scored\nb otherwise", excluded)).stages
    assert made is not None
    assert (made.out, [line.stage for line in made.lines]) == ("gone", ["b"])
    made = ruleset(stages("out when employees below 3\nb otherwise", excluded)).stages
    assert made is not None
    assert (made.out, [line.stage for line in made.lines]) == ("out", ["out", "b"])
    expect(stages("b otherwise", excluded).replace("st,", "«st»,"), "SL0715")
    expect(stages("x when not scored\ny when «not scored»\nb otherwise", excluded), "SL0714")
    expect(stages('x when not scored because «"no"»\nb otherwise', excluded), "SL0714")


# ---- lines that can never be chosen ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        "a when s at least 50\nb when «s at least 60»",
        "a when s at least 50\nb when «s above 50 and ok»",
        "a when s at least 50 or ok\nb when «ok and employees at least 3»",
        "a when employees at least 5\nb when «employees in (7, 8)»",
        'a when country in ("DE", "FR")\nb when «country is "FR"»',
        'a when country is known\nb when «country is "FR" and ok»',
        "a when country is missing\nb when «country is missing and ok»",
        "a when ok\nb when «ok is yes»",
        "a when not ok\nb when «ok is no and s at least 3»",
        "a when demo in last 9 days\nb when «demo in last 3 days»",
        "a when demo ever\nb when «at least 3 demo in last 3 days and ok»",
        "a when any event ever\nb when «demo ever»",
        "a when seen at most 9 days ago\nb when «seen at most 3 days ago»",
        "a when good\nb when «employees at least 60»",
        "a when employees at least 50\nb when «good and ok»",
        "a when g in (A, B)\nb when «g is B»",
        "a when «s at least 60 and s below 50»",
        'a when «country is "DE" and country is "FR"»',
        "a when «country is missing and country is known»",
        "a when «employees above 5 and employees below 6»",
        'a when «plan is not "free" and plan is not "paid" and plan is not "gold"»',
        "a when «ok and not ok»",
        "a when «count of demo ever below 0»",
        "a when «(employees below 1 and employees above 3) or (ok and ok is no)»",
        "a when s at least 50\nb when s below 50\n«z otherwise»",
        "a when s below 50\nb when s at most 49.99\n".replace("b when s at most 49.99", "b when «s at most 49.99»"),
    ],
)
def test_lines_that_are_never_chosen(lines: str) -> None:
    head = BASE + "grade g of s { A from 50  B from 20  C below }\n"
    if "good" in lines:
        head += "let good = employees at least 60\n" if "«good" in lines else "let good = employees at least 50\n"
    expect(stages(lines if "otherwise" in lines else lines + "\nz otherwise", head), "SL0713")


@pytest.mark.parametrize(
    "lines",
    [
        "a when s at least 60\nb when s at least 50",
        "a when s at least 60 and ok\nb when s at least 70",
        'a when country is "DE"\nb when country in ("DE", "FR")',
        "a when demo in last 3 days\nb when demo in last 9 days",
        'a when page_view where page is "/" ever\nb when page_view ever',
        'a when page_view where page is "/" ever\nb when page_view where page is "/a" ever',
        "a when country is known\nb when ok",
        "a when not ok\nb when ok",
        "a when employees above 5 and employees below 7",
        "a when s above 50\nb when s at most 40",
        "a when seen at least 3 days ago\nb when seen at most 3 days ago",
        'a when country is not "DE"\nb when country is "DE"',
    ],
)
def test_lines_that_can_be_chosen(lines: str) -> None:
    assert problems(stages(lines + "\nz otherwise")) == ()


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("«s at least 101»", True),
        ("«s above 100»", True),
        ("s at least 100", False),
        ("«s at least 0»", True),
        ("«s below 0»", True),
        ("s at most 0", False),
        ("s above 0", False),
        ("«s is 100.01» and ok", True),
        ("ok and «(s at least 0)»", True),
    ],
)
def test_thresholds_out_of_reach(condition: str, found: bool) -> None:
    text = stages(f"a when {condition}\nb otherwise")
    if not found:
        assert problems(text) == ()
    elif "(" in condition:
        assert [d.code for d in problems(text)] == ["SL0709"]
    else:
        expect(text, "SL0709")


def test_many_long_lines_take_no_time() -> None:
    terms = " or ".join(f"employees is {n}" for n in range(300))
    lines = "\n".join(f"a{n} when {terms} or employees is {1000 + n}" for n in range(60))
    assert load_text(stages(lines + "\nz otherwise")).ruleset is not None


@pytest.mark.parametrize(
    "form", ['{0} and {0} and country is "DE"', "({0} or employees above 5) and {0}", "{0} or {0}"]
)
def test_conditions_that_double_or_nest_take_no_time(form: str) -> None:
    lets = "let c0 = ok\n" + "".join(f"let c{n} = {form.format(f'c{n - 1}')}\n" for n in range(1, 300))
    head = BASE + lets
    text = stages("a when c299\nb when c298 and employees above 7\nz otherwise", head)
    assert load_text(text).ruleset is not None


def test_rules_without_outcomes_are_enough() -> None:
    made = ruleset(rule('"x" +1 when ok'))
    assert (made.grades, made.stages, made.exclusions) == ((), None, ())


def test_help_for_stages_with_an_odd_name() -> None:
    (found,) = expect(BASE + "stages «`st a`» { a otherwise }", "SL0710")
    assert found.help == "write `stages `st a`, first met wins`"
