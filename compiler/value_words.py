"""Values, events and other leads in plain English: `the number of page_view events in the last 30 days`."""

from __future__ import annotations

from dataclasses import replace

from ..dsl import model
from ..dsl.late import dataclass
from . import condition_words as conditions
from .phrases import article, counted, duration, known, last, listed, number, unit_words


@dataclass(frozen=True, slots=True)
class Words:
    """What wording needs of a ruleset: its schema, the sizes of its lists, which named conditions are criteria.

    `of_account`: it is the account that is spoken of, so its attributes need no owner.
    """

    schema: model.Schema
    lists: tuple[model.TextList, ...] = ()
    criteria: frozenset[str] = frozenset()
    of_account: bool = False

    @property
    def company(self) -> str:
        """What a lead's account is called: the lead's attribute that names it."""
        account = self.schema.account
        return "account" if account is None else account.lead_attribute

    def about_lead(self) -> Words:
        return replace(self, of_account=False) if self.of_account else self


# ---- types ---------------------------------------------------------------------------------------------------------


def type_of(value: model.Value) -> model.ValueType:
    match value:
        case (
            model.LeadValue(type=kind)
            | model.EventValue(type=kind)
            | model.Constant(type=kind)
            | model.AccountValue(type=kind)
            | model.Linear(type=kind)
            | model.EventSum(type=kind)
            | model.EventExtreme(type=kind)
            | model.EventPick(type=kind)
        ):
            return kind
        case model.DomainOf() | model.GradeOf() | model.StageOf():
            return model.ValueType("text")
        case model.LocalDay() | model.Today() | model.MonthsAgo():
            return model.ValueType("date")
        case model.SecondsAgo() | model.FirstMoment() | model.LastMoment():
            return model.ValueType("timestamp")
        case model.ScoreOf():
            return model.ValueType("decimal", 3)
        case model.Greatest(items) | model.Least(items) | model.LeastKnown(items):
            return type_of(items[0])
        case model.Else(inner):
            return type_of(inner)
        case model.OfLeads(op="sum" | "highest" | "lowest", value=inner) if inner is not None:
            return type_of(inner)
        case _:
            return model.ValueType("integer")


# ---- values --------------------------------------------------------------------------------------------------------


def value_words(value: model.Value, words: Words) -> str:
    """A value as a noun: `employees`, `the number of page_view events in the last 30 days`."""
    match value:
        case model.LeadValue(name) | model.EventValue(name):
            return name
        case model.ScoreOf(name) | model.GradeOf(name) | model.StageOf(name):
            return name
        case model.AccountValue(name):
            return name if words.of_account else f"the {words.company}'s {name}"
        case model.Constant(constant, kind):
            return known(constant, kind)
        case model.DomainOf(inner):
            return f"the domain of {value_words(inner, words)}"
        case model.LocalDay(inner):
            return f"the day of {value_words(inner, words)}"
        case model.Today(minus_days):
            return "today" if minus_days == 0 else f"the day {counted(minus_days, 'day')} ago"
        case model.MonthsAgo(months):
            return f"the day {_months(months)} ago"
        case model.SecondsAgo(seconds):
            return f"{duration(seconds)} ago"
        case model.DaysSince() | model.DaysSinceLast() | model.DaysSinceFirst() | model.Since():
            unit, since = _age(value, words)
            return f"the number of whole {unit_words(unit)} since {since}"
        case model.LeastKnown(items):
            return _least_known(items, words)
        case model.Between(first, second, unit):
            start, end = moment_words(first, words), moment_words(second, words)
            return f"the number of whole {unit_words(unit)} from {start} to {end}"
        case model.FirstMoment() | model.LastMoment():
            return moment_words(value, words)
        case model.CountOf() | model.CountDifferent() | model.EventSum() | model.EventExtreme() | model.EventPick():
            return _of_events(value, words)
        case model.EventValues(attribute, _, events):
            return f"{attribute} values of {events_words(events, words)}"
        case model.OfLeads():
            return _of_leads(value, words)
        case model.Linear() | model.Greatest() | model.Least() | model.Else() | model.FullUnits() | model.SetSize():
            return _computed(value, words)


