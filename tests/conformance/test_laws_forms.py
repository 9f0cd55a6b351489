"""What must hold for forms that change a rule, a group or the whole file, over hand-worked cases and generated ones.

Each law on a hand-worked case says: written this way, too, it has the result that was worked out.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from scoreline.compiler.plan import Plan
from scoreline.compiler.reference import score_all, worklist
from scoreline.compiler.result import Account, AccountResult, Contribution, Event, Lead, Result
from support.backends import POPULATIONS, Population, all_by_reference, canonical, canonical_account, planned
from support.generate.chance import Chance
from support.generate.rulesets import Case, cases
from support.worked import Worked

HEAD = re.compile(r"score s, limited to -1000\.\.1000, rounded to 3 decimals(.*) \{\n  (.*)\n  \"rule\" (.*)\n\}", re.S)


def _worked() -> ModuleType:
    spec = importlib.util.spec_from_file_location("worked_once_more", Path(__file__).with_name("test_worked.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WORKED = _worked()
BATCHES: list[list[Worked]] = [batch for batch in WORKED.BATCHES if len(batch) > 1]


def check(batch: list[Worked], backend: str = "python") -> None:
    """All results are those worked out, whatever the rows."""
    if len(batch) > 1:
        WORKED.test_outputs([replace(case, rows=None) for case in batch], backend)


def rewritten(case: Worked, head: str = "", first: str = "", around: str = "{}", behind: str = "") -> Worked | None:
    found = HEAD.fullmatch(case.rules)
    if found is None or (first and found[2]) or (behind and "weight" in found[3]):
        return None
    rule = around.format(f'"rule" {found[3]}{behind}')
    rules = (
        f"score s, limited to -1000..1000, rounded to 3 decimals{found[1]}{head} {{\n{first or found[2]}\n{rule}\n}}"
    )
    return replace(case, rules=rules)


def once_more(case: Worked, addition: str) -> Worked:
    return replace(case, rules=f"{case.rules}\n{addition}")


def long_ago(case: Worked) -> Worked | None:
    """A reset before all events. Silence is asked since the reset where nobody knows how long the lead exists."""
    if "seen" in case.values or ("created" not in case.values and re.search(r"\bno |days since last", case.rules)):
        return None
    made = rewritten(case, first="counts since seen")
    return made and replace(made, values={**case.values, "seen": "1970-01-03T00:00:00Z"})


LAWS: dict[str, Callable[[Worked], Worked | None]] = {
    "first of one rule": lambda case: rewritten(case, around='first of "G" {{ {} }}'),
    "best of one rule": lambda case: rewritten(case, around='best of "G" {{ {} }}'),
    "the first of two": lambda case: rewritten(case, around='first of "G" {{ "no" +1 when id is "x"  {} }}'),
    "weight 100%": lambda case: rewritten(case, behind=", weight 100%"),
    "a factor of 1": lambda case: rewritten(case, head=", times one"),
    "a reset before everything": long_ago,
}
ONCE = {
    "noise that matches nothing": 'ignore page_view where page is "no such page"\n'
    'ignore demo within 1 second after moved where to is "nobody"\nignore mailed more than 1000 within 1 second\n'
    'ignore any event when id is "nobody"',
    "attribution": "attribution by mail",
    "exclusions of other scores": 'score other { "x" +1 when ok }\ndo not score other when id is known because "x"',
    "flags and routes": 'flag f when id is known\nroute r, first met wins { "x" otherwise }',
}
FACTOR = 'factor one by country { "DE": 1  missing: 1  otherwise: 1 }'


@pytest.mark.parametrize("law", LAWS)
def test_a_rule_written_another_way(law: str) -> None:
    for batch in BATCHES:
        changed = [made for case in batch if (made := LAWS[law](case)) is not None]
        if law == "a factor of 1" and changed:
            changed[-1] = once_more(changed[-1], FACTOR)
        check(changed)


@pytest.mark.parametrize("law", ONCE)
def test_a_line_that_changes_nothing(law: str) -> None:
    for batch in BATCHES:
        check([*batch[:-1], once_more(batch[-1], ONCE[law])])


def test_parameters_are_literals() -> None:
    for batch in BATCHES:
        parameters: dict[str, str] = {}

        def named(found: re.Match[str], into: dict[str, str] = parameters) -> str:
            name = f"p{len(into)}"
            into[name] = found[2]
            return f"{found[1]}{name}"

        for pattern in (
            r"(in last )(\d+ (?:days|hours|weeks))\b",
            r"(at least )(\d+)(?= page_view|\n|$)",
            r"(halve every )(\d+ \w+)",
        ):
            changed = [replace(c, rules=re.sub(pattern, named, c.rules)) for c in batch]
            if parameters:
                lines = "\n".join(f"parameter {name} = {value}" for name, value in parameters.items())
                check([*changed[:-1], once_more(changed[-1], lines)], "python")
            parameters.clear()


# ---- generated ones --------------------------------------------------------------------------------------------------


def law(examples: int):  # type: ignore[no-untyped-def]
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate),
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lists")


def plan_of(case: Case, folder: Path, text: str = "") -> Plan:
    return planned(text or case.text, case.written(folder / str(case.seed)))


Found = tuple[dict[str, Result], dict[str, AccountResult]]


def found(run: Population, plan: Plan, leads: tuple[Lead, ...], as_of: int, accounts: tuple[Account, ...]) -> Found:
    results, of_accounts = run(plan, leads, as_of, accounts)
    return {r.lead: canonical(r) for r in results}, {r.account: canonical_account(r) for r in of_accounts}


def shuffled(chance: Chance, case: Case) -> tuple[tuple[Lead, ...], tuple[Account, ...]]:
    leads = [replace(lead, events=tuple(chance.shuffled(list(lead.events)))) for lead in case.leads]
    return tuple(chance.shuffled(leads)), tuple(chance.shuffled(list(case.accounts)))


def tied(case: Case, chance: Chance) -> Case:
    """Many events of one second: half of them move to the second of another."""
    leads = []
    for lead in case.leads:
        seconds = [event.at for event in lead.events]
        leads.append(replace(lead, events=tuple(
            replace(event, at=chance.one(seconds)) if chance.often(50) else event for event in lead.events
        )))  # fmt: skip
    return replace(case, leads=tuple(leads))


@law(60)
@given(made=cases(leads=12))
def test_the_order_of_the_data_never_matters(folder: Path, made: Case) -> None:
    chance = Chance(made.seed)
    made = tied(made, chance)
    plan = plan_of(made, folder)
    expected = found(all_by_reference, plan, made.leads, made.as_of, made.accounts)
    leads, accounts = shuffled(chance, made)
    assert found(all_by_reference, plan, leads, made.as_of, accounts) == expected
    assert found(POPULATIONS["python"], plan, leads, made.as_of, accounts) == expected


@law(6)
@given(made=cases(leads=12))
def test_the_order_of_the_data_never_matters_to_sql(folder: Path, made: Case) -> None:
    chance = Chance(made.seed)
    made = tied(made, chance)
    plan = plan_of(made, folder)
    expected = found(all_by_reference, plan, made.leads, made.as_of, made.accounts)
    leads, accounts = shuffled(chance, made)
    assert found(POPULATIONS["duckdb"], plan, leads, made.as_of, accounts) == expected


STRANGER = "123456789012345"


def key_of(plan: Plan) -> str | int:
    [kind] = [a.type.kind for a in plan.schema.attributes if a.name == plan.schema.key]
    return int(STRANGER) if kind == "integer" else STRANGER


@law(40)
@given(made=cases(leads=12))
def test_a_lead_of_another_account_changes_nothing(folder: Path, made: Case) -> None:
    plan = plan_of(made, folder)
    schema = plan.schema.account
    stranger = replace(made.leads[0], key=STRANGER, values={**made.leads[0].values, plan.schema.key: key_of(plan)})
    if schema is not None:
        stranger = replace(stranger, values={**stranger.values, schema.lead_attribute: "a strange account"})
    results, of_accounts = found(all_by_reference, plan, made.leads, made.as_of, made.accounts)
    more, more_accounts = found(POPULATIONS["python"], plan, (*made.leads, stranger), made.as_of, made.accounts)
    assert {key: result for key, result in more.items() if key != STRANGER} == results
    assert {key: result for key, result in more_accounts.items() if key != "a strange account"} == of_accounts


@law(60)
@given(made=cases(leads=12))
def test_attribution_changes_rows_only(folder: Path, made: Case) -> None:
    plan = plan_of(made, folder)
    if plan.attribution is None:
        texts = [a for e in plan.schema.events for a in e.attributes if a.type.kind == "text"]
        if not texts:
            return
        with_, without = replace(plan, attribution=texts[0].name), plan
    else:
        with_, without = plan, replace(plan, attribution=None)
    leads = tied(made, Chance(made.seed)).leads
    split, _ = found(all_by_reference, with_, leads, made.as_of, made.accounts)
    whole, _ = found(all_by_reference, without, leads, made.as_of, made.accounts)
    for key, result in whole.items():
        assert replace(split[key], contributions=()) == replace(result, contributions=())
        assert _added(split[key].contributions) == _added(result.contributions)


def _added(rows: tuple[Contribution, ...]) -> dict[tuple[str, str, str], int]:
    sums: dict[tuple[str, str, str], int] = {}
    for row in rows:
        key = (row.score, row.kind.replace("rule limit", "rule"), row.rule)
        sums[key] = sums.get(key, 0) + row.points
    return {key: points for key, points in sums.items() if points}


@law(60)
@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-2, 2)), max_size=14), st.integers(1, 4), st.integers(1, 5))
def test_a_shorter_worklist_is_the_beginning_of_a_longer_one(
    people: list[tuple[int, int]], quota: int, top: int
) -> None:
    leads = tuple(
        Lead(str(i), {"id": str(i), "a": a, "b": b}, (Event("e", 10**9, {}),)) for i, (a, b) in enumerate(people)
    )
    lists: list[list[str]] = []
    assert WORKLIST.worklist is not None
    for most in (None, top + 1, top):
        plan = replace(WORKLIST, worklist=replace(WORKLIST.worklist, top=most, quotas=(("up", quota),)))
        results, _ = score_all(plan, leads, 1_768_467_600)
        lists.append(worklist(plan, results))
    assert lists[1] == lists[0][: top + 1] and lists[2] == lists[0][:top]
    assert sum(people[int(key)][0] >= 1 for key in lists[0]) == min(quota, sum(a >= 1 for a, _ in people))


WORKLIST = planned(
    'ruleset lists version "1"\nlead { id: text key  a: integer  b: integer }\nevent e { }\n'
    'score s, limited to -9..9 { "a" + a, limited to -9..9 }\nscore t, limited to -9..9 { "b" + b, limited to -9..9 }\n'
    "stages life, first met wins { up when s at least 1   down otherwise }\nworklist by s, t\n"
)
