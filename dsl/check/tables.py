"""Tables: one row pays. Cuts in order, alternatives without repetition, rows that can be reached."""

from __future__ import annotations

from .. import model, syntax
from ..findings import declared
from ..source import Span
from . import values
from .clauses import clauses, points_of
from .conditions import needs_since
from .context import Context
from .literals import KIND_WORDS, Typed, constant


def table(ctx: Context, rule: syntax.TableRule) -> model.TableRule | None:
    found = values.value(ctx, rule.value)
    extra = clauses(ctx, rule.clauses, "table")
    fine = extra.fine
    if not rule.rows:
        ctx.report("SL0509", rule.span, "the table has no rows", "add rows such as `below 50: +5  from 50: +20`")
        return None
    cuts, matches, missing, otherwise = _sorted(ctx, rule)
    points = [(row, points_of(ctx, row.points)) for row in rule.rows]
    paid = {id(row): p for row, p in points if p is not None}
    if found is None or len(paid) < len(rule.rows) or not _unmixed(ctx, cuts, matches):
        return None
    made_cuts: tuple[model.Cut, ...] | None = ()
    made_matches: tuple[model.Match, ...] | None = ()
    if cuts:
        made_cuts = _cuts(ctx, found, cuts, paid, otherwise is not None)
    if matches:
        made_matches = _matches(ctx, found, matches, paid)
    if made_cuts is None or made_matches is None or not fine:
        return None
    if missing is not None and not found.can_be_missing:
        ctx.report(
            "SL0402", missing.span, f"{found.shown} is never missing, so this row never pays", "leave the row out"
        )
    made = model.TableRule(
        rule.label.value,
        found.node,
        made_cuts,
        made_matches,
        paid[id(missing)] if missing else None,
        paid[id(otherwise)] if otherwise else None,
        extra.unless,
        rule.span,
    )
    if isinstance(found.node, model.DaysSinceLast):
        return made if _quiet(ctx, made, rule, otherwise) else None
    if otherwise is not None and covers_known(made):
        ctx.report(
            "SL0504",
            otherwise.span,
            "`otherwise` never pays, because the rows before it take every value",
            "leave the row out; `missing` has a row of its own",
        )
    return made


def _sorted(
    ctx: Context, rule: syntax.TableRule
) -> tuple[list[syntax.CutRow], list[syntax.MatchRow], syntax.FallbackRow | None, syntax.FallbackRow | None]:
    cuts = [row for row in rule.rows if isinstance(row, syntax.CutRow)]
    matches = [row for row in rule.rows if isinstance(row, syntax.MatchRow)]
    fallbacks: dict[str, syntax.FallbackRow] = {}
    for row in rule.rows:
        if isinstance(row, syntax.FallbackRow):
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
    return cuts, matches, fallbacks.get("missing"), fallbacks.get("otherwise")


def _unmixed(ctx: Context, cuts: list[syntax.CutRow], matches: list[syntax.MatchRow]) -> bool:
    if not cuts or not matches:
        return True
    ctx.findings.report(
        "SL0505",
        matches[0].span,
        "the table mixes rows for ranges with rows for single values",
        "use ranges throughout, or two tables",
        declared(cuts[0].span, "a range"),
    )
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
        if found.role in ("count", "age") and bound <= 0 and row.kind in ("below", "up to"):
            ctx.report(
                "SL0504", row.span, f"{found.shown} is never below 0, so this row never pays", "leave the row out"
            )
    return tuple(made)


def _boundary(ctx: Context, found: Typed, row: syntax.CutRow) -> int | None:
    """The first value, in units, on the upper side of the row's bound."""
    made = constant(ctx, row.bound, found)
    if made is None:
        return None
    assert isinstance(made.value, int)
    return made.value + 1 if row.kind in ("up to", "above") else made.value


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
    if found.type.kind in ("date", "timestamp"):
        ctx.findings.report(
            "SL0507",
            rows[0].span,
            f"{found.shown} is {KIND_WORDS[found.type.kind]}, which a table cannot be made of",
            "use its age: `by days since …`",
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
    if written.text in ctx.scope.lists:
        help = f"use a rule with `when … in {written.text}`"
    elif found.type.kind == "text":
        help = f'texts stand in quotes: `"{written.text}"`'
    else:
        help = f"write the values that {found.shown} can have"
    ctx.report("SL0320", written.span, f"`{written.text}` is a name, and rows of a table have fixed values", help)
    return None


def covers_known(rule: model.TableRule) -> bool:
    """Whether every known value has a row (without `otherwise`)."""
    if rule.cuts:
        first, last = rule.cuts[0], rule.cuts[-1]
        starts = first.lowest is None or (first.lowest <= 0 and never_negative(rule.value))
        joined = all(a.below == b.lowest for a, b in zip(rule.cuts, rule.cuts[1:], strict=False))
        return starts and last.below is None and joined
    given = {value for match in rule.matches for value in match.values}
    match rule.value:
        case model.LeadValue(_, type):
            if type.kind == "boolean":
                return len(given) == 2
            return bool(type.options) and given >= set(type.options)
        case _:
            return False


def never_negative(value: model.Value) -> bool:
    return isinstance(
        value, model.CountOf | model.CountDifferent | model.DaysSince | model.DaysSinceLast | model.DaysSinceFirst
    )


def _quiet(ctx: Context, made: model.TableRule, rule: syntax.TableRule, otherwise: syntax.FallbackRow | None) -> bool:
    """A table by days since the last event speaks of silence, which only a lead that existed can keep."""
    if otherwise is not None:
        ctx.report(
            "SL0405",
            otherwise.span,
            "a table by days since the last event has no `otherwise` row",
            "start the ranges at 0, and give leads without such an event a `missing` row",
        )
        return False
    if made.matches:
        row = next(row for row in rule.rows if isinstance(row, syntax.MatchRow))
        ctx.report(
            "SL0507", row.span, "days since the last event are told in ranges", "use rows such as `from 30: -10`"
        )
        return False
    if not needs_since(ctx, rule.value.span, "a table by days since the last event"):
        return False
    last = made.cuts[-1] if made.cuts else None
    if last is not None and last.below is None and (last.lowest or 0) > 0 and last.points > 0 and made.missing is None:
        positive = next(row for row in reversed(rule.rows) if isinstance(row, syntax.CutRow))
        ctx.report(
            "SL0404",
            positive.span,
            "this row would also pay leads that have existed that long and never had such an event",
            "say what those get with a `missing` row, such as `missing: 0`",
        )
        return False
    return True
