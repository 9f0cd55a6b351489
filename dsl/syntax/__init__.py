"""The syntax of a rule file: what was written, each node with its span; nothing is resolved yet.

Made by `dsl/build/` as the parser recognises phrases, read by `dsl/check/` and the formatter. Names may be undeclared
and comparisons ill-typed here. Where a number, percentage, text or duration could be a parameter, a `Name` stands in
its place.
"""

from .clauses import *  # noqa: F403
from .conditions import *  # noqa: F403
from .events import *  # noqa: F403
from .file import *  # noqa: F403
from .literals import *  # noqa: F403
from .outcomes import *  # noqa: F403
from .rules import *  # noqa: F403
from .samples import *  # noqa: F403
from .schema import *  # noqa: F403
from .scores import *  # noqa: F403
from .sharing import *  # noqa: F403
from .values import *  # noqa: F403
