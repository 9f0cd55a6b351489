"""Rules on attributes that are paid before leads are joined with their events: the same score, and which they are."""

from __future__ import annotations

import pytest
from scoreline.compiler import reference
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import Lead
from scoreline.compiler.sql import emit
from scoreline.compiler.sql.dialects.dialect import CarriesFew
from scoreline.compiler.sql.emit import DIALECTS
from scoreline.compiler.sql.run import score_in_duckdb
from scoreline.dsl.load import load_text
from support.event_rules import AS_OF, DAY, ago

RULES = """
ruleset rules version "1"

lead {
  id: text key   made: timestamp since   country: text   title: text   size: integer   ours: yes or no
}
event view { page: text }

let large = size at least 100

score fit, limited to -20..40, rounded to 2 decimals {
  "Country"  +3     when country is "DE"
  "Title"    -4     when title is missing
  "Size"     by size { below 5: +1   from 5: +2.5   from 50: +7   missing: -2 }
  "Both"     +11    when country in ("DE", "AT") and size at least 10, unless title contains "Student"
  "Large"    +13    when large
  "Views"    +1     for each view in last 7 days
  "Age"      +17    when made at least 30 days ago
  group "Some", limited to 0..5 {
    "A" +3 when country is "AT"
    "B" +4 when size at least 50
  }
}
"""
EARLY = ("Country", "Title", "Size", "Both")


def _plan() -> Plan:
    loaded = load_text(RULES)
    assert loaded.ruleset is not None, loaded.diagnostics
    return lower(loaded.ruleset)


def _step(sql: str, name: str) -> str:
    return sql.partition(f'"{name}" AS (')[2].partition("\n), ")[0]


def test_the_sum_stands_before_the_join_with_what_was_counted() -> None:
    found = {each.name: each.sql for each in emit(_plan(), compiled_by="tests").statements}
    early, later = (_step(found["rules_scores"], name) for name in ("early_rules", "rules"))
    for label in EARLY:
        assert f"fit: {label} " in early
        assert f"fit: {label} " not in later
    for label in ("Large", "Views", "Age", "A", "B"):  # named, counted, by the moment, in a group
        assert f"fit: {label} " not in early
        assert f"fit: {label} " in later
    assert all(f"fit: {label} " in _step(found["rules_contributions"], "rules") for label in EARLY)


def test_the_scores_are_those_of_the_reference() -> None:
    plan = _plan()
    leads = [
        Lead(
            f"{country} {title} {size}",
            {
                "id": f"{country} {title} {size}",
                **({} if country is None else {"country": country}),
                **({} if title is None else {"title": title}),
                **({} if size is None else {"size": size}),
                "made": AS_OF - 31 * DAY,
            },
            (ago("view", 5),) * (0 if size is None else size % 3),
        )
        for country in ("DE", "AT", "CH", None)
        for title in ("Student", "Chief", None)
        for size in (-1, 0, 4, 5, 9, 10, 49, 50, 99, 100, None)
    ]
    assert score_in_duckdb(plan, leads, AS_OF) == [reference.score(plan, lead, AS_OF) for lead in leads]


@pytest.mark.parametrize("engine", [name for name, each in DIALECTS.items() if not isinstance(each, CarriesFew)])
def test_other_engines_pay_all_rules_together(engine: str) -> None:
    assert all("early_rules" not in each.sql for each in emit(_plan(), engine, compiled_by="tests").statements)
