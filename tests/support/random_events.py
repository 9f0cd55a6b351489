"""Random rulesets of every form that reads events, and leads with many events of the same seconds."""

from __future__ import annotations

import random

from scoreline.compiler.result import Event, Lead
from scoreline.dsl import model
from scoreline.dsl.source import Span
from scoreline.dsl.zones import DAY

SPAN = Span("events.score", 3, 1, 3, 9)
AS_OF = 1_768_467_600  # 2026-01-15T09:00:00Z
TEXT = model.ValueType("text")
INTEGER = model.ValueType("integer")
DECIMAL = model.ValueType("decimal", 2)
BOOLEAN = model.ValueType("boolean")
DATE = model.ValueType("date")
TIMESTAMP = model.ValueType("timestamp")

SHARED = (model.Attribute("key", TEXT), model.Attribute("n", INTEGER))
KINDS = (
    model.EventKind(
        "view",
        True,
        (
            *SHARED,
            model.Attribute("amount", DECIMAL),
            model.Attribute("yes", BOOLEAN),
            model.Attribute("day", DATE),
            model.Attribute("due", TIMESTAMP),
            model.Attribute("label", TEXT),
        ),
    ),
    model.EventKind("mail", True, (*SHARED, model.Attribute("amount", DECIMAL))),
    model.EventKind("move", False, (*SHARED, model.Attribute("label", INTEGER))),
)
ATTRIBUTES = (
    model.Attribute("id", TEXT),
    model.Attribute("made", TIMESTAMP),
    model.Attribute("signed", TIMESTAMP),
    model.Attribute("n", INTEGER),
)
SCHEMA = model.Schema(ATTRIBUTES, "id", "made", KINDS)
KEY = model.EventValue("key", TEXT)
AMOUNT = model.EventValue("amount", DECIMAL)


