"""From a path or a text to a checked ruleset, with everything that was found on the way."""

from __future__ import annotations

from dataclasses import replace
from decimal import Context, localcontext
from pathlib import Path

from ..grammar.parser import parse
from . import model, syntax
from .check.ruleset import check_whole
from .codes import Severity
from .damage import damage
from .diagnostics import Diagnostic, Related, bounded, has_errors, in_order
from .findings import Findings
from .imports import Library
from .late import dataclass
from .reading import read_source
from .source import Source, Span


@dataclass(frozen=True, slots=True)
class Loaded:
    """`ruleset` is None where there are errors; `sources` has each file that was read, by the name messages show.

    `library`: the file only declares lists and named conditions, for others to use; it has no ruleset either.
    """

    ruleset: model.Ruleset | None
    diagnostics: tuple[Diagnostic, ...]
    sources: dict[str, Source]
    library: bool = False


def load(path: Path) -> Loaded:
    """Reads, parses and checks a rule file; paths in it start at its folder. Never raises for what is in files."""
    source = read_source(path)
    if isinstance(source, Diagnostic):
        return Loaded(None, (source,), {})
    return _loaded(source, path.parent)


def load_text(text: str, base: Path = Path(), shown: str = "<text>") -> Loaded:
    """The same for a text; `base` is the folder that paths in it start at."""
    return _loaded(Source(shown, text.replace("\r\n", "\n").replace("\r", "\n")), base)


def _loaded(source: Source, base: Path) -> Loaded:
    sources = {source.file: source}
    # Numbers are exact whatever precision and rounding the caller has set for decimals.
    with localcontext(Context(prec=80)):
        written, problems = parse(source)
        library = Library(Findings(), sources)
        whole = library.whole(written, base, damage(source, problems))
        ruleset, found = check_whole(library, whole, base)
    file = whole.file
    if not has_errors(problems) and _is_library(file):
        return Loaded(None, bounded(in_order((*problems, *_of_library(file, found)))), sources, library=True)
    found = where_set(found, library.set_at)
    diagnostics = _without_consequences(in_order((*problems, *found)))
    return Loaded(None if has_errors(diagnostics) else ruleset, bounded(diagnostics), sources)


# A name that is declared twice is a second key as well, and may read itself.
_AFTER_TWICE = frozenset({"SL0209", "SL0214"})


def _without_consequences(found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """One report for one slip: what is wrong is not called unused too, nor what is declared twice wrong in itself, nor
    a part of a line that is never chosen never met; nor is a window missing where a wrong comparison took it."""
    wrong = {d.span for d in found if d.severity is Severity.ERROR}
    twice = {d.span for d in found if d.code == "SL0206"}
    lines = [d.span for d in found if d.code == "SL0713"]
    windows = [d.span for d in found if d.code == "SL0301"]
    return tuple(
        d
        for d in found
        if not (d.code == "SL0208" and d.span in wrong)
        and not (d.code in _AFTER_TWICE and d.span in twice)
        and not (d.code == "SL0709" and any(_covers(line, d.span) for line in lines))
        and not (d.code == "SL0112" and any(_covers(window, d.span) for window in windows))
    )


def _covers(outer: Span, inner: Span) -> bool:
    begins = (outer.line, outer.column) <= (inner.line, inner.column)
    ends = (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)
    return outer.file == inner.file and begins and ends


_MOST_PLACES = 3  # that one report names


def where_set(found: tuple[Diagnostic, ...], set_at: dict[Span, Span]) -> tuple[Diagnostic, ...]:
    """What is wrong with the value of a parameter, said once of the file that has set it, and not where it stands.

    `set_at`: where a parameter stands, and the value that a using file has set.
    """
    kept: list[Diagnostic] = []
    of_settings: dict[tuple[str, Span], list[Diagnostic]] = {}
    for d in found:
        setting = set_at.get(d.span)
        if setting is None or d.severity is not Severity.ERROR:
            kept.append(d)
        else:
            of_settings.setdefault((d.code, setting), []).append(d)
    for (_, setting), same in of_settings.items():
        places = sorted({d.span for d in same})
        uses = tuple(Related(place, "used here") for place in places[:_MOST_PLACES])
        others = tuple(r for r in same[0].related if r.span != setting)
        kept.append(replace(same[0], span=setting, related=(*uses, *others)))
    return tuple(kept)


# What a library lacks or leaves unused is no fault of it: no lead, no score, names that others use.
_OF_RULESETS = frozenset({"SL0208", "SL0210", "SL0211", "SL0701"})


def _is_library(file: syntax.RuleFile) -> bool:
    shared = syntax.InlineList | syntax.FileList | syntax.Let | syntax.Parameter
    return any(isinstance(item, shared) for item in file.items) and all(
        isinstance(item, shared | syntax.Header | syntax.Use) for item in file.items
    )


def _of_library(file: syntax.RuleFile, found: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    """Named conditions are checked where they are used: only there is it known what a lead has."""
    lets = [item.span for item in file.items if isinstance(item, syntax.Let)]
    inside = {
        d
        for d in found
        for span in lets
        if d.span.file == span.file
        and (span.line, span.column) <= (d.span.line, d.span.column) < (span.end_line, span.end_column)
    }
    return [d for d in found if d.code not in _OF_RULESETS and d not in inside]
