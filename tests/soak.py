"""Many random cases: `python tests/soak.py COUNT [FIRST_SEED]`. Failing cases are kept in out/failures.

Prints how many evaluations (lead × backend) there were and how many differed. Exit 1 if any did.
"""

from __future__ import annotations

import collections
import secrets
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from support.generate.rulesets import case  # noqa: E402
from support.trial import keep, reduced, tried  # noqa: E402

OUT = Path(__file__).resolve().parents[1] / "out" / "failures"


def main(count: int, first: int) -> int:
    """Runs `count` cases from the seed `first` on; gives the exit status."""
    print(f"seeds {first} to {first + count - 1}", flush=True)
    evaluations = mismatches = 0
    kinds: collections.Counter[str] = collections.Counter()
    started = said = time.monotonic()
    for seed in range(first, first + count):
        made = case(seed, leads=40, size=25 if seed % 10 == 9 else 6)
        evaluations += 2 * len(made.leads)
        failure = tried(made)
        if failure is not None:
            mismatches += failure.mismatches
            kinds[failure.kind] += 1
            if kinds[failure.kind] <= 2:
                small = reduced(made, failure.kind)
                again = tried(small)
                print(f"seed {seed}: {again.text if again else failure.text}\n{small.text}{small.leads}", flush=True)
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
    arguments = [int(a) for a in sys.argv[1:]]
    sys.exit(main(arguments[0] if arguments else 500, arguments[1] if len(arguments) > 1 else secrets.randbits(40)))
