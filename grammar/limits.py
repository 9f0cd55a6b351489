"""What one statement may hold, so that no text is slow to read or too deep for what comes after."""

from __future__ import annotations

from ..dsl.build import Chain
from .machine import Machine
from .tokens import Token

MAX_NESTING = 100
MAX_CHAIN = 1_000
MAX_LIST = 10_000
MAX_BLOCKS = 20


def over_limit(machine: Machine, terminal: str) -> tuple[str, str, str] | None:
    """Code, message and help where the terminal just read goes beyond a limit."""
    values = machine.values
    if terminal in ("(", "not"):
        depth = sum(1 for value in values if isinstance(value, Token) and value.type in ("(", "not"))
        if depth > MAX_NESTING:
            return (
                "SL0127",
                f"more than {MAX_NESTING} parentheses and `not` inside each other",
                "name a part of the condition with `let` and use the name",
            )
        return None
    if terminal == "{":
        if len(machine.blocks) - 1 > MAX_BLOCKS:
            return ("SL0127", f"more than {MAX_BLOCKS} blocks inside each other", "put the groups side by side")
        return None
    before = values[-2] if len(values) > 1 else None
    if terminal == ",":
        if isinstance(before, list) and len(before) >= MAX_LIST:
            return (
                "SL0129",
                f"more than {MAX_LIST:,} items in a list",
                'keep it in a file: `list priority from "lists/priority.csv" column domain`',
            )
        return None
    if isinstance(before, Chain) and len(before.items) >= MAX_CHAIN:
        return (
            "SL0128",
            f"more than {MAX_CHAIN:,} conditions in a chain of `{terminal}`",
            'alternatives of one attribute stand in a list: `country in ("DE", "FR")`',
        )
    return None
