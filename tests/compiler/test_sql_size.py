"""What grows with the number of rules, and what must not."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

import duckdb
import pytest
from scoreline.compiler import reference
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import Account, Event, Lead
from scoreline.compiler.sql import emit
from scoreline.compiler.sql.run import define, load, results, score_in_duckdb
from scoreline.dsl import model
from support.sized_rulesets import DAY, KINDS, SPAN, at_least, event_rules, sized, when_rules

AS_OF = 1_768_467_600


def _lead(number: int, events: tuple[Event, ...] = ()) -> Lead:
    return Lead(str(number), {"id": str(number), "n": number}, events)


def _events(count: int) -> tuple[Event, ...]:
    return tuple(
        Event(KINDS[i % 5], AS_OF - i * DAY // 3, {"page": f"/{i % 9}"} if i % 4 else {}) for i in range(count)
    )


def _scans(connection: duckdb.DuckDBPyConnection, query: str, table: str) -> int:
    """How often the physical plan reads the table."""
    plan: Any = json.loads(connection.execute(f"EXPLAIN (FORMAT json) {query}").fetchall()[0][1])

    def count(node: dict[str, Any]) -> int:
        own = str(node.get("extra_info", {}).get("Table", "")).split(".")[-1].strip('"') == table
        return own + sum(count(child) for child in node["children"])

    return sum(count(node) for node in plan)


@pytest.mark.parametrize("view", ["sized_scores", "sized_contributions"])
@pytest.mark.parametrize("rules", [1, 5, 200])
def test_events_are_scanned_once_whatever_the_number_of_rules(view: str, rules: int) -> None:
    plan = lower(sized(event_rules(rules)))
    with duckdb.connect() as connection:
        load(connection, plan, [_lead(1, _events(60)), _lead(2)], [AS_OF])  # an empty table would not be read
        define(connection, emit(plan, compiled_by="tests"))
        assert _scans(connection, f"SELECT * FROM {view}", "sized_events") == 1
        assert _scans(connection, f"SELECT * FROM {view} WHERE lead = '1'", "sized_events") == 1
        assert _scans(connection, f"SELECT * FROM {view}", "sized_leads") == 1


def _of_leads(number: int) -> model.OfLeads:
    """A question to the others or to all of an account, of every kind in turn."""
    op = ("count", "sum", "highest", "different")[number % 4]
    many = model.Happened(model.EventFilter((KINDS[number % 5],), None, (number + 1) * DAY))
    value = None if op == "count" else model.LeadValue("n", model.ValueType("integer"))
    return model.OfLeads(op, value, model.Colleagues(number % 3 == 0, many))  # type: ignore[arg-type]


def _about_accounts(count: int) -> Plan:
    rules: list[model.Entry] = [
        model.AmountRule(f"rule {i}", _of_leads(i), 10**9, 0, 9_000, False, None, SPAN) for i in range(count)
    ]
    base = sized(rules)
    company = model.Attribute("company", model.ValueType("text"))
    account = model.AccountSchema((model.Attribute("domain", model.ValueType("text")),), "domain", "company")
    schema = replace(base.schema, attributes=(*base.schema.attributes, company), account=account)
    heat = model.Score("heat", tuple(rules), 0, 1_000_000_000, 2, SPAN)
    worklist = model.Worklist(("fit",), 3, (), None, SPAN)
    rules_of_accounts = model.AccountRules((heat,), (), None)
    return lower(replace(base, schema=schema, accounts=rules_of_accounts, worklist=worklist, attribution="page"))


@pytest.mark.parametrize("rules", [1, 40])
def test_leads_and_events_are_scanned_once_whatever_is_asked_of_accounts(rules: int) -> None:
    plan = _about_accounts(rules)
    views = ("scores", "contributions", "worklist", "account_scores", "account_contributions")
    with duckdb.connect() as connection:
        leads = [Lead(key, {"id": key, "n": 3, "company": "big"}, _events(60)) for key in ("1", "2")]
        load(connection, plan, leads, [AS_OF], [Account("big", {"domain": "big"})])
        made = emit(plan, compiled_by="tests")
        define(connection, made)
        for view in views:
            query = f"SELECT * FROM sized_{view}"
            sql = next(each.sql for each in made.statements if each.name == f"sized_{view}")
            # A look-up has a second scan in its plan, for leads with more events than its numbers hold.
            events = 2 if '"coded_apart"' in sql else 1
            assert [_scans(connection, query, f"sized_{table}") for table in ("leads", "events")] == [1, events], view
            assert _scans(connection, query, "sized_accounts") <= 2


def test_the_scan_counter_counts() -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE sized_events AS SELECT range AS a FROM range(9)")
        twice = "SELECT a FROM sized_events UNION ALL SELECT a + 1 FROM sized_events"
        assert _scans(connection, twice, "sized_events") == 2


def test_a_thousand_rules_in_one_score() -> None:
    plan = lower(sized(when_rules(1000)))
    started = time.monotonic()
    found = score_in_duckdb(plan, [_lead(0), _lead(999)], AS_OF)
    assert time.monotonic() - started < 60  # about 1.5 s on an idle machine
    assert [dict(result.scores)["fit"] for result in found] == [0, 500_500]  # 0.001 rounds to 0.00
    assert [len(result.contributions) for result in found] == [2, 1000]


def test_three_hundred_event_rules_equal_the_reference() -> None:
    plan = lower(sized(event_rules(300)))
    lead = _lead(1, _events(60))
    assert score_in_duckdb(plan, [lead], AS_OF) == [reference.score(plan, lead, AS_OF)]


def _nested_lets(count: int) -> Plan:
    """Each let mentions the one before four times."""
    lets: list[tuple[str, model.Condition]] = [("let 0", at_least(3))]
    for i in range(1, count):
        before = model.LetRef(f"let {i - 1}")
        either = model.Or((before, model.Not(before)))
        lets.append((f"let {i}", model.And((either, model.Or((before, model.And((before, at_least(i)))))))))
    last = model.LetRef(f"let {count - 1}")
    rule = model.WhenRule("last", 1_000, last, model.Not(last), SPAN)
    return lower(sized([rule], lets))


def test_named_conditions_that_read_each_other_do_not_multiply() -> None:
    plan = _nested_lets(50)
    started = time.monotonic()
    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = '1GB'")
        load(connection, plan, [_lead(2), _lead(3)], [AS_OF])
        define(connection, emit(plan, compiled_by="tests"))
        # A filter is pushed down into a view: it must stop before it has replaced every column by its expression.
        assert connection.execute("SELECT lead FROM sized_scores WHERE fit > 0.5").fetchall() == [("3",)]
        assert connection.execute("SELECT lead FROM sized_contributions WHERE points > 0.5").fetchall() == [("3",)]
        assert [dict(result.scores)["fit"] for result in results(connection, plan, AS_OF)] in ([0, 1000], [1000, 0])
    assert time.monotonic() - started < 60


def test_long_chains_stay_shallow() -> None:
    """DuckDB refuses expressions that nest deeper than 1,000."""
    many = tuple(at_least(i) for i in range(2_000))
    rules: list[model.Entry] = [
        model.WhenRule("all", 1_000, model.And(many), None, SPAN),
        model.WhenRule("any", 2_000, model.Or(many), None, SPAN),
        model.WhenRule("none", 4_000, model.Not(model.Or(many)), None, SPAN),
    ]
    found = score_in_duckdb(lower(sized(rules)), [_lead(-1), _lead(0), _lead(1_999)], AS_OF)
    assert [dict(result.scores)["fit"] for result in found] == [4_000, 2_000, 3_000]


def test_long_text_lists_and_needles() -> None:
    text = model.ValueType("text")
    key = model.LeadValue("id", text)
    needles = tuple(sorted((f"needle {i}" for i in range(1_500)), key=str.encode))
    rules: list[model.Entry] = [
        model.WhenRule("contains", 1_000, model.TextTest("contains", key, needles, False), None, SPAN),
        model.WhenRule("in", 2_000, model.InSet(key, needles), None, SPAN),
    ]
    leads = [Lead(key, {"id": key}, ()) for key in ("a needle 1499 b", "needle 7", "needle")]
    found = score_in_duckdb(lower(sized(rules)), leads, AS_OF)
    assert [dict(result.scores)["fit"] for result in found] == [1_000, 3_000, 0]
