"""The SQL output as files: the emitted views, and under them the typed inputs over raw tables."""

from __future__ import annotations

from dataclasses import replace

from ... import __version__
from ...dsl.binding import Binding
from .. import plan as p
from . import inputs
from .dialects.dialect import Dialect, EntersSchemas, NamesSchemas
from .dialects.duckdb import DUCKDB
from .dialects.lowering import Unsayable
from .emit import DIALECTS, emit
from .files import rendered
from .typed import typed_inputs


def scripts(plan: p.Plan, dialect: str, binding: Binding, schema: str | None = None) -> tuple[tuple[str, str], ...]:
    """(file name, text), numbered in the order in which they run; all objects are in the schema, where one is named.

    DuckDB looks at the types of raw columns itself; for other engines each is taken to have the type that is read from
    it. Raises KeyError for an unknown dialect, `typed.Refused` and `lowering.Unsayable` for what it cannot say.
    """
    engine, first_words = DIALECTS[dialect], ""
    if schema is not None:
        engine, first_words = _inside(engine, schema)
    views = emit(plan, engine, compiled_by=f"scoreline {__version__}")
    made = inputs.statements(plan, binding) if dialect == DUCKDB.name else typed_inputs(plan, binding, engine)
    first = next(i for i, statement in enumerate(views.statements) if statement.kind == "view")
    statements = (*views.statements[:first], *made, *views.statements[first:])
    if first_words:
        statements = tuple(replace(each, parts=(first_words, *each.parts)) for each in statements)
    return rendered(replace(views, statements=statements))


def _inside(engine: Dialect, schema: str) -> tuple[Dialect, str]:
    """The engine with its objects in a schema, and the statement that stands before each other one; empty for none."""
    match engine:
        case NamesSchemas():
            return engine.within(schema), ""
        case EntersSchemas():
            return engine, engine.enter(schema)
        case _:
            raise Unsayable("objects in a schema, of which this engine has none")
