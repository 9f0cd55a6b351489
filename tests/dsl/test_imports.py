"""`use`: lists and named conditions of other files."""

from __future__ import annotations

from pathlib import Path

from scoreline.dsl import model as m
from scoreline.dsl.load import load, load_text
from support.checking import HEAD, expect, ruleset

EMPLOYEES = m.LeadValue("employees", m.ValueType("integer"))


def files(tmp_path: Path, **texts: str) -> None:
    for name, text in texts.items():
        path = tmp_path / (name.replace("__", "/") + ".score")
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text, encoding="utf-8")


def main(use: str, condition: str) -> str:
    return f'{HEAD}{use}\nscore s {{ "x" +1 when {condition} }}\n'


def test_lists_and_conditions(tmp_path: Path) -> None:
    files(tmp_path, base='list markets = ("DE", "FR")\nlet large = employees at least 50\nlet unused = nothing is "x"')
    made = ruleset(main('use markets, large from "base.score"', "large and country in markets"), tmp_path)
    assert made.lists == (m.TextList("markets", ("DE", "FR")),)
    assert made.lets == (("large", m.Compare(">=", EMPLOYEES, m.Constant(50, m.ValueType("integer")))),)


def test_used_conditions_read_the_names_of_their_own_file(tmp_path: Path) -> None:
    files(
        tmp_path,
        base='list markets = ("DE")\nlet home = country in markets and large\nlet large = employees at least 50',
    )
    use = 'use home from "base.score"\nlist markets = ("FR")\nlet large = employees at least 500'
    made = ruleset(main(use, "home and large and country in markets"), tmp_path)
    assert [(found.name, found.entries) for found in made.lists] == [("markets", ("FR",)), ("markets_2", ("DE",))]
    names = [name for name, _ in made.lets]
    assert sorted(names) == ["home", "large", "large_2"]
    assert names.index("large_2") < names.index("home")
    lets = dict(made.lets)
    home = lets["home"]
    assert isinstance(home, m.And)
    assert home.items[1] == m.LetRef("large_2")
    assert lets["large_2"] == m.Compare(">=", EMPLOYEES, m.Constant(50, m.ValueType("integer")))


def test_paths_start_at_the_file_that_uses(tmp_path: Path) -> None:
    files(
        tmp_path,
        shared__lists='list markets from "markets.csv" column c\nlet home = country in markets',
        shared__more='use home from "lists.score"\nlet both = home and ok',
    )
    (tmp_path / "shared" / "markets.csv").write_text("c\nDE\n", encoding="utf-8")
    made = ruleset(main('use both from "shared/more.score"', "both"), tmp_path)
    assert [name for name, _ in made.lets] == ["home", "both"]
    assert made.lists == (m.TextList("markets", ("DE",)),)


def test_names_can_be_handed_on(tmp_path: Path) -> None:
    files(tmp_path, a='use markets from "b.score"', b='list markets = ("DE")')
    assert ruleset(main('use markets from "a.score"', "country in markets"), tmp_path).lists[0].name == "markets"


def test_one_file_used_twice_is_one(tmp_path: Path) -> None:
    files(
        tmp_path,
        a='use home from "c.score"\nlet x = home and ok',
        b='use home from "c.score"\nlet y = home and not ok',
        c='list markets = ("DE")\nlet home = country in markets',
    )
    made = ruleset(main('use x from "a.score"\nuse y from "b.score"', "x or y"), tmp_path)
    assert [name for name, _ in made.lets] == ["home", "x", "y"]


def test_problems_of_the_used_file_are_told_in_it(tmp_path: Path) -> None:
    files(tmp_path, base="let large = emplyees at least 50\n\nlet odd = )\n")
    found = load_text(main('use large from "base.score"', "large"), tmp_path).diagnostics
    assert {(d.span.file, d.span.line) for d in found} == {("base.score", 1), ("base.score", 3)}
    assert "base.score" in load_text(main('use large from "base.score"', "large"), tmp_path).sources


def test_names_of_sources_are_relative_to_the_main_file(tmp_path: Path) -> None:
    files(tmp_path, shared__a='use home from "../b.score"', b='let home = country is "DE"')
    (tmp_path / "main.score").write_text(main('use home from "shared/a.score"', "home"), encoding="utf-8")
    sources = load(tmp_path / "main.score").sources
    folder = str(tmp_path)
    assert sorted(name.removeprefix(folder) for name in sources) == ["/b.score", "/main.score", "/shared/a.score"]


def test_what_can_be_wrong(tmp_path: Path) -> None:
    files(tmp_path, base='list markets = ("DE")\nlet large = employees at least 50\nscore fit { "x" +1 when large }')
    (tmp_path / "folder").mkdir()
    rule = "country in markets"
    (found,) = expect(main('use markets, «larg» from "base.score"', rule + " and larg"), "SL0219", base=tmp_path)
    assert found.help == "did you mean `large`?"
    expect(main('use «fit» from "base.score"', "fit"), "SL0219", base=tmp_path)
    for path in ("bse.score", "folder", "a" * 5000):
        expect(main(f'use markets from «"{path}"»', rule), "SL0218", base=tmp_path)
    expect(main('use markets, «large» from "base.score"', rule), "SL0208", base=tmp_path)
    expect(main('list markets = ("FR")\nuse «markets» from "base.score"', rule), "SL0206", base=tmp_path)


def test_files_in_a_circle(tmp_path: Path) -> None:
    files(tmp_path, a='use y from "b.score"\nlet x = ok or y', b='use x from "a.score"\nlet y = ok and x')
    found = load_text(main('use x from "a.score"', "x"), tmp_path).diagnostics
    assert [(d.code, d.span.file, d.span.line) for d in found] == [("SL0220", "b.score", 1)]
    assert found[0].message.endswith("`a.score` → `b.score` → `a.score`")
    (tmp_path / "main.score").write_text(main('use x from "main.score"\nlet x = ok', "x"), encoding="utf-8")
    assert [d.code for d in load(tmp_path / "main.score").diagnostics] == ["SL0220", "SL0206"]


def test_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a.score").symlink_to(tmp_path / "b.score")
    (tmp_path / "b.score").symlink_to(tmp_path / "a.score")
    expect(main('use x from «"a.score"»', "x"), "SL0218", base=tmp_path)


def test_files_that_use_each_other_too_deeply(tmp_path: Path) -> None:
    files(tmp_path, **{f"f{n}": f'use x from "f{n + 1}.score"' for n in range(30)}, f30="let x = ok")
    found = load_text(main('use x from "f0.score"', "x"), tmp_path).diagnostics
    assert [(d.code, d.span.file) for d in found] == [("SL0218", "f19.score")]
    ruleset(main('use x from "f12.score"', "x"), tmp_path)
