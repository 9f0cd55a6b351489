"""A plain English sentence for each rule, score, total, grade and stage: what it does, missing values included."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from ..dsl import model
from .missing import Lets, attributes_read, when_missing
from .wording import (
    Words,
    article,
    condition_words,
    duration,
    events_words,
    last,
    listed,
    number,
    points_of,
    quoted,
    signed,
    type_of,
    value_words,
    window_words,
)


@dataclass(frozen=True, slots=True)
class Sentences:
    """Speaks about one ruleset."""

    words: Words
    lets: Lets

    @staticmethod
    def of(ruleset: model.Ruleset) -> Sentences:
        return Sentences(Words(ruleset.schema, ruleset.lists), dict(ruleset.lets))

    def rule(self, rule: model.Rule, *, missing: bool = True) -> str:
        """What the rule pays, for what, within which limits; with `missing` also what missing values do."""
        match rule:
            case model.WhenRule():
                parts = [self._when(rule)]
            case model.TableRule():
                parts = [self._table(rule)]
            case model.OccurrenceRule():
                parts = self._occurrences(rule)
        if missing:
            parts += self._without(rule)
        return " ".join(part for part in parts if part)

    def _without(self, rule: model.Rule) -> list[str]:
        """What missing values do."""
        said = []
        match rule:
            case model.WhenRule():
                said.append(self._missing_when(rule.condition))
            case model.TableRule() if isinstance(rule.value, model.DaysSinceLast) and self.words.schema.since:
                said.append(f"If {self.words.schema.since} is missing, silence changes nothing.")
            case model.OccurrenceRule() if rule.events.where is not None:
                needed = _event_values(rule.events.where)
                said += [f"An event without {listed(needed, 'or')} does not count."] if needed else []
        return [*said, self._missing_unless(rule)]

    def condition(self, condition: model.Condition) -> str:
        return condition_words(condition, self.words)

    def _unless(self, rule: model.Rule) -> str:
        return "" if rule.unless is None else f", unless {self.condition(rule.unless)}"

    def _when(self, rule: model.WhenRule) -> str:
        return f"{_pays(rule.points)} when {self.condition(rule.condition)}{self._unless(rule)}."

    def _missing_when(self, condition: model.Condition) -> str:
        read = attributes_read(condition, self.lets)
        outcomes = {name: when_missing(condition, name, self.lets) for name in read}
        never = [name for name in read if outcomes[name] == "not met"]
        depends = [
            name for name in read if outcomes[name] == "depends" and not _only_asked_for(condition, name, self.lets)
        ]
        said = []
        if never and not all(_only_asked_for(condition, name, self.lets) for name in never):
            said.append(f"If {listed(never, 'or')} is missing, it does nothing.")
        if depends:
            said.append(f"If {listed(depends, 'or')} is missing, the rest of the condition decides.")
        return " ".join(said)

    def _missing_unless(self, rule: model.Rule) -> str:
        if rule.unless is None:
            return ""
        read = [
            name
            for name in attributes_read(rule.unless, self.lets)
            if when_missing(rule.unless, name, self.lets) == "not met"
            and not _only_asked_for(rule.unless, name, self.lets)
        ]
        return f"A missing {listed(read, 'or')} does not hold it back." if read else ""

    # ---- tables ----------------------------------------------------------------------------------------------------

    def _table(self, rule: model.TableRule) -> str:
        value = value_words(rule.value, self.words)
        rows = [f"{_cut(cut, type_of(rule.value))}: {signed(cut.points, 3)}" for cut in rule.cuts]
        kind = type_of(rule.value)
        rows += [f"{_match(match, kind)}: {signed(match.points, 3)}" for match in rule.matches]
        quiet = isinstance(rule.value, model.DaysSinceLast)
        if rule.otherwise is not None:
            rows.append(f"anything else: {signed(rule.otherwise, 3)}")
        elif not quiet and not _covers(rule):
            rows.append("anything else: 0")
        if not isinstance(rule.value, model.CountOf | model.CountDifferent) and not quiet:
            rows.append(f"missing: {signed(rule.missing or 0, 3)}")
        if quiet and rule.missing is not None:
            rows.append(f"no such event at all: {signed(rule.missing, 3)}")
        text = f"Pays by {value}: {'; '.join(rows)}{self._unless(rule)}."
        return f"{text} {self._quiet(rule)}" if quiet else text

    def _quiet(self, rule: model.TableRule) -> str:
        since = self.words.schema.since
        if since is None:
            return ""
        text = f"A lead is never quiet for longer than it has existed ({since})"
        if rule.missing is None:
            text += "; without any such event its age counts"
        return f"{text}."

    # ---- occurrences -----------------------------------------------------------------------------------------------

    def _occurrences(self, rule: model.OccurrenceRule) -> list[str]:
        one = events_words(rule.events, self.words, many=False, window=False)
        when = window_words(rule.events.window)
        once = rule.latest == 1 and rule.once_per is None
        if once:
            head = f"{_pays(rule.points)} once if there is {article(one)} {when}{self._unless(rule)}."
        else:
            head = f"{_pays(rule.points)} for each {one} {when}{self._unless(rule)}."
        said = [head]
        if rule.once_per == "day":
            said.append("Of several on one day only the latest counts.")
        elif isinstance(rule.once_per, model.EventValue):
            name = rule.once_per.name
            said.append(
                f"Of several with the same {name} only the latest counts; those without {name} count as the same."
            )
        if rule.latest is not None and not once:
            said.append(
                "Only the latest of them counts." if rule.latest == 1 else f"Only the latest {rule.latest:,} count."
            )
        if rule.decay is not None:
            said.append(decay_words(rule.decay, once=once))
        if rule.max_points is not None:
            verb = "added" if rule.points >= 0 else "taken away"
            said.append(f"At most {points_of(rule.max_points)} are {verb} in all.")
        return said

    # ---- the rest --------------------------------------------------------------------------------------------------

    def exclusion(self, exclusion: model.Exclusion, out: tuple[str, str] | None) -> str:
        """`out`: the name of the stages and the stage of leads that are not scored."""
        stays = f", and {out[0]} is {out[1]}" if out else ""
        return (
            f"When {self.condition(exclusion.condition)}: scores and grades stay empty{stays}; "
            f"the reason is {quoted(exclusion.reason)}."
        )

    def stage(self, line: model.StageLine) -> str:
        if line.condition is None:
            return f"{line.stage} otherwise."
        return f"{line.stage} when {self.condition(line.condition)} (reason: {quoted(line.reason)})."


def _pays(points: int) -> str:
    if points == 0:
        return "Pays nothing (0 points)"
    return f"{'Adds' if points > 0 else 'Takes away'} {points_of(points)}"


def _cut(cut: model.Cut, kind: model.ValueType) -> str:
    low, below = cut.lowest, cut.below
    if low is None and below is None:
        return "any value"
    if low is None:
        return f"below {number(below or 0, kind.places)}"
    if below is None:
        return f"from {number(low, kind.places)}"
    if kind.kind == "integer":
        return number(low, 0) if below == low + 1 else f"{number(low, 0)} to {number(below - 1, 0)}"
    return f"from {number(low, kind.places)} to below {number(below, kind.places)}"


def _match(match: model.Match, kind: model.ValueType) -> str:
    shown = []
    for value in match.values:
        if isinstance(value, bool):
            shown.append("yes" if value else "no")
        else:
            shown.append(quoted(value) if isinstance(value, str) else number(value, kind.places))
    return listed(shown, "or")


def _covers(rule: model.TableRule) -> bool:
    """Whether every known value has a row."""
    kind = type_of(rule.value)
    if rule.matches:
        values = {value for match in rule.matches for value in match.values}
        return values >= set(kind.options) if kind.options else values == {True, False} and kind.kind == "boolean"
    cuts = rule.cuts
    joined = all(a.below == b.lowest for a, b in pairwise(cuts))
    return bool(cuts) and cuts[0].lowest is None and cuts[-1].below is None and joined


def _only_asked_for(condition: model.Condition, name: str, lets: Lets) -> bool:
    """Whether the condition reads the attribute only to ask whether it is known."""
    match condition:
        case model.IsMissing():
            return True
        case model.LetRef(let):
            return _only_asked_for(lets[let], name, lets)
        case model.Not(item):
            return _only_asked_for(item, name, lets)
        case model.And(items) | model.Or(items):
            return all(_only_asked_for(item, name, lets) for item in items)
        case _:
            return name not in attributes_read(condition, lets)


def _event_values(condition: model.Condition) -> list[str]:
    """The event attributes without which the condition cannot be met."""
    match condition:
        case model.And(items):
            return list(dict.fromkeys(name for item in items for name in _event_values(item)))
        case model.Compare(_, model.EventValue(name), _) | model.InSet(model.EventValue(name)):
            return [name]
        case model.InList(model.EventValue(name)) | model.TextTest(_, model.EventValue(name)):
            return [name]
        case model.IsTrue(model.EventValue(name)) | model.AgeBetween(model.EventValue(name)):
            return [name]
        case _:
            return []


def decay_words(decay: model.Decay, *, once: bool = False) -> str:
    whose = "The points" if once else "The points of each event"
    first = f" stay full for {duration(decay.full_for)}, then" if decay.full_for else ""
    return f"{whose}{first} {decay_form(decay)}."


def decay_form(decay: model.Decay) -> str:
    """`halve every 30 days`, without the time in full."""
    match decay.form:
        case model.Halve(unit, every):
            return f"halve every {last(duration(unit * every))}"
        case model.Keep(unit, every, share):
            return f"shrink to {number(share, 4)}% of what is left every {last(duration(unit * every))}"
        case model.LoseShare(unit, every, share):
            return f"lose {number(share, 4)}% of the original every {last(duration(unit * every))}, down to 0"
        case model.LosePoints(unit, every, points):
            return f"fall by {number(points, 3)} every {last(duration(unit * every))}, down to 0"
        case model.Fade(unit, over):
            return f"fade evenly to 0 over {duration(unit * over)}"
