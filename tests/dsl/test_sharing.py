"""`use base`: everything of another file, merged before anything is checked."""

from __future__ import annotations

from pathlib import Path

from scoreline.dsl import model as m
from scoreline.dsl.diagnostics import Diagnostic
from scoreline.dsl.load import load, load_text
from support.checking import expect, ruleset

HEAD = 'ruleset client version "7"\n'
BASE = """ruleset agency version "1", time zone "Europe/Berlin"
lead { id: text key   country: text   employees: integer }
event page_view { page: text }
list markets = ("DE", "AT")
let large = employees at least 100
score fit {
  "Market" +10 when country in markets
  "Large" +20 when large
}
grade rating of fit { A from 20   B below }
stages stage, first met wins { out when not scored   mql when fit at least 20   cold otherwise }
never "small ones are A": rating is A and not large
do not score when country is "XX" because "closed"
sample "of the base" as of 2026-01-15 { lead id "1"   expect fit 99 }
"""


def files(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        path = folder / (name.replace("__", "/") + ".score")
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text, encoding="utf-8")


def found(text: str, folder: Path) -> tuple[Diagnostic, ...]:
    return load_text(text, folder, "client.score").diagnostics


def rules(made: m.Ruleset, score: str) -> dict[str, int]:
    """Points in thousandths by label, in order, of `when` rules outside groups."""
    (entry,) = (each for each in made.scores if each.name == score)
    assert isinstance(entry, m.Score)
    return {rule.label: rule.points for rule in entry.entries if isinstance(rule, m.WhenRule)}


# ---- everything is there -------------------------------------------------------------------------------------------


def test_a_client_file_of_two_lines_is_a_ruleset(tmp_path: Path) -> None:
    files(tmp_path, base=BASE)
    made = ruleset(HEAD + 'use base from "base.score"', tmp_path)
    assert (made.name, made.version, made.time_zone) == ("client", "7", "Europe/Berlin")
    assert [a.name for a in made.schema.attributes] == ["id", "country", "employees"]
    assert rules(made, "fit") == {"Market": 10_000, "Large": 20_000}
    assert [grade.name for grade in made.grades] == ["rating"]
    assert made.stages is not None and made.stages.out == "out"
    assert [(each.kind, each.label) for each in made.invariants] == [("never", "small ones are A")]
    assert [each.reason for each in made.exclusions] == ["closed"]


def test_samples_stay_with_their_own_file(tmp_path: Path) -> None:
    files(tmp_path, base=BASE)
    own = 'sample "own" as of 2026-01-15 { lead id "1", country "DE"   expect fit 10 }'
    made = ruleset(f'{HEAD}use base from "base.score"\n{own}', tmp_path)
    assert [sample.label for sample in made.samples] == ["own"]


def test_the_using_file_says_its_own_name_and_may_say_its_own_zone(tmp_path: Path) -> None:
    files(tmp_path, base=BASE)
    made = ruleset('ruleset client version "7", time zone "Asia/Tokyo"\nuse base from "base.score"', tmp_path)
    assert made.time_zone == "Asia/Tokyo"


def test_the_using_file_adds_to_what_is_known_of_leads(tmp_path: Path) -> None:
    files(tmp_path, base=BASE)
    more = "lead { vip: yes or no }\nevent visit { page: text }\n"
    more += 'score more { "Vip" +5 when vip   "Visit" +1 for each visit ever }'
    made = ruleset(f'{HEAD}use base from "base.score"\n{more}', tmp_path)
    assert [a.name for a in made.schema.attributes] == ["id", "country", "employees", "vip"]
    assert [kind.name for kind in made.schema.events] == ["page_view", "visit"]
    assert [score.name for score in made.scores] == ["fit", "more"]


def test_an_attribute_twice_is_told_with_both_places(tmp_path: Path) -> None:
    files(tmp_path, base=BASE)
    (first,) = found(HEAD + 'use base from "base.score"\nlead { country: text }', tmp_path)
    assert (first.code, first.span.file, first.span.line) == ("SL0206", "client.score", 3)
    assert [(r.span.file, r.span.line) for r in first.related] == [("base.score", 2)]


