"""What is asked of the leads of an account, worked by hand: totals, and the same without the lead itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scoreline.compiler import reference
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import Account, Lead
from scoreline.compiler.sql.run import score_all_in_duckdb
from scoreline.dsl import model
from support.random_rulesets import AS_OF, SPAN, TEXT
from support.sized_rulesets import SCHEMA, sized

INTEGER = model.ValueType("integer")
N = model.LeadValue("n", INTEGER)
ROLE = model.LeadValue("role", TEXT)
ALL = model.Colleagues(False, None)
OTHERS = model.Colleagues(True, None)
ATTRIBUTES = (*SCHEMA.attributes, model.Attribute("role", TEXT), model.Attribute("company", TEXT))
COMPANY = model.AccountSchema((model.Attribute("domain", TEXT), model.Attribute("staff", INTEGER)), "domain", "company")

# (key, company, n, role): three at `big`, one of them without n; one at `small`; two without a company.
LEADS = [
    ("a", "big", 7, "vp"),
    ("b", "big", 7, "cto"),
    ("c", "big", 3, "cto"),
    ("d", "big", None, None),
    ("e", "small", 5, "vp"),
    ("f", None, 9, "vp"),
    ("g", None, 9, "vp"),
]


def _leads() -> list[Lead]:
    found = []
    for key, company, number, role in LEADS:
        values: dict[str, str | int | bool | None] = {"id": key, "company": company, "n": number, "role": role}
        found.append(Lead(key, {name: value for name, value in values.items() if value is not None}, ()))
    return found


def _plan(value: model.Value, **more: object) -> Plan:
    """A score that is the value, and -1 where it is missing."""
    points = model.AmountRule(
        "value", model.Else(value, model.Constant(-1, INTEGER)), 10**9, -1_000, 900_000, False, None, SPAN
    )
    base = sized([points])
    score = replace(base.scores[0], low=-1_000, decimals=0)
    schema = replace(SCHEMA, attributes=ATTRIBUTES, account=COMPANY)
    return lower(replace(base, schema=schema, scores=(score,), **more))


def _points(plan: Plan) -> dict[str, int | None]:
    accounts = [Account("big", {"domain": "big", "staff": 40})]
    results, _ = score_all_in_duckdb(plan, _leads(), AS_OF, accounts)
    expected, _ = reference.score_all(plan, _leads(), AS_OF, accounts)
    assert [result.scores for result in results] == [result.scores for result in expected]
    return {result.lead: None if (milli := result.scores[0][1]) is None else milli // 1000 for result in results}


@pytest.mark.parametrize(
    ("op", "value", "who", "expected"),
    [
        ("count", None, ALL, {"a": 4, "b": 4, "c": 4, "d": 4, "e": 1, "f": 0, "g": 0}),
        ("count", None, OTHERS, {"a": 3, "b": 3, "c": 3, "d": 3, "e": 0, "f": 0, "g": 0}),
        ("sum", N, ALL, {"a": 17, "b": 17, "c": 17, "d": 17, "e": 5, "f": 0, "g": 0}),
        ("sum", N, OTHERS, {"a": 10, "b": 10, "c": 14, "d": 17, "e": 0, "f": 0, "g": 0}),
        ("highest", N, ALL, {"a": 7, "b": 7, "c": 7, "d": 7, "e": 5, "f": -1, "g": -1}),
        # Two have 7: each still sees the other's. Without any other there is none.
        ("highest", N, OTHERS, {"a": 7, "b": 7, "c": 7, "d": 7, "e": -1, "f": -1, "g": -1}),
        ("lowest", N, OTHERS, {"a": 3, "b": 3, "c": 7, "d": 3, "e": -1, "f": -1, "g": -1}),
        ("different", ROLE, ALL, {"a": 2, "b": 2, "c": 2, "d": 2, "e": 1, "f": 0, "g": 0}),
        # Only a is a vp: without it the cto is left. b and c share theirs.
        ("different", ROLE, OTHERS, {"a": 1, "b": 2, "c": 2, "d": 2, "e": 0, "f": 0, "g": 0}),
    ],
)
def test_without_a_condition(
    op: str, value: model.Value | None, who: model.Colleagues, expected: dict[str, int]
) -> None:
    assert _points(_plan(model.OfLeads(op, value, who))) == expected  # type: ignore[arg-type]


def test_only_those_count_for_whom_the_condition_is_met() -> None:
    is_cto = model.InSet(ROLE, ("cto",))
    counted = model.OfLeads("count", None, model.Colleagues(True, is_cto))
    assert _points(_plan(counted)) == {"a": 2, "b": 1, "c": 1, "d": 2, "e": 0, "f": 0, "g": 0}
    highest = model.OfLeads("highest", N, model.Colleagues(True, is_cto))
    assert _points(_plan(highest)) == {"a": 7, "b": 3, "c": 7, "d": 7, "e": -1, "f": -1, "g": -1}


def test_numbers_beyond_the_bound_enter_no_sum() -> None:
    far = model.Linear(((model.SUMMAND, N),), 0, INTEGER)
    assert _points(_plan(model.OfLeads("sum", far, ALL)))["a"] == 0


def test_a_score_of_the_others_is_missing_where_a_lead_is_not_scored() -> None:
    """a is not scored: b sees 3 of c, and c sees 7 of b; `fit` itself reads no colleague."""
    own = model.Score("own", (model.AmountRule("n", N, 10**9, 0, 100_000, False, None, SPAN),), 0, 100_000, 0, SPAN)
    out = (model.Exclusion(model.InSet(model.LeadValue("id", TEXT), ("a",)), "it is a", SPAN),)
    base = sized([])
    schema = replace(SCHEMA, attributes=ATTRIBUTES, account=COMPANY)
    value = model.Linear(
        ((1, model.OfLeads("highest", model.ScoreOf("own"), OTHERS)),), 0, model.ValueType("decimal", 3)
    )
    seen = model.AmountRule("seen", value, 10**6, 0, 100_000, False, None, SPAN)
    fit = model.Score("fit", (seen,), 0, 100_000, 0, SPAN)
    plan = lower(replace(base, schema=schema, exclusions=out, scores=(own, fit)))
    results, _ = score_all_in_duckdb(plan, _leads(), AS_OF)
    assert {result.lead: dict(result.scores)["fit"] for result in results} == {
        "a": None,
        "b": 3_000,
        "c": 7_000,
        "d": 7_000,
        "e": 0,
        "f": 0,
        "g": 0,
    }


def test_attributes_of_the_account() -> None:
    """`small` has no row; the key is known all the same."""
    assert _points(_plan(model.AccountValue("staff", INTEGER))) == {
        "a": 40,
        "b": 40,
        "c": 40,
        "d": 40,
        "e": -1,
        "f": -1,
        "g": -1,
    }
    known = model.Not(model.IsMissing(model.AccountValue("domain", TEXT)))
    rule = model.WhenRule("key", 1_000, known, None, SPAN)
    base = sized([rule])
    plan = lower(replace(base, schema=replace(SCHEMA, attributes=ATTRIBUTES, account=COMPANY)))
    assert list(_points(plan).values()) == [1, 1, 1, 1, 1, 0, 0]


def test_accounts_with_a_row_or_a_lead_have_a_result() -> None:
    many = model.AmountRule("leads", model.OfLeads("count", None, ALL), 10**9, 0, 100_000, True, None, SPAN)
    large = model.WhenRule(
        "large", 500, model.Compare(">", model.AccountValue("staff", INTEGER), model.Constant(9, INTEGER)), None, SPAN
    )
    rules = model.AccountRules((model.Score("heat", (many, large), 0, 100_000, 1, SPAN),), (), None)
    plan = _plan(N, accounts=rules)
    accounts = [Account(key, {"domain": key, "staff": staff}) for key, staff in (("big", 40), ("empty", 3))]
    _, found = score_all_in_duckdb(plan, _leads(), AS_OF, accounts)
    assert [(each.account, each.scores) for each in found] == [
        ("big", (("heat", 4_500),)),
        ("empty", (("heat", 0),)),
        ("small", (("heat", 1_000),)),
    ]
    assert [(row.rule, row.points, row.times) for row in found[0].contributions] == [
        ("leads", 4 * 10**9, 4),
        ("large", 5 * 10**8, 1),
    ]
