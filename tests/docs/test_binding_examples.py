"""The bindings of docs/bindings.md are bindings, for the rules that stand beside them, and read what they say."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import scoreline
from scoreline.compiler.lower import lower
from scoreline.compiler.sql.scripts import scripts
from scoreline.dsl.binding import Binding
from scoreline.dsl.binding_file import read_text
from scoreline.dsl.load import load_text
from scoreline.dsl.model import AccountSchema, Attribute, Schema, ValueType
from scoreline.dsl.source import Source
from support.documents import ROOT, blocks
from support.sessions import README, RULES

PAGE = ROOT / "docs" / "bindings.md"
WHOLE, KEEP, SEVERAL, ACCOUNTS, HISTORY, SETS = (block.text for block in blocks(PAGE) if block.info == ("toml",))
TEXT = ValueType("text")


def bound(text: str, schema: Schema) -> Binding:
    found = read_text(Source("bindings.md", text), schema)
    assert isinstance(found, Binding), found
    return found


def small(*attributes: Attribute) -> Schema:
    return Schema((Attribute("id", TEXT), *attributes), "id", None, ())


def test_the_example_is_a_binding() -> None:
    (preamble,) = (b for b in blocks(ROOT / "docs" / "language.md") if b.info == ("score", "preamble"))
    ruleset = load_text(preamble.text + 'score one { "The first lead" +1 when id is "1" }\n').ruleset
    assert ruleset is not None
    (events,) = bound(WHOLE, ruleset.schema).events
    assert events.kinds == (("Email Opened", "mail_open"), ("Web Visit", "page_view"))


def test_the_filters() -> None:
    kept = bound(KEEP, small()).leads.keep
    assert [(k.column, k.test, k.values) for k in kept] == [
        ("is_deleted", "in", (False,)),
        ("type", "in", ("prospect", "customer")),
        ("email", "known", ()),
        ("source", "not in", ("test", "import")),
    ]


def test_several_tables_of_events() -> None:
    """Lead 1 opened one of two mails, which stands twice; its address asked for a demo: 2 + 40."""
    (rules,) = (b for b in blocks(PAGE) if b.info == ("score",))
    ruleset = load_text(rules.text).ruleset
    assert ruleset is not None
    plan = lower(ruleset)
    binding = bound(SEVERAL, plan.schema)
    assert binding.sources() == ("mails", "forms")
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA crm; CREATE SCHEMA web")
        connection.execute("CREATE TABLE leads AS SELECT '1' AS id, 'a@x.de' AS email")
        connection.execute(
            "CREATE TABLE crm.mails (mail_id INTEGER, contact_id INTEGER, sent_at TEXT, opened_at TEXT, subject TEXT)"
        )
        connection.execute("INSERT INTO crm.mails VALUES (1, 1, '2026-01-10', '2026-01-11', 'Hello')")
        connection.execute("INSERT INTO crm.mails VALUES (1, 1, '2026-01-10', '2026-01-11', 'Hello')")
        connection.execute("INSERT INTO crm.mails VALUES (2, 1, '2026-01-12', NULL, 'Hello?')")
        connection.execute('CREATE TABLE web.forms ("E-Mail" TEXT, "form name" TEXT, submitted BIGINT)')
        connection.execute("INSERT INTO web.forms VALUES ('a@x.de', 'Request a demo', 1768000000)")
        connection.execute("INSERT INTO web.forms VALUES ('a@x.de', 'Newsletter', 1768000000)")
        for _, sql in scripts(plan, "duckdb", binding):
            connection.execute(sql)
        connection.execute("CREATE OR REPLACE VIEW mails_as_of AS SELECT 1768467600 AS as_of")
        assert connection.execute("SELECT lead, interest FROM mails_scores").fetchall() == [("1", Decimal(42))]
        kinds = connection.execute("SELECT event, count(*) FROM mails_events GROUP BY event ORDER BY event").fetchall()
    assert kinds == [("demo_request", 1), ("mail_open", 1), ("mail_sent", 2)]


def test_accounts() -> None:
    account = AccountSchema(
        (Attribute("domain", TEXT), Attribute("employees", ValueType("integer"))), "domain", "company"
    )
    found = bound(ACCOUNTS, replace(small(Attribute("company", TEXT)), account=account)).accounts
    assert found is not None
    assert [(c.column, c.missing) for c in found.columns] == [
        ("Domain", ("unknown",)),
        ("Number of employees", ("unknown",)),
    ]


def test_a_history() -> None:
    (history,) = bound(HISTORY, small(Attribute("title", TEXT))).histories
    assert (history.lead.column, history.since.column) == ("contact_id", "timestamp")
    assert [(c.name, c.column) for c in history.columns] == [("title", "value")]


def test_sets() -> None:
    column = bound(SETS, small(Attribute("certificates", ValueType("set")))).leads.columns[1]
    assert (column.separator, column.values) == (",", (("Certified Planner", "CFP"),))


def test_the_queries_run_on_the_views(tmp_path: Path) -> None:
    rules = tmp_path / "leads.score"
    rules.write_text(RULES.findall(README.read_text(encoding="utf-8"))[0], encoding="utf-8")
    (example,) = (b for b in blocks(PAGE) if b.info == ("sql",))
    replaced, scores, contributions = example.text.strip().split("\n")
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE leads AS SELECT '7' AS id, 'CEO' AS title, '80' AS employees")
        connection.execute('CREATE TABLE events (lead TEXT, event TEXT, "at" TEXT, page TEXT)')
        connection.execute("INSERT INTO events VALUES ('7', 'demo_request', '2026-01-13 09:00', NULL)")
        connection.execute("INSERT INTO events VALUES ('7', 'page_view', '2025-12-16 09:00', '/pricing')")
        for text in scoreline.compile_sql(rules).values():
            connection.execute(text)
        connection.execute(replaced)
        assert connection.execute(scores).fetchall() == [("7", Decimal(78), "A")]
        reasons = connection.execute(contributions).fetchall()
    assert sorted(reasons) == [("rule", "Asked for a demo", 60, 1), ("rule", "Looks at prices", 5, 1)]
