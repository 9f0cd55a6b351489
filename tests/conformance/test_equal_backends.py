"""Random rule files with random leads: the reference, the Python module and DuckDB agree to the last digit.

A case is one seed. `SCORELINE_EXAMPLES` sets how many there are; `make soak` does the same for longer.
A failing case is made smaller, kept below out/, and its seed printed.
"""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import HealthCheck, Phase, example, given, note, settings
from hypothesis import strategies as st
from support.generate.rulesets import Case, case, cases
from support.trial import keep, reduced, tried

EXAMPLES = int(os.environ.get("SCORELINE_EXAMPLES", "120"))
OUT = Path(__file__).resolve().parents[2] / "out" / "failures"


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
    # A case is its seed: there is nothing for hypothesis to shrink, `reduced` makes the rule file smaller.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(cases(leads=40))
def test_backends_agree(made: Case) -> None:
    _hold(made)


@settings(
    max_examples=max(5, EXAMPLES // 15),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
)
@given(st.integers(0, 2**32))
@example(0)
def test_backends_agree_on_long_rule_files(seed: int) -> None:
    _hold(case(seed, leads=25, size=25))


def _hold(made: Case) -> None:
    failure = tried(made)
    if failure is not None:
        small = reduced(made, failure.kind)
        path = keep(small, OUT)
        note(f"seed {made.seed}; kept in {path}")
        raise AssertionError(
            f"seed {made.seed}: {failure.text}\n\nmade smaller, in {path}:\n{small.text}\n{small.leads}"
        )
