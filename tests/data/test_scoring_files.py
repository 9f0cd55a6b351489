"""Whole files: what the views score is what the reference scores, and no row goes missing without being counted."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.reference import score
from scoreline.compiler.sql.run import results
from scoreline.data.quality import Quality
from scoreline.data.scoring import Scored, score_files
from scoreline.data.typed import read_leads
from scoreline.dsl.binding import Binding, default_binding
from scoreline.dsl.binding_file import read_text
from scoreline.dsl.diagnostics import DiagnosticError
from scoreline.dsl.load import load_text
from scoreline.dsl.source import Source

AS_OF = 1_768_467_600  # 2026-01-15T09:00:00Z
RULES = """
ruleset shop version "1", time zone "Europe/Berlin"

lead {
  id: text key
  created: timestamp since
  employees: integer
  budget: decimal
  size: one of ("s", "m")
  vip: yes or no
  birthday: date
  note: text
}
event visit { page: text   seconds: integer   mood: one of ("good", "bad") }
event buy { page: text   price: decimal   mood: one of ("good", "ugly") }
event ping { }

do not score when size is "s" and vip because "too small"

score fit, limited to -50..100 {
  "Employees" by employees { below 50: +5  from 50: +20  missing: -1 }
  "Budget" +7 when budget at least 10.5
  "Size" by size { "m": +3  missing: +1 }
  "Important" +9 when vip
  "Born" +1 when birthday before 2000-01-01
}
score engagement, limited to 0..100 {
  "Pages" +2 for each visit where page starts with "/" in last 90 days, once per page, halve every 7 days
  "Good days" +1 for each visit where mood is "good" in last 30 days, once per day
  "Bought" +4 for each buy where (price above 1 and mood is "ugly") ever
  "Quiet" -5 when no event by the lead in last 10 days
}
score total = 50% of fit + 50% of engagement
grade rating of total { A from 20   B below }
"""


@lru_cache
def plan() -> Plan:
    ruleset = load_text(RULES, shown="shop.score").ruleset
    assert ruleset is not None, load_text(RULES).diagnostics
    return lower(ruleset)


def bind(text: str) -> Binding:
    found = read_text(Source("shop.toml", text), plan().schema)
    assert isinstance(found, Binding), found
    return found


def csv_bytes(columns: list[str], rows: list[list[str]]) -> bytes:
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows([columns, *rows])
    return target.getvalue().encode()


def run(
    folder: Path, leads: bytes, events: bytes | None, binding: Binding | None = None, suffix: str = ".csv"
) -> tuple[Quality, list[tuple[object, ...]]]:
    """Scores, and holds the views against the reference on leads that were read in Python."""
    bound = binding or default_binding(plan().schema)
    leads_file, events_file = folder / f"leads{suffix}", folder / f"events{suffix}"
    leads_file.write_bytes(leads)
    if events is not None:
        events_file.write_bytes(events)
    paths = (leads_file, None if events is None else events_file)
    expected = {lead.key: score(plan(), lead, AS_OF) for lead in read_leads(plan(), *paths, bound)}
    with score_files(plan(), *paths, bound, AS_OF) as scored:
        found = {result.lead: result for result in results(scored.connection, plan(), AS_OF)}
        rows = [row for batch in scored.batches() for row in batch]
        quality = scored.quality
    assert found == expected
    assert [row[0] for row in rows] == worklist(scored, rows)
    adds_up(quality)
    return quality, rows


def worklist(scored: Scored, rows: list[tuple[object, ...]]) -> list[object]:
    total = scored.columns.index("total")
    return [r[0] for r in sorted(rows, key=lambda r: (r[total] is None, -(r[total] or 0), str(r[0]).encode()))]  # type: ignore[operator]


def adds_up(quality: Quality) -> None:
    leads, events = quality.leads, quality.events
    assert leads.rows == leads.broken + leads.filtered + leads.without_key + leads.repeated + leads.accepted
    assert leads.accepted == leads.scored + leads.excluded + leads.problems
    read = leads.rows - leads.broken - leads.filtered
    for attribute in quality.attributes:
        if attribute.owner == "lead":
            assert attribute.known + attribute.missing + attribute.unreadable + attribute.unexpected == read
    for source in events:
        parts = ("broken", "filtered", "conflicting", "copies", "without_lead", "without_kind", "unknown_kind")
        times = ("without_time", "unreadable_time", "out_of_range", "future", "shared", "orphans", "used")
        assert source.rows == sum(getattr(source, name) for name in (*parts, *times))


LEAD = ["id", "created", "employees", "budget", "size", "vip", "birthday", "note"]
EVENT = ["lead", "event", "at", "page", "seconds", "mood", "price"]

LEADS = [
    ["b", "2025-01-01", "60", "10.495", "m", "yes", "1999-12-31", ""],
    ["a", "2025-01-01", "60", "10.495", "m", "yes", "1999-12-31", ""],
    ["c", "yesterday", "many", "1e400", "xl", "maybe", "2000-02-30", ""],
    ["d", "", "", "", "", "", "", ""],
    ["e", "2025-01-01", "5", "", "s", "1", "", "out"],
    ["twice", "", "", "", "", "", "", ""],
    ["twice", "", "", "", "", "", "", ""],
    [" ", "", "5", "", "", "", "", ""],
]
EVENTS = [
    ["a", "visit", "2026-01-15T08:00:00Z", "/x", "1", "good", ""],
    ["a", "visit", "2026-01-15 09:30", "/x", "", "bad", ""],
    ["a", "visit", "2026-01-15T09:00:01Z", "/y", "", "", ""],  # a second too late
    ["a", "buy", "2025-06-01", "", "", "ugly", "1.01"],
    ["a", "buy", "2025-06-01", "", "", "bad", "1.01"],  # of visits, not of purchases
    ["b", "chat", "2026-01-01", "", "", "", ""],
    ["b", "", "2026-01-01", "", "", "", ""],
    ["b", "visit", "", "", "", "", ""],
    ["b", "visit", "soon", "", "", "", ""],
    ["b", "visit", "1969-12-31T00:00Z", "", "", "", ""],
    ["", "visit", "2026-01-01", "", "", "", ""],
    ["twice", "visit", "2026-01-01", "", "", "", ""],
    ["stranger", "ping", "2026-01-01", "", "", "", ""],
]


def test_every_row_is_counted_where_it_went(tmp_path: Path) -> None:
    quality, rows = run(tmp_path, csv_bytes(LEAD, LEADS), csv_bytes(EVENT, EVENTS))
    leads, events = quality.leads, quality.events
    assert (leads.rows, leads.accepted, leads.scored, leads.excluded) == (8, 5, 4, 1)
    assert (leads.repeated, leads.repeated_keys, leads.repeated_examples) == (2, 1, (("twice", 2),))
    assert (leads.without_key, leads.ignored) == (1, ())
    (events,) = quality.events
    assert (events.rows, events.used, events.future, events.orphans) == (13, 4, 1, 2)
    assert events.orphan_examples == (("stranger", 1), ("twice", 1))
    assert (events.unknown_kind, events.unknown_kinds, events.without_kind) == (1, (("chat", 1),), 1)
    assert (events.without_time, events.unreadable_time, events.out_of_range, events.without_lead) == (1, 1, 1, 1)
    assert events.time_example is not None
    assert (events.time_example.value, events.time_example.line) == ("soon", 10)
    found = {a.name: (a.known, a.missing, a.unreadable, a.unexpected) for a in quality.attributes if a.owner == "lead"}
    assert found == {
        "created": (3, 4, 1, 0),
        "employees": (4, 3, 1, 0),
        "budget": (2, 5, 1, 0),
        "size": (3, 4, 0, 1),
        "vip": (3, 4, 1, 0),
        "birthday": (2, 5, 1, 0),
    }
    size = next(a for a in quality.attributes if a.name == "size")
    assert size.unexpected_values == (("xl", 1),)
    employees = next(a for a in quality.attributes if a.name == "employees")
    assert employees.example is not None
    assert (employees.example.value, employees.example.line) == ("many", 4)
    moods = [(a.owner, a.unexpected, a.unexpected_values) for a in quality.attributes if a.name == "mood"]
    assert moods == [("visit, buy", 1, (("bad", 1),))]
    # a: 20 + 0 + 3 + 9 + 1; 2 × 1 page + 1 day + 4, no quiet. b: the same, and quiet. e is not scored.
    assert [(r[0], str(r[2]), str(r[3]), str(r[4])) for r in rows[:2]] == [
        ("a", "40.00", "7.00", "23.50"),
        ("b", "40.00", "0.00", "20.00"),
    ]
    assert rows[-1][0] == "e"
    assert rows[-1][2:] == (None, None, None, None, "too small", None)


def test_the_same_from_json_lines_and_parquet(tmp_path: Path) -> None:
    quality, rows = run(tmp_path, csv_bytes(LEAD, LEADS), csv_bytes(EVENT, EVENTS))
    lines = [
        "".join(json.dumps(dict(zip(names, row, strict=True))) + "\n" for row in table).encode()
        for names, table in ((LEAD, LEADS), (EVENT, EVENTS))
    ]
    json_quality, json_rows = run(tmp_path, lines[0], lines[1], suffix=".jsonl")
    assert json_rows == rows
    with duckdb.connect(":memory:") as connection:
        for name in ("leads", "events"):
            source, target = tmp_path / f"{name}.csv", tmp_path / f"{name}.parquet"
            connection.execute(f"COPY (FROM read_csv('{source}', all_varchar = true)) TO '{target}' (FORMAT parquet)")
    files = tmp_path / "leads.parquet", tmp_path / "events.parquet"
    parquet_quality, parquet_rows = run(tmp_path, *(f.read_bytes() for f in files), suffix=".parquet")
    assert parquet_rows == rows
    for other in (json_quality, parquet_quality):
        (theirs,), (ours,) = other.events, quality.events
        named = replace(other.leads, file=quality.leads.file)
        assert named == quality.leads
        assert replace(theirs, file=ours.file, time_example=None) == replace(ours, time_example=None)


def test_typed_values_of_json_lines(tmp_path: Path) -> None:
    leads = [
        {"id": 1, "created": 1735689600, "employees": 60.0, "budget": 10.495, "vip": True, "birthday": "1999-12-31"},
        {"id": "2", "created": 1735689600.5, "employees": 6e1, "size": {"a": 1}, "vip": 1, "note": [1], "birthday": 0},
        {"id": {"no": "key"}},
    ]
    events = [{"lead": "1", "event": "visit", "at": AS_OF, "page": "/x"}, {"lead": 1, "event": "visit", "at": 1.5}]
    binding = bind("[events.columns]\nmood = { optional = true }\nprice = { optional = true }")
    files = ("".join(json.dumps(row) + "\n" for row in table).encode() for table in (leads, events))
    quality, rows = run(tmp_path, *files, binding, suffix=".jsonl")
    assert [(row[0], str(row[2]), str(row[3])) for row in rows] == [("1", "38.00", "2.00"), ("2", "30.00", "0.00")]
    assert {a.name: a.unreadable for a in quality.attributes if a.unreadable} == {
        "id": 1,  # there is a key, but it is none that can be read
        "created": 1,
        "size": 1,
        "birthday": 1,
    }
    assert quality.leads.without_key == 1
    assert quality.events[0].unreadable_time == 1


def test_typed_values_of_parquet(tmp_path: Path) -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"""COPY (SELECT * FROM (VALUES
            (1, TIMESTAMPTZ '2025-01-01 00:00:00+00', 60.0::DOUBLE, 10.5::DECIMAL(9, 3), 'm', true,
             DATE '1999-12-31', NULL),
            (2, NULL, 60.5, 10.4995, NULL, false, DATE '1850-01-01', 'x')
          ) t(id, created, employees, budget, size, vip, birthday, note)) TO '{tmp_path}/l.parquet' (FORMAT parquet)""")
        connection.execute(f"""COPY (SELECT * FROM (VALUES
            (1::BIGINT, 'visit', 1768464000::BIGINT, '/x', [1], 'good', 1.0::FLOAT)
          ) t(lead, event, "at", page, seconds, mood, price)) TO '{tmp_path}/e.parquet' (FORMAT parquet)""")
    files = tmp_path / "l.parquet", tmp_path / "e.parquet"
    quality, rows = run(tmp_path, *(f.read_bytes() for f in files), suffix=".parquet")
    assert [(row[0], str(row[2]), str(row[3])) for row in rows] == [("1", "40.00", "3.00"), ("2", "7.00", "0.00")]
    assert {a.name: a.unreadable for a in quality.attributes if a.unreadable} == {"employees": 1, "birthday": 1}


def test_a_binding_renames_maps_filters_and_collapses(tmp_path: Path) -> None:
    binding = bind("""
        missing = ["Select"]
        [leads]
        keep = [{ column = "Deleted?", is_not = true }, { column = "type", in = ["lead", 7] }]
        [leads.columns]
        id = "Prospect ID"
        size = { column = "Größe", values = { "Mittel" = "m", "Klein" = "s" } }
        created = { column = "Angelegt", format = "%d.%m.%Y" }
        budget = { absent = true }
        [events]
        lead = "who"
        event = "what"
        at = { column = "when", unit = "milliseconds" }
        id = "event_id"
        kinds = { "Page Viewed" = "visit", "Order" = "buy" }
        """)
    leads = csv_bytes(
        ["Prospect ID", "Deleted?", "type", "Größe", "Angelegt", "employees", "vip", "birthday"],
        [
            ["1", "", "lead", "Mittel", "01.12.2025", "Select", "no", ""],
            ["2", "FALSE", " 7 ", "Klein", "31.02.2025", "50", "no", ""],
            ["3", "TRUE", "lead", "", "", "", "", ""],
            ["4", "no", "person", "", "", "", "", ""],
            ["5", "no", "", "", "", "", "", ""],
        ],
    )
    moment = str(AS_OF * 1000 - 1)
    events = csv_bytes(
        ["event_id", "who", "what", "when", "page", "price", "mood"],
        [
            ["x1", "1", "Page Viewed", moment, "/a", "", ""],
            ["x1", "1", " Page Viewed ", moment, "/a", "", ""],  # says the same
            ["x2", "1", "Page Viewed", moment, "/b", "", ""],
            ["x2", "2", "Page Viewed", moment, "/b", "", ""],  # says another lead
            ["", "1", "visit", moment, "/c", "", ""],
            ["", "1", "visit", moment, "/c", "", ""],  # no id: an event of its own
            ["x3", "2", "Order", moment, "", "1.011", "ugly"],
            ["x4", "2", "Select", moment, "", "", ""],
        ],
    )
    quality, rows = run(tmp_path, leads, events, binding)
    assert (quality.leads.filtered, quality.leads.accepted) == (3, 2)
    (found,) = quality.events
    assert found is not None
    assert (found.copies, found.conflicting, found.without_kind, found.used) == (1, 2, 1, 4)
    # 1: -1 for unknown employees, +3; pages /a and /c. 2: +20, not excluded (not important); one purchase.
    assert [(row[0], str(row[2]), str(row[3])) for row in rows] == [("2", "20.00", "4.00"), ("1", "2.00", "4.00")]


def test_an_attribute_called_id_is_no_event_id(tmp_path: Path) -> None:
    rules = """
    ruleset ids version "1"
    lead { id: text key }
    event order { id: text   place: integer }
    score points { "Orders" +1 for each order where id is "x" ever }
    """
    ruleset = load_text(rules).ruleset
    assert ruleset is not None
    made = lower(ruleset)
    (tmp_path / "leads.csv").write_bytes(b"id\n1\n")
    (tmp_path / "events.csv").write_bytes(b"lead,event,at,id,place\n1,order,2026-01-01,x,1\n1,order,2026-01-01,x,2\n")
    files = tmp_path / "leads.csv", tmp_path / "events.csv"
    binding = default_binding(made.schema)
    with score_files(made, *files, binding, AS_OF) as scored:
        assert [(row[0], str(row[2])) for batch in scored.batches() for row in batch] == [("1", "2.00")]
        assert [events.used for events in scored.quality.events] == [2]
    assert [len(lead.events) for lead in read_leads(made, *files, binding)] == [2]


def test_every_event_of_one_kind(tmp_path: Path) -> None:
    binding = bind('[events]\nevent = { always = "visit" }')
    events = csv_bytes(["lead", "at", "page", "mood", "price"], [["a", "2026-01-15", "/x", "good", "1"]])
    quality, rows = run(tmp_path, csv_bytes(LEAD, LEADS[1:2]), events, binding)
    assert [events.used for events in quality.events] == [1]
    assert str(rows[0][3]) == "3.00"


@pytest.mark.parametrize(
    ("leads", "events", "binding", "messages"),
    [
        (["id"], None, "", ["`{leads}` has no column `created`, and the rules read it"] + [
            f"`{{leads}}` has no column `{name}`, and the rules read it"
            for name in ("employees", "budget", "size", "vip", "birthday")
        ]),
        ([*LEAD[1:], "Id_"], None, "", ["`{leads}` has no column `id`, and the rules read it"]),
        (LEAD, ["lead", "at"], "", ["`{events}` has no column `event`, and every event needs it"] + [
            f"`{{events}}` has no column `{name}`, and the rules read it" for name in ("page", "mood", "price")
        ]),
        (LEAD, None, '[leads.columns]\nnote = "Notes"', ["`{leads}` has no column `Notes`"]),
        (LEAD, None, '[leads]\nkeep = [{ column = "x", is = 1 }]', [
            "`{leads}` has no column `x`, and a filter asks for it"
        ]),
        ([*LEAD, "ID"], None, '[leads.columns]\nid = "iD"', ["`{leads}` has more than one column `iD`"]),
    ],
)  # fmt: skip
def test_columns_that_are_missing(
    tmp_path: Path, leads: list[str], events: list[str] | None, binding: str, messages: list[str]
) -> None:
    with pytest.raises(DiagnosticError) as caught:
        run(tmp_path, csv_bytes(leads, []), None if events is None else csv_bytes(events, []), bind(binding))
    shown = {"leads": tmp_path / "leads.csv", "events": tmp_path / "events.csv"}
    assert [d.message for d in caught.value.diagnostics] == [text.format(**shown) for text in messages]
    assert all(d.help for d in caught.value.diagnostics)


def test_columns_that_rules_do_not_read_may_be_missing_and_others_are_named(tmp_path: Path) -> None:
    quality, _ = run(tmp_path, csv_bytes([*LEAD[:-1], "Owner", ""], [["a"] + [""] * 8]), None)
    assert quality.leads.ignored == ("Owner", "")
    assert quality.events == ()


def test_a_file_without_rows(tmp_path: Path) -> None:
    quality, rows = run(tmp_path, csv_bytes(LEAD, []), csv_bytes(EVENT, []))
    assert (quality.leads.rows, rows) == (0, [])


def test_broken_rows_are_left_out_and_named(tmp_path: Path) -> None:
    leads = csv_bytes(LEAD, LEADS[:2]) + b"c,1\n" + csv_bytes(["d"] + [""] * 7, [])
    quality, rows = run(tmp_path, leads, None)
    assert (quality.leads.broken, quality.leads.broken_lines, len(rows)) == (1, (4,), 3)


keys = st.sampled_from(["1", "2", "3", " 3", "", "ü"])
moments = st.sampled_from(
    ["2026-01-15", "2026-01-15T09:00:00Z", "2026-01-15 10:00", "2026-01-15T09:00:01Z", "2026-01-08T09:00Z", "",
     "2025-10-17T09:00:00Z", "2025-12-16 10:00:00", "soon", "1960-01-01", "2025-10-26 02:30", "2026-01-05T09:00:00Z"]
)  # fmt: skip
lead_rows = st.tuples(
    keys,
    moments,
    st.sampled_from(["49", "50", "49.0", "5e1", "", "x"]),
    st.sampled_from(["10.49", "10.495", "10.5", "1.05e1", "nan", ""]),
    st.sampled_from(["s", "m", "S", ""]),
    st.sampled_from(["yes", "0", "?", ""]),
    moments,
    st.just("'; --"),
).map(list)
event_rows = st.tuples(
    keys,
    st.sampled_from(["visit", "visit", "buy", "ping", "chat", ""]),
    moments,
    st.sampled_from(["/a", "/b", "x", ""]),
    st.just("1"),
    st.sampled_from(["good", "bad", "ugly", ""]),
    st.sampled_from(["1", "1.004", "1.005", "2", ""]),
    st.sampled_from(["", "", "i", "j", "k"]),
).map(list)


@settings(max_examples=15, deadline=None)
@given(st.lists(lead_rows, max_size=6), st.lists(event_rows, max_size=25), st.booleans())
def test_random_files(
    tmp_path_factory: pytest.TempPathFactory, leads: list[list[str]], events: list[list[str]], ids: bool
) -> None:
    """Reference on leads read in Python = views on tables read in SQL, and every row is counted."""
    binding = bind('[events]\nid = "event id"' if ids else '[leads]\nkeep = [{ column = "size", is_not = "S" }]')
    folder = tmp_path_factory.mktemp("random")
    run(folder, csv_bytes(LEAD, leads), csv_bytes([*EVENT, "event id"], events), binding)
