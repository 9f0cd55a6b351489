"""Rows of tables and factors: cuts in order, alternatives without repetition."""

from __future__ import annotations

from collections.abc import Mapping

from .. import model, syntax
from ..findings import declared
from ..late import dataclass
from ..source import Span
from .context import Context, ScoreInfo
from .literals import KIND_WORDS, Typed, constant
from .numbers import scaled_text
from .parameters import number
from .value_ranges import FAR, NOTHING_KNOWN, value_range


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows as written, by kind; of each fallback the first."""

    cuts: tuple[syntax.CutRow, ...]
    matches: tuple[syntax.MatchRow, ...]
    missing: syntax.FallbackRow | None
    otherwise: syntax.FallbackRow | None


def sorted_rows(ctx: Context, written: tuple[syntax.TableRow, ...]) -> Rows:
    fallbacks: dict[str, syntax.FallbackRow] = {}
    for row in written:
        if not isinstance(row, syntax.FallbackRow):
            continue
        if row.kind in fallbacks:
            ctx.findings.report(
                "SL0506",
                row.span,
                f"the table has two rows for `{row.kind}`",
                "keep one of them",
                declared(fallbacks[row.kind].span, "first given here"),
            )
        else:
            fallbacks[row.kind] = row
    return Rows(
        tuple(row for row in written if isinstance(row, syntax.CutRow)),
        tuple(row for row in written if isinstance(row, syntax.MatchRow)),
        fallbacks.get("missing"),
        fallbacks.get("otherwise"),
    )


@dataclass(frozen=True, slots=True)
class Held:
    """The rows of a table by what they hold of: ascending, disjoint cuts, or distinct values."""

    cuts: tuple[model.Cut, ...] = ()
    matches: tuple[model.Match, ...] = ()


def held(ctx: Context, found: Typed, rows: Rows, paid: dict[int, int]) -> Held | None:
    """The cuts or matches; `paid` has what each row gives, by the row's identity."""
    if rows.cuts and rows.matches:
        ctx.findings.report(
            "SL0505",
            rows.matches[0].span,
            "the table mixes rows for ranges with rows for single values",
            "use ranges throughout, or two tables",
            declared(rows.cuts[0].span, "a range"),
        )
        return None
    if rows.cuts:
        cuts = _cuts(ctx, found, list(rows.cuts), paid, rows.otherwise is not None)
        return None if cuts is None else Held(cuts=cuts)
    if rows.matches:
        matches = _matches(ctx, found, list(rows.matches), paid)
        return None if matches is None else Held(matches=matches)
    return Held()


def covers_known(value: model.Value, made: Held, scores: Mapping[str, ScoreInfo] = NOTHING_KNOWN) -> bool:
    """Whether every known value has a row (without `otherwise`); `scores` gives what scores can be."""
    if made.cuts:
        low, high = value_range(value, scores)
        first, last = made.cuts[0], made.cuts[-1]
        starts = first.lowest is None or (low > -FAR and first.lowest <= low)
        ends = last.below is None or (high < FAR and last.below > high)
        joined = all(a.below == b.lowest for a, b in zip(made.cuts, made.cuts[1:], strict=False))
        return starts and ends and joined
    given = {value for match in made.matches for value in match.values}
    match value:
        case model.LeadValue(_, type) | model.AccountValue(_, type) | model.EventPick(type=type):
            if type.kind == "boolean":
                return len(given) == 2
            return bool(type.options) and given >= set(type.options)
        case _:
            return False


def _cuts(
    ctx: Context, found: Typed, rows: list[syntax.CutRow], paid: dict[int, int], has_otherwise: bool
) -> tuple[model.Cut, ...] | None:
    """Rows that end (`below`, `up to`) come first, each from where the one before it ends; then rows that start."""
    if not found.numeric:
        help = {
            "date": "use its age: `by days since …`",
            "timestamp": "use its age: `by days since …`",
            "boolean": "use the rows `yes:` and `no:`",
        }.get(found.type.kind, 'use rows such as `"DE": +5`')
        ctx.findings.report(
            "SL0507",
            rows[0].span,
            f"{found.shown} is {KIND_WORDS[found.type.kind]}, and ranges are for numbers",
            help,
            *([declared(found.declared_at)] if found.declared_at else []),
        )
        return None
    bounds = [_boundary(ctx, found, row) for row in rows]
    fine = [bound for bound in bounds if bound is not None]
    if len(fine) < len(rows) or not _ascending(ctx, rows, fine, has_otherwise):
        return None
    made: list[model.Cut] = []
    for index, (row, bound) in enumerate(zip(rows, fine, strict=True)):
        if row.kind in ("below", "up to"):
            made.append(model.Cut(fine[index - 1] if index else None, bound, paid[id(row)]))
        else:
            made.append(model.Cut(bound, fine[index + 1] if index + 1 < len(rows) else None, paid[id(row)]))
        _attainable(ctx, found, row, made[-1])
    return tuple(made)


