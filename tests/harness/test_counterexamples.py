"""Leads that break a `never` or an `always`: those that one random lead in hundreds is not, too."""

from __future__ import annotations

import pytest
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.reference import broken_invariants, scored_context
from scoreline.compiler.reference.context import Context
from scoreline.compiler.result import Company, Lead
from scoreline.dsl import model
from scoreline.dsl.load import load_text
from scoreline.harness.as_sample import as_sample
from scoreline.harness.counterexamples import AS_OF, Counterexample, counterexamples
from scoreline.harness.uphill import nearness

RULES = """ruleset checked version "1"
lead {
  id: text key   title: text   employees: integer   seniority: one of ("vp", "manager")
  firm: account   certs: set of text
}
account { domain: text key   industry: text }
event demo { page: text }
do not score when title is "rival" because "works for a competitor"
score fit {
  "Decides"     +60  when seniority is "vp"
  "Demos"       +10  for each demo where page is "/x" in last 30 days, latest 4 only
  "Colleagues"   +5  for each other lead of the same firm with seniority is "vp", max 2 leads
}
stages step, first met wins { out when not scored   sales when fit at least 60   rest otherwise }
"""


def checked(condition: str, kind: str = "never") -> tuple[Plan, tuple[model.Invariant, ...]]:
    found = load_text(f'{RULES}{kind} "it": {condition}\n')
    assert found.ruleset is not None, found.diagnostics
    return lower(found.ruleset), found.ruleset.invariants


@pytest.mark.parametrize(
    "condition",
    [
        "step is sales",
        'firm.industry is "software" and step is sales',  # no rule mentions the industry …
        'certs has "CFP" and employees is 1001',  # … or these
        "fit is 40",  # four demos on one page, all in the window
        "fit is 100 and employees is 77 and title is known",
        "fit at least 70 and no demo ever",  # both colleagues
        'demo where page is "/a" within 1 day after demo where page is "/b" ever',
    ],
)
def test_a_lead_that_breaks_it_is_found_and_small(condition: str) -> None:
    plan, invariants = checked(condition)
    [found] = counterexamples(plan, invariants)
    assert broken_invariants(plan, invariants, found.lead, found.as_of, found.company) == invariants
    for index in range(len(found.lead.events)):
        fewer = Lead(found.lead.key, found.lead.values, found.lead.events[:index] + found.lead.events[index + 1 :])
        assert broken_invariants(plan, invariants, fewer, found.as_of, found.company) == ()
    assert counterexamples(plan, invariants) == (found,)


@pytest.mark.parametrize("condition", ['title is "rival"', "fit above 110", 'step is rest and seniority is "vp"'])
def test_what_holds_is_not_broken(condition: str) -> None:
    assert counterexamples(*checked(condition)) == ()


def test_an_always_is_broken_where_it_is_not_met() -> None:
    plan, invariants = checked("fit below 60 or employees below 77", "always")
    [found] = counterexamples(plan, invariants)
    assert found.lead.values["seniority"] == "vp"
    assert int(found.lead.values.get("employees", 77)) >= 77  # unknown is not met


def test_it_is_shown_as_a_sample_that_can_be_run() -> None:
    plan, invariants = checked('firm.industry is "software" and fit at least 70 and no demo ever')
    [found] = counterexamples(plan, invariants)
    lines = as_sample(found, plan, "it")
    sample = "\n".join([*lines[:-1], "  expect fit 70", "}"])
    ruleset = load_text(f"{RULES}{sample}\n").ruleset
    assert ruleset is not None and len(ruleset.samples) == 1


def scored(plan: Plan, values: dict[str, str | int | bool]) -> Context:
    context = scored_context(plan, Lead("1", values, ()), AS_OF)
    assert context is not None
    return context


def test_more_parts_that_hold_are_nearer() -> None:
    plan, [invariant] = checked('employees at least 50 and (title is "x" or fit at least 60)')
    steps: list[dict[str, str | int | bool]] = [
        {"id": "1"},
        {"id": "1", "employees": 20},
        {"id": "1", "employees": 49},
        {"id": "1", "employees": 50},
        {"id": "1", "employees": 50, "seniority": "vp"},
    ]
    near = []
    for values in steps:
        near.append(nearness(invariant.condition, True, scored(plan, values)))
    assert near == sorted(near) and len(set(near)) == len(near)
    assert near[-1] == 1
    assert nearness(invariant.condition, False, scored(plan, steps[0])) == 1


def test_colleagues_have_keys_of_their_own() -> None:
    plan, invariants = checked("fit at least 70 and no demo ever")
    [found] = counterexamples(plan, invariants)
    assert found.company != Company(None, ())
    keys = [lead.key for lead in (found.lead, *found.company.others)]
    assert len(set(keys)) == len(keys) == 3
    assert isinstance(found, Counterexample)
