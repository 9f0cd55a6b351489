"""Why a deployment does not take place, as values: what is wrong, what the engine says, what would help."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..compiler.sql.dialects.lowering import Unsayable
from ..dsl.source import Span


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` is one of those in dsl/codes.py, `engine` are the engine's own words.

    `span` is the place in the binding file, where one speaks of it.
    """

    code: str
    message: str
    help: str = ""
    engine: str = ""
    span: Span | None = None


def unsaid(refused: Unsayable, dialect: str) -> Problem:
    """Rules that an engine cannot say exactly; the help names the place, where one is near."""
    help_ = f"it stands in `{refused.near}`" if refused.near else ""
    return Problem("SL1020", f"these rules cannot be said exactly in {dialect}: {refused}", help_)


class Refused(Exception):  # noqa: N818 - the reader's doing, not a fault
    """Nothing was changed, or all of it was put back.

    `left` are statements that would put back what could not be; `unsure` says that the change may have taken place.
    """

    def __init__(self, problems: Iterable[Problem], left: tuple[str, ...] = (), *, unsure: bool = False) -> None:
        self.problems = tuple(problems)
        self.left = left
        self.unsure = unsure
        super().__init__(self.problems[0].message)


class EngineError(Exception):
    """The engine refused a statement, or is gone. The message is its own, without secrets."""


class NotInstalled(Exception):  # noqa: N818
    """The driver of an engine is missing."""

    def __init__(self, engine: str, extra: str) -> None:
        super().__init__(f"deploying to {engine} needs a driver: pip install 'scoreline[{extra}]'")
