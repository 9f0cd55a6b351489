"""Whole files: all problems in one run, none that follows from another, and never an exception."""

from __future__ import annotations

import random
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from scoreline.dsl.check import check
from scoreline.dsl.codes import CODES
from scoreline.dsl.diagnostics import MAX_REPORTS
from scoreline.dsl.load import load, load_text
from support.checking import HEAD, expect, problems, rule, ruleset
from support.garbage import Garbage

ILLUSTRATION = """ruleset saas_leads version "2026.1", time zone "Europe/Berlin"
  "Who the EMEA sales team should call first"

lead {
  id:         text key
  created:    timestamp since             # how long the lead has existed
  email:      text
  title:      text
  seniority:  one of ("c-level", "vp", "director", "manager", "individual")
  employees:  integer
  country:    text
  budget:     decimal
}

event page_view    { page: text, campaign: text }
event email_open   { mail: text, campaign: text }
event demo_request { campaign: text }
event trial_login  { feature: text }
event status_change, not by the lead { to: text }

list free_mail = ("gmail.com", "outlook.com")
list competitors = ("rival.example")
list markets = ("DE", "FR", "NL", "KR")

let decision_maker = seniority in ("c-level", "vp", "director")
let student        = title has any word of ("student", "학생", "Studentin")

do not score when domain of email in competitors   because "works for a competitor"

score fit, limited to 0..100 {
  "Decides"               +30  when decision_maker
  "Company size"          by employees { below 50: +5   from 50: +20   from 1000: +10   missing: 0 }
  "Budget known"           +5  when budget is known
  "Large budget"          +20  when budget at least 100_000
  "Student"               -40  when student
  "Free mail address"     -10  when domain of email in free_mail
}

score engagement, limited to 0..100, points of each event halve every 30 days {
  "Asked for a demo"      +40  once for demo_request in last 90 days, no decay
  "Pricing page"           +8  for each page_view where page starts with "/pricing" in last 90 days, latest 3 only
  group "Mail", limited to 0..10 {
    "Reads mail"           +1  for each email_open in last 90 days, once per mail
  }
  "Different pages"       by count of different page of page_view in last 30 days {
                            from 3: +2   from 8: +5   from 20: +10
                          }
  "Looks for a job"       -15  when page_view where page starts with "/careers" in last 90 days,
                               unless (decision_maker or page_view where page starts with "/product" in last 90 days)
  "Gone quiet"            by days since last event by the lead { from 30: -10   from 60: -20   from 90: -30 }
}

score total, limited to 0..100, rounded to 1 decimal = 40% of fit + 60% of engagement

grade rating of total { A from 80   B from 60   C from 40   D below }

stages lifecycle, first met wins {
  out      when country is known and country not in markets      because "outside our markets"
  sql      when demo_request in last 90 days and total at least 50
  mql      when total at least 60
  pql      when count of trial_login in last 14 days at least 3
  nurture  otherwise
}

sample "a CFO who asked for a demo" as of 2026-01-15T09:00:00Z {
  lead         id "1", created 2025-12-01, email "cfo@big.example", seniority "c-level", employees 300, country "DE"
  page_view    3 days ago, page "/pricing"
  demo_request 2 days ago
  expect       fit 50, engagement 47.46, total 48.5, rating C, lifecycle nurture
}
"""


def test_the_illustration_has_no_findings() -> None:
    made = ruleset(ILLUSTRATION)
    assert (made.name, made.version, made.time_zone) == ("saas_leads", "2026.1", "Europe/Berlin")
    assert made.description == "Who the EMEA sales team should call first"
    assert [score.name for score in made.scores] == ["fit", "engagement", "total"]
    assert made.schema.since == "created"
    assert [event.by_the_lead for event in made.schema.events] == [True, True, True, True, False]


def test_several_problems_are_all_found() -> None:
    expect(
        HEAD
        + """
let good = «emplyees» at least 5 and country is "DE"
score s {
  "a" +5 when good
  "b" +5 when ok is «"yes"» and plan is «"fre"»
  "c" «+2000» for each «pageview» in last 30 days, latest «0» only
  "d" by «nothing» { below 5: +1  from 3: «+2.3456» }
  "e" by employees { below 5: +1  «from 3: +2» }
}
score t = s + 50% of «u»
grade g of t { A from 50  B below }
stages st, first met wins {
  a when t at least 50
  b when g is A and «demo»
  c otherwise
}
sample "x" as of 2026-01-15 {
  lead id "1", employees «3.5»
  «dmo» 3 days ago
  expect s 5, g B, st a, «u» 3
}
""",
        "SL0201", "SL0302", "SL0303", "SL0601", "SL0202", "SL0605", "SL0201", "SL0601", "SL0501", "SL0204", "SL0112",
        "SL0304", "SL0202", "SL0802",
    )  # fmt: skip


