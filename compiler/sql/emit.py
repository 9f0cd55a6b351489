"""Plan → views of one engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sqlglot import exp

from ...dsl import model
from ...dsl.model import Worklist
from ...dsl.zones import DAY
from .. import plan as p
from . import lists as li
from . import names
from . import nodes as n
from .accounts import read_accounts
from .contributions import contribution_rows
from .demand import Demand
from .dialects.bigquery import BIGQUERY
from .dialects.clickhouse import CLICKHOUSE
from .dialects.datafusion import DATAFUSION
from .dialects.dialect import Dialect
from .dialects.duckdb import DUCKDB
from .dialects.mariadb import MARIADB
from .dialects.mysql import MYSQL
from .dialects.postgres import POSTGRES
from .dialects.redshift import REDSHIFT
from .dialects.snowflake import SNOWFLAKE
from .dialects.spark import DATABRICKS, SPARK
from .dialects.sqlite import SQLITE
from .dialects.trino import TRINO
from .held import all_inside, of_kinds
from .leads import add_moments, moment_columns, read_leads
from .occurrences import kinds_of, occurrences
from .operands import VALUE, Scope
from .outcomes import Barred, Verdict, judge, stage_sql
from .results import account_columns, result_columns
from .scores import score_all
from .steps import Steps
from .worklist import add_listed, add_ranks
from .zone import offset_of_utc

DIALECTS: Mapping[str, Dialect] = {
    each.name: each
    for each in (
        DUCKDB,
        POSTGRES,
        SQLITE,
        DATAFUSION,
        MARIADB,
        MYSQL,
        CLICKHOUSE,
        SPARK,
        DATABRICKS,
        SNOWFLAKE,
        REDSHIFT,
        BIGQUERY,
        TRINO,
    )
}

HOUR = 3600

Kind = Literal["function", "as of", "list", "input", "view"]


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL that defines one object, in the order in which it runs: CREATE …, for a list table the INSERTs behind it.

    `name` is the object's name as it is, without quotes. Statements of kind "as of" may be left out where the object
    exists already; "input" marks the typed relations over raw tables, which the views read.
    """

    name: str
    kind: Kind
    parts: tuple[str, ...]

    @property
    def sql(self) -> str:
        """All parts, as a script."""
        return "".join(f"{part};\n" for part in self.parts)


@dataclass(frozen=True, slots=True)
class Views:
    """The statements of a ruleset in the order in which they run.

    The typed relations `<r>_leads` and `<r>_events`, where the schema has accounts also `<r>_accounts`, must exist
    before those of kind "view".
    """

    ruleset: str
    version: str
    content_hash: str
    dialect: str
    compiled_by: str
    statements: tuple[Statement, ...]


def emit(plan: p.Plan, dialect: str | Dialect = "duckdb", *, compiled_by: str) -> Views:
    """The views `<r>_scores` and `<r>_contributions`, and what they need besides leads, accounts and events.

    With a worklist also `<r>_worklist`; with rules for accounts `<r>_account_scores` and `<r>_account_contributions`.
    At last `<r>_ruleset`, which says what was compiled. `compiled_by` names the compiler and its version there and in
    the files. Raises KeyError for an unknown dialect.
    """
    engine = DIALECTS[dialect] if isinstance(dialect, str) else dialect
    objects = names.objects(plan.name)
    views = queries(plan, engine, compiled_by)
    statements: list[Statement] = []
    functions = _functions(plan, engine) if engine.functions else {}
    called = {call.name for view in views.values() if functions for call in view.find_all(exp.Anonymous)}
    for function, (type_, body) in functions.items():
        if function in called:
            made = engine.function(function, VALUE, type_, body)
            statements.append(Statement(function, "function", _printed(engine, *made)))
    now = n.select([n.named(engine.moment(), names.AS_OF)], None)
    statements.append(Statement(objects.as_of, "as of", _printed(engine, *engine.view(objects.as_of, now))))
    for table in li.lists(plan).tables.values():
        statements.append(Statement(table.table, "list", _printed(engine, *li.definition(table, engine))))
    for name, query in views.items():
        statements.append(Statement(name, "view", _printed(engine, *engine.view(name, query))))
    return Views(plan.name, plan.version, plan.content_hash, engine.name, compiled_by, tuple(statements))


def queries(plan: p.Plan, engine: Dialect, compiled_by: str) -> dict[str, exp.Query]:
    """The queries of all views by their names, in an order in which they can be made."""
    objects = names.objects(plan.name)
    views: dict[str, exp.Query] = {
        objects.scores: scores(plan, engine),
        objects.contributions: contributions(plan, engine),
    }
    if plan.worklist is not None:
        views[objects.worklist] = worklist(plan, engine)
    if plan.accounts is not None:
        views[objects.account_scores] = account_scores(plan, engine)
        views[objects.account_contributions] = account_contributions(plan, engine)
    views[objects.ruleset] = _metadata(plan, engine, compiled_by)
    return views


def _metadata(plan: p.Plan, dialect: Dialect, compiled_by: str) -> exp.Query:
    """The query of `<r>_ruleset`: one row that says which rules the other views hold, and who made them."""
    said = {
        "ruleset": plan.name,
        "version": plan.version,
        "content_hash": plan.content_hash,
        "dialect": dialect.name,
        "compiled_by": compiled_by,
    }
    return n.select([n.named(n.cast(n.text(text), "VARCHAR"), name) for name, text in said.items()], None)


def scores(plan: p.Plan, dialect: Dialect) -> exp.Query:
    """The query of `<r>_scores`."""
    steps, scope = Steps(), _scope(plan, dialect)
    _, barred, verdict = _judged(steps, scope)
    return _results(steps, result_columns(steps, scope, barred, verdict))


