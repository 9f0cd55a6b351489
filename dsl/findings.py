"""Collecting problems, and suggesting the name that was meant."""

from __future__ import annotations

from collections.abc import Iterable

from .diagnostics import Diagnostic, Related
from .source import Span
from .wording import quoted as literal

_MANY = 300  # names, beyond which a suggestion has to begin with the same letter


class Findings:
    """The problems of one run; a check that reports here answers None, and its readers stay silent about it."""

    def __init__(self) -> None:
        self.items: list[Diagnostic] = []

    def report(self, code: str, span: Span, message: str, help: str = "", *related: Related) -> None:
        self.items.append(Diagnostic(code, span, message, help, related))


def shown(text: str, most: int = 60) -> str:
    """A text in quotes, on one line, cut where it is long."""
    return literal(text if len(text) <= most else text[: most - 1] + "…")


def declared(span: Span, label: str = "declared here") -> Related:
    return Related(span, label)


def quoted(names: Iterable[str], most: int = 6) -> str:
    """`a`, `b` and `c`; long lists are cut."""
    shown = [f"`{name}`" for name in names]
    if len(shown) > most:
        return ", ".join(shown[:most]) + f" and {len(shown) - most} more"
    if len(shown) > 1:
        return ", ".join(shown[:-1]) + f" and {shown[-1]}"
    return "".join(shown)


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate within a small edit distance of the word, None where none is near."""
    lowered = word.casefold()
    allowed = 1 if len(word) <= 4 else 2 if len(word) <= 9 else 3
    best: tuple[int, str] | None = None
    pool = sorted(set(candidates))
    if len(pool) > _MANY:
        pool = [candidate for candidate in pool if candidate[:1].casefold() == lowered[:1]][:_MANY]
    for candidate in pool:
        if abs(len(candidate) - len(word)) > allowed:
            continue
        found = (distance(lowered, candidate.casefold(), allowed), candidate)
        if found[0] <= allowed and found[0] < len(word) and (best is None or found < best):
            best = found
    return best[1] if best else None


def did_you_mean(word: str, candidates: Iterable[str], otherwise: str = "") -> str:
    """The help line for a name that does not exist."""
    found = nearest(word, candidates)
    return f"did you mean `{found}`?" if found else otherwise


def distance(a: str, b: str, limit: int) -> int:
    """Edits from a to b, where two neighbours that changed places are one edit; above the limit, any larger number."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        following = [i]
        for j, right in enumerate(b, 1):
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        if min(following) > limit:
            return limit + 1
        before, row = row, following
    return row[-1]
