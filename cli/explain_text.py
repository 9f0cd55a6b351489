"""An explanation as text for a terminal or a pipe, and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

from ..compiler.counting import Counted
from ..compiler.explanation import Explanation
from ..compiler.missing import OF_ACCOUNT
from ..compiler.plan import Plan, Total
from ..compiler.stories import GradeStory, Reason, ScoreStory, Silenced
from ..compiler.wording import counted, known, listed, moment_text, number, signed
from ..dsl.display import cut, padded, text_width, visible, wrapped
from ..dsl.model import SET_MARK, ValueType
from ..dsl.zones import Zone
from ..harness.behind import contribution_label
from ..harness.compare import points_text
from .render.json import dumps


def as_text(story: Explanation, plan: Plan, *, colour: bool = False, width: int = 100) -> str:
    """The outcome, each score as a list that adds up, what is missing, how far the next grade is."""
    strong = emphasis(colour)
    result = story.result
    at = f"{moment_text(story.as_of, plan.zone)} {plan.zone.name}"
    head = f"Lead {result.lead} at {at}, by {plan.name} {plan.version}"
    lines = [*(strong(line) for line in wrapped(head, width)), *_outcome(story, plan, width)]
    totals = {score.name for score in plan.scores if isinstance(score, Total)}
    # totals first: the reader starts from the number that the sales team sees
    ordered = sorted(story.scores, key=lambda score: score.name not in totals)
    shares = {share.name for share in story.shares}
    for score in ordered:
        if score.value is not None and score.name not in shares:
            lines += [
                "",
                strong(visible(f"{score.name} {points_text(score.value)}")),
                *score_lines(score, plan.zone, width),
            ]
    lines += section("Not scored", _barred(story), strong, width)
    lines += section("Criteria", _criteria(story), strong, width)
    lines += section("Shares", _shares(story), strong, width)
    lines += section("Missing", missing_lines(story.silenced, story.missing, plan), strong, width)
    lines += section("Next grade", next_lines(story.grades), strong, width)
    return "\n".join(lines) + "\n"


def emphasis(colour: bool) -> Callable[[str], str]:
    """Headings in bold, where colour is wanted."""
    return (lambda text: click.style(text, bold=True)) if colour else (lambda text: text)


def section(title: str, texts: list[str], strong: Callable[[str], str], width: int) -> list[str]:
    return ["", strong(title), *(line for text in texts for line in indented(text, width, "  "))] if texts else []


def indented(text: str, width: int, indent: str) -> list[str]:
    """Wrapped, further lines a little deeper."""
    first, *rest = wrapped(text, width - len(indent) - 2)
    return [indent + first, *(f"{indent}  {line}" for line in rest)]


def _outcome(story: Explanation, plan: Plan, width: int) -> list[str]:
    result = story.result
    if result.problem is not None:
        return [f"no result: {result.problem}"]
    parts = [f"{name} {points_text(value)}" for name, value in result.scores]
    parts += [f"{name} {label}" for name, label in (*result.grades, *result.matrices) if label is not None]
    parts += [f"{name} {'yes' if met else 'no'}" for name, met in result.flags if met is not None]
    if plan.stages is not None and result.stage is not None:
        parts.append(f"{plan.stages.name} {result.stage}")
    lines = wrapped(" · ".join(parts), width)
    if result.reason is not None:
        lines += wrapped(f'because "{result.reason}"', width)
    for text in _who_does_what(story, plan):
        lines += wrapped(text, width)
    return lines


def _who_does_what(story: Explanation, plan: Plan) -> list[str]:
    result = story.result
    said = [f'{name}: "{label}"' for name, label in result.routes if label is not None]
    if result.follow_up is not None:
        due = "" if result.due is None else f", due {moment_text(result.due, plan.zone)}"
        said.append(f'follow up: "{result.follow_up}"{due}')
    if result.listed is not None:
        said.append(f"on the worklist: {'yes, if there is room' if result.listed else 'no'}")
    said += [f"{name}: {text}" for name, text in result.questions if text is not None]
    return said


def _barred(story: Explanation) -> list[str]:
    return [f'{score.name}: "{score.barred}"' for score in story.scores if score.barred is not None]


_STATES = {True: "met", False: "not met", None: "unknown"}


def _criteria(story: Explanation) -> list[str]:
    return [
        f"{each.name} ({each.framework}, {number(each.points, 3)}): {_STATES[each.met]}"
        + (f' - "{each.question}"' if each.question else "")
        for each in story.criteria
    ]


def _shares(story: Explanation) -> list[str]:
    return [
        f"{share.name} {points_text(share.value)}: "
        + "; ".join(
            f"{what} {listed(list(names), 'and')}"
            for what, names in (("there:", share.there), ("not there:", share.lacking))
            if names
        )
        for share in story.shares
        if share.value is not None
    ]


def score_lines(score: ScoreStory, zone: Zone, width: int) -> list[str]:
    if not score.reasons:
        return ["  nothing adds to it"]
    rows: list[tuple[str, str, Reason | None]]
    rows = [(visible(contribution_label(reason.row)), signed(reason.row.points, 9), reason) for reason in score.reasons]
    rows.append(("sum", points_text(score.value), None))
    points = max(len(text) for _, text, _ in rows)
    rows = [(cut(label, max(12, width - points - 6)), text, reason) for label, text, reason in rows]
    labels = max(text_width(label) for label, _, _ in rows)
    lines = []
    for label, text, reason in rows:
        start = f"  {padded(label, labels)}  {text:>{points}}"
        said = "" if reason is None else reason_text(reason, zone)
        if reason is None:
            lines.append(f"  {' ' * labels}  {'-' * points}")
        if not said:
            lines.append(start)
            continue
        room = width - labels - points - 6
        if room < 30:
            lines += [start, *indented(said, width, "      ")]
            continue
        first, *rest = wrapped(said, room)
        lines += [f"{start}  {first}", *(" " * (labels + points + 6) + more for more in rest)]
    return lines


def reason_text(reason: Reason, zone: Zone) -> str:
    """What stands behind a contribution, in words."""
    row = reason.row
    match row.kind:
        case "rule limit":
            return f"the rule's limit {'takes' if row.points < 0 else 'adds'} {number(abs(row.points), 9)}"
        case "factor":
            return f"the factor {'takes' if row.points < 0 else 'adds'} {number(abs(row.points), 9)}"
        case "group limit":
            return f"the group's limit {'takes' if row.points < 0 else 'adds'} {number(abs(row.points), 9)}"
        case "range limit":
            return f"the score's limit {'takes' if row.points < 0 else 'adds'} {number(abs(row.points), 9)}"
        case "rounding":
            return ""
        case "rule":
            return " ".join(part for part in (reason.sentence, _counted(reason, zone), _found(reason)) if part)


def _found(reason: Reason) -> str:
    """`Found: 5.`"""
    return f"Found: {'; '.join(each.words() for each in reason.found)}." if reason.found else ""


def _counted(reason: Reason, zone: Zone) -> str:
    """`Counted: 2 of 5 events, the latest at …; 16 points before decay, 14.2 after, limited to 10.`"""
    row, counted_ = reason.row, reason.counted
    if counted_ is None:
        return ""
    times = counted(row.times, counted_.noun)
    of = times if counted_.noun == "event" and counted_.events == row.times else f"{row.times:,} of {_all(counted_)}"
    if counted_.noun != "event":
        of = f"{times} among {_all(counted_)}"
    parts = [f"Counted: {of}" + (f", the latest at {moment_text(row.latest, zone)}" if row.latest is not None else "")]
    if counted_.before_decay is not None:
        after = counted_.before_limit if counted_.before_limit is not None else row.points
        parts.append(f"{signed(counted_.before_decay, 9)} before decay, {signed(after, 9)} after it")
    if counted_.before_limit is not None:
        parts.append(f"{signed(counted_.before_limit, 9)} before the limit")
    return "; ".join(parts) + "."


def _all(found: Counted) -> str:
    return counted(found.events, "event")


def missing_lines(
    silenced: Iterable[Silenced], missing: Iterable[str], plan: Plan, *, of_account: bool = False
) -> list[str]:
    """What missing values left undecided; `of_account`: it is the account that is spoken of."""
    lines = []
    told: set[str] = set()
    for each in silenced:
        names = listed([_attribute(name, plan, of_account) for name in each.attributes], "and")
        where = f'{names}: "{each.rule}" ({each.score})'
        what = f"pays {signed(each.paid, 9)}, its row for missing values" if each.row else "could not be decided"
        if each.factor:
            where = f"{names}: the factor {each.rule} ({each.score})"
            what = f"is {number(each.paid, 4)}, its row for missing values"
        lines.append(f"{where} {what}")
        told |= set(each.attributes)
    rest = [_attribute(name, plan, of_account) for name in missing if name not in told]
    if rest:
        lines.append(f"{listed(rest, 'and')}: read by rules, no points hang on it here")
    return lines


def _attribute(name: str, plan: Plan, of_account: bool) -> str:
    """Those of a lead's account are told as such."""
    if of_account:
        return name.removeprefix(OF_ACCOUNT)
    if not name.startswith(OF_ACCOUNT) or plan.schema.account is None:
        return name
    return f"the {plan.schema.account.lead_attribute}'s {name.removeprefix(OF_ACCOUNT)}"


