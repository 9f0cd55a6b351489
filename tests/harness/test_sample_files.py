from __future__ import annotations

from pathlib import Path

import pytest
from scoreline.compiler.lower import lower
from scoreline.dsl import model
from scoreline.dsl.diagnostics import Diagnostic
from scoreline.dsl.load import load_text
from scoreline.dsl.source import Source
from scoreline.harness.csv_samples import csv_samples
from scoreline.harness.files import collect
from scoreline.harness.json_samples import json_samples
from scoreline.harness.sample_files import Reader
from scoreline.harness.table import read_table

RULES = """
ruleset r version "1", time zone "Europe/Berlin"
lead {
  id: text key   country: text   budget: decimal   ok: yes or no   size: integer   born: date   seen: timestamp
  job: one of ("vp", "cxo")
}
event page_view { page: text, seconds: integer }
event demo { plan: text }
do not score when country is "XX" because "closed"
score fit { "Germany" +30 when country is "DE" }
grade rating of fit { A from 20   B below }
stages stage, first met wins { out when not scored   warm when fit at least 20   cold otherwise }
"""
AS_OF = 1_768_467_600


@pytest.fixture(scope="module")
def ruleset() -> model.Ruleset:
    loaded = load_text(RULES)
    assert loaded.ruleset is not None, loaded.diagnostics
    return loaded.ruleset


def from_csv(
    ruleset: model.Ruleset, leads: str, events: str | None = None
) -> tuple[list[model.Sample], list[Diagnostic]]:
    reader = Reader(ruleset, lower(ruleset).zone)
    other = None if events is None else Source("events.csv", events)
    return csv_samples(reader, Source("leads.csv", leads), other, AS_OF), reader.findings


def from_json(ruleset: model.Ruleset, text: str) -> tuple[list[model.Sample], list[Diagnostic]]:
    reader = Reader(ruleset, lower(ruleset).zone)
    return json_samples(reader, Source("leads.jsonl", text), AS_OF), reader.findings


def said(findings: list[Diagnostic]) -> list[str]:
    return [f"{d.span.file}:{d.span.line}:{d.span.column} {d.code} {d.message}" for d in findings]


# ---- cells ---------------------------------------------------------------------------------------------------------


def test_cells_know_their_places() -> None:
    table, findings = read_table(Source("t.csv", 'a,"b ""x"", y",c\n\n1,"two\nlines",3\n,,\n'))
    assert not findings and table is not None
    assert [cell.text for cell in table.header] == ["a", 'b "x", y', "c"]
    assert [[cell.text for cell in row] for row in table.rows] == [["1", "two\nlines", "3"], ["", "", ""]]
    three = table.rows[0][2].span
    assert (three.line, three.column, three.end_line, three.end_column) == (4, 8, 4, 9)
    two = table.rows[0][1].span
    assert (two.line, two.column, two.end_line, two.end_column) == (3, 3, 4, 7)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "t.csv:1:1 SL0854 the file is empty"),
        ("\n \n", "t.csv:1:1 SL0854 the file is empty"),
        ('a,b\n1,"x\n', "t.csv:2:3 SL0854 this quote is never closed"),
        ("a,b\n1\n", "t.csv:2:1 SL0854 this line has 1 cell, the header 2 cells"),
        ("a,b\n1,2,3\n", "t.csv:2:5 SL0854 this line has 3 cells, the header 2 cells"),
    ],
)
def test_malformed_tables_are_reported(text: str, message: str) -> None:
    assert said(list(read_table(Source("t.csv", text))[1])) == [message]


def test_a_last_line_without_a_break_and_a_last_empty_cell() -> None:
    table, _ = read_table(Source("t.csv", "a,b\n1,"))
    assert table is not None and [cell.text for cell in table.rows[0]] == ["1", ""]


# ---- CSV -----------------------------------------------------------------------------------------------------------


