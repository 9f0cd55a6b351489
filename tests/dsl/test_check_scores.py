"""Scores that read scores, factors, starts, rounding, shares, frameworks, exclusions of single scores."""

from __future__ import annotations

import pytest
from scoreline.dsl import model as m
from scoreline.dsl.check import attributes_read
from support.checking import HEAD, WIDE, expect, problems, ruleset

OK = m.IsTrue(m.LeadValue("ok", m.ValueType("boolean")))
FIT = HEAD + 'score fit { "x" +60 when ok  "y" +40 when employees at least 5 }\n'


def score(text: str, name: str = "s", head: str = HEAD) -> m.Score:
    found = next(score for score in ruleset(head + text).scores if score.name == name)
    assert isinstance(found, m.Score)
    return found


def names(text: str) -> list[str]:
    return [score.name for score in ruleset(text).scores]


# ---- clauses of scores -----------------------------------------------------------------------------------------------


def test_starts_at() -> None:
    made = score('score s, starts at 5.5 { "x" +1 when ok }')
    first = made.entries[0]
    assert isinstance(first, m.WhenRule)
    assert (first.label, first.points, first.condition) == ("starts at", 5_500, m.And(()))
    expect(HEAD + 'score s, starts at 5 { «"starts at"» +1 when ok }', "SL0510")
    expect(HEAD + 'score s, starts at «1001» { "x" +1 when ok }', "SL0601")
    assert problems(HEAD + 'score s { "starts at" +1 when ok }') == ()


@pytest.mark.parametrize(
    ("written", "rounding"),
    [("", "half up"), (", half to even", "half even"), (", toward zero", "toward zero")],
)
def test_rounding(written: str, rounding: str) -> None:
    made = score(f'score s, rounded to 0 decimals{written} {{ "x" +1 when ok }}')
    assert (made.decimals, made.rounding) == (0, rounding)
    total = ruleset(FIT + f"score t, rounded to 1 decimal{written} = fit").scores[1]
    assert isinstance(total, m.Total) and total.rounding == rounding


def test_factors() -> None:
    rows = '{ "free": 0.8  ("paid", "gold"): 1.25  missing: 0.5 }'
    made = score(f'factor f by plan {rows}\nscore s, times f {{ "x" +1 when ok }}').factor
    assert made is not None
    assert made.matches == (m.Match(("free",), 8_000), m.Match(("gold", "paid"), 12_500))
    assert (made.name, made.cuts, made.missing, made.otherwise) == ("f", (), 5_000, 10_000)
    rows = "{ below 10: 0  from 10: 1  from 100: 100  missing: 1 }"
    made = score(f'factor f by employees {rows}\nscore s, times f {{ "x" +1 when ok }}').factor
    assert made is not None
    assert made.cuts == (m.Cut(None, 10, 0), m.Cut(10, 100, 10_000), m.Cut(100, None, 10**6))
    total = ruleset(FIT + "factor f by count of demo ever { below 3: 1  from 3: 1.5 }\nscore t, times f = fit").scores[
        1
    ]
    assert isinstance(total, m.Total) and total.factor is not None and total.factor.name == "f"


@pytest.mark.parametrize(
    ("factor", "code"),
    [
        ('factor «f» by plan { "free": 0.8  otherwise: 1 }', "SL0719"),
        ('factor «f» by plan { "free": 0.8  missing: 1 }', "SL0719"),
        ("factor «f» by employees { from 10: 0.8  missing: 1 }", "SL0719"),
        ("factor f by employees { from 10: «100.5»  missing: 1  otherwise: 1 }", "SL0718"),
        ("factor f by employees { from 10: «0.12345»  missing: 1  otherwise: 1 }", "SL0718"),
        ('factor f by employees { «"a"»: 1  missing: 1  otherwise: 1 }', "SL0302"),
        ("factor f by «nothing» { from 10: 1  missing: 1  otherwise: 1 }", "SL0201"),
        ("factor «f» by employees { }", "SL0509"),
        ("factor f by count of demo ever { below 3: 1  from 3: 2  «missing: 1» }", "SL0402"),
        ("factor f by employees { below 3: 1  from 3: 2  missing: 1  «otherwise: 1» }", "SL0504"),
    ],
)
def test_wrong_factors(factor: str, code: str) -> None:
    expect(f'{HEAD}{factor}\nscore s, times f {{ "x" +1 when ok }}', code)


