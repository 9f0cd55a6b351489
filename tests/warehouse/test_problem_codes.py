"""The codes of problems with engines and warehouses."""

from __future__ import annotations

import re

import pytest
from scoreline.cli.problems import as_text
from scoreline.dsl.codes import CODES
from scoreline.dsl.source import Span
from scoreline.warehouse.refusals import Problem
from support.documents import ROOT

USED = {
    code
    for folder in ("warehouse", "cli", "compiler")
    for file in (ROOT / folder).rglob("*.py")
    for code in re.findall(r'"(SL10\d\d)"', file.read_text(encoding="utf-8"))
}


def test_each_code_is_used_and_each_used_one_is_known() -> None:
    assert {code for code in CODES if code.startswith("SL10")} == USED


def test_a_problem_without_a_place() -> None:
    found = as_text(Problem("SL1006", "no objects can be made", engine="no\x1bright"))
    assert found == "error SL1006: no objects can be made\n    the engine says: no\\u{1b}right\n"


@pytest.mark.parametrize(("code", "word"), [("SL1013", "error"), ("SL1014", "warning")])
def test_the_catalogue_says_how_bad_it_is(code: str, word: str) -> None:
    assert as_text(Problem(code, "so it is", "do this")) == f"{word} {code}: so it is\n    help: do this\n"


def test_a_place_in_a_file_that_is_gone() -> None:
    span = Span("gone.toml", 3, 2, 3, 4)
    assert as_text(Problem("SL1003", "no such column", span=span)) == "gone.toml:3:2: error SL1003: no such column\n"