def test_errors_leave_no_model_warnings_do() -> None:
    assert load_text(rule('"x" +1 when nothing')).ruleset is None
    loaded = load_text(rule('"x" +1 when ok\n"y" +1 when ok'))
    assert [d.code for d in loaded.diagnostics] == ["SL0511"]
    assert loaded.ruleset is not None


# ---- after a problem of spelling ------------------------------------------------------------------------------------


def spelling_and_others(text: str) -> tuple[list[str], list[str]]:
    found = [d.code for d in problems(text)]
    return [code for code in found if code < "SL02"], [code for code in found if code >= "SL02"]


def test_what_could_not_be_read_is_not_missed() -> None:
    broken = ILLUSTRATION.replace("event trial_login  {", "event trial_login (")
    broken = broken.replace("list markets =", "list markets :=")
    broken = broken.replace("let student        =", "let student        when")
    broken = broken.replace("  nurture  otherwise", "  nurture  otherwhise")
    broken = broken.replace("score fit,", "score fit;")
    spelling, others = spelling_and_others(broken)
    assert len(spelling) >= 4
    assert others == []


def test_a_line_less_is_never_an_exception() -> None:
    lines = ILLUSTRATION.split("\n")
    for index in range(len(lines)):
        text = "\n".join(lines[:index] + lines[index + 1 :])
        assert all(found.code in CODES for found in problems(text))


def test_a_word_less_adds_no_second_problem() -> None:
    words = ILLUSTRATION.split(" ")
    chance = random.Random(7)
    more = 0
    for index in chance.sample(range(len(words)), 150):
        spelling, others = spelling_and_others(" ".join(words[:index] + words[index + 1 :]))
        more += bool(spelling and others)
    assert more <= 2


def test_other_problems_are_found_beside_those_of_spelling() -> None:
    text = rule('"x" +1 when employees at least «"5"»\n"y" +1 whn ok\n"z" +1 when plan is «"fre"»')
    assert [code for code in (d.code for d in problems(text)) if code >= "SL02"] == ["SL0302", "SL0303"]


# ---- anything at all ------------------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**64 - 1))
def test_any_syntax_gives_nothing_but_findings(seed: int) -> None:
    file = Garbage(random.Random(seed)).file()
    made, found = check(file, Path("no such folder"))
    assert all(diagnostic.code in CODES and diagnostic.message for diagnostic in found)
    assert made is not None or found


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_any_text_gives_nothing_but_findings(text: str) -> None:
    load_text(text)
    load_text(rule('"x" +1 when ' + text))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert [d.code for d in load(tmp_path / "no.score").diagnostics] == ["SL0001"]
    (tmp_path / "a.score").write_bytes(b"\xef\xbb\xbf" + ILLUSTRATION.replace("\n", "\r\n").encode())
    assert load(tmp_path / "a.score").ruleset is not None


def test_messages_are_written_in_the_style_of_the_house() -> None:
    chance = random.Random(3)
    for _ in range(400):
        _, found = check(Garbage(chance).file(), Path("no such folder"))
        for diagnostic in found:
            for text in (diagnostic.message, diagnostic.help):
                assert not text.endswith("."), text
                assert text.startswith("did you mean") or " you " not in f" {text} ", text
                assert not text[:1].isupper(), text


def test_a_file_of_wrong_rules_is_cut_short() -> None:
    rules = "\n".join(f'"rule {n}" +1 when nothing_{n} is "x"' for n in range(900))
    loaded = load_text(f'ruleset r version "1"\nlead {{ id: text key }}\nscore s {{\n{rules}\n}}\n')
    assert loaded.ruleset is None
    assert [d.code for d in loaded.diagnostics] == ["SL0201"] * MAX_REPORTS + ["SL0106"]
    assert loaded.diagnostics[-1].span.line == 4 + MAX_REPORTS


def test_an_unknown_escape_is_not_called_blank_too() -> None:
    loaded = load_text(f'{HEAD}score s {{ "x" +1 when country is "\\u{{D800}}" }}\n')
    assert [d.code for d in loaded.diagnostics] == ["SL0103"]
