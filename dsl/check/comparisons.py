"""Comparisons: which operator fits which kind of value, and how two sides are brought to one scale."""

from __future__ import annotations

from typing import Literal

from .. import model, syntax
from ..findings import declared
from . import arithmetic, ordered, previous, values
from .context import Context
from .durations import SECONDS, count_of, days_of, seconds_of
from .literals import KIND_WORDS, Typed, constant, kind_words

Op = Literal["=", "<>", "<", "<=", ">", ">="]

_NUMBERS = frozenset({"is", "is not", "at least", "at most", "above", "below"})
_MOMENTS = frozenset({"is", "is not", "before", "after", "on"})

# Every operator on every kind of value; what is absent is an error.
OPERATORS: dict[str, frozenset[str]] = {
    "text": frozenset({"is", "is not"}),
    "boolean": frozenset({"is", "is not"}),
    "integer": _NUMBERS,
    "decimal": _NUMBERS,
    "date": _MOMENTS,
    "timestamp": _MOMENTS,
    "set": frozenset(),
}
_ORDER = frozenset({"at least", "at most", "above", "below"})
SYMBOLS: dict[str, Op] = {
    "is": "=",
    "is not": "<>",
    "on": "=",
    "at least": ">=",
    "at most": "<=",
    "above": ">",
    "below": "<",
    "before": "<",
    "after": ">",
}
_MIRRORED: dict[Op, Op] = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_DATE = model.ValueType("date")
# Words for a value that is not there.
_NOTHING = frozenset({"missing", "null", "none", "nil", "empty", "blank", "unknown", "undefined", "unset"})


def comparison(ctx: Context, node: syntax.Comparison) -> model.Condition | None:
    if isinstance(node.left, syntax.PreviousStage):
        return previous.compared(ctx, node)
    left = values.value(ctx, node.left)
    if left is not None and left.ladder and node.op in _ORDER:
        return ordered.compared(ctx, node, left)
    right = node.right
    if isinstance(right, syntax.Arithmetic) and not arithmetic.too_many_parts(ctx, right):
        right = arithmetic.folded_number(right) or right
    match right:
        case syntax.Ago():
            return None if left is None else _age(ctx, node, left, right)
        case syntax.Today():
            return None if left is None else _with_today(ctx, node, left)
        case syntax.Number() | syntax.Percent() | syntax.Text() | syntax.Date() | syntax.Timestamp() | syntax.YesNo():
            return None if left is None else _with_literal(ctx, node, left, right)
        case syntax.Duration(span=span):
            if left is None:
                return None
            help = "a moment ends in `ago`: `before 30 days ago`"
            if left.role == "age":
                help = "it is a number already: leave out the unit"
            ctx.report("SL0306", span, f"{left.shown} cannot be compared with a duration", help)
            return None
        case syntax.Name() as name:
            return _with_name(ctx, node, left, name)
        case _:
            other = values.value(ctx, right)
            return None if left is None or other is None else _two_values(ctx, node, left, other)


def _fits(ctx: Context, node: syntax.Comparison, left: Typed) -> bool:
    """Whether the operator suits the left side; the check of `ignoring case` is here too."""
    kind = left.type.kind
    if node.op not in OPERATORS[kind]:
        ctx.findings.report(
            "SL0301",
            node.op_span,
            f"`{node.op}` does not suit {left.shown}, which is {kind_words(left)}",
            _operator_help(node.op, left),
            *([declared(left.declared_at)] if left.declared_at else []),
        )
        return False
    if node.ignoring_case and (kind != "text" or left.is_label):
        ctx.report(
            "SL0312",
            node.span,
            f"`ignoring case` needs a text, and {left.shown} is {kind_words(left)}",
            "leave it out",
        )
        return False
    return True


def _operator_help(op: str, left: Typed) -> str:
    match left.type.kind:
        case "integer" | "decimal":
            nearest = {"before": "below", "after": "above", "on": "is"}[op]
            return f"numbers are compared with `at least`, `at most`, `above`, `below` or `is`: try `{nearest}`"
        case "date" | "timestamp":
            nearest = {"at least": "after", "above": "after", "at most": "before", "below": "before"}[op]
            return f"dates are compared with `before`, `after` and `on`: try `{nearest}`"
        case "set":
            return 'a set is asked what it has: `certs has "CFP"`, `certs has any of ("CFP", "CFA")`, `count of certs`'
        case "text" if left.role == "grade":
            return "a grade is compared with `is`, `in`, `at least` and the like: `rating in (A, B)`"
        case "text" if left.is_label:
            return f"{kind_words(left)} is compared with `is` or `in`"
        case "text" if left.type.options and op in _ORDER:
            return "declared with `ordered (…)` in place of `one of (…)`, from low to high, it can be compared so"
        case "text":
            return "texts are compared with `is`, `in`, `contains`, `starts with`, `ends with` or `has word`"
        case _:
            return "a yes-or-no value stands alone, with `not` before it, or is compared with `is`"


