"""The text for compilers gives what the module gives, and none of its functions grows as the rules do.

It runs as it stands, without being compiled: that would take most of a test's time.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from scoreline.bench import scorer
from scoreline.bench.workload.data import AS_OF as NOW
from scoreline.bench.workload.data import dicts, files, tuples
from scoreline.bench.workload.rules import workload
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.python import emit
from scoreline.compiler.reference import score_all
from scoreline.compiler.result import Account, Lead
from support.backends import all_by_python, canonical, load_module, planned
from support.generate.rulesets import case
from support.python_rules import AS_OF, EDGES, WIDE, leads_of
from support.random_forms import Forms

GROUP = """ruleset r version "1"
lead { id: text key  size: integer  created: timestamp since }
event visit { page: text }
score s, limited to -100000..100000, rounded to 3 decimals {
  group "pages", limited to 0..50 {
    "First" +3 for each visit where page is "a" in last 30 days, max 30 points
    "Fading" +2 for each visit in last 30 days, halve every 7 days
    "Large" +5 when size above 10
  }
  "Quiet" -4 when no visit in last 7 days
}
"""
LOOPS = {"_results_of_one", "_results_of_tuples_of_one", "_explained_of_one"}


def check(plan: Plan, leads: list[Lead], as_of: int, accounts: list[Account]) -> None:
    expected, of_accounts = score_all(plan, leads, as_of, accounts)
    found, found_of_accounts = all_by_python(plan, leads, as_of, accounts, native=True)
    assert [canonical(each) for each in found] == [canonical(each) for each in expected]
    assert found_of_accounts == of_accounts


@pytest.mark.parametrize("seed", range(8))
def test_random_forms_give_the_reference_results(seed: int) -> None:
    maker = Forms(seed)
    check(lower(maker.full()), maker.leads(12), maker.as_of, maker.accounts())


@pytest.mark.parametrize("seed", range(4))
def test_random_rules_give_the_reference_results(seed: int, tmp_path: Path) -> None:
    made = case(seed, leads=30, size=40)
    check(planned(made.text, made.written(tmp_path)), made.leads, made.as_of, made.accounts)


@pytest.mark.parametrize("text", [EDGES, WIDE, GROUP], ids=["edges", "wide", "group"])
def test_boundaries_give_the_reference_results(text: str) -> None:
    plan = planned(text)
    check(plan, list(leads_of(plan, seed=5, count=60)), AS_OF, [])


def test_600_rules_give_what_the_module_gives(tmp_path: Path) -> None:
    rows = tuples(files(tmp_path, 150))
    rules = workload(600)
    plain, native = (load_module(scorer.emitted_text(rules, native=native)) for native in (False, True))
    for contributions in (False, True):
        expected, found = (
            [
                (*each[:-2], [tuple(row) for row in each.contributions], each.ignored)
                for each in module.score_many(dicts(rows), as_of=NOW, contributions=contributions)
            ]
            for module in (plain, native)
        )
        assert found == expected


def functions(count: int) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(scorer.emitted_text(workload(count), native=True))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def statements(node: ast.AST) -> int:
    return sum(isinstance(each, ast.stmt) for each in ast.walk(node))


def test_functions_have_a_bounded_length() -> None:
    """The loops over events have all counts in them, what is looked up all rules on a value: few statements each."""
    at_60, at_600 = functions(60), functions(600)
    for name in LOOPS:
        assert statements(at_600[name]) < 4 * statements(at_60[name])
    looked_up = re.compile("_(points|rows)_total_by_")
    longest = max(statements(node) for name, node in at_600.items() if name not in LOOPS and not looked_up.match(name))
    assert longest <= 150
    assert max(statements(node) for node in at_600.values()) <= 800


def test_the_module_itself_does_little_when_it_is_loaded() -> None:
    """Which the compilers take for one function."""
    tree = ast.parse(scorer.emitted_text(workload(600), native=True))
    own = [node for node in tree.body if not isinstance(node, ast.FunctionDef | ast.ClassDef)]
    assert sum(len(list(ast.walk(node))) for node in own if "_HALVING" not in ast.unparse(node)[:12]) < 3_000


@pytest.mark.parametrize("text", [EDGES, WIDE, GROUP], ids=["edges", "wide", "group"])
def test_nothing_is_worked_out_in_64_bits_behind_the_loop(text: str) -> None:
    """What rules pay may need more: mypyc would cut it off without a word."""
    tree = ast.parse(emit(planned(text), native=True))
    parts = [each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name.startswith("_paid_")]
    assert parts
    for node in (each for part in parts for each in ast.walk(part)):
        match node:
            case ast.BinOp(left=left, right=right):
                operands = [left, right]
            case ast.Assign(value=value) | ast.AugAssign(value=value):
                operands = [value]
            case ast.IfExp(body=body, orelse=otherwise):
                operands = [body, otherwise]
            case _:
                continue
        assert not any(isinstance(each, ast.Name) and each.id.endswith("_i64") for each in operands), ast.unparse(node)
