"""Tables: one row pays, by a value and rows that are written here or stand in a CSV file."""

from __future__ import annotations

from fractions import Fraction

from .. import model, syntax
from . import values
from .clauses import Clauses, clauses
from .conditions import needs_since
from .context import Context
from .literals import Typed
from .points import FULL, points_of
from .rows import Held, Rows, covers_known, held, sorted_rows
from .table_files import matches_from


def table(ctx: Context, rule: syntax.TableRule, around: Fraction = FULL) -> model.TableRule | None:
    """The table checked; `around` is the weight of the groups around it."""
    found = values.value(ctx, rule.value)
    extra = clauses(ctx, rule.clauses, "table")
    if not rule.rows and rule.source is None:
        ctx.report("SL0509", rule.span, "the table has no rows", "add rows such as `below 50: +5  from 50: +20`")
        return None
    weight = around * extra.weight
    rows = sorted_rows(ctx, rule.rows)
    points = [(row, points_of(ctx, row.points, weight)) for row in rule.rows]
    paid = {id(row): p for row, p in points if p is not None}
    if found is None or len(paid) < len(rule.rows):
        return None
    lines = _lines(ctx, rule, found, rows, paid, weight)
    if lines is None or not extra.fine:
        return None
    return _made(ctx, rule, found, rows, lines, extra, paid)


def _lines(
    ctx: Context, rule: syntax.TableRule, found: Typed, rows: Rows, paid: dict[int, int], weight: Fraction
) -> Held | None:
    if rule.source is None:
        return held(ctx, found, rows, paid)
    beside: list[syntax.CutRow | syntax.MatchRow] = [*rows.cuts, *rows.matches]
    if beside:
        ctx.report(
            "SL0505",
            beside[0].span,
            "the rows of this table stand in a file",
            "write only `missing` and `otherwise` here, and the rest into the file",
        )
        return None
    matches = matches_from(ctx, rule.source, rule.value, found, weight)
    return None if matches is None else Held(matches=matches)


def _made(
    ctx: Context,
    rule: syntax.TableRule,
    found: Typed,
    rows: Rows,
    lines: Held,
    extra: Clauses,
    paid: dict[int, int],
) -> model.TableRule | None:
    missing, otherwise = rows.missing, rows.otherwise
    if missing is not None and not found.can_be_missing:
        ctx.report(
            "SL0402", missing.span, f"{found.shown} is never missing, so this row never pays", "leave the row out"
        )
    made = model.TableRule(
        rule.label.value,
        found.node,
        lines.cuts,
        lines.matches,
        paid[id(missing)] if missing else None,
        paid[id(otherwise)] if otherwise else None,
        extra.unless,
        rule.span,
        extra.formerly.value if extra.formerly else None,
    )
    if isinstance(found.node, model.DaysSinceLast):
        return made if _quiet(ctx, made, rule, otherwise) else None
    if otherwise is not None and covers_known(found.node, lines, ctx.outcomes.scores):
        ctx.report(
            "SL0504",
            otherwise.span,
            "`otherwise` never pays, because the rows before it take every value",
            "leave the row out; `missing` has a row of its own",
        )
    return made


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
