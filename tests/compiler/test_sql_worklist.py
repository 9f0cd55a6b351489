"""The worklist: order, ties, quotas of stages, length."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import Lead
from scoreline.compiler.sql import names
from scoreline.compiler.sql.read_back import ranked, results
from scoreline.compiler.sql.run import scored
from scoreline.dsl import model
from support.sized_rulesets import INTEGER, SPAN, TEXT, at_least, sized

AS_OF = 1_768_467_600
# Scores: 5 5 3 9 1 and none; the stage is `hot` from 5 on.
LEADS = [
    Lead(key, {"id": key, "n": n}, ()) for key, n in (("b", 5), ("é", 5), ("a", 3), ("c", 9), ("d", 1), ("out", 8))
]


def _plan(worklist: model.Worklist) -> Plan:
    number = model.LeadValue("n", INTEGER)
    base = sized([model.AmountRule("n", number, 10**9, 0, 100_000, False, None, SPAN)])
    lines = (
        model.StageLine("hot", at_least(5), "n is large", SPAN),
        model.StageLine("cold", None, "otherwise", SPAN),
    )
    excluded = model.Exclusion(model.InSet(model.LeadValue("id", TEXT), ("out",)), "it is out", SPAN)
    barred = model.Exclusion(model.InSet(number, (9,)), "n is 9", SPAN, ("extra",))
    extra = model.Score("extra", base.scores[0].entries, 0, 100_000, 0, SPAN)
    return lower(
        replace(
            base,
            scores=(*base.scores, extra),
            stages=model.Stages("stage", lines, "gone", SPAN),
            exclusions=(excluded, barred),
            worklist=worklist,
        )
    )


@pytest.mark.parametrize(
    ("by", "top", "quotas", "condition", "expected"),
    [
        (("fit",), None, (), None, ["c", "b", "é", "a", "d"]),
        (("fit",), 2, (), None, ["c", "b"]),
        (("fit",), None, (("hot", 2),), None, ["c", "b", "a", "d"]),
        (("fit",), 3, (("hot", 2), ("cold", 1)), None, ["c", "b", "a"]),
        (("fit",), None, (("hot", 0),), None, ["a", "d"]),
        (("fit",), None, (), model.InSet(model.StageOf("stage"), ("cold",)), ["a", "d"]),
        (("extra", "fit"), None, (), None, ["b", "é", "a", "d", "c"]),  # none comes last
        (("fit",), None, (), model.Not(at_least(0)), []),
    ],
)
def test_order(
    by: tuple[str, ...],
    top: int | None,
    quotas: tuple[tuple[str, int], ...],
    condition: model.Condition | None,
    expected: list[str],
) -> None:
    plan = _plan(model.Worklist(by, top, quotas, condition, SPAN))
    with scored(plan, LEADS, [AS_OF]) as connection:
        assert ranked(connection, plan, AS_OF) == expected


def test_each_moment_has_a_list_of_its_own() -> None:
    plan = _plan(model.Worklist(("fit",), 1, (), None, SPAN))
    with scored(plan, LEADS, [AS_OF, AS_OF + 60]) as connection:
        view = names.objects(plan.name).worklist
        found = connection.execute(f'SELECT rank, lead FROM "{view}" ORDER BY as_of').fetchall()
    assert found == [(1, "c"), (1, "c")]


def test_the_list_has_the_columns_of_the_scores() -> None:
    plan = _plan(model.Worklist(("fit",), None, (), None, SPAN))
    objects = names.objects(plan.name)
    with scored(plan, LEADS, [AS_OF]) as connection:
        of_list = connection.execute(f'DESCRIBE "{objects.worklist}"').fetchall()
        of_scores = connection.execute(f'DESCRIBE "{objects.scores}"').fetchall()
    assert [row[:2] for row in of_list] == [("rank", "BIGINT"), *(row[:2] for row in of_scores)]
    assert [row[0] for row in of_scores] == [
        "lead", "as_of", "fit", "extra", "stage", "reason", "problem", "extra_reason"
    ]  # fmt: skip


def test_results_say_who_is_listed() -> None:
    plan = _plan(model.Worklist(("fit",), 1, (), at_least(5), SPAN))
    with scored(plan, LEADS, [AS_OF]) as connection:
        listed = {result.lead: result.listed for result in results(connection, plan, AS_OF)}
    assert listed == {"b": True, "é": True, "a": False, "c": True, "d": False, "out": None}
