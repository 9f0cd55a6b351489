"""`scoreline path`: scores at several moments, worked out by hand, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from scoreline.cli.main import main

RULES = """ruleset paths version "1"
lead { id: text key   country: text }
event visit { }
score activity, limited to 0..20, rounded to 0 decimals {
  "Visits" +5 for each visit in last 10 days
  "Home"   +2 when country is "DE"
}
grade class of activity { A from 7  B below }
stages step, first met wins { warm when activity at least 5   cold otherwise }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "paths.score").write_text(RULES, encoding="utf-8")
    (tmp_path / "leads.csv").write_text("id,country\n1,DE\n2,\n", encoding="utf-8")
    (tmp_path / "events.csv").write_text(
        "lead,event,at\n1,visit,2026-01-05T00:00:00Z\n1,visit,2026-01-10T12:00:00Z\n", encoding="utf-8"
    )
    return tmp_path


def path(folder: Path, *more: str, lead: str = "1") -> tuple[int, str]:
    given = [str(folder / name) for name in ("paths.score", "leads.csv", "events.csv")]
    command = ["path", given[0], "--leads", given[1], "--events", given[2], "--lead", lead, *more]
    result = CliRunner().invoke(main, command)
    return result.exit_code, result.output


# The visit of the 5th counts from then until the 14th (age below 10 days), the one of the 10th from noon to the 20th.
STEPS = [
    ("2026-01-01T00:00Z", "2", "B", "cold"),
    ("2026-01-06T00:00Z", "7", "A", "warm"),
    ("2026-01-11T00:00Z", "12", "A", "warm"),
    ("2026-01-16T00:00Z", "7", "A", "warm"),
    ("2026-01-21T00:00Z", "2", "B", "cold"),
]


def test_a_line_for_each_moment(folder: Path) -> None:
    code, text = path(folder, "--from", "2026-01-01", "--to", "2026-01-21", "--every", "5 days", "--format", "csv")
    assert code == 0
    assert text.splitlines() == ["as_of,activity,class,step", *(",".join(step) for step in STEPS)]


def test_the_last_moment_is_always_there(folder: Path) -> None:
    code, text = path(folder, "--from", "2026-01-01", "--to", "2026-01-04", "--every", "2 days", "--format", "json")
    assert code == 0
    rows = json.loads(text)
    assert [row["as_of"] for row in rows] == ["2026-01-01T00:00Z", "2026-01-03T00:00Z", "2026-01-04T00:00Z"]
    assert rows[0] == {
        "as_of": "2026-01-01T00:00Z",
        "scores": {"activity": "2"},
        "grades": {"class": "B"},
        "step": "cold",
    }


def test_the_table_says_what_is_of_today(folder: Path) -> None:
    code, text = path(folder, "--from", "2026-01-01", "--to", "2026-01-11", "--every", "10 days")
    assert code == 0
    lines = text.splitlines()
    assert lines[0] == "paths 1 · lead 1"
    assert lines[2].split() == ["activity", "class", "step"]
    assert lines[4].split() == ["2026-01-11", "00:00", "12", "A", "warm", "█" * 12]  # 12 of 20, in 20 columns
    assert lines[-1] == "Events are those of then; attributes are those of the data, whatever the moment."


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--from", "2026-01-02", "--to", "2026-01-01"), "`--to` lies before `--from`"),
        (("--from", "2026-01-02", "--to", "2026-01-09", "--every", "0 days"), "is not a step"),
        (("--from", "2026-01-02", "--to", "2026-01-09", "--every", "1 month"), "is not a step"),
        (("--from", "2020-01-01", "--to", "2026-01-01", "--every", "1 hour"), "more than 1,000 moments"),
        (
            (
                "--from",
                "yesterday",
            ),
            "`--from yesterday` is not a moment",
        ),
    ],
)
def test_steps_that_cannot_be(folder: Path, more: tuple[str, ...], said: str) -> None:
    code, text = path(folder, *more)
    assert code == 2
    assert said in " ".join(text.split())


def test_a_lead_that_is_not_there(folder: Path) -> None:
    code, text = path(folder, "--from", "2026-01-01", "--to", "2026-01-02", lead="9")
    assert code == 2
    assert "there is no lead `9`" in text
