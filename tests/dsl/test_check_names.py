"""Names: unknown, of the wrong kind, declared twice, taken, unused, circular."""

from __future__ import annotations

import pytest
from scoreline.dsl.load import load_text
from support.checking import HEAD, expect, problems, rule, ruleset, when

SCORE = '\nscore s { "x" +1 when ok }\n'


@pytest.mark.parametrize(
    ("condition", "code", "help"),
    [
        ("«emplyees» at least 5", "SL0201", "did you mean `employees`?"),
        ("domain of «emal» is missing", "SL0201", "did you mean `email`?"),
        ("«Employees» at least 5", "SL0201", "did you mean `employees`?"),
        ("«zzz» at least 5", "SL0201", 'declare it in the lead block; a text stands in quotes: `"zzz"`'),
        ("country is «Germany»", "SL0201", 'declare it in the lead block; a text stands in quotes: `"Germany"`'),
        ("plan is «OK1»", "SL0201", 'declare it in the lead block; a text stands in quotes: `"OK1"`'),
        ("ok is «true»", "SL0201", "the answers to a yes-or-no question are `yes` and `no`: write `yes`"),
        ("ok is «False»", "SL0201", "the answers to a yes-or-no question are `yes` and `no`: write `no`"),
        ("country «is not missing»", "SL0110", "write `is known`"),
        ("country «is null»", "SL0110", "write `is missing`"),
        ("page_view where page «is not empty» ever", "SL0110", "write `is known`"),
        (
            'plan «at least» "paid"',
            "SL0301",
            "declared with `ordered (…)` in place of `one of (…)`, from low to high, it can be compared so",
        ),
        ("«okay»", "SL0201", "name a condition with `let okay = …`"),
        ("«pageview» in last 3 days", "SL0202", "did you mean `page_view`?"),
        ("no «pageview» ever", "SL0202", "did you mean `page_view`?"),
        ('page_view where «pagee» is "/" ever', "SL0201", "did you mean `page`?"),
        ("count of different «pagee» of page_view ever at least 2", "SL0201", "did you mean `page`?"),
        ("country in «marktes»", "SL0203", 'declare it: `list marktes = ("a", "b")`'),
        ("title starts with any of «marktes»", "SL0203", 'declare it: `list marktes = ("a", "b")`'),
    ],
)
def test_unknown_names(condition: str, code: str, help: str) -> None:
    (found,) = expect(when(condition), code)
    assert found.help == help


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("«page_view» is missing", "SL0205"),
        ("days since «page_view» at least 3", "SL0205"),
        ("«page_view»", "SL0112"),
        ("«country» in last 3 days", "SL0301"),
        ("«country» ever", "SL0205"),
        ("country in «plan»", "SL0205"),
        ("country in «page_view»", "SL0205"),
        ("«status_change» by the lead ever", "SL0100"),
        ("«s» at least 3", "SL0703"),
        ("«s»", "SL0319"),
        ("«s» in last 3 days", "SL0301"),
    ],
)
def test_names_of_the_wrong_kind(condition: str, code: str) -> None:
    found = problems(when(condition))
    assert [d.code for d in found] == [code]
    if code not in ("SL0100", "SL0301"):
        expect(when(condition), code)


def test_lists_and_conditions_are_no_values() -> None:
    more = 'list markets = ("DE", "FR")\nlet good = ok and country in markets'
    expect(when('good and «markets» is "DE"', more), "SL0205")
    expect(when('good and «good» is "DE"', more), "SL0205")
    expect(when("good and «markets»", more), "SL0205")
    expect(when("good and country in «good»", more), "SL0205")


def test_the_place_of_the_declaration_is_shown() -> None:
    (found,) = problems(when("page_view is missing"))
    assert [(r.label, r.span.line) for r in found.related] == [("declared here", 7)]


def test_named_conditions_stay_silent_where_they_are_wrong() -> None:
    more = "let good = «emplyees» at least 5\nlet better = good and ok"
    expect(when("better or not good", more), "SL0201")


# ---- declared twice, taken ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        HEAD.replace("ok: yes or no", "ok: yes or no  «country»: text") + SCORE,
        HEAD.replace("ok: yes or no", "ok: yes or no  «Country»: text") + SCORE,
        HEAD + "event «country» { }" + SCORE,
        HEAD + "event «Demo» { }" + SCORE,
        HEAD + "event other { a: text, «A»: text }" + SCORE,
        HEAD + "event other { «Page»: text }" + SCORE,
        HEAD + SCORE + 'score «s» { "x" +1 when ok }',
        HEAD + SCORE + "score «S» = s",
        HEAD + SCORE + "grade «country» of s { A from 1  B below }",
        HEAD + SCORE + "stages «demo», first met wins { a otherwise }",
    ],
)
def test_names_declared_twice(text: str) -> None:
    (found,) = expect(text, "SL0206")
    assert found.related[0].label == "first declared here"


def test_a_second_score_of_a_name_is_checked_all_the_same() -> None:
    expect(HEAD + SCORE + 'score «s» { "x" +1 when «nothing» }', "SL0206", "SL0201")


def test_events_may_share_names_of_attributes() -> None:
    ruleset(HEAD + "event other { page: integer, country: text }" + SCORE)


@pytest.mark.parametrize(
    "text",
    [
        HEAD.replace("ok: yes or no", "ok: yes or no  «lead»: text") + SCORE,
        HEAD + "event other { «`at`»: timestamp }" + SCORE,
        HEAD + "event other { «Event»: text }" + SCORE,
        HEAD + 'score «reason» { "x" +1 when ok }',
        HEAD + 'score «As_of» { "x" +1 when ok }',
        HEAD + SCORE + "grade «problem» of s { A from 1  B below }",
        HEAD + SCORE + "stages «lead», first met wins { a otherwise }",
    ],
)
def test_names_that_are_taken(text: str) -> None:
    expect(text, "SL0207")


