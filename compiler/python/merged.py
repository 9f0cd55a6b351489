"""Rules that look at one value of the lead alone: one look-up of what they pay together, not a test for each.

A lead's country or title is one of few among many leads: what its rules pay is remembered by value. A number has bounds
between which the rules pay the same: that is a table, made when the module is loaded. Both come from a function that
has the rules one by one. Where contributions are asked for, the rules' rows are looked up with what they pay.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from .frame import Frame, Var
from .functions import write_parts
from .inline import names_in
from .readings import MISSES, Reading
from .source import Lines, docstring, quoted, text_of, tuple_text

_WORTH_IT = 3  # looking a sum up costs about as much as two tests; a category's look-up reads the value, too
_REMEMBERED = 4_096  # numbers without a table


@dataclass(slots=True)
class Merged:
    """The entries of one level of a score, in their order: rules with what they read, groups with None."""

    frame: Frame
    score: str
    explains: bool
    written: list[tuple[Lines, list[Var] | None]] = field(default_factory=list)

    def add(self, lines: Lines, used: list[Var] | None) -> None:
        self.written.append((lines, used))

    def write(self, into: str, lines: Lines) -> None:
        """Adds the rules' points to the variable `into`; where they are looked up is written with the facts."""
        alone: dict[Var, list[Lines]] = {}
        roots = [None if used is None else self._root(used) for _, used in self.written]
        for (each, _), root in zip(self.written, roots, strict=True):
            if root is not None:
                alone.setdefault(root, []).append(each)
        sums = {root: self._sum(root, rules, into) for root, rules in alone.items()}
        found = [each for each in sums.values() if each is not None]
        self.frame.sums.extend(found)
        if found:
            lines.add()
            lines.add(f"{into} += {' + '.join(each.points.name for each in found)}")
        rows = {id(rule): row for each in found for rule, row in zip(each.rules, each.rows, strict=False)}
        entries: list[Lines] = []
        for (each, used), root in zip(self.written, roots, strict=True):
            if root is None or sums[root] is None:
                for variable in used or ():
                    self.frame.use(variable)
                entries.append(Lines())
                entries[-1].add()
                entries[-1].extend(each)
            elif self.explains:
                entries.append(Lines())
                _told(each, rows[id(each)], entries[-1])
        write_parts(self.frame, self.score, into, entries, lines)

    def _root(self, used: list[Var]) -> Var | None:
        """The value of the lead's row that decides all of these."""
        roots = {self.frame.root_of(variable) for variable in used}
        root = roots.pop() if len(roots) == 1 else None
        return root if root is not None and self.frame.is_of_lead(root) else None

    def _sum(self, root: Var, rules: list[Lines], into: str) -> Sum | None:
        """None where their look-up is not worth it."""
        tests = _Tests.of(rules, root.name)
        category = root.plain == "str" and tests.of_category
        if not category and len(rules) < _WORTH_IT:
            return None
        points = self.frame.declared(Var(self.frame.names.local(f"{root.name}_points"), "int"))
        if self.explains and self.frame.constants.native:
            told = self.frame.declared(Var(self.frame.names.local(f"{root.name}_told"), "tuple[Any, ...]"))
            rows = [f"{told.name}[{number}]" for number, _ in enumerate(rules, 1)]
            return Sum(self.frame, self.score, root, rules, into, points, rows, tests, told)
        rows = [self.frame.names.local(f"{root.name}_row") for _ in rules] if self.explains else []
        return Sum(self.frame, self.score, root, rules, into, points, rows, tests)