def test_factors_that_nothing_uses() -> None:
    expect(FIT + "factor «f» by ok { yes: 1  no: 0  missing: 0 }", "SL0208")


def test_a_factor_of_which_a_row_is_lost() -> None:
    """What the row would have said is no second problem."""
    text = 'factor f by ok {\n yes: 1\n no: 0\n missing 0\n}\nscore s, times f { "x" +1 when ok }'
    assert all(each.code.startswith("SL01") for each in problems(HEAD + text))


def test_unknown_factors() -> None:
    text = 'score s, times «trus» { "x" +1 when ok }'
    expect(HEAD + "factor «trust» by ok { yes: 1  no: 0  missing: 0 }\n" + text, "SL0208", "SL0721")


# ---- scores in scores ------------------------------------------------------------------------------------------------


def test_scores_in_rules_come_first() -> None:
    grade = "grade g of fit { A from 50  B below }\n"
    assert names(FIT + grade + 'score a { "x" +1 when b at least 1 }\nscore b { "x" +1 when g is A }') == [
        "fit",
        "b",
        "a",
    ]
    assert names(FIT + 'let good = fit at least 50\nscore a { "x" +1 when good }') == ["fit", "a"]
    text = 'score a { "x" +1 when good }\nlet good = fit at least 50\nscore fit { "x" +60 when ok }'
    assert names(HEAD + text) == ["fit", "a"]
    text = 'score t = 50% of a\nscore a, times f { "x" +1 when ok }\nfactor f by fit { below 50: 1  from 50: 2 }\n'
    assert names(HEAD + text + 'score fit { "x" +60 when ok }') == ["fit", "a", "t"]
    text = 'score a { "x" by fit { below 50: 0  from 50: +2 }  "y" + fit, limited to 0..10 }\n'
    text += 'score fit { "x" +60 when ok }'
    made = ruleset(HEAD + text).scores
    assert [each.name for each in made] == ["fit", "a"]
    assert isinstance(made[1], m.Score)
    table, amount = made[1].entries
    assert isinstance(table, m.TableRule) and table.cuts[0] == m.Cut(None, 50_000, 0)
    assert isinstance(amount, m.AmountRule) and (amount.value, amount.multiplier) == (m.ScoreOf("fit"), 10**6)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('score s { "x" +1 when s at least 1 }', "`s` → `s`"),
        ('score a { "x" +1 when b at least 1 }\nscore b { "x" +1 when a at least 1 }', "`a` → `b` → `a`"),
        ('let l = b at least 1\nscore a { "x" +1 when l }\nscore b = 50% of a', "`a` → `l` → `b` → `a`"),
        ('score a { "x" +1 when g is A }\ngrade g of a { A from 1  B below }', "`a` → `g` → `a`"),
        (
            'framework f { c +10 { met when a at least 5 } }\nscore a { "x" +1 when c is met }',
            "`a` → `c` → `a`",
        ),
        ('factor f by a { below 1: 1  from 1: 2 }\nscore a, times f { "x" +1 when ok }', "`a` → `a`"),
        ('score t = a\nscore a { "x" +1 when known at least 1 }\ncompleteness known of t', "`t` → `a` → `known` → `t`"),
    ],
)
def test_circles(text: str, path: str) -> None:
    (found,) = problems(HEAD + text)
    assert (found.code, found.message.split(": ")[1]) == ("SL0703", path)


