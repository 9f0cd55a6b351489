"""One generated case through all backends; and a failing case made smaller."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scoreline.compiler.result import Event, Lead
from support.backends import Refused, differences, planned
from support.generate.blocks import Block
from support.generate.rulesets import Case


@dataclass(frozen=True)
class Failure:
    """`kind` says what went wrong in a few words; a smaller case must fail in the same way."""

    kind: str
    text: str
    mismatches: int = 1


def tried(case: Case, backends: Sequence[str] = ("python", "duckdb")) -> Failure | None:
    """None where every backend gives the reference's results."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            plan = planned(case.text, case.written(Path(folder)))
        except Refused as refused:
            return Failure(f"refused {refused.diagnostics[0].code}", str(refused))
        except Exception as error:
            return Failure(f"raised {type(error).__name__} before the plan", repr(error))
    try:
        found = differences(plan, case.leads, case.as_of, backends, case.accounts)
    except Exception as error:
        return Failure(f"raised {type(error).__name__} {str(error)[:40]}", repr(error))
    if not found:
        return None
    return Failure(f"differs {found[0].backend}", "\n".join(str(f) for f in found[:3]), len(found))


def reduced(case: Case, kind: str, backends: Sequence[str] = ("python", "duckdb"), seconds: float = 40) -> Case:
    """A smaller case that fails in the same way: fewer leads, fewer rules, fewer events, fewer values."""
    until = time.monotonic() + seconds

    def fails(candidate: Case) -> bool:
        failure = tried(candidate, backends)
        return failure is not None and failure.kind == kind

    if case.whole is not None and fails(case.whole):  # neither its parameters nor its parts are to blame
        case = case.whole
    while time.monotonic() < until:
        before = case
        case = _fewer_leads(case, fails)
        for blocks in _without_one(case.blocks):
            if time.monotonic() > until:
                break
            if fails(candidate := case.smaller(blocks=blocks)):
                case = candidate
                break
        else:
            case = _plainer_leads(case, fails)
        if case is before:
            break
    return case


def _fewer_leads(case: Case, fails: Callable[[Case], bool]) -> Case:
    leads = case.leads
    while len(leads) > 1:
        half = len(leads) // 2
        for part in (leads[:half], leads[half:]):
            if fails(case.smaller(leads=part)):
                leads = part
                break
        else:
            break
    if len(leads) == 1 and fails(case.smaller(leads=())):
        leads = ()
    return case.smaller(leads=leads) if leads != case.leads else case


def _without_one(block: Block) -> Iterator[Block]:
    """The tree without one of its blocks, later ones and larger ones first; groups dissolved as well."""
    for index in reversed(range(len(block.inner))):
        rest = block.inner[:index] + block.inner[index + 1 :]
        yield Block(block.head, rest, block.tail)
    for index in reversed(range(len(block.inner))):
        inner = block.inner[index]
        if inner.head.startswith("group"):
            yield Block(block.head, block.inner[:index] + inner.inner + block.inner[index + 1 :], block.tail)
        for smaller in _without_one(inner):
            yield Block(block.head, [*block.inner[:index], smaller, *block.inner[index + 1 :]], block.tail)


def _plainer_leads(case: Case, fails: Callable[[Case], bool]) -> Case:
    for position, lead in enumerate(case.leads):
        for smaller in _plainer(lead):
            leads = (*case.leads[:position], smaller, *case.leads[position + 1 :])
            if fails(candidate := case.smaller(leads=leads)):
                return candidate
    return case


def _plainer(lead: Lead) -> Iterator[Lead]:
    for index in range(len(lead.events)):
        yield replace(lead, events=lead.events[:index] + lead.events[index + 1 :])
    key = next(iter(lead.values))
    for name in lead.values:
        if name != key:
            yield replace(lead, values={n: v for n, v in lead.values.items() if n != name})
    for index, event in enumerate(lead.events):
        for name in event.values:
            values = {n: v for n, v in event.values.items() if n != name}
            yield replace(
                lead, events=(*lead.events[:index], Event(event.kind, event.at, values), *lead.events[index + 1 :])
            )


def keep(case: Case, folder: Path) -> Path:
    """Writes the case where a person can look at it."""
    target = folder / f"seed-{case.seed}"
    target.mkdir(parents=True, exist_ok=True)
    case.written(target)
    (target / "rules.score").write_text(case.text, encoding="utf-8")
    lines = [f"as of {case.as_of}", *(repr(lead) for lead in case.leads)]
    (target / "leads.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return target
