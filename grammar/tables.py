"""The LALR tables of the grammar, in the terms the parser works with.

Lark makes them from `scoreline.lark` (`lalr.py`). That takes longer than reading most rule files, so the tables are
kept in `tables.json` as well, with the hash of the grammar they were made from: where it no longer fits, they are made
anew. `make grammar-tables` writes the file; a test says when that is due.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from ..dsl.late import dataclass

FOLDER = Path(__file__).parent
END = "$END"


@dataclass(frozen=True, slots=True)
class Rule:
    """A production: how many parts it has, what it makes, and the name of the function that builds it."""

    size: int
    makes: str
    name: str


@dataclass(frozen=True, slots=True)
class Tables:
    """`actions[state][terminal]` is a state to go to (0 and above) or `~n` for the reduction by `rules[n]`.

    A keyword phrase or a sign is called by its spelling, another terminal by its name in the grammar.
    """

    actions: tuple[dict[str, int], ...]
    goto: tuple[dict[str, int], ...]
    rules: tuple[Rule, ...]
    start: int
    end: int
    terminals: dict[str, str]  # those written as patterns: name → regular expression, the first that fits wins
    phrases: tuple[str, ...]  # the keyword phrases, in alphabetical order
    signs: tuple[str, ...]  # the longest first


def grammar_text() -> str:
    return (FOLDER / "scoreline.lark").read_text(encoding="utf-8")


def grammar_hash() -> str:
    return hashlib.sha256(grammar_text().encode("utf-8")).hexdigest()


@cache
def tables() -> Tables:
    kept = _kept()
    if kept is not None:
        return kept
    from .lalr import made

    return made()


def _kept() -> Tables | None:
    try:
        stored = json.loads((FOLDER / "tables.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if stored["grammar"] != grammar_hash():
        return None
    rows = [dict(row) for row in stored["rows"]]
    return Tables(
        actions=tuple(rows[n] for n in stored["actions"]),
        goto=tuple(rows[n] for n in stored["goto"]),
        rules=tuple(Rule(*rule) for rule in stored["rules"]),
        start=stored["start"],
        end=stored["end"],
        terminals=stored["terminals"],
        phrases=tuple(stored["phrases"]),
        signs=tuple(stored["signs"]),
    )


@cache
def phrases_by_word() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """First word → the phrases that begin with it, as words and as one text, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase in tables().phrases:
        words = tuple(phrase.split())
        found.setdefault(words[0], []).append((words, phrase))
    return {word: tuple(sorted(phrases, key=lambda pair: -len(pair[0]))) for word, phrases in found.items()}
