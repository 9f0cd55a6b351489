"""Outcomes that the core does not have: factors, frameworks, matrices, flags, routes, follow-up, worklist, accounts."""

from __future__ import annotations

from .activity import arithmetic
from .blocks import Block
from .chance import Chance
from .conditions import condition
from .new_rules import few_points
from .vocabulary import name, number, quoted, spelled, text
from .world import World

Scored = tuple[str, int, int, int]


def factor(chance: Chance, world: World) -> tuple[str, Block] | None:
    """A factor over an attribute, and its name."""
    ends = [f"missing: {number(chance.between(0, 20000), 4)}", f"otherwise: {number(chance.between(0, 20000), 4)}"]
    computed = arithmetic(chance, world) if chance.often(30) else None
    numbers = [a for a in world.of_kind("integer", "decimal") if a is not world.attrs[0]]
    texts = [a for a in world.attrs[1:] if a.kind == "text" and not a.domains and not a.ordered]
    called = spelled(name(chance, world.taken))
    if computed is not None or (numbers and (not texts or chance.often(50))):
        attr = computed or chance.one(numbers)
        bounds = sorted({chance.between(-20, 60), chance.between(61, 400)})
        attr.values += [b * 10**attr.places + k for b in bounds for k in (-1, 0)]
        rows = [f"from {b}: {number(chance.between(0, 30000), 4)}" for b in bounds]
        return called, Block(f"factor {called} by {attr.spelled} {{ {'  '.join([*rows, *ends])} }}")
    if not texts:
        return None
    attr = chance.one(texts)
    pool = chance.some(attr.options, 1, 2) if attr.options else list(dict.fromkeys((text(chance), text(chance))))
    if len(pool) == len(attr.options):
        ends = ends[:1]
    attr.values += pool
    rows = [f"{quoted(chance, p)}: {number(chance.between(0, 1_000_000), 4)}" for p in pool]
    return called, Block(f"factor {called} by {attr.spelled} {{ {'  '.join([*rows, *ends])} }}")


def rounding(chance: Chance) -> str:
    return chance.weighted((60, ""), (20, ", half to even"), (20, ", toward zero"))


def own_exclusion(chance: Chance, world: World) -> Block:
    """`do not score NAME when …`."""
    scores = chance.some([s[0] for s in world.scores], 1, 2)
    before, world.level = world.level, "colleague"
    shown = condition(chance, world, 2)
    world.level = before
    return Block(f"do not score {', '.join(scores)} when {shown} because {quoted(chance, text(chance))}")


def matrix(chance: Chance, world: World) -> tuple[str, list[str], Block]:
    one, other = chance.some(world.scores, 2, 2)
    called = spelled(name(chance, world.taken))
    used: list[str] = []
    lines = []
    for labels, (of, low, high, _) in (("ABC", one), ("123", other)):
        top = sorted({chance.between(low + 1, high), chance.between(low + 1, high)}, reverse=True)
        bands = [f"{label} from {bound}" for label, bound in zip(labels, top, strict=False)] + [f"{labels[2]} below"]
        lines.append(Block(f"{of}: {'  '.join(bands)}"))
        used.append("".join(labels[: len(top)] + labels[2]))
    cells = [row + column for row in used[0] for column in used[1]]
    return called, cells, Block(f"matrix {called} of {one[0]} and {other[0]} {{", lines, "}")


def framework(chance: Chance, world: World) -> tuple[str, list[Block], list[str]]:
    """A framework with its share and questions; its name and those of its criteria."""
    called = spelled(name(chance, world.taken))
    criteria, names = [], []
    for _ in range(chance.between(1, 4)):
        named = spelled(name(chance, world.taken))
        kinds = chance.some(("met", "not met", "implied", "implied not"), 1, 4)
        lines = [Block(f"{kind} when {condition(chance, world, 1)}") for kind in kinds]
        asks = f"asks {quoted(chance, text(chance))} " if chance.often(80) else ""
        head = f"{named} +{number(chance.between(1, 60) * chance.one((1000, 500)), 3)} {asks}{{"
        criteria.append(Block(head, lines, "}"))
        names.append(named)
    blocks = [Block(f"framework {called}, limited to 0..300 {{", criteria, "}")]
    if chance.often(70):
        blocks.append(Block(f"share {spelled(name(chance, world.taken))} of {called}"))
    if chance.often(70) and all("asks" in c.head for c in criteria):
        top = f", top {chance.between(1, 3)}" if chance.often(50) else ""
        blocks.append(Block(f"questions {spelled(name(chance, world.taken))} of {called}{top}"))
    return called, blocks, names


def completeness(chance: Chance, world: World, of: str) -> tuple[str, Block]:
    called = spelled(name(chance, world.taken))
    return called, Block(f"completeness {called} of {of}")


