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


MERGED = """
ruleset rules version "1"

lead { id: text key   country: text   size: integer   paid: decimal(2) }

score fit, limited to -1000..1000, rounded to 3 decimals {
  "In two"   +1      when country in ("DE", "AT")
  "In one"   +2      when country is "DE"
  "Not"      +4      when country is not "DE"
  "Missing"  +8      when country is missing
  "Known"    +16     when not (country is missing)
  "From"     +32     when not (size below 10)
  "Between"  +64     when size at least 5 and size below 20
  "Either"   +128    when size below 0 or size is 10
  "Table"    by size { below 5: +0.1   from 5: +0.2   from 10: +0.3   missing: +0.4 }
  "Small"    -0.05   when size is missing
  "Price"    +0.01   when paid above 1.5
  "Dear"     +0.02   when paid at most 1.5
}
"""


@pytest.mark.parametrize(
    ("country", "size", "paid", "points"),
    [
        ("DE", None, None, 1_000 + 2_000 + 16_000 + 400 - 50),
        ("AT", -1, "1.50", 1_000 + 4_000 + 16_000 + 128_000 + 100 + 20),
        ("CH", 0, "1.51", 4_000 + 16_000 + 100 + 10),
        (None, 4, "1.49", 8_000 + 100 + 20),
        (None, 5, None, 8_000 + 64_000 + 200),
        (None, 9, None, 8_000 + 64_000 + 200),
        (None, 10, None, 8_000 + 32_000 + 64_000 + 128_000 + 300),
        (None, 11, None, 8_000 + 32_000 + 64_000 + 300),
        (None, 19, None, 8_000 + 32_000 + 64_000 + 300),
        (None, 20, None, 8_000 + 32_000 + 300),
    ],
)
def test_rules_on_one_value_are_one_case(country: str | None, size: int | None, paid: str | None, points: int) -> None:
    loaded = load_text(MERGED)
    assert loaded.ruleset is not None, loaded.diagnostics
    plan = lower(loaded.ruleset)
    units = None if paid is None else int(paid.replace(".", ""))
    values = {"id": "1", "country": country, "size": size, "paid": units}
    lead = Lead("1", {name: value for name, value in values.items() if value is not None}, ())
    (found,) = score_in_duckdb(plan, [lead], AS_OF)
    assert dict(found.scores) == {"fit": points}
    assert found == reference.score(plan, lead, AS_OF)


@pytest.mark.parametrize("engine", [name for name, each in DIALECTS.items() if not isinstance(each, CarriesFew)])
def test_other_engines_pay_all_rules_together(engine: str) -> None:
    assert all("early_rules" not in each.sql for each in emit(_plan(), engine, compiled_by="tests").statements)
