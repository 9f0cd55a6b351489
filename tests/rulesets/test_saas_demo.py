"""What `make demo` scores: the files read cell by cell in Python and scored by the reference give the same rows."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.reference import score
from scoreline.compiler.result import Event, Lead, Result
from scoreline.compiler.values import Verdict
from scoreline.data.quality import Quality
from scoreline.data.reading import reader
from scoreline.data.scoring import score_files
from scoreline.dsl.binding import Binding, ColumnBinding, read_binding
from scoreline.dsl.load import load
from scoreline.dsl.model import ValueType
from scoreline.rulesets.saas import make_sample
from support.documents import ROOT

AS_OF = 1_768_467_600  # 2026-01-15T09:00:00Z, as in the Makefile
Cells = dict[str, str]
Values = dict[str, str | int | bool]


@pytest.fixture(scope="module")
def plan() -> Plan:
    ruleset = load(ROOT / "rulesets" / "saas" / "saas.score").ruleset
    assert ruleset is not None
    return lower(ruleset)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_sample.make(tmp_path_factory.mktemp("demo"), leads=5_000, events=60_000, seed=2026)


@pytest.fixture(scope="module")
def scored(plan: Plan, files: tuple[Path, Path]) -> tuple[list[dict[str, object]], Quality]:
    binding = read_binding(None, plan.schema)
    assert isinstance(binding, Binding)
    with score_files(plan, *files, binding, AS_OF) as found:
        rows = [dict(zip(found.columns, row, strict=True)) for batch in found.batches() for row in batch]
        return rows, found.quality


def read(path: Path) -> list[Cells]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def values(cells: Cells, types: dict[str, ValueType], plan: Plan) -> Values:
    found: Values = {}
    for name, type_ in types.items():
        value = reader(ColumnBinding(name, name), type_, plan.zone)(cells[name])
        if value is not None and not isinstance(value, Verdict):
            found[name] = value
    return found


def leads(plan: Plan, files: tuple[Path, Path]) -> Iterator[Lead]:
    """The leads that have a key of their own, with those of their events that can be used."""
    types = {attribute.name: attribute.type for attribute in plan.schema.attributes}
    kinds = {kind.name: {a.name: a.type for a in kind.attributes} for kind in plan.schema.events}
    events: dict[str, list[Event]] = defaultdict(list)
    for cells in read(files[1]):
        at = values(cells, {"at": ValueType("timestamp")}, plan).get("at")
        if isinstance(at, int) and cells["event"] in kinds:
            events[cells["lead"]].append(Event(cells["event"], at, values(cells, kinds[cells["event"]], plan)))
    rows = read(files[0])
    keys = Counter(cells["id"] for cells in rows)
    for cells in rows:
        if cells["id"] and keys[cells["id"]] == 1:
            yield Lead(cells["id"], values(cells, types, plan), tuple(events[cells["id"]]))


def test_the_reference_gives_the_same_rows(
    plan: Plan, files: tuple[Path, Path], scored: tuple[list[dict[str, object]], Quality]
) -> None:
    got = {str(row["lead"]): row for row in scored[0]}
    expected: list[Result] = [score(plan, lead, AS_OF, contributions=False) for lead in leads(plan, files)]
    assert set(got) == {result.lead for result in expected}
    for result in expected:
        row = got[result.lead]
        for name, milli in result.scores:
            value = row[name]
            assert (None if value is None else int(Decimal(str(value)) * 1000)) == milli, (result.lead, name)
        assert (row["rating"], row["lifecycle"]) == (dict(result.grades)["rating"], result.stage), result.lead
        assert row["reason"] == result.reason
        assert row["priority"] == dict(result.flags)["priority"]
        assert (row["team"], row["segment"]) == (dict(result.routes)["team"], dict(result.routes)["segment"])
        due = row["due"].replace(tzinfo=dt.UTC).timestamp() if isinstance(row["due"], dt.datetime) else None
        assert (row["follow_up"], due) == (result.follow_up, result.due)


def test_every_grade_and_stage_occurs(scored: tuple[list[dict[str, object]], Quality]) -> None:
    assert {row["rating"] for row in scored[0]} == {"A", "B", "C", "D", None}
    assert {row["lifecycle"] for row in scored[0]} == {"out", "sql", "pql", "mql", "enrich", "nurture", "dormant"}


def test_the_worklist_comes_first_and_is_in_order(scored: tuple[list[dict[str, object]], Quality]) -> None:
    """By total, then intent, then key; of mql and pql so many, of all 300. What is not on it follows, by total."""

    def order(row: dict[str, object]) -> tuple[Decimal, Decimal, str]:
        return -Decimal(str(row["total"])), -Decimal(str(row["intent"])), str(row["lead"])

    rows = [row for row in scored[0] if row["total"] is not None]
    room = {"sql": 300, "mql": 120, "pql": 60}
    listed: list[str] = []
    for row in sorted(rows, key=order):
        stage = str(row["lifecycle"])
        if room.get(stage, 0):
            room[stage] -= 1
            listed.append(str(row["lead"]))
    assert room["mql"] == room["pql"] == 0 and len(listed) > 300  # each quota is needed, and the limit of all as well
    assert [str(row["lead"]) for row in rows[:300]] == listed[:300]
    rest = [-Decimal(str(row["total"])) for row in rows[300:]]
    assert rest == sorted(rest)


def test_noise_is_left_out(plan: Plan, files: tuple[Path, Path]) -> None:
    """A scanner opens and clicks within two seconds of the sending: of such mails no open counts but the lead's own."""
    contributions = Counter[str]()
    for lead in leads(plan, files):
        sent = {(event.values.get("mail"), event.at) for event in lead.events if event.kind == "mail_sent"}
        real = [
            event
            for event in lead.events
            if event.kind == "mail_open"
            and AS_OF - 90 * 86_400 < event.at <= AS_OF
            and not any((event.values.get("mail"), event.at - late) in sent for late in range(3))
        ]
        staff = str(lead.values.get("email", "")).endswith("@our-company.example")
        expected = 0 if staff else len({event.values.get("mail") for event in real})
        rows = score(plan, lead, AS_OF).contributions
        counted = sum(row.times for row in rows if row.rule == "Opens mail")
        if rows:
            contributions[
                "noisy" if staff or len(real) < sum(e.kind == "mail_open" for e in lead.events) else "clean"
            ] += 1
            assert counted == expected, lead.key
    assert min(contributions["noisy"], contributions["clean"]) > 100


def test_the_quality_summary_has_what_the_sample_does_wrong(
    scored: tuple[list[dict[str, object]], Quality],
) -> None:
    quality = scored[1]
    (events,) = quality.events
    assert (quality.leads.rows, quality.leads.without_key, quality.leads.repeated_keys) == (5_004, 1, 3)
    assert quality.leads.accepted == 5_004 - 1 - 6
    assert (events.rows, events.unknown_kind, events.without_time) == (60_000, 12, 9)
    assert events.future == 6
    unexpected = {a.name: dict(a.unexpected_values) for a in quality.attributes if a.unexpected_values}
    assert set(unexpected["seniority"]) == {"boss", "VP"}
