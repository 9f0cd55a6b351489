"""A ruleset of every form that could scan events anew or move them twice, and a table of events in parts by day.

DuckDB makes the data and the results that others are held against; Spark reads the same data from Parquet.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import duckdb
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.spark import SPARK
from scoreline.compiler.sql.emit import emit
from scoreline.compiler.sql.run import define, load
from scoreline.compiler.sql.typed.sources import typed_inputs
from scoreline.dsl.binding import Binding
from scoreline.dsl.binding_file import read_text
from scoreline.dsl.diagnostics import Diagnostic
from scoreline.dsl.load import load_text
from scoreline.dsl.source import Source

AS_OF: Final = 1_768_467_600  # 2026-01-15T09:00:00Z
DAYS: Final = 200  # the data's
WINDOW: Final = 60  # days: the longest of the rules
VIEWS: Final = ("large_scores", "large_contributions")

_PARTNERS = ", ".join(f'"partner{i}.example"' for i in range(300))  # too many to stand in the text of a view
RULES: Final = f"""
ruleset large version "1", time zone "Europe/Berlin"
lead {{
  id: text key
  email: text
  employees: integer
}}
event page_view {{ page: text, seconds: integer }}
event mail_click {{ mail: text }}
event demo_request {{ }}
event mail_sent, not by the lead {{ mail: text }}
list partners = ({_PARTNERS})
ignore mail_click within 2 seconds after mail_sent of the same mail
score interest, limited to 0..1000, points of each event halve every 30 days {{
  "Pages"            +1  for each page_view in last 60 days
  "Days"             +3  for each page_view where page starts with "/pricing" in last 30 days, once per day
  "Latest per page"  +5  for each page_view in last 30 days, latest 3 only
  "Different pages"  by count of different page of page_view in last 30 days {{ below 3: 0   from 3: +15 }}
  "Moves fast"       +10 when at least 3 events by the lead within 24 hours in last 14 days
  "Clicks"           +5  for each mail_click in last 60 days, once per mail
  "Demo"             +40 when demo_request within 2 days after page_view in last 30 days
  "Seconds"          +7  when sum of seconds of page_view in last 14 days at least 100
  "Partner"          -10 when domain of email in partners
  "Size"             by employees {{ below 20: 0   from 20: +10   missing: 0 }}
}}
"""
BINDING: Final = """
[leads]
table = "raw_leads"
[events]
table = "raw_events"
at = { column = "at", unit = "seconds" }
partition = "day"
"""


def plan() -> Plan:
    ruleset = load_text(RULES, shown="large.score").ruleset
    assert ruleset is not None
    return lower(ruleset)


def read_binding(text: str) -> Binding | tuple[Diagnostic, ...]:
    return read_text(Source("large.toml", text), plan().schema)


def binding() -> Binding:
    found = read_binding(BINDING)
    assert isinstance(found, Binding)
    return found


def make(folder: Path, leads: int, events: int) -> dict[str, list[tuple[Any, ...]]]:
    """Raw leads and events as Parquet in the folder, the events parted by day; what DuckDB makes of them by view."""
    of = plan()
    with duckdb.connect() as connection:
        load(connection, of, [], [AS_OF])
        connection.execute(
            "INSERT INTO large_leads SELECT 'l' || i, 'l' || i, 'a@partner' || (i % 600) || '.example', i % 40 "
            f"FROM range({leads}) AS all_leads(i)"
        )
        connection.execute("CREATE MACRO any_of(seed, number, below) AS CAST(hash(seed, number) % below AS BIGINT)")
        # Events come by fours of one lead, seconds, minutes or hours from each other.
        connection.execute(f"""
            INSERT INTO large_events
            SELECT 'l' || any_of(four, 0, {leads}), event, moment,
                CASE WHEN event = 'page_view' THEN ['/pricing', '/docs', '/é', '/a/b'][1 + any_of(i, 1, 4)] END,
                CASE WHEN event = 'page_view' THEN any_of(i, 2, 90) END,
                CASE WHEN event LIKE 'mail%' THEN 'm' || any_of(four, 3, 3) END
            FROM (
                SELECT i, i // 4 AS four, {AS_OF} + 3600 - any_of(four, 4, {DAYS * 86_400})
                    + (i % 4) * any_of(four, 5, 4) * [1, 900, 20000][1 + any_of(four, 6, 3)] AS moment,
                    ['page_view', 'page_view', 'mail_click', 'mail_sent', 'demo_request'][1 + any_of(i, 7, 5)] AS event
                FROM range({events}) AS all_events(i))""")
        connection.execute(f"COPY (SELECT id, email, employees FROM large_leads) TO '{folder}/leads.parquet'")
        connection.execute(
            "COPY (SELECT *, CAST(to_timestamp(\"at\") AT TIME ZONE 'UTC' AS DATE) AS day FROM large_events) "
            f"TO '{folder}/events' (FORMAT parquet, PARTITION_BY (day))"
        )
        define(connection, emit(of, compiled_by="scoreline"))
        return {view: connection.execute(f'SELECT * FROM "{view}"').fetchall() for view in VIEWS}


def open_in(session: Any, folder: Path) -> None:
    """The raw tables over the Parquet, the typed relations over these by the binding, and the views, as saved ones."""
    of = plan()
    session.sql("SET spark.sql.session.timeZone = Asia/Tokyo")
    session.sql(f"CREATE TABLE raw_leads USING PARQUET LOCATION '{folder}/leads.parquet'")
    columns = "lead STRING, event STRING, at BIGINT, page STRING, seconds BIGINT, mail STRING, day DATE"
    session.sql(f"CREATE TABLE raw_events ({columns}) USING PARQUET PARTITIONED BY (day) LOCATION '{folder}/events'")
    session.sql("ALTER TABLE raw_events RECOVER PARTITIONS")
    session.sql(f"CREATE TABLE large_as_of USING PARQUET AS SELECT CAST({AS_OF} AS BIGINT) AS as_of")
    statements = [each for each in emit(of, "spark", compiled_by="scoreline").statements if each.kind != "as of"]
    first = next(index for index, each in enumerate(statements) if each.kind == "view")
    for statement in (*statements[:first], *typed_inputs(of, binding(), SPARK), *statements[first:]):
        for part in statement.parts:
            session.sql(part)


def query(view: str) -> str:
    return SPARK.print(n.select([n.star()], n.table([view])))