def _attainable(ctx: Context, found: Typed, row: syntax.CutRow, cut: model.Cut) -> None:
    """Warns of a row of which the value can never be."""
    low, high = value_range(found.node, ctx.outcomes.scores)
    places = found.type.places
    if cut.below is not None and cut.below <= low:
        never = f"below {scaled_text(low, places)}"
    elif cut.lowest is not None and cut.lowest > high:
        never = f"above {scaled_text(high, places)}"
    else:
        return
    ctx.report("SL0504", row.span, f"{found.shown} is never {never}, so this row never pays", "leave the row out")


def _boundary(ctx: Context, found: Typed, row: syntax.CutRow) -> int | None:
    """The first value, in units, on the upper side of the row's bound."""
    written = number(ctx, row.bound)
    made = None if written is None else constant(ctx, written, found)
    if made is None:
        return None
    assert isinstance(made.value, int)
    bound = made.value + 1 if row.kind in ("up to", "above") else made.value
    # A score has values in steps: above 49 without decimals is from 50.
    step = 10 ** (found.type.places - found.decimals) if found.role == "score" else 1
    return -(-bound // step) * step


def _ascending(ctx: Context, rows: list[syntax.CutRow], bounds: list[int], has_otherwise: bool) -> bool:
    for before, row, low, high in zip(rows, rows[1:], bounds, bounds[1:], strict=False):
        first = declared(before.span, "row before")
        ends, starts = before.kind in ("below", "up to"), row.kind in ("from", "above")
        if not ends and not starts:
            ctx.findings.report(
                "SL0508",
                row.span,
                f"`{row.kind}` cannot follow `{before.kind}`: both say where this range ends",
                "rows that end (`below`, `up to`) come first; write the later ones with `from` or `above`",
                first,
            )
            return False
        if ends and starts:
            if high < low:
                ctx.findings.report(
                    "SL0501", row.span, "this row overlaps the one before it", "let it start where that one ends", first
                )
                return False
            if high > low and not has_otherwise:
                ctx.findings.report(
                    "SL0502",
                    row.span,
                    "values between this row and the one before it get no points",
                    "let it start where that one ends, or add an `otherwise` row",
                    first,
                )
            continue
        if high == low:
            ctx.findings.report(
                "SL0501",
                row.span,
                "this row starts where the one before it starts"
                if starts
                else "this row ends where the one before it ends",
                "keep one of them",
                first,
            )
            return False
        if high < low:
            ctx.findings.report("SL0508", row.span, "the rows do not ascend", "put the smaller bound first", first)
            return False
    return True


def _matches(
    ctx: Context, found: Typed, rows: list[syntax.MatchRow], paid: dict[int, int]
) -> tuple[model.Match, ...] | None:
    if found.type.kind in ("date", "timestamp", "set"):
        ctx.findings.report(
            "SL0507",
            rows[0].span,
            f"{found.shown} is {KIND_WORDS[found.type.kind]}, which a table cannot be made of",
            "ask for its entries with `when`" if found.type.kind == "set" else "use its age: `by days since …`",
            *([declared(found.declared_at)] if found.declared_at else []),
        )
        return None
    made: list[model.Match] = []
    seen: dict[object, Span] = {}
    fine = True
    for row in rows:
        row_values: list[str | int | bool] = []
        for written in row.values:
            literal = _literal(ctx, found, written)
            checked = constant(ctx, literal, found) if literal is not None else None
            if checked is None:
                fine = False
            elif checked.value in seen:
                ctx.findings.report(
                    "SL0503",
                    written.span,
                    "this value has a row already",
                    "keep one of them",
                    declared(seen[checked.value], "first given here"),
                )
                fine = False
            else:
                seen[checked.value] = written.span
                row_values.append(checked.value)
        made.append(_match(row_values, paid[id(row)]))
    return tuple(made) if fine else None


def _match(found: list[str | int | bool], points: int) -> model.Match:
    texts = tuple(sorted(v for v in found if isinstance(v, str)))
    if texts:
        return model.Match(texts, points)
    if any(isinstance(v, bool) for v in found):
        return model.Match(tuple(bool(v) for v in found), points)
    return model.Match(tuple(sorted(int(v) for v in found if not isinstance(v, str))), points)


def _literal(ctx: Context, found: Typed, written: syntax.Literal_ | syntax.Name) -> syntax.Literal_ | None:
    if not isinstance(written, syntax.Name):
        return written
    if found.is_label:
        return syntax.Text(written.text, written.span)
    if written.text in ctx.scope.parameters:
        return None  # it cannot be put in, which is reported
    if written.text in ctx.scope.lists:
        help = f"use a rule with `when … in {written.text}`"
    elif found.type.kind == "text":
        help = f'texts stand in quotes: `"{written.text}"`'
    else:
        help = f"write the values that {found.shown} can have"
    ctx.report("SL0320", written.span, f"`{written.text}` is a name, and rows of a table have fixed values", help)
    return None
