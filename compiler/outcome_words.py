"""What follows from scores in plain English: exclusions, grades, stages, flags, routes, follow-up, worklist, checks."""

from __future__ import annotations

from ..dsl import model
from .phrases import counted, date_text, duration, listed, number, quoted
from .sentences import Sentences
from .table_words import rows_words
from .value_words import events_words, relation_words, value_words

Pairs = tuple[tuple[str, str], ...]
_MOST_LINES = 20  # of a routing table from a file


def exclusion_words(exclusion: model.Exclusion, out: tuple[str, str] | None, say: Sentences) -> str:
    """`out`: the name of the stages and the stage of leads that are not scored."""
    when = f"When {say.condition(exclusion.condition)}"
    reason = f"the reason is {quoted(exclusion.reason)}."
    if exclusion.scores is not None:
        verb = "stays" if len(exclusion.scores) == 1 else "stay"
        return f"{when}: {listed(list(exclusion.scores), 'and')} {verb} empty; {reason}"
    stays = f", and {out[0]} is {out[1]}" if out else ""
    return f"{when}: scores and grades stay empty{stays}; {reason}"


def noise_words(noise: model.Noise, say: Sentences) -> str:
    """What is left out before any rule counts it."""
    whole = model.EventFilter(noise.kinds, noise.where, None)
    text = events_words(whole, say.words)
    if noise.relation is not None:
        text += f" {relation_words(noise.relation, whole, say.words)}"
    if noise.burst is not None:
        most, within = noise.burst
        text += f" of which more than {most:,} come within {duration(within)}"
    if noise.lead is not None:
        text += f", of leads for which {say.condition(noise.lead)}"
    return f"{text}."


# ---- beside the scores ---------------------------------------------------------------------------------------------


def factor_words(factor: model.Factor, say: Sentences) -> str:
    rows = rows_words(factor.value, factor.cuts, factor.matches, _times)
    rows += [f"anything else: {_times(factor.otherwise)}", f"missing: {_times(factor.missing)}"]
    return f"by {value_words(factor.value, say.words)}: {'; '.join(rows)}."


def _times(factor: int) -> str:
    return f"× {number(factor, 4)}"


def share_words(share: model.Share, say: Sentences) -> str:
    if share.kind == "completeness":
        names = [_known_of(condition, say) for _, condition in share.parts]
        asked = f"The share, in percent, of what {share.of} reads that is known"
        return f"{asked}: {listed(names, 'and')} count alike, rounded to whole points."
    parts = [f"{say.condition(condition)} ({number(weight, 3)})" for weight, condition in share.parts]
    return f"The share, in percent, of the points of {share.of} that are earned: {'; '.join(parts)}."


def _known_of(condition: model.Condition, say: Sentences) -> str:
    match condition:
        case model.Not(model.IsMissing(value)):
            return value_words(value, say.words)
        case _:
            return say.condition(condition)


def part_words(condition: model.Condition, say: Sentences) -> str:
    """A part of a share in short: the value that has to be known, the criterion, or what has to be met."""
    return condition.name if isinstance(condition, model.LetRef) else _known_of(condition, say)


def bands_words(bands: tuple[model.Band, ...]) -> str:
    return ", ".join(
        f"{band.label} from {number(band.lowest, 3)}" if band.lowest is not None else f"{band.label} below"
        for band in bands
    )


def grade_words(grade: model.Grade) -> str:
    return f"by {grade.score}: {bands_words(grade.bands)}."


def matrix_words(matrix: model.Matrix) -> str:
    rows, columns = matrix.rows, matrix.columns
    example = f"{rows.bands[0].label}{columns.bands[0].label}"
    return (
        f"by {rows.score}: {bands_words(rows.bands)}; then by {columns.score}: {bands_words(columns.bands)}; "
        f"together such as {example}."
    )


def flag_words(flag: model.Flag, say: Sentences) -> str:
    reason = f" (reason: {quoted(flag.reason)})" if flag.reason else ""
    return f"yes when {say.condition(flag.condition)}{reason}, otherwise no."


def stage_words(line: model.StageLine, say: Sentences) -> str:
    if line.condition is None:
        return f"{line.stage} otherwise."
    return f"{line.stage} when {say.condition(line.condition)} (reason: {quoted(line.reason)})."


def questions_words(questions: model.Questions) -> str:
    asked = "; ".join(quoted(text) for text, _ in questions.items)
    most = "" if questions.top is None else f", at most {questions.top:,}"
    return f"the questions of {questions.of} that are open{most}: {asked}."


# ---- who does what -------------------------------------------------------------------------------------------------


def route_words(route: model.Route, say: Sentences) -> tuple[str, ...]:
    lines = [f"{quoted(line.label)} {_when(line.condition, say)}." for line in route.lines]
    if len(lines) > _MOST_LINES:
        rest = len(lines) - _MOST_LINES + 2
        lines = [*lines[: _MOST_LINES - 3], f"{rest:,} more lines.", lines[-1]]
    return tuple(lines)


def _when(condition: model.Condition | None, say: Sentences) -> str:
    return "otherwise" if condition is None else f"when {say.condition(condition)}"


def follow_up_words(line: model.FollowUpLine, say: Sentences) -> str:
    due = "" if line.due is None else f", due {due_words(line.due)},"
    return f"{quoted(line.owner)}{due} {_when(line.condition, say)}."


def due_words(due: model.Due) -> str:
    match due.kind:
        case "hours":
            return f"in {duration(due.count)}"
        case "business hours":
            text = duration(due.count)
            hours = due.count // 3_600
            return f"in {counted(hours, 'business hour')}" if due.count % 3_600 == 0 else f"in {text} of business hours"
        case "business days":
            return f"in {counted(due.count, 'business day')}"


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def hours_words(hours: model.BusinessHours) -> str:
    first, last = hours.days[0], hours.days[-1]
    in_a_row = len(hours.days) > 2 and last - first == len(hours.days) - 1
    days = f"{_DAYS[first]} to {_DAYS[last]}" if in_a_row else listed([_DAYS[day] for day in hours.days], "and")
    text = f"{days}, {_time(hours.opens)} to {_time(hours.closes)}, {hours.time_zone}"
    if hours.holidays:
        count = len(hours.holidays)
        text += f", except {counted(count, 'holiday')} from {date_text(hours.holidays[0])}"
        text += f" to {date_text(hours.holidays[-1])}" if count > 1 else ""
    return f"{text}."


def _time(seconds: int) -> str:
    return f"{seconds // 3_600:02d}:{seconds // 60 % 60:02d}"


def worklist_words(worklist: model.Worklist, say: Sentences) -> str:
    """Which leads stand on it, in which order."""
    who = "Scored leads" + (f" for which {say.condition(worklist.condition)}" if worklist.condition else "")
    text = f"{who}, by {listed(list(worklist.by), 'then')} (highest first), then by key"
    for stage, most in worklist.quotas:
        text += f"; at most {most:,} of {stage}"
    if worklist.top is not None:
        text += f"; the first {worklist.top:,} of them"
    return f"{text}."


def invariant_words(invariant: model.Invariant, say: Sentences) -> str:
    return f"{invariant.kind} {say.condition(invariant.condition)}."
