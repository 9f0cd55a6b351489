"""What is too much gives a report, soon, and no error of the parser's own."""

from __future__ import annotations

import time

import pytest
from scoreline.dsl import syntax
from scoreline.grammar.limits import MAX_CHAIN, MAX_LIST, MAX_NESTING, MAX_OPERATIONS
from support.parsing import codes, condition, items, read

RULE = 'score s {{\n  "a" +1 when {}\n  "z" +1 when b\n}}\n'

TOO_MUCH = {
    "parentheses": (RULE.format("(" * 20_000 + "x" + ")" * 20_000), "SL0127"),
    "open parentheses": (RULE.format("(" * 20_000), "SL0127"),
    "not": (RULE.format("not " * 20_000 + "x"), "SL0127"),
    "with": (RULE.format("any lead of the same c with " * 20_000 + "x"), "SL0127"),
    "sums": (RULE.format(" + ".join(["x"] * 20_000) + " at least 3"), "SL0128"),
    "products": (RULE.format("x at least " + " * ".join(["x"] * 20_000)), "SL0128"),
    "nested sums": (RULE.format("(" * 90 + "x + 1 + 1)" + " + 1 + 1)" * 89 + " at least 3"), "SL0128"),
    "conditions of which some hold": (RULE.format("at least 2 of (" + ", ".join(["x"] * 20_000) + ")"), "SL0129"),
    "groups": ("score s {" + 'group "g" {' * 20_000 + "}" * 20_001, "SL0127"),
    "and": (RULE.format(" and ".join(["x"] * 20_000)), "SL0128"),
    "and on lines": (RULE.format("\n and ".join(["x"] * 20_000)), "SL0128"),
    "or": (RULE.format(" or ".join(["x is 1"] * 20_000)), "SL0128"),
    "list": ("list m = (" + ", ".join(f'"{n}"' for n in range(100_000)) + ")\nlet a = b", "SL0129"),
    "alternatives": (RULE.format("x in (" + ", ".join(f'"{n}"' for n in range(100_000)) + ")"), "SL0129"),
    "names": ("use " + ", ".join(f"a{n}" for n in range(50_000)) + ' from "x"\nlet a = b', "SL0129"),
    "digits": (RULE.format("x at least " + "9" * 100_000), "SL0130"),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_too_much(name: str) -> None:
    text, code = TOO_MUCH[name]
    start = time.monotonic()
    file, problems = read(text)
    assert [problem.code for problem in problems] == [code]
    assert time.monotonic() - start < 30
    assert file.items  # what follows is read


def test_the_limits_themselves_are_fine() -> None:
    assert condition("(" * MAX_NESTING + "x" + ")" * MAX_NESTING)
    assert codes("let x = " + "(" * (MAX_NESTING + 1) + "x" + ")" * (MAX_NESTING + 1)) == ["SL0127"]
    assert condition(" + ".join(["x"] * (MAX_OPERATIONS + 1)) + " at least 3")
    assert codes("let x = " + " - ".join(["x"] * (MAX_OPERATIONS + 2)) + " at least 3") == ["SL0128"]
    chain = condition(" and ".join(["x"] * MAX_CHAIN))
    assert isinstance(chain, syntax.And) and len(chain.items) == MAX_CHAIN
    assert codes("let x = " + " or ".join(["x"] * (MAX_CHAIN + 1))) == ["SL0128"]
    (found,) = items("list m = (" + ", ".join(['"a"'] * MAX_LIST) + ")")
    assert isinstance(found, syntax.InlineList) and len(found.items) == MAX_LIST
    assert codes("list m = (" + ", ".join(['"a"'] * (MAX_LIST + 1)) + ")") == ["SL0129"]


@pytest.mark.parametrize("text", ["(", '"', "{", "a ", "-", ".", "`", "<", "#", "\x01", "é", "\n", "1", "]"])
def test_a_long_run_of_one_character(text: str) -> None:
    start = time.monotonic()
    file, _ = read(text * 30_000)
    assert file.items == ()
    assert time.monotonic() - start < 30


def test_speed() -> None:
    """At least 3,000 lines a second on a quiet machine; far less is asked here, as others may be busy."""
    rules = '  "A rule like many" +3 for each page_view where page is "/x" in last 90 days, latest 3 only\n'
    text = "score s {\n" + rules * 3000 + "}"
    start = time.process_time()
    assert codes(text) == []
    assert 3000 / (time.process_time() - start) > 600
