"""One version of a ruleset's objects: all of them under names with its number, and the public names that show them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from ..compiler.plan import Plan
from ..compiler.sql import names
from ..compiler.sql import nodes as n
from ..compiler.sql.dialects.dialect import Dialect
from ..compiler.sql.emit import Statement, emit
from .connection import Kind, as_held

Inputs = Callable[[Plan], tuple[Statement, ...]]  # the typed relations of a plan, under the names of that plan

_KINDS: dict[str, Kind] = {"function": "function", "as of": "view", "list": "table", "input": "view", "view": "view"}
# What has a public name, in the order in which the names are switched: the scores first.
PUBLIC = ("scores", "contributions", "worklist", "account_scores", "account_contributions", "ruleset")


@dataclass(frozen=True, slots=True)
class Object:
    """An object as the engine holds its name, and the statements that make it."""

    kind: Kind
    name: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Release:
    """What a deployment makes. `public` are pairs of a public name and the view of this version that it shows.

    `moment` is the public view of the moment to score at, which is made once and belongs to no version.
    """

    ruleset: str
    version: str
    content_hash: str
    dialect: str
    compiled_by: str
    number: int
    objects: tuple[Object, ...]
    public: tuple[tuple[str, str], ...]
    moment: Object


def release(plan: Plan, number: int, dialect: Dialect, inputs: Inputs, compiled_by: str) -> Release:
    """Raises what `inputs` raises, and `lowering.Unsayable`."""
    own = replace(plan, name=f"{plan.name}_v{number}")
    views = emit(own, dialect.name, compiled_by=compiled_by)
    first = next(i for i, statement in enumerate(views.statements) if statement.kind == "view")
    objects, own_objects = names.objects(plan.name), names.objects(own.name)
    then = n.select([n.named(n.cast(n.column(names.AS_OF), "BIGINT"), names.AS_OF)], n.table([objects.as_of]))
    made: list[Object] = []
    for statement in (*views.statements[:first], *inputs(own), *views.statements[first:]):
        parts = statement.parts
        if statement.kind == "as of":
            parts = _printed(dialect, dialect.view(own_objects.as_of, then))
        elif statement.name == own_objects.ruleset:
            said = _metadata(plan, number, dialect, compiled_by)
            parts = _printed(dialect, dialect.view(own_objects.ruleset, said))
        made.append(Object(_KINDS[statement.kind], as_held(dialect, statement.name), parts))
    now = n.select([n.named(dialect.moment(), names.AS_OF)], None)
    moment = Object("view", as_held(dialect, objects.as_of), _printed(dialect, dialect.view(objects.as_of, now)))
    views_made = {statement.name for statement in views.statements if statement.kind == "view"}
    public = tuple(
        (as_held(dialect, getattr(objects, purpose)), as_held(dialect, getattr(own_objects, purpose)))
        for purpose in PUBLIC
        if getattr(own_objects, purpose) in views_made
    )
    return Release(
        plan.name, plan.version, plan.content_hash, dialect.name, compiled_by, number, tuple(made), public, moment
    )


def _metadata(plan: Plan, number: int, dialect: Dialect, compiled_by: str) -> exp.Select:
    """As the compiler's, with the name of the ruleset instead of that of the version, and the version's number."""
    said = {
        "ruleset": plan.name,
        "version": plan.version,
        "content_hash": plan.content_hash,
        "dialect": dialect.name,
        "compiled_by": compiled_by,
    }
    columns = [n.named(n.cast(n.text(value), "VARCHAR"), name) for name, value in said.items()]
    return n.select([*columns, n.named(n.cast(n.number(number), "BIGINT"), "deployment")], None)


def _printed(dialect: Dialect, statements: Sequence[exp.Expr]) -> tuple[str, ...]:
    return tuple(dialect.print(statement) for statement in statements)
