"""The place where a text leaves the grammar, what could stand there, and trying a change of the text.

An `Edit` changes the tokens near the place; `Stuck.gain` says how far the text can then be read. Nothing here moves
the machine.
"""

from __future__ import annotations

from ..dsl.diagnostics import Related
from ..dsl.late import dataclass
from ..dsl.source import Span
from .machine import Machine, resolve
from .tables import END
from .tokens import Token

AHEAD = 24  # tokens that a change must let through to count as perfect
ALL = 10**6
_BACK = 400  # a statement is read again from its start only if that is near


@dataclass(frozen=True, slots=True)
class Edit:
    """`remove` tokens from index `at` on give way to `insert`."""

    at: int
    remove: int
    insert: tuple[Token, ...] = ()


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong; `edit` is what was meant, None where the rest of the statement has to be skipped."""

    code: str
    span: Span
    message: str
    help: str
    edit: Edit | None = None
    related: tuple[Related, ...] = ()


@dataclass(slots=True)
class Stuck:
    """The machine cannot take `tokens[index]`; at the end of the file, `index` is `len(tokens)`."""

    machine: Machine
    tokens: list[Token]
    index: int
    file: str
    _possible: list[str] | None = None

    @property
    def token(self) -> Token | None:
        return self.tokens[self.index] if self.index < len(self.tokens) else None

    @property
    def start(self) -> int:
        """Where the statement at hand begins."""
        return min(self.machine.blocks[-1].start, self.index)

    def possible(self) -> list[str]:
        if self._possible is None:
            self._possible = self.machine.stacks.possible(self.machine.stack)
        return self._possible

    def can(self, terminal: str) -> bool:
        return self.machine.way(terminal) is not None

    def word(self, index: int) -> str:
        """The token at an index as written; empty outside the file."""
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    def type(self, index: int) -> str:
        return self.tokens[index].type if 0 <= index < len(self.tokens) else END

    def words_at(self, index: int, words: tuple[str, ...]) -> bool:
        return all(self.type(index + n) == "NAME" and self.word(index + n) == w for n, w in enumerate(words))

    def adjacent(self, index: int) -> bool:
        """Whether nothing stands between the token at `index` and the one before it."""
        if not 0 < index < len(self.tokens):
            return False
        before, token = self.tokens[index - 1], self.tokens[index]
        return before.end_line == token.line and before.end_column == token.column

    def first_on_line(self, index: int) -> bool:
        if index >= len(self.tokens):
            return True
        return index == 0 or self.tokens[index - 1].end_line < self.tokens[index].line

    def span(self, first: int, last: int | None = None) -> Span:
        """From one token to another (the same by default); past the end, behind the last token."""
        if not self.tokens:
            return Span(self.file, 1, 1, 1, 1)
        end = len(self.tokens) - 1
        left = self.tokens[min(first, end)].span(self.file)
        if first > end:
            return Span(self.file, left.end_line, left.end_column, left.end_line, left.end_column + 1)
        return left.to(self.tokens[min(first if last is None else last, end)].span(self.file))

    def made(self, terminal: str, text: str = "", at: int | None = None) -> Token:
        """A token that was not written, placed at another's; without a text, names and values become holes."""
        index = self.index if at is None else at
        place = self.span(index)
        shown = text if terminal.isupper() else terminal
        return Token(terminal, shown, place.line, place.column, place.end_line, place.end_column)

    def gain(self, edit: Edit) -> int:
        """How many tokens from the stuck one on can be read after the edit, up to `AHEAD`; -1 where it is no help."""
        read = self.behind(edit)
        if read is None:
            return -1
        if read == ALL:
            return AHEAD
        return min(read + max(0, edit.at + edit.remove - self.index), AHEAD)

    def behind(self, edit: Edit) -> int | None:
        """How many tokens right behind the edit can be read, of some more than `AHEAD`; below 0 where not even the edit
        can, `ALL` where the whole rest of the file can, None where that is too much to try."""
        machine, index = self.machine, self.index
        if edit.at >= index:
            stack, begin = machine.stack, index
        else:
            begin = self.start
            if edit.at < begin or index - begin > _BACK:
                return None
            stack = machine.stack.cut(machine.blocks[-1].height + 1)
        rest = edit.at + edit.remove
        before = [*self.tokens[begin : edit.at], *edit.insert]
        sequence = [*before, *self.tokens[rest : rest + AHEAD + 6]]
        ended = rest + AHEAD + 6 >= len(self.tokens)
        place = 0
        while place < len(sequence):
            _, count, way = resolve(machine, stack, sequence, place)
            if way is None:
                break
            stack = way.after
            place += count
        if place == len(sequence) and ended and machine.stacks.way(stack, END) is not None:
            return ALL
        return place - len(before)
