"""The effective ruleset: every rule as a row with all defaults filled in, and a sentence that says what it does."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..dsl import model
from .sentences import Sentences, decay_form
from .wording import counted, duration, number, points_of, quoted, shortened, signed

NONE = "none"


@dataclass(frozen=True, slots=True)
class Setting:
    """`written` says whether the rule file names the value; the others are defaults."""

    name: str
    value: str
    written: bool


@dataclass(frozen=True, slots=True)
class RuleRow:
    """`points` is `+30`, or `-20 to +10` for a table; `groups` are the labels of the groups around it, outer first."""

    score: str
    label: str
    groups: tuple[str, ...]
    form: str  # when, by, for each, once for
    points: str
    settings: tuple[Setting, ...]
    sentence: str
    line: int


@dataclass(frozen=True, slots=True)
class GroupRow:
    label: str
    groups: tuple[str, ...]
    limits: str
    line: int


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A score with its rows in the order written, or a total with its terms (`40% of fit`)."""

    name: str
    low: int
    high: int
    decimals: int
    rows: tuple[RuleRow | GroupRow, ...] = ()
    terms: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        said = f"kept between {number(self.low, 3)} and {number(self.high, 3)}, rounded to "
        said += "whole points" if self.decimals == 0 else counted(self.decimals, "decimal")
        head = f"{' '.join(self.terms)}, " if self.terms else "The sum of its rules, "
        return f"{head}{said}."


@dataclass(frozen=True, slots=True)
class Effective:
    """A ruleset as `scoreline show` prints it; texts are plain English."""

    ruleset: model.Ruleset
    attributes: tuple[tuple[str, str], ...]
    events: tuple[tuple[str, str], ...]
    lists: tuple[tuple[str, str], ...]
    conditions: tuple[tuple[str, str], ...]
    not_scored: tuple[str, ...]
    scores: tuple[ScoreRow, ...]
    grades: tuple[tuple[str, str], ...]
    stages: tuple[str, ...]
    samples: int = field(default=0)


def effective(ruleset: model.Ruleset) -> Effective:
    say = Sentences.of(ruleset)
    schema = ruleset.schema
    stages = ruleset.stages
    out = (stages.name, stages.out) if stages is not None and stages.out is not None else None
    return Effective(
        ruleset=ruleset,
        attributes=tuple((a.name, _attribute(a, schema)) for a in schema.attributes),
        events=tuple((kind.name, _event(kind)) for kind in schema.events),
        lists=tuple((each.name, _entries(each)) for each in ruleset.lists),
        conditions=tuple((name, f"{say.condition(condition)}.") for name, condition in ruleset.lets),
        not_scored=tuple(say.exclusion(exclusion, out) for exclusion in ruleset.exclusions),
        scores=tuple(_score(score, say) for score in ruleset.scores),
        grades=tuple((grade.name, _grade(grade)) for grade in ruleset.grades),
        stages=tuple(say.stage(line) for line in stages.lines) if stages is not None else (),
        samples=len(ruleset.samples),
    )


# ---- what the data has ---------------------------------------------------------------------------------------------

_KINDS = {
    "text": "text",
    "integer": "whole number",
    "boolean": "yes or no",
    "date": "date",
    "timestamp": "date and time",
}


def type_words(kind: model.ValueType) -> str:
    if kind.options:
        return f"one of {', '.join(quoted(option) for option in kind.options)}"
    if kind.kind == "decimal":
        return f"number with {counted(kind.places, 'decimal')}"
    return _KINDS[kind.kind]


def _attribute(attribute: model.Attribute, schema: model.Schema) -> str:
    words = type_words(attribute.type)
    if attribute.name == schema.key:
        words += ", the key"
    if attribute.name == schema.since:
        words += ", since when the lead exists"
    return words


def _event(kind: model.EventKind) -> str:
    whose = "by the lead" if kind.by_the_lead else "not by the lead"
    attributes = ", ".join(f"{a.name} ({type_words(a.type)})" for a in kind.attributes)
    return f"{whose}; {attributes or 'no attributes'}"


def _entries(entries: model.TextList) -> str:
    count = len(entries.entries)
    shown = ", ".join(quoted(shortened(entry)) for entry in entries.entries[:5]) + (", …" if count > 5 else "")
    return f"{count:,} {'entry' if count == 1 else 'entries'}: {shown}"


# ---- scores --------------------------------------------------------------------------------------------------------


