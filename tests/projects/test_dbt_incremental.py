"""Events that dbt reads in pieces are those that it reads at once, on real databases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.event_loads import AS_OF, BINDING, RULES, TABLES, VIEWS, Loader
from support.projects import Dbt, Warehouse, all_rows, compiled, warehouses

ASKED = "dbt" in os.environ.get("SCORELINE_ENGINES", "").split()
if not ASKED:
    pytest.skip("needs dbt: `make test-engines`", allow_module_level=True)
LOADS = int(os.environ.get("SCORELINE_ENGINE_CASES", "4"))
VARS = ("--vars", f'{{as_of: "{AS_OF}"}}')


@pytest.fixture(scope="module")
def dbt() -> Iterator[Dbt]:
    made = Dbt()
    yield made
    made.close()


@pytest.fixture(params=("duckdb", "postgres"))
def warehouse(dbt: Dbt, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Warehouse]:
    with warehouses(dbt, tmp_path, request.param) as made:
        made.sql(*TABLES)
        yield made


def project(folder: Path, warehouse: Warehouse, rules: str = RULES, binding: str = BINDING) -> Path:
    (folder / "inc.score").write_text(rules, encoding="utf-8")
    (folder / "crm.toml").write_text(binding, encoding="utf-8")
    options = ["--dialect", warehouse.dialect, "--binding", str(folder / "crm.toml"), "--tables", warehouse.url]
    compiled(folder / "inc.score", folder / "project", *options)
    return folder / "project"


def test_loads_one_after_the_other_are_one_load(dbt: Dbt, warehouse: Warehouse, tmp_path: Path) -> None:
    folder, loader, loads = project(tmp_path, warehouse), Loader(seed=20260122), max(4, LOADS)
    for load in range(loads):
        warehouse.sql(*loader.load())
        done = dbt.run(folder, warehouse, "run", *VARS)
        assert done.success, (done.failed(), done.said)
        whole = dbt.run(folder, warehouse, "run", "--full-refresh", *VARS, copy="2")
        assert whole.success, (whole.failed(), whole.said)
        assert all_rows(warehouse, VIEWS) == all_rows(warehouse, VIEWS, copy="2"), f"load {load}"
    assert len(all_rows(warehouse, VIEWS)["inc_events"]) > 5
    done = dbt.run(folder, warehouse, "build", *VARS)
    assert done.success, (done.failed(), done.said)


BROKEN = {
    "a row at the border is not new": ("raw.loaded }} >= {{ cut }}", "raw.loaded }} > {{ cut }}"),
    "nothing is late": ("var('scoreline_lookback_days', 3) | int", "0"),
    "rows without a load time are old": ("({{ raw.loaded }} is null or", "(1 = 0 or"),
    "an id stays with its old rows": (
        "or {{ id }} in (select {{ id }} from {{ temp }}",
        "or {{ id }} in (select '' from {{ temp }}",
    ),
    "the future is the newest": ("<= cast('{{ future }}'", "<= cast('9999-01-01'"),
}


EARLY, LATE, EDGE = "2026-01-05 00:00:00", "2026-01-08 00:00:00", "2026-01-02 00:00:00"
FIRST = (("e1", LATE), ("e2", EARLY), ("e3", EDGE), ("e4", "2099-01-01 00:00:00"))
READING = ("--select", "inc_events_read", "inc_events")


def second_load() -> dict[str, str]:
    """A row for each part of the window, by what is broken where it is missed. The border is three days before LATE."""
    return {
        "a row at the border is not new": _event("e5", EARLY),
        "nothing is late": _event("e6", "2026-01-07 00:00:00"),
        "rows without a load time are old": _event("e7", None),
        "an id stays with its old rows": (
            f"UPDATE crm.raw_events SET loaded_at = '{LATE}', page = '/q' WHERE event_id = 'e3'"
        ),
        "the future is the newest": _event("e8", "2026-01-09 00:00:00"),
    }


@pytest.mark.parametrize("what", ["", *BROKEN])
def test_each_part_of_the_window_is_needed(dbt: Dbt, tmp_path: Path, what: str) -> None:
    """With any of them broken a row is missed, or there twice; with all of them none is."""
    with warehouses(dbt, tmp_path, "duckdb") as warehouse:
        warehouse.sql(*TABLES, *(_event(*each) for each in FIRST))
        folder = project(tmp_path, warehouse)
        if what:
            macros, (sound, broken) = folder / "macros" / "scoreline.sql", BROKEN[what]
            text = macros.read_text(encoding="utf-8")
            assert text.count(sound) == 1
            macros.write_text(text.replace(sound, broken), encoding="utf-8")
        assert dbt.run(folder, warehouse, "run", *VARS).success
        then = second_load()
        warehouse.sql(*([then[what]] if what else then.values()))
        assert dbt.run(folder, warehouse, "run", *READING, *VARS).success
        assert dbt.run(folder, warehouse, "run", "--full-refresh", *READING, *VARS, copy="2").success
        same = all_rows(warehouse, VIEWS[:2]) == all_rows(warehouse, VIEWS[:2], copy="2")
        assert same == (not what)


def _event(key: str, loaded: str | None) -> str:
    said = "NULL" if loaded is None else f"'{loaded}'"
    return f"INSERT INTO crm.raw_events VALUES ('{key}', 'a', 'V', '2026-01-10 00:00:00+00', '/p', '10', false, {said})"


def test_what_no_window_sees_is_told(dbt: Dbt, warehouse: Warehouse, tmp_path: Path) -> None:
    """Rows that are gone, or came later than the lookback: the test that counts them warns; a full refresh heals."""
    folder = project(tmp_path, warehouse)
    warehouse.sql(_event("e1", "2026-01-01 00:00:00"), _event("e2", "2026-01-09 00:00:00"))
    assert dbt.run(folder, warehouse, "build", *VARS).success
    warehouse.sql("DELETE FROM crm.raw_events WHERE event_id = 'e1'")
    done = dbt.run(folder, warehouse, "build", *VARS)
    assert done.success
    assert done.nodes["inc_events_read_complete"][0] == "warn"
    assert len(all_rows(warehouse, VIEWS)["inc_events"]) == 2
    done = dbt.run(folder, warehouse, "build", "--full-refresh", *VARS)
    assert done.nodes["inc_events_read_complete"][0] == "pass"
    assert len(all_rows(warehouse, VIEWS)["inc_events"]) == 1
    warehouse.sql(_event("e3", "2026-01-02 00:00:00"))
    assert dbt.run(folder, warehouse, "build", *VARS).nodes["inc_events_read_complete"][0] == "warn"


def test_rows_that_were_read_in_another_way_are_refused(dbt: Dbt, warehouse: Warehouse, tmp_path: Path) -> None:
    folder = project(tmp_path, warehouse)
    warehouse.sql(_event("e1", "2026-01-01 00:00:00"))
    assert dbt.run(folder, warehouse, "run", *VARS).success
    # Other points ask for no other reading …
    folder = project(tmp_path, warehouse, RULES.replace("+3 ", "+4 "))
    assert dbt.run(folder, warehouse, "run", *VARS).success
    # … other kinds of events do.
    folder = project(tmp_path, warehouse, binding=BINDING.replace('V = "view"', 'V = "mail"'))
    done = dbt.run(folder, warehouse, "run", *VARS)
    assert not done.success
    assert "are read in another way" in str(done.failed()) and "--full-refresh" in str(done.failed())
    assert dbt.run(folder, warehouse, "run", "--full-refresh", *VARS).success
    assert [row[1] for row in all_rows(warehouse, VIEWS)["inc_events"]] == ["mail"]


def test_a_load_time_that_is_none_makes_every_run_a_full_one(dbt: Dbt, tmp_path: Path) -> None:
    with warehouses(dbt, tmp_path, "duckdb") as warehouse:
        warehouse.sql(*TABLES, "ALTER TABLE crm.raw_events ALTER loaded_at TYPE text")
        (tmp_path / "inc.score").write_text(RULES, encoding="utf-8")
        (tmp_path / "crm.toml").write_text(BINDING, encoding="utf-8")
        folder = tmp_path / "project"
        compiled(tmp_path / "inc.score", folder, "--binding", str(tmp_path / "crm.toml"))
        for key, loaded in (("e1", "9 o'clock"), ("e2", "8 o'clock")):
            warehouse.sql(_event(key, loaded.replace("'", "''")))
            assert dbt.run(folder, warehouse, "run", *VARS).success
        assert len(all_rows(warehouse, VIEWS)["inc_events"]) == 2
