"""A bar chart as SVG, drawn in the colours of the page around it, light or dark."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, LABELS, LINE, GAP = 720, 190, 22, 34
_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.head { font-weight: 600 }
.tick { fill: #59636e; font-size: 11px }
.grid { stroke: #d1d9e0 }
.ours { fill: #0969da }
.other { fill: #818b98 }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc }
  .tick { fill: #9198a1 }
  .grid { stroke: #3d444d }
  .ours { fill: #4493f8 }
  .other { fill: #656c76 }
}"""


@dataclass(frozen=True, slots=True)
class Bar:
    """One value, above 0; `ours` are set off by their colour."""

    label: str
    value: float
    ours: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Bars under one heading."""

    title: str
    bars: tuple[Bar, ...]


def svg(title: str, groups: Sequence[Group]) -> str:
    """Groups below each other, on one logarithmic scale with a line at each power of ten."""
    values = [bar.value for group in groups for bar in group.bars]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    high = max(high, low + 1)

    def x(value: float) -> float:
        return LABELS + (math.log10(value) - low) / (high - low) * (WIDTH - LABELS - 80)

    body: list[str] = []
    y = 24
    for group in groups:
        y += GAP
        body.append(f'<text class="head" x="8" y="{y - 10}">{escape(group.title)}</text>')
        for bar in group.bars:
            y += LINE
            kind = "ours" if bar.ours else "other"
            end = x(bar.value)
            body.append(f'<text x="{LABELS - 8}" y="{y - 6}" text-anchor="end">{escape(bar.label)}</text>')
            body.append(
                f'<rect class="{kind}" x="{LABELS}" y="{y - 18}" width="{end - LABELS:.1f}" height="15" rx="2"/>'
            )
            body.append(f'<text x="{end + 6:.1f}" y="{y - 6}">{float(f"{bar.value:.3g}"):,.0f}</text>')
    grid = []
    for power in range(low, high + 1):
        at = x(10.0**power)
        grid.append(f'<line class="grid" x1="{at:.1f}" x2="{at:.1f}" y1="30" y2="{y + 4}"/>')
        grid.append(f'<text class="tick" x="{at:.1f}" y="{y + 20}" text-anchor="middle">{10**power:,}</text>')
    head = f'<text class="head" x="8" y="20">{escape(title)}</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 30}" '
        f'role="img" aria-label="{escape(title)}">\n'
        f"<style>{_STYLE}\n</style>\n" + "\n".join((head, *grid, *body)) + "\n</svg>\n"
    )
