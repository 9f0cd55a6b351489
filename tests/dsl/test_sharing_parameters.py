"""Parameters: declared with a default, set by the file that uses theirs, put in wherever a literal may stand."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from scoreline.dsl import model as m
from scoreline.dsl import syntax
from scoreline.dsl.diagnostics import Diagnostic
from scoreline.dsl.load import load, load_text
from scoreline.dsl.substitute import Slot, slots
from support.checking import HEAD, expect, rule, ruleset

DAY = 86_400
CLIENT = 'ruleset client version "7"\n'


def files(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.score").write_text(text, encoding="utf-8")


def found(text: str, folder: Path) -> tuple[Diagnostic, ...]:
    return load_text(text, folder, "client.score").diagnostics


def only_rule(made: m.Ruleset) -> m.Rule | m.Group:
    score = made.scores[0]
    assert isinstance(score, m.Score)
    return score.entries[0]


# ---- where a parameter may stand -----------------------------------------------------------------------------------

SAME = [
    ("parameter p = 5", "+p when ok", "+5 when ok"),
    ("parameter p = 5", "-p when ok", "-5 when ok"),
    ("parameter p = 2.5", "+p for each page_view ever, max p points", "+2.5 for each page_view ever, max 2.5 points"),
    ("parameter p = 3", "+1 for each page_view ever, latest p only", "+1 for each page_view ever, latest 3 only"),
    ("parameter p = 50", "+1 when employees at least p", "+1 when employees at least 50"),
    ("parameter p = 50", "+1 when employees in (p, 60)", "+1 when employees in (50, 60)"),
    ('parameter p = "DE"', "+1 when country is p", '+1 when country is "DE"'),
    ('parameter p = "DE"', 'by country { p: +1   "FR": +2   missing: 0   otherwise: 0 }',
     'by country { "DE": +1   "FR": +2   missing: 0   otherwise: 0 }'),
    ('parameter p = "CEO"', "+1 when title has word p", '+1 when title has word "CEO"'),
    ('parameter p = "/x"', "+1 when page_view where page starts with any of (p, \"/y\") ever",
     '+1 when page_view where page starts with any of ("/x", "/y") ever'),
    ("parameter p = 30 days", "+1 when page_view in last p", "+1 when page_view in last 30 days"),
    ("parameter p = 30 days", "+1 when no page_view in last p", "+1 when no page_view in last 30 days"),
    ("parameter p = 30 days", "+1 when renewal in next p", "+1 when renewal in next 30 days"),
    ("parameter p = 30 days", "+8 for each page_view ever, halve every p",
     "+8 for each page_view ever, halve every 30 days"),
    ("parameter p = 20%", "+8 for each page_view ever, lose p of the original every 7 days",
     "+8 for each page_view ever, lose 20% of the original every 7 days"),
    ("parameter p = 2026-02-01", "+1 when renewal before p", "+1 when renewal before 2026-02-01"),
    ("parameter p = yes", "+1 when ok is p", "+1 when ok is yes"),
    ("parameter p = 50", "by employees { below p: +1   from p: +2   missing: 0 }",
     "by employees { below 50: +1   from 50: +2   missing: 0 }"),
    ("parameter p = 3", "+1 when at least p page_view in last 9 days", "+1 when at least 3 page_view in last 9 days"),
    ("parameter p = 3", "+1 when (employees else p) above 4", "+1 when (employees else 3) above 4"),
    ("parameter p = 3", "+1 when employees + p above 4", "+1 when employees + 3 above 4"),
]  # fmt: skip


@pytest.mark.parametrize(("parameter", "with_name", "with_value"), SAME)
def test_a_parameter_is_as_good_as_its_value(parameter: str, with_name: str, with_value: str) -> None:
    named, written = (
        only_rule(ruleset(rule(f'"x" {with_name}', parameter))),
        only_rule(ruleset(rule(f'"x" {with_value}'))),
    )
    span = written.span
    assert dataclasses.replace(named, span=span) == written


def test_a_parameter_in_clauses_grades_and_stages() -> None:
    text = f"""{HEAD}parameter top = 80
