"""Files beside a rule file and orders of labels, against the same written out by the test from the files themselves."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest
from scoreline.compiler.result import Result
from support.backends import all_by_reference, canonical, planned
from support.generate.blocks import Block
from support.generate.rulesets import Case, case

TEXT = r'"(?:[^"\\]|\\.)*"'
FILE = rf' from "(?P<path>\S+\.csv)" column (?P<column>\w+|{TEXT})(?: key (?P<key>\w+|{TEXT}))?'
LIST = re.compile(rf"(?P<start>list .*?){FILE}")
ROUTE = re.compile(rf"route (?P<name>`[^`]*`|\w+) by (?P<value>.*?){FILE}(?: \{{ (?P<ends>.*) \}})?")
TABLE = re.compile(rf"(?P<start>{TEXT} by (?P<value>.*?)){FILE}(?: \{{ (?P<ends>.*?) \}})?(?P<clauses>, .*)?")
GRADE = re.compile(r"grade (`[^`]*`|\w+) of .*? \{ (.*) \}")
LABEL = rf"(?:{TEXT}|\w+)"
BLANKS = "\t\n\v\f\r \u00a0\u3000"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("beside")


def plain(written: str) -> str:
    """What a text or name of a rule file says."""
    if not written.startswith('"'):
        return written.strip("`")
    return re.sub(r"\\u\{(\w+)\}|\\(.)", lambda m: chr(int(m[1], 16)) if m[1] else m[2], written[1:-1])


def text(value: str) -> str:
    return '"' + "".join(c if c.isalnum() and c.isascii() else f"\\u{{{ord(c):x}}}" for c in value) + '"'


def cells(folder: Path, found: re.Match[str]) -> tuple[list[str], list[str]]:
    """The column that is named, and that of the keys, if there is one."""
    with (folder / found["path"]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    parts = found.groupdict()
    key = plain(parts["key"] or parts.get("value", "") or "")
    return [row[plain(found["column"])] for row in rows], [row[key].strip(BLANKS) for row in rows if key in row]


def pairs(folder: Path, found: re.Match[str]) -> list[tuple[str, str]]:
    """The keys, as literals, each with its value. A file with nothing but numbers is taken for one of numbers."""
    values, keys = cells(folder, found)
    numbers = all(re.fullmatch(r"[+-]?[0-9.]+", key) for key in keys)
    shown = [key.removeprefix("+") if numbers else text(key) for key in keys]
    return list(zip(shown, values, strict=True))


def written_out(block: Block, folder: Path) -> Block:
    """The block without files."""
    inner = [written_out(each, folder) for each in block.inner]
    if (found := LIST.fullmatch(block.head)) is not None:
        values, _ = cells(folder, found)
        return Block(f"{found['start']} = ({', '.join(text(v.strip(BLANKS)) for v in dict.fromkeys(values))})")
    if (found := ROUTE.fullmatch(block.head)) is not None:
        return route(found, folder)
    if (found := TABLE.fullmatch(block.head)) is not None:
        rows = "  ".join(f"{key}: {points}" for key, points in pairs(folder, found))
        return Block(f"{found['start']} {{ {rows}  {found['ends'] or ''} }}{found['clauses'] or ''}")
    return Block(block.head, inner, block.tail)


def route(found: re.Match[str], folder: Path) -> Block:
    """Lines in the place of a table; a missing value goes to no line but its own."""
    value = found["value"]
    lines = [f"{text(owner)} when {value} in ({key})" for key, owner in pairs(folder, found)]
    ends = dict(re.findall(rf"(missing|otherwise): ({TEXT})", found["ends"] or ""))
    if "missing" in ends:
        lines.append(f"{ends['missing']} when {value} is missing")
    if "otherwise" in ends:
        lines.append(f"{ends['otherwise']} when {value} is known")
    return Block(f"route {found['name']}, first met wins {{ {'  '.join(lines)} }}")


def grades_in(made: Case) -> dict[str, list[str]]:
    """The labels of each grade from low to high, in quotes."""
    found = [GRADE.fullmatch(block.head) for block in made.blocks.inner]
    bands = {m[1]: re.findall(rf"({LABEL}) (?:from|below)", m[2]) for m in found if m is not None}
    return {name: [text(plain(label)) for label in reversed(labels)] for name, labels in bands.items()}


def without_order(block: Block, grades: dict[str, list[str]]) -> Block:
    """Each `rating at least B` as the labels that it stands for."""

    def listed(found: re.Match[str]) -> str:
        ladder = grades[found[1]]
        if text(plain(found[3])) not in ladder:
            return found[0]  # an event's number of the same name
        at = ladder.index(text(plain(found[3])))
        taken = {"at least": ladder[at:], "above": ladder[at + 1 :], "at most": ladder[: at + 1], "below": ladder[:at]}
        return f"{found[1]} in ({', '.join(taken[found[2]])})"

    names = "|".join(re.escape(name) for name in grades)
    head = re.sub(rf"(?<![\w.`])({names}) (at least|above|at most|below) ({LABEL})", listed, block.head)
    return Block(head, [without_order(each, grades) for each in block.inner], block.tail)


def results(made: Case, blocks: Block, folder: Path) -> list[Result]:
    """Without reasons: that of a stage line can be its condition in words."""
    plan = planned(blocks.text(), folder)
    found, _ = all_by_reference(plan, made.leads, made.as_of, made.accounts)
    return [replace(canonical(each), reason=None) for each in found]


def test_a_file_is_as_good_as_its_rows(folder: Path) -> None:
    compared = 0
    for seed in range(60_000, 60_400):
        rules = case(seed, leads=0, split=False).text
        domains = "by domain of " in rules
        if "tables/" not in rules or (seed % 2 and not domains):
            continue
        made = case(seed, leads=40 if domains else 8, split=False)
        at = made.written(folder / str(seed))
        blocks = written_out(made.blocks, at)
        assert ".csv" not in blocks.text()
        assert results(made, blocks, at) == results(made, made.blocks, at), f"seed {seed}\n{made.text}"
        compared += 1
    assert compared > 25


def test_an_order_of_labels_is_as_good_as_the_labels(folder: Path) -> None:
    compared = 0
    for seed in range(70_000, 70_300):
        if not grades_in(case(seed, leads=0, split=False)):
            continue
        made = case(seed, leads=25, split=False)
        grades = grades_in(made)
        blocks = without_order(made.blocks, grades)
        if blocks.text() == made.text:
            continue
        at = made.written(folder / str(seed))
        assert results(made, blocks, at) == results(made, made.blocks, at), f"seed {seed}\n{made.text}"
        compared += 1
    assert compared > 10