@dataclass(frozen=True, slots=True)
class Sum:
    """What the rules on one value pay: `points` is the variable for it. `into` is what the rules add to.

    `rows`: what holds the row of each rule, None where it has none; nothing where rows are not asked for. They are
    variables, or items of one, `told`, whose first item are the points: a compiler's work grows with the variables.
    """

    frame: Frame
    score: str
    root: Var
    rules: list[Lines]
    into: str
    points: Var
    rows: list[str]
    tests: _Tests
    told: Var | None = None

    @property
    def found(self) -> str:
        """What the look-up gives: the points, or these and the rows."""
        if self.told is not None:
            return self.told.name
        return tuple_text([self.points.name, *self.rows]) if self.rows else self.points.name

    @property
    def type(self) -> str:
        return "Any" if self.rows else "int"

    @property
    def prefix(self) -> str:
        return "told" if self.rows else "paid"

    @property
    def remembers(self) -> bool:
        """Whether what is paid is remembered by value, as that of texts is."""
        return self.root.plain == "str"

    def reads(self, reading: Reading) -> bool:
        """Whether the look-up takes the raw value, so that nothing has to read that before."""
        return self.remembers or bool(reading.number and self.tests.bounds is not None)

    def write(self, lines: Lines, reading: Reading | None) -> None:
        """The look-up. `reading`: how the root is read, where nothing else reads it."""
        if self.told is not None:
            lines.add(f"{self.told.name}: {self.told.type}")
        if self.remembers:
            self._remembered(lines, reading)
        elif self.tests.bounds is not None and reading is not None:
            self._stepped_raw(lines, self.tests.bounds, reading)
        elif self.tests.bounds is not None and self.root.optional:
            self._stepped(lines, self.tests.bounds)
        else:
            self.frame.constants.runtime_names.add("lru_cache")
            function = self._function(self._parameter(), Lines(), Lines(), f"@lru_cache(maxsize={_REMEMBERED:_})")
            lines.add(f"{self.found} = {function}({self.root.name})")
        if self.told is not None:
            lines.add(f"{self.points.name}: int = {self.told.name}[0]")

    def _parameter(self) -> str:
        return f"{self.root.name}: {self.root.type}"

    def _remembered(self, lines: Lines, reading: Reading | None) -> None:
        """By text. An unreadable one is not remembered, for it is counted each time."""
        name = self.frame.constants.names.constant(self.prefix, f"{self.score}_by_{self.root.name}")
        self.frame.constants.known(name, f"dict[object, {self.type}]", "{}")
        before, after = Lines(), Lines()
        if reading is None:
            value, given, parameters = self.root.name, self.root.name, self._parameter()
            after.add(f"_remember({name}, {self.root.name}, found)")
        else:
            value = text_of(reading.raw)
            given = f"{value}, ignored"
            parameters = "raw: object, ignored: _Ignored"
            before.add("before = ignored.count")
            before.extend(reading.value)
            after.add("if ignored.count == before:")
            with after.block():
                after.add(f"_remember({name}, raw, found)")
        function = self._function(parameters, before, after)
        lines.add("try:")
        with lines.block():
            lines.add(f"{self.found} = {name}[{value}]")
        lines.add(f"except {'KeyError' if reading is None else MISSES}:")
        with lines.block():
            lines.add(f"{self.found} = {function}({given})")

    def _stepped(self, lines: Lines, bounds: tuple[str, ...]) -> None:
        starts, paid, _ = self._steps(bounds, "_ascending", "_between", self.type)
        lines.add(f"{self.found} = (")
        with lines.block():
            lines.add(f"{paid}[-1] if {self.root.name} is None else {paid}[bisect_right({starts}, {self.root.name})]")
        lines.add(")")

    def _stepped_raw(self, lines: Lines, bounds: tuple[str, ...], reading: Reading) -> None:
        """The table has None for what lies beyond the limits of a number."""
        either = self.type if self.rows else f"{self.type} | None"
        starts, paid, function = self._steps(bounds, "_readable", "_between_readable", either)
        found = "found" if self.rows else self.points.name
        lines.extend(reading.first())
        lines.add("if type(raw) is int:")
        with lines.block():
            lines.add(f"{found} = {paid}[bisect_right({starts}, raw)]")
        lines.add("else:")
        with lines.block():
            lines.add(f"{found} = {paid}[-1] if raw is None else None")
        lines.add(f"if {found} is None:")
        with lines.block():
            lines.add(f"{found} = {function}({reading.number})")
        if self.rows:
            lines.add(f"{self.found} = found")

    def _steps(self, bounds: tuple[str, ...], ascending: str, between: str, paid_type: str) -> tuple[str, str, str]:
        """The tables of where steps begin and of what they pay, and the function that the second is made by."""
        function = self._function(self._parameter(), Lines(), Lines())
        constants, hint = self.frame.constants, f"{self.score}_by_{self.root.name}"
        starts = constants.names.constant("from", hint)
        constants.known(starts, "tuple[int, ...]", f"{ascending}({', '.join(bounds)})")
        paid = constants.names.constant(self.prefix, hint)
        constants.known(paid, f"tuple[{paid_type}, ...]", f"{between}({starts}, {function})")
        return starts, paid, function

    def _function(self, parameters: str, before: Lines, after: Lines, decorator: str = "") -> str:
        constants = self.frame.constants
        hint = "rows" if self.rows else "points"
        name = constants.names.private(hint, f"{self.score}_by_{self.root.name}")
        what = f"What the rules of {quoted(self.score)} pay that look at this value alone"
        functions = constants.functions
        functions.add("\n")
        if decorator:
            functions.add(decorator)
        with functions.block(f"def {name}({parameters}) -> {self.type}:"):
            functions.add(docstring(f"{what}{', and the row of each' if self.rows else ''}."))
            functions.extend(before)
            functions.extend(self.frame.derivations_in(self.rules))
            functions.add(f"{self.into} = 0")
            if self.rows:
                functions.add("rows: list[Contribution] = []")
            if self.told is not None:
                functions.add("told: list[Contribution | None] = []")
            for each, row in zip(self.rules, self.rows or [""] * len(self.rules), strict=True):
                functions.add()
                functions.extend(each)
                if self.told is not None:
                    functions.add("told.append(rows.pop() if rows else None)")
                elif row:
                    functions.add(f"{row} = rows.pop() if rows else None")
            result = tuple_text([self.into, *self.rows]) if self.rows else self.into
            if self.told is not None:
                result = f"({self.into}, *told)"
            if after:
                functions.add(f"found = {result}")
                functions.extend(after)
            functions.add(f"return {'found' if after else result}")
        return name