# ---- blocks ---------------------------------------------------------------------------------------------------------


def test_missing_blocks() -> None:
    lead = "lead { id: text key  ok: yes or no }\n"
    assert [d.code for d in problems(lead + SCORE)] == ["SL0210"]
    assert [d.code for d in problems('ruleset r version "1"' + SCORE)] == ["SL0211"]
    assert [d.code for d in problems('ruleset r version "1"\n' + lead)] == ["SL0701"]
    assert [d.code for d in problems("")] == ["SL0210", "SL0211"]
    assert load_text('list a = ("b")\nlet c = d is "e"').library


def test_blocks_that_stand_twice() -> None:
    expect(HEAD + SCORE + '«rule»set r version "1"', "SL0213")
    expect(HEAD + SCORE + "«lead» { a: text key }", "SL0213")
    stages = "stages a, first met wins { b otherwise }\n"
    expect(HEAD + stages + "«stag»es c, first met wins { b otherwise }", "SL0213")


def test_key_and_since() -> None:
    score = 'score s { "x" +1 when ok }'
    expect(f'ruleset r version "1"\n«lead» {{ id: text  ok: yes or no }}\n{score}', "SL0212")
    expect(f'ruleset r version "1"\nlead {{ id: text key  «b»: text key  ok: yes or no }}\n{score}', "SL0214")
    expect(
        f'ruleset r version "1"\nlead {{ id: text key  a: date since  «b»: date since  ok: yes or no }}\n{score}',
        "SL0214",
    )
    expect(f'ruleset r version "1"\nlead {{ id: «date» key  ok: yes or no }}\n{score}', "SL0215")
    expect(f'ruleset r version "1"\nlead {{ id: «one of ("a")» key  ok: yes or no }}\n{score}', "SL0215")
    expect(f'ruleset r version "1"\nlead {{ id: text key  a: «text» since  ok: yes or no }}\n{score}', "SL0215")
    expect(HEAD + "event e { «a: date since» }\n" + score, "SL0215")
    expect(HEAD + "event e { «a: text key» }\n" + score, "SL0215")
    assert ruleset(f'ruleset r version "1"\nlead {{ id: integer key  ok: yes or no }}\n{score}').schema.key == "id"


def test_time_zone() -> None:
    score = "\nlead { id: text key  ok: yes or no }" + SCORE
    (found,) = expect('ruleset r version "1", time zone «"Europe/Berln"»' + score, "SL0216")
    assert found.help == "did you mean `Europe/Berlin`?"
    assert ruleset('ruleset r version "1", time zone "Asia/Seoul"' + score).time_zone == "Asia/Seoul"
    assert ruleset('ruleset r version "1"' + score).time_zone == "UTC"


# ---- unused, circular -----------------------------------------------------------------------------------------------


def test_unused_names_are_warned_of() -> None:
    more = 'list «markets» = ("DE", "FR")\nlet «good» = ok and country is "DE"'
    expect(when("ok", more), "SL0208", "SL0208")
    assert load_text(when("ok", more).replace("«", "").replace("»", "")).ruleset is not None


def test_what_an_unused_condition_reads_is_not_reported_too() -> None:
    expect(when("ok", 'list markets = ("DE", "FR")\nlet «good» = country in markets'), "SL0208")


def test_unused_things_are_not_in_the_model() -> None:
    loaded = load_text(when("ok", 'list markets = ("DE", "FR")\nlet good = country in markets'))
    assert loaded.ruleset is not None
    assert loaded.ruleset.lists == ()
    assert loaded.ruleset.lets == ()


def test_a_name_used_in_a_wrong_rule_is_used() -> None:
    expect(when("«pageview» where page in markets ever", 'list markets = ("DE", "FR")'), "SL0202")


def test_conditions_in_a_circle() -> None:
    (found,) = expect(when("a", "let a = ok and b\nlet b = not c\nlet «c» = a or ok"), "SL0209")
    assert found.message.endswith("`a` → `b` → `c` → `a`")
    expect(when("a", "let «a» = not a"), "SL0209")


def test_a_long_chain_of_conditions_is_no_circle() -> None:
    lets = "\n".join(f"let c{n} = not c{n + 1}" for n in range(299)) + "\nlet c299 = ok"
    assert [name for name, _ in ruleset(when("c0", lets)).lets][:2] == ["c299", "c298"]


# ---- totals and grades ----------------------------------------------------------------------------------------------


def test_totals_and_grades_need_scores() -> None:
    base = rule('"x" +50 when ok')
    expect(base + "score t = s + 50% of «fit»", "SL0204")
    expect(base + "grade g of «fit» { A from 1  B below }", "SL0204")
    expect(base + "score t = s + «country»", "SL0205")
    expect(base + "grade g of s { A from 1  B below }\nscore t = s + «g»", "SL0205")
    expect(base + "grade g of «demo» { A from 1  B below }", "SL0205")


def test_a_wrong_score_silences_what_is_made_of_it() -> None:
    text = rule('"x" +50 when «nothing»') + "score t = s\ngrade g of t { A from 200  B below }\n"
    text += "stages st, first met wins { a when t at least 500 and g is X  b otherwise }"
    found = problems(text)
    assert [d.code for d in found] == ["SL0201", "SL0311"]


def test_a_chain_of_conditions_longer_than_engines_take() -> None:
    lets = "\n".join(f"let c{n} = not c{n + 1}" for n in range(300)) + "\nlet c300 = ok"
    (found,) = expect(when("c0", lets.replace("let c0 ", "let «c0» ")), "SL0127")
    assert "300 named conditions" in found.message
