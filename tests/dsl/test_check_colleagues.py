"""Accounts: the block, attributes through the lead, other leads, what is computed for accounts."""

from __future__ import annotations

import pytest
from scoreline.dsl import model as m
from support.checking import WIDE, condition_of, expect, ruleset, when

INTEGER = m.ValueType("integer")
TEXT = m.ValueType("text")
MONEY = m.ValueType("decimal", 2)
POINTS = m.ValueType("decimal", 3)
DATE = m.ValueType("date")
TITLE = m.LeadValue("title", TEXT)
CTO = m.Compare("=", TITLE, m.Constant("CTO", TEXT))
RECENT = m.Happened(m.EventFilter(("page_view", "demo"), None, 30 * 86_400))
OTHERS = m.Colleagues(True, None)
ALL = m.Colleagues(False, None)
FIT = 'score fit { "x" +1 when ok }\n'


def count(who: m.Colleagues) -> m.OfLeads:
    return m.OfLeads("count", None, who)


def whole(number: int) -> m.Constant:
    return m.Constant(number, INTEGER)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("any other lead of the same company", m.Compare(">=", count(OTHERS), whole(1))),
        ("no other lead of the same company", m.Compare("=", count(OTHERS), whole(0))),
        (
            'any lead of the same company with title is "CTO"',
            m.Compare(">=", count(m.Colleagues(False, CTO)), whole(1)),
        ),
        (
            "count of other leads of the same company with an event by the lead in last 30 days at least 3",
            m.Compare(">=", count(m.Colleagues(True, RECENT)), whole(3)),
        ),
        (
            "count of different country of leads of the same company at least 2",
            m.Compare(">=", m.OfLeads("different", m.LeadValue("country", TEXT), ALL), whole(2)),
        ),
        (
            "count of different page of page_view ever of leads of the same company with (title is known) at least 2",
            m.Compare(
                ">=",
                m.OfLeads(
                    "union",
                    m.EventValues("page", TEXT, m.EventFilter(("page_view",), None, None)),
                    m.Colleagues(False, m.Not(m.IsMissing(m.LeadValue("title", TEXT)))),
                ),
                whole(2),
            ),
        ),
        (
            "sum of budget of other leads of the same company at least 2.5",
            m.Compare(">=", m.OfLeads("sum", m.LeadValue("budget", MONEY), OTHERS), m.Constant(250, MONEY)),
        ),
        (
            "highest of renewal of leads of the same company after 1970-01-03",
            m.Compare(">", m.OfLeads("highest", m.LeadValue("renewal", DATE), ALL), m.Constant(2, DATE)),
        ),
        (
            "lowest of (count of demo ever) of other leads of the same company is 0",
            m.Compare(
                "=",
                m.OfLeads("lowest", m.CountOf(m.EventFilter(("demo",), None, None)), OTHERS),
                whole(0),
            ),
        ),
        (
            "highest of (employees + 1) of leads of the same company at least 5",
            m.Compare(
                ">=",
                m.OfLeads("highest", m.Linear(((1, m.LeadValue("employees", INTEGER)),), 1, INTEGER), ALL),
                whole(5),
            ),
        ),
        ("company.customer", m.IsTrue(m.AccountValue("customer", m.ValueType("boolean")))),
        (
            'company.domain is "big.example"',
            m.Compare("=", m.AccountValue("domain", TEXT), m.Constant("big.example", TEXT)),
        ),
        ("company.size is missing", m.IsMissing(m.AccountValue("size", INTEGER))),
        (
            "company.signed before 3 months ago",
            m.Compare("<", m.AccountValue("signed", DATE), m.MonthsAgo(3)),
        ),
        ("company.signed in last 30 days", m.AgeBetween(m.AccountValue("signed", DATE), 0, 30)),
        ("company.signed in next 30 days", m.AgeBetween(m.AccountValue("signed", DATE), -29, 1)),
    ],
)
def test_of_accounts_and_their_leads(text: str, node: m.Condition) -> None:
    assert condition_of(text, head=WIDE) == node


def test_a_score_of_other_leads() -> None:
    found = condition_of("highest of fit of other leads of the same company at least 0.5", FIT, WIDE)
    assert found == m.Compare(">=", m.OfLeads("highest", m.ScoreOf("fit"), OTHERS), m.Constant(500, POINTS))


