"""One function that evaluates a lead (or an account): its variables, its events, its scores."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable

from ...dsl import model
from ...dsl.source import Span
from .. import plan as p
from . import noise
from . import trees as t
from .conditions import Conditions
from .constants import Constants
from .events import Accumulators
from .frame import Frame, Var
from .functions import call_of_part, write_function
from .inline import names_in_text
from .lets import Lets
from .loop import EventLoop, counts_events
from .operands import Values
from .outcomes import write_grade, write_matrix
from .scores import ScoreWriter
from .source import Lines, escaped, quoted
from .units import has_few_sums


class Evaluation:
    """Rules are written first: they decide what has to be read and counted."""

    def __init__(self, plan: p.Plan, constants: Constants, *, explains: bool, narrow: bool = False) -> None:
        """`explains`: with contributions; `narrow`: what counts events are 64 bits wide."""
        self.plan = plan
        self.constants = constants
        self.explains = explains
        self.frame = Frame(plan, constants)
        self.events = Accumulators(self.frame, explains=explains, narrow=narrow)
        self.conditions = Conditions(self.frame, Values(self.frame, self.events))
        self.lets = Lets(self.frame, self.conditions)
        self.scores = ScoreWriter(self.frame, self.conditions)
        self.heard = Lines()  # what takes the noise away
        self.head = Lines()  # before anything depends on the moment
        self.rest = Lines()
        self.frame.as_of()

    # ---- functions of the module -------------------------------------------------------------------------------------

    def function(
        self, hint: tuple[str, str], parameters: list[Var], returns: str, text: str, body: Lines, *, reads: bool = False
    ) -> str:
        """Adds a function to the module, where it has none that is the same; its name. `reads`: raw rows."""
        return write_function(self.constants, hint, parameters, returns, text, body, reads=reads)

    def noise(self) -> None:
        """Everything after it hears of the other events only."""
        if self.plan.noise:
            self.lets.define([rule.lead for rule in self.plan.noise if rule.lead is not None], self.frame.before)
            noise.write(self, self.heard)

    # ---- scores and grades -------------------------------------------------------------------------------------------

    def score(self, score: p.AnyScore, grades: Iterable[model.Grade], tests: tuple[str, ...] = ()) -> None:
        """What computes the score, and the grades and matrices that read it.

        `tests`: what must hold for the score to be there.
        """
        frame = self.frame
        self.late_lets(conditions_of(score))
        tests = (*tests, *self._needed(score))
        name = frame.names.local(score.name, "score")
        own = [grade for grade in grades if grade.score == score.name]
        if isinstance(score, p.Score) and has_few_sums(score) and not (tests or self.explains):
            self._remembered(name, score, own)
            return
        lines = self._inline(name, score)
        frame.flush(frame.late)
        frame.scores[score.name] = frame.placed(Var(name, "int | None" if tests else "int"), frame.late)
        if tests:
            frame.late.add(f"{name}: int | None = None")
            with frame.late.block(f"if {' and '.join(tests)}:"):
                frame.late.extend(lines)
        else:
            frame.late.extend(lines)
        for grade in own:
            frame.grades[grade.name] = write_grade(frame, grade, frame.late)

    def _inline(self, name: str, score: p.AnyScore) -> Lines:
        """The statements that compute the score: a call for each lead, with all that rules read, costs a tenth."""
        lines = _headed(score)
        self.scores.write(score, lines, f"{name} =", explains=self.explains)
        lines.add()
        return lines

    def _remembered(self, name: str, score: p.Score, grades: list[model.Grade]) -> None:
        """The same where rules add up to few numbers: limits, rounding, decimal and grades are looked up by the sum."""
        frame, constants = self.frame, self.constants
        lines, body = _headed(score), Lines()
        paid = self.scores.add_up(score, lines, explains=False)
        frame.flush(frame.late)
        known = constants.names.constant("known", score.name)
        exact = Var(frame.names.local(f"{score.name}_points"), "Decimal")
        body.add(f"known = {paid.variable}")
        self.scores.finish(score, paid, f"{name} =", body)
        frame.scores[score.name] = frame.placed(Var(name, "int"), frame.late)
        body.add(f"{exact.name} = {frame.exact(name, score.decimals)}")
        for grade in grades:
            frame.grades[grade.name] = frame.placed(write_grade(frame, grade, body), frame.late)
        found = [frame.scores[score.name], exact, *(frame.grades[grade.name] for grade in grades)]
        names, types = ", ".join(each.name for each in found), ", ".join(each.type for each in found)
        body.add(f"{known}[known] = {names}")
        body.add(f"return {known}[known]")
        text = f"What follows from the sum of what the rules of {quoted(score.name)} pay."
        function = self.function(("known", score.name), [Var(paid.variable, "int")], f"tuple[{types}]", text, body)
        constants.known(known, f"dict[int, tuple[{types}]]", "{}")
        lines.add("try:")
        with lines.block():
            lines.add(f"{names} = {known}[{paid.variable}]")
        lines.add("except KeyError:")
        with lines.block():
            lines.add(f"{names} = {function}({paid.variable})")
        frame.late.extend(lines)
        frame.late.add()
        frame.decimals[score.name] = exact.name

    def _needed(self, score: p.AnyScore) -> list[str]:
        """The scores without which this one is none."""
        match score:
            case p.Score():
                names: list[str] = []
            case p.Total(_, terms):
                names = [term.score for term in terms]
            case model.Share(_, of):
                names = [of]
        variables = [self.frame.scores[name] for name in dict.fromkeys(names)]
        return [f"{variable.name} is not None" for variable in variables if variable.optional]

    def matrices(self) -> None:
        """Those of which both scores have just become known."""
        for matrix in self.plan.matrices:
            known = {matrix.rows.score, matrix.columns.score} <= set(self.frame.scores)
            if known and matrix.name not in self.frame.grades:
                self.frame.grades[matrix.name] = write_matrix(self.frame, matrix, self.frame.late)

    def late_lets(self, conditions: Iterable[model.Condition]) -> None:
        """Before what reads them: the lets that read scores."""
        self.lets.define(conditions, self.frame.late, late=True)

    def barred(self) -> set[str]:
        """Writes the tests of scores that are not computed for this lead; the scores that have one."""
        exclusions = [each for each in self.plan.exclusions if each.scores is not None]
        names: set[str] = set()
        lines = self.frame.late
        if exclusions:
            lines.add("barred: dict[str, str] = {}")
        for exclusion in exclusions:
            lines.add(f"# {place(exclusion.span)}")
            test = self.conditions.met(exclusion.condition)
            self.frame.flush(lines)
            with lines.when(test):
                for name in exclusion.scores or ():
                    names.add(name)
                    lines.add(f"barred.setdefault({quoted(name)}, {quoted(exclusion.reason)})")
        return names

    # ---- the order of the function -----------------------------------------------------------------------------------

    def body(self, moment: Lines) -> Lines:
        """The statements of the function, once they are written; `moment` brings what depends on the moment alone."""
        whole = Lines()
        for part in (self.head, moment, self.rest):
            whole.extend(part)
        return whole

    def key(self, otherwise: str) -> None:
        """The lead's key; `otherwise` is what happens without one."""
        body = self.head
        schema = self.plan.schema
        kind = {a.name: a.type for a in schema.attributes}[schema.key]
        variable = self.frame.lead_value(schema.key)
        body.extend(self.frame.attributes.pop(schema.key).lines())
        body.add(f"if {variable.name} is None:")
        with body.block():
            body.add(otherwise)
        body.add(f"key = {variable.name}" if kind.kind == "text" else f"key = str({variable.name})")

    def facts(self, *behind: Lines) -> None:
        """What is read and counted, up to the lets; `behind`: what else will read it, scores apart."""
        frame, body = self.frame, self.rest
        loop = Lines()
        behind = (frame.after, frame.late, *behind)
        EventLoop(frame, self.events, self.conditions).write(loop, behind=behind)
        readers = [frame.before, self.heard, loop, *behind]
        derivations = frame.derivations_in(readers)
        read = names_in_text("\n".join(part.text() for part in (*readers, derivations)))
        sums = Counter(each.root for each in frame.sums)
        raw = {each.root: each for each in frame.sums if sums[each.root] == 1 and each.root.name not in read}
        written: set[Var] = set()
        for attribute in self.plan.schema.attributes:
            reading = frame.attributes.get(attribute.name)
            if reading is None:
                continue
            if reading.variable in raw and raw[reading.variable].reads(reading):
                written.add(reading.variable)
                raw[reading.variable].write(body, reading)
            else:
                body.extend(reading.lines())
        schema = self.plan.schema.account
        for attribute in () if schema is None else schema.attributes:
            if attribute.name in frame.of_account:
                body.extend(frame.of_account[attribute.name].lines())
        if frame.of_leads:
            body.extend(assigned([variable.name for variable in frame.of_leads.values()], "of_leads"))
        body.extend(derivations)
        body.extend(frame.before)
        for each in frame.sums:
            if each.root not in written:
                each.write(body, None)
        for part in (self.heard, loop, frame.after):
            if part:
                body.add()
                body.extend(part)

    def too_many(self) -> ast.expr | None:
        """Whether some feature has more events than the language allows."""
        for feature in self.plan.features:
            if isinstance(feature, p.Occurrences | p.Sum):
                self.events.bounded(feature.events)
        counted = [variable.tree for variable in self.events.counted]
        if not counted:
            return None
        bound = t.whole(p.MAX_OCCURRENCES)
        most = counted[0] if len(counted) == 1 else t.call("max", *counted)
        tests = [t.compare(t.name("seen"), ">", bound)] if counts_events(self.events) else []
        if tests and self.constants.native:
            return t.all_of([*tests, self._any_beyond(counted, bound)])
        return t.all_of([*tests, t.compare(most, ">", bound)])

    def _any_beyond(self, counted: list[ast.expr], bound: ast.expr) -> ast.expr:
        """Whether one of the counts is higher: a call, since it is hardly ever asked."""
        body = Lines()
        body.put("return ", t.any_of([t.compare(each, ">", bound) for each in counted]))
        text = "Whether some rule has more events than the language allows."
        return ast.parse(call_of_part(self.frame, ("too", "many"), "bool", text, body), mode="eval").body


def conditions_of(score: p.AnyScore) -> list[model.Condition]:
    """The conditions that a score reads, those of its rules' values apart."""
    match score:
        case p.Score():
            found = [rule.condition for rule in p.rules(score) if isinstance(rule, p.WhenRule)]
            return [*found, *(rule.unless for rule in p.rules(score) if rule.unless is not None)]
        case p.Total():
            return []
        case model.Share(parts=parts):
            return [condition for _, condition in parts]


def _headed(score: p.AnyScore) -> Lines:
    """The comment above the statements of a score."""
    lines = Lines()
    lines.add(f"# the score {quoted(score.name)}, in thousandths of a point ({place(score.span)})")
    return lines


def place(span: Span) -> str:
    """Where something stands in the rule file, for comments."""
    return f"{escaped(span.file)}:{span.line}"


def assigned(names: list[str], value: str) -> Lines:
    """The items of a tuple to variables."""
    lines = Lines()
    if len(names) == 1:
        lines.add(f"({names[0]},) = {value}")
    elif len(names) <= 6:
        lines.add(f"{', '.join(names)} = {value}")
    else:
        lines.add("(\n" + "\n".join(f"    {name}," for name in names) + f"\n) = {value}")
    return lines
