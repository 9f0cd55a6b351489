"""Results held against each other, and against what a sample expects."""

from __future__ import annotations

from dataclasses import dataclass

from ..compiler.result import Contribution, Result
from ..compiler.wording import number, signed
from ..dsl import model

NOT_SCORED = "not scored"
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Miss:
    """An expectation that does not hold; `expected` and `got` as a rule file would write them."""

    expectation: model.Expectation
    expected: str
    got: str

    @property
    def output(self) -> str:
        return self.expectation.name or NOT_SCORED


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where an output disagrees with the reference: `score fit`, `rule "Mail" of fit`."""

    where: str
    reference: str
    other: str


def missed(expects: tuple[model.Expectation, ...], result: Result) -> tuple[Miss, ...]:
    """The expectations that the result does not meet, in the order written."""
    found = []
    for expectation in expects:
        expected, got = _sides(expectation, result)
        if expected != got:
            found.append(Miss(expectation, expected, got))
    return tuple(found)


def _sides(expectation: model.Expectation, result: Result) -> tuple[str, str]:
    name, value = expectation.name, expectation.value
    match expectation.output:
        case "not scored":
            return NOT_SCORED, NOT_SCORED if is_unscored(result) else "scored"
        case "score":
            return points_text(value if isinstance(value, int) else None), points_text(dict(result.scores).get(name))
        case "grade":
            return _text(value), _text(dict(result.grades).get(name))
        case "stage":
            return _text(value), _text(result.stage)
        case "reason":
            return _text(value), _text(result.reason)


def is_unscored(result: Result) -> bool:
    """Whether a `do not score` line held for the lead."""
    return result.problem is None and any(value is None for _, value in result.scores)


def points_text(milli: int | None) -> str:
    return NOT_SCORED if milli is None else number(milli, 3)


def _text(value: str | int | None) -> str:
    return NOTHING if value is None else str(value)


def differences(reference: Result, other: Result | None) -> tuple[Difference, ...]:
    """Everything in which two results of one lead differ, to the last digit."""
    if other is None:
        return (Difference("the lead", "has a result", "has none"),)
    pairs = [
        ("lead", reference.lead, other.lead),
        ("problem", _text(reference.problem), _text(other.problem)),
        *_named(_scores(reference), _scores(other)),
        *_named(_grades(reference), _grades(other)),
        ("stage", _text(reference.stage), _text(other.stage)),
        ("reason", _text(reference.reason), _text(other.reason)),
        *_contributions(reference.contributions, other.contributions),
    ]
    return tuple(Difference(*pair) for pair in pairs if pair[1] != pair[2])


def _scores(result: Result) -> dict[str, str]:
    return {f"score {name}": points_text(value) for name, value in result.scores}


def _grades(result: Result) -> dict[str, str]:
    return {f"grade {name}": _text(value) for name, value in result.grades}


def _named(left: dict[str, str], right: dict[str, str]) -> list[tuple[str, str, str]]:
    return [(name, left.get(name, NOTHING), right.get(name, NOTHING)) for name in dict.fromkeys([*left, *right])]


def _contributions(left: tuple[Contribution, ...], right: tuple[Contribution, ...]) -> list[tuple[str, str, str]]:
    """Rows are matched by score, kind and rule; their order is no part of the meaning."""
    one, two = ({(row.score, row.kind, row.rule): row for row in rows} for rows in (left, right))
    if len(one) != len(left) or len(two) != len(right):
        return [("contributions", f"{len(left)} rows", f"{len(right)} rows, {len(two)} of them different")]
    keys = dict.fromkeys([*one, *two])
    return [(_place(key), row_text(one.get(key)), row_text(two.get(key))) for key in keys]


def _place(key: tuple[str, str, str]) -> str:
    score, kind, rule = key
    return f'{kind} "{rule}" of {score}' if rule else f"{kind} of {score}"


def row_text(row: Contribution | None) -> str:
    if row is None:
        return "no row"
    latest = f", latest at {row.latest}" if row.latest is not None else ""
    return f"{signed(row.points, 9)} ({row.times} times{latest})"
