"""The grammar → LALR tables, by Lark. States and rules are numbered in a fixed order, so that equal grammars give
equal files.

python -m scoreline.grammar.lalr            writes tables.json
python -m scoreline.grammar.lalr --check    exit status 1 where the file is not what would be written
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from lark import Lark, Token
from lark.lexer import Lexer, PatternStr
from lark.parsers.lalr_analysis import Shift

from .tables import END, FOLDER, Rule, Tables, grammar_hash, grammar_text


class _NoLexer(Lexer):
    """The scanner of this package reads the text; Lark's own is not needed."""

    def __init__(self, lexer_conf: Any) -> None:
        del lexer_conf

    def lex(self, lexer_state: Any, parser_state: Any) -> Iterator[Token]:
        del lexer_state, parser_state
        return iter(())


def made() -> Tables:
    lark = Lark(grammar_text(), parser="lalr", lexer=_NoLexer, maybe_placeholders=False)
    table = lark.parse_interactive("").parser_state.parse_conf.parse_table
    fixed = {t.name: t.pattern.value for t in lark.terminals if isinstance(t.pattern, PatternStr)}
    patterns = [t for t in lark.terminals if not isinstance(t.pattern, PatternStr)]
    terminals = {**{t.name: t.name for t in patterns}, **fixed, "LABEL": "LABEL", END: END}
    states = {table.start_states["start"]: 0}
    numbers: dict[Any, int] = {}
    actions: list[dict[str, int]] = []
    goto: list[dict[str, int]] = []
    for state in _reached(table.states, states, terminals):
        act: dict[str, int] = {}
        go: dict[str, int] = {}
        for symbol, (kind, target) in _sorted(table.states[state], terminals):
            if kind is not Shift:
                act[terminals[symbol]] = ~numbers.setdefault(target, len(numbers))
            elif symbol in terminals:
                act[terminals[symbol]] = states[target]
            else:
                go[symbol] = states[target]
        actions.append(act)
        goto.append(go)
    return Tables(
        actions=tuple(actions),
        goto=tuple(goto),
        rules=tuple(Rule(len(r.expansion), r.origin.name, str(r.alias or r.origin.name)) for r in numbers),
        start=0,
        end=states[table.end_states["start"]],
        terminals={t.name: t.pattern.to_regexp() for t in sorted(patterns, key=lambda t: (-t.priority, t.name))},
        phrases=tuple(sorted(text for text in fixed.values() if text[0].isalpha())),
        signs=tuple(sorted((t for t in fixed.values() if not t[0].isalpha()), key=lambda text: (-len(text), text))),
    )


def _sorted(row: dict[str, Any], terminals: dict[str, str]) -> list[tuple[str, Any]]:
    return sorted(row.items(), key=lambda pair: (pair[0] not in terminals, terminals.get(pair[0], pair[0])))


def _reached(rows: Any, states: dict[Any, int], terminals: dict[str, str]) -> Iterator[Any]:
    """All states from the first on, numbered in `states` as they come up."""
    queue = list(states)
    for state in queue:
        for _, (kind, target) in _sorted(rows[state], terminals):
            if kind is Shift and target not in states:
                states[target] = len(states)
                queue.append(target)
        yield state


def file_text() -> str:
    """What `tables.json` should hold: one row a line, each different row once."""
    found = made()
    rows: dict[str, int] = {}

    def number(row: dict[str, int]) -> int:
        return rows.setdefault(json.dumps(row, ensure_ascii=False), len(rows))

    actions = [number(row) for row in found.actions]
    goto = [number(row) for row in found.goto]
    parts = {
        "grammar": grammar_hash(),
        "start": found.start,
        "end": found.end,
        "terminals": found.terminals,
        "phrases": found.phrases,
        "signs": found.signs,
        "rules": [[rule.size, rule.makes, rule.name] for rule in found.rules],
        "actions": actions,
        "goto": goto,
    }
    lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in parts.items()]
    return "{\n" + ",\n".join(lines) + ',\n"rows": [\n' + ",\n".join(rows) + "\n]\n}\n"


def main() -> int:
    file = FOLDER / "tables.json"
    text = file_text()
    if "--check" not in sys.argv[1:]:
        file.write_text(text, encoding="utf-8")
        return 0
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return 0
    print(
        "grammar/tables.json does not match grammar/scoreline.lark; `python -m scoreline.grammar.lalr` writes it anew"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
