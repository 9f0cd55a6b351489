"""Samples of a ruleset as tests of relations: typed rows that go in, and the columns that must come out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from sqlglot import exp

from ...dsl import model
from ...dsl.folding import fold
from ...dsl.late import dataclass
from .. import plan as p
from ..reference import score_all
from ..result import Account, AccountResult, Contribution, Lead, Result
from ..sql import names
from ..sql import nodes as n
from ..sql.dialects.dialect import Dialect, ReadsColumns
from ..sql.lists import lists, storable
from ..sql.run import Relation, relations
from .relations import text_without_templates

Cell = str | bool | None
_EPOCH = dt.datetime(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Example:
    """A sample with its leads, its own first, and the row of their account, if there is one."""

    sample: model.Sample
    leads: tuple[Lead, ...]
    account: Account | None


@dataclass(frozen=True, slots=True)
class UnitTest:
    """What `relation` has for each lead (account), given these rows of others. Numbers and times are texts.

    `text` says which sample is which lead.
    """

    name: str
    text: str
    relation: str
    given: tuple[Relation, ...]
    expected: tuple[dict[str, Cell], ...]


def unit_tests(plan: p.Plan, batches: Sequence[Sequence[Example]]) -> list[UnitTest]:
    """Tests of examples that are of one moment and share no key: one of the scores, one of the contributions, …

    A test speaks of all rows and of the columns that some sample says something about. Where a sample says nothing
    itself, and of colleagues and contributions, the reference evaluator says what there must be.
    """
    tests: list[UnitTest] = []
    for number, batch in enumerate(batches, 1):
        tests += _tests(plan, batch, f"_{number}" if len(batches) > 1 else "")
    return tests


def _tests(plan: p.Plan, batch: Sequence[Example], number: str) -> list[UnitTest]:
    objects, as_of = names.objects(plan.name), batch[0].sample.as_of
    leads = [lead for example in batch for lead in example.leads]
    accounts = [example.account for example in batch if example.account is not None]
    results, of_accounts = score_all(plan, leads, as_of, accounts)
    few = _with_lists_of(plan, leads, accounts)
    enough = score_all(few, leads, as_of, accounts) == (results, of_accounts)
    given = (*relations(plan, leads, [as_of], accounts), *_list_tables(plan, few if enough else plan))
    text = "; ".join(f"lead {example.leads[0].key}: {example.sample.label}" for example in batch)
    own = [(each.leads[0].key, [e for e in each.sample.expects if not e.account]) for each in batch]
    others = [(_account_of(plan, each), [e for e in each.sample.expects if e.account]) for each in batch]
    found = [
        (objects.scores, _rows(plan, names.LEAD, [(r.lead, _cells(plan, r)) for r in results], own)),
        (objects.contributions, [row for r in results for row in _reasons(plan, names.LEAD, r.lead, r.contributions)]),
    ]
    if plan.accounts is not None:
        rows = [(r.account, _account_cells(plan, r)) for r in of_accounts]
        reasons = [row for r in of_accounts for row in _reasons(plan, names.ACCOUNT, r.account, r.contributions)]
        found.append((objects.account_scores, _rows(plan, names.ACCOUNT, rows, others)))
        found.append((objects.account_contributions, reasons))
    return [
        UnitTest(f"{relation}_samples{number}", text, relation, given, tuple(rows))
        for relation, rows in found
        if rows and (len(rows[0]) > 1)
    ]


def _list_tables(plan: p.Plan, told: p.Plan) -> list[Relation]:
    """The lists that have tables, with the entries that another plan has of them."""
    entries = {(each.name, False): each.entries for each in told.lists}
    entries |= {(each.name, True): each.entries for each in told.folded_lists}
    return [
        Relation(table.table, ((names.ENTRY, "VARCHAR"),), [[entry] for entry in entries[key] if storable(entry)])
        for key, table in lists(plan).tables.items()
    ]


def _with_lists_of(plan: p.Plan, leads: Sequence[Lead], accounts: Sequence[Account]) -> p.Plan:
    """The plan with those entries of lists only that could be found in a text of the data.

    Whatever a rule asks of a list, the words of an entry stand in the text where the entry is met.
    """
    told = [*(lead.values for lead in leads), *(event.values for lead in leads for event in lead.events)]
    told += [account.values for account in accounts]
    text = "\n".join({fold(value) for values in told for value in values.values() if isinstance(value, str)})

    def reduced(group: tuple[model.TextList, ...]) -> tuple[model.TextList, ...]:
        return tuple(replace(each, entries=tuple(filter(_found_in(text), each.entries))) for each in group)

    return replace(plan, lists=reduced(plan.lists), folded_lists=reduced(plan.folded_lists))


def _found_in(text: str) -> Callable[[str], bool]:
    return lambda entry: all(word in text for word in re.findall(r"[^\W_]+", fold(entry)))


def _account_of(plan: p.Plan, example: Example) -> str | None:
    account = plan.schema.account
    key = None if account is None else example.leads[0].values.get(account.lead_attribute)
    return None if key is None else str(key)


def _rows(
    plan: p.Plan,
    key: str,
    results: Sequence[tuple[str, dict[str, Cell]]],
    expects: Sequence[tuple[str | None, Sequence[model.Expectation]]],
) -> list[dict[str, Cell]]:
    """The results in the columns of which a sample speaks, with what samples say in the place of what came out."""
    said = {whose: _said(plan, each) for whose, each in expects}
    wanted = list(dict.fromkeys(column for each in said.values() for column in each))
    return [
        {key: whose} | {column: cells.get(column) for column in wanted} | said.get(whose, {})
        for whose, cells in results
    ]


def _reasons(plan: p.Plan, key: str, whose: str, contributions: Sequence[Contribution]) -> list[dict[str, Cell]]:
    rows: list[dict[str, Cell]] = []
    for each in contributions:
        latest = None if each.latest is None else _moment(each.latest)
        row: dict[str, Cell] = {key: whose, "score": each.score, "kind": each.kind, "rule": each.rule}
        row |= {"points": _decimal(each.points, 9), "times": str(each.times), "latest_event": latest}
        if plan.attribution is not None and key == names.LEAD:
            row[names.SOURCE] = each.source
        rows.append(row)
    return rows


def _said(plan: p.Plan, expects: Sequence[model.Expectation]) -> dict[str, Cell]:
    """What the sample expects, by the column that has it."""
    found: dict[str, Cell] = {}
    for each in expects:
        if each.output == "not scored":
            found |= {score.name: None for score in plan.scores}
        elif each.value is None or isinstance(each.value, bool):
            found[_column(plan, each)] = each.value
        elif each.output == "score":
            found[_column(plan, each)] = _points(int(each.value))
        elif each.output == "due":
            found[_column(plan, each)] = _moment(int(each.value))
        else:
            found[_column(plan, each)] = str(each.value)
    return found


def _column(plan: p.Plan, each: model.Expectation) -> str:
    match each.output:
        case "stage":
            stages = plan.accounts.stages if each.account and plan.accounts is not None else plan.stages
            return each.name if stages is None else stages.name
        case "reason":
            return names.REASON
        case "follow up":
            return names.FOLLOW_UP
        case "due":
            return names.DUE
        case _:
            return each.name


def _cells(plan: p.Plan, result: Result) -> dict[str, Cell]:
    """All columns of which a sample may speak, as the reference evaluator fills them."""
    whole: dict[str, Cell] = {name: None if value is None else _points(value) for name, value in result.scores}
    whole |= dict(result.grades) | dict(result.matrices) | dict(result.routes) | dict(result.questions)
    whole |= dict(result.flags)
    whole |= {names.REASON: result.reason, names.FOLLOW_UP: result.follow_up}
    whole |= {names.DUE: None if result.due is None else _moment(result.due)}
    if plan.stages is not None:
        whole[plan.stages.name] = result.stage
    return whole


def _account_cells(plan: p.Plan, result: AccountResult) -> dict[str, Cell]:
    whole: dict[str, Cell] = {name: None if value is None else _points(value) for name, value in result.scores}
    whole |= dict(result.grades)
    if plan.accounts is not None and plan.accounts.stages is not None:
        whole[plan.accounts.stages.name] = result.stage
    return whole


def _points(milli: int) -> str:
    return _decimal(milli, 3)


def _decimal(units: int, places: int) -> str:
    text = f"{Decimal(units).scaleb(-places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moment(second: int) -> str:
    return f"{_EPOCH + dt.timedelta(seconds=second):%Y-%m-%d %H:%M:%S}"


def rows_query(relation: Relation, dialect: Dialect) -> exp.Select:
    """A select of the rows of a typed relation, with the types that it has in the warehouse."""
    names_ = [name for name, _ in relation.columns]
    chosen = [n.named(_typed(name, type_, dialect), name) for name, type_ in relation.columns]
    if not relation.rows:
        empty = n.select([n.named(n.null(), name) for name in names_], None)
        return n.select(chosen, n.part(empty, "given"), n.false())
    rows = [[_literal(value) for value in row] for row in relation.rows]
    return n.select(chosen, n.values("given", names_, rows))


def _typed(name: str, type_: str, dialect: Dialect) -> n.Node:
    if type_ == "VARCHAR" and isinstance(dialect, ReadsColumns):
        return dialect.exact_text(n.column(name))
    return n.cast(n.column(name), type_)


def _literal(value: str | int | bool | None) -> n.Node:
    if value is None:
        return n.null()
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    return n.number(value) if isinstance(value, int) else text_without_templates(value)
