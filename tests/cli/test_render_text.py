from __future__ import annotations

import unicodedata

from scoreline.cli.render import as_text
from scoreline.dsl.diagnostics import Diagnostic, Related
from scoreline.dsl.display import text_width
from scoreline.dsl.source import Source, Span

FILE = "a.score"


def shown(
    text: str, marked: str, *, width: int = 100, line: int = 1, help_: str = "", related: tuple[Related, ...] = ()
) -> list[str]:
    """The output lines for one error at the first place where `marked` stands in the given line."""
    column = text.split("\n")[line - 1].index(marked) + 1
    span = Span(FILE, line, column, line, column + len(marked))
    diagnostic = Diagnostic("SL0001", span, "wrong", help_, related)
    return as_text((diagnostic,), {FILE: Source(FILE, text)}, files=1, width=width).split("\n")


def underlined(lines: list[str]) -> str:
    """What stands above the carets, read by columns of a terminal."""
    source, carets = lines[1], lines[2]
    start = carets.index("^")
    end = start + carets.count("^")
    column, found = 0, ""
    for char in source:
        columns = 0 if unicodedata.category(char) in ("Mn", "Cf") else text_width(char)
        if start <= column and column + columns <= end and (columns or found):
            found += char
        column += columns
    return found.strip("\u2066\u2069")


def test_the_place_is_underlined() -> None:
    lines = shown('score fit {\n  "Decides" +30 when senority in ("vp")\n}', "senority", line=2, help_="did you mean?")
    assert lines == [
        "a.score:2:22: error SL0001: wrong",
        '  2 |   "Decides" +30 when senority in ("vp")',
        "    |                      ^^^^^^^^",
        "      help: did you mean?",
        "",
        "1 error in 1 file",
        "",
    ]


def test_a_tab_moves_the_place_by_what_it_shows() -> None:
    lines = shown("\tx\t+bad", "bad")
    assert lines[1] == "  1 |     x   +bad"
    assert lines[2] == "    |          ^^^"


def test_wide_letters_take_two_columns() -> None:
    lines = shown('"직함" +1 when 직급 is 1', "직급")
    assert underlined(lines) == "직급"
    assert lines[2].count("^") == 4


def test_combining_marks_take_no_column() -> None:
    lines = shown("e\u0301te\u0301 bad", "bad")
    assert underlined(lines) == "bad"
    assert lines[2] == "    |     ^^^"


def test_right_to_left_text_is_kept_in_pieces_that_cannot_run_into_each_other() -> None:
    lines = shown('x in ("שלום", "עולם") and bad', "bad")
    assert lines[1] == '  1 | \u2066x in ("שלום", "עולם") and \u2069\u2066bad\u2069'
    assert underlined(lines) == "bad"


def test_controls_are_written_out_and_cannot_move_the_cursor() -> None:
    lines = shown("a\x1b[2J\u202eb bad", "bad")
    assert lines[1] == "  1 | a\\u{1b}[2J\\u{202e}b bad"
    assert underlined(lines) == "bad"


def test_controls_in_a_message_are_written_out() -> None:
    span = Span(FILE, 1, 1, 1, 2)
    text = as_text((Diagnostic("SL0001", span, "unknown `\x1b[31m\n`"),), {}, files=1)
    assert text.startswith("a.score:1:1: error SL0001: unknown `\\u{1b}[31m\\u{a}`\n")


def test_a_long_line_is_cut_around_the_place() -> None:
    lines = shown("a" * 500 + " bad " + "b" * 500, "bad", width=80)
    assert underlined(lines) == "bad"
    assert text_width(lines[1]) <= 80
    assert lines[1].startswith("  1 | …a") and lines[1].endswith("b…")


def test_a_long_wide_line_is_cut_around_the_place() -> None:
    for width in range(40, 60):
        lines = shown("가" * 300 + "e\u0301" * 50 + "bad" + "나" * 300, "bad", width=width)
        assert underlined(lines) == "bad"
        assert text_width(lines[1]) <= width


def test_a_long_place_is_cut_itself() -> None:
    lines = shown("x " + "y" * 500, "y" * 500, width=60)
    assert text_width(lines[1]) <= 60 and text_width(lines[2]) <= 60
    assert lines[1].endswith("y…")


def test_the_end_of_a_line_can_be_underlined() -> None:
    span = Span(FILE, 1, 4, 1, 5)
    lines = as_text((Diagnostic("SL0001", span, "more"),), {FILE: Source(FILE, "abc")}, files=1).split("\n")
    assert lines[1:3] == ["  1 | abc", "    |    ^"]


def test_a_place_over_several_lines_shows_its_first() -> None:
    span = Span(FILE, 1, 3, 4, 2)
    lines = as_text((Diagnostic("SL0001", span, "m"),), {FILE: Source(FILE, "a bc  \nd\ne\nf")}, files=1).split("\n")
    assert lines[1:3] == ["  1 | a bc", "    |   ^^ to line 4"]


def test_a_second_place_is_labelled_even_in_another_file() -> None:
    here, there = Span(FILE, 1, 1, 1, 4), Span("b.score", 120, 1, 120, 4)
    text = "\n" * 119 + "xyz"
    diagnostic = Diagnostic("SL0001", here, "twice", "rename one", (Related(there, "declared here"),))
    sources = {FILE: Source(FILE, "xyz"), "b.score": Source("b.score", text)}
    assert as_text((diagnostic,), sources, files=2) == (
        "a.score:1:1: error SL0001: twice\n"
        "    1 | xyz\n"
        "      | ^^^\n"
        "        b.score:120:1: declared here\n"
        "  120 | xyz\n"
        "      | ^^^\n"
        "        help: rename one\n"
        "\n"
        "1 error in 1 file of 2\n"
    )


def test_without_the_text_only_the_place_is_named() -> None:
    span = Span("gone.score", 1, 1, 1, 1)
    assert as_text((Diagnostic("SL0001", span, "no such file"),), {}, files=1).split("\n")[:2] == [
        "gone.score:1:1: error SL0001: no such file",
        "",
    ]


def test_nothing_found_says_how_much_was_looked_at() -> None:
    assert as_text((), {}, files=1) == "1 file checked, nothing found\n"
    assert as_text((), {}, files=3) == "3 files checked, nothing found\n"


def test_colour_changes_nothing_but_the_colour() -> None:
    import click

    span = Span(FILE, 1, 1, 1, 3)
    diagnostic = Diagnostic("SL0001", span, "wrong", "a\nb", (Related(span, "here"),))
    sources = {FILE: Source(FILE, "abc")}
    plain = as_text((diagnostic,), sources, files=1)
    coloured = as_text((diagnostic,), sources, files=1, colour=True)
    assert coloured != plain
    assert click.unstyle(coloured) == plain
