"""Arithmetic: one scale, folded constants, `else`, and what cannot be computed with."""

from __future__ import annotations

import pytest
from scoreline.dsl import model as m
from support.checking import WIDE, condition_of, expect, rule, ruleset, when

INTEGER = m.ValueType("integer")
TEXT = m.ValueType("text")
EMPLOYEES = m.LeadValue("employees", INTEGER)
BUDGET = m.LeadValue("budget", m.ValueType("decimal", 2))
SPENT = m.LeadValue("spent", m.ValueType("decimal", 2))
RATIO = m.LeadValue("ratio", m.ValueType("decimal", 4))
COUNTRY = m.LeadValue("country", m.ValueType("text"))
DEMOS = m.CountOf(m.EventFilter(("demo",), None, None))


def decimal(places: int) -> m.ValueType:
    return m.ValueType("decimal", places)


def at_least(left: m.Value, amount: int, type: m.ValueType) -> m.Condition:
    return m.Compare(">=", left, m.Constant(amount, type))


@pytest.mark.parametrize(
    ("text", "node"),
    [
        # 1 × employees - 10, in whole numbers
        ("employees - 10 at least 5", at_least(m.Linear(((1, EMPLOYEES),), -10, INTEGER), 5, INTEGER)),
        # in cents: budget + 100 × employees
        (
            "budget + employees at least 5",
            at_least(m.Linear(((1, BUDGET), (100, EMPLOYEES)), 0, decimal(2)), 500, decimal(2)),
        ),
        # 2.5 × spent has 3 decimals, in thousandths: 10 × budget - 25 × spent + 1000
        (
            "budget - 2.5 * spent + 1 at least 0.125",
            at_least(m.Linear(((10, BUDGET), (-25, SPENT)), 1000, decimal(3)), 125, decimal(3)),
        ),
        ("budget * 2 at least 1", at_least(m.Linear(((2, BUDGET),), 0, decimal(2)), 100, decimal(2))),
        # 2 × (3 × employees + 1) = 6 × employees + 2
        ("2 * (3 * employees + 1) at least 8", at_least(m.Linear(((6, EMPLOYEES),), 2, INTEGER), 8, INTEGER)),
        ("employees + employees at least 8", at_least(m.Linear(((2, EMPLOYEES),), 0, INTEGER), 8, INTEGER)),
        # what is missing stays missing, though it counts 0 times
        ("employees - employees at least 0", at_least(m.Linear(((0, EMPLOYEES),), 0, INTEGER), 0, INTEGER)),
        ("employees at least 7 * 24 + 2", at_least(EMPLOYEES, 170, INTEGER)),
        (
            "greatest of (0, 11 - employees) at least 5",
            at_least(m.Greatest((m.Constant(0, INTEGER), m.Linear(((-1, EMPLOYEES),), 11, INTEGER))), 5, INTEGER),
        ),
        (
            "least of (budget, employees, 7.5) at least 1",
            at_least(
                m.Least(
                    (BUDGET, m.Linear(((100, EMPLOYEES),), 0, decimal(2)), m.Constant(750, decimal(2))),
                ),
                100,
                decimal(2),
            ),
        ),
        ("employees else 15 at least 3", at_least(m.Else(EMPLOYEES, m.Constant(15, INTEGER)), 3, INTEGER)),
        ("budget else spent at least 3", at_least(m.Else(BUDGET, SPENT), 300, decimal(2))),
        # an integer beside cents becomes cents
        (
            "budget else employees at least 3",
            at_least(m.Else(BUDGET, m.Linear(((100, EMPLOYEES),), 0, decimal(2))), 300, decimal(2)),
        ),
        ('country else "DE" is "AT"', m.Compare("=", m.Else(COUNTRY, m.Constant("DE", TEXT)), m.Constant("AT", TEXT))),
        # two sides of unlike precision, one of them computed
        (
            "budget + 1 above ratio",
            m.Compare(">", m.Linear(((100, BUDGET),), 10_000, decimal(4)), RATIO),
        ),
        ("count of demo ever * 3 at least 9", at_least(m.Linear(((3, DEMOS),), 0, INTEGER), 9, INTEGER)),
    ],
)
def test_what_is_computed(text: str, node: m.Condition) -> None:
    assert condition_of(text, head=WIDE) == node


def test_domains_with_a_stand_in_are_compared_in_small_letters() -> None:
    email = m.DomainOf(m.LeadValue("email", m.ValueType("text")))
    found = condition_of('domain of email else "Big.example" is "OTHER.example"', head=WIDE)
    text = m.ValueType("text")
    left = m.Else(email, m.Constant("big.example", text))
    assert found == m.Compare("=", left, m.Constant("other.example", text), folded=True)