def _compare(op: Op, left: Typed, right: model.Value, folded: bool = False) -> model.Compare:
    return model.Compare(op, left.node, right, folded)


def _with_literal(
    ctx: Context, node: syntax.Comparison, left: Typed, literal: syntax.Literal_
) -> model.Condition | None:
    if left.type.kind == "timestamp" and isinstance(literal, syntax.Date):
        day = Typed(model.LocalDay(left.node), _DATE, left.shown, left.span, declared_at=left.declared_at)
        return _with_literal(ctx, node, day, literal)
    if not _fits(ctx, node, left):
        return None
    folded = node.ignoring_case or left.folded
    right = constant(ctx, literal, left, fold_text=folded)
    if right is None:
        return None
    return _compare(SYMBOLS[node.op], left, right, folded)


def _with_today(ctx: Context, node: syntax.Comparison, left: Typed) -> model.Condition | None:
    if left.type.kind not in ("date", "timestamp"):
        ctx.report("SL0306", node.right.span, f"`today` is a date, and {left.shown} is {KIND_WORDS[left.type.kind]}")
        return None
    if not _fits(ctx, node, left):
        return None
    return model.Compare(SYMBOLS[node.op], _as_day(left), model.Today())


def _as_day(value: Typed) -> model.Value:
    return model.LocalDay(value.node) if value.type.kind == "timestamp" else value.node


def _age(ctx: Context, node: syntax.Comparison, left: Typed, ago: syntax.Ago) -> model.Condition | None:
    """`X before 3 days ago` is a comparison of moments; `X at most 3 days ago` one of ages in whole units."""
    kind, duration = left.type.kind, ago.duration
    if isinstance(duration, syntax.Name):
        return None  # no parameter of that name, which is reported
    if kind not in ("date", "timestamp"):
        help = "leave out the unit and `ago`: ages are numbers of days" if left.role == "age" else ""
        ctx.report("SL0306", ago.span, f"`… ago` is a moment, and {left.shown} is {KIND_WORDS[kind]}", help)
        return None
    if node.op in ("before", "after", "on"):
        return _moment(ctx, node, left, duration)
    if node.op in ("is", "is not"):
        ctx.report(
            "SL0301", node.op_span, f"`{node.op}` does not suit `… ago`", "write `on` for that day, or `not (… on …)`"
        )
        return None
    if duration.unit in ("month", "year"):
        nearest = "before" if node.op in ("at least", "above") else "after"
        ctx.report(
            "SL0308",
            duration.span,
            f"`{node.op} … ago` counts whole days, and {duration.unit}s differ in length",
            f"write `{nearest} {duration.count} {duration.unit}s ago`, which goes by the calendar, or use days",
        )
        return None
    # `above 3 days` is at least 4 whole days; a week is 7 days.
    if kind == "date":
        amount, step = days_of(ctx, duration, left.shown, zero=True), 1
    else:
        amount, step = seconds_of(ctx, duration, "an age", zero=True), min(SECONDS[duration.unit], 86_400)
    if amount is None:
        return None
    match node.op:
        case "at most":
            return model.AgeBetween(left.node, 0, amount + step)
        case "below":
            return model.AgeBetween(left.node, 0, amount)
        case "at least":
            return model.AgeBetween(left.node, amount, None)
        case _:
            return model.AgeBetween(left.node, amount + step, None)


