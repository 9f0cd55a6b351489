"""Random checked rulesets and leads, dense in ties: values on, just below and just above every boundary."""

from __future__ import annotations

import random

from scoreline.compiler.result import Event, Lead
from scoreline.dsl import model
from scoreline.dsl.folding import fold
from scoreline.dsl.source import Span
from scoreline.dsl.zones import DAY

SPAN = Span("random.score", 7, 1, 7, 9)
TEXT = model.ValueType("text")
INTEGER = model.ValueType("integer")
DECIMAL = model.ValueType("decimal", 2)
BOOLEAN = model.ValueType("boolean")
DATE = model.ValueType("date")
TIMESTAMP = model.ValueType("timestamp")

WORDS = ("alpha", "Beta", "GAMMA", "Größe", "ÉTÉ", "Ωμέγα", "Привет", "학생", "a_b%c", "x'y\"z", "-", "head of", "ß İ")
DOMAINS = ("gmail.com", "BIG.example", "Ünal.de", "a@b.c", "")
AS_OF = 1_768_467_600  # 2026-01-15T09:00:00Z
UNITS = (60, 3600, DAY)


class Maker:
    """Everything is drawn from one seeded generator. Some attributes are called as columns of the views are."""

    def __init__(self, seed: int, as_of: int = AS_OF) -> None:
        self.random = random.Random(seed)
        self.as_of = as_of
        since = self.random.choice((TIMESTAMP, DATE, None))
        self.attributes = (
            model.Attribute("id", TEXT),
            *((model.Attribute("made", since),) if since else ()),
            model.Attribute("Email", TEXT),
            model.Attribute("today", TEXT),
            model.Attribute("lead", TEXT),
            model.Attribute("größe", INTEGER),
            model.Attribute("budget", DECIMAL),
            model.Attribute("scored", BOOLEAN),
            model.Attribute("value", TEXT),
            model.Attribute("rule_1", INTEGER),
            model.Attribute("day", DATE),
            model.Attribute("moment", TIMESTAMP),
        )
        self.kinds = (
            model.EventKind("view", True, (model.Attribute("page", TEXT), model.Attribute("n", INTEGER))),
            model.EventKind("mail", True, (model.Attribute("page", TEXT), model.Attribute("n", TEXT))),
            model.EventKind(
                'o\'clock "x"',
                False,
                (
                    model.Attribute("age", DATE),
                    model.Attribute("feature", TIMESTAMP),
                    model.Attribute("match_1", BOOLEAN),
                ),
            ),
        )
        self.schema = model.Schema(self.attributes, "id", "made" if since else None, self.kinds)
        self.lists = (
            model.TextList("short", ("alpha", "gmail.com", "x'y\"z")),
            model.TextList(
                "long list", tuple(sorted(["alpha", "Beta", "big.example", *(f"e{i}" for i in range(250))]))
            ),
        )
        self.lets: list[tuple[str, model.Condition]] = []

    # ---- rules -----------------------------------------------------------------------------------------------------

    def ruleset(self) -> model.Ruleset:
        r = self.random
        for number in range(r.randint(0, 4)):
            self.lets.append((f"let{number}", self.condition(2)))
        exclusions = tuple(model.Exclusion(self.condition(1), f"out {i}", SPAN) for i in range(r.choice((0, 0, 1, 2))))
        scores: list[model.Score | model.Total] = [self.score(f"s{i}") for i in range(r.randint(1, 3))]
        for number in range(r.randint(0, 2)):
            chosen = r.sample(scores, r.randint(1, len(scores)))
            terms = tuple(model.TotalTerm(r.choice((10_000, 4000, -2500, 3333)), s.name) for s in chosen)
            low, high = r.choice(((0, 100_000), (-50_000, 20_000)))
            scores.append(model.Total(f"t{number}", terms, low, high, r.randint(0, 3), SPAN))
        grades = tuple(
            model.Grade(
                f"g{i}",
                r.choice(scores).name,
                (model.Band("A", 20_000), model.Band("B", 5_000), model.Band("C", 0), model.Band("D", None)),
                SPAN,
            )
            for i in range(r.randint(0, 2))
        )
        stages = self.stages(tuple(scores), grades, bool(exclusions)) if r.random() < 0.8 else None
        return model.Ruleset(
            name=r.choice(("rules", 'odd "Név')),
            version="1",
            description="",
            time_zone=r.choice(("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata")),
            schema=self.schema,
            lists=self.lists,
            lets=tuple(self.lets),
            exclusions=exclusions,
            scores=tuple(scores),
            grades=grades,
            stages=stages,
            samples=(),
            file="random.score",
        )

    def stages(
        self, scores: tuple[model.Score | model.Total, ...], grades: tuple[model.Grade, ...], out: bool
    ) -> model.Stages:
        r = self.random
        lines = []
        for number in range(r.randint(0, 4)):
            value = model.ScoreOf(r.choice(scores).name)
            bound = model.Constant(r.choice((0, 5_000, 20_000, -1_000)), model.ValueType("decimal", 3))
            tests: list[model.Condition] = [model.Compare(r.choice((">=", "<", "=")), value, bound)]
            if grades and r.random() < 0.5:
                label = model.Constant(r.choice(("A", "C")), TEXT)
                tests.append(model.Compare(r.choice(("=", "<>")), model.GradeOf(r.choice(grades).name), label))
            tests.append(self.condition(1))
            condition = r.choice((model.And, model.Or))(tuple(tests))
            lines.append(model.StageLine(f"stage{number % 3}", condition, f"line {number}", SPAN))
        lines.append(model.StageLine("rest", None, "otherwise", SPAN))
        return model.Stages("lifecycle", tuple(lines), "out" if out else None, SPAN)

    def score(self, name: str) -> model.Score:
        low, high = self.random.choice(((0, 100_000), (-20_000, 20_000), (-1_000_000_000, 1_000_000_000)))
        labels = iter(f"{name} 'rule' {i}" for i in range(10_000))
        entries = tuple(self.entry(labels, 2) for _ in range(self.random.randint(1, 5)))
        return model.Score(name, entries, low, high, self.random.randint(0, 3), SPAN)

    def entry(self, labels: object, depth: int) -> model.Entry:
        r = self.random
        label = next(labels)  # type: ignore[call-overload]
        unless = self.condition(1) if r.random() < 0.25 else None
        match r.choice(("when", "table", "quiet", "event", "event", "event", "group" if depth else "when")):
            case "when":
                return model.WhenRule(label, self.points(), self.condition(3), unless, SPAN)
            case "table":
                return self.table(label, unless)
            case "quiet":
                return self.quiet_table(label, unless)
            case "group":
                entries = tuple(self.entry(labels, depth - 1) for _ in range(r.randint(1, 3)))
                low, high = r.choice(((None, 10_000), (0, 5_000), (-2_000, None), (None, None)))
                return model.Group(label, entries, low, high, SPAN)
            case _:
                return self.occurrence_rule(label, unless)

    def points(self) -> int:
        return self.random.choice((0, 30_000, -10_000, 2_500, 1, -333, 1_000_000))

    def table(self, label: str, unless: model.Condition | None) -> model.TableRule:
        r = self.random
        value = self.value()
        kind = _type_of(value)
        cuts: tuple[model.Cut, ...] = ()
        matches: tuple[model.Match, ...] = ()
        if kind.kind == "text":
            matches = (model.Match(("alpha",), self.points()), model.Match(("Beta", "gmail.com"), self.points()))
        elif kind.kind == "boolean":
            matches = (model.Match((True,), self.points()), model.Match((False,), self.points()))
        else:
            bounds = sorted(r.sample((-3, 0, 1, 2, 5, 10, 50, 1000), r.randint(1, 4)))
            ends: list[int | None] = [*bounds, None]
            cuts = tuple(model.Cut(low, high, self.points()) for low, high in zip([None, *bounds], ends, strict=True))[
                r.randint(0, 1) :
            ]
            if r.random() < 0.3:
                matches = (model.Match((1, 7), self.points()),)
        fallback = (None, self.points())
        return model.TableRule(label, value, cuts, matches, r.choice(fallback), r.choice(fallback), unless, SPAN)

    def quiet_table(self, label: str, unless: model.Condition | None) -> model.TableRule:
        value = model.DaysSinceLast(self.events())
        cuts = (model.Cut(None, 2, self.points()), model.Cut(2, 5, -1_000), model.Cut(5, 30, -2_500))
        missing = self.random.choice((None, -7_000))
        cuts = (*cuts, model.Cut(30, None, -30_000))[self.random.randint(0, 2) :]
        return model.TableRule(label, value, cuts, (), missing, None, unless, SPAN)

    def occurrence_rule(self, label: str, unless: model.Condition | None) -> model.OccurrenceRule:
        r = self.random
        events = self.events()
        once_per: object = None
        if r.random() < 0.5:
            once_per = r.choice((model.Period("day"), *self.event_values(events.kinds)))
        latest = r.choice((None, None, 1, 2, 3))
        return model.OccurrenceRule(
            label=label,
            points=self.points(),
            events=events,
            once_per=once_per,  # type: ignore[arg-type]
            latest=latest,
            decay=self.decay() if r.random() < 0.7 else None,
            max_points=r.choice((None, None, 20_000, 3_500)),
            unless=unless,
            span=SPAN,
        )

    def decay(self) -> model.Decay:
        r = self.random
        unit, every = r.choice(UNITS), r.choice((1, 2, 3, 7, 30))
        form = r.choice(
            (
                model.Halve(unit, every),
                model.Keep(unit, every, r.choice((800_000, 500_000, 10_000))),
                model.LoseShare(unit, every, r.choice((200_000, 333_333, 1_000_000))),
                model.LosePoints(unit, every, r.choice((500, 1_000, 5_000))),
                model.Fade(unit, r.choice((1, 5, 90))),
            )
        )
        return model.Decay(form, r.choice((0, 0, 3600, DAY, 7 * DAY)))

    # ---- conditions ------------------------------------------------------------------------------------------------

    def condition(self, depth: int) -> model.Condition:
        r = self.random
        if depth and r.random() < 0.5:
            match r.choice(("and", "or", "not")):
                case "and":
                    return model.And(tuple(self.condition(depth - 1) for _ in range(r.randint(2, 3))))
                case "or":
                    return model.Or(tuple(self.condition(depth - 1) for _ in range(r.randint(2, 3))))
                case _:
                    return model.Not(self.condition(depth - 1))
        choice = r.randint(0, 9)
        if choice == 0 and self.lets:
            return model.LetRef(r.choice(self.lets)[0])
        if choice == 1:
            return model.Happened(self.events(), r.choice((1, 1, 2, 3)))
        if choice == 2:
            return model.Quiet(self.events())
        return self.test(self.value())

    def test(self, value: model.Value) -> model.Condition:
        r = self.random
        kind = _type_of(value)
        if r.random() < 0.12:
            return model.IsMissing(value)
        match kind.kind:
            case "text":
                return self.text_test(value)
            case "boolean":
                if r.random() < 0.5:
                    return model.IsTrue(value)
                return model.Compare(r.choice(("=", "<>")), value, model.Constant(r.random() < 0.5, BOOLEAN))
            case "date" | "timestamp":
                return self.age_test(value, kind)
            case _:
                if r.random() < 0.3:
                    return model.InSet(value, tuple(sorted(r.sample((0, 1, 2, 5, 1000), 2))))
                bound = model.Constant(r.choice((-3, 0, 1, 2, 5, 50, 1000)), kind)
                return model.Compare(r.choice(("=", "<>", "<", "<=", ">", ">=")), value, bound)

    def text_test(self, value: model.Value) -> model.Condition:
        r = self.random
        folded = r.random() < 0.5 or isinstance(value, model.DomainOf)
        make = fold if folded else str
        texts = tuple(sorted({make(t) for t in r.sample((*WORDS, *DOMAINS[:3]), r.randint(1, 3))}, key=str.encode))
        match r.choice(("compare", "set", "list", "contains", "starts", "ends", "word")):
            case "compare":
                return model.Compare(r.choice(("=", "<>")), value, model.Constant(texts[0], TEXT), folded)
            case "set":
                return model.InSet(value, texts, folded)
            case "list":
                return model.InList(value, r.choice(self.lists).name, folded)
            case "word":
                return model.TextTest("word", value, tuple(sorted({fold(t) for t in texts})), True)
            case op:
                return model.TextTest(op, value, tuple(t[: r.randint(1, 9)] for t in texts), folded)  # type: ignore[arg-type]

    def age_test(self, value: model.Value, kind: model.ValueType) -> model.Condition:
        r = self.random
        if r.random() < 0.5:
            step = 1 if kind.kind == "date" else DAY
            lowest, below = r.choice(((0, 3), (3, None), (None, 0), (0, 4), (-30, 1), (None, None), (-4, 0)))
            return model.AgeBetween(
                value, None if lowest is None else lowest * step, None if below is None else below * step
            )
        others: list[model.Value]
        if kind.kind == "date":
            others = [model.Today(), model.Today(3), model.MonthsAgo(1), model.MonthsAgo(13)]
        else:
            others = [model.SecondsAgo(0), model.SecondsAgo(3 * 3600)]
        return model.Compare(r.choice(("=", "<>", "<", "<=", ">", ">=")), value, r.choice(others))

    def value(self) -> model.Value:
        r = self.random
        match r.randint(0, 8):
            case 0:
                return model.DomainOf(model.LeadValue("Email", TEXT))
            case 1:
                return model.LocalDay(model.LeadValue("moment", TIMESTAMP))
            case 2:
                moment = model.LeadValue("moment", TIMESTAMP)
                return model.DaysSince(r.choice((moment, model.LeadValue("day", DATE), model.LocalDay(moment))))
            case 3:
                return model.CountOf(self.events())
            case 4:
                events = self.events()
                attribute = r.choice(self.event_values(events.kinds))
                return model.CountDifferent(attribute.name, attribute.type, events)
            case 5:
                return r.choice((model.DaysSinceLast, model.DaysSinceFirst))(self.events())
            case _:
                attribute = r.choice(self.attributes)
                return model.LeadValue(attribute.name, attribute.type)

    def events(self) -> model.EventFilter:
        r = self.random
        kinds = r.choice((("view",), ("view",), ("mail",), (self.kinds[2].name,), ("view", "mail")))
        where: model.Condition | None = None
        if r.random() < 0.5:
            tests = tuple(self.test(r.choice(self.event_values(kinds))) for _ in range(r.randint(1, 2)))
            where = tests[0] if len(tests) == 1 else r.choice((model.And, model.Or))(tests)
            if r.random() < 0.2:
                where = model.Not(where)
        window = r.choice((None, 3 * DAY, 3 * DAY, 90 * DAY, 2 * 3600))
        return model.EventFilter(kinds, where, window)

    def event_values(self, kinds: tuple[str, ...]) -> list[model.EventValue]:
        if len(kinds) > 1:
            return [model.EventValue("page", TEXT)]
        declared = {kind.name: kind.attributes for kind in self.kinds}[kinds[0]]
        return [model.EventValue(attribute.name, attribute.type) for attribute in declared]

    # ---- data ------------------------------------------------------------------------------------------------------

    def leads(self, count: int) -> list[Lead]:
        found = []
        for number in range(count):
            key = f"lead {number}"
            values = self.values(self.attributes)
            values["id"] = key
            busy = self.random.choice((0, 1, 3, 12, 30))
            found.append(Lead(key, values, tuple(self.event() for _ in range(busy))))
        return found

    def event(self) -> Event:
        kind = self.random.choice(self.kinds)
        return Event(kind.name, self.as_of - self.age(), self.values(kind.attributes))

    def age(self) -> int:
        r = self.random
        days = r.choice((0, 0, 1, 2, 3, 4, 5, 7, 14, 30, 60, 89, 90, 91, 400, -1))
        return days * DAY + r.choice((0, 0, 0, -1, 1, 3600, 7199, 7200, 7201, r.randint(-DAY, DAY)))

    def values(self, attributes: tuple[model.Attribute, ...]) -> dict[str, str | int | bool]:
        found: dict[str, str | int | bool] = {}
        for attribute in attributes:
            if self.random.random() < 0.75:
                found[attribute.name] = self.known(attribute)
        return found

    def known(self, attribute: model.Attribute) -> str | int | bool:
        r = self.random
        match attribute.type.kind:
            case "text":
                if attribute.name == "Email":
                    return f"{r.choice(WORDS)}{r.choice(('@', '@', ''))}{r.choice(DOMAINS)}"
                return r.choice((*WORDS, *DOMAINS[:3], f"{r.choice(WORDS)}, {r.choice(WORDS)}"))
            case "boolean":
                return r.random() < 0.5
            case "date":
                return self.as_of // DAY - self.age() // DAY
            case "timestamp":
                return self.as_of - self.age()
            case _:
                return r.choice((-3, -1, 0, 1, 2, 5, 7, 10, 49, 50, 999, 1000, 4 * 10**15))


def _type_of(value: model.Value) -> model.ValueType:
    match value:
        case model.LeadValue(_, kind) | model.EventValue(_, kind):
            return kind
        case model.DomainOf():
            return TEXT
        case model.LocalDay():
            return DATE
        case _:
            return INTEGER
