"""Lead attributes with a history: what held at the moment of scoring, from files and in a warehouse."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from scoreline.compiler.sql.histories import ONE_MOMENT
from scoreline.compiler.sql.scripts import scripts
from scoreline.data.quality import HistoryQuality
from scoreline.data.quality_text import history_rows
from scoreline.data.scoring import score_files
from scoreline.data.typed import read_leads
from scoreline.dsl.binding import Binding
from scoreline.dsl.binding_file import read_text
from scoreline.dsl.diagnostics import DiagnosticError
from scoreline.dsl.source import Source
from support.backends import planned

RULES = """ruleset r version "1", time zone "UTC"
lead { id: integer key   stage: one of ("new", "open", "won")   owner: text   size: integer }
event call { }
score s { "Open" +1 when stage is "open" "Won" +10 when stage is "won" "Large" +100 when size at least 50 }
"""
BINDING = """
[leads.columns]
owner = "Owner"
[events]
lead = { column = "owner", by = "owner" }
event = { always = "call" }
[[history]]
table = "crm.changes"
lead = "contact"
since = { column = "changed", zone = "Europe/Berlin" }
keep = { field = "Stage" }
columns = { stage = { column = "new", values = { Open = "open" } } }
[[history]]
table = "crm.records"
lead = "contact"
since = "valid_from"
columns = { size = "employees", owner = "owner" }
"""
BARE = '[leads]\nabsent = ["size"]\ncolumns = { owner = "Owner" }\n'
LEADS = "id,stage,Owner\n1,won,Ann\n2,won,Bob\n3,won,Cleo\n4,won,\n"
CHANGES = """contact,changed,field,new
1,2026-01-01 01:00,Stage,new
1,2026-01-10 01:00,Stage,Open
1,2026-01-20 01:00,Stage,won
1,2026-01-05 01:00,Owner,Zoe
2,2026-01-12 00:59:59,Stage,Open
2,2026-01-12 00:59:59,Stage,Open
2,2026-01-12 01:00:00,Stage,
3,2026-01-03,Stage,new
3,2026-01-04,Stage,Open
3,2026-01-04,Stage,won
9,2026-01-03,Stage,new
,2026-01-03,Stage,new
1,soon,Stage,won
4,2026-02-01,Stage,rotten
"""
RECORDS = """contact,valid_from,employees,owner
1,2026-01-02,10,Ann
1,2026-01-11,50,Bea
4,2026-01-11,many,
"""


def second(day: str) -> int:
    return int(dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC).timestamp())


# stage, owner and size by lead; a change at 01:00 in Berlin holds from midnight UTC on.
THEN: dict[str, dict[str, dict[str, object]]] = {
    # Nothing has begun but the records; 3 has no record, and keeps its owner. 2 likewise.
    "2025-12-31T23:59:59": {"1": {}, "2": {"owner": "Bob"}, "3": {"owner": "Cleo"}, "4": {}},
    "2026-01-01T00:00:00": {"1": {"stage": "new"}, "2": {"owner": "Bob"}, "3": {"owner": "Cleo"}, "4": {}},
    # 3: the two rows of January 4 contradict each other; that of the day before holds on.
    "2026-01-11T00:00:00": {
        "1": {"stage": "open", "owner": "Bea", "size": 50},
        "2": {"owner": "Bob"},
        "3": {"stage": "new", "owner": "Cleo"},
        "4": {},
    },
    "2026-01-11T23:59:59": {
        "1": {"stage": "open", "owner": "Bea", "size": 50},
        "2": {"stage": "open", "owner": "Bob"},  # twice the same row is one
        "3": {"stage": "new", "owner": "Cleo"},
        "4": {},
    },
    # 2 has become without a stage; 4 has a stage that there is not.
    "2026-03-01T00:00:00": {
        "1": {"stage": "won", "owner": "Bea", "size": 50},
        "2": {"owner": "Bob"},
        "3": {"stage": "new", "owner": "Cleo"},
        "4": {},
    },
}  # fmt: skip


@dataclass
class Files:
    leads: Path
    history: dict[str, Path]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    for name, text in (("leads", LEADS), ("changes", CHANGES), ("records", RECORDS)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return Files(tmp_path / "leads.csv", {name: tmp_path / f"{name}.csv" for name in ("changes", "records")})


def bound(text: str = BINDING) -> Binding:
    found = read_text(Source("crm.toml", text), planned(RULES).schema)
    assert isinstance(found, Binding), found
    return found


@pytest.mark.parametrize("day", THEN)
def test_what_held_then(files: Files, day: str) -> None:
    plan, moment = planned(RULES), second(day)
    expected = {key: {"id": int(key), **values} for key, values in THEN[day].items()}
    read = read_leads(plan, files.leads, None, bound(), history=files.history, as_of=moment)
    assert {lead.key: lead.values for lead in read} == expected
    with score_files(plan, files.leads, None, bound(), moment, history=files.history) as scored:
        rows = scored.connection.execute("SELECT id, stage, owner, size FROM r_leads").fetchall()
    assert {str(row[0]): known(row) for row in rows} == expected


def known(row: tuple[object, ...]) -> dict[str, object]:
    return {name: value for name, value in zip(("id", "stage", "owner", "size"), row, strict=True) if value is not None}


def test_every_row_of_a_history_is_counted(files: Files) -> None:
    moment = second("2026-01-11")
    with score_files(planned(RULES), files.leads, None, bound(), moment, history=files.history) as scored:
        changes, records = scored.quality.histories
        once = [a for a in scored.quality.attributes if a.owner == "lead, once"]
    assert isinstance(changes, HistoryQuality)
    assert (changes.rows, changes.filtered, changes.orphans) == (14, 1, 1)
    assert (changes.without_lead, changes.without_time, changes.conflicting) == (1, 1, 2)
    assert (changes.future, changes.used) == (5, 3)
    assert (records.rows, records.used, records.attributes) == (3, 3, ("owner", "size"))
    for history in (changes, records):
        rows = history_rows(history)
        assert rows[0][1] == sum(count for _, count, _ in rows[1:])
    assert {(a.name, a.unreadable, a.unexpected) for a in once} == {("stage", 0, 1), ("size", 1, 0), ("owner", 0, 0)}


def test_without_files_the_leads_say_what_they_say(files: Files) -> None:
    """The stage is not read from the leads' table: no column is named for it. The owner is."""
    read = read_leads(planned(RULES), files.leads, None, bound())
    assert [lead.values.get("owner") for lead in read] == ["Ann", "Bob", "Cleo", None]
    assert all("stage" not in lead.values for lead in read_leads(planned(RULES), files.leads, None, bound()))


