"""The LALR machine: a stack of states with the values built so far, one open block per `{`.

It only moves when the move is known to succeed: `way` asks a terminal of the stack, so that an unexpected token leaves
everything as it was and everything that could stand there can be asked.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from ..dsl.build import BUILDERS, HOLE, Build, Builder, Hole, Parts
from ..dsl.late import dataclass
from .keywords import RESERVED
from .stacks import Stack, Stacks, Way
from .tables import END, phrases_by_word, tables
from .tokens import Token

_LIST_RULES = (
    "items entries rules attributes rows factor_rows bands matrix_parts stage_lines follow_up_lines route_lines "
    "route_rows sample_lines criteria criterion_lines hours_parts worklist_parts clauses marks names settings texts "
    "literals alternatives needle_items assignments conditions moment_list expressions"
)
_LISTS = frozenset(_LIST_RULES.split())


def _gather(build: Build, parts: Parts) -> list[Any]:
    """A list that grows by its last part; holes are left out."""
    del build
    if len(parts) == 1 or not parts:
        return [part for part in parts if part is not HOLE]
    gathered: list[Any] = parts[0]
    if parts[-1] is not HOLE:
        gathered.append(parts[-1])
    return gathered


@cache
def _builders() -> tuple[tuple[int, Builder | None], ...]:
    """For each rule how many parts it has, and what builds something of them; None where the part stays as it is."""
    found: list[tuple[int, Builder | None]] = []
    for rule in tables().rules:
        builder = _gather if rule.name in _LISTS else BUILDERS.get(rule.name)
        if builder is None and rule.size != 1:
            raise AssertionError(f"no builder for `{rule.name}`")
        found.append((rule.size, builder))
    return tuple(found)


@dataclass(slots=True)
class Block:
    """An open block: how high the states stand inside, its brace (None at the top), where its statement began, and
    the column of the statement that the block belongs to."""

    height: int
    brace: Token | None
    start: int
    margin: int = 1


class Machine:
    def __init__(self, file: str) -> None:
        self.stacks = Stacks()
        self.stack = self.stacks.first
        self.builders = _builders()
        self.build = Build(file)
        self.values: list[Any] = []
        self.blocks = [Block(1, None, 0)]
        self.column = 1  # of the statement begun last
        self.suspects: list[Token] = []  # braces whose block was closed at the margin of another

    def way(self, terminal: str) -> Way | None:
        """The way over the terminal, or None where it cannot stand."""
        return self.stacks.way(self.stack, terminal)

    def reads(self, terminals: tuple[str, ...]) -> bool:
        """Whether all of them can stand next, one behind the other."""
        stack = self.stack
        for terminal in terminals:
            way = self.stacks.way(stack, terminal)
            if way is None:
                return False
            stack = way.after
        return True

    def reduce(self, numbers: tuple[int, ...]) -> None:
        """Builds what is complete before the next terminal; the states follow with that."""
        values, build = self.values, self.build
        for number in numbers:
            size, builder = self.builders[number]
            if builder is None:
                continue
            parts = values[-size:] if size else []
            if size:
                del values[-size:]
            if build.damaged and builder is not _gather and any(part is HOLE for part in parts):
                values.append(HOLE)
            else:
                made = builder(build, parts)
                build.damaged = build.damaged or made is HOLE
                values.append(made)

    def move(self, terminal: str, way: Way, value: Token | Hole, index: int) -> None:
        """Goes the way over a terminal; `index` is the token's."""
        if way.reductions:
            self.reduce(way.reductions)
        self.build.damaged = self.build.damaged or value is HOLE
        self.stack = way.after
        height = self.stack.height
        if terminal == "}":
            if len(self.blocks) > 1:
                self._suspect(self.blocks.pop(), value)
        elif height <= self.blocks[-1].height + 2:
            self.blocks[-1].start = index
            if isinstance(value, Token):
                self.column = value.column
        self.values.append(value)
        if terminal == "{":
            brace = value if isinstance(value, Token) else None
            self.blocks.append(Block(height, brace, index + 1, self.column))

    def _suspect(self, block: Block, value: Token | Hole) -> None:
        brace = block.brace
        if isinstance(value, Token) and brace and value.line > brace.line and value.column < block.margin:
            self.suspects.append(brace)

    def drop_statement(self) -> None:
        """Back to the height of the open block: what was read of the statement at hand is given up."""
        height = self.blocks[-1].height + 1
        if self.stack.height > height:
            self.stack = self.stack.cut(height)
            del self.values[height - 1 :]


def resolve(machine: Machine, stack: Stack, tokens: list[Token], index: int) -> tuple[str, int, Way | None]:
    """What the token at `index` is: its terminal, how many tokens that takes, and the way over it (None: no way).

    The longest phrase that fits is preferred to shorter ones and to a name, if the token after it can follow.
    """
    way = machine.stacks.way
    token = tokens[index]
    if token.type != "NAME":
        return token.type, 1, way(stack, token.type)
    as_name = None if token.text in RESERVED else way(stack, "NAME")
    longest = None
    for words, phrase in phrases_by_word().get(token.text, ()):
        over = way(stack, phrase)
        if over is None or (len(words) > 1 and not _reads(tokens, index, words)):
            continue
        if follows(machine, over.after, tokens, index + len(words), further=longest is not None):
            return phrase, len(words), over
        longest = longest or (phrase, len(words), over)
    if as_name is None:
        return longest or ("NAME", 1, None)
    if longest is not None and not follows(machine, as_name.after, tokens, index + 1):
        return longest
    return "NAME", 1, as_name


def _reads(tokens: list[Token], index: int, words: tuple[str, ...]) -> bool:
    if index + len(words) > len(tokens):
        return False
    return all(tokens[index + n].type == "NAME" and tokens[index + n].text == word for n, word in enumerate(words))


def follows(machine: Machine, stack: Stack, tokens: list[Token], index: int, further: bool = False) -> bool:
    """Whether the token at `index` can come next; with `further`, and another one behind it."""
    way = machine.stacks.way
    if index >= len(tokens):
        return way(stack, END) is not None
    token = tokens[index]
    if token.type != "NAME":
        return way(stack, token.type) is not None
    for words, phrase in phrases_by_word().get(token.text, ()):
        if way(stack, phrase) is not None and _reads(tokens, index, words):
            return True
    as_name = None if token.text in RESERVED else way(stack, "NAME")
    if as_name is None:
        return False
    return not further or follows(machine, as_name.after, tokens, index + 1)
