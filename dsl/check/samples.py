"""Samples: one lead, its events, and what is expected, all typed by the schema."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .. import model, syntax
from ..findings import declared, did_you_mean, quoted, shown
from ..folding import is_blank
from ..source import Span
from .context import AttributeInfo, Context
from .durations import seconds_of
from .literals import END_SECOND, FIRST_SECOND, Typed, constant, second_of
from .numbers import plain, units

Value = tuple[str, str | int | bool]
_SAMPLE_KEY = "sample"


def samples(ctx: Context, written: Sequence[syntax.Sample], stages: model.Stages | None) -> tuple[model.Sample, ...]:
    made: list[model.Sample] = []
    seen: dict[str, Span] = {}
    for item in written:
        if is_blank(item.label.value):
            ctx.report(
                "SL0512", item.label.span, "a sample needs a label that can be read", "say what the lead stands for"
            )
        elif item.label.value in seen:
            ctx.findings.report(
                "SL0804",
                item.label.span,
                f"two samples are called {shown(item.label.value)}",
                "give each its own label",
                declared(seen[item.label.value], "first one here"),
            )
        seen.setdefault(item.label.value, item.label.span)
        checked = _sample(ctx, item, stages)
        if checked is not None:
            made.append(checked)
    return tuple(made)


def _sample(ctx: Context, item: syntax.Sample, stages: model.Stages | None) -> model.Sample | None:
    as_of = second_of(ctx, item.as_of)
    lead = _lead(ctx, item)
    events = [_event(ctx, event, as_of) for event in item.events]
    expects = _expects(ctx, item, stages)
    found = tuple(event for event in events if event is not None)
    if as_of is None or lead is None or expects is None or len(found) < len(events):
        return None
    return model.Sample(item.label.value, as_of, lead, found, expects, item.label.span)


def _lead(ctx: Context, item: syntax.Sample) -> tuple[Value, ...] | None:
    if len(item.leads) != 1:
        if not ctx.scope.incomplete:
            span = item.leads[1].span if item.leads else item.label.span
            ctx.report(
                "SL0801",
                span,
                "a sample is about exactly one lead, and this one has "
                + ("none" if not item.leads else str(len(item.leads))),
                'give it one line `lead id "1", …`' if not item.leads else "write a second sample",
            )
        return None
    values = _assigned(ctx, item.leads[0].assignments, ctx.schema.attributes, "the lead")
    key = ctx.schema.attributes.get(ctx.schema.key or "")
    if values is None or key is None or key.type is None:
        return None
    written = {assignment.name.text: assignment for assignment in item.leads[0].assignments}
    if key.name in written:
        if key.name not in dict(values):
            ctx.report(
                "SL0805",
                written[key.name].span,
                f"the key `{key.name}` of a sample's lead cannot be missing",
                "leave it out: then one is made up",
            )
            return None
        return values
    return ((key.name, _SAMPLE_KEY if key.type.kind == "text" else 1), *values)


def _assigned(
    ctx: Context, written: tuple[syntax.Assignment, ...], attributes: dict[str, AttributeInfo], whose: str
) -> tuple[Value, ...] | None:
    """The known attributes among the assignments; `missing` ones are left out."""
    made: list[Value] = []
    seen: dict[str, Span] = {}
    fine = True
    for assignment in written:
        name = assignment.name
        if name.text in seen:
            _twice(ctx, name, seen[name.text])
            fine = False
            continue
        seen[name.text] = name.span
        info = attributes.get(name.text)
        if info is None:
            fine = False
            if not ctx.unseen(name.text, attributes) and not ctx.schema.absent:
                ctx.report(
                    "SL0201", name.span, f"{whose} has no attribute `{name.text}`", did_you_mean(name.text, attributes)
                )
            continue
        if info.type is None:
            fine = False
            continue
        if assignment.value is None:
            continue
        value = _value(ctx, assignment.value, info, info.type)
        if value is None:
            fine = False
        else:
            made.append((name.text, value))
    return tuple(made) if fine else None


def _twice(ctx: Context, name: syntax.Name, first: Span) -> None:
    ctx.findings.report(
        "SL0804", name.span, f"`{name.text}` is given twice", "keep one of them", declared(first, "first given here")
    )


def _value(
    ctx: Context, written: syntax.Literal_ | syntax.Name, info: AttributeInfo, type: model.ValueType
) -> str | int | bool | None:
    if isinstance(written, syntax.Name):
        help = f'texts stand in quotes: `"{written.text}"`' if type.kind == "text" else "samples have fixed values"
        ctx.report("SL0320", written.span, f"`{written.text}` is a name, and samples have fixed values", help)
        return None
    if type.kind == "timestamp" and isinstance(written, syntax.Date):
        return second_of(ctx, written)
    node = model.LeadValue(info.name, type)
    places = type.places if type.kind == "decimal" else 0
    made = constant(
        ctx, written, Typed(node, type, f"`{info.name}`", written.span, decimals=places, declared_at=info.span)
    )
    return None if made is None else made.value


def _event(ctx: Context, item: syntax.SampleEvent, as_of: int | None) -> model.SampleEvent | None:
    at: int | None
    match item.at:
        case syntax.Ago(duration):
            seconds = seconds_of(ctx, duration, "an age", zero=True)
            at = None if seconds is None or as_of is None else as_of - seconds
            if at is not None and not FIRST_SECOND <= at < END_SECOND:
                ctx.report("SL0307", item.at.span, "this moment lies outside the times that data can have")
                at = None
        case syntax.Date() | syntax.Timestamp():
            at = second_of(ctx, item.at)
    kind = ctx.schema.events.get(item.kind.text)
    if kind is None:
        if not ctx.unseen(item.kind.text, ctx.schema.events):
            ctx.report(
                "SL0202",
                item.kind.span,
                f"there is no event `{item.kind.text}`",
                did_you_mean(item.kind.text, ctx.schema.events, f"declare it: `event {item.kind.text} {{ }}`"),
            )
        return None
    values = _assigned(ctx, item.assignments, kind.attributes, f"event `{kind.name}`")
    return None if at is None or values is None else model.SampleEvent(kind.name, at, values)


# ---- expectations --------------------------------------------------------------------------------------------------


def _expects(ctx: Context, item: syntax.Sample, stages: model.Stages | None) -> tuple[model.Expectation, ...] | None:
    made: list[model.Expectation] = []
    fine = True
    seen: dict[str, Span] = {}
    for expect in item.expects:
        if expect.not_scored:
            made.append(model.Expectation("not scored", "", None, expect.span))
        for assignment in expect.assignments:
            if assignment.name.text in seen:
                _twice(ctx, assignment.name, seen[assignment.name.text])
                fine = False
                continue
            seen[assignment.name.text] = assignment.name.span
            checked = _expectation(ctx, assignment, stages)
            if checked is None:
                fine = False
            else:
                made.append(checked)
    if not item.expects and not ctx.scope.incomplete:
        ctx.report(
            "SL0806", item.label.span, "this sample expects nothing, so it tests nothing", "end it with `expect …`"
        )
    return tuple(made) if fine else None


def _expectation(ctx: Context, written: syntax.Assignment, stages: model.Stages | None) -> model.Expectation | None:
    name = written.name.text
    outcomes = ctx.outcomes
    if name in outcomes.scores:
        return _expected_score(ctx, written) if outcomes.scores[name].known else None
    if name in outcomes.grades:
        if written.value is None:
            return model.Expectation("grade", name, None, written.span)
        if not outcomes.grades[name].known:
            return None
        return _expected_label(ctx, written, "grade", outcomes.grades[name].labels)
    if name in outcomes.stages:
        if stages is None:
            return None
        labels = [line.stage for line in stages.lines] + ([stages.out] if stages.out else [])
        return _expected_label(ctx, written, "stage", tuple(dict.fromkeys(labels)))
    if name == "reason":
        if isinstance(written.value, syntax.Text):
            return model.Expectation("reason", name, written.value.value, written.span)
        ctx.report("SL0803", written.span, "a reason is a text in quotes", 'write `reason "outside our markets"`')
        return None
    known = [*outcomes.scores, *outcomes.grades, *outcomes.stages, "reason"]
    if not ctx.unseen(name, known):
        ctx.report(
            "SL0802",
            written.name.span,
            f"there is no score, grade or stage `{name}` to expect",
            did_you_mean(name, known, f"what can be expected is {quoted(known)}"),
        )
    return None


def _expected_score(ctx: Context, written: syntax.Assignment) -> model.Expectation | None:
    name = written.name.text
    info = ctx.outcomes.scores[name]
    match written.value:
        case None:
            return model.Expectation("score", name, None, written.span)
        case syntax.Number(value, span):
            amount = units(value, 3)
            if amount is None or amount % 10 ** (3 - info.decimals) or abs(amount) > 10**9:
                count = (
                    f"{info.decimals} decimal" + ("s" if info.decimals != 1 else "") if info.decimals else "no decimals"
                )
                ctx.findings.report(
                    "SL0803",
                    span,
                    f"`{name}` can never be {plain(value)}: it has {count}",
                    "round the expected value",
                    declared(info.span),
                )
                return None
            return model.Expectation("score", name, amount, written.span)
        case other:
            ctx.report("SL0803", other.span, f"`{name}` is a score, and a number is expected of it")
            return None


def _expected_label(
    ctx: Context, written: syntax.Assignment, what: str, labels: tuple[str, ...]
) -> model.Expectation | None:
    match written.value:
        case syntax.Name(text) | syntax.Text(text):
            label = text
        case syntax.Number(number):
            label = plain(number)
        case _:
            label = ""
    if label not in labels:
        ctx.report(
            "SL0803",
            written.value.span if written.value else written.span,
            f"`{written.name.text}` has no {what} `{label}`" if label else f"`{written.name.text}` is a {what}'s name",
            did_you_mean(label, labels, f"it is one of {quoted(labels, 12)}"),
        )
        return None
    return model.Expectation("grade" if what == "grade" else "stage", written.name.text, label, written.span)


# ---- samples in files ----------------------------------------------------------------------------------------------


def sample_files(ctx: Context, written: Sequence[syntax.SampleFile], base: Path) -> tuple[model.SampleFile, ...]:
    """The files exist; what is in them is read by the test harness."""
    made: list[model.SampleFile] = []
    for item in written:
        as_of = second_of(ctx, item.as_of)
        paths = [item.path, *([item.events_path] if item.events_path else [])]
        there = [_exists(ctx, base, path) for path in paths]
        if as_of is None or not all(there):
            continue
        events = base / item.events_path.value if item.events_path else None
        made.append(model.SampleFile(str(base / item.path.value), str(events) if events else None, as_of, item.span))
    return tuple(made)


def _exists(ctx: Context, base: Path, path: syntax.Text) -> bool:
    try:
        found = "\0" not in path.value and (base / path.value).is_file()
    except (OSError, ValueError):
        found = False
    if not found:
        ctx.report(
            "SL0807", path.span, f"there is no file {shown(path.value)}", "paths start at the folder of the rule file"
        )
    return found
