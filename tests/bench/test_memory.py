"""Scoring a stream keeps no lead, and the measure of memory sees what a process takes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from scoreline.bench import memory, report

MB = 2**20


def test_a_stream_takes_the_same_memory_whatever_its_length() -> None:
    short, long = memory.streamed(500), memory.streamed(5_000)
    assert long.events > 5 * short.events > 0
    assert long.peak - short.peak < 20 * MB


def test_files_are_scored_in_a_process_of_its_own(tmp_path: Path) -> None:
    found = memory.of_files(200, tmp_path)
    assert (found.leads, found.events > 200) == (200, True)
    assert 20 * MB < found.peak < 3_000 * MB
    limited = memory.of_files(200, tmp_path, limited=True)
    assert limited.events == found.events
    assert limited.what == "scoreline score over files, with what it takes of 8 GB"
    assert 20 * MB < limited.peak < 3_000 * MB


def test_the_measure_sees_what_a_process_takes() -> None:
    some, said = memory._peak([sys.executable, "-c", "print(7)"])
    more, _ = memory._peak([sys.executable, "-c", "x = bytes(range(256)) * 400_000"])
    assert said == "7"
    assert some < 40 * MB
    assert 80 * MB < more - some < 130 * MB
    with pytest.raises(RuntimeError, match="ended with 3"):
        memory._peak([sys.executable, "-c", "raise SystemExit(3)"])


def test_the_page_shows_it(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- bench: memory -->\nold\n<!-- /bench -->\n", encoding="utf-8")
    peak = {"what": "a stream", "leads": 1_000, "events": 20_000, "peak": 64 * MB}
    (tmp_path / "memory_small.json").write_text(json.dumps([peak]), encoding="utf-8")
    report.write("small", page, tmp_path)
    assert "| a stream | 1,000 | 20,000 | 64 MB |" in page.read_text(encoding="utf-8")