def contributions(plan: p.Plan, dialect: Dialect) -> exp.Query:
    """The query of `<r>_contributions`."""
    steps, scope = Steps(), replace(_scope(plan, dialect), explains=True)
    demand = read_leads(steps, scope, sources=plan.attribution is not None)
    barred = Barred(steps, scope, demand.taken)
    reasons = score_all(steps, scope, demand, barred)
    return steps.query(contribution_rows(steps, scope, reasons, barred.scored()))


def worklist(plan: p.Plan, dialect: Dialect) -> exp.Query:
    """The query of `<r>_worklist`: the rank, then what `<r>_scores` has."""
    assert plan.worklist is not None
    steps, scope = Steps(), _scope(plan, dialect)
    demand, barred, verdict = _judged(steps, scope)
    listed = add_listed(steps, scope, demand.taken, barred, plan.worklist)
    line = verdict.stage_line
    stage = None if plan.stages is None or line is None else stage_sql(plan.stages, line)
    rank = add_ranks(steps, scope, demand.taken, plan.worklist, listed, stage)
    columns = result_columns(steps, scope, barred, verdict)
    return _results(steps, [n.named(n.column(rank), names.RANK), *columns])


def listed_leads(plan: p.Plan, dialect: Dialect, conditions: Worklist) -> exp.Query:
    """Each lead and moment with whether the worklist speaks of it, whatever its length; NULL where it is not scored."""
    steps, scope = Steps(), _scope(plan, dialect)
    demand, barred, _ = _judged(steps, scope)
    listed = add_listed(steps, scope, demand.taken, barred, conditions)
    as_of = n.named(dialect.timestamp(n.column(names.AS_OF)), names.AS_OF)
    return _results(steps, [n.column(names.LEAD), as_of, n.named(n.column(listed), "listed")])


def account_scores(plan: p.Plan, dialect: Dialect) -> exp.Query:
    """The query of `<r>_account_scores`."""
    steps = Steps()
    accounts = read_accounts(steps, _scope(plan, dialect))
    scope, barred = accounts.scope, accounts.barred
    score_all(steps, scope, accounts.demand, barred)
    verdict = judge(steps, scope, accounts.demand, barred)
    return _results(steps, account_columns(scope, barred, verdict))


def account_contributions(plan: p.Plan, dialect: Dialect) -> exp.Query:
    """The query of `<r>_account_contributions`."""
    steps = Steps()
    accounts = read_accounts(steps, _scope(plan, dialect))
    scope = replace(accounts.scope, explains=True)
    reasons = score_all(steps, scope, accounts.demand, accounts.barred)
    return steps.query(contribution_rows(steps, scope, reasons, accounts.barred.scored(), names.ACCOUNT))


def _judged(steps: Steps, scope: Scope) -> tuple[Demand, Barred, Verdict]:
    demand = read_leads(steps, scope)
    barred = Barred(steps, scope, demand.taken)
    score_all(steps, scope, demand, barred)
    return demand, barred, judge(steps, scope, demand, barred)


def _results(steps: Steps, columns: Sequence[n.Node]) -> exp.Query:
    # A filter on the view would be pushed through all steps, each of which may mention a column several times.
    steps.add("results", n.select(columns, n.table([steps.last])), materialized=True)
    return steps.query(n.select([n.star()], n.table([steps.last])))


def muted_kinds(plan: p.Plan) -> tuple[str, ...]:
    """The kinds of events that features read and that noise rules speak of."""
    read = kinds_of(each for feature in plan.features for each in all_inside(feature.events))
    return tuple(kind for kind in read if any(kind in noise.kinds for noise in plan.noise))


def heard_events(plan: p.Plan, dialect: Dialect, kinds: tuple[str, ...]) -> exp.Query:
    """How many events that leads have of each of these kinds no noise rule leaves out: columns kind and times.

    It reads the relations, functions and lists that `emit` defines for the plan.
    """
    every = replace(plan, features=(p.Count(model.EventFilter(kinds, None, None)),))
    steps, scope = Steps(), replace(_scope(plan, dialect), plan=every)
    add_moments(steps, scope)
    occurrences(steps, scope, once=False)
    kind, lead = n.column(names.EVENT), n.column(names.LEAD)
    leads = exp.Subquery(this=n.select([lead], n.table([names.objects(plan.name).leads])))
    known = exp.In(this=n.own(lead), query=leads)
    counted = n.select([kind, n.named(n.call("count", kind), "times")], n.table([steps.last]))
    counted = counted.where(of_kinds(kinds), known, copy=False)
    return steps.query(counted.group_by(n.own(kind), copy=False))


def _scope(plan: p.Plan, dialect: Dialect) -> Scope:
    functions = {} if dialect.functions else _functions(plan, dialect)
    bodies = {name: body for name, (_, body) in functions.items()}
    return Scope(plan, dialect, li.lists(plan), moment_columns(plan), {}, bodies)


def _functions(plan: p.Plan, dialect: Dialect) -> dict[str, tuple[str, n.Node]]:
    """The type and body of each function that the steps may call, by name."""
    objects = names.objects(plan.name)
    return {
        objects.fold: ("VARCHAR", dialect.folded(n.column(VALUE))),
        objects.local_day: ("BIGINT", _local(plan, DAY)),
        objects.local_hour: ("BIGINT", _local(plan, HOUR)),
    }


def _local(plan: p.Plan, unit: int) -> n.Node:
    """Whole units (days, hours) of local time."""
    second = n.column(VALUE)
    return n.cast(n.quotient(n.plus(second, offset_of_utc(plan.zone, second)), n.number(unit)), "BIGINT")


def _printed(dialect: Dialect, *statements: exp.Expr) -> tuple[str, ...]:
    return tuple(dialect.print(statement) for statement in statements)
