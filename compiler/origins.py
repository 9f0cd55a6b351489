"""Where the parts of a ruleset come from, where it builds on other files."""

from __future__ import annotations

from ..dsl import model
from ..dsl.late import dataclass
from ..dsl.source import Span

_KINDS = {"override": "overrides", "switch off": "switched off", "add": "added to"}


@dataclass(frozen=True, slots=True)
class Origins:
    """Speaks about one ruleset."""

    file: str
    changes: tuple[model.Change, ...]

    @staticmethod
    def of(ruleset: model.Ruleset) -> Origins:
        return Origins(ruleset.file, ruleset.changes)

    def rule(self, span: Span) -> str:
        """`from base.score:12`, `overrides base.score:12`, both, or nothing for a rule that the file has of its own."""
        changed = [
            f"{_KINDS[change.kind]} {place(change.original)}"
            for change in self.changes
            if change.kind != "switch off" and change.score is not None and _within(span, change.span)
        ]
        return ", ".join(([] if span.file == self.file else [f"from {place(span)}"]) + changed)

    def item(self, span: Span) -> str:
        """The same for what is no rule."""
        changed = [
            f"overrides {place(change.original)}"
            for change in self.changes
            if change.kind == "override" and change.score is None and _within(span, change.span)
        ]
        return ", ".join(([] if span.file == self.file else [f"from {place(span)}"]) + changed)

    def told(self) -> tuple[tuple[str, str], ...]:
        """Each change with its two places: `rule "Student" of fit`, `switched off at …, declared at …`."""
        return tuple((_what(change), _told(change)) for change in self.changes)


def place(span: Span) -> str:
    return f"{span.file}:{span.line}"


def _within(span: Span, outer: Span) -> bool:
    if span.file != outer.file:
        return False
    start, end = (outer.line, outer.column), (outer.end_line, outer.end_column)
    return start <= (span.line, span.column) < end


def _what(change: model.Change) -> str:
    if change.score is not None:
        return f'{change.what} "{change.name}" of {change.score}'
    return f"{change.what} {change.name}".strip()


def _told(change: model.Change) -> str:
    match change.kind:
        case "override":
            return f"{place(change.span)} overrides {place(change.original)}"
        case "add":
            return f"{place(change.span)} adds it"
        case "switch off":
            return f"{place(change.span)} switches {place(change.original)} off"
