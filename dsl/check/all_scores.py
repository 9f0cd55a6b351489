"""All scores of a file together: each checked, then put in order, then what they can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from .. import model, syntax
from ..late import dataclass, field
from ..reads import Reads
from .attributes_read import AnyScore
from .chains import LONGEST_OF_RULES, Link, refuse_long_chains
from .context import Context
from .dependencies import everything_read, way
from .entries import rules_in
from .factors import factors
from .frameworks import Frameworks, completeness, framework, framework_share, with_attributes
from .order import Node, Ordered, ordered
from .ranges import score_range, total_range
from .reach import Reach
from .scores import Factors, score, total
from .weights import terms_that_disagree

Written = syntax.Score | syntax.Total | syntax.Framework | syntax.Completeness | syntax.FrameworkShare
_CIRCLE_HELP = "take one of the scores out of a rule or term"


@dataclass(slots=True)
class Made:
    """Scores by name as they are checked; `reads` follows named conditions and grades, `itself` does not."""

    nodes: dict[str, AnyScore] = field(default_factory=dict)
    itself: dict[str, Reads] = field(default_factory=dict)
    reads: dict[str, Reads] = field(default_factory=dict)
    written: dict[str, Written] = field(default_factory=dict)
    frameworks: dict[str, tuple[syntax.Framework, model.Score | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of leads and of accounts, each reading earlier ones only."""

    of_leads: tuple[AnyScore, ...]
    of_accounts: tuple[model.Score | model.Total, ...]
    frameworks: Frameworks
    reads: Mapping[str, Reads]


def all_scores(
    ctx: Context,
    written: Sequence[Written],
    factors_written: Sequence[syntax.Factor],
) -> Scores:
    """Checks them, and fills in what each can be in `ctx.outcomes.scores`."""
    made = Made()
    known_factors = factors(ctx.at("rule"), factors_written)
    for item in sorted(written, key=lambda item: not isinstance(item, syntax.Framework)):  # shares speak of these
        own = ctx.at("account" if _of_account(item) else "rule").fresh_reads()
        checked = _check(own, item, known_factors, made.frameworks)
        if not _is_first(ctx, item):
            continue
        if isinstance(item, syntax.Framework):
            assert checked is None or isinstance(checked, model.Score)
            made.frameworks[item.name.text] = (item, checked)
        _note(made, item, checked, own)
    first = [item for item in written if _is_first(ctx, item)]
    order = _order(ctx, made, first)
    _fill_in(ctx, made, order)
    for name in order.names:
        _judge(ctx, made, name)
        _thresholds(ctx, made, name)
    fine = [made.nodes[name] for name in order.names if name in made.nodes]
    accounts = tuple(
        node for node in fine if isinstance(node, model.Score | model.Total) and ctx.outcomes.scores[node.name].account
    )
    leads = tuple(node for node in fine if not ctx.outcomes.scores[node.name].account)
    return Scores(leads, accounts, made.frameworks, made.reads)


def _of_account(item: Written) -> bool:
    return isinstance(item, syntax.Score | syntax.Total) and item.account


def _is_first(ctx: Context, item: Written) -> bool:
    """Whether no score of that name stands before it."""
    return ctx.outcomes.scores[item.name.text].span == item.name.span


def _check(ctx: Context, item: Written, known: Factors, frameworks: Frameworks) -> AnyScore | None:
    match item:
        case syntax.Score():
            return score(ctx, item, known)
        case syntax.Total():
            return total(ctx, item, known)
        case syntax.Completeness():
            return completeness(ctx, item)
        case syntax.FrameworkShare():
            return framework_share(ctx, item, frameworks)
        case syntax.Framework():
            return framework(ctx, item, known)


def _note(made: Made, item: Written, node: AnyScore | None, ctx: Context) -> None:
    name = item.name.text
    made.written[name] = item
    made.itself[name] = ctx.reads
    made.reads[name] = everything_read(ctx, ctx.reads)
    if node is not None:
        made.nodes[name] = node


def _order(ctx: Context, made: Made, written: Sequence[Written]) -> Ordered:
    """An order; scores that are wrong, or in a circle, and those that read them, are marked as not known."""
    nodes = [
        Node(name, item.name.span, made.reads[name].scores if name in made.nodes else {})
        for name, item in ((item.name.text, item) for item in written)
    ]
    order = ordered(ctx, nodes, _CIRCLE_HELP, lambda name, other: way(ctx, made.itself[name], other))
    infos = ctx.outcomes.scores
    for name in (*order.in_circles, *order.names):
        wrong = name not in made.nodes or name in order.in_circles
        if wrong or any(other in infos and not infos[other].known for other in made.reads[name].scores):
            made.nodes.pop(name, None)
            infos[name] = replace(infos[name], known=False)
    _refuse_long_chains(ctx, made, order)
    return order


def _refuse_long_chains(ctx: Context, made: Made, order: Ordered) -> None:
    links: list[Link] = [(made.written[name].name, name, list(made.reads[name].scores)) for name in order.names]
    with_rules = {name for name, node in made.nodes.items() if isinstance(node, model.Score)}
    refused = refuse_long_chains(
        ctx,
        links,
        "scores with rules",
        "read the first ones of them here, or name conditions with `let`",
        longest=LONGEST_OF_RULES,
        counts=lambda own: own in with_rules,
    )
    if not refused:
        refuse_long_chains(ctx, links, "scores", "add up the scores themselves here")


def _fill_in(ctx: Context, made: Made, order: Ordered) -> None:
    """The attributes of which a completeness tells the share."""
    for name in order.names:
        share, item = made.nodes.get(name), made.written[name]
        if isinstance(share, model.Share) and isinstance(item, syntax.Completeness):
            filled = with_attributes(ctx, share, made.nodes, item.score.span) if share.of in made.nodes else None
            if filled is None:
                del made.nodes[name]
            else:
                made.nodes[name] = filled


def _judge(ctx: Context, made: Made, name: str) -> None:
    """What the score can be; nothing is known of one whose rules may be missing."""
    node, infos = made.nodes.get(name), ctx.outcomes.scores
    if node is None or ctx.scope.incomplete:
        return
    match node:
        case model.Score():
            low, high = score_range(node, infos)
        case model.Total():
            low, high = total_range(node, infos)
            item = made.written[name]
            if isinstance(item, syntax.Total):
                terms_that_disagree(ctx, item)
        case model.Share():
            return
    infos[name] = replace(infos[name], low=low, high=high)


def _thresholds(ctx: Context, made: Made, name: str) -> None:
    """Warns of rules in which comparing an earlier score says nothing."""
    item, node = made.written[name], made.nodes.get(name)
    if not isinstance(item, syntax.Score) or not isinstance(node, model.Score) or not made.reads[name].scores:
        return
    reach = Reach(ctx)
    by_place = {rule.span: rule for rule in rules_in(node.entries)}
    waiting: list[syntax.Entry] = list(item.entries)
    while waiting:
        entry = waiting.pop()
        match entry:
            case syntax.Group(entries=inner):
                waiting.extend(inner)
            case syntax.PickGroup(kind=kind, rules=inner) if kind != "first of":  # those are looked at already
                waiting.extend(inner)
            case syntax.WhenRule(condition=condition):
                rule = by_place.get(entry.span)
                if isinstance(rule, model.WhenRule):
                    reach.thresholds(condition, rule.condition)
            case _:
                pass
