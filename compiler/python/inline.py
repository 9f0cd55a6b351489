"""Copies into a scorer the parts of the runtime that it uses: whole top-level statements, with their comments.

The text is taken from the modules' own source, so that what was tested here is what runs there.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

# In the order in which their statements may lean on each other.
_ROOT = __name__.rpartition(".compiler.")[0]
_MODULES = (
    (f"{_ROOT}.dsl", "folding.py"),
    (f"{_ROOT}.compiler", "values.py"),
    (f"{_ROOT}.compiler.python", "runtime.py"),
    (f"{_ROOT}.compiler.python", "runtime_time.py"),
    (f"{_ROOT}.compiler.python", "runtime_events.py"),
    (f"{_ROOT}.compiler.python", "runtime_accounts.py"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A top-level statement: its text, the names that it binds and those that it reads."""

    text: str
    binds: frozenset[str]
    reads: frozenset[str]


@dataclass(frozen=True, slots=True)
class Import:
    module: str
    name: str  # empty for `import module`


@dataclass(frozen=True, slots=True)
class Runtime:
    parts: tuple[Part, ...]
    imports: tuple[Import, ...]


@cache
def runtime() -> Runtime:
    """The parts of all runtime modules."""
    parts: list[Part] = []
    imports: list[Import] = []
    for package, file in _MODULES:
        text = resources.files(package).joinpath(file).read_text(encoding="utf-8")
        tree = ast.parse(text)
        lines = text.splitlines()
        end = 0
        for node in tree.body:
            if isinstance(node, ast.Import):
                imports.extend(Import(alias.name, "") for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                if node.level == 0 and node.module is not None and node.module != "__future__":
                    imports.extend(Import(node.module, alias.name) for alias in node.names)
            elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
                parts.append(_part(node, lines, end))
            end = node.end_lineno or end
    return Runtime(tuple(parts), tuple(dict.fromkeys(imports)))


def _part(node: ast.stmt, lines: list[str], after: int) -> Part:
    """The statement with the comment lines that touch it; `after` is the last line of the statement before."""
    decorators = getattr(node, "decorator_list", [])
    start = min([node.lineno, *(d.lineno for d in decorators)]) - 1
    while start > after and lines[start - 1].startswith("# ") and not lines[start - 1].startswith("# fmt:"):
        start -= 1
    text = "\n".join(line.partition("  # noqa")[0] for line in lines[start : node.end_lineno])
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            binds = {name}
        case ast.Assign(targets=targets):
            binds = {target.id for target in targets if isinstance(target, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            binds = {name}
        case _:
            raise AssertionError(f"a runtime module has a statement that cannot travel: line {node.lineno}")
    return Part(text, frozenset(binds), names_in(node))


def names_in(node: ast.AST) -> frozenset[str]:
    """The names that a piece of code mentions."""
    return frozenset(each.id for each in ast.walk(node) if isinstance(each, ast.Name))


def names_in_text(text: str) -> frozenset[str]:
    """The names that a piece of the emitter's own code mentions, with its keywords; faster than a tree of it."""
    return frozenset(_TOKEN.findall(text)) - {""}


# Texts and comments are passed over; what stands behind a dot is no name of the module. No emitted text is an f-string.
_TOKEN = re.compile(
    r"""\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\#[^\n]*|(?<![.\w])([A-Za-z_]\w*)""",
    re.DOTALL,
)


def all_names() -> frozenset[str]:
    """Every name that the runtime and the imports may bring into a scorer."""
    bound = {name for part in runtime().parts for name in part.binds}
    return frozenset(bound | {each.name or each.module for each in _imports()})


def needed(names: Iterable[str]) -> tuple[Part, ...]:
    """The parts that bind these names and whatever those need, in order."""
    binder = {name: part for part in runtime().parts for name in part.binds}
    found: set[Part] = set()
    queue = sorted(names)
    while queue:
        part = binder.get(queue.pop())
        if part is not None and part not in found:
            found.add(part)
            queue.extend(part.reads)
    return tuple(part for part in runtime().parts if part in found)


def import_lines(names: Iterable[str]) -> list[str]:
    """The import statements that bring these names, sorted; `names` may hold more."""
    wanted = set(names) - {""}
    plain = sorted(each.module for each in _imports() if not each.name and each.module in wanted)
    by_module: dict[str, set[str]] = {}
    for each in _imports():
        if each.name in wanted:
            by_module.setdefault(each.module, set()).add(each.name)
    return [
        *(f"import {module}" for module in plain),
        *(f"from {module} import {', '.join(sorted(by_module[module]))}" for module in sorted(by_module)),
    ]


def _imports() -> tuple[Import, ...]:
    """Those of the runtime, and what the emitter's own code uses."""
    return (*runtime().imports, *(Import(module, name) for module, names in _OWN for name in names))


_OWN = (
    ("bisect", ("bisect_right",)),
    ("collections.abc", ("Iterable", "Iterator", "Mapping", "Sequence")),
    ("datetime", ("date", "datetime")),
    ("decimal", ("Decimal",)),
    ("heapq", ("heappush", "heapreplace", "nlargest")),
    ("typing", ("TYPE_CHECKING", "Any", "Final", "NamedTuple")),
)
