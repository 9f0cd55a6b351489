"""Whether a lead is scored at all, and what follows from its scores: grades, flags, stage, follow-up."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from sqlglot import exp

from ...dsl import model
from .. import plan as p
from ..roots import outcome_roots
from ..walk import walk
from . import chains
from . import nodes as n
from .bounds import narrower
from .conditions import condition_sql
from .demand import Demand
from .grades import Grades
from .keys import FlagKey, Measure, OutcomeKey
from .measures import events_found
from .operands import Scope
from .questions import add_questions
from .shared import TOO_MANY
from .steps import Names, Steps


class Barred:
    """The columns that say whether a lead is scored."""

    def __init__(self, steps: Steps, scope: Scope, taken: Names) -> None:
        """Adds the step: `exclusion` is the number of the first exclusion that is met, NULL where none is."""
        self.exclusion = taken.take("exclusion")
        self.too_many = taken.take("too_many")
        self._scored = taken.take("scored")
        self.scores: dict[str, str] = {}
        narrow = narrower(scope)
        counted = [
            feature
            for feature in scope.plan.features
            if isinstance(feature, p.Occurrences | p.Sum)
            and feature.events not in narrow
            and Measure(TOO_MANY, feature) not in scope.columns
        ]
        beyond = [
            n.compare(exp.GT, found, n.number(p.MAX_OCCURRENCES))
            for found in dict.fromkeys(events_found(feature, scope) for feature in counted)
        ]
        told = {name for key, name in scope.columns.items() if isinstance(key, Measure) and key.what == TOO_MANY}
        beyond += [n.equal(n.column(name), n.number(1)) for name in sorted(told)]
        columns = [
            n.named(n.cast(_first_met(whole_exclusions(scope.plan), scope), "INTEGER"), self.exclusion),
            n.named(chains.any_of(beyond), self.too_many),
        ]
        for score in scope.plan.scores:
            own = exclusions_of(scope.plan, score.name)
            if own:
                self.scores[score.name] = taken.take(f"{score.name}_exclusion")
                columns.append(n.named(n.cast(_first_met(own, scope), "INTEGER"), self.scores[score.name]))
        steps.extend("barred", columns)
        scored = chains.all_of([n.is_null(n.column(self.exclusion)), n.negated(n.column(self.too_many))])
        steps.extend("scored", [n.named(scored, self._scored)])

    def scored(self) -> n.Node:
        return n.column(self._scored)

    def of_score(self, score: str) -> n.Node | None:
        """The number of the first of the score's own exclusions that is met; None where it has none."""
        return n.column(self.scores[score]) if score in self.scores else None


def whole_exclusions(plan: p.Plan) -> list[model.Exclusion]:
    return [exclusion for exclusion in plan.exclusions if exclusion.scores is None]


def exclusions_of(plan: p.Plan, score: str) -> list[model.Exclusion]:
    return [exclusion for exclusion in plan.exclusions if score in (exclusion.scores or ())]


def _first_met(exclusions: list[model.Exclusion], scope: Scope) -> n.Node:
    arms = [(condition_sql(each.condition, scope), n.number(number)) for number, each in enumerate(exclusions, 1)]
    return n.when(*arms) if arms else n.null()


@dataclass(slots=True)
class Verdict:
    """Columns of what was decided: the numbers of the lines met of stages and follow-up, the texts of the rest."""

    stage_line: str | None = None
    follow_up_line: str | None = None
    routes: dict[str, str] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)
    listed: str | None = None


def judge(steps: Steps, scope: Scope, demand: Demand, barred: Barred) -> Verdict:
    """Adds grades, flags, the stage line that is met, and what comes after it."""
    plan, taken, verdict = scope.plan, demand.taken, Verdict()
    Grades(steps, scope, taken).add_all()
    demand.fill()
    _flags(steps, scope, taken, barred)
    demand.fill()
    if plan.stages is not None:
        verdict.stage_line = taken.take(f"{plan.stages.name}_line")
        met = _line_met([line.condition for line in plan.stages.lines], scope, barred)
        column = n.named(met, verdict.stage_line)
        steps.extend("stages", [chains.commented(column, plan.stages.name, plan.stages.span)])
        if _reads_stage(plan):
            name = scope.columns[OutcomeKey(plan.stages.name)] = taken.take(f"{plan.stages.name}_stage")
            steps.extend("stage_names", [n.named(stage_sql(plan.stages, verdict.stage_line), name)])
            demand.fill()
    verdict.questions = add_questions(steps, scope, taken, barred.scored())
    columns: list[n.Node] = []
    for route in plan.routes:
        verdict.routes[route.name] = taken.take(f"{route.name}_route")
        arms = [(n.negated(barred.scored()), n.null())]
        arms += [(_or_true(line.condition, scope), n.text(line.label)) for line in route.lines]
        column = n.named(n.cast(n.when(*arms), "VARCHAR"), verdict.routes[route.name])
        columns.append(chains.commented(column, route.name, route.span))
    if plan.follow_up is not None:
        verdict.follow_up_line = taken.take("follow_up_line")
        met = _line_met([line.condition for line in plan.follow_up.lines], scope, barred)
        columns.append(chains.commented(n.named(met, verdict.follow_up_line), "follow up", plan.follow_up.span))
    steps.extend("routes", columns)
    return verdict


def _flags(steps: Steps, scope: Scope, taken: Names, barred: Barred) -> None:
    """Each level of flags reads flags of earlier levels only."""
    depth: dict[str, int] = {}
    for flag in scope.plan.flags:
        below = [depth[node.name] for node in walk(flag.condition) if isinstance(node, model.FlagRef)]
        depth[flag.name] = 1 + max(below, default=-1)
    for level in range(max(depth.values(), default=-1) + 1):
        columns: list[n.Node] = []
        found: dict[Hashable, str] = {}
        for flag in scope.plan.flags:
            if depth[flag.name] == level:
                found[FlagKey(flag.name)] = taken.take(f"{flag.name}_flag")
                met = n.call("coalesce", condition_sql(flag.condition, scope), n.false())
                column = n.named(n.when((barred.scored(), met)), found[FlagKey(flag.name)])
                columns.append(chains.commented(column, flag.name, flag.span))
        steps.extend("flags", columns)
        scope.columns.update(found)


def _line_met(conditions: list[model.Condition | None], scope: Scope, barred: Barred) -> n.Node:
    """The number of the first line that is met; None stands for `otherwise`."""
    arms = [(n.negated(barred.scored()), n.null())]
    for number, condition in enumerate(conditions, 1):
        if condition is None:
            return n.when(*arms, otherwise=n.number(number))
        arms.append((condition_sql(condition, scope), n.number(number)))
    return n.when(*arms)


def _or_true(condition: model.Condition | None, scope: Scope) -> n.Node:
    return chains.all_of([]) if condition is None else condition_sql(condition, scope)


def _reads_stage(plan: p.Plan) -> bool:
    return any(isinstance(node, model.StageOf) for root in outcome_roots(plan) for node in walk(root))


def stage_sql(stages: model.Stages, line: str) -> n.Node:
    """The stage of the line that is met."""
    return chosen(n.column(line), [each.stage for each in stages.lines])


def chosen(number: n.Node, texts: list[str]) -> n.Node:
    """The text of that number, from 1."""
    arms = [(n.equal(number, n.number(place)), n.text(text)) for place, text in enumerate(texts, 1)]
    return n.when(*arms) if arms else n.null()
