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

    from .compiler.result import Lead, Result
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
    from .cli.compile_sql import DIALECTS, sql_files
    from .compiler.lower import lower

    if dialect not in DIALECTS:
        raise ValueError(f"unknown dialect {dialect!r}; known are {', '.join(DIALECTS)}")
    ruleset = _ruleset(rules)
    return dict(sql_files(lower(ruleset), ruleset, dialect, None if binding is None else Path(binding)))


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
    from .cli.output import rule_files
    from .harness.files import run_file

    given = (paths,) if isinstance(paths, str | Path) else tuple(paths)
    return tuple(run_file(file) for file in rule_files(tuple(Path(path) for path in given)))


def _ruleset(rules: str | Path | Ruleset) -> Ruleset:
    return load(rules) if isinstance(rules, str | Path) else rules
