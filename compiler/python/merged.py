"""Rules that look at one value of the lead alone: their sum is remembered for each value, not tested rule by rule.

A lead's country or title is one of few among many leads. The rows of contributions are written rule by rule elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .frame import Frame, Var
from .source import Lines, docstring, quoted

_WORTH_IT = 3  # looking a sum up costs about as much as two tests
_REMEMBERED = 4_096  # values of each, those that were asked for last: long texts of a stream have to fit, too


@dataclass(slots=True)
class Merged:
    """The rules of one level of a score, in their order, each with the variables that it reads."""

    frame: Frame
    score: str
    written: list[tuple[Lines, list[Var]]] = field(default_factory=list)

    def add(self, lines: Lines, used: list[Var]) -> None:
        self.written.append((lines, used))

    def write(self, into: str, lines: Lines) -> None:
        """Adds the rules' points to the variable `into`: those of one value in a function of their own."""
        alone: dict[Var, list[Lines]] = {}
        for each, used in self.written:
            if len(used) == 1 and self.frame.is_of_lead(used[0]):
                alone.setdefault(used[0], []).append(each)
        for variable, rules in alone.items():
            if len(rules) >= _WORTH_IT:
                lines.add()
                lines.add(f"{into} += {self._function(into, variable, rules)}({self.frame.use(variable).name})")
        for each, used in self.written:
            if len(used) != 1 or len(alone.get(used[0], ())) < _WORTH_IT:
                for variable in used:
                    self.frame.use(variable)
                lines.add()
                lines.extend(each)

    def _function(self, into: str, variable: Var, rules: list[Lines]) -> str:
        constants = self.frame.constants
        name = constants.names.private("points", f"{self.score}_by_{variable.name}")
        functions = constants.functions
        functions.add("\n")
        functions.add(f"@lru_cache(maxsize={_REMEMBERED:_})")
        with functions.block(f"def {name}({variable.name}: {variable.type}) -> int:"):
            functions.add(docstring(f"What the rules of {quoted(self.score)} pay that look at this value alone."))
            functions.add(f"{into} = 0")
            for each in rules:
                functions.add()
                functions.extend(each)
            functions.add(f"return {into}")
        constants.runtime_names.add("lru_cache")
        return name
