"""What is lost where a file could not be parsed: lines that were guessed at, names whose declaration may be gone.

After a problem of spelling, a line or block is missing from the syntax, or there with a guess in it. What the checker
would find there, or would miss because of it, is no second problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .diagnostics import Diagnostic
from .late import dataclass
from .source import Source, Span

# Bounded and without backtracking: the text may be anything, and long.
_NAME = r"(?:`([^`\n]{1,200}+)`|\b([^\W\d]\w*+))"
_DECLARED = re.compile(
    rf"\b(?:event|list|parameter|let|factor|score|framework|grade|matrix|flag|stages|route|completeness|share|questions)\s{{1,99}}+{_NAME}|{_NAME}\s{{0,99}}+:"
)
_USED = re.compile(rf"\buse\s(?:[\s,]{{0,99}}+{_NAME}){{1,200}}+")
_WORD = re.compile(_NAME)

# After these problems the syntax is whole: the form was understood, only not allowed.
_WHOLE = frozenset({"SL0103", "SL0108", "SL0112", "SL0119", "SL0120", "SL0121", "SL0135", "SL0136"})


@dataclass(frozen=True, slots=True)
class Damage:
    """`lines` (file and line) have problems of spelling on them; `names` stand where a declaration could be, anywhere
    in the files."""

    lines: frozenset[tuple[str, int]] = frozenset()
    names: frozenset[str] = frozenset()

    def touches(self, span: Span) -> bool:
        return any(span.file == file and span.line <= line <= span.end_line for file, line in self.lines)

    def covers(self, span: Span) -> bool:
        """Whether the span begins on such a line."""
        return (span.file, span.line) in self.lines

    def and_of(self, other: Damage) -> Damage:
        return Damage(self.lines | other.lines, self.names | other.names)


WHOLE = Damage()


def damage(source: Source, problems: Iterable[Diagnostic]) -> Damage:
    """What the parser's problems cost."""
    lines: set[tuple[str, int]] = set()
    for problem in problems:
        if problem.code not in _WHOLE:
            lines.update((source.file, line) for line in range(problem.span.line, problem.span.end_line + 1))
    return Damage(frozenset(lines), _declared(source)) if lines else WHOLE


def _declared(source: Source) -> frozenset[str]:
    found = {name for match in _DECLARED.finditer(source.text) for name in match.groups() if name}
    for match in _USED.finditer(source.text):
        found.update(name for word in _WORD.finditer(match.group()) for name in word.groups() if name)
    return frozenset(found)
