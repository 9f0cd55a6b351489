"""What a run of samples says to people."""

from __future__ import annotations

from collections.abc import Sequence

from ..compiler import plan as p
from ..compiler.result import Contribution, Result
from ..compiler.wording import counted, signed
from ..dsl import model
from ..dsl.display import padded, text_width, visible
from .compare import Miss, is_unscored, points_text
from .run import FileRun, Outcome


def failure(outcome: Outcome, plan: p.Plan) -> list[str]:
    """The lines below a failed sample's name: expected against got, then where the number comes from."""
    lines: list[str] = []
    if outcome.misses:
        lines += _table([("", "expected", "got"), *((miss.output, miss.expected, miss.got) for miss in outcome.misses)])
    for score in _scores_to_show(outcome, plan):
        lines += ["", *breakdown(outcome.result, score)]
    why = _why_unscored(outcome)
    if why:
        lines += ["", why]
    for invariant in outcome.broken:
        lines += ["", broken_line(invariant)]
    for engine, unlike in outcome.disagreements:
        lines += ["", f"{engine} disagrees with the reference; this is a fault of the compiler, not of the rules:"]
        lines += _table([("", "reference", engine), *((d.where, d.reference, d.other) for d in unlike)])
    return [visible(line) for line in lines]


def broken_line(invariant: model.Invariant) -> str:
    """`never "students reach sales" is broken here (rules.score:12)`."""
    place = f"{invariant.span.file}:{invariant.span.line}"
    return f'{invariant.kind} "{invariant.label}" does not hold here ({place})'


def breakdown(result: Result, score: str) -> list[str]:
    """`how fit comes to 50`: a line per contribution, with its points and how often it counted."""
    value = dict(result.scores).get(score)
    rows = [row for row in result.contributions if row.score == score]
    lines = [f"how {score} comes to {points_text(value)}:"]
    if not rows:
        return [f"{lines[0]} no rule pays"]
    shown = [(contribution_label(row), signed(row.points, 9), _times(row)) for row in rows]
    return [*lines, *_table(shown, right=1)]


def contribution_label(row: Contribution) -> str:
    match row.kind:
        case "rule":
            return row.rule if row.source is None else f"{row.rule}, from {row.source}"
        case "rule limit":
            return f'limit of the rule "{row.rule}"'
        case "group limit":
            return f'limit of the group "{row.rule}"'
        case "factor":
            return f"factor {row.rule}"
        case "range limit":
            return "limit of the score"
        case "rounding":
            return "rounding"


def _times(row: Contribution) -> str:
    return f"{row.times:,} times" if row.times > 1 else ""


def _scores_to_show(outcome: Outcome, plan: p.Plan) -> list[str]:
    """The scores behind the missed expectations: a score, the score of a grade, and the parts of a total."""
    if not outcome.result.contributions:
        return []
    wanted: list[str] = []
    behind: dict[str, tuple[str, ...]] = {grade.name: (grade.score,) for grade in plan.grades}
    behind |= {matrix.name: (matrix.rows.score, matrix.columns.score) for matrix in plan.matrices}
    for miss in outcome.misses:
        names = behind.get(miss.expectation.name, (miss.expectation.name,))
        wanted += [name for name in names if name in dict(outcome.result.scores)]
    every = {score.name: score for score in plan.scores}
    shown: list[str] = []
    while wanted:
        name = wanted.pop(0)
        score = every[name]
        if name in shown:
            continue
        shown.append(name)
        if isinstance(score, p.Total):
            wanted = [term.score for term in score.terms] + wanted
    return shown


def _why_unscored(outcome: Outcome) -> str:
    result = outcome.result
    if result.problem is not None:
        return f"this lead has no result: {result.problem}"
    if outcome.misses and is_unscored(result):
        return f'this lead is not scored: "{result.reason}"'
    return ""


def _table(rows: Sequence[Sequence[str]], right: int | None = None) -> list[str]:
    """Rows in aligned columns, indented; the column `right` is aligned at its end."""
    shown = [[visible(cell) for cell in row] for row in rows]
    widths = [max(text_width(row[column]) for row in shown) for column in range(len(shown[0]))]
    lines = []
    for row in shown:
        cells = [
            " " * (widths[i] - text_width(cell)) + cell if i == right else padded(cell, widths[i])
            for i, cell in enumerate(row)
        ]
        lines.append("  " + "   ".join(cells).rstrip())
    return lines


def title(outcome: Outcome) -> str:
    span = outcome.sample.span
    return visible(f'{span.file}:{span.line}: "{outcome.sample.label}"')


def first_line(miss: Miss) -> str:
    return f"{miss.output}: expected {miss.expected}, got {miss.got}"


def summary(runs: Sequence[FileRun]) -> str:
    """`12 samples in 2 files: 11 passed, 1 failed`."""
    outcomes = [outcome for run in runs for outcome in run.outcomes]
    failed = sum(not outcome.passed for outcome in outcomes)
    broken = sum(run.broken for run in runs)
    files = sum(bool(run.outcomes) for run in runs)
    parts = [f"{len(outcomes) - failed:,} passed"] if outcomes else []
    if failed:
        parts.append(f"{failed:,} failed")
    if broken:
        parts.append(f"{counted(broken, 'file')} with errors")
    head = f"{counted(len(outcomes), 'sample')} in {counted(files, 'file')}"
    return f"{head}: {', '.join(parts)}" if parts else head
