"""What a file computes, by name, from what is written alone: what conditions may speak of before any is checked."""

from __future__ import annotations

from collections.abc import Iterable

from .. import syntax
from ..damage import Damage
from .context import GradeInfo, Outcomes, PreviousInfo, RouteInfo, ScoreInfo, StageInfo
from .numbers import plain, units, whole

DEFAULT_LIMITS = (0, 100_000)
DEFAULT_DECIMALS = 2
WHOLE_SHARE = 100_000  # 100%, in thousandths of a point

_Scored = syntax.Score | syntax.Total | syntax.Framework | syntax.Completeness | syntax.FrameworkShare


def outcomes(file: syntax.RuleFile, damage: Damage) -> Outcomes:
    """Every outcome by name, of several of one name the first; scores with the limits that are written."""
    made = Outcomes()
    optional = _maybe_none(file)
    for item in file.items:
        match item:
            case syntax.Score() | syntax.Total() | syntax.Framework() | syntax.Completeness() | syntax.FrameworkShare():
                made.scores.setdefault(item.name.text, _score(item, optional))
            case syntax.Grade():
                info = _grade(item, damage)
                made.grades.setdefault(item.name.text, info)
            case syntax.Matrix():
                made.grades.setdefault(item.name.text, _matrix(item, damage))
            case syntax.Factor(name):
                made.factors.setdefault(name.text, name.span)
            case syntax.Flag(name):
                made.flags.setdefault(name.text, name.span)
            case syntax.Stages():
                made.stages.setdefault(item.name.text, _stages(item))
                if not item.account and made.previous is None:
                    made.previous = _previous(item)
            case syntax.Route(name, _, lines):
                labels = tuple(dict.fromkeys(line.label.value for line in lines))
                made.routes.setdefault(name.text, RouteInfo(name.text, labels, name.span))
            case syntax.RouteTable(name):
                made.routes.setdefault(name.text, RouteInfo(name.text, None, name.span))
            case syntax.Questions(name):
                made.questions.setdefault(name.text, name.span)
            case syntax.FollowUp(_, lines) if made.follow_up is None:
                made.follow_up = tuple(dict.fromkeys(line.label.value for line in lines))
            case _:
                pass
    return made


def _maybe_none(file: syntax.RuleFile) -> frozenset[str]:
    """The scores that can be none for a lead that is scored: those with an exclusion of their own, and what is made
    of them."""
    found = {name.text for item in file.items if isinstance(item, syntax.Exclusion) for name in item.scores}
    read: dict[str, set[str]] = {}
    for item in file.items:
        match item:
            case syntax.Total(name, _, terms):
                read.setdefault(name.text, {term.score.text for term in terms})
            case syntax.Completeness(name, of) | syntax.FrameworkShare(name, of):
                read.setdefault(name.text, {of.text})
            case _:
                pass
    size = -1
    while size < len(found):
        size = len(found)
        found |= {name for name, others in read.items() if others & found}
    return frozenset(found)


def _score(item: _Scored, optional: frozenset[str]) -> ScoreInfo:
    name = item.name.text
    if isinstance(item, syntax.Completeness | syntax.FrameworkShare):
        return ScoreInfo(name, 0, item.name.span, True, 0, WHOLE_SHARE, name in optional)
    decimals = DEFAULT_DECIMALS
    low, high = DEFAULT_LIMITS
    for clause in item.clauses:
        match clause:
            case syntax.RoundedTo(syntax.Number(number)):
                written = whole(number)
                decimals = written if written is not None and 0 <= written <= 3 else decimals
            case syntax.LimitedTo(syntax.Number(least), syntax.Number(most)):
                low, high = units(least, 3) or 0, units(most, 3) or 0
            case syntax.LimitedTo():
                low, high = -(10**9), 10**9
            case _:
                pass
    account = not isinstance(item, syntax.Framework) and item.account
    return ScoreInfo(name, decimals, item.name.span, True, low, high, name in optional, account)


# ---- labels ----------------------------------------------------------------------------------------------------------


def label_text(label: syntax.Text | syntax.Name | syntax.Number) -> str:
    match label:
        case syntax.Text(value):
            return value
        case syntax.Name(text):
            return text
        case syntax.Number(value):
            return plain(value)


def labels_of(bands: Iterable[syntax.Band]) -> tuple[str, ...]:
    return tuple(label_text(band.label) for band in bands)


def _grade(item: syntax.Grade, damage: Damage) -> GradeInfo:
    known = not damage.touches(item.span)
    scores = (item.score.text,)
    return GradeInfo(item.name.text, labels_of(item.bands), item.name.span, known, scores, account=item.account)


def axes_of(item: syntax.Matrix) -> tuple[syntax.Axis, syntax.Axis] | None:
    """The axes in the order of the matrix's line; None where one is missing or another one is there."""
    by_name = {axis.score.text: axis for axis in reversed(item.axes)}
    rows, columns = by_name.get(item.first.text), by_name.get(item.second.text)
    if rows is None or columns is None or rows is columns or len(item.axes) != 2:
        return None
    return rows, columns


def _matrix(item: syntax.Matrix, damage: Damage) -> GradeInfo:
    axes = axes_of(item)
    labels: tuple[str, ...] = ()
    if axes is not None:
        labels = tuple(row + column for row in labels_of(axes[0].bands) for column in labels_of(axes[1].bands))
    known = axes is not None and not damage.touches(item.span)
    scores = (item.first.text, item.second.text)
    return GradeInfo(item.name.text, labels, item.name.span, known, scores, matrix=True)


# ---- stages ----------------------------------------------------------------------------------------------------------


def stage_names(item: syntax.Stages) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.stage.text for line in item.lines))


def _stages(item: syntax.Stages) -> StageInfo:
    return StageInfo(item.name.text, stage_names(item), item.name.span, item.account)


def _previous(item: syntax.Stages) -> PreviousInfo | None:
    clause = next((c for c in item.clauses if isinstance(c, syntax.PreviousStageFrom)), None)
    if clause is None:
        return None
    lines: dict[str, tuple[str, ...]] | None = None
    if item.previous:
        lines = {}
        for line in item.previous:
            texts = tuple(value.value for value in line.values if isinstance(value, syntax.Text))
            lines[line.stage.text] = (*lines.get(line.stage.text, ()), *texts)
    return PreviousInfo(clause.attribute, lines, stage_names(item))
