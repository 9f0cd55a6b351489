"""A plain English sentence for each rule: what it pays, for what, within which limits, and what missing values do."""

from __future__ import annotations

from dataclasses import replace

from ..dsl import model
from ..dsl.late import dataclass
from .missing import OF_ACCOUNT, Lets, attributes_read, surely_missing, when_missing
from .occurrence_words import needed_of_events, occurrence_sentences
from .plan import Plan
from .table_words import covers, never_missing, rows_words
from .wording import (
    Words,
    age_words,
    condition_words,
    duration,
    leads_words,
    listed,
    number,
    points_of,
    signed,
    type_of,
    value_words,
)

_STARTS_AT = "starts at"  # the label of what a score starts with


@dataclass(frozen=True, slots=True)
class Sentences:
    """Speaks about one ruleset."""

    words: Words
    lets: Lets

    @staticmethod
    def of(ruleset: model.Ruleset | Plan) -> Sentences:
        criteria = frozenset(name for name, condition in ruleset.lets if isinstance(condition, model.Decide))
        return Sentences(Words(ruleset.schema, ruleset.lists, criteria), dict(ruleset.lets))

    def of_accounts(self) -> Sentences:
        """The same, about an account's own rules."""
        return replace(self, words=replace(self.words, of_account=True))

    def rule(self, rule: model.Rule, *, missing: bool = True) -> str:
        """What the rule pays, for what, within which limits; with `missing` also what missing values do."""
        match rule:
            case model.WhenRule() if starts_at(rule):
                return f"Starts at {_points(number(rule.points, 3))}."
            case model.WhenRule():
                parts = [f"{_pays(rule.points, 3)} when {self.condition(rule.condition)}{self._unless(rule)}."]
            case model.TableRule():
                parts = [self._table(rule)]
            case model.AmountRule():
                parts = self._amount(rule)
            case model.OccurrenceRule():
                parts = occurrence_sentences(rule, _pays(rule.points, 3), self._unless(rule), self.words)
        if missing:
            parts += self._without(rule)
        return " ".join(part for part in parts if part)

    def condition(self, condition: model.Condition) -> str:
        return condition_words(condition, self.words)

    def value(self, value: model.Value) -> str:
        return value_words(value, self.words)

    def _unless(self, rule: model.Rule) -> str:
        return "" if rule.unless is None else f", unless {self.condition(rule.unless)}"

    # ---- missing values --------------------------------------------------------------------------------------------

    def _without(self, rule: model.Rule) -> list[str]:
        said = []
        match rule:
            case model.WhenRule():
                said.append(self._missing_when(rule.condition))
            case model.TableRule() if isinstance(rule.value, model.DaysSinceLast) and self.words.schema.since:
                said.append(f"If {self.words.schema.since} is missing, silence changes nothing.")
            case model.AmountRule(value=value):
                needed = [name for name in attributes_read(value, self.lets) if surely_missing(value, name)]
                said += [f"If {self._names(needed)} is missing, it does nothing."] if needed else []
            case model.OccurrenceRule():
                said.append(needed_of_events(rule))
            case _:
                pass
        return [*said, self._missing_unless(rule)]

    def _names(self, names: list[str]) -> str:
        """`employees or the company's industry`."""
        company = "" if self.words.of_account else f"the {self.words.company}'s "
        shown = [company + name.removeprefix(OF_ACCOUNT) if name.startswith(OF_ACCOUNT) else name for name in names]
        return listed(shown, "or")

    def _missing_when(self, condition: model.Condition) -> str:
        read = attributes_read(condition, self.lets)
        outcomes = {name: when_missing(condition, name, self.lets) for name in read}
        asked = {name for name in read if _only_asked_for(condition, name, self.lets)}
        never = [name for name in read if outcomes[name] == "not met"]
        depends = [name for name in read if outcomes[name] == "depends" and name not in asked]
        said = []
        if never and not asked.issuperset(never):
            said.append(f"If {self._names(never)} is missing, it does nothing.")
        if depends:
            said.append(f"If {self._names(depends)} is missing, the rest of the condition decides.")
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
        return f"A missing {self._names(read)} does not hold it back." if read else ""

    # ---- tables ----------------------------------------------------------------------------------------------------

    def _table(self, rule: model.TableRule) -> str:
        rows = rows_words(rule.value, rule.cuts, rule.matches, lambda points: signed(points, 3))
        quiet = isinstance(rule.value, model.DaysSinceLast)
        if rule.otherwise is not None:
            rows.append(f"anything else: {signed(rule.otherwise, 3)}")
        elif not quiet and not covers(rule.value, rule.cuts, rule.matches):
            rows.append("anything else: 0")
        if not quiet and not never_missing(rule.value):
            rows.append(f"missing: {signed(rule.missing or 0, 3)}")
        if quiet and rule.missing is not None:
            rows.append(f"no such event at all: {signed(rule.missing, 3)}")
        text = f"Pays by {self.value(rule.value)}: {'; '.join(rows)}{self._unless(rule)}."
        return f"{text} {self._quiet(rule)}" if quiet else text

    def _quiet(self, rule: model.TableRule) -> str:
        since = self.words.schema.since
        if since is None:
            return ""
        text = f"A lead is never quiet for longer than it has existed ({since})"
        if rule.missing is None:
            text += "; without any such event its age counts"
        return f"{text}."

    # ---- amounts ---------------------------------------------------------------------------------------------------

    def _amount(self, rule: model.AmountRule) -> list[str]:
        if not rule.times:
            return [self._data(rule)]
        value, most = rule.value, None
        match value:
            case model.Least((inner, model.Constant(limit))):
                value, most = inner, int(limit)
        head = f"{_pays(rule.multiplier, 9)} for each {self._times(value)}{self._unless(rule)}."
        if most is not None:
            return [head, f"At most {most:,} {'count' if isinstance(value, model.OfLeads) else 'times'}."]
        verb = "taken away" if rule.multiplier < 0 else "added"
        return [head, f"At most {points_of(rule.low if rule.multiplier < 0 else rule.high)} are {verb} in all."]

    def _times(self, value: model.Value) -> str:
        """What is counted: `full 10,000 of budget`, `full 30 days since created`, `other lead of the same company`."""
        match value:
            case model.FullUnits(inner, step):
                age = age_words(inner, self.words)
                if age is not None:
                    return f"full {duration(step * age[0])} since {age[1]}"
                return f"full {number(step, type_of(inner).places)} of {self.value(inner)}"
            case model.OfLeads("count", None, who):
                return leads_words(who, self.words, many=False)
            case _:
                return f"1 of {self.value(value)}"

    def _data(self, rule: model.AmountRule) -> str:
        """Points that are a value."""
        factor = abs(rule.multiplier) * 10 ** type_of(rule.value).places
        times = "" if factor == 10**9 else f"{number(factor, 9)} × "
        value = f"{times}{self.value(rule.value)}"
        head = f"Adds {value} as points" if rule.multiplier >= 0 else f"Takes {value} away as points"
        return f"{head}, kept between {number(rule.low, 3)} and {number(rule.high, 3)}{self._unless(rule)}."


