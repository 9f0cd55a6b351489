"""The effective ruleset as JSON, Markdown and plain text."""

from __future__ import annotations

import re
from typing import Any

from ..compiler.effective import Effective, GroupRow, RuleRow, ScoreRow, Setting
from ..compiler.wording import number
from ..dsl.display import padded, text_width, visible
from .render.json import dumps


def as_json(whole: Effective) -> str:
    """Numbers of points are texts with a sign, as in the rule file; limits are numbers."""
    ruleset = whole.ruleset
    return dumps(
        {
            "version": 1,
            "ruleset": ruleset.name,
            "ruleset_version": ruleset.version,
            "description": ruleset.description,
            "time_zone": ruleset.time_zone,
            "file": ruleset.file,
            "lead": [{"attribute": name, "type": words} for name, words in whole.attributes],
            "events": [{"event": name, "has": words} for name, words in whole.events],
            "lists": [{"list": name, "has": words} for name, words in whole.lists],
            "conditions": [{"name": name, "sentence": words} for name, words in whole.conditions],
            "not_scored": list(whole.not_scored),
            "scores": [_score(score) for score in whole.scores],
            "grades": [{"grade": name, "sentence": words} for name, words in whole.grades],
            "stages": list(whole.stages),
            "samples": whole.samples,
        }
    )


def _score(score: ScoreRow) -> dict[str, Any]:
    rules = [row for row in score.rows if isinstance(row, RuleRow)]
    groups = [row for row in score.rows if isinstance(row, GroupRow)]
    return {
        "score": score.name,
        "sentence": score.sentence,
        "low": number(score.low, 3).replace(",", ""),
        "high": number(score.high, 3).replace(",", ""),
        "decimals": score.decimals,
        "terms": list(score.terms),
        "groups": [{"group": g.label, "inside": list(g.groups), "limits": g.limits} for g in groups],
        "rules": [
            {
                "rule": rule.label,
                "groups": list(rule.groups),
                "form": rule.form,
                "points": rule.points,
                **{setting.name.replace(" ", "_"): setting.value for setting in rule.settings},
                "sentence": rule.sentence,
                "line": rule.line,
            }
            for rule in rules
        ],
    }


# ---- plain text ----------------------------------------------------------------------------------------------------


def heading(whole: Effective) -> str:
    ruleset = whole.ruleset
    return visible(f"{ruleset.name} {ruleset.version} · time zone {ruleset.time_zone} · {ruleset.file}")


def settings_text(settings: tuple[Setting, ...]) -> str:
    """`window: last 90 days · once per: day`; the condition stands in the sentence already."""
    return " · ".join(
        f"{setting.name}: {visible(setting.value)}" for setting in settings if setting.name != "condition"
    )


def sections(whole: Effective) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """The parts besides the scores: a title and pairs of name and words; empty ones are left out."""
    listed = [
        ("Lead", whole.attributes),
        ("Events", whole.events),
        ("Lists", whole.lists),
        ("Conditions", whole.conditions),
        ("Not scored", tuple(("", text) for text in whole.not_scored)),
    ]
    return [(title, pairs) for title, pairs in listed if pairs]


def outcomes(whole: Effective) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    stages = whole.ruleset.stages
    named = f"Stages {stages.name}: the first that is met" if stages is not None else ""
    listed = [("Grades", whole.grades), (named, tuple(("", text) for text in whole.stages))]
    return [(title, pairs) for title, pairs in listed if pairs]


def as_plain(whole: Effective) -> str:
    """A line per rule, nothing wrapped, so that `grep` and `diff` work on it."""
    lines = [heading(whole)]
    if whole.ruleset.description:
        lines.append(whole.ruleset.description)
    for title, pairs in sections(whole):
        lines += ["", title, *_pairs(pairs)]
    for score in whole.scores:
        lines += ["", f"Score {score.name}", f"  {score.sentence}", *_rule_lines(score)]
    for title, pairs in outcomes(whole):
        lines += ["", title, *_pairs(pairs)]
    return "".join(f"{visible(line)}\n" for line in lines)


def _pairs(pairs: tuple[tuple[str, str], ...]) -> list[str]:
    shown = [(visible(name), words) for name, words in pairs]
    width = max(text_width(name) for name, _ in shown)
    return [f"  {padded(name, width)}{'  ' if width else ''}{words}" for name, words in shown]


def _rule_lines(score: ScoreRow) -> list[str]:
    rules = [row for row in score.rows if isinstance(row, RuleRow)]
    labels = max((text_width(visible(r.label)) + 2 * len(r.groups) for r in rules), default=0)
    points = max((len(r.points) for r in rules), default=0)
    lines = []
    for row in score.rows:
        indent = "  " * (len(row.groups) + 1)
        if isinstance(row, GroupRow):
            lines.append(f'{indent}group "{row.label}": {row.limits}')
            continue
        label = padded(indent + visible(row.label), labels + 2)
        settings = settings_text(row.settings)
        lines.append(f"{label}  {row.points:>{points}}  {row.sentence}  [{settings}]")
    return lines


# ---- Markdown ------------------------------------------------------------------------------------------------------


def as_markdown(whole: Effective) -> str:
    """Headings and tables of GitHub's dialect; text from the rule file is escaped."""
    lines = [f"# {_plain(heading(whole))}", ""]
    if whole.ruleset.description:
        lines += [_plain(whole.ruleset.description), ""]
    for title, pairs in sections(whole):
        lines += [f"## {title}", "", *_bullets(pairs), ""]
    for score in whole.scores:
        lines += [f"## Score {_plain(score.name)}", "", _plain(score.sentence), ""]
        if score.rows:
            lines += ["| Rule | Points | What it does | Settings |", "| --- | ---: | --- | --- |"]
            lines += [_markdown_row(row) for row in score.rows]
            lines.append("")
    for title, pairs in outcomes(whole):
        lines += [f"## {_plain(title)}", "", *_bullets(pairs), ""]
    return "\n".join(lines).rstrip() + "\n"


def _bullets(pairs: tuple[tuple[str, str], ...]) -> list[str]:
    return [f"- **{_plain(name)}**: {_plain(words)}" if name else f"- {_plain(words)}" for name, words in pairs]


def _markdown_row(row: RuleRow | GroupRow) -> str:
    path = " › ".join(_plain(label) for label in (*row.groups, row.label))
    if isinstance(row, GroupRow):
        return f"| **{path}** |  | {_plain(row.limits)} |  |"
    return f"| {path} | {row.points} | {_plain(row.sentence)} | {_plain(settings_text(row.settings))} |"


_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", visible(text))
