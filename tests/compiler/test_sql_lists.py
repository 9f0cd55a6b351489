"""Named lists: inline up to 200 entries, a table beyond; the meaning is the same."""

from __future__ import annotations

import time

import duckdb
import pytest
from scoreline.compiler import reference
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import Event, Lead
from scoreline.compiler.sql import emit
from scoreline.compiler.sql.run import define, load, score_in_duckdb
from scoreline.dsl import model
from support.sized_rulesets import SCHEMA, SPAN, TEXT

AS_OF = 1_768_467_600


def _plan(entries: int) -> Plan:
    """Lead and event attributes in the list, exactly and ignoring case, and not in it."""
    names = tuple(sorted(["It's É", *(f"Entry {i}" for i in range(entries - 1))], key=str.encode))
    key, page = model.LeadValue("id", TEXT), model.EventValue("page", TEXT)
    inside = model.EventFilter(("page_view",), model.InList(page, "big"), None)
    outside = model.EventFilter(("page_view",), model.Not(model.InList(page, "big", folded=True)), None)
    rules = (
        model.WhenRule("in", 1_000, model.InList(key, "big"), None, SPAN),
        model.WhenRule("in, any case", 2_000, model.InList(key, "big", folded=True), None, SPAN),
        model.WhenRule("not in", 4_000, model.Not(model.InList(key, "big")), None, SPAN),
        model.OccurrenceRule("pages", 8_000, inside, None, None, None, None, None, SPAN),
        model.OccurrenceRule("other pages", 16_000, outside, model.Period("day"), None, None, None, None, SPAN),
    )
    ruleset = model.Ruleset(
        name="sized",
        version="1",
        description="",
        time_zone="UTC",
        schema=SCHEMA,
        lists=(model.TextList("big", names),),
        lets=(),
        exclusions=(),
        scores=(model.Score("fit", rules, 0, 1_000_000, 0, SPAN),),
        grades=(),
        stages=None,
        samples=(),
        file="sized.score",
    )
    return lower(ruleset)


def _leads() -> list[Lead]:
    known = (Event("page_view", AS_OF, {"page": page}) for page in ("It's É", "it's é", "none"))
    events = (*known, Event("page_view", AS_OF, {}))
    return [Lead(key, {"id": key}, events) for key in ("It's É", "IT'S é", "Entry 7", "Entry 100000")]


@pytest.mark.parametrize(("entries", "tables"), [(200, []), (201, ["sized_folded_list_big", "sized_list_big"])])
def test_the_same_on_both_sides_of_the_threshold(entries: int, tables: list[str]) -> None:
    plan, leads = _plan(entries), _leads()
    views = emit(plan, compiled_by="tests")
    assert sorted(s.name for s in views.statements if s.kind == "list") == tables
    found = score_in_duckdb(plan, leads, AS_OF)
    assert found == [reference.score(plan, lead, AS_OF) for lead in leads]
    assert [dict(result.scores)["fit"] for result in found] == [27_000, 30_000, 27_000, 28_000]


def test_a_long_list() -> None:
    plan = _plan(20_000)
    started = time.monotonic()
    with duckdb.connect() as connection:
        load(connection, plan, _leads(), [AS_OF])
        define(connection, emit(plan, compiled_by="tests"))
        assert connection.execute("SELECT count(*), count(DISTINCT entry) FROM sized_list_big").fetchall() == [
            (20_000, 20_000)
        ]
        assert connection.execute("SELECT sum(fit) FROM sized_scores").fetchall() == [(27 + 30 + 27 + 28,)]
    assert time.monotonic() - started < 60  # about 1 s on an idle machine
