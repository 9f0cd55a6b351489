"""Scores and totals: their rules, groups, limits and terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .. import model, syntax
from ..findings import declared, did_you_mean, shown
from ..source import Span
from . import conditions
from .chains import refuse_long_chains
from .clauses import Clauses, clauses, duplicate_label, limits_of, points_of
from .context import Context, ScoreInfo
from .duplicates import same_rules
from .numbers import plain, units, whole
from .occurrences import occurrence_rule
from .ranges import score_range, total_range
from .tables import table

MOST_RULES = 1_000
DEEPEST_GROUP = 10
DEFAULT_LIMITS = (0, 100_000)
DEFAULT_DECIMALS = 2


@dataclass(slots=True)
class _Score:
    """What grows while a score's entries are read."""

    labels: dict[str, Span] = field(default_factory=dict)
    rules: int = 0
    fine: bool = True


def scores(ctx: Context, written: Sequence[syntax.Score | syntax.Total]) -> tuple[model.Score | model.Total, ...]:
    """All scores in an order in which each reads earlier ones only; fills in `ctx.outcomes.scores`."""
    made: list[model.Score | model.Total] = []
    own = {item.name.text for item in written}
    for item in written:
        if not isinstance(item, syntax.Score):
            continue
        score = _score(ctx, item)
        if ctx.outcomes.scores[item.name.text].span == item.name.span:  # the first of that name
            _note(ctx, item.name, score, item.clauses)
            if score is not None:
                made.append(score)
    for total in _ordered(ctx, [item for item in written if isinstance(item, syntax.Total)]):
        checked = _total(ctx, total, own)
        if ctx.outcomes.scores[total.name.text].span == total.name.span:
            _note(ctx, total.name, checked, total.clauses)
            if checked is not None:
                made.append(checked)
    return _as_written(written, made)


def _as_written(
    written: Sequence[syntax.Score | syntax.Total], made: list[model.Score | model.Total]
) -> tuple[model.Score | model.Total, ...]:
    """In the order written, except that a total waits for the scores that it reads."""
    places = {item.name.text: index for index, item in enumerate(written)}
    after: dict[str, tuple[int, ...]] = {}
    for index, item in enumerate(made):  # each stands behind what it reads
        reads = [after[term.score] for term in item.terms] if isinstance(item, model.Total) else []
        last = max(reads, default=(0,))
        after[item.name] = max((places[item.name],), (*last, index))
    return tuple(sorted(made, key=lambda item: after[item.name]))


def _note(
    ctx: Context, name: syntax.Name, made: model.Score | model.Total | None, written: tuple[syntax.Clause, ...]
) -> None:
    if made is None:
        places = next((whole(c.decimals.value) for c in written if isinstance(c, syntax.RoundedTo)), DEFAULT_DECIMALS)
        ctx.outcomes.scores[name.text] = ScoreInfo(name.text, places or 0, name.span, known=False)
        return
    if ctx.scope.incomplete:  # rules may be missing, so nothing is out of reach
        low, high = made.low, made.high
    elif isinstance(made, model.Score):
        low, high = score_range(made)
    else:
        low, high = total_range(made, ctx.outcomes.scores)
    ctx.outcomes.scores[name.text] = ScoreInfo(name.text, made.decimals, name.span, True, low, high)


def _shape(ctx: Context, extra: Clauses, what: str) -> tuple[int, int, int] | None:
    """(low, high, decimals) of a score or total."""
    decimals = DEFAULT_DECIMALS
    if extra.rounded is not None:
        written = whole(extra.rounded.decimals.value)
        if written is None or not 0 <= written <= 3:
            ctx.report(
                "SL0604",
                extra.rounded.decimals.span,
                f"a score keeps 0, 1, 2 or 3 decimals, not {plain(extra.rounded.decimals.value)}",
                "write `rounded to 1 decimal`",
            )
            return None
        decimals = written
    if extra.limited is None:
        return *DEFAULT_LIMITS, decimals
    limits = limits_of(ctx, extra.limited, decimals, what)
    return (*limits, decimals) if limits else None


