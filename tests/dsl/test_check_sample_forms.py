"""Samples with accounts, colleagues and sets, and what is expected of each output."""

from __future__ import annotations

import pytest
from scoreline.dsl import model as m
from support.checking import WIDE, expect, ruleset

OUTPUTS = """score fit { "x" +50 when ok }
score eng { "y" +50 when not ok }
do not score eng when country is "FR" because "no mail there"
grade rating of fit { A from 40  B below }
matrix quadrant of fit and eng { fit: A from 40 B below  eng: 1 from 40 2 below }
flag hot when fit at least 40
stages life, first met wins { sql when fit at least 40  nurture otherwise }
follow up, first met wins { "Inside sales" due in 4 hours when hot  "Nobody" otherwise }
route region, first met wins { "DACH" when country is "DE"  "Rest" otherwise }
framework bant { budget_ok +30 asks "Is there money?" { met when budget at least 10000 } }
questions open of bant
account score heat { "z" +1 when customer }
account grade warmth of heat { hot from 1  cold below }
"""


def sample(lines: str) -> m.Sample:
    (made,) = ruleset(f'{WIDE}{OUTPUTS}sample "s" as of 2026-01-15T09:00:00Z {{\n{lines}\n}}\n').samples
    return made


def bad(lines: str, *codes: str) -> None:
    expect(f'{WIDE}{OUTPUTS}sample "s" as of 2026-01-15T09:00:00Z {{\n{lines}\n}}\n', *codes)


def test_a_set_stands_in_the_order_of_its_bytes() -> None:
    made = sample('lead id "1", certs ("CFP", "CFA", "ä", "z")\nexpect fit 0')
    assert dict(made.lead)["certs"] == "\x1fCFA\x1fCFP\x1fz\x1fä\x1f"
    assert dict(sample('lead id "1", certs "CFP"\nexpect fit 0').lead)["certs"] == "\x1fCFP\x1f"
    assert "certs" not in dict(sample('lead id "1", certs missing\nexpect fit 0').lead)


def test_an_account_whose_key_is_made_up() -> None:
    made = sample('account industry "Software", customer yes\nlead id "1"\nexpect heat 1')
    assert made.account == (("industry", "Software"), ("customer", True), ("domain", "account"))
    assert made.lead == (("id", "1"), ("company", "account"))


def test_an_account_by_the_key_that_is_written() -> None:
    made = sample('account domain "big.example"\nlead id "1"\nexpect heat 0')
    assert dict(made.lead)["company"] == "big.example"
    made = sample('account size 3\nlead id "1", company "big.example"\nexpect heat 0')
    assert made.account == (("size", 3), ("domain", "big.example"))
    made = sample('lead id "1", company "big.example"\nexpect fit 0')
    assert (made.account, made.colleagues) == (None, ())


def test_colleagues_with_their_events() -> None:
    made = sample(
        """lead id "1"
  page_view 3 days ago
  colleague title "CTO"
  demo 30 seconds ago
  colleague id "sample 2", ok yes
  expect fit 0"""
    )
    as_of = 1_768_467_600  # 2026-01-15T09:00:00Z
    assert made.account is None
    assert made.lead == (("id", "1"), ("company", "account"))
    assert [event.kind for event in made.events] == ["page_view"]
    first, second = made.colleagues
    # "sample 2" is taken
    assert first.lead == (("id", "sample 3"), ("title", "CTO"), ("company", "account"))
    assert first.events == (m.SampleEvent("demo", as_of - 30, ()),)
    assert second.lead == (("id", "sample 2"), ("ok", True), ("company", "account"))


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ('lead id "1", certs («3», "x")\nexpect fit 0', "SL0302"),
        ('lead id "1", certs ("x", «"x"»)\nexpect fit 0', "SL0503"),
        ('lead id "1", certs («""», "x")\nexpect fit 0', "SL0401"),
        ('lead id "1", certs («CFP», "x")\nexpect fit 0', "SL0320"),
        ('lead id "1", «country ("DE", "AT")»\nexpect fit 0', "SL0302"),
        ('lead id "1", level «"middle"»\nexpect fit 0', "SL0303"),
        ('account «nothing» 3\nlead id "1"\nexpect fit 0', "SL0201"),
        ('account size 3\n«account size 4»\nlead id "1"\nexpect fit 0', "SL0801"),
        ('account domain "a"\nlead id "1", «company "b"»\nexpect fit 0', "SL0803"),
        ('lead id "1", company "a"\ncolleague id "2", «company "b"»\nexpect fit 0', "SL0803"),
        ('lead id "1", «company missing»\ncolleague id "2"\nexpect fit 0', "SL0803"),
        ('lead id "1"\ncolleague «id "1"»\nexpect fit 0', "SL0804"),
        ('lead id "1"\ncolleague «id missing»\nexpect fit 0', "SL0805"),
        ('lead id "1"\ncolleague «nothing» 3\nexpect fit 0', "SL0201"),
        ('lead id "1"\ncolleague id "2"\n«nothing» 3 days ago\nexpect fit 0', "SL0202"),
    ],
)
def test_leads_that_cannot_be(lines: str, code: str) -> None:
    bad(lines, code)


