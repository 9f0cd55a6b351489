"""One run of one contestant in a process of its own, timed by pyperf: `measure` starts it, nobody else."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import cast

from .contest import Contest, Size
from .contests import contests


def main() -> None:
    """Arguments before those of pyperf: area, contest, contestant, size."""
    area, name, contestant = sys.argv[1:4]
    size = cast(Size, sys.argv[4])
    contest = contests(area)[name]
    chosen = contest.contestant(contestant)

    program = ("-m", f"{__package__}.worker", *sys.argv[1:5])
    del sys.argv[1:5]
    runner = import_module("pyperf").Runner(processes=1, program_args=program)
    title = f"{name}: {contestant}"
    if chosen.command is not None:
        runner.bench_command(title, chosen.command(size))
    else:
        assert chosen.ready is not None
        runner.bench_time_func(title, _timed(contest, contestant, size), inner_loops=contest.units(size))


def _timed(contest: Contest, contestant: str, size: Size) -> Callable[[int], float]:
    """What pyperf calls; all is got ready at the first call."""
    run: list[Callable[[], object]] = []
    clock = time.process_time if contest.clock == "processor" else time.perf_counter

    def passes(loops: int) -> float:
        if not run:
            ready = contest.contestant(contestant).ready
            assert ready is not None
            run.append(ready(size))
            gc.collect()
            gc.freeze()  # the data is nobody's garbage
        start = clock()
        for _ in range(loops):
            run[0]()
        return clock() - start

    return passes


if __name__ == "__main__":
    main()
