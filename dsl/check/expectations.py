"""What a sample expects: of which output, and a value that it can have."""

from __future__ import annotations

from collections.abc import Iterable

from .. import model, syntax
from ..findings import declared, did_you_mean, quoted
from ..source import Span
from .context import Context, ScoreInfo
from .literals import second_of
from .numbers import plain, units

FOLLOW_UP, DUE, REASON = "follow up", "due", "reason"


def expects(ctx: Context, item: syntax.Sample) -> tuple[model.Expectation, ...] | None:
    """None where an expectation is wrong, and reported."""
    made: list[model.Expectation] = []
    fine = True
    seen: dict[str, Span] = {}
    for expect in item.expects:
        if expect.not_scored:
            made.append(model.Expectation("not scored", "", None, expect.span))
        for assignment in expect.assignments:
            if assignment.name.text in seen:
                twice(ctx, assignment.name, seen[assignment.name.text])
                fine = False
                continue
            seen[assignment.name.text] = assignment.name.span
            checked = _expectation(ctx, assignment)
            if checked is None:
                fine = False
            else:
                made.append(checked)
    if not item.expects and not ctx.scope.incomplete:
        ctx.report(
            "SL0806", item.label.span, "this sample expects nothing, so it tests nothing", "end it with `expect …`"
        )
    return tuple(made) if fine else None


def twice(ctx: Context, name: syntax.Name, first: Span) -> None:
    ctx.findings.report(
        "SL0804", name.span, f"`{name.text}` is given twice", "keep one of them", declared(first, "first given here")
    )


def _expectation(ctx: Context, written: syntax.Assignment) -> model.Expectation | None:
    name = written.name.text
    outcomes = ctx.outcomes
    if name in outcomes.scores:
        return _score(ctx, written, outcomes.scores[name]) if outcomes.scores[name].known else None
    if name in outcomes.grades:
        grade = outcomes.grades[name]
        what = "matrix" if grade.matrix else "grade"
        if written.value is None:
            return model.Expectation("grade", name, None, written.span, grade.account)
        return _label(ctx, written, "grade", what, grade.labels, grade.account) if grade.known else None
    if name in outcomes.stages:
        stage = outcomes.stages[name]
        return _label(ctx, written, "stage", "stage", stage.labels, stage.account)
    if name in outcomes.flags:
        return _flag(ctx, written)
    if name in outcomes.routes:
        return _text(ctx, written, "route", outcomes.routes[name].labels)
    if name in outcomes.questions:
        return _text(ctx, written, "questions", None)
    if name == FOLLOW_UP and outcomes.follow_up is not None:
        return _text(ctx, written, "follow up", outcomes.follow_up)
    if name == DUE and outcomes.follow_up is not None:
        return _due(ctx, written)
    if name == REASON:
        return _text(ctx, written, "reason", None)
    _unknown(ctx, written.name)
    return None


def _unknown(ctx: Context, name: syntax.Name) -> None:
    outcomes = ctx.outcomes
    known: list[str] = [*outcomes.scores, *outcomes.grades, *outcomes.stages, *outcomes.flags, *outcomes.routes]
    known += [*outcomes.questions, *((FOLLOW_UP, DUE) if outcomes.follow_up is not None else ()), REASON]
    if ctx.unseen(name.text, known):
        return
    ctx.report(
        "SL0802",
        name.span,
        f"there is no score, grade, stage or other output `{name.text}` to expect",
        did_you_mean(name.text, known, f"what can be expected is {quoted(known)}"),
    )


def _score(ctx: Context, written: syntax.Assignment, info: ScoreInfo) -> model.Expectation | None:
    name = written.name.text
    match written.value:
        case None:
            return model.Expectation("score", name, None, written.span, info.account)
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
            return model.Expectation("score", name, amount, written.span, info.account)
        case other:
            ctx.report("SL0803", _place(written, other), f"`{name}` is a score, and a number is expected of it")
            return None


