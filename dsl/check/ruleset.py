"""One rule file as a whole: each part checked in the order in which parts depend on each other."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from .. import model, syntax
from ..damage import WHOLE, Damage
from ..diagnostics import Diagnostic, has_errors, in_order
from ..findings import Findings, declared, did_you_mean, shown
from ..folding import is_blank
from ..imports import Library, Whole
from ..source import Source, Span
from ..zones import Zone, zone, zone_names
from . import lets as named
from .computed import computed
from .context import Context
from .declared import outcomes as declared_outcomes
from .names import check_names, start, unused
from .noise import noise
from .samples import sample_files, samples
from .schema import model_schema, schema

_UTC = Zone("UTC", (), (0,))
_Item = TypeVar("_Item", bound=syntax.Item)


def check(
    file: syntax.RuleFile,
    base: Path,
    *,
    sources: dict[str, Source] | None = None,
    damage: Damage = WHOLE,
) -> tuple[model.Ruleset | None, tuple[Diagnostic, ...]]:
    """The model of a rule file, None where it has errors, and all that was found, in order.

    `base` is the folder that paths in the file start at. `sources` collects the files that are read besides.
    Nothing is said of what `damage` may have caused.
    """
    library = Library(Findings(), {} if sources is None else sources)
    return check_whole(library, library.whole(file, base, damage), base)


def check_whole(library: Library, whole: Whole, base: Path) -> tuple[model.Ruleset | None, tuple[Diagnostic, ...]]:
    """The same for a file with its bases in it, together with what the library found."""
    findings = library.findings
    made = _check(findings, whole, base, library)
    found = in_order(f for f in findings.items if f.code < "SL02" or not library.on_broken_line(f.span))
    return (None if has_errors(found) else made), found


def _check(findings: Findings, whole: Whole, base: Path, library: Library) -> model.Ruleset | None:
    file, scope, damage = whole.file, whole.scope, whole.damage
    lost = bool(damage.lines)
    check_names(findings, file)
    header = _only(findings, file, syntax.Header, "the line `ruleset …`")
    lead = _only(findings, file, syntax.LeadSchema, "the lead block")
    account = _only(findings, file, syntax.AccountSchema, "the account block")
    top = Span(file.file, 1, 1, 1, 2)
    if header is None and not lost:
        findings.report(
            "SL0210", top, "the file does not say which ruleset it is", 'start it with `ruleset my_leads version "1"`'
        )
    if lead is None and not lost:
        findings.report(
            "SL0211",
            top,
            "the file does not say what is known of a lead",
            "add a block such as `lead { id: text key }`",
        )
    time_zone = _time_zone(findings, header)
    found = schema(findings, lead, _all(file, syntax.EventSchema), damage, account)
    outcomes = declared_outcomes(file, damage)
    ctx = Context(findings, found, scope, outcomes, time_zone)

    for entry in scope.lists.values():
        library.load(entry)
    library.load_all_read()
    all_lets = named.check_lets(ctx, list(scope.lets.values()))
    made_noise = noise(ctx, _all(file, syntax.Ignore))
    made = computed(ctx, file)
    made_samples = samples(ctx, _all(file, syntax.Sample))
    files = sample_files(ctx, _all(file, syntax.SampleFile), base)
    if not outcomes.scores and not outcomes.stages and header is not None and not lost:
        findings.report(
            "SL0701",
            header.span,
            "the file has neither a score nor stages, so there is nothing to compute",
            'add one: `score fit { "Decides" +30 when … }`',
        )
    if not lost:
        unused(findings, file, whole.put_in)
    made_schema = model_schema(found)
    if header is None or made_schema is None:
        return None
    lets, lists = named.reachable(all_lets, ctx.lets, ctx.lists)
    return model.Ruleset(
        name=header.name.text,
        version=header.version.value,
        description=header.description.value if header.description else "",
        time_zone=time_zone.name,
        schema=made_schema,
        lists=library.model_lists(lists),
        lets=named.ordered_lets(all_lets, lets),
        exclusions=made.exclusions,
        scores=made.scores,
        grades=made.grades,
        stages=made.stages,
        samples=made_samples,
        file=file.file,
        sample_files=files,
        noise=made_noise,
        matrices=made.matrices,
        flags=made.flags,
        questions=made.questions,
        routes=made.routes,
        follow_up=made.follow_up,
        worklist=made.worklist,
        attribution=made.attribution,
        accounts=made.accounts,
        invariants=made.invariants,
        changes=whole.changes,
        parameters=whole.parameters,
    )


def _all(file: syntax.RuleFile, kind: type[_Item]) -> list[_Item]:
    return [item for item in file.items if isinstance(item, kind)]


def _only(findings: Findings, file: syntax.RuleFile, kind: type[_Item], what: str) -> _Item | None:
    found = _all(file, kind)
    for item in found[1:]:
        findings.report(
            "SL0213",
            start(item.span, 4),
            f"{what} stands in the file twice",
            "keep one of them",
            declared(start(found[0].span, 4), "first one here"),
        )
    return found[0] if found else None


def _time_zone(findings: Findings, header: syntax.Header | None) -> Zone:
    if header is None:
        return _UTC
    if is_blank(header.version.value):
        findings.report("SL0512", header.version.span, "the version is blank", 'write one, such as `version "2026.1"`')
    if header.time_zone is None:
        return _UTC
    try:
        return zone(header.time_zone.value)
    except KeyError:
        findings.report(
            "SL0216",
            header.time_zone.span,
            f"there is no time zone {shown(header.time_zone.value)}",
            did_you_mean(header.time_zone.value, zone_names(), 'zones are called like `"Europe/Berlin"`'),
        )
        return _UTC
