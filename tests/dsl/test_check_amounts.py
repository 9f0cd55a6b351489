"""Rules that pay for amounts: full amounts, times, leads, values; weights around them."""

from __future__ import annotations

import pytest
from scoreline.dsl import model as m
from support.checking import HEAD, WIDE, expect, rule, ruleset

INTEGER = m.ValueType("integer")
BUDGET = m.LeadValue("budget", m.ValueType("decimal", 2))
EMPLOYEES = m.LeadValue("employees", INTEGER)


def amount(text: str, head: str = HEAD) -> m.AmountRule:
    score = next(score for score in ruleset(rule(text, head=head)).scores if score.name == "s")
    assert isinstance(score, m.Score)
    (found,) = score.entries
    assert isinstance(found, m.AmountRule)
    return found


@pytest.mark.parametrize(
    ("text", "value", "multiplier", "low", "high"),
    [
        # 10000 is 1,000,000 hundredths; 2 points for each are 2 × 10^9 billionths
        ("+2 for each full 10000 of budget, max 20 points", m.FullUnits(BUDGET, 10**6), 2 * 10**9, 0, 20_000),
        ("-2 for each full 0.5 of budget, max 20 points", m.FullUnits(BUDGET, 50), -2 * 10**9, -20_000, 0),
        (
            "+0.5 for each full 10 of employees, max 6 times",
            m.Least((m.FullUnits(EMPLOYEES, 10), m.Constant(6, INTEGER))),
            500_000_000,
            0,
            3_000,
        ),
        (
            "+5 for each full 10 of employees, max 6 times, max 12 points",
            m.Least((m.FullUnits(EMPLOYEES, 10), m.Constant(6, INTEGER))),
            5 * 10**9,
            0,
            12_000,
        ),
        (
            "+1000 for each full 10 of employees, max 1_000_000 times",
            m.Least((m.FullUnits(EMPLOYEES, 10), m.Constant(10**6, INTEGER))),
            10**12,
            0,
            10**9,  # no rule gives more than a million points
        ),
        (
            "+3 for each full 2 of (count of demo ever), max 9 points",
            m.FullUnits(m.CountOf(m.EventFilter(("demo",), None, None)), 2),
            3 * 10**9,
            0,
            9_000,
        ),
    ],
)
def test_full_amounts(text: str, value: m.Value, multiplier: int, low: int, high: int) -> None:
    found = amount(f'"x" {text}')
    assert (found.value, found.multiplier, found.low, found.high, found.times) == (value, multiplier, low, high, True)


def test_full_times() -> None:
    seen = m.LeadValue("seen", m.ValueType("timestamp"))
    demo = m.EventFilter(("demo",), None, None)
    found = amount('"x" -10 for each full 2 weeks since seen, max 3 times')
    assert found.value == m.Least((m.FullUnits(m.DaysSince(seen), 14), m.Constant(3, INTEGER)))
    assert (found.low, found.high) == (-30_000, 0)
    found = amount('"x" -10 for each full 36 hours since last demo, max 30 points')
    assert found.value == m.FullUnits(m.Since(m.LastMoment(demo), 3600), 36)
    found = amount('"x" +1 for each full 30 days since (last demo or seen), max 3 points')
    assert found.value == m.FullUnits(m.LeastKnown((m.DaysSinceLast(demo), m.DaysSince(seen))), 30)


def test_values_as_points() -> None:
    found = amount('"x" + employees, limited to 0..30')
    assert (found.value, found.multiplier, found.low, found.high, found.times) == (EMPLOYEES, 10**9, 0, 30_000, False)
    found = amount('"x" - (budget), limited to -30..0')
    assert (found.value, found.multiplier, found.low, found.high) == (BUDGET, -(10**7), -30_000, 0)
    found = amount('"x" + employees, limited to 0..30, weight 5%')
    assert (found.multiplier, found.low, found.high) == (5 * 10**7, 0, 1_500)


def test_leads_as_points() -> None:
    found = amount('"x" +5 for each other lead of the same company with ok, max 4 leads', WIDE)
    who = m.Colleagues(True, m.IsTrue(m.LeadValue("ok", m.ValueType("boolean"))))
    assert found.value == m.Least((m.OfLeads("count", None, who), m.Constant(4, INTEGER)))
    assert (found.multiplier, found.low, found.high, found.times) == (5 * 10**9, 0, 20_000, True)
    found = amount('"x" -5 for each lead of the same company', WIDE)
    assert found.value == m.OfLeads("count", None, m.Colleagues(False, None))
    assert (found.low, found.high) == (-(10**9), 0)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('«"x" +2 for each full 10 of employees»', "SL0615"),
        ('«"x" +2 for each full 10 days since seen»', "SL0615"),
        ('«"x" + employees»', "SL0615"),
        ('"x" +2 for each full «0» of employees, max 2 times', "SL0616"),
        ('"x" +2 for each full «0.5» of employees, max 2 times', "SL0304"),
        ('"x" +2 for each full «0.005» of budget, max 2 times', "SL0304"),
        ('"x" +2 for each full 10 of «country», max 2 times', "SL0617"),
        ('"x" +2 for each full 10 of «seen», max 2 times', "SL0617"),
        ('"x" + «country», limited to 0..5', "SL0617"),
        ('"x" +2 for each full 10 of «employes», max 2 times', "SL0201"),
        ('"x" +2 for each full 10 of employees, max «0» times', "SL0605"),
        ('"x" +2 for each full 10 of employees, max «2.5» times', "SL0605"),
        ('"x" +2 for each full 10 of employees, max «1_000_001» times', "SL0605"),
        ('"x" +2 for each full 10 of employees, max «0» points', "SL0614"),
        ('"x" +«1001» for each full 10 of employees, max 2 times', "SL0601"),
        ('"x" +2 for each full «3 months» since seen, max 2 times', "SL0121"),
        ('"x" +2 for each full «0 days» since seen, max 2 times', "SL0607"),
        ('"x" +2 for each full 9 days since «country», max 2 times', "SL0310"),
        ('"x" +2 for each full 9 hours since «renewal», max 2 times', "SL0308"),
        ('"x" + employees, «limited to 5..5»', "SL0602"),
        ('"x" +2 for each full 10 of employees, «limited to 0..5»', "SL0610"),
        ('"x" +2 for each full 10 of employees, max 2 times, «max 3 times»', "SL0611"),
        ('"x" +2 for each demo ever, «max 2 times»', "SL0610"),
        ('"x" +2 when ok, «max 2 leads»', "SL0610"),
        ('"x" + employees, limited to 0..5, «max 2 points»', "SL0610"),
    ],
)
def test_what_can_be_wrong(text: str, code: str) -> None:
    text = text.replace("+«1001»", "«+1001»")
    expect(rule(text), code)


