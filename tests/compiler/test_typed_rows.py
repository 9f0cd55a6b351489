"""Which rows of raw tables are leads, accounts and events, in every engine as in DuckDB's own reader."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from scoreline import __version__
from scoreline.compiler.lower import lower
from scoreline.compiler.sql.scripts import scripts
from scoreline.compiler.sql.typed import Physical, Tables
from scoreline.dsl.binding import default_binding
from scoreline.dsl.load import load_text
from support import typed
from support.typed import Engines, bind, compare, literal

CRM = """
ruleset crm version "1", time zone "Europe/Berlin"
lead { id: KEY key   email: text   company: account   
  country: one of ("DE", "FR") }
account { domain: text key   employees: integer }
event mail_sent, not by the lead { mail: text }
event mail_open { mail: text   device: one of ("phone", "desk") }
event demo { rooms: integer   mail: one of ("a", "b")   on: date }
event page_view { page: text }
score s { "x" +1 for each mail_open ever }
"""
CRM_BINDING = """
missing = ["(none)"]
[leads]
table = "contacts"
keep = [{ column = "deleted", is = false }, { column = "source", not_in = ["test", "import"] },
  { column = "score", is_not = "0" }]
[leads.columns]
id = "Contact ID"
company = "domain"
[accounts]
table = "companies"
keep = { domain = { known = true } }
[[events]]
table = "mails"
lead = "contact"
event = { always = "mail_sent" }
at = "sent"
id = "mail_id"
columns = { mail = "subject" }
[[events]]
table = "mails"
lead = "contact"
event = { always = "mail_open" }
at = { column = "opened", zone = "UTC" }
id = "mail_id"
keep = { opened = { known = true } }
columns = { mail = "subject", device = "device" }
[[events]]
table = "forms"
lead = { column = "E-Mail", by = "email" }
event = "form"
kinds = { "Request a demo" = "demo", "3" = "page_view" }
keep = { state = ["1", "2", "x"], spam = { missing = true } }
at = { column = "submitted", unit = "milliseconds" }
columns = { mail = "subject", rooms = "rooms", on = "on", page = "subject" }
absent = ["device"]
"""
LEAD_ROWS = (
    (1, "a@x.de", "x.de", "DE", False, "web", 1),
    (2, "b@x.de", "x.de", "UK", False, None, 2),
    (3, "c@y.de", " ", "FR", False, " ", None),
    (4, "same@y.de", "y.de", None, False, "ads", 5),
    (5, "same@y.de", None, "DE", False, "ads", 5),
    (6, "six@y.de", "y.de", "DE", False, "web", 1),
    (6, "six2@y.de", "y.de", "DE", False, "web", 1),
    (7, "test@y.de", "y.de", "DE", False, " test ", 1),
    (8, "gone@y.de", "y.de", "DE", True, "web", 1),
    (9, "null@y.de", "y.de", "DE", None, "web", 1),
    (10, "zero@y.de", "y.de", "DE", False, "web", 0),
    (None, "no@y.de", "y.de", "DE", False, "web", 1),
    (6_000_000_000_000_000, "large@y.de", "y.de", "DE", False, "web", 1),
    (11, "(none)", "z.de", "DE", False, "w", 3),
)
MAIL_ROWS = (
    (1, "m1", "hi", "2026-01-01 10:00", "2026-01-02 10:00", "phone"),
    (1, "m1", "hi", "2026-01-01 10:00", None, None),
    (2, "m2", "yo", "2026-01-01 10:00", "2026-03-29 02:30", "tablet"),
    (2, "m3", "a", "2026-01-01", "2026-01-01", None),
    (2, "m3", "b", "2026-01-01", "2026-01-01", None),
    (99, "m4", "orphan", "2026-01-01", "2026-01-03", "desk"),
    (1, None, "none", "2026-01-01", "2026-01-03", "desk"),
    (1, None, "none", "2026-01-01", "2026-01-03", "desk"),
    (1, " ", "blank", "2026-01-01", "1960-01-03", "desk"),
    (None, "m5", "nobody", "2026-01-01", "2026-01-03", "desk"),
    (1, "m6", "(none)", "2026-01-01", "2026-01-03", "desk"),
    (3, "m7", "c", "infinity", "2026-01-01", "desk"),
    (1, "M1", "caps", "2026-01-01", None, "desk"),
    (3, "m8", "x", "2026-01-01", "2026-01-01", None),
    (None, "m8", "x", "2026-01-01", "2026-01-01", None),
)
FORM_ROWS = (
    ("a@x.de", "Request a demo", 1, None, 1767225600000, "a", 3, "2026-05-05"),
    ("a@x.de", " demo ", 1, None, 1767225600999, "c", -3, None),
    ("b@x.de", "3", 2, " ", 1767225600000, "b", None, None),
    ("same@y.de", "demo", 1, None, 1767225600000, "a", 3, None),
    ("A@x.de", "demo", 1, None, 1767225600000, "a", 3, None),
    ("c@y.de", "other", 1, None, 1767225600000, "a", 3, None),
    ("c@y.de", "page_view", 1, None, 1767225600000, "b", 4, None),
    ("c@y.de", "demo", 3, None, 1767225600000, "b", 4, None),
    ("c@y.de", "demo", 1, "y", 1767225600000, "b", 4, None),
    ("c@y.de", "demo", None, None, 1767225600000, "b", 4, None),
    ("c@y.de", None, 1, None, 1767225600000, "b", 4, None),
    ("c@y.de", "demo", 1, "", -5, "b", 4, None),
    ("c@y.de", "demo", 2, "", 86400000, "b", 4000000000000001, "1899-12-31"),
    ("(none)", "demo", 2, "", 1767225600000, "b", 1, None),
    (None, "demo", 2, "", 1767225600000, "b", 1, None),
)
ACCOUNT_ROWS = (
    ("x.de", 10),
    ("y.de", 20),
    ("y.de", 21),
    (" ", 5),
    (None, 6),
    ("(none)", 7),
    ("z.de", None),
    ("X.de", 8),
)


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    yield from typed.engines()


@pytest.mark.parametrize("key", ["integer", "text"])
@pytest.mark.parametrize("column", ["integer", "text"])
def test_which_rows_count(engines: Engines, key: str, column: str) -> None:
    loaded = load_text(CRM.replace("KEY", key))
    assert loaded.ruleset is not None, loaded.diagnostics
    of = lower(loaded.ruleset)
    number = {"integer": "BIGINT", "text": "VARCHAR"}[column]
    raw = [
        f'CREATE TABLE contacts ("Contact ID" {number}, email VARCHAR, domain VARCHAR, country VARCHAR, '
        "deleted BOOLEAN, source VARCHAR, score INTEGER)",
        "CREATE TABLE companies (domain VARCHAR, employees INTEGER)",
        f"CREATE TABLE mails (contact {number}, mail_id VARCHAR, subject VARCHAR, sent TIMESTAMP, opened TIMESTAMP, "
        "device VARCHAR)",
        'CREATE TABLE forms ("E-Mail" VARCHAR, form VARCHAR, state INTEGER, spam VARCHAR, submitted BIGINT, '
        'subject VARCHAR, rooms BIGINT, "on" DATE)',
    ]
    for table, rows in (
        ("contacts", LEAD_ROWS),
        ("companies", ACCOUNT_ROWS),
        ("mails", MAIL_ROWS),
        ("forms", FORM_ROWS),
    ):
        written = (", ".join(str(v) if isinstance(v, (bool, int)) else literal(v) for v in row) for row in rows)  # type: ignore[attr-defined]
        raw.append(f"INSERT INTO {table} VALUES " + ", ".join(f"({row})" for row in written))
    if column == "text":
        raw[4] = raw[4].replace("(2, 'b", "(' 02', 'b")
    text, integer = Physical("text"), Physical("integer")
    own = Physical(column)  # type: ignore[arg-type]
    tables: Tables = {
        ("contacts",): {
            "Contact ID": own,
            "email": text,
            "domain": text,
            "country": text,
            "deleted": Physical("boolean"),
            "source": text,
            "score": integer,
        },
        ("companies",): {"domain": text, "employees": integer},
        ("mails",): {
            "contact": own,
            "mail_id": text,
            "subject": text,
            "device": text,
            "sent": Physical("timestamp"),
            "opened": Physical("timestamp"),
        },
        ("forms",): {
            "E-Mail": text,
            "form": text,
            "state": integer,
            "spam": text,
            "submitted": integer,
            "subject": text,
            "rooms": integer,
            "on": Physical("date"),
        },
    }
    relations = ["crm_leads", "crm_accounts", "crm_events"]
    found = compare(engines, of, bind(CRM_BINDING, of), tables, raw, relations)
    leads = {row[0] for row in found["crm_leads"]}
    large = set() if key == "integer" else {"6000000000000000"}
    two = "2" if column == "integer" or key == "integer" else " 02"
    assert leads == {"1", two, "3", "4", "5", "11"} | large
    assert {row[0] for row in found["crm_accounts"]} == {"x.de", "z.de", "X.de"}
    kinds = [(row[0], row[1]) for row in found["crm_events"]]
    assert ("99", "mail_open") in kinds and ("99", "mail_sent") in kinds  # the views know no such lead
    assert kinds.count(("1", "mail_open")) == 4  # m1, two without an id that are alike, m6
    assert sorted(kind for lead, kind in kinds if lead == "3") == ["demo", "mail_open", "page_view"]
    assert {row[0] for row in found["crm_events"] if row[1] == "demo"} == {"1", "3"}


PLAIN = """
ruleset plain version "1.2", time zone "Europe/Berlin"
lead { id: text key   size: integer   amount: decimal   created: timestamp since   born: date   agreed: yes or no }
event visit { page: text   seconds: integer }
score s { "Size" +2 when size at least 10   "Rich" +3 when amount above 1.5   "Agreed" +4 when agreed
  "New" +5 when created in last 30 days   "Visits" +1 for each visit where page contains "Price" in last 7 days }
