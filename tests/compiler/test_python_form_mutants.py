"""A broken span, silence, tie or tally in the emitted text is seen: a mutant gives other results than the reference."""

from __future__ import annotations

from types import ModuleType

import pytest
from scoreline.compiler.python import emit
from scoreline.compiler.reference import score_all
from scoreline.compiler.result import AccountResult, Result
from support.backends import canonical, exact, exact_account, load_module, planned, raw_account, raw_lead
from support.form_rules import AS_OF, FORMS, OUTCOMES, accounts, leads_of

PLANS = [planned(FORMS + OUTCOMES), planned(f"{FORMS}{OUTCOMES}attribution by campaign")]
SOURCES = [emit(plan) for plan in PLANS]
MOMENTS = (AS_OF, AS_OF + 36 * 3600)  # the second: Friday, 16:00 in New York
LEADS = list(leads_of(AS_OF, 120))
RAW = [raw_lead(PLANS[0], lead) for lead in LEADS]
ROWS = [raw_account(PLANS[0], account) for account in accounts()]
Scored = tuple[list[Result], list[AccountResult]]


def in_order(results: list[Result], of_accounts: list[AccountResult]) -> Scored:
    return [canonical(result) for result in results], of_accounts


EXPECTED = [[in_order(*score_all(plan, LEADS, moment, accounts())) for moment in MOMENTS] for plan in PLANS]

MUTANTS = [
    ("bisect_right(near, row[0] + after)", "bisect_left(near, row[0] + after)"),
    ("bisect_left(near, row[0] - before)", "bisect_right(near, row[0] - before)"),
    ("if end - first > (row[1] in themselves)", "if end - first > 0"),
    ("if row[0] > moment]", "if row[0] >= moment]"),
    ("if row[1] not in numbers]", "if row[1] in numbers]"),
    ("row[0] - parts[-1][-1][0] <= silence", "row[0] - parts[-1][-1][0] < silence"),
    ("part[count - 1] for part in parts", "part[0] for part in parts"),
    ("return -row[0], -number,", "return -row[0], number,"),
    ("max(-bound, min(bound, product))", "product"),
    ("seconds[end] - seconds[end - count + 1] <= within", "seconds[end] - seconds[end - count + 1] < within"),
    ("ordered[end - count][0] <= within", "ordered[end - count][0] < within"),
    ("if seen not in dropped]", "if seen]"),
    ("2 * rest == divisor and whole % 2 == 1", "2 * rest == divisor"),
    ("if not (alone and value == stored)", "if value != stored"),
    ("left = [value for value in self.extremes if not (alone and value == stored)][:1]", "left = [*self.extremes][:1]"),
    ("self.total - _summand(stored) + _summand(own)", "self.total + _summand(own)"),
    ("self.count - (stored is not None) + (own is not None)", "self.count + (own is not None)"),
    ("len(self.values) - alone + fresh", "len(self.values) + fresh"),
    ("(day + 3) % 7 in calendar.days", "(day + 4) % 7 in calendar.days"),
    ("and day not in calendar.holidays", ""),
    ("if closes - opens >= left:", "if closes - opens > left:"),
    ("opens = max(second, ", "opens = max(0, "),
    ("return _utc_of(day * 86_400 + calendar.closes", "return _utc_of(day * 86_400 + calendar.opens"),
    ("12 * then.year + then.month - 1", "12 * then.year + then.month // 2"),
    ("+ 3) // 7", "+ 2) // 7"),
    ("left -= weight * multiplier\n", "left -= 0\n"),
]


@pytest.mark.parametrize("number", [0, 1])
def test_the_unbroken_module_agrees(number: int) -> None:
    assert scored(SOURCES[number]) == EXPECTED[number]


@pytest.mark.parametrize(("whole", "broken"), MUTANTS, ids=[broken for _, broken in MUTANTS])
def test_a_mutant_is_caught(whole: str, broken: str) -> None:
    concerned = [number for number in (0, 1) if whole in SOURCES[number]]
    assert concerned, "the emitted text has changed: change the mutant with it"
    assert any(scored(SOURCES[number].replace(whole, broken)) != EXPECTED[number] for number in concerned)


def scored(source: str) -> list[Scored] | None:
    """What the module says at both moments; None where it breaks down."""
    future = "from __future__ import annotations"
    module = load_module(source.replace(future, f"{future}\nfrom bisect import bisect_left, bisect_right", 1))
    try:
        return [_scored(module, moment) for moment in MOMENTS]
    except (AssertionError, TypeError, IndexError, KeyError):
        return None


def _scored(module: ModuleType, moment: int) -> Scored:
    results = [exact(r) for r in module.score_many(RAW, as_of=moment, contributions=True, accounts=ROWS)]
    features = module.account_features(RAW, as_of=moment, accounts=ROWS)
    found = module.score_accounts(ROWS, features, as_of=moment, contributions=True)
    return in_order(results, sorted((exact_account(each) for each in found), key=lambda each: each.account.encode()))