def next_lines(grades: Iterable[GradeStory]) -> list[str]:
    lines = []
    for grade in grades:
        if grade.next is None:
            lines.append(f"{grade.name}: {grade.label} is the best there is")
        else:
            label, gap = grade.next
            lines.append(f"{grade.name}: {number(gap, 3)} more of {grade.score} make {label}")
    return lines


def as_json(story: Explanation, plan: Plan) -> str:
    """Points and scores are decimal texts, exact; times are UTC; the shape is stable, `version` counts breaks."""
    result = story.result
    types = {attribute.name: attribute.type for attribute in plan.schema.attributes}
    return dumps(
        {
            "version": 1,
            "ruleset": plan.name,
            "ruleset_version": plan.version,
            "content_hash": plan.content_hash,
            "lead": result.lead,
            "as_of": moment_text(story.as_of),
            "attributes": {name: value_data(value, types[name]) for name, value in story.lead.values.items()},
            "events": len(story.lead.events),
            "problem": result.problem,
            "scores": {name: None if value is None else plain(value, 3) for name, value in result.scores},
            "grades": {**dict(result.grades), **dict(result.matrices)},
            "flags": dict(result.flags),
            "stage": result.stage,
            "reason": result.reason,
            "barred": dict(result.barred),
            "questions": dict(result.questions),
            "routes": dict(result.routes),
            "follow_up": result.follow_up,
            "due": None if result.due is None else moment_text(result.due),
            "listed": result.listed,
            "contributions": [reason_data(reason) for score in story.scores for reason in score.reasons],
            "missing": list(story.missing),
            "undecided": undecided_data(story.silenced),
            "criteria": [
                {"framework": c.framework, "criterion": c.name, "state": _STATES[c.met], "question": c.question or None}
                for c in story.criteria
            ],
            "shares": [{"share": s.name, "there": list(s.there), "lacking": list(s.lacking)} for s in story.shares],
            "next_grades": next_data(story.grades),
        }
    )


