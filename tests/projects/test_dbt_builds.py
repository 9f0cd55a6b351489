"""Projects of dbt, built for real on DuckDB and PostgreSQL: results are those of the reference."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from scoreline.cli.main import main
from support.event_loads import BINDING, RULES, TABLES
from support.hostile_project import ENTRIES, EVIL, rules
from support.projects import Built, Dbt, Warehouse, compiled, warehouses

ASKED = "dbt" in os.environ.get("SCORELINE_ENGINES", "").split()
if not ASKED:
    pytest.skip("needs dbt: `make test-engines`", allow_module_level=True)
ROOT = Path(__file__).resolve().parents[2]
SAAS = ROOT / "rulesets" / "saas"
AS_OF = "2026-01-15T09:00:00Z"

HOSTILE_BINDING = """[leads]
table = ["crm", "my {{ leads }}"]
columns = { word = "Word {% raw %}" }
[events]
table = ["crm", "my {# events #}"]
lead = "whose {{ lead }}"
columns = { text = "it's" }
at = "@at"
"""
HOSTILE_TABLES = (
    "CREATE SCHEMA crm",
    'CREATE TABLE crm."my {{ leads }}" ("id" text, "Word {% raw %}" text)',
    'CREATE TABLE crm."my {# events #}" ("whose {{ lead }}" text, "event" text, "@at" timestamp with time zone, '
    '"it\'s" text)',
)


@pytest.fixture(scope="module")
def dbt() -> Iterator[Dbt]:
    made = Dbt()
    yield made
    made.close()


@pytest.fixture(params=("duckdb", "postgres"))
def warehouse(dbt: Dbt, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Warehouse]:
    with warehouses(dbt, tmp_path, request.param) as made:
        yield made


def hostile(folder: Path, warehouse: Warehouse, text: str = "") -> Path:
    (folder / "hostile.score").write_text(text or rules(), encoding="utf-8")
    (folder / "crm.toml").write_text(HOSTILE_BINDING, encoding="utf-8")
    options = ["--dialect", warehouse.dialect, "--binding", str(folder / "crm.toml")]
    compiled(folder / "hostile.score", folder / "project", *options)
    return folder / "project"


def build(dbt: Dbt, folder: Path, warehouse: Warehouse, *arguments: str, as_of: str = AS_OF) -> Built:
    return dbt.run(folder, warehouse, *(arguments or ("build",)), "--vars", f'{{as_of: "{as_of}"}}')


def test_texts_of_rules_stay_texts(dbt: Dbt, warehouse: Warehouse, tmp_path: Path) -> None:
    """Whatever the texts mean to a template, to YAML, CSV or SQL: each is itself in lists, labels, reasons, tests."""
    folder = hostile(tmp_path, warehouse)
    words = [text.replace('\\"', '"').replace("\\\\", "\\") for text in ENTRIES]
    said = ", ".join(f"('{number}', '{word.replace(chr(39), chr(39) * 2)}')" for number, word in enumerate(words))
    warehouse.sql(*HOSTILE_TABLES, f"INSERT INTO crm.\"my {{{{ leads }}}}\" VALUES {said}, ('gone', 'gone')")
    done = build(dbt, folder, warehouse)
    assert done.success and not done.failed(), (done.failed(), done.said)
    assert {name for name in done.nodes if "samples" in name} == {
        "hostile_scores_samples",
        "hostile_contributions_samples",
    }
    found = dict(warehouse.sql('SELECT "lead", "points" FROM "hostile_scores"'))
    # In both lists: 100 + 500, and the number of the rule whose text it is.
    expected = {str(i): 600 + (i + 1 if i < len(EVIL) else 0) for i in range(len(words))}
    assert {lead: points and int(float(points)) for lead, points in found.items()} == {**expected, "gone": None}
    teams = dict(warehouse.sql('SELECT "lead", "team" FROM "hostile_scores"'))
    assert [teams[str(i)] for i in range(10)] == [*words[:9], "rest"]
    assert warehouse.sql("""SELECT "reason" FROM "hostile_scores" WHERE "lead" = 'gone'""") == [[words[0]]]


def test_a_wrong_sample_fails(dbt: Dbt, warehouse: Warehouse, tmp_path: Path) -> None:
    """What a sample expects is what the unit test holds the model to, whatever the reference says."""
    folder = hostile(tmp_path, warehouse, rules().replace("expect points 1601", "expect points 1600"))
    warehouse.sql(*HOSTILE_TABLES)
    done = build(dbt, folder, warehouse)
    assert not done.success
    assert done.nodes["hostile_scores_samples"][0] == "fail"
    assert done.nodes["hostile_contributions_samples"][0] == "pass"


def test_the_saas_rules_score_as_they_do_without_dbt(dbt: Dbt, warehouse: Warehouse, tmp_path: Path) -> None:
    subprocess.run([sys.executable, SAAS / "make_sample.py", tmp_path / "data"], check=True, capture_output=True)
    tables = {"leads": "events", "events": "leads"}
    for table in tables:
        with (tmp_path / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream)
        rows = [row for row in rows if row[0] < "lead-006"]
        kinds = ["timestamp with time zone" if name == "at" else "text" for name in header]
        columns = ", ".join(f'"{name}" {kind}' for name, kind in zip(header, kinds, strict=True))
        values = ", ".join(
            "(" + ", ".join("NULL" if not cell else "'" + cell.replace("'", "''") + "'" for cell in row) + ")"
            for row in rows
        )
        warehouse.sql(f"CREATE TABLE {_raw(warehouse)}.{table} ({columns})")
        warehouse.sql(f"INSERT INTO {_raw(warehouse)}.{table} VALUES {values}")
        with (tmp_path / f"{table}.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([header, *rows])
    (tmp_path / "crm.toml").write_text(
        f'[leads]\ntable = "{_raw(warehouse)}.leads"\n[events]\ntable = "{_raw(warehouse)}.events"\n', encoding="utf-8"
    )
    options = ["--dialect", warehouse.dialect, "--binding", str(tmp_path / "crm.toml"), "--tables", warehouse.url]
    compiled(SAAS / "saas.score", tmp_path / "project", *options)
    done = build(dbt, tmp_path / "project", warehouse)
    assert done.success and not done.failed(), (done.failed(), done.said)
    files = ["--leads", str(tmp_path / "leads.csv"), "--events", str(tmp_path / "events.csv")]
    scored = CliRunner().invoke(
        main, ["score", str(SAAS / "saas.score"), "--as-of", AS_OF, *files, "--output", str(tmp_path / "scores.csv")]
    )
    assert scored.exit_code == 0, scored.output
    with (tmp_path / "scores.csv").open(encoding="utf-8", newline="") as stream:
        expected = list(csv.DictReader(stream))
    names = [name for name in expected[0] if name != "rank"]
    listed = ", ".join(f'"{name}"' for name in names)
    found = {row[0]: dict(zip(names, row, strict=True)) for row in warehouse.sql(f'SELECT {listed} FROM "saas_scores"')}
    assert len(found) == len(expected) > 500
    for row in expected:
        mine = {name: _as_written(name, value) for name, value in found[row["lead"]].items()}
        assert mine == {name: row[name] for name in names}
    ranks = warehouse.sql('SELECT "lead", "rank" FROM "saas_worklist"')
    assert {(lead, rank) for lead, rank in ranks} == {(row["lead"], row["rank"]) for row in expected if row["rank"]}


def _raw(warehouse: Warehouse) -> str:
    return "main" if warehouse.dialect == "duckdb" else "public"


def _as_written(name: str, value: str | None) -> str:
    if value is None:
        return ""
    if name in ("as_of", "due"):
        return f"{value.replace(' ', 'T')}Z"
    return {"True": "true", "False": "false"}.get(value, value)


@pytest.mark.parametrize(
    ("said", "second"),
    [
        ("2026-01-15T09:00:00Z", 1768467600),
        ("2026-01-15 10:00+01:00", 1768467600),
        ("2026-01-15T03:30:59.9-0530", 1768467659),
        ("1969-12-31T23:59:59Z", -1),
    ],
)
def test_the_moment_is_the_var(dbt: Dbt, tmp_path: Path, said: str, second: int) -> None:
    with warehouses(dbt, tmp_path, "duckdb") as warehouse:
        folder = hostile(tmp_path, warehouse)
        done = build(dbt, folder, warehouse, "run", "--select", "hostile_as_of", as_of=said)
        assert done.success, done.said
        assert warehouse.sql('SELECT * FROM "hostile_as_of"') == [[str(second)]]


@pytest.mark.parametrize("said", ["2026-01-15", "2026-01-15T09:00:00", "yesterday"])
def test_a_moment_without_a_zone_is_refused(dbt: Dbt, tmp_path: Path, said: str) -> None:
    with warehouses(dbt, tmp_path, "duckdb") as warehouse:
        folder = hostile(tmp_path, warehouse)
        done = build(dbt, folder, warehouse, "run", "--select", "hostile_as_of", as_of=said)
        assert not done.success
        assert "it wants a time with its zone, such as 2026-01-15T09:00:00Z" in done.said + str(done.failed())


def test_without_the_var_it_is_now(dbt: Dbt, tmp_path: Path) -> None:
    with warehouses(dbt, tmp_path, "duckdb") as warehouse:
        folder = hostile(tmp_path, warehouse)
        done = dbt.run(folder, warehouse, "run", "--select", "hostile_as_of")
        assert done.success, done.said
        assert warehouse.sql("SELECT abs(as_of - epoch(now())) < 600 FROM hostile_as_of") == [["True"]]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("crm.raw_events ALTER happened TYPE timestamp", "written for timestamp with time zone"),
        ("crm.raw_events ALTER seconds TYPE numeric(9, 2) USING 1.5", "written for integer"),
        ("crm.leads ALTER email TYPE integer USING 1", ""),  # its digits are a text
    ],
)
def test_columns_of_other_types_are_refused(dbt: Dbt, tmp_path: Path, change: str, said: str) -> None:
    """What the engine would not refuse itself: a time without zone, a number that would be rounded."""
    with warehouses(dbt, tmp_path, "postgres") as warehouse:
        plain = BINDING.replace('loaded = "loaded_at"\n', "")
        (tmp_path / "inc.score").write_text(RULES, encoding="utf-8")
        (tmp_path / "crm.toml").write_text(plain, encoding="utf-8")
        options = ["--dialect", "postgres", "--binding", str(tmp_path / "crm.toml")]
        compiled(tmp_path / "inc.score", tmp_path / "project", *options)
        warehouse.sql(*TABLES, "ALTER TABLE crm.raw_events ALTER seconds TYPE integer USING 1", f"ALTER TABLE {change}")
        done = build(dbt, tmp_path / "project", warehouse, "run", "--select", "inc_leads", "inc_events")
        assert done.success == (not said), (done.failed(), done.said)
        assert said in str(done.failed())
