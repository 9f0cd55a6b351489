"""`scoreline deploy` and `scoreline rollback` as a person runs them."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from scoreline.cli.main import main
from support.warehouses import FIRST, FIRST_ROWS, SECOND, SECOND_ROWS, Place, place, plan_of


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(params=["duckdb", "sqlite", "postgres"])
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    plan_of(FIRST, tmp_path)
    return place(request.param, tmp_path)


def _rules(folder: Path, text: str) -> str:
    plan_of(text, folder)
    return str(folder / "rules.score")


def test_deploy_and_go_back(here: Place, tmp_path: Path) -> None:
    first = _run("deploy", _rules(tmp_path, FIRST), "--to", here.url)
    schema = "public" if here.engine == "postgres" else "main"
    assert first.output == (
        f"deployment 1 of `shop` 1 is in service in the schema `{schema}`\n"
        "  views    shop_scores, shop_contributions, shop_worklist, shop_ruleset\n"
    )
    second = _run("deploy", _rules(tmp_path, SECOND), "--to", here.url, "--by", "Kim")
    assert second.exit_code == 0
    assert second.output.splitlines()[1:] == [
        "  views    shop_scores, shop_contributions, shop_ruleset",
        "  gone     shop_worklist, which this version does not have",
        "  before   deployment 1, version 1; `scoreline rollback` goes back to it",
    ]
    assert here.scores() == SECOND_ROWS
    back = _run("rollback", _rules(tmp_path, SECOND), "--to", here.url)
    assert back.output.startswith(f"deployment 1 of `shop` 1 is in service in the schema `{schema}`\n")
    assert here.scores() == FIRST_ROWS
    again = _run("rollback", _rules(tmp_path, SECOND), "--to", here.url)
    assert again.exit_code == 1
    assert again.stdout == ""
    assert again.stderr.startswith(
        "error SL1012: there is no version to go back to: deployment 1 of `shop` is in service"
    )
    assert again.stderr.endswith("nothing was changed\n")


def test_a_dry_run_changes_nothing_and_its_script_runs(here: Place, tmp_path: Path) -> None:
    rules, before = _rules(tmp_path, FIRST), here.things()
    dry = _run("deploy", rules, "--to", here.url, "--dry-run")
    assert dry.exit_code == 0
    assert "nothing was changed: deployment 1 of `shop` 1 is ready" in dry.stderr
    assert here.things() == before
    assert dry.stdout.startswith("-- deployment 1 of `shop` 1, in the schema ")
    for said in ("-- make the view `shop_v1_scores`\n", "-- let `shop_scores` show `shop_v1_scores`\n", "BEGIN;\n"):
        assert said in dry.stdout
    session = here.open()
    for statement in dry.stdout.split(";\n\n"):
        session.execute(statement)
    session.close()
    assert here.scores() == FIRST_ROWS
    assert "shop_v1_leads" in here.things()
    # The script of a rollback too; and of one that cannot take place there is none.
    assert _run("rollback", rules, "--to", here.url, "--dry-run").exit_code == 1


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
def test_the_script_of_a_dry_run_chooses_the_schema(engine: str, tmp_path: Path) -> None:
    here = place(engine, tmp_path)
    here.run("CREATE SCHEMA scoring")
    dry = _run("deploy", _rules(tmp_path, FIRST), "--to", here.url, "--schema", "scoring", "--dry-run")
    first = [line for line in dry.stdout.splitlines() if line and not line.startswith("--")][:2]
    chosen = "'\"scoring\",main'" if here.engine == "duckdb" else '"scoring", "$user", public'
    assert first == [f"SET search_path = {chosen};", "BEGIN;"]


def test_what_is_refused_is_said_with_its_place_and_what_would_help(here: Place, tmp_path: Path) -> None:
    rules = _rules(tmp_path, FIRST)
    binding = tmp_path / "crm.toml"
    binding.write_text('[leads.columns]\nemployees = "employes"\n', encoding="utf-8")
    found = _run("deploy", rules, "--to", here.url, "--binding", str(binding))
    assert found.exit_code == 1
    assert found.stderr == (
        f"{binding}:2:1: error SL1003: `leads` has no column `employes`\n"
        '  2 | employees = "employes"\n'
        "    | ^^^^^^^^^\n"
        "    help: did you mean `employees`?\n\n"
        "nothing was changed\n"
    )


def test_a_url_that_is_none(tmp_path: Path) -> None:
    rules = _rules(tmp_path, FIRST)
    unknown = _run("deploy", rules, "--to", "oracle://kim:sesame@host/crm")
    assert unknown.exit_code == 2
    assert unknown.stderr.startswith("scoreline: `--to`: `oracle://` is no database that scoreline can deploy to")
    assert "sesame" not in unknown.output
    missing = _run("deploy", rules, "--to", f"duckdb:///{tmp_path}/none.duckdb")
    assert (missing.exit_code, missing.stderr) == (
        2,
        f"scoreline: cannot connect to duckdb file {tmp_path}/none.duckdb: there is no file {tmp_path}/none.duckdb\n",
    )


def test_a_driver_that_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any) -> Any:
        if name.startswith("pg8000"):
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    found = _run("deploy", _rules(tmp_path, FIRST), "--to", "postgresql://kim:sesame@host/crm")
    assert found.exit_code == 2
    assert found.stderr == ("scoreline: deploying to PostgreSQL needs a driver: pip install 'scoreline[postgres]'\n")


def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    # Port 1 of this machine: nobody is there. The password is a word of the driver's own message.
    found = _run("deploy", _rules(tmp_path, FIRST), "--to", "postgresql://kim:connection@127.0.0.1:1/crm")
    assert found.exit_code == 2
    assert "cannot connect to postgres kim@127.0.0.1:1/crm" in found.stderr
    assert found.stderr.endswith(": Connection refused\n")
    assert "connection" not in found.output
    assert "***" in found.stderr


def test_a_password_in_the_engines_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = place("postgres", tmp_path)
    # The password is the name of a table, so that the engine says it.
    here.run("DROP TABLE events")
    url = here.url.replace("postgres@", "postgres:leads_v9@")
    rules = _rules(tmp_path, FIRST.replace("ruleset shop", "ruleset leads_v9"))
    for arguments in (("deploy", rules, "--to", url), ("rollback", rules, "--to", url)):
        found = _run(*arguments)
        assert found.exit_code == 1
        assert "postgres:leads_v9" not in found.output
    monkeypatch.setenv("SCORELINE_DEBUG", "1")
    wrong = url.replace("/crm", "/nobodys_leads_v9_crm")
    found = _run("deploy", rules, "--to", wrong)
    assert found.exit_code == 2
    assert 'database "nobodys_***_crm' in found.stderr
    assert "leads_v9" not in found.output