def test_paths_start_at_the_file_that_they_are_written_in(tmp_path: Path) -> None:
    base = BASE.replace('list markets = ("DE", "AT")', 'list markets from "lists/markets.csv" column c')
    files(tmp_path, shared__base=base)
    (tmp_path / "shared" / "lists").mkdir()
    (tmp_path / "shared" / "lists" / "markets.csv").write_text("c\nIT\n")
    made = ruleset(HEAD + 'use base from "shared/base.score"', tmp_path)
    assert made.lists == (m.TextList("markets", ("IT",)),)


def test_problems_of_a_base_are_told_in_it(tmp_path: Path) -> None:
    files(tmp_path, base=BASE.replace("employees at least 100", 'employees at least "many"'))
    (problem,) = found(HEAD + 'use base from "base.score"', tmp_path)
    assert (problem.span.file, problem.span.line) == ("base.score", 5)


def test_what_a_base_leaves_unused_is_its_own_affair(tmp_path: Path) -> None:
    files(tmp_path, base=BASE + 'list spare = ("x")\n')
    ruleset(HEAD + 'use base from "base.score"', tmp_path)
    assert [d.code for d in load(tmp_path / "base.score").diagnostics] == ["SL0208"]


def test_a_library_may_build_on_a_library(tmp_path: Path) -> None:
    files(tmp_path, lists='list markets = ("DE")', more='use base from "lists.score"\nlet home = country in markets')
    assert load(tmp_path / "more.score").library
    text = f'{HEAD}use home from "more.score"\nlead {{ id: text key  country: text }}\nscore s {{ "x" +1 when home }}'
    assert ruleset(text, tmp_path).lists == (m.TextList("markets", ("DE",)),)


# ---- bases of bases ------------------------------------------------------------------------------------------------


def test_a_base_may_have_a_base(tmp_path: Path) -> None:
    middle = 'ruleset middle version "2"\nuse base from "base.score"\nscore extra { "x" +1 when large }\n'
    files(tmp_path, base=BASE, middle=middle)
    made = ruleset(HEAD + 'use base from "middle.score"', tmp_path)
    assert [score.name for score in made.scores] == ["fit", "extra"]
    assert (made.name, made.time_zone) == ("client", "Europe/Berlin")


LISTS = 'list free_mail = ("gmx.example")\nlist markets = ("DE")\n'


def test_what_two_bases_have_from_one_file_is_there_once(tmp_path: Path) -> None:
    one = (
        'use base from "lists.score"\nlead { id: text key  country: text }\nscore a { "x" +1 when country in markets }'
    )
    two = 'use base from "lists.score"\nlead { mail: text }\nscore b { "x" +1 when domain of mail in free_mail }'
    files(tmp_path, lists=LISTS, one=one, two=two)
    made = ruleset(HEAD + 'use base from "one.score"\nuse base from "two.score"', tmp_path)
    assert [score.name for score in made.scores] == ["a", "b"]
    assert [found.name for found in made.lists] == ["free_mail", "markets"]
    assert [a.name for a in made.schema.attributes] == ["id", "country", "mail"]


def test_one_base_twice_is_one(tmp_path: Path) -> None:
    files(tmp_path, base=BASE)
    made = ruleset(HEAD + 'use base from "base.score"\nuse base from "base.score"', tmp_path)
    assert [score.name for score in made.scores] == ["fit"]
    assert len(made.exclusions) == len(made.invariants) == 1


def test_two_bases_that_declare_one_name(tmp_path: Path) -> None:
    files(tmp_path, one=BASE, two='list markets = ("FR")\n')
    use = HEAD + 'use base from "one.score"\nuse base from «"two.score"»'
    (problem,) = expect(use, "SL0231", base=tmp_path)
    assert [(r.span.file, r.span.line) for r in problem.related] == [("one.score", 4), ("two.score", 1)]
    made = ruleset(use.replace("«", "").replace("»", "") + '\noverride list markets = ("PL")', tmp_path)
    assert made.lists == (m.TextList("markets", ("PL",)),)


