"""A mistake that a compiler could have: one place in one module changed, and the backend that must show it."""

from __future__ import annotations

from dataclasses import dataclass

REFERENCE, PYTHON, DUCKDB = "reference", "python", "duckdb"


@dataclass(frozen=True)
class Mutant:
    """Killed when the backend named in `shown_by` no longer gives the expected results.

    `old` stands in the file exactly once, `new` takes its place.
    """

    file: str
    old: str
    new: str
    shown_by: str

    @property
    def name(self) -> str:
        return f"{self.file}: {' '.join(self.old.split())[:60]} → {' '.join(self.new.split())[:60]}"


def mutants_in(file: str, shown_by: str, *changes: tuple[str, str]) -> list[Mutant]:
    """The mutants of one module."""
    return [Mutant(file, old, new, shown_by) for old, new in changes]