def test_a_row_is_typed_by_the_schema(ruleset: model.Ruleset) -> None:
    text = (
        "id,country,budget,ok,size,born,seen,job,expect fit,expect rating,expect stage,expect reason\n"
        "1,DE,12.345,yes,1000,2000-02-29,2026-01-15 10:00,vp,30,A,warm,fit at least 20\n"
    )
    samples, findings = from_csv(ruleset, text)
    assert not findings
    (sample,) = samples
    assert dict(sample.lead) == {
        "id": "1",
        "country": "DE",
        "budget": 1235,  # hundredths, half away from zero
        "ok": True,
        "size": 1000,
        "born": 11_016,
        "seen": 1_768_467_600,  # ten o'clock in Berlin is nine in UTC
        "job": "vp",
    }
    expected = [(e.output, e.name, e.value) for e in sample.expects]
    assert expected == [
        ("score", "fit", 30_000),
        ("grade", "rating", "A"),
        ("stage", "stage", "warm"),
        ("reason", "reason", "fit at least 20"),
    ]
    assert sample.label == "lead 1" and sample.as_of == AS_OF
    assert (sample.span.file, sample.span.line, sample.span.column) == ("leads.csv", 2, 1)


def test_blank_cells_and_absent_columns_are_missing(ruleset: model.Ruleset) -> None:
    samples, findings = from_csv(ruleset, "id,country,expect fit,expect not scored\n1, ,,\n2,XX,,yes\n3,DE,30,no\n")
    assert not findings
    assert [dict(s.lead) for s in samples] == [{"id": "1"}, {"id": "2", "country": "XX"}, {"id": "3", "country": "DE"}]
    assert [[e.output for e in s.expects] for s in samples] == [[], ["not scored"], ["score"]]


def test_a_label_column_names_the_sample(ruleset: model.Ruleset) -> None:
    samples, _ = from_csv(ruleset, "id,label\n1,a German\n2,\n")
    assert [s.label for s in samples] == ["a German", "lead 2"]


@pytest.mark.parametrize(
    ("text", "message", "help_"),
    [
        ("id,contry\n1,DE\n", "leads.csv:1:4 SL0851 unknown column `contry`", "did you mean `country`?"),
        ("id,expect fitt\n1,3\n", "leads.csv:1:4 SL0851 unknown column `expect fitt`", "did you mean `expect fit`?"),
        ("id,id\n1,2\n", "leads.csv:1:4 SL0851 the column `id` stands here twice", ""),
        ("id;country\n1;DE\n", "leads.csv:1:1 SL0851 unknown column `id;country`", "cells are separated by commas"),
        ("id,size\n1,many\n", "leads.csv:2:3 SL0852 `size` cannot be `many`", "it takes a whole number"),
        ("id,job\n1,boss\n", "leads.csv:2:3 SL0852 `job` cannot be `boss`", 'it takes one of "vp", "cxo"'),
        ("id,expect fit\n1,x\n", "leads.csv:2:3 SL0852 `fit` cannot be `x`", "it takes a number"),
        ("id,expect rating\n1,Z\n", "leads.csv:2:3 SL0852 `rating` is never `Z`", "there is `A`, `B`"),
        ("id,expect stage\n1,worm\n", "leads.csv:2:3 SL0852 `stage` is never `worm`", "did you mean `warm`?"),
        ("id,country\n,DE\n", "leads.csv:2:1 SL0853 this lead has no `id`", "it is the lead's key"),
        ("id\n1\n1\n", "leads.csv:3:1 SL0853 the lead `1` stands here twice", "line 2 has it too"),
        ("country\nDE\n", "leads.csv:1:1 SL0853 there is no column `id`", "it is the lead's key"),
    ],
)
def test_what_is_wrong_in_a_csv_has_its_place(ruleset: model.Ruleset, text: str, message: str, help_: str) -> None:
    _, findings = from_csv(ruleset, text)
    assert message in said(findings)
    assert help_ in [d.help for d in findings]


