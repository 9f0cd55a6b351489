"""Tables: cuts and their order, single values, fallback rows, silence; and duplicates among rules."""

from __future__ import annotations

import pytest
from scoreline.dsl import model as m
from support.checking import HEAD, entry_of, expect, problems, rule, ruleset

NO_SINCE = HEAD.replace("timestamp since", "timestamp")


def table(rows: str, value: str = "employees", more: str = "") -> str:
    return rule(f'"t" by {value} {{ {rows} }}{more}')


def cuts_of(rows: str, value: str = "employees") -> tuple[tuple[int | None, int | None, int], ...]:
    entry = entry_of(f'"t" by {value} {{ {rows} }}')
    assert isinstance(entry, m.TableRule)
    return tuple((cut.lowest, cut.below, cut.points) for cut in entry.cuts)


@pytest.mark.parametrize(
    ("rows", "cuts"),
    [
        ("below 50: +5  from 50: +20", ((None, 50, 5000), (50, None, 20_000))),
        ("below 50: +5  from 50: +20  from 1000: -1.5", ((None, 50, 5000), (50, 1000, 20_000), (1000, None, -1500))),
        ("up to 2: 0  above 2: +4", ((None, 3, 0), (3, None, 4000))),
        ("up to 2: 0  from 3: +4", ((None, 3, 0), (3, None, 4000))),
        ("up to 2: +1  up to 5: +2", ((None, 3, 1000), (3, 6, 2000))),
        ("below 10: +1  up to 10: +2  below 20: +3", ((None, 10, 1000), (10, 11, 2000), (11, 20, 3000))),
        ("from 3: +2  above 3: +4  from 8: +5", ((3, 4, 2000), (4, 8, 4000), (8, None, 5000))),
        ("from -5: +1  from 5: +2", ((-5, 5, 1000), (5, None, 2000))),
    ],
)
def test_cuts(rows: str, cuts: tuple[tuple[int | None, int | None, int], ...]) -> None:
    assert cuts_of(rows) == cuts


def test_cuts_stand_in_the_units_of_the_attribute() -> None:
    assert cuts_of("up to 2.5: +1  above 2.5: +2", "budget") == ((None, 251, 1000), (251, None, 2000))
    assert cuts_of("from 0.0001: +1", "ratio") == ((1, None, 1000),)
    expect(table("from «0.001»: +1", "budget"), "SL0304")
    expect(table("from «0.5»: +1"), "SL0304")


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("below 50: +5  «from 40: +20»", "SL0501"),
        ("up to 50: +5  «from 50: +20»", "SL0501"),
        ("from 50: +5  «from 50: +20»", "SL0501"),
        ("from 50: +5  «above 49: +20»", "SL0501"),
        ("below 50: +5  «up to 49: +20»", "SL0501"),
        ("up to 2: +5  «from 4: +20»", "SL0502"),
        ("below 50: +5  «above 50: +20»", "SL0502"),
        ("from 50: +5  «from 40: +20»", "SL0508"),
        ("below 50: +5  «below 40: +20»", "SL0508"),
        ("from 50: +5  «up to 60: +20»", "SL0508"),
        ("«5: +1»  from 50: +5", "SL0505"),
        ("missing: 0  from 3: +5  «missing: +1»", "SL0506"),
        ("otherwise: 0  from 3: +5  «otherwise: +1»", "SL0506"),
        ("below 3: +1  from 3: +5  «otherwise: +1»", "SL0504"),
    ],
)
def test_rows_against_each_other(rows: str, code: str) -> None:
    expect(table(rows), code)


def test_a_gap_is_fine_where_otherwise_fills_it() -> None:
    ruleset(table("below 50: +5  from 100: +20  otherwise: +1"))


def test_what_never_pays() -> None:
    expect(table("«below 0: +1»  from 0: +2", "count of demo ever"), "SL0504")
    expect(table("from 0: +2  «otherwise: +3»", "count of demo ever"), "SL0504")
    expect(table("from 1: +2  «missing: +3»", "count of demo ever"), "SL0402")
    expect(table("yes: +2  no: +1  «otherwise: +3»", "ok"), "SL0504")
    expect(table('("free", "paid"): +2  "gold": +1  «otherwise: +3»', "plan"), "SL0504")
    ruleset(table('("free", "paid"): +2  otherwise: +3', "plan"))
    ruleset(table("from 1: +2  otherwise: +3", "count of demo ever"))


