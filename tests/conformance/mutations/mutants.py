"""All mutants, and those of them that run in each test run."""

from __future__ import annotations

from mutant import Mutant
from python_mutants import IN_PYTHON
from reference_mutants import COMMON
from sql_mutants import IN_SQL

MUTANTS: list[Mutant] = [*COMMON, *IN_PYTHON, *IN_SQL]

# A boundary, a rounding, a limit in each backend: what every run of the tests tries.
CORE: tuple[str, ...] = (
    "meaning.py: event.at >= events.window",
    "scores.py: up = 2 * rest >=",
    'loop.py: lines.block(f"if {age} < 0',
    'scores.py: ((low, "<"), (high',
    "runtime_events.py: end - first >",
    "runtime_time.py: if closes - opens >=",
    "occurrences.py: n.compare(exp.LTE, at, as_of)",
    "rules.py: n.number(divisor // 2))",
    "held.py: n.compare(exp.GTE, nearest",
    "ordering.py: order.earlier_first()",
)
