"""The contests of the tool around the language: checking many files, compiling, and how soon a command answers."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from .contest import OUT, Contest, Contestant, Ratio, Ready, Size

FILES = 20
RULES = 510  # in each file; as many times FILES are 10,200


def rule_files(count: int) -> list[Path]:
    """So many files of RULES rules each, written where they are not there yet."""
    from .workload.rules import workload
    from .workload.score_file import score_file

    folder = OUT / "rules"
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"rules_{number:02d}.score" for number in range(count)]
    for number, path in enumerate(paths):
        text = score_file(workload(RULES, seed=number))
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    return paths


def checked(count: int) -> Ready:
    """Reading and checking files in process."""

    def ready(size: Size) -> Callable[[], object]:  # noqa: ARG001 - the same in every size
        from ..dsl.load import load

        paths = rule_files(count)

        def run() -> None:
            for path in paths:
                assert load(path).ruleset is not None

        load(paths[0])
        return run

    return ready


def checked_text(count: int) -> Ready:
    """Checking one text of so many rules in process."""

    def ready(size: Size) -> Callable[[], object]:  # noqa: ARG001 - the same in every size
        from ..dsl.load import load_text
        from .workload.rules import workload
        from .workload.score_file import score_file

        load_text(score_file(workload(30, seed=1)))
        text = score_file(workload(count))
        return lambda: load_text(text)

    return ready


def compiled(count: int, target: str) -> Ready:
    """From the text of a rule file to that of a Python module or of views for DuckDB."""

    def ready(size: Size) -> Callable[[], object]:  # noqa: ARG001 - the same in every size
        from ..compiler.lower import lower
        from ..compiler.python import emit
        from ..compiler.sql.emit import DIALECTS
        from ..compiler.sql.emit import emit as emit_sql
        from ..dsl.load import load_text
        from .workload.rules import workload
        from .workload.score_file import score_file

        def run(text: str) -> None:
            ruleset = load_text(text).ruleset
            assert ruleset is not None
            if target == "python":
                emit(lower(ruleset))
            else:
                emit_sql(lower(ruleset), DIALECTS[target], compiled_by="bench")

        run(score_file(workload(30, seed=1)))
        text = score_file(workload(count))
        return lambda: run(text)

    return ready


def small_file(size: Size) -> list[str]:  # noqa: ARG001 - the same in every size
    """The command that checks a file of 30 rules."""
    from .workload.rules import workload
    from .workload.score_file import score_file

    path = OUT / "rules" / "small.score"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(score_file(workload(30, events=False, seed=SEED_WITHOUT_FINDINGS)), encoding="utf-8")
    return [sys.executable, "-m", "scoreline", "check", str(path)]


SEED_WITHOUT_FINDINGS = 2
NOTHING = Contestant("python -c pass", command=lambda _: [sys.executable, "-c", "pass"])
HELP = Contestant("scoreline --help", command=lambda _: [sys.executable, "-m", "scoreline", "--help"])


CONTESTS: tuple[Contest, ...] = (
    Contest(
        "check",
        f"checking {FILES * RULES:,} rules in {FILES} files, in process",
        "run",
        lambda _: 1,
        (
            Contestant("one file", checked(1)),
            Contestant(f"{FILES} files", checked(FILES)),
            Contestant("one file of 510 rules", checked_text(510)),
            Contestant("one file of 2,040 rules", checked_text(2_040)),
        ),
        (
            Ratio(f"{FILES} files", f"{FILES} files", "", 4, 2, "at most"),
            Ratio(f"{FILES} files by one", f"{FILES} files", "one file", 1.1 * FILES, FILES, "at most"),
            Ratio("four times the rules", "one file of 2,040 rules", "one file of 510 rules", 4.4, 4, "at most"),
        ),
    ),
    Contest(
        "compile",
        "from text to code, in process",
        "run",
        lambda _: 1,
        (
            Contestant("60 rules to Python", compiled(60, "python")),
            Contestant("600 rules to Python", compiled(600, "python")),
            Contestant("600 rules to DuckDB", compiled(600, "duckdb")),
        ),
        (
            Ratio("600 rules to Python", "600 rules to Python", "", 0.5, 0.2, "at most"),
            Ratio("600 rules to DuckDB", "600 rules to DuckDB", "", 0.5, 0.2, "at most"),
            Ratio("ten times the rules", "600 rules to Python", "60 rules to Python"),
        ),
    ),
    Contest(
        "processes",
        "whole processes",
        "run",
        lambda _: 1,
        (NOTHING, HELP, Contestant("scoreline check, 30 rules", command=small_file)),
        (
            Ratio("--help", "scoreline --help", "python -c pass", 0.06, 0.04, "at most", more=True),
            Ratio("check", "scoreline check, 30 rules", "python -c pass", 0.25, 0.15, "at most", more=True),
        ),
    ),
)
