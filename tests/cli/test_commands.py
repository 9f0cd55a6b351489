"""Each command on small files, as a user calls it."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result
from scoreline.cli.main import main
from scoreline.cli.new import FILES, ruleset_name

RULES = """ruleset demo version "7", time zone "Europe/Berlin"
  "A | small *example*"
lead { id: text key   country: text   employees: integer }
event page_view { page: text }
score fit { "Germany" +30 when country is "DE"   "Large | <b>" +5 when employees at least 100 }
score pages { "Pages" +8 for each page_view in last 90 days }
sample "german" as of 2026-01-15 { lead id "1", country "DE"
  expect fit 30 }
"""
BROKEN = RULES.replace("country is", "contry is")
WARNED = RULES.replace('country is "DE"', 'country is "DE"') + 'list unused = ("x")\n'


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("demo.score")
    path.write_text(RULES)
    return path


def call(*args: str | Path) -> Result:
    done = CliRunner().invoke(main, [str(arg) for arg in args])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return done


# ---- check ---------------------------------------------------------------------------------------------------------


def test_check_is_silent_about_nothing(rules: Path) -> None:
    done = call("check", rules)
    assert (done.exit_code, done.output) == (0, "1 file checked, nothing found\n")


@pytest.mark.usefixtures("rules")
def test_check_reports_every_file_below_a_folder() -> None:
    Path("deep").mkdir()
    Path("deep/b.score").write_text(BROKEN)
    Path("deep/c.score").write_text(BROKEN)
    done = call("check", ".")
    assert done.exit_code == 1
    assert done.output.count("`contry`") == 2
    assert "deep/b.score:5:32: error SL0" in done.output
    assert done.output.endswith("2 errors in 2 files of 3\n")


def test_a_warning_is_a_finding(rules: Path) -> None:
    rules.write_text(WARNED)
    done = call("check", rules)
    assert done.exit_code == 1 and done.output.endswith("1 warning in 1 file\n")


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_check_for_programs_is_nothing_but_the_format(rules: Path, form: str) -> None:
    rules.write_text(BROKEN)
    done = call("check", rules, "--format", form)
    assert done.exit_code == 1
    assert json.loads(done.stdout)["version"] in (1, "2.1.0")


def test_check_for_github_keeps_the_summary_out_of_the_commands(rules: Path) -> None:
    rules.write_text(BROKEN)
    done = call("check", rules, "--format", "github")
    assert done.stdout.startswith("::error file=demo.score,line=5,endLine=5,col=32,endColumn=38,title=SL0")
    assert done.stderr == "1 error in 1 file\n"


def test_a_file_that_cannot_be_read_ends_with_2(rules: Path) -> None:
    rules.write_bytes(b"\xff\x00")
    assert call("check", rules).exit_code == 2
    assert call("show", rules).exit_code == 2


@pytest.mark.usefixtures("rules")
def test_a_folder_without_rule_files_is_a_mistake() -> None:
    Path("empty").mkdir()
    for command in ("check", "test", "fmt"):
        done = call(command, "empty")
        assert (done.exit_code, done.stderr) == (2, "scoreline: no `*.score` file below `empty`\n")


def test_shared_names_alone_can_be_checked_but_not_computed(rules: Path) -> None:
    rules.write_text('list markets = ("DE")\nlet big = employees at least 100\n')
    assert call("check", rules).exit_code == 0
    done = call("show", rules)
    assert done.exit_code == 2 and "only declares names for other rule files" in done.stderr
    rules.write_text('list markets = ("DE", "DE")\n')
    assert call("check", rules).exit_code == 1


# ---- compile -------------------------------------------------------------------------------------------------------


def test_compile_to_python_writes_or_prints_the_same_module(rules: Path) -> None:
    done = call("compile", rules, "--to", "python", "-o", "out/scorer.py")
    assert (done.exit_code, done.stdout) == (0, "")
    text = Path("out/scorer.py").read_text()
    ast.parse(text)
    assert call("compile", rules, "--to", "python", "-o", "-").stdout == text


def test_compile_to_sql_runs_as_written(rules: Path) -> None:
    assert call("compile", rules, "--to", "sql", "-o", "views").exit_code == 0
    files = sorted(Path("views").iterdir())
    assert [path.suffix for path in files] == [".sql"] * len(files)
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE leads AS SELECT '1' AS id, 'DE' AS country, 100 AS employees")
        connection.execute(
            "CREATE TABLE events AS SELECT '1' AS lead, 'page_view' AS event, now() - INTERVAL 1 DAY AS at, '/' AS page"
        )
        for path in files:
            connection.execute(path.read_text())
        assert connection.execute("SELECT lead, fit, pages FROM demo_scores").fetchall() == [("1", 35, 8)]


def test_compile_to_sql_of_another_engine(rules: Path) -> None:
    done = call("compile", rules, "--to", "sql", "--dialect", "postgres", "-o", "views")
    assert done.exit_code == 0
    [leads] = Path("views").glob("*_demo_leads.sql")
    assert "for postgres; do not edit" in leads.read_text() and "btrim(" in leads.read_text()
    done = call("compile", rules, "--to", "sql", "--dialect", "postgre", "-o", "others")
    assert done.exit_code == 2 and not Path("others").exists()
    assert done.stderr == (
        "error SL1022: there is no dialect `postgre`\n    help: did you mean `postgres`?\n\nnothing was written\n"
    )
    done = call("compile", rules, "--to", "sql", "--dialect", "oracle", "-o", "others")
    assert done.stderr.startswith("error SL1022: there is no dialect `oracle`\n    help: dialects are `bigquery`, ")


def test_compile_refuses_what_an_engine_cannot_say(rules: Path) -> None:
    Path("crm.toml").write_text('[[history]]\ncolumns = { employees = "value" }\n')
    done = call("compile", rules, "--to", "sql", "--dialect", "postgres", "--binding", "crm.toml", "-o", "views")
    assert (done.exit_code, Path("views").exists()) == (1, False)
    assert done.stderr.startswith("error SL1021: histories of attributes cannot be said in the SQL of postgres\n")


def test_compile_to_sql_reads_through_a_binding(rules: Path) -> None:
    Path("b.toml").write_text('[leads]\ntable = "crm.people"\n[leads.columns]\nid = "Prospect ID"\n')
    assert call("compile", rules, "--to", "sql", "--binding", "b.toml", "-o", "views").exit_code == 0
    text = "".join(path.read_text() for path in Path("views").iterdir())
    assert '"Prospect ID"' in text and '"crm"."people"' in text


def test_a_binding_with_errors_is_shown_with_its_place(rules: Path) -> None:
    Path("b.toml").write_text('[leads.columns]\ncontry = "x"\n')
    done = call("compile", rules, "--to", "sql", "--binding", "b.toml", "-o", "views")
    assert done.exit_code == 1
    assert "b.toml:2:1: error SL09" in done.stderr and "^^^" in done.stderr
    assert not Path("views").exists()


def test_compile_refuses_what_makes_no_sense(rules: Path) -> None:
    Path("folder").mkdir()
    Path("file").write_text("")
    for args in (
        ("--to", "python", "-o", "folder"),
        ("--to", "sql", "-o", "file"),
        ("--to", "sql", "-o", "-"),
        ("--to", "python", "--binding", "file", "-o", "x.py"),
        ("--to", "sql", "--dialect", "oracle", "-o", "x"),
        ("--to", "python"),
    ):
        assert call("compile", rules, *args).exit_code == 2, args


def test_compile_of_a_broken_file_writes_nothing(rules: Path) -> None:
    rules.write_text(BROKEN)
    done = call("compile", rules, "--to", "python", "-o", "x.py")
    assert done.exit_code == 1 and done.stdout == "" and "`contry`" in done.stderr
    assert not Path("x.py").exists()


# ---- show ----------------------------------------------------------------------------------------------------------


def test_show_is_a_line_per_rule_in_a_pipe(rules: Path) -> None:
    lines = call("show", rules).stdout.splitlines()
    assert lines[0] == "demo 7 · time zone Europe/Berlin · demo.score"
    assert [line for line in lines if "Adds" in line] == [
        '  Germany      +30  Adds 30 points when country is "DE". If country is missing, it does nothing.'
        "  [unless: none]",
        "  Large | <b>   +5  Adds 5 points when employees is at least 100. If employees is missing, it does nothing."
        "  [unless: none]",
        "  Pages  +8  Adds 8 points for each page_view event in the last 90 days.  [window: last 90 days · "
        "once per: every event counts · latest: all · decay: none · max: none · unless: none]",
    ]


def test_show_as_json(rules: Path) -> None:
    shown = json.loads(call("show", rules, "--format", "json").stdout)
    assert [score["score"] for score in shown["scores"]] == ["fit", "pages"]
    (pages,) = shown["scores"][1]["rules"]
    assert pages["window"] == "last 90 days" and pages["once_per"] == "every event counts" and pages["line"] == 6


def test_show_as_markdown_escapes_the_rule_file(rules: Path) -> None:
    text = call("show", rules, "--format", "markdown").stdout
    assert "A \\| small \\*example\\*" in text
    rows = [line for line in text.splitlines() if line.startswith("| Large")]
    assert rows[0].startswith("| Large \\| \\<b\\> | +5 | Adds 5 points when employees is at least 100.")
    assert len(rows) == 1


@pytest.mark.parametrize("width", [40, 80, 200])
def test_show_as_tables_keeps_to_the_width(rules: Path, width: int, capsys: pytest.CaptureFixture[str]) -> None:
    from scoreline import load
    from scoreline.cli.show_table import print_tables
    from scoreline.compiler.effective import effective

    rules.write_text(RULES.replace("Germany", "직함 " * 12))
    print_tables(effective(load(rules)), colour=False, width=width)
    from scoreline.dsl.display import text_width

    lines = capsys.readouterr().out.splitlines()
    assert max(text_width(line.rstrip()) for line in lines) <= width
    assert any("Adds" in line for line in lines)


# ---- test ----------------------------------------------------------------------------------------------------------


def test_test_passes_and_writes_junit(rules: Path) -> None:
    done = call("test", rules, "--junit", "out.xml")
    assert (done.exit_code, done.stdout) == (0, "demo.score: 1 of 1 passed\n1 sample in 1 file: 1 passed\n")
    assert Path("out.xml").read_text().startswith("<?xml")


def test_test_shows_what_differs(rules: Path) -> None:
    rules.write_text(RULES.replace("expect fit 30", "expect fit 35"))
    done = call("test", rules)
    assert done.exit_code == 1
    assert done.stdout == (
        "demo.score: 0 of 1 passed\n"
        'FAIL demo.score:7: "german"\n'
        "            expected   got\n"
        "      fit   35         30\n"
        "\n"
        "    how fit comes to 30:\n"
        "      Germany   +30\n"
        "\n"
        "1 sample in 1 file: 0 passed, 1 failed\n"
    )


def test_test_names_what_passes_on_request(rules: Path) -> None:
    assert 'ok demo.score:7: "german"\n' in call("test", "-v", rules).stdout


def test_no_samples_at_all_is_a_failure(rules: Path) -> None:
    rules.write_text(RULES[: RULES.index("sample")])
    done = call("test", rules)
    assert done.exit_code == 1
    assert "no samples were found" in done.stderr


@pytest.mark.usefixtures("rules")
def test_files_without_samples_do_not_fail_those_with_some() -> None:
    Path("shared.score").write_text('list markets = ("DE")\n')
    done = call("test", ".")
    assert done.exit_code == 0
    assert done.stdout.endswith("1 sample in 1 file: 1 passed\n")


def test_errors_in_a_rule_file_are_shown_once(rules: Path) -> None:
    rules.write_text(BROKEN)
    done = call("test", rules)
    assert done.exit_code == 1 and done.stdout.count("`contry`") == 1
    assert done.stdout.endswith("0 samples in 0 files: 1 file with errors\n")


# ---- fmt -----------------------------------------------------------------------------------------------------------

UNTIDY = RULES.replace("  country: text", "country:text").replace("lead { id: text key", "lead{id:text key  ")


def test_fmt_lays_out_and_then_leaves_alone(rules: Path) -> None:
    rules.write_text(UNTIDY)
    checked = call("fmt", "--check", rules)
    assert (checked.exit_code, checked.stdout, checked.stderr) == (1, "", "demo.score: would change\n")
    shown = call("fmt", "--diff", rules)
    assert shown.exit_code == 0 and "\n-lead{" in shown.stdout and "\n+lead {" in shown.stdout
    assert rules.read_text() == UNTIDY
    assert call("fmt", rules).stderr == "demo.score: laid out\n"
    tidy = rules.read_text()
    assert tidy != UNTIDY
    again = call("fmt", "--check", rules)
    assert (again.exit_code, again.output) == (0, "")
    assert call("fmt", rules).output == "" and rules.read_text() == tidy


def test_fmt_mends_line_ends_and_the_byte_order_mark(rules: Path) -> None:
    call("fmt", rules)
    tidy = rules.read_bytes()
    rules.write_bytes(b"\xef\xbb\xbf" + tidy.replace(b"\n", b"\r\n"))
    assert call("fmt", "--check", rules).exit_code == 1
    assert "line ends or a byte-order mark" in call("fmt", "--diff", rules).stdout
    call("fmt", rules)
    assert rules.read_bytes() == tidy


def test_fmt_leaves_what_it_cannot_parse(rules: Path) -> None:
    text = RULES.replace("score fit {", "score fit {{")
    rules.write_text(text)
    done = call("fmt", rules)
    assert done.exit_code == 2 and "demo.score:5:" in done.stderr
    assert rules.read_text() == text


# ---- explain -------------------------------------------------------------------------------------------------------


def test_explain_reads_the_files(rules: Path) -> None:
    Path("leads.csv").write_text("id,country,employees\n1,DE,\n2,FR,5\n2,FR,6\n")
    Path("events.csv").write_text("lead,event,at,page\n1,page_view,2026-01-14T10:00,/\n")
    args = ("explain", rules, "--leads", "leads.csv", "--events", "events.csv", "--as-of", "2026-01-15")
    done = call(*args, "--lead", "1")
    assert done.exit_code == 0
    assert done.stdout.startswith("Lead 1 at 2026-01-15 00:00 Europe/Berlin, by demo 7\nfit 30 · pages 8\n")
    assert 'employees: "Large | <b>" (fit) could not be decided' in done.stdout
    story = json.loads(call(*args, "--lead", "1", "--format", "json").stdout)
    assert story["scores"] == {"fit": "30", "pages": "8"} and story["missing"] == ["employees"]
    for key in ("2", "9"):
        gone = call(*args, "--lead", key)
        assert gone.exit_code == 2 and gone.stderr.startswith(f"scoreline: there is no lead `{key}` in leads.csv")
    assert call(*args[:-1], "soon", "--lead", "1").exit_code == 2


# ---- new -----------------------------------------------------------------------------------------------------------


def test_a_new_project_passes_its_own_checks(tmp_path: Path) -> None:
    folder = tmp_path / "My Leads 2026"
    assert call("new", folder).exit_code == 0
    assert {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} == set(FILES)
    for args in (("check", folder), ("test", folder), ("fmt", "--check", folder)):
        done = call(*args)
        assert done.exit_code == 0, done.output
    scored = call(
        "score", folder / "leads.score", "--leads", folder / "data/leads.csv", "--events", folder / "data/events.csv",
        "--binding", folder / "leads.binding.toml", "--as-of", "2026-01-15T09:00:00Z",
    )  # fmt: skip
    assert scored.exit_code == 0 and scored.stdout.splitlines()[1].startswith("L1,"), scored.output
    explained = call(
        "explain", folder / "leads.score", "--leads", folder / "data/leads.csv", "--events",
        folder / "data/events.csv", "--binding", folder / "leads.binding.toml", "--as-of", "2026-01-15", "--lead", "L1",
    )  # fmt: skip
    assert explained.exit_code == 0, explained.output


def test_new_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    done = call("new", tmp_path)
    assert done.exit_code == 2 and "`README.md` already; nothing was written" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]


@pytest.mark.parametrize(
    ("folder", "name"),
    [("My Leads 2026", "my_leads_2026"), ("2026", "leads_2026"), ("---", "leads"), ("über/Größe", "größe")],
)
def test_the_ruleset_is_called_like_the_folder(folder: str, name: str, tmp_path: Path) -> None:
    assert ruleset_name(tmp_path / folder) == name
