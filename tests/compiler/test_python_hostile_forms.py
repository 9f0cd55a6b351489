"""Names of scores, flags, routes, criteria, accounts and sources never become code of the emitted module."""

from __future__ import annotations

import dataclasses
from typing import TypeVar

import pytest
from scoreline.compiler.reference import score_all
from support.backends import all_by_python, canonical, planned
from support.form_rules import AS_OF, FORMS, OUTCOMES, accounts, leads_of

Node = TypeVar("Node")

# Texts of the rule file in every place where a name, label or value of its own can stand.
NAMES = frozenset(
    {
        *(
            "title",
            "budget",
            "company",
            "industry",
            "employees",
            "skills",
            "tags",
            "campaign",
            "page",
            "amount",
            "domain",
        ),
        *("page_view", "purchase", "trial", "click", "review", "changed", "created", "id"),
        *("activity", "deals", "firm", "total", "bant", "bant_share", "bant_open", "known", "heat", "warmth"),
        *("trust", "priority", "lifecycle", "region", "quadrant", "rating", "clicked", "bant money", "bant need"),
        *("three days", "since the change", "colleagues", "reviewed", "nothing to go by", "not a customer"),
        *("four", "eight", "more days", "soft", "big", "sql", "mql", "rest", "out", "Is there money?"),
        *("spring", "Über", "chief", "Software", "student", "forms"),
    }
)
WRAPS = (
    "{}' + 1/0 + '",
    '{}"""\n    raise SystemExit\n    """',
    "{}\\",
    "{}\n# comment\r\x00\u2028",
    "{}{{1/0}}{{% raw %}}",
    "def {}(): import os",
)


def renamed(node: Node, wrap: str) -> Node:
    """The same with every such text made hostile."""
    found: object = node
    match node:
        case str():
            found = wrap.format(node) if node in NAMES else node
        case tuple():
            found = tuple(renamed(item, wrap) for item in node)
        case dict():
            found = {renamed(key, wrap): renamed(value, wrap) for key, value in node.items()}
        case _ if dataclasses.is_dataclass(node):
            fields = {each.name: renamed(getattr(node, each.name), wrap) for each in dataclasses.fields(node)}
            found = type(node)(**fields)
    return found  # type: ignore[return-value]


@pytest.mark.parametrize("wrap", WRAPS)
def test_hostile_names_change_nothing_but_names(wrap: str) -> None:
    plan = planned(f"{FORMS}{OUTCOMES}attribution by campaign")
    plan = renamed(plan, wrap)
    leads = [renamed(lead, wrap) for lead in leads_of(7, 25)]
    rows = [renamed(account, wrap) for account in accounts()]
    expected, of_accounts = score_all(plan, leads, AS_OF, rows)
    got, got_accounts = all_by_python(plan, leads, AS_OF, rows)
    assert [canonical(each) for each in got] == [canonical(each) for each in expected]
    assert got_accounts == of_accounts
    assert any(wrap.format("spring") == row.source for each in expected for row in each.contributions)
