"""Qualification frameworks, what share of them is met, their open questions; and how much of a score is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .. import model, syntax
from ..findings import declared, did_you_mean, quoted, shown
from ..folding import is_blank
from ..source import Span
from .attributes_read import attributes_read
from .clauses import clauses
from .context import Context
from .numbers import plain, points_text, whole
from .parameters import number
from .points import points_of
from .scores import MOST_RULES, Factors, known_score, shape

MOST_QUESTIONS = 1_000


def framework(ctx: Context, item: syntax.Framework, factors: Factors) -> model.Score | None:
    """The framework as a score: a rule for each criterion, which pays where the criterion is met."""
    name = item.name.text
    extra = clauses(ctx, item.clauses, "framework")
    made_shape = shape(ctx, extra, f"`{name}`", factors)
    made: list[model.Entry] = []
    for criterion in item.criteria:
        rule = _criterion(ctx, criterion)
        if rule is not None:
            made.append(rule)
    if not item.criteria and not ctx.scope.incomplete:
        ctx.report("SL0702", item.name.span, f"`{name}` has no criteria", "add some, or leave it out")
    if len(item.criteria) > MOST_RULES:
        ctx.report("SL0608", item.name.span, f"a framework has at most {MOST_RULES} criteria", "divide it into several")
        return None
    if made_shape is None or not extra.fine or len(made) < len(item.criteria):
        return None
    return model.Score(
        name=name,
        entries=tuple(made),
        low=made_shape.low,
        high=made_shape.high,
        decimals=made_shape.decimals,
        span=item.name.span,
        factor=made_shape.factor,
        rounding=made_shape.rounding,
        framework=True,
    )


def _criterion(ctx: Context, item: syntax.Criterion) -> model.WhenRule | None:
    points = points_of(ctx, item.points)
    asked = item.asks is None or not is_blank(item.asks.value)
    if not asked and item.asks is not None:
        ctx.report("SL0512", item.asks.span, "the question is blank", "say what is to be asked, or leave `asks` out")
    if not item.lines and not ctx.scope.incomplete:
        ctx.report(
            "SL0722",
            item.name.span,
            f"it is not said when `{item.name.text}` is met",
            "add a line such as `met when budget at least 10000`",
        )
        return None
    entry = ctx.scope.lets.get(item.name.text)
    if points is None or not asked or entry is None or entry.condition is None:
        return None
    ctx.lets.append(entry.model_name)
    ctx.reads.let(entry.model_name, item.name.span)
    return model.WhenRule(item.name.text, points, model.LetRef(entry.model_name), None, item.span)


# ---- shares ----------------------------------------------------------------------------------------------------------

Frameworks = Mapping[str, tuple[syntax.Framework, model.Score | None]]


def framework_of(ctx: Context, name: syntax.Name, frameworks: Frameworks) -> model.Score | None:
    """The framework of that name; None where there is none, which is reported, or where it is wrong itself."""
    found = frameworks.get(name.text)
    if found is not None:
        return found[1]
    if name.text in ctx.outcomes.scores:
        ctx.findings.report(
            "SL0205",
            name.span,
            f"`{name.text}` is a score, and a framework is needed here",
            "a framework has criteria: `framework bant { budget_ok +30 { met when … } }`",
            declared(ctx.outcomes.scores[name.text].span),
        )
    elif not ctx.unseen(name.text, {*frameworks, *ctx.outcomes.scores}):
        ctx.report(
            "SL0204",
            name.span,
            f"there is no framework `{name.text}`",
            did_you_mean(name.text, frameworks, f"declare it: `framework {name.text} {{ … }}`"),
        )
    return None


def framework_share(ctx: Context, item: syntax.FrameworkShare, frameworks: Frameworks) -> model.Share | None:
    """The share of the points of the criteria that are met; notes that the framework is read."""
    of = framework_of(ctx, item.framework, frameworks)
    if of is None:
        return None
    ctx.reads.score(of.name, item.framework.span)
    parts = [(rule.points, rule.condition) for rule in of.entries if isinstance(rule, model.WhenRule)]
    wrong = [rule for rule in of.entries if isinstance(rule, model.WhenRule) and rule.points <= 0]
    if not wrong and not parts and ctx.scope.incomplete:
        return None
    if wrong or not parts:
        first = wrong[0] if wrong else None
        message = f"`{of.name}` has no criteria of which a share could be met"
        if first is not None:
            message = f"`{first.label}` has {points_text(first.points)} points, and a share needs points above 0"
        ctx.findings.report(
            "SL0723",
            item.framework.span,
            message,
            "give each criterion points above 0, or leave the share out",
            *([declared(first.span)] if first is not None else []),
        )
        return None
    return model.Share(item.name.text, of.name, "framework", tuple(parts), item.name.span)


def completeness(ctx: Context, item: syntax.Completeness) -> model.Share | None:
    """The share, of which the parts are filled in by `with_attributes` once all scores are known."""
    info = known_score(ctx, item.score)
    if info is None:
        return None
    ctx.reads.score(item.score.text, item.score.span)
    return model.Share(item.name.text, item.score.text, "completeness", (), item.name.span)


def with_attributes(
    ctx: Context, share: model.Share, scores: Mapping[str, model.Score | model.Total | model.Share], span: Span
) -> model.Share | None:
    """The share over the attributes that its score reads."""
    found = attributes_read(ctx, share.of, scores)
    if not found:
        if not ctx.scope.incomplete:
            ctx.report(
                "SL0724",
                span,
                f"`{share.of}` reads no attribute that could be missing",
                "leave the completeness out",
            )
        return None
    parts = tuple((1, model.Not(model.IsMissing(value))) for value in found)
    return model.Share(share.name, share.of, share.kind, parts, share.span)


# ---- questions -------------------------------------------------------------------------------------------------------


def questions(ctx: Context, written: Sequence[syntax.Questions], frameworks: Frameworks) -> tuple[model.Questions, ...]:
    made: list[model.Questions] = []
    for item in written:
        checked = _questions(ctx, item, frameworks)
        if checked is not None and ctx.outcomes.questions.get(item.name.text) == item.name.span:
            made.append(checked)
    return tuple(made)


def _questions(ctx: Context, item: syntax.Questions, frameworks: Frameworks) -> model.Questions | None:
    of = framework_of(ctx, item.framework, frameworks)
    top, fine = _top(ctx, item)
    if of is None or not fine:
        return None
    asked = {criterion.name.text: criterion.asks for criterion in frameworks[of.name][0].criteria}
    found: list[tuple[int, str, str]] = []
    silent: list[str] = []
    for rule in of.entries:
        assert isinstance(rule, model.WhenRule) and isinstance(rule.condition, model.LetRef)
        question = asked.get(rule.label)
        if question is None:
            silent.append(rule.label)
        else:
            found.append((rule.points, question.value, rule.condition.name))
    if silent and not ctx.scope.incomplete:
        ctx.report(
            "SL0725",
            item.framework.span,
            f"there is no question for {quoted(silent)}",
            f"add what is to be asked: `{silent[0]} +10 asks {shown('Is there a date?')} {{ … }}`",
        )
    if silent:
        return None
    found.sort(key=lambda each: -each[0])
    items = tuple((text, let) for _, text, let in found)
    return model.Questions(item.name.text, of.name, items, top, item.name.span)


def _top(ctx: Context, item: syntax.Questions) -> tuple[int | None, bool]:
    if item.top is None:
        return None, True
    written = number(ctx, item.top)
    if written is None:
        return None, False
    count = whole(written.value)
    if count is None or not 1 <= count <= MOST_QUESTIONS:
        ctx.report(
            "SL0605",
            item.top.span,
            f"`top` takes a whole number from 1 to {MOST_QUESTIONS}, not {plain(written.value)}",
            "leave it out for all open questions",
        )
        return None, False
    return count, True
