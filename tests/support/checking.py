"""Rule files in tests: places marked «so» in the text, and what the checker says of them."""

from __future__ import annotations

from pathlib import Path

from scoreline.dsl import model
from scoreline.dsl.diagnostics import Diagnostic
from scoreline.dsl.load import load_text

HEAD = """ruleset r version "1"
lead {
  id: text key  created: timestamp since  country: text  plan: one of ("free", "paid", "gold")
  employees: integer  budget: decimal  spent: decimal  ratio: decimal(4)  ok: yes or no  renewal: date  ended: date
  seen: timestamp  email: text  title: text
}
event page_view { page: text, seconds: integer, trial: yes or no, due: date, kind: one of ("a", "b") }
event demo { campaign: text }
event status_change, not by the lead { to: text }
"""

# The same with accounts, sets and ordered labels.
WIDE = """ruleset r version "1"
lead {
  id: text key  created: timestamp since  country: text  plan: one of ("free", "paid", "gold")
  employees: integer  budget: decimal  spent: decimal  ratio: decimal(4)  fine: decimal(6)  ok: yes or no
  renewal: date  ended: date  seen: timestamp  email: text  title: text  crm_stage: text
  company: account  certs: set of text  level: ordered ("low", "mid", "high")
}
account { domain: text key  industry: text  size: integer  customer: yes or no  signed: date  tags: set of text }
event page_view {
  page: text, seconds: integer, cost: decimal, trial: yes or no, due: date, at_work: timestamp, mail: text
}
event demo { campaign: text, mail: text, seconds: text, cost: decimal(3) }
event status_change, not by the lead { to: text }
"""

Place = tuple[int, int, int, int]


def unmarked(text: str) -> tuple[str, list[Place]]:
    """The text without its marks, and the places between them, in the order in which they begin."""
    clean: list[str] = []
    places: list[Place] = []
    open_at: list[tuple[int, int, int]] = []
    line, column = 1, 1
    for letter in text:
        if letter == "«":
            open_at.append((len(places), line, column))
            places.append((0, 0, 0, 0))
        elif letter == "»":
            index, *start = open_at.pop()
            places[index] = (start[0], start[1], line, column)
        else:
            clean.append(letter)
            line, column = (line + 1, 1) if letter == "\n" else (line, column + 1)
    return "".join(clean), places


def place(found: Diagnostic) -> Place:
    return found.span.line, found.span.column, found.span.end_line, found.span.end_column


def problems(text: str, base: Path = Path()) -> tuple[Diagnostic, ...]:
    """What is said of a whole rule file; marks are taken out first."""
    return load_text(unmarked(text)[0], base).diagnostics


def expect(text: str, *codes: str, base: Path = Path()) -> tuple[Diagnostic, ...]:
    """Asserts exactly these codes, in order, each at its mark; the file has as many marks as problems."""
    clean, places = unmarked(text)
    found = load_text(clean, base).diagnostics
    shown = [(d.code, place(d), d.message) for d in found]
    assert [d.code for d in found] == list(codes), shown
    assert [place(d) for d in found] == sorted(places), shown
    return found


def when(condition: str, more: str = "", head: str = HEAD) -> str:
    """A file with one rule that pays when the condition is met; `more` stands before the score."""
    return f'{head}{more}\nscore s {{\n  "x" +1 when {condition}\n}}\n'


def rule(text: str, more: str = "", head: str = HEAD) -> str:
    """A file with these rules in one score."""
    return f"{head}{more}\nscore s {{\n  {text}\n}}\n"


def ruleset(text: str, base: Path = Path()) -> model.Ruleset:
    """The model of a file that has no findings."""
    loaded = load_text(text, base)
    assert loaded.diagnostics == ()
    assert loaded.ruleset is not None
    return loaded.ruleset


def condition_of(condition: str, more: str = "", head: str = HEAD) -> model.Condition:
    """The model of one condition."""
    scores = ruleset(when(condition, more, head)).scores
    score = next(score for score in scores if score.name == "s")
    assert isinstance(score, model.Score)
    (found,) = score.entries
    assert isinstance(found, model.WhenRule)
    return found.condition


def entry_of(text: str, more: str = "") -> model.Entry:
    """The model of one rule, table or group."""
    score = ruleset(rule(text, more)).scores[0]
    assert isinstance(score, model.Score)
    (found,) = score.entries
    return found
