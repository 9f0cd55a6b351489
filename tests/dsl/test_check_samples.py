"""Samples: typed leads and events, expectations that can be, sample files."""

from __future__ import annotations

from pathlib import Path

import pytest
from scoreline.dsl import model as m
from support.checking import HEAD, expect, problems, ruleset

BASE = (
    HEAD
    + 'score s, rounded to 1 decimal { "x" +60 when ok  "y" +40 when employees at least 5 }\n'
    + "grade g of s { A from 50  2 below }\nstages st, first met wins { hot when g is A  cold otherwise }\n"
)
ALL = BASE + 'do not score when country is "XX" because "test data"\n'
ALL = ALL.replace("cold otherwise", "out when not scored  cold otherwise")


def sample(lines: str, as_of: str = "2026-01-15T09:00:00Z", base: str = BASE) -> str:
    return f'{base}sample "one" as of {as_of} {{\n{lines}\n}}\n'


LEAD = 'lead id "1"\n'
EXPECT = "\nexpect s 0"


def made(text: str) -> m.Sample:
    (found,) = ruleset(text).samples
    return found


def test_a_sample_node_by_node() -> None:
    found = made(
        sample(
            'lead id "7", created 2025-12-01, country missing, employees 30, budget 2.5, ok yes, renewal 2026-01-01,\n'
            "  seen 2026-01-15T08:00+01:00\n"
            'page_view 3 days ago, page "/", seconds 9, trial no\n'
            "demo 2026-01-13T09:00Z\ndemo 2026-01-13\n"
            'expect s 100, g A, st hot, reason "g is A"'
        )
    )
    # 2026-01-15T09:00Z is second 1768467600, 2025-12-01 1764547200, 2026-01-13 1768262400
    assert (found.label, found.as_of) == ("one", 1_768_467_600)
    assert found.lead == (
        ("id", "7"), ("created", 1_764_547_200), ("employees", 30), ("budget", 250), ("ok", True),
        ("renewal", 20_454), ("seen", 1_768_460_400),
    )  # fmt: skip
    assert found.events == (
        m.SampleEvent("page_view", 1_768_467_600 - 3 * 86_400, (("page", "/"), ("seconds", 9), ("trial", False))),
        m.SampleEvent("demo", 1_768_294_800, ()),
        m.SampleEvent("demo", 1_768_262_400, ()),
    )
    assert [(e.output, e.name, e.value) for e in found.expects] == [
        ("score", "s", 100_000),
        ("grade", "g", "A"),
        ("stage", "st", "hot"),
        ("reason", "reason", "g is A"),
    ]


def test_dates_are_those_of_the_rulesets_zone() -> None:
    text = sample(LEAD + "demo 2026-01-13" + EXPECT, "2026-01-15", BASE.replace('"1"', '"1", time zone "Asia/Seoul"'))
    found = made(text)
    assert found.as_of == 1_768_435_200 - 9 * 3600
    assert found.events[0].at == 1_768_262_400 - 9 * 3600


def test_a_key_is_made_up_where_none_is_given() -> None:
    assert made(sample("lead ok yes" + EXPECT)).lead == (("id", "sample"), ("ok", True))
    text = sample("lead ok yes" + EXPECT, base=BASE.replace("id: text key", "id: integer key"))
    assert made(text).lead == (("id", 1), ("ok", True))


