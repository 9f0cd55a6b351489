"""What the columns of the relations mean, in words, and what has to hold of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from ...dsl import model
from ...dsl.late import dataclass
from ...dsl.source import Span
from .. import plan as p
from ..sql import names
from ..wording import listed, number, quoted


@dataclass(frozen=True, slots=True)
class Column:
    """`labels` are the only values that there are, besides NULL; None where that is not known beforehand.

    `belongs_to`: a relation and its column that has every value of this one.
    """

    name: str
    text: str
    known: bool = False
    unique: bool = False
    labels: tuple[str, ...] | None = None
    belongs_to: tuple[str, str] | None = None


_MOMENT = "the moment of scoring (UTC)"


def columns(plan: p.Plan) -> dict[str, tuple[Column, ...]]:
    """The columns of each relation, by its name."""
    objects = names.objects(plan.name)
    key = Column(names.LEAD, f"`{plan.schema.key}` of the lead, as a text", known=True, unique=True)
    moment = Column(names.AS_OF, _MOMENT, known=True)
    of_lead = Column(names.LEAD, "the lead", known=True, belongs_to=(objects.scores, names.LEAD))
    scores = _scores(plan, key, moment, objects.leads)
    found = {
        objects.leads: (key, *(Column(c.name, _value(c.attribute.type)) for c in names.lead_columns(plan.schema))),
        objects.events: _events(plan),
        objects.scores: scores,
        objects.contributions: (of_lead, moment, *_contribution(plan)),
        objects.ruleset: (
            Column("ruleset", "the name of the ruleset", known=True, unique=True),
            Column("version", "its version, as its file says", known=True),
            Column("content_hash", "changes with every change of what the rules mean", known=True),
            Column("dialect", "the SQL that these models are written in", known=True),
            Column("compiled_by", "what wrote them", known=True),
        ),
    }
    if plan.worklist is not None:
        rank = Column(names.RANK, "the place on the worklist, from 1", known=True, unique=True)
        found[objects.worklist] = (rank, *scores)
    if plan.schema.account is not None:
        account = Column(names.ACCOUNT, f"`{plan.schema.account.key}` of the account", known=True, unique=True)
        values = (Column(c.name, _value(c.attribute.type)) for c in names.account_columns(plan.schema))
        found[objects.accounts] = (account, *values)
    if plan.accounts is not None:
        account = Column(names.ACCOUNT, "the account", known=True, unique=True)
        found[objects.account_scores] = _account_scores(plan.accounts, account, moment)
        owner = Column(names.ACCOUNT, "the account", known=True, belongs_to=(objects.account_scores, names.ACCOUNT))
        found[objects.account_contributions] = (owner, moment, *_contribution(plan)[:6])
    return found


def _scores(plan: p.Plan, key: Column, moment: Column, leads: str) -> tuple[Column, ...]:
    made = [
        Column(key.name, key.text, known=True, unique=True, belongs_to=(leads, names.LEAD)),
        moment,
        *(Column(score.name, _score(score)) for score in plan.scores),
        *(_grade(grade) for grade in plan.grades),
        *(_matrix(matrix) for matrix in plan.matrices),
        *(Column(flag.name, f"whether: {flag.reason}{_place(flag.span)}") for flag in plan.flags),
        *_stages(plan.stages),
        Column(names.REASON, "why the lead is in its stage, or is not scored"),
        *(Column(each.name, f"what is not known yet of {each.of}, as questions") for each in plan.questions),
        *(_route(route) for route in plan.routes),
    ]
    if plan.follow_up is not None:
        owners = tuple(dict.fromkeys(line.owner for line in plan.follow_up.lines))
        made.append(Column(names.FOLLOW_UP, "who follows up, NULL for nobody", labels=owners))
        made.append(Column(names.DUE, "until when (UTC)"))
    made.append(Column(names.PROBLEM, "why there is no result at all: more events than the language allows"))
    barred = {score for exclusion in plan.exclusions for score in exclusion.scores or ()}
    reasons = (score.name for score in plan.scores if score.name in barred)
    made += [Column(names.reason_of(score), f"why {score} is none") for score in reasons]
    return tuple(made)


def _account_scores(accounts: p.AccountPlan, key: Column, moment: Column) -> tuple[Column, ...]:
    return (
        key,
        moment,
        *(Column(score.name, _score(score)) for score in accounts.scores),
        *(_grade(grade) for grade in accounts.grades),
        *_stages(accounts.stages),
        Column(names.REASON, "why the account is in its stage"),
    )


def _contribution(plan: p.Plan) -> tuple[Column, ...]:
    kinds = ("rule", "rule limit", "group limit", "factor", "range limit", "rounding")
    made = (
        Column("score", "the score that the points are of", known=True),
        Column("kind", "a rule, or what limits and rounding took away or added", known=True, labels=kinds),
        Column("rule", "the rule's text; of a total the score that enters"),
        Column("points", "never 0; those of a score add up to it exactly", known=True),
        Column("times", "how many occurrences were counted"),
        Column("latest_event", "the latest of them (UTC)"),
    )
    if plan.attribution is None:
        return made
    return (*made, Column(names.SOURCE, f"the `{plan.attribution}` of the events behind the points"))


def _events(plan: p.Plan) -> tuple[Column, ...]:
    kinds = tuple(kind.name for kind in plan.schema.events)
    attributes = (
        Column(c.name, f"{_value(c.type)}; of {listed([kind for kind, _ in c.sources], 'and')}")
        for c in names.event_columns(plan.schema)
    )
    return (
        Column(names.LEAD, "the lead; events of leads that are not there count for nobody", known=True),
        Column(names.EVENT, "the kind of event", known=True, labels=kinds or None),
        Column(names.AT, "when: seconds since 1970 UTC", known=True),
        *attributes,
    )


def _value(type_: model.ValueType) -> str:
    """How the values of a typed column are to be read."""
    match type_.kind:
        case "decimal":
            return f"a decimal number, in units of {number(1, type_.places)}"
        case "date":
            return "a date: days since 1970"
        case "timestamp":
            return "a time: seconds since 1970 UTC"
        case "boolean":
            return "yes or no"
        case "integer":
            return "a whole number"
        case "set":
            return "a set of texts, the character U+001F before, between and behind them"
        case "text":
            return f"one of {_some(type_.options)}" if type_.options else "a text"


def _some(labels: Sequence[str]) -> str:
    shown = ", ".join(quoted(label) for label in labels[:12])
    return f"{shown} …" if len(labels) > 12 else shown


def _score(score: p.AnyScore) -> str:
    match score:
        case p.Score(low=low, high=high, decimals=decimals) if score.factor is None:
            return f"{number(low, 9)} to {number(high, 9)} points{_rounded(decimals)}{_place(score.span)}"
        case p.Score() | p.Total():
            made_of = (
                "" if isinstance(score, p.Score) else f": of {listed([term.score for term in score.terms], 'and')}"
            )
            return f"{number(score.low, 7)} to {number(score.high, 7)} points{made_of}{_place(score.span)}"
        case model.Share():
            return f"0 to 100 percent of what {score.of} asks for{_place(score.span)}"


def _rounded(decimals: int) -> str:
    return "" if decimals == 0 else f", with {decimals} decimal{'s' if decimals > 1 else ''}"


def _grade(grade: model.Grade) -> Column:
    bands = ", ".join(
        f"{band.label} from {number(band.lowest, 3)}" if band.lowest is not None else f"{band.label} below"
        for band in grade.bands
    )
    labels = tuple(dict.fromkeys(band.label for band in grade.bands))
    return Column(grade.name, f"the grade of {grade.score}: {bands}{_place(grade.span)}", labels=labels)


def _matrix(matrix: model.Matrix) -> Column:
    pairs = [row.label + column.label for row in matrix.rows.bands for column in matrix.columns.bands]
    text = f"the grades of {matrix.rows.score} and {matrix.columns.score} beside each other{_place(matrix.span)}"
    return Column(matrix.name, text, labels=tuple(dict.fromkeys(pairs)))


def _stages(stages: model.Stages | None) -> tuple[Column, ...]:
    if stages is None:
        return ()
    labels = [line.stage for line in stages.lines] + ([] if stages.out is None else [stages.out])
    return (Column(stages.name, f"the stage{_place(stages.span)}", labels=tuple(dict.fromkeys(labels))),)


def _route(route: model.Route) -> Column:
    labels = tuple(dict.fromkeys(line.label for line in route.lines))
    return Column(route.name, f"where the lead goes, NULL for nowhere{_place(route.span)}", labels=labels)


def _place(span: Span) -> str:
    return f" ({PurePath(span.file).name}, line {span.line})"
