"""Random rulesets with every form, accounts among them: the emitted module says what the reference says."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
from scoreline.compiler import plan as p
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.python import emit
from scoreline.compiler.reference import score_all, worklist
from scoreline.compiler.result import Account, AccountResult, Lead, Result
from support.backends import all_by_python, canonical, load_module, planned, raw_account, raw_lead
from support.form_rules import AS_OF, FORMS, OUTCOMES, accounts, leads_of
from support.random_forms import Forms

SEEDS = range(40)


@dataclass(frozen=True)
class Case:
    plan: Plan
    leads: list[Lead]
    accounts: list[Account]
    as_of: int

    def expected(self) -> tuple[list[Result], list[AccountResult]]:
        return score_all(self.plan, self.leads, self.as_of, self.accounts)


def case(seed: int, leads: int = 12) -> Case:
    maker = Forms(seed)
    plan = lower(maker.full())
    return Case(plan, maker.leads(leads), maker.accounts(), maker.as_of)


def in_order(results: list[Result], accounts: list[AccountResult]) -> tuple[list[Result], list[AccountResult]]:
    return [canonical(result) for result in results], accounts


@pytest.mark.parametrize("seed", SEEDS)
def test_leads_and_accounts_are_scored_as_by_the_reference(seed: int) -> None:
    made = case(seed)
    expected = in_order(*made.expected())
    assert in_order(*all_by_python(made.plan, made.leads, made.as_of, made.accounts)) == expected


ATTRIBUTED = f"{FORMS}{OUTCOMES}attribution by campaign"


@pytest.mark.parametrize("text", [FORMS, FORMS + OUTCOMES, ATTRIBUTED], ids=["scores", "outcomes", "attributed"])
@pytest.mark.parametrize("as_of", [AS_OF, AS_OF + 1, AS_OF + 2 * 86_400 - 1])
def test_same_results_on_boundaries(text: str, as_of: int) -> None:
    plan = planned(text)
    leads = list(leads_of(seed=as_of, count=80))
    expected = in_order(*score_all(plan, leads, as_of, accounts()))
    assert in_order(*all_by_python(plan, leads, as_of, accounts())) == expected


def test_the_data_reaches_every_rule_and_outcome() -> None:
    plan = planned(ATTRIBUTED)
    results, of_accounts = score_all(plan, list(leads_of(AS_OF, 200)), AS_OF, accounts())
    paid = {(row.score, row.rule) for result in results for row in result.contributions if row.kind == "rule"}
    written = {(s.name, rule.label) for s in plan.scores if isinstance(s, p.Score) for rule in p.rules(s)}
    assert written <= paid
    kinds = {row.kind for result in results for row in result.contributions}
    assert kinds >= {"rule", "rule limit", "factor", "rounding"}
    assert {result.follow_up for result in results} == {None, "hours", "eight", "four", "days", "more days"}
    assert {dict(result.routes)["region"] for result in results} == {None, "soft", "big"}
    assert {dict(result.flags)["priority"] for result in results} == {None, True, False}
    assert {result.stage for result in results} == {"out", "sql", "mql", "rest"}
    assert {row.source for result in results for row in result.contributions} == {None, "spring", "autumn", "Über"}
    assert {dict(each.grades)["warmth"] for each in of_accounts} == {"hot", "cold"}


def with_colleagues() -> Iterator[tuple[Case, ModuleType]]:
    for seed in SEEDS:
        made = case(seed)
        module = load_module(emit(made.plan))
        if hasattr(module, "account_features"):
            yield made, module


def test_one_lead_with_kept_features_is_scored_as_among_all() -> None:
    found = 0
    for made, module in with_colleagues():
        found += 1
        given = [raw_lead(made.plan, lead) for lead in made.leads]
        rows = {account.key: raw_account(made.plan, account) for account in made.accounts}
        features = module.account_features(iter(given), as_of=made.as_of, accounts=rows.values())
        together = list(module.score_many(iter(given), as_of=made.as_of, contributions=True, accounts=rows.values()))
        for lead, (values, events), whole in zip(made.leads, given, together, strict=True):
            row = rows.get(str(lead.values.get("company")))
            alone = module.score(
                values, iter(events), as_of=made.as_of, contributions=True, account=row, features=features
            )
            assert alone == whole
    assert found > len(SEEDS) // 2


def test_the_worklist_has_the_order_of_the_reference() -> None:
    found = 0
    for seed in SEEDS:
        made = case(seed, leads=30)
        module = load_module(emit(made.plan))
        assert hasattr(module, "worklist") is (made.plan.worklist is not None)
        if made.plan.worklist is not None:
            given = [raw_lead(made.plan, lead) for lead in made.leads]
            rows = [raw_account(made.plan, account) for account in made.accounts]
            known = {"accounts": rows} if "_rows_by_key" in vars(module) else {}
            results = list(module.score_many(given, as_of=made.as_of, **known))
            expected = worklist(made.plan, made.expected()[0])
            assert [result.lead for result in module.worklist(results)] == expected
            found += bool(expected)
    assert found > 5


# ---- the text --------------------------------------------------------------------------------------------------------


def test_strict_types(tmp_path: Path) -> None:
    for seed in range(6):
        (tmp_path / f"scorer_{seed}.py").write_text(emit(case(seed).plan), encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull]
    files = [str(path) for path in sorted(tmp_path.glob("*.py"))]
    done = subprocess.run(
        [*command, "--cache-dir", str(tmp_path / ".c"), *files], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("seed", range(6))
def test_what_is_copied_is_used_and_nothing_else_is_imported(seed: int) -> None:
    tree = ast.parse(emit(case(seed).plan))
    names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
    public = {"score", "score_many", "score_tuples", "score_accounts", "account_features", "worklist"}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name not in public:
            assert node.name in names, node.name
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0 and str(node.module).partition(".")[0] in sys.stdlib_module_names
            assert node.module == "__future__" or all(alias.name in names for alias in node.names)


@pytest.mark.parametrize("seed", range(4))
def test_equal_plans_give_equal_bytes(seed: int) -> None:
    assert emit(case(seed).plan) == emit(case(seed).plan)