def _score(score: model.Score | model.Total, say: Sentences) -> ScoreRow:
    match score:
        case model.Score(name, entries, low, high, decimals):
            return ScoreRow(name, low, high, decimals, rows=tuple(_rows(name, entries, (), say)))
        case model.Total(name, terms, low, high, decimals):
            return ScoreRow(name, low, high, decimals, terms=tuple(_terms(terms)))


def _terms(terms: tuple[model.TotalTerm, ...]) -> list[str]:
    said = []
    for index, term in enumerate(terms):
        sign = "- " if term.weight < 0 else "+ " if index else ""
        weight = "" if abs(term.weight) == 10_000 else f"{number(abs(term.weight), 2)}% of "
        said.append(f"{sign}{weight}{term.score}")
    return said


def _rows(
    score: str, entries: tuple[model.Entry, ...], groups: tuple[str, ...], say: Sentences
) -> list[RuleRow | GroupRow]:
    rows: list[RuleRow | GroupRow] = []
    for entry in entries:
        if isinstance(entry, model.Group):
            rows.append(GroupRow(entry.label, groups, _limits(entry), entry.span.line))
            rows += _rows(score, entry.entries, (*groups, entry.label), say)
        else:
            form, points, settings = _filled(entry, say)
            sentence = say.rule(entry)
            rows.append(RuleRow(score, entry.label, groups, form, points, settings, sentence, entry.span.line))
    return rows


def _limits(group: model.Group) -> str:
    match group.low, group.high:
        case None, None:
            return "no limit of its own"
        case low, high:
            return f"together {number(low or 0, 3)} to {number(high or 0, 3)}"


def _filled(rule: model.Rule, say: Sentences) -> tuple[str, str, tuple[Setting, ...]]:
    unless = Setting("unless", NONE if rule.unless is None else say.condition(rule.unless), rule.unless is not None)
    match rule:
        case model.WhenRule():
            condition = Setting("condition", say.condition(rule.condition), True)
            return "when", signed(rule.points, 3), (condition, unless)
        case model.TableRule():
            return "by", _range(rule), (*_fallbacks(rule), unless)
        case model.OccurrenceRule():
            form = "once for" if rule.latest == 1 and rule.once_per is None else "for each"
            return form, signed(rule.points, 3), (*_counting(rule), unless)


def _fallbacks(rule: model.TableRule) -> tuple[Setting, ...]:
    missing = Setting("missing", signed(rule.missing or 0, 3), rule.missing is not None)
    otherwise = Setting("otherwise", signed(rule.otherwise or 0, 3), rule.otherwise is not None)
    match rule.value:
        case model.DaysSinceLast():
            # a lead without such an event is as quiet as it is old, unless a row says otherwise
            return (missing if rule.missing is not None else Setting("missing", "the lead's age counts", False),)
        case model.CountOf() | model.CountDifferent():
            return (otherwise,)
        case _:
            return missing, otherwise


def _range(rule: model.TableRule) -> str:
    paid = [cut.points for cut in rule.cuts] + [match.points for match in rule.matches]
    paid += [rule.missing or 0, rule.otherwise or 0]
    low, high = min(paid), max(paid)
    return signed(low, 3) if low == high else f"{signed(low, 3)} to {signed(high, 3)}"


def _counting(rule: model.OccurrenceRule) -> tuple[Setting, ...]:
    window = rule.events.window
    match rule.once_per:
        case None:
            once = Setting("once per", "every event counts", False)
        case model.EventValue(name):
            once = Setting("once per", name, True)
        case day:
            once = Setting("once per", day, True)
    most = NONE if rule.max_points is None else points_of(rule.max_points)
    return (
        Setting("window", "ever" if window is None else f"last {duration(window)}", True),
        once,
        Setting("latest", "all" if rule.latest is None else f"{rule.latest:,} only", rule.latest is not None),
        Setting("decay", NONE if rule.decay is None else _decay(rule.decay), rule.decay is not None),
        Setting("max", most, rule.max_points is not None),
    )


def _decay(decay: model.Decay) -> str:
    full = f"full for {duration(decay.full_for)}, then " if decay.full_for else ""
    return f"{full}{decay_form(decay)}"


# ---- outcomes ------------------------------------------------------------------------------------------------------


def _grade(grade: model.Grade) -> str:
    bands = [
        f"{band.label} from {number(band.lowest, 3)}" if band.lowest is not None else f"{band.label} below"
        for band in grade.bands
    ]
    return f"by {grade.score}: {', '.join(bands)}."
