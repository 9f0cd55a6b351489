"""Routes: to whom a lead goes, by lines or by a table in a CSV file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from .. import model, syntax
from ..findings import declared
from ..folding import is_blank
from ..wording import name_text
from . import conditions, values
from .clauses import clauses
from .context import Context
from .literals import Typed
from .reach import Reach
from .stages import after_otherwise, first_met, too_many_lines
from .table_files import keys_from

MOST_ROUTES = 50


def routes(
    ctx: Context, written: Sequence[syntax.Route | syntax.RouteTable], flags: Mapping[str, model.Condition]
) -> tuple[model.Route, ...]:
    """The routes; those from files get their labels in `ctx.outcomes.routes`."""
    made: list[model.Route] = []
    if len(written) > MOST_ROUTES:
        ctx.report("SL0608", written[MOST_ROUTES].name.span, f"a file has at most {MOST_ROUTES} routes")
    inside = ctx.at("outcome")
    for item in written:
        checked = _lines(inside, item, flags) if isinstance(item, syntax.Route) else _table(inside, item)
        info = ctx.outcomes.routes.get(item.name.text)
        if checked is None or info is None or info.span != item.name.span:
            continue
        made.append(checked)
        if isinstance(item, syntax.RouteTable):
            labels = tuple(dict.fromkeys(line.label for line in checked.lines))
            ctx.outcomes.routes[item.name.text] = replace(info, labels=labels)
    return tuple(made)


def _lines(ctx: Context, item: syntax.Route, flags: Mapping[str, model.Condition]) -> model.Route | None:
    extra = clauses(ctx, item.clauses, "first met")
    fine = extra.fine and first_met(ctx, extra, item.name.span, f"route {name_text(item.name.text)}, first met wins")
    fine = too_many_lines(ctx, len(item.lines), item.name.span) and fine
    if not item.lines and not ctx.scope.incomplete:
        ctx.report("SL0732", item.name.span, f"`{item.name.text}` has no lines", 'add one: `"Inbox" otherwise`')
        return None
    reach = Reach(ctx, flags)
    made: list[model.RouteLine] = []
    otherwise: syntax.RouteLine | None = None
    for line in item.lines:
        if otherwise is not None:
            after_otherwise(ctx, line.span, otherwise.span)
        fine = readable(ctx, line.label) and no_reason(ctx, line.because) and fine
        if line.condition is None:
            otherwise = otherwise or line
            made.append(model.RouteLine(line.label.value, None, line.span))
            reach.otherwise(line.span)
            continue
        condition = conditions.whole_condition(ctx, line.condition)
        if condition is None:
            fine = False
            continue
        if otherwise is None:
            reach.line(line.condition, condition, line.span)
        made.append(model.RouteLine(line.label.value, condition, line.span))
    return model.Route(item.name.text, tuple(made), item.name.span) if fine else None


def readable(ctx: Context, label: syntax.Text) -> bool:
    if not is_blank(label.value):
        return True
    ctx.report("SL0512", label.span, "a line needs a label that can be read", "name who gets the lead")
    return False


def no_reason(ctx: Context, because: syntax.Text | None) -> bool:
    if because is None:
        return True
    ctx.report(
        "SL0610",
        because.span,
        "results have no reason for this line",
        "leave `because` out, or say why in a comment: `# …`",
    )
    return False


# ---- tables ----------------------------------------------------------------------------------------------------------


def _table(ctx: Context, item: syntax.RouteTable) -> model.Route | None:
    """Each label of the file with the values that lead to it, then `missing`, then `otherwise`."""
    found = values.value(ctx, item.value)
    rows = _rows(ctx, item)
    lines = None if found is None else keys_from(ctx, item.source, item.value, found)
    if found is None or lines is None or rows is None:
        return None
    by_label: dict[str, list[str | int]] = {}
    for key, entry in lines:
        by_label.setdefault(entry.value, []).append(key)
    if not too_many_lines(ctx, len(by_label), item.name.span):
        return None
    made = [
        model.RouteLine(label, model.InSet(found.node, _sorted(keys), found.folded), item.source.span)
        for label, keys in by_label.items()
    ]
    missing, otherwise = rows.get("missing"), rows.get("otherwise")
    if missing is not None:
        if not found.can_be_missing:
            ctx.report("SL0402", missing.span, f"{found.shown} is never missing", "leave the row out")
        else:
            made.append(model.RouteLine(missing.label.value, model.IsMissing(found.node), missing.span))
    if otherwise is not None:
        made.append(model.RouteLine(otherwise.label.value, _known(found, missing), otherwise.span))
    return model.Route(item.name.text, tuple(made), item.name.span)


def _known(found: Typed, missing: syntax.RouteRow | None) -> model.Condition | None:
    """`otherwise` does not catch a missing value; where that has a row of its own, nothing is left to ask."""
    if missing is not None or not found.can_be_missing:
        return None
    return model.Not(model.IsMissing(found.node))


def _sorted(keys: list[str | int]) -> tuple[str, ...] | tuple[int, ...]:
    texts = tuple(sorted(key for key in keys if isinstance(key, str)))
    return texts or tuple(sorted(key for key in keys if isinstance(key, int)))


def _rows(ctx: Context, item: syntax.RouteTable) -> dict[str, syntax.RouteRow] | None:
    found: dict[str, syntax.RouteRow] = {}
    fine = True
    for row in item.rows:
        fine = readable(ctx, row.label) and fine
        if row.kind in found:
            ctx.findings.report(
                "SL0506",
                row.span,
                f"the route has two rows for `{row.kind}`",
                "keep one of them",
                declared(found[row.kind].span, "first given here"),
            )
        else:
            found[row.kind] = row
    return found if fine else None
