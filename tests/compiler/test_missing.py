from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scoreline.compiler import plan as p
from scoreline.compiler.lower import lower
from scoreline.compiler.missing import attributes_read, surely_missing, when_missing
from scoreline.compiler.reference.context import Context
from scoreline.compiler.reference.meaning import truth
from scoreline.compiler.result import Lead
from scoreline.dsl import model
from scoreline.dsl.load import load_text

BOOL = model.ValueType("boolean")
A, B = model.IsTrue(model.LeadValue("a", BOOL)), model.IsTrue(model.LeadValue("b", BOOL))
ASKED = model.IsMissing(model.LeadValue("a", BOOL))
LETS = {"let": model.Not(A)}


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        (A, "not met"),
        (model.Not(A), "not met"),
        (ASKED, "met"),
        (model.Not(ASKED), "not met"),
        (B, "depends"),
        (model.And((A, B)), "not met"),
        (model.Or((A, B)), "depends"),
        (model.Or((A, ASKED)), "met"),
        (model.And((ASKED, B)), "depends"),
        (model.LetRef("let"), "not met"),
        (model.Or((model.LetRef("let"), ASKED)), "met"),
        (model.Happened(model.EventFilter(("x",), None, None)), "depends"),
        (model.IsUnknown(A), "met"),
        (model.Not(model.IsUnknown(A)), "not met"),
        (model.IsUnknown(B), "depends"),
        (model.Decide(((A, True), (ASKED, False))), "not met"),
        (model.Decide(((A, False), (B, True))), "depends"),
        (model.Decide(((ASKED, True), (B, False))), "met"),
        (model.AtLeast(2, (A, model.Not(A), B)), "not met"),
        (model.AtLeast(2, (A, ASKED, B)), "depends"),
        (model.AtLeast(1, (A, ASKED, B)), "met"),
        (model.FlagRef("flag"), "depends"),
    ],
)
def test_what_a_missing_attribute_does(condition: model.Condition, outcome: str) -> None:
    assert when_missing(condition, "a", LETS) == outcome


NUMBER = model.ValueType("integer")
N, M = model.LeadValue("a", NUMBER), model.LeadValue("b", NUMBER)
ZERO = model.Constant(0, NUMBER)
EVENTS = model.EventFilter(("x",), None, None)


@pytest.mark.parametrize(
    ("value", "missing"),
    [
        (N, True),
        (M, False),
        (model.Linear(((1, N), (1, M)), 0, NUMBER), True),
        (model.Greatest((M, ZERO)), False),
        (model.Least((N, ZERO)), True),
        (model.LeastKnown((N, M)), False),
        (model.LeastKnown((N, model.DaysSince(N))), True),
        (model.Else(N, ZERO), False),
        (model.Else(N, N), True),
        (model.FullUnits(N, 10), True),
        (model.SetSize(model.LeadValue("a", model.ValueType("set"))), True),
        (model.Between(M, N, 86_400), True),
        (model.Between(model.FirstMoment(EVENTS), M, 86_400), False),
        (model.Since(N, 3_600), True),
        (model.AccountValue("a", NUMBER), False),
        (model.OfLeads("sum", N, model.Colleagues(True, None)), False),
    ],
)
def test_values_that_are_missing_with_an_attribute(value: model.Value, missing: bool) -> None:
    assert surely_missing(value, "a") is missing
    assert (when_missing(model.Compare(">", value, ZERO), "a", {}) == "not met") is missing
    assert (when_missing(model.IsMissing(value), "a", {}) == "met") is missing


def test_attributes_of_accounts_are_told_apart() -> None:
    condition = model.And((A, model.IsTrue(model.AccountValue("a", BOOL))))
    assert attributes_read(condition, {}) == ("a", "account.a")
    assert when_missing(condition, "account.a", {}) == "not met"


def test_attributes_are_found_through_named_conditions() -> None:
    assert attributes_read(model.And((B, model.LetRef("let"))), LETS) == ("b", "a")


def _plan() -> p.Plan:
    text = 'ruleset r version "1"\nlead { id: text key  a: yes or no  b: yes or no }\nscore s { "x" +1 when a or b }'
    ruleset = load_text(text).ruleset
    assert ruleset is not None
    return lower(ruleset)


PLAN = _plan()
ATOMS = st.sampled_from([A, B, ASKED, model.IsMissing(model.LeadValue("b", BOOL))])
CONDITIONS: st.SearchStrategy[model.Condition] = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds(model.Not, inner),
        st.builds(model.And, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(model.Or, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(model.IsUnknown, inner),
        st.builds(model.AtLeast, st.integers(1, 3), st.lists(inner, min_size=2, max_size=4).map(tuple)),
        st.builds(model.Decide, st.lists(st.tuples(inner, st.booleans()), min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(CONDITIONS)
def test_certain_outcomes_hold_for_every_lead(condition: model.Condition) -> None:
    """Held against the reference for all values of the other attribute."""
    outcomes = set()
    for b in (True, False, None):
        values: dict[str, str | int | bool] = {} if b is None else {"b": b}
        outcomes.add(truth(condition, Context(PLAN, Lead("1", values, ()), 1_768_467_600, ())) is True)
    said = when_missing(condition, "a", {})
    if said == "not met":
        assert outcomes == {False}
    if said == "met":
        assert outcomes == {True}


def test_the_three_outcomes_cover_every_pair() -> None:
    """`and` and `or` of two atoms, by the truth tables of three values."""
    for left, right in itertools.product((A, model.Not(A), ASKED), repeat=2):
        assert when_missing(model.And((left, right)), "a", {}) == ("met" if left == right == ASKED else "not met")
        assert when_missing(model.Or((left, right)), "a", {}) == ("met" if ASKED in (left, right) else "not met")
