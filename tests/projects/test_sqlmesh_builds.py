"""Projects of SQLMesh, planned, tested and run for real on DuckDB."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.environments import Worker, folder_of
from support.event_loads import BINDING, RULES, TABLES, Loader
from support.hostile_project import ENTRIES, EVIL, rules
from support.projects import WORKER, compiled

ASKED = "sqlmesh" in os.environ.get("SCORELINE_ENGINES", "").split()
if not ASKED:
    pytest.skip("needs SQLMesh: `make test-engines`", allow_module_level=True)
AS_OF = "2026-01-15T09:00:00Z"
HOSTILE_BINDING = """[leads]
table = ["crm", "my @leads"]
columns = { word = "Word @{raw}" }
[events]
table = ["crm", "odd @{events}"]
columns = { text = "it's" }
"""
HOSTILE_TABLES = (
    "CREATE SCHEMA crm",
    'CREATE TABLE crm."my @leads" ("id" text, "Word @{raw}" text)',
    'CREATE TABLE crm."odd @{events}" ("lead" text, "event" text, "at" timestamp with time zone, "it\'s" text)',
)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    made = Worker("sqlmesh", WORKER)
    yield made
    made.close()


class Place:
    """A folder with a database and a project over it."""

    def __init__(self, folder: Path, worker: Worker) -> None:
        self.folder, self._worker = folder, worker

    def sql(self, *statements: str) -> list[list[str | None]]:
        path = str(self.folder / "warehouse.duckdb")
        found: list[list[str | None]] = self._worker.ask(do="run_duckdb", path=path, statements=statements)
        return found

    def project(self, text: str, binding: str) -> None:
        (self.folder / "rules.score").write_text(text, encoding="utf-8")
        (self.folder / "crm.toml").write_text(binding, encoding="utf-8")
        options = ["--binding", str(self.folder / "crm.toml")]
        compiled(self.folder / "rules.score", self.folder / "project", *options, to="sqlmesh")
        config = self.folder / "project" / "config.yaml"
        config.write_text(
            config.read_text(encoding="utf-8").replace('as_of: ""', f'as_of: "{AS_OF}"'), encoding="utf-8"
        )

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "SCORELINE_DUCKDB": str(self.folder / "warehouse.duckdb"),
            "SQLMESH__DISABLE_ANONYMIZED_ANALYTICS": "true",
        }
        return subprocess.run(
            [folder_of("sqlmesh") / "bin" / "sqlmesh", *arguments],
            cwd=self.folder / "project",
            env=os.environ | environment,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=600,
            check=False,
        )


@pytest.fixture
def place(tmp_path: Path, worker: Worker) -> Place:
    return Place(tmp_path, worker)


PLAN = ("plan", "--auto-apply", "--no-prompts")


def test_texts_of_rules_stay_texts(place: Place) -> None:
    words = [text.replace('\\"', '"').replace("\\\\", "\\") for text in ENTRIES]
    said = ", ".join(f"('{number}', '{word.replace(chr(39), chr(39) * 2)}')" for number, word in enumerate(words))
    place.sql(*HOSTILE_TABLES, f"INSERT INTO crm.\"my @leads\" VALUES {said}, ('gone', 'gone')")
    place.project(rules(), HOSTILE_BINDING)
    done = place.run(*PLAN)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Successfully Ran" in done.stdout
    found = dict(place.sql('SELECT "lead", "points" FROM scoreline."hostile_scores"'))
    expected = {str(i): 600 + (i + 1 if i < len(EVIL) else 0) for i in range(len(words))}
    assert {lead: points and int(float(points)) for lead, points in found.items()} == {**expected, "gone": None}
    teams = dict(place.sql('SELECT "lead", "team" FROM scoreline."hostile_scores"'))
    assert [teams[str(i)] for i in range(10)] == [*words[:9], "rest"]


def test_a_wrong_sample_fails(place: Place) -> None:
    place.sql(*HOSTILE_TABLES)
    place.project(rules().replace("expect points 1601", "expect points 1600"), HOSTILE_BINDING)
    done = place.run("test")
    assert done.returncode != 0
    assert "1601" in done.stdout + done.stderr


def test_loads_one_after_the_other_are_one_load(place: Place, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Rows that are only added, some of them late: intervals are those of the real clock."""
    binding = BINDING.replace('loaded = "loaded_at"', 'loaded = { column = "loaded_at", only_added = true }')
    start = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0) - dt.timedelta(hours=30)
    loader = Loader(seed=4, start=start, late=30, apart=(0, 5), changes=False, odd=False)
    place.sql(*TABLES)
    place.project(RULES, binding)
    other = Place(tmp_path_factory.mktemp("whole"), place._worker)
    for load in range(3):
        place.sql(*loader.load())
        done = place.run(*(PLAN if load == 0 else ("run", "--ignore-cron")))
        assert done.returncode == 0, done.stdout + done.stderr
    rows = place.sql("SELECT * FROM crm.raw_events")
    values = ", ".join(f"({', '.join('NULL' if c is None else repr(c) for c in row)})" for row in rows)
    other.sql(*TABLES, f"INSERT INTO crm.raw_events VALUES {values}")
    other.project(RULES, BINDING.replace('loaded = "loaded_at"\n', ""))
    assert other.run(*PLAN).returncode == 0
    for view in ("inc_events", "inc_scores", "inc_contributions"):
        query = f"SELECT * FROM scoreline.{view} ORDER BY ALL"
        assert place.sql(query) == other.sql(query), view
    assert place.sql("SELECT count(*) > 5 FROM scoreline.inc_events") == [["True"]]


def test_rows_in_no_interval_stop_the_plan(place: Place) -> None:
    binding = BINDING.replace('loaded = "loaded_at"', 'loaded = { column = "loaded_at", only_added = true }')
    place.sql(*TABLES, "INSERT INTO crm.raw_events VALUES ('e', 'a', 'V', NULL, '/p', '1', false, NULL)")
    place.project(RULES, binding)
    done = place.run(*PLAN)
    assert done.returncode != 0
    assert "inc_events_read_loaded" in done.stdout + done.stderr