def test_events_stand_in_a_file_of_their_own(ruleset: model.Ruleset) -> None:
    events = (
        "lead,event,at,page,seconds,plan\n"
        "1,page_view,2026-01-15T09:00:00Z,/a,,\n"
        "1,demo,2026-01-15,,,big\n"
        "2,page_view,2026-01-14T09:00:00+01:00,,7,\n"
    )
    samples, findings = from_csv(ruleset, "id,expect fit\n1,0\n2,0\n", events)
    assert not findings
    one, two = samples
    assert [(e.kind, e.at, dict(e.values)) for e in one.events] == [
        ("page_view", 1_768_467_600, {"page": "/a"}),
        ("demo", 1_768_431_600, {"plan": "big"}),  # midnight in Berlin
    ]
    assert [(e.kind, e.at, dict(e.values)) for e in two.events] == [("page_view", 1_768_377_600, {"seconds": 7})]


@pytest.mark.parametrize(
    ("events", "message"),
    [
        ("lead,event\n1,demo\n", "events.csv:1:1 SL0854 there is no column `at`"),
        ("lead,event,at\n1,page_vew,2026-01-15\n", "events.csv:2:3 SL0851 unknown event `page_vew`"),
        ("lead,event,at\n1,demo,\n", "events.csv:2:8 SL0852 the event has no time"),
        ("lead,event,at\n1,demo,soon\n", "events.csv:2:8 SL0852 `at` cannot be `soon`"),
        ("lead,event,at\n9,demo,2026-01-15\n", "events.csv:2:1 SL0855 no lead `9` in leads.csv"),
        ("lead,event,at\n,demo,2026-01-15\n", "events.csv:2:1 SL0853 the event has no lead"),
        ("lead,event,at,page\n1,demo,2026-01-15,/a\n", "events.csv:2:19 SL0851 event `demo` has no attribute `page`"),
    ],
)
def test_what_is_wrong_with_events_has_its_place(ruleset: model.Ruleset, events: str, message: str) -> None:
    assert message in said(from_csv(ruleset, "id\n1\n", events)[1])


# ---- JSON Lines ----------------------------------------------------------------------------------------------------


def test_a_json_line_is_a_sample(ruleset: model.Ruleset) -> None:
    text = (
        '{"label": "big", "lead": {"id": "1", "budget": 0.1, "ok": true, "country": null}, '
        '"events": [{"event": "demo", "at": "2026-01-15T09:00:00Z", "plan": "x"}], '
        '"expect": {"fit": 0, "rating": "B", "not scored": false}}\n\n{"lead": {"id": "2"}, "expect": {"fit": 0}}\n'
    )
    samples, findings = from_json(ruleset, text)
    assert not findings
    big, other = samples
    assert big.label == "big" and dict(big.lead) == {"id": "1", "budget": 10, "ok": True}
    assert [(e.kind, e.at, dict(e.values)) for e in big.events] == [("demo", AS_OF, {"plan": "x"})]
    assert [(e.output, e.value) for e in big.expects] == [("score", 0), ("grade", "B")]
    assert other.label == "lead 2" and other.span.line == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"lead": {"id": 1}', "leads.jsonl:1:19 SL0854 this is not JSON: expecting ',' delimiter"),
        ("[1]", "leads.jsonl:1:1 SL0854 this line is not an object"),
        ('{"lead": 3}', "leads.jsonl:1:2 SL0854 `lead` is not an object"),
        ('{"laed": {}, "lead": {"id": "1"}}', "leads.jsonl:1:2 SL0851 unknown field `laed`"),
        ('{"lead": {"id": "1", "contry": 1}}', "leads.jsonl:1:22 SL0851 unknown field `contry`"),
        ('{"lead": {"country": "DE"}}', "leads.jsonl:1:1 SL0853 this lead has no `id`"),
        ('{"lead": {"id": "1", "size": "x"}}', "leads.jsonl:1:22 SL0852 `size` cannot be `x`"),
        ('{"lead": {"id": "1", "size": [1]}}', "leads.jsonl:1:22 SL0852 `size` cannot be `list`"),
        ('{"lead": {"id": "1", "size": NaN}}', "leads.jsonl:1:22 SL0852 `size` cannot be `NaN`"),
        ('{"lead": {"id": "1"}, "events": {}}', "leads.jsonl:1:23 SL0854 `events` is not a list of objects"),
        ('{"lead": {"id": "1"}, "events": [{"event": "demo"}]}', "leads.jsonl:1:1 SL0852 the event has no time"),
        ('{"lead": {"id": "1"}, "expect": {"fitt": 1}}', "leads.jsonl:1:34 SL0851 unknown field `fitt`"),
        ("[" * 100_000, "leads.jsonl:1:1 SL0854 this line is nested too deeply or has a number too long"),
        ("9" * 10_000, "leads.jsonl:1:1 SL0854 this line is nested too deeply or has a number too long"),
    ],
)
def test_what_is_wrong_in_a_json_line_has_its_place(ruleset: model.Ruleset, text: str, message: str) -> None:
    assert message in said(from_json(ruleset, text)[1])


