"""Puts what was measured into docs/performance.md: a table for each contest and a chart, between markers.

Markers stand on lines of their own: `<!-- bench: scorer -->` … `<!-- /bench -->`, one pair for each area, and one for
`machine`. What stands between them is written anew; all other text is a person's.
"""

from __future__ import annotations

import json
import re
import statistics
from pathlib import Path
from typing import Any

from .chart import Bar, Group, svg
from .contest import OUT, Contest, Ratio, Size
from .contests import AREAS, contests
from .measure import Measured, Spread, kept, spread

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
CHART = "performance.svg"
_PLACES = re.compile(r"^(<!-- bench: (\w+) -->)\n.*?^(<!-- /bench -->)$", re.MULTILINE | re.DOTALL)


def write(size: Size, page: Path = PAGE, results: Path = OUT) -> Path:
    """The page with new tables, and the chart beside it; areas without results keep theirs. Raises OSError."""

    def anew(place: re.Match[str]) -> str:
        text = _part(place[2], size, results)
        return place[0] if text is None else f"{place[1]}\n\n{text}\n\n{place[3]}"

    page.write_text(_PLACES.sub(anew, page.read_text(encoding="utf-8")), encoding="utf-8")
    groups = chart(size, results)
    if groups:
        page.with_name(CHART).write_text(svg("Leads per second", groups), encoding="utf-8")
    return page


def _part(area: str, size: Size, results: Path) -> str | None:
    if area == "machine":
        return _machine(size, results)
    if area == "memory":
        return _memory(size, results)
    found = kept(area, size, results) if area in AREAS else {}
    tables = [
        "\n".join((f"**{contest.title}**", "", *table(contest, found[name])))
        for name, contest in contests(area).items()
        if name in found
    ]
    return "\n\n".join(tables) or None


def _machine(size: Size, results: Path) -> str | None:
    for area in AREAS:
        path = results / f"{area}_{size}.json"
        if path.exists():
            facts: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))["machine"]
            listed = ", ".join(f"{name} {value}" for name, value in facts.items() if name not in _NAMED)
            return (
                f"{facts['processor']}, {facts['cores']} cores, {facts['memory']} of memory, {facts['system']}; "
                f"{listed}. "
                f"Size: {size}."
            )
    return None


def _memory(size: Size, results: Path) -> str | None:
    path = results / f"memory_{size}.json"
    if not path.exists():
        return None
    peaks: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    rows = [
        f"| {each['what']} | {each['leads']:,} | {each['events']:,} | {each['peak'] / 2**20:,.0f} MB |"
        for each in peaks
    ]
    return "\n".join(["| | leads | events | at most |", "| --- | ---: | ---: | ---: |", *rows])


_NAMED = ("processor", "cores", "memory", "system")


def table(contest: Contest, measured: Measured) -> list[str]:
    """Markdown: what each took, then the ratios with their goals."""
    per_second = contest.unit == "lead"
    rows = ["| | " + (f"{contest.unit}s a second" if per_second else "time") + " |", "| --- | ---: |"]
    for name, seconds in measured.seconds.items():
        rows.append(f"| {name} | {_amount(statistics.median(seconds), per_second)} |")
    rows += ["", "| ratio | measured | from … to | bound | aim |", "| --- | ---: | ---: | ---: | ---: |"]
    return rows + [_row(ratio, measured) for ratio in contest.ratios]


def _row(ratio: Ratio, measured: Measured) -> str:
    found = spread(measured, ratio)
    sign = "≥" if ratio.keep == "at least" else "≤"
    goals = ("" if value is None else f"{sign} {_shown(ratio, value)}" for value in (ratio.bound, ratio.aim))
    cells = (ratio.name, _shown(ratio, found.median), _between(ratio, found), *goals)
    return f"| {' | '.join(cells)} |"


def _between(ratio: Ratio, found: Spread) -> str:
    return f"{_shown(ratio, found.lowest)} … {_shown(ratio, found.highest)}"


def _shown(ratio: Ratio, value: float) -> str:
    if not ratio.in_seconds:
        return f"{value:.2f} ×" if value < 10 else f"{value:.0f} ×"
    return f"{'+' if ratio.more else ''}{_amount(value, per_second=False)}"


def lines(contest: Contest, measured: Measured) -> list[str]:
    """The same for a terminal."""
    per_second = contest.unit == "lead"
    shown = [contest.title]
    for name, seconds in measured.seconds.items():
        shown.append(f"  {name:<36} {_amount(statistics.median(seconds), per_second):>12}")
    for ratio in contest.ratios:
        found = spread(measured, ratio)
        goals = [(word, value) for word, value in ((ratio.keep, ratio.bound), ("aim", ratio.aim)) if value is not None]
        goal = ", ".join(f"{word} {_shown(ratio, value)}" for word, value in goals)
        mark = {True: "holds", False: "MISSED", None: ""}[ratio.holds(found.median)]
        between = f"({_between(ratio, found)})"
        shown.append(f"  {ratio.name:<36} {_shown(ratio, found.median):>12} {between:<24} {goal:<30} {mark}".rstrip())
    return shown


def misses(contest: Contest, measured: Measured) -> int:
    """How many ratios miss their bound."""
    return sum(ratio.holds(spread(measured, ratio).median) is False for ratio in contest.ratios)


def chart(size: Size, results: Path = OUT) -> list[Group]:
    """Leads per second of each contest of the row scorer."""
    found = kept("scorer", size, results)
    groups = []
    for name, contest in contests("scorer").items():
        if name in found:
            taken = ((who, statistics.median(seconds)) for who, seconds in found[name].seconds.items())
            groups.append(Group(contest.title, tuple(Bar(who, 1 / each, who.startswith(OURS)) for who, each in taken)))
    return groups


OURS = ("emitted", "with contributions", "on tuples", "dicts made", "compiled")


def _amount(seconds: float, per_second: bool) -> str:
    if per_second:
        return f"{float(f'{1 / seconds:.3g}'):,.0f}"
    return f"{seconds:.3g} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"
