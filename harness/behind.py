"""What stands behind the results that a sample did not expect: points, criteria, the line that decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..compiler import plan as p
from ..compiler.outcome_words import due_words, part_words
from ..compiler.reference import account_result, context_of_account, scored_context
from ..compiler.reference.context import Context
from ..compiler.reference.meaning import truth
from ..compiler.result import Company, Contribution
from ..compiler.sentences import Sentences
from ..compiler.walk import walk
from ..compiler.wording import listed, number, signed
from ..dsl import model
from .cases import case_of
from .compare import Miss, is_unscored, points_text
from .run import Outcome

_STATES = {True: "is met", False: "is not met", None: "cannot be decided: a value is missing"}
_OTHERWISE = "otherwise"


@dataclass(frozen=True, slots=True)
class Behind:
    """A heading and the rows below it, all of one width. `points`: the second column has points."""

    heading: str
    rows: tuple[tuple[str, ...], ...] = ()
    points: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """One of several lines of which the first that is met decides. `after`: what else it says."""

    label: str
    condition: model.Condition | None
    after: str = ""
    reason: str = ""


def behind(outcome: Outcome, plan: p.Plan) -> tuple[Behind, ...]:
    """A part for each score, grade, stage, … that a miss is about, and for the scores that these read."""
    case = case_of(outcome.sample, plan)
    unscored = outcome.result.problem is not None or is_unscored(outcome.result)
    company = Company(case.account, case.leads[1:])
    context = None if unscored else scored_context(plan, case.lead, outcome.sample.as_of, company)
    about: list[_About] = []
    if context is not None:
        barred = dict(outcome.result.barred)
        say = Sentences.of(plan)
        lead = _About(plan, context, plan.scores, plan.grades, plan.stages, outcome.result.contributions, barred, say)
        about.append(lead)
    if outcome.account is not None and plan.accounts is not None:
        own = context_of_account(plan, outcome.account.account, case.account, case.leads, outcome.sample.as_of)
        account_result(own)  # for the scores in the context
        of = plan.accounts
        rows, say = outcome.account.contributions, Sentences.of(plan).of_accounts()
        about.append(_About(plan, own, of.scores, of.grades, of.stages, rows, {}, say))
    found: dict[str, Behind] = {}
    for miss in outcome.misses:
        for each in about:
            if each.context.of_account is miss.expectation.account:
                each.explain(miss, found)
        if miss.expectation.account and outcome.account is None:
            found.setdefault(" account", Behind("the lead has no account, so there are no scores of one"))
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _About:
    """The lead or its account. The context has everything computed."""

    plan: p.Plan
    context: Context
    scores: Sequence[p.AnyScore]
    grades: Sequence[model.Grade]
    stages: model.Stages | None
    contributions: Sequence[Contribution]
    barred: Mapping[str, str]
    say: Sentences

    def explain(self, miss: Miss, found: dict[str, Behind]) -> None:
        """Adds what is not there yet, by what it is about."""
        name = miss.expectation.name
        match miss.expectation.output:
            case "score":
                self._add_scores((name,), found)
            case "grade":
                self._add_scores(self._graded(name), found)
            case "questions":
                self._add_scores([each.of for each in self.plan.questions if each.name == name], found)
            case "stage" | "reason":
                if self.stages is not None:
                    lines = [_Line(line.stage, line.condition, reason=line.reason) for line in self.stages.lines]
                    self._add_lines(self.stages.name, lines, miss, found)
            case "route":
                [route] = [each for each in self.plan.routes if each.name == name]
                routes = [_Line(line.label, line.condition) for line in route.lines]
                self._add_lines(name, routes, miss, found)
            case "follow up" | "due":
                if self.plan.follow_up is not None:
                    owners = [
                        _Line(line.owner, line.condition, "" if line.due is None else f", due {due_words(line.due)}")
                        for line in self.plan.follow_up.lines
                    ]
                    self._add_lines("follow up", owners, miss, found)
            case "flag":
                [flag] = [each for each in self.plan.flags if each.name == name]
                rows = tuple(self._states(flag.condition))
                found.setdefault(f"flag {name}", Behind(f"why {name} is {miss.got}:", rows))
                self._add_scores(self._read(flag.condition), found)
            case "not scored":
                found.setdefault(" exclusions", self._exclusions())

    def _add_scores(self, names: Iterable[str], found: dict[str, Behind]) -> None:
        """With the parts of totals."""
        every = {score.name: score for score in self.scores}
        for name in names:
            if name in every and name not in found:
                score = every[name]
                found[name] = self._score(score)
                if isinstance(score, p.Total):
                    self._add_scores([term.score for term in score.terms], found)
                if isinstance(score, model.Share) and self.context.scores[name] is None:
                    self._add_scores([score.of], found)

    def _score(self, score: p.AnyScore) -> Behind:
        name, value = score.name, self.context.scores[score.name]
        if name in self.barred:
            return Behind(f'{name} is not scored: "{self.barred[name]}"')
        if value is None:
            needs = [score.of] if isinstance(score, model.Share) else []
            needs = [term.score for term in score.terms] if isinstance(score, p.Total) else needs
            none = [each for each in dict.fromkeys(needs) if self.context.scores[each] is None]
            return Behind(f"{name} is not scored, since {listed(none, 'and')} {'is' if len(none) == 1 else 'are'} not")
        heading = f"how {name} comes to {points_text(value)}:"
        if isinstance(score, model.Share):
            return Behind(heading, tuple(self._parts(score)))
        rows = [(contribution_label(r), signed(r.points, 9), _times(r)) for r in self.contributions if r.score == name]
        if isinstance(score, p.Score):
            paid = {row.rule for row in self.contributions if row.score == name}
            rows += [(label, "0", state) for label, state in self._criteria(score) if label not in paid]
        return Behind(heading, tuple(rows), points=True) if rows else Behind(f"{heading} no rule pays")

    def _criteria(self, score: p.Score) -> Iterator[tuple[str, str]]:
        """The criteria of a framework that pay nothing."""
        lets = dict(self.plan.lets)
        for rule in p.rules(score):
            match rule:
                case p.WhenRule(condition=model.LetRef(let) as condition) if isinstance(lets[let], model.Decide):
                    yield rule.label, {True: "met", False: "not met", None: "unknown"}[truth(condition, self.context)]

    def _parts(self, share: model.Share) -> Iterator[tuple[str, str]]:
        words = ("there", "not there") if share.kind == "completeness" else ("met", "not met")
        for weight, condition in share.parts:
            points = "" if share.kind == "completeness" else f" ({number(weight, 3)})"
            is_met = truth(condition, self.context) is True
            yield f"{part_words(condition, self.say)}{points}", words[0] if is_met else words[1]

    def _add_lines(self, name: str, lines: Sequence[_Line], miss: Miss, found: dict[str, Behind]) -> None:
        """The line that decided, and those that would have given what was expected."""
        states = [True if each.condition is None else truth(each.condition, self.context) for each in lines]
        first = states.index(True) if True in states else len(lines)
        by_reason = miss.expectation.output == "reason"
        said = [line.reason if by_reason else line.label for line in lines]
        shown = [at for at, text in enumerate(said) if at == first or text == miss.expected]
        rows: list[tuple[str, ...]] = []
        for at in shown:
            line, condition = lines[at], lines[at].condition
            if condition is None:
                rows.append((line.label, _OTHERWISE + line.after, "decides" if at == first else "comes later"))
            elif at == first:
                rows.append((line.label, f"when {self.say.condition(condition)}{line.after}", "is met, and decides"))
            else:
                later = ", and comes later" if at > first and states[at] else ""
                rows += [(line.label, text, state + later) for text, state in self._states(condition)]
        got = lines[first].label if first < len(lines) else miss.got
        if rows:
            found.setdefault(f"line {name}", Behind(f"how {name} comes to {got}:", tuple(rows)))
        for at in shown:
            self._add_scores(self._read(lines[at].condition), found)

    def _states(self, condition: model.Condition) -> Iterator[tuple[str, str]]:
        """The condition, or each part of several that must be met, with what became of it."""
        parts = condition.items if isinstance(condition, model.And) and condition.items else (condition,)
        for part in parts:
            yield f"when {self.say.condition(part)}", _STATES[truth(part, self.context)]

    def _exclusions(self) -> Behind:
        whole = [each for each in self.plan.exclusions if each.scores is None]
        rows = [(f'"{each.reason}"', *row) for each in whole for row in self._states(each.condition)]
        return Behind("no `do not score` line is met:", tuple(rows)) if rows else Behind("every lead is scored")

    def _graded(self, name: str) -> tuple[str, ...]:
        behind: dict[str, tuple[str, ...]] = {grade.name: (grade.score,) for grade in self.grades}
        if not self.context.of_account:
            behind |= {matrix.name: (matrix.rows.score, matrix.columns.score) for matrix in self.plan.matrices}
        return behind.get(name, ())

    def _read(self, condition: model.Condition | None) -> Iterator[str]:
        """The scores that a condition reads itself, or by a `let` or grade."""
        for node in () if condition is None else walk(condition, colleagues=False):
            match node:
                case model.ScoreOf(name):
                    yield name
                case model.GradeOf(name):
                    yield from self._graded(name)
                case model.LetRef(name):
                    yield from self._read(dict(self.plan.lets)[name])


def contribution_label(row: Contribution) -> str:
    """What a row of points is called: its rule, or the limit, factor or rounding that it is."""
    match row.kind:
        case "rule":
            return row.rule if row.source is None else f"{row.rule}, from {row.source}"
        case "rule limit":
            return f'limit of the rule "{row.rule}"'
        case "group limit":
            return f'limit of the group "{row.rule}"'
        case "factor":
            return f"factor {row.rule}"
        case "range limit":
            return "limit of the score"
        case "rounding":
            return "rounding"


def _times(row: Contribution) -> str:
    return f"{row.times:,} times" if row.times > 1 else ""
