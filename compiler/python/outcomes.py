"""Grades, matrices, flags, stages, questions, routes and follow-up: what rounded scores decide."""

from __future__ import annotations

from ...dsl import model
from .. import plan as p
from . import trees as t
from .conditions import Conditions
from .frame import Frame, Var
from .source import Lines, escaped, quoted, tuple_text

_BRANCHES = 12  # more bands become a table of the module


def write_grade(frame: Frame, grade: model.Grade, lines: Lines, hint: str = "") -> Var:
    """Assigns the label of the band that the score reaches; None where the score is."""
    score = frame.scores[grade.score]
    kind = "str | None" if score.optional else "str"
    variable = frame.placed(Var(frame.names.local(hint or grade.name, "grade"), kind), lines)
    named = quoted(hint or grade.name)
    lines.add(f"# {named} of {quoted(grade.score)} ({escaped(grade.span.file)}:{grade.span.line})")
    if not score.optional:
        _bands(frame, grade, variable.name, score.name, lines)
        return variable
    lines.add(f"{variable.name}: str | None = None")
    with lines.block(f"if {score.name} is not None:"):
        _bands(frame, grade, variable.name, score.name, lines)
    return variable


def _bands(frame: Frame, grade: model.Grade, variable: str, score: str, lines: Lines) -> None:
    labels = [quoted(band.label) for band in grade.bands]
    if len(labels) > _BRANCHES:
        bounds = tuple_text([f"{band.lowest:_}" for band in reversed(grade.bands) if band.lowest is not None])
        starts = frame.table(("bands", grade), "BOUNDS", grade.name, bounds, "tuple[int, ...]")
        names = frame.table(("labels", grade), "LABELS", grade.name, tuple_text(labels[::-1]), "tuple[str, ...]")
        lines.add(f"{variable} = {names}[bisect_right({starts}, {score})]")
        return
    word = "if"
    for band, label in zip(grade.bands, labels, strict=True):
        if band.lowest is None:
            if word == "if":
                lines.add(f"{variable} = {label}")
                break
            lines.add("else:")
        else:
            lines.add(f"{word} {score} >= {band.lowest:_}:")
        word = "elif"
        with lines.block():
            lines.add(f"{variable} = {label}")


def write_matrix(frame: Frame, matrix: model.Matrix, lines: Lines) -> Var:
    """Assigns the labels of both bands, one behind the other."""
    rows = write_grade(frame, matrix.rows, lines, f"{matrix.name} row")
    columns = write_grade(frame, matrix.columns, lines, f"{matrix.name} column")
    missing = [f"{each.name} is None" for each in (rows, columns) if each.optional]
    variable = frame.placed(Var(frame.names.local(matrix.name, "matrix"), "str | None" if missing else "str"), lines)
    text = f"{rows.name} + {columns.name}"
    if missing:
        text = f"None if {' or '.join(missing)} else {text}"
    lines.add(f"{variable.name} = {text}")
    return variable


def write_flag(frame: Frame, flag: model.Flag, conditions: Conditions, lines: Lines) -> None:
    """Assigns whether the flag's condition is met."""
    test = conditions.met(flag.condition)
    frame.flush(lines)
    variable = frame.placed(Var(frame.names.local(flag.name, "flag"), "bool"), lines)
    lines.add(f"# flag {quoted(flag.name)} ({escaped(flag.span.file)}:{flag.span.line})")
    lines.put(f"{variable.name} = ", test)
    frame.flags[flag.name] = variable


def write_questions(frame: Frame, questions: model.Questions, conditions: Conditions, lines: Lines) -> Var:
    """Assigns the questions of the criteria that are unknown."""
    items = [
        t.tuple_of((t.constant(text), conditions.met(model.IsUnknown(model.LetRef(let)))))
        for text, let in questions.items
    ]
    frame.flush(lines)
    variable = frame.placed(Var(frame.names.local(questions.name, "questions"), "str | None"), lines)
    lines.add(f"# {quoted(questions.name)} ({escaped(questions.span.file)}:{questions.span.line})")
    score = frame.scores[questions.of]
    most = t.constant(questions.top)
    call = t.call("_open", t.tuple_of(items), most)
    if score.optional:
        lines.add(f"{variable.name}: str | None = None")
        with lines.block(f"if {score.name} is not None:"):
            lines.put(f"{variable.name} = ", call)
    else:
        lines.put(f"{variable.name} = ", call)
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


def write_route(frame: Frame, route: model.Route, conditions: Conditions, lines: Lines) -> None:
    """Returns the label of the first line that is met, None where none is."""
    for line in route.lines:
        lines.add(f"# {escaped(line.span.file)}:{line.span.line}")
        if line.condition is None:
            lines.add(f"return {quoted(line.label)}")
            return
        test = conditions.met(line.condition)
        frame.flush(lines)
        with lines.when(test):
            lines.add(f"return {quoted(line.label)}")
    lines.add("return None")


def write_follow_up(frame: Frame, follow_up: p.FollowUp, conditions: Conditions, lines: Lines) -> None:
    """Returns who follows up and the second at which that is due."""
    for line in follow_up.lines:
        lines.add(f"# {escaped(line.span.file)}:{line.span.line}")
        outcome = f"return {quoted(line.owner)}, {_due(frame, line.due, follow_up.calendar)}"
        if line.condition is None:
            lines.add(outcome)
            return
        test = conditions.met(line.condition)
        frame.flush(lines)
        with lines.when(test):
            lines.add(outcome)
    lines.add("return None, None")


def _due(frame: Frame, due: model.Due | None, calendar: p.Calendar | None) -> str:
    if due is None:
        return "None"
    as_of = frame.as_of().name
    if due.kind == "hours":
        return f"{as_of} + {due.count:_}"
    assert calendar is not None
    function = "_after_business_days" if due.kind == "business days" else "_after_business_hours"
    return f"{function}({as_of}, {due.count:_}, {_calendar(frame, calendar)})"


def _calendar(frame: Frame, calendar: p.Calendar) -> str:
    days = f"frozenset({tuple_text([str(day) for day in calendar.days])})"
    holidays = f"frozenset({tuple_text([f'{day:_}' for day in calendar.holidays])})"
    times = f"{calendar.opens:_}, {calendar.closes:_}"
    text = f"_Calendar({days}, {times}, {frame.constants.zone(calendar.zone)}, {holidays})"
    return frame.table(("calendar", calendar), "BUSINESS_HOURS", "", text, "_Calendar")
