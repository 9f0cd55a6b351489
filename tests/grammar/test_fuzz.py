"""Whatever the text, there are only reports, each with a place inside the file, and soon."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from scoreline.dsl.codes import CODES
from scoreline.dsl.format import format_source
from scoreline.dsl.source import Source
from scoreline.grammar.scanner import scan
from scoreline.grammar.tables import tables
from support.parsing import EVERY_FORM, read

TOKENS = [token.text for token in scan(Source("a.score", EVERY_FORM))[0].tokens]
PIECES = [
    *tables().phrases, *tables().signs, '"a text"', '"', "a_name", "`odd one`", "`", "3", "40%", "2026-01-01", "2,5",
    "\n", "\n\n", "# comment\n", ">=", "==", "“x”", "−", ".", "/", "%", ";", "[", "]", "é", "if", "every", "\\", "'",
]  # fmt: skip
DEADLINE = settings(max_examples=120, deadline=20_000)


def check(text: str) -> None:
    file, problems = read(text)
    lines = text.split("\n")
    for problem in problems:
        assert problem.code in CODES
        assert 1 <= problem.span.line <= len(lines)
        assert (problem.span.line, problem.span.column) < (problem.span.end_line, problem.span.end_column)
        assert problem.message
    laid_out = format_source(Source("a.score", text))
    assert isinstance(laid_out, str) == (not problems)
    assert file.file == "a.score"


@DEADLINE
@given(st.text(max_size=400))
def test_any_text(text: str) -> None:
    check(text)


@DEADLINE
@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_words(words: list[str]) -> None:
    check(" ".join(words))


@DEADLINE
@given(st.lists(st.tuples(st.integers(0, len(TOKENS) - 1), st.integers(0, 3), st.sampled_from(PIECES)), max_size=12))
def test_a_file_with_words_taken_out_and_put_in(changes: list[tuple[int, int, str]]) -> None:
    tokens = list(TOKENS)
    for at, removed, put in changes:
        tokens[at : at + removed] = [put]
    check(" ".join(tokens))


@DEADLINE
@given(st.data())
def test_a_file_with_characters_changed(data: st.DataObject) -> None:
    text = EVERY_FORM
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        removed = data.draw(st.integers(0, 4))
        text = (
            text[:at]
            + data.draw(st.sampled_from(["", " ", '"', "{", "}", "(", ")", ",", "\n", "#", "x"]))
            + text[at + removed :]
        )
    check(text)
