"""A rule file in which every form that needs the order of events, other leads or a calendar stands, and dense data.

Seconds are such that spans, silences and periods are met exactly, missed by one, and shared by several events.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from scoreline.compiler.result import Account, Event, Lead
from scoreline.dsl import model

AS_OF = 1_768_467_600  # 2026-01-15T09:00:00Z, a Thursday
DAY = 86_400

FORMS = """
ruleset forms version "1", time zone "Europe/Berlin"
lead {
  id: text key   created: timestamp since   company: account   title: text   skills: set of text
  budget: integer   review: integer   changed: timestamp   stage_in_crm: text
}
account { domain: text key   industry: text   employees: integer   tags: set of text }
event page_view { page: text   campaign: text }
event mail { mail: text   campaign: text }
event click { mail: text }
event trial { }
event purchase { amount: decimal   campaign: text }
list holidays = ("2026-01-19", "2026-01-01")
business hours monday to friday from 09:00 to 17:00, time zone "America/New_York", holidays in holidays
ignore page_view where page starts with "/internal"
ignore click within 2 seconds after mail of the same mail
ignore page_view more than 3 within 60 seconds
ignore purchase more than 2 within 3600 seconds
ignore any event when title is "robot"
let clicked = click within 1 days after mail of the same mail in last 90 days
do not score when title is "student" because "not a customer"
do not score deals when budget is missing because "nothing to go by"
score activity, limited to -1000..1000, rounded to 3 decimals {
  "hours" +1 for each page_view in last 90 days, once per hour
  "three days" +2 for each page_view in last 90 days, once per 3 days
  "weeks" +3 for each page_view in last 90 days, once per week
  "months" +4 for each page_view ever, once per month
  "busy days" +5 for each day with at least 3 page_view in last 90 days
  "busy weeks" +5 for each week with at least 4 page_view in last 90 days, latest 2 only
  "visits" +6 for each visit of page_view after 30 minutes of silence in last 90 days
  "long visits" +7 for each visit with at least 3 page_view after 30 minutes of silence in last 90 days
  "latest of pages" +1.5 for each page_view in last 90 days, latest 2 per page
  "capped pages" +2 for each page_view in last 90 days, max 3 points per page
  "capped months" +1 for each page_view ever, halve every 30 days, max 2 points per month
  "rush" +8 when at least 3 page_view within 1 hours in last 90 days
  "clicked" +9 when clicked
  "soon" +1 for each purchase within 14 days after trial in last 90 days
  "not soon" +2 for each purchase not within 14 days after trial in last 90 days
  "apart" +1 for each page_view not within 60 seconds after page_view in last 90 days
  "followed" +3 for each trial followed by purchase within 7 days ever
  "abandoned" +4 for each trial not followed by purchase ever
  group "since the change" {
    counts since changed
    "new pages" +1 for each page_view in last 90 days
    "quiet since" -2 when no page_view in last 7 days
  }
  group "since the trial" {
    counts since last trial
    "after the trial" +1 for each page_view ever, max 5 points
    "silent" by days since last page_view { below 2: +1 from 5: -1 from 30: -2 }
  }
}
score deals, limited to -500..500, rounded to 1 decimals, half to even {
  "amounts" + points of amount for each purchase in last 90 days, once per campaign
  "latest amount" + points of amount for each purchase ever, latest 1 only
  "reviewed" + review, limited to -20..30
  "budget" +2 for each full 10 of budget, max 12 points
  "idle" -1 for each full 3 days since (last page_view or created), max 6 times
  "sum" +5 when sum of amount of purchase in last 90 days above 3
  "highest" +5.05 when highest of amount of purchase ever above 2
  "last page" +6 when latest page of page_view ever is "/a"
  "lead time" +7 when days from first trial to first purchase at most 3
  "skills" +1 for each full 1 of (count of skills), max 2 points
  "skilled" +1 when skills has "b"
}
score firm, limited to 0..200, rounded to 2 decimals, toward zero, times trust {
  "industry" +10 when company.industry is "Software"
  "colleagues" +5 for each other lead of the same company with page_view in last 30 days, max 3 leads
  "all of them" +1 for each lead of the same company, max 10 leads
  "titles" +3 when count of different title of other leads of the same company at least 2
  "budgets" +4 when sum of budget of other leads of the same company above 50
  "most" +5 when highest of budget of other leads of the same company above 40
  "least" +6.125 when lowest of budget of leads of the same company below 5
  "chief" +7 when any other lead of the same company with title is "chief"
  first of "first" { "a" +1 when budget above 40  "b" +2 when budget above 10  "c" +3 when budget above 5 }
  best of "best" { "d" +1 when skills has "a"  "e" +4 by budget { from 5: +2 from 10: +9 }  "f" +3 when clicked }
}
factor trust by title { "chief": 1.25   "cto": 0.3333   missing: 0.5   otherwise: 1 }
"""
FORMS = FORMS.replace('"e" +4 by budget', '"e" by budget')

OUTCOMES = """
framework bant, limited to 0..100 {
  money +30 asks "Is there money?" { met when budget at least 50  not met when budget below 10  implied when clicked }
  need +25 asks "Is it needed?" { met when trial in last 90 days  implied not when no page_view in last 30 days }
}
share bant_share of bant
questions bant_open of bant
completeness known of deals
score total, limited to -1000..1000 = 60% of activity + 40% of deals
grade rating of deals { A from 20  B from 5  C below }
matrix quadrant of activity and deals { activity: A from 20 B below   deals: 1 from 10 2 below }
flag priority when rating in (A, B) and money is met because "worth it"
stages lifecycle, first met wins { out when not scored  sql when priority because "p"  mql when activity at least 10
  rest otherwise }
