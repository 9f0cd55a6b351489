"""Random checked rulesets with relations, resets, arithmetic, accounts and all outcomes; see `random_rulesets`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from scoreline.compiler.result import Account, Event
from scoreline.dsl import model
from scoreline.dsl.zones import DAY
from support.random_outcomes import OutcomeForms
from support.random_rulesets import DATE, DECIMAL, INTEGER, SPAN, TEXT, TIMESTAMP, Maker

SET = model.ValueType("set")
COMPANIES = ("big.example", "small.example", "Ünal.de")
ENTRIES = ("CFP", "cfa", "Größe", "a;b")


class Forms(OutcomeForms, Maker):
    """`colleagues`: whether what is being made may speak of other leads; `earlier`: the scores that it may read."""

    def __init__(self, seed: int, as_of: int | None = None) -> None:
        super().__init__(seed) if as_of is None else super().__init__(seed, as_of)
        self.attributes = (
            *self.attributes,
            model.Attribute("company", TEXT),
            model.Attribute("certs", SET),
            model.Attribute("stage in crm", TEXT),
        )
        sale = (model.Attribute("page", TEXT), model.Attribute("amount", DECIMAL), model.Attribute("n", INTEGER))
        self.kinds = (*self.kinds, model.EventKind("sale", False, sale))
        self.account = model.AccountSchema(
            (
                model.Attribute("domain", TEXT),
                model.Attribute("industry", TEXT),
                model.Attribute("size", INTEGER),
                model.Attribute("signed", TIMESTAMP),
                model.Attribute("tags", SET),
            ),
            "domain",
            "company",
        )
        since = self.schema.since
        self.schema = model.Schema(self.attributes, "id", since, self.kinds, self.account)
        self.colleagues = False
        self.earlier: list[str] = []
        self.shared_scores: list[str] = []

    # ---- events ----------------------------------------------------------------------------------------------------

    def events(self) -> model.EventFilter:
        r = self.random
        events = self.plain_events()
        if r.random() < 0.3:
            events = replace(events, relation=self.relation(events.kinds))
        if r.random() < 0.15:
            events = replace(events, since=self.reset())
        return events

    def plain_events(self) -> model.EventFilter:
        r = self.random
        events = super().events()
        if r.random() < 0.2:
            test = model.Compare(">=", self.number_of_event(), model.Constant(r.choice((0, 150, 5000)), DECIMAL))
            events = model.EventFilter(("sale",), test, events.window)
        return events

    def number_of_event(self) -> model.Value:
        amount = model.EventValue("amount", DECIMAL)
        nothing = model.Constant(0, DECIMAL)
        return self.random.choice(
            (
                amount,
                model.Else(amount, nothing),
                model.Linear(((3, amount), (-100, model.EventValue("n", INTEGER))), 7, DECIMAL),
                model.Greatest((amount, nothing)),
            )
        )

    def relation(self, kinds: tuple[str, ...]) -> model.Relation:
        r = self.random
        inner = replace(self.plain_events(), window=None)
        if r.random() < 0.2:
            inner = replace(inner, since=self.reset())
        paged = all(kind in ("view", "mail", "sale") for kind in (*kinds, *inner.kinds))
        same = "page" if paged and r.random() < 0.4 else None
        if r.random() < 0.5:
            return model.Follows(inner, r.choice((0, 60, 3600, DAY, 30 * DAY)), same, r.random() < 0.4)
        return model.FollowedBy(inner, r.choice((None, 0, 3600, 7 * DAY)), same, r.random() < 0.5)

    def reset(self) -> model.Value:
        r = self.random
        if r.random() < 0.3:
            return model.LeadValue("moment", TIMESTAMP)
        return r.choice((model.LastMoment, model.FirstMoment))(self.plain_events())

    def period(self) -> model.Period:
        return self.random.choice(
            (
                model.Period("hour"),
                model.Period("day"),
                model.Period("day", 3),
                model.Period("week"),
                model.Period("month"),
            )
        )

    def part(self, kinds: tuple[str, ...]) -> model.Partition:
        return self.random.choice((self.period(), *self.event_values(kinds)))

    def event_values(self, kinds: tuple[str, ...]) -> list[model.EventValue]:
        return [model.EventValue("page", TEXT)] if len(kinds) > 1 else super().event_values(kinds)

    def occurrence_rule(self, label: str, unless: model.Condition | None) -> model.OccurrenceRule:
        r = self.random
        rule = super().occurrence_rule(label, unless)
        kinds = rule.events.kinds
        if isinstance(rule.once_per, str):
            rule = replace(rule, once_per=model.Period("day"))
        if r.random() < 0.25:
            part = r.choice((model.Silence(r.choice((0, 1800, DAY))), self.part(kinds)))
            rule = replace(rule, completes=model.Completes(part, r.choice((1, 2, 3))))
        if r.random() < 0.3:
            rule = replace(rule, once_per=self.part(kinds))
        if rule.latest is not None and r.random() < 0.4:
            rule = replace(rule, latest_per=self.part(kinds))
        if rule.max_points is not None and r.random() < 0.5:
            rule = replace(rule, max_per=self.part(kinds))
        loses_points = rule.decay is not None and isinstance(rule.decay.form, model.LosePoints)
        if not loses_points and r.random() < 0.25:
            rule = self.with_amount(rule)
        return rule

    def with_amount(self, rule: model.OccurrenceRule) -> model.OccurrenceRule:
        amount = model.EventValue("amount", DECIMAL)
        known: model.Condition = model.Not(model.IsMissing(amount))
        events = replace(rule.events, kinds=("sale",), where=known)
        if events.relation is not None and events.relation.same not in (None, "page"):
            events = replace(events, relation=None)
        sale = model.EventFilter(("sale",), None, None)
        parts = {
            name: self.part(sale.kinds)
            for name in ("once_per", "latest_per", "max_per")
            if getattr(rule, name) is not None
        }
        completes = None if rule.completes is None else model.Completes(self.period(), 2)
        points = self.random.choice((1000, -1000))
        return replace(rule, points=points, events=events, amount=amount, completes=completes, **parts)

    # ---- values ----------------------------------------------------------------------------------------------------

    def value(self) -> model.Value:
        if self.random.random() < 0.5:
            return self.number(2)
        value = super().value()
        return model.SetSize(value) if value == model.LeadValue("certs", SET) else value

    def number(self, depth: int) -> model.Value:
        """A whole number."""
        r = self.random
        leaf = depth == 0 or r.random() < 0.4
        match r.choice(("attribute", "events", "time", "set", "leads", "score") if leaf else _ARITHMETIC):
            case "events":
                return self.number_of_events()
            case "time":
                return self.length_of_time()
            case "set":
                own = model.LeadValue("certs", SET), model.AccountValue("tags", SET)
                return model.SetSize(r.choice(own))
            case "leads":
                return self.of_leads() if self.colleagues else model.AccountValue("size", INTEGER)
            case "score" if self.earlier:
                return model.ScoreOf(r.choice(self.earlier))
            case "linear":
                terms = tuple((r.choice((1, 1, -1, 3, -2)), self.number(depth - 1)) for _ in range(r.randint(1, 2)))
                return model.Linear(terms, r.choice((0, 11, -5)), INTEGER)
            case "choice":
                items = tuple(self.number(depth - 1) for _ in range(r.randint(1, 3)))
                return r.choice((model.Greatest, model.Least, model.LeastKnown))(items)
            case "else":
                return model.Else(self.number(depth - 1), model.Constant(r.choice((0, 15)), INTEGER))
            case "full":
                return model.FullUnits(self.number(depth - 1), r.choice((1, 10, 1000)))
            case _:
                return model.LeadValue("größe", INTEGER)

    def number_of_events(self) -> model.Value:
        r = self.random
        events = replace(self.events(), kinds=("view",), where=None)
        if events.relation is not None and events.relation.same is not None:
            events = replace(events, relation=None)
        match r.randint(0, 2):
            case 0:
                return model.EventSum("n", INTEGER, events)
            case 1:
                return model.EventExtreme(r.choice(("highest", "lowest")), "n", INTEGER, events)
            case _:
                return model.EventPick(r.choice(("latest", "first")), "n", INTEGER, events)

    def values_of_events(self) -> model.EventValues:
        events = replace(self.events(), kinds=("view",), where=None)
        if events.relation is not None and events.relation.same is not None:
            events = replace(events, relation=None)
        return model.EventValues("n", INTEGER, events)

    def moment(self) -> model.Value:
        """A timestamp."""
        r = self.random
        events = model.EventFilter(('o\'clock "x"',), None, None)
        return r.choice(
            (
                model.LeadValue("moment", TIMESTAMP),
                model.AccountValue("signed", TIMESTAMP),
                r.choice((model.FirstMoment, model.LastMoment))(self.events()),
                model.EventPick(r.choice(("latest", "first")), "feature", TIMESTAMP, events),
                model.Else(model.LeadValue("moment", TIMESTAMP), model.LastMoment(self.plain_events())),
            )
        )

    def length_of_time(self) -> model.Value:
        r = self.random
        if r.random() < 0.3:
            days = (model.LeadValue("day", DATE), model.LocalDay(model.LeadValue("moment", TIMESTAMP)))
            return model.Between(*r.sample(days, 2), DAY)
        if r.random() < 0.5:
            return model.Between(self.moment(), self.moment(), r.choice((60, 3600, DAY)))
        if r.random() < 0.3:
            return model.DaysSince(self.moment())
        return model.Since(self.moment(), r.choice((60, 3600)))

    def of_leads(self) -> model.Value:
        r = self.random
        with self.without_colleagues():
            condition = self.condition(1) if r.random() < 0.7 else None
            who = model.Colleagues(r.random() < 0.6, condition)
            match r.choice(("count", "sum", "highest", "lowest", "different", "union")):
                case "union":
                    return model.OfLeads("union", self.values_of_events(), who)
                case "count":
                    return model.OfLeads("count", None, who)
                case "different":
                    texts = (model.LeadValue("value", TEXT), model.AccountValue("industry", TEXT))
                    return model.OfLeads("different", r.choice(texts), who)
                case op:
                    shared = self.shared_scores and r.random() < 0.4
                    value = model.ScoreOf(r.choice(self.shared_scores)) if shared else self.number(1)
                    return model.OfLeads(op, value, who)  # type: ignore[arg-type]

    @contextmanager
    def without_colleagues(self) -> Iterator[None]:
        """What is made inside is evaluated for a colleague: it reads no score and no other leads."""
        before = self.colleagues, self.earlier, self.lets
        self.colleagues, self.earlier = False, []
        self.lets = [let for let in self.lets if let[0].startswith("let")]
        try:
            yield
        finally:
            self.colleagues, self.earlier, self.lets = before

    # ---- conditions ------------------------------------------------------------------------------------------------

    def condition(self, depth: int) -> model.Condition:
        r = self.random
        if r.random() < 0.75:
            return super().condition(depth)
        match r.choice(("burst", "decide", "unknown", "at least", "nothing", "text", "age", "set", "value")):
            case "burst":
                return model.Burst(self.events(), r.choice((2, 3)), r.choice((0, 60, 3600, 3 * DAY)))
            case "decide" if depth:
                lines = ((self.condition(depth - 1), r.random() < 0.5) for _ in range(r.randint(1, 4)))
                return model.Decide(tuple(lines))
            case "unknown" if depth:
                return model.IsUnknown(self.condition(depth - 1))
            case "at least" if depth:
                items = tuple(self.condition(depth - 1) for _ in range(r.randint(1, 4)))
                return model.AtLeast(r.randint(1, len(items)), items)
            case "nothing":
                return r.choice((model.And, model.Or))(())
            case "age":
                low, below = r.choice(((0, 3 * DAY), (None, 0), (7 * DAY, None)))
                return model.AgeBetween(self.moment(), low, below)
            case "set":
                certs = r.choice((model.LeadValue("certs", SET), model.AccountValue("tags", SET)))
                needle = f"{model.SET_MARK}{r.choice(ENTRIES)}{model.SET_MARK}"
                return model.TextTest("contains", certs, (needle,), False)
            case "text":
                events = model.EventFilter(r.choice((("mail",), ("view", "mail"))), None, r.choice((None, 5 * DAY)))
                page = model.EventPick(r.choice(("latest", "first")), "page", TEXT, events)
                texts = (page, model.AccountValue("industry", TEXT), model.AccountValue("domain", TEXT))
                return self.text_test(r.choice(texts))
            case _:
                return self.test(self.number(2))

    # ---- rules -----------------------------------------------------------------------------------------------------

    def entry(self, labels: object, depth: int) -> model.Entry:
        r = self.random
        if r.random() < 0.15:
            return self.amount_rule(next(labels))  # type: ignore[call-overload]
        if depth and r.random() < 0.15:
            return self.picked_group(labels)
        return super().entry(labels, depth)

    def amount_rule(self, label: str) -> model.AmountRule:
        r = self.random
        low, high = r.choice(((0, 30_000), (-20_000, 20_000), (2_000, 5_000), (-30_000, 0)))
        multiplier = r.choice((10**9, 25 * 10**7, -(10**9), 1, 10**12))
        unless = self.condition(1) if r.random() < 0.2 else None
        return model.AmountRule(label, self.number(2), multiplier, low, high, r.random() < 0.5, unless, SPAN)

    def picked_group(self, labels: object) -> model.Group:
        r = self.random
        entries = tuple(self.entry(labels, 0) for _ in range(r.randint(1, 4)))
        low, high = r.choice(((None, 10_000), (0, 5_000), (None, None)))
        return model.Group(
            next(labels),  # type: ignore[call-overload]
            entries,
            low,
            high,
            SPAN,
            r.choice(("first", "best", "lowest")),
        )

    # ---- data ------------------------------------------------------------------------------------------------------

    def accounts(self) -> list[Account]:
        found = []
        for key in self.random.sample((*COMPANIES, "nobody.example"), 3):
            found.append(Account(key, {**self.values(self.account.attributes), "domain": key}))
        return found

    def event(self) -> Event:
        event = super().event()
        spread = self.random.choice((0, 0, 1, 60, 61, 1800, 1801, 3600))
        if self.random.random() < 0.5:
            return event
        return replace(event, at=self.as_of - self.random.choice((3, 7)) * DAY + spread)

    def known(self, attribute: model.Attribute) -> str | int | bool:
        if attribute.type.kind == "set":
            chosen = sorted(self.random.sample(ENTRIES, self.random.randint(0, 3)), key=str.encode)
            return model.SET_MARK.join(("", *chosen, "")) if chosen else model.SET_MARK
        if attribute.name == "company":
            return self.random.choice(COMPANIES)
        if attribute.name == "page":
            return self.random.choice(("/a", "/b", "alpha", "Beta"))
        return super().known(attribute)


_ARITHMETIC = ("linear", "linear", "choice", "choice", "else", "full")
