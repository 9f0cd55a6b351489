"""Every rule of a score as a row with all defaults filled in, and a sentence that says what it does."""

from __future__ import annotations

from ..dsl import model
from ..dsl.late import dataclass
from .occurrence_words import decay_form, is_once, part_words
from .origins import Origins
from .sentences import Sentences, starts_at
from .table_words import never_missing
from .wording import duration, moment_words, number, points_of, signed

NONE = "none"


@dataclass(frozen=True, slots=True)
class Setting:
    """`written` says whether the rule file names the value; the others are defaults."""

    name: str
    value: str
    written: bool


@dataclass(frozen=True, slots=True)
class RuleRow:
    """`points` is `+30`, or `-20 to +10` for a table; `groups` are the labels of the groups around it, outer first.

    `file` and `line` say where it stands; `origin` is empty for a rule that the ruleset's own file has of its own.
    """

    score: str
    label: str
    groups: tuple[str, ...]
    form: str  # when, by, for each, once for, as points, starts at
    points: str
    settings: tuple[Setting, ...]
    sentence: str
    line: int
    file: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class GroupRow:
    label: str
    groups: tuple[str, ...]
    limits: str
    line: int
    file: str = ""
    origin: str = ""


Row = RuleRow | GroupRow


def rows(
    score: str, entries: tuple[model.Entry, ...], groups: tuple[str, ...], say: Sentences, origins: Origins
) -> list[Row]:
    """In the order written; a group stands before what is in it."""
    made: list[Row] = []
    for entry in entries:
        span, origin = entry.span, origins.rule(entry.span)
        if isinstance(entry, model.Group):
            made.append(GroupRow(entry.label, groups, _limits(entry), span.line, span.file, origin))
            made += rows(score, entry.entries, (*groups, entry.label), say, origins)
        else:
            form, points, settings = _filled(entry, say)
            sentence = say.rule(entry)
            made.append(
                RuleRow(score, entry.label, groups, form, points, settings, sentence, span.line, span.file, origin)
            )
    return made


_PICKS = {
    "first": "only the first that is met counts",
    "best": "only the one that pays most counts",
    "lowest": "only the one that pays least counts",
}


def _limits(group: model.Group) -> str:
    said = [] if group.pick is None else [_PICKS[group.pick]]
    if group.low is not None or group.high is not None:
        low = "no lower limit" if group.low is None else number(group.low, 3)
        high = "no upper limit" if group.high is None else number(group.high, 3)
        said.append(f"together {low} to {high}")
    if group.formerly is not None:
        said.append(f'formerly "{group.formerly}"')
    return ", ".join(said) or "no limit of its own"


def _filled(rule: model.Rule, say: Sentences) -> tuple[str, str, tuple[Setting, ...]]:
    unless = Setting("unless", NONE if rule.unless is None else say.condition(rule.unless), rule.unless is not None)
    last = [unless] + ([] if rule.formerly is None else [Setting("formerly", rule.formerly, True)])
    match rule:
        case model.WhenRule() if starts_at(rule):
            return "starts at", signed(rule.points, 3), ()
        case model.WhenRule():
            return "when", signed(rule.points, 3), (Setting("condition", say.condition(rule.condition), True), *last)
        case model.TableRule():
            return "by", _range(rule), (*_fallbacks(rule), *last)
        case model.AmountRule():
            limits = Setting("limited to", f"{number(rule.low, 3)} to {number(rule.high, 3)}", True)
            if rule.times:
                return "for each", signed(rule.multiplier, 9), (limits, *last)
            return "as points", f"{signed(rule.low, 3)} to {signed(rule.high, 3)}", (limits, *last)
        case model.OccurrenceRule():
            form = "once for" if is_once(rule) else "for each"
            points = signed(rule.points, 3)
            if rule.amount is not None:
                points = f"{'-' if rule.points < 0 else '+'}{rule.amount.name}"
            return form, points, (*_counting(rule, say), *last)


def _fallbacks(rule: model.TableRule) -> tuple[Setting, ...]:
    missing = Setting("missing", signed(rule.missing or 0, 3), rule.missing is not None)
    otherwise = Setting("otherwise", signed(rule.otherwise or 0, 3), rule.otherwise is not None)
    if isinstance(rule.value, model.DaysSinceLast):
        # a lead without such an event is as quiet as it is old, unless a row says otherwise
        return (missing if rule.missing is not None else Setting("missing", "the lead's age counts", False),)
    return (otherwise,) if never_missing(rule.value) else (missing, otherwise)


def _range(rule: model.TableRule) -> str:
    paid = [cut.points for cut in rule.cuts] + [match.points for match in rule.matches]
    paid += [rule.missing or 0, rule.otherwise or 0]
    low, high = min(paid), max(paid)
    return signed(low, 3) if low == high else f"{signed(low, 3)} to {signed(high, 3)}"


def _counting(rule: model.OccurrenceRule, say: Sentences) -> tuple[Setting, ...]:
    window = rule.events.window
    once = "every event counts" if rule.once_per is None else part_words(rule.once_per)
    latest, most = "all", NONE
    if rule.latest is not None:
        latest = (
            f"{rule.latest:,} only" if rule.latest_per is None else f"{rule.latest:,} per {part_words(rule.latest_per)}"
        )
    if rule.max_points is not None:
        most = points_of(rule.max_points) + ("" if rule.max_per is None else f" per {part_words(rule.max_per)}")
    since = rule.events.since
    return (
        Setting("window", "ever" if window is None else f"last {duration(window)}", True),
        *([] if since is None else [Setting("counts since", moment_words(since, say.words), True)]),
        Setting("once per", once, rule.once_per is not None),
        Setting("latest", latest, rule.latest is not None),
        Setting("decay", NONE if rule.decay is None else _decay(rule.decay), rule.decay is not None),
        Setting("max", most, rule.max_points is not None),
    )


def _decay(decay: model.Decay) -> str:
    full = f"full for {duration(decay.full_for)}, then " if decay.full_for else ""
    return f"{full}{decay_form(decay)}"
