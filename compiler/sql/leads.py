"""Leads × moments with what rules read: attributes, those of the account, event measures, what stands on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot import exp

from ...dsl import model
from .. import plan as p
from ..roots import outcome_roots, roots
from ..walk import Node, walk
from . import names
from . import nodes as n
from .demand import Demand
from .dialects.dialect import Distributes, LooksUp
from .distribution import same_moment, sent_whole
from .early import add_early, early_rules
from .features import aggregates
from .keys import AccountKey, EventPoints, LeadKey, Measure
from .lookup import key_of
from .measures import ZERO_WITHOUT_EVENTS, read_of_events
from .occurrences import MOMENTS, Aggregate
from .operands import TODAY, Scope, months_column, wish
from .prepaid import prepaid
from .shared import KEY, TOO_MANY, Packed
from .steps import Names, Steps

_LEADS, _ACCOUNTS = "leads", "accounts"


def read_leads(steps: Steps, scope: Scope, more: Sequence[Node] = (), *, sources: bool = False) -> Demand:
    """Adds all steps up to the named conditions that read no score; their columns stand in the scope.

    `more` are values and conditions that are read besides those of the plan's leads. `sources`: see `Steps.sources`.
    """
    add_moments(steps, scope)
    read = [*lead_roots(scope.plan), *more]
    measured = aggregates(steps, scope, read, sources=sources)
    taken = Names(names.LEAD, *scope.moment_columns)
    _leads(steps, scope, measured, taken, read)
    demand = Demand(steps, scope, taken, read, scope.plan.lets, read_of_events(scope))
    demand.fill()
    return demand


def lead_roots(plan: p.Plan) -> Iterator[Node]:
    """Every value and condition that is read on the lead's side."""
    for _, condition in plan.lets:
        yield condition
    for exclusion in plan.exclusions:
        yield exclusion.condition
    for score in plan.scores:
        yield from score_roots(score)
    yield from outcome_roots(plan)


def score_roots(score: p.AnyScore) -> Iterator[Node]:
    """What a score reads on the lead's side."""
    if isinstance(score, model.Share):
        yield from (condition for _, condition in score.parts)
        return
    for rule in p.rules(score) if isinstance(score, p.Score) else ():
        match rule:
            case p.WhenRule():
                yield rule.condition
            case p.TableRule() | p.AmountRule():
                yield rule.value
            case p.OccurrenceRule():
                pass
        if rule.unless is not None:
            yield rule.unless
    if score.factor is not None:
        yield score.factor.value


def moment_columns(plan: p.Plan) -> tuple[str, ...]:
    """What is known of a moment: itself, its day, and days that many months earlier."""
    months = {node.months for root in roots(plan) for node in walk(root) if isinstance(node, model.MonthsAgo)}
    return (names.AS_OF, TODAY, *(months_column(m) for m in sorted(months)))


def add_moments(steps: Steps, scope: Scope) -> None:
    """The step of the moments to score at."""
    objects = names.objects(scope.plan.name)
    as_of = n.column(names.AS_OF)
    # A plain `SELECT 1768467600 AS as_of` is an INTEGER in DuckDB, and would overflow in arithmetic on moments.
    moment = n.named(n.cast(as_of, "BIGINT"), names.AS_OF)
    query = n.select([moment], n.table([objects.as_of]), n.is_known(as_of))
    steps.add("given", query.distinct(copy=False))
    months = [int(column.removeprefix("months_ago_")) for column in scope.moment_columns[2:]]
    today = n.named(scope.call(objects.local_day, as_of), TODAY)
    steps.extend("days" if months else MOMENTS, [today])
    before = [n.named(scope.dialect.months_before(n.column(TODAY), m), months_column(m)) for m in months]
    steps.extend(MOMENTS, before)


