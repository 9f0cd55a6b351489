"""Where a ruleset that builds on other files has its parts from."""

from __future__ import annotations

from typing import Literal

from ..late import dataclass
from ..source import Span

__all__ = ["Change", "ParameterValue"]


@dataclass(frozen=True, slots=True)
class Change:
    """What a file changes of one that it uses.

    `override`: what stands at `span` took the place of what stands at `original`. `switch off`: `original` was left
    out. `add`: a rule at `span` that the score at `original` did not have. `what` says of what kind it is, such as
    `list`, `rule`, `group`; `name` is its name or label, `score` the score of a rule or group.
    """

    kind: Literal["override", "switch off", "add"]
    what: str
    name: str
    score: str | None
    span: Span
    original: Span


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A parameter: its value and its default as a rule file writes them; `set_at` is None where the default holds."""

    name: str
    value: str
    default: str
    declared: Span
    set_at: Span | None
