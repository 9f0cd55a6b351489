"""The reasons of each score as rows: columns side by side become rows of (lead, score, kind, rule, points, …)."""

from __future__ import annotations

from sqlglot import exp

from . import names
from . import nodes as n
from .operands import Scope
from .scores import Reason
from .steps import Steps

_NUMBER, _PLACES = "number", "places"


def contribution_rows(steps: Steps, scope: Scope, reasons: tuple[Reason, ...], scored: n.Node) -> exp.Select:
    """The final select of `<r>_contributions` over steps that end in score values.

    One array each of amounts, times and latest seconds per lead, crossed with the reasons' texts and read by position:
    the fastest form that was measured, several times faster than parallel unnesting of 300 columns.
    """
    dialect = scope.dialect
    amounts = dialect.array([reason.amount for reason in reasons], "BIGINT")
    times = dialect.array([reason.times for reason in reasons], "BIGINT")
    latest = dialect.array([n.null() if r.latest is None else r.latest for r in reasons], "BIGINT")
    # No filter on `scored`: it would be pushed through all steps, and grow with each one.
    steps.add(
        "listed_reasons",
        n.select(
            [
                n.column(names.LEAD),
                n.column(names.AS_OF),
                n.named(n.when((scored, amounts)), "amounts"),
                n.named(times, "times"),
                n.named(latest, "latest"),
            ],
            n.table([steps.last]),
        ),
        materialized=True,
    )
    position = n.column(_NUMBER)
    amount = dialect.item(n.column("amounts"), position)
    source = steps.last
    steps.add(
        "reasons",
        n.select([n.star()], _texts(reasons)),
    )
    rows = n.select(
        [
            n.column(names.LEAD),
            n.column(names.AS_OF),
            n.column("score"),
            n.column("kind"),
            n.column("rule"),
            n.column(_PLACES),
            n.named(amount, "amount"),
            n.named(dialect.item(n.column("times"), position), "times"),
            n.named(dialect.item(n.column("latest"), position), "latest"),
        ],
        n.table([source]),
    )
    rows.join(n.table([steps.last]), join_type="cross", copy=False)
    steps.add("rows", rows)
    points = n.when(
        *(
            (n.equal(n.column(_PLACES), n.number(places)), dialect.decimal(n.column("amount"), places, 28))
            for places in sorted({reason.places for reason in reasons})
        )
    )
    return n.select(
        [
            n.column(names.LEAD),
            n.named(dialect.timestamp(n.column(names.AS_OF)), names.AS_OF),
            n.column("score"),
            n.column("kind"),
            n.column("rule"),
            n.named(n.cast(points, "DECIMAL(28, 9)"), "points"),
            n.column("times"),
            n.named(dialect.timestamp(n.column("latest")), "latest_event"),
        ],
        n.table([steps.last]),
        n.compare(exp.NEQ, n.column("amount"), n.number(0)),
    )


def _texts(reasons: tuple[Reason, ...]) -> n.Node:
    rows = [
        exp.Tuple(
            expressions=[
                n.number(number),
                n.text(reason.score),
                n.text(reason.kind),
                n.text(reason.rule),
                n.number(reason.places),
            ]
        )
        for number, reason in enumerate(reasons, 1)
    ]
    columns = [exp.to_identifier(name, quoted=True) for name in (_NUMBER, "score", "kind", "rule", _PLACES)]
    return exp.Values(
        expressions=rows, alias=exp.TableAlias(this=exp.to_identifier("texts", quoted=True), columns=columns)
    )