def _leads(
    steps: Steps,
    scope: Scope,
    measured: tuple[Aggregate, ...],
    taken: Names,
    read: Sequence[Node],
) -> None:
    objects, schema = names.objects(scope.plan.name), scope.plan.schema
    columns = [n.all_columns(MOMENTS), n.named(n.column(names.LEAD, _LEADS), names.LEAD)]
    places = {column.attribute.name: column.name for column in names.lead_columns(schema)}
    account = None if schema.account is None else schema.account.lead_attribute
    of_account = account_attributes(read)
    for name in scope.plan.reads:
        key = LeadKey(name)
        scope.columns[key] = taken.take(wish(key))
        columns.append(n.named(n.column(places[name], _LEADS), scope.columns[key]))
    columns.extend(account_values(scope, taken, of_account, _LEADS, "" if account is None else places[account]))
    query = n.select(columns, n.named_table(objects.leads, _LEADS))
    query.join(n.table([MOMENTS]), join_type="cross", copy=False)
    if schema.account is not None and account is not None and set(of_account) - {schema.account.key}:
        of_lead = n.equal(n.column(names.ACCOUNT, _ACCOUNTS), n.column(places[account], _LEADS))
        query.join(n.named_table(objects.accounts, _ACCOUNTS), on=of_lead, join_type="left", copy=False)
    query.where(n.is_known(n.column(names.LEAD, _LEADS)), copy=False)
    query, leads, moments = _beside_events(steps, scope, taken, query, measured)
    unpacked: list[n.Node] = []
    for aggregate in measured:
        if aggregate.packed is not None:
            step, packed = prepaid(steps, scope, aggregate.step, aggregate.packed, read)
            unpacked += _join_packed(query, scope, taken, step, packed, (leads, moments))
            continue
        for measure, place in aggregate.columns.items():
            node = n.column(place, aggregate.step)
            if measure.what in ZERO_WITHOUT_EVENTS:
                node = n.call("coalesce", node, n.number(0))
            scope.columns[measure] = taken.take(place)
            query.select(n.named(node, scope.columns[measure]), copy=False)
        same = [
            n.equal(n.column(names.LEAD, aggregate.step), n.column(names.LEAD, leads)),
            same_moment(n.column(names.AS_OF, aggregate.step), n.column(names.AS_OF, moments), steps),
        ]
        query.join(n.table([aggregate.step]), on=n.all_of(*same), join_type="left", copy=False)
    steps.add("leads", query)
    steps.extend("unpacked", unpacked)


def _join_packed(
    query: exp.Select, scope: Scope, taken: Names, step: str, packed: Packed, sources: tuple[str, str]
) -> Iterator[n.Node]:
    """Joins the numbers, and gives the columns that a next step makes of them."""
    assert isinstance(scope.dialect, LooksUp)
    places = {name: taken.take(name) for name in (*packed.numbers, *(name for _, name in packed.paid))}
    scope.columns.update({EventPoints(score): places[name] for score, name in packed.paid})
    for name, place in places.items():
        query.select(n.named(n.call("coalesce", n.column(name, step), n.number(0)), place), copy=False)
    query.join(n.table([packed.alone.step]), join_type="cross", copy=False)
    leads, moments = sources
    key = key_of(scope, packed.alone, n.column(names.LEAD, leads), n.column(names.AS_OF, moments))
    query.join(n.table([step]), on=n.equal(n.column(KEY, step), key), join_type="left", copy=False)
    for field in packed.fields:
        if field.measure.what == TOO_MANY:
            name = taken.take(TOO_MANY)
            scope.columns.update({Measure(TOO_MANY, feature): name for feature in packed.features})
        elif field.read:
            name = scope.columns[field.measure] = taken.take(field.measure.what)
        else:
            continue
        scope.most[field.measure] = field.most
        yield n.named(
            scope.dialect.bits(n.column(places[field.number]), n.number(field.place), n.number(field.most)), name
        )


def _beside_events(
    steps: Steps, scope: Scope, taken: Names, query: exp.Select, measured: Sequence[Aggregate]
) -> tuple[exp.Select, str, str]:
    """The query of leads × moments, ready to be joined with what their events say; its sources of leads and moments.

    Where rows lie on many machines, they are moved by lead first, as the events were: all joins happen in place.
    """
    early = early_rules(scope) if measured else {}
    query = sent_whole(query, scope, MOMENTS)
    if early:
        steps.add("attributes", query)
        add_early(steps, scope, taken, early)
        query = n.select([n.all_columns(steps.last)], n.table([steps.last]))
        if len(measured) < 2 or not isinstance(scope.dialect, Distributes):
            return query, steps.last, steps.last
    if len(measured) < 2 or not isinstance(scope.dialect, Distributes):
        return query, _LEADS, MOMENTS
    steps.add("moved_leads", scope.dialect.spread(query, names.LEAD, once=False))
    moved = steps.last
    return n.select([n.all_columns(moved)], n.table([moved])), moved, moved


def account_values(
    scope: Scope, taken: Names, attributes: Sequence[str], keyed: str, key_column: str
) -> Iterator[n.Node]:
    """Columns of these attributes of accounts; the account's key is that of the relation `keyed`."""
    schema = scope.plan.schema
    places = {column.attribute.name: column.name for column in names.account_columns(schema)}
    for name in attributes:
        key = AccountKey(name)
        scope.columns[key] = taken.take(wish(key))
        is_key = schema.account is not None and name == schema.account.key
        node = n.column(key_column, keyed) if is_key else n.column(places[name], _ACCOUNTS)
        yield n.named(node, scope.columns[key])


def account_attributes(read: Sequence[Node]) -> list[str]:
    """The attributes of accounts that are read."""
    nodes = (node for root in read for node in walk(root))
    return list(dict.fromkeys(node.name for node in nodes if isinstance(node, model.AccountValue)))