def undecided_data(silenced: Iterable[Silenced]) -> list[dict[str, Any]]:
    return [
        {"score": s.score, "rule": s.rule, "missing": list(s.attributes), "points": plain(s.paid, 9)}
        for s in silenced
        if not s.factor
    ]


def next_data(grades: Iterable[GradeStory]) -> list[dict[str, Any]]:
    return [
        {"grade": g.name, "now": g.label, "next": g.next[0], "points": plain(g.next[1], 3), "of": g.score}
        for g in grades
        if g.next is not None
    ]


def reason_data(reason: Reason) -> dict[str, Any]:
    row, found = reason.row, reason.counted
    decay = None if found is None else found.before_decay
    limit = None if found is None else found.before_limit
    return {
        "score": row.score,
        "kind": row.kind,
        "rule": row.rule,
        "points": plain(row.points, 9),
        "times": row.times,
        "latest_event": None if row.latest is None else moment_text(row.latest),
        "source": row.source,
        "events": None if found is None else found.events,
        "before_decay": None if decay is None else plain(decay, 9),
        "before_limit": None if limit is None else plain(limit, 9),
        "found": [value_data(each.value, each.type) for each in reason.found],
        "sentence": reason.sentence,
    }


def value_data(value: str | int | bool | None, kind: ValueType) -> str | list[str] | None:
    """A value as text, whole and without quotes; the entries of a set; None where it is missing."""
    if isinstance(value, str):
        return [entry for entry in value.split(SET_MARK) if entry] if kind.kind == "set" else value
    return None if value is None else known(value, kind).replace(",", "")


def plain(units: int, places: int) -> str:
    return number(units, places).replace(",", "")
