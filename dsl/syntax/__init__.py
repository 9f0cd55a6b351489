"""The syntax of a rule file: what was written, each node with its span; nothing is resolved yet.

Made by `dsl/build/` as the parser recognises phrases, read by `dsl/check/` and the formatter. Names may be undeclared
and comparisons ill-typed here.
"""

from .expressions import *  # noqa: F403
from .file import *  # noqa: F403
from .rules import *  # noqa: F403
