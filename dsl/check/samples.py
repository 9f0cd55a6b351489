"""Samples: one lead, its events, its account and colleagues, all typed by the schema."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .. import model, syntax
from ..findings import declared, did_you_mean, shown
from ..folding import is_blank
from ..late import dataclass
from ..source import Span
from .context import AttributeInfo, Context
from .durations import seconds_of
from .expectations import expects, twice
from .literals import END_SECOND, FIRST_SECOND, Typed, constant, second_of
from .sets import set_of

Value = tuple[str, str | int | bool]
_SAMPLE_KEY, _SAMPLE_ACCOUNT = "sample", "account"


def samples(ctx: Context, written: Sequence[syntax.Sample]) -> tuple[model.Sample, ...]:
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
        checked = _sample(ctx, item)
        if checked is not None:
            made.append(checked)
    return tuple(made)


def _sample(ctx: Context, item: syntax.Sample) -> model.Sample | None:
    as_of = second_of(ctx, item.as_of)
    lead = _lead(ctx, item)
    account = _account(ctx, item)
    events = _events(ctx, item.events, as_of)
    colleagues = [_colleague(ctx, each, as_of) for each in item.colleagues]
    expected = expects(ctx, item)
    others = [each for each in colleagues if each is not None]
    if lead is None or account is None or len(others) < len(colleagues) or not _keys_differ(ctx, lead, others):
        return None
    together = _together(ctx, lead, account, others)
    if as_of is None or events is None or expected is None or together is None:
        return None
    return model.Sample(
        item.label.value, as_of, together.lead, events, expected, item.label.span, together.account, together.others
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """Known values of a lead or account; `written` has every attribute that was given, missing ones too."""

    values: tuple[Value, ...]
    written: dict[str, syntax.Assignment]
    span: Span


def _lead(ctx: Context, item: syntax.Sample) -> _Row | None:
    if len(item.leads) != 1:
        if not ctx.scope.incomplete:
            span = item.leads[1].span if item.leads else item.label.span
            ctx.report(
                "SL0801",
                span,
                "a sample is about exactly one lead, and this one has "
                + ("none" if not item.leads else str(len(item.leads))),
                'give it one line `lead id "1", …`' if not item.leads else "write a second sample, or `colleague`",
            )
        return None
    line = item.leads[0]
    return _with_key(ctx, _row(ctx, line.assignments, ctx.schema.attributes, "the lead", line.span), 1)


def _row(
    ctx: Context,
    assignments: tuple[syntax.Assignment, ...],
    attributes: dict[str, AttributeInfo],
    whose: str,
    span: Span,
) -> _Row | None:
    values = _assigned(ctx, assignments, attributes, whose)
    if values is None:
        return None
    return _Row(values, {assignment.name.text: assignment for assignment in assignments}, span)


def _with_key(ctx: Context, row: _Row | None, number: int) -> _Row | None:
    """The lead with a key of its own, one that is made up where none was written."""
    key = ctx.schema.attributes.get(ctx.schema.key or "")
    if row is None or key is None or key.type is None:
        return None
    if key.name in row.written:
        if key.name not in dict(row.values):
            ctx.report(
                "SL0805",
                row.written[key.name].span,
                f"the key `{key.name}` of a sample's lead cannot be missing",
                "leave it out: then one is made up",
            )
            return None
        return row
    text = _SAMPLE_KEY if number == 1 else f"{_SAMPLE_KEY} {number}"
    made: str | int = text if key.type.kind == "text" else number
    return _Row(((key.name, made), *row.values), row.written, row.span)


# ---- the account and the other leads -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Together:
    lead: tuple[Value, ...]
    account: tuple[Value, ...] | None
    others: tuple[model.SampleColleague, ...]


def _account(ctx: Context, item: syntax.Sample) -> _Row | None:
    """The account line, an empty row without one; None where it is wrong."""
    if not item.accounts and not item.colleagues:
        return _Row((), {}, item.span)
    first = item.accounts[0].span if item.accounts else item.colleagues[0].span
    if ctx.schema.account is None or ctx.schema.lead_account is None:
        if not ctx.scope.incomplete and not ctx.schema.absent:
            ctx.report(
                "SL0325",
                first,
                "leads of this file belong to no account",
                "declare one: `account { domain: text key }`, and `company: account` in the lead block",
            )
        return None
    if len(item.accounts) > 1:
        ctx.report("SL0801", item.accounts[1].span, "a lead has one account, and here are two", "leave one out")
        return None
    if not item.accounts:
        return _Row((), {}, first)
    line = item.accounts[0]
    return _row(ctx, line.assignments, ctx.schema.account.attributes, "the account", line.span)


@dataclass(frozen=True, slots=True)
class _Colleague:
    lead: _Row
    events: tuple[model.SampleEvent, ...]


def _colleague(ctx: Context, item: syntax.SampleColleague, as_of: int | None) -> _Colleague | None:
    row = _row(ctx, item.assignments, ctx.schema.attributes, "the lead", item.span)
    events = _events(ctx, item.events, as_of)
    return None if row is None or events is None else _Colleague(row, events)


def _keys_differ(ctx: Context, lead: _Row, others: list[_Colleague]) -> bool:
    key = ctx.schema.key or ""
    seen = {dict(lead.values).get(key): lead}
    for other in others:
        value = dict(other.lead.values).get(key)
        if value is not None and value in seen:
            ctx.findings.report(
                "SL0804",
                other.lead.written[key].span,
                "two leads of the sample have the same key",
                "give each lead its own, or leave it out",
                declared(seen[value].span, "the other lead"),
            )
            return False
        seen[value] = other.lead
    return True


def _together(ctx: Context, lead: _Row, account: _Row, others: list[_Colleague]) -> _Together | None:
    """All leads in one account, whose key is made up where nobody names it."""
    own, schema = ctx.schema.lead_account, ctx.schema.account
    if own is None or schema is None or schema.key is None or not (account.written or others):
        return _Together(lead.values, None, ())
    named: tuple[str | int | bool, syntax.Assignment] | None = None
    rows = [(account, schema.key), (lead, own), *((other.lead, own) for other in others)]
    for row, name in rows:
        assignment = row.written.get(name)
        if assignment is None:
            continue
        value = dict(row.values).get(name)
        if value is None:
            ctx.report(
                "SL0803",
                assignment.span,
                "the account of a sample with an account or colleagues cannot be missing",
                "leave it out: then one is made up",
            )
            return None
        if named is not None and named[0] != value:
            ctx.findings.report(
                "SL0803",
                assignment.span,
                "the leads of a sample belong to one account, and this is another",
                "leave it out",
                declared(named[1].span, "the account"),
            )
            return None
        named = named or (value, assignment)
    key = _SAMPLE_ACCOUNT if named is None else named[0]
    made: list[model.SampleColleague] = []
    taken = {dict(other.lead.values).get(ctx.schema.key or "") for other in others}
    taken.add(dict(lead.values).get(ctx.schema.key or ""))
    number = 2
    for other in others:
        keyed = _with_key(ctx, other.lead, number)
        while keyed is not None and keyed is not other.lead and keyed.values[0][1] in taken:
            number += 1
            keyed = _with_key(ctx, other.lead, number)
        if keyed is None:
            return None
        number += 1
        made.append(model.SampleColleague(_with(keyed.values, own, key), other.events))
    values = _with(account.values, schema.key, key) if account.written else None
    return _Together(_with(lead.values, own, key), values, tuple(made))


def _with(values: tuple[Value, ...], name: str, value: str | int | bool) -> tuple[Value, ...]:
    return values if name in dict(values) else (*values, (name, value))


# ---- values and events ---------------------------------------------------------------------------------------------


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
            twice(ctx, name, seen[name.text])
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
        value = _value(ctx, assignment, info, info.type)
        if value is None:
            fine = False
        else:
            made.append((name.text, value))
    return tuple(made) if fine else None


def _value(
    ctx: Context, assignment: syntax.Assignment, info: AttributeInfo, type: model.ValueType
) -> str | int | bool | None:
    written = assignment.value
    assert written is not None
    if type.kind == "set":
        return set_of(ctx, written if isinstance(written, tuple) else (written,), f"`{info.name}`")
    if isinstance(written, tuple):
        ctx.findings.report(
            "SL0302",
            assignment.span,
            f"`{info.name}` has one value, and here are several",
            "only a `set of text` has several",
            declared(info.span),
        )
        return None
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


def _events(
    ctx: Context, written: tuple[syntax.SampleEvent, ...], as_of: int | None
) -> tuple[model.SampleEvent, ...] | None:
    made = [_event(ctx, event, as_of) for event in written]
    found = tuple(event for event in made if event is not None)
    return found if len(found) == len(made) else None


def _event(ctx: Context, item: syntax.SampleEvent, as_of: int | None) -> model.SampleEvent | None:
    at: int | None
    match item.at:
        case syntax.Ago(duration):
            if isinstance(duration, syntax.Name):
                return None  # never so in what was parsed
            seconds = seconds_of(ctx, duration, "an age", zero=True, fine=True)
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
