"""The function that scores leads: what it does with each of them."""

from __future__ import annotations

import ast

from ...dsl import model
from .. import plan as p
from ..result import TOO_MANY
from .constants import Constants
from .evaluation import Evaluation, conditions_of, place
from .frame import Var
from .outcomes import write_flag, write_follow_up, write_questions, write_route, write_stages
from .source import Lines, quoted
from .trees import call


class LeadEvaluation(Evaluation):
    """From the raw lead to the variables of its result."""

    def __init__(self, plan: p.Plan, constants: Constants, *, explains: bool) -> None:
        super().__init__(plan, constants, explains=explains, narrow=constants.native)
        self.questions: dict[str, Var] = {}
        self.routes: dict[str, Var] = {}
        self.listed = "None"

    def write(self) -> None:
        """Everything before the result."""
        self.noise()
        self.lets.define(self._roots(), self.frame.after)
        exclusions = Lines()
        for exclusion in self.plan.exclusions:
            if exclusion.scores is None:
                self._exclusion(exclusion, exclusions)
        barred = self.barred()
        for score in self.plan.scores:
            tests = (f"{quoted(score.name)} not in barred",) if score.name in barred else ()
            self.score(score, self.plan.grades, tests)
            self.matrices()
        self._outcomes()
        self._order(exclusions)

    def _roots(self) -> list[model.Condition]:
        """The conditions that decide something, lets apart."""
        plan = self.plan
        found = [rule.lead for rule in plan.noise if rule.lead is not None]
        found += [exclusion.condition for exclusion in plan.exclusions]
        for score in plan.scores:
            found += conditions_of(score)
        found += [flag.condition for flag in plan.flags]
        if plan.stages is not None:
            found += [line.condition for line in plan.stages.lines if line.condition is not None]
        found += self._last_roots()
        return found

    def _last_roots(self) -> list[model.Condition]:
        plan = self.plan
        found: list[model.Condition] = [
            model.IsUnknown(model.LetRef(let)) for each in plan.questions for _, let in each.items
        ]
        for route in plan.routes:
            found += [line.condition for line in route.lines if line.condition is not None]
        if plan.follow_up is not None:
            found += [line.condition for line in plan.follow_up.lines if line.condition is not None]
        if plan.worklist is not None and plan.worklist.condition is not None:
            found.append(plan.worklist.condition)
        return found

    def _exclusion(self, exclusion: model.Exclusion, lines: Lines) -> None:
        lines.add(f"# {place(exclusion.span)}")
        test = self.conditions.met(exclusion.condition)
        self.frame.flush(lines)
        out = self.plan.stages.out if self.plan.stages is not None else None
        with lines.when(test):
            stage = "None" if out is None else quoted(out)
            lines.add(self._unscored("key", stage, quoted(exclusion.reason), "None"))

    # ---- outcomes ----------------------------------------------------------------------------------------------------

    def _outcomes(self) -> None:
        plan, frame = self.plan, self.frame
        for flag in plan.flags:
            self.late_lets([flag.condition])
            write_flag(frame, flag, self.conditions, frame.late)
        if plan.stages is not None:
            self.late_lets([line.condition for line in plan.stages.lines if line.condition is not None])
            stages(self, plan.stages)
        self.late_lets(self._last_roots())
        for questions in plan.questions:
            self.questions[questions.name] = write_questions(frame, questions, self.conditions, frame.late)
        for route in plan.routes:
            self._route(route)
        if plan.follow_up is not None:
            self._follow_up(plan.follow_up)
        if plan.worklist is not None:
            self._worklist(plan.worklist)

    def _route(self, route: model.Route) -> None:
        body = Lines()
        with self.frame.recording() as used:
            write_route(self.frame, route, self.conditions, body)
        text = f"The route {quoted(route.name)} ({place(route.span)})."
        function = self.function(("route", route.name), list(used.values()), "str | None", text, body)
        variable = Var(self.frame.names.local(route.name, "route"), "str | None")
        self.routes[route.name] = self.frame.placed(variable, self.frame.late)
        self.frame.late.put(f"{variable.name} = ", call(function, *(each.tree for each in used.values())))

    def _follow_up(self, follow_up: p.FollowUp) -> None:
        body = Lines()
        with self.frame.recording() as used:
            write_follow_up(self.frame, follow_up, self.conditions, body)
        text = f"Who follows up, and the second at which that is due ({place(follow_up.span)})."
        returns = "tuple[str | None, int | None]"
        function = self.function(("follow", "up"), list(used.values()), returns, text, body)
        self.frame.late.put("follow_up, due = ", call(function, *(each.tree for each in used.values())))

    def _worklist(self, worklist: model.Worklist) -> None:
        if worklist.condition is None:
            self.listed = "True"
            return
        test = self.conditions.met(worklist.condition)
        self.frame.flush(self.frame.late)
        self.frame.late.put("listed = ", test)
        self.listed = "listed"

    # ---- the order of the function -----------------------------------------------------------------------------------

    def _order(self, exclusions: Lines) -> None:
        body = self.rest
        too_many = self.too_many()
        self.key(self._unscored("''", "None", "None", "'missing key'"))
        self.facts(exclusions, *([] if too_many is None else [_read(too_many)]))
        if exclusions:
            body.add()
            body.extend(exclusions)
        if too_many is not None:
            body.add()
            with body.when(too_many):
                body.add(self._unscored("key", "None", "None", repr(TOO_MANY)))
        body.add()
        if self.explains:
            body.add("rows: list[Contribution] = []")
        body.extend(self.frame.late)

    def _unscored(self, key: str, stage: str, reason: str, problem: str) -> str:
        """Statements that give a lead no scores; their values are written out."""
        result = f"_unscored({key}, ignored, {stage}, {reason}, {problem})"
        return f"return {result}" if self.constants.native else f"yield {result}\ncontinue"


def _read(test: ast.expr) -> Lines:
    lines = Lines()
    lines.put("", test)
    return lines


def stages(evaluation: Evaluation, block: model.Stages) -> None:
    """The function of a stages block, and its call."""
    body, frame = Lines(), evaluation.frame
    with frame.recording() as used:
        write_stages(frame, block, evaluation.conditions, body)
    text = f"The stage {quoted(block.name)} and the reason for it ({place(block.span)})."
    parameters = list(used.values())
    function = evaluation.function(("stage", block.name), parameters, "tuple[str, str]", text, body)
    frame.late.put("stage, reason = ", call(function, *(each.tree for each in parameters)))
    frame.stage = frame.placed(Var("stage", "str"), frame.late)
