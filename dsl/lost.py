"""Names that a file declares in its text, even in parts that could not be parsed.

After a syntax error a block or line is missing from the syntax; a use of what it declared is no second mistake.
"""

from __future__ import annotations

import re

from .source import Source

_NAME = r"(?:`([^`\n]+)`|([^\W\d]\w*))"
_DECLARED = re.compile(rf"\b(?:event|list|let|score|grade|stages)\s+{_NAME}|{_NAME}\s*:")
_USED = re.compile(r"\buse\s+([^\"]*?)\s+from\b")
_WORD = re.compile(_NAME)


def lost_names(source: Source) -> frozenset[str]:
    """Every name that stands where a declaration could be; never empty, as something is known to be lost."""
    found = {name for match in _DECLARED.finditer(source.text) for name in match.groups() if name}
    for match in _USED.finditer(source.text):
        found.update(name for word in _WORD.finditer(match.group(1)) for name in word.groups() if name)
    return frozenset({*found, ""})