def _score(ctx: Context, item: syntax.Score) -> model.Score | None:
    extra = clauses(ctx, item.clauses, "score")
    shape = _shape(ctx, extra, f"`{item.name.text}`")
    state = _Score()
    entries = _entries(ctx, item.entries, extra.decay, state, 0)
    if state.rules > MOST_RULES:
        ctx.report(
            "SL0608",
            item.name.span,
            f"`{item.name.text}` has {state.rules} rules, and a score has at most {MOST_RULES}",
            "divide it into several scores and add them up in a total",
        )
        return None
    if not item.entries and not ctx.scope.incomplete:
        ctx.report(
            "SL0702",
            item.name.span,
            f"`{item.name.text}` has no rules and is the same for every lead",
            "add rules, or leave it out",
        )
    if shape is None or not extra.fine or not state.fine:
        return None
    same_rules(ctx, entries)
    low, high, decimals = shape
    return model.Score(item.name.text, entries, low, high, decimals, item.name.span)


def _entries(
    ctx: Context, written: tuple[syntax.Entry, ...], default: model.Decay | None, state: _Score, depth: int
) -> tuple[model.Entry, ...]:
    made: list[model.Entry] = []
    for entry in written:
        duplicate_label(ctx, entry.label, state.labels)
        checked: model.Entry | None
        match entry:
            case syntax.Group():
                checked = _group(ctx, entry, default, state, depth + 1)
            case syntax.WhenRule():
                state.rules += 1
                checked = _when_rule(ctx, entry)
            case syntax.TableRule():
                state.rules += 1
                checked = table(ctx, entry)
            case syntax.OccurrenceRule():
                state.rules += 1
                checked = occurrence_rule(ctx, entry, default)
        if checked is None:
            state.fine = False
        else:
            made.append(checked)
    return tuple(made)


def _when_rule(ctx: Context, rule: syntax.WhenRule) -> model.WhenRule | None:
    points = points_of(ctx, rule.points)
    condition = conditions.whole_condition(ctx, rule.condition)
    extra = clauses(ctx, rule.clauses, "when rule")
    if points is None or condition is None or not extra.fine:
        return None
    return model.WhenRule(rule.label.value, points, condition, extra.unless, rule.span)


def _group(
    ctx: Context, group: syntax.Group, default: model.Decay | None, state: _Score, depth: int
) -> model.Group | None:
    if depth > DEEPEST_GROUP:
        ctx.report(
            "SL0608",
            group.label.span,
            f"groups stand at most {DEEPEST_GROUP} deep inside each other",
            "divide the score into several scores",
        )
        return None
    extra = clauses(ctx, group.clauses, "group")
    limits: tuple[int, int] | None = None
    fine = extra.fine
    if extra.limited is not None:
        limits = limits_of(ctx, extra.limited, 3, "the group")
        fine = fine and limits is not None
    inner = None if extra.no_decay else extra.decay or default
    if not group.entries:
        state.rules += 1  # its lower limit may pay all the same, and sums are bounded by the number of rules
        if not ctx.scope.incomplete:
            ctx.report(
                "SL0702",
                group.label.span,
                f"the group {shown(group.label.value)} has no rules",
                "add rules, or leave it out",
            )
    entries = _entries(ctx, group.entries, inner, state, depth)
    if not fine:
        return None
    low, high = limits or (None, None)
    return model.Group(group.label.value, entries, low, high, group.span)


# ---- totals --------------------------------------------------------------------------------------------------------