def test_single_values() -> None:
    entry = entry_of('"t" by country { ("FR", "DE"): +3  "NL": -1  missing: 0  otherwise: -2 }')
    assert isinstance(entry, m.TableRule)
    assert entry.value == m.LeadValue("country", m.ValueType("text"))
    assert (entry.cuts, entry.missing, entry.otherwise) == ((), 0, -2000)
    assert entry.matches == (m.Match(("DE", "FR"), 3000), m.Match(("NL",), -1000))
    entry = entry_of('"t" by ok { yes: +3  no: -1 }')
    assert isinstance(entry, m.TableRule)
    assert entry.matches == (m.Match((True,), 3000), m.Match((False,), -1000))
    entry = entry_of('"t" by domain of email { "Big.Example": +3 }')
    assert isinstance(entry, m.TableRule)
    assert entry.matches == (m.Match(("big.example",), 3000),)
    entry = entry_of('"t" by budget { (2.5, 1): +3 }')
    assert isinstance(entry, m.TableRule)
    assert entry.matches == (m.Match((100, 250), 3000),)


@pytest.mark.parametrize(
    ("value", "rows", "code"),
    [
        ("country", '"DE": +1  «"DE"»: +2', "SL0503"),
        ("country", '("DE", «"DE"»): +1', "SL0503"),
        ("domain of email", '"a.b": +1  «"A.B"»: +2', "SL0503"),
        ("plan", '«"fre"»: +1', "SL0303"),
        ("plan", '«""»: +1', "SL0401"),
        ("country", "«5»: +1", "SL0302"),
        ("employees", '«"DE"»: +1', "SL0302"),
        ("country", "«DE»: +1", "SL0320"),
        ("country", "«from 5: +1»", "SL0507"),
        ("ok", "«from 5: +1»", "SL0507"),
        ("renewal", "«2026-01-01: +1»", "SL0507"),
        ("renewal", "«from 5: +1»", "SL0507"),
        ("country", '"DE": «+1001»', "SL0601"),
        ("«nothing»", '"DE": +1', "SL0201"),
        ("s", '«"DE"»: +1', "SL0302"),
    ],
)
def test_rows_against_the_value(value: str, rows: str, code: str) -> None:
    expect(table(rows, value), code)


def test_the_help_for_a_text_without_quotes() -> None:
    (found,) = problems(table("DE: +1", "country"))
    assert found.help == 'texts stand in quotes: `"DE"`'
    more = 'list l = ("DE")\nlet home = country in l'
    (found,) = problems(rule('"t" by country { l: +1 }\n"u" +1 when home', more))
    assert found.help == "use a rule with `when … in l`"
    (found,) = problems(table("DE: +1", "employees"))
    assert found.help == "write the values that `employees` can have"


def test_a_table_needs_rows() -> None:
    expect(rule('«"t" by employees { }»'), "SL0509")


# ---- silence --------------------------------------------------------------------------------------------------------


def test_tables_of_silence() -> None:
    ruleset(table("from 30: -10  from 60: -20", "days since last event by the lead"))
    ruleset(table("below 7: +5  from 30: -10  missing: -5".replace("from 30", "from 7"), "days since last demo"))
    ruleset(table("below 7: +5", "days since last demo"))
    ruleset(table("below 7: +5  from 7: 0", "days since last demo"))
    ruleset(table("from 30: +10  missing: 0", "days since last demo"))
    expect(table("«from 30: +10»", "days since last demo"), "SL0404")
    expect(table("from 30: -10  «otherwise: -1»", "days since last demo"), "SL0405")
    expect(table("«3: -10»", "days since last demo"), "SL0507")
    text = NO_SINCE + 'score s { "t" by «days since last demo» { from 30: -10 } }'
    expect(text, "SL0403")
    ruleset(NO_SINCE + 'score s { "t" by days since first demo { from 30: -10  otherwise: +1 } }')


def test_silence_in_conditions() -> None:
    expect(NO_SINCE + 'score s { "t" +1 when «no demo in last 3 days» }', "SL0403")
    ruleset(NO_SINCE + 'score s { "t" +1 when no demo ever }')


