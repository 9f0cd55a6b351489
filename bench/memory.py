"""How much memory scoring takes at most: a stream of leads in Python, and `scoreline score` over files.

Each run is a process of its own, whose largest resident set the system reports when it has ended. What the stream's
growth is held against is the same process with a quarter of the leads.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Final

from .contest import OUT, Size

STREAMED: Final[dict[Size, tuple[int, ...]]] = {"small": (5_000, 20_000), "full": (50_000, 200_000, 800_000)}
IN_FILES: Final[dict[Size, tuple[int, ...]]] = {"small": (20_000, 80_000), "full": (1_000_000, 4_000_000)}
_POOL: Final = 500  # leads of which the stream is made
_MOMENT: Final = "2026-01-15T09:00Z"


@dataclass(frozen=True, slots=True)
class Peak:
    """What a run took at most, in bytes."""

    what: str
    leads: int
    events: int
    peak: int


def run(size: Size, folder: Path = OUT, say: Callable[[str], None] = print) -> list[Peak]:
    """Measures all, says it, and keeps it in `memory_<size>.json`. Raises RuntimeError where a run fails."""
    found = [streamed(leads) for leads in STREAMED[size]]
    found += [of_files(leads, folder) for leads in IN_FILES[size]]
    found.append(of_files(IN_FILES[size][-1], folder, limited=True))
    for each in found:
        say(f"{each.what}, {each.leads:,} leads with {each.events:,} events: {each.peak / 2**20:,.0f} MB at most")
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps([asdict(each) for each in found], indent=1)
    (folder / f"memory_{size}.json").write_text(text + "\n", encoding="utf-8")
    return found


def streamed(leads: int) -> Peak:
    """The emitted module over a stream: one lead after the other, none of them kept."""
    peak, said = _peak([sys.executable, "-m", __spec__.name, "stream", str(leads)])
    return Peak("row scorer over a stream", leads, int(said), peak)


def of_files(leads: int, folder: Path, *, limited: bool = False) -> Peak:
    """`scoreline score` over Parquet, its results written as Parquet; `limited` as if the machine had 8 GB."""
    from .workload.data import files
    from .workload.rules import workload
    from .workload.score_file import score_file

    data = files(folder / "data", leads)
    with tempfile.TemporaryDirectory() as place:
        rules = Path(place) / "bench.score"
        rules.write_text(score_file(workload(60)), encoding="utf-8")
        given = ("--leads", str(data.leads), "--events", str(data.events), "--as-of", _MOMENT)
        output = ("-o", str(Path(place) / "scored.parquet"), "--limit", "0")
        scoreline = ("-c", _LIMITED) if limited else ("-m", "scoreline")
        peak, _ = _peak([sys.executable, *scoreline, "score", str(rules), *given, *output])
    what = "scoreline score over files" + (", with what it takes of 8 GB" if limited else "")
    return Peak(what, leads, data.event_count, peak)


# Of 8 GB the engine would take four fifths, a quarter of which is less than what is enough.
_LIMITED: Final = (
    "from scoreline.cli.main import main; from scoreline.data import scoring;"
    "scoring._memory = lambda connection: scoring.ENOUGH_MEMORY; main()"
)

# A process that is started begins with the size of the one that starts it: a small one stands in between.
_BETWEEN: Final = (
    "import resource, subprocess, sys; code = subprocess.run(sys.argv[1:]).returncode;"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)"
)


def _peak(command: list[str]) -> tuple[int, str]:
    """The largest resident set of the process in bytes, and what it printed last."""
    done = subprocess.run(
        [sys.executable, "-c", _BETWEEN, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    text, _, peak = done.stdout.strip().rpartition("\n")
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{text}")
    unit = 1 if sys.platform == "darwin" else 1024
    return int(peak) * unit, text.rpartition("\n")[2]


def _stream(leads: int) -> int:
    """Scores so many leads, each made when it is asked for; the number of their events."""
    from .scorer import emitted_text, module_of
    from .workload.data import AS_OF, Row, dicts, files, key, tuples
    from .workload.rules import workload

    with tempfile.TemporaryDirectory() as folder:
        pool = dicts(tuples(files(Path(folder), _POOL)))
    events = 0

    def stream() -> Iterator[tuple[Row, Iterator[Row]]]:
        nonlocal events
        for number, (lead, happened) in enumerate(islice(cycle(pool), leads)):
            events += len(happened)
            yield lead | {"id": key(number)}, (dict(event) for event in happened)

    module = module_of(emitted_text(workload(60)), "emitted")
    for _ in module.score_many(stream(), as_of=AS_OF):
        pass
    return events


if __name__ == "__main__":
    print(_stream(int(sys.argv[2])))
