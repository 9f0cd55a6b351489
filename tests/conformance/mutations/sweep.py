"""Runs the mutants: `python tests/conformance/mutations/sweep.py [--core] [PART_OF_NAME…]`. Exit 1 if one survives.

Each mutant gets a copy of the package with one change, in a process of its own that starts as a copy of this one (the
libraries are loaded already), and goes through a fixed suite until something differs: generated cases whose expected
results were computed by the package as it is, and the hand-worked cases.
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
from pathlib import Path

# The libraries that the package needs, loaded once for all copies of this process.
import duckdb  # noqa: F401
import hypothesis.strategies  # noqa: F401
import jinja2  # noqa: F401
import sqlglot  # noqa: F401

HERE = Path(__file__).resolve().parent
TESTS = HERE.parents[1]
ROOT = TESTS.parent
PARTS = ("dsl", "grammar", "compiler")
SEEDS = {"python": tuple(range(7000, 7070)), "duckdb": tuple(range(7000, 7045)), "reference": ()}
LIMIT = 240  # seconds for one mutant

Plain = tuple[object, ...]


def use(root: Path) -> None:
    """From now on `scoreline` is the package below `root`, and nothing of another one is left."""
    for name in [n for n in sys.modules if n.split(".")[0] in ("scoreline", "support", "worked_cases")]:
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


def plain(result: object) -> Plain:
    from support.backends import canonical

    return dataclasses.astuple(canonical(result))  # type: ignore[arg-type, call-overload, no-any-return]


def generated(backend: str, seed: int) -> list[Plain]:
    """The results of a generated case in one backend, as plain tuples."""
    from support.backends import BACKENDS, planned
    from support.generate.rulesets import case

    made = case(seed, leads=30, size=14)
    with tempfile.TemporaryDirectory() as folder:
        plan = planned(made.text, made.written(Path(folder)))
    return sorted((plain(r) for r in BACKENDS[backend](plan, made.leads, made.as_of)), key=repr)


def differs(backend: str, expected: dict[int, list[Plain]]) -> str:
    """Where the suite first sees a difference; empty where it sees none."""
    for seed, results in expected.items():
        try:
            if generated(backend, seed) != results:
                return f"seed {seed}"
        except Exception as error:
            return f"seed {seed}: {type(error).__name__}"
    spec = importlib.util.spec_from_file_location("worked_cases", HERE.parent / "test_worked.py")
    assert spec is not None and spec.loader is not None
    worked = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(worked)
    for case in worked.CASES:
        try:
            worked.hold(case, backend)
        except (AssertionError, Exception):
            return f"case {case.name!r}"
    return ""


def child(mutant: object, expected: dict[int, list[Plain]], folder: Path) -> int:
    """In the copy of the process: 0 where the mutant is killed."""
    file, old, new, backend = (getattr(mutant, name) for name in ("file", "old", "new", "shown_by"))
    target = copied(folder) / file
    source = target.read_text(encoding="utf-8")
    target.write_text(source.replace(old, new), encoding="utf-8")
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
        expected = _expected(Path(name), {m.shown_by for m in chosen}, 20 if core else None)
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
