"""Literals against the value they are held against: the right kind, enough decimals, an option that exists."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from .. import model, syntax
from ..findings import declared, did_you_mean, quoted, shown
from ..folding import fold, is_blank
from ..late import dataclass
from ..source import Span
from ..zones import to_utc
from .context import Context
from .numbers import plain, units

LARGEST = 4 * 10**15  # units of a whole number or decimal in the data
LARGEST_SUM = 10**6 * model.SUMMAND  # of that many events or leads
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2099, 12, 31)
FIRST_SECOND, END_SECOND = 86_400, 4_102_444_800  # 1970-01-02 and 2100-01-01
_EPOCH_DAY = dt.date(1970, 1, 1)
_EPOCH = dt.datetime(1970, 1, 1)

KIND_WORDS = {
    "text": "a text",
    "integer": "a whole number",
    "decimal": "a number",
    "boolean": "yes or no",
    "date": "a date",
    "timestamp": "a moment",
    "set": "a set of texts",
}

# What a value stands for: an attribute as it is in the data, how many, how old, an output, or something computed.
Role = Literal["attribute", "count", "age", "score", "grade", "matrix", "stage", "computed"]


@dataclass(frozen=True, slots=True)
class Typed:
    """A value whose kind is known. `shown` is what messages call it; `decimals` is how many a literal may have.

    `bound` is the largest magnitude that a number can have, in its units.
    """

    node: model.Value
    type: model.ValueType
    shown: str
    span: Span
    role: Role = "attribute"
    can_be_missing: bool = True
    decimals: int = 0
    declared_at: Span | None = None
    bound: int = LARGEST

    @property
    def folded(self) -> bool:
        """Whether a part of the text comes in small letters, so that comparing it has to ignore capitals."""
        return _folded(self.node)

    @property
    def wholly_folded(self) -> bool:
        return _wholly_folded(self.node)

    @property
    def is_label(self) -> bool:
        """Whether it is a label of an output, which is written with or without quotes."""
        return self.role in ("grade", "matrix", "stage")

    @property
    def ladder(self) -> tuple[str, ...]:
        """The texts that it can be from low to high, where they have an order; a grade's labels descend."""
        if self.role == "grade":
            return self.type.options[::-1]
        return self.type.options if self.type.ordered else ()

    @property
    def numeric(self) -> bool:
        return self.type.kind in ("integer", "decimal")


def _folded(node: model.Value) -> bool:
    match node:
        case model.DomainOf():
            return True
        case model.Else(value, other):
            return _folded(value) or _folded(other)
        case _:
            return False


def _wholly_folded(node: model.Value) -> bool:
    """A constant beside a folded text is folded as it is made."""
    match node:
        case model.DomainOf() | model.Constant():
            return True
        case model.Else(value, other):
            return _wholly_folded(value) and _wholly_folded(other)
        case _:
            return False


def kind_words(value: Typed) -> str:
    """What a value is, in words: `a grade`, `a moment`."""
    match value.role:
        case "grade":
            return "a grade"
        case "matrix":
            return "a label of a matrix"
        case "score":
            return "a score"
        case "stage":
            return "a stage"
        case _:
            return KIND_WORDS[value.type.kind]


def literal_words(literal: syntax.Literal_) -> str:
    """What a literal is, in words: `a text`."""
    match literal:
        case syntax.Number():
            return "a number"
        case syntax.Percent():
            return "a percentage"
        case syntax.Text():
            return "a text"
        case syntax.Date():
            return "a date"
        case syntax.Timestamp():
            return "a moment"
        case syntax.YesNo():
            return "yes or no"


def constant(
    ctx: Context, literal: syntax.Literal_, target: Typed, *, fold_text: bool = False
) -> model.Constant | None:
    """The literal in the target's own units; reports and gives None where the target can never have it."""
    kind = target.type.kind
    match literal:
        case syntax.Number() if target.numeric:
            return _number(ctx, literal, target)
        case syntax.Text() if kind == "text":
            return _text(ctx, literal, target, fold_text or target.folded)
        case syntax.Number(value, span) if target.is_label and plain(value) in target.type.options:
            return _text(ctx, syntax.Text(plain(value), span), target, False)
        case syntax.YesNo(value) if kind == "boolean":
            return model.Constant(value, target.type)
        case syntax.Date() if kind == "date":
            day = day_of(ctx, literal)
            return None if day is None else model.Constant(day, target.type)
        case syntax.Timestamp() if kind == "timestamp":
            second = second_of(ctx, literal)
            return None if second is None else model.Constant(second, target.type)
        case syntax.Percent():
            ctx.report(
                "SL0306",
                literal.span,
                f"a percentage cannot be compared with {target.shown}, which is {kind_words(target)}",
                "percentages stand in totals (`40% of fit`) and in decay (`keep 80% every 30 days`)",
            )
        case _:
            ctx.findings.report(
                "SL0302",
                literal.span,
                f"{target.shown} is {kind_words(target)}, and this is {literal_words(literal)}",
                _unlike_help(literal, target),
                *([declared(target.declared_at)] if target.declared_at else []),
            )
    return None