def test_what_may_not_read_scores() -> None:
    expect(FIT + 'do not score when «fit» at least 5 because "x"', "SL0217")
    expect(FIT + 'let good = fit at least 5\ndo not score when «good» because "x"', "SL0217")


def test_a_wrong_score_silences_those_that_read_it() -> None:
    text = (
        'score a { "x" «+5000» when ok }\nscore b { "x" +1 when a at least 500 }\ngrade g of b { A from 500  B below }'
    )
    expect(HEAD + text, "SL0601")


# ---- exclusions of single scores ------------------------------------------------------------------------------------


def test_exclusions_of_scores() -> None:
    text = 'score risk { "x" +1 when ok }\nscore t = fit + risk\ndo not score fit, risk when ok because "new"\n'
    made = ruleset(FIT + text).exclusions
    assert made == (m.Exclusion(OK, "new", made[0].span, ("fit", "risk")),)
    stages = "stages st, first met wins { a when t is missing  b otherwise }"
    assert problems(FIT + text + stages) == ()
    text = 'score u = t\nscore t = fit\ndo not score fit when ok because "new"\nscore v = risk\n'
    text += 'score risk { "x" +1 when ok }\n'
    assert problems(FIT + text + stages.replace("t is missing", "u is missing")) == ()
    expect(FIT + text + stages.replace("t is missing", "«v is missing»"), "SL0402")
    expect(FIT + "stages st, first met wins { a when «fit is missing»  b otherwise }", "SL0402")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('do not score «fits» when ok because "x"', "SL0204"),
        ('do not score «employees» when ok because "x"', "SL0205"),
        ('do not score fit, «fit» when ok because "x"', "SL0704"),
        ("«do not score fit when ok»", "SL0716"),
    ],
)
def test_wrong_exclusions_of_scores(line: str, code: str) -> None:
    expect(FIT + line, code)


def test_such_an_exclusion_needs_no_stage_and_takes_a_column() -> None:
    text = 'do not score fit when ok because "new"\nstages st, first met wins { a otherwise }\n'
    assert problems(FIT + text) == ()
    expect(FIT + text + 'score «fit_reason» { "x" +1 when ok }', "SL0207")
    assert problems(FIT + 'score fit_reason { "x" +1 when ok }') == ()


# ---- completeness ----------------------------------------------------------------------------------------------------


def known(*names: str) -> tuple[tuple[int, m.Condition], ...]:
    types = {"ok": m.ValueType("boolean"), "employees": m.ValueType("integer"), "country": m.ValueType("text")}
    return tuple((1, m.Not(m.IsMissing(m.LeadValue(name, types[name])))) for name in names)


def share(text: str, name: str) -> m.Share:
    found = next(score for score in ruleset(text).scores if score.name == name)
    assert isinstance(found, m.Share)
    return found


def test_completeness() -> None:
    made = share(FIT + "completeness c of fit", "c")
    assert (made.of, made.kind, made.parts) == ("fit", "completeness", known("ok", "employees"))
    text = 'let here = country is "DE"\nscore b { "x" +1 when here, unless ok }\nscore t = fit + b\ncompleteness c of t'
    assert share(FIT + text, "c").parts == known("ok", "employees", "country")
    text = 'score a { "x" +1 when fit at least 5 and id is "1" }\ncompleteness c of a'
    assert share(FIT + text, "c").parts == known("ok", "employees")


def test_the_completeness_of_what_accounts_have() -> None:
    text = """score s {
      "a" +1 when company.industry is "Software" and company.domain is "a.example"
      "b" +1 for each other lead of the same company with ok
    }
    completeness c of s"""
    industry = m.AccountValue("industry", m.ValueType("text"))
    assert share(WIDE + text, "c").parts == ((1, m.Not(m.IsMissing(industry))),)


