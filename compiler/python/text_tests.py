"""Tests of one text of an event, all at once: pages and names come again, and what holds for them is remembered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ...dsl import model
from ..walk import walk
from .conditions import Conditions
from .events import Accumulators
from .frame import EventScope, Frame, Var
from .operands import Values
from .raw_rows import field_text
from .readings import MISSES, value_of_raw
from .source import Lines, docstring, quoted

_OF_TEXT = (
    model.And,
    model.Or,
    model.Not,
    model.AtLeast,
    model.IsMissing,
    model.IsUnknown,
    model.Compare,
    model.InSet,
    model.InList,
    model.TextTest,
    model.EventValue,
    model.Constant,
)


@dataclass(frozen=True, slots=True)
class TextTests:
    """Tests that look at the attribute `text` of one kind of event and at nothing else."""

    kind: model.EventKind
    text: str
    tests: tuple[model.Condition, ...]

    def write(self, frame: Frame, scope: EventScope) -> None:
        """Looks the text and the tests' outcomes up among the reads of the scope, each as a variable."""
        table, function = self._table(frame)
        found = [Var(frame.names.local(self.text), "str | None")]
        scope.known["attribute", self.text] = found[0]
        for where in self.tests:
            found.append(Var(frame.names.local("test"), "bool"))
            scope.known["test", where] = found[-1]
        names = ", ".join(variable.name for variable in found)
        reads = scope.reads
        reads.add(f"raw = {field_text('event', self.text)}")
        with reads.block("try:"):
            reads.add(f"{names} = {table}[raw]")
        with reads.block(f"except {MISSES}:"):
            reads.add(f"{names} = {function}(raw, ignored)")

    def _table(self, frame: Frame) -> tuple[str, str]:
        """What is remembered, by text, and the function for other texts; made once."""
        constants = frame.constants
        made = constants.made_functions
        if (self, "table") not in made:
            hint = f"{self.kind.name} {self.text}"
            made[self, "table"] = constants.names.constant("tests", hint)
            made[self, "function"] = constants.names.private("tests", hint)
            constants.known(made[self, "table"], "dict[object, Any]", "{}")
            constants.runtime_names.add("Any")
            self._define(frame, made[self, "table"], made[self, "function"])
        return made[self, "table"], made[self, "function"]

    def _define(self, asking: Frame, table: str, function: str) -> None:
        """The function has a frame of its own: its names do not depend on who asks."""
        frame = Frame(asking.plan, asking.constants)
        conditions = Conditions(frame, Values(frame, Accumulators(frame)))
        frame.event = scope = EventScope(self.kind, Lines())
        variable = Var(frame.names.local(self.text), "str | None")
        scope.known["attribute", self.text] = variable
        kind = {attribute.name: attribute.type for attribute in self.kind.attributes}[self.text]
        scope.reads.extend(value_of_raw(frame, variable, kind))
        found = Lines()
        for where in self.tests:
            test = conditions.met(where)
            frame.flush(found)
            found.put("", test, ",")
        lines = asking.constants.functions
        lines.add("\n")
        with lines.block(f"def {function}(raw: object, ignored: _Ignored) -> Any:"):
            lines.add(
                docstring(f"Which tests hold for an event {quoted(self.kind.name)} with this {quoted(self.text)}.")
            )
            lines.add("before = ignored.count")
            lines.extend(scope.reads)
            lines.add("found = (")
            with lines.block():
                lines.add(f"{variable.name},")
                lines.extend(found)
            lines.add(")")
            lines.add("if ignored.count == before:")
            with lines.block():
                lines.add(f"_remember({table}, raw, found)")
            lines.add("return found")


def tests_of_texts(kind: model.EventKind, tests: list[model.Condition]) -> TextTests | None:
    """Those that look at one text alone: the text that most of them read."""
    texts = {attribute.name for attribute in kind.attributes if attribute.type.kind == "text"}
    by_text = {where: text for where in dict.fromkeys(tests) if (text := _text_of(where)) in texts}
    if not by_text:
        return None
    text = Counter(by_text.values()).most_common(1)[0][0]
    return TextTests(kind, text, tuple(where for where, read in by_text.items() if read == text))


def _text_of(where: model.Condition) -> str:
    """The one attribute that decides the test; empty where something else does, too."""
    nodes = list(walk(where))
    read = {node.name for node in nodes if isinstance(node, model.EventValue)}
    return read.pop() if len(read) == 1 and all(isinstance(node, _OF_TEXT) for node in nodes) else ""
