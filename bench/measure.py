"""Runs contests in rounds, so that a busy minute of the machine falls on all contestants, and keeps what came out.

In each round every contestant runs once, in a fresh process that pyperf starts and times; the order turns from round to
round. A ratio is worked out within each round; its median and its spread are over the rounds.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

from .contest import OUT, Contest, Ratio, Size

ROUNDS: dict[Size, int] = {"small": 5, "full": 11}
PACKAGES = ("pyperf", "duckdb", "zen-engine", "common-expression-language", "lark")


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds for one unit, by contestant: one for each round."""

    contest: str
    units: int
    seconds: dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Spread:
    """A ratio over the rounds."""

    median: float
    lowest: float
    highest: float


def spread(measured: Measured, ratio: Ratio) -> Spread:
    """Raises KeyError where one of the two did not take part."""
    found = ratio.of(measured.seconds)
    return Spread(statistics.median(found), min(found), max(found))


def measure(
    area: str, contest: Contest, size: Size, *, rounds: int | None = None, say: Callable[[str], None] | None = None
) -> Measured:
    """Runs the contest. Raises RuntimeError where a contestant fails."""
    seconds: dict[str, list[float]] = {each.name: [] for each in contest.contestants}
    names = list(seconds)
    wanted = rounds or ROUNDS[size]
    for number in range(wanted if contest.rounds is None else min(wanted, contest.rounds[size])):
        turn = number % len(names)
        for name in (*names[turn:], *names[:turn]):
            seconds[name].append(_run(area, contest, name, size))
            if say is not None:
                say(f"{contest.name}, round {number + 1}: {name} {seconds[name][-1]:.3g} s a {contest.unit}")
    return Measured(contest.name, contest.units(size), seconds)


def _run(area: str, contest: Contest, contestant: str, size: Size) -> float:
    """Seconds for one unit. What runs in process runs once; whole processes five times, after one for nothing."""
    pyperf = import_module("pyperf")  # only here and in workers
    whole = contest.contestant(contestant).command is not None
    values = ("--values", "5", "--warmups", "1") if whole else ("--values", "1", "--warmups", "0")
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "run.json"
        command = [sys.executable, "-m", f"{__package__}.worker", area, contest.name, contestant, size]
        options = ("--quiet", "--processes", "1", "--loops", "1", "--copy-env", *values, "--output", str(output))
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=False, env=_environment())
        if done.returncode or not output.exists():
            raise RuntimeError(f"{contestant} in {contest.name} failed:\n{done.stdout}{done.stderr}")
        run = pyperf.Benchmark.load(str(output))
        return float(min(run.get_values()) if whole else run.mean())


def _environment() -> dict[str, str]:
    """Ours, with a place for compiled modules, as an installed package has them."""
    known = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**known, "PYTHONPYCACHEPREFIX": str(OUT / "pycache")}


def keep(area: str, size: Size, results: Iterable[Measured], folder: Path = OUT) -> Path:
    """Writes the results beside those of other areas; contests that were not run again stay."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{area}_{size}.json"
    found = kept(area, size, folder)
    found.update({each.contest: each for each in results})
    text = json.dumps({"machine": machine(), "results": [asdict(each) for each in found.values()]}, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def kept(area: str, size: Size, folder: Path = OUT) -> dict[str, Measured]:
    """What was measured, by contest; nothing where nothing was."""
    path = folder / f"{area}_{size}.json"
    if not path.exists():
        return {}
    results: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["results"]
    return {each["contest"]: Measured(**each) for each in results}


def machine() -> dict[str, str]:
    """Processor, cores, memory and versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    facts = {
        "processor": _processor(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{memory:.0f} GB",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }
    for package in PACKAGES:
        try:
            facts[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            facts[package] = "none"
    return facts


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