# ---- missing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "condition",
    ["«id is missing»", "«id is known»", "«count of demo ever is missing»", "«domain of email is missing» or ok"],
)
def test_what_is_never_missing(condition: str) -> None:
    if "domain" in condition:
        assert problems(rule(f'"x" +1 when {condition}')) == ()
    else:
        expect(rule(f'"x" +1 when {condition}'), "SL0402")


@pytest.mark.parametrize(
    "condition",
    [
        'country is «""»',
        'country is not «" "»',
        'country in ("DE", «"\u3000"»)',
        'title contains «""»',
        'title has any word of ("CEO", «"\t"»)',
        'title has word «"---"»',
    ],
)
def test_blank_texts(condition: str) -> None:
    expected = "SL0401"
    text = rule(f'"x" +1 when {condition}')
    if "---" in condition:
        assert [d.code for d in problems(text)] == [expected]
    else:
        expect(text, expected)


# ---- duplicates -----------------------------------------------------------------------------------------------------


def test_labels() -> None:
    expect(rule('"x" +1 when ok\n«"x"» +2 when not ok'), "SL0510")
    expect(rule('"x" +1 when ok\ngroup "g" { «"x"» +2 when not ok }'), "SL0510")
    expect(rule('"x" +1 when ok\ngroup «"x"» { "y" +2 when not ok }'), "SL0510")
    expect(rule('«" "» +1 when ok'), "SL0512")
    ruleset(rule('"x" +1 when ok') + 'score t { "x" +1 when ok }')


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("+1 when ok", "+1 when ok", True),
        ("+1 when ok", "+2 when ok", False),
        ("+1 when ok", "+1 when ok, unless employees is known", False),
        ("+1 when (ok)", "+1.0 when ok", True),
        ('+1 when country in ("DE", "FR")', '+1 when country in ("FR", "DE")', True),
        ("+1 for each demo ever", "+1 for each demo ever", True),
        ("+1 for each demo ever", "+1 for each demo in last 3 days", False),
        ("+1 for each demo ever, latest 1 only", "+1 once for demo ever", True),
        ("by employees { from 3: +1 }", "by employees { from 3: +1 }", True),
    ],
)
def test_the_same_rule_under_two_labels(first: str, second: str, same: bool) -> None:
    text = rule(f'"x" {first}\n«"y" {second}»')
    if same:
        expect(text, "SL0511")
    else:
        assert problems(text) == ()


def test_tables_of_scores() -> None:
    """A score has values in steps, and limits."""
    head = HEAD + 'score fit, limited to 0..100, rounded to 0 decimals { "x" +60 when ok }\n'
    made = ruleset(head + 'score s { "t" by fit { up to 49: +1  from 50: +2 } }').scores[1]
    assert isinstance(made, m.Score) and isinstance(made.entries[0], m.TableRule)
    assert made.entries[0].cuts == (m.Cut(None, 50_000, 1_000), m.Cut(50_000, None, 2_000))
    made = ruleset(head + 'score s { "t" by fit { from 0: +1  above 49: +2 } }').scores[1]
    assert isinstance(made, m.Score) and isinstance(made.entries[0], m.TableRule)
    assert made.entries[0].cuts == (m.Cut(0, 50_000, 1_000), m.Cut(50_000, None, 2_000))
    expect(head + 'score s { "t" by fit { below 50: +1  from 50: +2  «from 101: +3» } }', "SL0504")
    expect(head + 'score s { "t" by fit { «below 0: +1»  from 50: +2  otherwise: 0 } }', "SL0504")
    expect(head + 'score s { "t" by fit { below 50: +1  from 50: +2  «otherwise: +3» } }', "SL0504")
    expect(head + 'score s { "t" by fit { below 50: +1  from 50: +2  «missing: +3» } }', "SL0402")


def test_tables_of_labels() -> None:
    head = HEAD + 'score fit { "x" +60 when ok }\ngrade g of fit { A from 50  B below }\n'
    made = ruleset(head + 'score s { "t" by g { A: +1  "B": +2 } }').scores[1]
    assert isinstance(made, m.Score) and isinstance(made.entries[0], m.TableRule)
    assert made.entries[0].matches == (m.Match(("A",), 1_000), m.Match(("B",), 2_000))
    expect(head + 'score s { "t" by g { A: +1  «C»: +2 } }', "SL0311")