def starts_at(rule: model.Rule) -> bool:
    """Whether it is no rule of its own, but what the score starts with."""
    return isinstance(rule, model.WhenRule) and rule.label == _STARTS_AT and rule.condition == model.And(())


def _pays(points: int, places: int) -> str:
    """`Adds 30 points`, of units of 10^-places points."""
    if points == 0:
        return "Pays nothing (0 points)"
    return f"{'Adds' if points > 0 else 'Takes away'} {_points(number(abs(points), places))}"


def _points(text: str) -> str:
    return f"{text} point" if text in ("1", "-1") else f"{text} points"


def _only_asked_for(condition: model.Condition, name: str, lets: Lets) -> bool:
    """Whether the condition reads the attribute only to ask whether it is known."""
    match condition:
        case model.IsMissing():
            return True
        case model.LetRef(let):
            return _only_asked_for(lets[let], name, lets)
        case model.Not(item) | model.IsUnknown(item):
            return _only_asked_for(item, name, lets)
        case model.And(items) | model.Or(items) | model.AtLeast(_, items):
            return all(_only_asked_for(item, name, lets) for item in items)
        case model.Decide(lines):
            return all(_only_asked_for(line, name, lets) for line, _ in lines)
        case _:
            return name not in attributes_read(condition, lets)
