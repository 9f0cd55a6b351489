"""A lead's path as text, CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from ..compiler.plan import Plan, Score, Total
from ..compiler.result import Result
from ..compiler.wording import moment_text, number
from ..dsl.display import padded, text_width, visible

_BAR = 20  # columns of the bar of the last score


def as_text(moments: Sequence[int], results: Sequence[Result], plan: Plan, *, dated: bool, width: int) -> str:
    """A line for each moment, and a bar for the last score between its limits; what changed is left out where equal."""
    names = [score.name for score in plan.scores]
    columns = ["", *names, *(grade.name for grade in plan.grades)]
    if plan.stages is not None:
        columns.append(plan.stages.name)
    rows = [[moment_text(moment, plan.zone), *_cells(result)] for moment, result in zip(moments, results, strict=True)]
    shown = [[visible(cell) for cell in row] for row in [columns, *rows]]
    widths = [max(text_width(row[column]) for row in shown) for column in range(len(columns))]
    bars = ["", *(_bar(result, plan) for result in results)]
    used = sum(widths) + 2 * len(widths)
    lines = []
    for row, bar in zip(shown, bars, strict=True):
        cells = [
            " " * (widths[place] - text_width(cell)) + cell if 0 < place <= len(names) else padded(cell, widths[place])
            for place, cell in enumerate(row)
        ]
        lines.append(("  ".join(cells) + (f"  {bar}" if used + _BAR <= width else "")).rstrip())
    note = "" if dated else "\nEvents are those of then; attributes are those of the data, whatever the moment.\n"
    return f"{plan.name} {plan.version} · lead {visible(results[0].lead)}\n\n" + "\n".join(lines) + f"\n{note}"


def _cells(result: Result) -> list[str]:
    scores = ["–" if value is None else number(value, 3) for _, value in result.scores]
    stage = [] if result.stage is None and result.reason is None else [result.stage or "–"]
    return [*scores, *(label or "–" for _, label in result.grades), *stage]


def _bar(result: Result, plan: Plan) -> str:
    """How far the last score that has limits lies between them."""
    limited = [score for score in plan.scores if isinstance(score, Score | Total)]
    if not limited:
        return ""
    score = limited[-1]
    value = dict(result.scores)[score.name]
    scale = 10**6 if isinstance(score, Score) and score.factor is None else 10**4
    low, high = score.low // scale, score.high // scale
    if value is None or high <= low:
        return ""
    return "█" * round(_BAR * (value - low) / (high - low))


def as_csv(moments: Sequence[int], results: Sequence[Result], plan: Plan) -> str:
    """Columns `as_of` (UTC), scores, grades, and the stage."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    stage = [] if plan.stages is None else [plan.stages.name]
    writer.writerow(["as_of", *(s.name for s in plan.scores), *(g.name for g in plan.grades), *stage])
    for moment, result in zip(moments, results, strict=True):
        scores = ["" if value is None else number(value, 3).replace(",", "") for _, value in result.scores]
        stages = [] if plan.stages is None else [result.stage or ""]
        writer.writerow([_iso(moment), *scores, *(label or "" for _, label in result.grades), *stages])
    return text.getvalue()


def as_json(moments: Sequence[int], results: Sequence[Result], plan: Plan) -> str:
    """A list of objects; scores as texts, so that no reader rounds them."""
    rows = []
    for moment, result in zip(moments, results, strict=True):
        scores = {name: None if value is None else number(value, 3).replace(",", "") for name, value in result.scores}
        row: dict[str, object] = {"as_of": _iso(moment), "scores": scores, "grades": dict(result.grades)}
        if plan.stages is not None:
            row[plan.stages.name] = result.stage
        rows.append(row)
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def _iso(moment: int) -> str:
    return moment_text(moment).replace(" UTC", "Z").replace(" ", "T")
