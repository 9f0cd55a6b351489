"""docs/coverage.md: each practice has one row, with samples that pass and tests that exist."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

import pytest
from scoreline.compiler.lower import lower
from scoreline.dsl.load import load, load_text
from scoreline.harness.run import run_samples
from support.documents import ROOT, examples

PAGE = ROOT / "docs" / "coverage.md"
PRACTICES = [f"S{number}" for number in (*range(1, 34), 39, 40)]
SAMPLE = re.compile(r'`([^`]+)`: "([^"]+)"')
TEST = re.compile(r"`([^`]+\.py)::([^`]+)`")


def table() -> list[list[str]]:
    """The cells of each row: number, practice, what says it, samples, tests."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if re.match(r"\| S\d", line)]


ROWS = [pytest.param(*cells, id=cells[0].strip("| ")) for cells in table()]


@lru_cache
def samples_that_pass(file: str) -> frozenset[str]:
    """Labels of the samples of a rule file, or of the examples in a document, that come out by the reference."""
    path = ROOT / file
    files = [load_text(text, base=path.parent) for block, text in examples() if block.document == path]
    found = files if path.suffix == ".md" else [load(path)]
    return frozenset(
        outcome.sample.label
        for each in found
        if each.ruleset is not None
        for outcome in run_samples(lower(each.ruleset), each.ruleset.samples, engines={})
        if not outcome.misses
    )


@lru_cache
def functions(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_practice_has_one_row() -> None:
    assert [cells[0].strip("| ") for cells in table()] == PRACTICES


@pytest.mark.parametrize(("number", "practice", "said_by", "samples", "tests"), ROWS)
def test_what_a_row_names_is_there(number: str, practice: str, said_by: str, samples: str, tests: str) -> None:
    assert practice and said_by
    assert SAMPLE.sub("", samples).strip("; ") == "" and SAMPLE.findall(samples), number
    assert TEST.sub("", tests).strip("; |") == "" and TEST.findall(tests), number
    for file, label in SAMPLE.findall(samples):
        assert label in samples_that_pass(file), (number, file, label)
    for file, name in TEST.findall(tests):
        assert name.startswith("test_") and name in functions(file), (number, file, name)
