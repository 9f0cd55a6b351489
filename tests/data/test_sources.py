"""Several tables of events, one row as several events, leads told by another attribute, row filters, packed files."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from scoreline.compiler.reference import score
from scoreline.compiler.sql.run import results
from scoreline.compiler.sql.scripts import scripts
from scoreline.data.quality import Quality
from scoreline.data.quality_text import event_rows
from scoreline.data.scoring import score_files
from scoreline.data.typed import read_leads
from scoreline.dsl.binding import Binding
from scoreline.dsl.binding_file import read_text
from scoreline.dsl.diagnostics import DiagnosticError
from scoreline.dsl.source import Source
from support.backends import planned

RULES = """ruleset mails version "1", time zone "UTC"
lead { id: integer key   email: text }
event sent, not by the lead { campaign: integer }
event opened { campaign: integer }
event call { minutes: integer }
score s, limited to 0..10000 {
  "Sent" +1 for each sent ever
  "Opened" +10 for each opened ever
  "Of campaign 7" +100 for each opened where campaign is 7 ever
  "Calls" +1000 for each call where minutes at least 5 ever
}
"""
AS_OF = 1_768_467_600  # 2026-01-15T09:00:00Z

BINDING = """
[leads.columns]
id = "Contact"
email = "E-Mail"
[[events]]                          # a row is sent, and perhaps opened
table = "crm.mails"
lead = "contact"
event = { always = "sent" }
at = "sent_at"
id = "id"
columns = { campaign = "campaign_id" }
[[events]]
table = "crm.mails"
lead = "contact"
event = { always = "opened" }
at = "opened_at"
id = "id"
keep = { opened_at = { known = true }, is_scanner = false }
columns = { campaign = "campaign_id" }
[[events]]
table = ["crm", "Phone calls"]
lead = { column = "Who", by = "email" }
event = { always = "call" }
at = "When"
columns = { minutes = "Minutes" }
"""

LEADS = "Contact,E-Mail\n1,a@x.de\n2.0,b@x.de\n3,b@x.de\n4,\n5,e@x.de\n5,e@x.de\n"
MAILS = """id,contact,sent_at,opened_at,campaign_id,is_scanner
m1,1,2026-01-01,2026-01-02,7,FALSE
m2,1,2026-01-03,,7,FALSE
m3,1,2026-01-04,2026-01-04,8,TRUE
m4,2,2026-01-05,2026-01-06,8,no
m4,2,2026-01-05,2026-01-06,8,no
m5,3,2026-01-05,2026-01-06,8,0
m5,3,2026-01-06,2026-01-06,8,0
m6,9,2026-01-05,2026-01-06,7,false
"""
CALLS = """Who,When,Minutes
a@x.de,2026-01-07 10:00,5
a@x.de,2026-01-07 11:00,4
b@x.de,2026-01-07 12:00,60
e@x.de,2026-01-07 12:00,60
,2026-01-07 12:00,60
z@x.de,2026-01-07 12:00,60
A@x.de,2026-01-07 12:00,60
"""
# 1: sent thrice 3, opened once (a scanner opened m3, nobody m2) 10, of campaign 7 100, one call of 5 minutes 1000.
# 2: m4 stands twice and is one: sent 1, opened 10. 3: m5 was sent at two times: left out; it was opened at one: 10.
# b@x.de is the address of two leads: nobody called. Lead 5 stands twice: e@x.de is nobody's either.
POINTS = {"1": 1113, "2": 11, "3": 10, "4": 0}


@dataclass
class Files:
    leads: Path
    mails: Path
    calls: Path


@pytest.fixture
def files(tmp_path: Path) -> Files:
    found = Files(tmp_path / "leads.csv", tmp_path / "mails.csv.gz", tmp_path / "calls.csv")
    found.leads.write_text(LEADS, encoding="utf-8")
    found.mails.write_bytes(gzip.compress(MAILS.encode()))
    found.calls.write_text(CALLS, encoding="utf-8")
    return found


def bound(text: str = BINDING) -> Binding:
    found = read_text(Source("crm.toml", text), planned(RULES).schema)
    assert isinstance(found, Binding), found
    return found


def run(leads: Path, events: dict[str, Path] | Path | None, binding: Binding) -> tuple[dict[str, int], Quality]:
    plan = planned(RULES)
    expected = {lead.key: score(plan, lead, AS_OF) for lead in read_leads(plan, leads, events, binding)}
    with score_files(plan, leads, events, binding, AS_OF) as scored:
        assert {result.lead: result for result in results(scored.connection, plan, AS_OF)} == expected
        return {key: (dict(r.scores)["s"] or 0) // 1000 for key, r in expected.items()}, scored.quality


def test_every_source_counts(files: Files) -> None:
    points, quality = run(files.leads, {"mails": files.mails, "Phone calls": files.calls}, bound())
    assert points == POINTS
    sent, opened, calls = quality.events
    assert (sent.kind, sent.rows, sent.used, sent.copies, sent.conflicting, sent.orphans) == ("sent", 8, 4, 1, 2, 1)
    assert (opened.rows, opened.filtered, opened.used, opened.copies, opened.orphans) == (8, 2, 3, 2, 1)
    assert (calls.rows, calls.used, calls.shared, calls.without_lead) == (7, 2, 1, 1)
    assert calls.shared_examples == (("b@x.de", 1),)
    assert dict(calls.orphan_examples) == {"A@x.de": 1, "e@x.de": 1, "z@x.de": 1}
    assert ("left out: several leads are told by this", 1, "b@x.de (1)") in event_rows(calls)
    campaigns = {(a.owner, a.known) for a in quality.attributes if a.name == "campaign"}
    assert campaigns == {("sent", 8), ("opened", 6)}


def test_a_table_without_a_file_has_no_events(files: Files) -> None:
    points, quality = run(files.leads, {"mails": files.mails}, bound())
    assert points == {"1": 113, "2": 11, "3": 10, "4": 0}
    assert (len(quality.events), quality.unread) == (2, ("Phone calls",))


def test_a_file_for_no_table(files: Files) -> None:
    for events, said in (
        ({"mail": files.mails}, "the binding has no table of events `mail`"),
        (files.mails, f"the binding has 2 tables of events, and nothing says which `{files.mails}` is"),
    ):
        with pytest.raises(DiagnosticError) as caught:
            run(files.leads, events, bound())
        (found,) = caught.value.diagnostics
        assert (found.code, found.message) == ("SL0928", said)


def test_in_a_warehouse() -> None:
    plan = planned(RULES)
    with duckdb.connect(":memory:") as connection:
        connection.execute("CREATE SCHEMA crm")
        for name, text in (("leads", LEADS), ('crm."mails"', MAILS), ('crm."Phone calls"', CALLS)):
            header, *lines = text.strip().split("\n")
            columns = ", ".join(f'"{column}" VARCHAR' for column in header.split(","))
            connection.execute(f"CREATE TABLE {name} ({columns})")
            for line in lines:
                connection.execute(
                    f"INSERT INTO {name} VALUES ({', '.join('?' * len(line.split(',')))})",
                    [field or None for field in line.split(",")],
                )
        for _, sql in scripts(plan, "duckdb", bound()):
            connection.execute(sql)
        connection.execute(f"CREATE OR REPLACE VIEW mails_as_of AS SELECT {AS_OF} AS as_of")
        found = connection.execute("SELECT lead, s FROM mails_scores").fetchall()
    assert dict(found) == {key: Decimal(points) for key, points in POINTS.items()}


def test_an_attribute_that_the_kind_of_a_source_lacks_needs_no_column() -> None:
    """Calls have no campaign, and nothing has to say so."""
    assert [c.absent for c in bound().events[2].columns] == [True, False]  # campaign, minutes


@pytest.mark.parametrize(
    ("keep", "kept"),
    [
        ("{ a = 1 }", "145"),
        ('{ a = "1" }', "145"),
        ('{ a = ["1", "x y"] }', "1345"),
        ("{ a = true }", "145"),
        ("{ a = { is_not = 1 } }", "236"),
        ("{ a = { known = true } }", "1345"),
        ("{ a = { missing = true } }", "26"),
        ('{ a = { not_in = ["x y"] }, b = "n" }', "14"),
        ('[{ column = "b", is = "n" }, { column = "b", is_not = "n" }]', ""),
        ('{ b = false }', "14"),
    ],
)  # fmt: skip
def test_filters(tmp_path: Path, keep: str, kept: str) -> None:
    """`a` holds 1, nothing, a text with blanks, 1 as a number, 1 with blanks, a blank; `b` n, or nothing."""
    cells: list[object] = ["1", None, " x y ", 1, " 1 ", "  "]
    leads = tmp_path / "leads.jsonl"
    lines = [{"id": i, "a": cell, **({"b": "n"} if i in (1, 4) else {})} for i, cell in enumerate(cells, 1)]
    leads.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    binding = bound(f"[leads]\nkeep = {keep}\nabsent = ['email']")
    found = read_leads(planned(RULES), leads, None, binding)
    assert "".join(lead.key for lead in found) == kept
    with score_files(planned(RULES), leads, None, binding, AS_OF) as scored:
        assert (scored.rows, scored.quality.leads.filtered) == (len(kept), 6 - len(kept))


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("[[events]]\nlead = { column = 'x', by = 'mail' }", "SL0904", 2, 29),
        ("[[events]]\nlead = { by = 'id', absent = true }", "SL0909", 2, 21),
        ("[[events]]\nevent = { always = 'call' }\ncolumns = { campaign = 'x' }", "SL0904", 3, 13),
        ("[[events]]\nevent = { always = 'call' }\nabsent = ['campaign']", "SL0904", 3, 11),
        ("[[events]]\nabsent = ['minutes']\ncolumns.minutes = 'x'", "SL0909", 2, 11),
        ("events = []", "SL0903", 1, 10),
        ("events = [1]", "SL0903", 1, 11),
        ("[leads]\nabsent = ['id']", "SL0909", 2, 1),
        ("[leads]\nkeep = { a = { } }", "SL0910", 2, 10),
        ("[leads]\nkeep = { a = 1.5 }", "SL0910", 2, 14),
        ("[leads]\nkeep = { a = [] }", "SL0910", 2, 14),
        ("[leads]\nkeep = { a = { is = 1, in = [2] } }", "SL0910", 2, 10),
        ("[leads]\nkeep = { a = { si = 1 } }", "SL0902", 2, 16),
        ("[leads]\nkeep = 'a = 1'", "SL0903", 2, 8),
        ("[leads.columns]\nemail = { separator = ',' }", "SL0909", 2, 11),
        ("[accounts]\ntable = 'crm.companies'", "SL0904", 1, 2),
    ],
)  # fmt: skip
def test_problems_at_their_places(text: str, code: str, line: int, column: int) -> None:
    found = read_text(Source("crm.toml", text), planned(RULES).schema)
    assert isinstance(found, tuple), "no problem was found"
    assert [(d.code, d.span.line, d.span.column) for d in found] == [(code, line, column)]