# ---- declared in the rule file -------------------------------------------------------------------------------------


def test_a_rule_file_names_its_sample_files(tmp_path: Path) -> None:
    declared = 'samples from "leads.csv" as of 2026-01-15T09:00:00Z, with events from "events.csv"\n'
    declared += 'samples from "more.jsonl" as of 2026-01-15T09:00:00Z\n'
    (tmp_path / "r.score").write_text(RULES + declared)
    (tmp_path / "leads.csv").write_bytes("\ufeffid,country,expect fit\r\n1,DE,30\r\n".encode())
    (tmp_path / "events.csv").write_text("lead,event,at\n1,demo,2026-01-14\n")
    (tmp_path / "more.jsonl").write_text('{"lead": {"id": "1"}, "expect": {"fit": 0}}\n')
    collected = collect(tmp_path / "r.score")
    assert not collected.diagnostics
    assert [(s.label, len(s.events)) for s in collected.samples] == [("lead 1", 1), ("lead 1", 0)]
    assert str(tmp_path / "leads.csv") in collected.sources


def test_a_sample_file_that_is_not_text_is_reported(tmp_path: Path) -> None:
    (tmp_path / "r.score").write_text(RULES + 'samples from "leads.csv" as of 2026-01-15\n')
    (tmp_path / "leads.csv").write_bytes(b"id\n\xff\n")
    (found,) = collect(tmp_path / "r.score").diagnostics
    assert found.code == "SL0850" and found.span.file == str(tmp_path / "r.score")


def test_json_lines_bring_their_events_along(tmp_path: Path) -> None:
    declared = 'samples from "leads.jsonl" as of 2026-01-15, with events from "events.csv"\n'
    (tmp_path / "r.score").write_text(RULES + declared)
    (tmp_path / "leads.jsonl").write_text('{"lead": {"id": "1"}}\n')
    (tmp_path / "events.csv").write_text("lead,event,at\n")
    assert [d.code for d in collect(tmp_path / "r.score").diagnostics] == ["SL0850"]


def test_samples_that_expect_nothing(ruleset: model.Ruleset) -> None:
    _, (found,) = from_csv(ruleset, "id,country\n1,DE\n")
    assert (found.code, found.span.line, found.help) == ("SL0856", 1, "add columns such as `expect fit`")
    _, (found,) = from_json(ruleset, '{"lead": {"id": "1"}, "expect": {"fit": 0}}\n{"lead": {"id": "2"}}\n')
    assert (found.code, found.span.line) == ("SL0856", 2)
    assert from_csv(ruleset, "id,expect fit\n1,\n")[1] == []
