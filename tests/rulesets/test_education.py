"""All 9,240 leads of X Education: the reference, the Python module and DuckDB give the same rows.

The data is not part of the repository; it stands in the data folder beside it.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from scoreline.cli.main import main
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.python import emit
from scoreline.compiler.reference import score
from scoreline.compiler.result import Lead, Result
from scoreline.compiler.values import Verdict
from scoreline.data.reading import reader
from scoreline.dsl.binding import Binding, read_binding
from scoreline.dsl.load import load
from scoreline.harness.engines import load_module, score_in_database, score_in_module
from scoreline.rulesets.education import conversion
from support.documents import ROOT

HOME = ROOT / "rulesets" / "education"
DATA = ROOT.parent / "shared" / "data" / "x_education" / "Leads.csv"
AS_OF = 1_768_435_200  # 2026-01-15T00:00:00Z, as in conversion.py

LEAKING = (
    "Converted", "Tags", "Lead Quality", "Lead Profile", "Last Activity", "Last Notable Activity",
    "Asymmetrique Activity Index", "Asymmetrique Profile Index",
    "Asymmetrique Activity Score", "Asymmetrique Profile Score",
)  # fmt: skip

needs_data = pytest.mark.skipif(
    not DATA.is_file(), reason="the X Education leads are not in the data folder beside the repository"
)


@lru_cache
def plan() -> Plan:
    ruleset = load(HOME / "education.score").ruleset
    assert ruleset is not None
    return lower(ruleset)


@lru_cache
def binding() -> Binding:
    found = read_binding(HOME / "binding.toml", plan().schema)
    assert isinstance(found, Binding), found
    return found


@lru_cache
def rows() -> tuple[dict[str, str], ...]:
    with DATA.open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


@lru_cache
def leads() -> tuple[Lead, ...]:
    """Read in Python, cell by cell, through the binding."""
    types = {attribute.name: attribute.type for attribute in plan().schema.attributes}
    readers = {c.name: (c.column, reader(c, types[c.name], plan().zone)) for c in binding().leads.columns}
    found = []
    for row in rows():
        read = {name: read_cell(row[column]) for name, (column, read_cell) in readers.items()}
        values = {name: value for name, value in read.items() if value is not None and not isinstance(value, Verdict)}
        found.append(Lead(str(values["prospect"]), values, ()))
    return tuple(found)


@lru_cache
def results() -> tuple[Result, ...]:
    return tuple(score(plan(), lead, AS_OF) for lead in leads())


def test_the_rules_cannot_see_what_was_known_only_later() -> None:
    columns = {column.column for column in binding().leads.columns}
    assert columns.isdisjoint(LEAKING)
    assert len(columns) == len(plan().schema.attributes)


@needs_data
def test_there_are_as_many_leads_as_the_description_says() -> None:
    assert len(rows()) == len({lead.key for lead in leads()}) == 9_240
    assert set(LEAKING) < set(rows()[0])


@needs_data
def test_select_means_missing() -> None:
    cities = Counter(row["City"] for row in rows())
    missing = sum("city" not in lead.values for lead in leads())
    assert missing == cities["Select"] + cities[""] == 3_669


@needs_data
def test_the_python_module_agrees_on_every_lead() -> None:
    assert list(score_in_module(plan(), leads(), AS_OF).results) == list(results())


@needs_data
def test_the_python_module_reads_the_raw_cells_alike() -> None:
    module = load_module(emit(plan()))
    bound = {column.name: column for column in binding().leads.columns}
    for row, expected in zip(rows(), results(), strict=True):
        raw = {}
        for name, column in bound.items():
            cell = dict(column.values).get(row[column.column], row[column.column])
            raw[name] = None if cell in column.missing else cell
        got = module.score(raw, [], as_of=AS_OF)
        assert {name: int(value * 1000) for name, value in got.scores.items()} == dict(expected.scores)
        assert (got.grades, got.stage, got.reason) == (dict(expected.grades), expected.stage, expected.reason)


@needs_data
def test_duckdb_agrees_on_every_lead() -> None:
    assert list(score_in_database(plan(), leads(), AS_OF).results) == list(results())


@needs_data
def test_the_command_line_agrees_on_every_row_of_the_file(tmp_path: Path) -> None:
    out = tmp_path / "scores.csv"
    command = ["score", str(HOME / "education.score"), "--leads", str(DATA), "--binding", str(HOME / "binding.toml")]
    done = CliRunner().invoke(main, [*command, "--as-of", conversion.AS_OF, "--output", str(out)])
    assert done.exit_code == 0, done.output
    with out.open(encoding="utf-8", newline="") as file:
        got = {row["lead"]: row for row in csv.DictReader(file)}
    assert len(got) == len(results())
    for expected in results():
        row = got[expected.lead]
        scores = {name: int(Decimal(row[name]) * 1000) for name, _ in expected.scores}
        assert scores == dict(expected.scores), expected.lead
        assert row["rating"] == dict(expected.grades)["rating"]
        assert (row["step"], row["reason"]) == (expected.stage, expected.reason)


@needs_data
def test_conversion_falls_from_grade_to_grade_as_the_document_states() -> None:
    converted = {row["Prospect ID"]: row["Converted"] == "1" for row in rows()}
    of_grade = Counter(dict(result.grades)["rating"] for result in results())
    won = Counter(dict(result.grades)["rating"] for result in results() if converted[result.lead])
    shares = [won[grade] / of_grade[grade] for grade in "ABCD"]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 2 * shares[2]

    document = (HOME / "README.md").read_text(encoding="utf-8")
    stated = re.findall(r"^\| ([A-D]) \| ([\d,]+) \| ([\d,]+) \| ([\d.]+)% \|$", document, re.MULTILINE)
    measured = [(g, f"{of_grade[g]:,}", f"{won[g]:,}", f"{won[g] / of_grade[g]:.1%}"[:-1]) for g in "ABCD"]
    assert stated == measured


@needs_data
def test_the_script_beside_the_table_prints_the_table() -> None:
    assert conversion.table(DATA) in (HOME / "README.md").read_text(encoding="utf-8")
