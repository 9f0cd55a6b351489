"""A broken boundary, rounding or limit in the emitted text is seen: a mutant gives other results than the reference."""

from __future__ import annotations

import pytest
from scoreline.compiler.python import emit
from support.backends import by_reference, in_all_ways, load_module, planned, raw_lead
from support.python_rules import AS_OF, EDGES, WIDE, leads_of

PLANS = {"edges": planned(EDGES), "wide": planned(WIDE)}
SOURCES = {name: emit(plan) for name, plan in PLANS.items()}
LEADS = {name: list(leads_of(plan, AS_OF, 500)) for name, plan in PLANS.items()}
RAW = {name: [raw_lead(plan, lead) for lead in LEADS[name]] for name, plan in PLANS.items()}
EXPECTED = {name: by_reference(plan, LEADS[name], AS_OF) for name, plan in PLANS.items()}

MUTANTS = [
    ("edges", "employees < 50:", "employees <= 50:"),
    ("edges", "employees < 1_000:", "employees <= 1_000:"),
    ("edges", "employees >= 100 ", "employees > 100 "),
    ("edges", "budget > 5_000", "budget >= 5_000"),
    ("edges", "0 <= as_of - seen_2 < 345_600", "0 < as_of - seen_2 < 345_600"),
    ("edges", "0 <= as_of - seen_2 < 345_600", "0 <= as_of - seen_2 <= 345_600"),
    ("edges", "-59 <= today - renewal < 1", "-59 < today - renewal < 1"),
    ("edges", "-59 <= today - renewal < 1", "-59 <= today - renewal <= 1"),
    ("edges", "if age < 0:", "if age <= 0:"),
    ("edges", "if age < 604_800:", "if age <= 604_800:"),
    ("edges", "if age < 7_776_000:", "if age <= 7_776_000:"),
    ("edges", "if age < 2_592_000:", "if age < 2_592_001:"),
    ("edges", "seconds >= 60:", "seconds > 60:"),
    ("edges", "_latest) < 2:", "_latest) < 3:"),
    ("edges", "elif at > page_view_latest[0]:", "elif at < page_view_latest[0]:"),
    ("edges", "if at > mail_by.get(name, 0):", "if at < mail_by.get(name, END_SECOND):"),
    ("edges", " if page_view_count_2 < 2 else 8_000_000", ""),
    (
        "edges",
        "paid += page_view_count_2 * 4_000_000 if page_view_count_2 < 2",
        "paid += 0 if page_view_count_2 < 2",
    ),
    ("edges", "paid += 36_000_000", "paid += demo_count * 36_000_000"),
    ("edges", "paid += mail_by_2_weight * 12", "paid += mail_by_2_weight * 13"),
    ("edges", "units = (paid + 50) // 100", "units = paid // 100"),
    ("edges", "if paid < -80_000_000:", "if paid < -120_000_000:"),
    ("edges", "country_points = _PAID_FIT_BY_COUNTRY[country]", "country_points = 0"),
    ("edges", "max(0, (age - 172_800)", "max(0, (age - 172_801)"),
    ("edges", "if points > 0:", "if points > 1_000:"),
    ("edges", "call_count_2 == 0 and", "call_count_2 <= 1 and"),
    ("edges", "as_of - created >= 2_592_000", "as_of - created > 2_592_000"),
    ("edges", "min(days_since_any_event_last, days_existed)", "days_since_any_event_last"),
    ("edges", "(paid + 50) // 100", "(paid + 49) // 100"),
    ("edges", " if paid >= 0 else -((-paid + 20_000) // 40_000)", ""),
    ("edges", "elif paid > 30_000:", "elif paid > 40_000:"),
    ("edges", "elif group_calls > 4_000_000:", "elif group_calls > 8_000_000:"),
    ("edges", "total >= 12_000:", "total > 12_000:"),
    ("edges", "total >= 10_000:", "total > 10_000:"),
    ("edges", "ignored, 'out', 'not a market'", "ignored, None, 'not a market'"),
    ("edges", "if large:", "if not not_large:"),
    ("edges", "if not_large ", "if not large "),
    ("edges", "fit * 4_000", "fit * 4_001"),
    ("wide", "bisect_right(_BOUNDS,", "bisect_left(_BOUNDS,"),
    ("wide", ".get(t, -2_500)", ".get(t, 0)"),
    ("wide", "'w7'", "'w77'"),
    ("wide", "2**halvings) // 2 ** (halvings + 1)", "0) // 2 ** (halvings + 1)"),
    ("wide", "0 if halvings > 20", "0 if halvings > 1"),
    ("wide", "nlargest(2,", "nlargest(1,"),
    ("wide", "if steps < 63:", "if steps < 30:"),
    ("wide", "if at < k8_first:", "if at <= k8_last:"),
    ("wide", "k8_first == END_SECOND", "k8_first == 0"),
]


@pytest.mark.parametrize("name", PLANS)
def test_the_unbroken_module_agrees(name: str) -> None:
    assert _survives(name, SOURCES[name])


@pytest.mark.parametrize(("name", "whole", "broken"), MUTANTS, ids=[broken for _, _, broken in MUTANTS])
def test_a_mutant_is_caught(name: str, whole: str, broken: str) -> None:
    source = SOURCES[name]
    assert whole in source, "the emitted text has changed: change the mutant with it"
    assert not _survives(name, source.replace(whole, broken))


def _survives(name: str, source: str) -> bool:
    module = load_module(
        "from bisect import bisect_left\n" + source.replace("from __future__ import annotations", "", 1)
    )
    try:
        found = in_all_ways(module, RAW[name], AS_OF)
    except (AssertionError, TypeError, NameError, LookupError):
        return False
    return found == EXPECTED[name]
