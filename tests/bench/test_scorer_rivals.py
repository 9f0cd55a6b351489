"""Every contestant of the row scorer gives the same scores and grades, and the contests run from end to end."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from scoreline.bench import contests, measure, report, scorer
from scoreline.bench.contest import Contest, Contestant, Ratio
from scoreline.bench.measure import Measured
from scoreline.bench.rivals import cel, naive_python, optimised_python, zen, zen_decision, zen_rules
from scoreline.bench.rivals.facts import halving
from scoreline.bench.workload.data import AS_OF
from scoreline.bench.workload.rules import (
    AtLeast,
    Bands,
    Each,
    Fading,
    Missing,
    Once,
    Quiet,
    Speed,
    TextContains,
    TextEnds,
    TextIn,
    TextIs,
    Workload,
    workload,
)

DAY = 86_400
Found = list[tuple[str, int, str]]
Scorer = Callable[..., Iterable[Any]]
Made = Callable[[Workload], Scorer]

HAND_WRITTEN = {
    "naive": naive_python.source,
    "chained": optimised_python.chained,
    "packed": optimised_python.packed,
}
ZEN = {"zen": zen.scorer, "zen, a decision": zen_decision.scorer, "zen, a rule each": zen_rules.scorer}


def found(score_many: Scorer, pairs: scorer.Pairs) -> Found:
    """Key, score in thousandths and grade of each lead, whatever the contestant calls them."""
    results = score_many(pairs, as_of=AS_OF)
    return [_of_result(each) if hasattr(each, "lead") else each for each in results]


def _of_result(result: Any) -> tuple[str, int, str]:
    return result.lead, int(result.scores["total"] * 1000), result.grades["rating"]


def contestants(rules: Workload) -> dict[str, Scorer]:
    made: dict[str, Scorer] = {"emitted": scorer.module_of(scorer.emitted_text(rules), "emitted").score_many}
    for name, source in HAND_WRITTEN.items():
        made[name] = scorer.module_of(source(rules), name).score_many
    return made


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> scorer.Pairs:
    from scoreline.bench.workload.data import dicts, files, tuples

    return dicts(tuples(files(tmp_path_factory.mktemp("data"), 300)))


@pytest.mark.parametrize(("count", "events"), [(30, False), (60, True), (600, True)])
def test_all_python_gives_the_same(count: int, events: bool, pairs: scorer.Pairs) -> None:
    results = {name: found(each, pairs) for name, each in contestants(workload(count, events=events)).items()}
    first = results.pop("emitted")
    assert len({grade for _, _, grade in first}) > 1
    for name, each in results.items():
        assert each == first, name


@pytest.mark.parametrize("made", ZEN.values(), ids=ZEN)
@pytest.mark.parametrize(("count", "events"), [(30, False), (60, True), (600, True)])
def test_zen_gives_the_same(made: Made, count: int, events: bool, pairs: scorer.Pairs) -> None:
    pytest.importorskip("zen")
    rules = workload(count, events=events)
    assert found(made(rules), pairs) == found(contestants(rules)["chained"], pairs)


@pytest.mark.parametrize("made", [cel.scorer, cel.rule_by_rule])
@pytest.mark.parametrize("count", [30, 300])
def test_cel_gives_the_same(made: Made, count: int, pairs: scorer.Pairs) -> None:
    pytest.importorskip("cel")
    rules = workload(count, events=False)
    assert found(made(rules), pairs) == found(contestants(rules)["chained"], pairs)


@pytest.mark.parametrize(("count", "events"), [(30, False), (60, True)])
def test_the_decision_is_valid(count: int, events: bool) -> None:
    engine = pytest.importorskip("zen").ZenEngine()
    decision = zen_decision.decision(workload(count, events=events))
    engine.create_decision(json.dumps(decision)).validate()


RULES = Workload(
    (
        TextIs("country", "DE", 10),
        TextIn("country", ("AT", "DE"), 5),
        TextContains("title", "Head", 4),
        TextEnds("email", "@firm.example", -3),
        AtLeast("budget", 10, 20, 2),
        Bands("employees", ((10, 1), (100, 7))),
        Missing("industry", -1),
        Each("page_view", "/docs", 7, 2, 5),
        Once("call", None, 3, 6),
        Fading("form", None, 30, 3, 50, 10),
        Quiet(14, -20),
        Speed(3, 7, 9),
    ),
    limit=100,
    grades=(("A", 30), ("B", 20), ("C", 10)),
)
LEAD: dict[str, Any] = {
    "id": "1",
    "created": AS_OF - 100 * DAY,
    "country": "DE",
    "industry": None,
    "title": "Head of Data",
    "seniority": None,
    "source": None,
    "email": "ann@firm.example",
    "employees": 100,
    "budget": 20,
}


def event(kind: str, age: int, page: str | None = None) -> dict[str, Any]:
    return {"event": kind, "at": AS_OF - age, "page": page, "seconds": None}


# Attributes: 10 + 5 + 4 - 3 + 0 + 7 - 1 = 22.
CASES = [
    ([], LEAD, 2_000, "D"),  # quiet for long: 22 - 20
    ([], LEAD | {"created": AS_OF - 14 * DAY + 1}, 22_000, "B"),  # not known for long enough to be quiet
    ([], LEAD | {"created": AS_OF - 14 * DAY}, 2_000, "D"),  # just long enough
    ([event("page_view", -1, "/docs")], LEAD, 2_000, "D"),  # later than the moment: not there
    # The second and the third are in the last 7 days; the event at 7 days is not. 22 + 2 × 2.
    ([event("page_view", age, "/docs/a") for age in (7 * DAY, 7 * DAY - 1, 0)], LEAD, 26_000, "B"),
    # Three: 6 points are cut to 5, and speed pays. 22 + 5 + 9.
    ([event("page_view", age, "/docs") for age in (1, 2, 3)], LEAD, 36_000, "A"),
    ([event("page_view", 1, "/blog"), event("page_view", 1), event("call", 2)], LEAD, 37_000, "A"),  # 22 + 6 + 9
    # A form of today and one of 10 days ago: 22 + 3 × (1 + 1/2).
    ([event("form", 0), event("form", 10 * DAY)], LEAD, 26_500, "B"),
    # One of 5 days ago: 3 × 0.707107 = 2.121321.
    ([event("form", 5 * DAY)], LEAD, 24_121, "B"),
    # Employees 99: 1 and not 7; budget 19: 2; nothing else known but the country: 15 + 1 + 2 - 1 - 20.
    ([], LEAD | {"title": None, "email": None, "employees": 99, "budget": 19}, -3_000, "D"),
    ([event("invite", 0)], dict.fromkeys(LEAD) | {"id": "1"}, -1_000, "D"),
]


@pytest.mark.parametrize(("events", "lead", "score", "grade"), CASES)
def test_by_hand(events: list[dict[str, Any]], lead: dict[str, Any], score: int, grade: str) -> None:
    scorers = contestants(RULES)
    with suppress(ModuleNotFoundError):
        scorers |= {name: made(RULES) for name, made in ZEN.items()}
    for name, each in scorers.items():
        assert found(each, [(lead, events)]) == [("1", score, grade)], name


def test_halving_is_that_of_the_compiler() -> None:
    from scoreline.compiler.decay import lower_decay, weight
    from scoreline.dsl import model

    for every in (1, 7, 45):
        decay = lower_decay(model.Decay(model.Halve(DAY, every), 0), 1_000)
        assert halving(every, 300) == [weight(decay, day * DAY) for day in range(300)]


@pytest.mark.parametrize("contest", scorer.CONTESTS, ids=lambda each: each.name)
def test_every_contestant_runs(contest: Contest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scorer, "OUT", tmp_path)
    monkeypatch.setitem(scorer.LEADS, "small", scorer.WARM + 20)
    for contestant in contest.contestants:
        assert contestant.ready is not None
        try:
            contestant.ready("small")()
        except ModuleNotFoundError as error:
            assert error.name in ("zen", "cel")
    for ratio in contest.ratios:
        assert {ratio.over, ratio.under} <= {each.name for each in contest.contestants}


def test_a_contest_is_run_by_pyperf() -> None:
    pytest.importorskip("pyperf")
    processes = contests.contests("tools")["processes"]
    contest = Contest("processes", "whole processes", "run", processes.units, processes.contestants[:1], ())
    taken = measure.measure("tools", contest, "small", rounds=1).seconds
    assert 0 < taken["python -c pass"][0] < 10


EXAMPLE = Contest(
    "example",
    "An example",
    "lead",
    lambda _: 10,
    (Contestant("emitted"), Contestant("naive")),
    (
        Ratio("against naive code", "naive", "emitted", 4, 5),
        Ratio("naive", "naive", "", 0.001, None, "at most"),
        Ratio("naive takes longer", "naive", "emitted", more=True),
    ),
)
TAKEN = Measured("example", 10, {"emitted": [0.001, 0.002, 0.001], "naive": [0.004, 0.006, 0.006]})


def test_ratios_are_worked_out_in_each_round() -> None:
    assert measure.spread(TAKEN, EXAMPLE.ratios[0]) == measure.Spread(4.0, 3.0, 6.0)
    assert report.misses(EXAMPLE, TAKEN) == 1
    assert report.table(EXAMPLE, TAKEN)[2:] == [
        "| emitted | 1,000 |",
        "| naive | 167 |",
        "",
        "| ratio | measured | from … to | bound | aim |",
        "| --- | ---: | ---: | ---: | ---: |",
        "| against naive code | 4.00 × | 3.00 × … 6.00 × | ≥ 4.00 × | ≥ 5.00 × |",
        "| naive | 6 ms | 4 ms … 6 ms | ≤ 1 ms |  |",
        "| naive takes longer | +4 ms | +3 ms … +5 ms |  |  |",
    ]


def test_the_page_gets_its_tables(tmp_path: Path) -> None:
    contest = scorer.CONTESTS[2]
    taken = {each.name: [number / 1_000_000] for number, each in enumerate(contest.contestants, 1)}
    measure.keep("scorer", "small", [Measured(contest.name, 100, taken)], tmp_path)
    page = tmp_path / "performance.md"
    page.write_text("Before.\n\n<!-- bench: scorer -->\nold\n<!-- /bench -->\n\nAfter.\n", encoding="utf-8")
    report.write("small", page, tmp_path)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("Before.\n\n<!-- bench: scorer -->\n\n**30 rules on attributes**\n")
    assert text.endswith("<!-- /bench -->\n\nAfter.\n")
    assert "old" not in text
    assert "| emitted | 1,000,000 |" in text
    chart = ET.parse(tmp_path / "performance.svg").getroot()
    assert len(chart.findall("{*}rect")) == len(contest.contestants)
    report.write("small", page, tmp_path)
    assert page.read_text(encoding="utf-8") == text
