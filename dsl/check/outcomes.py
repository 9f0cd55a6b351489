"""What follows from scores: grades, and the leads that are not scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .. import model, syntax
from ..findings import declared
from ..folding import is_blank
from ..source import Span
from . import conditions
from .context import Context
from .numbers import plain, points_text, units
from .scores import known_score


def grades(ctx: Context, written: Sequence[syntax.Grade]) -> tuple[model.Grade, ...]:
    """Fills in the labels in `ctx.outcomes.grades` as well."""
    made: list[model.Grade] = []
    for item in written:
        labels = tuple(label_text(band.label) for band in item.bands)
        checked = _grade(ctx, item, labels)
        known = ctx.outcomes.grades[item.name.text]
        if known.span == item.name.span:
            ctx.outcomes.grades[item.name.text] = replace(known, labels=labels)
            if checked is not None:
                made.append(checked)
    return tuple(made)


def label_text(label: syntax.Text | syntax.Name | syntax.Number) -> str:
    match label:
        case syntax.Text(value):
            return value
        case syntax.Name(text):
            return text
        case syntax.Number(value):
            return plain(value)


def _grade(ctx: Context, item: syntax.Grade, labels: tuple[str, ...]) -> model.Grade | None:
    info = known_score(ctx, item.score)
    fine = info is not None
    seen: dict[str, Span] = {}
    bands: list[model.Band] = []
    before: tuple[int, syntax.Band] | None = None
    for band, label in zip(item.bands, labels, strict=True):
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
        amount = _threshold(ctx, band.bound, info.decimals if info else 3, f"`{item.score.text}`")
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
    if not _last_band(ctx, item) or not fine or info is None:
        return None
    _reach(ctx, item, bands, info.low, info.high)
    return model.Grade(item.name.text, item.score.text, tuple(bands), item.name.span)


def _threshold(ctx: Context, bound: syntax.Number, decimals: int, shown: str) -> int | None:
    amount = units(bound.value, 3)
    if amount is None or amount % 10 ** (3 - decimals):
        count = f"{decimals} decimal" + ("s" if decimals != 1 else "") if decimals else "no decimals"
        ctx.report(
            "SL0304",
            bound.span,
            f"{plain(bound.value)} has more decimals than {shown}, which has {count}",
            "leave out the last decimals",
        )
        return None
    if abs(amount) > 10**9:
        ctx.report(
            "SL0609", bound.span, f"{plain(bound.value)} is larger than any score", "scores go up to 1,000,000 points"
        )
        return None
    return amount


def _last_band(ctx: Context, item: syntax.Grade) -> bool:
    fine = True
    for band in item.bands[:-1]:
        if band.bound is None:
            ctx.report(
                "SL0707", band.span, "a band with `below` takes all that is left, so it stands last", "move it down"
            )
            fine = False
    if (not item.bands or item.bands[-1].bound is not None) and fine and not ctx.scope.incomplete:
        ctx.report(
            "SL0707",
            item.name.span,
            f"`{item.name.text}` gives no grade below its last threshold",
            "end it with a band such as `D below`",
        )
        return False
    return fine and bool(item.bands) and item.bands[-1].bound is None


def _reach(ctx: Context, item: syntax.Grade, bands: list[model.Band], low: int, high: int) -> None:
    """Warns of bands that no attainable score falls into."""
    attainable = f"`{item.score.text}` goes from {points_text(low)} to {points_text(high)}"
    ceiling: int | None = None
    for band, made in zip(item.bands, bands, strict=True):
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


def exclusions(ctx: Context, written: Sequence[syntax.Exclusion]) -> tuple[model.Exclusion, ...]:
    made: list[model.Exclusion] = []
    for item in written:
        condition = conditions.whole_condition(ctx, item.condition)
        if item.because is None or is_blank(item.because.value):
            ctx.report(
                "SL0716",
                item.because.span if item.because else item.span,
                "it is not said why these leads are not scored",
                'add the reason: `because "works for a competitor"`',
            )
        elif condition is not None:
            made.append(model.Exclusion(condition, item.because.value, item.span))
    return tuple(made)
