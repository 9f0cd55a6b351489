"""The views against the reference on random rulesets of all outcomes, with accounts, colleagues and worklists."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scoreline.compiler import reference
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import Account, Lead, Result
from scoreline.compiler.sql.read_back import account_results, ranked, results
from scoreline.compiler.sql.run import scored
from support import backends
from support.backends import canonical_account
from support.random_forms import Forms
from support.random_results import ResultMaker
from support.random_rulesets import AS_OF

DAY = 86_400


def canonical(result: Result) -> Result:
    """What the views leave open: the order of contributions, and of scores that have a reason of their own."""
    return replace(backends.canonical(result), barred=tuple(sorted(result.barred)))


def _check(plan: Plan, leads: list[Lead], accounts: list[Account], moments: list[int]) -> None:
    with scored(plan, leads, moments, accounts) as connection:
        for moment in moments:
            expected, of_accounts = reference.score_all(plan, leads, moment, accounts)
            found = {result.lead: result for result in results(connection, plan, moment)}
            assert [canonical(found[each.lead]) for each in expected] == [canonical(each) for each in expected]
            found_accounts = [canonical_account(each) for each in account_results(connection, plan, moment)]
            assert found_accounts == [canonical_account(each) for each in of_accounts]
            if plan.worklist is not None:
                assert ranked(connection, plan, moment) == reference.worklist(plan, expected)


@pytest.mark.parametrize("seed", range(100, 110))
def test_views_equal_the_reference(seed: int) -> None:
    maker = ResultMaker(seed)
    plan = lower(maker.ruleset())
    _check(plan, maker.leads(16), maker.accounts(), [AS_OF])


@pytest.mark.parametrize("seed", range(200, 206))
def test_views_of_all_forms_equal_the_reference(seed: int) -> None:
    maker = Forms(seed)
    plan = lower(maker.full())
    _check(plan, maker.leads(16), maker.accounts(), [AS_OF])


@pytest.mark.parametrize("seed", range(300, 303))
def test_several_moments_are_scored_at_once(seed: int) -> None:
    maker = ResultMaker(seed)
    plan = lower(maker.ruleset())
    _check(plan, maker.leads(10), maker.accounts(), [AS_OF, AS_OF - 3 * DAY, AS_OF - 90 * DAY - 1])