follow up, first met wins {
  "hours" due in 2 hours when budget at least 100
  "eight" due in 8 business hours when lifecycle is sql
  "days" due in 1 business days when clicked
  "four" due in 4 business hours when lifecycle is mql
  "more days" due in 3 business days otherwise
}
route region, first met wins { "soft" when company.industry is "Software"  "big" when company.employees at least 50 }
worklist by total, activity, top 20, max 3 of mql, when lifecycle in (sql, mql)
account score heat, limited to 0..100 {
  "leads" +10 for each lead of the account with page_view in last 30 days, max 5 leads
  "large" +5 when employees above 50
}
account grade warmth of heat { hot from 25  cold below }
"""


def leads_of(seed: int, count: int) -> Iterator[Lead]:
    """Leads of few accounts, whose events stand close together."""
    chance = random.Random(seed)
    for number in range(count):
        values: dict[str, str | int | bool] = {"id": f"L{number}"}
        for name, choices in _LEAD.items():
            if chance.random() < 0.8:
                values[name] = chance.choice(choices)
        events = tuple(_event(chance) for _ in range(chance.choice((0, 2, 6, 15, 40, 40))))
        yield Lead(f"L{number}", values, events)


def accounts() -> list[Account]:
    """Rows for two of the accounts that leads name, and for one that none names."""
    rows: tuple[dict[str, str | int | bool], ...] = (
        {"domain": "one.example", "industry": "Software", "employees": 60},
        {"domain": "two.example", "employees": 50, "tags": model.SET_MARK},
        {"domain": "four.example", "industry": "Steel"},
    )
    return [Account(str(row["domain"]), row) for row in rows]


def _second(chance: random.Random) -> int:
    days = chance.choice((0, 1, 2, 3, 4, 7, 7, 7, 14, 15, 20, 30, 45, 60, 89, 90))
    spread = chance.choice((0, 0, 0, 1, 2, 3, 59, 60, 61, 1800, 1801, 3599, 3600, 3601, -3600, -7200, 50_000))
    return AS_OF - days * DAY + spread


_AGES = (-DAY, 0, 1, 3 * DAY, 7 * DAY, 7 * DAY + 1, 30 * DAY, 400 * DAY)
_LEAD: dict[str, tuple[str | int, ...]] = {
    "created": tuple(AS_OF - age for age in _AGES),
    "company": ("one.example", "two.example", *(f"{number}.example" for number in range(25))),
    "title": ("chief", "cto", "cto", "student", "robot", "x"),
    "skills": tuple(each.replace(" ", model.SET_MARK) for each in (" ", " a ", " a b ", " b c d ")),
    "budget": (0, 4, 5, 9, 10, 11, 40, 41, 49, 50, 99, 100, 4 * 10**15),
    "review": (-21, -20, -1, 0, 29, 30, 31, 10**9),
    "changed": tuple(AS_OF - age for age in _AGES),
}


def _event(chance: random.Random) -> Event:
    kind = chance.choice(("page_view",) * 4 + ("mail", "click", "trial") + ("purchase",) * 3)
    values: dict[str, str | int | bool] = {}
    for name, choices in _EVENT[kind].items():
        if chance.random() < 0.85:
            values[name] = chance.choice(choices)
    return Event(kind, _second(chance), values)


_CAMPAIGNS = ("spring", "autumn", "Über")
_EVENT: dict[str, dict[str, tuple[str | int, ...]]] = {
    "page_view": {"page": ("/a", "/a", "/b", "/c", "/internal/x"), "campaign": _CAMPAIGNS},
    "mail": {"mail": ("m1", "m2"), "campaign": _CAMPAIGNS},
    "click": {"mail": ("m1", "m2")},
    "trial": {},
    "purchase": {"amount": (-150, 0, 5, 100, 125, 200, 201, 4 * 10**15), "campaign": _CAMPAIGNS},
}
