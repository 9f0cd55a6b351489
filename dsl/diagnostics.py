"""Errors as values: what a stage found wrong, where, and what would help.

A message stands alone, in lower case, without a full stop and without 'you'; only `help` suggests. The code is stable;
its severity, title and page come from `codes.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from .codes import CODES, Severity
from .late import dataclass
from .source import Span


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that the message speaks of, such as `declared here`."""

    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem of one file. `span` is the smallest place that is wrong."""

    code: str
    span: Span
    message: str
    help: str = ""
    related: tuple[Related, ...] = ()

    @property
    def severity(self) -> Severity:
        return CODES[self.code].severity


MAX_REPORTS = 100


class DiagnosticError(Exception):
    """Raised only across a public function's border, where a caller asked for a value and there is none."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        first = self.diagnostics[0]
        more = f" (and {len(self.diagnostics) - 1} more)" if len(self.diagnostics) > 1 else ""
        super().__init__(f"{first.span.file}:{first.span.line}:{first.span.column}: {first.code} {first.message}{more}")


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(d.severity is Severity.ERROR for d in diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """By file and place, each problem once."""
    return tuple(sorted(set(diagnostics), key=lambda d: (d.span, d.code, d.message)))


def bounded(reports: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """No more than a person reads, errors rather than warnings, in order; the last one says that there are others."""
    if len(reports) <= MAX_REPORTS:
        return reports
    errors_first = sorted(reports, key=lambda report: report.severity is not Severity.ERROR)
    return (
        *in_order(errors_first[:MAX_REPORTS]),
        Diagnostic(
            "SL0106",
            errors_first[MAX_REPORTS].span,
            f"more than {MAX_REPORTS} problems: the others are not shown",
            "mend the first ones; others may follow from them",
        ),
    )
