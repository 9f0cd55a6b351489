"""Some literals of a finished rule file become parameters: the file means what it meant."""

from __future__ import annotations

import re

from .blocks import Block
from .chance import Chance
from .vocabulary import spelled

UNIT = r"(?:second|minute|hour|day|week|month)s?\b"
TEXT = r'"(?:[^"\\]|\\.)*"'
NUMBER = r"\d+(?:\.\d+)?"
PLACES = tuple(
    re.compile(place)
    for place in (
        # durations, numbers
        rf"(?: in last | in next | within | after | before | at least | at most | above | below )(?P<value>\d+ {UNIT})",
        rf"(?: every | over |full for |each full )(?P<value>\d+ {UNIT})",
        rf"(?: at least | at most |above |below |from |up to )(?P<value>{NUMBER})(?![\d.%]|:\d| {UNIT})",
        rf"(?:max |latest |top |each full |starts at )(?P<value>{NUMBER})(?![\d.%]| {UNIT})",
        rf"(?:limited to (?:-?[\d.]+?\.\.)?)(?P<value>{NUMBER})(?=\.\.|[ ,]|$)",
        # points with their sign, percentages
        rf'(?:" [+-])(?P<value>{NUMBER})(?= (?:when|for each|once for) )',
        rf"(?:: [+-])(?P<value>{NUMBER})(?= |$)",
        rf"(?:= |\+ |- |weight |keep |lose )(?P<value>{NUMBER}%)",
        # texts, days and moments, yes and no
        rf" (?:is|is not|has word|contains|starts with|ends with|has) (?P<value>{TEXT})",
        rf"^(?P<value>{TEXT})(?=: )",
        r" (?:before|after|on) (?P<value>\d{4}-\d\d-\d\d(?:T[\d:]+(?:Z|[+-]\d\d:\d\d))?)",
        r" is (?P<value>yes|no)\b",
    )
)
FIXED = ("ruleset", "lead", "account {", "event", "list", "business hours", "parameter", "attribution")
PREFIXES = ("set_", "Schwelle_", "기준", "agreed level ", "x% ", "Größe_")


def named(chance: Chance, number: int, value: str) -> tuple[str, Block]:
    """The spelled name of a parameter with this default, and its declaration."""
    called = spelled(f"{chance.one(PREFIXES)}{number}")
    return called, Block(f"parameter {called} = {value}")


def with_parameters(chance: Chance, items: list[Block], most: int = 6) -> list[Block]:
    """The items with up to so many literals named, behind the header the parameters."""
    body = items[1:]
    lines = [block for item in body if not item.head.startswith(FIXED) for block in every(item)]
    by_kind = [[(line, found.span("value")) for line in lines for found in kind.finditer(line.head)] for kind in PLACES]
    kinds = [places for places in by_kind if places]
    taken: dict[int, list[tuple[int, int]]] = {}
    chosen: list[tuple[Block, tuple[int, int]]] = []
    for _ in range(chance.between(1, most) if kinds else 0):
        block, (start, end) = chance.one(chance.one(kinds))
        spans = taken.setdefault(id(block), [])
        if all(end <= a or start >= b for a, b in spans):  # two patterns may find one literal
            spans.append((start, end))
            chosen.append((block, (start, end)))
    names: dict[str, str] = {}
    declared: list[Block] = []
    renamed: dict[int, list[tuple[tuple[int, int], str]]] = {}
    for block, (start, end) in chosen:
        value = block.head[start:end]
        if value not in names or chance.often(30):
            names[value], declaration = named(chance, len(declared), value)
            declared.append(declaration)
        renamed.setdefault(id(block), []).append(((start, end), names[value]))
    return [items[0], *declared, *(replaced(item, renamed) for item in body)]


def every(block: Block) -> list[Block]:
    return [block, *(deeper for inner in block.inner for deeper in every(inner))]


def replaced(block: Block, renamed: dict[int, list[tuple[tuple[int, int], str]]]) -> Block:
    head = block.head
    for (start, end), called in sorted(renamed.get(id(block), []), reverse=True):
        head = head[:start] + called + head[end:]
    return Block(head, [replaced(inner, renamed) for inner in block.inner], block.tail)


__all__ = ["named", "with_parameters"]
