"""What is done with all results: the worklist, attribution, and what must never or always be met."""

from __future__ import annotations

from collections.abc import Sequence

from .. import model, syntax
from ..findings import declared, did_you_mean, quoted, shown
from ..folding import is_blank
from ..source import Span
from . import conditions
from .attributes_read import AnyScore
from .context import Context
from .entries import rules_in
from .literals import KIND_WORDS
from .numbers import plain, whole
from .parameters import number
from .scores import known_score

MOST_LEADS = 10**6
MOST_INVARIANTS = 50


def worklist(ctx: Context, item: syntax.Worklist, stages: model.Stages | None) -> model.Worklist | None:
    by = _by(ctx, item)
    top = None if item.top is None else _count(ctx, item.top, "`top`")
    quotas = _quotas(ctx, item, stages)
    condition: model.Condition | None = None
    fine = by is not None and quotas is not None and (item.top is None or top is not None)
    if item.condition is not None:
        condition = conditions.whole_condition(ctx.at("outcome"), item.condition)
        fine = fine and condition is not None
    if not fine or by is None or quotas is None:
        return None
    return model.Worklist(by, top, quotas, condition, item.span)


def _by(ctx: Context, item: syntax.Worklist) -> tuple[str, ...] | None:
    seen: dict[str, Span] = {}
    fine = True
    for name in item.by:
        if name.text in seen:
            ctx.findings.report(
                "SL0704",
                name.span,
                f"the worklist goes by `{name.text}` twice",
                "keep one of them",
                declared(seen[name.text], "first named here"),
            )
            fine = False
        seen.setdefault(name.text, name.span)
        fine = known_score(ctx, name) is not None and fine
    return tuple(seen) if fine else None


def _count(ctx: Context, written: syntax.Amount, what: str) -> int | None:
    found = number(ctx, written)
    if found is None:
        return None
    count = whole(found.value)
    if count is None or not 1 <= count <= MOST_LEADS:
        ctx.report(
            "SL0605",
            written.span,
            f"{what} takes a whole number from 1 to 1,000,000, not {plain(found.value)}",
            "leave it out for all leads",
        )
        return None
    return count


def _quotas(ctx: Context, item: syntax.Worklist, stages: model.Stages | None) -> tuple[tuple[str, int], ...] | None:
    if not item.caps:
        return ()
    declared_stages = next((info for info in ctx.outcomes.stages.values() if not info.account), None)
    if declared_stages is None and not ctx.scope.incomplete:
        ctx.report(
            "SL0731",
            item.caps[0].stage.span,
            f"there is no stage `{item.caps[0].stage.text}`, because the file has no stages",
            "add a block `stages`, or leave the bound out",
        )
        return None
    labels = declared_stages.labels if declared_stages else ()
    made: dict[str, int] = {}
    first: dict[str, Span] = {}
    fine = stages is not None
    for cap in item.caps:
        count = _count(ctx, cap.count, f"`max … of {cap.stage.text}`")
        name = cap.stage.text
        if name not in labels:
            if not ctx.unseen(name, labels):
                ctx.report(
                    "SL0731",
                    cap.stage.span,
                    f"there is no stage `{name}`",
                    did_you_mean(name, labels, f"the stages are {quoted(labels, 12)}"),
                )
            fine = False
        elif name in first:
            ctx.findings.report(
                "SL0611",
                cap.span,
                f"`{name}` is bounded twice",
                "keep one of them",
                declared(first[name], "first bounded here"),
            )
            fine = False
        elif count is not None:
            made[name] = count
        first.setdefault(name, cap.span)
        fine = fine and count is not None
    return tuple(made.items()) if fine else None


# ---- attribution -----------------------------------------------------------------------------------------------------


def attribution(ctx: Context, written: Sequence[syntax.Attribution], scores: Sequence[AnyScore]) -> str | None:
    """The event attribute by which contributions are split: a text wherever an event has it."""
    for item in written[1:]:
        ctx.findings.report(
            "SL0213",
            item.span,
            "it is said twice by what points are attributed",
            "keep one line",
            declared(written[0].span, "first one here"),
        )
    if not written:
        return None
    name = written[0].attribute
    having = [kind for kind in ctx.schema.events.values() if name.text in kind.attributes]
    every = {attribute for kind in ctx.schema.events.values() for attribute in kind.attributes}
    if not having:
        if ctx.unseen(name.text, every):
            return None
        help = did_you_mean(name.text, every, f"declare it with an event: `event page_view {{ {name.text}: text }}`")
        ctx.report("SL0201", name.span, f"no event has an attribute `{name.text}`", help)
        return None
    for kind in having:
        info = kind.attributes[name.text]
        if info.type is None:
            return None
        if info.type.kind != "text":
            ctx.findings.report(
                "SL0730",
                name.span,
                f"`{name.text}` of `{kind.name}` is {KIND_WORDS[info.type.kind]}, and points are attributed by a text",
                "name a text, such as a campaign",
                declared(info.span),
            )
            return None
    _splits_something(ctx, name, {kind.name for kind in having}, scores)
    return name.text


def _splits_something(ctx: Context, name: syntax.Name, kinds: set[str], scores: Sequence[AnyScore]) -> None:
    """Warns where no rule counts events that have the attribute."""
    if ctx.scope.incomplete or not all(info.known for info in ctx.outcomes.scores.values()):
        return
    rules = (rule for score in scores if isinstance(score, model.Score) for rule in rules_in(score.entries))
    if not any(isinstance(rule, model.OccurrenceRule) and kinds & set(rule.events.kinds) for rule in rules):
        ctx.report(
            "SL0208",
            name.span,
            f"no rule counts events that have `{name.text}`, so no points are attributed by it",
            f"name what events of `for each` and `once for` have; {quoted(sorted(kinds))} "
            f"{'has' if len(kinds) == 1 else 'have'} `{name.text}`",
        )


# ---- never, always ---------------------------------------------------------------------------------------------------


def invariants(ctx: Context, written: Sequence[syntax.Invariant]) -> tuple[model.Invariant, ...]:
    made: list[model.Invariant] = []
    seen: dict[str, Span] = {}
    if len(written) > MOST_INVARIANTS:
        ctx.report("SL0608", written[MOST_INVARIANTS].span, f"a file has at most {MOST_INVARIANTS} such lines")
    for item in written:
        label = item.label.value
        condition = conditions.whole_condition(ctx.at("outcome"), item.condition)
        if is_blank(label):
            ctx.report("SL0512", item.label.span, "the label is blank", "say what must not happen")
        elif label in seen:
            ctx.findings.report(
                "SL0510",
                item.label.span,
                f"two lines are called {shown(label)}",
                "give each a label of its own",
                declared(seen[label], "first used here"),
            )
        elif condition is not None:
            made.append(model.Invariant(item.kind, label, condition, item.span))
        seen.setdefault(label, item.label.span)
    return tuple(made)
