"""Grades and matrices: the label of the band that a score lies in."""

from __future__ import annotations

from sqlglot import exp

from ...dsl.model import Grade
from . import nodes as n
from .keys import OutcomeKey
from .levels import grades_in_rules
from .operands import Scope
from .steps import Names, Steps


class Grades:
    """Adds grades and matrices as soon as their scores are there."""

    def __init__(self, steps: Steps, scope: Scope, taken: Names) -> None:
        self._steps, self._scope, self._taken = steps, scope, taken

    def add_those_in_rules(self) -> None:
        """Those that rules of scores read."""
        self._add(grades_in_rules(self._scope.plan))

    def add_all(self) -> None:
        plan = self._scope.plan
        self._add({grade.name for grade in plan.grades} | {matrix.name for matrix in plan.matrices})

    def _add(self, wanted: set[str]) -> None:
        plan = self._scope.plan
        columns: list[n.Node] = []
        for grade in plan.grades:
            if self._can(grade.name, wanted, grade):
                name = self._taken.take(f"{grade.name}_grade")
                columns.append(n.named(self._band(grade), name))
                self._scope.columns[OutcomeKey(grade.name)] = name
        pairs: list[n.Node] = []
        for matrix in plan.matrices:
            if self._can(matrix.name, wanted, matrix.rows, matrix.columns):
                sides = [self._taken.take(f"{matrix.name}_{side}") for side in ("row", "column")]
                columns.append(n.named(self._band(matrix.rows), sides[0]))
                columns.append(n.named(self._band(matrix.columns), sides[1]))
                row, column = (n.column(side) for side in sides)
                both = n.all_of(n.is_known(row), n.is_known(column))
                name = self._taken.take(f"{matrix.name}_matrix")
                pairs.append(n.named(n.when((both, n.call("concat", row, column))), name))
                self._scope.columns[OutcomeKey(matrix.name)] = name
        self._steps.extend("grades", columns)
        self._steps.extend("matrices", pairs)

    def _can(self, name: str, wanted: set[str], *grades: Grade) -> bool:
        there = self._scope.columns
        scored = all(OutcomeKey(grade.score) in there for grade in grades)
        return name in wanted and OutcomeKey(name) not in there and scored

    def _band(self, grade: Grade) -> n.Node:
        value = self._scope.column(OutcomeKey(grade.score))
        arms = [(n.is_null(value), n.null())]
        for band in grade.bands:
            if band.lowest is None:
                return n.when(*arms, otherwise=n.text(band.label))
            arms.append((n.compare(exp.GTE, value, n.number(band.lowest)), n.text(band.label)))
        return n.when(*arms)
