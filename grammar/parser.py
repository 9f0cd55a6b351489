"""Source → syntax: the token loop. Every problem of the file is reported in one run.

Where the text leaves the grammar, a recogniser or the smallest change that helps says what is wrong, the change is
made, and reading goes on; where nothing helps, the rest of the statement is skipped. A statement is what stands
between two heights of a block: giving it up cuts the stacks back to the block's own height.
"""

from __future__ import annotations

from ..dsl import syntax
from ..dsl.build import HOLE, Hole
from ..dsl.diagnostics import MAX_REPORTS, Diagnostic, bounded, in_order
from ..dsl.source import Source
from .limits import LIMITED, over_limit
from .machine import Machine, resolve
from .mistakes import AFTER_WORDS, BEFORE_WORDS
from .recovery import block_end, resume_at, synthetic_header
from .repair import generic, repair
from .scanner import scan
from .spelling import misspelt
from .stuck import Mistake, Stuck
from .tables import END
from .tokens import Token

_RECOGNISERS = (*BEFORE_WORDS, misspelt, *AFTER_WORDS, repair)


def parse(source: Source) -> tuple[syntax.RuleFile, tuple[Diagnostic, ...]]:
    """The items of the file that could be read, and what is wrong with the rest. Total: never raises."""
    scanned, reports = scan(source)
    loop = _Loop(source.file, scanned.tokens)
    items = loop.run()
    return syntax.RuleFile(source.file, items), bounded(in_order([*reports, *loop.machine.build.reports]))


class _Loop:
    def __init__(self, file: str, tokens: list[Token]) -> None:
        self.file = file
        self.tokens = tokens
        self.machine = Machine(file)
        self.index = 0
        self.reports = 0
        self.stuck_on: Token | None = None  # the token that stopped reading last, lest it does so again
        self.quiet_line = 0  # reports of this line would follow from another

    def run(self) -> tuple[syntax.Item, ...]:
        machine, tokens = self.machine, self.tokens
        while True:
            while self.index < len(tokens):
                index = self.index
                terminal, count, way = resolve(machine, machine.stack, tokens, index)
                if way is None:
                    self._recover()
                    continue
                token = tokens[index]
                if terminal != token.type or count > 1:
                    token = _joined(terminal, token, tokens[index + count - 1])
                value: Token | Hole = token if token.text else HOLE
                machine.move(terminal, way, value, index)
                self.index += count
                if terminal in LIMITED:
                    self._limit(terminal)
            way = machine.way(END)
            if way is not None:
                machine.reduce(way.reductions)
                return tuple(machine.values[-1])
            self._recover()

    def _limit(self, terminal: str) -> None:
        """Bounds what a file may nest and chain; the statement beyond is given up."""
        message = over_limit(self.machine, terminal)
        if message is not None:
            code, text, help = message
            self._report(Mistake(code, self.tokens[self.index - 1].span(self.file), text, help))
            if terminal == "{":
                self.index = block_end(self.tokens, self.index)
            else:
                self._skip()

    # ---- recovery --------------------------------------------------------------------------------------------------

    def _recover(self) -> None:
        stuck = Stuck(self.machine, self.tokens, self.index, self.file)
        token = stuck.token
        if self.reports >= MAX_REPORTS:
            self._give_up(stuck)
            return
        if token is not None and (token is self.stuck_on or token.line == self.quiet_line):
            self.stuck_on = token
            self._skip()
            return
        self.stuck_on = token
        self.machine.build.damaged = True
        for recogniser in _RECOGNISERS:
            mistake = recogniser(stuck)
            if mistake is not None:
                break
        else:
            mistake = generic(stuck)
        self._report(mistake)
        edit = mistake.edit
        if edit is None:
            if mistake.code == "SL0102" and token is not None:
                self.quiet_line = token.line
            self._skip()
            return
        if edit.at < self.index:
            self.index = stuck.start
            self.machine.drop_statement()
        self.tokens[edit.at : edit.at + edit.remove] = edit.insert

    def _report(self, mistake: Mistake) -> None:
        self.reports += 1
        self.machine.build.report(mistake.code, mistake.span, mistake.message, mistake.help, mistake.related)

    def _give_up(self, stuck: Stuck) -> None:
        self._report(generic(stuck))  # one too many, so that the rest is known to be cut
        self.index = len(self.tokens)
        self._close_all()

    def _skip(self) -> None:
        """Gives the statement at hand up and goes on where the next one seems to begin."""
        machine, tokens = self.machine, self.tokens
        start = min(machine.blocks[-1].start, self.index)
        machine.drop_statement()
        header = synthetic_header(machine, tokens, start, self.index)
        if header is not None:
            brace, pieces = header
            tokens[start:brace] = pieces
            self.index = start
            return
        place = resume_at(machine, tokens, self.index, start)
        if place.outside:
            self._close_all()
        self.index = place.index
        if self.index >= len(tokens):
            self._close_all()

    def _close_all(self) -> None:
        """Closes every open block, unreported."""
        machine = self.machine
        last = self.tokens[min(self.index, len(self.tokens)) - 1]
        while len(machine.blocks) > 1:
            way = machine.way("}")
            if way is None:
                machine.drop_statement()
                way = machine.way("}")
            assert way is not None  # an empty statement can always be followed by the end of its block
            machine.move("}", way, _joined("}", last, last), self.index)
        if machine.way(END) is None:
            machine.drop_statement()


def _joined(terminal: str, first: Token, last: Token) -> Token:
    if first is last and terminal in ("NAME", "STRING"):
        return first
    return Token(terminal, terminal, first.line, first.column, last.end_line, last.end_column)