class EventMaker:
    """Everything is drawn from one seeded generator."""

    def __init__(self, seed: int, attribution: bool | None = None) -> None:
        self.random = random.Random(seed)
        self.attribution = self.random.random() < 0.4 if attribution is None else attribution
        windows: tuple[tuple[int | None, ...], ...] = ((None, 3 * DAY, 90 * DAY, 7200), (3 * DAY, 7200), (7200,))
        self.windows = self.random.choice(windows)

    # ---- rules -----------------------------------------------------------------------------------------------------

    def ruleset(self) -> model.Ruleset:
        r = self.random
        rules = [self.rule(number) for number in range(r.randint(1, 8))]
        low, high = -1_000_000_000, 1_000_000_000
        return model.Ruleset(
            name="events",
            version="1",
            description="",
            time_zone=r.choice(("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata")),
            schema=SCHEMA,
            lists=(),
            lets=(("rich", model.Compare(">", model.LeadValue("n", INTEGER), model.Constant(1, INTEGER))),),
            exclusions=(),
            scores=(model.Score("s", tuple(rules), low, high, 3, SPAN),),
            grades=(),
            stages=None,
            samples=(),
            file="events.score",
            noise=tuple(self.noise() for _ in range(r.choice((0, 0, 1, 2)))),
            attribution="key" if self.attribution else None,
        )

    def rule(self, number: int) -> model.Rule:
        r, label = self.random, f"rule {number}"
        unless = self.condition() if r.random() < 0.15 else None
        match r.choice(("event", "event", "event", "when", "table", "quiet")):
            case "event":
                return self.occurrence_rule(label, unless)
            case "when":
                return model.WhenRule(label, r.choice((1_000, -30_000)), self.condition(), unless, SPAN)
            case "quiet":
                cuts = (model.Cut(None, 2, 3_000), model.Cut(2, 30, -1_000), model.Cut(30, None, -7_000))
                value = model.DaysSinceLast(self.events())
                return model.TableRule(label, value, cuts[r.randint(0, 1) :], (), None, None, unless, SPAN)
            case _:
                value = self.number()
                bounds = (-5, 0, 1, 3, 1_000, AS_OF - 3 * DAY)
                cuts = tuple(
                    model.Cut(low, high, 1_000 * 2**i)
                    for i, (low, high) in enumerate(zip((None, *bounds), (*bounds, None), strict=True))
                )
                return model.TableRule(label, value, cuts, (), r.choice((None, 500)), None, unless, SPAN)

    def number(self) -> model.Value:
        r, events = self.random, self.events()
        match r.choice(("sum", "extreme", "pick", "moment", "count", "different")):
            case "sum":
                return model.EventSum(*r.choice((("n", INTEGER), ("amount", DECIMAL))), self.events(("view", "mail")))
            case "extreme":
                return model.EventExtreme(
                    r.choice(("highest", "lowest")),
                    *r.choice((("n", INTEGER), ("amount", DECIMAL), ("day", DATE), ("due", TIMESTAMP))),
                    self.events(("view",)),
                )
            case "pick":
                return model.EventPick(r.choice(("latest", "first")), "n", INTEGER, events)
            case "moment":
                return r.choice((model.FirstMoment, model.LastMoment))(events)
            case "count":
                return model.CountOf(events)
            case _:
                return model.CountDifferent("key", TEXT, events)

    def condition(self) -> model.Condition:
        r = self.random
        match r.choice(("burst", "happened", "quiet", "pick", "yes")):
            case "burst":
                count, within = r.choice((2, 3, 5)), r.choice((0, 1, 60, 3600, DAY))
                return model.Burst(self.events(), count, within)
            case "happened":
                return model.Happened(self.events(), r.choice((1, 2, 4)))
            case "quiet":
                return model.Quiet(self.events())
            case "pick":
                value: model.Value = model.EventPick(r.choice(("latest", "first")), "key", TEXT, self.events())
                return model.Compare("=", value, model.Constant(r.choice("aBé"), TEXT))
            case _:
                value = model.EventPick(r.choice(("latest", "first")), "yes", BOOLEAN, self.events(("view",)))
                return model.IsTrue(value)

    def occurrence_rule(self, label: str, unless: model.Condition | None) -> model.OccurrenceRule:
        r = self.random
        amount = None
        events = self.events()
        if r.random() < 0.3:
            events = self.events(("view", "mail"))
            there = model.Not(model.IsMissing(AMOUNT))
            where = there if events.where is None else model.And((there, events.where))
            events = model.EventFilter(events.kinds, where, events.window, relation=events.relation, since=events.since)
            amount = AMOUNT
        completes = None
        if r.random() < 0.3:
            part = r.choice((self.period(), KEY, model.Silence(r.choice((0, 1, 1800, DAY)))))
            completes = model.Completes(part, r.choice((1, 2, 3)))
        once_per = self.partition() if r.random() < 0.4 else None
        latest = r.choice((None, None, 1, 2, 3))
        latest_per = None
        if latest is not None and r.random() < 0.5:
            latest_per = self.partition()
        max_points = r.choice((None, 20_000, 3_500))
        max_per = None
        if max_points is not None and r.random() < 0.6:
            max_per = self.partition()
        return model.OccurrenceRule(
            label=label,
            points=r.choice((1_000, -1_000)) if amount is not None else r.choice((30_000, -10_000, 2_500, 1, -333)),
            events=events,
            once_per=once_per,
            latest=latest,
            decay=self.decay(amount is None) if r.random() < 0.5 else None,
            max_points=max_points,
            unless=unless,
            span=SPAN,
            completes=completes,
            latest_per=latest_per,
            max_per=max_per,
            amount=amount,
        )

    def decay(self, points: bool) -> model.Decay:
        r = self.random
        unit, every = r.choice((60, 3600, DAY)), r.choice((1, 2, 7))
        forms: list[model.Halve | model.LoseShare | model.LosePoints | model.Fade] = [
            model.Halve(unit, every),
            model.LoseShare(unit, every, 200_000),
            model.Fade(unit, 90),
        ]
        if points:
            forms.append(model.LosePoints(unit, every, 500))
        return model.Decay(r.choice(forms), r.choice((0, DAY)))

    def partition(self) -> model.Partition:
        r = self.random
        return r.choice((self.period(), KEY, model.EventValue("n", INTEGER)))

    def period(self) -> model.Period:
        r = self.random
        unit = r.choice(("hour", "day", "day", "week", "month"))
        return model.Period(unit, r.choice((1, 2, 3)) if unit == "day" else 1)

    # ---- filters ---------------------------------------------------------------------------------------------------

    def events(self, kinds: tuple[str, ...] | None = None, depth: int = 2) -> model.EventFilter:
        r = self.random
        chosen = kinds or r.choice((("view",), ("view",), ("mail",), ("view", "mail"), ("view", "mail", "move")))
        relation: model.Relation | None = None
        since: model.Value | None = None
        if depth and r.random() < 0.4:
            relation = self.relation(depth)
        if depth and r.random() < 0.25:
            since = self.since(depth)
        window = r.choice(self.windows)
        return model.EventFilter(chosen, self.where(), window, relation, since)

    def where(self) -> model.Condition | None:
        r = self.random
        if r.random() < 0.6:
            return None
        number = model.EventValue("n", INTEGER)
        return r.choice(
            (
                model.Compare(">=", number, model.Constant(1, INTEGER)),
                model.Compare("=", KEY, model.Constant("a", TEXT)),
                model.Not(model.Compare("=", KEY, model.Constant("b", TEXT), folded=True)),
            )
        )

    def relation(self, depth: int) -> model.Relation:
        r = self.random
        plain = self.events(depth=0)
        since = self.since(depth) if r.random() < 0.2 else None
        other = model.EventFilter(plain.kinds, plain.where, None, None, since)
        same, negated = r.choice((None, None, "key", "n")), r.random() < 0.3
        within = r.choice((0, 1, 60, 3600, DAY))
        if r.random() < 0.5:
            return model.Follows(other, within, same, negated)
        return model.FollowedBy(other, r.choice((None, within)), same, negated)

    def since(self, depth: int) -> model.Value:
        r = self.random
        moment = r.choice((model.FirstMoment, model.LastMoment))(self.events(("move",), depth - 1))
        return r.choice((moment, model.LeadValue("signed", TIMESTAMP)))

    def noise(self) -> model.Noise:
        r = self.random
        kinds = r.choice((("view",), ("mail",), ("view", "mail")))
        other = model.EventFilter(r.choice((("mail",), ("view",), ("view", "move"))), self.where(), None)
        relation = model.Follows(other, r.choice((0, 1, 60, 3600)), r.choice((None, "key")), r.random() < 0.2)
        lead = r.choice(
            (
                None,
                model.LetRef("rich"),
                model.Compare("=", model.LeadValue("n", INTEGER), model.Constant(0, INTEGER)),
                model.AgeBetween(model.LeadValue("signed", TIMESTAMP), 0, 3 * DAY),
            )
        )
        return model.Noise(
            kinds,
            self.where(),
            relation if r.random() < 0.5 else None,
            (r.choice((1, 2, 4)), r.choice((0, 1, 60, 3600))) if r.random() < 0.6 else None,
            lead if r.random() < 0.5 else None,
        )

    # ---- data ------------------------------------------------------------------------------------------------------

    def leads(self, count: int) -> list[Lead]:
        found = []
        for number in range(count):
            r, key = self.random, f"lead {number}"
            values: dict[str, str | int | bool] = {"id": key}
            if r.random() < 0.7:
                values["made"] = AS_OF - self.age()
            if r.random() < 0.6:
                values["signed"] = AS_OF - self.age()
            if r.random() < 0.8:
                values["n"] = r.choice((0, 1, 2))
            busy = r.choice((0, 1, 4, 12, 30, 60))
            found.append(Lead(key, values, tuple(self.event() for _ in range(busy))))
        return found

    def event(self) -> Event:
        kind = self.random.choice(KINDS)
        values = {a.name: self.known(a) for a in kind.attributes if self.random.random() < 0.75}
        return Event(kind.name, AS_OF - self.age(), values)

    def age(self) -> int:
        """Many events share a second, or lie one second, a minute or a border of a window apart."""
        r = self.random
        days = r.choice((0, 0, 0, 1, 1, 2, 3, 4, 31, 60, 90, 400))
        near = r.choice((0, 0, 0, 1, 2, 59, 60, 61, 1800, 1801, 3599, 3600, 3601, 7200, r.randint(-9000, DAY)))
        return days * DAY + near

    def known(self, attribute: model.Attribute) -> str | int | bool:
        r = self.random
        match attribute.type.kind:
            case "text":
                return r.choice(("a", "b", "B", "é", "z\U0001f600", "\uffee"))
            case "boolean":
                return r.random() < 0.5
            case "date":
                return AS_OF // DAY - self.age() // DAY
            case "timestamp":
                return AS_OF - self.age()
            case "decimal":
                return r.choice((-300, -1, 0, 1, 50, 100, 99_999, 250_000, 10**12, 10**12 + 1, -(4 * 10**15)))
            case _:
                return r.choice((-3, -1, 0, 1, 2, 5))
