"""Scores the X Education leads and says which share of each grade became a customer.

    python rulesets/education/conversion.py ../shared/data/x_education/Leads.csv

prints the table of README.md. The outcome column is read here only; the rules never see it.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
AS_OF = "2026-01-15T00:00:00Z"  # no rule here depends on the time; a fixed one keeps the output the same


def grades(leads: Path, folder: Path) -> dict[str, str]:
    """The grade of each lead, by its `Prospect ID`, from `scoreline score`."""
    scored = folder / "scores.csv"
    command = [sys.executable, "-m", "scoreline", "score", str(HERE / "education.score"), "--leads", str(leads)]
    command += ["--binding", str(HERE / "binding.toml"), "--as-of", AS_OF, "--output", str(scored)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    with scored.open(encoding="utf-8", newline="") as file:
        return {row["lead"]: row["rating"] for row in csv.DictReader(file)}


def outcomes(leads: Path) -> dict[str, bool]:
    """Whether each lead converted, by its `Prospect ID`."""
    with leads.open(encoding="utf-8-sig", newline="") as file:
        return {row["Prospect ID"]: row["Converted"] == "1" for row in csv.DictReader(file)}


def table(leads: Path) -> str:
    """Leads, conversions and their share by grade, as a Markdown table."""
    converted = outcomes(leads)
    with tempfile.TemporaryDirectory() as folder:
        rated = grades(leads, Path(folder))
    of_grade = Counter(rated.values())
    won = Counter(rated[key] for key, yes in converted.items() if yes)
    lines = ["| grade | leads | converted | share |", "| --- | ---: | ---: | ---: |"]
    for grade in sorted(of_grade):
        lines.append(f"| {grade} | {of_grade[grade]:,} | {won[grade]:,} | {won[grade] / of_grade[grade]:.1%} |")
    total, all_won = sum(of_grade.values()), sum(won.values())
    lines.append(f"| all | {total:,} | {all_won:,} | {all_won / total:.1%} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python conversion.py LEADS.CSV")
    print(table(Path(sys.argv[1])), end="")
