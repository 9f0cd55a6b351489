"""The page of dialects lists what the tests prove, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from scoreline.compiler.sql.dialects.proofs import PROOFS

PAGE = Path(__file__).parents[2] / "docs" / "dialects.md"


def test_the_table_of_proofs() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (executed|emulated|analysed|parsed) \| (.+) \|$", PAGE.read_text(), re.MULTILINE)
    assert rows == [(proof.dialect, proof.how, proof.on) for proof in PROOFS]