def _told(rule: Lines, row: str, lines: Lines) -> None:
    """The row of a rule that is looked up, under the comment of the rule."""
    lines.add()
    lines.extend(rule.first())
    if not row.isidentifier():
        lines.add(f"row = {row}")
        row = "row"
    lines.add(f"if {row} is not None:")
    with lines.block():
        lines.add(f"rows.append({row})")


# ---- what rules ask of a value ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Tests:
    """`of_category`: they ask only whether the value is one of some. `bounds`: expressions of the numbers at which the
    answer may change; None where it may change elsewhere.
    """

    of_category: bool
    bounds: tuple[str, ...] | None

    @staticmethod
    def of(rules: list[Lines], name: str) -> _Tests:
        category, steps = True, True
        bounds: dict[str, None] = {}
        for node in _outermost(ast.parse("\n".join(each.text() for each in rules))):
            match node:
                case ast.Compare(ast.Name(left), [ast.Is() | ast.IsNot()], [ast.Constant()]) if left == name:
                    pass
                case ast.Compare(ast.Name(left), [operator], [right]) if left == name:
                    category &= isinstance(operator, ast.Eq | ast.NotEq | ast.In | ast.NotIn)
                    found = _changes(operator, right)
                    steps &= found is not None
                    bounds |= dict.fromkeys(found or ())
                case ast.Call(ast.Name("bisect_right"), [ast.Name(starts), ast.Name(of)]) if of == name:
                    category = False
                    bounds[f"*{starts}"] = None
                case ast.Call(ast.Attribute(ast.Name(), "get"), [ast.Name(of), *_]) if of == name:
                    steps = False
                case ast.Call(ast.Attribute(ast.Name("rows"), "append")) if name not in names_in(node):
                    pass
                case _:
                    category = steps = False
        return _Tests(category, tuple(bounds) if steps and bounds else None)


def _outermost(tree: ast.AST) -> Iterator[ast.AST]:
    """The comparisons and calls, without what stands in them."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Compare | ast.Call | ast.BinOp):
            yield node
        else:
            yield from _outermost(node)


def _changes(operator: ast.cmpop, right: ast.expr) -> list[str] | None:
    """The first numbers for which a comparison with constants may come out otherwise."""
    items = right.elts if isinstance(right, ast.Set | ast.Tuple) else [right]
    try:
        numbers = [ast.literal_eval(item) for item in items]
    except ValueError:
        return None
    if not all(type(number) is int for number in numbers):
        return None
    match operator:
        case ast.Lt() | ast.GtE():
            shifts: tuple[int, ...] = (0,)
        case ast.LtE() | ast.Gt():
            shifts = (1,)
        case _:
            shifts = (0, 1)
    return [f"{number + shift:_}" for number in numbers for shift in shifts]
