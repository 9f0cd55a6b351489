"""The commands in the documents of the rulesets: each block for a shell runs, and prints what is shown below it.

A block `sh` is run as it stands, a block `console` is a command behind `$` and what it prints, a block `csv NAME` is a
file that the commands of its document read. Everything happens in a copy. Commands on data that is not part of the
repository are skipped where the data folder beside the repository is absent.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.documents import ROOT, Block, blocks, documents

HOME = ROOT / "rulesets"
DATA = ROOT.parent / "shared"
HUBSPOT = DATA / "data" / "crm_seeds" / "hubspot"
EXPORTS = {  # the tables that the document of rulesets/crm takes for granted
    "contact.csv": HUBSPOT / "contact_data.csv",
    "email_event.csv": HUBSPOT / "email_event_data.csv",
    "contact_form_submission.csv": HUBSPOT / "contact_form_submission_data.csv",
}
PAGES = [page for page in documents() if page.is_relative_to(HOME)]
SHELL = [block for page in PAGES for block in blocks(page) if block.info in {("sh",), ("console",)}]
COMMAND = re.compile(r"^\s*(?:\$ )?(?:scoreline|python rulesets/\S+) .*$", re.MULTILINE)
COMMANDS = [block for block in SHELL if "scoreline " in block.text]  # the tables of scripts have tests of their own
MADE = re.compile(r"(?:-output|-o|>) +([\w./]+)")  # files and folders that a command writes

needs_shell = pytest.mark.skipif(
    any(shutil.which(program) is None for program in ("bash", "awk")), reason="there is no bash or no awk"
)


def prepare(block: Block, folder: Path) -> Path:
    """A copy of the rulesets with what the commands of the block's document read; returns the folder to run them in."""
    place = folder / "project"
    shutil.copytree(HOME, place / "rulesets")
    for other in blocks(block.document):
        if other.info[:1] == ("csv",):
            (place / other.info[1]).write_text(other.text, encoding="utf-8")
    wanted = [path for name, path in EXPORTS.items() if name in block.text]
    if "../shared/" in block.text:
        (folder / "shared").symlink_to(DATA)
        wanted += [place / path for path in re.findall(r"\.\./shared/\S+", block.text)]
    if absent := [path.name for path in wanted if not path.is_file()]:
        pytest.skip(f"not in the data folder beside the repository: {', '.join(absent)}")
    for name, path in EXPORTS.items():
        if path in wanted:
            shutil.copy(path, place / name)
    for name, arguments in (("scoreline", ["-m", "scoreline"]), ("python", [])):
        program = folder / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f'#!/bin/sh\nexec {" ".join([sys.executable, *arguments])} "$@"\n', encoding="utf-8")
        program.chmod(0o755)
    return place


def run(script: str, place: Path) -> tuple[int, str]:
    """Exit code and what both streams print in a window of 118 columns; blanks at the ends of lines removed."""
    path = f"{place.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=place,
        env={**os.environ, "PATH": path, "COLUMNS": "118", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, re.sub(r" +$", "", done.stdout, flags=re.MULTILINE)


@needs_shell
@pytest.mark.parametrize("block", COMMANDS, ids=lambda block: block.name)
def test_the_commands_of_a_block_run(block: Block, tmp_path: Path) -> None:
    place = prepare(block, tmp_path)
    script, shown = block.text, None
    if block.info == ("console",):
        assert script.startswith("$ ")
        script, _, shown = script.removeprefix("$ ").partition("\n")
    before = set(place.rglob("*"))
    code, printed = run(script, place)
    assert code == 0, printed
    if shown is not None:
        assert printed == shown
    made = MADE.findall(script)
    assert [name for name in made if not (place / name).exists()] == []
    of_rulesets = {path for path in set(place.rglob("*")) - before if path.is_relative_to(place / "rulesets")}
    assert {path for path in of_rulesets if "__pycache__" not in path.parts} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_stands_in_a_block_that_is_run(page: Path) -> None:
    run_here = [line for block in SHELL if block.document == page for line in COMMAND.findall(block.text)]
    assert COMMAND.findall(page.read_text(encoding="utf-8")) == run_here


def test_there_are_commands_of_each_sort() -> None:
    named = {words for block in COMMANDS for words in re.findall(r"scoreline ([a-z]+)", block.text)}
    assert named >= {"check", "test", "show", "score", "explain", "compile"}
    assert HOME / "README.md" in PAGES
    folders = {block.document.parent.name for block in COMMANDS}
    assert folders >= {"rulesets", "saas", "agency", "account_based", "frameworks", "crm", "education", "cdnow"}
