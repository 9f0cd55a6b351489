"""The LALR tables that Lark makes from `scoreline.lark`, in the terms the parser works with.

Lark names anonymous terminals as it likes (`__ANON_12`); here a keyword phrase or a sign is called by its spelling.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lark import Lark, Token
from lark.lexer import Lexer, PatternStr
from lark.parsers.lalr_analysis import Shift

GRAMMAR = Path(__file__).with_name("scoreline.lark")
END = "$END"


@dataclass(frozen=True, slots=True)
class Rule:
    """A production: how many parts it has, what it makes, and the name of the function that builds it."""

    size: int
    makes: str
    name: str


@dataclass(frozen=True, slots=True)
class Tables:
    """`actions[state][terminal]` is a state to go to (0 and above) or `~n` for the reduction by `rules[n]`."""

    actions: tuple[dict[str, int], ...]
    goto: tuple[dict[str, int], ...]
    rules: tuple[Rule, ...]
    start: int
    end: int
    terminals: dict[str, str]  # those written as patterns: name → regular expression, the first that fits wins
    phrases: tuple[str, ...]  # the keyword phrases
    signs: tuple[str, ...]


class _NoLexer(Lexer):
    """The scanner of this package reads the text; Lark's own stays unbuilt, which halves the time to load."""

    def __init__(self, lexer_conf: Any) -> None:
        del lexer_conf

    def lex(self, lexer_state: Any, parser_state: Any) -> Iterator[Token]:
        del lexer_state, parser_state
        return iter(())


def grammar_text() -> str:
    return GRAMMAR.read_text(encoding="utf-8")


@cache
def tables() -> Tables:
    lark = Lark(grammar_text(), parser="lalr", lexer=_NoLexer, maybe_placeholders=False)
    table = lark.parse_interactive("").parser_state.parse_conf.parse_table
    spelling = {t.name: t.pattern.value if isinstance(t.pattern, PatternStr) else t.name for t in lark.terminals}
    patterns = sorted((t for t in lark.terminals if not isinstance(t.pattern, PatternStr)), key=lambda t: -t.priority)
    numbers: dict[Any, int] = {}
    rules: list[Rule] = []

    def number(rule: Any) -> int:
        if rule not in numbers:
            numbers[rule] = len(rules)
            rules.append(Rule(len(rule.expansion), rule.origin.name, str(rule.alias or rule.origin.name)))
        return numbers[rule]

    order = {state: n for n, state in enumerate(table.states)}
    actions: list[dict[str, int]] = []
    goto: list[dict[str, int]] = []
    for row in table.states.values():
        act: dict[str, int] = {}
        go: dict[str, int] = {}
        for symbol, (kind, target) in row.items():
            if kind is not Shift:
                act[spelling.get(symbol, symbol)] = ~number(target)
            elif symbol in spelling or symbol in ("LABEL", END):
                act[spelling.get(symbol, symbol)] = order[target]
            else:
                go[symbol] = order[target]
        actions.append({terminal: act[terminal] for terminal in sorted(act)})  # Lark's order differs from run to run
        goto.append(go)
    fixed = [t.pattern.value for t in lark.terminals if isinstance(t.pattern, PatternStr)]
    return Tables(
        actions=tuple(actions),
        goto=tuple(goto),
        rules=tuple(rules),
        start=order[table.start_states["start"]],
        end=order[table.end_states["start"]],
        terminals={t.name: t.pattern.to_regexp() for t in patterns},
        phrases=tuple(sorted(text for text in fixed if text[0].isalpha())),
        signs=tuple(sorted((text for text in fixed if not text[0].isalpha()), key=lambda text: -len(text))),
    )


@cache
def phrases_by_word() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """First word → the phrases that begin with it, as words and as one text, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase in tables().phrases:
        words = tuple(phrase.split())
        found.setdefault(words[0], []).append((words, phrase))
    return {word: tuple(sorted(phrases, key=lambda pair: -len(pair[0]))) for word, phrases in found.items()}
