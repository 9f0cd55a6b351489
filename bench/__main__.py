"""`python -m scoreline.bench scorer|tools|memory|sql|report [--size small|full] [--rounds N] [--only CONTEST]`."""

from __future__ import annotations

import argparse
import sys
from typing import get_args

from .contest import Size
from .contests import AREAS, contests


def main() -> int:
    """The exit code: 1 where a ratio misses its bound and `--strict` is given."""
    parser = argparse.ArgumentParser(prog="python -m scoreline.bench", description="How fast Scoreline is.")
    parser.add_argument("what", choices=(*AREAS, "memory", "report"), nargs="+")
    parser.add_argument("--size", choices=get_args(Size), default="small")
    parser.add_argument("--rounds", type=int, help="how often every contestant runs")
    parser.add_argument("--only", action="append", help="the name of a contest; all of them where none is given")
    parser.add_argument("--strict", action="store_true", help="exit code 1 where a ratio misses its bound")
    chosen = parser.parse_args()
    missed = 0
    for what in chosen.what:
        match what:
            case "report":
                from .report import write

                print(f"written: {write(chosen.size)}")
            case "memory":
                from .memory import run

                run(chosen.size)
            case _:
                missed += _contests(what, chosen.size, chosen.rounds, chosen.only)
    return 1 if missed and chosen.strict else 0


def _contests(area: str, size: Size, rounds: int | None, only: list[str] | None) -> int:
    """Runs them and prints their ratios; how many missed their bound."""
    from .measure import keep, measure
    from .report import lines, misses

    missed = 0
    found = contests(area)
    if not found:
        print(f"no contests of {area} yet", file=sys.stderr)
    for name, contest in found.items():
        if only and name not in only:
            continue
        measured = measure(area, contest, size, rounds=rounds, say=lambda text: print(text, file=sys.stderr))
        keep(area, size, [measured])
        print("\n".join(lines(contest, measured)), flush=True)
        missed += misses(contest, measured)
    return missed


if __name__ == "__main__":
    sys.exit(main())
