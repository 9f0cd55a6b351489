"""What the README shows is what a reader gets: its commands are run and their output compared, letter for letter."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.sessions import README, ROOT, output, prepare, sessions


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    prepare(folder)
    return folder


@pytest.mark.parametrize(("command", "shown"), sessions(), ids=[" ".join(c.split()[:3]) for c, _ in sessions()])
def test_a_command_prints_what_is_shown(command: str, shown: str, place: Path) -> None:
    assert output(command, place) == shown  # `make docs` writes them anew


def test_the_python_example_prints_what_its_comment_says(place: Path) -> None:
    output("scoreline compile leads.score --to python -o scorer.py", place)
    (example,) = re.findall(r"^```python\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    command = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(place)!r})\n{example}"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    (said,) = re.findall(r"# (.*)$", example, re.MULTILINE)
    assert printed == f"{said}\n"


def test_commands_are_shown() -> None:
    assert {command.split()[1] for command, _ in sessions()} >= {"score", "test", "check", "explain"}


def test_the_two_commands_are_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = re.findall(r"^ {4}make ([a-z-]+)", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert named == ["demo", "test"]
    assert set(named) <= targets


def test_the_demo_is_the_command_that_is_shown() -> None:
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ").replace("$(OUT)", "out")
    (made,) = re.findall(r"^\t\$\(BIN\)/scoreline (score .*)$", recipe, re.MULTILINE)
    (shown,) = (command for command, _ in sessions() if command.startswith("scoreline score"))
    limits = re.compile(r"--limit \d+")
    assert sorted(limits.sub("", shown).split()[1:]) == sorted(limits.sub("", made).split())


def test_the_ci_runs_the_two_commands() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.search(r"\bmake --no-print-directory demo$", script, re.MULTILINE)
    assert re.search(r"\bmake --no-print-directory test\b", script)
