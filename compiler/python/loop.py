"""The one pass over a lead's events: dispatch by kind, cut-offs of windows, tests, accumulators."""

from __future__ import annotations

import ast

from ...dsl import model
from .accumulators import SIMPLE, Accumulator, fits, update
from .conditions import Conditions
from .events import Accumulators
from .frame import EventScope, Frame, Var
from .inline import names_in_text
from .raw_rows import item_text
from .readings import MISSES
from .source import Lines, quoted
from .text_tests import TextTests, tests_of_texts

_SHARED = 3  # from so many kinds on, a filter without a test is handled before the dispatch
_FEW_COUNTS = 8
_NESTED = 12  # windows inside each other
_LINEAR = 6  # kinds that are told apart one after the other; more are found by halving


class EventLoop:
    """Writes the loop; afterwards the frame knows what else it needs."""

    def __init__(self, frame: Frame, events: Accumulators, conditions: Conditions) -> None:
        self.frame = frame
        self.events = events
        self.conditions = conditions
        self._declared = frame.plan.schema.events
        self._together: dict[str, TextTests | None] = {}

    def write(self, lines: Lines, events: str = "events", behind: tuple[Lines, ...] = ()) -> None:
        """The accumulators, the loop, and what is made of them; `behind`: what else reads them."""
        for related in self.events.related:
            related.write(self.frame)
        if not self.events.all:
            return
        body = Lines()
        shared = [each for each in self.events.all if self._is_shared(each)]
        branches = self._branches([each for each in self.events.all if not self._is_shared(each)])
        for group in self._by_kinds(shared):
            self._shared(body, group)
        self._dispatch(body, branches, 0)
        for each in self.events.all:
            lines.add(each.start)
        self._over(lines, events)
        with lines.block():
            self._head(lines, self._numbers([kind for kind, _ in branches]))
            lines.extend(body)
        results = self.events.results.lines()
        self._widened(lines, (results, *behind))
        lines.extend(results)

    def _widened(self, lines: Lines, readers: tuple[Lines, ...]) -> None:
        """As whole numbers of any size what is 64 bits wide in the loop, where these do more than hand it on."""
        read = names_in_text("\n".join(each.text() for each in readers)) if self.events.narrow else ()
        for each in self.events.all:
            if each.narrow and each.variable.name in read:
                lines.add(f"{each.variable.name}: int = {each.narrow}")

    def _over(self, lines: Lines, events: str) -> None:
        """The head of the loop."""
        if any(each.rows is not None for each in self.events.all):
            lines.add("seen = 0")
            lines.add(f"for seen, event in enumerate({events}, 1):")
        elif counts_events(self.events):
            lines.add(f"happened = {events} if type({events}) is list else list({events})")
            lines.add("seen = len(happened)")
            lines.add("for event in happened:")
        else:
            lines.add(f"for event in {events}:")

    def _is_shared(self, each: Accumulator) -> bool:
        return len(each.events.kinds) >= _SHARED and each.events.where is None and each.what in SIMPLE

    def _read_kinds(self) -> list[str]:
        read = {kind for each in self.events.all for kind in each.events.kinds}
        return [kind.name for kind in self._declared if kind.name in read]

    def _numbers(self, first: list[str]) -> dict[str, int]:
        """Of all kinds, `first` with the lowest; -1 where no rule asks for it."""
        read = [*first, *(kind for kind in self._read_kinds() if kind not in first)]
        others = [kind.name for kind in self._declared if kind.name not in read]
        return {name: number for number, name in enumerate(read)} | dict.fromkeys(others, -1)

    def _head(self, lines: Lines, numbers: dict[str, int]) -> None:
        """The event's age and the number of its kind; no event of the schema, or one that is yet to come, is counted.

        The age comes first: what is too old for all rules is not looked at further.
        """
        text = ", ".join(f"{quoted(name)}: {number}" for name, number in numbers.items())
        table = self.frame.table(("numbers", text), "KIND", "numbers", f"{{{text}}}", "dict[object, int]")
        kind, at = item_text("event", "event"), item_text("event", "at")
        window = self._longest()
        age = "past" if self.events.narrow else "age"
        with lines.block("try:"):
            self._time(lines, at)
            with lines.block(f"if at < {self.frame.since(window)}:"):
                if window is None:
                    self._ignore(lines)
                else:
                    lines.add("continue  # too long ago for all rules")
            lines.add(f"{age} = as_of - at")
            with lines.block(f"if {age} < 0:"):
                self._ignore(lines)
            if self._asks_kind():
                lines.add(f"kind = {kind}")
                kind = "kind"
            lines.add(f"number = {table}[{kind}]")
        with lines.block(f"except {MISSES}:"):
            self._ignore(lines)
        if self.events.narrow:
            lines.add("age: i64 = past")
        if -1 in numbers.values():
            with lines.block("if number < 0:  # a kind that no rule asks for"):
                lines.add("continue")

    def _time(self, lines: Lines, raw: str) -> None:
        """The event's second. A variable of one type is faster compiled, and one variable fewer interpreted."""
        reader = f"_second({{}}, {self.frame.zone()})"
        if self.events.narrow:
            lines.add(f"raw = {raw}")
            lines.add(f"at: int = raw if type(raw) is int else {reader.format('raw')}")
            return
        lines.add(f"at = {raw}")
        with lines.block("if type(at) is not int:"):
            lines.add(f"at = {reader.format('at')}")

    def _ignore(self, lines: Lines) -> None:
        lines.add("ignored.count += 1")
        lines.add("continue")

    def _longest(self) -> int | None:
        """The window outside of which no event counts; None where old ones do, too."""
        windows = {each.events.window for each in self.events.all}
        return None if None in windows else max(window for window in windows if window is not None)

    # ---- filters over many kinds -------------------------------------------------------------------------------------

    def _by_kinds(self, shared: list[Accumulator]) -> list[list[Accumulator]]:
        groups: dict[tuple[str, ...], list[Accumulator]] = {}
        for each in shared:
            groups.setdefault(each.events.kinds, []).append(each)
        return list(groups.values())

    def _asks_kind(self) -> bool:
        """Whether some filter over many kinds leaves kinds out that are read."""
        read = set(self._read_kinds())
        return any(self._is_shared(each) and set(each.events.kinds) != read for each in self.events.all)

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
                tests = [each.events.where for each in mine if each.events.where is not None]
                self._together[kind.name] = tests_of_texts(kind, tests)
                lines = Lines()
                self._by_window(lines, mine, kind)
                branches.append((kind.name, lines))
        return branches

    def _dispatch(self, lines: Lines, branches: list[tuple[str, Lines]], first: int) -> None:
        if len(branches) <= _LINEAR:
            for index, (kind, body) in enumerate(branches):
                lines.add(f"{'elif' if index else 'if'} number == {first + index}:  # {quoted(kind)}")
                with lines.block():
                    lines.extend(body)
            return
        middle = len(branches) // 2
        lines.add(f"if number < {first + middle}:")
        with lines.block():
            self._dispatch(lines, branches[:middle], first)
        lines.add("else:")
        with lines.block():
            self._dispatch(lines, branches[middle:], first + middle)

    def _by_window(self, lines: Lines, group: list[Accumulator], kind: model.EventKind | None) -> None:
        """Wider windows first: what they compute for an event is there for the narrower ones inside them."""
        windows = sorted({each.events.window for each in group}, key=lambda w: (w is not None, -(w or 0)))
        scope = None if kind is None else EventScope(kind, Lines())
        blocks: list[Lines] = []
        for window in windows:
            block = Lines()
            if scope is not None:
                scope.reads = Lines()
            self._by_test(block, [each for each in group if each.events.window == window], group, scope)
            whole = Lines()
            if scope is not None:
                whole.extend(scope.reads)
            whole.extend(block)
            blocks.append(whole)
        narrower = Lines()
        for first in range(1, len(windows), _NESTED):
            nest = Lines()
            for index in reversed(range(first, min(first + _NESTED, len(windows)))):
                outer = Lines()
                self._inside(outer, windows[index], blocks[index], nest)
                nest = outer
            narrower.extend(nest)
        self._inside(lines, windows[0], blocks[0], narrower)

    def _inside(self, lines: Lines, window: int | None, block: Lines, narrower: Lines) -> None:
        """What is inside of a window; the head of the loop has tested the longest of all."""
        if window is None or window == self._longest():
            lines.extend(block)
            lines.extend(narrower)
            return
        with lines.block(f"if age < {window:_}:"):
            lines.extend(block)
            lines.extend(narrower)

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
        assert scope.kind is not None
        together = self._together[scope.kind.name]
        if together is not None and where in together.tests and ("attribute", together.text) not in scope.known:
            together.write(self.frame, scope)
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
            whole = self.events.narrow and each.weight is not None and not fits(each.what, each.weight)
            update(lines, each, self.frame, "int(age)" if whole else "age")


def counts_events(events: Accumulators) -> bool:
    """Whether the number of all events spares the test of many single counts."""
    return len(events.counted) > _FEW_COUNTS
