"""Accounts: what a lead counts for among its colleagues, and the function that scores an account."""

from __future__ import annotations

from ...dsl import model
from .. import plan as p
from ..roots import roots, score_roots
from ..walk import walk
from . import trees as t
from .constants import Constants
from .evaluation import Evaluation, conditions_of
from .frame import Frame, Var
from .lead import stages
from .source import quoted

Column = tuple[str, model.Value | None, model.Condition | None]


class Columns:
    """What is computed for each lead of an account, each once: an operation over a value where a condition is met."""

    def __init__(self) -> None:
        self.all: list[Column] = []

    def wanted(self, frame: Frame) -> str:
        """What a function reads: pairs of a column's number and whether the lead itself is left out."""
        pairs = []
        for node in frame.of_leads:
            assert isinstance(node, model.OfLeads)
            column = (node.op, node.value, node.who.condition)
            if column not in self.all:
                self.all.append(column)
            pairs.append(f"({self.all.index(column)}, {node.who.others})")
        return f"({', '.join(pairs)}{',' if len(pairs) == 1 else ''})"

    @property
    def ops(self) -> str:
        ops = [quoted(op) for op, _, _ in self.all]
        return f"({', '.join(ops)}{',' if len(ops) == 1 else ''})"


def reads_accounts(plan: p.Plan) -> tuple[bool, bool]:
    """Whether something reads rows of accounts, and whether something is computed over the leads of one."""
    nodes = [node for root in roots(plan) for node in walk(root)]
    over_leads = plan.accounts is not None or any(isinstance(node, model.OfLeads) for node in nodes)
    return over_leads or any(isinstance(node, model.AccountValue) for node in nodes), over_leads


class PartEvaluation(Evaluation):
    """From the raw lead to one value for each column, None where the lead does not count in it."""

    def __init__(self, plan: p.Plan, constants: Constants, columns: Columns) -> None:
        super().__init__(plan, constants, explains=False)
        self.columns = columns.all
        self.read = scores_read(plan, self.columns)

    def write(self) -> None:
        """Up to `return`."""
        conditions = [condition for _, _, condition in self.columns if condition is not None]
        exclusions = [each.condition for each in self.plan.exclusions] if self.read else []
        inside = [condition for score in self.read for condition in conditions_of(score)]
        self.noise()
        self.lets.define([*exclusions, *inside, *conditions], self.frame.after)
        if self.read:
            self._scores()
        names = [self._column(number, column) for number, column in enumerate(self.columns, 1)]
        self.head.add("ignored = _Ignored()  # what cannot be read is counted when the lead is scored")
        self.key("return None, ()")
        self.facts()
        self.rest.extend(self.frame.late)
        self.rest.add(f"return key, ({', '.join(names)}{',' if len(names) == 1 else ''})")

    def _scores(self) -> None:
        """Scores are None for a lead that is not scored."""
        late = self.frame.late
        late.add("scored = True")
        for exclusion in self.plan.exclusions:
            if exclusion.scores is None:
                test = self.conditions.met(exclusion.condition)
                self.frame.flush(late)
                with late.when(test):
                    late.add("scored = False")
        too_many = self.too_many()
        if too_many is not None:
            with late.when(too_many):
                late.add("scored = False")
        barred = self.barred()
        for score in self.read:
            tests = (f"{quoted(score.name)} not in barred",) if score.name in barred else ()
            self.score(score, self.plan.grades, ("scored", *tests))
            self.matrices()

    def _column(self, number: int, column: Column) -> str:
        op, value, condition = column
        late = self.frame.late
        self.late_lets([] if condition is None else [condition])
        name = self.frame.names.local(f"counted_{number}")
        operand = None if value is None else self.conditions.values.operand(value)
        brought = t.constant(True) if operand is None else operand.tree
        if isinstance(value, model.EventValues):
            brought = t.call("frozenset", brought)
        late.add(f"# {op} over the leads of an account")
        if condition is None:
            late.put(f"{name}: _Part = ", brought)
            return name
        test = self.conditions.met(condition)
        self.frame.flush(late)
        late.add(f"{name}: _Part = None")
        with late.when(test):
            late.put(f"{name} = ", brought)
        return name


def scores_read(plan: p.Plan, columns: list[Column]) -> tuple[p.AnyScore, ...]:
    """The scores that the columns read, and those that they need, in their order."""
    lets = dict(plan.lets)
    graded: dict[str, tuple[str, ...]] = {grade.name: (grade.score,) for grade in plan.grades}
    graded |= {matrix.name: (matrix.rows.score, matrix.columns.score) for matrix in plan.matrices}

    def names(root: model.Value | model.Condition) -> set[str]:
        found: set[str] = set()
        stack, seen = [root], set[str]()
        while stack:
            for node in walk(stack.pop(), colleagues=False):
                match node:
                    case model.ScoreOf(name):
                        found.add(name)
                    case model.GradeOf(name):
                        found.update(graded[name])
                    case model.LetRef(name) if name not in seen:
                        seen.add(name)
                        stack.append(lets[name])
                    case _:
                        pass
        return found

    wanted = {name for _, *parts in columns for part in parts if part is not None for name in names(part)}
    read: list[p.AnyScore] = []
    for score in reversed(plan.scores):
        if score.name in wanted:
            read.append(score)
            wanted |= {name for root in score_roots(score) for name in names(root)}
            if isinstance(score, p.Total):
                wanted |= {term.score for term in score.terms}
            if isinstance(score, model.Share):
                wanted.add(score.of)
    return tuple(reversed(read))


class AccountEvaluation(Evaluation):
    """The scores, grades and stage of an account."""

    def __init__(self, plan: p.Plan, accounts: p.AccountPlan, constants: Constants) -> None:
        super().__init__(plan, constants, explains=True)
        self.accounts = accounts
        self.frame.company = Var("key", "str")

    def write(self) -> None:
        """Everything before the result."""
        accounts, frame = self.accounts, self.frame
        found = [condition for score in accounts.scores for condition in conditions_of(score)]
        block = accounts.stages
        lines = [] if block is None else [line.condition for line in block.lines if line.condition is not None]
        self.lets.define([*found, *lines], frame.after)
        for score in accounts.scores:
            self.score(score, accounts.grades)
        if block is not None:
            self.late_lets(lines)
            stages(self, block)
        self.head.add("ignored = _Ignored()")
        self.facts()
        self.rest.add("rows: list[Contribution] = []")
        self.rest.extend(frame.late)
