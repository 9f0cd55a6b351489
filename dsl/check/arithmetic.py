"""Arithmetic: numbers brought to one scale, constants folded, and nothing that could outgrow 64 bits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from .. import model, syntax
from ..findings import declared
from ..late import dataclass
from ..wording import value_text
from . import attributes, values
from .context import Context
from .literals import Role, Typed, constant, kind_words
from .numbers import HUGE, plain, units

MOST = 9 * 10**18  # of any result, in its units
MOST_PLACES = 9
MOST_PARTS = 100
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class _Form:
    """Σ coefficient × value + constant, in units of 10^-places."""

    terms: tuple[tuple[int, Typed], ...]
    constant: int
    places: int
    decimals: int  # that the result can have

    def scaled(self, places: int) -> _Form:
        by = 10 ** (places - self.places)
        terms = tuple((coefficient * by, value) for coefficient, value in self.terms)
        return replace(self, terms=terms, constant=self.constant * by, places=places)

    @property
    def bound(self) -> int:
        return sum(abs(coefficient) * value.bound for coefficient, value in self.terms) + abs(self.constant)


def number_type(places: int) -> model.ValueType:
    return model.ValueType("decimal", places) if places else model.ValueType("integer")


def written_as(node: syntax.Value) -> str:
    """What messages call a computed value."""
    text = value_text(node)
    return f"`{text}`" if len(text) <= _SHOWN else "the computed number"


def too_many_parts(ctx: Context, node: syntax.Value) -> bool:
    """Whether a computation has more parts than is read; reports it. Found without recursion."""
    waiting: list[syntax.Value] = [node]
    parts = 0
    while waiting:
        item = waiting.pop()
        parts += 1
        match item:
            case syntax.Arithmetic(left=left, right=right):
                waiting += [left, right]
            case syntax.Greatest(values=items):
                waiting += items
            case syntax.Else(value=inner):
                waiting.append(inner)
            case _:
                pass
        if parts > 2 * MOST_PARTS:
            ctx.report(
                "SL0608",
                node.span,
                f"a computation has at most {MOST_PARTS} parts",
                "compute a part of it in a score of its own",
            )
            return True
    return False


def arithmetic(ctx: Context, node: syntax.Arithmetic) -> Typed | None:
    """`a + b`, `3 * a`, with something in it that is not fixed."""
    form = _form(ctx, node)
    if form is not None and not form.terms:
        _only_fixed(ctx, node)
        return None
    return None if form is None else _typed(ctx, form, node)


def _only_fixed(ctx: Context, node: syntax.Value) -> None:
    ctx.report(
        "SL0306",
        node.span,
        f"{written_as(node)} has fixed numbers only and is the same for every lead",
        "name an attribute, a count or an age in it",
    )


def _typed(ctx: Context, form: _Form, node: syntax.Value) -> Typed | None:
    if not _bounded(ctx, form.bound, form.places, node):
        return None
    type = number_type(form.places)
    made: model.Value
    if not form.terms:
        made = model.Constant(form.constant, type)
    else:
        merged: dict[model.Value, int] = {}
        for coefficient, value in form.terms:
            merged[value.node] = merged.get(value.node, 0) + coefficient
        made = model.Linear(tuple((c, v) for v, c in merged.items()), form.constant, type)
    return Typed(
        made,
        type,
        written_as(node),
        node.span,
        "computed",
        can_be_missing=any(value.can_be_missing for _, value in form.terms),
        decimals=form.decimals,
        bound=max(form.bound, 1),
    )


def _bounded(ctx: Context, bound: int, places: int, node: syntax.Value) -> bool:
    if bound <= MOST and places <= MOST_PLACES:
        return True
    what = (
        f"{written_as(node)} would need {places} decimals, and {MOST_PLACES} are possible"
        if places > MOST_PLACES
        else f"{written_as(node)} could grow larger than any number that is computed exactly"
    )
    ctx.report(
        "SL0321",
        node.span,
        what,
        "use smaller factors, or attributes with fewer decimals",
    )
    return False


def _form(ctx: Context, node: syntax.Value) -> _Form | None:
    match node:
        case syntax.Number(number):
            places = max(0, -int(number.normalize().as_tuple().exponent)) if number else 0
            amount = units(number, min(places, MOST_PLACES))
            if amount is None or abs(amount) >= HUGE:
                ctx.report("SL0305", node.span, f"{plain(number)} is too large or too finely divided to compute with")
                return None
            return _Form((), amount, min(places, MOST_PLACES), min(places, MOST_PLACES))
        case syntax.Arithmetic(left=left, op=op, right=right):
            first, second = _form(ctx, left), _form(ctx, right)
            if first is None or second is None:
                return None
            return _product(ctx, first, second, node) if op == "*" else _sum(first, second, op == "-")
        case _:
            found = operand(ctx, node)
            return None if found is None else _Form(((1, found),), 0, found.type.places, found.decimals)


def _sum(first: _Form, second: _Form, minus: bool) -> _Form:
    places = max(first.places, second.places)
    a, b = first.scaled(places), second.scaled(places)
    sign = -1 if minus else 1
    terms = (*a.terms, *((sign * coefficient, value) for coefficient, value in b.terms))
    return _Form(terms, a.constant + sign * b.constant, places, max(a.decimals, b.decimals))


def _product(ctx: Context, first: _Form, second: _Form, node: syntax.Value) -> _Form | None:
    if first.terms and second.terms:
        ctx.report(
            "SL0322",
            node.span,
            "two values cannot be multiplied with each other, only a value with a fixed number",
            "use a table for one of them, or a `factor` for the whole score",
        )
        return None
    of, by = (first, second) if first.terms else (second, first)
    terms = tuple((coefficient * by.constant, value) for coefficient, value in of.terms)
    return _Form(terms, of.constant * by.constant, of.places + by.places, of.decimals + by.decimals)


def operand(ctx: Context, node: syntax.Value) -> Typed | None:
    """A value to compute with: a number; reports anything else."""
    if isinstance(node, syntax.Percent):
        ctx.report(
            "SL0306", node.span, "a percentage is no number to compute with", f"write {plain(node.value / 100)} instead"
        )
        return None
    if isinstance(node, syntax.Duration | syntax.Ago | syntax.Today | syntax.Date | syntax.Timestamp):
        ctx.report(
            "SL0322",
            node.span,
            "moments and durations are no numbers to compute with",
            "compare moments with `before`, `after` and `… ago`, or count: `days since created`, `days from a to b`",
        )
        return None
    if isinstance(node, syntax.Text | syntax.YesNo):
        ctx.report("SL0322", node.span, "only numbers are computed with", "")
        return None
    found = values.value(ctx, node)
    if found is None:
        return None
    if not found.numeric:
        ctx.findings.report(
            "SL0322",
            node.span,
            f"{found.shown} is {kind_words(found)}, and only numbers are computed with",
            _help(found),
            *([declared(found.declared_at)] if found.declared_at else []),
        )
        return None
    return found


def _help(found: Typed) -> str:
    match found.type.kind:
        case "date" | "timestamp":
            return "count its age: `days since created`, or `days from created to renewal`"
        case "set":
            return "count its entries: `count of certs`"
        case "boolean":
            return "use a rule for each answer"
        case _:
            return ""


# ---- one scale -----------------------------------------------------------------------------------------------------


def rescaled(value: Typed, places: int) -> Typed:
    """The same number in units of 10^-places, which are at least as fine as its own."""
    by = 10 ** (places - value.type.places)
    if by == 1:
        return value
    type = number_type(places)
    made: model.Value
    match value.node:
        case model.Constant(amount):
            made = model.Constant(int(amount) * by, type)
        case model.Linear(terms, constant_):
            made = model.Linear(tuple((c * by, v) for c, v in terms), constant_ * by, type)
        case node:
            made = model.Linear(((by, node),), 0, type)
    return replace(value, node=made, type=type, bound=value.bound * by)


def aligned(ctx: Context, found: Iterable[Typed], node: syntax.Value | syntax.Condition) -> tuple[Typed, ...] | None:
    """All in the finest scale among them; None where that could grow too large, and reported."""
    items = tuple(found)
    places = max(item.type.places for item in items)
    made = tuple(rescaled(item, places) for item in items)
    for item, before in zip(made, items, strict=True):
        if item.bound > MOST and item.bound > before.bound:
            ctx.report(
                "SL0321",
                node.span,
                f"{before.shown} with {places} decimals could grow larger than any number that is computed exactly",
                "declare the attributes with fewer decimals",
            )
            return None
    return made


# ---- greatest and least, else --------------------------------------------------------------------------------------


def greatest(ctx: Context, node: syntax.Greatest) -> Typed | None:
    found: list[Typed] = []
    for part in node.values:
        form = _form(ctx, part)
        made = None if form is None else _typed(ctx, form, part) if _computed(part) else form.terms[0][1]
        if made is not None:
            found.append(made)
    if len(found) < len(node.values) or not found:  # nothing in the parentheses has been reported
        return None
    items = aligned(ctx, found, node)
    if items is None:
        return None
    type = items[0].type
    nodes = tuple(dict.fromkeys(item.node for item in items))
    if all(isinstance(item, model.Constant) for item in nodes):
        _only_fixed(ctx, node)
        return None
    made_node = model.Greatest(nodes) if node.which == "greatest" else model.Least(nodes)
    return Typed(
        made_node,
        type,
        written_as(node),
        node.span,
        "computed",
        can_be_missing=any(item.can_be_missing for item in items),
        decimals=max(item.decimals for item in items),
        bound=_choice_bound(node.which, items),
    )


def _computed(part: syntax.Value) -> bool:
    return isinstance(part, syntax.Arithmetic | syntax.Number)


def _choice_bound(which: str, items: tuple[Typed, ...]) -> int:
    """`least of (a, 100)` may still be far below 0, so only values that never are bound each other."""
    bounds = [item.bound for item in items]
    if which == "least" and all(not_negative(item) for item in items):
        return min(bounds)
    return max(bounds)


def not_negative(item: Typed) -> bool:
    """Whether the value is never below 0, as far as is known."""
    match item.node:
        case model.Constant(amount):
            return int(amount) >= 0
        case model.Linear(terms, constant_):
            inner = all(c >= 0 and _counts(v) for c, v in terms)
            return inner and constant_ >= 0
        case model.Greatest(items):
            return any((isinstance(i, model.Constant) and int(i.value) >= 0) or _counts(i) for i in items)
        case node:
            return item.role in ("count", "age") or _counts(node)


def _counts(node: model.Value) -> bool:
    return isinstance(
        node,
        model.CountOf
        | model.CountDifferent
        | model.DaysSince
        | model.DaysSinceLast
        | model.DaysSinceFirst
        | model.Since
        | model.Between
        | model.LeastKnown
        | model.SetSize,
    )


def otherwise(ctx: Context, node: syntax.Else) -> Typed | None:
    """`distance else 15`: of one kind on both sides."""
    found = values.value(ctx, node.value)
    other: Typed | None
    if isinstance(node.otherwise, syntax.Name):
        other = attributes.named(ctx, node.otherwise)
        if found is None or other is None:
            return None
    else:
        if found is None:
            return None
        fixed = constant(ctx, node.otherwise, found)
        if fixed is None:
            return None
        other = replace(found, node=fixed, can_be_missing=False, span=node.otherwise.span)
        if found.numeric:
            other = replace(other, bound=abs(int(fixed.value)))
    if not found.can_be_missing:
        ctx.report(
            "SL0402",
            node.otherwise.span,
            f"{found.shown} is never missing, so what stands behind `else` never counts",
            "leave `else` out",
        )
    if found.numeric and other.numeric:
        both = aligned(ctx, (found, other), node)
        if both is None:
            return None
        found, other = both
    elif found.type.kind != other.type.kind or found.is_label != other.is_label:
        ctx.findings.report(
            "SL0302",
            node.span,
            f"{found.shown} is {kind_words(found)}, and {other.shown} is {kind_words(other)}",
            "both sides of `else` are of one kind",
            *[declared(v.declared_at) for v in (found, other) if v.declared_at],
        )
        return None
    alike = found.type == other.type
    type = found.type if alike or found.numeric else model.ValueType(found.type.kind)
    return Typed(
        model.Else(found.node, other.node),
        type,
        written_as(node),
        node.span,
        _else_role(found, other),
        can_be_missing=found.can_be_missing and other.can_be_missing,
        decimals=max(found.decimals, other.decimals),
        declared_at=found.declared_at,
        bound=max(found.bound, other.bound),
    )


def _else_role(found: Typed, other: Typed) -> Role:
    if found.role in ("count", "age"):
        return found.role if not_negative(other) else "computed"
    return found.role if found.role == other.role else "computed"


def folded_number(node: syntax.Value) -> syntax.Number | None:
    """A computation of fixed numbers only, as one number: `7 * 24`."""
    match node:
        case syntax.Number():
            return node
        case syntax.Arithmetic(left=left, op=op, right=right):
            first, second = folded_number(left), folded_number(right)
            if first is None or second is None:
                return None
            a, b = first.value, second.value
            made = a * b if op == "*" else a + b if op == "+" else a - b
            return syntax.Number(Decimal(made), node.span)
        case _:
            return None
