"""`override`, `add in` and `switch off`: what a file changes of one that it uses."""

from __future__ import annotations

from pathlib import Path

import pytest
from scoreline.dsl import model as m
from scoreline.dsl.load import load_text
from support.checking import expect, ruleset

CLIENT = 'ruleset client version "7"\nuse base from "base.score"\n'
BASE = """ruleset base version "1"
lead { id: text key   country: text   employees: integer   ok: yes or no }
list markets = ("DE", "AT")
let large = employees at least 100
score fit {
  "A" +1 when ok
  "B" +2 when large
  group "G", limited to 0..9 { "C" +3 when ok   "D" +4 when country in markets }
  first of "P" { "E" +5 when large   "F" +6 when ok }
}
score total = 50% of fit
grade rating of total { A from 0.1   B below }
stages stage, first met wins { hot when fit at least 1   cold otherwise }
follow up, first met wins { "Sales" when stage is hot   "Nobody" otherwise }
route region, first met wins { "DACH" when country in markets   "Rest" otherwise }
worklist by total, top 5
"""


@pytest.fixture(autouse=True)
def base(tmp_path: Path) -> None:
    (tmp_path / "base.score").write_text(BASE, encoding="utf-8")


Tree = list[tuple[str, int] | tuple[str, list[tuple[str, int]]]]


