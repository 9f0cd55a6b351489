"""The documents of the repository, their fenced blocks and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_NO_SCORE = 'score example { "The first lead" +1 when id is "1" }\n'


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: `info` is what stands behind the fence, `line` that of the fence, counted from 1."""

    document: Path
    line: int
    info: tuple[str, ...]
    text: str

    @property
    def name(self) -> str:
        return f"{self.document.relative_to(ROOT).as_posix()}:{self.line}"


def documents() -> list[Path]:
    """All Markdown files that the repository ships, in order."""
    folders = (ROOT, ROOT / "docs", ROOT / "docs" / "errors", ROOT / "rulesets", *sorted((ROOT / "rulesets").iterdir()))
    return [path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.md"))]


def blocks(document: Path) -> Iterator[Block]:
    lines = document.read_text(encoding="utf-8").split("\n")
    start: int | None = None
    for number, line in enumerate(lines):
        if not line.startswith("```"):
            continue
        if start is None:
            start = number
        else:
            text = "\n".join(lines[start + 1 : number]) + "\n"
            yield Block(document, start + 1, tuple(lines[start][3:].split()), text)
            start = None
    assert start is None, f"{document}: the block of line {start} is not closed"


def examples() -> Iterator[tuple[Block, str]]:
    """Each block of the documents that is a rule file or a part of one, with the whole file that it stands for."""
    for document in documents():
        if document.parent.name == "errors":
            continue
        preamble = ""
        for block in blocks(document):
            match block.info:
                case ("score",):
                    yield block, block.text
                case ("score", "preamble"):
                    preamble = block.text
                    yield block, block.text + _NO_SCORE
                case ("score", "fragment"):
                    yield block, preamble + block.text + ("" if "\nscore " in f"\n{block.text}" else _NO_SCORE)
                case ("score", "rules"):
                    yield block, f"{preamble}score example {{\n{block.text}}}\n"
                case ("score", "wrong", _):
                    yield block, preamble + block.text


def anchors(document: Path) -> set[str]:
    """The names by which headings can be linked to, as the usual viewers of Markdown make them."""
    prose = re.sub(r"^```.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ +(.*)$", prose, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def links(document: Path) -> list[str]:
    """Targets of the links in a document, code left out."""
    prose = re.sub(r"^```.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    prose = re.sub(r"`[^`\n]*`", "", prose)
    return re.findall(r"\]\(([^)\s]+)\)", prose)
