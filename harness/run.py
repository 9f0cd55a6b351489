"""Samples through the reference and both outputs: three results each, held against each other and the expectations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..compiler.plan import Plan
from ..compiler.reference import broken_invariants, score_all
from ..compiler.result import Account, AccountResult, Company, Lead, Result
from ..dsl import model
from ..dsl.diagnostics import Diagnostic, has_errors
from ..dsl.source import Source
from .cases import Case, batches, case_of
from .compare import Difference, Miss, account_differences, differences, missed
from .counterexamples import Counterexample
from .engines import Scored, score_in_database, score_in_module

# Leads with different keys, at one moment, with the rows of their accounts → their results in the same order.
Engine = Callable[[Plan, Sequence[Lead], int, Sequence[Account]], Scored]
ENGINES: Mapping[str, Engine] = {"Python": score_in_module, "DuckDB": score_in_database}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One sample, run."""

    sample: model.Sample
    lead: Lead
    result: Result  # the reference's
    account: AccountResult | None  # the reference's, of the lead's account
    misses: tuple[Miss, ...]
    disagreements: tuple[tuple[str, tuple[Difference, ...]], ...]  # by the name of the output, only those that differ
    broken: tuple[model.Invariant, ...]  # what must never, or always, be met and is, or is not

    @property
    def passed(self) -> bool:
        return not self.misses and not self.disagreements and not self.broken


@dataclass(frozen=True, slots=True)
class FileRun:
    """One rule file with all its samples. `diagnostics` has what keeps its samples from running, or warnings."""

    path: Path
    ruleset: model.Ruleset | None
    plan: Plan | None
    outcomes: tuple[Outcome, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]
    counterexamples: tuple[Counterexample, ...] = ()  # random leads that break a `never` or `always`

    @property
    def broken(self) -> bool:
        return has_errors(self.diagnostics)


def run_samples(
    plan: Plan,
    samples: Sequence[model.Sample],
    engines: Mapping[str, Engine] = ENGINES,
    *,
    invariants: Sequence[model.Invariant] = (),
) -> tuple[Outcome, ...]:
    """The outcome of each sample, in their order."""
    cases = [case_of(sample, plan) for sample in samples]
    found: list[list[tuple[str, tuple[Difference, ...]]]] = [[] for _ in samples]
    by_reference = [_by_reference(plan, case, sample.as_of) for case, sample in zip(cases, samples, strict=True)]
    for name, engine in engines.items():
        for batch in batches(plan, cases, [sample.as_of for sample in samples]):
            scored = engine(plan, batch.leads, batch.as_of, batch.accounts)
            others = iter(scored.results)
            for place, case in zip(batch.places, batch.cases, strict=True):
                mine = [next(others) for _ in case.leads]
                unlike = _unlike(plan, cases[place], by_reference[place], mine, scored.accounts)
                if unlike:
                    found[place].append((name, unlike))
    outcomes = []
    for place, (sample, case) in enumerate(zip(samples, cases, strict=True)):
        result, account = by_reference[place][0][0], by_reference[place][1]
        company = Company(case.account, case.leads[1:])
        outcomes.append(
            Outcome(
                sample=sample,
                lead=case.lead,
                result=result,
                account=account,
                misses=missed(sample.expects, result, account),
                disagreements=tuple(found[place]),
                broken=broken_invariants(plan, invariants, case.lead, sample.as_of, company) if invariants else (),
            )
        )
    return tuple(outcomes)


def _by_reference(plan: Plan, case: Case, as_of: int) -> tuple[list[Result], AccountResult | None]:
    accounts = () if case.account is None else (case.account,)
    results, of_accounts = score_all(plan, case.leads, as_of, accounts)
    return results, next((each for each in of_accounts if each.account == _account_key(plan, case)), None)


def _account_key(plan: Plan, case: Case) -> str | None:
    schema = plan.schema.account
    key = None if schema is None else case.lead.values.get(schema.lead_attribute)
    return None if key is None else str(key)


def _unlike(
    plan: Plan,
    case: Case,
    reference: tuple[list[Result], AccountResult | None],
    others: Sequence[Result | None],
    accounts: Mapping[str, AccountResult],
) -> tuple[Difference, ...]:
    """What the output says differently of the sample's lead, its colleagues and its account."""
    unlike: list[Difference] = []
    for lead, mine, other in zip(case.leads, reference[0], others, strict=True):
        same_key = None if other is None else replace(other, lead=lead.key)
        where = "" if lead is case.lead else f"colleague {lead.key}: "
        unlike += [replace(found, where=where + found.where) for found in differences(mine, same_key)]
    key = _account_key(plan, case)
    if reference[1] is not None and key is not None:
        unlike += account_differences(reference[1], accounts.get(key))
    return tuple(unlike)


def lead_of(sample: model.Sample, plan: Plan) -> Lead:
    """The sample's lead as the data would give it."""
    return case_of(sample, plan).lead
