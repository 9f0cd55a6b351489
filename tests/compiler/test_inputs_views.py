"""The views `<r>_leads` and `<r>_events` over raw tables, as `compile --to sql` writes them: no type is known."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import duckdb
import pytest
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.sql import emit
from scoreline.compiler.sql.inputs import statements
from scoreline.compiler.sql.run import define
from scoreline.dsl.binding import Binding, default_binding
from scoreline.dsl.binding_file import read_text
from scoreline.dsl.load import load_text
from scoreline.dsl.source import Source

RULES = """
ruleset crm version "1", time zone "Europe/Berlin"
lead { id: integer key   created: timestamp since   amount: decimal   day: date   `odd "name"`: text }
event visit { page: text   level: integer }
event buy { page: text   level: text }
score fit { "Amount" +5 when amount above 1   "Visits" +1 for each visit where level at least 2 ever }
"""


@lru_cache
def plan() -> Plan:
    ruleset = load_text(RULES).ruleset
    assert ruleset is not None, load_text(RULES).diagnostics
    return lower(ruleset)


def bind(text: str) -> Binding:
    found = read_text(Source("crm.toml", text), plan().schema)
    assert isinstance(found, Binding), found
    return found


def rows(raw: str, view: str, binding: Binding) -> list[tuple[Any, ...]]:
    with duckdb.connect(":memory:") as connection:
        for statement in filter(None, raw.split(";")):
            connection.execute(statement)
        wanted = next(s for s in statements(plan(), binding) if s.name == f"crm_{view}")
        assert wanted.kind == "input"
        connection.execute(wanted.sql)
        return connection.execute(f"SELECT * FROM crm_{view} ORDER BY ALL").fetchall()


LEADS = 'CREATE TABLE leads (id {id}, created {created}, amount {amount}, day {day}, "odd ""name""" VARCHAR)'


@pytest.mark.parametrize(
    ("types", "values"),
    [
        (("VARCHAR",) * 4, "('007', '2026-07-01 00:00', '1.005', '2026-07-01', 'x')"),
        (("BIGINT", "TIMESTAMP", "DECIMAL(9, 3)", "DATE"), "(7, '2026-07-01 00:00:00', 1.005, '2026-07-01', 'x')"),
        (("DOUBLE", "TIMESTAMPTZ", "VARCHAR", "TIMESTAMP"),
         "(7, '2026-06-30 22:00+00', '1.005', '2026-07-01 23:59', 'x')"),
        (("HUGEINT", "BIGINT", "VARCHAR", "TIMESTAMPTZ"), "(7, 1782856800, ' 1.0050 ', '2026-06-30 23:00+00', 'x')"),
        (("DECIMAL(3, 1)", "TIMESTAMP_NS", "DECIMAL(3, 3)", "VARCHAR"),
         "(7.0, '2026-07-01', NULL, '2026-06-30T22:00Z', 'x')"),
    ],
)  # fmt: skip
def test_leads_of_any_types(types: tuple[str, str, str, str], values: str) -> None:
    raw = LEADS.format(**dict(zip(("id", "created", "amount", "day"), types, strict=True)))
    [found] = rows(f"{raw}; INSERT INTO leads VALUES {values}", "leads", default_binding(plan().schema))
    amount = None if types[2] == "DECIMAL(3, 3)" else 101
    assert found == ("7", 7, 1_782_856_800, amount, 20_635, "x")


def test_keys_that_say_the_same_are_repeated() -> None:
    raw = LEADS.format(id="VARCHAR", created="DATE", amount="DOUBLE", day="DATE")
    raw += "; INSERT INTO leads (id) VALUES ('7'), ('007'), (' 8'), ('x'), (NULL), ('9.5'), ('9.0')"
    assert [row[0] for row in rows(raw, "leads", default_binding(plan().schema))] == ["8", "9"]


EVENTS = 'CREATE TABLE {table} (lead BIGINT, event VARCHAR, "at" TIMESTAMP, page VARCHAR, level VARCHAR{more});'


def test_attributes_belong_to_the_kinds_that_declare_them() -> None:
    raw = (
        EVENTS.format(table="events", more="")
        + """
        INSERT INTO events VALUES (7, 'visit', '2026-01-01', '/a', '3'), (7, 'buy', '2026-01-01', ' ', '3'),
          (7, 'other', '2026-01-01', '', ''), (NULL, 'buy', '2026-01-01', '', ''), (7, 'buy', NULL, '', ''),
          (7, 'visit', '2026-01-01', '/a', '3'), (7, 'Buy', '2026-01-01', '/a', '3')"""
    )
    assert rows(raw, "events", default_binding(plan().schema)) == [
        ("7", "buy", 1_767_222_000, None, None, "3"),
        ("7", "visit", 1_767_222_000, "/a", 3, None),
        ("7", "visit", 1_767_222_000, "/a", 3, None),
    ]


