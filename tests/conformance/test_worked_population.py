"""Worklists and attribution worked out by hand, in the reference, the emitted module and DuckDB."""

# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pytest
from scoreline.compiler import python as python_output
from scoreline.compiler.reference import score, score_all, worklist
from scoreline.compiler.result import Contribution, Event, Lead
from scoreline.compiler.sql.emit import emit
from scoreline.compiler.sql.read_back import ranked
from scoreline.compiler.sql.run import define, load
from support.backends import differences, load_module, planned, raw_lead

AS_OF = 1_768_467_600  # 2026-01-15T09:00:00Z
HEAD = """ruleset worked version "1"
lead { id: text key  a: integer  b: integer  kind: text  ok: yes or no }
event e { campaign: text, n: integer, page: text }
event f { }
"""
LISTS = """
do not score when kind is "out" because "x"
do not score two when kind is "none" because "x"
score one, limited to -100..100 { "a" + a, limited to -100..100 }
score two, limited to -100..100 { "b" + b, limited to -100..100 }
stages life, first met wins { out when not scored   hot when one at least 50   warm when one at least 10   cold otherwise }
"""
# key: one, two, kind. Keys in the order of UTF-8 bytes: "10" < "2" < "A" < "a" < "é" < "😀"; "～" (U+FF5E) before "😀".
PEOPLE = {
    "a": (60, 5, ""), "2": (60, 5, ""), "10": (60, 5, ""), "A": (60, 5, ""), "é": (60, 5, ""),
    "\U0001f600": (60, 5, ""), "\uff5e": (60, 5, ""),
    "more": (60, 6, ""), "no two": (60, 99, "none"), "best": (70, -5, ""), "gone": (99, 99, "out"),
    "w1": (20, 1, ""), "w2": (20, 2, ""), "w3": (10, 9, ""), "c1": (9, 9, ""), "c2": (-9, 9, ""), "c3": (-9, 8, ""),
}  # fmt: skip
HOT = ["best", "more", "10", "2", "A", "a", "é", "\uff5e", "\U0001f600", "no two"]
REST = ["w2", "w1", "w3", "c1", "c2", "c3"]


WORKLISTS: list[tuple[str, list[str]]] = [
        ("worklist by one, two", [*HOT, *REST]),
        ("worklist by one, two, top 3", HOT[:3]),
        # By the second score alone: 9 thrice, by key, then 8; who has none comes last.
        ("worklist by two, when life in (warm, cold)", ["c1", "c2", "w3", "c3", "w2", "w1"]),
        ("worklist by two, one, when life is warm", ["w3", "w2", "w1"]),
        # Of hot only the first three, of cold one; then the first five of what is left.
        ("worklist by one, two, max 3 of hot, max 1 of cold", [*HOT[:3], "w2", "w1", "w3", "c1"]),
        ("worklist by one, two, top 5, max 3 of hot, max 1 of cold", [*HOT[:3], "w2", "w1"]),
        ("worklist by one, two, top 7, max 3 of hot, max 1 of cold", [*HOT[:3], "w2", "w1", "w3", "c1"]),
        ("worklist by two, top 1, max 1 of cold, when one below 0", ["c2"]),
        # The best of all that the condition lets through count against a quota, not those that it holds back.
        ("worklist by one, two, max 2 of hot, when two at most 5", ["best", "10", "w2", "w1"]),
        ("worklist by one, two, top 5, when ok", []),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), WORKLISTS)
def test_worklist(line: str, expected: list[str]) -> None:
    listed(line, expected)


def listed(line: str, expected: list[str], backends: Sequence[str] = ("reference", "python", "duckdb")) -> None:
    """The worklist has these keys in this order, in these backends."""
    plan = planned(f"{HEAD}{LISTS}{line}\n")
    leads = [
        Lead(key, {"id": key, "a": one, "b": two, **({"kind": kind} if kind else {})}, ())
        for key, (one, two, kind) in PEOPLE.items()
    ]
    if "reference" in backends:
        assert worklist(plan, score_all(plan, leads, AS_OF)[0]) == expected
    if "python" in backends:
        module = load_module(python_output.emit(plan))
        found = module.score_many([raw_lead(plan, lead) for lead in reversed(leads)], as_of=AS_OF)
        assert [result.lead for result in module.worklist(found)] == expected
    if "duckdb" in backends:
        with duckdb.connect(":memory:") as connection:
            load(connection, plan, leads, [AS_OF, AS_OF - 86_400])
            define(connection, emit(plan, compiled_by="x"))
            assert ranked(connection, plan, AS_OF) == expected


def campaign(age: int, of: str | None, n: int | None = None, page: str | None = None) -> Event:
    values: dict[str, str | int | bool] = {}
    if of is not None:
        values["campaign"] = of
    if n is not None:
        values["n"] = n
    if page is not None:
        values["page"] = page
    return Event("e", AS_OF - age * 86_400, values)


Row = tuple[str, str | None, str, int]
FIVE = (campaign(1, "x"), campaign(2, "y"), campaign(3, "x"), campaign(4, None), campaign(40, "z"))


