"""Random outcomes: several scores that read each other, grades, matrices, flags, stages, routes, accounts."""

from __future__ import annotations

from dataclasses import replace

from scoreline.dsl import model
from scoreline.dsl.zones import DAY
from support.random_rulesets import SPAN, TEXT, Maker

MILLI = model.ValueType("decimal", 3)


class OutcomeForms(Maker):
    """Puts a whole ruleset together; `Forms` makes the values and conditions."""

    colleagues: bool
    earlier: list[str]
    shared_scores: list[str]
    account: model.AccountSchema

    def full(self) -> model.Ruleset:
        """A ruleset in which every part may be there."""
        r = self.random
        shares_scores = r.random() < 0.4
        self.colleagues = not shares_scores
        for number in range(r.randint(0, 3)):
            self.colleagues = False
            self.lets.append((f"let{number}", self.condition(2)))
        self.colleagues = not shares_scores
        if self.colleagues and r.random() < 0.5:
            self.lets.append(("of leads", self.condition(1)))
        exclusions = self.exclusions()
        first = self.score("s0")
        if shares_scores:
            self.shared_scores = ["s0"]
        self.colleagues = True
        self.earlier = ["s0"]
        self.lets.append(("late", self.condition(2)))
        scores: list[model.Score | model.Total | model.Share] = [first, *self.more_scores()]
        criteria = self.criteria()
        framework = self.framework(criteria)
        scores += [framework, *self.shares(framework, criteria)]
        grades = self.some_grades([score.name for score in scores])
        self.grades = {grade.name: tuple(band.label for band in grade.bands) for grade in grades}
        matrices = self.some_matrices()
        flags: list[model.Flag] = []
        for number in range(r.randint(0, 2)):
            flags.append(model.Flag(f"flag{number}", self.outcome(flags), "because", SPAN))
        stages = self.some_stages(flags, exclusions)
        after = self.outcomes_after(flags, stages)
        return model.Ruleset(
            name="forms",
            version="1",
            description="",
            time_zone=r.choice(("UTC", "Europe/Berlin", "America/New_York")),
            schema=self.schema,
            lists=self.lists,
            lets=tuple(self.lets),
            exclusions=exclusions,
            scores=tuple(scores),
            grades=grades,
            stages=stages,
            samples=(),
            file="forms.score",
            noise=self.noise(),
            matrices=matrices,
            flags=tuple(flags),
            questions=(model.Questions("open", "framework", criteria, r.choice((None, 1)), SPAN),),
            attribution=r.choice((None, "page")),
            accounts=self.account_rules() if r.random() < 0.5 else None,
            **after,  # type: ignore[arg-type]
        )

    def exclusions(self) -> tuple[model.Exclusion, ...]:
        r = self.random
        found = [model.Exclusion(self.condition(1), f"out {i}", SPAN) for i in range(r.choice((0, 0, 1)))]
        names = ("s0", "s1", "framework", "share")
        for number in range(r.choice((0, 0, 1, 2))):
            chosen = tuple(r.sample(names, r.randint(1, 2)))
            found.append(model.Exclusion(self.condition(1), f"not {number}", SPAN, chosen))
        return tuple(found)

    def more_scores(self) -> list[model.Score | model.Total]:
        r = self.random
        found: list[model.Score | model.Total] = [replace(self.score("s1"), factor=self.factor("trust"))]
        self.earlier = ["s0", "s1"]
        found.append(replace(self.score("s2"), rounding=r.choice(("half even", "toward zero"))))
        self.earlier = ["s0", "s1", "s2"]
        terms = tuple(
            model.TotalTerm(r.choice((10_000, 4000, -2500, 3333)), name) for name in r.sample(self.earlier, 2)
        )
        low, high = r.choice(((0, 100_000), (-50_000, 20_000)))
        factor = self.factor("of total") if r.random() < 0.5 else None
        rounding = r.choice(("half up", "half even", "toward zero"))
        found.append(model.Total("total", terms, low, high, r.randint(0, 3), SPAN, factor, rounding))
        return found

    def factor(self, name: str) -> model.Factor:
        r = self.random
        missing, otherwise = r.choice((0, 5_000, 10_000)), r.choice((10_000, 3_333))
        if r.random() < 0.5:
            value = model.LeadValue("value", TEXT)
            matches = (model.Match(("alpha",), 8_000), model.Match(("Beta", "gmail.com"), 12_345))
            return model.Factor(name, value, (), matches, missing, otherwise, SPAN)
        cuts = (model.Cut(None, 2, 2_500), model.Cut(5, None, 20_000))
        return model.Factor(name, self.value_for_factor(), cuts, (), missing, otherwise, SPAN)

    def value_for_factor(self) -> model.Value:
        return self.number(1)  # type: ignore[attr-defined, no-any-return]

    # ---- frameworks --------------------------------------------------------------------------------------------------

    def criteria(self) -> tuple[tuple[str, str], ...]:
        """Adds the lets; questions and their lets."""
        for number in range(2):
            lines = ((self.condition(1), True), (self.condition(1), False), (self.condition(0), True))
            self.lets.append((f"criterion {number}", model.Decide(lines)))
        return tuple((f"question {number}?", f"criterion {number}") for number in range(2))

    def framework(self, criteria: tuple[tuple[str, str], ...]) -> model.Score:
        rules = tuple(
            model.WhenRule(name, 30_000 - 5_000 * number, model.LetRef(name), None, SPAN)
            for number, (_, name) in enumerate(criteria)
        )
        return model.Score("framework", rules, 0, 100_000, 0, SPAN, framework=True)

    def shares(self, framework: model.Score, criteria: tuple[tuple[str, str], ...]) -> list[model.Share]:
        parts = tuple((30 - 5 * number, model.LetRef(name)) for number, (_, name) in enumerate(criteria))
        known = tuple(
            (1, model.Not(model.IsMissing(model.LeadValue(name, TEXT)))) for name in ("value", "Email", "today")
        )
        return [
            model.Share("share", framework.name, "framework", parts, SPAN),
            model.Share("known", "s1", "completeness", known, SPAN),
        ]

    # ---- what follows scores -----------------------------------------------------------------------------------------

    def bands(self) -> tuple[model.Band, ...]:
        return (model.Band("A", 20_000), model.Band("B", 5_000), model.Band("C", None))

    def some_grades(self, names: list[str]) -> tuple[model.Grade, ...]:
        r = self.random
        return tuple(model.Grade(f"g{i}", r.choice(names), self.bands(), SPAN) for i in range(r.randint(0, 2)))

    def some_matrices(self) -> tuple[model.Matrix, ...]:
        if self.random.random() < 0.5:
            return ()
        rows = model.Grade("", self.random.choice(("s0", "s1")), self.bands(), SPAN)
        columns = model.Grade("", "total", (model.Band("1", 10_000), model.Band("2", None)), SPAN)
        self.grades["quadrant"] = ("A1", "B2")
        return (model.Matrix("quadrant", rows, columns, SPAN),)

    def outcome(self, flags: list[model.Flag], stage: bool = False) -> model.Condition:
        """A condition that may read scores, grades, flags and the stage."""
        r = self.random
        choice = r.randint(0, 4)
        if choice == 0 and self.grades:
            name, labels = r.choice(list(self.grades.items()))
            return r.choice(
                (
                    model.InSet(model.GradeOf(name), tuple(sorted(labels))),
                    model.Compare("<>", model.GradeOf(name), model.Constant(labels[0], TEXT)),
                )
            )
        if choice == 1:
            bound = model.Constant(r.choice((0, 5_000, 20_000)), MILLI)
            return model.Compare(r.choice((">=", "<")), model.ScoreOf(r.choice(("s0", "s1", "total", "share"))), bound)
        if choice == 2 and flags:
            flag = model.FlagRef(r.choice(flags).name)
            return r.choice((flag, model.Not(flag)))
        if choice == 3 and stage:
            return model.InSet(model.StageOf("lifecycle"), ("mql", "sql"))
        return self.condition(1)

    def some_stages(self, flags: list[model.Flag], exclusions: tuple[model.Exclusion, ...]) -> model.Stages | None:
        if self.random.random() < 0.2:
            return None
        lines = tuple(model.StageLine(name, self.outcome(flags), f"why {name}", SPAN) for name in ("sql", "mql"))
        out = "out" if any(each.scores is None for each in exclusions) else None
        return model.Stages("lifecycle", (*lines, model.StageLine("rest", None, "otherwise", SPAN)), out, SPAN)

    def outcomes_after(self, flags: list[model.Flag], stages: model.Stages | None) -> dict[str, object]:
        r = self.random
        staged = stages is not None

        def outcome() -> model.Condition:
            return self.outcome(flags, staged)

        ends = (None, outcome())
        region = (model.RouteLine("DACH", outcome(), SPAN), model.RouteLine("Rest", r.choice(ends), SPAN))
        dues = (
            None,
            model.Due("hours", 5400),
            model.Due("business hours", r.choice((1, 3600, 90_000))),
            model.Due("business days", r.choice((1, 7))),
        )
        lines = tuple(model.FollowUpLine(f"owner {i}", r.choice(dues), outcome(), SPAN) for i in range(3))
        last = model.FollowUpLine("desk", dues[2], r.choice(ends), SPAN)
        hours = model.BusinessHours(
            r.choice(((0, 1, 2, 3, 4), (5,))),
            9 * 3600,
            17 * 3600,
            r.choice(("Asia/Kolkata", "America/New_York")),
            (self.as_of // DAY + 1,),
        )
        quotas = (("sql", 2),) if staged else ()
        worklist = model.Worklist(("total", "s1"), r.choice((None, 5)), quotas, r.choice(ends), SPAN)
        return {
            "routes": (model.Route("region", region, SPAN),) if r.random() < 0.6 else (),
            "follow_up": model.FollowUp((*lines, last), hours, SPAN) if r.random() < 0.6 else None,
            "worklist": worklist if r.random() < 0.6 else None,
        }

    def noise(self) -> tuple[model.Noise, ...]:
        r = self.random
        found = []
        for _ in range(r.choice((0, 0, 1, 2))):
            events = self.plain_events()  # type: ignore[attr-defined]
            relation = None
            if r.random() < 0.4:
                inner = replace(self.plain_events(), window=None)  # type: ignore[attr-defined]
                relation = model.Follows(inner, r.choice((2, 3600)), None, r.random() < 0.3)
            burst = r.choice((None, None, (1, 60), (2, 3600)))
            lead = model.IsMissing(model.LeadValue("value", TEXT)) if r.random() < 0.3 else None
            found.append(model.Noise(events.kinds, events.where, relation, burst, lead))
        return tuple(found)

    # ---- accounts ----------------------------------------------------------------------------------------------------

    def account_rules(self) -> model.AccountRules:
        r = self.random
        size = model.AccountValue("size", model.ValueType("integer"))
        colleagues = [replace(self.of_leads(), who=model.Colleagues(False, None)) for _ in range(3)]  # type: ignore[attr-defined]
        bound = model.Constant(r.choice((0, 1, 3)), model.ValueType("integer"))
        rules = (
            model.WhenRule("large", 7_500, model.Compare(">", size, bound), None, SPAN),
            model.WhenRule("many", 5_000, model.Compare(">=", colleagues[0], bound), None, SPAN),
            model.AmountRule("for each", colleagues[1], 10**9, 0, 12_000, True, None, SPAN),
            model.AmountRule("lost", colleagues[2], -(10**8), -9_000, 9_000, False, None, SPAN),
        )
        heat = model.Score("heat", rules, 0, 100_000, 1, SPAN)
        grade = model.Grade("warmth", "heat", self.bands(), SPAN)
        hot = model.Compare("=", model.GradeOf("warmth"), model.Constant("A", TEXT))
        known = model.IsMissing(model.AccountValue("industry", TEXT))
        stages = model.Stages(
            "account stage",
            (
                model.StageLine("hot", model.Or((hot, known)), "hot", SPAN),
                model.StageLine("cold", None, "otherwise", SPAN),
            ),
            None,
            SPAN,
        )
        return model.AccountRules((heat,), (grade,), r.choice((None, stages)))
