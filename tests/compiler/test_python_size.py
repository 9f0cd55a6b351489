"""Large rule files give modules that Python compiles, and a long stream of leads costs no memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace

from scoreline.compiler.plan import Plan
from scoreline.compiler.python import emit
from scoreline.compiler.reference import score
from scoreline.compiler.result import Lead
from scoreline.dsl import model
from support.backends import by_python, by_reference, load_module, planned
from support.python_rules import AS_OF, DAY, EDGES, leads_of

HEAD = """
ruleset big version "1"
lead { id: text key   n: integer   t: text }
event visit { page: text }
"""


def test_a_thousand_rules_in_each_of_two_scores() -> None:
    def rule(number: int) -> str:
        match number % 4:
            case 0:
                return f'"r{number}" +{number % 9} when n above {number} and t contains "x{number}"'
            case 1:
                where = f'page starts with "/{number}"'
                return f'"r{number}" +1 for each visit where {where} in last {number % 90 + 1} days, latest 2 only'
            case 2:
                halving = f"halve every {number % 20 + 1} days"
                return f'"r{number}" +1 for each visit in last {number % 50 + 1} days, once per page, {halving}'
            case _:
                return f'"r{number}" by n {{ below {number}: +1  from {number + 9}: +2  missing: -1  otherwise: -3 }}'

    rules = "\n".join(rule(number) for number in range(1000))
    plan = planned(HEAD + "\n".join(f"score s{number}, limited to -999..999 {{ {rules} }}" for number in range(2)))
    lead = Lead("1", {"id": "1", "n": 500, "t": "x4 x8"}, ())
    visits = [{"event": "visit", "at": AS_OF - day * DAY, "page": f"/{day}"} for day in range(60)]
    module = load_module(emit(plan))
    assert by_python(plan, [lead], AS_OF) == by_reference(plan, [lead], AS_OF)
    result = module.score({"id": "1", "n": "500", "t": "x4"}, visits, as_of=AS_OF, contributions=True)
    for name in ("s0", "s1"):
        assert sum(row.points for row in result.contributions if row.score == name) == result.scores[name]


def test_long_chains_and_sets() -> None:
    either = " or ".join(f'(n is {number} and t is "v{number}")' for number in range(1000))
    every = " and ".join(f't is not "v{number}"' for number in range(1000))
    lets = "\n".join(f'let l{number} = not l{number - 1} or t is "v{number}"' for number in range(1, 100))
    bands = " ".join(f"g{number} from {10 - number / 100:.2f}" for number in range(900))
    stages = " ".join(f's{number} when n is {number} because "b"' for number in range(999))
    items = ", ".join(str(number) for number in range(0, 4000, 2))
    rules = f'"a" +1 when {either}  "b" +2 when {every}  "c" +0.01 when l99  "d" +0.5 when n in ({items})'
    plan = planned(
        HEAD
        + f"let l0 = n is 1\n{lets}\nscore s {{ {rules} }}\n"
        + f"grade g of s {{ {bands} z below }}\nstages st, first met wins {{ {stages} last otherwise }}\n"
    )
    values: list[dict[str, str | int | bool]] = [{"n": n, "t": t} for n in (0, 1, 7, 999) for t in ("v7", "v999", "x")]
    leads = [Lead(str(index), {"id": str(index), **each}, ()) for index, each in enumerate([*values, {}, {"n": 7}])]
    assert by_python(plan, leads, AS_OF) == by_reference(plan, leads, AS_OF)


def test_a_long_chain_of_lets() -> None:
    lets = "\n".join(f'let l{number} = not l{number - 1} or t is "{number}"' for number in range(1, 300))
    plan = planned(HEAD + f'let l0 = n is 1\n{lets}\nscore s {{ "l" +1 when l299 }}')
    module = load_module(emit(plan))
    # Where t is known, each is met where the one before is not; where it is missing, the second is unknown for good.
    for values, expected in (({"n": 1, "t": "x"}, 0), ({"n": 2, "t": "x"}, 1), ({"n": 2}, 0), ({}, 0)):
        assert module.score({"id": 1, **values}, as_of=AS_OF).scores["s"] == expected


def test_a_list_of_a_hundred_thousand_entries() -> None:
    entries = tuple(sorted((f"company-{number}.example" for number in range(100_000)), key=str.encode))
    plan = planned(HEAD + 'list big = ("a")\nscore s { "l" +1 when t in big }')
    module = load_module(emit(replace(plan, lists=(model.TextList("big", entries),))))
    assert module.score({"id": 1, "t": "company-99999.example"}, as_of=AS_OF).scores["s"] == 1
    assert module.score({"id": 1, "t": "company-100000.example"}, as_of=AS_OF).scores["s"] == 0


def test_conditions_deep_inside_each_other() -> None:
    """A part that gets a variable of its own is computed without the tests around it: it must test for None itself."""
    plan = planned(HEAD + 'score s { "l" +1 when n above 1 }')
    number, text = (model.LeadValue(name, model.ValueType(kind)) for name, kind in (("n", "integer"), ("t", "text")))
    for depth in (23, 24, 25, 48, 100, 200):
        condition: model.Condition = _more_than(number, 0)
        for level in range(1, depth):
            same = model.Compare("=", text, model.Constant(f"t{level}", model.ValueType("text")))
            other = model.Not(_more_than(number, level))
            parts = (other, condition) if level % 3 else (condition, model.Not(same))
            condition = model.Or(parts) if level % 2 else model.And(parts)
        deep = _with_condition(plan, condition)
        for values in ({}, {"t": "t9"}, *({"n": n, "t": "t5"} for n in (0, 1, 2, depth - 1, depth)), {"n": 3}):
            lead = Lead("1", {"id": "1", **values}, ())
            assert by_python(deep, [lead], AS_OF) == [score(deep, lead, AS_OF)]


def _more_than(value: model.Value, bound: int) -> model.Condition:
    return model.Compare(">", value, model.Constant(bound, model.ValueType("integer")))


def _with_condition(plan: Plan, condition: model.Condition) -> Plan:
    [before] = plan.scores
    assert not hasattr(before, "terms")
    [rule] = before.entries
    return replace(plan, scores=(replace(before, entries=(replace(rule, condition=condition),)),))


def test_a_stream_of_leads_costs_no_memory() -> None:
    module = load_module(emit(planned(EDGES)))
    lead = {"id": "1", "employees": 70, "email": "a@gmail.com", "created": "2020-01-01"}
    events = [{"event": "page_view", "at": AS_OF - 60 * n, "page": f"/pricing/{n}", "seconds": n} for n in range(20)]

    def leads(count: int) -> Iterator[tuple[dict[str, object], list[dict[str, object]]]]:
        return (({**lead, "employees": number}, events) for number in range(count))

    def peak(count: int) -> int:
        tracemalloc.start()
        for _ in module.score_many(leads(count), as_of=AS_OF, contributions=True):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(100)  # whatever is kept once
    assert peak(4000) < peak(200) + 20_000


def test_leads_of_both_kinds_of_key_are_there() -> None:
    assert {lead.key for lead in leads_of(planned(EDGES), 1, 2)} == {"L0", "L1"}