parameter half = 40%
score fit, limited to 0..top {{ "x" +top when ok }}
score total = half of fit
grade rating of total {{ A from top   B below }}
stages stage, first met wins {{ sql when fit at least top   cold otherwise }}
"""
    made = load_text(text).ruleset
    assert made is not None, load_text(text).diagnostics
    fit, total = made.scores
    assert isinstance(fit, m.Score) and isinstance(total, m.Total)
    assert (fit.high, total.terms) == (80_000, (m.TotalTerm(4_000, "fit"),))
    assert made.grades[0].bands[0] == m.Band("A", 80_000)
    assert made.stages is not None and made.stages.lines[0].reason == "fit at least 80"


@pytest.mark.parametrize(("word", "pays"), [("yes", 1), ("no", 0)])
def test_a_yes_or_no_parameter_is_a_condition(word: str, pays: int) -> None:
    made = only_rule(ruleset(rule('"x" +1 when strict and ok', f"parameter strict = {word}")))
    assert isinstance(made, m.WhenRule) and isinstance(made.condition, m.And)
    assert made.condition.items[0] == (m.And(()) if pays else m.Or(()))


def _shown(node: type, name: str, slot: Slot) -> list[str]:
    own = [f"{node.__name__}.{name}"] if slot.takes_name and (slot.constants or slot.takes_condition) else []
    return own + (_shown(node, f"{name}[]", slot.entries) if slot.entries is not None else [])


def test_labels_and_references_are_no_places_for_parameters() -> None:
    nodes = [each for each in vars(syntax).values() if isinstance(each, type) and dataclasses.is_dataclass(each)]
    taking = {place for node in nodes for name, slot in slots(node) for place in _shown(node, name, slot)}
    assert {"CutRow.bound", "Comparison.right", "TextTest.needles[]", "Window.duration", "And.items[]"} <= taking
    references = (
        "Score.name",
        "Band.label",
        "TextTest.needles",
        "Membership.items",
        "EventSelector.kind",
        "StageLine.stage",
    )
    assert not taking & {*references, "DaysSince.value", "TotalTerm.score", "OncePer.attribute", "PreviousLine.stage"}


# ---- set by the using file -----------------------------------------------------------------------------------------

BASE = """ruleset base version "1"
lead { id: text key   country: text   employees: integer }
parameter from_size = 100
parameter home = "DE"
let large = employees at least from_size
score fit { "Large" +10 when large   "Home" +5 when country is home }
"""


def bounds(made: m.Ruleset) -> tuple[object, object]:
    """The size and the country that the rules ask for."""
    (_, condition) = made.lets[0]
    score = made.scores[0]
    assert isinstance(condition, m.Compare) and isinstance(condition.right, m.Constant) and isinstance(score, m.Score)
    home = score.entries[1]
    assert isinstance(home, m.WhenRule) and isinstance(home.condition, m.Compare)
    assert isinstance(home.condition.right, m.Constant)
    return condition.right.value, home.condition.right.value


def test_defaults_hold_where_nothing_is_set(tmp_path: Path) -> None:
    files(tmp_path, base=BASE)
    assert bounds(ruleset(CLIENT + 'use base from "base.score"', tmp_path)) == (100, "DE")
    assert bounds(ruleset(CLIENT + 'use base from "base.score" with home = "AT"', tmp_path)) == (100, "AT")
    use = 'use base from "base.score" with home = "AT", from_size = 7'
    made = ruleset(CLIENT + use, tmp_path)
    assert bounds(made) == (7, "AT")
    assert [(each.name, each.value, each.default) for each in made.parameters] == [
        ("from_size", "7", "100"),
        ("home", '"AT"', '"DE"'),
    ]
    assert made.parameters[0].set_at is not None and made.parameters[0].set_at.line == 2


def test_a_file_in_between_leaves_parameters_open_or_sets_them(tmp_path: Path) -> None:
    files(tmp_path, base=BASE, middle='use base from "base.score" with home = "AT"\n')
    assert bounds(ruleset(CLIENT + 'use base from "middle.score" with from_size = 9', tmp_path)) == (9, "AT")
    (problem,) = expect(CLIENT + 'use base from "middle.score" with «home» = "CH"', "SL0227", base=tmp_path)
    assert [(r.span.file, r.span.line) for r in problem.related] == [("middle.score", 1)]


def test_a_file_in_between_hands_a_parameter_on(tmp_path: Path) -> None:
    files(tmp_path, base=BASE, middle='parameter land = "IT"\nuse base from "base.score" with home = land\n')
    assert bounds(ruleset(CLIENT + 'use base from "middle.score"', tmp_path)) == (100, "IT")
    assert bounds(ruleset(CLIENT + 'use base from "middle.score" with land = "ES"', tmp_path)) == (100, "ES")


def test_a_used_condition_has_the_values_of_its_own_file(tmp_path: Path) -> None:
    files(tmp_path, lists="parameter size = 50\nlet large = employees at least size\n")
    text = rule('"x" +1 when large and employees below size', 'parameter size = 900\nuse large from "lists.score"')
    made = ruleset(text, tmp_path)
    values = [c.right for _, c in made.lets if isinstance(c, m.Compare)]
    assert [v.value for v in values if isinstance(v, m.Constant)] == [50]
    condition = only_rule(made)
    assert isinstance(condition, m.WhenRule) and isinstance(condition.condition, m.And)
    below = condition.condition.items[1]
    assert isinstance(below, m.Compare) and below.right == m.Constant(900, m.ValueType("integer"))


def test_a_parameter_can_be_used_by_name(tmp_path: Path) -> None:
    files(tmp_path, lists="parameter size = 50\n")
    made = only_rule(ruleset(rule('"x" +size when ok', 'use size from "lists.score"'), tmp_path))
    assert isinstance(made, m.WhenRule) and made.points == 50_000


def test_a_file_of_parameters_is_a_library(tmp_path: Path) -> None:
    files(tmp_path, lists="parameter size = 50\n")
    loaded = load(tmp_path / "lists.score")
    assert (loaded.library, loaded.diagnostics) == (True, ())


# ---- what can be wrong ---------------------------------------------------------------------------------------------


def test_settings_that_cannot_be(tmp_path: Path) -> None:
    files(tmp_path, base=BASE)
    use = CLIENT + 'use base from "base.score" with '
    (problem,) = expect(use + "«hom» = 3", "SL0226", base=tmp_path)
    assert problem.help == "did you mean `home`?"
    (problem,) = expect(use + "home = «3»", "SL0228", base=tmp_path)
    assert problem.message == "`home` is a text, and this is a number"
    assert [(r.span.file, r.span.line) for r in problem.related] == [("base.score", 4)]
    expect(use + "from_size = «3 days»", "SL0228", base=tmp_path)
    expect(use + 'home = "AT", «home» = "AT"', "SL0227", base=tmp_path)
    expect(use + "home = «land»", "SL0226", base=tmp_path)
    expect(CLIENT + 'parameter land = 3\nuse base from "base.score" with home = «land»', "SL0228", base=tmp_path)


def test_one_file_with_two_values(tmp_path: Path) -> None:
    lists = "parameter size = 50\nlet large = employees at least size\nlead { id: text key   employees: integer }\n"
    one, two = ('use base from "lists.score" with size = 60\n', 'use base from "lists.score" with size = {}\n')
    rules = 'score fit { "x" +1 when large }'
    files(
        tmp_path,
        lists=lists,
        one=one,
        same=two.format(60),
        other=two.format(70),
        default='use base from "lists.score"\n',
    )
    ruleset(f'{CLIENT}use base from "one.score"\nuse base from "same.score"\n{rules}', tmp_path)
    for name in ("other", "default"):
        text = f'{CLIENT}use base from "one.score"\nuse base from «"{name}.score"»\n{rules}'
        (problem,) = expect(text, "SL0227", base=tmp_path)
        assert [r.span.file for r in problem.related] == [
            "one.score",
            "other.score" if name == "other" else "lists.score",
        ]
    ruleset(f'{CLIENT}use base from "default.score"\nuse base from "lists.score" with size = 50\n{rules}', tmp_path)


def test_a_file_that_is_a_base_with_one_value_and_used_by_name_with_another(tmp_path: Path) -> None:
    files(
        tmp_path,
        lists="parameter size = 50\nlet large = employees at least size\n",
        named='use large from "lists.score"\nlet both = large and ok\n',
    )
    rules = 'score fit { "x" +1 when both and huge }\nlet huge = large and employees above 1000\n'
    text = f'{CLIENT}use both from "named.score"\nuse base from "lists.score" with size = 60\n'
    lead = "lead { id: text key  ok: yes or no  employees: integer }\n"
    (problem,) = found(text + lead + rules, tmp_path)
    assert (problem.code, problem.span.file, problem.span.line) == ("SL0227", "named.score", 1)
    ruleset(text.replace("60", "50") + lead + rules, tmp_path)


def test_names_that_are_no_parameters() -> None:
    (problem,) = expect(rule('"x" +«bonu» when ok\n"y" +bonus when not ok', "parameter bonus = 3"), "SL0226")
    assert problem.help == "did you mean `bonus`?"
    expect(rule('"x" +1 for each page_view in last «quiet»'), "SL0226")
    expect(rule('"x" +1 for each page_view ever, max «employees» points'), "SL0226")
    (problem,) = expect(rule('"x" +1 when title has word «CEO»'), "SL0132")
    assert problem.help == 'write `"CEO"`'
    text = rule('"x" +1 when title has word «wrd» or title contains word', 'parameter word = "CEO"')
    (problem,) = expect(text, "SL0226")
    assert problem.help == "did you mean `word`?"


def test_parameters_of_another_kind_than_needed() -> None:
    (problem,) = expect(rule('"x" +1 when page_view in last «quiet»', "parameter quiet = 30"), "SL0228")
    assert problem.message == "`quiet` is a number, and here stands a duration"
    expect(rule('"x" +«home» when ok', 'parameter home = "DE"'), "SL0228")
    expect(rule('"x" +1 when ok and «home»', 'parameter home = "DE"'), "SL0306")
    expect(rule('"x" -«malus» when ok', "parameter malus = -5"), "SL0228")
    expect(rule('"x" +1 when employees at least «home»', 'parameter home = "DE"'), "SL0302")


def test_names_that_a_parameter_cannot_have() -> None:
    rules = 'score fit { "x" +1 when employees above country }'
    expect(f"{HEAD}parameter «country» = 5\n{rules}", "SL0206")
    expect(f"{HEAD}parameter «campaign» = 5\n{rules.replace('country', 'campaign')}", "SL0206")
    stages = "stages stage, first met wins { hot when fit at least hot   cold otherwise }"
    expect(f'{HEAD}parameter «hot» = 5\nscore fit {{ "x" +9 when ok }}\n{stages}', "SL0206")


def test_an_unused_parameter_is_told() -> None:
    expect(rule('"x" +1 when ok', "parameter «spare» = 3"), "SL0208")


# ---- a value that does not suit the places of the base -------------------------------------------------------------

SETTABLE = (
    HEAD
    + """parameter bonus = 10
