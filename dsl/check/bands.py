"""Bands of one number that are written as free conditions: two that overlap in part, or leave a small gap.

Only what is certain and hardly meant is told. Bands inside each other are ladders and add up on purpose; wide gaps are
numbers that nobody wants points for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from .. import model
from ..findings import declared
from ..late import dataclass
from ..source import Span
from .allowed import Allowed, Key, atom
from .context import Context, ScoreInfo
from .numbers import scaled_text
from .value_ranges import FAR


@dataclass(frozen=True, slots=True)
class Band:
    """A condition that says nothing but between which numbers a value lies; `points` where it is that of a rule."""

    span: Span
    low: int
    high: int
    points: int = 0

    @property
    def closed(self) -> bool:
        return self.low > -FAR and self.high < FAR


def rule_bands(ctx: Context, entries: tuple[model.Entry, ...], *, adding_up: bool = True) -> None:
    """Looks at the `when` rules of a score, and of each of its groups."""
    found: list[tuple[Span, model.Condition, int]] = []
    for entry in entries:
        match entry:
            case model.Group(entries=inner, pick=pick):
                rule_bands(ctx, inner, adding_up=pick is None)
            case model.WhenRule(points=points, condition=condition, unless=None, span=span):
                found.append((span, condition, points))
            case _:
                pass
    for key, bands in _by_value(found).items():
        if adding_up:
            _overlaps(ctx, key[0], bands)
        _gaps(ctx, key[0], bands, "no rule here")


def line_gaps(ctx: Context, lines: Iterable[tuple[Span, model.Condition]]) -> None:
    """Looks at lines of which the first met wins: numbers that fall between two of them."""
    for key, bands in _by_value((span, condition, 0) for span, condition in lines).items():
        _gaps(ctx, key[0], bands, "neither line")


def _by_value(found: Iterable[tuple[Span, model.Condition, int]]) -> dict[Key, list[Band]]:
    """The bands of each number, from low to high."""
    made: dict[Key, list[Band]] = {}
    for span, condition, points in found:
        band = _band(condition)
        if band is not None:
            key, allowed = band
            made.setdefault(key, []).append(Band(span, allowed.low, allowed.high, points))
    return {key: sorted(bands, key=lambda b: (b.low, b.high)) for key, bands in made.items()}


def _band(condition: model.Condition) -> tuple[Key, Allowed] | None:
    """The value and its bounds, where the condition is made of nothing else."""
    items = condition.items if isinstance(condition, model.And) else (condition,)
    key: Key | None = None
    allowed = Allowed()
    for item in items:
        made = atom(item)
        if made is None or made[1].only is not None or made[1].without or not made[1].known:
            return None
        if key is not None and made[0] != key:
            return None
        key, allowed = made[0], allowed.both(made[1])
    if key is None or scale_of(key[0], {}) is None or allowed.empty:
        return None
    return (key, allowed) if allowed.low > -FAR or allowed.high < FAR else None


def scale_of(value: model.Value, scores: Mapping[str, ScoreInfo]) -> tuple[int, int] | None:
    """(places, step): how the number is scaled, and how far apart its values lie; None for what is no number."""
    match value:
        case model.ScoreOf(name):
            info = scores.get(name)
            return 3, 10 ** (3 - info.decimals) if info is not None else 1
        case (
            model.LeadValue(_, type)
            | model.AccountValue(_, type)
            | model.EventSum(type=type)
            | model.EventExtreme(type=type)
            | model.Linear(type=type)
        ):
            if type.kind not in ("integer", "decimal"):
                return None
            return type.places, 1
        case model.CountOf() | model.CountDifferent() | model.SetSize() | model.Since() | model.Between():
            return 0, 1
        case model.DaysSince(model.DaysSince()):  # the key of an age in seconds or days, see `allowed.atom`
            return None
        case model.DaysSince() | model.DaysSinceLast() | model.DaysSinceFirst():
            return 0, 1
        case _:
            return None


def _overlaps(ctx: Context, value: model.Value, bands: list[Band]) -> None:
    scale = scale_of(value, ctx.outcomes.scores)
    assert scale is not None
    for first, second in pairwise(bands):
        partly = first.low < second.low <= first.high < second.high
        same_sign = first.points * second.points > 0
        if not partly or not same_sign or not (first.closed or second.closed):
            continue
        shared = _between(second.low, first.high, scale[0])
        ctx.findings.report(
            "SL0735",
            second.span,
            f"where the number is {shared}, this rule and an earlier band both pay",
            "let one band end where the other starts, or use a table",
            declared(first.span, "the other band"),
        )


def _between(low: int, high: int, places: int) -> str:
    if low == high:
        return scaled_text(low, places)
    return f"from {scaled_text(low, places)} to {scaled_text(high, places)}"


def _gaps(ctx: Context, value: model.Value, bands: list[Band], nobody: str) -> None:
    """Gaps of at most one whole number between two neighbours."""
    scale = scale_of(value, ctx.outcomes.scores)
    assert scale is not None
    places, step = scale
    reached: Band | None = None
    for band in bands:
        if reached is not None and band.low > reached.high + 1:
            low, high = _on_steps(reached.high + 1, band.low - 1, step)
            if low <= high and high - low < 10**places:
                border = scaled_text(low, places)
                ctx.findings.report(
                    "SL0735",
                    band.span,
                    f"where the number is {_between(low, high, places)}, {nobody} takes it",
                    f"let the bands meet: `below {border}` beside `at least {border}`",
                    declared(reached.span, "the band below"),
                )
        if reached is None or band.high > reached.high:
            reached = band


def _on_steps(low: int, high: int, step: int) -> tuple[int, int]:
    """The first and last multiple of the step from low to high."""
    return -(-low // step) * step, high // step * step