def _months(months: int) -> str:
    return counted(months // 12, "year") if months % 12 == 0 else counted(months, "month")


def _computed(
    value: model.Linear | model.Greatest | model.Least | model.Else | model.FullUnits | model.SetSize, words: Words
) -> str:
    match value:
        case model.Linear():
            return _linear(value, words)
        case model.Greatest(items):
            return f"the greatest of {listed([value_words(item, words) for item in items], 'and')}"
        case model.Least(items):
            return f"the least of {listed([value_words(item, words) for item in items], 'and')}"
        case model.Else(inner, other):
            return f"{value_words(inner, words)} ({value_words(other, words)} where that is missing)"
        case model.FullUnits(inner, step):
            return f"how many full {number(step, type_of(inner).places)} there are in {value_words(inner, words)}"
        case model.SetSize(inner):
            return f"the number of entries of {value_words(inner, words)}"


def _linear(value: model.Linear, words: Words) -> str:
    """`employees + 2 × media - 5`, or `11 - media`."""
    places = value.type.places
    parts: list[tuple[int, str]] = []
    for coefficient, part in value.terms:
        # the coefficient turns units of the part into units of the result
        size = abs(coefficient) * 10 ** type_of(part).places
        factor = "" if size == 10**places else f"{number(size, places)} × "
        parts.append((coefficient, f"{factor}{value_words(part, words)}"))
    if value.constant:
        parts.append((value.constant, number(abs(value.constant), places)))
    parts.sort(key=lambda part: part[0] < 0)  # what is taken away stands last
    text = ""
    for sign, said in parts:
        text = f"{text} {'-' if sign < 0 else '+'} {said}" if text else f"-{said}" if sign < 0 else said
    return text


def _age(
    value: model.DaysSince | model.DaysSinceLast | model.DaysSinceFirst | model.Since, words: Words
) -> tuple[int, str]:
    """The unit in seconds, and the moment it counts from."""
    match value:
        case model.DaysSince(inner):
            return 86_400, value_words(inner, words)
        case model.DaysSinceLast(events):
            return 86_400, f"the last {events_words(events, words, many=False)}"
        case model.DaysSinceFirst(events):
            return 86_400, f"the first {events_words(events, words, many=False)}"
        case model.Since(inner, unit):
            return unit, moment_words(inner, words)


def _least_known(items: tuple[model.Value, ...], words: Words) -> str:
    age = age_words(model.LeastKnown(items), words)
    if age is not None:
        return f"the number of whole {unit_words(age[0])} since {age[1]}"
    return f"the least of those known of {listed([value_words(item, words) for item in items], 'and')}"


def age_words(value: model.Value, words: Words) -> tuple[int, str] | None:
    """The unit of an age in seconds and the moment that it counts from, None for another value."""
    match value:
        case model.DaysSince() | model.DaysSinceLast() | model.DaysSinceFirst() | model.Since():
            return _age(value, words)
        case model.LeastKnown(items):
            ages = [age for item in items if (age := age_words(item, words)) is not None]
            if len(ages) == len(items) and len({unit for unit, _ in ages}) == 1:
                return ages[0][0], f"the latest of {listed([moment for _, moment in ages], 'and')}"
    return None


def moment_words(value: model.Value, words: Words) -> str:
    """`the last page_view event`, `created`."""
    match value:
        case model.LastMoment(events):
            return f"the last {events_words(events, words, many=False)}"
        case model.FirstMoment(events):
            return f"the first {events_words(events, words, many=False)}"
        case _:
            return value_words(value, words)


def _of_events(
    value: model.CountOf | model.CountDifferent | model.EventSum | model.EventExtreme | model.EventPick, words: Words
) -> str:
    events = events_words(value.events, words)
    match value:
        case model.CountOf():
            return f"the number of {events}"
        case model.CountDifferent(attribute):
            return f"the number of different {attribute} values of {events}"
        case model.EventSum(attribute):
            return f"the sum of {attribute} of {events}"
        case model.EventExtreme(which, attribute) | model.EventPick(which, attribute):
            return f"the {which} {attribute} of {events}"


# ---- events --------------------------------------------------------------------------------------------------------


def events_words(events: model.EventFilter, words: Words, *, many: bool = True, window: bool = True) -> str:
    """`page_view events where page is "/x" in the last 90 days`, without an article."""
    noun = "events" if many else "event"
    declared = words.schema.events
    own = tuple(kind.name for kind in declared if kind.by_the_lead)
    if len(events.kinds) == 1:
        text = f"{events.kinds[0]} {noun}"
    elif events.kinds == own:
        text = f"{noun} by the lead"
    elif len(events.kinds) == len(declared):
        text = f"{noun} of any kind"
    else:
        text = f"{listed(list(events.kinds), 'or')} {noun}"
    if events.where is not None:
        text += f" where {conditions.condition_words(events.where, words)}"
    if events.relation is not None:
        text += f" {relation_words(events.relation, events, words)}"
    if not window:
        return text
    if events.window is not None:
        text += f" {window_words(events.window)}"
    return text if events.since is None else f"{text}{_since(events.since, words)}"


def relation_words(relation: model.Relation, events: model.EventFilter, words: Words) -> str:
    """`within 2 days after a page_view event of the same mail`; `events` are those that are held to it."""
    other = relation.later if isinstance(relation, model.FollowedBy) else relation.earlier
    one = events_words(other, words, many=False, window=False)
    one = f"another {one}" if set(other.kinds) & set(events.kinds) else article(one)
    if other.since is not None and other.since != events.since:
        one += _since(other.since, words)
    same = "" if relation.same is None else f" of the same {relation.same}"
    not_ = "not " if relation.negated else ""
    match relation:
        case model.Follows(within=within):
            return f"{not_}within {duration(within)} after {one}{same}"
        case model.FollowedBy(within=within):
            limit = "" if within is None else f" within {duration(within)}"
            return f"{not_}followed by {one}{same}{limit}"


def window_words(window: int | None) -> str:
    return "at any time" if window is None else f"in the last {last(duration(window))}"


def when_words(events: model.EventFilter, words: Words) -> str:
    """The window, and the moment after which events count."""
    text = window_words(events.window)
    return text if events.since is None else f"{text}{_since(events.since, words)}"


def _since(moment: model.Value, words: Words) -> str:
    return f", counted since {moment_words(moment, words)}"


# ---- other leads ---------------------------------------------------------------------------------------------------


def leads_words(who: model.Colleagues, words: Words, *, many: bool = True) -> str:
    """`other leads of the same company for which …`, without an article."""
    noun = "leads" if many else "lead"
    text = f"{noun} of the account" if words.of_account else f"{noun} of the same {words.company}"
    if who.others:
        text = f"other {text}"
    elif not words.of_account:
        text += " (this one included)"
    if who.condition is not None:
        text += f" for which {conditions.condition_words(who.condition, words.about_lead())}"
    return text


def _of_leads(value: model.OfLeads, words: Words) -> str:
    leads = leads_words(value.who, words)
    inner = "" if value.value is None else value_words(value.value, words.about_lead())
    match value.op:
        case "count":
            return f"the number of {leads}"
        case "different":
            return f"the number of different {inner} values of {leads}"
        case "union":
            return f"the number of different {inner}, over all {leads}"
        case op:
            return f"the {op} of {inner} over {leads}"
