"""The shipped rulesets over random leads whose values lie on and beside the borders of their rules."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import Account, Lead
from scoreline.dsl import model
from scoreline.dsl.load import load
from scoreline.harness.invent import invented, world_of
from support.backends import all_by_reference, differences
from support.documents import ROOT

SHARED = ROOT / "rulesets" / "base" / "company.score"  # lists only
MODELS = [path for path in sorted((ROOT / "rulesets").rglob("*.score")) if path != SHARED]
AS_OF = int(dt.datetime(2026, 3, 30, 7, 30, tzinfo=dt.UTC).timestamp())  # the day after Berlin's clocks went forward
SEEDS = 250


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def population(plan: Plan, invariants: tuple[model.Invariant, ...]) -> tuple[list[Lead], list[Account]]:
    """Many leads with keys of their own. A third of them share the few accounts that the rules name."""
    world = world_of(plan, invariants)
    schema = plan.schema
    kind = next(a.type.kind for a in schema.attributes if a.name == schema.key)
    leads: list[Lead] = []
    accounts: dict[str, Account] = {}
    for seed in range(SEEDS):
        lead, company = invented(plan, world, seed, AS_OF)
        own: dict[str, str | int | bool] = {}
        if schema.account is not None and company.account is not None:
            key = company.account.key if seed % 3 == 0 else f"account-{seed}.example"
            own = {schema.account.lead_attribute: key}
            accounts.setdefault(key, Account(key, {**company.account.values, schema.account.key: key}))
        for each in (lead, *company.others):
            number = len(leads) + 1
            values = {**each.values, **own, schema.key: number if kind == "integer" else str(number)}
            leads.append(replace(each, key=str(number), values=values))
    return leads, list(accounts.values())


@pytest.mark.parametrize("path", MODELS, ids=name)
def test_random_leads_score_the_same_everywhere(path: Path) -> None:
    ruleset = load(path).ruleset
    assert ruleset is not None
    plan = lower(ruleset)
    leads, accounts = population(plan, ruleset.invariants)
    assert [str(found) for found in differences(plan, leads, AS_OF, accounts=accounts)[:3]] == []
    results = all_by_reference(plan, leads, AS_OF, accounts)[0]
    assert len(Counter(result.scores for result in results)) >= 5  # these leads differ in what counts
