"""The one pass over a lead's events: dispatch by kind, cut-offs of windows, tests, accumulators."""

from __future__ import annotations

import ast

from ...dsl import model
from .accumulators import SIMPLE, Accumulator, update
from .conditions import Conditions
from .events import Accumulators
from .frame import EventScope, Frame, Var
from .raw_rows import field_text
from .source import Lines, quoted

_SHARED = 3  # from so many kinds on, a filter without a test is handled before the dispatch
_FEW_COUNTS = 8
_LINEAR = 6  # kinds that are told apart one after the other; more are found by halving


class EventLoop:
    """Writes the loop; afterwards the frame knows what else it needs."""

    def __init__(self, frame: Frame, events: Accumulators, conditions: Conditions) -> None:
        self.frame = frame
        self.events = events
        self.conditions = conditions
        self._declared = frame.plan.schema.events

    def write(self, lines: Lines, events: str = "events") -> None:
        """The accumulators, the loop, and what is made of them."""
        for related in self.events.related:
            related.write(self.frame)
        if not self.events.all:
            return
        shared = [each for each in self.events.all if self._is_shared(each)]
        own = [each for each in self.events.all if not self._is_shared(each)]
        body = Lines()
        self._head(body)
        for group in self._by_kinds(shared):
            self._shared(body, group)
        branches = self._branches(own)
        self._dispatch(body, branches, numbered=len(branches) > _LINEAR)
        for each in self.events.all:
            lines.add(each.start)
        if counts_events(self.events) or any(each.rows is not None for each in self.events.all):
            lines.add("seen = 0")
            lines.add(f"for seen, event in enumerate({events}, 1):")
        else:
            lines.add(f"for event in {events}:")
        with lines.block():
            lines.extend(body)
        lines.extend(self.events.results.lines())

    def _is_shared(self, each: Accumulator) -> bool:
        return len(each.events.kinds) >= _SHARED and each.events.where is None and each.what in SIMPLE

    def _read_kinds(self) -> list[str]:
        read = {kind for each in self.events.all for kind in each.events.kinds}
        return [kind.name for kind in self._declared if kind.name in read]

    def _head(self, lines: Lines) -> None:
        """The event's kind and second; what is no event of the schema, or none yet, is counted and left."""
        read = self._read_kinds()
        lines.add(f"kind = {field_text('event', 'event')}")
        known = self.frame.text_set("KINDS", "", tuple(read))
        lines.add(f"if not isinstance(kind, str) or kind not in {known}:")
        with lines.block():
            others = tuple(kind.name for kind in self._declared if kind.name not in read)
            if others:
                unread = self.frame.text_set("OTHER_KINDS", "", others)
                lines.add(f"if not isinstance(kind, str) or kind not in {unread}:")
                with lines.block():
                    lines.add("ignored.count += 1")
            else:
                lines.add("ignored.count += 1")
            lines.add("continue")
        lines.add(f"raw = {field_text('event', 'at')}")
        lines.add(f"at = raw if type(raw) is int else _second(raw, {self.frame.zone()})")
        lines.add("if not FIRST_SECOND <= at <= as_of:")
        with lines.block():
            lines.add("ignored.count += 1")
            lines.add("continue")

    # ---- filters over many kinds -------------------------------------------------------------------------------------

    def _by_kinds(self, shared: list[Accumulator]) -> list[list[Accumulator]]:
        groups: dict[tuple[str, ...], list[Accumulator]] = {}
        for each in shared:
            groups.setdefault(each.events.kinds, []).append(each)
        return list(groups.values())

    def _shared(self, lines: Lines, group: list[Accumulator]) -> None:
        kinds = group[0].events.kinds
        if set(kinds) == set(self._read_kinds()):
            self._by_window(lines, group, None)
            return
        lines.add(f"if kind in {self.frame.text_set('KINDS', 'any', kinds)}:")
        with lines.block():
            self._by_window(lines, group, None)

    # ---- one kind ----------------------------------------------------------------------------------------------------

    def _branches(self, own: list[Accumulator]) -> list[tuple[str, Lines]]:
        branches: list[tuple[str, Lines]] = []
        for kind in self._declared:
            mine = [each for each in own if kind.name in each.events.kinds]
            if mine:
                lines = Lines()
                self._by_window(lines, mine, kind)
                branches.append((kind.name, lines))
        return branches

    def _dispatch(self, lines: Lines, branches: list[tuple[str, Lines]], *, numbered: bool) -> None:
        if not numbered:
            for index, (kind, body) in enumerate(branches):
                lines.add(f"{'elif' if index else 'if'} kind == {quoted(kind)}:")
                with lines.block():
                    lines.extend(body)
            return
        items = ", ".join(f"{quoted(kind)}: {index}" for index, (kind, _) in enumerate(branches))
        numbers = self.frame.table(("numbers", items), "KIND", "numbers", f"{{{items}}}", "dict[str, int]")
        lines.add(f"number = {numbers}.get(kind, -1)")
        self._halve(lines, branches, 0)

    def _halve(self, lines: Lines, branches: list[tuple[str, Lines]], first: int) -> None:
        if len(branches) <= _LINEAR:
            for index, (kind, body) in enumerate(branches):
                lines.add(f"{'elif' if index else 'if'} number == {first + index}:  # {quoted(kind)}")
                with lines.block():
                    lines.extend(body)
            return
        middle = len(branches) // 2
        lines.add(f"if number < {first + middle}:")
        with lines.block():
            self._halve(lines, branches[:middle], first)
        lines.add("else:")
        with lines.block():
            self._halve(lines, branches[middle:], first + middle)

    def _by_window(self, lines: Lines, group: list[Accumulator], kind: model.EventKind | None) -> None:
        """Wider windows first: what they compute for an event is there for the narrower ones inside them."""
        windows = sorted({each.events.window for each in group}, key=lambda w: (w is not None, -(w or 0)))
        widest = windows[0]
        inside = Lines()
        scope = None if kind is None else EventScope(kind, Lines())
        for window in windows:
            block = Lines()
            mine = [each for each in group if each.events.window == window]
            if scope is not None:
                scope.reads = Lines()
            self._by_test(block, mine, group, scope)
            whole = Lines()
            if scope is not None:
                whole.extend(scope.reads)
            whole.extend(block)
            if window is None or window == widest:
                inside.extend(whole)
            else:
                inside.add(f"if at > {self.frame.after_window(window).name}:")
                with inside.block():
                    inside.extend(whole)
        if widest is None:
            lines.extend(inside)
        else:
            lines.add(f"if at > {self.frame.after_window(widest).name}:")
            with lines.block():
                lines.extend(inside)

    def _by_test(
        self, lines: Lines, mine: list[Accumulator], group: list[Accumulator], scope: EventScope | None
    ) -> None:
        tests: dict[model.Condition | None, list[Accumulator]] = {}
        for each in mine:
            tests.setdefault(each.events.where, []).append(each)
        self.frame.event = scope
        for where, accumulators in tests.items():
            if where is None:
                self._updates(lines, accumulators)
                continue
            assert scope is not None
            with lines.when(self._test(where, group, scope)):
                self._updates(lines, accumulators)
        self.frame.event = None

    def _test(self, where: model.Condition, group: list[Accumulator], scope: EventScope) -> ast.expr:
        """The test; under a variable where narrower windows ask for it again."""
        key = ("test", where)
        if key in scope.known:
            return scope.known[key].tree
        tree = self.conditions.met(where)
        self.frame.flush(scope.reads)
        if len({each.events.window for each in group if each.events.where == where}) == 1:
            return tree
        scope.known[key] = Var(self.frame.names.local("test"), "bool")
        scope.reads.put(f"{scope.known[key].name} = ", tree)
        return scope.known[key].tree

    def _updates(self, lines: Lines, accumulators: list[Accumulator]) -> None:
        for each in accumulators:
            update(lines, each, self.frame)


def counts_events(events: Accumulators) -> bool:
    """Whether the number of all events spares the test of many single counts."""
    return len(events.counted) > _FEW_COUNTS