def test_a_named_condition_is_about_the_colleague() -> None:
    found = condition_of("any other lead of the same company with chief", 'let chief = title is "CTO"\n', WIDE)
    assert found == m.Compare(">=", count(m.Colleagues(True, m.LetRef("chief"))), whole(1))


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("any other lead of the same «country»", "SL0205"),
        ("any other lead of the same «compny»", "SL0201"),
        ("any other lead of the same «nobody»", "SL0201"),
        ('company.«nothing» is "x"', "SL0201"),
        ('«country».industry is "x"', "SL0205"),
        ("company.industry «at least» 3", "SL0301"),
        ("«company.size»", "SL0319"),
        ("«company.size in next 30 days»", "SL0301"),
        ("company.«nothing» in last 30 days", "SL0201"),
        ("company.signed in last «3 hours»", "SL0308"),
        ('any other lead of the same company with «nobody» is "x"', "SL0201"),
        ("any lead of the same company with (ok and «any other lead of the same company»)", "SL0324"),
        ("count of other leads of the same company at least «2.5»", "SL0304"),
        ("sum of «country» of other leads of the same company at least 3", "SL0310"),
        ("sum of «renewal» of other leads of the same company at least 3", "SL0310"),
        ("highest of «title» of other leads of the same company is known", "SL0310"),
        ("count of different «certs» of other leads of the same company at least 3", "SL0310"),
        ("«sum of budget of leads of the same company is missing»", "SL0402"),
        ("any other lead of the same company with «fit» at least 0.5", "SL0217"),
        ("any other lead of the same company with «scored»", "SL0217"),
        ("any other lead of the same company with «crowded»", "SL0324"),
        ("page_view where («company.size» is 3) ever", "SL0315"),
        ("«any lead of the account»", "SL0324"),
        ("«heat» at least 0.5", "SL0217"),
    ],
)
def test_what_cannot_be_asked_of_other_leads(condition: str, code: str) -> None:
    more = FIT + "let scored = fit at least 0.5\nlet crowded = any other lead of the same company\n"
    more += 'score used { "a" +1 when scored "b" +1 when crowded }\n'
    if "heat" in condition:
        more += 'account score heat { "x" +1 when customer }\n'
    expect(when(condition, more, WIDE), code)


@pytest.mark.parametrize(
    ("condition", "help"),
    [
        ('«account».industry is "x"', "write `company`: leads belong to an account by it"),
        ('«industry» is "x"', "it is an attribute of the account: write `company.industry`"),
        (
            "any lead of the same company with «size» at least 3",
            "it is an attribute of the account: write `company.size`",
        ),
    ],
)
def test_attributes_of_the_account_have_its_name_before_them(condition: str, help: str) -> None:
    (found,) = expect(when(condition, "", WIDE), "SL0201")
    assert found.help == help


@pytest.mark.parametrize(
    ("condition", "help"),
    [
        ("«employees» at least 3", "say of which leads: `highest of employees of leads of the account`"),
        ('«country» is "DE"', "say of which leads, as in `any lead of the account with country is known`"),
        ("«ok»", "say of which leads, as in `any lead of the account with ok`"),
    ],
)
def test_attributes_of_leads_in_a_score_of_the_account(condition: str, help: str) -> None:
    text = f'account score heat {{ "x" +1 when {condition} }}\nscore fit {{ "x" +1 when ok }}\n'
    (found,) = expect(WIDE + text, "SL0324")
    assert found.help == help


def test_a_file_without_accounts() -> None:
    head = 'ruleset r version "1"\nlead { id: text key  ok: yes or no }\n'
    (found,) = expect(head + 'score s { "x" +1 when any other lead of the same «company» }', "SL0325")
    assert found.help == "declare one in the lead block: `company: account`"
    head = 'ruleset r version "1"\nlead { id: text key  company: «account» }\n'
    expect(head + 'score s { "x" +1 when id is "1" }', "SL0325")
    head = 'ruleset r version "1"\nlead { id: text key }\n«account» { domain: text key }\n'
    expect(head + 'score s { "x" +1 when id is "1" }', "SL0325")


@pytest.mark.parametrize(
    ("account", "code"),
    [
        ("«account» { domain: text }", "SL0212"),
        ("account { domain: «integer» key }", "SL0215"),
        ('account { domain: «one of ("a", "b")» key }', "SL0215"),
        ("account { domain: text key  «other»: text key }", "SL0214"),
        ("account { domain: text key  parent: «account» }", "SL0215"),
        ("account { domain: text key  «signed: date since» }", "SL0215"),
        ("account { domain: text key  «domain»: text }", "SL0206"),
    ],
)
def test_accounts_that_cannot_be(account: str, code: str) -> None:
    head = 'ruleset r version "1"\nlead { id: text key  company: account }\n'
    expect(f'{head}{account}\nscore s {{ "x" +1 when id is "1" }}', code)


def test_a_lead_has_one_account() -> None:
    head = 'ruleset r version "1"\nlead { id: text key  a: account  «b»: account }\naccount { domain: text key }\n'
    expect(head + 'score s { "x" +1 when id is "1" }', "SL0214")


# ---- what is computed for accounts ---------------------------------------------------------------------------------


