"""The content hash: the same for files that mean the same, whatever their comments, layout and place."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from functools import cache

from ..dsl.folding import BLANKS, FOLD_FROM, FOLD_TO, SEPARATORS
from ..dsl.source import Span

_PLACES = frozenset({"file", "content_hash"})
_AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def canonical(value: object) -> object:
    """A value of the plan as lists, numbers and texts, each class by its name; spans and file names left out."""
    kind: type = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if isinstance(value, tuple):
        return [canonical(item) for item in value]
    if kind is Span:
        return None
    fields = _fields(kind)
    if fields is None:
        return value
    return [kind.__name__, *[[name, canonical(getattr(value, name))] for name in fields]]


@cache
def _fields(kind: type) -> tuple[str, ...] | None:
    if not dataclasses.is_dataclass(kind):
        return None
    return tuple(field.name for field in dataclasses.fields(kind) if field.name not in _PLACES)


def content_hash(plan: object) -> str:
    """SHA-256, hexadecimal, of the plan's canonical form and the fixed text tables."""
    body = [canonical(plan), FOLD_FROM, FOLD_TO, SEPARATORS, BLANKS]
    text = json.dumps(body, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()
