"""The plugin in real pytest runs of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

RULES = """ruleset r version "1"
lead { id: text key   country: text }
score fit { "Germany" +30 when country is "DE" }
sample "german" as of 2026-01-15 { lead id "1", country "DE"
  expect fit 30 }
sample "wrong" as of 2026-01-15 { lead id "1", country "FR"
  expect fit 30 }
samples from "more.jsonl" as of 2026-01-15
"""


def pytest_in(folder: Path, *args: str, plugin: bool = True) -> subprocess.CompletedProcess[str]:
    given = ["-p", "scoreline.harness.pytest_plugin"] if plugin else []
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *given, *args],
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment,
        timeout=120,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "r.score").write_text(RULES)
    (tmp_path / "more.jsonl").write_text('{"lead": {"id": "1"}, "label": "german", "expect": {"fit": 0}}\n')
    return tmp_path


def test_samples_are_items_with_readable_failures(folder: Path) -> None:
    done = pytest_in(folder, "-v")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "r.score::german PASSED" in done.stdout
    assert "r.score::wrong FAILED" in done.stdout
    assert "r.score::german (2) PASSED" in done.stdout
    assert "  fit   30         0" in done.stdout
    assert "Traceback" not in done.stdout and "runtest" not in done.stdout


def test_labels_cannot_move_a_terminal(tmp_path: Path) -> None:
    sample = 'sample "\\u{202E}odd\\u{1B}[2J" as of 2026-01-15 { lead id "1"\n  expect fit 0 }\n'
    (tmp_path / "r.score").write_text(RULES.split("sample")[0] + sample)
    done = pytest_in(tmp_path, "-v")
    assert "r.score::\\u{202e}odd\\u{1b}[2J PASSED" in done.stdout


def test_one_sample_can_be_chosen(folder: Path) -> None:
    done = pytest_in(folder, "r.score::german")
    assert done.returncode == 0 and "1 passed" in done.stdout


def test_a_file_with_errors_is_one_failing_item(folder: Path) -> None:
    (folder / "r.score").write_text(RULES.replace("country is", "contry is"))
    done = pytest_in(folder)
    assert done.returncode == 1 and "1 failed" in done.stdout
    assert "r.score:3:32: error SL0" in done.stdout
    assert "^^^^^^" in done.stdout


def test_a_file_that_cannot_be_read_is_one_failing_item(folder: Path) -> None:
    (folder / "r.score").write_bytes(b"\xff\xfe\x00")
    done = pytest_in(folder)
    assert done.returncode == 1 and "1 failed" in done.stdout and "Traceback" not in done.stdout


def test_shared_names_alone_are_nothing_to_test(folder: Path) -> None:
    (folder / "r.score").write_text('list markets = ("DE", "FR")\n')
    assert pytest_in(folder).returncode == 5  # nothing collected


def test_it_can_be_switched_off(folder: Path) -> None:
    assert pytest_in(folder, "--no-scoreline").returncode == 5
    (folder / "pytest.ini").write_text("[pytest]\nscoreline_samples = false\n")
    assert pytest_in(folder).returncode == 5
    assert pytest_in(folder, "-p", "no:scoreline.harness.pytest_plugin", plugin=False).returncode == 5


def test_nothing_heavy_is_imported_without_rule_files(tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text(
        "import sys\n\n\ndef test_x():\n"
        "    heavy = ('lark', 'duckdb', 'sqlglot', 'scoreline.dsl', 'scoreline.compiler')\n"
        "    assert not [name for name in heavy if name in sys.modules]\n"
    )
    done = pytest_in(tmp_path)
    assert done.returncode == 0, done.stdout


def test_failures_carry_over_to_workers(folder: Path) -> None:
    done = pytest_in(folder, "-p", "xdist.plugin", "-n", "2")
    assert done.returncode == 1 and "1 failed, 2 passed" in done.stdout, done.stdout + done.stderr