def _moment(ctx: Context, node: syntax.Comparison, left: Typed, duration: syntax.Duration) -> model.Condition | None:
    op = SYMBOLS[node.op]
    if duration.unit in ("month", "year"):
        count = count_of(ctx, duration, zero=True)
        if count is None:
            return None
        months = count * (12 if duration.unit == "year" else 1)
        if months > 1200:
            ctx.report(
                "SL0607", duration.span, "a moment can lie at most 100 years back", "write `100 years ago` or less"
            )
            return None
        return model.Compare(op, _as_day(left), model.MonthsAgo(months))
    if left.type.kind == "date" or (op == "=" and duration.unit in ("day", "week")):
        days = days_of(ctx, duration, left.shown, zero=True)
        return None if days is None else model.Compare(op, _as_day(left), model.Today(days))
    if op == "=":
        ctx.report("SL0308", duration.span, "`on` means a whole day", "write `on 1 days ago`, or `before` and `after`")
        return None
    seconds = seconds_of(ctx, duration, "an age", zero=True)
    return None if seconds is None else model.Compare(op, left.node, model.SecondsAgo(seconds))


def _with_name(ctx: Context, node: syntax.Comparison, left: Typed | None, name: syntax.Name) -> model.Condition | None:
    """The right side is a bare name: a grade's label, or another attribute; often a text without its quotes."""
    if left is not None and left.is_label:
        if not _fits(ctx, node, left):
            return None
        label = constant(ctx, syntax.Text(name.text, name.span), left)
        return None if label is None else _compare(SYMBOLS[node.op], left, label)
    if left is None:  # what the name stands for depends on it
        return None
    known = {*ctx.names(), *ctx.schema.attributes}
    if node.op in ("is", "is not") and name.text.lower() in _NOTHING and name.text not in known:
        span = node.op_span.to(name.span)
        meant = "is missing" if node.op == "is" else "is known"
        message = f"`{node.op} {name.text}` is not how the language says it here"
        ctx.report("SL0110", span, message, f"write `{meant}`")
        return None
    if name.text in left.type.options and name.text not in known:
        ctx.report(
            "SL0320", name.span, f"`{name.text}` is a name, and {left.shown} has texts", f'write `"{name.text}"`'
        )
        return None
    right = values.named(ctx, name)
    return None if right is None else _two_values(ctx, node, left, right)


def _two_values(ctx: Context, node: syntax.Comparison, left: Typed, right: Typed) -> model.Condition | None:
    if not _fits(ctx, node, left):
        return None
    op = SYMBOLS[node.op]
    kinds = {left.type.kind, right.type.kind}
    if kinds == {"date", "timestamp"}:
        return model.Compare(op, _as_day(left), _as_day(right))
    if left.numeric and right.numeric:
        if "computed" in (left.role, right.role):
            both = arithmetic.aligned(ctx, (left, right), node)
            return None if both is None else model.Compare(op, both[0].node, both[1].node)
        if (left.role == "score") != (right.role == "score") or left.type.places != right.type.places:
            ctx.findings.report(
                "SL0309",
                node.span,
                f"{left.shown} has {_places(left)} and {right.shown} has {_places(right)}, "
                "and only numbers of one precision are compared",
                "declare both alike, such as `decimal(2)`, or compare the difference: `budget - spent above 0`",
                *[declared(v.declared_at) for v in (left, right) if v.declared_at],
            )
            return None
        return model.Compare(op, left.node, right.node)
    if len(kinds) > 1:
        ctx.findings.report(
            "SL0302",
            node.span,
            f"{left.shown} is {kind_words(left)}, and {right.shown} is {kind_words(right)}",
            "",
            *[declared(v.declared_at) for v in (left, right) if v.declared_at],
        )
        return None
    if left.type.kind == "text":
        return _two_texts(ctx, node, left, right)
    return model.Compare(op, left.node, right.node)


def _two_texts(ctx: Context, node: syntax.Comparison, left: Typed, right: Typed) -> model.Condition | None:
    op = SYMBOLS[node.op]
    if left.folded or right.folded:
        if right.wholly_folded:
            return model.Compare(op, left.node, right.node, folded=True)
        if left.wholly_folded:
            return model.Compare(_MIRRORED[op], right.node, left.node, folded=True)
        ctx.report(
            "SL0312",
            node.span,
            f"one part of {(left if left.folded else right).shown} is in small letters and another as it stands, "
            "so it is not compared with another value",
            "compare the parts one by one",
        )
        return None
    if node.ignoring_case:
        ctx.report(
            "SL0312",
            node.span,
            "`ignoring case` compares a value with texts in quotes or with a list, not two attributes",
            "leave it out",
        )
        return None
    return model.Compare(op, left.node, right.node)


def _places(value: Typed) -> str:
    if value.role == "score":
        return "a score's precision"
    return f"{value.type.places} decimals" if value.type.places else "no decimals"
