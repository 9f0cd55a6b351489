"""Factors: what a score or total is multiplied by, told by a value in rows as in a table."""

from __future__ import annotations

from collections.abc import Sequence

from .. import model, syntax
from ..late import dataclass
from ..reads import Reads
from . import values
from .context import Context
from .literals import Typed
from .numbers import plain, units
from .parameters import points
from .rows import covers_known, held, sorted_rows

MOST = 1_000_000  # 100, in ten-thousandths
UNCHANGED = 10_000


@dataclass(frozen=True, slots=True)
class CheckedFactor:
    """A factor, None where it is wrong, and what its value reads."""

    node: model.Factor | None
    reads: Reads


def factors(ctx: Context, written: Sequence[syntax.Factor]) -> dict[str, CheckedFactor]:
    made: dict[str, CheckedFactor] = {}
    for item in written:
        own = ctx.fresh_reads()
        made.setdefault(item.name.text, CheckedFactor(_factor(own, item), own.reads))
    return made


def _factor(ctx: Context, item: syntax.Factor) -> model.Factor | None:
    found = values.value(ctx, item.value)
    if not item.rows:
        ctx.report(
            "SL0509", item.name.span, "the factor has no rows", 'add rows such as `"verified": 1.0  otherwise: 0.5`'
        )
        return None
    rows = sorted_rows(ctx, item.rows)
    sized = [(row, _size(ctx, row)) for row in item.rows]
    sizes = {id(row): size for row, size in sized if size is not None}
    if found is None or len(sizes) < len(item.rows):
        return None
    lines = held(ctx, found, rows, sizes)
    if lines is None:
        return None
    covered = covers_known(found.node, lines, ctx.outcomes.scores)
    missing = _fallback(ctx, item, found, rows.missing, sizes, "missing", needed=found.can_be_missing)
    otherwise = _fallback(ctx, item, found, rows.otherwise, sizes, "otherwise", needed=not covered)
    if missing is None or otherwise is None:
        return None
    if covered and rows.otherwise is not None:
        ctx.report(
            "SL0504",
            rows.otherwise.span,
            "`otherwise` never holds, because the rows before it take every value",
            "leave the row out; `missing` has a row of its own",
        )
    return model.Factor(item.name.text, found.node, lines.cuts, lines.matches, missing, otherwise, item.name.span)


def _size(ctx: Context, row: syntax.TableRow) -> int | None:
    """Ten-thousandths: from 0 to 100, with at most 4 decimals."""
    written = points(ctx, row.points)
    if written is None:
        return None
    size = units(written.value, 4)
    if size is None or not 0 <= size <= MOST:
        ctx.report(
            "SL0718",
            row.points.span,
            f"{plain(written.value)} is no factor: factors go from 0 to 100, with at most 4 decimals",
            "1 leaves the score as it is, 0.5 halves it",
        )
        return None
    return size


def _fallback(
    ctx: Context,
    item: syntax.Factor,
    found: Typed,
    row: syntax.FallbackRow | None,
    sizes: dict[int, int],
    kind: str,
    *,
    needed: bool,
) -> int | None:
    """A factor is needed for every lead, so no case may be left open."""
    if row is not None:
        if kind == "missing" and not found.can_be_missing:
            ctx.report(
                "SL0402", row.span, f"{found.shown} is never missing, so this row never holds", "leave the row out"
            )
        return sizes[id(row)]
    if not needed:
        return UNCHANGED
    if ctx.scope.incomplete:
        return None
    case = f"{found.shown} is missing" if kind == "missing" else "no other row holds"
    ctx.report(
        "SL0719",
        item.name.span,
        f"it is not said what `{item.name.text}` is where {case}",
        f"add a row such as `{kind}: 1`, which leaves the score as it is",
    )
    return None
