"""The views against the reference on random rulesets of every form, with data on and beside every boundary."""

from __future__ import annotations

import duckdb
import pytest
from scoreline.compiler import reference
from scoreline.compiler.lower import lower
from scoreline.compiler.sql import emit, features
from scoreline.compiler.sql.run import define, load, results, score_in_duckdb
from support.random_rulesets import AS_OF, Maker

DAY = 86_400


@pytest.mark.parametrize("seed", range(1000, 1016))
def test_views_equal_the_reference(seed: int) -> None:
    maker = Maker(seed)
    plan, leads = lower(maker.ruleset()), maker.leads(25)
    assert score_in_duckdb(plan, leads, AS_OF) == [reference.score(plan, lead, AS_OF) for lead in leads]


@pytest.mark.parametrize("seed", range(2000, 2006))
def test_features_grouped_by_kind_equal_the_reference(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with many rules, where one grouping per kind of event takes the place of one for all."""
    monkeypatch.setattr(features, "_TOGETHER", 0)
    maker = Maker(seed)
    plan, leads = lower(maker.ruleset()), maker.leads(25)
    assert score_in_duckdb(plan, leads, AS_OF) == [reference.score(plan, lead, AS_OF) for lead in leads]


@pytest.mark.parametrize("seed", range(3000, 3004))
def test_several_moments_are_scored_at_once(seed: int) -> None:
    maker = Maker(seed)
    plan, leads = lower(maker.ruleset()), maker.leads(12)
    moments = [AS_OF, AS_OF - DAY, AS_OF - 90 * DAY - 1]
    with duckdb.connect() as connection:
        load(connection, plan, leads, moments)
        define(connection, emit(plan, compiled_by="tests"))
        for moment in moments:
            expected = [reference.score(plan, lead, moment) for lead in leads]
            assert sorted(results(connection, plan, moment), key=lambda r: r.lead) == sorted(
                expected, key=lambda r: r.lead
            )
