"""The lists and named conditions that a file can speak of, its own and those that it uses from other files."""

from __future__ import annotations

from pathlib import Path

from . import model, syntax
from .late import dataclass, field
from .reads import Reads
from .source import Span


@dataclass(slots=True)
class ListEntry:
    """A declared list: its entries once loaded (None: wrong, and reported), and the name that the model gives it."""

    declaration: syntax.InlineList | syntax.FileList
    base: Path
    model_name: str = ""
    entries: tuple[str, ...] | None = None
    loaded: bool = False


@dataclass(slots=True)
class LetEntry:
    """A named condition or criterion: checked in the scope of its own file; `condition` is None where it is wrong."""

    declaration: syntax.Let | syntax.Criterion
    scope: Scope
    model_name: str = ""
    condition: model.Condition | None = None
    lets: list[str] = field(default_factory=list)  # model names that it reads
    lists: list[str] = field(default_factory=list)
    reads: Reads = field(default_factory=Reads)


@dataclass(slots=True)
class ParameterEntry:
    """A declared parameter; `value` is what `with` sets, else the declared one; None where it is wrong."""

    declaration: syntax.Parameter
    value: syntax.Literal_ | syntax.Duration | None


@dataclass(slots=True)
class Scope:
    """The lists and named conditions that one file declares or uses.

    `incomplete`: a part of the file could not be read; nothing is said of what is missing. `lost` names are declared
    there, or in a file that could not be read; nothing is said of them. `folders`: where each file that is read lies,
    by the name that messages show.
    """

    file: str
    folders: dict[str, Path] = field(default_factory=dict)
    lists: dict[str, ListEntry] = field(default_factory=dict)
    lets: dict[str, LetEntry] = field(default_factory=dict)
    parameters: dict[str, ParameterEntry] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()
    incomplete: bool = False

    def folder(self, span: Span) -> Path:
        """The folder that a path written at this place starts at."""
        return self.folders.get(span.file, Path())