BY_SOURCE: list[tuple[str, tuple[Event, ...], list[Row]]] = [
        # 2 × 8 for x, 8 for y, 8 without; z is too old.
        ("+8 for each e in last 30 days", FIVE, [("rule", "x", "16", 2), ("rule", "y", "8", 1), ("rule", None, "8", 1)]),
        # 40 in all with z; 25 are left: 15 go.
        ("+8 for each e ever, max 25 points", FIVE, [("rule", "x", "16", 2), ("rule", "y", "8", 1), ("rule", "z", "8", 1), ("rule", None, "8", 1), ("rule limit", None, "-15", 0)]),
        ("+8 for each e ever, max 40 points", FIVE, [("rule", "x", "16", 2), ("rule", "y", "8", 1), ("rule", "z", "8", 1), ("rule", None, "8", 1)]),
        ("-8 for each e ever, max 25 points", FIVE[:4], [("rule", "x", "-16", 2), ("rule", "y", "-8", 1), ("rule", None, "-8", 1), ("rule limit", None, "7", 0)]),
        ("+8 once for e ever", FIVE, [("rule", "x", "8", 1)]),
        # Of one second the smaller text counts as the later one, missing last.
        ("+8 once for e ever", (campaign(1, "y"), campaign(1, "x"), campaign(1, None)), [("rule", "x", "8", 1)]),
        ("+8 for each e ever, latest 2 only", (campaign(1, "y"), campaign(1, None), campaign(1, "é"), campaign(1, "z")), [("rule", "y", "8", 1), ("rule", "z", "8", 1)]),
        ("+8 for each e ever, once per day", (campaign(1, "y"), campaign(1, "x"), campaign(2, "y"), campaign(2, None)), [("rule", "x", "8", 1), ("rule", "y", "8", 1)]),
        ("+8 for each day with at least 2 e ever", (campaign(1, "y"), campaign(1, "x")), [("rule", "x", "8", 1)]),
        # Of each page at most 10: page p has 8 of x and 8 of y (6 go), page q 8 of x.
        ("+8 for each e ever, max 10 points per page", (campaign(1, "x", page="p"), campaign(2, "y", page="p"), campaign(3, "x", page="q")), [("rule", "x", "16", 2), ("rule", "y", "8", 1), ("rule limit", None, "-6", 0)]),
        # 7 - 3 = 4 of x, -4 of y: nothing in all, but both are shown.
        ("+ points of n for each e ever", (campaign(1, "x", 7), campaign(2, "x", -3), campaign(3, "y", -4)), [("rule", "x", "4", 2), ("rule", "y", "-4", 1)]),
        # A source that adds up to nothing has no row.
        ("+ points of n for each e ever", (campaign(1, "x", 7), campaign(2, "x", -7), campaign(3, "y", 4)), [("rule", "y", "4", 1)]),
        # The event without a number does not occur.
        ("+ points of n for each e ever, latest 1 only", (campaign(1, "x"), campaign(2, "y", 5)), [("rule", "y", "5", 1)]),
        ("+8 for each e ever, fade to 0 over 4 days", FIVE, [("rule", "x", "8", 2), ("rule", "y", "4", 1)]),
        ("+8 for each e ever, unless ok", FIVE, []),
        ("+8 for each f ever", (Event("f", AS_OF - 5, {}),), [("rule", None, "8", 1)]),
        ("+3 when e ever", FIVE, [("rule", None, "3", 1)]),
        ("by count of e ever { from 5: +3 }", FIVE, [("rule", None, "3", 1)]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "events", "rows"), BY_SOURCE)
def test_attribution(rule: str, events: tuple[Event, ...], rows: list[Row]) -> None:
    attributed(rule, events, rows)


def attributed(
    rule: str, events: tuple[Event, ...], rows: list[Row], backends: Sequence[str] = ("python", "duckdb")
) -> None:
    """The rule has these rows in the reference, and in these backends."""
    plan = planned(f'{HEAD}attribution by campaign\nscore s, limited to -100..100 {{\n  "r" {rule}\n}}\n')
    lead = Lead("1", {"id": "1", "ok": True}, events)
    result = score(plan, lead, AS_OF)
    found = [(c.kind, c.source, c.points, c.times) for c in result.contributions]
    assert sorted(found, key=repr) == sorted(((k, s, int(p) * 10**9, n) for k, s, p, n in rows), key=repr)
    assert differences(plan, [lead], AS_OF, [name for name in backends if name != "reference"]) == []
    assert dict(result.scores)["s"] == sum(int(p) for _, _, p, _ in rows) * 1000


def test_attribution_in_a_group_that_picks_and_under_limits() -> None:
    plan = planned(
        f"{HEAD}attribution by campaign\nscore s, limited to -100..20 {{\n"
        'best of "B", limited to 0..30 { "few" +8 for each e in last 3 days  "all" +9 for each e ever, max 40 points }\n}\n'
    )
    lead = Lead("1", {"id": "1"}, FIVE)

    def shown(row: Contribution) -> tuple[str, str, str | None, int]:
        return row.kind, row.rule, row.source, row.points // 10**9

    # 5 × 9 = 45, at most 40, in the group at most 30, in the score at most 20.
    assert sorted(map(shown, score(plan, lead, AS_OF).contributions), key=repr) == sorted(
        [
            ("rule", "all", "x", 18), ("rule", "all", "y", 9), ("rule", "all", "z", 9), ("rule", "all", None, 9),
            ("rule limit", "all", None, -5), ("group limit", "B", None, -10), ("range limit", "", None, -10),
        ],
        key=repr,
    )  # fmt: skip
    assert differences(plan, [lead], AS_OF) == []
