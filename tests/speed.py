"""How many leads a second the emitted Python module scores: `python tests/speed.py`, on the shipped sample.

The sample's rows are texts as a CSV file gives them; `typed` turns times and numbers into integers first, which is what
a caller has who reads from a database. Prints the best of five runs, by processor time.
"""

from __future__ import annotations

import collections
import csv
import runpy
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from scoreline.compiler.lower import lower  # noqa: E402
from scoreline.compiler.python import emit  # noqa: E402
from scoreline.compiler.values import read_timestamp  # noqa: E402
from scoreline.dsl.load import load  # noqa: E402
from support.backends import load_module  # noqa: E402

AS_OF = "2026-01-15T09:00:00Z"
Row = dict[str, object]
Sample = list[tuple[Mapping[str, object], list[Row]]]


def sample(folder: Path) -> Sample:
    """The leads with their events, as texts."""
    argv, sys.argv = sys.argv, ["make_sample.py", str(folder)]
    try:
        runpy.run_path(str(ROOT / "rulesets" / "saas" / "make_sample.py"), run_name="__main__")
    except SystemExit:
        pass
    finally:
        sys.argv = argv
    events: dict[str, list[Row]] = collections.defaultdict(list)
    with (folder / "events.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            events[row.pop("lead")].append(dict(row))
    with (folder / "leads.csv").open(encoding="utf-8", newline="") as file:
        return [(row, events[row["id"]]) for row in csv.DictReader(file)]


def typed(row: Mapping[str, object]) -> Row:
    """The row with its whole numbers and times as integers, and nothing for blanks."""
    found: Row = {}
    for name, value in row.items():
        text = str(value)
        second = read_timestamp(text, ((), (0,)))
        found[name] = int(text) if text.isdigit() else second if isinstance(second, int) else text or None
    return found


def speed(module: ModuleType, leads: Sample, *, contributions: bool) -> float:
    """Leads per second."""
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        collections.deque(module.score_many(leads, as_of=AS_OF, contributions=contributions), maxlen=0)
        best = min(best, time.process_time() - start)
    return len(leads) / best


def main() -> None:
    ruleset = load(ROOT / "rulesets" / "saas" / "saas.score").ruleset
    assert ruleset is not None
    module = load_module(emit(lower(ruleset)))
    with tempfile.TemporaryDirectory() as folder:
        texts = sample(Path(folder))
    values: Sample = [(typed(lead), [typed(event) for event in events]) for lead, events in texts]
    print(f"{len(texts):,} leads, {sum(len(events) for _, events in texts):,} events")
    for name, leads in (("texts", texts), ("typed", values)):
        plain, explained = (speed(module, leads, contributions=flag) for flag in (False, True))
        print(f"{name}: {plain:,.0f} leads a second, {explained:,.0f} with contributions")


if __name__ == "__main__":
    main()
