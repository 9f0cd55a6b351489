"""All 45,211 clients of the bank: the reference, the Python module and DuckDB give the same rows.

The data is not part of the repository; it stands in the data folder beside it.
"""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from scoreline.cli.main import main
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.reference import score
from scoreline.compiler.result import Lead, Result
from scoreline.compiler.values import Verdict
from scoreline.data.reading import reader
from scoreline.dsl.binding import Binding, read_binding
from scoreline.dsl.load import load
from scoreline.harness.engines import score_in_database, score_in_module
from scoreline.rulesets.bank_marketing import lift
from support.documents import ROOT

HOME = ROOT / "rulesets" / "bank_marketing"
DATA = ROOT.parent / "shared" / "data" / "bank_marketing" / "bank-full.csv"
AS_OF = 1_768_435_200  # 2026-01-15T00:00:00Z, as in lift.py
LATER = ("duration", "day", "month", "y")

needs_data = pytest.mark.skipif(
    not DATA.is_file(), reason="the Bank Marketing data is not in the data folder beside the repository"
)


@lru_cache
def plan() -> Plan:
    ruleset = load(HOME / "bank_marketing.score").ruleset
    assert ruleset is not None
    return lower(ruleset)


@lru_cache
def binding() -> Binding:
    found = read_binding(HOME / "binding.toml", plan().schema)
    assert isinstance(found, Binding), found
    return found


@lru_cache
def rows() -> tuple[dict[str, str], ...]:
    with DATA.open(encoding="utf-8", newline="") as file:
        return tuple({"row": str(number), **row} for number, row in enumerate(csv.DictReader(file), 1))


@lru_cache
def leads() -> tuple[Lead, ...]:
    """Read in Python, cell by cell, through the binding."""
    types = {attribute.name: attribute.type for attribute in plan().schema.attributes}
    readers = {c.name: (c.column, reader(c, types[c.name], plan().zone)) for c in binding().leads.columns}
    found = []
    for row in rows():
        read = {name: read_cell(row[column]) for name, (column, read_cell) in readers.items()}
        values = {name: value for name, value in read.items() if value is not None and not isinstance(value, Verdict)}
        found.append(Lead(str(values["row"]), values, ()))
    return tuple(found)


@lru_cache
def results() -> tuple[Result, ...]:
    return tuple(score(plan(), lead, AS_OF) for lead in leads())


def test_the_rules_cannot_see_what_was_known_only_later() -> None:
    columns = {column.column for column in binding().leads.columns}
    assert columns.isdisjoint(LATER)
    assert len(columns) == len(plan().schema.attributes)


@needs_data
def test_unknown_means_missing() -> None:
    assert len(rows()) == 45_211
    assert set(LATER) < set(rows()[0])
    for name, column in (
        ("job", "job"),
        ("education", "education"),
        ("contact", "contact"),
        ("last_outcome", "poutcome"),
    ):
        missing = sum(name not in lead.values for lead in leads())
        assert missing == sum(row[column] == "unknown" for row in rows()) > 0
    assert sum("days_since" not in lead.values for lead in leads()) == sum(row["pdays"] == "-1" for row in rows())


@needs_data
def test_the_rules_pay_what_they_say() -> None:
    """Of single columns, counted in the file itself: no credit in default, and one rule after the other."""
    counted = Counter(row.rule for result in results() for row in result.contributions)
    scored = [row for row in rows() if row["default"] == "no"]
    assert counted["No loan for a home"] == sum(row["housing"] == "no" for row in scored)
    assert counted["Studied"] == sum(row["education"] == "tertiary" for row in scored)
    assert counted["Out of working life"] == sum(row["job"] == "retired" or int(row["age"]) >= 65 for row in scored)
    assert counted["Last time"] == sum(row["poutcome"] != "unknown" for row in scored)
    assert counted["Called again and again"] == sum(int(row["campaign"]) >= 2 for row in scored)
    assert sum(result.stage == "out" for result in results()) == len(rows()) - len(scored)


@needs_data
def test_the_python_module_agrees_on_every_client() -> None:
    assert score_in_module(plan(), leads(), AS_OF).results == results()


@needs_data
def test_duckdb_agrees_on_every_client() -> None:
    assert score_in_database(plan(), leads(), AS_OF).results == results()


@needs_data
def test_the_command_line_agrees_on_every_row_of_the_file(tmp_path: Path) -> None:
    out = tmp_path / "scores.csv"
    numbered = lift.numbered(DATA, tmp_path / "numbered.csv")
    command = ["score", str(HOME / "bank_marketing.score"), "--leads", str(numbered)]
    command += ["--binding", str(HOME / "binding.toml"), "--as-of", lift.AS_OF, "--output", str(out)]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    with out.open(encoding="utf-8", newline="") as file:
        got = {row["lead"]: row for row in csv.DictReader(file)}
    assert len(got) == len(results())
    for expected in results():
        row = got[expected.lead]
        scores = {name: int(Decimal(row[name]) * 1000) if row[name] else None for name, _ in expected.scores}
        assert scores == dict(expected.scores), expected.lead
        assert (row["rating"] or None, row["next_step"]) == (dict(expected.grades)["rating"], expected.stage)


@needs_data
def test_the_script_prints_the_table_of_the_document() -> None:
    assert lift.table(DATA) in (HOME / "README.md").read_text(encoding="utf-8")


@needs_data
def test_the_document_says_who_is_rated_a() -> None:
    best = [row for row, result in zip(rows(), results(), strict=True) if dict(result.grades)["rating"] == "A"]
    before = [row for row in best if row["poutcome"] == "success"]
    others = [row for row in best if row["poutcome"] != "success"]
    took = [sum(row["y"] == "yes" for row in group) for group in (before, others)]
    text = " ".join((HOME / "README.md").read_text(encoding="utf-8").split())
    said = (
        f"Of the {len(best):,} rated A, {len(before):,} had bought last time, and {took[0]:,} of those did so again; "
    )
    said += f"of the other {len(others):,} it was {took[1]:,}, which is {took[1] / len(others):.1%}."
    assert said in text


def test_a_file_with_semicolons_is_numbered_alike(tmp_path: Path) -> None:
    data = tmp_path / "bank.csv"
    data.write_text('"age";"y"\n58;"no"\n44;"yes"\n', encoding="utf-8")
    numbered = lift.numbered(data, tmp_path / "numbered.csv")
    assert numbered.read_text(encoding="utf-8") == 'row;"age";"y"\n1;58;"no"\n2;44;"yes"\n'
    assert lift.outcomes(numbered) == {"1": False, "2": True}
