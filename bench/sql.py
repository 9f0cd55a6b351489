"""The contests of SQL: what Scoreline compiles beside hand-written queries, on the files that `workload/data.py` makes.

Each contestant gets its tables ready in a fresh process and runs for nothing first; what is timed is one query that
scores all leads and sums up what came out (`SUMMARY`). DuckDB and Spark read Parquet, PostgreSQL and ClickHouse tables
of their own. Scoreline takes part twice: `views` read relations that are typed already, as a warehouse may have them,
`views over raw columns` those of the tables, as `compile --to sql` writes it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from .contest import OUT, Contest, Contestant, Ratio, Ready, Size
from .rivals import sql_expert, sql_plain
from .rivals.sql_parts import CLICKHOUSE, DUCKDB, POSTGRES, SPARK, Engine
from .sql_engines import ENGINES, Session
from .workload.data import files
from .workload.rules import Workload, workload

if TYPE_CHECKING:
    from ..compiler.plan import Plan

# With few leads it is planning that is measured.
LEADS: Final[dict[str, dict[Size, int]]] = {
    "duckdb": {"small": 200_000, "full": 1_000_000},
    "postgres": {"small": 20_000, "full": 200_000},
    "clickhouse": {"small": 100_000, "full": 1_000_000},
    "spark": {"small": 40_000, "full": 400_000},
}
_WARM: Final = {"spark": 6, "clickhouse": 6}  # runs for nothing, until what runs often is compiled
_ROUNDS: Final[dict[str, dict[Size, int]]] = {"spark": {"small": 2, "full": 5}}  # a start takes as long as ten runs
SUMMARY: Final = (
    "SELECT count(*) AS leads, sum({total}) AS points, max(lead) AS lead,"
    " sum(CASE WHEN rating = 'A' THEN 1 ELSE 0 END) AS a, sum(CASE WHEN rating = 'B' THEN 1 ELSE 0 END) AS b,"
    " sum(CASE WHEN rating = 'C' THEN 1 ELSE 0 END) AS c FROM ({query}) AS scored"
)

# Gets the session ready for the rules; the query of `lead`, `total` and `rating`.
Entry = Callable[[Session, Workload], str]


def units(size: Size) -> int:
    return LEADS["duckdb"][size]


def scoreline(session: Session, rules: Workload) -> str:
    """The view of scores over typed relations."""
    from ..compiler.sql.emit import emit

    session.set_moment()
    session.make_typed()
    for statement in emit(compiled(rules), session.name, compiled_by="bench").statements:
        if statement.kind == "function" or statement.name == "bench_scores":
            session.run(statement.sql)
    return "SELECT lead, total, rating FROM bench_scores"


def scoreline_raw(session: Session, rules: Workload) -> str:
    """The view of scores as `compile --to sql` writes it, with the typed relations over the columns as they are."""
    from ..compiler.sql.scripts import scripts
    from ..dsl.binding import Binding, read_binding

    plan = compiled(rules)
    binding = read_binding(None, plan.schema)
    assert isinstance(binding, Binding)
    session.set_moment()
    for name, text in scripts(plan, session.name, binding):
        if not any(part in name for part in ("as_of", "contributions", "ruleset")):
            session.run(text)
    return "SELECT lead, total, rating FROM bench_scores"


def compiled(rules: Workload) -> Plan:
    """Raises AssertionError where Scoreline finds mistakes in the rules."""
    from ..compiler.lower import lower
    from ..dsl.load import load_text
    from .workload.score_file import score_file

    loaded = load_text(score_file(rules))
    assert loaded.ruleset is not None, loaded.diagnostics
    return lower(loaded.ruleset)


def by_hand(written: Callable[[Workload], str]) -> Entry:
    """A query for DuckDB."""
    return lambda _, rules: written(rules)


def expert(written: Callable[[Workload, Engine], str], engine: Engine) -> Entry:
    """A query that needs no table of its own."""
    return lambda _, rules: written(rules, engine)


def looked_up(engine: Engine) -> Entry:
    """The query that joins with a table of what events add."""

    def ready(session: Session, rules: Workload) -> str:
        lookup = sql_expert.looked_up(rules, engine)
        for statement in lookup.table(session.table_options):
            session.run(statement)
        return lookup.query

    return ready


def contestant(name: str, entry: Entry, engine: str = "duckdb", *, rules: int = 60, times: int = 1) -> Contestant:
    """`times`: how many times the leads of the contest."""
    return Contestant(name, ready(entry, engine, rules=rules, times=times))


def ready(entry: Entry, engine: str, *, rules: int = 60, times: int = 1) -> Ready:
    """Makes the data and the tables, and runs for nothing."""

    def get_ready(size: Size) -> Callable[[], object]:
        leads = times * LEADS[engine][size]
        session = ENGINES[engine](files(OUT / "data", leads))
        query = entry(session, workload(rules))
        total = "total * 1000" if "bench_scores" in query else "total"
        summary = SUMMARY.format(total=total, query=query)
        for _ in range(_WARM.get(engine, 1)):
            session.fetch(summary)
        return lambda: session.fetch(summary)

    return get_ready


def _of_engine(name: str, title: str, engine: Engine) -> Contest:
    return Contest(
        name,
        f"{title}, 60 rules",
        "lead",
        LEADS[name].__getitem__,
        (
            contestant("views", scoreline, name),
            contestant("views over raw columns", scoreline_raw, name),
            contestant("one pass", expert(sql_expert.one_pass, engine), name),
            contestant("looked up", looked_up(engine), name),
        ),
        (
            Ratio("against one pass", "views", "one pass", 1.2, 1.0, "at most"),
            Ratio("against counts looked up", "views", "looked up", 1.2, 1.0, "at most"),
            Ratio("reading raw columns", "views over raw columns", "views"),
        ),
        clock="wall",
        rounds=_ROUNDS.get(name),
    )


CONTESTS: tuple[Contest, ...] = (
    Contest(
        "duckdb",
        "DuckDB over Parquet, 60 rules",
        "lead",
        units,
        (
            contestant("views", scoreline),
            contestant("views over raw columns", scoreline_raw),
            contestant("floor", by_hand(sql_plain.floor)),
            contestant("looked up", looked_up(DUCKDB)),
            contestant("one pass", expert(sql_expert.one_pass, DUCKDB)),
            contestant("per kind", expert(sql_expert.per_kind, DUCKDB)),
            contestant("textbook", by_hand(sql_plain.textbook)),
            contestant("a step for each rule", by_hand(sql_plain.per_rule)),
        ),
        (
            Ratio("against the best expert's, counts looked up", "views", "looked up", 1.1, 0.9, "at most"),
            Ratio("against an expert's one pass", "views", "one pass"),
            Ratio("against the floor", "views", "floor", 3, 2.2, "at most"),
            Ratio("against the textbook", "textbook", "views"),
            Ratio("against a step for each rule", "a step for each rule", "views"),
            Ratio("reading raw columns", "views over raw columns", "views"),
        ),
        clock="wall",
    ),
    Contest(
        "duckdb 600",
        "DuckDB over Parquet, 600 rules",
        "lead",
        units,
        (
            contestant("views", scoreline, rules=600),
            contestant("views, 60 rules", scoreline),
            contestant("looked up", looked_up(DUCKDB), rules=600),
            contestant("per kind", expert(sql_expert.per_kind, DUCKDB), rules=600),
            contestant("one pass", expert(sql_expert.one_pass, DUCKDB), rules=600),
            contestant("textbook", by_hand(sql_plain.textbook), rules=600),
        ),
        (
            Ratio("ten times the rules", "views", "views, 60 rules", 4, 3, "at most"),
            Ratio("against the best expert's, counts looked up", "views", "looked up"),
            Ratio("against the textbook", "textbook", "views"),
        ),
        clock="wall",
    ),
    Contest(
        "duckdb growth",
        "DuckDB over Parquet, four times the leads",
        "lead",
        units,
        tuple(
            contestant(f"{name}{', four times the leads' if times > 1 else ''}", entry, times=times)
            for name, entry in (
                ("views", scoreline),
                ("floor", by_hand(sql_plain.floor)),
                ("looked up", looked_up(DUCKDB)),
            )
            for times in (1, 4)
        ),
        (
            Ratio("four times the leads", "views, four times the leads", "views", 4.2, 3.6, "at most"),
            Ratio("four times the leads, the floor", "floor, four times the leads", "floor"),
            Ratio("four times the leads, the best expert's", "looked up, four times the leads", "looked up"),
        ),
        clock="wall",
    ),
    _of_engine("postgres", "PostgreSQL", POSTGRES),
    _of_engine("clickhouse", "ClickHouse", CLICKHOUSE),
    _of_engine("spark", "Spark", SPARK),
)
