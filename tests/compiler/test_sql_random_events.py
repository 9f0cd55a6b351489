"""The views against the reference on random rules over events: relations, resets, noise, parts, amounts, sources."""

from __future__ import annotations

import duckdb
import pytest
from scoreline.compiler import reference
from scoreline.compiler.lower import lower
from scoreline.compiler.sql import emit, features
from scoreline.compiler.sql.run import define, load, results, score_in_duckdb
from support.random_events import AS_OF, EventMaker

DAY = 86_400


@pytest.mark.parametrize("attribution", [False, True], ids=["plain", "attributed"])
@pytest.mark.parametrize("seed", range(14))
def test_views_equal_the_reference(seed: int, attribution: bool) -> None:
    maker = EventMaker(seed, attribution)
    plan, leads = lower(maker.ruleset()), maker.leads(20)
    assert score_in_duckdb(plan, leads, AS_OF) == [reference.score(plan, lead, AS_OF) for lead in leads]


@pytest.mark.parametrize("seed", range(100, 104))
def test_features_grouped_by_kind_equal_the_reference(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with many rules, where one grouping per kind of event takes the place of one for all."""
    monkeypatch.setattr(features, "_TOGETHER", 0)
    maker = EventMaker(seed)
    plan, leads = lower(maker.ruleset()), maker.leads(20)
    assert score_in_duckdb(plan, leads, AS_OF) == [reference.score(plan, lead, AS_OF) for lead in leads]


@pytest.mark.parametrize("seed", range(200, 204))
def test_each_moment_has_events_of_its_own(seed: int) -> None:
    """What a relation, a reset or a burst sees ends at each moment."""
    maker = EventMaker(seed)
    plan, leads = lower(maker.ruleset()), maker.leads(12)
    moments = [AS_OF, AS_OF - 1, AS_OF - 3600, AS_OF - DAY, AS_OF - 90 * DAY]
    with duckdb.connect() as connection:
        load(connection, plan, leads, moments)
        define(connection, emit(plan, compiled_by="tests"))
        for moment in moments:
            expected = [reference.score(plan, lead, moment) for lead in leads]
            found = results(connection, plan, moment)
            assert sorted(found, key=lambda r: r.lead) == sorted(expected, key=lambda r: r.lead)