def _ordered(ctx: Context, totals: list[syntax.Total]) -> list[syntax.Total]:
    """Totals after those that they read; circles are reported and left out."""
    by_name = {total.name.text: total for total in reversed(totals)}
    done: dict[str, bool] = {}
    ordered: list[syntax.Total] = []
    for start in totals:
        path: list[str] = []
        waiting = [(start.name.text, iter(start.terms))]
        if start.name.text in done:
            continue
        path.append(start.name.text)
        while waiting:
            name, terms = waiting[-1]
            term = next(terms, None)
            if term is None:
                waiting.pop()
                path.pop()
                if done.setdefault(name, True):
                    ordered.append(by_name[name])
                continue
            other = term.score.text
            if other in path:
                circle = [*path[path.index(other) :], other]
                ctx.report(
                    "SL0703",
                    term.score.span,
                    f"`{other}` would be computed from itself: " + " → ".join(f"`{n}`" for n in circle),
                    "take one of the terms out",
                )
                for lost in circle:
                    done[lost] = False
            elif other in by_name and other not in done:
                path.append(other)
                waiting.append((other, iter(by_name[other].terms)))
    for name, fine in done.items():
        if not fine:
            _note(ctx, by_name[name].name, None, by_name[name].clauses)
    links = ((t.name, t.name.text, [term.score.text for term in t.terms]) for t in ordered)
    refuse_long_chains(ctx, links, "totals", "add up the scores themselves here")
    return ordered


def _total(ctx: Context, item: syntax.Total, own: set[str]) -> model.Total | None:
    extra = clauses(ctx, item.clauses, "total")
    shape = _shape(ctx, extra, f"`{item.name.text}`")
    if len(item.terms) > MOST_RULES:
        ctx.report("SL0608", item.name.span, f"a total has at most {MOST_RULES} terms", "add up in several totals")
        return None
    made: list[model.TotalTerm] = []
    seen: dict[str, Span] = {}
    for term in item.terms:
        weight = _weight(ctx, term)
        name = term.score.text
        if name in seen:
            ctx.findings.report(
                "SL0704",
                term.score.span,
                f"`{name}` stands in this total twice",
                "add up its weights",
                declared(seen[name], "first used here"),
            )
            continue
        seen[name] = term.score.span
        if name not in own:
            _unknown_score(ctx, term.score)
        elif weight is not None and ctx.outcomes.scores[name].known:
            made.append(model.TotalTerm(-weight if term.negative else weight, name))
    if shape is None or not extra.fine or len(made) < len(item.terms):
        return None
    low, high, decimals = shape
    return model.Total(item.name.text, tuple(made), low, high, decimals, item.name.span)


def _weight(ctx: Context, term: syntax.TotalTerm) -> int | None:
    """Ten-thousandths: 40% is 4000."""
    if term.weight is None:
        return 10_000
    weight = units(term.weight.value, 2)
    if weight is None or not 0 < weight <= 1_000_000:
        ctx.report(
            "SL0606",
            term.weight.span,
            f"{plain(term.weight.value)}% is not a weight: weights go from above 0% to 10000%, with at most 2 decimals",
            "leave the term out if it shall not count" if weight == 0 else "",
        )
        return None
    return weight


def _unknown_score(ctx: Context, name: syntax.Name) -> None:
    if ctx.unseen(name.text, {*ctx.names(), *ctx.outcomes.scores, *ctx.outcomes.grades}):
        return
    others = (ctx.schema.attributes, ctx.schema.events, ctx.scope.lets, ctx.scope.lists, ctx.outcomes.stages)
    if name.text in ctx.outcomes.grades or any(name.text in names for names in others):
        what = "a grade" if name.text in ctx.outcomes.grades else "not a score"
        ctx.report("SL0205", name.span, f"`{name.text}` is {what}, and a score is needed here")
        return
    ctx.report(
        "SL0204",
        name.span,
        f"there is no score `{name.text}`",
        did_you_mean(name.text, ctx.outcomes.scores, f"declare it: `score {name.text} {{ … }}`"),
    )


def known_score(ctx: Context, name: syntax.Name) -> ScoreInfo | None:
    """The score that a grade is of; None where there is none, and reported, or where it is wrong itself."""
    info = ctx.outcomes.scores.get(name.text)
    if info is None:
        _unknown_score(ctx, name)
    return info if info is not None and info.known else None
