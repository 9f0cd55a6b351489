"""Many random cases: `python tests/soak.py COUNT [FIRST_SEED] [BACKEND]`. Failing cases are kept in out/failures.

Prints how many evaluations (lead × backend) there were and how many differed. Exit 1 if any did.
"""

from __future__ import annotations

import collections
import secrets
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from support.generate.rulesets import case
from support.trial import keep, reduced, tried

OUT = Path(__file__).resolve().parents[1] / "out" / "failures"


def main(count: int, first: int, backends: tuple[str, ...]) -> int:
    """Runs `count` cases from the seed `first` on; gives the exit status."""
    print(f"seeds {first} to {first + count - 1}", flush=True)
    evaluations = mismatches = 0
    kinds: collections.Counter[str] = collections.Counter()
    started = said = time.monotonic()
    for seed in range(first, first + count):
        made = case(seed, leads=40, size=25 if seed % 10 == 9 else 6)
        evaluations += len(backends) * len(made.leads)
        failure = tried(made, backends)
        if failure is not None:
            mismatches += failure.mismatches
            kinds[failure.kind] += 1
            if kinds[failure.kind] <= 2:
                small = reduced(made, failure.kind, backends)
                again = tried(small, backends)
                print(f"seed {seed}: {again.text if again else failure.text}\n{small.texts}{small.leads}", flush=True)
                print(f"kept in {keep(small, OUT)}", flush=True)
            else:
                print(f"seed {seed}: {failure.kind}", flush=True)
        if time.monotonic() - said > 20:
            said = time.monotonic()
            print(f"{seed - first + 1} cases, {evaluations} evaluations, {mismatches} mismatches", flush=True)
    took = time.monotonic() - started
    print(f"{count} cases in {took:.0f} s: {evaluations} evaluations, {mismatches} mismatches {dict(kinds) or ''}")
    return 1 if kinds else 0


if __name__ == "__main__":
    numbers = [int(a) for a in sys.argv[1:] if a.isdigit()]
    named = tuple(a for a in sys.argv[1:] if not a.isdigit()) or ("python", "duckdb")
    count_, first_ = (*numbers, 500, secrets.randbits(40))[:2] if not numbers else (*numbers, secrets.randbits(40))[:2]
    sys.exit(main(count_, first_, named))
