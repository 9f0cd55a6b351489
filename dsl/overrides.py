"""Rules of a used file's score: `override in fit "A" …`, `switch off "B" in fit`, `add in fit "C" …`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from . import model, syntax
from .diagnostics import Related
from .findings import Findings, declared, did_you_mean, shown
from .late import dataclass, field
from .source import Span

RuleChange = syntax.OverrideRule | syntax.SwitchOff | syntax.AddRule
_GROUPS = (syntax.Group, syntax.PickGroup)
_DONE = {"override": "overridden", "switch off": "switched off", "add": "added"}


@dataclass(slots=True)
class Changed:
    """What one file has changed so far: `before` are the items of its bases, `history` what those have changed.

    `done`: the kind and place of each change, by score and label. `quiet`: a base is not known.
    """

    file: str
    before: tuple[syntax.Item, ...]
    history: tuple[model.Change, ...]
    quiet: bool
    done: dict[tuple[str, str], tuple[str, Span]] = field(default_factory=dict)


def change_rule(
    findings: Findings, items: list[syntax.Item], change: RuleChange, changed: Changed
) -> list[model.Change]:
    """Applies one change to the items in place; what was changed, nothing where it could not be and is reported."""
    index = _score(findings, items, change.score, changed)
    if index is None:
        return []
    score = items[index]
    assert isinstance(score, syntax.Score)
    rule: syntax.Entry | None
    match change:
        case syntax.AddRule(rule=added):
            items[index] = replace(score, entries=(*score.entries, added))
            return [_made("add", added, score, change.span, score.name.span)]
        case syntax.SwitchOff(label):
            kind, rule = "switch off", None
        case syntax.OverrideRule(rule=new):
            kind, label, rule = "override", new.label, new
    old = _target(findings, score, label, changed)
    if old is None or not _suits(findings, old, change, score):
        return []
    changed.done[score.name.text, label.value] = (kind, label.span)
    items[index] = replace(score, entries=_with(score.entries, label.value, rule))
    return [_made(kind, old, score, change.span, old.label.span)]


def _made(kind: str, entry: syntax.Entry, score: syntax.Score, span: Span, original: Span) -> model.Change:
    what = "group" if isinstance(entry, _GROUPS) else "rule"
    match kind:
        case "override":
            return model.Change("override", what, entry.label.value, score.name.text, span, original)
        case "add":
            return model.Change("add", what, entry.label.value, score.name.text, span, original)
        case _:
            return model.Change("switch off", what, entry.label.value, score.name.text, span, original)


# ---- finding what is meant -----------------------------------------------------------------------------------------


def _score(findings: Findings, items: list[syntax.Item], name: syntax.Name, changed: Changed) -> int | None:
    for index, item in enumerate(items):
        if not isinstance(item, syntax.Score) or item.name.text != name.text:
            continue
        if item.span.file == changed.file:
            findings.report(
                "SL0229",
                name.span,
                f"the score `{name.text}` stands in this file itself",
                "change it there",
                declared(item.name.span),
            )
            return None
        return index
    if not changed.quiet:
        other = [item for item in items if getattr(getattr(item, "name", None), "text", None) == name.text]
        scores = {item.name.text for item in items if isinstance(item, syntax.Score)}
        otherwise = "check the name" if changed.before else 'name the file that has it: `use base from "…"`'
        if other:
            otherwise = f"override it as a whole: `override … {name.text} …`"
        findings.report(
            "SL0229",
            name.span,
            f"`{name.text}` is no score with rules" if other else f"no used file has a score `{name.text}`",
            did_you_mean(name.text, scores, otherwise),
            *(declared(item.span) for item in other[:1]),
        )
    return None


def _target(findings: Findings, score: syntax.Score, label: syntax.Text, changed: Changed) -> syntax.Entry | None:
    """The rule or group of that label, as the used files leave it."""
    done = changed.done.get((score.name.text, label.value))
    if done is not None:
        findings.report(
            "SL0230",
            label.span,
            f"{shown(label.value)} is {_DONE[done[0]]} already",
            "keep one of them",
            declared(done[1], f"{_DONE[done[0]]} here"),
        )
        return None
    found = next((entry for entry in _entries(score.entries) if entry.label.value == label.value), None)
    if found is None:
        _missing(findings, score, label, changed)
        return None
    if found.span.file == changed.file:
        findings.report(
            "SL0229",
            label.span,
            f"{shown(label.value)} stands in this file itself",
            "change it there",
            declared(found.label.span),
        )
        return None
    return found


def _missing(findings: Findings, score: syntax.Score, label: syntax.Text, changed: Changed) -> None:
    name = score.name.text
    was = next((item for item in changed.before if isinstance(item, syntax.Score) and item.name.text == name), score)
    gone = next((entry for entry in _entries(was.entries) if entry.label.value == label.value), None)
    off = [c for c in changed.history if c.kind == "switch off" and (c.score, c.name) == (name, label.value)]
    related: tuple[Related, ...] = ()
    if gone is not None:
        text = f"the group around {shown(label.value)} is overridden or switched off as a whole"
        related, help = (declared(gone.label.span),), "leave one of the two changes out"
    elif off:
        text = f"{shown(label.value)} is switched off by a used file already"
        related, help = (declared(off[0].span, "switched off here"),), f'write `add in {name} "…" …` to have it again'
    else:
        text = f"the score `{name}` has no rule or group {shown(label.value)}"
        labels = {entry.label.value for entry in _entries(score.entries)}
        help = did_you_mean(label.value, labels, f"a new rule is written `add in {name} …`")
    findings.report("SL0229", label.span, text, help, *related)


def _suits(findings: Findings, old: syntax.Entry, change: RuleChange, score: syntax.Score) -> bool:
    """Whether the change and what it changes are of one kind."""
    is_group = isinstance(old, _GROUPS)
    match change:
        case syntax.SwitchOff(label, group) if group != is_group:
            text = f"{shown(label.value)} is a {'group' if is_group else 'rule, not a group'}"
            help = f'write `switch off {"group " if is_group else ""}"…" in {score.name.text}`'
            place = label.span
        case syntax.OverrideRule(rule=rule) if isinstance(rule, _GROUPS) and _in_pick(score.entries, old):
            text = f"{shown(old.label.value)} stands in a group of which one rule is picked, and no group can"
            help, place = "write a rule, or override the group around it", rule.label.span
        case _:
            return True
    findings.report("SL0229", place, text, help, declared(old.label.span))
    return False


# ---- entries -------------------------------------------------------------------------------------------------------


def _inside(entry: syntax.Entry) -> tuple[syntax.Entry, ...]:
    match entry:
        case syntax.Group(entries=entries):
            return entries
        case syntax.PickGroup(rules=rules):
            return rules
        case _:
            return ()


def _entries(entries: tuple[syntax.Entry, ...]) -> Iterator[syntax.Entry]:
    """All of them, those inside groups included."""
    for entry in entries:
        yield entry
        yield from _entries(_inside(entry))


def _in_pick(entries: tuple[syntax.Entry, ...], entry: syntax.Entry) -> bool:
    return any(isinstance(each, syntax.PickGroup) and entry in each.rules for each in _entries(entries))


def _with(entries: tuple[syntax.Entry, ...], label: str, new: syntax.Entry | None) -> tuple[syntax.Entry, ...]:
    """The entries with another one in the place of that label, or without it."""
    made: list[syntax.Entry] = []
    for entry in entries:
        if entry.label.value == label:
            made += [] if new is None else [new]
            continue
        match entry:
            case syntax.Group(entries=inner):
                made.append(replace(entry, entries=_with(inner, label, new)))
            case syntax.PickGroup(rules=rules):
                kept = _with(rules, label, new)
                made.append(replace(entry, rules=tuple(e for e in kept if not isinstance(e, _GROUPS))))
            case _:
                made.append(entry)
    return tuple(made)
