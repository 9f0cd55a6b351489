"""Scores the bank's clients and says how much oftener those rated high took the offer than the average client.

    python rulesets/bank_marketing/lift.py ../shared/data/bank_marketing/bank-full.csv

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
EXCLUDED = "not scored"


def numbered(data: Path, target: Path) -> Path:
    """A copy with the column `row` in front: 1 for the first client. The file may be separated by `,` or `;`."""
    lines = data.read_text(encoding="utf-8-sig").splitlines()
    separator = ";" if ";" in lines[0] else ","
    rows = [f"{number or 'row'}{separator}{line}" for number, line in enumerate(lines)]
    target.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return target


def grades(leads: Path, folder: Path) -> dict[str, str]:
    """The grade of each client, by its number, best total first, from `scoreline score`."""
    scored = folder / "scores.csv"
    command = [sys.executable, "-m", "scoreline", "score", str(HERE / "bank_marketing.score"), "--leads", str(leads)]
    command += ["--binding", str(HERE / "binding.toml"), "--as-of", AS_OF, "--output", str(scored)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    with scored.open(encoding="utf-8", newline="") as file:
        return {row["lead"]: row["rating"] or EXCLUDED for row in csv.DictReader(file)}


def outcomes(leads: Path) -> dict[str, bool]:
    """Whether each client took the offer, by its number."""
    with leads.open(encoding="utf-8", newline="") as file:
        separator = ";" if ";" in file.readline() else ","
        file.seek(0)
        return {row["row"]: row["y"] == "yes" for row in csv.DictReader(file, delimiter=separator)}


def table(data: Path) -> str:
    """Clients, buyers, their share and the lift (share / share of all) by grade, as a Markdown table."""
    with tempfile.TemporaryDirectory() as folder:
        leads = numbered(data, Path(folder) / "numbered.csv")
        bought, rated = outcomes(leads), grades(leads, Path(folder))
    average = sum(bought.values()) / len(bought)
    of_grade = Counter(rated.values())
    won = Counter(rated[key] for key, yes in bought.items() if yes)
    best = list(rated)[: len(rated) // 10]  # the rows come in the order of the total, ties by number
    rows = [(grade, of_grade[grade], won[grade]) for grade in sorted(of_grade)]
    rows += [
        ("the best tenth", len(best), sum(bought[key] for key in best)),
        ("all", len(bought), sum(bought.values())),
    ]
    lines = ["| grade | clients | took it | share | lift |", "| --- | ---: | ---: | ---: | ---: |"]
    for name, count, yes in rows:
        share = yes / count
        lines.append(f"| {name} | {count:,} | {yes:,} | {share:.1%} | {share / average:.2f} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python lift.py BANK-FULL.CSV")
    print(table(Path(sys.argv[1])), end="")
