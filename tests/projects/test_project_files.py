"""Projects as files: what is written, what stays, what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jinja2 import Environment
from scoreline.cli.main import main
from scoreline.compiler.lower import lower
from scoreline.compiler.projects.relations import printed, relations
from scoreline.compiler.projects.written import jinja_text
from scoreline.compiler.sql import inputs
from scoreline.compiler.sql.emit import DIALECTS, queries
from scoreline.compiler.sql.typed import typed_queries
from scoreline.dsl.binding import Binding, default_binding, read_binding
from scoreline.dsl.load import load
from support.event_loads import BINDING, RULES
from support.hostile_project import rules


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "rules" / "inc.score"
    path.parent.mkdir()
    path.write_text(RULES, encoding="utf-8")
    return path


def compile_to(target: str, rule_file: Path, folder: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["compile", str(rule_file), "--to", target, "-o", str(folder), *options])


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("target", "dialect"), [("dbt", "duckdb"), ("dbt", "postgres"), ("sqlmesh", "duckdb")])
def test_the_same_rules_give_the_same_bytes(target: str, dialect: str, tmp_path: Path) -> None:
    (tmp_path / "hostile.score").write_text(rules(), encoding="utf-8")
    for name in ("one", "two"):
        done = compile_to(target, tmp_path / "hostile.score", tmp_path / name, "--dialect", dialect)
        assert done.exit_code == 0, done.output
        assert "29 samples as unit tests" in done.output
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_the_files_of_a_dbt_project(tmp_path: Path) -> None:
    (tmp_path / "hostile.score").write_text(rules(), encoding="utf-8")
    assert compile_to("dbt", tmp_path / "hostile.score", tmp_path / "p").exit_code == 0
    models = ("as_of", "contributions", "events", "folded_list_folds", "leads", "list_words", "ruleset", "scores")
    assert sorted(tree(tmp_path / "p")) == sorted(
        [
            *(".gitignore", "dbt_project.yml", "profiles.yml", "macros/scoreline.sql"),
            *(f"models/hostile/hostile_{name}.sql" for name in models),
            *(f"models/hostile/hostile_{name}.yml" for name in ("samples", "schema", "sources")),
            *(f"seeds/hostile/hostile_{name}_entries.csv" for name in ("folded_list_folds", "list_words")),
            "tests/hostile/hostile_scores_team_known.sql",
        ]
    )


@pytest.mark.parametrize("dialect", ["duckdb", "postgres"])
def test_a_model_gives_the_query_that_was_compiled(dialect: str, tmp_path: Path) -> None:
    """Rendered with names for tables, a model is the SQL that the engine is tested with, but for functions."""
    (tmp_path / "hostile.score").write_text(rules(), encoding="utf-8")
    assert compile_to("dbt", tmp_path / "hostile.score", tmp_path / "p", "--dialect", dialect).exit_code == 0
    ruleset = load(tmp_path / "hostile.score").ruleset
    assert ruleset is not None
    plan = lower(ruleset)
    made = relations(plan, default_binding(plan.schema), DIALECTS[dialect], "scoreline", None, lambda _: True)
    quoted = {"ref": lambda name: f'"{name}"', "source": lambda _, name: f'"{name}"', "config": lambda **_: ""}
    environment = Environment(autoescape=False, keep_trailing_newline=True, extensions=["jinja2.ext.do"])
    found = queries(plan, made.dialect, "scoreline")
    wanted = (
        inputs.queries(plan, default_binding(plan.schema), inputs.events(plan, default_binding(plan.schema)))
        if dialect == "duckdb"
        else typed_queries(plan, default_binding(plan.schema), made.dialect)
    )
    for name, query in {**wanted, **found}.items():
        if name.endswith("_ruleset"):
            continue
        text = (tmp_path / "p" / "models" / "hostile" / f"{name}.sql").read_text(encoding="utf-8")
        rendered = environment.from_string(text).render(**quoted, execute=False, var=lambda _, default: default)
        assert rendered.split("\n", 2)[2] == made.dialect.print(query) + "\n"


def test_no_text_passes_for_the_mark_of_a_table() -> None:
    """A text that has the mark, and one with its number, are left as they are."""
    from scoreline.compiler.sql import nodes as n

    text = n.named(n.text('"scoreline_relation_0_" `scoreline_relation_1_`'), "x")
    query = n.select([text, n.named(n.column("y", "t"), "y")], n.table(["t"]))
    found = printed(query, DIALECTS["duckdb"], {("t",): "{{ ref('t') }}"}, jinja_text)
    assert "'\"scoreline_relation_0_\" `scoreline_relation_1_`'" in found
    assert "FROM {{ ref('t') }} AS \"t\"" in found


def test_the_project_of_somebody_else_stays(small: Path, tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: mine\n", encoding="utf-8")
    done = compile_to("dbt", small, tmp_path)
    assert done.exit_code == 0, done.output
    assert f"{tmp_path} is a project already: its dbt_project.yml stayed as it is" in done.output
    assert (tmp_path / "dbt_project.yml").read_text(encoding="utf-8") == "name: mine\n"
    assert not (tmp_path / "profiles.yml").exists()
    assert (tmp_path / "models" / "inc" / "inc_scores.sql").exists()


def test_own_files_are_written_again_and_old_ones_named(small: Path, tmp_path: Path) -> None:
    assert compile_to("dbt", small, tmp_path).exit_code == 0
    (tmp_path / "models" / "inc" / "inc_gone.sql").write_text("select 1", encoding="utf-8")
    done = compile_to("dbt", small, tmp_path)
    assert done.exit_code == 0
    assert "already" not in done.output
    assert "delete them: models/inc/inc_gone.sql" in done.output


def test_a_second_ruleset_goes_beside_the_first(small: Path, tmp_path: Path) -> None:
    other = small.with_name("other.score")
    other.write_text(RULES.replace("ruleset inc", "ruleset other"), encoding="utf-8")
    assert compile_to("dbt", other, tmp_path / "p").exit_code == 0
    before = tree(tmp_path / "p")
    done = compile_to("dbt", small, tmp_path / "p")
    assert done.exit_code == 0, done.output
    assert "is a project already: its dbt_project.yml stayed as it is" in done.output
    assert "no samples, so there are no unit tests" in done.output
    after = tree(tmp_path / "p")
    assert {name for name in before if before[name] != after[name]} == set()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--to", "dbt", "-o", "-"), "a dbt project is written as several files"),
        (("--to", "sqlmesh", "-o", "-"), "a SQLMesh project is written as several files"),
        (("--to", "dbt", "-o", "p", "--dialect", "oracle"), "there is no dialect `oracle`"),
        (("--to", "sql", "-o", "p", "--tables", "duckdb:///x"), "`--tables` is for `--to dbt` and `--to sqlmesh`"),
        (("--to", "dbt", "-o", "p", "--tables", "nowhere"), "`--tables`: "),
    ],
)
def test_usage(
    options: tuple[str, ...], said: str, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["compile", str(small), *options])
    assert done.exit_code == 2
    assert said in done.output
    assert set(tree(tmp_path)) == {"rules/inc.score"}


def test_nothing_is_written_where_a_dialect_cannot_say_the_rules(tmp_path: Path) -> None:
    (tmp_path / "r.score").write_text(RULES, encoding="utf-8")
    (tmp_path / "b.toml").write_text('[leads]\ntable = "a {{ b"\n', encoding="utf-8")
    done = compile_to("sqlmesh", tmp_path / "r.score", tmp_path / "p", "--binding", str(tmp_path / "b.toml"))
    assert done.exit_code == 1
    assert "SQLMesh would read `{{` in the name of a table or column as a template" in done.output
    assert not (tmp_path / "p").exists()


def test_types_are_looked_up(tmp_path: Path) -> None:
    import duckdb

    with duckdb.connect(str(tmp_path / "raw.duckdb")) as connection:
        connection.execute("CREATE SCHEMA crm; CREATE TABLE crm.leads (id text, email text)")
        connection.execute("CREATE TABLE crm.raw_events (event_id text, who text, type text, happened timestamp, "
                           "page text, seconds text, deleted boolean, loaded_at text)")  # fmt: skip
    (tmp_path / "r.score").write_text(RULES, encoding="utf-8")
    (tmp_path / "b.toml").write_text(BINDING, encoding="utf-8")
    options = ("--binding", str(tmp_path / "b.toml"), "--tables", f"duckdb:///{tmp_path / 'raw.duckdb'}")
    done = compile_to("dbt", tmp_path / "r.score", tmp_path / "p", "--dialect", "postgres", *options)
    assert done.exit_code == 1
    assert "`crm.raw_events.loaded_at` is of the type VARCHAR, and `loaded` wants a date or time" in done.output
    with duckdb.connect(str(tmp_path / "raw.duckdb")) as connection:
        connection.execute("ALTER TABLE crm.raw_events ALTER loaded_at TYPE timestamp")
    assert compile_to("dbt", tmp_path / "r.score", tmp_path / "p", "--dialect", "postgres", *options).exit_code == 0
    text = (tmp_path / "p" / "models" / "inc" / "inc_events_read.sql").read_text(encoding="utf-8")
    # `seconds` is a text: its form is looked at before it is a number.
    assert re.search(r'CAST\("seconds" AS TEXT\)', text)


# ---- `loaded` of a binding -----------------------------------------------------------------------------------------


def binding(text: str, folder: Path) -> Binding | list[str]:
    (folder / "r.score").write_text(RULES, encoding="utf-8")
    (folder / "b.toml").write_text(text, encoding="utf-8")
    ruleset = load(folder / "r.score").ruleset
    assert ruleset is not None
    found = read_binding(folder / "b.toml", ruleset.schema)
    return found if isinstance(found, Binding) else [f"{d.code}:{d.span.line}: {d.message}" for d in found]


def test_the_load_time_in_a_binding(tmp_path: Path) -> None:
    plain = binding('[events]\nloaded = "loaded_at"\n', tmp_path)
    assert isinstance(plain, Binding)
    assert plain.events[0].loaded is not None
    assert (plain.events[0].loaded.column, plain.events[0].loaded.only_added) == ("loaded_at", False)
    added = binding('[events]\nloaded = { column = "at", only_added = true }\n', tmp_path)
    assert isinstance(added, Binding) and added.events[0].loaded is not None
    assert (added.events[0].loaded.column, added.events[0].loaded.only_added) == ("at", True)
    none = binding("[events]\n", tmp_path)
    assert isinstance(none, Binding) and none.events[0].loaded is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("loaded = 3", "SL0903:2: `loaded` is not a text"),
        ("loaded = { only_added = true }", "SL0909:2: `loaded` names no column"),
        ('loaded = { column = "x", only_added = false }', "SL0903:2: `only_added` is not `true`"),
        ('loaded = { column = "x", unit = "seconds" }', "SL0902:2: `events.loaded` has no setting `unit`"),
    ],
)
def test_a_wrong_load_time(text: str, said: str, tmp_path: Path) -> None:
    assert binding(f"[events]\n{text}\n", tmp_path) == [said]
