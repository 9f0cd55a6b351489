"""Results held against each other, and against what a sample expects."""

from __future__ import annotations

from dataclasses import dataclass

from ..compiler.result import AccountResult, Contribution, Result
from ..compiler.wording import moment_text, number, signed
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


def missed(
    expects: tuple[model.Expectation, ...], result: Result, account: AccountResult | None = None
) -> tuple[Miss, ...]:
    """The expectations that the result, or that of the lead's account, does not meet, in the order written."""
    found = []
    for expectation in expects:
        expected, got = _of_account(expectation, account) if expectation.account else _sides(expectation, result)
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
            return _text(value), _text({**dict(result.grades), **dict(result.matrices)}.get(name))
        case "stage":
            return _text(value), _text(result.stage)
        case "reason":
            return _text(value), _text(result.reason)
        case "flag":
            return _text(value), _text(dict(result.flags).get(name))
        case "route":
            return _text(value), _text(dict(result.routes).get(name))
        case "questions":
            return _text(value), _text(dict(result.questions).get(name))
        case "follow up":
            return _text(value), _text(result.follow_up)
        case "due":
            return _moment(value if isinstance(value, int) else None), _moment(result.due)


def _of_account(expectation: model.Expectation, account: AccountResult | None) -> tuple[str, str]:
    value = expectation.value
    scores = {} if account is None else dict(account.scores)
    grades = {} if account is None else dict(account.grades)
    match expectation.output:
        case "score":
            return points_text(value if isinstance(value, int) else None), points_text(scores.get(expectation.name))
        case "grade":
            return _text(value), _text(grades.get(expectation.name))
        case _:
            return _text(value), _text(None if account is None else account.stage)


def is_unscored(result: Result) -> bool:
    """Whether a `do not score` line held for the lead as a whole."""
    return result.problem is None and bool(result.scores) and all(value is None for _, value in result.scores)


def points_text(milli: int | None) -> str:
    return NOT_SCORED if milli is None else number(milli, 3)


def _text(value: str | int | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return NOTHING if value is None else str(value)


def _moment(second: int | None) -> str:
    return NOTHING if second is None else moment_text(second)


def differences(reference: Result, other: Result | None) -> tuple[Difference, ...]:
    """Everything in which two results of one lead differ, to the last digit."""
    if other is None:
        return (Difference("the lead", "has a result", "has none"),)
    pairs = [
        ("lead", reference.lead, other.lead),
        ("problem", _text(reference.problem), _text(other.problem)),
        *_named(_values(reference), _values(other)),
        ("stage", _text(reference.stage), _text(other.stage)),
        ("reason", _text(reference.reason), _text(other.reason)),
        ("follow up", _text(reference.follow_up), _text(other.follow_up)),
        ("due", _moment(reference.due), _moment(other.due)),
        ("on the worklist", _text(reference.listed), _text(other.listed)),
        *_contributions(reference.contributions, other.contributions),
    ]
    return tuple(Difference(*pair) for pair in pairs if pair[1] != pair[2])


def account_differences(reference: AccountResult, other: AccountResult | None) -> tuple[Difference, ...]:
    """Everything in which two results of one account differ."""
    if other is None:
        return (Difference("the account", "has a result", "has none"),)
    pairs = [
        *_named(_account_values(reference), _account_values(other)),
        ("account's stage", _text(reference.stage), _text(other.stage)),
        ("account's reason", _text(reference.reason), _text(other.reason)),
        *_contributions(reference.contributions, other.contributions),
    ]
    return tuple(Difference(*pair) for pair in pairs if pair[1] != pair[2])


def _values(result: Result) -> dict[str, str]:
    """Every named output as text, by what it is called in a report."""
    return {
        **{f"score {name}": points_text(value) for name, value in result.scores},
        **{f"reason of {name}": reason for name, reason in result.barred},
        **{f"grade {name}": _text(value) for name, value in result.grades},
        **{f"matrix {name}": _text(value) for name, value in result.matrices},
        **{f"flag {name}": _text(value) for name, value in result.flags},
        **{f"questions {name}": _text(value) for name, value in result.questions},
        **{f"route {name}": _text(value) for name, value in result.routes},
    }


def _account_values(result: AccountResult) -> dict[str, str]:
    return {
        **{f"account's score {name}": points_text(value) for name, value in result.scores},
        **{f"account's grade {name}": _text(value) for name, value in result.grades},
    }


def _named(left: dict[str, str], right: dict[str, str]) -> list[tuple[str, str, str]]:
    return [(name, left.get(name, NOTHING), right.get(name, NOTHING)) for name in dict.fromkeys([*left, *right])]


def _contributions(left: tuple[Contribution, ...], right: tuple[Contribution, ...]) -> list[tuple[str, str, str]]:
    """Rows are matched by score, kind, rule and source; their order is no part of the meaning."""
    one, two = ({(row.score, row.kind, row.rule, row.source): row for row in rows} for rows in (left, right))
    if len(one) != len(left) or len(two) != len(right):
        return [("contributions", f"{len(left)} rows", f"{len(right)} rows, {len(two)} of them different")]
    keys = dict.fromkeys([*one, *two])
    return [(_place(key), row_text(one.get(key)), row_text(two.get(key))) for key in keys]


def _place(key: tuple[str, str, str, str | None]) -> str:
    score, kind, rule, source = key
    where = f'{kind} "{rule}" of {score}' if rule else f"{kind} of {score}"
    return where if source is None else f'{where}, from "{source}"'


def row_text(row: Contribution | None) -> str:
    if row is None:
        return "no row"
    latest = f", latest at {row.latest}" if row.latest is not None else ""
    return f"{signed(row.points, 9)} ({row.times} times{latest})"
