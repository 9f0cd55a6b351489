"""The checked ruleset: names resolved, types known, every number an exact integer, lists loaded, imports merged.

Made by `dsl/check/`; every later stage trusts it. Units used throughout:

- points, score values, thresholds: thousandths of a point (`MILLI`);
- decimal attributes: integers in units of 10^-places; dates: days since 1970-01-01; timestamps: whole seconds since
  1970-01-01 UTC; durations and ages: seconds for timestamps and events, days for dates;
- texts: as in the data, or folded (`dsl/folding.py`) where a node says `folded`.
"""

from .amounts import *  # noqa: F403
from .events import *  # noqa: F403
from .expressions import *  # noqa: F403
from .outcomes import *  # noqa: F403
from .rules import *  # noqa: F403
from .ruleset import *  # noqa: F403
from .sharing import *  # noqa: F403
from .types import *  # noqa: F403