"""
PLAIN_TABLES = (
    "CREATE TABLE leads (id TEXT, size INTEGER, amount NUMERIC, created TIMESTAMPTZ, born DATE, agreed BOOLEAN)",
    'CREATE TABLE events (lead TEXT, event TEXT, "at" TIMESTAMPTZ, page TEXT, seconds INTEGER)',
    "INSERT INTO leads VALUES ('a', 10, 1.505, now() - INTERVAL '1 day', NULL, true), "
    "('b', 9, 1.504, NULL, NULL, false), ('c', NULL, 1.515, NULL, NULL, NULL)",
    "INSERT INTO events VALUES ('a', 'visit', now() - INTERVAL '1 day', '/Prices', 1), "
    "('a', 'visit', now() - INTERVAL '8 days', '/Price', 1), ('b', 'other', now(), '/Price', 1)",
)


def test_files_run_as_they_are_written(engines: Engines) -> None:
    loaded = load_text(PLAIN)
    assert loaded.ruleset is not None, loaded.diagnostics
    plan, postgres = lower(loaded.ruleset), engines.postgres
    postgres.clear()
    for sql in PLAIN_TABLES:
        postgres.execute(sql)
    files = scripts(plan, "postgres", default_binding(plan.schema))
    assert [name[3:] for name, _ in files] == [
        *("plain_local_day.sql", "plain_as_of.sql", "plain_leads.sql", "plain_events.sql"),
        *("plain_scores.sql", "plain_contributions.sql", "plain_ruleset.sql"),
    ]
    for _, text in files:
        postgres.execute(text)
    scored = postgres.execute("SELECT lead, s FROM plain_scores ORDER BY lead").fetchall()
    assert [(lead, int(s)) for lead, s in scored] == [("a", 15), ("b", 0), ("c", 3)]  # 2 + 3 + 4 + 5 + 1; 1.504 is 1.50
    [made] = postgres.execute("SELECT * FROM plain_ruleset").fetchall()
    assert made == ("plain", "1.2", plan.content_hash, "postgres", f"scoreline {__version__}")
