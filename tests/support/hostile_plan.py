"""A plan in which every text is a parameter: what a rule file or its data could ever bring into an output."""

from __future__ import annotations

from collections.abc import Sequence

from scoreline.compiler import plan as p
from scoreline.dsl import model
from scoreline.dsl.source import Span

TEXT = model.ValueType("text")
COUNT = 40  # texts that the plan takes


def plan_of(texts: Sequence[str]) -> p.Plan:
    """The plan with these texts, which differ from each other, in all places where text can stand."""
    assert len(set(texts)) == len(texts) >= COUNT
    following = iter(texts)

    def new() -> str:
        return next(following)

    file = new()
    span = Span(file, 3, 1, 3, 9)
    key, attribute, choice, option, other = new(), new(), new(), new(), new()
    one_of = model.ValueType("text", options=(option, other))
    kind, page, spare = new(), new(), new()
    lead_attributes = (
        model.Attribute(key, TEXT),
        model.Attribute(attribute, TEXT),
        model.Attribute(choice, one_of),
        model.Attribute(new(), model.ValueType("integer")),
    )
    kinds = (model.EventKind(kind, True, (model.Attribute(page, TEXT),)), model.EventKind(spare, True, ()))
    value, chosen = model.LeadValue(attribute, TEXT), model.LeadValue(choice, one_of)
    entries = model.TextList(new(), (new(), new()))
    let, let_text = new(), new()
    constant = model.Constant(let_text, TEXT)
    where = model.TextTest("starts", model.EventValue(page, TEXT), (new(), new()), folded=False)
    visits = p.Occurrences(model.EventFilter((kind,), where, 86_400), model.EventValue(page, TEXT), 2, None)
    contains = model.TextTest("contains", value, (new(),), folded=True)
    words = model.TextTest("word", value, (new(),), folded=True)
    rules: tuple[p.Entry, ...] = (
        p.WhenRule(new(), 1_000, model.LetRef(let), contains, span),
        p.WhenRule(new(), -2_000, model.Not(model.InList(value, entries.name)), None, span),
        p.WhenRule(new(), 3_000, model.Or((words, model.Not(model.LetRef(let)))), None, span),
        _table(new(), chosen, (model.Match((option,), 5_000), model.Match((other,), -5_000)), span),
        p.Group(new(), (p.OccurrenceRule(new(), visits, 1_000, 10**10, None, span),), 0, 10**9, span),
    )
    score, total, grade = new(), new(), new()
    better, worse = new(), new()
    stage_name, first, last = new(), new(), new()
    outcome = model.Compare("=", model.GradeOf(grade), model.Constant(better, TEXT))
    return p.Plan(
        name=new(),
        version=new(),
        description=new(),
        schema=model.Schema(lead_attributes, key, None, kinds),
        reads=(key, attribute, choice),
        zone=p.Zone("UTC", (), (0,)),
        lists=(entries,),
        folded_lists=(),
        features=(visits,),
        lets=((let, model.Compare("=", value, constant)),),
        exclusions=(model.Exclusion(model.Compare("=", chosen, constant), new(), span),),
        scores=(
            p.Score(score, rules, 0, 100 * p.NANO, 2, span),
            p.Total(total, (model.TotalTerm(4_000, score),), 0, 10**9, 1, span),
        ),
        grades=(model.Grade(grade, total, (model.Band(better, 1_000), model.Band(worse, None)), span),),
        stages=model.Stages(
            stage_name,
            (model.StageLine(first, outcome, new(), span), model.StageLine(last, None, new(), span)),
            last,
            span,
        ),
        file=file,
        content_hash="0" * 64,
    )


def _table(label: str, value: model.Value, matches: tuple[model.Match, ...], span: Span) -> p.TableRule:
    return p.TableRule(
        label=label,
        value=value,
        cuts=(),
        matches=matches,
        missing=0,
        otherwise=0,
        has_missing_row=False,
        quiet=False,
        unless=None,
        span=span,
    )