def _unlike_help(literal: syntax.Literal_, target: Typed) -> str:
    if target.is_label and target.type.options:
        return "it is one of " + quoted(target.type.options, 12)
    match literal, target.type.kind:
        case syntax.Text(value), "integer" | "decimal" if _is_number(value):
            return f"numbers stand without quotes: `{value.strip()}`"
        case syntax.Number(value), "text":
            return f'texts stand in quotes: `"{plain(value)}"`'
        case syntax.YesNo(value), "text":
            return 'texts stand in quotes: `"yes"`' if value else 'texts stand in quotes: `"no"`'
        case _, "set":
            return 'ask what is in it: `has "…"`, `has any of ("…", "…")`'
        case _, "boolean":
            return "a yes-or-no value stands alone, with `not` before it, or is compared with `yes` or `no`"
        case syntax.Text(), "date" | "timestamp":
            return "dates stand without quotes: `2026-01-31`"
        case syntax.Timestamp(), "date":
            return "a date has no time of day: leave out the time"
        case _, "date" | "timestamp":
            return "a date is written `2026-01-31`, a moment `2026-01-31T09:00Z`"
        case _:
            return ""


def _is_number(text: str) -> bool:
    digits = text.strip().removeprefix("-").removeprefix("+").replace(".", "", 1)
    return digits.isascii() and digits.isdigit()


def _number(ctx: Context, literal: syntax.Number, target: Typed) -> model.Constant | None:
    if units(literal.value, target.decimals) is None:
        shown = plain(literal.value)
        if target.decimals == 0:
            message = f"{target.shown} is a whole number and can never be compared exactly with {shown}"
        else:
            count = f"{target.decimals} decimal" + ("s" if target.decimals != 1 else "")
            message = f"{target.shown} has {count}, and {shown} has more"
        low = int(literal.value // 1) if abs(literal.value) < 10**18 else 0
        help = (
            f"write a number without decimals, such as {low}" if target.decimals == 0 else "leave out the last decimals"
        )
        ctx.findings.report(
            "SL0304", literal.span, message, help, *([declared(target.declared_at)] if target.declared_at else [])
        )
        return None
    if target.decimals == 0 and literal.value.as_tuple().exponent == -3:
        whole = plain(literal.value)
        ctx.findings.report(
            "SL0304",
            literal.span,
            f"the point parts decimals: this is {whole}, and {target.shown} is a whole number",
            f"write `{whole}000` or `{whole}_000` for thousands, `{whole}` otherwise",
        )
        return None
    amount = units(literal.value, target.type.places)
    assert amount is not None
    if abs(amount) > max(LARGEST, target.bound):
        ctx.report(
            "SL0305",
            literal.span,
            f"{plain(literal.value)} is larger than any number in the data",
            "numbers go up to 4,000,000,000,000,000, decimals included",
        )
        return None
    return model.Constant(amount, target.type)


def _text(ctx: Context, literal: syntax.Text, target: Typed, folded: bool) -> model.Constant | None:
    if blank(ctx, literal, target.shown):
        return None
    value = fold(literal.value) if folded else literal.value
    options = target.type.options
    if options and value not in ({fold(option) for option in options} if folded else options):
        found = did_you_mean(literal.value, options)
        code, what, listed = {
            "grade": ("SL0311", "a label of the grade", "its labels are "),
            "matrix": ("SL0311", "a label of the matrix", "its labels are "),
            "stage": ("SL0311", "a stage of", "its stages are "),
        }.get(target.role, ("SL0303", "one of the values of", "it is one of "))
        message = f"{shown(literal.value)} is not {what} {target.shown}"
        listing = listed + quoted(options, 12)
        ctx.findings.report(
            code,
            literal.span,
            message,
            found or listing,
            *([declared(target.declared_at)] if target.declared_at else []),
        )
        return None
    return model.Constant(value, model.ValueType("text"))


def blank(ctx: Context, literal: syntax.Text, shown: str) -> bool:
    """Reports a blank text: no value is ever blank."""
    if not is_blank(literal.value):
        return False
    ctx.report(
        "SL0401",
        literal.span,
        f"a blank text counts as missing, so {shown} is never equal to it",
        "ask with `is missing` or `is known`",
    )
    return True


def day_of(ctx: Context, literal: syntax.Date) -> int | None:
    """Days since 1970-01-01."""
    if not FIRST_DAY <= literal.value <= LAST_DAY:
        ctx.report(
            "SL0307",
            literal.span,
            f"{literal.value.isoformat()} lies outside the dates that data can have",
            "dates go from 1900-01-01 to 2099-12-31",
        )
        return None
    return (literal.value - _EPOCH_DAY).days


def second_of(ctx: Context, literal: syntax.Date | syntax.Timestamp) -> int | None:
    """Seconds since 1970 UTC; a date is its local midnight, a moment without zone is in the ruleset's zone."""
    match literal:
        case syntax.Date(value):
            second = to_utc(ctx.zone, (value - _EPOCH_DAY).days * 86_400)
        case syntax.Timestamp(moment, offset):
            local = (moment - _EPOCH) // dt.timedelta(seconds=1)
            second = to_utc(ctx.zone, local) if offset is None else local - offset
    if not FIRST_SECOND <= second < END_SECOND:
        ctx.report(
            "SL0307",
            literal.span,
            "this moment lies outside the times that data can have",
            "moments go from 1970-01-02 to 2099-12-31",
        )
        return None
    return second
