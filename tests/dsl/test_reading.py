"""Bytes become text, or a report that says what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from scoreline.dsl.diagnostics import Diagnostic
from scoreline.dsl.reading import MAX_BYTES, decode, read_source
from scoreline.dsl.source import Source
from scoreline.dsl.wording import quoted
from support.parsing import reports


def text(data: bytes) -> str:
    found = decode(data, "a.score")
    assert isinstance(found, Source)
    return found.text


def problem(data: bytes) -> Diagnostic:
    found = decode(data, "a.score")
    assert isinstance(found, Diagnostic)
    return found


def test_line_ends_and_the_byte_order_mark() -> None:
    assert text(b"a\r\nb\rc\nd") == "a\nb\nc\nd"
    assert text(b"\xef\xbb\xbfa\tb") == "a\tb"
    assert text(b"") == ""


def test_another_encoding_is_placed() -> None:
    found = problem("ruleset a\r\nlist é = (“x”)".encode()[:18] + b"\xe9")
    assert (found.code, found.span.line, found.span.column) == ("SL0002", 2, 7)
    assert "0xE9" in found.message
    found = problem("list a = (“x”)".encode("cp1252"))
    assert (found.code, found.span.line, found.span.column) == ("SL0002", 1, 11)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16(encoding: str) -> None:
    assert problem("let a = b\n".encode(encoding)).code in ("SL0002", "SL0003")


def test_a_nul_character_is_placed() -> None:
    found = problem(b"a\nbc\x00d")
    assert (found.code, found.span.line, found.span.column) == ("SL0003", 2, 3)


def test_control_characters_are_reported_with_the_rest() -> None:
    found = reports("let a = b\x07\nlet c = d wen e\nlet f = g\x1b")
    assert (found[0].code, found[0].span.line, found[0].span.column) == ("SL0003", 1, 10)
    assert [report.code for report in found].count("SL0003") == 2
    assert [report.code for report in reports('let a = b is "\ud800"')] == ["SL0003"]


@pytest.mark.parametrize("mark", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_marks_that_reorder_a_line_are_reported_wherever_they_stand(mark: str) -> None:
    for line in (f'let a = b is "x{mark}y"', f"let a = `b{mark}`", f'let a = b # "{mark}', f"let a = b {mark}"):
        (found,) = reports(line)
        assert (found.code, found.span.column) == ("SL0003", line.index(mark) + 1)
        assert f"U+{ord(mark):04X}" in found.message
        in_quotes = line.endswith(f'{mark}y"')
        assert (f"`\\u{{{ord(mark):X}}}`" in found.help) == in_quotes
    assert reports(f'let a = b is "x\\u{{{ord(mark):x}}}y"') == ()


def test_one_report_for_each_line_of_such_characters() -> None:
    found = reports("let a = b # \u202ax\u202by\u202c\nlet c = d # \u2066\n")
    assert [(report.code, report.span.line, report.span.column) for report in found] == [
        ("SL0003", 1, 13),
        ("SL0003", 2, 13),
    ]
    assert found[0].message.endswith("(U+202A), and 2 more on this line")
    assert found[1].message.endswith("(U+2066)")


def test_what_the_language_writes_can_be_read_again() -> None:
    for number in range(1, 0x2FFF):
        literal = quoted(chr(number))
        assert reports(f"let a = b is {literal}") == (), literal


def test_controls_of_the_second_block_are_reported() -> None:
    assert [report.code for report in reports('let a = b is "\x9b"')] == ["SL0003"]
    assert [report.code for report in reports("let a = b \x80")] == ["SL0003"]


@pytest.mark.parametrize(
    "text",
    ["학생", "عربي ١٢٣", "עברית, שלום", "👩\u200d💻🏴󠁧󠁢󠁥󠁮󠁧󠁿❤\ufe0f", "می\u200cخواهم", "\u200eA\u200f \u061cب", "e\u0301"],
)
def test_every_script_is_fine(text: str) -> None:
    assert reports(f'let a = b is "{text}"  # {text}') == ()


def test_blanks_of_all_kinds_separate_words() -> None:
    assert reports("let\ta\u00a0=\u3000b\x0bis\x0c3") == ()


def test_a_large_file() -> None:
    assert problem(b"#" * (MAX_BYTES + 1)).code == "SL0004"
    assert text(b"#" * MAX_BYTES)


def test_files(tmp_path: Path) -> None:
    file = tmp_path / "a.score"
    file.write_bytes(b"let a = b")
    found = read_source(file, "shown.score")
    assert isinstance(found, Source)
    assert (found.file, found.text) == ("shown.score", "let a = b")
    large = tmp_path / "large.score"
    large.write_bytes(b"#" * (MAX_BYTES + 10))
    codes = {}
    for path in (tmp_path / "missing.score", tmp_path, large, Path("a\x00b")):
        report = read_source(path)
        assert isinstance(report, Diagnostic)
        codes[path.name] = report.code
    assert sorted(codes.values()) == ["SL0001", "SL0001", "SL0001", "SL0004"]
