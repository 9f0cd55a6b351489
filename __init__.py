"""Scoreline: a small language for lead scoring, and its compiler.

The functions here are what a program needs; the command line stands on the same ones. Nothing heavy is imported before
a function is called. Units: scores are exact integers in thousandths of a point, contributions in 10^-9 points, moments
in seconds since 1970-01-01 UTC. Where a rule file has errors, `DiagnosticError` carries them, with their places.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .compiler.plan import Plan
    from .compiler.result import Lead, Result
    from .data.quality import Quality
    from .dsl.binding import Binding
    from .dsl.diagnostics import Diagnostic
    from .dsl.model import Ruleset
    from .harness.run import FileRun

__version__ = "0.1.0"

__all__ = [
    "__version__",
    "check",
    "compile_python",
    "compile_sql",
    "load",
    "run_samples",
    "score_files",
    "score_leads",
]


def load(path: str | Path) -> Ruleset:
    """The checked ruleset of a rule file: names resolved, lists read, imports merged (see `scoreline.dsl.model`).

    Raises DiagnosticError where the file has errors or cannot be read; warnings are not raised, `check` gives them.
    """
    from .dsl.diagnostics import DiagnosticError, has_errors
    from .dsl.load import load as load_file

    loaded = load_file(Path(path))
    if loaded.ruleset is None:
        if not has_errors(loaded.diagnostics):
            raise ValueError(f"{path} only declares names for other rule files to use; there is nothing to compute")
        raise DiagnosticError([d for d in loaded.diagnostics if has_errors((d,))])
    return loaded.ruleset


def check(path: str | Path) -> tuple[Diagnostic, ...]:
    """Every error and warning of a rule file, by place; empty where nothing is wrong. Raises nothing."""
    from .dsl.load import load as load_file

    return load_file(Path(path)).diagnostics


def compile_python(rules: str | Path | Ruleset) -> str:
    """The source of a Python module that scores leads and imports the standard library only.

    The same rules give the same text. Raises DiagnosticError as `load` does.
    """
    from .compiler.lower import lower
    from .compiler.python import emit

    return emit(lower(_ruleset(rules)))


def compile_sql(
    rules: str | Path | Ruleset, *, dialect: str = "duckdb", binding: str | Path | None = None
) -> Mapping[str, str]:
    """SQL files by name, to be run in the order given: they define the views of scores and contributions.

    `binding` is a file that says which tables and columns the leads and events come from; without one they are called
    as in the rule file. Raises DiagnosticError where the rules or the binding have errors, ValueError for a dialect
    that is not known.
    """
    from .compiler.lower import lower
    from .compiler.sql.emit import DIALECTS
    from .compiler.sql.scripts import scripts

    if dialect not in DIALECTS:
        raise ValueError(f"unknown dialect {dialect!r}; known are {', '.join(DIALECTS)}")
    plan = lower(_ruleset(rules))
    return dict(scripts(plan, dialect, _binding(binding, plan)))


def score_leads(
    rules: str | Path | Ruleset, leads: Iterable[Lead], *, as_of: int, contributions: bool = True
) -> list[Result]:
    """The results of typed leads (see `scoreline.compiler.result`), in their order, by the reference evaluator.

    `as_of` in seconds since 1970 UTC. This is the meaning of the language, made to be right, not fast: for many leads
    compile to Python or SQL, or run `scoreline score`.
    """
    from .compiler.lower import lower
    from .compiler.reference import score

    plan = lower(_ruleset(rules))
    return [score(plan, lead, as_of, contributions) for lead in leads]


def run_samples(paths: str | Path | Sequence[str | Path]) -> tuple[FileRun, ...]:
    """Runs the samples of rule files, one result per file: by the reference, the Python module and DuckDB.

    A sample has `passed` where all three agree and its expectations are met; a file with errors has `broken` and its
    `diagnostics`. Folders are searched for `*.score`.
    """
    from .dsl.files import rule_files
    from .harness.files import run_file

    given = (paths,) if isinstance(paths, str | Path) else tuple(paths)
    return tuple(run_file(file) for file in rule_files(tuple(Path(path) for path in given)))


def score_files(
    rules: str | Path | Ruleset,
    leads: str | Path,
    output: str | Path,
    *,
    events: str | Path | Mapping[str, str | Path] | None = None,
    accounts: str | Path | None = None,
    history: str | Path | Mapping[str, str | Path] | None = None,
    binding: str | Path | None = None,
    as_of: int | None = None,
) -> Quality:
    """Scores the leads of a file by the compiled views on an embedded DuckDB; what the data had to say about itself.

    Files are CSV, Excel, Parquet or JSON Lines; `events` and `history` may be files by the names of the binding's
    tables. `output` is written whole or not at all, in the format of its suffix (.csv, .xlsx, .parquet, .jsonl), a row
    per lead in the order of the worklist. `as_of` in seconds since 1970 UTC, by default now.
    Raises DiagnosticError where the rules or the binding have errors or a file cannot be read or lacks a column,
    ValueError for another suffix, OSError where the output cannot be written.
    """
    import time

    from .compiler.lower import lower
    from .data import scoring, writing
    from .dsl.files import replacing

    target = Path(output)
    suffix = target.suffix.lower()
    if suffix not in writing.FORMATS:
        raise ValueError(f"{target}: results are written as {', '.join(writing.FORMATS)}")
    plan = lower(_ruleset(rules))
    moment = int(time.time()) if as_of is None else as_of
    with (
        scoring.score_files(
            plan,
            Path(leads),
            _files(events),
            _binding(binding, plan),
            moment,
            accounts=None if accounts is None else Path(accounts),
            history=_files(history),
            compiled_by=f"scoreline {__version__}",
        ) as scored,
        replacing(target) as part,
    ):
        writing.write(scored.leads, part, suffix)
        return scored.quality


def _files(given: str | Path | Mapping[str, str | Path] | None) -> Path | dict[str, Path] | None:
    """One file, or files by the names of tables."""
    if given is None or isinstance(given, str | Path):
        return None if given is None else Path(given)
    return {table: Path(file) for table, file in given.items()}


def _binding(path: str | Path | None, plan: Plan) -> Binding:
    from .dsl.binding import Binding, read_binding
    from .dsl.diagnostics import DiagnosticError

    bound = read_binding(None if path is None else Path(path), plan.schema)
    if isinstance(bound, Binding):
        return bound
    raise DiagnosticError(bound)


def _ruleset(rules: str | Path | Ruleset) -> Ruleset:
    return load(rules) if isinstance(rules, str | Path) else rules