def test_ids_collapse_equal_events_and_drop_those_that_differ() -> None:
    raw = (
        EVENTS.format(table="events", more=", id VARCHAR")
        + """
        INSERT INTO events VALUES (7, 'buy', '2026-01-01', '/a', '3', 'i'), (7, 'buy', '2026-01-01', '/a', '3', 'i'),
          (7, 'buy', '2026-01-01', '/a', '3', 'j'), (7, 'buy', '2026-01-01', NULL, '3', 'j'),
          (7, 'buy', '2026-01-01', '/k', '3', 'k'), (NULL, 'buy', '2026-01-01', '/k', '3', 'k'),
          (7, 'buy', '2026-01-01', '/n', '3', ''), (7, 'buy', '2026-01-01', '/n', '3', NULL)"""
    )
    found = rows(raw, "events", bind('[events]\nid = "id"'))
    assert [row[3] for row in found] == ["/a", "/n", "/n"]


def test_a_schema_odd_names_and_filters() -> None:
    binding = bind("""
        [leads]
        table = "raw data.Leads 2026"
        keep = [{ column = "is; deleted", is = false }, { column = "it's", not_in = ["x'y", "--"] }]
        [leads.columns]
        id = 'The "id"'
        amount = { absent = true }
        created = { absent = true }
        day = { absent = true }
        'odd "name"' = { column = "{{ name }}", values = { "'; DROP" = "\\\\ \\u0000 \\n" } }
        """)
    columns = """("The ""id""\" INTEGER, "is; deleted" VARCHAR, "it's" VARCHAR, "{{ name }}" VARCHAR)"""
    with duckdb.connect(":memory:") as connection:
        connection.execute('CREATE SCHEMA "raw data"')
        connection.execute(f'CREATE TABLE "raw data"."Leads 2026" {columns}')
        connection.execute(
            """INSERT INTO "raw data"."Leads 2026" VALUES (1, 'No', NULL, '''; DROP'), (2, 'true', '', ''),
               (3, NULL, '', ''), (4, '0', ' x''y ', ''), (5, 'F', 'x', ' y ')"""
        )
        connection.execute(statements(plan(), binding)[0].sql)
        found = connection.execute("SELECT * FROM crm_leads ORDER BY lead").fetchall()
    assert found == [("1", 1, None, None, None, "\\ \0 \n"), ("5", 5, None, None, None, " y ")]


def test_attributes_called_like_the_columns_of_the_steps() -> None:
    ruleset = load_text("""
        ruleset crm version "1"
        lead { a1: text   a0: text key   event: text   row: text }
        event visit { a0: text   a1: integer   copy: text   id: text }
        score s { "A" +1 when a1 is "x" }
        """).ruleset
    assert ruleset is not None
    with duckdb.connect(":memory:") as connection:
        connection.execute("CREATE TABLE leads AS SELECT 'x' AS a1, 'k' AS a0, 'l' AS event, 'r' AS row")
        connection.execute("""CREATE TABLE events AS SELECT 'k' AS lead, 'visit' AS event, DATE '2026-01-01' AS "at",
            'p' AS a0, 7 AS a1, 'c' AS copy, 'i' AS id""")
        plan = lower(ruleset)
        for statement in statements(plan, default_binding(plan.schema)):
            connection.execute(statement.sql)
        found = [connection.execute(f"SELECT * FROM crm_{view}").fetchall() for view in ("leads", "events")]
    assert found == [[("k", "x", "k", "l", "r")], [("k", "visit", 1_767_225_600, "p", 7, "c", "i")]]


def test_scores_over_raw_tables() -> None:
    raw = LEADS.format(id="VARCHAR", created="DATE", amount="DOUBLE", day="DATE")
    with duckdb.connect(":memory:") as connection:
        connection.execute(raw)
        connection.execute(EVENTS.format(table="events", more=""))
        connection.execute("INSERT INTO leads (id, amount) VALUES (1, 1.01), (2, 1.0)")
        connection.execute(
            "INSERT INTO events VALUES (1, 'visit', '2026-01-01', '', '2'), (1, 'visit', '2026-01-01', '', '1')"
        )
        for statement in statements(plan(), default_binding(plan().schema)):
            connection.execute(statement.sql)
        define(connection, emit(plan(), compiled_by="scoreline"))
        found = connection.execute("SELECT lead, fit::VARCHAR FROM crm_scores ORDER BY lead").fetchall()
    assert found == [("1", "6.00"), ("2", "0.00")]
