"""The rules that every contestant scores, as plain facts: 60 of them, or more of the same kinds.

Half are on attributes of the lead, a third on its events with windows, caps and half-lives, the rest deductions, quiet
times and speed. Each contestant writes them in its own way (`score_file` in Scoreline's, `rivals` in the others'), and
equal results are a test. Points are whole numbers; where events lose worth, what they pay is worked out in millionths.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

KINDS = (
    "page_view",
    "mail_open",
    "mail_click",
    "webinar",
    "trial_login",
    "demo_request",
    "download",
    "chat",
    "call",
    "form",
    "invite",
    "unsubscribe",
)
COUNTRIES = ("DE", "AT", "CH", "FR", "NL", "BE", "SE", "DK", "UK", "US", "ES", "IT", "PL", "BR", "IN", "JP")
INDUSTRIES = ("software", "manufacturing", "logistics", "retail", "health", "education", "energy", "media")
SOURCES = ("search", "referral", "partner", "fair", "advert", "webinar")
SENIORITIES = ("c-level", "vp", "director", "manager", "individual")
LEVELS = ("Junior", "Senior", "Chief", "Head of", "Vice President", "Assistant")
FIELDS = ("Marketing", "Sales", "Finance", "Data", "Operations", "Engineering", "Purchasing", "Student")
DOMAINS = ("mail.example", "firm.example", "works.example", "school.example", "office.example", "shop.example")
PAGES = ("/pricing", "/product", "/docs", "/blog", "/careers", "/contact", "/customers", "/security")


@dataclass(frozen=True, slots=True)
class TextIs:
    """Pays where the attribute is the text."""

    attribute: str
    value: str
    points: int


@dataclass(frozen=True, slots=True)
class TextIn:
    """Pays where the attribute is one of the texts."""

    attribute: str
    values: tuple[str, ...]
    points: int


@dataclass(frozen=True, slots=True)
class TextContains:
    """Pays where the attribute has the text inside it, capitals as they stand."""

    attribute: str
    part: str
    points: int


@dataclass(frozen=True, slots=True)
class TextEnds:
    """Pays where the attribute ends with the text."""

    attribute: str
    part: str
    points: int


@dataclass(frozen=True, slots=True)
class Missing:
    """Pays where nothing is known of the attribute."""

    attribute: str
    points: int


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Pays where the number is known and at least `low`, and below `high` where there is one."""

    attribute: str
    low: int
    high: int | None
    points: int


@dataclass(frozen=True, slots=True)
class Bands:
    """Pays what the band gives that the number falls in; nothing below the first, or where it is missing."""

    attribute: str
    bands: tuple[tuple[int, int], ...]  # from, points: rising


@dataclass(frozen=True, slots=True)
class Once:
    """Pays once where there is such an event in the last `days` days."""

    kind: str
    page: str | None  # how the event's page begins
    days: int
    points: int


@dataclass(frozen=True, slots=True)
class Each:
    """Pays for each such event in the last `days` days, at most `most` points."""

    kind: str
    page: str | None
    days: int
    points: int
    most: int


@dataclass(frozen=True, slots=True)
class Fading:
    """Like `Each`, but an event is worth half for every `half_life` days of its age."""

    kind: str
    page: str | None
    days: int
    points: int
    most: int
    half_life: int


@dataclass(frozen=True, slots=True)
class Quiet:
    """Pays where a lead has existed for `days` days and there is no event of any kind in them."""

    days: int
    points: int


@dataclass(frozen=True, slots=True)
class Speed:
    """Pays where there are at least `count` events of any kind in the last `days` days."""

    count: int
    days: int
    points: int


AttributeRule = TextIs | TextIn | TextContains | TextEnds | Missing | AtLeast | Bands
EventRule = Once | Each | Fading
OverallRule = Quiet | Speed
Rule = AttributeRule | EventRule | OverallRule


