"""Source → syntax: the token loop. Every problem of the file is reported in one run."""

from __future__ import annotations

from ..dsl import syntax
from ..dsl.diagnostics import Diagnostic, in_order
from ..dsl.source import Source
from ..dsl.build import HOLE
from .machine import Machine, follows, resolve
from .scanner import scan
from .tables import END
from .tokens import Token


def parse(source: Source) -> tuple[syntax.RuleFile, tuple[Diagnostic, ...]]:
    """The items of the file that could be read, and what is wrong with the rest. Total: never raises."""
    scanned, reports = scan(source)
    machine = Machine(source.file)
    tokens = scanned.tokens
    index = 0
    while index < len(tokens):
        terminal, count, way = resolve(machine, machine.states, tokens, index)
        if way is None:
            machine.build.report("SL0100", tokens[index].span(source.file), "unexpected")
            machine.drop_statement()
            index += 1
            while index < len(tokens) and not (tokens[index].line > tokens[index - 1].line and follows(machine, machine.states, tokens, index)):
                index += 1
            continue
        machine.reduce(way)
        token = tokens[index] if count == 1 else _joined(terminal, tokens[index], tokens[index + count - 1])
        token.type = terminal
        machine.shift(terminal, token, index)
        index += count
    way = machine.path(machine.states, END)
    if way is None:
        machine.drop_statement()
        while machine.blocks[-1].brace:
            way = machine.path(machine.states, "}")
            assert way is not None
            machine.reduce(way)
            machine.shift("}", HOLE, index)
            machine.holes = True
        way = machine.path(machine.states, END)
        assert way is not None
    machine.reduce(way)
    items = tuple(machine.values[-1])
    return syntax.RuleFile(source.file, items), in_order([*reports, *machine.build.reports])


def _joined(phrase: str, first: Token, last: Token) -> Token:
    return Token(phrase, phrase, first.line, first.column, last.end_line, last.end_column)
