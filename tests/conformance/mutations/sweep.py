"""Runs the mutants: `python tests/conformance/mutations/sweep.py [--core] [PART_OF_NAME…]`. Exit 1 if one survives.

Each mutant gets a copy of the package with one change, in a process of its own that starts as a copy of this one (the
libraries are loaded already), and goes through a fixed suite until something differs: the hand-worked cases, and
generated ones whose expected results were computed by the package as it is.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import os
import pickle
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

# The libraries that the package needs, loaded once for all copies of this process.
import duckdb  # noqa: F401
import hypothesis.strategies  # noqa: F401
import jinja2  # noqa: F401
import pytest  # noqa: F401
import sqlglot  # noqa: F401

HERE = Path(__file__).resolve().parent
TESTS = HERE.parents[1]
ROOT = TESTS.parent
PARTS = ("dsl", "grammar", "compiler", "harness")
SEEDS = {"python": tuple(range(7000, 7070)), "duckdb": tuple(range(7000, 7045)), "reference": ()}
LIMIT = 240  # seconds for one mutant

Plain = tuple[object, ...]


def use(root: Path) -> None:
    """From now on `scoreline` is the package below `root`, and nothing of another one is left."""
    for name in [n for n in sys.modules if n.split(".")[0] in ("scoreline", "support") or n.startswith("test_")]:
        del sys.modules[name]
    sys.path[:] = [str(root), str(TESTS), *(p for p in sys.path if p not in (str(root), str(TESTS)))]


def copied(into: Path) -> Path:
    """A copy of the package's parts as `into`/scoreline."""
    target = into / "scoreline"
    target.mkdir(parents=True)
    shutil.copy(ROOT / "__init__.py", target)
    for part in PARTS:
        shutil.copytree(ROOT / part, target / part, ignore=shutil.ignore_patterns("__pycache__"))
    return target


def generated(backend: str, seed: int) -> list[Plain]:
    """The results of a generated case in one backend, leads and accounts, as plain tuples."""
    from support.backends import POPULATIONS, all_by_reference, canonical, canonical_account, planned
    from support.generate.rulesets import case

    made = case(seed, leads=30, size=14)
    with tempfile.TemporaryDirectory() as folder:
        plan = planned(made.text, made.written(Path(folder)))
    run = all_by_reference if backend == "reference" else POPULATIONS[backend]
    leads, accounts = run(plan, made.leads, made.as_of, made.accounts)
    found = [*map(canonical, leads), *map(canonical_account, accounts)]
    return sorted((dataclasses.astuple(each) for each in found), key=repr)


def differs(backend: str, expected: dict[int, list[Plain]]) -> str:
    """Where the suite first sees a difference; empty where it sees none."""
    for name, hold in worked(backend):
        try:
            hold()
        except (AssertionError, Exception):
            return name
    for seed, results in expected.items():
        try:
            if generated(backend, seed) != results:
                return f"seed {seed}"
        except Exception as error:
            return f"seed {seed}: {type(error).__name__}"
    return ""


def worked(backend: str) -> Iterator[tuple[str, Callable[[], None]]]:
    """The cases worked out by hand, by name; of an output those of one zone and moment together."""
    cases = _tests("test_worked")
    if backend == "reference":
        yield from ((f"case {case.name!r}", partial(cases.hold, case, backend)) for case in cases.CASES)
    else:
        for batch in cases.BATCHES:
            yield f"cases from {batch[0].name!r} on", partial(cases.test_outputs, batch, backend)
    values = _tests("test_worked_values")
    yield from ((file.name, partial(values.hold, file, (backend,))) for file in values.FILES)
    due = _tests("test_worked_due")
    yield from ((desk.name, partial(due.hold, desk, (backend,))) for desk in due.DESKS)
    population = _tests("test_worked_population")
    yield from ((f"{line}", partial(population.listed, line, keys, (backend,))) for line, keys in population.WORKLISTS)
    yield from (
        (f"by source: {case[0]}", partial(population.attributed, *case, (backend,))) for case in population.BY_SOURCE
    )
    in_group = population.test_attribution_in_a_group_that_picks_and_under_limits
    yield "by source, in a group that picks", in_group
    if backend == "reference":
        oracle = _tests("test_oracle_forms")
        yield from ((f"oracle: {hold.func.__name__}", hold) for hold in oracle.some())


def _tests(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, HERE.parent / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def child(mutant: object, expected: dict[int, list[Plain]], folder: Path) -> int:
    """In the copy of the process: 0 where the mutant is killed."""
    file, old, new, backend = (getattr(mutant, name) for name in ("file", "old", "new", "shown_by"))
    target = copied(folder) / file
    source = target.read_text(encoding="utf-8")
    target.write_text(source.replace(old, new) if old else source, encoding="utf-8")
    use(folder)
    try:
        seen = differs(backend, expected)
    except BaseException as error:
        traceback.print_exc()
        seen = f"{type(error).__name__}"
    (folder / "seen").write_text(seen, encoding="utf-8")
    return 0 if seen else 1


def run(mutant: object, expected: dict[int, list[Plain]]) -> tuple[bool, str]:
    """(killed, by what)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sys.stdout.flush()
        process = os.fork()
        if process == 0:
            signal.alarm(LIMIT)  # a mutant that never ends is seen as well
            os._exit(child(mutant, expected, folder))
        _, status = os.waitpid(process, 0)
        note = folder / "seen"
        seen = note.read_text(encoding="utf-8") if note.exists() else f"status {status}"
        return status != 256, seen


def main(wanted: list[str]) -> int:
    sys.path.insert(0, str(HERE))
    from mutants import CORE, MUTANTS

    core = "--core" in wanted
    wanted = list(CORE) if core else wanted
    chosen = [m for m in MUTANTS if not wanted or any(part in m.name for part in wanted)]
    survivors = stale = 0
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        for mutant in chosen:
            count = (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.old)
            if count != 1:
                stale += 1
                print(f"STALE     {mutant.name} stands there {count} times", flush=True)
        copied(Path(name))
        expected = _expected(Path(name), {m.shown_by for m in chosen}, 0 if core else None)
    if not core:
        for backend in sorted({m.shown_by for m in chosen}):
            killed, seen = run(dataclasses.replace(chosen[0], old="", shown_by=backend), expected[backend])
            if killed:
                print(f"the suite fails without any mutant in {backend}: {seen}", flush=True)
                return 1
    for mutant in chosen:
        if (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.old) != 1:
            continue
        begun = time.monotonic()
        killed, seen = run(mutant, expected[mutant.shown_by])
        survivors += not killed
        print(
            f"{'killed  ' if killed else 'SURVIVED'}  {time.monotonic() - begun:4.1f} s  {mutant.name}  [{seen}]",
            flush=True,
        )
    took = time.monotonic() - started
    print(f"{len(chosen)} mutants, {survivors} survived, {stale} stale, {took:.0f} s")
    return 1 if survivors or stale else 0


def _expected(folder: Path, backends: set[str], most: int | None) -> dict[str, dict[int, list[Plain]]]:
    """What the reference says of the generated cases, computed in a process of its own."""
    target = folder / "expected"
    process = os.fork()
    if process == 0:
        use(folder)
        found = {b: {seed: generated("reference", seed) for seed in SEEDS[b][:most]} for b in sorted(backends)}
        target.write_bytes(pickle.dumps(found))
        os._exit(0)
    os.waitpid(process, 0)
    found_: dict[str, dict[int, list[Plain]]] = pickle.loads(target.read_bytes())
    return found_


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
