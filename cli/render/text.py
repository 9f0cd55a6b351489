"""Diagnostics for people: the line of the file with the place underlined, what is wrong, what would help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from ...dsl.codes import Severity
from ...dsl.diagnostics import Diagnostic, Related
from ...dsl.display import Cell, cells, in_order, visible
from ...dsl.late import dataclass
from ...dsl.source import Source, Span

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}
_CUT = "…"
_LEAST = 30  # columns of a source line that are shown however narrow the terminal is


@dataclass(frozen=True, slots=True)
class _Page:
    sources: Mapping[str, list[str]]
    colour: bool
    width: int

    def style(self, text: str, **how: object) -> str:
        return click.style(text, **how) if self.colour else text  # type: ignore[arg-type]


def plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def as_text(
    diagnostics: Sequence[Diagnostic],
    sources: Mapping[str, Source],
    *,
    files: int,
    colour: bool = False,
    width: int = 100,
) -> str:
    """Every diagnostic with its place, a blank line after each, and a line that counts them."""
    page = _page(diagnostics, sources, colour, width)
    blocks = "".join(_block(page, diagnostic) + "\n" for diagnostic in diagnostics)
    return blocks + summary(diagnostics, files=files, colour=colour) + "\n"


def block(diagnostic: Diagnostic, sources: Mapping[str, Source], *, colour: bool = False, width: int = 100) -> str:
    """One diagnostic with its place."""
    return _block(_page([diagnostic], sources, colour, width), diagnostic)


def _page(diagnostics: Sequence[Diagnostic], sources: Mapping[str, Source], colour: bool, width: int) -> _Page:
    wanted = {d.span.file for d in diagnostics} | {r.span.file for d in diagnostics for r in d.related}
    return _Page({n: s.lines() for n, s in sources.items() if n in wanted}, colour, width)


def summary(diagnostics: Sequence[Diagnostic], *, files: int, colour: bool = False) -> str:
    errors = sum(d.severity is Severity.ERROR for d in diagnostics)
    warnings = len(diagnostics) - errors
    if not diagnostics:
        text, fg = f"{plural(files, 'file')} checked, nothing found", "green"
    else:
        counts = [plural(n, noun) for n, noun in ((errors, "error"), (warnings, "warning")) if n]
        places = len({d.span.file for d in diagnostics})
        where = f"in {plural(places, 'file')}" + (f" of {files}" if files > places else "")
        text, fg = f"{' and '.join(counts)} {where}", "red" if errors else "yellow"
    return click.style(text, fg=fg, bold=True) if colour else text


def _block(page: _Page, diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    kind = page.style(f"{diagnostic.severity.value} {diagnostic.code}", fg=_COLOURS[diagnostic.severity], bold=True)
    head = f"{page.style(_place(span), bold=True)}: {kind}: {page.style(visible(diagnostic.message), bold=True)}"
    lines = [head, *_excerpt(page, span, _COLOURS[diagnostic.severity], gutter := _gutter(diagnostic))]
    for related in diagnostic.related:
        lines.extend(_related(page, related, gutter))
    if diagnostic.help:
        first, *rest = diagnostic.help.split("\n")
        lines.append(" " * gutter + page.style("help: ", fg="cyan", bold=True) + visible(first))
        lines.extend(" " * (gutter + 6) + visible(line) for line in rest)
    return "\n".join(lines) + "\n"


def _place(span: Span) -> str:
    return f"{visible(span.file)}:{span.line}:{span.column}"


def _gutter(diagnostic: Diagnostic) -> int:
    """Columns before a source line: the number, two blanks before it, ` | ` after it."""
    spans = [diagnostic.span, *(r.span for r in diagnostic.related)]
    return max(len(str(span.line)) for span in spans) + 5


def _related(page: _Page, related: Related, gutter: int) -> list[str]:
    head = f"{' ' * gutter}{page.style(_place(related.span), bold=True)}: {visible(related.label)}"
    return [head, *_excerpt(page, related.span, "cyan", gutter)]


def _excerpt(page: _Page, span: Span, fg: str, gutter: int) -> list[str]:
    """The span's first line and a line of carets below it; nothing where the text is not at hand."""
    lines = page.sources.get(span.file)
    if lines is None or not 1 <= span.line <= len(lines):
        return []
    line = lines[span.line - 1]
    room = max(_LEAST, page.width - gutter)
    to_end = span.end_line > span.line
    start = min(span.column - 1, len(line))
    end = max(len(line.rstrip()) if to_end else span.end_column - 1, start + 1)
    # Of a line of megabytes only the surroundings are looked at.
    low = max(0, start - 2 * room)
    shown = cells(line[low : min(end, start + 2 * room) + 2 * room])
    before, marked, after = _cut(shown, start - low, end - low, room)
    written = in_order([_joined(before), _joined(marked), _joined(after)])
    number = page.style(f"{span.line:>{gutter - 3}} | ", fg="bright_blue")
    bar = page.style(f"{' ' * (gutter - 3)} | ", fg="bright_blue")
    more = f" to line {span.end_line}" if to_end else ""
    carets = "^" * max(1, _columns(marked))
    return [
        (number + written).rstrip(),
        bar + " " * _columns(before) + page.style(carets + more, fg=fg, bold=True),
    ]


def _joined(shown: Sequence[Cell]) -> str:
    return "".join(cell.text for cell in shown)


def _columns(shown: Sequence[Cell]) -> int:
    return sum(cell.columns for cell in shown)


def _cut(shown: list[Cell], start: int, end: int, room: int) -> tuple[list[Cell], list[Cell], list[Cell]]:
    """What stands before, in and after the marked place, cut to `room` columns around the place's start."""
    before, marked, after = shown[:start], shown[start:end], shown[end:]
    if _columns(shown) <= room:
        return before, marked, after
    mark = Cell(_CUT, 1)
    marked_room = room * 2 // 3
    if _columns(marked) > marked_room:
        marked = [*_fitting(marked, marked_room - 1), mark]
        after = []
    left = room - _columns(marked)
    after_room = max(left - _columns(before), left // 3)
    if _columns(after) > after_room:
        after = [*_fitting(after, after_room - 1), mark]
    before_room = left - _columns(after)
    if _columns(before) > before_room:
        tail = _fitting(before[::-1], before_room - 1)[::-1]
        while tail and tail[0].columns == 0:  # a combining mark without its letter would sit on the cut mark
            tail = tail[1:]
        before = [mark, *tail]
    return before, marked, after


def _fitting(shown: list[Cell], room: int) -> list[Cell]:
    """The longest beginning that takes at most `room` columns."""
    taken = 0
    for index, cell in enumerate(shown):
        taken += cell.columns
        if taken > room:
            return shown[:index]
    return shown