@dataclass(frozen=True, slots=True)
class Workload:
    """Rules in the order in which they are written, and what follows from their sum.

    A score is the sum, at least `-limit` and at most `limit`, rounded to three decimals, half away from zero. A lead is
    graded A, B or C from the scores in `grades`, D below.
    """

    rules: tuple[Rule, ...]
    limit: int
    grades: tuple[tuple[str, int], ...]


def workload(count: int = 60, *, events: bool = True, seed: int = 7) -> Workload:
    """`count` rules, a multiple of 30: of every 60, 30 on attributes, 20 on events, 5 deductions, 5 on quiet and speed.

    Without `events` all of them are on attributes. The same seed gives the same rules.
    """
    if count % 30:
        raise ValueError("the number of rules is a multiple of 30")
    chance = random.Random(seed)
    if not events:
        return Workload(tuple(attribute_rule(chance, n) for n in range(count)), 20 * count, _grades(2 * count // 3))
    rules: list[Rule] = []
    for n in range(count // 2):
        rules.append(attribute_rule(chance, n))
        if n % 3 != 2:
            rules.append(event_rule(chance, n))
        else:
            rules.append(last_rule(chance, n))
    return Workload(tuple(rules), 20 * count, _grades(count))


def attribute_rule(chance: random.Random, n: int) -> AttributeRule:
    """One in the mix of ten that turns up again and again."""
    points = chance.randint(1, 20)
    match n % 10:
        case 0:
            return TextIs("country", chance.choice(COUNTRIES), points)
        case 1:
            return TextIn("country", tuple(sorted(chance.sample(COUNTRIES, 4))), points)
        case 2:
            return TextIs("industry", chance.choice(INDUSTRIES), points)
        case 3:
            return TextContains("title", chance.choice(LEVELS), points)
        case 4:
            return TextContains("title", chance.choice(FIELDS), points)
        case 5:
            return TextIs("seniority", chance.choice(SENIORITIES), points)
        case 6:
            return AtLeast("employees", chance.choice((10, 20, 50, 100, 200, 500, 1000)), None, points)
        case 7:
            low = chance.choice((1, 5, 10, 20)) * 1000
            return AtLeast("budget", low, low * chance.choice((2, 3, 5)), points)
        case 8:
            starts = sorted(chance.sample((5, 10, 20, 50, 100, 250, 500, 1000, 2000, 5000), 4))
            return Bands("employees", tuple((start, chance.randint(1, 20)) for start in starts))
        case _:
            return TextIs("source", chance.choice(SOURCES), points)


def event_rule(chance: random.Random, n: int) -> EventRule:
    """One on events of a kind; of page views and downloads, half look at the page."""
    kind = KINDS[chance.randrange(len(KINDS) - 1)] if n % 4 else "page_view"
    page = chance.choice(PAGES) if kind in ("page_view", "download") and chance.random() < 0.6 else None
    days = chance.choice((7, 14, 30, 60, 90, 120, 180))
    points = chance.randint(1, 15)
    match n % 3:
        case 0:
            return Each(kind, page, days, points, points * chance.randint(2, 6))
        case _ if n % 6 == 1:
            return Once(kind, page, days, points)
        case _:
            return Fading(kind, page, days, points, points * chance.randint(2, 6), chance.choice((7, 15, 30, 45, 60)))


def last_rule(chance: random.Random, n: int) -> Rule:
    """A deduction, or one on all events of a lead."""
    match n // 3 % 5:
        case 0:
            return TextEnds("email", f"@{chance.choice(DOMAINS)}", -chance.randint(5, 30))
        case 1:
            return Quiet(chance.choice((14, 30, 45, 60, 90)), -chance.randint(5, 30))
        case 2:
            return Missing(chance.choice(("country", "industry", "title", "budget")), -chance.randint(1, 10))
        case 3:
            return Speed(chance.randint(3, 8), chance.choice((3, 7, 14)), chance.randint(5, 15))
        case _:
            return Once("unsubscribe", None, chance.choice((90, 180, 365)), -chance.randint(10, 40))


def _grades(count: int) -> tuple[tuple[str, int], ...]:
    return (("A", 3 * count), ("B", 2 * count), ("C", count))
