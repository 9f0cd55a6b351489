"""The SQL output as files: the emitted views, and under them the typed inputs over raw tables."""

from __future__ import annotations

from dataclasses import replace

from ... import __version__
from ...dsl.binding import Binding
from .. import plan as p
from . import inputs
from .dialects.duckdb import DUCKDB
from .emit import DIALECTS, emit
from .files import rendered
from .typed import typed_inputs


def scripts(plan: p.Plan, dialect: str, binding: Binding) -> tuple[tuple[str, str], ...]:
    """(file name, text), numbered in the order in which they run.

    DuckDB looks at the types of raw columns itself; for other engines each is taken to have the type that is read from
    it. Raises KeyError for an unknown dialect, `typed.Refused` and `lowering.Unsayable` for what it cannot say.
    """
    views = emit(plan, dialect, compiled_by=f"scoreline {__version__}")
    made = (
        inputs.statements(plan, binding) if dialect == DUCKDB.name else typed_inputs(plan, binding, DIALECTS[dialect])
    )
    first = next(i for i, statement in enumerate(views.statements) if statement.kind == "view")
    return rendered(replace(views, statements=(*views.statements[:first], *made, *views.statements[first:])))