def tree(entries: tuple[m.Entry, ...]) -> list[object]:
    """Label and points (in points), groups with what is in them."""
    made: list[object] = []
    for entry in entries:
        if isinstance(entry, m.Group):
            made.append((entry.label, tree(entry.entries)))
        else:
            assert isinstance(entry, m.WhenRule)
            made.append((entry.label, entry.points // 1000))
    return made


def fit(text: str, folder: Path) -> list[object]:
    made = ruleset(CLIENT + text, folder)
    score = made.scores[0]
    assert isinstance(score, m.Score)
    return tree(score.entries)


G, P = ("G", [("C", 3), ("D", 4)]), ("P", [("E", 5), ("F", 6)])


# ---- rules ---------------------------------------------------------------------------------------------------------


def test_a_rule_is_replaced_where_it_stands(tmp_path: Path) -> None:
    assert fit("", tmp_path) == [("A", 1), ("B", 2), G, P]
    assert fit('override in fit "A" +10 when large', tmp_path) == [("A", 10), ("B", 2), G, P]
    assert fit('override in fit "D" +40 when ok', tmp_path) == [("A", 1), ("B", 2), ("G", [("C", 3), ("D", 40)]), P]
    assert fit('override in fit "E" +50 when not ok', tmp_path) == [("A", 1), ("B", 2), G, ("P", [("E", 50), ("F", 6)])]


def test_a_group_is_replaced_as_a_whole(tmp_path: Path) -> None:
    made = fit('override in fit group "G" { "X" +8 when ok }', tmp_path)
    assert made == [("A", 1), ("B", 2), ("G", [("X", 8)]), P]
    assert fit('override in fit "G" +8 when ok', tmp_path) == [("A", 1), ("B", 2), ("G", 8), P]
    assert fit('override in fit group "A" { "X" +8 when ok }', tmp_path) == [("A", [("X", 8)]), ("B", 2), G, P]


def test_rules_and_groups_are_switched_off(tmp_path: Path) -> None:
    assert fit('switch off "B" in fit\nswitch off "C" in fit', tmp_path) == [("A", 1), ("G", [("D", 4)]), P]
    assert fit('switch off group "G" in fit\nswitch off group "P" in fit', tmp_path) == [("A", 1), ("B", 2)]


def test_rules_are_added_at_the_end(tmp_path: Path) -> None:
    made = fit('add in fit "N" +7 when ok\nadd in fit group "M" { "O" +8 when ok }', tmp_path)
    assert made == [("A", 1), ("B", 2), G, P, ("N", 7), ("M", [("O", 8)])]
    (problem,) = expect(CLIENT + 'add in fit «"A"» +7 when large', "SL0510", base=tmp_path)
    assert [r.span.file for r in problem.related] == ["base.score"]


def test_a_rule_takes_its_neighbours_names_and_the_scores_clauses(tmp_path: Path) -> None:
    """The rule may read what the base declares; what it misses is told in the client's file."""
    text = 'override in fit "A" +1 when large and country in markets'
    assert fit(text, tmp_path)[0] == ("A", 1)
    (problem,) = expect(CLIENT + 'override in fit "A" +1 when «huge»', "SL0201", base=tmp_path)
    assert problem.span.line == 3


def test_the_outer_file_sees_what_is_left(tmp_path: Path) -> None:
    middle = 'use base from "base.score"\nswitch off "A" in fit\noverride in fit "B" +20 when ok\n'
    (tmp_path / "middle.score").write_text(middle)
    client = CLIENT.replace("base.score", "middle.score")
    made = ruleset(client + 'override in fit "B" +30 when ok', tmp_path)
    score = made.scores[0]
    assert isinstance(score, m.Score) and tree(score.entries) == [("B", 30), G, P]
    assert [(c.kind, c.name, c.span.file, c.original.file) for c in made.changes] == [
        ("switch off", "A", "middle.score", "base.score"),
        ("override", "B", "middle.score", "base.score"),
        ("override", "B", "<text>", "middle.score"),
    ]
    (problem,) = expect(client + 'switch off «"A"» in fit', "SL0229", base=tmp_path)
    assert problem.message == '"A" is switched off by a used file already'
    assert [(r.span.file, r.span.line) for r in problem.related] == [("middle.score", 2)]


# ---- whole items ---------------------------------------------------------------------------------------------------


def test_whole_items(tmp_path: Path) -> None:
    text = """override list markets = ("PL")
override let large = employees at least 7
override score total = 25% of fit
override grade rating of fit { top from 3   rest below }
override stages stage, first met wins { hot when fit at least 9   cold otherwise }
override follow up, first met wins { "Desk" otherwise }
override route region, first met wins { "All" otherwise }
override worklist by fit, top 3
"""
    made = ruleset(CLIENT + text, tmp_path)
    assert made.lists[0].entries == ("PL",)
    assert made.scores[1] == m.Total("total", (m.TotalTerm(2_500, "fit"),), 0, 100_000, 2, made.scores[1].span)
    assert [band.label for band in made.grades[0].bands] == ["top", "rest"]
    assert made.follow_up is not None and [line.owner for line in made.follow_up.lines] == ["Desk"]
    assert [line.label for line in made.routes[0].lines] == ["All"]
    assert made.worklist is not None and made.worklist.top == 3
    assert [change.what for change in made.changes] == [
        "list", "let", "score", "grade", "stages", "the block `follow up`", "route", "the line `worklist`",
    ]  # fmt: skip
    assert [change.original.line for change in made.changes] == [3, 4, 11, 12, 13, 14, 15, 16]


def test_a_score_with_rules_may_become_a_total(tmp_path: Path) -> None:
    text = 'score own { "x" +9 when ok and large and country in markets }\noverride score fit = own\n'
    made = ruleset(CLIENT + text, tmp_path)
    assert isinstance(next(score for score in made.scores if score.name == "fit"), m.Total)


def test_the_lead_block_can_be_replaced(tmp_path: Path) -> None:
    lead = "override lead { key_: text key   country: text   employees: integer   ok: yes or no }"
    assert ruleset(CLIENT + lead, tmp_path).schema.key == "key_"


# ---- what can be wrong ---------------------------------------------------------------------------------------------

WRONG = [
    ('override in fit «"a"» +1 when ok', "SL0229", "did you mean `A`?", []),
    ('override in fit «"Nothing like it"» +1 when ok', "SL0229", "a new rule is written `add in fit …`", []),
    ('override in «fat» "A" +1 when ok', "SL0229", "did you mean `fit`?", []),
    ('override in «total» "A" +1 when ok', "SL0229", "override it as a whole: `override … total …`", [11]),
    ('override in «large» "A" +1 when ok', "SL0229", "override it as a whole: `override … large …`", [4]),
    ('switch off «"b"» in fit', "SL0229", "did you mean `B`?", []),
    ('switch off «"G"» in fit', "SL0229", 'write `switch off group "…" in fit`', [8]),
    ('switch off group «"A"» in fit', "SL0229", 'write `switch off "…" in fit`', [6]),
    ('override in fit group «"E"» { "X" +1 when ok }', "SL0229", None, [9]),
    ("override list «market» = (\"x\")\nscore y { \"x\" +1 when country in market }", "SL0229",
     "did you mean `markets`?", []),
    ("override list «large» = (\"x\")", "SL0229", "override it with one of its own kind", [4]),
    ("«override» ruleset other version \"3\"", "SL0229", "leave `override` out", []),
    ("«override» never \"x\": ok", "SL0229", "leave `override` out", []),
    ("list «markets» = (\"x\")", "SL0206", "choose another name, or write `override` in front of it", [3]),
    ("«work»list by total, top 3", "SL0213", "write `override` in front of it", [16]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "help", "lines"), WRONG)
def test_changes_of_nothing(text: str, code: str, help: str | None, lines: list[int], tmp_path: Path) -> None:
    (problem,) = expect(CLIENT + text, code, base=tmp_path)
    assert help is None or problem.help == help
    assert [(r.span.file, r.span.line) for r in problem.related] == [("base.score", line) for line in lines]


TWICE = [
    ('override in fit "A" +5 when ok\noverride in fit «"A"» +6 when ok', "SL0230"),
    ('switch off "A" in fit\nswitch off «"A"» in fit', "SL0230"),
    ('override in fit "A" +5 when ok\nswitch off «"A"» in fit', "SL0230"),
    ('switch off "A" in fit\noverride in fit «"A"» +5 when ok', "SL0230"),
    ('override list markets = ("x")\noverride list «markets» = ("y")', "SL0230"),
    ('add in fit "N" +5 when ok\noverride in fit «"N"» +5 when ok', "SL0229"),
    ('score own { "N" +5 when ok }\nswitch off "N" in «own»', "SL0229"),
    ('score own { "N" +5 when ok }\noverride score «own» { "M" +6 when ok }', "SL0229"),
    ('switch off group "G" in fit\nswitch off «"C"» in fit', "SL0229"),
    ('override in fit group "G" { "X" +5 when ok }\noverride in fit «"C"» +5 when ok', "SL0229"),
    ('override in fit group "G" { "C" +5 when ok }\nswitch off «"C"» in fit', "SL0229"),
    ('override score fit { "N" +5 when ok }\nswitch off "N" in «fit»', "SL0229"),
]


@pytest.mark.parametrize(("text", "code"), TWICE)
def test_two_changes_of_one_thing(text: str, code: str, tmp_path: Path) -> None:
    (problem,) = [d for d in expect_errors(text, tmp_path) if d[0] == code]
    assert problem[1]  # the other place


def expect_errors(text: str, folder: Path) -> list[tuple[str, int]]:
    from support.checking import unmarked

    clean, (place,) = unmarked(CLIENT + text)
    found = load_text(clean, folder).diagnostics
    errors = [d for d in found if d.severity.value == "error"]
    assert [(d.span.line, d.span.column) for d in errors] == [place[:2]], found
    return [(d.code, len(d.related)) for d in errors]


def test_changes_without_a_base() -> None:
    lead = 'ruleset r version "1"\nlead { id: text key }\nscore own { "x" +1 when id is "1" }\n'
    (problem,) = expect(lead + 'switch off "A" in «fit»', "SL0229")
    assert problem.help == 'name the file that has it: `use base from "…"`'
