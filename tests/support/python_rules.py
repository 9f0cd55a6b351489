"""Rule files for tests of the Python output: every form that the emitter writes in more than one way, and ties.

`EDGES` is small and full of boundaries; `WIDE` has the long forms: tables that become look-ups, sets and needles that
become constants, many kinds of events, decays that outlive their tables.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from scoreline.compiler.plan import Plan
from scoreline.compiler.result import Event, Lead
from scoreline.dsl import model

AS_OF = 1_768_467_600  # 2026-01-15T09:00:00Z
DAY = 86_400

EDGES = """
ruleset edges version "1", time zone "Europe/Berlin"
lead {
  id: text key   created: timestamp since   title: text   country: text   email: text
  employees: integer   budget: decimal   ok: yes or no   renewal: date   seen: timestamp
}
event page_view { page: text   seconds: integer }
event mail { name: text }
event demo { }
event call { }
list free_mail = ("gmail.com", "gmx.de")
let german = country is "DE"
let large = employees at least 100 and budget above 50
do not score when country is "XX" because "not a market"
score fit, limited to 0..30, rounded to 1 decimal {
  "Size" by employees { below 50: +5  from 50: +20.25  from 1000: +10  missing: +1.125 }
  "Country" by country { "DE": +5.5  ("FR", "NL"): +3  missing: +2  otherwise: -2 }
  "Large" +7 when large
  "Not large" -3 when not large, unless german
  "Not german" +0.5 when not german
  "Fresh" +4 when seen at most 3 days ago
  "Renews" +6 when renewal in next 60 days
  "Chief" +2 when title has any word of ("chief", "head of")
  "Free" -4 when domain of email in free_mail
}
score heat, limited to -20..40, rounded to 2 decimals, points of each event halve every 30 days {
  "Demo" +9 once for demo in last 90 days, no decay
  "Pricing" +2.5 for each page_view where page starts with "/pricing" in last 7 days, latest 2 only
  "Long" +1 for each page_view where seconds at least 60 in last 30 days, max 2 points, no decay
  "Losing" +3 for each mail ever, once per name, lose 1 points every 7 days
  "Fading" +3 for each mail in last 100 days, once per day, fade to 0 over 40 days
  "Steps" -1 for each call ever, full for 2 days, then keep 80% every 7 days
  "Pages" by count of different page of page_view in last 30 days { from 2: +2  from 4: +5 }
  "Silent" by days since last event by the lead { below 3: +1.5  from 30: -10  from 60: -20 }
  "Quiet" -1 when no call in last 30 days
  "Half" -0.005 when ok
  group "Calls", limited to -2..1 {
    "Call" +0.75 for each call in last 30 days
    "Bad" -9 when at least 3 call in last 30 days
  }
}
score total, limited to 0..60, rounded to 1 decimal = 40% of fit + 60% of heat
grade rating of total { A from 12  B from 10.5  C below }
stages lifecycle, first met wins {
  out when not scored
  hot when rating is "A" and demo in last 90 days because "asked and fits"
  warm when total at least 10
  cold otherwise
}
"""


def _wide() -> str:
    kinds = [f"k{number}" for number in range(14)]
    events = "\n".join(f'event {kind} {{ a: text   n: integer   o: one of ("x", "y") }}' for kind in kinds)
    cuts = " ".join(f"from {10 * number}: +{number % 7}" for number in range(1, 20))
    matches = " ".join(f'"c{number}": +{number % 5}' for number in range(20))
    words = ", ".join(f'"w{number}"' for number in range(12))
    needles = ", ".join(f'"n{number}"' for number in range(12))
    rules = "\n".join(
        f'"e{number}" +{number % 4 + 1} for each {kind} in last {number + 1} days, latest {number % 3 + 1} only'
        for number, kind in enumerate(kinds)
    )
    bands = " ".join(f"g{number} from {14 - number}" for number in range(18))
    return f"""
