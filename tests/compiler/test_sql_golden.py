"""The SQL of a small ruleset, whole, as a reader meets it.

`python tests/compiler/test_sql_golden.py` writes the files anew; read the difference before it is committed.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from scoreline.compiler.lower import lower
from scoreline.compiler.sql import emit, rendered
from scoreline.dsl.load import load_text

GOLDEN = Path(__file__).parents[1] / "golden" / "sql"


def _files() -> dict[str, str]:
    source = (GOLDEN / "small.score").read_text(encoding="utf-8")
    ruleset = load_text(source, shown="small.score").ruleset
    assert ruleset is not None
    plan = replace(lower(ruleset), content_hash="0123456789abcdef")
    return dict(rendered(emit(plan, compiled_by="scoreline 0.1.0")))


def test_golden_files() -> None:
    kept = {path.name: path.read_text(encoding="utf-8") for path in GOLDEN.glob("*.sql")}
    assert kept == _files()


def test_two_runs_give_the_same_bytes() -> None:
    assert _files() == _files()


if __name__ == "__main__":
    for name, content in _files().items():
        (GOLDEN / name).write_text(content, encoding="utf-8", newline="")
