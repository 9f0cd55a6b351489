"""SQL output as files: the emitted views, and under them the typed inputs over raw tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from .. import __version__
from ..compiler.plan import Plan
from ..dsl.model import Ruleset

DIALECTS = ("duckdb",)


def sql_files(plan: Plan, ruleset: Ruleset, dialect: str, binding: Path | None) -> tuple[tuple[str, str], ...]:
    """(file name, text), numbered in the order in which they run.

    The views for leads and events over raw tables are among them where a binding is given; without one they read
    tables called `leads` and `events` with columns called like the attributes. Raises DiagnosticError.
    """
    from ..compiler.sql import emit, rendered
    from ..compiler.sql.inputs import statements as typed_inputs
    from ..dsl.binding import Binding, read_binding
    from ..dsl.diagnostics import DiagnosticError

    bound = read_binding(binding, ruleset.schema)
    if not isinstance(bound, Binding):
        raise DiagnosticError(bound)
    views = emit(plan, dialect, compiled_by=f"scoreline {__version__}")
    inputs = typed_inputs(plan, bound)
    first_view = next(i for i, statement in enumerate(views.statements) if statement.kind == "view")
    statements = (*views.statements[:first_view], *inputs, *views.statements[first_view:])
    return rendered(replace(views, statements=statements))
