"""Each code has a page, each page a code; what a page shows is what the checker says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from scoreline.dsl.codes import CODES
from scoreline.dsl.load import load_text
from support.documents import ROOT, Block, blocks

PAGES = ROOT / "docs" / "errors"
CODE_PAGES = sorted(PAGES.glob("SL*.md"))


def score_blocks(page: Path) -> list[Block]:
    return [block for block in blocks(page) if block.info == ("score",)]


def codes_of(text: str) -> list[str]:
    return [found.code for found in load_text(text, base=ROOT / "docs" / "errors").diagnostics]


def test_each_code_has_a_page_and_each_page_a_code() -> None:
    assert {page.stem for page in CODE_PAGES} == set(CODES)


@pytest.mark.parametrize("page", CODE_PAGES, ids=lambda page: page.stem)
def test_a_page_begins_with_code_and_title(page: Path) -> None:
    assert page.read_text(encoding="utf-8").split("\n")[0] == f"# {page.stem}: {CODES[page.stem].title}"


@pytest.mark.parametrize("page", [page for page in CODE_PAGES if score_blocks(page)], ids=lambda page: page.stem)
def test_the_first_example_shows_the_problem_and_the_others_mend_it(page: Path) -> None:
    wrong, *mended = score_blocks(page)
    assert set(codes_of(wrong.text)) == {page.stem}, wrong.name
    for block in mended:
        assert codes_of(block.text) == [], block.name


def test_the_index_lists_all_codes() -> None:
    made = subprocess.run(
        [sys.executable, str(PAGES / "index.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stdout + made.stderr
    rows = re.findall(
        r"^\| \[(SL\d{4})\]\(\1\.md\) \|", (PAGES / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert rows == sorted(CODES)
