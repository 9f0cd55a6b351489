"""Keys of type text are what is written, those of type integer are numbers, however they are written."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from scoreline.cli.main import main


def points(folder: Path, kind: str, events: Path) -> str:
    """The score of lead 7, which has one point for each event."""
    rules = f'ruleset r version "1"\nlead {{ id: {kind} key }}\nevent visit {{ }}\n'
    (folder / "r.score").write_text(rules + 'score s { "x" +1 for each visit ever }\n')
    (folder / "leads.csv").write_text("id\n7\n")
    files = ("--leads", str(folder / "leads.csv"), "--events", str(events), "--as-of", "2026-01-15")
    done = CliRunner().invoke(main, ["score", str(folder / "r.score"), *files])
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()[1].split(",")[2]


@pytest.mark.parametrize(("kind", "expected"), [("text", "1.00"), ("integer", "3.00")])
def test_three_ways_of_writing_seven(tmp_path: Path, kind: str, expected: str) -> None:
    events = tmp_path / "events.csv"
    events.write_text("lead,event,at\n" + "".join(f"{key},visit,2026-01-01\n" for key in ("7", "7.0", "07")))
    assert points(tmp_path, kind, events) == expected
    lines = tmp_path / "events.jsonl"
    written = ("7", "7.0", '"07"')
    lines.write_text("".join(f'{{"lead": {key}, "event": "visit", "at": "2026-01-01"}}\n' for key in written))
    assert points(tmp_path, kind, lines) == expected


@pytest.mark.parametrize(
    ("column", "text"), [("7", "1.00"), ("'7'", "1.00"), ("7::DOUBLE", "0.00"), ("7::DECIMAL(9, 2)", "0.00")]
)
def test_a_column_of_numbers(tmp_path: Path, column: str, text: str) -> None:
    """A whole number is a text by its digits; doubles and decimals are none."""
    events = tmp_path / "events.parquet"
    select = f"SELECT {column} AS lead, 'visit' AS event, DATE '2026-01-01' AS at"
    duckdb.sql(f"COPY ({select}) TO '{events}' (FORMAT parquet)")
    assert points(tmp_path, "text", events) == text
    assert points(tmp_path, "integer", events) == "1.00"