ruleset wide version "1"
lead {{ id: integer key   made: date since   t: text   n: integer   f: decimal(3)   ok: yes or no }}
{events}
let a = n above 5 or t contains "x"
let b = not a or n is missing
score wide, limited to -10..15, rounded to 3 decimals {{
  "cuts" by n {{ below 0: -1 {cuts} missing: -3 }}
  "matches" by t {{ {matches} missing: -1 otherwise: -2.5 }}
  "yes" by ok {{ yes: +1 no: -1 missing: +0.5 }}
  "fraction" by f {{ below 0.5: +1 from 0.5: +2 }}
  "words" +1 when t has any word of ({words}, "w1 w2")
  "needles" +2 when t contains any of ({needles})
  "folded" +2 when t contains any of ({needles}) ignoring case
  "starts" +3 when t starts with any of ({needles})
  "ends" +3 when t ends with any of ({needles}) ignoring case
  "numbers" +4 when n in (1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
  "not numbers" +4 when n not in (1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
  "b" -1 when b
  "not b" -2 when not b
  "either" +1 when (n is missing or n above 3) and not (t is "x" and ok)
  {rules}
}}
score late, limited to -100..100 {{
  "long half-life" +5 for each k0 ever, halve every 700 days
  "half-life" +5 for each k1 ever, halve every 3 hours
  "window beyond" +5 for each k2 in last 400 days, halve every 2 days
  "line" -5 for each k3 ever, fade to 0 over 100 hours
  "line inside" -5 for each k3 in last 20 days, fade to 0 over 30 days
  "steps" +5 for each k4 ever, lose 30% of the original every 1 days
  "full" +5 for each k5 in last 60 days, full for 3 days, then lose 2 points every 2 days
  "per option" +1 for each k6 ever, once per o, latest 2 only, halve every 1 days
  "per number" +1 for each k6 ever, once per n
  "one" -2 once for k7 ever, keep 50% every 1 days
  "first" by days since first k8 {{ below 2: +1 from 5: +2 missing: +3 }}
  "last" by days since last k8 {{ from 2: -1 from 5: -2 missing: +4 }}
  "any" +1 when any event in last 3 days
  "none" -1 when no k9 ever
  "same test" +1 when k10 where a contains "x" in last 2 days
  "same test, wider" +1 when k10 where a contains "x" in last 30 days
  "not option" +1 when no k11 where (o is not "x") in last 5 days
  "no number" +1 when count of k12 where n is missing ever at least 2
}}
grade g of wide {{ {bands} gz below }}
"""


WIDE = _wide()


def leads_of(plan: Plan, seed: int, count: int) -> Iterator[Lead]:
    """Leads with values on, just below and just above what the rules above compare with."""
    chance = random.Random(seed)
    for number in range(count):
        key: str | int = f"L{number}" if _types(plan.schema.attributes)[plan.schema.key].kind == "text" else number
        values = _values(plan.schema.attributes, chance) | {plan.schema.key: key}
        events = []
        for _ in range(chance.choice((0, 1, 3, 8, 40))):
            kind = chance.choice(plan.schema.events)
            events.append(Event(kind.name, _second(chance), _values(kind.attributes, chance)))
        yield Lead(str(key), values, tuple(events))


def _types(attributes: tuple[model.Attribute, ...]) -> dict[str, model.ValueType]:
    return {attribute.name: attribute.type for attribute in attributes}


def _values(attributes: tuple[model.Attribute, ...], chance: random.Random) -> dict[str, str | int | bool]:
    return {a.name: _value(a.type, chance) for a in attributes if chance.random() < 0.8}


_TEXTS = (
    *(
        "DE",
        "FR",
        "XX",
        "Chief Technology Officer",
        "HEAD-OF sales",
        "a@gmail.com",
        "b@GMX.de",
        "c@",
        "@x.example",
        "x",
    ),
    *("/pricing", "/pricing/1", "/pricing/2") * 4,
    *("/Pricing", "c3", "c19", "c20", "w1", "w1 w2", "W7-and", "xw1", "n3", "zn11", "N3z", "é"),
)


def _value(kind: model.ValueType, chance: random.Random) -> str | int | bool:
    match kind.kind:
        case "text":
            return chance.choice(kind.options or _TEXTS)
        case "boolean":
            return chance.random() < 0.5
        case "date":
            return AS_OF // DAY + chance.choice((-400, -61, -60, -5, -2, -1, 0, 1, 59, 60, 61))
        case "timestamp":
            return _second(chance)
        case _:
            bound = chance.choice((0, 3, 5, 49, 50, 60, 99, 100, 190, 500, 999, 1000, 5000, 5001))
            return bound + chance.choice((-1, 0, 0, 1))


def _second(chance: random.Random) -> int:
    days = chance.choice((0, 0, 1, 2, 3, 4, 5, 7, 14, 30, 40, 42, 60, 90, 100, 700))
    return AS_OF - days * DAY + chance.choice((-1, 0, 0, 1, -3_600, -50_000, 50_000))
