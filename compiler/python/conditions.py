"""Conditions of the model → two-valued Python expressions.

A three-valued condition is never computed as such: one expression is true exactly where the condition is met, another
exactly where it is known not to be met, and unknown makes both false. A negation swaps the two, so that None is only
ever tested for, and only where an operand can be missing.
"""

from __future__ import annotations

import ast

from ...dsl import model
from ...dsl.folding import spaced_words
from .. import plan as p
from . import trees as t
from .frame import DAY, Frame
from .operands import Operand, Values
from .source import quoted, tuple_text

_DEEPEST = 24  # chains of `and` and `or` inside each other, before a part gets a variable of its own
_FEW = 8  # items that stand inside an expression; more become a table of the module
_NOTHING: frozenset[str] = frozenset()


class Conditions:
    """Prints conditions over a frame's variables; the lets among them are there already (`lets.py`)."""

    def __init__(self, frame: Frame, values: Values) -> None:
        self.frame = frame
        self.values = values
        self.exact: dict[str, bool] = {}  # the lets that can never be unknown

    def met(self, condition: model.Condition) -> ast.expr:
        """True where the condition is met."""
        return self.holds(condition, True)

    def holds(self, condition: model.Condition, want: bool) -> ast.expr:
        """True where the condition is met, or else where it is known not to be met."""
        return self._holds(condition, want, _NOTHING, _depths(condition))

    # ---- one condition -----------------------------------------------------------------------------------------------

    def _holds(self, condition: model.Condition, want: bool, known: frozenset[str], depths: dict[int, int]) -> ast.expr:
        """`known`: variables that cannot be None where this is evaluated."""
        while isinstance(condition, model.Not):
            condition, want = condition.item, not want
        match condition:
            case model.And(items) | model.Or(items):
                depth = depths[id(condition)]
                if depth and depth % _DEEPEST == 0 and depth < depths[0]:
                    return self.frame.hoisted(self._chain(condition, items, want, _NOTHING, depths))
                return self._chain(condition, items, want, known, depths)
            case model.LetRef(name):
                return self.let(name, want)
            case model.IsMissing(value):
                return self._is_missing(self.values.operand(value), want)
            case model.IsTrue(value):
                operand = self.values.operand(value)
                if operand.variable is None:
                    return operand.tree if want else t.opposite(operand.tree)
                return t.compare(operand.tree, "is", t.constant(want))
            case model.Compare():
                return self._compare(condition, want, known)
            case model.InSet() | model.InList():
                return self._membership(condition, want, known)
            case model.TextTest():
                return self._text_test(condition, want, known)
            case model.AgeBetween():
                return self._age_between(condition, want, known)
            case model.Happened(events, at_least):
                happened = self.frame.use(self.values.events.count(events)).tree
                return t.compare(happened, ">=" if want else "<", t.whole(at_least))
            case model.Quiet(events):
                quiet = self._quiet(events)
                return quiet if want else t.opposite(quiet)
            case model.Burst(events, at_least, within):
                burst = self.frame.use(self.values.events.burst(p.Burst(events, at_least, within))).tree
                return burst if want else t.opposite(burst)
            case model.FlagRef(name):
                flag = self.frame.use(self.frame.flags[name]).tree
                return flag if want else t.opposite(flag)
            case model.Decide(lines):
                return self._decide(lines, want, depths)
            case model.IsUnknown(item):
                return self._unknown(item, want, depths)
            case model.AtLeast(count, items):
                return self._at_least(count, items, want, depths)

    def _chain(
        self,
        condition: model.And | model.Or,
        items: tuple[model.Condition, ...],
        want: bool,
        known: frozenset[str],
        depths: dict[int, int],
    ) -> ast.expr:
        """All of the items, or any of them: a negated `or` demands that all fail."""
        every = isinstance(condition, model.And) is want
        parts: list[ast.expr] = []
        for item in items:
            part = self._holds(item, want, known, depths)
            parts.append(part)
            if every:
                known |= _tested(part)
        return t.all_of(parts) if every else t.any_of(parts)

    # ---- conditions over conditions ----------------------------------------------------------------------------------

    def _unknown(self, item: model.Condition, want: bool, depths: dict[int, int]) -> ast.expr:
        decided = t.any_of([self._holds(item, truth, _NOTHING, depths) for truth in (True, False)])
        return t.opposite(decided) if want else decided

    def _decide(self, lines: tuple[tuple[model.Condition, bool], ...], want: bool, depths: dict[int, int]) -> ast.expr:
        """The first line that is met has this outcome."""
        found: ast.expr = t.constant(False)
        for condition, outcome in reversed(lines):
            met = self._holds(condition, True, _NOTHING, depths)
            found = t.any_of([met, found]) if outcome is want else t.all_of([t.opposite(met), found])
        return found

    def _at_least(self, count: int, items: tuple[model.Condition, ...], want: bool, depths: dict[int, int]) -> ast.expr:
        """So many are met; known not to be, where so many are known not to be met that too few remain."""
        parts = [self._holds(item, want, _NOTHING, depths) for item in items]
        least = count if want else len(items) - count + 1
        if least <= 0:
            return t.constant(True)
        return t.compare(t.call("sum", t.tuple_of(parts)), ">=", t.whole(least))

    def let(self, name: str, want: bool) -> ast.expr:
        """A let that is defined: met, or known not to be met."""
        if not want and self.exact[name]:
            return t.opposite(self.let(name, True))
        variable = self.frame.known(("let", name, want))
        assert variable is not None
        return self.frame.use(variable).tree

    # ---- tests of values ---------------------------------------------------------------------------------------------

    def _is_missing(self, operand: Operand, want: bool) -> ast.expr:
        if operand.variable is None:
            missing = t.is_constant(operand.tree, None)
            return t.constant(missing is want)
        return t.compare(operand.tree, "is" if want else "is not", t.constant(None))

    def _compare(self, condition: model.Compare, want: bool, known: frozenset[str]) -> ast.expr:
        left = self.values.folded(condition.left) if condition.folded else self.values.operand(condition.left)
        right = self.values.operand(condition.right)
        test = t.compare(left.tree, condition.op, right.tree)
        if not want:
            test = t.opposite(test)
        one_side = left.variable is None or right.variable is None
        if one_side and isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Eq):
            return test  # None equals nothing else
        return t.all_of([*_guards(known, left, right), test])

    def _membership(self, condition: model.InSet | model.InList, want: bool, known: frozenset[str]) -> ast.expr:
        operand = (self.values.folded if condition.folded else self.values.operand)(condition.value)
        if isinstance(condition, model.InList):
            test = t.compare(operand.tree, "in", t.name(self._list(condition)))
        elif len(condition.items) == 1:
            test = t.compare(operand.tree, "=", t.literal(condition.items[0]))
        elif len(condition.items) <= _FEW:
            test = t.compare(operand.tree, "in", ast.Set([t.literal(item) for item in condition.items]))
        else:
            test = t.compare(operand.tree, "in", t.name(self._set(condition.items)))
        return test if want else t.all_of([*_guards(known, operand), t.opposite(test)])

    def _list(self, condition: model.InList) -> str:
        plan = self.frame.plan
        lists = plan.folded_lists if condition.folded else plan.lists
        entries = {each.name: each.entries for each in lists}[condition.list]
        hint = f"{condition.list}_folded" if condition.folded else condition.list
        return self.frame.text_set("LIST", hint, entries)

    def _set(self, items: tuple[str, ...] | tuple[int, ...]) -> str:
        texts = [quoted(item) if isinstance(item, str) else f"{item:_}" for item in items]
        kind = "str" if isinstance(items[0], str) else "int"
        text = f"frozenset({tuple_text(texts)})"
        return self.frame.table(("set", kind, items), "SET", "", text, f"frozenset[{kind}]")

    def _text_test(self, condition: model.TextTest, want: bool, known: frozenset[str]) -> ast.expr:
        if condition.op == "word":
            operand = self.values.words(condition.value)
            test = self._any_word(operand.tree, tuple(spaced_words(needle) for needle in condition.needles))
        else:
            operand = (self.values.folded if condition.folded else self.values.operand)(condition.value)
            if condition.op == "contains":
                test = self._contains(operand.tree, condition.needles)
            else:
                method = "startswith" if condition.op == "starts" else "endswith"
                test = t.method(operand.tree, method, self._needles(condition.needles))
        if t.is_constant(operand.tree, None):
            return t.constant(False)
        return t.all_of([*_guards(known, operand), test if want else t.opposite(test)])

    def _needles(self, needles: tuple[str, ...]) -> ast.expr:
        """One text, or a tuple of texts."""
        if len(needles) == 1:
            return t.constant(needles[0])
        if len(needles) <= _FEW:
            return t.tuple_of(t.constant(needle) for needle in needles)
        text = tuple_text([quoted(needle) for needle in needles])
        return t.name(self.frame.table(("needles", needles), "TEXTS", "", text, "tuple[str, ...]"))

    def _contains(self, subject: ast.expr, needles: tuple[str, ...]) -> ast.expr:
        if len(needles) > _FEW:
            return t.call("_contains_any", subject, self._needles(needles))
        return t.any_of([t.compare(t.constant(needle), "in", subject) for needle in needles])

    def _any_word(self, words: ast.expr, needles: tuple[str, ...]) -> ast.expr:
        """Single words are looked up all at once: between blanks, a word is found where it stands alone."""
        single = tuple(n[1:-1] for n in needles if n.strip(" ") and " " not in n[1:-1])
        if len(single) <= _FEW:
            return self._contains(words, needles)
        table = t.name(self.frame.text_set("WORDS", "", single))
        found = t.opposite(t.method(table, "isdisjoint", t.method(words, "split", t.constant(" "))))
        rest = tuple(n for n in needles if n[1:-1] not in single)
        return t.any_of([found, self._contains(words, rest)] if rest else [found])

    def _age_between(self, condition: model.AgeBetween, want: bool, known: frozenset[str]) -> ast.expr:
        operand, age = self.values.age(condition.value)
        low, below = condition.lowest, condition.below
        test: ast.expr
        match low, below:
            case None, None:
                test = t.constant(True)
            case None, int():
                test = t.compare(age, "<", t.whole(below))
            case int(), None:
                test = t.compare(age, ">=", t.whole(low))
            case _:
                assert low is not None and below is not None
                test = ast.Compare(t.whole(low), [ast.LtE(), ast.Lt()], [age, t.whole(below)])
        return t.all_of([*_guards(known, operand), test if want else t.opposite(test)])

    def _quiet(self, events: model.EventFilter) -> ast.expr:
        none = t.compare(self.frame.use(self.values.events.count(events)).tree, "=", t.whole(0))
        if events.window is None:
            return none
        if events.since is not None:
            existed = self.values.existence_seconds(events.since)
            return t.all_of([none, *_guards(_NOTHING, existed), t.compare(existed.tree, ">=", t.whole(events.window))])
        since = self.values.since()
        if since is None:
            return t.constant(False)
        operand, age = self.values.age(since)
        # A date counts in whole days, which are long enough from the next full day on.
        least = -(-events.window // DAY) if p.is_date(since) else events.window
        return t.all_of([none, *_guards(_NOTHING, operand), t.compare(age, ">=", t.whole(least))])

    # ---- proofs ------------------------------------------------------------------------------------------------------

    def is_exact(self, condition: model.Condition) -> bool:
        """Whether the condition can never be unknown."""
        match condition:
            case model.IsMissing() | model.Happened() | model.Quiet() | model.Burst() | model.FlagRef():
                return True
            case model.IsUnknown():
                return True
            case model.Decide():
                return False
            case model.LetRef(name):
                return self.exact[name]
            case model.And(items) | model.Or(items) | model.AtLeast(_, items):
                return all(self.is_exact(item) for item in items)
            case model.Not(item):
                return self.is_exact(item)
            case model.Compare(_, left, right):
                return self._never_missing(left) and self._never_missing(right)
            case (
                model.InSet(value=value)
                | model.InList(value=value)
                | model.TextTest(value=value)
                | model.AgeBetween(value=value)
                | model.IsTrue(value=value)
            ):
                return self._never_missing(value)

    def _never_missing(self, value: model.Value) -> bool:
        match value:
            case model.ScoreOf(name):
                return not self.frame.scores[name].optional
            case model.GradeOf(name):
                return not self.frame.grades[name].optional
            case model.OfLeads(op):
                return op not in ("highest", "lowest")
            case _:
                return isinstance(value, _ALWAYS_KNOWN)


_ALWAYS_KNOWN = (
    model.Constant,
    model.Today,
    model.MonthsAgo,
    model.SecondsAgo,
    model.CountOf,
    model.CountDifferent,
    model.EventSum,
    model.StageOf,
)


def _guards(known: frozenset[str], *operands: Operand) -> list[ast.expr]:
    """`is not None` for each operand that can be missing."""
    variables = dict.fromkeys(o.variable.name for o in operands if o.variable is not None)
    return [t.is_known(t.name(name)) for name in variables if name not in known]


def _tested(expression: ast.expr) -> frozenset[str]:
    """The variables that the expression tests for None before all else."""
    match expression:
        case ast.BoolOp(ast.And(), values):
            return frozenset().union(*(_tested(value) for value in values))
        case ast.Compare(ast.Name(name), [ast.IsNot()], [ast.Constant(None)]):
            return frozenset({name})
        case _:
            return _NOTHING


def _items(node: model.Condition) -> tuple[model.Condition, ...]:
    match node:
        case model.And(items) | model.Or(items) | model.AtLeast(_, items):
            return items
        case model.Not(item) | model.IsUnknown(item):
            return (item,)
        case model.Decide(lines):
            return tuple(condition for condition, _ in lines)
        case _:
            return ()


def _depths(root: model.Condition) -> dict[int, int]:
    """How many chains stand inside each other below a node, by its id; under 0 that of the root."""
    depths: dict[int, int] = {}
    stack: list[tuple[model.Condition, bool]] = [(root, False)]
    while stack:
        node, ready = stack.pop()
        below = _items(node)
        if ready or not below:
            own = 1 if isinstance(node, model.And | model.Or) else 0
            depths[id(node)] = own + max((depths[id(item)] for item in below), default=0)
        else:
            stack.append((node, True))
            stack.extend((item, False) for item in below)
    depths[0] = depths[id(root)]
    return depths
