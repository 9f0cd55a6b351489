"""Whole rule files with the data that their rules make interesting: one seed is one case."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from hypothesis import strategies as st
from scoreline.compiler.result import Account, Lead

from . import outcomes as new
from .activity import gap, same
from .blocks import Block
from .chance import Chance
from .conditions import attribute_test, condition, grade_test, where
from .data import accounts_of, leads_of
from .new_rules import reset
from .parameters import named, with_parameters
from .rules import Labels, entry, limits
from .sharing import spread
from .tables import lists, route_table
from .vocabulary import name, number, quoted, spelled, take, text
from .world import Grade, World, type_text, world


@dataclass(frozen=True)
class Case:
    """A rule file, the files beside it, and leads at a moment.

    `whole`: the same in one rule file without parameters; None where it is written so already.
    """

    seed: int
    blocks: Block
    files: dict[str, str]
    as_of: int
    leads: tuple[Lead, ...]
    wished: dict[str, object] = field(default_factory=dict)
    accounts: tuple[Account, ...] = ()
    whole: Case | None = None

    @property
    def text(self) -> str:
        return self.blocks.text()

    @property
    def texts(self) -> str:
        """The rule file and those that it uses, one after another."""
        return "\n".join([self.text, *(text for path, text in self.files.items() if path.endswith(".score"))])

    def written(self, folder: Path) -> Path:
        """Writes the files beside the rule file below the folder and gives it."""
        for path, content in self.files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8", newline="")
        return folder

    def smaller(self, blocks: Block | None = None, leads: tuple[Lead, ...] | None = None) -> Case:
        kept = self.whole if blocks is None else None
        leads = self.leads if leads is None else leads
        return replace(self, blocks=blocks or self.blocks, leads=leads, whole=kept)


@dataclass
class Outputs:
    """Names that outcomes may read."""

    scores: list[tuple[str, int, int, int]] = field(default_factory=list)  # spelled, low, high, decimals
    grades: list[Grade] = field(default_factory=list)
    stages: Grade | None = None  # what only the last outcomes may read
    tests: list[str] = field(default_factory=list)  # criteria and flags
    reading: list[str] = field(default_factory=list)  # scores that read an attribute for certain


def case(seed: int, leads: int = 40, size: int = 6, split: bool = True) -> Case:
    """The case of a seed: always the same for the same arguments. Without `split` it is one rule file of its own."""
    chance = Chance(seed)
    made = world(chance)
    items = [header(chance, made), lead_schema(chance, made), *event_schemas(chance, made)]
    items += lists(chance, made)
    if made.new and chance.often(8):
        switch, declared = named(chance, 99, chance.one(("yes", "no")))
        items.insert(1, declared)
        made.switches.append(switch)
    if made.account is not None:
        items.append(account_schema(chance, made))
    made.level = "colleague"
    if made.new and made.events:
        items += [noise(chance, made) for _ in range(chance.weighted((60, 0), (30, 1), (10, 2)))]
    for _ in range(chance.weighted((40, 0), (30, 1), (20, 2), (10, 3))):
        called = spelled(name(chance, made.taken))
        items.append(Block(f"let {called} = {condition(chance, made)}"))
        made.lets.append(called)
    exclusions = [
        Block(f"do not score when {condition(chance, made, 2)} because {quoted(chance, text(chance))}")
        for _ in range(chance.weighted((65, 0), (25, 1), (10, 2)))
    ]
    items += exclusions
    outputs = Outputs()
    clean: list[str] = []  # scores that read neither colleagues nor scores
    for number_ in range(chance.weighted((50, 1), (35, 2), (15, 3))):
        made.level = "colleague" if number_ == 0 and chance.often(50) else "score" if made.new else "lead"
        if made.level == "colleague":
            clean.append("")
        items += score(chance, made, outputs, size)
        if made.level == "colleague":
            clean = [outputs.scores[-1][0]]
        if made.new:
            made.scores = list(outputs.scores)
            if chance.often(40):
                items.append(grade(chance, made, outputs))
            made.grades = list(outputs.grades)
    made.level = "lead"
    for _ in range(chance.weighted((40, 0), (45, 1), (15, 2))):
        items += total(chance, made, outputs)
    for _ in range(chance.weighted((40, 0), (40, 1), (20, 2))):
        items.append(grade(chance, made, outputs))
    made.scores = list(outputs.scores)
    if made.new:
        items += new_outcomes(chance, made, outputs)
    has_stages = chance.often(60)
    if has_stages:
        items.append(stages(chance, made, outputs, bool(exclusions)))
    if made.new:
        items += last_outcomes(chance, made, outputs, has_stages)
        if made.account is not None and chance.often(50):
            items += new.account_items(chance, made, clean)
    accounts = accounts_of(chance, made)
    whole = Case(seed, Block("", items), made.files, made.as_of, leads_of(chance, made, leads), accounts=accounts)
    return in_parts(chance, made, whole) if split else whole


def in_parts(chance: Chance, made: World, whole: Case) -> Case:
    """Mostly as it is; the others say the same with parameters, and in several files."""
    items, files = whole.blocks.inner, whole.files
    parts = chance.weighted((72, ""), (8, "parameters"), (11, "both"), (9, "files"))
    if parts in ("parameters", "both"):
        items = with_parameters(chance, items)
    if parts in ("files", "both"):
        items, more = spread(chance, made, items)
        files = {**files, **more}
    return replace(whole, blocks=Block("", items), files=files, whole=whole) if parts else whole


def account_schema(chance: Chance, made: World) -> Block:
    assert made.account is not None
    lines = [
        Block(f"{attr.spelled}: {type_text(chance, attr)}{'' if index else ' key'}")
        for index, attr in enumerate(made.account.attrs)
    ]
    return Block("account {", lines, "}")


def noise(chance: Chance, made: World) -> Block:
    event = chance.one(made.events)
    shown = event.spelled + where(chance, made, event)
    made.limit([event], 4)
    form = chance.between(0, 3)
    if form == 0:
        plain = [a for a in made.attrs[1:] if a.kind != "account"]
        return Block(f"ignore {shown} when ({attribute_test(chance, made, chance.one(plain), plain)})")
    if form == 1:
        return Block(f"ignore {shown} more than {chance.between(1, 3)} within {gap(chance, made)}")
    if form == 2:
        other = chance.one(made.events)
        within = gap(chance, made, "seconds", "minutes")
        return Block(f"ignore {shown} within {within} after {other.spelled}{same(chance, event, other)}")
    return Block(f"ignore {shown}" if " where " in shown else f"ignore {shown} more than 2 within {gap(chance, made)}")


def new_outcomes(chance: Chance, made: World, outputs: Outputs) -> list[Block]:
    """What comes between the scores and the stages."""
    items: list[Block] = []
    if chance.often(20):
        items.append(new.own_exclusion(chance, made))
    if chance.often(25):
        called, blocks, criteria = new.framework(chance, made)
        items += blocks
        outputs.scores.append((called, 0, 300, 2))
        outputs.tests += [f"{c} is {chance.one(('met', 'not met', 'unknown'))}" for c in criteria]
    if chance.often(25) and outputs.reading:
        called, block = new.completeness(chance, made, chance.one(outputs.reading))
        items.append(block)
        outputs.scores.append((called, 0, 100, 0))
    if chance.often(25) and len(made.scores) > 1:
        called, cells, block = new.matrix(chance, made)
        items.append(block)
        outputs.grades.append(Grade(called, cells, ordered=False))
    for _ in range(chance.weighted((60, 0), (25, 1), (15, 2))):
        called = spelled(name(chance, made.taken))
        items.append(Block(f"flag {called} when {outcome(chance, made, outputs)}"))
        outputs.tests.append(called)
    return items


def last_outcomes(chance: Chance, made: World, outputs: Outputs, has_stages: bool) -> list[Block]:
    """What comes behind the stages."""
    items: list[Block] = []

    def tests() -> list[str]:
        return [last_test(chance, made, outputs) for _ in range(chance.between(1, 3))]

    if chance.often(25):
        items += new.business_hours(chance, made)
        items.append(new.follow_up(chance, tests()))
    if chance.often(20):
        items.append(new.route(chance, made, tests()))
    if chance.often(15) and (table := route_table(chance, made)) is not None:
        items.append(table)
    if chance.often(20):
        top = "".join(chance.maybe(50, lambda: f", top {chance.between(1, 20)}"))
        when = "".join(chance.maybe(30, lambda: f", when {last_test(chance, made, outputs)}"))
        quota = "".join(chance.maybe(50, lambda: f", max {chance.between(1, 3)} of rest")) if has_stages else ""
        items.append(
            Block(f"worklist by {', '.join(s[0] for s in chance.some(outputs.scores, 1, 2))}{top}{quota}{when}")
        )
    owned = [a for e in made.events for a in e.attrs]
    mixed = {a.name for a in owned if a.kind != "text" or a.options}
    texts = [a for a in owned if a.name not in mixed]
    if texts and chance.often(20):
        items.append(Block(f"attribution by {chance.one(texts).spelled}"))
    if chance.often(20):
        items += new.invariants(chance, tests())
    return items


def header(chance: Chance, made: World) -> Block:
    called = chance.weighted((80, f"r{chance.between(0, 9)}"), (20, name(chance, set())))
    zone = f', time zone "{made.zone}"' if made.zone != "UTC" or chance.often(30) else ""
    about = chance.maybe(40, lambda: quoted(chance, text(chance)))
    return Block(" ".join([f'ruleset {spelled(called)} version "{chance.between(1, 9)}"{zone}', *about]))


def lead_schema(chance: Chance, made: World) -> Block:
    lines = []
    for index, attr in enumerate(made.attrs):
        suffix = " key" if index == 0 else " since" if attr.name == made.since else ""
        lines.append(Block(f"{attr.spelled}: {type_text(chance, attr)}{suffix}"))
    return Block("lead {", lines, "}")


def event_schemas(chance: Chance, made: World) -> list[Block]:
    blocks = []
    for event in made.events:
        own = "" if event.own and chance.often(80) else ", by the lead" if event.own else ", not by the lead"
        attrs = chance.one((", ", "  ")).join(f"{a.spelled}: {type_text(chance, a)}" for a in event.attrs)
        blocks.append(Block(f"event {event.spelled}{own} {{ {attrs} }}"))
    return blocks


def score(chance: Chance, made: World, outputs: Outputs, size: int) -> list[Block]:
    called = spelled(name(chance, made.taken))
    decimals = chance.weighted((50, 2), (15, 0), (20, 1), (15, 3))
    clauses = []
    low, high = 0, 100
    if chance.often(60):
        low, high = chance.one(((0, 100), (-50, 50), (0, 10), (-100, 1000), (5, 40), (-3, 3), (-20, -5), (0, 100000)))
        clauses.append(f"limited to {low}..{high}")
    if decimals != 2 or chance.often(30):
        mode = new.rounding(chance) if made.new else ""
        clauses.append(f"rounded to {decimals} decimal{'' if decimals == 1 else 's'}{mode}")
    before: list[Block] = []
    if made.new and chance.often(15):
        clauses.append(f"starts at {chance.between(-20, 40)}")
    if made.new and chance.often(20) and (found := new.factor(chance, made)) is not None:
        before.append(found[1])
        clauses.append(f"times {found[0]}")
    if made.events and chance.often(35):
        from .rules import default_decay

        clauses.append(default_decay(chance, made))
    outputs.scores.append((called, low, high, decimals))
    labels = Labels(chance)
    rules = [entry(chance, made, labels) for _ in range(chance.between(1, size))]
    if made.new and chance.often(30):
        attr = chance.one([a for a in made.attrs[1:] if a.kind != "account"])
        rules.append(Block(f"{labels.next()} +1 when {attr.spelled} is known"))
        outputs.reading.append(called)
    if made.new and made.events and chance.often(15):
        rules.insert(0, reset(chance, made))
    return [*before, Block(", ".join([f"score {called}", *chance.shuffled(clauses)]) + " {", rules, "}")]


def total(chance: Chance, made: World, outputs: Outputs) -> list[Block]:
    called = spelled(name(chance, made.taken))
    parts = chance.some(outputs.scores, 1, 4)
    terms: list[str] = []
    for part in parts:
        weight = chance.weighted(
            (30, ""), (40, f"{chance.between(1, 100)}% of "), (30, f"{number(chance.between(1, 12000), 2)}% of ")
        )
        sign = "" if not terms else chance.one(("+ ", "+ ", "- "))
        terms.append(f"{sign}{weight}{part[0]}")
    clauses = []
    low, high, decimals = 0, 100, chance.weighted((40, 1), (20, 0), (20, 2), (20, 3))
    if chance.often(60):
        low, high = chance.one(((0, 100), (-50, 50), (0, 10), (-1000, 1000), (5, 40), (0, 100000)))
        clauses.append(f"limited to {low}..{high}")
    mode = new.rounding(chance) if made.new else ""
    clauses.append(f"rounded to {decimals} decimal{'' if decimals == 1 else 's'}{mode}")
    before: list[Block] = []
    if made.new and chance.often(20) and (found := new.factor(chance, made)) is not None:
        before.append(found[1])
        clauses.append(f"times {found[0]}")
    outputs.scores.append((called, low, high, decimals))
    return [*before, Block(", ".join([f"score {called}", *clauses]) + " = " + " ".join(terms))]


def threshold(chance: Chance, score_: tuple[str, int, int, int]) -> str:
    _, low, high, decimals = score_
    if decimals and chance.often(40):
        return number(chance.between(low * 10 + 1, high * 10), 1)
    return str(chance.between(low + 1, high))


def grade(chance: Chance, made: World, outputs: Outputs) -> Block:
    called = spelled(name(chance, made.taken))
    of = chance.one(outputs.scores)
    count = chance.between(10, 18) if made.wide else chance.between(1, 4)
    bounds = sorted({float(threshold(chance, of)) for _ in range(count)}, reverse=True)
    pool = (
        [f"G{n}" for n in range(20)]
        if made.wide
        else chance.one(
            (["A", "B", "C", "D", "E"], ['"hot"', '"warm one"', '"it\'s"', '"кол"', '"é"'], ["1", "2", "3", "4", "5"])
        )
    )
    labels = pool[: len(bounds) + 1]
    rows = [f"{label} from {bound:g}" for label, bound in zip(labels, bounds, strict=False)] + [f"{labels[-1]} below"]
    # A label that is a number stands in quotes where a condition names it.
    outputs.grades.append(Grade(called, [f'"{label}"' if label.isdigit() else label for label in labels]))
    return Block(f"grade {called} of {of[0]} {{ {'  '.join(rows)} }}")


def stages(chance: Chance, made: World, outputs: Outputs, excluded: bool) -> Block:
    called = spelled(name(chance, made.taken))
    names: set[str] = set()
    pool = [name(chance, names) for _ in range(chance.between(1, 4))]
    take(names, "out", "rest")
    lines, stages_ = list[Block](), list[str]()
    if excluded:
        lines.append(Block(f"{'left_out' if chance.often(50) else 'out_'} when not scored"))
    for _ in range(chance.between(1, 5)):
        because = chance.maybe(50, lambda: f" because {quoted(chance, text(chance))}")
        stages_.append(chance.one(pool))
        test = outcome(chance, made, outputs)
        lines.append(Block(f"{spelled(stages_[-1])} when {test}{''.join(because)}"))
    lines.append(
        Block("rest otherwise" + "".join(chance.maybe(30, lambda: f" because {quoted(chance, text(chance))}")))
    )
    clauses, before = "", list[Block]()
    if made.new:
        clauses, before = new.sticky(chance, made, list(dict.fromkeys(stages_)), lines)
    outputs.stages = Grade(called, [*dict.fromkeys(map(spelled, stages_)), "rest"], ordered=False)
    return Block(f"stages {called}, first met wins{clauses} {{", [*before, *lines], "}")


def last_test(chance: Chance, made: World, outputs: Outputs) -> str:
    """A condition of what comes after the stages."""
    if outputs.stages is not None and chance.often(20):
        return grade_test(chance, outputs.stages)
    return outcome(chance, made, outputs)


def outcome(chance: Chance, made: World, outputs: Outputs) -> str:
    if outputs.tests and chance.often(25):
        return chance.one(outputs.tests)
    form = chance.between(0, 5)
    if form == 0 and outputs.grades:
        return grade_test(chance, chance.one(outputs.grades))
    if form <= 3:
        of = chance.one(outputs.scores)
        test = f"{of[0]} {chance.one(('at least', 'at most', 'above', 'below'))} {threshold(chance, of)}"
        return test if chance.often(60) else f"{test} and ({condition(chance, made, 2)})"
    return condition(chance, made, 2)


def cases(leads: int = 40, size: int = 6, split: bool = True) -> st.SearchStrategy[Case]:
    """Rule files and data together. A case shrinks by its own reducer (`support/reduce.py`), not by hypothesis."""
    return st.integers(0, 2**48 - 1).map(lambda seed: case(seed, leads, size, split))


def rulesets(size: int = 6) -> st.SearchStrategy[Case]:
    """Rule files only (`Case.text`, with the list files in `Case.files`)."""
    return cases(leads=0, size=size)


__all__ = ["Case", "case", "cases", "limits", "rulesets"]
