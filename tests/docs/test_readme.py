"""What the README shows is what a reader gets: its commands are run and their output compared, letter for letter."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from scoreline.cli.main import main
from scoreline.rulesets.saas import make_sample
from support.documents import ROOT, blocks

README = ROOT / "README.md"


def sessions() -> list[tuple[str, str]]:
    """Each command of the README's console blocks with the output shown."""
    found = []
    for block in blocks(README):
        if block.info == ("console",):
            command, _, output = block.text.partition("\n")
            found.append((command.removeprefix("$ "), output))
    return found


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the README assumes it: its rule file, the one with the mistake, the shipped rules, the sample."""
    folder = tmp_path_factory.mktemp("readme")
    (rules,) = (block.text for block in blocks(README) if block.info == ("score",))
    (folder / "leads.score").write_text(rules, encoding="utf-8")
    mistaken = rules.replace("by employees {", "by employes {")
    assert mistaken != rules
    (folder / "typo.score").write_text(mistaken, encoding="utf-8")
    (folder / "rulesets").symlink_to(ROOT / "rulesets")
    make_sample.make(folder / "out" / "demo", leads=5_000, events=60_000, seed=2026)
    return folder


@pytest.mark.parametrize(("command", "shown"), sessions(), ids=[" ".join(c.split()[:3]) for c, _ in sessions()])
def test_a_command_prints_what_is_shown(command: str, shown: str, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    program, *arguments = shlex.split(command)
    assert program == "scoreline"
    assert CliRunner().invoke(main, arguments).output == shown


def test_the_two_commands_are_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = re.findall(r"^ {4}make ([a-z-]+)", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert named == ["demo", "test"]
    assert set(named) <= targets


def test_the_ci_runs_the_two_commands() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.search(r"\bmake --no-print-directory demo$", script, re.MULTILINE)
    assert re.search(r"\bmake --no-print-directory test\b", script)