def account_condition(text: str, more: str = "") -> m.Condition:
    made = ruleset(f'{WIDE}{more}account score heat {{ "x" +1 when {text} }}\nscore s {{ "y" +1 when ok }}')
    assert made.accounts is not None
    (score,) = made.accounts.scores
    assert isinstance(score, m.Score)
    entry = score.entries[0]
    assert isinstance(entry, m.WhenRule)
    return entry.condition


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("customer", m.IsTrue(m.AccountValue("customer", m.ValueType("boolean")))),
        ("size at least 5", m.Compare(">=", m.AccountValue("size", INTEGER), whole(5))),
        ('any lead of the account with title is "CTO"', m.Compare(">=", count(m.Colleagues(False, CTO)), whole(1))),
        (
            "sum of s of leads of the account at least 5",
            m.Compare(">=", m.OfLeads("sum", m.ScoreOf("s"), ALL), m.Constant(5000, POINTS)),
        ),
    ],
)
def test_rules_of_accounts(text: str, node: m.Condition) -> None:
    assert account_condition(text) == node


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ('«title» is "CTO"', "SL0324"),
        ("«ok»", "SL0324"),
        ("«demo ever»", "SL0324"),
        ("«count of demo ever» at least 3", "SL0324"),
        ("«chief»", "SL0324"),
        ("«s» at least 1", "SL0217"),
        ("«company.size» at least 1", "SL0324"),
        ("«any lead of the same company»", "SL0324"),
        ('«nobody» is "x"', "SL0201"),
        ("«previous stage» is mql", "SL0324"),
    ],
)
def test_what_accounts_do_not_have(condition: str, code: str) -> None:
    more = 'let chief = title is "CTO"\nscore s { "y" +1 when chief }\n'
    expect(f'{WIDE}{more}account score heat {{ "x" +1 when {condition} }}', code)


OUTPUTS = """score s { "y" +1 when ok }
grade g of s { good from 1  bad below }
flag f when s at least 1
stages st, first met wins { hot when g is good  cold otherwise }
"""
IN_A_LEAD = 'score t { "x" +1 when «» }'
IN_AN_ACCOUNT = 'account score heat { "x" +1 when «» }'


@pytest.mark.parametrize(
    ("frame", "condition", "help"),
    [
        (IN_AN_ACCOUNT, "any lead of the account with «s» at least 1", "`highest of s of leads of the account`"),
        (IN_AN_ACCOUNT, "any lead of the account with «s» at least 1", "`sum of is_hot of leads of the account`"),
        (IN_A_LEAD, "any lead of the same company with «s» at least 1", "`highest of s of leads of the same company`"),
        (IN_A_LEAD, "any lead of the same company with «g» is good", "`sum of is_hot of leads of the same company`"),
        (IN_AN_ACCOUNT, "any lead of the account with «g» is good", '"Hot" +1 when g is … }`'),
        (IN_AN_ACCOUNT, "any lead of the account with «f»", "`sum of is_hot of leads of the account`"),
        (IN_AN_ACCOUNT, "any lead of the account with «st» is hot", "with what the stage's line asks for"),
        (IN_AN_ACCOUNT, "«g» is good", "`sum of is_hot of leads of the account`"),
        (IN_AN_ACCOUNT, "«st» is hot", "`sum of is_hot of leads of the account`"),
    ],
)
def test_help_where_outputs_of_leads_cannot_be_asked_for(frame: str, condition: str, help: str) -> None:
    (found,) = expect(WIDE + OUTPUTS + frame.replace("«»", condition), "SL0217")
    assert help in found.help


def test_that_help_works_when_followed() -> None:
    is_hot = 'score is_hot, limited to 0..1 { "Hot" +1 when g is good }\n'
    account = IN_AN_ACCOUNT.replace("«»", "sum of is_hot of leads of the account at least 2")
    ruleset(WIDE + OUTPUTS + is_hot + account)
    ruleset(WIDE + OUTPUTS + is_hot + IN_A_LEAD.replace("«»", "sum of is_hot of leads of the same company at least 2"))
    ruleset(WIDE + OUTPUTS + IN_AN_ACCOUNT.replace("«»", "highest of s of leads of the account at least 1"))


@pytest.mark.parametrize(
    ("condition", "what"),
    [("company.«heat» at least 1", "score"), ("company.«warmth» is hot", "grade"), ("company.«next» is call", "stage")],
)
def test_leads_do_not_read_what_is_computed_for_accounts(condition: str, what: str) -> None:
    of_accounts = """account score heat { "x" +1 when customer }
account grade warmth of heat { hot from 1  cold below }
account stages next, first met wins { call when heat at least 1  wait otherwise }
"""
    (found,) = expect(when(condition, of_accounts, head=WIDE), "SL0217")
    assert f"is the {what} of an account, and rules of leads cannot read" in found.message


def test_the_score_of_a_lead_is_no_attribute_of_its_account() -> None:
    (found,) = expect(when("company.«fit» at least 1", FIT, head=WIDE), "SL0217")
    assert found.help == "write `fit` alone, or `highest of fit of leads of the same company`"


def test_colleagues_are_named_by_their_account() -> None:
    (found,) = expect(when("count of «colleagues» at least 2", head=WIDE), "SL0201")
    assert found.help == "write `other leads of the same company`"
    (found,) = expect(WIDE + IN_AN_ACCOUNT.replace("«»", "count of «colleagues» at least 2"), "SL0201")
    assert found.help == "write `leads of the account`"