def business_hours(chance: Chance, world: World) -> list[Block]:
    days = chance.one(
        ("monday to friday", "monday to saturday", "tuesday, thursday", "sunday to wednesday", "monday to sunday")
    )
    opens, closes = chance.one((("09:00", "17:00"), ("00:00", "08:00"), ("08:30", "12:15"), ("22:00", "23:59")))
    zone = (
        f', time zone "{chance.one(("Europe/Berlin", "America/New_York", "Asia/Kathmandu"))}"'
        if chance.often(40)
        else ""
    )
    head = f"business hours {days} from {opens} to {closes}{zone}"
    if not chance.often(60):
        return [Block(head)]
    called = spelled(name(chance, world.taken))
    from .world import day_text

    shown = sorted({day_text(world.today + chance.between(-3, 20)) for _ in range(6)})
    entries = ", ".join(f'"{day}"' for day in shown)
    return [Block(f"list {called} = ({entries})"), Block(f"{head}, holidays in {called}")]


def follow_up(chance: Chance, tests: list[str]) -> Block:
    lines = []
    for number_, test in enumerate(tests, 1):
        due = (
            chance.weighted(
                (15, ""),
                (20, f"due in {chance.between(1, 60)} hours "),
                (10, f"due in {chance.between(1, 9)} days "),
                (30, f"due in {chance.between(1, 40)} business hours "),
                (25, f"due in {chance.between(1, 9)} business days "),
            )
            .replace(" 1 hours", " 1 hour")
            .replace(" 1 days", " 1 day")
        )
        due = due.replace("in 1 business hours", "in 1 business hour").replace(
            "in 1 business days", "in 1 business day"
        )
        lines.append(Block(f'"Team {number_}" {due}when {test}'))
    if chance.often(50):
        lines.append(Block('"Everyone" otherwise'))
    return Block("follow up, first met wins {", lines, "}")


def route(chance: Chance, world: World, tests: list[str]) -> Block:
    called = spelled(name(chance, world.taken))
    lines = [Block(f'"Way {chance.between(1, 3)}" when {test}') for test in tests]
    if chance.often(60):
        lines.append(Block('"Way 4" otherwise'))
    return Block(f"route {called}, first met wins {{", lines, "}")


def invariants(chance: Chance, tests: list[str]) -> list[Block]:
    """What must never come out, or always."""
    return [
        Block(f"{chance.one(('never', 'never', 'always'))} {quoted(chance, f'{text(chance)} {n}')}: {test}")
        for n, test in enumerate(tests)
    ]


def sticky(chance: Chance, world: World, stages: list[str], lines: list[Block]) -> tuple[str, list[Block]]:
    """Clauses by which the present stage matters, and the lines that map it; a line that asks for it is added."""
    texts = [a for a in world.of_kind("text") if a is not world.attrs[0] and not a.options and not a.domains]
    if not texts or not chance.often(45):
        return "", []
    attr = chance.one(texts)
    attr.values += stages
    clauses, before = f", previous stage from {attr.spelled}", []
    if chance.often(40):
        raw = [value for value in attr.values if isinstance(value, str) and value.strip() and value not in stages]
        shown = [*(quoted(chance, value) for value in dict.fromkeys(raw[:2])), quoted(chance, stages[0])]
        before.append(Block(f"previous ({', '.join(shown)}): {spelled(stages[0])}"))
    if len(stages) > 1 and chance.often(60):
        clauses += f", never back through ({', '.join(map(spelled, stages))})"
    days = world.of_kind("date")
    if days and chance.often(80):
        clauses += f", at least {chance.between(2, 40)} days in a stage since {chance.one(days).spelled}"
    last = stages[0 if before else -1]
    asked = chance.one((f"is {spelled(stages[0])}", f"in ({spelled(last)})", "is missing"))
    test = f"previous stage {asked}"
    lines.insert(len(lines) - 1, Block(f"{spelled(chance.one(stages))} when {test}"))
    return clauses, before


def account_items(chance: Chance, world: World, clean: list[str]) -> list[Block]:
    """An account's score, grade and stages over its leads."""
    assert world.account is not None
    values = ["count of leads of the account"]
    values += [f"highest of {of} of leads of the account" for of in clean]
    numbers = [a for a in world.of_kind("integer", "decimal") if a is not world.attrs[0]]
    values += [f"{chance.one(('sum', 'lowest'))} of {a.spelled} of leads of the account" for a in numbers[:2]]
    rules = []
    for number_, value in enumerate(chance.some(values, 1, 3)):
        rows = [f"from 1: {few_points(chance)}", f"from 3: {few_points(chance)}"]
        if not value.startswith(("count", "sum")):
            rows.append("missing: 0")
        rules.append(Block(f'"table {number_}" by {value} {{ {"  ".join(rows)} }}'))
    rules.append(Block(f'"each" {few_points(chance)} for each lead of the account, max {chance.between(1, 5)} leads'))
    score, grade, stages = (spelled(name(chance, world.taken)) for _ in range(3))
    items = [Block(f"account score {score}, limited to -50..50 {{", rules, "}")]
    if chance.often(60):
        items.append(Block(f"account grade {grade} of {score} {{ A from 10  B below }}"))
    if chance.often(60):
        lines = [Block(f"awake when {score} at least 5"), Block("asleep otherwise")]
        items.append(Block(f"account stages {stages}, first met wins {{", lines, "}"))
    return items
