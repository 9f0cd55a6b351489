"""Plan → views of one engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from ...dsl.zones import DAY
from .. import plan as p
from . import lists as li
from . import names
from . import nodes as n
from .contributions import contribution_rows
from .dialect import Dialect
from .duckdb import DuckDB
from .leads import moment_columns, read_leads
from .operands import Scope
from .outcomes import Barred, judge, result_columns
from .scores import score_all
from .steps import Steps
from .zone import offset_of_utc

DIALECTS: Mapping[str, Dialect] = {"duckdb": DuckDB()}

Kind = Literal["function", "as of", "list", "input", "view"]


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL that defines one object: CREATE …, and for a list table the INSERTs behind it.

    `name` is the object's name as it is, without quotes. Statements of kind "as of" may be left out where the object
    exists already; "input" marks the typed relations over raw tables, which the views read.
    """

    name: str
    kind: Kind
    sql: str


@dataclass(frozen=True, slots=True)
class Views:
    """The statements of a ruleset in the order in which they run.

    The typed relations `<r>_leads` and `<r>_events` must exist before those of kind "view".
    """

    ruleset: str
    version: str
    content_hash: str
    dialect: str
    compiled_by: str
    statements: tuple[Statement, ...]


def emit(plan: p.Plan, dialect: str = "duckdb", *, compiled_by: str) -> Views:
    """The views `<r>_scores` and `<r>_contributions`, and what they need besides leads and events.

    `compiled_by` names the compiler and its version in the files. Raises KeyError for an unknown dialect.
    """
    engine = DIALECTS[dialect]
    objects = names.objects(plan.name)
    views = {objects.scores: scores(plan, engine), objects.contributions: contributions(plan, engine)}
    statements: list[Statement] = []
    for function, body in ((objects.fold, _fold(engine)), (objects.local_day, _day(plan))):
        if any(call.name == function for view in views.values() for call in view.find_all(exp.Anonymous)):
            made = engine.function(function, "value", body)
            statements.append(Statement(function, "function", _printed(engine, made)))
    now = n.select([n.named(engine.now(), names.AS_OF)], None)
    statements.append(Statement(objects.as_of, "as of", _printed(engine, _view(objects.as_of, now))))
    for table in li.lists(plan).tables.values():
        statements.append(Statement(table.table, "list", _printed(engine, *li.definition(table))))
    for name, query in views.items():
        statements.append(Statement(name, "view", _printed(engine, _view(name, query))))
    return Views(plan.name, plan.version, plan.content_hash, dialect, compiled_by, tuple(statements))


def scores(plan: p.Plan, dialect: Dialect) -> exp.Select:
    """The query of `<r>_scores`."""
    steps, scope = Steps(), _scope(plan, dialect)
    taken = read_leads(steps, scope)
    barred = Barred(steps, scope, taken)
    score_all(steps, scope, taken, barred.scored())
    line = judge(steps, scope, taken, barred)
    # A filter on the view would be pushed through all steps, each of which may mention a column several times.
    steps.add("results", n.select(result_columns(scope, barred, line), n.table([steps.last])), materialized=True)
    return steps.query(n.select([n.star()], n.table([steps.last])))


def contributions(plan: p.Plan, dialect: Dialect) -> exp.Select:
    """The query of `<r>_contributions`."""
    steps, scope = Steps(), _scope(plan, dialect)
    taken = read_leads(steps, scope)
    barred = Barred(steps, scope, taken)
    reasons = score_all(steps, scope, taken, barred.scored())
    return steps.query(contribution_rows(steps, scope, reasons, barred.scored()))


def _scope(plan: p.Plan, dialect: Dialect) -> Scope:
    return Scope(plan, dialect, li.lists(plan), moment_columns(plan), {})


def _view(name: str, query: exp.Select) -> exp.Expr:
    return exp.Create(this=n.table([name]), kind="VIEW", replace=True, expression=query)


def _fold(dialect: Dialect) -> n.Node:
    return dialect.folded(n.column("value"))


def _day(plan: p.Plan) -> n.Node:
    second = n.column("value")
    return n.cast(n.quotient(n.plus(second, offset_of_utc(plan.zone, second)), n.number(DAY)), "BIGINT")


def _printed(dialect: Dialect, *statements: exp.Expr) -> str:
    return "".join(f"{dialect.print(statement)};\n" for statement in statements)
