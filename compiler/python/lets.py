"""Named conditions as variables, each in the forms in which it is read: met, or known not to be met."""

from __future__ import annotations

from collections.abc import Iterable

from ...dsl import model
from ..walk import walk
from .conditions import Conditions
from .frame import Frame, Var
from .source import Lines, quoted


class Lets:
    """Defines lets before what reads them; those that read scores only once these are there."""

    def __init__(self, frame: Frame, conditions: Conditions) -> None:
        self.frame = frame
        self.conditions = conditions
        self._lets = dict(frame.plan.lets)
        self._defined: set[tuple[str, bool]] = set()
        self._late: set[str] = set()
        for name, condition in frame.plan.lets:
            if any(self._reads_scores(node) for node in walk(condition, colleagues=False)):
                self._late.add(name)

    def _reads_scores(self, node: model.Value | model.Condition) -> bool:
        match node:
            case model.ScoreOf() | model.GradeOf() | model.FlagRef() | model.StageOf():
                return True
            case model.LetRef(name):
                return name in self._late
            case _:
                return False

    def define(self, roots: Iterable[model.Condition], lines: Lines, *, late: bool = False) -> None:
        """Computes the lets that these conditions read, in order; without `late` only those that read no score."""
        needed = self._needed(roots)
        for name, condition in self.frame.plan.lets:
            if name in self._late and not late:
                continue
            wants = needed.get(name, set())
            if name not in self.conditions.exact and (wants or name not in self._late):
                self.conditions.exact[name] = self.conditions.is_exact(condition)
            for want in sorted({True} if wants and self.conditions.exact[name] else wants, reverse=True):
                if (name, want) not in self._defined:
                    self._defined.add((name, want))
                    self._define(name, condition, want, lines)

    def _needed(self, roots: Iterable[model.Condition]) -> dict[str, set[bool]]:
        needed: dict[str, set[bool]] = {}
        stack = [(root, True) for root in roots]
        while stack:
            condition, want = stack.pop()
            match condition:
                case model.Not(item):
                    stack.append((item, not want))
                case model.And(items) | model.Or(items) | model.AtLeast(_, items):
                    stack.extend((item, want) for item in items)
                case model.Decide(decisions):
                    stack.extend((each, True) for each, _ in decisions)
                case model.IsUnknown(item):
                    stack.extend(((item, True), (item, False)))
                case model.LetRef(name) if want not in needed.get(name, set()):
                    needed.setdefault(name, set()).add(want)
                    stack.append((self._lets[name], want))
                case _:
                    pass
        return needed

    def _define(self, name: str, condition: model.Condition, want: bool, lines: Lines) -> None:
        tree = self.conditions.holds(condition, want)
        self.frame.flush(lines)
        variable = Var(self.frame.names.local(name if want else f"not_{name}", "condition"), "bool")
        self.frame.placed(variable, lines)
        lines.add(f"# {quoted(name)}{'' if want else ' is known not to be met'}")
        lines.put(f"{variable.name} = ", tree)
        self.frame.remember(("let", name, want), variable)
