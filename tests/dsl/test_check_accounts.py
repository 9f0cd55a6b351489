"""What is computed for accounts, and scores that are taken of other leads."""

from __future__ import annotations

import pytest
from scoreline.dsl import model as m
from support.checking import HEAD, WIDE, expect, problems, ruleset

FIT = WIDE + 'score fit { "x" +60 when ok  "y" +40 when employees at least 5 }\n'
INTEGER = m.ValueType("integer")
EVERYBODY = m.Colleagues(False, None)


def test_scores_of_accounts() -> None:
    text = """account score heat, limited to 0..50 {
      "leads" +5 for each lead of the account with ok, max 4 leads
      "trade" +10 when industry is "Software" and count of leads of the account at least 3
      "size"  by size { below 10: 0  from 10: +5 }
      "best"  + (highest of fit of leads of the account), limited to 0..30
    }
    account score both = 50% of heat
    account grade warm of both { H from 10  C below }
    account stages next, first met wins { call when heat at least 40 and warm is H  wait otherwise }"""
    made = ruleset(FIT + text)
    assert [score.name for score in made.scores] == ["fit"]
    rules = made.accounts
    assert rules is not None
    assert [score.name for score in rules.scores] == ["heat", "both"]
    heat = rules.scores[0]
    assert isinstance(heat, m.Score)
    leads, trade, size, best = heat.entries
    with_ok = m.Colleagues(False, m.IsTrue(m.LeadValue("ok", m.ValueType("boolean"))))
    assert isinstance(leads, m.AmountRule)
    assert leads.value == m.Least((m.OfLeads("count", None, with_ok), m.Constant(4, INTEGER)))
    industry = m.AccountValue("industry", m.ValueType("text"))
    assert isinstance(trade, m.WhenRule)
    assert trade.condition == m.And(
        (
            m.Compare("=", industry, m.Constant("Software", m.ValueType("text"))),
            m.Compare(">=", m.OfLeads("count", None, EVERYBODY), m.Constant(3, INTEGER)),
        )
    )
    assert isinstance(size, m.TableRule) and size.value == m.AccountValue("size", INTEGER)
    assert isinstance(best, m.AmountRule) and best.value == m.OfLeads("highest", m.ScoreOf("fit"), EVERYBODY)
    assert [(grade.name, grade.score) for grade in rules.grades] == [("warm", "both")]
    assert rules.stages is not None and rules.stages.out is None
    assert [line.stage for line in rules.stages.lines] == ["call", "wait"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('account score a { "x" +1 for each «page_view ever» }', "SL0324"),
        ('account score a { "x" +1 when «demo ever» }', "SL0324"),
        ('account score a { "x" +1 when «fit» at least 5 }', "SL0217"),
        ('account score a { "x" +1 when size at least 5 }\nscore b { "x" +1 when «a» at least 5 }', "SL0217"),
        ('account score a { "x" +1 when size at least 5 }\nscore b = fit + «a»', "SL0205"),
        ("account score b = «fit»", "SL0205"),
        ("account grade g of «fit» { A from 5  B below }", "SL0205"),
        ('account score a { "x" +1 when size at least 5 }\ngrade g of «a» { A from 5  B below }', "SL0205"),
        ('account score a { "x" +1 when size at least 5 }\ndo not score «a» when ok because "x"', "SL0205"),
        ('account score a { "x" +1 when size at least 5 }\nworklist by «a»', "SL0205"),
        ("account stages s, first met wins { a when «not scored»  b otherwise }", "SL0714"),
        ("account stages «s», first met wins { a when size at least 5 }", "SL0711"),
        ("account stages s, first met wins, «previous stage from crm_stage» { b otherwise }", "SL0727"),
        (
            "account stages s, first met wins { b otherwise }\n«acco»unt stages t, first met wins { b otherwise }",
            "SL0213",
        ),
        ('account score a { "x" +1 when «a» at least 5 }', "SL0703"),
        ('account score «size» { "x" +1 when industry is known }', "SL0206"),
        ('account score «Size» { "x" +1 when industry is known }', "SL0206"),
        (
            'account score a { "x" +9 when size at least 5 }\naccount grade «industry» of a { A from 5  B below }',
            "SL0206",
        ),
        ('account score «employees» { "x" +1 when size at least 5 }', "SL0206"),
        ('account score «source» { "x" +1 when size at least 5 }', "SL0207"),
    ],
)
def test_wrong_rules_of_accounts(text: str, code: str) -> None:
    found = problems(FIT + text)
    assert [each.code for each in found] == [code], found
    if code not in ("SL0324",):
        expect(FIT + text, code)


def test_accounts_without_an_account_block() -> None:
    head = HEAD.replace("title: text", "title: text  company: account")
    assert "SL0733" in [each.code for each in problems(head + "account stages s, first met wins { b otherwise }")]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('score a { "x" +1 for each other lead of the same company }', "`a` → other leads"),
        ('score b { "x" +1 for each other lead of the same company }\nscore a = 50% of b', "`a` → `b` → other leads"),
        (
            'let two = count of other leads of the same company at least 2\nscore a { "x" +1 when two }',
            "`a` → other leads",
        ),
        (
            'score a { "x" +1 when ok }\n'
            'do not score when count of other leads of the same company at least 9 because "crowd"',
            "`a` → `do not score when` → other leads",
        ),
        (
            'score a { "x" +1 when ok }\n'
            'do not score a when count of other leads of the same company at least 9 because "crowd"',
            "`a` → `do not score when` → other leads",
        ),
    ],
)
def test_scores_of_other_leads_that_need_other_leads(text: str, path: str) -> None:
    reader = '\nscore r { "x" + (sum of «a» of other leads of the same company), limited to 0..9 }'
    (found,) = expect(WIDE + text + reader, "SL0734")
    assert found.message.endswith(path)


def test_scores_of_other_leads() -> None:
    text = """score a { "x" +1 when ok }
    score other { "x" +1 when ok }
    do not score other when count of other leads of the same company at least 9 because "crowd"
    score r { "x" + (sum of a of other leads of the same company), limited to 0..9 }
    flag f when highest of a of other leads of the same company at least 1"""
    assert problems(WIDE + text) == ()
