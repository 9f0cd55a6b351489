"""The LALR machine: a stack of states with the values built so far, one open block per `{`.

It only moves when the move is known to succeed: `path` tries a terminal on a copy of the states, so that an unexpected
token leaves the stacks as they were and everything that could stand there can be asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..dsl.build import BUILDERS, HOLE, Build, Builder, Hole, Parts
from .keywords import RESERVED
from .tables import END, phrases_by_word, tables
from .tokens import Token

_LIST_RULES = (
    "items entries rules attributes rows factor_rows bands matrix_parts stage_lines follow_up_lines route_lines "
    "route_rows sample_lines criteria criterion_lines hours_parts worklist_parts clauses marks names settings texts "
    "literals alternatives needle_items assignments conditions moment_list expressions"
)
_LISTS = frozenset(_LIST_RULES.split())
_NOTHING: tuple[int, ...] = ()


def _gather(build: Build, parts: Parts) -> list[Any]:
    """A list that grows by its last part; holes are left out."""
    del build
    if len(parts) == 1 or not parts:
        return [part for part in parts if part is not HOLE]
    gathered: list[Any] = parts[0]
    if parts[-1] is not HOLE:
        gathered.append(parts[-1])
    return gathered


def _builders() -> tuple[Builder | None, ...]:
    found: list[Builder | None] = []
    for rule in tables().rules:
        builder = _gather if rule.name in _LISTS else BUILDERS.get(rule.name)
        if builder is None and rule.size != 1:
            raise AssertionError(f"no builder for `{rule.name}`")
        found.append(builder)
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
        self.tables = tables()
        self.builders = _builders()
        self.build = Build(file)
        self.states: list[int] = [self.tables.start]
        self.values: list[Any] = []
        self.blocks = [Block(1, None, 0)]
        self.column = 1  # of the statement begun last
        self.suspects: list[Token] = []  # braces whose block was closed at the margin of another

    # ---- asking ----------------------------------------------------------------------------------------------------

    def path(self, states: list[int], terminal: str) -> list[int] | tuple[int, ...] | None:
        """The reductions that must come before the terminal, or None where it cannot stand."""
        actions = self.tables.actions
        action = actions[states[-1]].get(terminal)
        if action is None:
            return None
        if action >= 0:
            return _NOTHING
        goto, rules = self.tables.goto, self.tables.rules
        stack = states[:]
        done: list[int] = []
        while action < 0:
            rule = rules[~action]
            done.append(~action)
            if rule.size:
                del stack[-rule.size :]
            stack.append(goto[stack[-1]][rule.makes])
            if stack[-1] == self.tables.end and terminal == END:
                return done
            following = actions[stack[-1]].get(terminal)
            if following is None:
                return None
            action = following
        return done

    def after(self, states: list[int], terminal: str) -> list[int] | None:
        """The states after the terminal, or None where it cannot stand."""
        done = self.path(states, terminal)
        if done is None:
            return None
        stack = states[:]
        for number in done:
            rule = self.tables.rules[number]
            if rule.size:
                del stack[-rule.size :]
            stack.append(self.tables.goto[stack[-1]][rule.makes])
        if terminal != END:
            stack.append(self.tables.actions[stack[-1]][terminal])
        return stack

    def possible(self, states: list[int]) -> list[str]:
        """Every terminal that could stand next."""
        return [t for t in self.tables.actions[states[-1]] if self.path(states, t) is not None]

    # ---- moving ----------------------------------------------------------------------------------------------------

    def reduce(self, numbers: list[int] | tuple[int, ...]) -> None:
        states, values, goto, rules = self.states, self.values, self.tables.goto, self.tables.rules
        for number in numbers:
            rule = rules[number]
            size = rule.size
            builder = self.builders[number]
            if size == 1 and builder is None:
                del states[-1]
            else:
                parts = values[-size:] if size else []
                if size:
                    del values[-size:]
                    del states[-size:]
                assert builder is not None
                if self.build.damaged and builder is not _gather and any(part is HOLE for part in parts):
                    values.append(HOLE)
                else:
                    made = builder(self.build, parts)
                    self.build.damaged = self.build.damaged or made is HOLE
                    values.append(made)
            states.append(goto[states[-1]][rule.makes])

    def shift(self, terminal: str, value: Token | Hole, index: int) -> None:
        """Moves over a terminal that `path` allowed, after its reductions; `index` is the token's."""
        states = self.states
        self.build.damaged = self.build.damaged or value is HOLE
        target = self.tables.actions[states[-1]][terminal]
        if terminal == "}":
            if len(self.blocks) > 1:
                self._suspect(self.blocks.pop(), value)
        elif len(states) <= self.blocks[-1].height + 1:
            self.blocks[-1].start = index
            if isinstance(value, Token):
                self.column = value.column
        states.append(target)
        self.values.append(value)
        if terminal == "{":
            brace = value if isinstance(value, Token) else None
            self.blocks.append(Block(len(states), brace, index + 1, self.column))

    def _suspect(self, block: Block, value: Token | Hole) -> None:
        brace = block.brace
        if isinstance(value, Token) and brace and value.line > brace.line and value.column < block.margin:
            self.suspects.append(brace)

    def drop_statement(self) -> None:
        """Back to the height of the open block: what was read of the statement at hand is given up."""
        height = self.blocks[-1].height + 1
        if len(self.states) > height:
            del self.states[height:]
            del self.values[height - 1 :]


def resolve(
    machine: Machine, states: list[int], tokens: list[Token], index: int
) -> tuple[str, int, list[int] | tuple[int, ...] | None]:
    """What the token at `index` is: its terminal, how many tokens that takes, and the way to it (None: no way).

    The longest phrase that fits is preferred to shorter ones and to a name, if the token after it can follow.
    """
    token = tokens[index]
    if token.type != "NAME":
        return token.type, 1, machine.path(states, token.type)
    candidates = phrases_by_word().get(token.text)
    if candidates is None:
        return "NAME", 1, None if token.text in RESERVED else machine.path(states, "NAME")
    as_name = None if token.text in RESERVED else machine.path(states, "NAME")
    longest = None
    for words, phrase in candidates:
        if len(words) > 1 and not _reads(tokens, index, words):
            continue
        way = machine.path(states, phrase)
        if way is None:
            continue
        after = machine.after(states, phrase)
        if after is not None and follows(machine, after, tokens, index + len(words), further=longest is not None):
            return phrase, len(words), way
        longest = longest or (phrase, len(words), way)
    if as_name is None:
        return longest or ("NAME", 1, None)
    if longest is not None:
        after = machine.after(states, "NAME")
        if after is None or not follows(machine, after, tokens, index + 1):
            return longest
    return "NAME", 1, as_name


def _reads(tokens: list[Token], index: int, words: tuple[str, ...]) -> bool:
    if index + len(words) > len(tokens):
        return False
    return all(tokens[index + n].type == "NAME" and tokens[index + n].text == word for n, word in enumerate(words))


def follows(machine: Machine, states: list[int], tokens: list[Token], index: int, further: bool = False) -> bool:
    """Whether the token at `index` can come next; with `further`, and another one behind it."""
    if index >= len(tokens):
        return machine.path(states, END) is not None
    token = tokens[index]
    if token.type != "NAME":
        return machine.path(states, token.type) is not None
    for words, phrase in phrases_by_word().get(token.text, ()):
        if _reads(tokens, index, words) and machine.path(states, phrase) is not None:
            return True
    if token.text in RESERVED or machine.path(states, "NAME") is None:
        return False
    after = machine.after(states, "NAME") if further else None
    return after is None or follows(machine, after, tokens, index + 1)