parameter win = 30 days
score s, limited to 0..100 {
  "a" +bonus for each demo in last win, max 50 points
  "b" +bonus when ok
  "c" -bonus when no demo in last win
}
"""
)


@pytest.mark.parametrize(
    ("setting", "code", "uses"),
    [("bonus = -5", "SL0228", 3), ("bonus = 2000", "SL0601", 3), ("win = 0 days", "SL0607", 2)],
)
def test_a_bad_value_is_told_once_of_the_file_that_sets_it(setting: str, code: str, uses: int, tmp_path: Path) -> None:
    files(tmp_path, base=SETTABLE)
    (report,) = found(f'{CLIENT}use base from "base.score" with {setting}\n', tmp_path)
    assert (report.code, report.span.file, report.span.line) == (code, "client.score", 2)
    assert report.span.column == len('use base from "base.score" with ') + setting.index("= ") + 3
    assert report.help
    assert [each.span.file for each in report.related if each.label == "used here"] == ["base.score"] * uses


def test_a_bad_value_that_is_handed_on_is_told_where_it_stands(tmp_path: Path) -> None:
    files(tmp_path, base=SETTABLE, middle='ruleset m version "1"\nuse base from "base.score"\n')
    text = f'{CLIENT}parameter mine = 0 days\nuse base from "middle.score" with win = mine\n'
    (report,) = found(text, tmp_path)
    assert (report.code, report.span.file, report.span.line, report.span.column) == ("SL0607", "client.score", 2, 18)


def test_a_bad_default_is_told_where_it_is_used(tmp_path: Path) -> None:
    files(tmp_path, base=SETTABLE.replace("= 10", "= 2000"))
    reports = found(f'{CLIENT}use base from "base.score"\n', tmp_path)
    assert [(each.code, each.span.file) for each in reports] == [("SL0601", "base.score")] * 3
