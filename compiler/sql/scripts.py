"""The SQL output as files: the emitted views, and under them the typed inputs over raw tables."""

from __future__ import annotations

from dataclasses import replace

from ... import __version__
from ...dsl.binding import Binding
from .. import plan as p
from .emit import emit
from .files import rendered
from .inputs import statements


def scripts(plan: p.Plan, dialect: str, binding: Binding) -> tuple[tuple[str, str], ...]:
    """(file name, text), numbered in the order in which they run. Raises KeyError for an unknown dialect."""
    views = emit(plan, dialect, compiled_by=f"scoreline {__version__}")
    first = next(i for i, statement in enumerate(views.statements) if statement.kind == "view")
    ordered = (*views.statements[:first], *statements(plan, binding), *views.statements[first:])
    return rendered(replace(views, statements=ordered))