def test_leads_that_cannot_be_counted() -> None:
    expect(rule('"x" +5 for each other lead of the same company, max «0» leads', head=WIDE), "SL0605")
    expect(rule('"x" +5 for each other lead of the same company, «limited to 0..5»', head=WIDE), "SL0610")


# ---- weights ---------------------------------------------------------------------------------------------------------


def entries(text: str) -> tuple[m.Entry, ...]:
    score = ruleset(rule(text)).scores[0]
    assert isinstance(score, m.Score)
    return score.entries


def test_weights_are_folded_into_points() -> None:
    made = entries(
        """"a" +10 when ok, weight 35%
        "b" by employees { below 5: +10  from 5: -4 }, weight 50%
        "c" +10 for each demo ever, max 20 points, lose 3 points every 9 days, weight 10%
        group "g", limited to 0..50, weight 20% { "d" +10 when ok  group "h", weight 50% { "e" +10 when ok } }"""
    )
    a, b, c, g = made
    assert isinstance(a, m.WhenRule) and a.points == 3_500
    assert isinstance(b, m.TableRule) and [cut.points for cut in b.cuts] == [5_000, -2_000]
    assert isinstance(c, m.OccurrenceRule) and (c.points, c.max_points) == (1_000, 2_000)
    assert c.decay == m.Decay(m.LosePoints(86_400, 9, 300))
    assert isinstance(g, m.Group) and (g.low, g.high) == (0, 10_000)
    d, h = g.entries
    assert isinstance(d, m.WhenRule) and d.points == 2_000
    assert isinstance(h, m.Group) and isinstance(h.entries[0], m.WhenRule) and h.entries[0].points == 1_000


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('"x" «+0.001» when ok, weight 50%', "SL0601"),
        ('"x" «+1000» when ok, weight 200%', "SL0601"),
        ('"x" +1 when ok, weight «0%»', "SL0606"),
        ('"x" +1 when ok, weight «33.333%»', "SL0606"),
        ('"x" +1 when ok, weight «10001%»', "SL0606"),
        ('"x" +1 when ok, weight 5%, «weight 5%»', "SL0611"),
        ('group "g", limited to 0..«0.001», weight 50% { "x" +1 when ok }', "SL0601"),
        ('"x" «+ points of seconds» for each page_view ever, weight 50%', "SL0612"),
    ],
)
def test_wrong_weights(text: str, code: str) -> None:
    expect(rule(text), code)


def test_a_score_or_total_has_no_weight() -> None:
    expect(HEAD + 'score s, «weight 50%» { "x" +1 when ok }', "SL0610")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"a" +10 when ok, «weight 70%»\n"b" +30 when ok, weight 30%', True),  # 7 against 9
        ('"a" +10 when ok, weight 70%\n"b" +20 when ok, weight 30%', False),  # 7 against 6
        ('"a" -10 when ok, weight 70%\n"b" +20 when ok, weight 30%', False),
        ('"a" +10 when ok, weight 50%\n"b" +20 when ok, weight 50%', False),
        ('"a" +10 when ok\n"b" +20 when ok, weight 50%', False),
        ('group "g", «weight 60%» { "a" +10 when ok }  group "h", weight 40% { "b" +100 when ok }', True),
        ('group "g", weight 60% { "a" +10 when ok, «weight 60%»  "b" +90 when ok, weight 40% }', True),
    ],
)
def test_weights_that_disagree_with_points(text: str, found: bool) -> None:
    expect(
        rule(text.replace('"b" +30 when ok', '"b" +30 when not ok').replace('"b" +20 when ok', '"b" +20 when not ok')),
        *(["SL0717"] if found else []),
    )


@pytest.mark.parametrize(
    ("total", "found"),
    [
        ("«70%» of a + 30% of b", True),  # 7 against 9
        ("30% of b + «70%» of a", True),
        ("60% of b + 40% of a", False),  # 18 against 4
        ("50% of a + 50% of b", False),
        ("a + 50% of b", False),  # no weight is declared
        ("70% of a - 20% of b", False),  # 7 against 6
        ("«70%» of a - 30% of b", True),
    ],
)
def test_weights_of_scores_that_disagree_with_their_ranges(total: str, found: bool) -> None:
    scores = 'score a { "x" +10 when ok }\nscore b, limited to -50..50 { "y" +30 when not ok }\n'
    expect(f"{HEAD}{scores}score t, limited to -100..100 = {total}", *(["SL0717"] if found else []))
