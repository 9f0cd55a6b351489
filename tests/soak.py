"""Many random cases on the backends and engines that are named: `python tests/soak.py 500 --on sqlite,postgres`.

Each case is a rule file with its leads; every result is held against the reference. Failing cases are made smaller and
kept in out/failures. `--record` writes the counts into docs/soak.md. Exit status 1 if any result differed.
"""

from __future__ import annotations

import argparse
import collections
import datetime as dt
import re
import secrets
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import pytest
from support.backends import BACKENDS, all_by_reference, differences, planned
from support.engines import registry
from support.generate.rulesets import Case, case
from support.trial import keep, reduced, tried

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "out" / "failures"
PAGE = ROOT / "docs" / "soak.md"
HEAD = """# The last long runs

`make soak N=500 ON=sqlite,postgres RECORD=--record` runs so many random rule files, each with random leads, on the
engines that are named, and holds every score, grade, stage and contribution against the reference. An evaluation is one
lead scored by one engine. Slow engines have shorter runs. The seeds bring a run back.

| on | rule files | evaluations | mismatches | seconds | seeds from | leads each | on the day |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |
"""


@dataclass
class Tally:
    """What one backend did."""

    cases: int = 0
    evaluations: int = 0
    mismatches: int = 0
    seconds: float = 0
    kinds: collections.Counter[str] = field(default_factory=collections.Counter)


def main(count: int, first: int, leads: int, names: tuple[str, ...], record: bool) -> int:
    """Runs `count` cases from the seed `first` on; gives the exit status."""
    registry.register([name for name in names if name not in BACKENDS], pytest.MonkeyPatch())
    print(f"seeds {first} to {first + count - 1}, on {', '.join(names)}", flush=True)
    tallies = {name: Tally() for name in names}
    said = time.monotonic()
    for seed in range(first, first + count):
        made = case(seed, leads=leads, size=25 if seed % 10 == 9 else 6)
        run(made, tallies)
        if time.monotonic() - said > 20:
            said = time.monotonic()
            print(f"{seed - first + 1} cases: {shown(tallies)}", flush=True)
    print(f"{count} cases: {shown(tallies)}")
    if record:
        write(tallies, first, leads)
    return 1 if any(tally.mismatches for tally in tallies.values()) else 0


def run(made: Case, tallies: dict[str, Tally]) -> None:
    """One case on every backend."""
    with tempfile.TemporaryDirectory() as folder:
        plan = planned(made.text, made.written(Path(folder)))
    known = all_by_reference(plan, made.leads, made.as_of, made.accounts)
    for name, tally in tallies.items():
        begun = time.monotonic()
        try:
            wrong = len(differences(plan, made.leads, made.as_of, (name,), made.accounts, known))
        except Exception as error:
            print(f"seed {made.seed}, {name}: {error!r}"[:500], flush=True)
            wrong = len(made.leads) or 1
        tally.seconds += time.monotonic() - begun
        tally.cases += 1
        tally.evaluations += len(made.leads)
        tally.mismatches += wrong
        if wrong:
            explain(made, name, tally)


def explain(made: Case, name: str, tally: Tally) -> None:
    """Shows the smallest case that fails in the same way, the first two times."""
    failure = tried(made, (name,))
    kind = "not twice" if failure is None else failure.kind
    tally.kinds[kind] += 1
    print(f"seed {made.seed}, {name}: {kind}", flush=True)
    if failure is not None and tally.kinds[kind] <= 2:
        small = reduced(made, kind, (name,))
        again = tried(small, (name,))
        print(f"{again.text if again else failure.text}\n{small.texts}{small.leads}", flush=True)
        print(f"kept in {keep(small, OUT)}", flush=True)


def shown(tallies: dict[str, Tally]) -> str:
    total, wrong = (sum(getattr(t, key) for t in tallies.values()) for key in ("evaluations", "mismatches"))
    each = ", ".join(f"{name} {t.evaluations:,} ({t.mismatches}) in {t.seconds:.0f} s" for name, t in tallies.items())
    return f"{total:,} evaluations, {wrong} mismatches: {each}"


def write(tallies: dict[str, Tally], first: int, leads: int) -> None:
    """The page with a line for each backend of this run; those of others stay."""
    rows: dict[str, str] = {}
    if PAGE.exists():
        found = re.findall(r"^\| `(\w+)` \|.*$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
        lines = PAGE.read_text(encoding="utf-8").splitlines()
        rows = {name: next(line for line in lines if line.startswith(f"| `{name}` |")) for name in found}
    today = dt.datetime.now(dt.UTC).date().isoformat()
    for name, t in tallies.items():
        counts = f"{t.cases:,} | {t.evaluations:,} | {t.mismatches:,} | {t.seconds:,.0f}"
        rows[name] = f"| `{name}` | {counts} | {first} | {leads} | {today} |"
    numbers = [[int(cell.replace(",", "")) for cell in row.split("|")[3:5]] for row in rows.values()]
    total, wrong = (sum(column) for column in zip(*numbers, strict=True))
    body = "".join(f"{rows[name]}\n" for name in rows)
    PAGE.write_text(f"{HEAD}{body}\nAltogether {total:,} evaluations, {wrong:,} mismatches.\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Random rule files on many backends.")
    parser.add_argument("count", type=int, nargs="?", default=500)
    parser.add_argument("--first", type=int, default=None, help="the first seed")
    parser.add_argument("--leads", type=int, default=40, help="of each rule file")
    parser.add_argument("--on", default="python,duckdb", help="backends and engines, with commas")
    parser.add_argument("--record", action="store_true", help="write the counts into docs/soak.md")
    given = parser.parse_args()
    seed_ = secrets.randbits(32) if given.first is None else given.first
    sys.exit(main(given.count, seed_, given.leads, tuple(given.on.split(",")), given.record))
