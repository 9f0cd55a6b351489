"""Grades and stages: chosen by rounded scores, in thousandths."""

from __future__ import annotations

from ...dsl import model
from .conditions import Conditions
from .frame import Frame, Var
from .source import Lines, escaped, quoted, tuple_text

_BRANCHES = 12  # more bands become a table of the module


def write_grade(frame: Frame, grade: model.Grade, lines: Lines) -> Var:
    """Assigns the label of the band that the score reaches."""
    score = frame.scores[grade.score]
    variable = Var(frame.names.local(grade.name, "grade"), "str")
    lines.add(f"# {quoted(grade.name)} of {quoted(grade.score)} ({escaped(grade.span.file)}:{grade.span.line})")
    labels = [quoted(band.label) for band in grade.bands]
    if len(labels) > _BRANCHES:
        bounds = tuple_text([f"{band.lowest:_}" for band in reversed(grade.bands) if band.lowest is not None])
        starts = frame.table(("bands", grade), "BOUNDS", grade.name, bounds, "tuple[int, ...]")
        names = frame.table(("labels", grade), "LABELS", grade.name, tuple_text(labels[::-1]), "tuple[str, ...]")
        lines.add(f"{variable.name} = {names}[bisect_right({starts}, {score.name})]")
        return variable
    word = "if"
    for band, label in zip(grade.bands, labels, strict=True):
        if band.lowest is None:
            if word == "if":
                lines.add(f"{variable.name} = {label}")
                break
            lines.add("else:")
        else:
            lines.add(f"{word} {score.name} >= {band.lowest:_}:")
        word = "elif"
        with lines.block():
            lines.add(f"{variable.name} = {label}")
    return variable


def write_stages(frame: Frame, stages: model.Stages, conditions: Conditions, lines: Lines) -> None:
    """Returns stage and reason of the first line that is met; the last line has no condition."""
    for line in stages.lines:
        lines.add(f"# {escaped(line.span.file)}:{line.span.line}")
        outcome = f"return {quoted(line.stage)}, {quoted(line.reason)}"
        if line.condition is None:
            lines.add(outcome)
            return
        test = conditions.met(line.condition)
        frame.flush(lines)
        with lines.when(test):
            lines.add(outcome)
    if not stages.lines or stages.lines[-1].condition is not None:
        raise AssertionError("the checker demands a last line `otherwise`")
