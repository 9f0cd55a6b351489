"""Tables by a value → an assignment of `points` or `factor`: a few branches, or a look-up where rows are many."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ...dsl import model
from .. import plan as p
from . import trees as t
from .frame import Frame
from .operands import Operand, Values
from .source import Lines, quoted, text_of, tuple_text

_BRANCHES = 12  # more rows become a table of the module


@dataclass(frozen=True, slots=True)
class Step:
    """Points (thousandths) below a bound and above the bound of the step before; the last one has no bound."""

    below: int | None
    points: int


def steps_of(cuts: tuple[model.Cut, ...], otherwise: int) -> tuple[Step, ...]:
    """The cuts without gaps, from minus to plus infinity: what no cut pays for gives `otherwise`."""
    steps: list[Step] = []

    def add(below: int | None, points: int) -> None:
        if steps and steps[-1].points == points:
            steps.pop()
        steps.append(Step(below, points))

    for cut in cuts:
        if cut.lowest is not None and (not steps or steps[-1].below != cut.lowest):
            add(cut.lowest, otherwise)
        add(cut.below, cut.points)
    if not steps or steps[-1].below is not None:
        add(None, otherwise)
    return tuple(steps)


class TableWriter:
    """Writes the choice of a row."""

    def __init__(self, frame: Frame, values: Values) -> None:
        self.frame = frame
        self.values = values

    def write(self, rule: p.TableRule, lines: Lines, scale: int) -> None:
        """Statements after which `points` holds what the rule pays, thousandths times `scale`, `unless` apart."""
        operand = self.values.operand(rule.value)
        if rule.quiet:
            self._quiet(rule, operand, lines, scale)
        else:
            self._rows(rule, rule.label, operand, _Chain(lines, "points", scale))

    def write_factor(self, factor: model.Factor, lines: Lines) -> None:
        """Statements after which `factor` holds the multiplier in ten-thousandths."""
        self._rows(factor, factor.name, self.values.operand(factor.value), _Chain(lines, "factor", 1))

    def _rows(self, table: p.TableRule | model.Factor, label: str, operand: Operand, chain: _Chain) -> None:
        if operand.variable is not None:
            chain.branch(t.compare(operand.tree, "is", t.constant(None)), table.missing)
        if table.matches:
            self._matches(table, label, operand, chain)
        if table.cuts or not table.matches:
            self._steps(steps_of(table.cuts, table.otherwise), text_of(operand.tree), chain)

    def _matches(self, rule: p.TableRule | model.Factor, label: str, operand: Operand, chain: _Chain) -> None:
        if len(rule.matches) > _BRANCHES or any(len(match.values) > _BRANCHES for match in rule.matches):
            pairs: dict[str | int | bool, int] = {}
            for match in rule.matches:
                for value in match.values:
                    pairs.setdefault(value, match.points)
            rows = [f"{_key(value)}: {chain.paid(points)}," for value, points in pairs.items()]
            text = "\n".join(["{", *(f"    {row}" for row in rows), "}"])
            kind = "int" if isinstance(next(iter(pairs)), int) else "str"
            key = ("rows", rule.matches, chain.scale)
            table = self.frame.table(key, chain.name.upper(), label, text, f"dict[{kind}, int]")
            if rule.cuts:
                chain.branch_to(t.compare(operand.tree, "in", t.name(table)), f"{table}[{text_of(operand.tree)}]")
            else:
                chain.last(f"{table}.get({text_of(operand.tree)}, {chain.paid(rule.otherwise)})")
            return
        for match in rule.matches:
            values = [t.literal(value) for value in match.values]
            if len(values) == 1:
                operator = "is" if isinstance(match.values[0], bool) else "="
                chain.branch(t.compare(operand.tree, operator, values[0]), match.points)
            else:
                chain.branch(t.compare(operand.tree, "in", ast.Set(values)), match.points)
        if not rule.cuts:
            chain.last(chain.paid(rule.otherwise))

    def _steps(self, steps: tuple[Step, ...], value: str, chain: _Chain) -> None:
        if len(steps) > _BRANCHES:
            bounds = tuple_text([f"{step.below:_}" for step in steps if step.below is not None])
            points = tuple_text([chain.paid(step.points) for step in steps])
            starts = self.frame.table(("bounds", steps), "BOUNDS", "", bounds, "tuple[int, ...]")
            key = ("pays", steps, chain.scale)
            pays = self.frame.table(key, chain.name.upper(), "", points, "tuple[int, ...]")
            chain.last(f"{pays}[bisect_right({starts}, {value})]")
            return
        for step in steps[:-1]:
            assert step.below is not None
            chain.branch(t.compare(t.name(value), "<", t.whole(step.below)), step.points)
        chain.last(chain.paid(steps[-1].points))

    # ---- tables by days since the last event -------------------------------------------------------------------------

    def _quiet(self, rule: p.TableRule, operand: Operand, lines: Lines, scale: int) -> None:
        """A lead must have been there to be quiet: see `model.TableRule`."""
        days = operand.tree
        name = text_of(days)
        assert isinstance(rule.value, model.DaysSinceLast)
        existed = self.values.existence_days(rule.value.events.since)
        chain = _Chain(lines, "points", scale)
        if rule.has_missing_row:
            chain.branch(t.compare(days, "is", t.constant(None)), rule.missing)
        elif existed is None:
            chain.branch(t.compare(days, "is", t.constant(None)), 0)
        recent, later = _recent(rule.cuts), _later(rule.cuts)
        can_miss = not rule.has_missing_row and existed is not None
        if recent is not None:
            known = [t.is_known(days)] if can_miss else []
            if recent.below is None:
                chain.branch(t.all_of(known), recent.points)
            else:
                chain.branch(t.all_of([*known, t.compare(days, "<", t.whole(recent.below))]), recent.points)
        if existed is None or not later:
            chain.last("0")
            return
        chain.branch(t.compare(existed.tree, "is", t.constant(None)), 0)
        since = text_of(existed.tree)
        shorter = f"min({name}, {since})"
        with chain.otherwise() as inner:
            inner.add(f"age = {since} if {name} is None else {shorter}" if can_miss else f"age = {shorter}")
            self._steps(steps_of(later, 0), "age", _Chain(inner, "points", scale))


class _Chain:
    """`points`, or another name, by the first branch that holds; numbers of the plan times `scale`."""

    def __init__(self, lines: Lines, name: str, scale: int) -> None:
        self.name = name
        self.scale = scale
        self._lines = lines
        self._begun = False
        self._closed = False

    def paid(self, number: int) -> str:
        """A number of the plan, such as points in thousandths, as it is assigned."""
        return f"{number * self.scale:_}"

    def branch(self, test: ast.expr, number: int) -> None:
        """The number where the test holds and none before did."""
        if t.is_constant(test, True):
            self.last(self.paid(number))
        else:
            self.branch_to(test, self.paid(number))

    def branch_to(self, test: ast.expr, expression: str) -> None:
        if not self._closed:
            with self._lines.when(test, "elif" if self._begun else "if"):
                self._lines.add(f"{self.name} = {expression}")
            self._begun = True

    def last(self, expression: str) -> None:
        """What holds where no branch did."""
        with self.otherwise() as inner:
            inner.add(f"{self.name} = {expression}")

    @contextmanager
    def otherwise(self) -> Iterator[Lines]:
        inner = Lines()
        yield inner
        if self._closed:
            return
        self._closed = True
        if not self._begun:
            self._lines.extend(inner)
            return
        with self._lines.block("else:"):
            self._lines.extend(inner)


def _recent(cuts: tuple[model.Cut, ...]) -> model.Cut | None:
    """The cut that pays without proof that the lead was there; ages are not negative."""
    for cut in cuts:
        if (cut.lowest is None or cut.lowest <= 0) and (cut.below is None or cut.below > 0):
            return cut
    return None


def _later(cuts: tuple[model.Cut, ...]) -> tuple[model.Cut, ...]:
    return tuple(cut for cut in cuts if cut.lowest is not None and cut.lowest > 0)


def _key(value: str | int | bool) -> str:
    return quoted(value) if isinstance(value, str) else repr(value)
