"""Makes the sample that `make demo` scores: leads.csv and events.csv for saas.score.

    python rulesets/saas/make_sample.py out/demo

No row stands for a real person or company; every address ends in a name that is reserved for examples. The same seed
gives the same bytes on every machine: only `Random.random` is drawn from, and only added, multiplied and floored. Some
rows are wrong on purpose (missing and unreadable values, a lead that stands twice, events of unknown leads or in the
future), because real exports are like that: the data-quality summary of `scoreline score` names them.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

AS_OF = dt.datetime(2026, 1, 15, 9, 0, tzinfo=dt.UTC)
DAY = 86_400
T = TypeVar("T")

LEAD_COLUMNS = (
    "id", "created", "email", "title", "seniority", "employees", "country", "industry", "budget", "crm_stage",
)  # fmt: skip
EVENT_COLUMNS = ("lead", "event", "at", "page", "seconds", "mail", "topic", "watched", "feature", "campaign")

COUNTRIES = (
    ("DE", 34),
    ("FR", 12),
    ("US", 11),
    ("UK", 9),
    ("NL", 8),
    ("AT", 7),
    ("CH", 6),
    ("SE", 4),
    ("BR", 4),
    ("", 5),
)
INDUSTRIES = (
    ("software", 26),
    ("manufacturing", 20),
    ("retail", 14),
    ("logistics", 9),
    ("education", 9),
    ("public", 7),
    ("", 15),
)
SIZES = ((0, 22), (8, 16), (40, 20), (150, 16), (600, 14), (3_000, 9), (20_000, 3))  # 0: not known
BUDGETS = ((0, 62), (3_000, 12), (12_000, 14), (40_000, 10), (150_000, 2))  # 0: not known
TITLES = {
    "c-level": ("CEO", "CFO", "Chief Information Officer", "Geschäftsführerin", "대표이사"),
    "vp": ("VP Sales", "VP of Marketing", "Vice President Operations"),
    "director": ("Director of IT", "Head of Marketing", "Leiter Einkauf"),
    "manager": ("Marketing Manager", "Team Lead Data", "Projektleiterin", "Responsable marketing"),
    "individual": ("Analyst", "Developer", "Sachbearbeiter", "Consultant", "マーケティング担当"),
    "learner": ("Student", "Studentin", "Intern Marketing", "학생"),
}
PAGES = (
    ("/", 22), ("/product", 14), ("/product/reports", 9), ("/product/alerts", 6), ("/pricing", 9),
    ("/pricing/teams", 3), ("/blog/first-steps", 11), ("/blog/ten-ideas", 8), ("/customers", 7),
    ("/docs/start", 7), ("/careers", 4),
)  # fmt: skip
CAMPAIGNS = (("", 40), ("search", 25), ("spring-fair", 15), ("partner-mail", 12), ("blog", 8))
TOPICS = ("first-steps", "reports-in-depth", "customer-stories")
FEATURES = ("reports", "import", "alerts", "sharing", "api")


@dataclass(frozen=True, slots=True)
class Persona:
    """A way to behave. `share` of all leads; the other numbers are events per lead, on average."""

    name: str
    share: int
    recent: int  # days back that most events fall into
    views: float
    mails: float
    webinars: float
    trial: float
    demo: float  # the chance to ask for a demo
    stages: tuple[tuple[str, int], ...]  # what the CRM says of them today, by weight


PERSONAS = (
    Persona("buyer", 9, 25, 16.0, 6.0, 0.8, 3.0, 0.45, (("", 5), ("Marketing Qualified", 3), ("Sales Qualified", 2))),
    Persona("tester", 8, 15, 9.0, 3.0, 0.3, 9.0, 0.08, (("", 6), ("Product Qualified", 3), ("Opportunity", 1))),
    Persona("reader", 33, 120, 9.0, 7.5, 0.5, 0.0, 0.01, (("", 17), ("Marketing Qualified", 2), ("Working", 1))),
    Persona("quiet", 34, 400, 3.5, 3.5, 0.1, 0.2, 0.0, (("", 24), ("Marketing Qualified", 4), ("Customer", 1))),
    Persona("learner", 7, 60, 9.0, 3.0, 0.6, 0.2, 0.0, (("", 1),)),
    Persona("name only", 9, 1, 0.0, 0.0, 0.0, 0.0, 0.0, (("", 1),)),
)


class Dice:
    """Draws from one seeded stream, by `random()` alone."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def below(self, count: int) -> int:
        return int(self._random.random() * count)

    def pick(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def weighted(self, items: Sequence[tuple[T, int]]) -> T:
        left = self.below(sum(weight for _, weight in items))
        for value, weight in items:
            left -= weight
            if left < 0:
                return value
        return items[-1][0]

    def about(self, mean: float) -> int:
        """A whole number from 0 to twice the mean."""
        return int(self._random.random() * (2 * mean + 1))

    def seconds_ago(self, days: int) -> int:
        """Within `days`, the nearer past more often."""
        return int(self._random.random() * self._random.random() * days * DAY)


@dataclass(frozen=True, slots=True)
class Lead:
    key: str
    persona: Persona
    age: int  # seconds since it was created
    row: tuple[str, ...]


def stamp(ago: int) -> str:
    return (AS_OF - dt.timedelta(seconds=ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


def make_lead(number: int, dice: Dice) -> Lead:
    key = f"lead-{number:05d}"
    persona = dice.weighted([(persona, persona.share) for persona in PERSONAS])
    age = persona.recent * DAY + dice.below(500 * DAY)
    learner = persona.name == "learner"
    ranks = (("c-level", 8), ("vp", 8), ("director", 16), ("manager", 30), ("individual", 38))
    seniority = "learner" if learner else dice.weighted(ranks)
    title = "" if dice.chance(0.2) else dice.pick(TITLES[seniority])
    size = 0 if learner else dice.weighted(SIZES)
    employees = str(size + dice.below(size)) if size else ""
    asked = 0 if learner else dice.weighted(BUDGETS)
    budget = f"{asked + dice.below(asked)}.{dice.below(100):02d}" if asked else ""
    if learner or dice.chance(0.15):
        domain = "free-mail.example"
    elif dice.chance(0.006):
        domain = "our-company.example"
    elif dice.chance(0.01):
        domain = dice.pick(("rival-one.example", "rival-two.example"))
    else:
        domain = f"company-{dice.below(1_800):04d}.example"
    email = "" if dice.chance(0.03) else f"{key}@{domain}"
    if learner or dice.chance(0.25):
        seniority = ""
    row = (
        key,
        stamp(age),
        email,
        title,
        seniority,
        employees,
        dice.weighted(COUNTRIES),
        dice.weighted(INDUSTRIES),
        budget,
        dice.weighted(persona.stages),
    )
    return Lead(key, persona, age, tuple(spoil(row, dice)))


def spoil(row: tuple[str, ...], dice: Dice) -> Iterator[str]:
    """A few values as people type them: unreadable as a number, or none of the agreed choices."""
    for column, value in zip(LEAD_COLUMNS, row, strict=True):
        if value and dice.chance(0.004):
            match column:
                case "employees":
                    yield dice.pick(("about 50", "11-50", "n/a"))
                    continue
                case "budget":
                    yield dice.pick(("to be agreed", "5k"))
                    continue
                case "seniority":
                    yield dice.pick(("VP", "boss"))
                    continue
                case "created":
                    yield "yesterday"
                    continue
        yield value


def event(key: str, kind: str, ago: int, **values: str) -> tuple[str, ...]:
    named = {"lead": key, "event": kind, "at": stamp(ago), **values}
    return tuple(named.get(column, "") for column in EVENT_COLUMNS)


def make_events(lead: Lead, dice: Dice) -> Iterator[tuple[str, ...]]:
    persona = lead.persona

    def ago() -> int:
        return min(lead.age, dice.seconds_ago(persona.recent))

    for _ in range(dice.about(persona.views)):
        seconds = "" if dice.chance(0.1) else str(3 + dice.below(240))
        page = "/careers" if persona.name == "learner" and dice.chance(0.3) else dice.weighted(PAGES)
        yield event(lead.key, "page_view", ago(), page=page, seconds=seconds, campaign=dice.weighted(CAMPAIGNS))
    scanned = dice.chance(0.15)  # a scanner opens each mail, and tries its links, before the lead does
    for _ in range(dice.about(persona.mails)):
        mail = f"newsletter-{1 + dice.below(12)}"
        opened = ago()
        sent = opened + 60 + dice.below(20_000)
        yield event(lead.key, "mail_sent", sent, mail=mail)
        if scanned:
            yield event(lead.key, "mail_open", sent - dice.below(3), mail=mail)
            yield event(lead.key, "mail_click", sent - dice.below(3), mail=mail, campaign=mail)
        if dice.chance(0.7):
            yield event(lead.key, "mail_open", opened, mail=mail)
            if dice.chance(0.25):
                clicked = max(0, opened - 60 - dice.below(600))
                yield event(lead.key, "mail_click", clicked, mail=mail, campaign=mail)
    for _ in range(dice.about(persona.webinars)):
        watched = str(dice.below(60))
        yield event(lead.key, "webinar", ago(), topic=dice.pick(TOPICS), watched=watched, campaign="webinars")
    for _ in range(dice.about(persona.trial)):
        yield event(lead.key, "trial_login", ago(), feature=dice.pick(FEATURES))
    if dice.chance(persona.demo):
        yield event(lead.key, "demo_request", ago(), campaign=dice.weighted(CAMPAIGNS))
    if dice.chance(0.012):
        yield event(lead.key, "unsubscribe", ago())
    if dice.chance(0.01):
        yield event(lead.key, "mail_bounce", ago(), mail="newsletter-3")


def odd_events(leads: Sequence[Lead], dice: Dice) -> Iterator[tuple[str, ...]]:
    """What an export brings along: unknown leads, an unknown kind of event, no time, a clock that runs ahead."""
    for number in range(25):
        yield event(f"gone-{number:03d}", "page_view", dice.seconds_ago(90), page="/")
    for _ in range(12):
        yield event(dice.pick(leads).key, "chat", dice.seconds_ago(90))
    for _ in range(9):
        row = event(dice.pick(leads).key, "page_view", 0, page="/pricing")
        yield tuple("" if column == "at" else value for column, value in zip(EVENT_COLUMNS, row, strict=True))
    for _ in range(6):
        yield event(dice.pick(leads).key, "page_view", -DAY - dice.below(DAY), page="/product")
    for _ in range(5):
        yield event(dice.pick(leads).key, "page_view", dice.seconds_ago(30), page="/", seconds="a while")


def make(folder: Path, leads: int, events: int, seed: int) -> tuple[Path, Path]:
    """Writes both files; events come in random order, exactly `events` of them where the leads give that many."""
    dice = Dice(seed)
    people = [make_lead(number, dice) for number in range(1, leads + 1)]
    lead_rows = [person.row for person in people]
    lead_rows += [lead_rows[dice.below(len(lead_rows))] for _ in range(3)]  # a few stand twice
    lead_rows.append(("", *lead_rows[0][1:]))  # one has no key

    odd = list(odd_events(people, dice))
    usual = shuffled([row for person in people for row in make_events(person, dice)], dice)
    event_rows = shuffled([*usual[: events - len(odd)], *odd], dice)

    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / "leads.csv", folder / "events.csv"
    write(paths[0], LEAD_COLUMNS, lead_rows)
    write(paths[1], EVENT_COLUMNS, event_rows)
    return paths


def shuffled(rows: Sequence[tuple[str, ...]], dice: Dice) -> list[tuple[str, ...]]:
    return [row for *_, row in sorted((dice.below(1 << 30), number, row) for number, row in enumerate(rows))]


def write(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes leads.csv and events.csv for saas.score.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--leads", type=int, default=5_000)
    parser.add_argument("--events", type=int, default=60_000)
    parser.add_argument("--seed", type=int, default=2026)
    chosen = parser.parse_args()
    paths = make(chosen.folder, chosen.leads, chosen.events, chosen.seed)
    print(f"made {paths[0]} and {paths[1]}")


if __name__ == "__main__":
    main()
