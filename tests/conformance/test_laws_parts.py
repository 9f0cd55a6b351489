"""What must hold of generated files in parts, with parameters and bases, and of their `never` and `always` lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.reference import broken_invariants
from scoreline.compiler.result import Account, Company, Lead, Result
from scoreline.dsl.load import load_text
from scoreline.dsl.model import Ruleset
from support.backends import POPULATIONS, all_by_reference
from support.generate.rulesets import Case, case

SEEDS = range(40_000, 40_200)
MOST = {"flag": 10, "exclusion": 6}  # of so many lines
INVARIANT = re.compile(r'(never|always) "(?:[^"\\]|\\.)*": (.*)')


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("parts")


def meaning(text: str, folder: Path) -> str:
    """The hash of what it says, wherever lists are declared: a library's come behind the file's own."""
    ruleset = load_text(text, folder).ruleset
    assert ruleset is not None, text
    return lower(replace(ruleset, lists=tuple(sorted(ruleset.lists, key=lambda each: each.name)))).content_hash


def test_a_file_in_parts_means_what_the_whole_means(folder: Path) -> None:
    """What is overridden, switched off, added or set is the whole again, to the order of its rules."""
    compared = 0
    for seed in SEEDS:
        made = case(seed, leads=0)
        if made.whole is None:
            continue
        at = made.written(folder / str(seed))
        assert meaning(made.text, at) == meaning(made.whole.text, at), f"seed {seed}\n{made.texts}"
        compared += 1
    assert compared > len(SEEDS) // 5


# ---- never, always ---------------------------------------------------------------------------------------------------


def with_invariants(leads: int) -> Iterator[tuple[Case, list[tuple[str, str]]]]:
    """Cases with such lines, in one file, and each line's word and condition."""
    for seed in range(40_000, 41_000):
        made = case(seed, leads=leads, split=False)
        found = [(m[1], m[2]) for each in made.blocks.inner if (m := INVARIANT.fullmatch(each.head))]
        if found:
            yield made, found


def loaded(made: Case, folder: Path, more: str = "") -> Ruleset | None:
    """The case with a second ruleset's lines in the place of its invariants; None where they may not stand there."""
    if not more:
        return load_text(made.text, made.written(folder)).ruleset
    rest = [block for block in made.blocks.inner if not INVARIANT.fullmatch(block.head)]
    return load_text("".join(block.text() for block in rest) + more, folder).ruleset


def company(plan: Plan, lead: Lead, made: Case) -> Company:
    """The lead's account and its other leads, as data with all of them has them."""
    schema = plan.schema.account
    key = None if schema is None else lead.values.get(schema.lead_attribute)
    if schema is None or key is None:
        return Company(None, ())
    others = tuple(o for o in made.leads if o is not lead and o.values.get(schema.lead_attribute) == key)
    rows: dict[str, Account] = {account.key: account for account in made.accounts}
    return Company(rows.get(str(key)), others)


def broken(ruleset: Ruleset, plan: Plan, made: Case) -> dict[str, set[str]]:
    """The labels of the lines that each lead breaks."""
    return {
        lead.key: {
            each.label
            for each in broken_invariants(plan, ruleset.invariants, lead, made.as_of, company(plan, lead, made))
        }
        for lead in made.leads
    }


def scored(result: Result) -> bool:
    return any(value is not None for _, value in result.scores) or bool(result.barred)


def answers(made: Case, plan: Plan, backend: str) -> dict[str, Result]:
    run = all_by_reference if backend == "reference" else POPULATIONS[backend]
    return {result.lead: result for result in run(plan, made.leads, made.as_of, made.accounts)[0]}


@pytest.mark.parametrize(("backend", "most"), [("python", 15), ("duckdb", 3)])
def test_what_is_broken_is_what_a_route_says_of_the_same_condition(folder: Path, backend: str, most: int) -> None:
    """A route may ask for all that a `never` may ask for, and every output computes it."""
    met = unmet = 0
    for number, (made, lines) in enumerate(with_invariants(leads=12)):
        if number == most:
            break
        at = folder / str(made.seed)
        first = loaded(made, at)
        routes = "".join(
            f'route answer_{n}, first met wins {{ "met" when {test}  "not" otherwise }}\n'
            for n, (_, test) in enumerate(lines)
        )
        second = loaded(made, at, routes)
        assert first is not None and second is not None, made.seed
        results = answers(made, lower(second), backend)
        for key, labels in broken(first, lower(first), made).items():
            routed = dict(results[key].routes)
            for n, invariant in enumerate(first.invariants):
                expected = None if routed[f"answer_{n}"] is None else routed[f"answer_{n}"] == "met"
                is_broken = expected is not None and expected is (invariant.kind == "never")
                assert (invariant.label in labels) is is_broken, f"seed {made.seed}, lead {key!r}: {lines[n]}"
                met += is_broken
                unmet += not is_broken
    assert met > most and unmet > most


def test_what_is_broken_is_what_flags_and_exclusions_say_of_the_same_condition(folder: Path) -> None:
    """Where such a line may read what the condition reads: flags no stages, exclusions no scores either."""
    compared = {"flag": 0, "exclusion": 0}
    for made, lines in with_invariants(leads=10):
        if compared == MOST:
            break
        at = folder / str(made.seed)
        first = loaded(made, at)
        assert first is not None, made.seed
        plan = lower(first)
        found = broken(first, plan, made)
        without = answers(made, plan, "reference")
        for invariant, (_, test) in zip(first.invariants, lines, strict=True):
            flag, exclusion = f"flag answer when {test}\n", f'do not score when {test} because "answer"\n'
            form = "flag" if loaded(made, at, exclusion) is None else "exclusion"
            second = loaded(made, at, flag if form == "flag" else exclusion)
            if second is None or compared[form] == MOST[form]:
                continue
            compared[form] += 1
            for key, result in answers(made, lower(second), "python").items():
                if not scored(without[key]):
                    assert invariant.label not in found[key]
                    continue
                holds = dict(result.flags)["answer"] if form == "flag" else result.reason == "answer"
                is_broken = bool(holds) is (invariant.kind == "never")
                assert (invariant.label in found[key]) is is_broken, f"seed {made.seed}, lead {key!r}: {test}"
    assert compared == MOST


def test_a_lead_that_is_not_scored_breaks_nothing(folder: Path) -> None:
    checked = 0
    for made, lines in with_invariants(leads=3):
        at = folder / str(made.seed)
        key = made.blocks.inner[[b.head == "lead {" for b in made.blocks.inner].index(True)].inner[0].head.split(":")[0]
        everybody = loaded(made, at)
        assert everybody is not None and lines
        nobody = load_text(f'{made.text}do not score when {key} is known because "nobody"\n', at).ruleset
        if nobody is None:
            continue
        assert not any(broken(nobody, lower(nobody), made).values()), made.seed
        checked += any(broken(everybody, lower(everybody), made).values())
        if checked == 10:
            break
    assert checked == 10
