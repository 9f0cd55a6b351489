"""The functions of the package itself."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
import scoreline
from scoreline.compiler.result import Lead
from scoreline.dsl.diagnostics import DiagnosticError

RULES = """ruleset demo version "7"
lead { id: text key   country: text }
score fit { "Germany" +30 when country is "DE" }
sample "german" as of 2026-01-15 { lead id "1", country "DE"
  expect fit 30 }
"""
NOW = 1_768_467_600


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "demo.score"
    path.write_text(RULES)
    return path


def test_everything_public_is_there_typed_and_documented() -> None:
    for name in scoreline.__all__:
        member = getattr(scoreline, name)
        if name != "__version__":
            assert inspect.getdoc(member)
            annotations = inspect.signature(member)
            assert all(p.annotation is not inspect.Parameter.empty for p in annotations.parameters.values())
            assert annotations.return_annotation is not inspect.Signature.empty


def test_load_and_check(rules: Path) -> None:
    assert scoreline.load(rules).name == "demo"
    assert scoreline.check(str(rules)) == ()
    rules.write_text(RULES.replace("country is", "contry is"))
    (found,) = scoreline.check(rules)
    with pytest.raises(DiagnosticError, match="contry") as raised:
        scoreline.load(rules)
    assert raised.value.diagnostics == (found,)
    with pytest.raises(DiagnosticError):
        scoreline.load(rules.parent / "nowhere.score")
    rules.write_text('list a = ("x")\n')
    with pytest.raises(ValueError, match="only declares names"):
        scoreline.load(rules)


def test_leads_are_scored_by_the_reference(rules: Path) -> None:
    leads = [Lead("1", {"id": "1", "country": "DE"}, ()), Lead("2", {"id": "2"}, ())]
    results = scoreline.score_leads(rules, leads, as_of=NOW)
    assert [dict(result.scores) for result in results] == [{"fit": 30_000}, {"fit": 0}]
    assert [len(result.contributions) for result in results] == [1, 0]


def test_outputs_are_text(rules: Path) -> None:
    ruleset = scoreline.load(rules)
    text = scoreline.compile_python(ruleset)
    assert text == scoreline.compile_python(rules) and "def score(" in text
    files = scoreline.compile_sql(ruleset)
    assert list(files) == sorted(files) and any("demo_scores" in sql for sql in files.values())
    with pytest.raises(ValueError, match="unknown dialect"):
        scoreline.compile_sql(ruleset, dialect="oracle")
    (rules.parent / "b.toml").write_text('[leads.columns]\ncontry = "x"\n')
    with pytest.raises(DiagnosticError):
        scoreline.compile_sql(ruleset, binding=rules.parent / "b.toml")


def test_files_are_scored(rules: Path, tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("id,country\n1,DE\n2,FR\n,DE\n")
    quality = scoreline.score_files(rules, tmp_path / "leads.csv", tmp_path / "out.csv", as_of=NOW)
    assert (tmp_path / "out.csv").read_text().splitlines()[1:] == [
        "1,2026-01-15T09:00:00Z,30.00,,",
        "2,2026-01-15T09:00:00Z,0.00,,",
    ]
    assert quality.leads.rows == 3
    with pytest.raises(ValueError, match=r"out\.ods"):
        scoreline.score_files(rules, tmp_path / "leads.csv", tmp_path / "out.ods")


def test_samples_run(rules: Path) -> None:
    for paths in (rules, str(rules), [rules], rules.parent):
        (run,) = scoreline.run_samples(paths)
        assert [outcome.passed for outcome in run.outcomes] == [True]