def test_the_side_that_is_not_in_small_letters_is_folded() -> None:
    domain = m.DomainOf(m.LeadValue("email", TEXT))
    mixed = m.Else(m.DomainOf(m.LeadValue("title", TEXT)), COUNTRY)
    wanted = m.Compare("=", mixed, domain, folded=True)
    assert condition_of("domain of title else country is domain of email", head=WIDE) == wanted
    assert condition_of("domain of email is domain of title else country", head=WIDE) == wanted
    assert condition_of("domain of title else country is not domain of email", head=WIDE) == m.Compare(
        "<>", mixed, domain, folded=True
    )
    expect(when("«domain of title else country is title»", head=WIDE), "SL0312")


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("«employees * budget» at least 3", "SL0322"),
        ("2 * «country» at least 3", "SL0322"),
        ("employees + «renewal» above 3", "SL0322"),
        ("employees + «certs» above 3", "SL0322"),
        ("employees - «ok» above 3", "SL0322"),
        ("employees + «nobody» above 3", "SL0201"),
        ("greatest of (0, «country») at least 3", "SL0322"),
        # 4 × 10^15 × (10^6 + 1) is beyond 9 × 10^18
        ("«employees + fine» at least 3", "SL0321"),
        # 3000 × 4 × 10^15 as well
        ("«3000 * employees» at least 3", "SL0321"),
        ("«0.0001 * fine» above 3", "SL0321"),
        ("employees at least «1.000»", "SL0304"),
        ("employees + 1 at least «2.5»", "SL0304"),
        ("employees else «2.5» at least 2", "SL0304"),
        ('employees else «"x"» at least 2', "SL0302"),
        ("«employees else country» is known", "SL0302"),
        ("«country else employees» is known", "SL0302"),
        ('plan else «"fre"» is "free"', "SL0303"),
        ("count of demo ever else «0» at least 3", "SL0402"),
        ('id else «"x"» is "y"', "SL0402"),
        ("employees + 1 «before» 3", "SL0301"),
        ("«greatest of (2, 3)» at least 3", "SL0306"),
        ("employees + 3 * greatest of («country», 3) at least 3", "SL0322"),
    ],
)
def test_what_cannot_be_computed(condition: str, code: str) -> None:
    expect(when(condition, head=WIDE), code)


def test_the_largest_factor() -> None:
    # 2250 × 4 × 10^15 = 9 × 10^18 is the last one that fits
    ruleset(when("2250 * employees at least 3", head=WIDE))
    expect(when("«2251 * employees» at least 3", head=WIDE), "SL0321")
    # counts go up to 10^6 and weeks of days to 10^5, so they may be multiplied further
    ruleset(when("1_000_000 * count of demo ever at least 3", head=WIDE))


def test_the_help_says_what_to_do_instead() -> None:
    (found,) = expect(when("employees + «renewal» above 3", head=WIDE), "SL0322")
    assert found.message == "`renewal` is a date, and only numbers are computed with"
    assert "days from" in found.help
    (found,) = expect(when("employees + «certs» above 3", head=WIDE), "SL0322")
    assert "count of certs" in found.help


def test_a_very_long_sum() -> None:
    ruleset(when(" + ".join(["employees"] * 100) + " at least 3", head=WIDE))
    (found,) = expect(when("«" + " + ".join(["employees"] * 101) + "» at least 3", head=WIDE), "SL0608")
    assert "at most 100 parts" in found.message


@pytest.mark.parametrize(
    ("condition", "never_missing"),
    [
        ("budget else 3 is missing", True),
        ("budget else spent is missing", False),
        ("budget + 3 is missing", False),
        ("count of demo ever + 3 is missing", True),
        ("greatest of (0, employees) is missing", False),
        ("greatest of (0, count of demo ever) is missing", True),
        ("count of certs is missing", False),
        ("days since (last demo or created) is missing", False),
        ("company.domain is missing", False),
        ("id is missing", True),
    ],
)
def test_what_is_never_missing(condition: str, never_missing: bool) -> None:
    if never_missing:
        expect(when(f"«{condition}»", head=WIDE), "SL0402")
    else:
        ruleset(when(condition, head=WIDE))


def test_rows_below_zero_never_pay_where_nothing_is_negative() -> None:
    rows = "{ «below 0: +1»   from 0: +2   missing: 0 }"
    expect(rule(f'"x" by days since seen else 5 {rows.replace("   missing: 0", "")}', head=WIDE), "SL0504")
    ruleset(rule('"x" by days since seen else -5 { below 0: +1   from 0: +2 }', head=WIDE))


def test_what_bounds_a_product() -> None:
    # 10^5 days are 144 × 10^6 minutes: 62,500,000,000 × 144 × 10^6 = 9 × 10^18
    ruleset(when("62_500_000_000 * minutes since seen at least 3", head=WIDE))
    expect(when("«62_500_000_001 * minutes since seen» at least 3", head=WIDE), "SL0321")
    # the smaller of two counts is no larger than either: 1,000 × 9 × 10^15 fits
    ruleset(when("9_000_000_000_000_000 * least of (count of demo ever, 1000) at least 3", head=WIDE))
    expect(when("«9_000_000_000_001 * greatest of (count of demo ever, 1000)» at least 3", head=WIDE), "SL0321")
    # an attribute may be far below 0
    expect(when("«9_000_000_000_000_000 * least of (employees, 1000)» at least 3", head=WIDE), "SL0321")
    # a sum of 10^6 events of 10^12 units is multiplied at most by 9
    ruleset(when("9 * sum of seconds of page_view ever at least 3", head=WIDE))
    expect(when("«10 * sum of seconds of page_view ever» at least 3", head=WIDE), "SL0321")
    # in millionths the budget is 10,000 times as large
    expect(when("«budget + 1 above fine»", head=WIDE), "SL0321")
    expect(when("greatest of (0, «budget else fine») at least 1", head=WIDE), "SL0321")
    # in ten-thousandths the budget is up to 100 times as large
    expect(when("«100 * budget + ratio» at least 3", head=WIDE), "SL0321")
    ruleset(when("20 * budget + ratio at least 3", head=WIDE))
