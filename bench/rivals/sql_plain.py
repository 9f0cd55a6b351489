"""Queries as they are usually written, for DuckDB; and the least work that any query has to do."""

from __future__ import annotations

from ..workload.rules import Workload
from .facts import Feature, features, halving
from .sql_parts import DUCKDB, Engine, event_terms, for_each_attribute_rule, longest, matches, query


def floor(workload: Workload) -> str:
    """Reads the columns that rules need of the events in the longest window, and sums up by lead; scores nothing."""
    named = {each: each.name for each in features(workload.rules)}
    return (
        'SELECT lead, sum(epoch_us("at")) AS total, max(event) || max(page) AS rating '
        f"FROM events WHERE {DUCKDB.recent(longest(named))} GROUP BY lead"
    )


def textbook(workload: Workload) -> str:
    """One pass over the events of the longest window, with a filtered aggregate for each rule on events."""
    named = {each: f"f{n}" for n, each in enumerate(features(workload.rules))}
    days = longest(named)
    columns = ", ".join(f"{_aggregate(each, DUCKDB)} FILTER ({_inside(each)}) AS {n}" for each, n in named.items())
    steps = [
        f'recent AS (SELECT lead, event, page, "at", {DUCKDB.age} AS age FROM events WHERE {DUCKDB.recent(days)})',
        f"counted AS (SELECT lead, {columns} FROM recent GROUP BY lead)",
    ]
    terms = event_terms(workload, {each: f"coalesce({n}, 0)" for each, n in named.items()}, DUCKDB)
    source = "leads LEFT JOIN counted ON counted.lead = leads.id"
    return query(workload, DUCKDB, steps, source, for_each_attribute_rule(workload), terms)


def per_rule(workload: Workload) -> str:
    """Each rule on events in a step of its own that reads the events anew."""
    named = {each: f"f{n}" for n, each in enumerate(features(workload.rules))}
    steps, joins = [], []
    for each, name in named.items():
        columns = f"{DUCKDB.age} AS age, lead" if each.half_life else "lead"
        events = f"SELECT {columns} FROM events WHERE {matches(each, days=DUCKDB.recent(each.days))}"
        steps.append(f"{name}_ AS (SELECT lead, {_aggregate(each, DUCKDB)} AS {name} FROM ({events}) GROUP BY lead)")
        joins.append(f"LEFT JOIN {name}_ ON {name}_.lead = leads.id")
    terms = event_terms(workload, {each: f"coalesce({n}, 0)" for each, n in named.items()}, DUCKDB)
    return query(workload, DUCKDB, steps, " ".join(["leads", *joins]), for_each_attribute_rule(workload), terms)


def _inside(wanted: Feature) -> str:
    return matches(wanted, days=f'"at" > {DUCKDB.time(wanted.days)}')


def _aggregate(wanted: Feature, engine: Engine) -> str:
    if wanted.half_life is None:
        return "count(*)"
    worth = engine.listed.format(", ".join(map(str, halving(wanted.half_life, wanted.days))))
    return f"sum({engine.element.format(worth, 'age')})"
