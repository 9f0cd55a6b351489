"""Random rulesets with all that scores, outcomes and accounts can say, on top of `random_rulesets`; for the views."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from scoreline.compiler.result import Account, Lead
from scoreline.dsl import model
from scoreline.dsl.zones import DAY
from support.random_rulesets import AS_OF, BOOLEAN, DATE, INTEGER, SPAN, TEXT, TIMESTAMP, Maker

SET = model.ValueType("set")
MILLIS = model.ValueType("decimal", 3)
COMPANIES = ("big.example", "small.example", "None", "x'y")
ENTRIES = ("CFP", "CFA", "ÉTÉ", "x'y\"z")
MARK = model.SET_MARK


class ResultMaker(Maker):
    """`readable` and `graded` hold what a condition may read, `asks` says whether it may speak of colleagues."""

    def __init__(self, seed: int, as_of: int = AS_OF) -> None:
        super().__init__(seed, as_of)
        self.attributes = (*self.attributes, model.Attribute("company", TEXT), model.Attribute("certs", SET))
        self.account_attributes = (
            model.Attribute("domain", TEXT),
            model.Attribute("account", TEXT),
            model.Attribute("staff", INTEGER),
            model.Attribute("founded", DATE),
            model.Attribute("signed", TIMESTAMP),
            model.Attribute("known", BOOLEAN),
        )
        account = model.AccountSchema(self.account_attributes, "domain", "company")
        self.schema = replace(self.schema, attributes=self.attributes, account=account)
        self.readable: list[str] = []
        self.graded: list[str] = []
        self.flagged: list[str] = []
        self.asks = False
        self.of_account = False
        self.of_scores: list[str] = []

    # ---- values and conditions -------------------------------------------------------------------------------------

    def value(self) -> model.Value:
        r = self.random
        if self.of_account:
            return self.of_leads() if r.random() < 0.5 else self.account_value()
        choice = r.randint(0, 9)
        if choice == 0 and self.asks:
            return self.of_leads()
        if choice == 1:
            return self.account_value()
        if choice == 2 and self.readable:
            return model.ScoreOf(r.choice(self.readable))
        if choice == 3 and self.graded:
            return model.GradeOf(r.choice(self.graded))
        if choice == 4:
            return model.Else(model.LeadValue("value", TEXT), model.Constant("alpha", TEXT))
        return self.number() if choice in (5, 6, 7) else super().value()

    def account_value(self) -> model.Value:
        attribute = self.random.choice(self.account_attributes)
        return model.AccountValue(attribute.name, attribute.type)

    def number(self, depth: int = 2) -> model.Value:
        """A whole number."""
        r = self.random
        moments: list[model.Value] = [model.LeadValue("moment", TIMESTAMP), model.AccountValue("signed", TIMESTAMP)]
        days: list[model.Value] = [model.LeadValue("day", DATE), model.AccountValue("founded", DATE)]
        match r.randint(0, 11) if depth else r.randint(7, 11):
            case 0 | 1:
                terms = tuple((r.choice((1, 1, -1, 2, -3)), self.number(depth - 1)) for _ in range(r.randint(1, 3)))
                return model.Linear(terms, r.choice((0, 0, 5, -11)), INTEGER)
            case 2:
                parts = tuple(self.number(depth - 1) for _ in range(r.randint(1, 3)))
                return r.choice((model.Greatest, model.Least, model.LeastKnown))(parts)
            case 3:
                return r.choice((model.Greatest, model.Least))((self.number(depth - 1), model.Constant(6, INTEGER)))
            case 4:
                return model.Else(self.number(depth - 1), model.Constant(15, INTEGER))
            case 5:
                return model.FullUnits(self.number(depth - 1), r.choice((1, 7, 30)))
            case 6:
                return model.LeastKnown((self.number(depth - 1), model.CountOf(self.events())))
            case 7:
                return model.SetSize(model.LeadValue("certs", SET))
            case 8:
                return model.Since(r.choice(moments), r.choice((60, 3600, DAY)))
            case 9:
                pair = r.choice((moments, days))
                first, second = r.sample(pair, 2)
                return model.Between(first, second, DAY if pair is days else r.choice((60, DAY)))
            case 10 if self.asks:
                return self.of_leads()
            case _:
                return model.LeadValue(r.choice(("größe", "rule_1")), INTEGER)

    def of_leads(self) -> model.OfLeads:
        r = self.random
        op = r.choice(("count", "sum", "highest", "lowest", "different"))
        with self.alone():
            condition = self.condition(1) if r.random() < 0.6 else None
            value: model.Value = self.number(1)
            if op == "different" and r.random() < 0.6:
                texts: list[model.Value] = [model.LeadValue("value", TEXT), model.LeadValue("scored", BOOLEAN)]
                value = r.choice([*texts, model.DomainOf(model.LeadValue("Email", TEXT))])
        if self.of_scores and r.random() < 0.5 and op != "different":
            value = model.ScoreOf(r.choice(self.of_scores))
        who = model.Colleagues(not self.of_account and r.random() < 0.6, condition)
        return model.OfLeads(op, None if op == "count" else value, who)  # type: ignore[arg-type]

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Inside, conditions are those of one lead, without colleagues and scores."""
        before = (self.readable, self.graded, self.flagged, self.asks, self.of_account, self.lets)
        self.readable, self.graded, self.flagged, self.asks, self.of_account = [], [], [], False, False
        self.lets = [each for each in self.lets if each[0].startswith("plain")]
        yield
        self.readable, self.graded, self.flagged, self.asks, self.of_account, self.lets = before

    def condition(self, depth: int) -> model.Condition:
        r = self.random
        if self.of_account:
            return self.test(self.value()) if not depth or r.random() < 0.5 else self.combined(depth)
        if depth and r.random() < 0.25:
            return self.combined(depth)
        if r.random() < 0.15:
            return self.set_test()
        if self.flagged and r.random() < 0.3:
            return model.FlagRef(r.choice(self.flagged))
        return super().condition(depth)

    def combined(self, depth: int) -> model.Condition:
        r = self.random
        items = tuple(self.condition(depth - 1) for _ in range(r.randint(2, 4)))
        match r.randint(0, 3):
            case 0:
                return model.IsUnknown(items[0])
            case 1:
                return model.Decide(tuple((item, r.random() < 0.5) for item in items))
            case 2:
                return model.Not(model.IsUnknown(model.Or(items)))
            case _:
                return model.AtLeast(r.randint(1, len(items)), items)

    def set_test(self) -> model.Condition:
        needles = sorted(f"{MARK}{entry}{MARK}" for entry in self.random.sample(ENTRIES, self.random.randint(1, 2)))
        return model.TextTest("contains", model.LeadValue("certs", SET), tuple(needles), False)

    def test(self, value: model.Value) -> model.Condition:
        r = self.random
        match value:
            case model.AccountValue(_, kind) if kind.kind != "integer":
                if r.random() < 0.2:
                    return model.IsMissing(value)
                if kind.kind == "text":
                    return self.text_test(value)
                return model.IsTrue(value) if kind.kind == "boolean" else self.age_test(value, kind)
            case model.Else(model.LeadValue(_, kind)) if kind.kind == "text":
                return self.text_test(value)
            case model.ScoreOf():
                bound = model.Constant(r.choice((0, 5_000, 20_000, -1_000)), MILLIS)
                return model.Compare(r.choice((">=", "<", "=")), value, bound)
            case model.GradeOf():
                return model.InSet(value, tuple(sorted(r.sample(("A", "A1", "B2", "C", "D"), 2))))
            case model.LeadValue(_, kind) if kind.kind == "set":
                return model.IsMissing(value)
            case _:
                return super().test(value)

    # ---- rules -----------------------------------------------------------------------------------------------------

    def entry(self, labels: object, depth: int) -> model.Entry:
        r = self.random
        choice = r.randint(0, 9)
        if choice == 0 and depth:
            rules = tuple(self.rule(labels) for _ in range(r.randint(1, 4)))
            low, high = r.choice(((None, None), (None, 10_000), (-2_000, None)))
            label = next(labels)  # type: ignore[call-overload]
            return model.Group(label, rules, low, high, SPAN, r.choice(("first", "best", "lowest")))
        if choice in (1, 2):
            return self.amount_rule(labels)
        return self.rule(labels) if self.of_account else super().entry(labels, depth)

    def rule(self, labels: object) -> model.Entry:
        """Anything but a group."""
        if self.random.random() < 0.3:
            return self.amount_rule(labels)
        if self.of_account:
            label = next(labels)  # type: ignore[call-overload]
            unless = self.condition(1) if self.random.random() < 0.25 else None
            return model.WhenRule(label, self.points(), self.condition(2), unless, SPAN)
        return super().entry(labels, 0)

    def amount_rule(self, labels: object) -> model.AmountRule:
        r = self.random
        low, high = r.choice(((0, 30_000), (-5_000, 5_000), (-20_000, 0)))
        value: model.Value = self.number()
        if self.of_account:
            with self.alone():
                number = self.number(1)
            value = model.OfLeads(r.choice(("sum", "highest")), number, model.Colleagues(False, None))
        return model.AmountRule(
            label=next(labels),  # type: ignore[call-overload]
            value=value,
            multiplier=r.choice((1, 2, -3, 7)) * r.choice((1, 10**6, 10**9)),
            low=low,
            high=high,
            times=r.random() < 0.5,
            unless=self.condition(1) if r.random() < 0.2 else None,
            span=SPAN,
        )

    def table(self, label: str, unless: model.Condition | None) -> model.TableRule:
        made = super().table(label, unless)
        if isinstance(made.value, model.LeadValue) and made.value.type.kind != "set":
            return made
        plain = model.LeadValue("größe", INTEGER) if made.cuts else model.LeadValue("value", TEXT)
        return replace(made, value=plain)

    def score(self, name: str) -> model.Score:
        r = self.random
        factor = self.factor(f"factor of {name}") if r.random() < 0.3 else None
        return replace(super().score(name), factor=factor, rounding=r.choice(("half up", "half even", "toward zero")))

    def factor(self, name: str) -> model.Factor:
        r = self.random
        if r.random() < 0.5:
            matches = (model.Match(("alpha",), 12_345), model.Match(("Beta", "gmail.com"), 5_000))
            return model.Factor(name, model.LeadValue("value", TEXT), (), matches, 8_000, 1_000_000, SPAN)
        cuts = (model.Cut(None, 1, 3_333), model.Cut(1, 50, 10_000))
        return model.Factor(name, self.number(), cuts, (), 0, r.choice((10_001, 777)), SPAN)

    # ---- the whole -------------------------------------------------------------------------------------------------

    def ruleset(self) -> model.Ruleset:
        r = self.random
        self.lets += [(f"plain{i}", self.condition(2)) for i in range(r.randint(0, 2))]
        asks = r.random() < 0.6
        of_scores = asks and r.random() < 0.5
        self.asks = asks
        self.lets += [(f"let{i}", self.condition(2)) for i in range(r.randint(0, 3))]
        self.asks = asks and not of_scores
        exclusions = [model.Exclusion(self.plain_condition(), f"out {i}", SPAN) for i in range(r.choice((0, 0, 1, 2)))]
        scores: list[model.Score | model.Total | model.Share] = []
        grades: list[model.Grade] = []
        for number in range(r.randint(2, 4)):
            self.asks = False if of_scores and number == 0 else asks
            self.lets, kept = [each for each in self.lets if self.asks or each[0].startswith("plain")], self.lets
            scores.append(self.score(f"s{number}"))
            self.lets = kept
            if of_scores and number == 0:
                self.of_scores.append("s0")
            self.readable.append(f"s{number}")
            if r.random() < 0.5:
                bands = (model.Band("A", 20_000), model.Band("B", 5_000), model.Band("C", 0), model.Band("D", None))
                grades.append(model.Grade(f"g{number}", r.choice(self.readable), bands, SPAN))
                self.graded.append(f"g{number}")
            if r.random() < 0.3:
                self.lets.append((f"late{number}", self.condition(2)))
        for number in range(r.randint(0, 2)):
            scores.append(self.total(f"t{number}", [s.name for s in scores]))
            self.readable.append(f"t{number}")
        if r.random() < 0.4:
            parts = tuple((r.choice((1, 30_000, 25_000)), self.condition(1)) for _ in range(r.randint(1, 4)))
            scores.append(model.Share("part", r.choice(scores).name, "framework", parts, SPAN))
        self.asks = False
        for number in range(r.choice((0, 0, 1, 2))):
            names = tuple(r.sample([s.name for s in scores], r.randint(1, 2)))
            exclusions.append(model.Exclusion(self.plain_condition(), f"barred {number}", SPAN, names))
        self.asks = asks
        matrices = self.matrices()
        flags = tuple(self.flag(i) for i in range(r.randint(0, 3)))
        stages = self.stages(tuple(scores), tuple(grades), bool(exclusions)) if r.random() < 0.8 else None
        return model.Ruleset(
            name=r.choice(("rules", 'odd "Név')),
            version="1",
            description="",
            time_zone=r.choice(("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata")),
            schema=self.schema,
            lists=self.lists,
            lets=tuple(self.lets),
            exclusions=tuple(exclusions),
            scores=tuple(scores),
            grades=tuple(grades),
            stages=stages,
            samples=(),
            file="random.score",
            matrices=matrices,
            flags=flags,
            questions=self.questions(scores[0].name),
            routes=tuple(self.route(f"route{i}", stages) for i in range(r.randint(0, 2))),
            follow_up=self.follow_up() if r.random() < 0.6 else None,
            worklist=self.worklist([s.name for s in scores], stages) if r.random() < 0.6 else None,
            attribution="page" if r.random() < 0.4 else None,
            accounts=self.account_rules() if asks and r.random() < 0.7 else None,
        )

    def plain_condition(self) -> model.Condition:
        """Of an exclusion: it reads no score."""
        readable, graded, lets = self.readable, self.graded, self.lets
        self.readable, self.graded = [], []
        self.lets = [each for each in lets if each[0].startswith("plain") or (self.asks and each[0].startswith("let"))]
        made = model.And((self.condition(1), self.condition(1)))
        self.readable, self.graded, self.lets = readable, graded, lets
        return made

    def total(self, name: str, scores: list[str]) -> model.Total:
        r = self.random
        chosen = r.sample(scores, r.randint(1, len(scores)))
        terms = tuple(model.TotalTerm(r.choice((10_000, 4000, -2500, 3333)), each) for each in chosen)
        low, high = r.choice(((0, 100_000), (-50_000, 20_000)))
        factor = self.factor(f"factor of {name}") if r.random() < 0.3 else None
        return model.Total(name, terms, low, high, r.randint(0, 3), SPAN, factor, r.choice(("half up", "half even")))

    def matrices(self) -> tuple[model.Matrix, ...]:
        if self.random.random() < 0.5:
            return ()
        first, second = (self.random.choice(self.readable) for _ in range(2))
        rows = model.Grade("", first, (model.Band("A", 5_000), model.Band("B", None)), SPAN)
        columns = model.Grade("", second, (model.Band("1", 0), model.Band("2", None)), SPAN)
        self.graded.append("square")
        return (model.Matrix("square", rows, columns, SPAN),)

    def flag(self, number: int) -> model.Flag:
        made = model.Flag(f"flag{number}", self.condition(2), f"flagged {number}", SPAN)
        self.flagged.append(made.name)
        return made

    def questions(self, of: str) -> tuple[model.Questions, ...]:
        r = self.random
        if not self.lets or r.random() < 0.4:
            return ()
        lets = r.sample([name for name, _ in self.lets], r.randint(1, len(self.lets)))
        items = tuple((f"Is '{name}'; so?", name) for name in lets * r.choice((1, 1, 15)))
        return (model.Questions("asked", of, items, r.choice((None, 1, 2, 17)), SPAN),)

    def of_stage(self, stages: model.Stages | None) -> model.Condition:
        r = self.random
        if stages is None or r.random() < 0.5:
            return self.condition(1)
        named = model.InSet(model.StageOf(stages.name), tuple(sorted(r.sample(("rest", "stage0", "stage1"), 2))))
        return r.choice((model.Or, model.And))((named, self.condition(1)))

    def route(self, name: str, stages: model.Stages | None) -> model.Route:
        r = self.random
        lines = [model.RouteLine(f"to {i}", self.of_stage(stages), SPAN) for i in range(r.randint(1, 3))]
        rest = [model.RouteLine("rest", None, SPAN)] if r.random() < 0.5 else []
        return model.Route(name, (*lines, *rest), SPAN)

    def follow_up(self) -> model.FollowUp:
        r = self.random
        lines = []
        for number in range(r.randint(1, 4)):
            kind = r.choice(("hours", "business hours", "business days"))
            count = r.choice((1, 2, 5, 30)) * (1 if kind == "business days" else r.choice((1800, 3600)))
            due = model.Due(kind, count) if r.random() < 0.8 else None
            lines.append(model.FollowUpLine(f"owner {number}", due, self.condition(2), SPAN))
        if r.random() < 0.7:
            lines.append(model.FollowUpLine("Nobody", model.Due("business hours", 60), None, SPAN))
        return model.FollowUp(tuple(lines), self.business_hours(), SPAN)

    def business_hours(self) -> model.BusinessHours:
        r = self.random
        opens, closes = r.choice(((9 * 3600, 17 * 3600), (0, DAY), (2 * 3600, 3 * 3600), (23 * 3600, DAY - 1)))
        days = tuple(sorted(r.sample(range(7), r.randint(1, 6))))
        holidays = tuple(sorted(self.as_of // DAY + offset for offset in r.sample(range(-3, 12), r.choice((0, 2, 6)))))
        return model.BusinessHours(
            days, opens, closes, r.choice(("UTC", "Europe/Berlin", "Pacific/Auckland")), holidays
        )

    def worklist(self, scores: list[str], stages: model.Stages | None) -> model.Worklist:
        r = self.random
        quotas = (("rest", r.choice((1, 3))), ("stage0", 2))[: r.randint(0, 2)] if stages is not None else ()
        condition = self.of_stage(stages) if r.random() < 0.6 else None
        by = tuple(r.sample(scores, r.randint(1, 2)))
        return model.Worklist(by, r.choice((None, 1, 5, 12)), quotas, condition, SPAN)

    def account_rules(self) -> model.AccountRules:
        r = self.random
        kept = (self.readable, self.graded, self.flagged)
        self.of_account, self.readable, self.graded, self.flagged = True, [], [], []
        scores: list[model.Score | model.Total] = []
        for number in range(r.randint(1, 2)):
            labels = iter(f"heat{number} rule {i}" for i in range(1000))
            entries = tuple(self.entry(labels, 1) for _ in range(r.randint(1, 3)))
            scores.append(model.Score(f"heat{number}", entries, -20_000, 100_000, 1, SPAN))
        if r.random() < 0.5:
            terms = tuple(model.TotalTerm(5_000, each.name) for each in scores)
            scores.append(model.Total("heat", terms, 0, 100_000, 0, SPAN))
        bands = (model.Band("A", 20_000), model.Band("B", None))
        grades = (model.Grade("warmth", scores[-1].name, bands, SPAN),) if r.random() < 0.5 else ()
        stages = None
        if r.random() < 0.6:
            test = model.Compare(">=", model.ScoreOf(scores[0].name), model.Constant(5_000, MILLIS))
            lines = (model.StageLine("warm", model.Or((test, self.condition(1))), "it is warm", SPAN),)
            stages = model.Stages("heat stage", (*lines, model.StageLine("cold", None, "otherwise", SPAN)), None, SPAN)
        self.of_account = False
        self.readable, self.graded, self.flagged = kept
        return model.AccountRules(tuple(scores), grades, stages)

    # ---- data ------------------------------------------------------------------------------------------------------

    def known(self, attribute: model.Attribute) -> str | int | bool:
        r = self.random
        if attribute.type.kind == "set":
            entries = sorted(r.sample(ENTRIES, r.randint(0, 3)), key=str.encode)
            return MARK + "".join(entry + MARK for entry in entries)
        return r.choice(COMPANIES) if attribute.name == "company" else super().known(attribute)

    def accounts(self) -> list[Account]:
        """Some of the leads' accounts, and one without leads."""
        keys = (*COMPANIES[:2], "nobody.example")
        return [Account(key, {**self.values(self.account_attributes), "domain": key}) for key in keys]

    def leads(self, count: int) -> list[Lead]:
        """Some of them twice, under another key."""
        found = super().leads(count)
        keys = {lead.key: f"twin of {lead.key}" for lead in found[:4]}
        twins = [replace(lead, key=keys[lead.key], values={**lead.values, "id": keys[lead.key]}) for lead in found[:4]]
        return [*found, *twins]
