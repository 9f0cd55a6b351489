"""From a path or a text to a checked ruleset, with everything that was found on the way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..grammar.parser import parse
from . import model
from .check.ruleset import check
from .diagnostics import Diagnostic, has_errors, in_order
from .lost import lost_names
from .reading import read_source
from .source import Source


@dataclass(frozen=True, slots=True)
class Loaded:
    """`ruleset` is None where there are errors; `sources` has each file that was read, by the name messages show."""

    ruleset: model.Ruleset | None
    diagnostics: tuple[Diagnostic, ...]
    sources: dict[str, Source]


def load(path: Path) -> Loaded:
    """Reads, parses and checks a rule file; paths in it start at its folder. Never raises for what is in files."""
    source = read_source(path)
    if isinstance(source, Diagnostic):
        return Loaded(None, (source,), {})
    return _loaded(source, path.parent)


def load_text(text: str, base: Path = Path("."), shown: str = "<text>") -> Loaded:
    """The same for a text; `base` is the folder that paths in it start at."""
    return _loaded(Source(shown, text.replace("\r\n", "\n").replace("\r", "\n")), base)


def _loaded(source: Source, base: Path) -> Loaded:
    sources = {source.file: source}
    file, problems = parse(source)
    broken = has_errors(problems)
    lost = lost_names(source) if broken else frozenset()
    ruleset, found = check(file, base, sources=sources, lost=lost)
    diagnostics = in_order((*problems, *found))
    return Loaded(None if has_errors(diagnostics) else ruleset, diagnostics, sources)
