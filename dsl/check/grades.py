"""Grades and matrices: ranges of scores with labels."""

from __future__ import annotations

from collections.abc import Sequence

from .. import model, syntax
from ..findings import declared
from ..folding import is_blank
from ..late import dataclass
from ..source import Span
from .context import Context
from .declared import axes_of, label_text
from .numbers import plain, points_text, units
from .parameters import number
from .scores import known_score


@dataclass(frozen=True, slots=True)
class Bands:
    """Bands as written: of a grade, or of an axis of a matrix. `shown` is what messages call the whole."""

    score: syntax.Name
    bands: tuple[syntax.Band, ...]
    shown: str
    span: Span
    account: bool = False


def grades(ctx: Context, written: Sequence[syntax.Grade], *, account: bool = False) -> tuple[model.Grade, ...]:
    """The grades of leads, or those of accounts; what scores can be is known already."""
    made: list[model.Grade] = []
    for item in written:
        if item.account != account:
            continue
        checked = _bands(ctx, Bands(item.score, item.bands, f"`{item.name.text}`", item.name.span, account))
        if checked is not None and ctx.outcomes.grades[item.name.text].span == item.name.span:
            made.append(model.Grade(item.name.text, item.score.text, checked, item.name.span))
    return tuple(made)


def matrices(ctx: Context, written: Sequence[syntax.Matrix]) -> tuple[model.Matrix, ...]:
    made: list[model.Matrix] = []
    for item in written:
        checked = _matrix(ctx, item)
        if checked is not None and ctx.outcomes.grades[item.name.text].span == item.name.span:
            made.append(checked)
    return tuple(made)


def _matrix(ctx: Context, item: syntax.Matrix) -> model.Matrix | None:
    axes = axes_of(item)
    if axes is None:
        _refuse_axes(ctx, item)
        return None
    parts: list[model.Grade] = []
    for axis in axes:
        shown = f"`{axis.score.text}` in `{item.name.text}`"
        bands = _bands(ctx, Bands(axis.score, axis.bands, shown, axis.score.span))
        if bands is not None:
            parts.append(model.Grade("", axis.score.text, bands, axis.score.span))
    if len(parts) < 2:
        return None
    rows, columns = parts
    seen: dict[str, str] = {}
    for row in rows.bands:
        for column in columns.bands:
            label, pair = row.label + column.label, f"`{row.label}` with `{column.label}`"
            if label in seen:
                ctx.report(
                    "SL0706",
                    item.name.span,
                    f"`{label}` would be {seen[label]} as well as {pair}",
                    "use letters on one axis and digits on the other",
                )
                return None
            seen[label] = pair
    return model.Matrix(item.name.text, rows, columns, item.name.span)


def _refuse_axes(ctx: Context, item: syntax.Matrix) -> None:
    first, second = item.first.text, item.second.text
    if first == second:
        ctx.report("SL0726", item.second.span, f"both axes of `{item.name.text}` are `{first}`", "name two scores")
        return
    seen: set[str] = set()
    for axis in item.axes:
        name = axis.score.text
        if name not in (first, second):
            ctx.report("SL0726", axis.score.span, f"`{name}` is no axis here: the axes are `{first}` and `{second}`")
        elif name in seen:
            ctx.report("SL0726", axis.score.span, f"the bands of `{name}` are given twice", "keep one of them")
        seen.add(name)
    for name in (first, second):
        if name not in seen and not ctx.scope.incomplete:
            help = f"add them: `{name}: A from 75  B from 50  C below`"
            ctx.report("SL0726", item.name.span, f"the bands of `{name}` are missing", help)


# ---- bands -----------------------------------------------------------------------------------------------------------


def _bands(ctx: Context, written: Bands) -> tuple[model.Band, ...] | None:
    info = known_score(ctx, written.score, account=written.account)
    fine = info is not None
    seen: dict[str, Span] = {}
    bands: list[model.Band] = []
    before: tuple[int, syntax.Band] | None = None
    for band in written.bands:
        label = label_text(band.label)
        if is_blank(label):
            ctx.report("SL0512", band.label.span, "a grade needs a label that can be read")
            fine = False
        elif label in seen:
            ctx.findings.report(
                "SL0706",
                band.label.span,
                f"the label `{label}` stands in this grade twice",
                "give each band its own label",
                declared(seen[label], "first used here"),
            )
            fine = False
        seen.setdefault(label, band.label.span)
        if band.bound is None:
            bands.append(model.Band(label, None))
            continue
        amount = _threshold(ctx, band.bound, info.decimals if info else 3, f"`{written.score.text}`")
        if amount is None:
            fine = False
            continue
        if before is not None and amount >= before[0]:
            ctx.findings.report(
                "SL0705",
                band.span,
                "the bands of a grade descend, and this one starts no lower than the one before it",
                "put the highest band first",
                declared(before[1].span, "band before"),
            )
            fine = False
        before = (amount, band)
        bands.append(model.Band(label, amount))
    if not _last_band(ctx, written) or not fine or info is None:
        return None
    _reach(ctx, written, bands, info.low, info.high)
    return tuple(bands)


def _threshold(ctx: Context, written: syntax.Amount, decimals: int, shown: str) -> int | None:
    bound = number(ctx, written)
    if bound is None:
        return None
    amount = units(bound.value, 3)
    if amount is None or amount % 10 ** (3 - decimals):
        count = f"{decimals} decimal" + ("s" if decimals != 1 else "") if decimals else "no decimals"
        ctx.report(
            "SL0304",
            written.span,
            f"{plain(bound.value)} has more decimals than {shown}, which has {count}",
            "leave out the last decimals",
        )
        return None
    if abs(amount) > 10**9:
        ctx.report(
            "SL0609", written.span, f"{plain(bound.value)} is larger than any score", "scores go up to 1,000,000 points"
        )
        return None
    return amount


def _last_band(ctx: Context, written: Bands) -> bool:
    fine = True
    for band in written.bands[:-1]:
        if band.bound is None:
            ctx.report(
                "SL0707", band.span, "a band with `below` takes all that is left, so it stands last", "move it down"
            )
            fine = False
    if (not written.bands or written.bands[-1].bound is not None) and fine and not ctx.scope.incomplete:
        ctx.report(
            "SL0707",
            written.span,
            f"{written.shown} gives no grade below its last threshold",
            "end with a band such as `D below`",
        )
        return False
    return fine and bool(written.bands) and written.bands[-1].bound is None


def _reach(ctx: Context, written: Bands, bands: list[model.Band], low: int, high: int) -> None:
    """Warns of bands that no attainable score falls into."""
    attainable = f"`{written.score.text}` goes from {points_text(low)} to {points_text(high)}"
    ceiling: int | None = None
    for band, made in zip(written.bands, bands, strict=True):
        if made.lowest is not None and made.lowest > high:
            ctx.report(
                "SL0708",
                band.span,
                f"no lead can reach `{made.label}`: {attainable}",
                "lower the threshold, or give more points",
            )
        elif ceiling is not None and ceiling <= low:
            ctx.report(
                "SL0708",
                band.span,
                f"no lead can fall to `{made.label}`: {attainable}",
                "raise the thresholds above it",
            )
            return
        ceiling = made.lowest
