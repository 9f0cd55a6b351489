"""The effective ruleset: everything that holds, defaults filled in, each part in words and with where it comes from."""

from __future__ import annotations

from ..dsl import model
from ..dsl.late import dataclass
from ..dsl.source import Span
from .origins import Origins, place
from .outcome_words import (
    Pairs,
    exclusion_words,
    factor_words,
    flag_words,
    follow_up_words,
    grade_words,
    hours_words,
    invariant_words,
    matrix_words,
    noise_words,
    questions_words,
    route_words,
    share_words,
    stage_words,
    worklist_words,
)
from .rule_rows import GroupRow, Row, RuleRow, Setting, rows
from .sentences import Sentences
from .wording import counted, number, quoted, shortened

__all__ = ["Effective", "GroupRow", "OutcomeRows", "RuleRow", "ScoreRow", "Setting", "effective", "type_words"]


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A score with its rows in the order written, a total with its terms (`40% of fit`), or a share (`share` says of

    what, and there is nothing else).
    """

    name: str
    low: int
    high: int
    decimals: int
    rows: tuple[Row, ...] = ()
    terms: tuple[str, ...] = ()
    rounding: model.Rounding = "half up"
    factor: str | None = None
    framework: bool = False
    share: str = ""
    account: bool = False
    origin: str = ""

    @property
    def sentence(self) -> str:
        if self.share:
            return self.share
        said = f"kept between {number(self.low, 3)} and {number(self.high, 3)}, rounded to "
        said += "whole points" if self.decimals == 0 else counted(self.decimals, "decimal")
        said += _ROUNDINGS[self.rounding]
        if self.framework:
            head = "The sum of its criteria that are met, "
        else:
            head = f"{' '.join(self.terms)}, " if self.terms else "The sum of its rules, "
        times = "" if self.factor is None else f"times the factor {self.factor}, "
        return f"{head}{times}{said}."


_ROUNDINGS: dict[model.Rounding, str] = {
    "half up": "",
    "half even": " (halves to the even one)",
    "toward zero": " (toward zero)",
}


@dataclass(frozen=True, slots=True)
class OutcomeRows:
    """What follows from scores: of leads, or of accounts, which have grades and stages only."""

    grades: Pairs = ()  # matrices among them
    flags: Pairs = ()
    stages_name: str = ""
    stages: tuple[str, ...] = ()
    questions: Pairs = ()
    business_hours: str = ""
    follow_up: tuple[str, ...] = ()
    routes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    worklist: str = ""
    checks: Pairs = ()


@dataclass(frozen=True, slots=True)
class Effective:
    """A ruleset as `scoreline show` prints it; texts are plain English."""

    ruleset: model.Ruleset
    parameters: Pairs
    changes: Pairs
    attributes: Pairs
    account: Pairs
    events: Pairs
    left_out: tuple[str, ...]
    lists: Pairs
    conditions: Pairs
    not_scored: tuple[str, ...]
    factors: Pairs
    scores: tuple[ScoreRow, ...]
    outcomes: OutcomeRows
    account_outcomes: OutcomeRows
    attribution: str
    samples: int

    @property
    def grades(self) -> Pairs:
        return self.outcomes.grades

    @property
    def stages(self) -> tuple[str, ...]:
        return self.outcomes.stages


def effective(ruleset: model.Ruleset) -> Effective:
    say, origins = Sentences.of(ruleset), Origins.of(ruleset)
    schema, accounts = ruleset.schema, ruleset.accounts
    stages = ruleset.stages
    out = (stages.name, stages.out) if stages is not None and stages.out is not None else None
    scores = [_score(score, say, origins, account=False) for score in ruleset.scores]
    if accounts is not None:
        scores += [_score(score, say.of_accounts(), origins, account=True) for score in accounts.scores]
    return Effective(
        ruleset=ruleset,
        parameters=tuple((each.name, _parameter(each)) for each in ruleset.parameters),
        changes=origins.told(),
        attributes=tuple((a.name, _attribute(a, schema)) for a in schema.attributes),
        account=()
        if schema.account is None
        else tuple((a.name, _of_account(a, schema)) for a in schema.account.attributes),
        events=tuple((kind.name, _event(kind)) for kind in schema.events),
        left_out=tuple(noise_words(noise, say) for noise in ruleset.noise),
        lists=tuple((each.name, _entries(each)) for each in ruleset.lists),
        conditions=tuple((name, f"{say.condition(condition)}.") for name, condition in ruleset.lets),
        not_scored=tuple(
            _with_origin(exclusion_words(each, out, say), origins, each.span) for each in ruleset.exclusions
        ),
        factors=_factors(ruleset, say, origins),
        scores=tuple(scores),
        outcomes=_outcomes(ruleset, say, origins),
        account_outcomes=OutcomeRows()
        if accounts is None
        else _grades_and_stages(accounts.grades, (), accounts.stages, say.of_accounts(), origins),
        attribution=ruleset.attribution or "",
        samples=len(ruleset.samples),
    )


def _with_origin(text: str, origins: Origins, span: Span) -> str:
    origin = origins.item(span)
    return f"{text} [{origin}]" if origin else text


def _parameter(each: model.ParameterValue) -> str:
    if each.set_at is None:
        return f"{each.value} (its default, {place(each.declared)})"
    return f"{each.value} (set at {place(each.set_at)}; {each.default} by default, {place(each.declared)})"


# ---- what the data has ---------------------------------------------------------------------------------------------

_KINDS = {
    "text": "text",
    "integer": "whole number",
    "boolean": "yes or no",
    "date": "date",
    "timestamp": "date and time",
    "set": "set of texts",
}


def type_words(kind: model.ValueType) -> str:
    if kind.options:
        ordered = ", from low to high" if kind.ordered else ""
        return f"one of {', '.join(quoted(option) for option in kind.options)}{ordered}"
    if kind.kind == "decimal":
        return f"number with {counted(kind.places, 'decimal')}"
    return _KINDS[kind.kind]


def _attribute(attribute: model.Attribute, schema: model.Schema) -> str:
    words = type_words(attribute.type)
    if attribute.name == schema.key:
        words += ", the key"
    if attribute.name == schema.since:
        words += ", since when the lead exists"
    if schema.account is not None and attribute.name == schema.account.lead_attribute:
        words += ", the key of its account"
    return words


def _of_account(attribute: model.Attribute, schema: model.Schema) -> str:
    key = schema.account is not None and attribute.name == schema.account.key
    return type_words(attribute.type) + (", the key" if key else "")


def _event(kind: model.EventKind) -> str:
    whose = "by the lead" if kind.by_the_lead else "not by the lead"
    attributes = ", ".join(f"{a.name} ({type_words(a.type)})" for a in kind.attributes)
    return f"{whose}; {attributes or 'no attributes'}"


def _entries(entries: model.TextList) -> str:
    count = len(entries.entries)
    shown = ", ".join(quoted(shortened(entry)) for entry in entries.entries[:5]) + (", …" if count > 5 else "")
    return f"{count:,} {'entry' if count == 1 else 'entries'}: {shown}"


# ---- scores --------------------------------------------------------------------------------------------------------


def _score(score: model.Score | model.Total | model.Share, say: Sentences, origins: Origins, account: bool) -> ScoreRow:
    origin = origins.item(score.span)
    if isinstance(score, model.Share):
        return ScoreRow(score.name, 0, 100_000, 0, share=share_words(score, say), origin=origin)
    return ScoreRow(
        name=score.name,
        low=score.low,
        high=score.high,
        decimals=score.decimals,
        rows=tuple(rows(score.name, score.entries, (), say, origins)) if isinstance(score, model.Score) else (),
        terms=tuple(_terms(score.terms)) if isinstance(score, model.Total) else (),
        rounding=score.rounding,
        factor=None if score.factor is None else score.factor.name,
        framework=isinstance(score, model.Score) and score.framework,
        account=account,
        origin=origin,
    )


def _terms(terms: tuple[model.TotalTerm, ...]) -> list[str]:
    said = []
    for index, term in enumerate(terms):
        sign = "- " if term.weight < 0 else "+ " if index else ""
        weight = "" if abs(term.weight) == 10_000 else f"{number(abs(term.weight), 2)}% of "
        said.append(f"{sign}{weight}{term.score}")
    return said


def _factors(ruleset: model.Ruleset, say: Sentences, origins: Origins) -> Pairs:
    found: dict[str, str] = {}
    own = [(score, say) for score in ruleset.scores if isinstance(score, model.Score | model.Total)]
    if ruleset.accounts is not None:
        own += [(score, say.of_accounts()) for score in ruleset.accounts.scores]
    for score, speaker in own:
        if score.factor is not None:
            factor = score.factor
            found[factor.name] = _with_origin(factor_words(factor, speaker), origins, factor.span)
    return tuple(found.items())


# ---- outcomes ------------------------------------------------------------------------------------------------------


def _grades_and_stages(
    grades: tuple[model.Grade, ...],
    matrices: tuple[model.Matrix, ...],
    stages: model.Stages | None,
    say: Sentences,
    origins: Origins,
) -> OutcomeRows:
    return OutcomeRows(
        grades=(
            *((grade.name, _with_origin(grade_words(grade), origins, grade.span)) for grade in grades),
            *((matrix.name, _with_origin(matrix_words(matrix), origins, matrix.span)) for matrix in matrices),
        ),
        stages_name="" if stages is None else stages.name,
        stages=()
        if stages is None
        else tuple(_with_origin(stage_words(line, say), origins, line.span) for line in stages.lines),
    )


def _outcomes(ruleset: model.Ruleset, say: Sentences, origins: Origins) -> OutcomeRows:
    first = _grades_and_stages(ruleset.grades, ruleset.matrices, ruleset.stages, say, origins)
    follow_up, worklist = ruleset.follow_up, ruleset.worklist
    return OutcomeRows(
        grades=first.grades,
        flags=tuple((flag.name, _with_origin(flag_words(flag, say), origins, flag.span)) for flag in ruleset.flags),
        stages_name=first.stages_name,
        stages=first.stages,
        questions=tuple(
            (each.name, _with_origin(questions_words(each), origins, each.span)) for each in ruleset.questions
        ),
        business_hours="" if follow_up is None or follow_up.hours is None else hours_words(follow_up.hours),
        follow_up=()
        if follow_up is None
        else tuple(_with_origin(follow_up_words(line, say), origins, line.span) for line in follow_up.lines),
        routes=tuple((route.name, route_words(route, say)) for route in ruleset.routes),
        worklist="" if worklist is None else _with_origin(worklist_words(worklist, say), origins, worklist.span),
        checks=tuple(
            (each.label, _with_origin(invariant_words(each, say), origins, each.span)) for each in ruleset.invariants
        ),
    )