def test_not_scored() -> None:
    found = made(sample(LEAD + "expect not scored\nexpect s missing, g missing, st out", base=ALL))
    assert [(e.output, e.name, e.value) for e in found.expects] == [
        ("not scored", "", None),
        ("score", "s", None),
        ("grade", "g", None),
        ("stage", "st", "out"),
    ]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (LEAD + '«lead id "2"»' + EXPECT, "SL0801"),
        ('lead id "1", «emplyees» 3' + EXPECT, "SL0201"),
        ('lead id "1", employees 3, «employees» 4' + EXPECT, "SL0804"),
        ("lead «id missing»" + EXPECT, "SL0805"),
        ('lead id "1", employees «"3"»' + EXPECT, "SL0302"),
        ('lead id "1", employees «3.5»' + EXPECT, "SL0304"),
        ('lead id "1", plan «"fre"»' + EXPECT, "SL0303"),
        ('lead id "1", plan «free»' + EXPECT, "SL0320"),
        ('lead id "1", country «""»' + EXPECT, "SL0401"),
        ('lead id "1", renewal «2026-01-01T09:00Z»' + EXPECT, "SL0302"),
        ('lead id "1", ok «40%»' + EXPECT, "SL0306"),
        (LEAD + "«dmo» 3 days ago" + EXPECT, "SL0202"),
        (LEAD + "demo 3 days ago, «camp» 3" + EXPECT, "SL0201"),
        (LEAD + "demo «3 months» ago" + EXPECT, "SL0121"),
        (LEAD + "demo «1969-01-01»" + EXPECT, "SL0307"),
        (LEAD + "expect «fit» 3", "SL0802"),
        (LEAD + "expect s «3.25»", "SL0803"),
        (LEAD + 'expect s «"3"»', "SL0803"),
        (LEAD + "expect g «C»", "SL0803"),
        (LEAD + "expect st «warm»", "SL0803"),
        (LEAD + "expect «reason hot»", "SL0803"),
        (LEAD + "expect s 3, «s» 4", "SL0804"),
        (LEAD + "expect s 3\nexpect «s» 4", "SL0804"),
    ],
)
def test_what_can_be_wrong(lines: str, code: str) -> None:
    expect(sample(lines), code)


def test_samples_as_a_whole() -> None:
    expect(sample("expect s 0").replace('"one"', '«"one"»'), "SL0801")
    expect(sample(LEAD).replace('"one"', '«"one"»'), "SL0806")
    expect(sample(LEAD + EXPECT).replace('"one"', '«" "»'), "SL0512")
    one = sample(LEAD + EXPECT)
    expect(one + 'sample «"one"» as of 2026-01-15 { lead id "1"  expect s 0 }', "SL0804")
    expect(sample(LEAD + EXPECT, "«1969-12-31»"), "SL0307")
    expect(sample(LEAD + EXPECT, "«2100-01-01T00:00Z»"), "SL0307")


def test_labels_of_grades_may_be_numbers() -> None:
    assert made(sample(LEAD + "expect g 2")).expects[0].value == "2"


def test_sample_files(tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("id\n1\n", encoding="utf-8")
    (tmp_path / "events.csv").write_text("lead,event,at\n", encoding="utf-8")
    found = ruleset(BASE + 'samples from "leads.csv" as of 2026-01-15, with events from "events.csv"', tmp_path)
    (file,) = found.sample_files
    assert (file.path, file.events_path) == (str(tmp_path / "leads.csv"), str(tmp_path / "events.csv"))
    assert file.as_of == 1_768_435_200
    (alone,) = ruleset(BASE + 'samples from "leads.csv" as of 2026-01-15', tmp_path).sample_files
    assert alone.events_path is None
    expect(BASE + 'samples from «"lead.csv"» as of 2026-01-15', "SL0807", base=tmp_path)
    text = BASE + 'samples from "leads.csv" as of 2026-01-15, with events from «"e.csv"»'
    expect(text, "SL0807", base=tmp_path)
    expect(BASE + 'samples from «".."» as of 2026-01-15', "SL0807", base=tmp_path)


def test_a_stage_called_no_stands_in_backticks() -> None:
    stages = "stages st, first met wins { `yes` when ok  `no` otherwise }\n"
    text = f'{HEAD}{stages}sample "x" as of 2026-01-15 {{ lead id "1"  expect st «no» }}'
    (found,) = expect(text, "SL0803")
    assert found.help == "a name that is `no` stands in backticks: expect st `no`"
    assert problems(text.replace("«no»", "`no`")) == ()
