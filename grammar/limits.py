"""What one statement may hold, so that no text is slow to read or too deep for what comes after."""

from __future__ import annotations

from ..dsl import syntax
from ..dsl.build import Chain
from .machine import Machine
from .tokens import Token

MAX_NESTING = 100
MAX_CHAIN = 1_000
MAX_OPERATIONS = 100
MAX_LIST = 10_000
MAX_BLOCKS = 20
_NESTS = frozenset({"(", "not", "with"})
_OPERATIONS = frozenset({"+", "-", "*"})
LIMITED = _NESTS | _OPERATIONS | {",", "and", "or", "{"}  # the terminals to look at


def over_limit(machine: Machine, terminal: str) -> tuple[str, str, str] | None:
    """Code, message and help where the terminal just read goes beyond a limit."""
    values = machine.values
    if terminal in _NESTS:
        depth = sum(1 for value in values if isinstance(value, Token) and value.type in _NESTS)
        if depth > MAX_NESTING:
            return (
                "SL0127",
                f"more than {MAX_NESTING} parentheses, `not` and `with` inside each other",
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
    if terminal in _OPERATIONS:
        if _operations(before) >= MAX_OPERATIONS:
            return (
                "SL0128",
                f"more than {MAX_OPERATIONS} operations in a value",
                "bring the computed value in the data",
            )
        return None
    if isinstance(before, Chain) and len(before.items) >= MAX_CHAIN:
        return (
            "SL0128",
            f"more than {MAX_CHAIN:,} conditions in a chain of `{terminal}`",
            'alternatives of one attribute stand in a list: `country in ("DE", "FR")`',
        )
    return None


def _operations(value: object) -> int:
    """How many additions and multiplications a value has, parentheses included, up to the limit."""
    found, rest = 0, [value]
    while rest and found < MAX_OPERATIONS:
        match rest.pop():
            case syntax.Arithmetic(left=left, right=right):
                found += 1
                rest += (left, right)
            case syntax.Else(value=inner):
                rest.append(inner)
            case syntax.Greatest(values=values):
                rest += values
    return found