def test_leads_are_told_by_what_they_were(files: Files, tmp_path: Path) -> None:
    events = tmp_path / "events.csv"
    events.write_text("owner,at\nBea,2026-01-05\nAnn,2026-01-05\n", encoding="utf-8")
    plan, moment = planned(RULES), second("2026-01-11")
    read = read_leads(plan, files.leads, events, bound(), history=files.history, as_of=moment)
    assert [len(lead.events) for lead in read] == [1, 0, 0, 0]
    with score_files(plan, files.leads, events, bound(), moment, history=files.history) as scored:
        assert scored.connection.execute("SELECT lead FROM r_events").fetchall() == [("1",)]


def test_in_a_warehouse() -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute("CREATE SCHEMA crm")
        for name, text in (
            ("leads", LEADS),
            ("crm.changes", CHANGES),
            ("crm.records", RECORDS),
            ("events", "owner,at\n"),
        ):
            header, *lines = text.strip().split("\n")
            columns = ", ".join(f'"{column}" VARCHAR' for column in header.split(","))
            connection.execute(f"CREATE TABLE {name} ({columns})")
            for line in lines:
                row = [field or None for field in line.split(",")]
                connection.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", row)
        for _, sql in scripts(planned(RULES), "duckdb", bound()):
            connection.execute(sql)
        for day, expected in THEN.items():
            connection.execute(f"CREATE OR REPLACE VIEW r_as_of AS SELECT {second(day)} AS as_of")
            rows = connection.execute("SELECT id, stage, owner, size FROM r_leads").fetchall()
            found = {str(row[0]): known(row) for row in rows}
            assert found == {key: {"id": int(key), **values} for key, values in expected.items()}, day
            assert len(connection.execute("SELECT * FROM r_scores").fetchall()) == 4
        connection.execute("CREATE OR REPLACE VIEW r_as_of AS SELECT unnest([1, 2]) * 86400 AS as_of")
        with pytest.raises(duckdb.Error, match=ONE_MOMENT):
            connection.execute("SELECT * FROM r_scores").fetchall()


def test_a_file_for_no_history(files: Files) -> None:
    for history, binding in (({"change": files.leads}, bound()), (files.leads, bound()), (files.leads, bound(BARE))):
        with pytest.raises(DiagnosticError) as caught:
            list(read_leads(planned(RULES), files.leads, None, binding, history=history))
        assert [d.code for d in caught.value.diagnostics] == ["SL0928"]


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("[[history]]\nlead = 'x'", "SL0909", 1, 3),
        ("[[history]]\ncolumns = { id = 'x' }", "SL0909", 2, 13),
        ("[[history]]\ncolumns = { stag = 'x' }", "SL0904", 2, 13),
        ("[[history]]\ncolumns.stage = 'x'\n[[history]]\ncolumns.stage = 'y'", "SL0909", 4, 9),
        ("[[history]]\ncolumns.stage = 'x'\nsince = { absent = true }", "SL0909", 3, 11),
        ("[[history]]\ncolumns.stage = 'x'\nat = 'x'", "SL0902", 3, 1),
        ("history = 5", "SL0903", 1, 11),
    ],
)
def test_problems_at_their_places(text: str, code: str, line: int, column: int) -> None:
    found = read_text(Source("crm.toml", text), planned(RULES).schema)
    assert isinstance(found, tuple), "no problem was found"
    assert [(d.code, d.span.line, d.span.column) for d in found] == [(code, line, column)]
