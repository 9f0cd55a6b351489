"""Lists in files: encodings, columns, blanks, limits, paths."""

from __future__ import annotations

from pathlib import Path

import pytest
from scoreline.dsl import lists
from scoreline.dsl.load import load_text
from support.checking import HEAD, expect

RULE = '\nscore s { "x" +1 when country in l }\n'


def text(column: str = "domain", path: str = "l.csv") -> str:
    return f'{HEAD}list l from "{path}" column {column}{RULE}'


def entries(tmp_path: Path, data: bytes, column: str = "domain") -> tuple[str, ...]:
    (tmp_path / "l.csv").write_bytes(data)
    loaded = load_text(text(column), tmp_path)
    assert loaded.diagnostics == ()
    assert loaded.ruleset is not None
    return loaded.ruleset.lists[0].entries


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"domain\na\nb\n", ("a", "b")),
        (b"owner,domain,more\nx,b,1\ny,a,2\n", ("a", "b")),
        (b"owner;domain\nx;b\ny;a\n", ("a", "b")),
        (b"owner\tdomain\nx\tb\n", ("b",)),
        (b"\xef\xbb\xbfdomain\r\na\r\n", ("a",)),
        ("domain\nä\n".encode("utf-16"), ("ä",)),
        (b'domain\n"a, b"\n"c ""d"""\n', ("a, b", 'c "d"')),
        ("domain\n \u00a0a\u3000\n".encode(), ("a",)),
        (b"domain\na\n\n\nb\n", ("a", "b")),
        (b"domain\nb\na\nb\n", ("a", "b")),
        ("domain\nz\nÄ\n한\n🎉\n".encode(), ("z", "Ä", "한", "🎉")),
        (b" domain \na", ("a",)),
        (b"domain\n{{ x }}\n'; drop--\n", ("'; drop--", "{{ x }}")),
    ],
)
def test_files(tmp_path: Path, data: bytes, found: tuple[str, ...]) -> None:
    assert entries(tmp_path, data) == found


def test_odd_headings(tmp_path: Path) -> None:
    assert entries(tmp_path, b"Company Domain,x\na,1\n", '"Company Domain"') == ("a",)


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        (b"domain\na\n  \nb\n,\n", "SL0223", '"l.csv" has 2 blank entries (lines 3, 5)'),
        (b"owner,domain\nx\n", "SL0223", '"l.csv" has 1 blank entry (line 2)'),
        (b"domain\n", "SL0225", '"l.csv" has no entries below its headings'),
        (b"domain\n\xff\xfe\xfa\n", "SL0221", '"l.csv" is not in UTF-8: line 2 has a byte that fits no character'),
        (b'domain\n"a\n', "SL0221", '"l.csv" is no readable CSV file: unexpected end of data'),
        (
            b"domain\n" + b"a" * 200_000,
            "SL0221",
            '"l.csv" is no readable CSV file: field larger than field limit (131072)',
        ),
        (
            b"domain\n" + b"a" * 65_536,
            "SL0221",
            '"l.csv" has an entry of more than 65535 characters',
        ),
    ],
)
def test_wrong_files(tmp_path: Path, data: bytes, code: str, message: str) -> None:
    (tmp_path / "l.csv").write_bytes(data)
    (found,) = expect(text().replace('"l.csv"', '«"l.csv"»'), code, base=tmp_path)
    assert found.message == message


def test_wrong_columns(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_bytes(b"domain,owner,owner\na,b,c\n")
    (found,) = expect(text("«domian»"), "SL0222", base=tmp_path)
    assert found.help == "did you mean `domain`?"
    (found,) = expect(text("«zzz»"), "SL0222", base=tmp_path)
    assert found.help == "its columns are `domain`, `owner` and `owner`"
    expect(text("«owner»"), "SL0222", base=tmp_path)
    (tmp_path / "l.csv").write_bytes(b"")
    (found,) = expect(text("«domain»"), "SL0222", base=tmp_path)
    assert found.help == "the file is empty"


def test_paths_start_at_the_rule_file(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "rules").mkdir()
    (tmp_path / "lists" / "l.csv").write_bytes(b"domain\na\n")
    for path in ("../lists/l.csv", str(tmp_path / "lists" / "l.csv")):
        assert load_text(text(path=path), tmp_path / "rules").diagnostics == ()
    expect(text().replace('"l.csv"', '«"no/such/file.csv"»'), "SL0221", base=tmp_path)
    expect(text().replace('"l.csv"', '«"lists"»'), "SL0221", base=tmp_path)
    expect(text().replace('"l.csv"', '«"' + "a" * 5000 + '"»'), "SL0221", base=tmp_path)


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST_ENTRIES", 3)
    assert entries(tmp_path, b"domain\na\nb\nc\n") == ("a", "b", "c")
    (tmp_path / "l.csv").write_bytes(b"domain\na\nb\nc\nd\n")
    expect(text().replace('"l.csv"', '«"l.csv"»'), "SL0608", base=tmp_path)


def test_a_list_of_a_hundred_thousand(tmp_path: Path) -> None:
    data = "domain\n" + "\n".join(f"d{n}.example" for n in range(100_000))
    assert len(entries(tmp_path, data.encode())) == 100_000


def test_too_many_texts_to_look_for(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text("domain\n" + "\n".join(f"d{n}" for n in range(1001)), encoding="utf-8")
    expect(text().replace("country in l", "country contains any of «l»"), "SL0608", base=tmp_path)


def test_inline_lists() -> None:
    def inline(items: str) -> str:
        return f"{HEAD}list l = ({items}){RULE}"

    loaded = load_text(inline('" b ", "a"'))
    assert loaded.ruleset is not None
    assert loaded.ruleset.lists[0].entries == ("a", "b")
    expect(inline('"a", «" a"»'), "SL0503")
    expect(inline('"a", «""»'), "SL0223")
    expect(inline('"a", «5», «yes»'), "SL0224", "SL0224")


def test_a_wrong_list_silences_what_reads_it(tmp_path: Path) -> None:
    more = 'let good = country in l or title contains any of l\nscore t { "x" +1 when good }'
    expect(text().replace('"l.csv"', '«"l.csv"»') + more, "SL0221", base=tmp_path)