def test_a_file_without_accounts_has_no_colleagues() -> None:
    head = 'ruleset r version "1"\nlead { id: text key }\nscore fit { "x" +1 when id is "1" }\n'
    expect(head + 'sample "s" as of 2026-01-15 { lead id "1" «colleague id "2"» expect fit 1 }', "SL0325")


@pytest.mark.parametrize(
    ("text", "output", "name", "value", "account"),
    [
        ("fit 50", "score", "fit", 50_000, False),
        ("eng missing", "score", "eng", None, False),
        ("rating A", "grade", "rating", "A", False),
        ("quadrant A1", "grade", "quadrant", "A1", False),
        ("quadrant missing", "grade", "quadrant", None, False),
        ("hot yes", "flag", "hot", True, False),
        ("hot no", "flag", "hot", False, False),
        ("hot missing", "flag", "hot", None, False),
        ("life sql", "stage", "life", "sql", False),
        ('follow up "Inside sales"', "follow up", "follow up", "Inside sales", False),
        ("follow up missing", "follow up", "follow up", None, False),
        ("due 2026-01-15T13:00:00Z", "due", "due", 1_768_482_000, False),
        ("due missing", "due", "due", None, False),
        ('region "DACH"', "route", "region", "DACH", False),
        ('open "Is there money?"', "questions", "open", "Is there money?", False),
        ("open missing", "questions", "open", None, False),
        ("heat 1", "score", "heat", 1_000, True),
        ("warmth cold", "grade", "warmth", "cold", True),
        ('reason "no"', "reason", "reason", "no", False),
    ],
)
def test_expectations(text: str, output: str, name: str, value: int | str | bool | None, account: bool) -> None:
    (found,) = sample(f'lead id "1"\nexpect {text}').expects
    assert (found.output, found.name, found.value, found.account) == (output, name, value, account)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("fit «50.555»", "SL0803"),
        ('fit «"x"»', "SL0803"),
        ("rating «C»", "SL0803"),
        ("quadrant «A3»", "SL0803"),
        ("hot «3»", "SL0803"),
        ('hot «"yes"»', "SL0803"),
        ('follow up «"Outside sales"»', "SL0803"),
        ("due «3»", "SL0803"),
        ("due «1969-01-01»", "SL0307"),
        ('region «"DAHC"»', "SL0803"),
        ("«open 3»", "SL0803"),
        ("warmth «warm»", "SL0803"),
        ("life «out»", "SL0803"),
        ("«nothing» 3", "SL0802"),
        ("fit 50, «fit» 40", "SL0804"),
    ],
)
def test_expectations_that_cannot_be(text: str, code: str) -> None:
    bad(f'lead id "1"\nexpect {text}', code)


def test_without_follow_up_nothing_is_due() -> None:
    text = (
        WIDE + 'score fit { "x" +1 when ok }\nsample "s" as of 2026-01-15 { lead id "1" expect fit 0, «due» missing }'
    )
    expect(text, "SL0802")
