"""Scripts that make their objects in a schema of the reader's choice."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from scoreline.cli.main import main
from scoreline.compiler.sql.emit import DIALECTS

RULES = """ruleset shop version "1"
lead { id: text key  employees: integer }
event visit { page: text }
score fit { "Large" +20 when employees at least 50 }
"""
FIRST = {
    "duckdb": 'SET search_path = \'"my ""own""",main\';',
    "postgres": 'SET search_path = "my ""own""", "$user", public;',
    "redshift": 'SET search_path = "my ""own""", "$user", public;',
    "mariadb": 'USE `my "own"`;',
    "mysql": 'USE `my "own"`;',
    "clickhouse": 'USE "my ""own""";',
    "spark": 'USE `my "own"`;',
    "databricks": 'USE `my "own"`;',
    "snowflake": 'USE SCHEMA "my ""own""";',
    "trino": 'USE "my ""own""";',
}
WITHOUT = ("sqlite", "datafusion")


def compiled(folder: Path, dialect: str, schema: str) -> tuple[int, str]:
    rules = folder / "shop.score"
    rules.write_text(RULES, encoding="utf-8")
    arguments = ["compile", rules, "--to", "sql", "--dialect", dialect, "--schema", schema, "-o", folder / "views"]
    found = CliRunner().invoke(main, [str(each) for each in arguments])
    return found.exit_code, found.output


def scripts(folder: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted((folder / "views").iterdir())]


def test_each_dialect_is_here() -> None:
    assert {*FIRST, *WITHOUT, "bigquery"} == set(DIALECTS)


@pytest.mark.parametrize("dialect", FIRST)
def test_each_script_begins_with_the_schema(dialect: str, tmp_path: Path) -> None:
    assert compiled(tmp_path, dialect, 'my "own"')[0] == 0
    for text in scripts(tmp_path):
        first = next(line for line in text.splitlines() if line and not line.startswith("--"))
        assert first == FIRST[dialect]


def test_bigquery_names_the_dataset_everywhere(tmp_path: Path) -> None:
    assert compiled(tmp_path, "bigquery", "marketing")[0] == 0
    text = "".join(scripts(tmp_path))
    assert "`marketing`.`shop_scores`" in text and "`marketing`.`shop_leads`" in text
    assert "`scoreline`" not in text


@pytest.mark.parametrize("dialect", WITHOUT)
def test_an_engine_without_schemas(dialect: str, tmp_path: Path) -> None:
    code, output = compiled(tmp_path, dialect, "scoring")
    assert code == 1
    assert output == (
        f"error SL1020: these rules cannot be said exactly in {dialect}: objects in a schema, of which this engine has "
        "none\n\nnothing was written\n"
    )
    assert not (tmp_path / "views").exists()


def test_duckdb_makes_the_views_there(tmp_path: Path) -> None:
    assert compiled(tmp_path, "duckdb", 'my "own"')[0] == 0
    with duckdb.connect() as connection:
        connection.execute('CREATE SCHEMA "my ""own"""')
        connection.execute("CREATE TABLE leads AS SELECT 'a' AS id, 70 AS employees")
        connection.execute('CREATE TABLE events (lead TEXT, event TEXT, "at" TIMESTAMPTZ, page TEXT)')
        for text in scripts(tmp_path):
            connection.execute(text)
        connection.execute("RESET search_path")
        assert connection.execute('SELECT lead, fit FROM "my ""own""".shop_scores').fetchall() == [("a", 20)]


def test_schemas_are_for_sql_only(tmp_path: Path) -> None:
    rules = tmp_path / "shop.score"
    rules.write_text(RULES, encoding="utf-8")
    found = CliRunner().invoke(main, ["compile", str(rules), "--to", "python", "--schema", "s", "-o", "-"])
    assert found.exit_code == 2 and "`--schema` is for `--to sql`" in found.output