def _place(written: syntax.Assignment, value: object) -> Span:
    span = getattr(value, "span", None)
    return span if isinstance(span, Span) else written.span


def _label(
    ctx: Context,
    written: syntax.Assignment,
    output: str,
    what: str,
    labels: Iterable[str],
    account: bool,
) -> model.Expectation | None:
    name, possible = written.name.text, tuple(dict.fromkeys(labels))
    match written.value:
        case syntax.Name(text) | syntax.Text(text):
            label = text
        case syntax.Number(number):
            label = plain(number)
        case None if output == "stage" and account:
            return model.Expectation("stage", name, None, written.span, account)
        case _:
            label = ""
    if label in possible:
        return model.Expectation("grade" if output == "grade" else "stage", name, label, written.span, account)
    if not ctx.scope.incomplete:
        ctx.report(
            "SL0803",
            _place(written, written.value),
            f"`{name}` has no {'label' if what == 'matrix' else what} `{label}`"
            if label
            else f"`{name}` is a {what}'s name",
            _meant(name, written.value, label, possible),
        )
    return None


def _meant(name: str, value: object, label: str, possible: tuple[str, ...]) -> str:
    """`yes` and `no` are answers unless they stand in backticks."""
    if isinstance(value, syntax.YesNo) and (word := "yes" if value.value else "no") in possible:
        return f"a name that is `{word}` stands in backticks: expect {name} `{word}`"
    return did_you_mean(label, possible, f"it is one of {quoted(possible, 12)}")


def _flag(ctx: Context, written: syntax.Assignment) -> model.Expectation | None:
    name = written.name.text
    match written.value:
        case None:
            return model.Expectation("flag", name, None, written.span)
        case syntax.YesNo(value):
            return model.Expectation("flag", name, value, written.span)
        case other:
            ctx.report(
                "SL0803", _place(written, other), f"`{name}` is a flag, which is yes or no", f"write `{name} yes`"
            )
            return None


def _text(
    ctx: Context, written: syntax.Assignment, output: str, labels: tuple[str, ...] | None
) -> model.Expectation | None:
    name = written.name.text
    match written.value:
        case None if output != "reason":
            return _made(output, name, None, written)
        case syntax.Text(value, span):
            if labels is None or value in labels or ctx.scope.incomplete:
                return _made(output, name, value, written)
            possible = tuple(dict.fromkeys(labels))
            ctx.report(
                "SL0803",
                span,
                f"`{name}` is never `{value}`",
                did_you_mean(value, possible, f"it is one of {quoted(possible, 12)}"),
            )
        case _:
            examples = {"reason": 'reason "outside our markets"', "follow up": 'follow up "Inside sales"'}
            example = examples.get(output, f'{name} "…"')
            ctx.report(
                "SL0803",
                written.span,
                "a reason is a text in quotes" if output == "reason" else f"`{name}` is a text in quotes",
                f"write `{example}`",
            )
    return None


def _made(output: str, name: str, value: str | None, written: syntax.Assignment) -> model.Expectation:
    match output:
        case "route":
            return model.Expectation("route", name, value, written.span)
        case "questions":
            return model.Expectation("questions", name, value, written.span)
        case "follow up":
            return model.Expectation("follow up", name, value, written.span)
        case _:
            return model.Expectation("reason", name, value, written.span)


def _due(ctx: Context, written: syntax.Assignment) -> model.Expectation | None:
    match written.value:
        case None:
            return model.Expectation("due", DUE, None, written.span)
        case syntax.Date() | syntax.Timestamp() as moment:
            second = second_of(ctx, moment)
            return None if second is None else model.Expectation("due", DUE, second, written.span)
        case other:
            ctx.report(
                "SL0803",
                _place(written, other),
                "`due` is a moment",
                "write it such as `due 2026-01-15T13:00:00Z`, or `due missing`",
            )
            return None
