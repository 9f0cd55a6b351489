"""What MariaDB says otherwise: names, chains of steps, literals, texts; the server's part runs where it is wanted."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import duckdb
import pytest
from scoreline.compiler.lower import lower
from scoreline.compiler.reference import score
from scoreline.compiler.result import Event, Lead
from scoreline.compiler.sql import nodes as n
from scoreline.compiler.sql.dialects.lowering import nested_steps
from scoreline.compiler.sql.dialects.mariadb import MARIADB
from scoreline.compiler.sql.emit import emit
from scoreline.dsl.folding import fold, spaced_words
from scoreline.dsl.load import load_text
from sqlglot import exp, parse_one
from support.engines import registry
from support.engines.engine import Engine, score_all_in
from support.sized_rulesets import event_rules, sized, when_rules

TEXTS = [
    "Straße",
    "ΣΑΣ ς",
    "İI ıi",
    "ǅ Ǳ",
    "K ſ µ",
    "a" * 3_000 + "Ä",
    "-",
    " Ä ",
    "Äb-c\u2003d",
    "\\Ä\t%_'\"`",
    "Ⅷ Ꭰ 𐐀",
]

ACCOUNTS = """
ruleset shop version "1"
lead { id: text key  employees: integer  company: account }
account { domain: text key  name: text }
score fit { "Large" +20 when employees at least 50   "Known" +1 when company.name is "x" }
account score heat { "Leads" +10 for each lead of the account with employees above 50, max 5 leads }
"""


def _name(name: str) -> str:
    return MARIADB.print(n.column(name))


def test_names_that_mariadb_cannot_hold_are_escaped_and_marked() -> None:
    assert _name("a`b") == "`a``b`"
    assert _name("größe") == "`größe`"
    rocket, blank = _name("a🚀"), _name("a ")
    assert rocket.startswith("`a_u1f680_") and blank.startswith("`a_u20_")
    assert len({rocket, blank, _name("a_u1f680"), _name("a"), _name("a  ")}) == 5
    assert _name("a" * 64) == f"`{'a' * 64}`"
    assert _name("a" * 65) != _name("a" * 66)
    assert max(len(_name(each)) for each in ("a" * 65, "日" * 64, "🚀" * 64)) <= 66
    assert len(_name("日" * 64)) == 50  # each takes five bytes in the name of a file


def test_dotless_and_dotted_letters_make_two_columns() -> None:
    assert _name("İ").casefold() != _name("i").casefold()


def _chain(count: int) -> exp.Select:
    """Step k adds 1 to the step before, and 100 of the first one, which is read everywhere."""
    query = n.select([n.star()], n.table([f"s{count}"]))
    for k in range(count + 1):
        if k == 0:
            step = n.select([n.named(n.number(1), "x")], None)
        else:
            before = n.table([f"s{k - 1}"])
            added = n.plus(n.plus(n.column("x", f"s{k - 1}"), n.number(1)), n.times(n.column("x", "s0"), n.number(100)))
            step = n.select([n.named(added if k > 1 else n.number(1), "x")], before)
            if k > 1:
                step.join(n.table(["s0"]), join_type="cross", copy=False)
        query.with_(exp.to_identifier(f"s{k}", quoted=True), as_=step, copy=False)
    return query


@pytest.mark.parametrize("count", [3, 9, 10, 40, 100])
def test_long_chains_are_cut_into_with_clauses_inside_others(count: int) -> None:
    cut = nested_steps(_chain(count), 9)
    assert max(len(each.expressions) for each in cut.find_all(exp.With)) <= 9
    # s1 is 1; each of the count - 1 steps behind it adds 101.
    assert duckdb.sql(cut.sql("duckdb")).fetchall() == [(1 + 101 * (count - 1),)]


def test_missing_values_come_last_in_both_directions() -> None:
    def ordered(desc: bool) -> str:
        return MARIADB.print(exp.Order(expressions=[exp.Ordered(this=n.column("x"), desc=desc, nulls_first=False)]))

    assert " ".join(ordered(True).split()) == "ORDER BY `x` DESC"
    assert " ".join(ordered(False).split()) == "ORDER BY CASE WHEN `x` IS NULL THEN 1 ELSE 0 END ASC, `x` ASC"


def test_no_literal_depends_on_what_a_backslash_means() -> None:
    assert MARIADB.print(n.text("it's")) == "'it''s'"
    assert MARIADB.print(n.text("a\\b")).split() == ["(", "_utf8mb4", "x'615c62'", "COLLATE", "utf8mb4_nopad_bin", ")"]
    for text in ("\t", "\n", "\0", "\x1a", "\x7f", "\x1f"):
        assert "\\" not in MARIADB.print(n.text(f"a{text}b"))


def _scores_of_events() -> exp.Expr:
    plan = lower(sized([*when_rules(2), *event_rules(2)]))
    sql = next(
        each.parts[-1] for each in emit(plan, "mariadb", compiled_by="tests").statements if "_scores" in each.name
    )
    return parse_one(sql, read="mysql")


def test_steps_are_joined_by_the_beginnings_of_keys() -> None:
    """Each join by a lead has one more equality; the step that has the beginning reads the one that is joined."""
    joins = [join for join in _scores_of_events().find_all(exp.Join) if "`lead`" in join.sql("mysql")]
    assert joins
    for join in joins:
        assert join.this.name.endswith("_by_key_step")
        assert join.args["on"].sql("mysql").count("`scoreline_key` = LEFT(") == 1


def test_names_of_steps_that_are_made_of_long_ones_are_cut_too() -> None:
    """A step that stands for a relation of 64 characters has those and an ending."""
    ruleset = load_text(ACCOUNTS).ruleset
    assert ruleset is not None
    plan = replace(lower(ruleset), name="r" * 70)
    parts = [part for each in emit(plan, "mariadb", compiled_by="tests").statements for part in each.parts]
    views = [parse_one(part, read="mysql") for part in parts if part.startswith("CREATE")]
    found = {each.this for view in views for each in view.find_all(exp.Identifier)}
    assert max(len(name) for name in found) == 64


@pytest.fixture(scope="module")
def server() -> Iterator[Engine]:
    if "mariadb" not in registry.wanted():
        pytest.skip("MariaDB is not wanted")
    engine = registry.opened("mariadb")
    engine.clear()
    yield engine


def _fill(server: Engine, texts: list[str]) -> None:
    for statement in MARIADB.table("t", [("x", "VARCHAR"), ("i", "BIGINT")]):
        server.execute(MARIADB.print(statement))
    server.insert("t", ["x", "i"], [[text, i] for i, text in enumerate(texts)])


def _through_a_view(server: Engine, *columns: n.Node) -> list[tuple[object, ...]]:
    """The columns by row, made by one session and read by another."""
    named = [n.named(column, f"c{i}") for i, column in enumerate(columns)]
    for statement in MARIADB.view("v", n.select([n.named(n.column("i"), "i"), *named], n.table(["t"]))):
        server.execute(MARIADB.print(statement))
    return [row[1:] for row in sorted(server.execute("SELECT * FROM v").fetchall())]


def test_folding_is_exact_for_every_character(server: Engine) -> None:
    characters = [chr(code) for code in range(1, sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]
    plane = [c for c in characters if ord(c) < 0x20000]
    texts = TEXTS + ["".join(plane[i : i + 512]) for i in range(0, len(plane), 512)]
    _fill(server, texts)
    folded = MARIADB.folded(n.column("x"))
    found = _through_a_view(server, folded, MARIADB.spaced(folded))
    assert found == [(fold(text), spaced_words(text)) for text in texts]


def test_texts_are_told_apart_by_their_bytes(server: Engine) -> None:
    _fill(server, ["a", "A", "a ", "ä", "ß", "ss", "a\0"])
    x = n.column("x")
    equal = [n.equal(x, n.text(each)) for each in ("a", "a ", "ss")]
    found = _through_a_view(server, *equal, MARIADB.contains(x, n.text("A")), MARIADB.ends(x, n.text(" ")))
    assert [[i for i, row in enumerate(found) if row[place]] for place in range(5)] == [[0], [2], [5], [1], [2]]


def test_the_server_holds_the_names(server: Engine) -> None:
    wanted = ["a🚀", "b ", "İ", "i", "日" * 64, "x" * 100, "a`b", "per cent %"]
    for name in wanted:
        for statement in MARIADB.table(name, [(each, "BIGINT") for each in wanted]):
            server.execute(MARIADB.print(statement))
        assert server.execute(MARIADB.print(n.select([n.column(wanted[-1])], n.table([name])))).fetchall() == ()


def test_moments_do_not_depend_on_the_zone_of_the_session(server: Engine) -> None:
    _fill(server, ["a"])
    seconds = n.cast(n.number(1_768_467_600), "BIGINT")
    ((moment, now),) = _through_a_view(server, MARIADB.timestamp(seconds), MARIADB.moment())
    assert str(moment) == "2026-01-15 09:00:00"
    assert abs(int(str(now)) - time.time()) < 60


def test_a_join_by_a_lead_finds_its_rows(server: Engine) -> None:
    """And does not look at all rows for each."""
    plan = lower(sized([*when_rules(2), *event_rules(2)]))
    events = (Event("page_view", 1_768_000_000, {"page": "/1/x"}),)
    long = "k" * 70
    leads = [
        Lead(key, {"id": key, "n": 1}, events if key != f"{long}b" else ()) for key in (f"{long}a", f"{long}b", "c")
    ]
    leads += [Lead(str(i), {"id": str(i), "n": 1}, events) for i in range(300)]
    found, _ = score_all_in(server, plan, leads, 1_768_467_600)
    assert found == [score(plan, lead, 1_768_467_600) for lead in leads]
    reading: Any = server
    explained = reading._run(reading._reader, "EXPLAIN SELECT * FROM sized_scores")
    assert any(row[3] == "ref" and str(row[5]).startswith("key") and int(row[6]) > 250 for row in explained.fetchall())