def test_two_versions_of_one_score(tmp_path: Path) -> None:
    middle = 'use base from "base.score"\nswitch off "Market" in fit\n'
    files(tmp_path, base=BASE, one=middle, two='use base from "base.score"\n')
    (problem,) = expect(HEAD + 'use base from "one.score"\nuse base from «"two.score"»', "SL0231", base=tmp_path)
    assert problem.message == "`fit` comes from two used files, changed in one of them"


def test_two_bases_in_two_time_zones(tmp_path: Path) -> None:
    other = 'ruleset other version "1", time zone "Asia/Tokyo"\nlist spare = ("x")\n'
    files(tmp_path, one=BASE, two=other)
    use = 'use base from "one.score"\nuse base from «"two.score"»\n'
    expect(HEAD + use, "SL0231", base=tmp_path)


# ---- names of a file that is a base too ----------------------------------------------------------------------------


def test_names_that_a_base_has_need_not_be_used_again(tmp_path: Path) -> None:
    files(tmp_path, base=BASE)
    text = 'use base from "base.score"\nuse markets from "base.score"\nscore more { "x" +1 when country in markets }'
    made = ruleset(HEAD + text, tmp_path)
    assert [entries.name for entries in made.lists] == ["markets"]


def test_a_name_that_a_base_uses_from_a_third_file(tmp_path: Path) -> None:
    base = BASE.replace('list markets = ("DE", "AT")', 'use markets from "lists.score"')
    files(tmp_path, base=base, lists=LISTS)
    text = 'use base from "base.score"\nuse markets from "lists.score"\nscore more { "x" +1 when country in markets }'
    assert ruleset(HEAD + text, tmp_path).lists == (m.TextList("markets", ("DE",)),)
    made = ruleset(HEAD + 'use base from "base.score"\noverride list markets = ("FR")', tmp_path)
    assert made.lists == (m.TextList("markets", ("FR",)),)
    assert [(c.kind, c.name, c.original.file) for c in made.changes] == [("override", "markets", "base.score")]


# ---- what can be wrong ---------------------------------------------------------------------------------------------


def test_a_base_that_cannot_be_read_is_the_only_problem(tmp_path: Path) -> None:
    text = 'use base from «"no.score"»\nscore fit { "x" +1 when anything }\noverride in rest "x" +1 when some\n'
    expect(HEAD + text, "SL0218", base=tmp_path)


def test_a_base_that_cannot_be_parsed_causes_no_other_problems(tmp_path: Path) -> None:
    files(tmp_path, base=BASE.replace("let large =", "let large ="[:-1]))
    codes = [d.code for d in found(HEAD + 'use base from "base.score"\noverride in fit "Lrge" +1 when large', tmp_path)]
    assert all(code < "SL02" for code in codes[:1])
    assert codes[1:] in ([], ["SL0229"])


def test_bases_in_a_circle(tmp_path: Path) -> None:
    files(tmp_path, a='use base from "b.score"\nlist x = ("a")', b='use base from "a.score"\nlist y = ("b")')
    problems = [d for d in found(HEAD + 'use base from "a.score"', tmp_path) if d.code == "SL0220"]
    assert [(d.span.file, d.span.line) for d in problems] == [("b.score", 1)]
    assert problems[0].message.endswith("`a.score` → `b.score` → `a.score`")
    (tmp_path / "client.score").write_text(HEAD + 'use base from "client.score"')
    assert [d.code for d in load(tmp_path / "client.score").diagnostics] == ["SL0220"]


def test_a_base_that_uses_names_of_its_user_is_a_circle(tmp_path: Path) -> None:
    files(tmp_path, base='use x from "client.score"\nlead { id: text key }\nscore s { "x" +1 when id in x }')
    (tmp_path / "client.score").write_text(HEAD + 'use base from "base.score"\nlist x = ("a")')
    problems = load(tmp_path / "client.score").diagnostics
    assert "SL0220" in [d.code for d in problems]


def test_bases_too_deep(tmp_path: Path) -> None:
    chain = {f"f{n}": f'use base from "f{n + 1}.score"\n' for n in range(30)}
    files(tmp_path, **chain, f30=BASE)
    problems = found(HEAD + 'use base from "f0.score"', tmp_path)
    assert [(d.code, d.span.file) for d in problems] == [("SL0218", "f19.score")]
    ruleset(HEAD + 'use base from "f12.score"', tmp_path)
