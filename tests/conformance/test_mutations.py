"""A mistake in the compiler does not go unseen: copies of it with one change each, and a suite that must notice.

Each run of the tests breaks a boundary, a rounding and a limit in each backend. All mutants take some minutes:
`python tests/conformance/mutations/sweep.py`.
"""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE / "mutations"))  # the list stands in several modules that import each other
LIST = runpy.run_path(str(HERE / "mutations" / "mutants.py"), run_name="mutants")


def test_every_mutant_still_has_its_place() -> None:
    stale = [m.name for m in LIST["MUTANTS"] if (ROOT / m.file).read_text(encoding="utf-8").count(m.old) != 1]
    assert not stale, "the compiler has changed; change the mutants with it"


def test_mutants_differ_and_cover_every_backend() -> None:
    assert max(Counter((m.file, m.old) for m in LIST["MUTANTS"]).values()) == 1
    assert Counter(m.shown_by for m in LIST["MUTANTS"]).keys() == {"reference", "python", "duckdb"}
    assert all(sum(part in m.name for m in LIST["MUTANTS"]) == 1 for part in LIST["CORE"])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="each mutant runs in a copy of a process")
def test_core_mutants_are_killed() -> None:
    done = subprocess.run(
        [sys.executable, str(HERE / "mutations" / "sweep.py"), "--core"],
        capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("killed  ") == len(LIST["CORE"])
