"""The reasons of each score as rows: columns side by side become rows of (lead, score, kind, rule, points, …)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from .. import plan as p
from . import chains, names
from . import nodes as n
from .distribution import same_moment
from .keys import Measure
from .measures import occurrence_measures
from .operands import Scope
from .rules import clamped
from .scores import Paying, Reason
from .steps import Steps

_NUMBER, _PLACES, _FEATURE, _BY = "number", "places", "feature", "multiplier"
_ROW = ("score", "kind", "rule", _PLACES)
_MAX_WEIGHT = 10**18


def contribution_rows(
    steps: Steps, scope: Scope, reasons: tuple[Reason, ...], scored: n.Node, key: str = names.LEAD
) -> exp.Select:
    """The final select of `<r>_contributions` over steps that end in score values.

    One array each of amounts, times and latest seconds per lead, crossed with the reasons' texts and read by position:
    the fastest form that was measured, several times faster than parallel unnesting of 300 columns. `key` names the
    column of the lead, or of the account.
    """
    dialect, paying = scope.dialect, _paying(reasons) if steps.sources is not None else []
    if paying:
        reasons = tuple(_without_sources(reason, scope) for reason in reasons)
    amounts = dialect.array([reason.amount for reason in reasons], "BIGINT")
    times = dialect.array([reason.times for reason in reasons], "BIGINT")
    latest = dialect.array([n.null() if r.latest is None else r.latest for r in reasons], "BIGINT")
    columns = [
        n.column(key),
        n.column(names.AS_OF),
        n.named(n.when((scored, amounts)), "amounts"),
        n.named(times, "times"),
        n.named(latest, "latest"),
    ]
    if paying:
        pays = dialect.array([chains.all_of(each.tests) for _, each in paying], "BOOLEAN")
        columns.append(n.named(n.when((scored, pays)), "pays"))
    # No filter on `scored`: it would be pushed through all steps, and grow with each one.
    steps.add("listed_reasons", n.select(columns, n.table([steps.last])), materialized=True)
    listed = steps.last
    position = n.column(_NUMBER)
    amount = dialect.item(n.column("amounts"), position)
    steps.add("reasons", n.select([n.star()], _texts(reasons)))
    columns = [
        *(n.column(name) for name in (key, names.AS_OF, *_ROW)),
        n.named(amount, "amount"),
        n.named(dialect.item(n.column("times"), position), "times"),
        n.named(dialect.item(n.column("latest"), position), "latest"),
    ]
    split = scope.plan.attribution is not None
    if split:
        columns.append(n.named(n.cast(n.null(), "VARCHAR"), names.SOURCE))
    rows = n.select(columns, n.table([listed]))
    rows.join(n.table([steps.last]), join_type="cross", copy=False)
    steps.add("rows", rows)
    if paying:
        whole = steps.last
        _add_source_rows(steps, scope, paying, listed, key)
        parts = [n.select([n.star()], n.table([step])) for step in (whole, steps.last)]
        steps.add("all_rows", exp.union(*parts, distinct=False, copy=False))
    points = n.when(
        *(
            (n.equal(n.column(_PLACES), n.number(places)), dialect.decimal(n.column("amount"), places, 28))
            for places in sorted({reason.places for reason in reasons})
        )
    )
    return n.select(
        [
            n.column(key),
            n.named(dialect.timestamp(n.column(names.AS_OF)), names.AS_OF),
            n.column("score"),
            n.column("kind"),
            n.column("rule"),
            *([n.column(names.SOURCE)] if split else []),
            n.named(n.cast(points, "DECIMAL(28, 9)"), "points"),
            n.column("times"),
            n.named(dialect.timestamp(n.column("latest")), "latest_event"),
        ],
        n.table([steps.last]),
        n.compare(exp.NEQ, n.column("amount"), n.number(0)),
    )


def _paying(reasons: Sequence[Reason]) -> list[tuple[Reason, Paying]]:
    return [(reason, reason.paying) for reason in reasons if reason.paying is not None]


def _without_sources(reason: Reason, scope: Scope) -> Reason:
    """Where a rule's rows are split by source, what its limit takes away stands in a row of its own."""
    if reason.paying is None:
        return reason
    rule = reason.paying.rule
    weight, _, _ = occurrence_measures(rule, scope)
    if rule.feature.cap is not None:
        weight = scope.column(Measure("uncapped", rule.feature))
    taken = n.minus(reason.amount, n.times(weight, n.number(_multiplier(rule))))
    amount = n.when((chains.all_of(reason.paying.tests), taken), otherwise=n.number(0))
    return replace(reason, kind="rule limit", amount=amount, times=n.number(0), latest=None)


def _multiplier(rule: p.OccurrenceRule) -> int:
    return rule.multiplier if rule.feature.cap is None else rule.feature.cap.multiplier


def _add_source_rows(
    steps: Steps, scope: Scope, paying: Sequence[tuple[Reason, Paying]], listed: str, key: str
) -> None:
    """A row for each rule that pays and each source of its events."""
    assert steps.sources is not None
    found, numbers = steps.sources.step, steps.sources.numbers
    texts = [
        [
            n.number(position),
            n.number(numbers[each.rule.feature]),
            n.number(_multiplier(each.rule)),
            n.text(reason.score),
            n.text("rule"),
            n.text(reason.rule),
            n.number(9),
        ]
        for position, (reason, each) in enumerate(paying, 1)
    ]
    steps.add("rules_of_sources", n.select([n.star()], n.values("texts", (_NUMBER, _FEATURE, _BY, *_ROW), texts)))
    rules = steps.last
    # A lead with too many occurrences has no result; its weight must not overflow all the same.
    weight = clamped(n.column("weight", found), -_MAX_WEIGHT, _MAX_WEIGHT)
    pays = scope.dialect.item(n.column("pays", listed), n.column(_NUMBER, rules))
    rows = n.select(
        [
            n.column(key, found),
            n.column(names.AS_OF, found),
            *(n.column(name, rules) for name in _ROW),
            n.named(n.when((pays, n.times(weight, n.column(_BY, rules)))), "amount"),
            n.column("times", found),
            n.column("latest", found),
            n.column(names.SOURCE, found),
        ],
        n.table([found]),
    )
    same = [
        n.equal(n.column(key, found), n.column(key, listed)),
        same_moment(n.column(names.AS_OF, found), n.column(names.AS_OF, listed), steps),
    ]
    rows.join(n.table([listed]), on=n.all_of(*same), copy=False)
    rows.join(n.table([rules]), on=n.equal(n.column(_FEATURE, found), n.column(_FEATURE, rules)), copy=False)
    steps.add("source_rows", rows)


def _texts(reasons: Sequence[Reason]) -> n.Node:
    rows = [
        [
            n.number(number),
            n.text(reason.score),
            n.text(reason.kind),
            n.text(reason.rule),
            n.number(reason.places),
        ]
        for number, reason in enumerate(reasons, 1)
    ]
    return n.values("texts", (_NUMBER, *_ROW), rows)
