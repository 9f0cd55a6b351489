"""The content hash: the same for files that mean the same, whatever their comments, layout and place."""

from __future__ import annotations

import dataclasses
import hashlib
import json

from ..dsl.folding import BLANKS, FOLD_FROM, FOLD_TO, SEPARATORS
from ..dsl.source import Span

_PLACES = frozenset({"file", "content_hash"})


def canonical(value: object) -> object:
    """A value of the plan as lists, numbers and texts, each class by its name; spans and file names left out."""
    if isinstance(value, Span):
        return None
    if dataclasses.is_dataclass(value):
        fields = [f.name for f in dataclasses.fields(value) if f.name not in _PLACES]
        return [type(value).__name__, *([name, canonical(getattr(value, name))] for name in fields)]
    if isinstance(value, tuple):
        return [canonical(item) for item in value]
    return value


def content_hash(plan: object) -> str:
    """SHA-256, hexadecimal, of the plan's canonical form and the fixed text tables."""
    body = [canonical(plan), FOLD_FROM, FOLD_TO, SEPARATORS, BLANKS]
    text = json.dumps(body, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()
