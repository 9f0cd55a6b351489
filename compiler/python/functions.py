"""Functions of the emitted module beside those that score: each made once, and what is left out into functions.

A compiler's passes over one function take more than its length in time. For the compiled form, the rules of a score
stand in functions of a bounded length therefore; a call for each of them is nothing there.
"""

from __future__ import annotations

import ast

from . import raw_rows
from .constants import Constants
from .frame import Frame, Var
from .inline import names_in_text
from .source import Lines, docstring, quoted

_LONGEST = 160  # lines of rules in one function
_WIDEST = 2**62


def write_function(
    constants: Constants,
    hint: tuple[str, str],
    parameters: list[Var],
    returns: str,
    text: str,
    body: Lines,
    *,
    reads: bool = False,
) -> str:
    """Adds a function to the module, where it has none that is the same; its name. `reads`: raw rows."""
    typed = tuple(f"{v.name}: {v.type}" for v in parameters)
    key = (hint, typed, returns, body.text())
    made = constants.made_functions
    if key not in made:
        name = constants.names.private(*hint)
        made[key] = name = raw_rows.reader(name) if reads else name
        lines = constants.readers if reads else constants.functions
        lines.add("\n")
        head = f"def {name}({', '.join(typed)}) -> {returns}:"
        if len(head) > 110:
            lines.add(f"def {name}(")
            with lines.block():
                for parameter in typed:
                    lines.add(f"{parameter},")
            head = f") -> {returns}:"
        with lines.block(head):
            lines.add(docstring(text))
            lines.extend(body)
    return made[key]


def write_parts(frame: Frame, score: str, into: str, entries: list[Lines], lines: Lines) -> None:
    """The entries of a score or group, which add to the variable `into`: as they are, or as calls of functions."""
    if not frame.constants.native:
        for entry in entries:
            lines.extend(entry)
        return
    for part in _parts(entries):
        body = Lines()
        body.add(f"{into} = 0")
        body.extend(part)
        body.add(f"return {into}")
        lines.add(
            f"{into} += {call_of_part(frame, ('paid', score), 'int', f'What rules of {quoted(score)} pay.', body)}"
        )


def call_of_part(frame: Frame, hint: tuple[str, str], returns: str, text: str, body: Lines) -> str:
    """The call of a function that has these statements, and gets what they read of the frame's variables."""
    read = names_in_text(body.text())
    given = [Var("rows", "list[Contribution]")] if "rows" in read else []
    for variable in frame.variables():
        narrow = frame.counted.get(variable.name)
        if narrow is None and variable.name in read:
            given.append(variable)
        elif narrow is not None and not read.isdisjoint((variable.name, narrow)):  # parts of groups are called by it
            given.append(Var(narrow, "i64"))
    name = write_function(frame.constants, hint, given, returns, text, _narrow(body, frame.counted))
    return f"{name}({', '.join(each.name for each in given)})"


def _narrow(body: Lines, names: dict[str, str]) -> Lines:
    """The statements with these variables under their other names, which are 64 bits wide."""
    lines = Lines()
    lines.add(ast.unparse(ast.fix_missing_locations(_Narrow(names).visit(ast.parse(body.text())))))
    return lines


class _Narrow(ast.NodeTransformer):
    """Tests and comparisons take variables as they are. All else makes them whole numbers of any size: what rules pay
    may go beyond 64 bits.
    """

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Call(ast.Name("int"), [ast.Name(self._names[node.id])], []) if node.id in self._names else node

    def visit_Compare(self, node: ast.Compare) -> ast.Compare:
        sides = [node.left, *node.comparators]
        fit = all(self._fits(each) for each in sides)
        left, *others = [self._as_it_is(each) if fit else self.visit(each) for each in sides]
        return ast.Compare(left, node.ops, others)

    def visit_If(self, node: ast.If) -> ast.If:
        body, otherwise = ([self.visit(each) for each in statements] for statements in (node.body, node.orelse))
        return ast.If(self._tested(node.test), body, otherwise)

    def visit_IfExp(self, node: ast.IfExp) -> ast.IfExp:
        return ast.IfExp(self._tested(node.test), self.visit(node.body), self.visit(node.orelse))

    def _tested(self, node: ast.expr) -> ast.expr:
        """An expression of which the truth alone counts."""
        match node:
            case ast.BoolOp(operator, values):
                return ast.BoolOp(operator, [self._tested(value) for value in values])
            case ast.UnaryOp(ast.Not() as operator, operand):
                return ast.UnaryOp(operator, self._tested(operand))
            case ast.Name():
                return self._as_it_is(node)
            case _:
                found: ast.expr = self.visit(node)
                return found

    def _as_it_is(self, node: ast.expr) -> ast.expr:
        return ast.Name(self._names.get(node.id, node.id)) if isinstance(node, ast.Name) else node

    def _fits(self, node: ast.expr) -> bool:
        match node:
            case ast.Name(name):
                return name in self._names
            case ast.Constant(int(number)):
                return number < _WIDEST
            case _:
                return False


def _parts(entries: list[Lines]) -> list[Lines]:
    """As many of them together as have their place in one function."""
    parts: list[Lines] = []
    for entry in entries:
        if not parts or len(parts[-1]) + len(entry) > _LONGEST:
            parts.append(Lines())
        parts[-1].extend(entry)
    return parts
