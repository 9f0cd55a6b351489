"""Raw events as loaders bring them: in pieces, late, again, changed, marked as deleted."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

RULES = """ruleset inc version "1", time zone "Europe/Berlin"
lead { id: text key  email: text }
event view { page: text, seconds: integer }
event mail { page: text }
do not score when mail ever because "mailed"
score interest, points of each event halve every 10 days {
  "Views" +3   for each view where page starts with "/p" in last 60 days, max 60 points
  "Long"  +5.5 when sum of seconds of view in last 60 days at least 100
}
"""

BINDING = """[leads]
table = "crm.leads"
[events]
table = "crm.raw_events"
lead = "who"
event = "type"
kinds = { V = "view" }
at = "happened"
id = "event_id"
loaded = "loaded_at"
keep = { deleted = { is_not = true } }
"""

VIEWS = ("inc_events_read", "inc_events", "inc_scores", "inc_contributions")
TABLES = (
    "CREATE SCHEMA crm",
    "CREATE TABLE crm.leads (id text, email text)",
    "INSERT INTO crm.leads VALUES ('a', 'a@x'), ('b', 'b@x'), ('c', NULL)",
    "CREATE TABLE crm.raw_events (event_id text, who text, type text, happened timestamp with time zone, page text, "
    "seconds text, deleted boolean, loaded_at timestamp)",
)
AS_OF = "2026-01-20T09:00:00Z"


@dataclass
class Loader:
    """Makes statements, one load after the other. `late` rows say that they came up to so many hours earlier."""

    seed: int
    start: dt.datetime = dt.datetime(2026, 1, 1)
    late: int = 60
    apart: tuple[int, ...] = (0, 0, 5, 30)  # hours between two loads
    changes: bool = True
    odd: bool = True
    _random: random.Random = field(init=False)
    _now: dt.datetime = field(init=False)
    _rows: int = 0

    def __post_init__(self) -> None:
        self._random, self._now = random.Random(self.seed), self.start

    def load(self, most: int = 12) -> list[str]:
        """Some rows. The clock of the loader may stand still between two loads."""
        choose = self._random
        self._now += dt.timedelta(hours=choose.choice(self.apart))
        return [self._row() for _ in range(choose.randint(1, most))]

    def _row(self) -> str:
        choose = self._random
        self._rows += 1
        number = self._rows
        loaded = choose.choice((self._now, self._now, self._now - dt.timedelta(hours=choose.randint(0, self.late))))
        happened = dt.datetime(2026, 1, 1) + dt.timedelta(minutes=choose.randint(0, 60 * 24 * 14))
        values: dict[str, object] = {
            "event_id": choose.choice((None, f"e{number}", f"e{number}", f"e{choose.randint(1, number)}")),
            "who": choose.choice("abcd"),
            "type": choose.choice(("V", "V", "V", "V", "V", "mail", "junk")),
            "happened": choose.choice((f"{happened}+00:00",) * 6 + (None,)),
            "page": choose.choice(("/p", "/q")),
            "seconds": choose.choice(("10", "60", "x")),
            "deleted": choose.choice((None, False, False, True)),
            "loaded_at": loaded,
        }
        if self.changes and number > 5 and choose.random() < 0.3:
            values["loaded_at"], wanted = self._now, values.pop("event_id")
            said = ", ".join(f"{name} = {_sql(value)}" for name, value in values.items() if name != "type")
            return f"UPDATE crm.raw_events SET {said} WHERE event_id = {_sql(wanted or 'e1')}"
        if self.odd and choose.random() < 0.2:
            values["loaded_at"] = choose.choice((None, dt.datetime(2099, 1, 1)))
        return f"INSERT INTO crm.raw_events VALUES ({', '.join(map(_sql, values.values()))})"


def _sql(value: object) -> str:
    return "NULL" if value is None else f"'{value}'"
