"""Laying out changes no meaning, loses no comment, and does nothing more the second time."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scoreline.dsl.format import format_source
from scoreline.dsl.source import Source
from scoreline.grammar.scanner import scan
from support.documents import ROOT
from support.parsing import EVERY_FORM, meaning, read

FILES = sorted((ROOT / "rulesets").rglob("*.score"))


def laid_out(text: str) -> str:
    found = format_source(Source("a.score", text))
    assert isinstance(found, str), found
    return found


def comments(text: str) -> list[str]:
    return [comment.text for comment in scan(Source("a.score", text))[0].comments]


def check(text: str) -> None:
    once = laid_out(text)
    assert laid_out(once) == once
    assert meaning(read(once)[0]) == meaning(read(text)[0])
    assert comments(once) == comments(text)
    assert all(line == line.rstrip() for line in once.split("\n"))
    assert "\n\n\n" not in once and not once.startswith("\n")
    assert once == "" or (once.endswith("\n") and not once.endswith("\n\n"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_shipped_files(file: Path) -> None:
    check(file.read_text(encoding="utf-8"))


def test_a_file_with_every_form() -> None:
    check(EVERY_FORM)


@settings(max_examples=60, deadline=20_000)
@given(st.data())
def test_any_line_breaks_and_comments(data: st.DataObject) -> None:
    """The tokens of a file with anything that means nothing between them."""
    tokens = scan(Source("a.score", EVERY_FORM))[0].tokens
    between = [" "] * len(tokens)
    choices = st.sampled_from(["\n", "\n\n\n", "  ", " # a comment\n", "\n# one of its own\n", "\n\n   # apart\n\n"])
    for at in data.draw(st.lists(st.integers(0, len(tokens) - 1), max_size=60)):
        between[at] = data.draw(choices)
    check("".join(token.text + gap for token, gap in zip(tokens, between, strict=True)))


def test_a_comment_behind_every_token() -> None:
    tokens = scan(Source("a.score", EVERY_FORM))[0].tokens
    check("".join(f"{token.text} # {n}\n" for n, token in enumerate(tokens)))
    check("".join(f"# {n}\n{token.text}\n" for n, token in enumerate(tokens)))
    check("".join(f"\n\n# {n}\n\n{token.text} # and {n}\n" for n, token in enumerate(tokens)))


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment", "\n# a\n\n\n# b\n", "let a = b"])
def test_small_files(text: str) -> None:
    check(text)


def test_a_file_with_problems_is_not_laid_out() -> None:
    found = format_source(Source("a.score", "let a wen b\n"))
    assert not isinstance(found, str)
    assert found and found[0].code.startswith("SL01")
