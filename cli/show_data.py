"""The effective ruleset as JSON, Markdown and plain text."""

from __future__ import annotations

import re
from typing import Any

from ..compiler.effective import Effective, GroupRow, OutcomeRows, RuleRow, ScoreRow
from ..compiler.outcome_words import Pairs
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
            "parameters": [
                {"parameter": each.name, "value": each.value, "default": each.default, "set": each.set_at is not None}
                for each in ruleset.parameters
            ],
            "changes": [{"of": what, "sentence": words} for what, words in whole.changes],
            "lead": [{"attribute": name, "type": words} for name, words in whole.attributes],
            "account": [{"attribute": name, "type": words} for name, words in whole.account],
            "events": [{"event": name, "has": words} for name, words in whole.events],
            "left_out": list(whole.left_out),
            "lists": [{"list": name, "has": words} for name, words in whole.lists],
            "conditions": [{"name": name, "sentence": words} for name, words in whole.conditions],
            "not_scored": list(whole.not_scored),
            "factors": [{"factor": name, "sentence": words} for name, words in whole.factors],
            "scores": [_score(score) for score in whole.scores],
            **_outcomes(whole.outcomes),
            "accounts": _outcomes(whole.account_outcomes),
            "attribution": whole.attribution or None,
            "samples": whole.samples,
        }
    )


def _outcomes(rows: OutcomeRows) -> dict[str, Any]:
    return {
        "grades": [{"grade": name, "sentence": words} for name, words in rows.grades],
        "flags": [{"flag": name, "sentence": words} for name, words in rows.flags],
        "stages": list(rows.stages),
        "questions": [{"questions": name, "sentence": words} for name, words in rows.questions],
        "business_hours": rows.business_hours or None,
        "follow_up": list(rows.follow_up),
        "routes": [{"route": name, "lines": list(lines)} for name, lines in rows.routes],
        "worklist": rows.worklist or None,
        "checks": [{"check": name, "sentence": words} for name, words in rows.checks],
    }


def _score(score: ScoreRow) -> dict[str, Any]:
    rules = [row for row in score.rows if isinstance(row, RuleRow)]
    groups = [row for row in score.rows if isinstance(row, GroupRow)]
    return {
        "score": score.name,
        "of": "account" if score.account else "lead",
        "sentence": score.sentence,
        "low": number(score.low, 3).replace(",", ""),
        "high": number(score.high, 3).replace(",", ""),
        "decimals": score.decimals,
        "factor": score.factor,
        "terms": list(score.terms),
        "origin": score.origin,
        "groups": [
            {"group": g.label, "inside": list(g.groups), "limits": g.limits, "origin": g.origin} for g in groups
        ],
        "rules": [
            {
                "rule": rule.label,
                "groups": list(rule.groups),
                "form": rule.form,
                "points": rule.points,
                **{setting.name.replace(" ", "_"): setting.value for setting in rule.settings},
                "sentence": rule.sentence,
                "file": rule.file,
                "line": rule.line,
                "origin": rule.origin,
            }
            for rule in rules
        ],
    }


# ---- plain text ----------------------------------------------------------------------------------------------------


def heading(whole: Effective) -> str:
    ruleset = whole.ruleset
    return visible(f"{ruleset.name} {ruleset.version} · time zone {ruleset.time_zone} · {ruleset.file}")


def score_heading(score: ScoreRow) -> str:
    return visible(f"{'Account score' if score.account else 'Score'} {score.name}")


def about_row(row: RuleRow) -> str:
    """`window: last 90 days · once per: day · from base.score:12`; the condition stands in the sentence already."""
    said = [f"{setting.name}: {visible(setting.value)}" for setting in row.settings if setting.name != "condition"]
    return " · ".join(said + ([visible(row.origin)] if row.origin else []))


def about_group(row: GroupRow) -> str:
    return row.limits + (f" · {visible(row.origin)}" if row.origin else "")


Sections = list[tuple[str, Pairs]]


def sections(whole: Effective) -> Sections:
    """The parts before the scores: a title and pairs of name and words; empty ones are left out."""
    listed = [
        ("Parameters", whole.parameters),
        ("Changes to used files", whole.changes),
        ("Lead", whole.attributes),
        ("Account", whole.account),
        ("Events", whole.events),
        ("Left out before any rule counts them", _unnamed(whole.left_out)),
        ("Lists", whole.lists),
        ("Conditions", whole.conditions),
        ("Not scored", _unnamed(whole.not_scored)),
        ("Factors", whole.factors),
    ]
    return [(title, pairs) for title, pairs in listed if pairs]


def outcomes(whole: Effective) -> Sections:
    """The parts after the scores."""
    of_leads, of_accounts = whole.outcomes, whole.account_outcomes
    listed = [
        ("Grades", of_leads.grades),
        ("Flags", of_leads.flags),
        *_stages("Stages", of_leads),
        ("Questions", of_leads.questions),
        ("Business hours", _unnamed((of_leads.business_hours,) if of_leads.business_hours else ())),
        ("Follow up: the first that is met", _unnamed(of_leads.follow_up)),
        *((f"Route {name}: the first that is met", _unnamed(lines)) for name, lines in of_leads.routes),
        ("Worklist", _unnamed((of_leads.worklist,) if of_leads.worklist else ())),
        ("Account grades", of_accounts.grades),
        *_stages("Account stages", of_accounts),
        ("Contributions are told apart by", _unnamed((whole.attribution,) if whole.attribution else ())),
        ("Checks", of_leads.checks),
    ]
    return [(title, pairs) for title, pairs in listed if pairs]


def _unnamed(texts: tuple[str, ...]) -> Pairs:
    return tuple(("", text) for text in texts)


def _stages(title: str, rows: OutcomeRows) -> Sections:
    return [(f"{title} {rows.stages_name}: the first that is met", _unnamed(rows.stages))]


def as_plain(whole: Effective) -> str:
    """A line per rule, nothing wrapped, so that `grep` and `diff` work on it."""
    lines = [heading(whole)]
    if whole.ruleset.description:
        lines.append(whole.ruleset.description)
    for title, pairs in sections(whole):
        lines += ["", title, *_pairs(pairs)]
    for score in whole.scores:
        sentence = score.sentence + (f" [{score.origin}]" if score.origin else "")
        lines += ["", score_heading(score), f"  {sentence}", *_rule_lines(score)]
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
            lines.append(f'{indent}group "{row.label}": {about_group(row)}')
            continue
        label = padded(indent + visible(row.label), labels + 2)
        about = about_row(row)
        tail = f"  [{about}]" if about else ""
        lines.append(f"{label}  {row.points:>{points}}  {row.sentence}{tail}")
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
        sentence = score.sentence + (f" ({score.origin})" if score.origin else "")
        lines += [f"## {_plain(score_heading(score))}", "", _plain(sentence), ""]
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
        return f"| **{path}** |  | {_plain(about_group(row))} |  |"
    return f"| {path} | {row.points} | {_plain(row.sentence)} | {_plain(about_row(row))} |"


_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", visible(text))
