"""Files that are larger than the memory they are scored in."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from scoreline.compiler.lower import lower
from scoreline.data import scoring
from scoreline.dsl.binding import default_binding
from scoreline.dsl.load import load_text

AS_OF = 1_768_467_600  # 2026-01-15T09:00:00Z
RULES = """
ruleset shop version "1"
lead { id: text key   created: timestamp since   note: text }
event visit { page: text   seconds: integer }
event buy { page: text   seconds: integer }
score total, limited to 0..1000 {
  "Visits" +2 for each visit where seconds above 30 in last 90 days
  "Bought" +5 when at least 2 buy where page contains "7" ever
  "Noted" +1 when note contains "3"
}
"""


def score_in(memory: int | None, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[object], int, bool]:
    """All results, how many events are used, and whether something was kept in files."""
    ruleset = load_text(RULES).ruleset
    assert ruleset is not None
    plan = lower(ruleset)
    if memory is not None:
        monkeypatch.setattr(scoring, "_memory", lambda _: memory)
    leads, events = folder / "leads.parquet", folder / "events.parquet"
    with scoring.score_files(plan, leads, events, default_binding(plan.schema), AS_OF) as scored:
        (spill,) = scored.connection.execute("SELECT current_setting('temp_directory')").fetchone() or ("",)
        found = [row for batch in scored.batches() for row in batch]
        return found, scored.quality.events[0].used, any(Path(spill).glob("*"))


def test_what_does_not_fit_into_memory_is_kept_in_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with duckdb.connect() as connection:
        moment = f"make_timestamp(({AS_OF} - hash(i, 1) % 30000000)::BIGINT * 1000000)"
        leads = f"SELECT 'lead ' || i AS id, {moment} AS created, 'a longer note ' || hash(i) AS note"
        connection.execute(f"COPY ({leads} FROM range(5000) r(i)) TO '{tmp_path}/leads.parquet'")
        kind = "CASE WHEN i % 3 = 0 THEN 'buy' ELSE 'visit' END AS event"
        told = f"'lead ' || hash(i, 2) % 5100 AS lead, {kind}, {moment} AS \"at\""
        events = f"SELECT {told}, 'a longer page ' || hash(i) AS page, (i % 60)::BIGINT AS seconds"
        connection.execute(f"COPY ({events} FROM range(400000) r(i)) TO '{tmp_path}/events.parquet'")
    wide, used, spilled = score_in(None, tmp_path, monkeypatch)
    assert not spilled and len(wide) == 5000 and 380_000 < used < 400_000
    assert score_in(60_000_000, tmp_path, monkeypatch) == (wide, used, True)


@pytest.mark.parametrize(
    ("allowed", "taken"),
    [("40GB", 10 * 10**9), ("8GB", 3 * 10**9), ("3GB", 3 * 10**9), ("1GB", 10**9), ("5MB", 5 * 10**6)],
)
def test_a_quarter_of_the_memory_is_taken_but_enough(allowed: str, taken: int) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{allowed}'")
        assert abs(scoring._memory(connection) - taken) <= taken // 20  # the engine shows one digit of its limit