def test_wrong_completeness() -> None:
    expect(FIT + "completeness c of «fits»", "SL0204")
    expect(HEAD + 'score s { "x" +1 when demo ever }\ncompleteness c of «s»', "SL0724")
    expect(FIT + "completeness «fit» of fit", "SL0206")


# ---- frameworks ------------------------------------------------------------------------------------------------------

BANT = """framework bant, limited to 0..90 {
  money +30 asks "Is there money?" {
    implied when employees at least 500
    not met when budget below 10000
    met when budget at least 10000
  }
  person +25 asks "Who decides?" { met when ok }
}
"""


def test_frameworks() -> None:
    made = ruleset(HEAD + BANT)
    (found,) = made.scores
    assert isinstance(found, m.Score)
    assert (found.framework, found.high) == (True, 90_000)
    assert [(rule.label, rule.points, rule.condition) for rule in found.entries if isinstance(rule, m.WhenRule)] == [
        ("money", 30_000, m.LetRef("money")),
        ("person", 25_000, m.LetRef("person")),
    ]
    budget = m.LeadValue("budget", m.ValueType("decimal", 2))
    limit = m.Constant(10**6, budget.type)
    big = m.Compare(">=", m.LeadValue("employees", m.ValueType("integer")), m.Constant(500, m.ValueType("integer")))
    assert dict(made.lets) == {
        "money": m.Decide(
            ((m.Compare(">=", budget, limit), True), (m.Compare("<", budget, limit), False), (big, True))
        ),
        "person": m.Decide(((OK, True),)),
    }


def test_shares_and_questions() -> None:
    made = ruleset(HEAD + BANT + "share part of bant\nquestions open of bant, top 2\nquestions all of bant")
    found = made.scores[1]
    assert isinstance(found, m.Share)
    assert (found.of, found.kind) == ("bant", "framework")
    assert found.parts == ((30_000, m.LetRef("money")), (25_000, m.LetRef("person")))
    first, second = made.questions
    assert first.items == (("Is there money?", "money"), ("Who decides?", "person"))
    assert (first.of, first.top, second.top) == ("bant", 2, None)


def test_questions_worth_most_come_first() -> None:
    text = BANT.replace("+25", "+40")
    made = ruleset(HEAD + text + "questions open of bant").questions
    assert [let for _, let in made[0].items] == ["person", "money"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("framework «b» { }", "SL0702"),
        ("framework b { «c» +10 { } }", "SL0722"),
        ("framework b { c «+1001» { met when ok } }", "SL0601"),
        ('framework b { c +10 asks «" "» { met when ok } }', "SL0512"),
        ("framework b { c +10 { met when «nothing» } }", "SL0201"),
        ("framework b, «starts at 5» { c +10 { met when ok } }", "SL0610"),
        ("framework b { c +10 { met when ok }  «c» +10 { met when ok } }", "SL0206"),
        ("framework b { «employees» +10 { met when ok } }", "SL0206"),
        ("framework b { c +10 { met when ok } }\nshare x of «a»", "SL0204"),
        ('score s { "x" +1 when ok }\nshare x of «s»', "SL0205"),
        ("framework b { c -10 { met when ok } }\nshare x of «b»", "SL0723"),
        ("framework b { c 0 { met when ok } }\nshare x of «b»", "SL0723"),
        ("framework b { c +10 { met when ok } }\nquestions x of «b»", "SL0725"),
        ('framework b { c +10 asks "?" { met when ok } }\nquestions x of b, top «0»', "SL0605"),
    ],
)
def test_wrong_frameworks(text: str, code: str) -> None:
    expect(HEAD + text, code)


def test_criteria_in_conditions() -> None:
    text = BANT + 'score s { "a" +1 when money is met  "b" +2 when person is unknown }'
    made = score(text)
    a, b = made.entries
    assert isinstance(a, m.WhenRule) and m.LetRef("money") in attributes_read.parts(a.condition)
    assert isinstance(b, m.WhenRule) and b.condition == m.IsUnknown(m.LetRef("person"))
